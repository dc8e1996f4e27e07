"""Heat map of theme shares: months by themes, one row per theme, darker for a larger share.

The table drawn has one row per theme × period: `theme, period, share, n_documents`. A period without a document is
white with a dot, which is not a share of zero. A theme that the estimator is unfit for (column `unfit`) is named so,
and its row is empty where it has no shares.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import FigureError
from topics.plots.checks import check_columns
from topics.plots.figure_words import unfit_label, words
from topics.plots.lettering import wrap
from topics.plots.matrix import draw_matrix
from topics.plots.roles import INK, QUIET
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("theme", "period", "share", "n_documents")
_LABELS = 20  # the most period labels that fit


def draw_heat_map(ax: "Axes", table: "pd.DataFrame", themes: Sequence[Theme], language: str = "en") -> None:
    """Draw `table` (columns: see the module) with periods from left to right and a scale beside it.

    Raises FigureError when the table lacks a column or a theme.
    """
    check_columns("a heat map", table, COLUMNS)
    if absent := [theme.id for theme in themes if theme.id not in set(table["theme"])]:
        raise FigureError(f"the table of shares has no row for {', '.join(absent)}.")
    periods = sorted(set(table["period"]))
    shares = table.pivot(index="theme", columns="period", values="share").loc[[t.id for t in themes], periods]
    values = np.ma.masked_invalid(100 * shares.to_numpy(dtype=float))
    draw_matrix(ax, values, max(1e-9, float(values.max() or 0)), words(language)["text"])
    reasons = table.get("unfit", table["theme"].str[:0]).fillna("").ne("")
    unfit = shares.index.isin(table.loc[reasons, "theme"])
    empty = (values.mask | np.zeros(values.shape, dtype=bool)) & ~unfit[:, None]
    for row, column in zip(*np.nonzero(empty), strict=True):
        ax.plot(column + 0.5, row + 0.5, ".", color=QUIET, markersize=1.6)
    _label_periods(ax, periods)
    labels = [theme.label(language) for theme in themes]
    labels = [unfit_label(label, language) if hidden else label for label, hidden in zip(labels, unfit, strict=True)]
    ax.set_yticks(np.arange(len(themes)) + 0.5, [wrap(label, 22) for label in labels], color=INK)


def _label_periods(ax: "Axes", periods: Sequence[str]) -> None:
    """Label each year once below its months or quarters, with a tick at its end; label few periods individually."""
    years = [period[:4] for period in periods]
    firsts = [place for place, year in enumerate(years) if place == 0 or year != years[place - 1]]
    if len(periods) <= _LABELS or len(firsts) > _LABELS:
        step = max(1, -(-len(periods) // _LABELS))
        ax.set_xticks(np.arange(0, len(periods), step) + 0.5, periods[::step], rotation=90 if len(periods) > 8 else 0)
        return
    ends = [*firsts[1:], len(periods)]
    ax.set_xticks([(first + end) / 2 for first, end in zip(firsts, ends, strict=True)], [years[f] for f in firsts])
    ax.set_xticks([*firsts, len(periods)], minor=True)
    ax.tick_params(axis="x", which="minor", length=5, width=0.6, color=QUIET)
