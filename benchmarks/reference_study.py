"""The reference study on real documents: its page, figures and tables, made from texts that are not in the repository.

    python benchmarks/reference_study.py TEXTS [--out docs]

TEXTS holds the documents that data/reference/documents.csv names, as ID.txt or as JSON Lines with `id` and `text`. What
is written are numbers, words of the themes and facts about the documents: no sentence of theirs.
"""

import argparse
import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import topics
from topics.claims.engine import OVER_TIME, claims_of, claims_table, job_evidence
from topics.report.drawing import draw_figures
from topics.report.layouts.change_layouts import trends_layout
from topics.report.layouts.group_layouts import grouped_layout
from topics.report.layouts.theme_layouts import shares_by_theme, theme_headings
from topics.report.layouts.vocabulary_layouts import replaced_sentences, vocabulary_layout
from topics.report.tables import to_markdown
from topics.results.fitness import without_unfit
from topics.results.groups import job_grouped
from topics.results.shares import job_shares
from topics.results.vocabulary import job_vocabulary

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "data" / "reference"
FIGURES = ("fig1_theme_shares", "fig2_change", "fig6_corpus", "fig11_vocabulary", "fig13_groups")
PAGE = """\
# The reference study on real documents

Made by `python benchmarks/reference_study.py TEXTS`; nothing below is edited by hand. The study is in
[data/reference](../data/reference): settings, themes, and a list of {n_documents} official documents with date, issuer
and address. Their texts are not part of this repository; whoever has collected them gets this page again.

**Read this first.** The documents were found by a search for 智能 (intelligent) and 人工智能 (AI). They are no sample
of policy, no person has coded them, and there are {fewest} to {most} in a year. What can be said of them is little, and
this page shows how little: {verdict}

![Theme shares by year](reference/fig1_theme_shares.png)

## Shares by year

{by_year}

## Shares by half-year

{by_half_year}

## Change, and what may be said of it

![Change by estimator](reference/fig2_change.png)

{change}

## Central and local documents

![Shares of groups](reference/fig13_groups.png)

{groups}

## The words of the themes

![Vocabulary](reference/fig11_vocabulary.png)

{vocabulary}

## What became of the text

![From files to passages](reference/fig6_corpus.png)

{corpus}
"""


def study_with_texts(texts: Path, folder: Path) -> Path:
    """A copy of the study with the texts of the documents that it names. Raises SystemExit when some are missing."""
    study = folder / "reference"
    shutil.copytree(STUDY, study, ignore=shutil.ignore_patterns("texts"))
    (study / "texts").mkdir()
    with (STUDY / "documents.csv").open(encoding="utf-8", newline="") as file:
        wanted = [row["id"] for row in csv.DictReader(file)]
    found = dict(_texts(texts))
    if missing := [name for name in wanted if name not in found]:
        raise SystemExit(f"{texts}: no text of {len(missing)} documents, such as {', '.join(missing[:3])}.")
    lines = [json.dumps({"id": name, "text": found[name]}, ensure_ascii=False) for name in wanted]
    (study / "texts" / "documents.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return study


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield str(record["id"]), record["text"]


def page(job: topics.Job) -> str:
    """The page, from what the job keeps."""
    own = job.own.name
    headings = theme_headings(job.themes, ids=False)
    years = without_unfit(job.table("shares").query("weighting == 'text'"))
    half_years = job_shares(job, by="half-year").query("weighting == 'text' and estimator == @own")
    groups = job_grouped(job, "level", [own])
    evidence = job_evidence(job)
    verdicts = claims_table(claims_of(evidence), OVER_TIME)
    numbers = evidence.trends[evidence.trends["estimator"] == own].reset_index(drop=True)
    vocabulary = job_vocabulary(job)
    counts = years.drop_duplicates("period")["n_documents"]
    return PAGE.format(
        n_documents=len(job.corpus.documents),
        fewest=counts.min(),
        most=counts.max(),
        verdict=_verdict(verdicts),
        by_year=to_markdown(shares_by_theme(years, headings, own)),
        by_half_year=f"By {own}, the study's own estimator.\n\n"
        + to_markdown(shares_by_theme(half_years, headings, own, every=True)),
        change=_several(trends_layout(numbers, verdicts, every=False)),
        groups=to_markdown(grouped_layout(groups.query("weighting == 'text'"))),
        vocabulary=_several(vocabulary_layout(vocabulary)) + "\n".join(replaced_sentences(vocabulary)),
        corpus=to_markdown(job.table("funnel")),
    )


def _verdict(verdicts: pd.DataFrame) -> str:
    allowed = verdicts[verdicts["verdict"] == "allowed"]["claim"]
    return "; ".join(allowed) if len(allowed) else "nothing may be said of change between periods, by any theme."


def _several(tables: dict[str, pd.DataFrame]) -> str:
    return "".join(to_markdown(table, title) + "\n" for title, table in tables.items() if len(table))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        study = topics.load_study(study_with_texts(given.texts, Path(place)))
        job = topics.run(study, topics.open_store(Path(place) / "runs"))
        drawn = draw_figures(job, FIGURES, given.out / "reference", language="en", formats=["png"])
        for name, why in drawn.left_out.items():
            print(f"{name} is left out: {why}")
        (given.out / "reference-study.md").write_text(page(job), encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
