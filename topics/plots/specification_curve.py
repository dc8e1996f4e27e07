"""Specification curve: the sorted changes of a theme's share above, the choices of each specification below.

The table drawn has one row per specification × theme: `specification, own, theme, share_change, share_change_lower,
share_change_upper, carried_by`, and one text column per choice, '' if the choice does not apply. Rows without an
estimate are not drawn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import FigureError
from topics.plots.checks import check_columns
from topics.plots.figure_words import estimator_label, words
from topics.plots.roles import INK, QUIET
from topics.plots.style import COLOURS
from topics.shares.intervals import FEW_CARRIERS
from topics.shares.trend.specification_summary import CHOICES
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("specification", "own", "theme", "share_change", "share_change_lower", "share_change_upper", "carried_by")
_NUMBERS = ("share_change", "share_change_lower", "share_change_upper")
_LOOKS = (("above 0", COLOURS[0]), ("below 0", COLOURS[1]), ("with 0", "#a8a8a8"))
_CHOSEN = "#9c9c9c"  # on the board; the study's own stands out in ink, as its diamond does


def board_rows(table: "pd.DataFrame") -> list[tuple[str, str]]:
    """The lines of the board from top to bottom: each value of each choice that has several."""
    found = []
    for choice in CHOICES:
        its = [value for value in dict.fromkeys(table[choice]) if value != ""] if choice in table else []
        found += [(choice, value) for value in its if len(its) > 1]
    return found


def draw_specifications(
    curves: Sequence["Axes"],
    boards: Sequence["Axes"],
    table: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
) -> None:
    """Draw `table` (columns: see the module) as one curve with its board below per theme, and one legend above.

    Raises FigureError when the table lacks a column or the panels do not fit.
    """
    check_columns("a specification curve", table, COLUMNS)
    if not len(curves) == len(boards) == len(themes):
        raise FigureError(f"expected one curve and one board per theme, found {len(curves)} and {len(boards)}.")
    say, rows = words(language), board_rows(table)
    for curve, board, theme in zip(curves, boards, themes, strict=True):
        its = table[table["theme"] == theme.id].dropna(subset="share_change")
        its = its.sort_values(["share_change", "specification"], ignore_index=True)
        _draw_curve(curve, its)
        curve.set_title(theme.label(language))
        _draw_board(board, its, rows)
        board.set_xlabel(say["specifications"].format(n=len(its)))
        for ax in (curve, board):
            ax.set_xlim(-1, len(its))
            ax.set_xticks([])
    for curve in curves:  # those in one row share their axis
        curve.set_ylim(*_limits(table))
    curves[0].set_ylabel(say["change"])
    boards[0].set_yticks([_height(rows, row) for row in rows], _labels(rows, language))
    figure = curves[0].get_figure()
    assert figure is not None
    handles = [curves[0].plot([], [], color=colour, linewidth=2.4, label=say[look])[0] for look, colour in _LOOKS]
    handles += curves[0].plot([], [], color=INK, marker="D", markersize=3, linestyle="none", label=say["own"])
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles))


def _limits(table: "pd.DataFrame") -> tuple[float, float]:
    """Limits with room for every estimate and nine in ten bands at either end; the widest would flatten the others."""
    known = 100 * table[list(_NUMBERS)].dropna()
    low = min(known["share_change"].min(), known["share_change_lower"].quantile(0.05), 0)
    high = max(known["share_change"].max(), known["share_change_upper"].quantile(0.95), 0)
    return low - 0.05 * (high - low) - 0.1, high + 0.05 * (high - low) + 0.1


def _draw_curve(ax: "Axes", rows: "pd.DataFrame") -> None:
    change, lower, upper = (100 * rows[name].to_numpy(dtype=float) for name in _NUMBERS)
    firm = rows["carried_by"].to_numpy(dtype=float) >= FEW_CARRIERS
    colours = np.array([colour for _, colour in _LOOKS])[np.select([firm & (lower > 0), firm & (upper < 0)], [0, 1], 2)]
    x = np.arange(len(rows))
    width = min(1.2, 60 / max(len(rows), 1))
    ax.axhline(0, color=QUIET, linewidth=0.6)
    ax.vlines(x, lower, upper, color=colours, linewidth=width, alpha=0.45)
    ax.scatter(x, change, c=colours, s=2.2, linewidths=0, zorder=3)
    own = rows["own"].to_numpy(dtype=bool)
    ax.plot(x[own], change[own], color=INK, marker="D", markersize=3, linestyle="none", zorder=4)


def _draw_board(ax: "Axes", rows: "pd.DataFrame", board: Sequence[tuple[str, str]]) -> None:
    own = np.flatnonzero(rows["own"])
    width = min(1.2, 60 / max(len(rows), 1))
    for choice, value in board:
        y, x = _height(board, (choice, value)), np.flatnonzero(rows[choice] == value)
        ax.vlines(x, y - 0.36, y + 0.36, color=_CHOSEN, linewidth=width)
        ax.vlines(np.intersect1d(x, own), y - 0.46, y + 0.46, color=INK, linewidth=1.8)
    ax.set_ylim(_height(board, board[-1]) - 0.8 if board else -1, 0.8)
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _height(rows: Sequence[tuple[str, str]], row: tuple[str, str]) -> float:
    """The height of a line of the board, downwards from 0, with half a line of space between choices."""
    place = rows.index(row)
    choices = list(dict.fromkeys(choice for choice, _ in rows[: place + 1]))
    return -place - 0.5 * (len(choices) - 1)


def _labels(rows: Sequence[tuple[str, str]], language: str) -> list[str]:
    """The labels of the lines: values, the first of each choice preceded by the choice's name."""
    say, found, before = words(language), [], ""
    colon = "：" if language == "zh" else ": "
    for choice, value in rows:
        told = estimator_label(value, language) if choice == "estimator" else say.get(f"value: {value}", value)
        found.append(told if choice == before else f"{say[f'choice: {choice}']}{colon}{told}")
        before = choice
    return found
