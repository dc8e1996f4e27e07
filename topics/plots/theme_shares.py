"""Theme shares over time: one panel per theme, one line per estimator, with its band around it.

The table drawn has one row per estimator × theme × period of one weighting, with the columns `estimator, theme, period,
share, lower, upper, n_documents` (shares between 0 and 1; `weighting` is read if it is there). If more than three bands
would overlap and periods are few, bands are drawn as bars side by side. A period without documents is a break in the
line; a period with fewer than 30 documents has a hollow marker and supports no trend. If the column `unstable` is true,
the theme is an accident of the estimator's seed, and its line is grey and thin. Where the column `unfit` has a reason,
the estimator does not measure the theme: it has no share to draw, or is drawn in grey crosses and dots.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import FigureError
from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import estimator_label, unfit_label, words
from topics.plots.foot import add_foot, not_validated
from topics.plots.style import (
    LINE,
    QUIET,
    SeriesLook,
    always_unfit,
    always_unstable,
    drawn_estimators,
    estimator_looks,
    unfit,
    unstable,
)
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import Theme
from topics.wording import span, text_width

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

COLUMNS = ("estimator", "theme", "period", "share", "lower", "upper", "n_documents")
_BARS_APART = 0.07  # periods
_MOST_BANDS = 3  # most estimators whose overlapping bands can still be distinguished
_MOST_BARS = 12  # most periods that leave room for bars side by side
_MM_PER_COLUMN, _MM_BETWEEN = 1.30, 2.0  # of tick labels at 7 points
_LABEL_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)


def draw_theme_shares(
    axes: Sequence["Axes"],
    shares: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    *,
    note: str | None = None,
) -> None:
    """Draw `shares` (columns: see the module) on one of `axes` for each of `themes`, in their order.

    Estimators take colours in the order of the table; human codes (`style.CODES`) have their own. `note` is added to
    the line at the foot that says what the numbers are. Raises FigureError when the table lacks a column or a theme, or
    holds a cell of the drawing twice.
    """
    _check(axes, shares, themes)
    say = words(language)
    looks = estimator_looks(list(dict.fromkeys(shares["estimator"])))
    periods = sorted(set(shares["period"]))
    figure = axes[0].get_figure()
    assert figure is not None
    shares = shares[shares["theme"].isin([theme.id for theme in themes])]
    for panel, theme in zip(axes, themes, strict=True):
        of_theme = shares[shares["theme"] == theme.id]
        panel.set_title(theme.label(language))
        for index, (estimator, look) in enumerate(looks.items()):
            rows = of_theme[of_theme["estimator"] == estimator].set_index("period").reindex(periods)
            _draw_series(panel, rows, look.faded(unstable(rows)).as_unfit(unfit(rows)), index, len(looks))
    _scale(axes, _highest(shares), say[_weighting(shares)])
    documents = shares.groupby("period")["n_documents"].agg(["min", "max"])
    every_period_labelled = _label_periods(axes, documents)
    hollow = bool(((shares["n_documents"] < FEW_DOCUMENTS) & shares["share"].notna()).any())
    in_legend = {}
    for name in sorted(drawn_estimators(shares), key=list(looks).index):
        rows = shares[shares["estimator"] == name]
        label = estimator_label(name, language)
        label = unfit_label(label, language) if always_unfit(rows) else label
        in_legend[label] = looks[name].faded(always_unstable(rows)).as_unfit(always_unfit(rows))
    _add_legend(figure, in_legend, hollow, say["few documents"])
    foot = [not_validated(language)]
    if not every_period_labelled:
        foot.append(say["documents per period"].format(fewest=documents["min"].min(), most=documents["max"].max()))
    foot += [say["unstable"]] if unstable(shares) else []
    foot += [say["unfit"]] if unfit(shares) else []
    add_foot(figure, [*foot, note], language)


def _check(axes: Sequence["Axes"], shares: "pd.DataFrame", themes: Sequence[Theme]) -> None:
    check_columns("a figure of theme shares", shares, COLUMNS)
    check_panels(axes, len(themes), "theme")
    if absent := [theme.id for theme in themes if theme.id not in set(shares["theme"])]:
        raise FigureError(
            f"the table of shares has no row for {', '.join(absent)}; "
            f"it holds {', '.join(sorted(set(shares['theme'])))}."
        )
    cells = shares[["estimator", "theme", "period"]]
    if cells.duplicated().any():
        twice = cells[cells.duplicated()].iloc[0]
        raise FigureError(
            f"the table has several shares for {twice['estimator']}, {twice['theme']}, {twice['period']}; choose one "
            'weighting ("text" or "document") before drawing.'
        )


def _draw_series(panel: "Axes", rows: "pd.DataFrame", look: SeriesLook, index: int, n_series: int) -> None:
    """Draw one estimator's line, band and markers; `rows` has one row per period, NaN for a period without data."""
    opacity = 0.13 if n_series <= 5 else 0.07
    side_by_side = n_series > _MOST_BANDS and len(rows) <= _MOST_BARS
    share, lower, upper = (rows[name].astype(float) for name in ("share", "lower", "upper"))
    # A period between two gaps has neither line nor width to fill: a bar, the estimators' bars side by side.
    alone = (share.notna() & share.shift(1).isna() & share.shift(-1).isna()).to_numpy()
    bars = alone | side_by_side
    x = np.arange(len(rows)) + bars * _BARS_APART * (index - (n_series - 1) / 2)
    if not side_by_side:
        panel.fill_between(x, lower, upper, color=look.colour, alpha=opacity, linewidth=0, zorder=1)
    panel.vlines(x[bars], lower[bars], upper[bars], color=look.colour, linewidth=0.9 * look.width, zorder=look.zorder)
    panel.plot(x, share, color=look.colour, linestyle=look.dashes, linewidth=LINE * look.width, zorder=look.zorder)
    few = rows["n_documents"].astype(float) < FEW_DOCUMENTS
    size = 1.0 if len(rows) <= 24 else 0.6
    for hollow, of_these in ((False, share.where(~few)), (True, share.where(few))):
        panel.plot(x, of_these, **_marker(look, hollow, size), zorder=look.zorder + 0.5, clip_on=False)


