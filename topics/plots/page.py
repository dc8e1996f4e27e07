"""The page of a figure: heading, panels and foot, placed in millimetres from the top and measured before drawing.

A page is as wide as the journal's preset says and as high as what stands on it. Nothing moves afterwards: the place of
every panel follows from its row, the height of every text from its letters, so that a page is drawn once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.plots.lettering import fitted, height_of, leading
from topics.plots.roles import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE, LABEL, TEXT, SMALL = 9.5, 8.0, 7.0, 6.5  # points: findings; themes; values, ticks and keys; the foot
HIGHEST = 235.0  # mm: the printed page of most journals
_EDGE = 1.5  # mm of white at every edge
_GAP = 1.2  # mm between the heading's texts, and between panels and foot
_TITLED = ContextVar("titled", default=True)


@contextmanager
def titles(shown: bool) -> Iterator[None]:
    """Pages made inside have their titles, or none, for journals that want a figure without a finding."""
    before = _TITLED.set(shown)
    try:
        yield
    finally:
        _TITLED.reset(before)


@dataclass(frozen=True)
class Row:
    """One row of panels: places `(left, width)` of its panels in mm, their height, and room above and below them."""

    panels: Sequence[tuple[float, float]]
    height: float
    above: float = 0.0
    below: float = 0.0

    @property
    def whole(self) -> float:
        """The height with the room above and below, in mm."""
        return self.above + self.height + self.below


def page_width() -> float:
    """The width of the page in mm; call it inside `style.journal`."""
    from matplotlib import rcParams

    return float(rcParams["figure.figsize"][0]) * 25.4


def columns_of(n: int, least: float, most: int = 4, left: float = 0.0) -> int:
    """How many of `n` panels stand side by side: at most `most`, each at least `least` mm wide, rows equally full.

    `left` mm are taken by what stands beside the first panel.
    """
    fitting = max(1, min(most, n, int((page_width() - left - 2 * _EDGE) // least)))
    return -(-n // -(-n // fitting))


def places(columns: int, *, left: float, between: float, right: float = 0.0) -> list[tuple[float, float]]:
    """The places `(left, width)` of panels side by side, with `left` mm before the first and `between` from each to
    the next; `right` mm stay free after the last."""
    room = page_width() - 2 * _EDGE - left - right - between * (columns - 1)
    if room / columns < 5:
        raise FigureError(f"{columns} panels side by side do not fit into {page_width():.0f} mm; take a wider journal.")
    width = room / columns
    return [(_EDGE + left + k * (width + between), width) for k in range(columns)]


def room_of_rows(title: str = "", key: str = "", foot: str = "") -> float:
    """The height in mm that heading and foot leave to the rows of the highest page."""
    return HIGHEST - sum(height_of(text, size) for text, size in _blocks(title, key, foot)) - 4 * _GAP - 2 * _EDGE


def new_page(
    rows: Sequence[Row], *, title: str = "", key: str = "", foot: str = ""
) -> tuple["Figure", list[list["Axes"]]]:
    """A figure with the panels of `rows`, the finding as its `title`, what marks mean as its `key`, and a `foot`.

    Raises FigureError for a page that is higher than paper.
    """
    from topics.plots.shown import ShownFigure

    width, blocks = page_width(), _blocks(title, key, foot)
    heading = sum(height_of(text, size) + _GAP for text, size in blocks[:2] if text)
    below = height_of(*blocks[2]) + _GAP if foot else 0.0
    height = 2 * _EDGE + heading + sum(row.whole for row in rows) + below
    if height > HIGHEST + 0.5:
        raise FigureError(
            f"the figure would be {height:.0f} mm high, and a page has {HIGHEST:.0f}. Draw fewer themes or estimators, "
            "or take a wider journal."
        )
    figure = ShownFigure(figsize=(width / 25.4, height / 25.4))
    top = _EDGE
    for (text, size), ink in zip(blocks[:2], (INK, QUIET), strict=True):
        if text:
            _write(figure, text, top, size, ink)
            top += height_of(text, size) + _GAP
    axes = []
    for row, end in zip(rows, accumulate(row.whole for row in rows), strict=True):
        bottom = height - heading - _EDGE - end + row.below
        axes.append(
            [
                figure.add_axes((left / width, bottom / height, wide / width, row.height / height))
                for left, wide in row.panels
            ]
        )
    if foot:
        _write(figure, blocks[2][0], height - _EDGE - below + _GAP, SMALL, QUIET)
    return figure, axes


def _blocks(title: str, key: str, foot: str) -> list[tuple[str, float]]:
    """The three texts of a page with their sizes, wrapped to its width."""
    width = page_width() - 2 * _EDGE
    sized = [(title if _TITLED.get() else "", TITLE), (key, TEXT), (foot, SMALL)]
    return [(fitted(text, width, size) if text else "", size) for text, size in sized]


def _write(figure: "Figure", text: str, top: float, size: float, colour: str) -> None:
    """Write lines whose first begins `top` mm from the upper edge."""
    height = figure.get_figheight() * 25.4
    place = (_EDGE / page_width(), 1 - top / height)
    figure.text(*place, text, va="top", ha="left", fontsize=size, color=colour, linespacing=leading(text))
