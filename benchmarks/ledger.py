"""Does the ledger of text add up, and what is taken?

    python benchmarks/ledger.py [CORPORA] [--documents N] [--resume DIR]

1. N random documents (100,000 by default) go through every reader in turn, cleaning and passages; for each, what is
   visible in the file it was written to must be what its account says, and visible + rewritten = kept + taken. With
   `--resume`, every thousand documents are kept in DIR, and a run that was stopped goes on from there.
2. Composed notices: 200 in 20 yearly series, in Chinese and in English; how many of their sentences are lost and how
   much of their furniture is found.
3. Every corpus of CORPORA (by default ../shared/corpora) that holds running text: step by step characters, running
   sentences, occurrences of the sample's themes. CORPORA is not part of this repository; without it only 1 and 2 are
   made.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the makers of files are those of the tests

from tests.preprocessing.composed_notices import yearly_series  # noqa: E402
from tests.preprocessing.ledger.test_ledger import balance, random_lines  # noqa: E402
from tests.preprocessing.made_files import MAKERS  # noqa: E402
from topics.preprocessing.cleaning.learned import learned_furniture, without_learned  # noqa: E402
from topics.preprocessing.corpus import dated_and_cleaned, read_corpus  # noqa: E402
from topics.preprocessing.ledger.account import KEPT, Entry  # noqa: E402
from topics.preprocessing.ledger.text import ledger  # noqa: E402
from topics.preprocessing.passages import paragraphs  # noqa: E402
from topics.preprocessing.readers import READERS  # noqa: E402
from topics.preprocessing.reading import read_bytes  # noqa: E402
from topics.preprocessing.sentences import characters  # noqa: E402
from topics.report.tables import print_table  # noqa: E402
from topics.themes import read_themes  # noqa: E402

CORPORA = ROOT.parent / "shared" / "corpora"
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


def corpora(folder: Path) -> None:
    """The ledger of each corpus."""
    themes = read_themes(ROOT / "data" / "sample" / "themes.toml")
    for name, place in _PLACES.items():
        manifest = folder / name / "documents.csv"
        with TemporaryDirectory() as temporary:
            by_id = Path(temporary, "documents.csv")
            if manifest.is_file():
                pd.read_csv(manifest).drop(columns="path", errors="ignore").to_csv(by_id, index=False)
            corpus = read_corpus(
                [folder / name / place],
                by_id if manifest.is_file() else None,
                undated="leave out",
                themes=themes,
                language="en" if name == "uk-manifestos" else "zh",
            )
        print_table(ledger(corpus, themes), "table", name)
        print()


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="?", type=Path, default=CORPORA)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--resume", type=Path, metavar="DIR", help="where random documents are kept, and taken up again"
    )
    asked = parser.parse_args()
    print_table(random_documents(asked.documents, asked.resume), "table", f"{asked.documents:,} random documents")
    print_table(series(), "table", "Yearly series")
    if asked.corpora.is_dir():
        corpora(asked.corpora)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
