"""The figures of a paper: each drawn from tables, saved with the numbers it draws and a caption beside it.

Conventions. A figure of the `FIGURES` table is a function of kept tables, themes and a language that returns a `Drawing`;
`draw` saves one: `NAME.pdf` and `NAME.png`, `NAME.csv` with exactly the rows drawn, `NAME.txt` with the caption. Figures in
a language other than English are called `NAME_zh` and so on; their numbers are the same file. The same tables give the
same bytes.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import FigureError, nearest
from topics.report.captions import corpus_caption, job_caption, theme_shares_caption
from topics.report.tables import to_csv
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from topics.runs.store import Job

FORMATS = ("pdf", "png")
_METADATA: dict[str, dict[str, str | None]] = {  # nothing that changes from day to day or with a library's version
    "pdf": {"Creator": "topics", "Producer": "matplotlib", "CreationDate": None, "ModDate": None},
    "png": {"Software": None},
    "svg": {"Creator": "topics", "Date": None},
}


@dataclass(frozen=True)
class Drawing:
    """A finished figure, the rows it shows and its caption."""

    figure: "Figure"
    rows: "pd.DataFrame"
    caption: str


def fig1_theme_shares(
    shares: "pd.DataFrame",
    themes: Sequence[Theme],
    *,
    language: str = "en",
    weighting: str = "text",
    note: str | None = None,
) -> "Figure":
    """Theme shares by period, 174 mm wide: a panel a theme, a line an estimator, n under each period.

    `shares` is the table of `topics.shares.theme_shares` for one or several estimators; of it, the rows of `weighting`
    ("text" or "document") and of `themes` are drawn. `note` is printed at the foot. Raises FigureError for a table that
    cannot be drawn and for text that no font can show.
    """
    from topics.plots.fonts import typeset
    from topics.plots.style import journal, new_figure
    from topics.plots.theme_shares import draw_theme_shares

    rows = theme_share_rows(shares, themes, weighting)
    n = len(themes)
    columns = n if n <= 3 else ceil(sqrt(n))
    lines = ceil(n / columns)
    with journal():
        figure = new_figure(height=24 + 47 * lines)
        grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        for lowest in grid[max(0, n - columns) : n]:
            lowest.tick_params(labelbottom=True)
        draw_theme_shares(list(grid[:n]), rows, themes, language, note=note)
        typeset(figure)
    return figure


def theme_share_rows(shares: "pd.DataFrame", themes: Sequence[Theme], weighting: str = "text") -> "pd.DataFrame":
    """The rows that figure 1 draws: one weighting, the named themes.

    Raises FigureError when the table has none of that weighting.
    """
    if "weighting" in shares:
        known = [str(name) for name in shares["weighting"].unique()]
        if weighting not in known:
            raise FigureError(f'the table of shares has no weighting "{weighting}"; {nearest(weighting, known)}')
        shares = shares[shares["weighting"] == weighting]
    return shares[shares["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)


def _fig1(tables: Mapping[str, "pd.DataFrame"], themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme shares by period: a panel a theme, a line an estimator, its band."""
    rows = theme_share_rows(tables["shares"], themes)
    return Drawing(
        fig1_theme_shares(tables["shares"], themes, language=language, note=note),
        rows,
        theme_shares_caption(rows, themes, language),
    )


