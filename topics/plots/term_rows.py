"""Terms of themes over time: one panel per theme, one row per term, as high as the term's part of the theme.

The table drawn has one row per theme × term × period: `theme, term, period, part`; a term that is empty stands for all
others together. Every term has a row and a label of its own, so that labels cannot meet. A period without the theme is
a gap. All panels have one scale.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import words
from topics.plots.lettering import wrap
from topics.plots.roles import GRID, INK, QUIET, legible, theme_colours
from topics.themes import Theme
from topics.wording import MISSING, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("theme", "term", "period", "part")
LABEL = 20  # half-width columns of a term in one line
_FULL = 0.86  # of a row's height, for the largest part of the figure
_SMALL = 6.5  # points


def draw_term_rows(
    axes: Sequence["Axes"], table: "pd.DataFrame", themes: Sequence[Theme], language: str = "en"
) -> None:
    """Draw `table` (columns: see the module) on one of `axes` for each of `themes`, in their order."""
    check_columns("a figure of terms", table, COLUMNS)
    check_panels(axes, len(themes), "theme")
    periods = sorted(set(table["period"]))
    highest = float(table["part"].max()) if table["part"].notna().any() else 1.0
    colours = theme_colours(themes)
    for ax, theme in zip(axes, themes, strict=True):
        rows = table[table["theme"] == theme.id]
        ax.set_title(wrap(theme.label(language), 44))
        _draw_panel(ax, rows, periods, highest, legible(colours[theme.id]), words(language)["other terms"])


def row_lines(terms: Sequence[str]) -> list[int]:
    """Lines of text of each term's label: how high its row must be."""
    return [wrap(term, LABEL).count("\n") + 1 for term in terms]


def _draw_panel(
    ax: "Axes", rows: "pd.DataFrame", periods: Sequence[str], highest: float, colour: str, others: str
) -> None:
    """Draw one theme, its first term on top."""
    terms = list(dict.fromkeys(rows["term"]))
    names = [wrap(term or others, LABEL) for term in terms]
    heights = [name.count("\n") + 1 for name in names]
    bottoms = np.sum(heights, dtype=int) - np.cumsum(heights)
    x = np.arange(len(periods))
    for term, bottom in zip(terms, bottoms.tolist(), strict=True):
        parts = rows[rows["term"] == term].set_index("period")["part"].reindex(periods).to_numpy(dtype=float)
        top = bottom + _FULL * parts / max(highest, 1e-9)
        shade = colour if term else QUIET
        ax.fill_between(x, bottom, top, color=shade, linewidth=0, alpha=0.35)
        ax.plot(x, top, color=shade, linewidth=0.9)
        # A period between two gaps has neither line nor width to fill.
        beside = np.isfinite(np.pad(parts, 1, constant_values=np.nan))
        alone = beside[1:-1] & ~beside[:-2] & ~beside[2:]
        ax.vlines(x[alone], bottom, top[alone], color=shade, linewidth=1.2)
        ax.axhline(bottom, color=GRID, linewidth=0.5)
        ax.annotate(
            f"{_end(parts, 0)} → {_end(parts, -1)}",
            (1, bottom + 0.12),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            fontsize=_SMALL,
            color=INK,
        )
    ax.set_yticks(
        [b + h / 2 for b, h in zip(bottoms.tolist(), heights, strict=True)], names, fontsize=_SMALL, color=INK
    )
    ax.set_ylim(0, max(sum(heights), 1))
    ax.set_xlim(0, max(len(x) - 1, 1))
    ax.grid(visible=False)
    ends = sorted({0, len(periods) - 1})
    ax.set_xticks(ends, [periods[end] for end in ends])
    labels = ax.get_xticklabels()
    labels[0].set_horizontalalignment("left")
    if len(labels) > 1:
        labels[-1].set_horizontalalignment("right")


def _end(parts: NDArray[np.float64], place: int) -> str:
    """The first or last part that is known, in per cent."""
    known = parts[np.isfinite(parts)]
    return percent(float(known[place]), 0, sign="" if place == 0 else "%") if len(known) else MISSING
