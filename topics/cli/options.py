"""Options that several commands share, and how a command shows a table or its progress."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

if TYPE_CHECKING:
    import pandas as pd

    from topics.coding.gold.folder import GoldFolder
    from topics.report.tables import Format
    from topics.study.study import Progress

STUDY = Annotated[
    Path, typer.Argument(help="The study's folder (it holds study.toml).", metavar="STUDY", show_default=False)
]
STUDY_OR_NAME = Annotated[str | None, typer.Argument(metavar="STUDY", help="A study's folder or name.")]
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
LANGUAGE = Annotated[Literal["en", "zh"], typer.Option("--lang", help="The language of labels.")]
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


@dataclass(frozen=True)
class Form:
    """In which form a command prints its tables: for people, unless another is asked for."""

    json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False
    latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table (booktabs).")] = False
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False

    def __post_init__(self) -> None:
        """Refuse two forms at once, before anything is done."""
        if len(asked := [name for name, wanted in asdict(self).items() if wanted]) > 1:
            raise typer.BadParameter(f"choose one of --{' and --'.join(asked)}.")

    @property
    def name(self) -> "Format":
        """The form's name in `topics.report.tables`."""
        names: tuple[Format, ...] = ("json", "csv", "latex", "markdown")
        return next((name for name in names if getattr(self, name)), "table")

    @property
    def people(self) -> bool:
        """Whether a person reads the tables here and now: numbers are rounded, long texts cut."""
        return self.name == "table"

    @property
    def machine(self) -> bool:
        """Whether a program reads the tables: every column, every digit."""
        return self.json or self.csv

    def show(self, table: "pd.DataFrame", title: str) -> None:
        """Print one table."""
        from topics.report.tables import print_table

        print_table(table, self.name, title)

    def show_all(self, tables: "Mapping[str, pd.DataFrame]") -> None:
        """Print several tables, in JSON as one object by their titles."""
        from topics.report.tables import to_json

        if self.json:
            members = (f"{dumps(title)}: {to_json(table).strip()}" for title, table in tables.items())
            typer.echo("{" + ",\n".join(members) + "}")
            return
        for number, (title, table) in enumerate(tables.items()):
            if number:
                typer.echo()
            self.show(table, title)


@dataclass(frozen=True)
class Where:
    """Where a command's work runs."""

    workers: Annotated[int | None, typer.Option("--workers", min=2, help="Processes.")] = None
    compute: COMPUTE = "local"
    scheduler: SCHEDULER = ""

    @contextmanager
    def at_work(self) -> "Iterator[Progress]":
        """Work goes there, and progress is shown."""
        from topics.parallel.dask import computing

        with computing(self.compute, self.scheduler, self.workers), progress_bars() as progress:
            yield progress


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose `Form` and `Where` are options of their own on the command line, one for each part of them."""
    groups: dict[str, type] = {}
    options: list[Parameter] = []
    for name, parameter in signature(command, eval_str=True).parameters.items():
        if parameter.annotation in (Form, Where):
            groups[name] = parameter.annotation
            hints = get_type_hints(parameter.annotation, include_extras=True)
            parts = [(part.name, hints[part.name], part.default) for part in fields(parameter.annotation)]
        else:
            parts = [(name, parameter.annotation, parameter.default)]
        options += [Parameter(n, Parameter.KEYWORD_ONLY, annotation=a, default=d) for n, a, d in parts]

    @wraps(command)
    def work(**given: Any) -> None:
        made = {
            name: kind(**{part.name: given.pop(part.name) for part in fields(kind)}) for name, kind in groups.items()
        }
        command(**given, **made)

    work.__signature__ = Signature(options)  # type: ignore[attr-defined]
    work.__annotations__ = {option.name: option.annotation for option in options}
    return work


def named_value(option: str) -> tuple[str, str]:
    """`NAME=VALUE` in two. Raises StudyError when it is not of that form."""
    from topics.errors import StudyError

    name, sign, value = option.partition("=")
    if not sign or not name.strip():
        raise StudyError(f'"{option}" is not a setting; expected NAME=VALUE, as in passes=10.')
    return name.strip(), value.strip()


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
    from topics.coding.gold.folder import GoldFolder

    return GoldFolder(Path(study) / "gold") if study and Path(study).is_dir() else None
