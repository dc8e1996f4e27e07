"""Sizes of a model side by side: one panel per measure with its mean over seeds, and the range of seeds as a band.

The table drawn has one row per measure × size: `measure, topics, value, lower, upper, random`. `random` is the value
expected by chance, if that is known; it is drawn as a broken line.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import words
from topics.plots.roles import QUIET
from topics.plots.style import COLOURS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("measure", "topics", "value", "lower", "upper", "random")


def draw_sweep(axes: Sequence["Axes"], table: "pd.DataFrame", language: str = "en") -> None:
    """Draw `table` (columns: see the module) on one of `axes` per measure, in the table's order.

    Raises FigureError when the table lacks a column or the panels do not fit.
    """
    check_columns("a figure of sizes", table, COLUMNS)
    measures = list(dict.fromkeys(table["measure"]))
    check_panels(axes, len(measures), "measure")
    say = words(language)
    for ax, measure in zip(axes, measures, strict=True):
        rows = table[table["measure"] == measure].sort_values("topics")
        ax.fill_between(rows["topics"], rows["lower"], rows["upper"], color=COLOURS[0], alpha=0.16, linewidth=0)
        ax.plot(rows["topics"], rows["value"], color=COLOURS[0], marker="o", markersize=3.2)
        if rows["random"].notna().any():
            ax.plot(rows["topics"], rows["random"], color=QUIET, linestyle=(0, (2, 2)), linewidth=0.9)
            last = rows.iloc[-1]
            ax.annotate(
                say["random"],
                (last["topics"], last["random"]),
                (0, 3),
                textcoords="offset points",
                ha="right",
                color=QUIET,
                fontsize=6.5,
            )
        ax.set_title(say[f"measure: {measure}"])
        ax.set_xticks(sorted(set(rows["topics"])))
        ax.set_xlabel(say["number of topics"])
        ax.margins(y=0.12)
