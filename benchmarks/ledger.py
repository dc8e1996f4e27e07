"""Does the ledger of text add up, and what is taken?

    python benchmarks/ledger.py [CORPORA] [--documents N] [--resume DIR] [--out docs/ledger.md]

1. N random documents (100,000 by default) go through every reader in turn, cleaning and passages; for each, what is
   visible in the file it was written to must be what its account says, and visible + rewritten = kept + taken. With
   `--resume`, every thousand documents are kept in DIR, and a run that was stopped goes on from there.
2. Composed notices: 200 in 20 yearly series, in Chinese and in English; how many of their sentences are lost and how
   much of their furniture is found.
3. Sixty generated PDFs: whether their paragraphs come in order, and how many characters are wrong.
4. Every corpus of CORPORA (by default ../shared/corpora) that holds running text: step by step characters, running
   sentences, occurrences of the sample's themes; what is marked as a copy; planted copies that are found.

CORPORA is not part of this repository; without it only 1 to 3 are made. `--out` writes the tables as a page.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the makers of files are those of the tests

import duplicates  # noqa: E402

from tests.pdf_cases import all_cases, distance, in_order  # noqa: E402
from tests.preprocessing.composed_notices import yearly_series  # noqa: E402
from tests.preprocessing.ledger.test_ledger import balance, random_lines  # noqa: E402
from tests.preprocessing.made_files import MAKERS  # noqa: E402
from topics.preprocessing.cleaning.learned import learned_furniture, without_learned  # noqa: E402
from topics.preprocessing.corpus import dated_and_cleaned, read_corpus  # noqa: E402
from topics.preprocessing.corpus_tables import Corpus  # noqa: E402
from topics.preprocessing.ledger.account import KEPT, Entry  # noqa: E402
from topics.preprocessing.ledger.text import ledger  # noqa: E402
from topics.preprocessing.passages import paragraphs  # noqa: E402
from topics.preprocessing.readers import READERS  # noqa: E402
from topics.preprocessing.readers.pdf import read_pdf  # noqa: E402
from topics.preprocessing.reading import read_bytes  # noqa: E402
from topics.preprocessing.sentences import characters  # noqa: E402
from topics.report.tables import print_table, to_markdown  # noqa: E402
from topics.themes import read_themes  # noqa: E402

CORPORA = ROOT.parent / "shared" / "corpora"
THEMES = read_themes(ROOT / "data" / "sample" / "themes.toml")
ABOUT = """\
What becomes of the text of files, in characters that are not white space: visible + rewritten = kept + taken, for every
document. What takes text from real corpora, and the proofs that no running sentence is among it."""
LARGEST = """\
Characters, running sentences and occurrences of the sample's themes, step by step; the texts are not part of this
repository. What stands in the largest rows, read on them once:

- links of wechat-posts: addresses of pictures and of other posts;
- credits of daily-news: the name of the broadcaster before the first sentence of a report;
- menus of news-pages: titles of other programmes, one of them a question that stands on 18 pages; its titles: summaries
  of the film that say the title again;
- repeats of central-policies: paragraphs of drafts that their explanations hold again word for word; of uk-manifestos,
  pledges said twice;
