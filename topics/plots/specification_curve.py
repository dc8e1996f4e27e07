"""A specification curve: the sorted changes of a theme's share, and below them what each choice makes of the change.

The table drawn has one row per specification of one theme: `specification, own, share_change, share_change_lower,
share_change_upper, carried_by`, and one text column per choice, '' where the choice does not apply. Changes run across,
specifications up, so that the curve and the board below it have one axis. The board has a line for each value of each
choice that has several: the range of the changes under it, and their median.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.plots.checks import check_columns
from topics.plots.figure_words import estimator_label, words
from topics.plots.lettering import width_of
from topics.plots.page import SMALL, TEXT
from topics.plots.roles import COMPANY, GRID, INK, QUIET
from topics.shares.intervals import FEW_CARRIERS
from topics.shares.trend.specification_summary import CHOICES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_NUMBERS = ("share_change", "share_change_lower", "share_change_upper")
COLUMNS = ("specification", "own", *_NUMBERS, "carried_by")
LINE = 2.9  # mm of a line of the board
_BETWEEN = 1.2  # mm more between two choices

Line = tuple[str, str]  # a choice and one of its values


def board_lines(table: "pd.DataFrame") -> list[Line]:
    """The lines of the board from top to bottom: each value of each choice that has several.

    A choice whose values stand for the same specifications as lines above, such as topics of models that have one
    number each, is left out.
    """
    found: list[Line] = []
    seen: set[frozenset[object]] = set()
    for choice in CHOICES:
        its = [value for value in dict.fromkeys(table[choice]) if value != ""] if choice in table else []
        of = {frozenset(table.loc[table[choice] == value, "specification"]) for value in its}
        if len(its) > 1 and not of <= seen:
            found += [(choice, value) for value in its]
            seen |= of
    return found


def board_height(lines: Sequence[Line]) -> float:
    """The height of the board in mm."""
    return _place(lines, len(lines)) if lines else LINE


def board_labels(lines: Sequence[Line], language: str = "en") -> list[str]:
    """The labels of the lines: values, the first of each choice preceded by the choice's name."""
    say, found, before = words(language), [], ""
    colon = "：" if language == "zh" else ": "
    for choice, value in lines:
        told = estimator_label(value, language) if choice == "estimator" else say.get(f"value: {value}", value)
        found.append(told if choice == before else f"{say[f'choice: {choice}']}{colon}{told}")
        before = choice
    return found


def labels_width(lines: Sequence[Line], language: str = "en") -> float:
    """The room in mm that the labels of the board take."""
    return max((width_of(label, SMALL) for label in board_labels(lines, language)), default=0.0) + 3


def known_changes(rows: "pd.DataFrame") -> "pd.DataFrame":
    """The specifications of a theme with an estimate, from the lowest change to the highest."""
    return rows.dropna(subset="share_change").sort_values(["share_change", "specification"], ignore_index=True)


def draw_curve(ax: "Axes", rows: "pd.DataFrame", colour: str, limits: tuple[float, float]) -> None:
    """Draw the changes of one theme (columns: see the module) between `limits` in points.

    A specification whose interval has no zero is in the theme's `colour`, any other in grey; the study's own is a
    diamond with its whole interval. An arrowhead ends an interval that goes on beyond `limits`. Raises FigureError when
    the rows lack a column.
    """
    check_columns("a specification curve", rows, COLUMNS)
    its = known_changes(rows)
    change, lower, upper = (100 * its[name].to_numpy(dtype=float) for name in _NUMBERS)
    told = its["carried_by"].to_numpy(dtype=float) >= FEW_CARRIERS
    colours = np.where(told & ((lower > 0) | (upper < 0)), colour, COMPANY)
    y, own = np.arange(len(its)), its["own"].to_numpy(dtype=bool)
    ax.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    ax.hlines(y, lower, upper, color=GRID, linewidth=min(1.2, 60 / max(len(its), 1)), zorder=2)
    ax.scatter(change, y, c=colours, s=min(6.0, 240 / max(len(its), 1)), linewidths=0, zorder=3)
    ax.hlines(y[own], lower[own], upper[own], colors=colours[own], linewidth=1.8, zorder=4)
    for cut, edge, head in ((lower < limits[0], limits[0], "<"), (upper > limits[1], limits[1], ">")):
        look: dict[str, Any] = {"s": min(8.0, 300 / max(len(its), 1)), "linewidths": 0, "clip_on": False, "zorder": 4}
        ax.scatter(np.full(cut.sum(), edge), y[cut], c=COMPANY, marker=head, **look)
    ax.plot(change[own], y[own], color=INK, marker="D", markersize=3.4, linestyle="none", zorder=5)
    ax.set_xlim(*limits)
    ax.set_ylim(-1, max(len(its), 1))
    ax.set_xticks([])
    _bare(ax)


def draw_board(
    ax: "Axes",
    rows: "pd.DataFrame",
    lines: Sequence[Line],
    limits: tuple[float, float],
    language: str = "en",
    *,
    labelled: bool = True,
) -> None:
    """Draw the board of one theme below its curve, with its labels at the left where `labelled`."""
    its, height = known_changes(rows), board_height(lines)
    ax.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    for place, ((choice, value), label) in enumerate(zip(lines, board_labels(lines, language), strict=True)):
        y = _place(lines, place) + LINE / 2
        change = 100 * its.loc[its[choice] == value, "share_change"].to_numpy(dtype=float)
        if len(change):
            ax.plot([change.min(), change.max()], [y, y], color=COMPANY, linewidth=0.9, zorder=2)
            ax.plot([np.median(change)], [y], color=INK, marker="o", markersize=2.6, linestyle="none", zorder=3)
        if labelled:
            mine = bool((its.loc[its["own"].astype(bool), choice] == value).any())
            ax.annotate(
                label,
                (0, y),
                (-4, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center_baseline",
                fontsize=SMALL,
                color=INK if mine else QUIET,
            )
    ax.set_ylim(height, 0)
    ax.set_xlim(*limits)
    _bare(ax)
    _mark(ax, limits)


def _place(lines: Sequence[Line], place: int) -> float:
    """The upper edge of a line of the board, in mm from the top."""
    choices = len(dict.fromkeys(choice for choice, _ in lines[: place + 1]))
    return place * LINE + max(choices - 1, 0) * _BETWEEN


def _bare(ax: "Axes") -> None:
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)


def _mark(ax: "Axes", limits: tuple[float, float]) -> None:
    """Three ticks of points: as many as fit under a narrow panel."""
    from matplotlib.ticker import MaxNLocator

    steps = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(*limits)
    ticks = [tick for tick in steps if limits[0] <= tick <= limits[1]]
    ax.set_xticks(ticks, [f"{tick:+g}".replace("-", "−") if tick else "0" for tick in ticks])
    ax.tick_params(axis="x", labelsize=TEXT)
    ax.spines["bottom"].set_visible(True)
