"""Documents by year: a row of bars for all of them, and a lower row for each source where most name one.

The table drawn is one of `topics.plots.funnel.largest_sources`: `year, source, n_documents`, every year there.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.plots.checks import check_columns
from topics.plots.figure_words import in_figures
from topics.plots.funnel import UNNAMED
from topics.plots.lettering import MM_PER_POINT, fitted, height_of, leading, width_of
from topics.plots.page import TEXT
from topics.plots.periods import draw_periods
from topics.plots.roles import COMPANY, GRID, INK, QUIET
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("year", "source", "n_documents")
ALL, SOURCE = 20.0, 6.5  # mm: heights of the bars of all documents and of a source
_LABEL = 42.0  # mm that the name of a source may take
_WORDS = {
    "en": {"all": "documents by year"},
    "zh": {"all": "各年文档数"},
}


def bar_rows(documents: "pd.DataFrame", language: str = "en") -> list[tuple[str, list[int]]]:
    """The rows of bars, from the top: a label and the number of each year. Raises FigureError for a missing column.

    Sources are told apart only where most documents are of one that is named.
    """
    check_columns("a figure of documents", documents, COLUMNS)
    table = documents.pivot_table(
        index="year", columns="source", values="n_documents", aggfunc="sum", sort=False, fill_value=0
    )
    rows = [(in_figures(_WORDS, language)["all"], table.sum(axis=1).astype(int).tolist())]
    unnamed = [source for source in table if source in UNNAMED]
    if table[unnamed].to_numpy().sum() > table.to_numpy().sum() / 2:
        return rows
    return rows + [(str(source), table[source].astype(int).tolist()) for source in table]


def bar_heights(rows: Sequence[tuple[str, Sequence[int]]]) -> list[float]:
    """The height in mm of each row: as high as its bars, or as its name."""
    usual = [ALL, *[SOURCE] * (len(rows) - 1)]
    return [max(least, height_of(_named(label), TEXT)) for least, (label, _) in zip(usual, rows, strict=True)]


def labels_room(rows: Sequence[tuple[str, Sequence[int]]]) -> float:
    """The room in mm that the names take left of the bars."""
    return max(width_of(_named(label), TEXT) for label, _ in rows) + 3


def numbers_room(rows: Sequence[tuple[str, Sequence[int]]]) -> float:
    """The room in mm that numbers take right of the bars."""
    (_, years), *sources = rows
    told = [_most(years), *(number(sum(counts)) for _, counts in sources)]
    return max(width_of(text, TEXT) for text in told) + 3


def draw_bars(
    axes: Sequence["Axes"], rows: Sequence[tuple[str, Sequence[int]]], years: Sequence[str], width: float
) -> None:
    """Draw the rows on one of `axes` each, which are `width` mm wide; all sources have one scale.

    Numbers stand on the bars of all documents where they have room, and at the right of a source its own.
    """
    last = len(years) - 1
    around = width / (len(years) + 1)
    highest = max((max(counts) for _, counts in rows[1:]), default=1)
    for place, (ax, (label, counts)) in enumerate(zip(axes, rows, strict=True)):
        ax.bar(np.arange(len(years)), counts, 0.7, color=COMPANY, linewidth=0)
        if place == len(rows) - 1:
            draw_periods(ax, years, width, around)
        else:
            ax.set_xlim(-1, len(years))
            ax.set_xticks([])
            ax.spines["bottom"].set_color(GRID)
        ax.set_ylim(0, max(highest if place else 1.22 * max(counts), 1))
        ax.set_yticks([])
        ax.grid(visible=False)
        ax.spines["left"].set_visible(False)
        _beside(ax, _named(label), -2, "right", INK if place == 0 else QUIET)
        if place:
            _beside(ax, number(sum(counts)), width + 2, "left", QUIET)
        elif max(width_of(number(n), TEXT) for n in counts) <= (width - 2 * around) / max(last, 1) - 0.6:
            for x, n in enumerate(counts):
                ax.annotate(
                    number(n), (x, n), (0, 1.5), textcoords="offset points", ha="center", fontsize=TEXT, color=INK
                )
        else:
            _beside(ax, _most(counts), width + 2, "left", QUIET)


def _most(counts: Sequence[int]) -> str:
    """What stands beside bars that have no room for numbers: the largest."""
    return f"≤ {number(max(counts))}"


def _named(label: str) -> str:
    return fitted(label, _LABEL, TEXT)


def _beside(ax: "Axes", text: str, x: float, side: str, colour: str) -> None:
    ax.annotate(
        text,
        (0, 0.5),
        (x / MM_PER_POINT, 0),
        xycoords="axes fraction",
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=TEXT,
        color=colour,
        linespacing=leading(text),
        annotation_clip=False,
    )
