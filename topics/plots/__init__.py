"""Drawings of tables on given axes, and the system that makes figures of them. Nothing here computes or writes a file.

Each module draws one table; its docstring names the columns, so that a drawing can be tested with a few typed rows, and
a researcher can draw a table of their own:

    from topics.plots import draw_share_panel, journal, new_page, places, Row

    with journal("elsevier-column"):
        figure, ((ax,),) = new_page([Row(places(1, left=8, between=0), 40, 4, 6)], title="What was found")
        draw_share_panel(ax, rows, own="lexicon", colour="#0072B2")
        finished(figure).savefig("shares.pdf")

The system: `presets` (what journals ask), `style` (matplotlib's settings), `roles` (what colours and marks stand for),
`lettering` (text measured in millimetres), `page` and `panels` (where everything stands), `findings` (titles),
`left_out` (what is not drawn), `boxes` (the last look, which refuses what cannot be read), `fonts`.
"""

from topics.plots.boxes import finished
from topics.plots.forest import Block, draw_forest, limits_of, sides_of
from topics.plots.page import Row, new_page, page_width, places
from topics.plots.panels import Head, panel_pages
from topics.plots.roles import legible, theme_colours
from topics.plots.share_panel import draw_share_panel, highest_share, mark_shares
from topics.plots.style import journal

__all__ = [
    "Block",
    "Head",
    "Row",
    "draw_forest",
    "draw_share_panel",
    "finished",
    "highest_share",
    "journal",
    "legible",
    "limits_of",
    "mark_shares",
    "new_page",
    "page_width",
    "panel_pages",
    "places",
    "sides_of",
    "theme_colours",
]
