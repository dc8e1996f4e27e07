"""Options that several commands share, and how a command shows a table or its progress."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    import pandas as pd

    from topics.report.tables import Format
    from topics.runs.gold_design import GoldFolder
    from topics.runs.study import Progress

STUDY = Annotated[
    Path, typer.Argument(help="The study's folder (it holds study.toml).", metavar="STUDY", show_default=False)
]
STORE = Annotated[
    Path | None,
    typer.Option("--store", help="The run store.", envvar="TOPICS_STORE", show_default="runs", metavar="DIR"),
]
STUDY_NAME = Annotated[
    str | None, typer.Option("--study", help="Which study, by its folder or name, when the store holds several.")
]
RUN = Annotated[
    str,
    typer.Argument(
        help="A run's name or its beginning, or a model's name in the latest job (its first seed).",
        metavar="RUN",
        show_default=False,
    ),
]
COMPUTE = Annotated[
    Literal["local", "dask"], typer.Option("--compute", help="Where work runs: processes of this machine, or dask's.")
]
SCHEDULER = Annotated[
    str, typer.Option("--scheduler", help="dask's scheduler, or `local` to start one.", metavar="ADDRESS")
]
WORKERS = Annotated[int | None, typer.Option("--workers", min=2, help="Processes.")]
BY = Annotated[
    Literal["year", "half-year", "quarter", "month"] | None, typer.Option("--by", help="The length of a period.")
]
MEMBERSHIP = Annotated[
    Literal["primary", "weight"] | None,
    typer.Option("--membership", help="primary: a passage has one theme; weight: parts of several."),
]
WEIGHTING = Annotated[
    Literal["text", "document"],
    typer.Option("--weighting", help="text: every word counts one; document: every document."),
]
VALIDATIONS = Annotated[
    Path | None,
    typer.Option(
        "--validations",
        metavar="DIR",
        help="The folder that holds scored validations.",
        show_default="validation/ in the study's folder, or here",
    ),
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
CSV = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
LATEX = Annotated[bool, typer.Option("--latex", help="Print a LaTeX table (booktabs).")]
MARKDOWN = Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")]


def named_value(option: str) -> tuple[str, str]:
    """`NAME=VALUE` in two. Raises StudyError when it is not of that form."""
    from topics.errors import StudyError

    name, sign, value = option.partition("=")
    if not sign or not name.strip():
        raise StudyError(f'"{option}" is not a setting; expected NAME=VALUE, as in passes=10.')
    return name.strip(), value.strip()


def show(
    table: "pd.DataFrame",
    title: str,
    *,
    json: bool = False,
    csv: bool = False,
    latex: bool = False,
    markdown: bool = False,
) -> None:
    """Print a table for people, or in the one format that was asked for."""
    from topics.report.tables import print_table

    print_table(table, _format(json, csv, latex, markdown), title)


def show_all(tables: "Mapping[str, pd.DataFrame]", *, json: bool, csv: bool, latex: bool, markdown: bool) -> None:
    """Print several tables, in JSON as one object by their titles."""
    from topics.report.tables import print_table, to_json

    chosen = _format(json, csv, latex, markdown)
    if chosen == "json":
        members = (f"{dumps(title)}: {to_json(table).strip()}" for title, table in tables.items())
        typer.echo("{" + ",\n".join(members) + "}")
        return
    for number, (title, table) in enumerate(tables.items()):
        if number:
            typer.echo()
        print_table(table, chosen, title)


def _format(json: bool, csv: bool, latex: bool, markdown: bool) -> "Format":
    asked: dict[Format, bool] = {"json": json, "csv": csv, "latex": latex, "markdown": markdown}
    chosen = [name for name, wanted in asked.items() if wanted]
    if len(chosen) > 1:
        raise typer.BadParameter(f"choose one of --{' and --'.join(chosen)}.")
    return chosen[0] if chosen else "table"


def say(message: str) -> None:
    """Tell the person at the keyboard something that is not the result: standard error."""
    typer.echo(message, err=True)


_FEW = 100  # steps that each deserve a line in a log


@contextmanager
def progress_bars() -> "Iterator[Progress]":
    """Progress on standard error: a bar a stage on a terminal, a line a stage elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    stages: dict[str, int] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:

        def report(done: int, total: int, stage: str) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
                if not console.is_terminal:
                    console.print(f"{stage} ({total}) …")
            elif not console.is_terminal and total <= _FEW:
                console.print(f"{stage}: {done} of {total}")
            bars.update(stages[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield report


def validations_of(study: str | None, chosen: Path | None) -> Path:
    """Where a study's validations are: in its folder, where that is given, else here."""
    return chosen or (Path(study) if study and Path(study).is_dir() else Path()) / "validation"


def sample_of(study: str | None) -> "GoldFolder | None":
    """The coded sample of a study that is given as a folder."""
    from topics.runs.gold_design import GoldFolder

    return GoldFolder(Path(study) / "gold") if study and Path(study).is_dir() else None
