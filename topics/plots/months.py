"""The share of one theme by month: a dot per month, a line with a band per quarter, and a bar per month's documents.

The tables drawn have one row per month, and one per quarter, of one theme and estimator: `period, share, lower, upper,
n_documents`. A month has few documents, so that its dot says little by itself; the line through the quarters pools
three months each. A month or a quarter without a document has no mark, and is no share of zero.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.plots.checks import check_columns
from topics.plots.page import TEXT
from topics.plots.periods import period_ticks
from topics.plots.roles import BAND, GRID, OWN_LINE, QUIET

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("period", "share", "lower", "upper", "n_documents")
_BARS = 0.16  # of the panel's height, for the month with most documents
_LARGEST = 9.0  # square points of the dot of the month with most documents


def draw_months(
    ax: "Axes",
    months: "pd.DataFrame",
    quarters: "pd.DataFrame",
    colour: str,
    *,
    names: Sequence[str],
    highest: float,
    most: int,
) -> None:
    """Draw the months called `names` and their quarters, up to a share of `highest`; bars up to `most` documents.

    Raises FigureError when a table lacks a column.
    """
    for table in (months, quarters):
        check_columns("a panel of months", table, COLUMNS)
    its = months.set_index("period").reindex(list(names))
    n = its["n_documents"].fillna(0).to_numpy(dtype=float) / max(most, 1)
    x = np.arange(len(names))
    ax.set_ylim(-1.25 * _BARS * highest, highest)
    ax.bar(x, _BARS * highest * n, 0.8, bottom=-1.25 * _BARS * highest, color=GRID, zorder=1)
    ax.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
    ax.scatter(x, its["share"], s=1.5 + _LARGEST * n, color=colour, alpha=0.45, linewidths=0, zorder=2)
    at = np.array([_middle(str(period), names) for period in quarters["period"]])
    share, lower, upper = (quarters[name].to_numpy(dtype=float) for name in ("share", "lower", "upper"))
    ax.fill_between(at, lower, upper, color=colour, alpha=BAND, linewidth=0, zorder=2)
    ax.plot(at, share, color=colour, linewidth=OWN_LINE, zorder=3)
    ax.spines["bottom"].set_visible(False)


def mark_years(ax: "Axes", names: Sequence[str], width: float) -> None:
    """Name as many years as fit under their first months, on a panel of `width` mm."""
    firsts = [place for place, name in enumerate(names) if place == 0 or name[:4] != names[place - 1][:4]]
    years = [names[place][:4] for place in firsts]
    shown = period_ticks(years, width * firsts[-1] / len(names)) if len(years) > 1 else [0]
    ax.set_xlim(-1, len(names))
    ax.set_xticks([firsts[place] for place in shown], [years[place] for place in shown])
    ax.set_xticks(firsts, minor=True)
    ax.tick_params(axis="x", labelsize=TEXT)


def _middle(quarter: str, names: Sequence[str]) -> float:
    """The place of the middle of a quarter such as 2020Q3 on an axis of months."""
    first = names[0]
    months = 12 * (int(quarter[:4]) - int(first[:4])) + 3 * int(quarter[-1]) - int(first[5:7])
    return float(months - 1)
