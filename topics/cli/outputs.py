"""Commands that make files for people and other programs: figures, report, label, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from topics.cli.options import (
    LANGUAGE,
    STUDY_OR_NAME,
    UNFIT,
    VALIDATIONS,
    Kept,
    expanded,
    from_here,
    sample_of,
    say,
    validations_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from topics.store.job import Job


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (figures, report, label, export):
        app.command()(expanded(command))


def figures(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STUDY] [FIGURE]...", help="Folder or name of the study, then names of figures."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the figures.", metavar="DIR", show_default="figures/STUDY, beside the study"
        ),
    ] = None,
    language: LANGUAGE = "en",
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="File format: pdf, png or svg; may be repeated.")
    ] = None,
    listing: Annotated[
        bool,
        typer.Option("--list", help="List the figures and, once there is a job, whether they are stale or missing."),
    ] = False,
    unfit: UNFIT = False,
    plain: Annotated[bool, typer.Option("--plain", help="Draw figures whose titles state no finding.")] = False,
    journal: Annotated[
        str,
        typer.Option(
            "--journal",
            help="Width, letters and ink: springer, elsevier, nature, ieee, plos or serif; then -column for one "
            "column, then -grey.",
            metavar="NAME",
        ),
    ] = "springer",
    *,
    kept: Kept,
) -> None:
    """Draw the figures of a paper from the store.

    A table of the numbers drawn and a caption are written beside each figure.

    Example:  topics figures data/sample --out figures
    """
    from topics.claims.text import say_in
    from topics.errors import meant
    from topics.report.drawing import draw_figures, figure_states
    from topics.report.figures import FIGURES

    store, study, wanted = kept.found(names, FIGURES)
    if wanted and study is None and not any(name.startswith(wanted[0]) for name in FIGURES):
        study = wanted.pop(0)
    wanted = [meant(name, FIGURES) or meant(f"{name}_", FIGURES) or name for name in wanted]
    if listing and not (wanted or study or store.jobs("run")):
        _list_figures({name: {} for name in FIGURES}, language)
        return
    job = store.latest_job(study)
    say(f"Job {job.name}.")
    folder = out or _beside(job, study) / "figures" / job.study
    if listing:
        states = figure_states(job, folder, language, unfit=unfit)
        _list_figures({name: {"state": state} for name, state in states.items()}, language)
        return
    drawn = draw_figures(
        job,
        wanted,
        folder,
        language=language,
        formats=formats or ["pdf", "png"],
        unfit=unfit,
        plain=plain,
        style=journal,
    )
    for path in drawn.paths:
        typer.echo(path)
    for name, why in drawn.left_out.items():
        say(say_in(language, "{name} is left out: {why}", "{name} 未绘制：{why}", name=name, why=why))
    if drawn.outdated:
        older = ", ".join(path.name for path in drawn.outdated)
        say(
            say_in(
                language,
                "Not drawn again, with earlier numbers than the tables beside them: {older}. Draw their format and "
                "language too, or delete them.",
                "以下图未重新绘制，图中仍是旧数字，与旁边的数据表不符：{older}。请按相应格式和语言重新绘制，或自行删除。",
                older=older,
            )
        )
    for name, error in drawn.failed.items():
        say(f"{name} failed, which is a fault of topics and not of your study: {type(error).__name__}: {error}")
    if drawn.failed:
        raise typer.Exit(1)


def _beside(job: "Job", study: str | None) -> Path:
    """The folder that a study's folder lies in; the working directory for a study that is known by name alone."""
    from topics.store.store import folder_of

    folder = folder_of(job, study)
    place = folder.resolve().parent if folder else Path()
    return from_here(place)