- glosses of miit-documents: readings behind characters; its furniture: buttons of a sharing page, telephone numbers;
- furniture of wechat-posts: lists of other posts to read. The sentences among them are titles with an exclamation mark;
- documents without a date are named, and a run stops for them unless the study leaves them out."""
_PART = 1_000  # random documents that are kept together
_PLACES = {
    "central-policies": "", "daily-news": "", "database-exports": "", "miit-documents": "", "news-pages": "html",
    "uk-manifestos": "texts", "wechat-posts": "",
}  # fmt: skip


def random_documents(number: int, folder: Path | None = None) -> pd.DataFrame:
    """Per reader: documents, those whose visible text is not what the file holds, and those whose account is off.

    What `folder` holds of earlier runs is taken from there, and what is new is kept there.
    """
    sums = [_random_part(range(first, min(first + _PART, number)), folder) for first in range(0, number, _PART)]
    table = pd.concat(sums).groupby("suffix", sort=False, as_index=False).sum()
    table.insert(0, "reader", [READERS[suffix].name for suffix in table["suffix"]])
    return table


def _random_part(seeds: range, folder: Path | None) -> pd.DataFrame:
    kept = folder / f"documents-{seeds.start}-{seeds.stop}.csv" if folder else None
    if kept and kept.exists():
        return pd.read_csv(kept)
    table = _balances(seeds)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        written = kept.with_suffix(".part")
        table.to_csv(written, index=False)
        written.replace(kept)
    return table


def _balances(seeds: range) -> pd.DataFrame:
    suffixes = list(MAKERS)
    sums = {suffix: [0, 0, 0] for suffix in suffixes}
    for seed in seeds:
        suffix = suffixes[seed % len(suffixes)]
        data, visible = MAKERS[suffix](random_lines(seed))
        for document in read_bytes(data, f"2021-01-01-a{suffix}").documents:
            _, lines, entries = dated_and_cleaned((document, None), "zh" if seed % 2 else "en")
            kept = Entry("passages", KEPT, sum(map(characters, paragraphs(lines, 30, 80))))
            row = sums[suffix]
            row[0] += 1
            row[1] += entries[0].characters != visible
            row[2] += balance([*entries, kept]) != 0
    rows = [(suffix, *row) for suffix, row in sums.items()]
    return pd.DataFrame(rows, columns=["suffix", "documents", "not as visible", "not balanced"])


def series(seeds: int = 3) -> pd.DataFrame:
    """Sentences lost and furniture found in yearly series."""
    rows = []
    for seed in range(seeds):
        notices = yearly_series(seed=seed)
        learned = learned_furniture((notice.source, notice.lines) for notice in notices)
        left = [without_learned(notice.lines, notice.source, learned) for notice in notices]
        pairs = list(zip(notices, left, strict=True))
        lost = sum(sentence not in kept for notice, kept in pairs for sentence in notice.sentences)
        found = sum(line not in kept for notice, kept in pairs for line in notice.furniture)
        lines = sum(len(notice.furniture) for notice in notices)
        rows.append((seed, len(notices), sum(len(n.sentences) for n in notices), lost, lines, found / lines))
    return pd.DataFrame(rows, columns=["seed", "notices", "sentences", "lost", "furniture", "recall"])


def pdfs() -> pd.DataFrame:
    """Per language and number of columns: generated PDFs, those read in order, characters and how many are wrong."""
    sums: dict[tuple[str, int], list[int]] = {}
    for case in all_cases():
        known, data = case.document()
        text, wanted = str(read_pdf(data, "a.pdf").records[0]["text"]), "".join("".join(known.paragraphs).split())
        row = sums.setdefault((case.language, case.columns), [0, 0, 0, 0])
        right = in_order(text, known.paragraphs), len(wanted), distance("".join(text.split()), wanted)
        for column, number in enumerate((1, *right)):
            row[column] += number
    rows = [(*of, *row) for of, row in sums.items()]
    return pd.DataFrame(rows, columns=["language", "columns", "PDFs", "in order", "characters", "wrong characters"])


def read_corpora(folder: Path) -> dict[str, Corpus]:
    """The corpora with running text, by name."""
    found = {}
    for name, place in _PLACES.items():
        manifest = folder / name / "documents.csv"
        with TemporaryDirectory() as temporary:
            by_id = Path(temporary, "documents.csv")
            if manifest.is_file():
                pd.read_csv(manifest).drop(columns="path", errors="ignore").to_csv(by_id, index=False)
            found[name] = read_corpus(
                [folder / name / place],
                by_id if manifest.is_file() else None,
                undated="leave out",
                themes=THEMES,
                language="en" if name == "uk-manifestos" else "zh",
            )
    return found


def ledgers(corpora: Mapping[str, Corpus]) -> pd.DataFrame:
    """The ledger of each corpus, with the terms of all themes together, and without examples."""
    tables = []
    for name, corpus in corpora.items():
        table = ledger(corpus, THEMES)
        table.insert(0, "corpus", [name, *[""] * (len(table) - 1)])
        table["theme terms"] = table[[theme.id for theme in THEMES]].sum(axis=1)
        tables.append(table)
    columns = ["corpus", "step", "kind", "documents", "characters", "sentences", "theme terms"]
    return pd.concat(tables, ignore_index=True)[columns]


def furniture_sentences(corpora: Mapping[str, Corpus]) -> pd.DataFrame:
    """Running sentences that furniture and header rules took, per corpus."""
    rows = []
    for name, corpus in corpora.items():
        accounts = corpus.accounts
        by_rule = accounts[accounts["kind"] == "furniture"].groupby("step")["sentences"].sum()
        notices = int(by_rule.get("notices", 0))
        rows.append((name, len(corpus.documents), int(by_rule.sum()) - notices, notices))
    return pd.DataFrame(rows, columns=["corpus", "documents", "by furniture and headers", "in notices of pages"])


def copies(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is marked as a copy in each corpus, and how many planted copies are found."""
    read = {
        "central-policies": (duplicates.policies(folder), duplicates.CHINESE),
        "pieces of uk-manifestos": (duplicates.pieces(folder), duplicates.ENGLISH),
        "daily-news": (duplicates.news(folder), duplicates.CHINESE),
    }
    whole = {"uk-manifestos": duplicates.manifestos(folder), "bbc-news": duplicates.bbc(folder)}
    real = duplicates.timed({**{name: texts for name, (texts, _) in read.items()}, **whole})
    planted = [(name, duplicates.planted(*of, seed=77).iloc[-1]) for name, of in read.items()]
    found = pd.DataFrame([row for _, row in planted]).drop(columns="re-published").reset_index(drop=True)
    found.insert(0, "corpus", [name for name, _ in planted])
    return real.drop(columns="CPU seconds"), found


