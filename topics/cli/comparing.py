"""The command that compares runs with each other or with human codes: compare."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from topics.cli.options import BY, MEMBERSHIP, UNFIT, WEIGHTING, Form, Kept, expanded, say
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
    language: Annotated[
        Literal["en", "zh"] | None, typer.Option("--lang", help="Language of the theme labels in printed tables.")
    ] = None,
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

    With --latex, two are printed with their settings and versions first; `topics shares --latex` prints the table of
    shares for a paper.

    Example:  topics compare data/sample lda-guided lexicon
    """
    from topics.report.layouts.comparison_layouts import pair_layout
    from topics.results.comparison import compare_pair, compare_runs

    store, study, runs = kept.found(names)
    machine = form.machine
    if len(runs) != 2 or gold:
        _refuse_for_two(
            {
                "--by": by,
                "--membership": membership,
                "--lang": language,
                "--weighting document": weighting == "document",
            }
        )
    if gold:
        tables = _against_codes(kept.job(study))
    elif len(runs) == 2:
        asked: dict[str, Any] = {"by": by, "membership": membership}
        changes = {name: value for name, value in asked.items() if value}
        pair = compare_pair(store, runs[0], runs[1], study, weighting, unfit=unfit, **changes)
        themes = pair.first.job.themes if pair.first.job else ()
        labels = {theme.id: theme.label(language) for theme in themes} if language else {}
        tables = dict(pair.tables) if machine else pair_layout(pair, labels)
        for sentence in pair.refused:
            say(sentence)
    elif machine:
        tables = compare_runs(store, runs, study)
    else:
        tables = _side_by_side(store, study, runs, seeds=seeds)
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


def _side_by_side(store: "Store", study: str | None, names: list[str], *, seeds: bool) -> "dict[str, pd.DataFrame]":
    """The scores of models or, with `seeds`, of their runs, and what they differ in, arranged for people."""
    from topics.report.layouts.comparison_layouts import models_layout, scores_layout
    from topics.results.comparison import differing_settings, runs_by_model, tables_of_runs

    models = runs_by_model(store, names, study)
    tables = tables_of_runs(store, [run for of in models.values() for run in of], study)
    if seeds:
        return tables | {"Scores": scores_layout(tables["Scores"])}
    scores = models_layout(tables["Scores"], models)
    return {
        "Models: mean over seeds, and their range in brackets": scores,
        "What the models differ in": differing_settings(models),
    }


def _against_codes(job: "Job") -> "dict[str, pd.DataFrame]":
    from topics.report.layouts.comparison_layouts import gold_tables
    from topics.results.coded_agreement import gold_agreement

    found = gold_agreement(job)
    if len(found.unmatched):
        first = found.unmatched.iloc[0]
        say(
            f"{count(len(found.unmatched), 'code', 'codes')} left out, of no passage; the first, line {first['line']}: "
            f'{first["doc_id"]}, "{first["starts"]}": {first["problem"]}.'
        )
    return gold_tables(found)
