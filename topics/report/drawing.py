"""The drawing and saving of figures, each with a table of its numbers and a caption.

Conventions. `draw` saves a figure of `topics.report.figures`: `NAME.pdf` and `NAME.png`, `NAME.csv` with exactly the
rows drawn, `NAME.txt` with the caption; pages after the first are `NAME-2.png` and so on. Figures in a language other
than English are called `NAME_zh`; their numbers are the same file. The same tables give the same bytes. A picture holds
the digest of its numbers as a keyword, so that one that was not drawn again can be told from those that were.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from topics.claims.engine import claims_of, may_be_said
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.findings import findings_of
from topics.errors import FigureError, nearest
from topics.files import atomic
from topics.parallel.memory import without_search_for_cycles
from topics.report.figures import FIGURES, Drawing, PaperFigure, Source, Tables
from topics.report.figures.sources import findings, trends
from topics.report.headings import estimator_labels, labelled
from topics.report.provenance import provenance
from topics.report.tables import to_csv
from topics.results.fitness import flagged_as, without_unfit
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from topics.store.job import Job

FORMATS = ("pdf", "png")
_METADATA: dict[str, dict[str, str | None]] = {  # nothing that changes from day to day or with a library's version
    "pdf": {"Creator": "topics", "Producer": "matplotlib", "CreationDate": None, "ModDate": None},
    "png": {"Software": None},
    "svg": {"Creator": "topics", "Date": None},
}
_SAVED: dict[str, Any] = {"png": {"pil_kwargs": {"compress_level": 3}}}  # lines and letters become no smaller beyond it


@dataclass(frozen=True)
class Drawn:
    """The files of figures that were drawn, by name why others were not, and the errors of those that failed.

    `outdated` are pictures beside them that show earlier numbers, since they are of another format or language.
    """

    paths: list[Path] = field(default_factory=list)
    outdated: list[Path] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    failed: dict[str, Exception] = field(default_factory=dict)


@without_search_for_cycles()
def draw(
    name: str,
    tables: Tables,
    themes: Sequence[Theme],
    out: Path,
    language: str = "en",
    formats: Sequence[str] = FORMATS,
    caption: str = "",
    note: str | None = None,
    style: str = "",
    *,
    titled: bool = True,
) -> list[Path]:
    """Draw one figure of `FIGURES` from `tables` (by name, such as "shares"), save it, and return the paths written.

    `caption` is added to the figure's own and names the study and the runs; `style` is one of `topics.plots.presets`;
    without `titled` the figure has no finding as its title.
    Nothing is written unless everything was drawn.
    """
    from topics.plots.page import titles
    from topics.plots.style import journal

    with journal(style), titles(titled):
        drawing = FIGURES[name].draw(tables, themes, language, note)
        stem = out / (name if language == "en" else f"{name}_{language}")
        rows = to_csv(FIGURES[name].rows.check(drawing.rows)).encode()
        files = pages_as_files(drawing, stem, formats, FIGURES[name].label[language], _marks(rows, note))
    files[out / f"{name}.csv"] = rows
    text = "\n\n".join(
        part for part in (drawing.caption, caption.strip(), drawn_from(name, tables, note, language)) if part
    )
    files[stem.with_name(f"{stem.name}.txt")] = f"{text}\n".encode()
    paths = write_files(files)
    for surplus in _pages_before(stem, formats) - files.keys():
        surplus.unlink(missing_ok=True)
    return paths


def _pages_before(stem: Path, formats: Sequence[str]) -> set[Path]:
    """The further pages of a figure in these formats that lie in its folder, of which there may be fewer now."""
    page = re.compile(rf"{re.escape(stem.name)}-[0-9]+\.({'|'.join(map(re.escape, formats))})")
    return {path for path in stem.parent.iterdir() if page.fullmatch(path.name)}


def drawn_from(name: str, tables: Tables, note: str | None, language: str = "en") -> str:
    """The last line of a caption: digests of what a figure is drawn from, to detect stale figures.

    That of the numbers is the same in every language; a note has its own.
    """
    from topics.store.fingerprints import digest

    figure = FIGURES[name]
    read = [*figure.tables, *(table for table in figure.beside if table in tables)]
    marks = [digest([to_csv(tables[table]) for table in read], 12), *([digest(note, 12)] if note else [])]
    return _DIGESTS[language][len(marks) - 1].format(*marks)


_DIGESTS = {
    "en": ("Digest of the numbers drawn: {}", "Digest of the numbers drawn: {}; of the note: {}"),
    "zh": ("图中数字的校验值：{}", "图中数字的校验值：{}；附注的校验值：{}"),
}


@lru_cache(maxsize=2)  # asked for again when the pictures beside it are looked at
def _marks(rows: bytes, note: str | None) -> tuple[str, ...]:
    """Digests of the rows of a figure's CSV and of its note, which its pictures hold as keywords.

    Numbers count to nine decimals: their last bits differ between processors, and pictures do not.
    """
    import pandas as pd

    from topics.store.fingerprints import digest

    table = pd.read_csv(BytesIO(rows))
    numbers = table.select_dtypes("float64").round(9).add(0.0)  # no −0
    return digest(to_csv(table.assign(**numbers)), 12), *([digest(note, 12)] if note else [])


def _kept_marks(folder: Path, name: str, note: str | None) -> tuple[str, ...]:
    """The digests that the pictures of a figure should hold, by the CSV beside them; none without one."""
    file = folder / f"{name}.csv"
    return _marks(file.read_bytes(), note) if file.is_file() else ()


def _without_marks(folder: Path, pattern: str, marks: Sequence[str]) -> list[Path]:
    """Pictures of a folder, pages of a figure whose name matches the pattern, that do not hold all of these digests."""
    page = re.compile(rf"{pattern}(-[0-9]+)?\.({'|'.join(_METADATA)})")
    pictures = sorted(path for path in folder.iterdir() if page.fullmatch(path.name)) if folder.is_dir() else []
    found = ((path, path.read_bytes()) for path in pictures)
    return [path for path, content in found if not all(mark.encode() in content for mark in marks)]


def figure_states(job: "Job", out: Path, language: str = "en", *, unfit: bool = False) -> dict[str, str]:
    """The state of each figure in a folder, by name.

    States: "fresh", "stale" (the job has other numbers by now; or with the files that were not drawn again), "missing",
    and "nothing to draw" with the reason; in words of the language.
    """
    say = _STATES[language]
    note, states, tables_of = _note(job, language), {}, _tables(job, unfit)
    for name in FIGURES:
        tables = tables_of(name)
        stem = name if language == "en" else f"{name}_{language}"
        file = out / f"{stem}.txt"
        if lacking := _lacking(FIGURES[name], tables, language, job):
            states[name] = say["nothing"].format(lacking)
        elif not file.is_file():
            states[name] = say["missing"]
        else:
            last = file.read_text(encoding="utf-8").rstrip().rpartition("\n")[2]
            older = _without_marks(out, stem, _kept_marks(out, name, note))
            if last != drawn_from(name, tables, note, language):
                states[name] = say["stale"]
            else:
                states[name] = say["older"].format(", ".join(path.name for path in older)) if older else say["fresh"]
    return states


_STATES = {
    "en": {
        "nothing": "nothing to draw: {}",
        "missing": "missing",
        "fresh": "fresh",
        "stale": "stale",
        "older": "stale: not drawn again since the numbers or the note changed: {}",
    },
    "zh": {
        "nothing": "无法绘制：{}",
        "missing": "尚未绘制",
        "fresh": "最新",
        "stale": "已过时",
        "older": "已过时：数字或附注变动后未重新绘制：{}",
    },
}


def figure(name: str, job: "Job", language: str = "en", *, unfit: bool = False) -> "Figure":
    """One figure of a kept job, its first page, for a notebook; `unfit` draws also estimators that are unfit, as such.

    Raises FigureError for an unknown name, and for a figure for which the job lacks a table.

    >>> job = topics.open_store().latest_job("my-study")
    >>> len(job.figure("fig1_theme_shares").axes)  # a panel per theme
    2
    """
    tables = _tables(job, unfit)(name)
    if lacking := _lacking(FIGURES[name], tables, language, job):
        raise FigureError(f"{name}: {lacking}")
    return FIGURES[name].draw(tables, job.themes, language, _note(job, language)).figure


def draw_figures(
    job: "Job",
    names: Iterable[str],
    out: Path,
    *,
    language: str = "en",
    formats: Sequence[str] = FORMATS,
    unfit: bool = False,
    plain: bool = False,
    style: str = "",
) -> Drawn:
    """Draw and save the figures named, or all that the job has tables for.

    Estimators that are unfit for a theme are not drawn there; with `unfit` they are drawn as unfit. With `plain`,
    figures have no finding as their title. `style` is one of `topics.plots.presets`. If no figure was named, one that
    cannot be drawn is left out with the reason; one that was named raises FigureError. An error of any other kind is
    kept under the name of its figure, and the others are drawn.
    """
    wanted, evidence = list(names), job_evidence(job)
    figures = {name: FIGURES[name] for name in wanted or FIGURES}  # a misspelt name is refused before any is drawn
    claims = claims_of(evidence)  # made once for titles and captions
    known: dict[Source, pd.DataFrame] = {findings: findings_of(evidence, claims)}
    if not unfit and (of_fit := _trends_of_fit(job, evidence)) is not None:
        known[trends] = of_fit
    told, note = may_be_said(claims, job.themes, language), _note(job, language)
    allowed = labelled(told, estimator_labels(job, language))
    drawn, tables_of = Drawn(), _tables(job, unfit, known)
    for name, paper in figures.items():
        try:
            tables = tables_of(name)
            if lacking := _lacking(paper, tables, language, job):
                raise FigureError(f"{name}: {lacking}" if wanted else lacking)
            may_say = [allowed] if paper.claims else []
            origin = provenance(job, paper.rests, tables[next(iter(paper.tables))], language)
            caption = "\n\n".join([*may_say, origin])
            how = (language, formats, caption, note, style)
            drawn.paths.extend(draw(name, tables, job.themes, out, *how, titled=not plain))
            drawn.outdated.extend(_without_marks(out, f"{name}(_[a-z]+)?", _kept_marks(out, name, None)))
        except FigureError as error:
            if wanted:
                raise
            drawn.left_out[name] = str(error)
        except Exception as error:  # a fault in one figure is no reason to withhold the others
            drawn.failed[name] = error
    return drawn


Known = Mapping[Source, "pd.DataFrame"]


def _lacking(figure: PaperFigure, tables: Collection[str], language: str, job: "Job") -> str:
    """The reason why a figure cannot be drawn from these tables, commands with the study; empty where it can."""
    return figure.lacking[language].replace("STUDY", quote(job.study)) if figure.tables.keys() - tables else ""


def _tables(job: "Job", unfit: bool, known: Known | None = None) -> Callable[[str], Tables]:
    """A function from a figure's name to its tables, without the missing ones; one used by two figures is made once.

    Numbers of estimators that are unfit for a theme are missing in them, unless `unfit` asks for them. `known` are
    tables that were made before.
    """

    @cache
    def made(source: Source) -> "pd.DataFrame | None":
        if known and source in known:
            return known[source]
        if source is trends and not unfit:
            return _trends_of_fit(job)
        found = (job.table(source) if job.has(source) else None) if isinstance(source, str) else source(job)
        return found if unfit or found is None else without_unfit(found)

    def tables_of(name: str) -> Tables:
        sources = {**FIGURES[name].tables, **FIGURES[name].beside}.items()
        return {table: found for table, source in sources if (found := made(source)) is not None}

    return tables_of


def _trends_of_fit(job: "Job", evidence: Evidence | None = None) -> "pd.DataFrame | None":
    """The change of every theme as claims have it, without the numbers of unfit estimators; None for one period."""
    if len(job.periods.names) < 2:
        return None
    return flagged_as(job, (evidence or job_evidence(job)).trends)


def _note(job: "Job", language: str) -> str | None:
    """The study's own note in a language, else in the language it has; None without a note."""
    return job.note(language) or None


