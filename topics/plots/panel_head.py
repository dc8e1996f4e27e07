"""The head of a panel: the name of its theme in the theme's colour, and a quiet line under it."""

from typing import TYPE_CHECKING

from topics.plots.lettering import MM_PER_POINT, fitted, height_of, leading
from topics.plots.page import LABEL, SMALL
from topics.plots.roles import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP = 1.5  # mm between the head and the panel
_OVER = 1.8  # mm between the head and what stands above it
_DESCENT = 0.3  # of the size of letters: names with a y and without stand on one line


def head_height(label: str, line: str, width: float) -> float:
    """The room in mm that a head takes above a panel of `width` mm."""
    return height_of(fitted(label, width, LABEL), LABEL) + height_of(_line(line, width), SMALL) + _GAP + _OVER


def draw_head(ax: "Axes", label: str, line: str, colour: str, width: float) -> None:
    """Write the head above a panel of `width` mm."""
    line = _line(line, width)
    up = _GAP
    for text, size, ink in ((line, SMALL, QUIET), (fitted(label, width, LABEL), LABEL, colour)):
        if text:
            ax.annotate(
                text,
                (0, 1),
                (0, up / MM_PER_POINT + _DESCENT * size),
                xycoords="axes fraction",
                textcoords="offset points",
                va="baseline",
                ha="left",
                fontsize=size,
                color=ink,
                linespacing=leading(text),
            )
            up += height_of(text, size)


def _line(line: str, width: float) -> str:
    return fitted(line, width, SMALL) if line else ""
