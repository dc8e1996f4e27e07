"""Estimators compared: the shares of a theme by all estimators side by side, and the distance between them.

The table drawn has one row per estimator × theme × period: `estimator, theme, period, share, lower, upper`. The grey
bar of a period reaches from the lowest to the highest estimate. Estimators whose share is 0 in every period have no
topic for the theme; they are not drawn and do not lengthen the bar. If `unstable` is true, the marks are grey and
small.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import estimator_label, unfit_label, words
from topics.plots.foot import add_foot, not_validated
from topics.plots.style import (
    SeriesLook,
    always_unfit,
    always_unstable,
    drawn_estimators,
    estimator_looks,
    unfit,
    unstable,
)
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("estimator", "theme", "period", "share", "lower", "upper")
_WIDTH = 0.78  # of a period, shared by its estimators
_BAR = "#f0f0f0"  # paler than grid lines and than the grey of unstable marks


def seen(table: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of estimators that have a topic for the theme."""
    return table[table.groupby(["estimator", "theme"])["share"].transform("max") > 0].reset_index(drop=True)


def draw_estimators_compared(
    axes: Sequence["Axes"],
    table: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    *,
    note: str | None = None,
) -> None:
    """Draw `table` (columns: see the module) on one of `axes` per theme, with one legend above and `note` at the foot.

    Raises FigureError when the table lacks a column or the panels do not fit.
    """
    check_columns("a comparison of estimators", table, COLUMNS)
    check_panels(axes, len(themes), "theme")
    looks, periods = estimator_looks(list(dict.fromkeys(table["estimator"]))), sorted(set(table["period"]))
    shown = seen(table)
    for ax, theme in zip(axes, themes, strict=True):
        rows = shown[shown["theme"] == theme.id]
        fit = rows if "unfit" not in rows else rows[rows["unfit"].fillna("") == ""]
        spread = fit.groupby("period")["share"].agg(["min", "max"]).reindex(periods)
        ax.bar(
            range(len(periods)), 100 * (spread["max"] - spread["min"]), 0.9, 100 * spread["min"], color=_BAR, zorder=0
        )
        for index, (estimator, look) in enumerate(looks.items()):
            its = rows[rows["estimator"] == estimator].set_index("period").reindex(periods)
            _draw_estimator(ax, its, look.faded(unstable(its)).as_unfit(unfit(its)), (index + 0.5) / len(looks) - 0.5)
        ax.set_title(theme.label(language))
        ax.set_xticks(range(len(periods)), periods)
        ax.set_ylim(bottom=0)
        place = ax.get_subplotspec()
        if place is None or place.is_first_col():
            ax.set_ylabel(words(language)["text"])
    figure = axes[0].get_figure()
    assert figure is not None
    handles = []
    for name in sorted(drawn_estimators(shown), key=list(looks).index):
        rows = shown[shown["estimator"] == name]
        mark = _mark(looks[name].faded(always_unstable(rows)).as_unfit(always_unfit(rows)))
        label = estimator_label(name, language)
        label = unfit_label(label, language) if always_unfit(rows) else label
        handles += axes[0].plot([], [], **mark, label=label)
    figure.legend(handles=handles, loc="outside upper left", ncols=min(len(handles), 6), handlelength=1.0)
    grey = words(language)["unstable"] if unstable(shown) else None
    crosses = words(language)["unfit"] if unfit(shown) else None
    add_foot(figure, [not_validated(language), grey, crosses, note], language)


def _draw_estimator(ax: "Axes", rows: "pd.DataFrame", look: SeriesLook, place: float) -> None:
    """Draw one estimator's marks and bands at `place`, from −.5 to .5 of the width of a period."""
    share, lower, upper = (100 * rows[name].to_numpy(dtype=float) for name in ("share", "lower", "upper"))
    x = np.arange(len(rows)) + _WIDTH * place
    # A band far above every share is cut at the panel's edge; the table has it whole.
    ax.vlines(x, lower, upper, color=look.colour, linewidth=0.9 * look.width, zorder=2)
    ax.plot(x, share, **_mark(look), zorder=3)


def _mark(look: SeriesLook) -> dict[str, Any]:
    return {"color": look.colour, "marker": look.marker, "markersize": 3.4 * look.size, "linestyle": "none"}