def pages_as_files(
    drawing: Drawing, stem: Path, formats: Sequence[str], title: str, marks: Sequence[str] = ()
) -> dict[Path, bytes]:
    """The files of all pages; the title is for readers of the file who do not see the picture, as are keywords."""
    from topics.plots.fonts import typeset, with_fonts

    files = {}
    for number, page in enumerate(drawing.pages, start=1):
        typeset(page)
        for name in formats:
            if name not in _METADATA:
                raise FigureError(f'a figure cannot be saved as "{name}"; {nearest(name, _METADATA)}')
            buffer = BytesIO()
            metadata: Any = _METADATA[name] | {"Title": title} | ({"Keywords": " ".join(marks)} if marks else {})
            page.savefig(buffer, format=name, metadata=metadata, **_SAVED.get(name, {}))
            content = with_fonts(buffer.getvalue(), page) if name == "svg" else buffer.getvalue()
            files[stem.with_name(f"{stem.name}{'' if number == 1 else f'-{number}'}.{name}")] = content
    return files


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all files, create missing folders, and return the paths.

    Raises FigureError when a file cannot be written; then no file is left.
    """
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        return atomic.write(files)
    except OSError as error:
        raise FigureError(
            f"{error.filename}: this cannot be written ({error.strerror}). Give a folder you may write to (--out)."
        ) from None
