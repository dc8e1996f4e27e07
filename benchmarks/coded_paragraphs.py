"""What do the estimators measure on real text? Each against paragraphs coded with a written codebook.

    python benchmarks/coded_paragraphs.py CODED.jsonl DOCUMENTS [DOCUMENTS ...] [--themes THEMES.toml] [--folder FOLDER]
        [--out PAGE.md]

CODED holds a line a paragraph: `doc_id, text, primary, mentions`. DOCUMENTS are the files or folders the paragraphs
come from; the models are fitted to all of their passages without seeing a code. Lexicon and stop words are the sample
study's, and so are the themes' terms unless others are named.

A study of the documents with the models below is made, and its estimators are scored as `topics gold score` scores
them; --out writes the page of documentation. In FOLDER fits are kept, so that a run which was stopped goes on where it
was. No threshold is fitted, but the form of the own scale, clause rules and companions were chosen with one such set in
sight (see `topics.models.counting.clause_extent`): another set is the test.
"""

import argparse
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from topics.cli.options import progress_bars
from topics.coding.gold.outside import read_coded_texts, with_coded_texts
from topics.coding.gold.score import score_texts
from topics.evaluation.people.text_scores import TextScores
from topics.jobs.run import run
from topics.report.layouts.score_layouts import (
    nearest_sentence,
    scored_shares_layout,
    scores_by_theme_layout,
    scores_layout,
)
from topics.report.tables import print_table, to_markdown
from topics.store.store import Store
from topics.study.study import Study, load_study
from topics.study.template import new_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
BASELINE = "terms: any"
MODELS = f"""
[[models]]
kind = "lexicon"
name = "{BASELINE}"

[[models]]
kind = "lexicon"
name = "terms: two"
measure = "two"

[[models]]
kind = "lexicon"
name = "terms: density"
measure = "density"

[[models]]
kind = "lexicon"
name = "terms: density, own scale"
measure = "density"
scale = "own"

[[models]]
kind = "clause-extent"

[[models]]
kind = "lda"
name = "lda-guided"
guided = true
seeds = [1, 2, 3]

[[models]]
kind = "lda"
name = "lda-guided, own scale"
guided = true
scale = "own"
seeds = [1, 2, 3]

[[models]]
kind = "lda"
name = "lda-guided, whole, own scale"
guided = true
start = "whole"
scale = "own"
seeds = [1, 2, 3]

[[models]]
kind = "lda"
topics = 20
seeds = [1, 2, 3]

[[models]]
kind = "nmf"
topics = 20

[[models]]
kind = "nmf"
name = "nmf-guided, own scale"
topics = 20
guided = true
scale = "own"

[[models]]
kind = "keyatm"
iterations = 500

[[models]]
kind = "keyatm"
name = "keyatm, own scale"
iterations = 500
scale = "own"

[[models]]
kind = "seeded-vectors"
embedder = "lsa"

[[models]]
kind = "bertopic"
embedder = "lsa"
seeds = [1, 2, 3]
"""


ABOUT = """\
# Coded paragraphs

Every estimator against {texts} Chinese paragraphs of {documents} official documents and news items, each coded twice
with a written codebook by a language model, not by people; only those on which both codings agree. The models see these
paragraphs and the documents around them, and no code. The rules of clause-extent and its companions were written with
these codes in sight, so its row flatters.
"""


def main(coded: Path, documents: Sequence[Path], themes: Path, kept: Path | None, out: Path | None) -> None:
    with folder_for(kept) as folder:
        place = folder / "study"
        study = load_study(place) if place.exists() else study_of(place, documents, themes)
        found = show_scores(study, coded, folder)
    if out:
        write_page(out, ABOUT, "coded_paragraphs.py", found)


@contextmanager
def folder_for(kept: Path | None) -> Iterator[Path]:
    """The folder that is to be kept, or else one that is removed afterwards."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def study_of(folder: Path, documents: Sequence[Path], themes: Path) -> Study:
    """A study of the documents with the sample's word lists and the models above."""
    new_study(folder, [str(path.resolve()) for path in documents], "Coded paragraphs")
    shutil.copyfile(themes, folder / "themes.toml")
    for name in ("lexicon.txt", "stop_words.txt"):
        shutil.copyfile(SAMPLE / name, folder / name)
    settings = folder / "study.toml"
    own = re.split(r"^#[^\n]*\n\[\[models\]\]|^\[\[models\]\]", settings.read_text(encoding="utf-8"), flags=re.M)[0]
    settings.write_text(own + MODELS, encoding="utf-8")
    return load_study(folder)


def show_scores(study: Study, table: Path, folder: Path, *, alone: bool = False) -> TextScores:
    """Fit the study's models, the coded texts of a table among their texts, and print the scores."""
    coded = read_coded_texts(table, study.themes)
    with progress_bars() as progress:
        job = run(with_coded_texts(study, coded, folder, alone=alone), Store(folder / "runs"), progress=progress)
    found = score_texts(job, coded, BASELINE)
    print_table(scores_layout(found.scores), "table", f"Macro-F1 against the codes of {len(coded.texts)} texts")
    print_table(scores_by_theme_layout(found.by_theme), "table", "Theme by theme: precision / recall / F1")
    print_table(scored_shares_layout(found.shares), "table", "Shares; errors by document in percentage points")
    print(nearest_sentence(found.shares, found.own))
    return found


def write_page(out: Path, about: str, script: str, found: TextScores) -> None:
    """A page of documentation with the tables of scores; `about` may name the numbers of `texts` and `documents`."""
    texts, documents = found.scores[["n_texts", "n_documents"]].max().tolist()
    parts = (
        (
            "Macro-F1",
            "Means over themes [95 % over documents drawn anew]; differences are paired.",
            scores_layout(found.scores),
        ),
        ("Themes", "Precision / recall / F1.", scores_by_theme_layout(found.by_theme)),
        (
            "Shares",
            "Per cent of the text; errors in percentage points, by document. Judged without any code: `unfit`, and "
            "`apart`: the share in the period furthest from that of the study's own estimator, which is in brackets, "
            "by the row's membership unless another is named. " + nearest_sentence(found.shares, found.own),
            scored_shares_layout(found.shares),
        ),
    )
    page = about.format(texts=f"{texts:,}", documents=f"{documents:,}")
    page += f"\nWritten by `benchmarks/{script}`; nothing here is edited by hand.\n"
    for title, words, table in parts:
        page += f"\n## {title}\n\n{words}\n\n{to_markdown(table)}"
    out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("coded", type=Path, metavar="CODED.jsonl")
    parser.add_argument("documents", type=Path, nargs="+", metavar="DOCUMENTS")
    parser.add_argument("--themes", type=Path, default=SAMPLE / "themes.toml", metavar="THEMES.toml")
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="PAGE.md")
    arguments = parser.parse_args()
    main(arguments.coded, arguments.documents, arguments.themes, arguments.folder, arguments.out)
