"""Options shared by several commands, and the printing of tables and progress."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from json import dumps
from pathlib import Path
from shlex import quote
from time import monotonic
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from topics.errors import StaleError
from topics.wording import duration

if TYPE_CHECKING:
    import pandas as pd
    from rich.progress import Task

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
STALE = Annotated[
    bool, typer.Option("--stale", help="Show results although the study has changed since they were made.")
]
SCHEDULER = Annotated[
    str,
    typer.Option(
        "--scheduler",
        help="Address of a dask scheduler to give the work to, or `local` to start one; else processes do it.",
        metavar="ADDRESS",
    ),
]
LANGUAGE = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of what people read.")]
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
        """Whether tables are laid out for a person to read, here or in a paper: numbers rounded, long texts cut."""
        return not self.machine

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
        if not self.machine:
            tables = {title: table for title, table in tables.items() if len(table)} or tables
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

    def found(self, words: Sequence[str] | None, others: Collection[str] = ()) -> "tuple[Store, str | None, list[str]]":
        """The store, the study that the first of a command's words names, if it does, and the other words.

        `others`: names that these may be beside those of models and runs. Raises StoreError for a first word that is
        none of them and like the name of a study.
        """
        store, rest = self.open(), list(words or [])
        study = study_said(None, self.named) or (rest.pop(0) if rest and _is_study(store, rest[0]) else None)
        if study is None and rest:
            _refuse_misspelt(store, rest[0], others)
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
        if len(rest) == 2 and study is None:
            _refuse(store, rest[0])
        if len(rest) != 1:
            raise typer.BadParameter(f"expected [STUDY] {what}, found {' '.join(words)!r}.")
        return store, study, rest[0]


def study_said(study: str | None, of_old: str | None) -> str | None:
    """The study that a command names, be it where version 0.1 had it, which is then said."""
    if of_old is not None:
        say(f"--study {of_old}: the study is now written first, as in `topics shares {quote(of_old)}`.")
    return study if of_old is None else of_old


def _refuse(store: "Store", word: str) -> None:
    from topics.errors import StoreError, nearest

    known = {job.study for job in store.jobs()}
    raise StoreError(f'{store.root.absolute()}: there is no study "{word}"; {nearest(word, known)}')


def _refuse_misspelt(store: "Store", word: str, others: Collection[str]) -> None:
    """Raise StoreError for a word that begins no other name of the store and is like the name of a study.

    Of a store with several studies, none of which is named, it is also refused if it is like no other name.
    """
    from topics.errors import near

    jobs = store.jobs()
    names = [*others, *_models_and_runs(store, jobs)]
    studies = {job.study for job in jobs}
    alone = len({job.study_id for job in jobs}) < 2
    if not any(name.startswith(word) for name in names) and (near(word, studies) or not (alone or near(word, names))):
        _refuse(store, word)


def _models_and_runs(store: "Store", jobs: "Sequence[Job]") -> set[str]:
    models = {str(model["name"]) for job in jobs for model in job.record["models"]}
    return models | {folder.name for folder in store.folders("fits")}


def _is_study(store: "Store", word: str) -> bool:
    """Whether a word is the folder of a study, or the name of one that has a job, or the beginning of no other name."""
    from topics.errors import meant

    if (Path(word) / "study.toml").is_file():
        return True
    jobs = store.jobs()
    studies = {job.study for job in jobs}
    if word in studies:
        return not store.has(word)
    others = _models_and_runs(store, jobs)
    return bool(meant(word, sorted(studies))) and not any(name.startswith(word) for name in others)


@dataclass(frozen=True)
class Where:
    """The place where a command's work runs: how many processes, and whether they are dask's."""

    workers: Annotated[int | None, typer.Option("--workers", min=2, help="Number of worker processes.")] = None
    scheduler: SCHEDULER = ""

    @contextmanager
    def at_work(self) -> "Iterator[Progress]":
        """A context in which work runs there; it yields a progress callback that shows progress on standard error."""
        from topics.parallel.dask import computing
        from topics.parallel.workers import ThisMachine, on_workers

        own = on_workers(ThisMachine(until_rest=True))
        with own, computing(self.scheduler, self.workers), progress_bars() as progress:
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
        try:
            command(**given, **made)
        except StaleError as error:
            if Kept not in groups.values():
                raise
            raise StaleError(f"{str(error).removesuffix('.')}, or add --stale to see them.") from None

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


def show_markdown(text: str, *, source: bool = False) -> None:
    """Print a Markdown text as it is read, or its source."""
    from topics.report.reading import lines_of_markdown
    from topics.report.tables import window

    if source:
        typer.echo(text, nl=False)
        return
    for line, heading in lines_of_markdown(text, window()):
        typer.secho(line, bold=heading)


def from_here(place: Path) -> Path:
    """A path as a command typed in the working directory would name it."""
    here = Path.cwd()
    return place.relative_to(here) if place.is_relative_to(here) else place


def say(message: str) -> None:
    """Print a message that is not part of the result, to standard error.

    In a window its lines fit; in a file or a pipe a message stays one line, however long, so that it can be searched
    and a command in it can be pasted.
    """
    import sys

    if sys.stderr.isatty():
        from topics.report.tables import window

        message = "\n".join(line for own in message.split("\n") for line in _fitted(own, window()))
    typer.echo(message, err=True)


def _fitted(line: str, room: int) -> list[str]:
    """A line in lines that fit a window, with the indentation of the first."""
    from topics.report.wrapping import wrap

    indent = len(line) - len(line.lstrip(" "))
    return [" " * indent + part for part in wrap(line, room - indent)]


@contextmanager
def progress_bars() -> "Iterator[Progress]":
    """Progress on standard error: a bar per stage with the time left on a terminal, one line per stage elsewhere.

    A stage is what stands before the first colon of its name; what stands behind it is what runs at the moment.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column
    from rich.text import Text

    console = Console(stderr=True)
    if not console.is_terminal:
        yield StageLines(console.file)
        return
    name = TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))

    class TimeOfAlikeSteps(TimeRemainingColumn):
        """The time left, where the steps of a stage are alike: see `StageLines`."""

        def render(self, task: "Task") -> "Text":
            return Text("") if ": " in task.description else super().render(task)

    columns = (name, BarColumn(20), MofNCompleteColumn(), TimeOfAlikeSteps(elapsed_when_finished=True))
    stages: dict[str, int] = {}
    with Progress(*columns, console=console, expand=True) as bars:

        def report(done: int, total: int, stage: str) -> None:
            begin, _, now = stage.partition(": ")
            if begin not in stages:
                stages[begin] = bars.add_task(begin, total=total)
            shown = stage if now and done < total else begin
            bars.update(stages[begin], completed=done, total=total, description=shown)  # type: ignore[arg-type]

        yield report


