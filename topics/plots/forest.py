"""A forest of changes: a block per theme, a row per estimator with its change, its interval and both in numbers.

The table drawn has one row per theme × estimator: `theme, estimator, share_change, share_change_lower,
share_change_upper` (shares, −1 to 1). Where they are there, `name` is written instead of the estimator's, `told`
instead of the numbers, and `dots` (a list of shares) are marked in the place of one number. A row that is `apart`
stands a little below the one before it. `share_change_lower_holm` and `_upper_holm` are a thin line beyond the ends.

The study's own estimator is filled and has the theme's colour, others are hollow and grey. A dashed line through a
block is the change that people coded. The interval of the own estimator is never cut; one of the others that would make
it small goes on beyond the axes: an arrowhead ends it there, and its numbers say how far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.plots.checks import check_columns
from topics.plots.figure_words import estimator_label, unfit_label
from topics.plots.lettering import LEADING, MM_PER_POINT, fitted, height_of, leading, width_of
from topics.plots.page import LABEL, SMALL, TEXT
from topics.plots.roles import COMPANY, INK, QUIET, muted
from topics.wording import points, points_interval

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_NUMBERS = ("share_change", "share_change_lower", "share_change_upper")
_WIDE = ("share_change_lower_holm", "share_change_upper_holm")
COLUMNS = ("theme", "estimator", *_NUMBERS)
ROW = 4.0  # mm
_APART = 1.4  # mm more above a row that begins another group
_PAPER = {"facecolor": "white", "linewidth": 0, "pad": 0.6}  # behind a head, so that no line of the grid strikes it
_BEYOND = 1.5  # the others' intervals are shown as far as this many times the range of what must be shown


@dataclass(frozen=True)
class Block:
    """One theme: its rows, its name with a quiet line under it, its colour, and the coded change where it is known."""

    rows: "pd.DataFrame"
    label: str
    line: str
    colour: str
    known: float | None = None
    missing: str = ""  # what stands in the place of the own estimator where it has not measured the theme
    mute: bool = False  # drawn paler, since nothing is claimed of it

    def height(self, width: float) -> float:
        """The height in mm on a page whose heads may be `width` mm wide."""
        head, line = self.heads(width)
        return 2.0 + height_of(head, LABEL) + height_of(line, SMALL) + self.tops[-1]

    @property
    def tops(self) -> list[float]:
        """Where each row begins, in mm below the heads, and where the last one ends."""
        apart = self.rows["apart"].tolist() if "apart" in self.rows else [False] * len(self.rows)
        return list(accumulate((ROW + _APART * bool(below) for below in [*apart[1:], False]), initial=0.0))

    def heads(self, width: float) -> tuple[str, str]:
        """The name and the line under it, wrapped to `width` mm."""
        return fitted(self.label, width, LABEL), fitted(self.line, width, SMALL) if self.line else ""


@dataclass(frozen=True)
class Sides:
    """The room in mm left of the axes for the names of estimators and right of them for numbers."""

    left: float
    right: float


def sides_of(rows: "pd.DataFrame", language: str = "en") -> Sides:
    """The room that the names and numbers of a table take."""
    names = [width_of(_name(row, language), TEXT) for row in rows.to_dict("records")]
    numbers = [width_of(_told(row), TEXT) for row in rows.to_dict("records")]
    return Sides(max(names) + 4, max(numbers) + 3)


def limits_of(rows: "pd.DataFrame", own: "pd.Series[bool]", known: Sequence[float] = ()) -> tuple[float, float]:
    """The ends of the axis in points: every change, every coded one, 0 and all intervals of the rows that are `own`."""
    its = rows.loc[own.reindex(rows.index), list(_NUMBERS)].to_numpy(dtype=float)
    must = np.concatenate([[0.0], rows["share_change"].to_numpy(dtype=float), its.ravel(), np.asarray(known, float)])
    must = must[np.isfinite(must)]
    low, high = 100 * must.min(), 100 * must.max()
    others = 100 * rows[list(_NUMBERS[1:])].to_numpy(dtype=float)
    others = others[np.isfinite(others)]
    spare = (_BEYOND - 1) / 2 * max(high - low, 1.0)
    if len(others):
        low, high = max(min(low, others.min()), low - spare), min(max(high, others.max()), high + spare)
    edge = 0.04 * max(high - low, 1.0)
    return low - edge, high + edge


def beyond(rows: "pd.DataFrame", limits: tuple[float, float]) -> bool:
    """Whether some interval goes on beyond the axis."""
    ends = 100 * rows[[name for name in (*_NUMBERS[1:], *_WIDE) if name in rows]]
    return bool(ends.lt(limits[0]).any(axis=None) or ends.gt(limits[1]).any(axis=None))


def draw_forest(
    ax: "Axes",
    blocks: Sequence[Block],
    own: str,
    limits: tuple[float, float],
    sides: Sides,
    *,
    language: str = "en",
    signed: bool = True,
) -> None:
    """Draw the blocks on axes as high as all of them (`Block.height`), from the top down in millimetres.

    `limits` are the ends of the axis in points (`limits_of`) and `sides` the room beside it (`sides_of`). Ticks have a
    sign unless `signed` is false. Raises FigureError when a table lacks a column.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    width = 25.4 * float(ax.get_window_extent().width) / figure.dpi
    whole = width + sides.left + sides.right
    height = sum(block.height(whole) for block in blocks)
    ax.set_xlim(*limits)
    ax.set_ylim(height, 0)
    ax.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    top = 0.0
    for block in blocks:
        check_columns("a forest of changes", block.rows, COLUMNS)
        first = top + 2.0
        inks = (QUIET if block.mute else block.colour, QUIET)
        for text, size, ink in zip(block.heads(whole), (LABEL, SMALL), inks, strict=True):
            if text:
                _write(ax, text, -sides.left, first, size, ink, bbox=_PAPER)
                first += height_of(text, size)
        _draw_block(ax, block, own, first, limits, sides, width, language)
        top += block.height(whole)
    _axis(ax, limits, signed)


