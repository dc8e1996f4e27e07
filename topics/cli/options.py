"""Options shared by several commands, and the printing of tables and progress."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    from topics.store.job import Job
    from topics.store.store import Store
    from topics.study.study import Progress

STUDY = Annotated[
    Path, typer.Argument(help="Folder of the study, which holds study.toml.", metavar="STUDY", show_default=False)
]
STUDY_OR_NAME = Annotated[str | None, typer.Argument(metavar="STUDY", help="Folder or name of the study.")]
STORE = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the run store.", envvar="TOPICS_STORE", show_default="runs", metavar="DIR"),
]
STUDY_OF_OLD = Annotated[str | None, typer.Option("--study", hidden=True)]  # where version 0.1 had the study
RUNS = Annotated[
    list[str],
    typer.Argument(
        help="Folder or name of the study, then the name of a run or its beginning, or of a model, for its first seed.",
        metavar="[STUDY] RUN",
        show_default=False,
    ),
]
STALE = Annotated[bool, typer.Option("--stale", help="Show results although the study has changed since.")]
COMPUTE = Annotated[
    Literal["local", "dask"],
    typer.Option("--compute", help="Place where work runs. local: processes of this machine; dask: workers of dask."),
]
SCHEDULER = Annotated[
    str, typer.Option("--scheduler", help="Address of dask's scheduler, or `local` to start one.", metavar="ADDRESS")
]
LANGUAGE = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of labels.")]
BY = Annotated[
    Literal["year", "half-year", "quarter", "month"] | None, typer.Option("--by", help="Length of a period.")
]
MEMBERSHIP = Annotated[
    Literal["primary", "weight"] | None,
    typer.Option("--membership", help="primary: a passage counts for one theme; weight: in parts for several."),
]
UNFIT = Annotated[bool, typer.Option("--unfit", help="Show also the numbers of estimators that are unfit for a theme.")]
WEIGHTING = Annotated[
    Literal["text", "document"],
    typer.Option("--weighting", help="text: every word counts one; document: every document counts one."),
]
WHERE = Annotated[
    str | None,
    typer.Option("--where", help='Count only some documents, such as "level = central and date >= 2020".'),
]
VALIDATIONS = Annotated[
    Path | None,
    typer.Option(
        "--validations",
        metavar="DIR",
        help="Folder of the scored validations.",
        show_default="validation/ in the study's folder, or in the current one",
    ),
]


@dataclass(frozen=True)
class Form:
    """The output format of a command's tables: for people, unless another is chosen."""

    json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False
    latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table (booktabs).")] = False
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False

    def __post_init__(self) -> None:
        """Raise BadParameter for two formats at once, before anything is done."""
        if len(asked := [name for name, wanted in asdict(self).items() if wanted]) > 1:
            raise typer.BadParameter(f"choose one of --{' and --'.join(asked)}.")

    @property
    def name(self) -> "Format":
        """The name of the format in `topics.report.tables`."""
        names: tuple[Format, ...] = ("json", "csv", "latex", "markdown")
        return next((name for name in names if getattr(self, name)), "table")

    @property
    def people(self) -> bool:
        """Whether tables are printed for a person to read: numbers rounded, long texts cut."""
        return self.name == "table"

    @property
    def machine(self) -> bool:
        """Whether tables are printed for a program to read: every column, every digit."""
        return self.json or self.csv

    def show(self, table: "pd.DataFrame", title: str) -> None:
        """Print one table."""
        from topics.report.tables import print_table

        print_table(table, self.name, title)

    def show_all(self, tables: "Mapping[str, pd.DataFrame]") -> None:
        """Print several tables; in JSON, one object with the titles as keys."""
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
class Kept:
    """The store that a command reads, and which of its results."""

    store: STORE = None
    stale: STALE = False
    named: STUDY_OF_OLD = None

    def open(self) -> "Store":
        """The store."""
        from topics.store.store import open_store

        return open_store(self.store, stale=self.stale)

    def found(self, words: Sequence[str] | None) -> "tuple[Store, str | None, list[str]]":
        """The store, the study that the first of a command's words names, if it does, and the other words."""
        store, rest = self.open(), list(words or [])
        study = study_said(None, self.named) or (rest.pop(0) if rest and _is_study(store, rest[0]) else None)
        self._tell(store, study)
        return store, study, rest

    def job(self, study: str | None, *, told: bool = True) -> "Job":
        """The latest job of a study, by folder or name, or of the only one; `told`: its name is printed."""
        store, study = self.open(), study_said(study, self.named)
        job = store.latest_job(study)
        self._tell(store, study)
        if told:
            say(f"Job {job.name}.")
        return job

    def _tell(self, store: "Store", study: str | None) -> None:
        """Say what has changed since the results that `--stale` shows."""
        known = self.stale and (study or len({job.study_id for job in store.jobs("run")}) == 1)
        if known and (changed := store.stale_results(study)):
            say(f"Stale: {changed}.")

    def one_run(self, words: Sequence[str], what: str = "RUN") -> "tuple[Store, str | None, str]":
        """The store, the study or None, and the one run that a command asks for."""
        store, study, rest = self.found(words)
        if len(rest) != 1:
            raise typer.BadParameter(f"expected [STUDY] {what}, found {' '.join(words)!r}.")
        return store, study, rest[0]