def _fig6(tables: Mapping[str, "pd.DataFrame"], themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The corpus: unique documents by year and source, and the funnel from files to passages."""
    import pandas as pd

    from topics.plots.fonts import typeset
    from topics.plots.funnel import draw_documents, draw_funnel, funnel_rows, largest_sources
    from topics.plots.style import journal, new_figure

    documents, stages = largest_sources(tables["documents"], language), funnel_rows(tables["funnel"], language)
    with journal():
        heights = [42.0, 4.2 * len(stages) + 8]
        figure = new_figure(height=sum(heights) + 22)
        above, below = (
            part.subplots() for part in figure.subfigures(2, 1, squeeze=False, height_ratios=heights).ravel()
        )
        draw_documents(above, documents, language)
        draw_funnel(below, stages, language, note=note)
        typeset(figure)
    in_english = largest_sources(tables["documents"])  # the numbers are one file for all languages
    bars = in_english.rename(columns={"n_documents": "n"}).assign(level="documents", stage="unique", reason="")
    steps = tables["funnel"][["level", "stage", "reason", "total"]].rename(columns={"total": "n"})
    drawn = pd.concat([bars, steps.assign(year="", source="")], ignore_index=True)
    drawn = drawn[["level", "stage", "reason", "year", "source", "n"]]
    return Drawing(figure, drawn, corpus_caption(tables["funnel"], language))


FIGURES: dict[str, Callable[[Mapping[str, "pd.DataFrame"], Sequence[Theme], str, str | None], Drawing]] = {
    "fig1_theme_shares": _fig1,
    "fig6_corpus": _fig6,
}
NEEDS = {"fig1_theme_shares": ("shares",), "fig6_corpus": ("documents", "funnel")}


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
    _known(name)
    drawing = FIGURES[name](tables, themes, language, note)
    stem = out / (name if language == "en" else f"{name}_{language}")
    files = _rendered(drawing.figure, stem, formats)
    files[out / f"{name}.csv"] = to_csv(drawing.rows).encode()
    text = "\n\n".join(part for part in (drawing.caption, caption.strip()) if part)
    files[stem.with_name(f"{stem.name}.txt")] = f"{text}\n".encode()
    return write_files(files)


def figure(name: str, job: "Job", language: str = "en") -> "Figure":
    """One figure of a kept job, to look at in a notebook. Raises FigureError for a name that is not in `FIGURES`."""
    return FIGURES[_known(name)](_tables(job), job.themes, language, _note(job, language)).figure


def draw_figures(
    job: "Job", names: Iterable[str], out: Path, *, language: str = "en", formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw figures (all, when none is named) from what a job kept; the paths written."""
    wanted = [_known(name) for name in names] or [name for name in FIGURES if all(map(job.has, NEEDS[name]))]
    for name in wanted:
        if not all(map(job.has, NEEDS[name])):
            raise FigureError(f"{name}: this job was kept before the figure existed; `topics run` its study again.")
    tables, themes, note = _tables(job), job.themes, _note(job, language)
    caption = job_caption(job.record, language)
    return [path for name in wanted for path in draw(name, tables, themes, out, language, formats, caption, note)]


def _note(job: "Job", language: str) -> str | None:
    """The study's own note in a language, else the one it has."""
    notes: dict[str, str] = job.record["note"]
    return notes.get(language) or next(iter(notes.values()), None)


def _tables(job: "Job") -> dict[str, "pd.DataFrame"]:
    return {
        name: job.table(name)
        for name in sorted({table for needs in NEEDS.values() for table in needs})
        if job.has(name)
    }


def _known(name: str) -> str:
    if name not in FIGURES:
        raise FigureError(f'there is no figure "{name}"; {nearest(name, FIGURES)}')
    return name


def save_figure(figure: "Figure", stem: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write `STEM.pdf` and so on, each whole or not at all, the same bytes each time; the paths written.

    Raises FigureError for a format that is not pdf, png or svg, for a character no font has, for an unwritable folder.
    """
    return write_files(_rendered(figure, stem, formats))


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
    """Write all files under temporary names, then move them into place.

    Raises FigureError when one cannot be written; none is then left.
    """
    temporary = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[path].write_bytes(data)
        for path in files:
            temporary[path].replace(path)
    except OSError as error:
        raise FigureError(
            f"{error.filename}: this cannot be written ({error.strerror}). Give a folder you may write to (--out)."
        ) from None
    finally:
        for left in temporary.values():
            if left.exists():
                left.unlink()
    return list(files)