def label(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY] [RUN]...",
            help="Folder or name of the study, then runs, or models with all their seeds; by default every run.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="File of the codebook, a CSV table to be edited.",
            metavar="FILE",
            show_default="codebook.csv in the study's folder",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing codebook.")] = False,
    *,
    kept: Kept,
) -> None:
    """Write a codebook that assigns topics to themes.

    Edit its column `theme` and run the study again: shares change, and nothing is fitted again.

    Example:  topics label data/sample lda
    """
    from topics.results.topics import runs_to_label, write_label

    store, study, asked = kept.found(names)
    runs = runs_to_label(store, asked, study)
    job = store.job_of(*(run.name for run in runs), study=study)
    path = out or (Path(study) if study and Path(study).is_dir() else Path()) / "codebook.csv"
    themes = ", ".join(theme.id for theme in write_label(job, runs, path, force=force))
    typer.echo(path)
    say(f"Runs in it: {', '.join(run.name for run in runs)}.")
    say(f"Edit the column theme: {themes}, or nothing for none of them.")
    say("In the study's folder as codebook.csv, it is read by the next `topics run`; nothing is fitted anew for it.")


def _list_figures(figures: "Mapping[str, Mapping[str, str]]", language: str) -> None:
    """Print the names of figures, what is known of each, and what it shows."""
    import pandas as pd

    from topics.report.figures import FIGURES
    from topics.report.headings import for_readers
    from topics.report.tables import print_table

    rows = [{"figure": name, **known, "shows": FIGURES[name].label[language]} for name, known in figures.items()]
    print_table(for_readers(pd.DataFrame(rows), None, language))


def report(
    study: STUDY_OR_NAME = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="HTML file to write.", metavar="FILE", show_default="report-STUDY.html, beside the study"
        ),
    ] = None,
    language: LANGUAGE = "en",
    numbers: Annotated[
        list[Path] | None,
        typer.Option(
            "--numbers",
            help="Write the numbers of a paper to this file, and no page: LaTeX macros (.tex) or JSON (.json); may be "
            "repeated.",
            metavar="FILE",
        ),
    ] = None,
    validations: VALIDATIONS = None,
    unfit: UNFIT = False,
    passages: Annotated[
        bool, typer.Option("--passages/--no-passages", help="Put the passages' text into the page, to be read there.")
    ] = True,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="Compare with this on one page: a job or study of the store, the folder of another store, or an "
            "archive; may be repeated.",
            metavar="JOB|STUDY|STORE|FILE",
        ),
    ] = None,
    *,
    kept: Kept,
) -> None:
    """Write the results as one HTML page that opens offline.

    The page has the answer, how sure it is, the passages behind it, models, corpus and provenance. With --with, the
    page compares jobs and tells in what they differ. With --numbers, write the numbers for a paper's text instead:
    shares with their bands, and counts.

    Example:  topics report data/sample --out report.html
    """
    from topics.report.drawing import write_files
    from topics.report.numbers import numbers_in
    from topics.report.page import write_report

    job = kept.job(study)
    if others:
        from topics.report.compared_jobs import jobs_named, write_comparison

        page = out or _beside(job, study) / f"comparison-{job.study}.html"
        with jobs_named(kept.open(), job, others) as jobs:
            typer.echo(write_comparison(jobs, page, language))
        return
    if not numbers:
        found = validations_of(study, validations), sample_of(study)
        page = out or _beside(job, study) / f"report-{job.study}.html"
        typer.echo(write_report(job, page, language, *found, unfit=unfit, passages=passages))
        return
    for path in write_files({path: numbers_in(path.suffix)(job, language).encode() for path in numbers}):
        typer.echo(path)


def export(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY] RUN DIR",
            help="Name of a run or model, then the folder to write to, which is created.",
            show_default=False,
        ),
    ],
    kind: Annotated[
        Literal["csv", "parquet", "gensim", "bertopic"],
        typer.Option("--format", help="Program or file format to write for."),
    ] = "csv",
    *,
    kept: Kept,
) -> None:
    """Write a run for R, spreadsheets, gensim or BERTopic.

    A README.md in the folder says what the folder holds and how to open it.

    Example:  topics export data/sample lda-guided exported --format csv
    """
    from topics.export.matrices import export as export_run

    store, study, run = kept.one_run(words[:-1], "RUN DIR")
    folder = Path(words[-1])
    found = store.run(run, study)
    place = Path(study) if study and Path(study).is_dir() else None
    typer.echo(export_run(store.job_of(found.name, study=study), found, folder, kind, place))
    say(f"{found.name}; {folder / 'README.md'} says how to open it.")
