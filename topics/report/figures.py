"""Figures saved: each with the numbers it draws and a caption beside it.

Conventions. `draw` saves a figure of `topics.report.paper`: `NAME.pdf` and `NAME.png`, `NAME.csv` with exactly the rows drawn, `NAME.txt` with the caption. Figures in
a language other than English are called `NAME_zh` and so on; their numbers are the same file. The same tables give the
same bytes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import FigureError, nearest
from topics.files import atomic
from topics.report.captions import job_caption
from topics.report.paper import FIGURES, known
from topics.report.sources import SOURCES
from topics.report.tables import to_csv
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


def draw(
    name: str,
    tables: Mapping[str, "pd.DataFrame"],
    themes: Sequence[Theme],
    out: Path,
    language: str = "en",
    formats: Sequence[str] = FORMATS,
    caption: str = "",
    note: str | None = None,
) -> list[Path]:
    """Draw one figure of `FIGURES` from `tables` (by name, such as "shares") and save it; the paths written.

    `caption` is added to the figure's own: which study, which runs. Nothing is written unless everything was drawn.
    """
    drawing = known(name).draw(tables, themes, language, note)
    stem = out / (name if language == "en" else f"{name}_{language}")
    files = _rendered(drawing.figure, stem, formats)
    files[out / f"{name}.csv"] = to_csv(drawing.rows).encode()
    text = "\n\n".join(part for part in (drawing.caption, caption.strip(), drawn_from(name, tables, note)) if part)
    files[stem.with_name(f"{stem.name}.txt")] = f"{text}\n".encode()
    return write_files(files)


def drawn_from(name: str, tables: Mapping[str, "pd.DataFrame"], note: str | None) -> str:
    """The last line of a caption: a hash of the numbers a figure is drawn from, by which a stale one is known."""
    from topics.store.fingerprints import digest

    return f"[{digest([to_csv(tables[need]) for need in known(name).needs] + [note], 12)}]"


def figure_states(job: "Job", out: Path, language: str = "en") -> dict[str, str]:
    """Every figure's state in a folder: "fresh", "stale" (its numbers are others by now), "missing", "nothing to draw" and why."""
    tables, note = _tables(job, []), _note(job, language)
    states = {}
    for name in FIGURES:
        file = out / (f"{name}.txt" if language == "en" else f"{name}_{language}.txt")
        if lacking := _why_not(name, tables):
            states[name] = f"nothing to draw: {lacking}"
        elif not file.is_file():
            states[name] = "missing"
        else:
            last = file.read_text(encoding="utf-8").rstrip().rpartition("\n")[2]
            states[name] = "fresh" if last == drawn_from(name, tables, note) else "stale"
    return states


def figure(name: str, job: "Job", language: str = "en") -> "Figure":
    """One figure of a kept job, to look at in a notebook.

    Raises FigureError for a figure there is not, and for one that this job has nothing to draw of.

    >>> store = topics.open_store()
    >>> job = store.latest_job("my-study")
    >>> len(topics.figure("fig2_ledger", job).axes)  # a panel a theme
    2
    """
    return known(name).draw(_tables(job, [name]), job.themes, language, _note(job, language)).figure


def draw_figures(
    job: "Job", names: Iterable[str], out: Path, *, language: str = "en", formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw figures (all that the job has tables for, when none is named); the paths written."""
    wanted = list(names)
    tables = _tables(job, wanted)
    wanted = wanted or [name for name, figure in FIGURES.items() if tables.keys() >= set(figure.needs)]
    caption, note = job_caption(job, language, validated=job.validated), _note(job, language)
    return [path for name in wanted for path in draw(name, tables, job.themes, out, language, formats, caption, note)]


def skipped(paths: Iterable[Path]) -> dict[str, str]:
    """The figures that are not among the paths written where none was named, and why: which command makes their tables."""
    drawn = {path.stem for path in paths}  # the numbers' file bears the name alone
    return {name: _why_not(name, ()) for name in FIGURES if name not in drawn}


def _why_not(name: str, tables: Collection[str]) -> str:
    """Why a figure cannot be drawn where there are these tables; empty where it can."""
    lacking = [need for need in known(name).needs if need not in tables]
    told = next((_LACKING[need] for need in lacking if need in _LACKING), _NOTHING)
    return told if lacking else ""


def _tables(job: "Job", names: Sequence[str]) -> dict[str, "pd.DataFrame"]:
    """The tables that figures need (all figures, when none is named); of those not named, only what there is."""

    needed = dict.fromkeys(table for name in names or FIGURES for table in known(name).needs)
    found = {name: table for name in needed if (table := SOURCES[name](job)) is not None}
    for name in names:
        if why := _why_not(name, found):
            raise FigureError(f"{name}: {why}")
    return found


_NOTHING = "this job has nothing to draw of it; run its study again."
_LACKING = {
    "sizes": "there is no sweep of this study yet; `topics sweep STUDY` makes one.",
    "specifications": "there is no specification curve of this study yet; `topics robustness STUDY` makes one.",
    "truth": "not every passage of this study has a human code, so there is no truth to draw.",
    "alignment": "it takes two topic models, and this study has fewer.",
}


def _note(job: "Job", language: str) -> str | None:
    """The study's own note in a language, else the one it has."""
    return job.note(language) or None


def _rendered(figure: "Figure", stem: Path, formats: Sequence[str]) -> dict[Path, bytes]:
    from topics.plots.fonts import typeset
    from topics.plots.style import journal

    files = {}
    with journal():
        typeset(figure)
        for name in formats:
            if name not in _METADATA:
                raise FigureError(f'a figure cannot be saved as "{name}"; {nearest(name, _METADATA)}')
            buffer = BytesIO()
            metadata: Any = _METADATA[name]
            figure.savefig(buffer, format=name, metadata=metadata)
            files[stem.with_name(f"{stem.name}.{name}")] = buffer.getvalue()
    return files


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all files, in folders that are made where there are none; their paths.

    Raises FigureError when one cannot be written; none is then left.
    """
    try:
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        return atomic.write(files)
    except OSError as error:
        raise FigureError(
            f"{error.filename}: this cannot be written ({error.strerror}). Give a folder you may write to (--out)."
        ) from None