def sections(asked: argparse.Namespace) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Title, what it shows, and table of each part."""
    yield (
        f"{asked.documents:,} random documents",
        "Through every reader, cleaning and passages. A document is off if its account says another number of visible "
        "characters than its file holds, or if visible + rewritten is not kept + taken.",
        random_documents(asked.documents, asked.resume),
    )
    yield (
        "Yearly series",
        "200 composed notices of 20 issuers, each year with other figures: sentences lost to learned furniture, and "
        "the part of the furniture that is found.",
        series(),
    )
    yield ("Generated PDFs", "One to three columns, drawn by column and by row, in five looks.", pdfs())
    if not asked.corpora.is_dir():
        return
    corpora = read_corpora(asked.corpora)
    yield "Ledger of the corpora", LARGEST, ledgers(corpora)
    yield (
        "Running sentences taken by furniture and header rules",
        "Notices of pages (disclaimers, imprints) are named apart.",
        furniture_sentences(corpora),
    )
    real, planted = copies(asked.corpora)
    yield "Copies", "What is marked as a copy in each corpus.", real
    yield "Planted copies", "Copies edited, cut, headed or rearranged in 12 or 13 ways.", planted


def main() -> None:
    """Print the tables, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="?", type=Path, default=CORPORA)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--resume", type=Path, metavar="DIR", help="where random documents are kept, and taken up again"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the page to write")
    asked = parser.parse_args()
    page = f"# Ledger of text\n\n{ABOUT}\n\nWritten by `benchmarks/ledger.py`; nothing here is edited by hand.\n"
    for title, words, table in sections(asked):
        print_table(table, "table", title)
        print(flush=True)
        page += f"\n## {title}\n\n{words}\n\n{to_markdown(table)}"
    if asked.out:
        asked.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