def study_said(study: str | None, of_old: str | None) -> str | None:
    """The study that a command names, be it where version 0.1 had it, which is then said."""
    if of_old is not None:
        say(f"--study {of_old}: the study is now written first, as in `topics shares {of_old}`.")
    return study if of_old is None else of_old


def _is_study(store: "Store", word: str) -> bool:
    """Whether a word is the folder of a study, or the name of one that has a job."""
    return (Path(word) / "study.toml").is_file() or (
        word in {job.study for job in store.jobs()} and not store.has(word)
    )


@dataclass(frozen=True)
class Where:
    """The place where a command's work runs: how many processes, and whether they are dask's."""

    workers: Annotated[int | None, typer.Option("--workers", min=2, help="Number of worker processes.")] = None
    compute: COMPUTE = "local"
    scheduler: SCHEDULER = ""

    @contextmanager
    def at_work(self) -> "Iterator[Progress]":
        """A context in which work runs there; it yields a progress callback that shows progress on standard error."""
        from topics.parallel.dask import computing

        with computing(self.compute, self.scheduler, self.workers), progress_bars() as progress:
            yield progress


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """The command with every field of its `Form`, `Kept` and `Where` parameters as a command-line option of its own."""
    groups: dict[str, type] = {}
    options: list[Parameter] = []
    for name, parameter in signature(command, eval_str=True).parameters.items():
        if parameter.annotation in (Form, Kept, Where):
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
    """The name and the value of `NAME=VALUE`. Raises StudyError for text of another form."""
    from topics.errors import StudyError

    name, sign, value = option.partition("=")
    if not sign or not name.strip():
        raise StudyError(f'"{option}" is not a setting; expected NAME=VALUE, as in passes=10.')
    return name.strip(), value.strip()


def say(message: str) -> None:
    """Print a message that is not part of the result, to standard error."""
    typer.echo(message, err=True)


_FEW = 100  # steps that each deserve a line in a log


@contextmanager
def progress_bars() -> "Iterator[Progress]":
    """Progress on standard error: one bar per stage on a terminal, lines of text elsewhere."""
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
    """The folder of a study's validations: the one chosen, else in the study's folder, else in the current one."""
    return chosen or (Path(study) if study and Path(study).is_dir() else Path()) / "validation"


def sample_of(study: str | None) -> "GoldFolder | None":
    """The coded sample of a study that is given as a folder; None for a study given by name."""
    from topics.coding.gold.folder import GoldFolder

    return GoldFolder(Path(study) / "gold") if study and Path(study).is_dir() else None
