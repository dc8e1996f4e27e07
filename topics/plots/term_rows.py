"""Terms of one theme over time: a row per term, as high as the term's part of the theme.

The table drawn has one row per term × period of one theme: `term, period, part`; a term that is empty stands for all
others together. Every term has a row of its own with its first and last part in numbers. A period without the theme is
a gap.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.plots.checks import check_columns
from topics.plots.figure_words import words
from topics.plots.lettering import MM_PER_POINT, fitted, height_of, leading, width_of
from topics.plots.page import SMALL
from topics.plots.periods import draw_periods
from topics.plots.roles import GRID, INK, QUIET
from topics.plots.share_panel import short_percents
from topics.wording import MISSING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("term", "period", "part")
NUMBERS = 17.0  # mm at the right of the rows, for the first and last part
_ROW, _FULL = 4.4, 3.7  # mm: of a row, and of the largest part of the figure in it
_AROUND = 3.0  # mm before the first and behind the last period


def row_heights(rows: "pd.DataFrame", names: float, language: str = "en") -> list[float]:
    """The height in mm of each term's row, its name in `names` mm. Raises FigureError when the table lacks a column."""
    check_columns("a figure of terms", rows, COLUMNS)
    return [max(_ROW, height_of(label, SMALL) + 0.8) for label in _labels(rows, names, language)]


def names_room(rows: "pd.DataFrame", most: float, language: str = "en") -> float:
    """The room in mm that the names of terms take, at most `most`."""
    labels = [term or words(language)["other terms"] for term in rows["term"].unique()]
    return min(most, max((width_of(label, SMALL) for label in labels), default=0.0)) + 2


def draw_term_rows(
    ax: "Axes",
    rows: "pd.DataFrame",
    colour: str,
    *,
    periods: Sequence[str],
    highest: float,
    names: float,
    language: str = "en",
) -> None:
    """Draw the terms of `rows` (columns: see the module), the first on top, on axes with `names` mm free at the left.

    `highest` is the part that fills a row. The axes are as high as `row_heights`, or higher. Raises FigureError when
    the table lacks a column.
    """
    heights, labels = row_heights(rows, names, language), _labels(rows, names, language)
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_window_extent()
    width, high = (25.4 * float(side) / figure.dpi for side in (box.width, box.height))
    ax.set_ylim(max(high, sum(heights)), 0)
    draw_periods(ax, periods, width, _AROUND)
    for term, label, height, top in zip(
        rows["term"].unique(), labels, heights, np.cumsum([0, *heights[:-1]]), strict=True
    ):
        parts = rows[rows["term"] == term].set_index("period")["part"].reindex(list(periods)).to_numpy(dtype=float)
        bottom = float(top) + (height + _ROW) / 2 - 0.3  # in the middle of a row of two lines
        _draw_parts(ax, parts, bottom, _FULL / max(highest, 1e-9), colour if term else QUIET)
        for text, x, side in ((label, -2, "right"), (_ends(parts), width + 1.5, "left")):
            ax.annotate(
                text,
                (0, float(top) + height / 2),
                (x / MM_PER_POINT, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=SMALL,
                color=INK,
                linespacing=leading(text),
                annotation_clip=False,
            )
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)


def _draw_parts(ax: "Axes", parts: NDArray[np.float64], bottom: float, mm: float, shade: str) -> None:
    """An area over a base line; a period between two gaps, which has neither line nor width to fill, is a bar."""
    x, top = np.arange(len(parts)), bottom - mm * parts
    ax.fill_between(x, bottom, top, color=shade, linewidth=0, alpha=0.35)
    ax.plot(x, top, color=shade, linewidth=0.9)
    beside = np.isfinite(np.pad(parts, 1, constant_values=np.nan))
    alone = beside[1:-1] & ~beside[:-2] & ~beside[2:]
    ax.vlines(x[alone], bottom, top[alone], color=shade, linewidth=1.2)
    ax.axhline(bottom, color=GRID, linewidth=0.5, zorder=0)


def _labels(rows: "pd.DataFrame", names: float, language: str) -> list[str]:
    others = words(language)["other terms"]
    return [fitted(str(term) or others, names - 2, SMALL) for term in rows["term"].unique()]


def _ends(parts: NDArray[np.float64]) -> str:
    """The first and the last part that is known, in per cent."""
    known = parts[np.isfinite(parts)]
    if not len(known):
        return MISSING
    first, last = short_percents([float(known[0]), float(known[-1])])
    return f"{first} → {last}%"