def _highest(shares: "pd.DataFrame") -> float:
    """The upper limit of every panel: room for all shares and for bands that do not reach far above the largest share.

    The band of an estimator whose seeds disagree may span everything; it runs out of the panel rather than flatten the
    others, and the caption says so.
    """
    largest = float(shares["share"].max())
    bounds = shares["upper"].where(shares["upper"] <= 1.5 * largest)
    return max(largest, float(bounds.max())) if bounds.notna().any() else largest


def _scale(axes: Sequence["Axes"], highest: float, label: str) -> None:
    """Set the same scale from zero, in per cent, on every panel, labelled at the left edge."""
    from matplotlib.ticker import MaxNLocator

    top = highest * 1.06 if highest > 0 else 1.0
    for panel in axes:
        panel.set_ylim(0, top)
        panel.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        panel.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.4g}")
        place = panel.get_subplotspec()
        if place is None or place.is_first_col():
            panel.set_ylabel(label)


def _marker(look: SeriesLook, hollow: bool, size: float = 1.0) -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": look.marker,
        "markersize": 3.9 * size * look.size,
        "markeredgecolor": look.colour if hollow else "white",
        "markerfacecolor": "white" if hollow else look.colour,
        "markeredgewidth": (0.9 if hollow else 0.4) * size,
    }


def _label_periods(axes: Sequence["Axes"], documents: "pd.DataFrame") -> bool:
    """Label the periods of every panel, with the numbers of documents below if there is room for all of them."""
    labels = [f"{period}\nn={_range(n['min'], n['max'])}" for period, n in documents.iterrows()]
    widest = max(text_width(line) for label in labels for line in label.split("\n"))
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    room = 25.4 * figure.get_figwidth() * min(panel.get_position().width for panel in axes)
    fitting = max(1, int(room // (_MM_PER_COLUMN * widest + _MM_BETWEEN)))
    step = next((s for s in _LABEL_STEPS if len(labels) <= s * fitting), len(labels))
    shown = labels[::step] if step == 1 else [str(period) for period in documents.index[::step]]
    for panel in axes:
        panel.set_xlim(-0.45, len(labels) - 0.55)
        panel.set_xticks(range(0, len(labels), step), shown, linespacing=1.35)
    return step == 1


def _range(fewest: float, most: float) -> str:
    return span(f"{fewest:.0f}", f"{most:.0f}")


def _weighting(shares: "pd.DataFrame") -> str:
    return str(shares["weighting"].iloc[0]) if "weighting" in shares else "text"


def _add_legend(
    figure: "Figure | SubFigure", looks: Mapping[str, SeriesLook], hollow: bool, few_documents: str
) -> None:
    """Add one legend above the panels, in as few lines as possible, read from left to right."""
    from matplotlib.lines import Line2D

    handles = []
    for label, look in looks.items():
        marker = {**_marker(look, hollow=False), "linestyle": look.dashes}
        handles.append(Line2D([], [], color=look.colour, linewidth=LINE * look.width, label=label, **marker))
    if hollow:
        plain = SeriesLook(QUIET, "o", "none", 0)
        label = few_documents.format(limit=FEW_DOCUMENTS)
        handles.append(Line2D([], [], color=QUIET, label=label, **_marker(plain, hollow=True)))
    for lines in range(1, len(handles) + 1):
        columns = -(-len(handles) // lines)
        read_across = [handle for column in range(columns) for handle in handles[column::columns]]
        legend = figure.legend(handles=read_across, loc="outside upper left", ncols=columns)
        if columns == 1 or legend.get_window_extent().width <= 0.98 * figure.bbox.width:
            return
        legend.remove()
