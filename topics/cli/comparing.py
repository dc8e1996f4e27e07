"""The command that compares runs with each other or with human codes: compare."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import BY, LANGUAGE, MEMBERSHIP, UNFIT, WEIGHTING, Form, Kept, expanded, say
from topics.wording import count, listed

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job
    from topics.store.store import Store


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(expanded(compare))


def compare(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY] [RUN]...",
            help="Folder or name of the study, then runs or models, by default those of its latest job. Exactly two "
            "are compared in detail.",
        ),
    ] = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    gold: Annotated[bool, typer.Option("--gold", help="Compare with the study's human codes.")] = False,
    language: LANGUAGE = "en",
    unfit: UNFIT = False,
    seeds: Annotated[
        bool, typer.Option("--seeds", help="Show a row per run, not the seeds of a model as one.")
    ] = False,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Compare models side by side, or with human codes.

    A model has one row, with the mean over its seeds and their range, and a column in the table of what models differ
    in; with --seeds, a row per run.

    Two runs or models of any kind are compared in detail: the settings and versions in which they differ, their scores
    with intervals, their matched topics with the words gained and lost, and the differences of their theme shares, with
    intervals from the same resampled documents.

    With --latex, two are printed with what they differ in first; `topics shares --latex` prints the table of shares for
    a paper.

    Example:  topics compare data/sample lda-guided lexicon
    """
    from topics.report.headings import estimator_labels, for_readers, labelled
    from topics.report.layouts.comparison_layouts import pair_layout
    from topics.results.comparison import compare_pair, compare_runs

    store, study, runs = kept.found(names)
    machine, job = form.machine, None
    if len(runs) != 2 or gold:
        _refuse_for_two(
            {
                "--by": by,
                "--membership": membership,
                "--weighting document": weighting == "document",
            }
        )
    if gold:
        job = kept.job(study)
        tables = _against_codes(job, language)
    elif len(runs) == 2:
        asked: dict[str, Any] = {"by": by, "membership": membership}
        changes = {name: value for name, value in asked.items() if value}
        pair = compare_pair(store, runs[0], runs[1], study, weighting, unfit, "en" if machine else language, **changes)
        job = pair.first.job
        labels = {theme.id: theme.label(language) for theme in job.themes} if job else {}
        tables = dict(pair.tables) if machine else pair_layout(pair, labels, language)
        for sentence in pair.refused:
            say(labelled(sentence, estimator_labels(job, language)) if job and language == "zh" else sentence)
    elif machine:
        tables = compare_runs(store, runs, study)
    else:
        job, tables = _side_by_side(store, study, runs, language, seeds=seeds)
    if form.people and language == "zh":
        tables = {title: for_readers(table, job, language) for title, table in tables.items()}
    form.show_all(tables)


def _refuse_for_two(asked: dict[str, Any]) -> None:
    """Raise StudyError for options about the difference of two runs' shares when not exactly two are named."""
    from topics.errors import StudyError

    if given := [name for name, value in asked.items() if value]:
        raise StudyError(
            f"{listed(given)}: this is for the differences of the theme shares of two models or runs. Name the two "
            "behind the study, as in `topics compare STUDY lda-guided lexicon --by quarter`, or leave the option out; "
            "`topics shares` has the shares of all."
        )


def _side_by_side(
    store: "Store", study: str | None, names: list[str], language: str, *, seeds: bool
) -> "tuple[Job | None, dict[str, pd.DataFrame]]":
    """The scores of models or, with `seeds`, of their runs, and what they differ in, arranged for people.

    With the job that has labels for them; None where no job has the runs.
    """
    from topics.report.layouts.comparison_layouts import TITLES, differences_layout, fits_layout, models_layout
    from topics.results.comparison import differing_settings, jobs_beside, runs_by_model, tables_of_runs

    models = runs_by_model(store, names, study)
    found = [run for of in models.values() for run in of]
    titles, tables = TITLES[language], tables_of_runs(store, found, study, language)
    job = next(filter(None, jobs_beside(store, [[run.name] for run in found], study)), None)
    if seeds:
        return job, fits_layout(tables, language)
    return job, {
        titles["models"]: models_layout(tables["Scores"], models, language),
        titles["differences"]: differences_layout(differing_settings(models, job), language),
    }


def _against_codes(job: "Job", language: str) -> "dict[str, pd.DataFrame]":
    from topics.claims.text import say_in
    from topics.report.layouts.comparison_layouts import gold_tables
    from topics.results.coded_agreement import gold_agreement

    found = gold_agreement(job)
    if len(found.unmatched):
        first = found.unmatched.iloc[0]
        en = "{told} left out, of no passage; the first, line {line}: {doc_id}, “{starts}”: {problem}."
        zh = "{n} 条编码不属于任何段落，未计入；第一条在第 {line} 行：{doc_id}，“{starts}”。"
        n = len(found.unmatched)
        say(say_in(language, en, zh, n=n, told=count(n, "code"), **first[["line", "doc_id", "starts", "problem"]]))
    return gold_tables(found, language)
