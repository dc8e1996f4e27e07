"""Sizes of a model: a strip per measure over one axis of numbers of topics, with the range of the seeds as a band.

The table drawn has one row per measure × size: `measure, topics, value, lower, upper, random`. `random` is the value
expected by chance, where it is known; it is drawn as a broken line.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import words
from topics.plots.lettering import fitted, height_of, leading, width_of
from topics.plots.page import SMALL, TEXT
from topics.plots.roles import BAND, INK, QUIET

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("measure", "topics", "value", "lower", "upper", "random")
LABELS = 40.0  # mm left of the strips
LOWER_IS_BETTER = ("perplexity",)


def as_good(table: "pd.DataFrame") -> list[int]:
    """The sizes whose range over the seeds meets that of the best size, by every measure."""
    found: set[int] | None = None
    for measure, rows in table.dropna(subset="value").groupby("measure", sort=False):
        low = rows["lower"].fillna(rows["value"])
        high = rows["upper"].fillna(rows["value"])
        if measure in LOWER_IS_BETTER:
            meets = low <= float(high[rows["value"] == rows["value"].min()].max())
        else:
            meets = high >= float(low[rows["value"] == rows["value"].max()].min())
        its = set(rows.loc[meets, "topics"].astype(int))
        found = its if found is None else found & its
    return sorted(found or ())


def strip_height(measure: str, language: str = "en") -> float:
    """The height in mm of the strip of a measure: that of its label, and at least 14."""
    return max(14.0, sum(height_of(text, TEXT) for text in _label(measure, language)))


def draw_sweep(axes: Sequence["Axes"], table: "pd.DataFrame", language: str = "en", *, own: Sequence[int] = ()) -> None:
    """Draw `table` (columns: see the module) on one of `axes` per measure, in the table's order, one below the other.

    `own` are the numbers of topics of the study itself, drawn as lines through all strips. Raises FigureError when the
    table lacks a column or the panels do not fit.
    """
    check_columns("a figure of sizes", table, COLUMNS)
    measures = list(dict.fromkeys(table["measure"]))
    check_panels(axes, len(measures), "measure")
    sizes = sorted(set(table["topics"]))
    edge = 0.06 * max(sizes[-1] - sizes[0], 1)
    for place, (ax, measure) in enumerate(zip(axes, measures, strict=True)):
        rows = table[table["measure"] == measure].sort_values("topics")
        for size in own:
            ax.axvline(size, color=QUIET, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        ax.fill_between(rows["topics"], rows["lower"], rows["upper"], color=INK, alpha=BAND, linewidth=0)
        ax.plot(rows["topics"], rows["value"], color=INK, marker="o", markersize=2.8, linewidth=1.2)
        if rows["random"].notna().any():
            ax.plot(rows["topics"], rows["random"], color=QUIET, linestyle=(0, (1, 1.5)), linewidth=0.9)
        ax.set_xlim(sizes[0] - edge, sizes[-1] + edge)
        ax.margins(y=0.15)
        _ends(ax)
        text = "\n".join(_label(measure, language))
        ax.annotate(
            text,
            (0, 0.5),
            (-(LABELS - 2) * 72 / 25.4, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            fontsize=TEXT,
            color=INK,
            linespacing=leading(text),
        )
        last = place == len(measures) - 1
        ax.set_xticks(_shown(sizes, ax), [str(size) for size in _shown(sizes, ax)] if last else [])
        ax.tick_params(axis="x", length=2.5 if last else 0, labelsize=TEXT)
        ax.spines["bottom"].set_visible(last)


def _label(measure: str, language: str) -> list[str]:
    """The name of a measure, and which way is better."""
    say = words(language)
    better = say["lower is better" if measure in LOWER_IS_BETTER else "higher is better"]
    return [fitted(text, LABELS - 14, TEXT) for text in (say[f"measure: {measure}"], better)]


def _ends(ax: "Axes") -> None:
    """Two ticks of a strip, its least and its greatest."""
    from matplotlib.ticker import MaxNLocator

    low, high = ax.get_ylim()
    ticks = [tick for tick in MaxNLocator(nbins=3).tick_values(low, high) if low <= tick <= high]
    ax.set_yticks(ticks[:: max(len(ticks) - 1, 1)])
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.4g}".replace("-", "−"))
    ax.tick_params(axis="y", labelsize=SMALL)
    ax.spines["left"].set_visible(False)


def _shown(sizes: Sequence[int], ax: "Axes") -> list[int]:
    """The sizes that are labelled: from the smallest, each that leaves room for its number."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    per_topic = 25.4 * float(ax.get_window_extent().width) / figure.dpi / (ax.get_xlim()[1] - ax.get_xlim()[0])
    shown = [sizes[0]]
    for size in sizes[1:]:
        room = (width_of(str(size), TEXT) + width_of(str(shown[-1]), TEXT)) / 2 + 1.5
        if (size - shown[-1]) * per_topic >= room:
            shown.append(size)
    return shown
