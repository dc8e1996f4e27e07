"""Pages of forests, for every figure that is one: blocks stay whole where they fit, and all pages have one axis."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from topics.plots.forest import Block, Sides

_BELOW = 6.5  # mm, for the labels of the axis
_GOES_ON = {"en": " (continued)", "zh": "（续）"}


def forest_pages(
    blocks: "Sequence[Block]",
    own: str,
    limits: tuple[float, float],
    sides: "Sides",
    texts: dict[str, str],
    language: str,
    *,
    signed: bool = True,
) -> "list[Figure]":
    """The finished pages of some blocks; `texts` are title, key and foot, the others those of `draw_forest`."""
    from topics.plots.boxes import finished
    from topics.plots.forest import draw_forest
    from topics.plots.page import Row, new_page, places, room_of_rows
    from topics.plots.panels import split

    ((left, width),) = places(1, left=sides.left, between=0, right=sides.right)
    whole, pages = sides.left + width + sides.right, []
    room = room_of_rows(**texts) - _BELOW
    blocks = [part for block in blocks for part in parts_of(block, whole, room, language)]
    for page in split([block.height(whole) for block in blocks], room):
        shown = [blocks[place] for place in page]
        row = Row([(left, width)], sum(block.height(whole) for block in shown), 0, _BELOW)
        figure, ((ax,),) = new_page([row], **texts)
        draw_forest(ax, shown, own, limits, sides, language=language, signed=signed)
        pages.append(finished(figure))
    return pages


def parts_of(block: "Block", width: float, room: float, language: str) -> "list[Block]":
    """The block, or the fewest parts of it that are about equally long and fit pages with so much `room` in mm.

    Rows that stand together, such as those of a period, stay together. Parts after the first say that they go on.
    """
    if block.height(width) <= room:
        return [block]
    rows = block.rows.reset_index(drop=True)
    begins = rows.index[rows["apart"].astype(bool)].union([0]) if "apart" in rows else rows.index
    for n in range(2, len(begins) + 1):
        cuts = [begins[round(k * len(begins) / n)] for k in range(n)]
        parts = [
            replace(block, rows=rows.iloc[first:last], label=block.label + _GOES_ON[language] * bool(first))
            for first, last in zip(cuts, [*cuts[1:], len(rows)], strict=True)
        ]
        if all(part.height(width) <= room for part in parts):
            return parts
    return [block]
