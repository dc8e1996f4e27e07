"""Commands that make files for people: figures."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from topics.cli.options import STORE, STUDY_NAME, say


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(figures)


def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="STUDY|NAME", help="A study's folder or name; figures' names.")
    ] = None,
    study: STUDY_NAME = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where to put them.", metavar="DIR", show_default="figures/ and the study's name"),
    ] = None,
    language: Annotated[Literal["en", "zh"], typer.Option("--lang", help="The language of labels.")] = "en",
    formats: Annotated[list[str] | None, typer.Option("--format", help="pdf, png or svg; may be repeated.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the figures there are.")] = False,
    store: STORE = None,
) -> None:
    """Draw the paper's figures from the store.

    Beside each figure stand the numbers it draws and a caption.

    Example:  topics figures data/sample --out figures
    """
    from topics.report.figures import FIGURES, draw_figures
    from topics.runs.store import open_store

    if listing:
        for name, figure in FIGURES.items():
            typer.echo(f"{name}\t{(figure.__doc__ or '').splitlines()[0]}")
        return
    kept = open_store(store)
    wanted = list(names or [])
    if wanted and wanted[0] not in FIGURES and study is None:
        study = wanted.pop(0)
    job = kept.latest_job(study)
    say(f"Job {job.name}.")
    folder = out or Path("figures") / job.record["study"]
    for path in draw_figures(job, wanted, folder, language=language, formats=formats or ["pdf", "png"]):
        typer.echo(path)
