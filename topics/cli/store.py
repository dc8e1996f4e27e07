"""Commands that read the run store: runs, show, shares, trends, compare, passages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from topics.cli.options import CSV, JSON, LATEX, MARKDOWN, RUN, STORE, STUDY_NAME, say, show, show_all

if TYPE_CHECKING:
    import pandas as pd

    from topics.runs.store import Store

BY = Annotated[
    Literal["year", "half-year", "quarter", "month"] | None, typer.Option("--by", help="The length of a period.")
]
WEIGHTING = Annotated[
    Literal["text", "document"],
    typer.Option("--weighting", help="text: every word counts one; document: every document."),
]
MEMBERSHIP = Annotated[
    Literal["primary", "weight"] | None,
    typer.Option("--membership", help="primary: a passage has one theme; weight: parts of several."),
]
ESTIMATORS = Annotated[list[str] | None, typer.Option("--estimator", help="Only this one; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (runs, show_run, shares, trends, compare, passages):
        app.command(name="show" if command is show_run else None)(command)


def runs(
    store: STORE = None,
    study: Annotated[str | None, typer.Option("--study", help="Runs of this study alone, a folder or a name.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Runs of this kind of model alone.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Runs with this tag alone.")] = None,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """List the kept runs.

    Example:  topics runs --kind lda --tag paper
    """
    from topics.runs.listing import runs_table
    from topics.runs.store import open_store

    kept = open_store(store)
    table = runs_table(kept, study=study, kind=kind, tag=tag)
    if not (json or csv):
        table = table.drop(columns=[name for name in ("tags", "note") if not table[name].any()])
    show(table, f"Runs in {kept.root}", json=json, csv=csv, latex=latex, markdown=markdown)


def show_run(
    run: RUN,
    store: STORE = None,
    study: STUDY_NAME = None,
    topic: Annotated[
        str | None, typer.Option("--topic", help="The passages that show this topic best.", metavar="TOPIC")
    ] = None,
    words: Annotated[
        Literal["probability", "frex", "relevance"],
        typer.Option("--words", help="Rank words by probability, frequency and exclusivity, or relevance."),
    ] = "probability",
    top: Annotated[int, typer.Option("--top", min=1, help="How many words, or passages.")] = 10,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """The topics of a run: size, theme, top words.

    Example:  topics show lda-guided --words frex
    """
    from topics.runs.compare import run_sentence, shortened
    from topics.runs.store import open_store
    from topics.runs.topic_tables import examples_table, topics_table

    kept = open_store(store)
    found = kept.run(run, study)
    job = kept.job_of(found.name, study=study)
    if topic is None:
        table, title = topics_table(kept, job, found, top, words), run_sentence(kept, job, found)
    else:
        table, title = examples_table(kept, job, found, topic, top), f"{found.name}: passages that show {topic} best"
        if not (json or csv or latex or markdown):
            table = shortened(table, 200)
    show(table, title, json=json, csv=csv, latex=latex, markdown=markdown)


def shares(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN", help="Single runs; by default each model, its seeds pooled."),
    ] = None,
    store: STORE = None,
    study: STUDY_NAME = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    duplicates: Annotated[
        Literal["once", "keep", "both"] | None,
        typer.Option("--duplicates", help="Count a re-publication once, or each time; both: side by side."),
    ] = None,
    dates: Annotated[
        Literal["publication", "issue", "effect", "described", "all"] | None,
        typer.Option("--dates", help="Which date puts a document into a period; all: side by side."),
    ] = None,
    standardise: Annotated[
        Literal["source"] | None,
        typer.Option("--standardise", help="Beside the shares, those with the mix of sources held fixed."),
    ] = None,
    pool: Annotated[
        bool, typer.Option("--pool", help="One estimate from all estimators, their disagreement in its band.")
    ] = False,
    estimator: ESTIMATORS = None,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """Theme shares by period, with bands.

    Example:  topics shares --by quarter --estimator lda-guided
    """
    from topics.runs.change import date_sentence, shares_beside
    from topics.runs.compare import chosen_shares, estimand_sentence, outside_periods, shares_for_people
    from topics.runs.store import open_store
    from topics.shares.comparison import across_models

    kept = open_store(store)
    wanted = [kept.run(name, study).name for name in names or []]
    job = kept.job_of(*wanted, study=study) if wanted else kept.latest_job(study)
    say(f"Job {job.name}.")
    asked: dict[str, Any] = {"by": by, "membership": membership}
    changes = {name: value for name, value in asked.items() if value}
    if duplicates == "both" or dates or standardise:
        ways: dict[str, Any] = {"duplicates": duplicates, "dates": dates, "standardise": bool(standardise)}
        table = shares_beside(kept, job, weighting, estimator or [], runs=wanted, **ways, **changes)
        if dates:
            say(date_sentence(kept, job, by))
    else:
        changes |= {"duplicates": duplicates} if duplicates else {}
        table = chosen_shares(kept, job, weighting, wanted, estimator or [], changes)
    if pool:
        table = across_models(table)
    if outside := outside_periods(kept, job, by):
        say(outside)
    title = estimand_sentence(job.record["title"], table, validated=job.validated)
    if not (json or csv or latex or markdown):
        table = shares_for_people(table)
    show(table, title, json=json, csv=csv, latex=latex, markdown=markdown)


def trends(
    study: Annotated[str | None, typer.Argument(metavar="STUDY", help="A study's folder or name.")] = None,
    store: STORE = None,
    named: STUDY_NAME = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    duplicates: Annotated[
        Literal["once", "keep"] | None, typer.Option("--duplicates", help="Count a re-publication once, or each time.")
    ] = None,
    estimator: ESTIMATORS = None,
    split: Annotated[
        Literal["source"] | None,
        typer.Option("--split", help="The change split into the mix of sources and what is within them."),
    ] = None,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """What may be said about change, and what may not.

    Last against first period, slopes, tests judged together over the study's themes; every refusal with its reason.

    Example:  topics trends data/sample --by quarter --estimator lda-guided
    """
    from topics.runs.change import job_split, job_trends, split_for_people, trends_for_people
    from topics.runs.compare import estimand_sentence
    from topics.runs.store import open_store

    kept = open_store(store)
    job = kept.latest_job(study or named)
    say(f"Job {job.name}.")
    asked: dict[str, Any] = {"by": by, "membership": membership, "duplicates": duplicates}
    changes = {name: value for name, value in asked.items() if value}
    work = job_split if split else job_trends
    table = work(kept, job, weighting, estimator or [], **changes)
    title = estimand_sentence(job.record["title"], table, validated=job.validated)
    people = not (json or csv or latex or markdown)
    if split or not people:
        table = split_for_people(table) if people else table
        show(table, title, json=json, csv=csv, latex=latex, markdown=markdown)
        return
    say(title)
    show_all(trends_for_people(table), json=json, csv=csv, latex=latex, markdown=markdown)


def compare(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RUN", help="Runs or models; the latest job's by default. Two are held against each other."
        ),
    ] = None,
    store: STORE = None,
    study: STUDY_NAME = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    gold: Annotated[bool, typer.Option("--gold", help="Agreement with the study's human codes.")] = False,
    gold_file: Annotated[Path | None, typer.Option("--gold-file", help="Human codes from this file instead.")] = None,
    language: Annotated[
        Literal["en", "zh"] | None, typer.Option("--lang", help="The themes' labels, in tables to be read.")
    ] = None,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """Runs side by side, or against human codes.

    Two runs of any kind: settings and versions in which they differ, scores with intervals, their topics matched with the
    words that come and go, and theme shares subtracted, with intervals from the same resampled documents.

    Example:  topics compare lda-guided lexicon --latex
    """
    from topics.runs.compare import compare_runs, scores_for_people
    from topics.runs.pairs import compare_pair, pair_for_people
    from topics.runs.store import open_store

    kept, machine = open_store(store), json or csv
    if gold or gold_file:
        tables = _against_codes(kept, study, gold_file)
    elif names and len(names) == 2:
        asked: dict[str, Any] = {"by": by, "membership": membership}
        pair = compare_pair(kept, names[0], names[1], study, weighting, **{k: v for k, v in asked.items() if v})
        themes = pair.first.job.themes if pair.first.job else ()
        labels = {theme.id: theme.label(language) for theme in themes} if language else {}
        tables = dict(pair.tables) if machine else pair_for_people(pair, labels)
        for sentence in pair.refused:
            say(sentence)
    else:
        tables = compare_runs(kept, names or [], study)
        tables |= {} if machine else {"Scores": scores_for_people(tables["Scores"])}
    show_all(tables, json=json, csv=csv, latex=latex, markdown=markdown)


def _against_codes(kept: "Store", study: str | None, gold_file: Path | None) -> "dict[str, pd.DataFrame]":
    from topics.runs.compare import gold_tables
    from topics.runs.results import gold_agreement

    job = kept.latest_job(study)
    say(f"Job {job.name}.")
    found = gold_agreement(kept, job, gold_file)
    if len(found.unmatched):
        first = found.unmatched.iloc[0]
        say(
            f"{len(found.unmatched)} codes belong to no passage and are left out; the first, line {first['line']}: "
            f'{first["doc_id"]}, "{first["starts"]}": {first["problem"]}.'
        )
    return gold_tables(found)


def passages(
    run: RUN,
    store: STORE = None,
    study: STUDY_NAME = None,
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """Theme weights passage by passage.

    Example:  topics passages lda-guided --csv > passages.csv
    """
    from topics.runs.compare import passages_table, shortened
    from topics.runs.store import open_store

    kept = open_store(store)
    found = kept.run(run, study)
    table = passages_table(kept, kept.job_of(found.name, study=study), found)
    if not (json or csv or latex or markdown):
        table = shortened(table)
    show(table, found.name, json=json, csv=csv, latex=latex, markdown=markdown)
