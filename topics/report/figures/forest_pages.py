"""Pages of forests, for every figure that is one: blocks are kept whole, and all pages have one axis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from topics.plots.forest import Block, Sides

_BELOW = 6.5  # mm, for the labels of the axis


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
    for page in split([block.height(whole) for block in blocks], room_of_rows(**texts) - _BELOW):
        shown = [blocks[place] for place in page]
        row = Row([(left, width)], sum(block.height(whole) for block in shown), 0, _BELOW)
        figure, ((ax,),) = new_page([row], **texts)
        draw_forest(ax, shown, own, limits, sides, language=language, signed=signed)
        pages.append(finished(figure))
    return pages