class StageLines:
    """Progress as lines of text, such as a log holds: one per stage, at its end; of a long one, one a minute.

    The time left is told of stages whose steps are alike. Those of a stage that names what runs are not: a fit of one
    model takes a hundred times as long as one of another, and the slow ones come first.
    """

    EVERY = 60.0  # seconds

    def __init__(self, file: "IO[str]", clock: Callable[[], float] = monotonic) -> None:
        """Lines go to `file`; `clock` gives seconds."""
        self._file, self._clock = file, clock
        self._begun: dict[str, float] = {}
        self._told: dict[str, float] = {}

    def __call__(self, done: int, total: int, stage: str) -> None:
        """Take note that `done` of `total` steps of a stage are done."""
        name, _, now = stage.partition(": ")
        time = self._clock()
        began = self._begun.setdefault(name, time)
        told = self._told.setdefault(name, time)
        if done >= total:
            self._file.write(f"{name}: {total:,} in {duration(time - began)}\n")
            self._begun.pop(name)
            self._told.pop(name)
        elif done and time - told >= self.EVERY:
            left = f", about {duration((time - began) / done * (total - done))} left"
            self._file.write(f"{name}: {done:,} of {total:,}{f'; {now} runs' if now else left}\n")
            self._told[name] = time
        self._file.flush()


def validations_of(study: str | None, chosen: Path | None) -> Path:
    """The folder of a study's validations: the one chosen, else in the study's folder, else in the current one."""
    return chosen or (Path(study) if study and Path(study).is_dir() else Path()) / "validation"


def sample_of(study: str | None) -> "GoldFolder | None":
    """The coded sample of a study that is given as a folder; None for a study given by name."""
    from topics.coding.gold.folder import GoldFolder

    return GoldFolder(Path(study) / "gold") if study and Path(study).is_dir() else None
