"""Small panels side by side, one per theme or group, each under its own head, over as many pages as they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.plots.page import Row, columns_of, new_page, places, room_of_rows
from topics.plots.panel_head import draw_head, head_height
from topics.plots.roles import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Head:
    """The head of a panel: its name, in a colour, and a quiet line under it."""

    label: str
    line: str = ""
    colour: str = INK


@dataclass(frozen=True)
class Panel:
    """A panel on its page: which head it stands under, its axes, its width in mm, and whether it is first in a row."""

    index: int
    ax: "Axes"
    width: float
    first: bool


@dataclass(frozen=True)
class Spacing:
    """Room in mm: the least width of a panel; its least, usual and greatest height; and what stands around it."""

    width: float = 33.0
    heights: tuple[float, float, float] = (20.0, 32.0, 46.0)
    left: float = 8.0  # of the first panel, for the labels of its axis
    between: float = 3.5
    below: float = 6.5
    most: int = 4  # panels side by side


def panel_pages(
    heads: Sequence[Head], space: Spacing = Spacing(), *, title: str = "", key: str = "", foot: str = ""
) -> "list[tuple[Figure, list[Panel]]]":
    """Pages of empty panels under their heads, in the order of `heads`, each page with heading and foot.

    Panels become lower before they go to another page. Raises FigureError for a head that is higher than a page.
    """
    columns = columns_of(len(heads), space.width, space.most, space.left)
    at = places(columns, left=space.left, between=space.between)
    width, room = at[0][1], room_of_rows(title, key, foot)
    lines = [range(first, min(first + columns, len(heads))) for first in range(0, len(heads), columns)]
    above = [max(head_height(heads[k].label, heads[k].line, width) for k in line) for line in lines]
    usual = space.heights[1] if columns > 2 or len(lines) > 1 else space.heights[2]
    pages = []
    for page in split([height + space.heights[0] + space.below for height in above], room):
        spare = (room - sum(above[k] + space.below for k in page)) / len(page)
        rows = [Row(at[: len(lines[k])], min(usual, spare), above[k], space.below) for k in page]
        figure, axes = new_page(rows, title=title, key=key, foot=foot)
        panels = [
            Panel(index, ax, width, ax is its[0])
            for k, its in zip(page, axes, strict=True)
            for index, ax in zip(lines[k], its, strict=True)
        ]
        for panel in panels:
            head = heads[panel.index]
            draw_head(panel.ax, head.label, head.line, head.colour, width)
        pages.append((figure, panels))
    return pages


def split(heights: Sequence[float], room: float) -> list[list[int]]:
    """The places of blocks on pages that have `room` for them, about equally full; a block is never divided.

    Raises FigureError for a block that is higher than a page.

    >>> split([40, 40, 40], 100)
    [[0, 1], [2]]
    """
    if max(heights) > room:
        raise FigureError(
            f"one block of the figure would be {max(heights):.0f} mm high, and a page leaves {room:.0f}: it has too "
            "many rows, or names of too many lines. Draw fewer rows, give its themes shorter names, or take a wider "
            "journal."
        )
    pages: list[list[int]] = [[]]
    for place, height in enumerate(heights):
        if pages[-1] and sum(heights[k] for k in pages[-1]) + height > room:
            pages.append([])
        pages[-1].append(place)
    return pages