def _draw_block(
    ax: "Axes",
    block: Block,
    own: str,
    top: float,
    limits: tuple[float, float],
    sides: Sides,
    width: float,
    language: str,
) -> None:
    for begins, row in zip(block.tops, block.rows.to_dict("records"), strict=False):
        y, mine = top + begins + ROW / 2, row["estimator"] == own
        change, lower, upper = (100 * row[name] for name in _NUMBERS)
        ink = (muted(block.colour) if block.mute else block.colour) if mine else COMPANY
        told = INK if mine and not block.mute else QUIET
        name = _name(row, language)
        _write(ax, name, -2, y - TEXT * LEADING * MM_PER_POINT / 2, TEXT, told, "right")
        if change != change:
            _write(ax, block.missing, 1, y - SMALL * LEADING * MM_PER_POINT / 2, SMALL, QUIET)
            continue
        wide = [100 * row[name] for name in _WIDE] if _WIDE[0] in row else []
        for both, thick in (([lower, upper], 2.4 if mine else 1.3), (wide, 0.6 if mine else 0.45)):
            ax.plot(both, [y] * len(both), color=ink, linewidth=thick, solid_capstyle="butt", zorder=2)
        for end, mark in ((min([lower, *wide]), "<"), (max([upper, *wide]), ">")):
            edge = min(max(end, limits[0]), limits[1])
            if edge != end and end == end:
                look: dict[str, Any] = {"marker": mark, "markersize": 3.5, "clip_on": False, "zorder": 4}
                ax.plot([edge], [y], linestyle="none", color=ink, markeredgewidth=0, **look)
        if "dots" in row:
            at = [100 * dot for dot in row["dots"]]
            ax.plot(at, [y] * len(at), marker="o", linestyle="none", markersize=3, color=ink, alpha=0.6, zorder=3)
        fill: dict[str, Any] = {
            "markerfacecolor": ink if mine else "white",
            "markeredgecolor": ink,
            "markersize": 5 if mine else 3.6,
        }
        if "dots" not in row:
            ax.plot([change], [y], marker="o", linestyle="none", zorder=3, **fill)
        numbers = _told(row)
        _write(ax, numbers, width + 2, y - TEXT * LEADING * MM_PER_POINT / 2, TEXT, told)
    if block.known is not None:
        ends = (top, top + block.tops[-1])
        ax.plot([100 * block.known] * 2, ends, color=INK, linewidth=0.9, linestyle=(0, (2.5, 1.8)), zorder=4)


def _name(row: "Mapping[Any, Any]", language: str) -> str:
    """The name of a row's estimator, marked where it is unfit and its number is shown all the same."""
    name = str(row.get("name") or estimator_label(str(row["estimator"]), language))
    shown = row["share_change"] == row["share_change"] and row.get("unfit")
    return unfit_label(name, language) if shown else name


def _told(row: "Mapping[Any, Any]") -> str:
    """The change and its interval in points; the change alone without one; "" without a change."""
    change, lower, upper = (row[name] for name in _NUMBERS)
    if "told" in row or change != change:
        return str(row.get("told", ""))
    return points_interval(change, lower, upper) if lower == lower else points(change)


def _write(
    ax: "Axes", text: str, x: float, y: float, size: float, colour: str, side: str = "left", **look: Any
) -> None:
    """Write text whose first line begins `y` mm from the top, `x` mm right of the left edge of the axes."""
    ax.annotate(
        text,
        (0, y),
        (x / MM_PER_POINT, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha=side,
        va="top",
        fontsize=size,
        color=colour,
        linespacing=leading(text),
        annotation_clip=False,
        **look,
    )


def _axis(ax: "Axes", limits: tuple[float, float], signed: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    ticks = [
        tick
        for tick in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(*limits)
        if limits[0] <= tick <= limits[1]
    ]
    ax.set_xticks(ticks, [f"{tick:+g}".replace("-", "−") if tick and signed else f"{tick:g}" for tick in ticks])
    ax.tick_params(axis="x", labelsize=TEXT)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
