"""The drawing and saving of figures, each with a table of its numbers and a caption.

Conventions. `draw` saves a figure of `topics.report.figures`: `NAME.pdf` and `NAME.png`, `NAME.csv` with exactly the
rows drawn, `NAME.txt` with the caption; pages after the first are `NAME-2.png` and so on. Figures in a language other
than English are called `NAME_zh`; their numbers are the same file. The same tables give the same bytes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.engine import claims_of, may_be_said
from topics.claims.evidence import job_evidence
from topics.claims.findings import findings_of
from topics.errors import FigureError, nearest
from topics.files import atomic
from topics.report.captions import job_caption
from topics.report.figures import FIGURES, Drawing, PaperFigure, Source, Tables
from topics.report.figures.sources import findings, trends
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


@dataclass(frozen=True)
class Drawn:
    """The files of figures that were drawn, and by name why others were not."""

    paths: list[Path] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


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
) -> list[Path]:
    """Draw one figure of `FIGURES` from `tables` (by name, such as "shares"), save it, and return the paths written.

    `caption` is added to the figure's own and names the study and the runs; `style` is one of `topics.plots.presets`.
    Nothing is written unless everything was drawn.
    """
    from topics.plots.style import journal

    with journal(style):
        drawing = FIGURES[name].draw(tables, themes, language, note)
        stem = out / (name if language == "en" else f"{name}_{language}")
        files = _rendered(drawing, stem, formats, FIGURES[name].label[language])
    files[out / f"{name}.csv"] = to_csv(FIGURES[name].rows.check(drawing.rows)).encode()
    text = "\n\n".join(part for part in (drawing.caption, caption.strip(), drawn_from(name, tables, note)) if part)
    files[stem.with_name(f"{stem.name}.txt")] = f"{text}\n".encode()
    return write_files(files)


def drawn_from(name: str, tables: Tables, note: str | None) -> str:
    """The last line of a caption: a hash of the numbers that a figure is drawn from, to detect stale figures."""
    from topics.store.fingerprints import digest

    figure = FIGURES[name]
    read = [*figure.tables, *(table for table in figure.beside if table in tables)]
    return f"[{digest([to_csv(tables[table]) for table in read] + [note], 12)}]"


def figure_states(
    job: "Job", out: Path, language: str = "en", *, unfit: bool = False, plain: bool = False
) -> dict[str, str]:
    """The state of each figure in a folder, by name.

    States: "fresh", "stale" (the job has other numbers by now), "missing", and "nothing to draw" with the reason.
    """
    note, states = _note(job, language), {}
    for name, tables in _tables(job, FIGURES, unfit, plain).items():
        file = out / (f"{name}.txt" if language == "en" else f"{name}_{language}.txt")
        if lacking := _lacking(FIGURES[name], tables):
            states[name] = f"nothing to draw: {lacking}"
        elif not file.is_file():
            states[name] = "missing"
        else:
            last = file.read_text(encoding="utf-8").rstrip().rpartition("\n")[2]
            states[name] = "fresh" if last == drawn_from(name, tables, note) else "stale"
    return states


def figure(name: str, job: "Job", language: str = "en", *, unfit: bool = False) -> "Figure":
    """One figure of a kept job, its first page, for a notebook; `unfit` draws also estimators that are unfit, as such.

    Raises FigureError for an unknown name, and for a figure for which the job lacks a table.

    >>> job = topics.open_store().latest_job("my-study")
    >>> len(job.figure("fig1_theme_shares").axes)  # a panel per theme
    2
    """
    tables = _demanded(job, [name], unfit, plain=False)[name]
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
    figures have no finding as their title. `style` is one of `topics.plots.presets`. Of all figures, one that cannot be
    drawn is left out with the reason; one that was named raises FigureError.
    """
    wanted, evidence = list(names), job_evidence(job)
    claims = claims_of(evidence)  # made once for titles and captions
    known: dict[Source, pd.DataFrame] = {findings: findings_of(evidence, claims)}
    if not unfit and len(job.periods.names) > 1:
        known[trends] = flagged_as(job, evidence.trends)
    tables = _demanded(job, wanted, unfit, plain, known) if wanted else _tables(job, FIGURES, unfit, plain, known)
    told = [job_caption(job, language, validated=job.validated), may_be_said(claims, language)]
    caption, note = ("" if language == "zh" else " ").join(filter(None, told)), _note(job, language)
    drawn = Drawn()
    for name, its in tables.items():
        if lacking := _lacking(FIGURES[name], its):
            drawn.left_out[name] = lacking
            continue
        try:
            drawn.paths.extend(draw(name, its, job.themes, out, language, formats, caption, note, style))
        except FigureError as error:
            if wanted:
                raise
            drawn.left_out[name] = str(error)
    return drawn


Known = Mapping[Source, "pd.DataFrame"]


def _demanded(
    job: "Job", names: Iterable[str], unfit: bool, plain: bool, known: Known | None = None
) -> dict[str, Tables]:
    """The tables of each named figure. Raises FigureError for an unknown name or where a table is missing."""
    tables = _tables(job, names, unfit, plain, known)
    for name, its in tables.items():
        if lacking := _lacking(FIGURES[name], its):
            raise FigureError(f"{name}: {lacking}")
    return tables


def _lacking(figure: PaperFigure, tables: Collection[str]) -> str:
    """The reason why a figure cannot be drawn from these tables; empty where it can."""
    return figure.lacking if figure.tables.keys() - tables else ""


def _tables(
    job: "Job", names: Iterable[str], unfit: bool, plain: bool, known: Known | None = None
) -> dict[str, Tables]:
    """Tables by figure and by name, without the missing ones; a table used by two figures is made once.

    Numbers of estimators that are unfit for a theme are missing in them, unless `unfit` asks for them; with `plain`
    there are no findings. `known` are tables that were made before.
    """

    @cache
    def made(source: Source) -> "pd.DataFrame | None":
        if known and source in known:
            return known[source]
        found = (job.table(source) if job.has(source) else None) if isinstance(source, str) else source(job)
        return found if unfit or found is None else without_unfit(found)

    figures = {name: FIGURES[name] for name in names}  # a misspelt name is refused before any table is made
    return {
        name: {
            table: found
            for table, source in {**figure.tables, **figure.beside}.items()
            if not (plain and source is findings) and (found := made(source)) is not None
        }
        for name, figure in figures.items()
    }


def _note(job: "Job", language: str) -> str | None:
    """The study's own note in a language, else in the language it has; None without a note."""
    return job.note(language) or None


def _rendered(drawing: Drawing, stem: Path, formats: Sequence[str], title: str) -> dict[Path, bytes]:
    """The files of all pages; the title is for readers of the file who do not see the picture."""
    from topics.plots.fonts import typeset, with_fonts

    files = {}
    for number, page in enumerate(drawing.pages, start=1):
        typeset(page)
        for name in formats:
            if name not in _METADATA:
                raise FigureError(f'a figure cannot be saved as "{name}"; {nearest(name, _METADATA)}')
            buffer = BytesIO()
            metadata: Any = _METADATA[name] | {"Title": title}
            page.savefig(buffer, format=name, metadata=metadata)
            told = with_fonts(buffer.getvalue(), page) if name == "svg" else buffer.getvalue()
            files[stem.with_name(f"{stem.name}{'' if number == 1 else f'-{number}'}.{name}")] = told
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
