"""The topics of two models side by side: each beside its counterpart, joined by a line as thick as they are alike.

The table drawn has one row per pair, `topic, matched, words, matched_words, similarity` (0 to 1). A row without a
similarity joins nothing: its topics have no counterpart, and stand beside each other to save room; '' is no topic.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns
from topics.plots.lettering import fitted, height_of, leading, width_of
from topics.plots.page import TEXT
from topics.plots.roles import COMPANY, INK, QUIET
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("topic", "matched", "words", "matched_words", "similarity")
_LINE, _GAP = 0.22, 1.0  # of the width, for the lines between the columns; mm between two pairs
_THICKEST = 4.0  # points, of two topics that are the same


def pair_heights(table: "pd.DataFrame", width: float) -> list[float]:
    """The height in mm of each row of `table` on axes that are `width` mm wide. Raises FigureError for a column."""
    check_columns("a figure of matched topics", table, COLUMNS)
    return [
        max(height_of(_fitted(text, width), TEXT) for text in (row["words"], row["matched_words"])) + _GAP
        for row in table.to_dict("records")
    ]


def draw_pairs(
    ax: "Axes", table: "pd.DataFrame", width: float, colours: Sequence[Mapping[str, str]] = ({}, {})
) -> None:
    """Write `table` (columns: see the module) on axes that are `width` mm wide and as high as all `pair_heights`.

    `colours` are those of the topics that stand for a theme, of the first model and of the second.
    """
    heights, side = pair_heights(table, width), (1 - _LINE) / 2 * width
    ax.set_xlim(0, width)
    ax.set_ylim(sum(heights), 0)
    ax.set_axis_off()
    top = 0.0
    for row, height in zip(table.to_dict("records"), heights, strict=True):
        y = top + (height - _GAP) / 2
        texts = ((row["words"], row["topic"], side), (row["matched_words"], row["matched"], width - side))
        for (text, topic, x), of, align in zip(texts, colours, ("right", "left"), strict=True):
            if topic:
                ink = of.get(topic, INK if row["similarity"] == row["similarity"] else QUIET)
                lines = _fitted(text, width)
                ax.text(x, y, lines, ha=align, va="center", fontsize=TEXT, color=ink, linespacing=leading(lines))
        if row["similarity"] == row["similarity"]:
            alike = float(row["similarity"])
            told = number(alike, 2)
            room = width_of(told, TEXT) / 2 + 1
            for ends in ((side + 2, width / 2 - room), (width / 2 + room, width - side - 2)):
                ax.plot(ends, [y, y], color=COMPANY, linewidth=_THICKEST * alike, solid_capstyle="butt")
            ax.text(width / 2, y, told, ha="center", va="center", fontsize=TEXT, color=QUIET)
        top += height


def _fitted(text: str, width: float) -> str:
    return fitted(text, (1 - _LINE) / 2 * width, TEXT) if text else ""
