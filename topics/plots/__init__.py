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

from topics.plots.alignment import draw_pairs, pair_heights
from topics.plots.boxes import finished
from topics.plots.document_bars import bar_heights, bar_rows, draw_bars, labels_room, numbers_room
from topics.plots.flow import OF_TEXT, UNITS, draw_flow, flow_height, flow_steps
from topics.plots.fonts import typeset
from topics.plots.forest import Block, draw_forest, limits_of, sides_of
from topics.plots.funnel import funnel_rows, largest_sources
from topics.plots.months import draw_months, mark_years
from topics.plots.page import Row, new_page, page_width, places
from topics.plots.panel_head import draw_head
from topics.plots.panels import Head, Spacing, panel_pages
from topics.plots.roles import legible, theme_colours
from topics.plots.share_panel import draw_share_panel, highest_share, mark_shares
from topics.plots.sizes import draw_sweep
from topics.plots.specification_curve import board_height, board_lines, draw_board, draw_curve, labels_width
from topics.plots.style import journal
from topics.plots.term_rows import draw_term_rows, names_room, row_heights
from topics.plots.tree import TreeTexts, draw_branches, draw_texts, topics_of, tree_texts
from topics.plots.word_table import WordBlock, draw_word_table

__all__ = [
    "OF_TEXT",
    "UNITS",
    "Block",
    "Head",
    "Row",
    "Spacing",
    "TreeTexts",
    "WordBlock",
    "bar_heights",
    "bar_rows",
    "board_height",
    "board_lines",
    "draw_bars",
    "draw_board",
    "draw_branches",
    "draw_curve",
    "draw_flow",
    "draw_forest",
    "draw_head",
    "draw_months",
    "draw_pairs",
    "draw_share_panel",
    "draw_sweep",
    "draw_term_rows",
    "draw_texts",
    "draw_word_table",
    "finished",
    "flow_height",
    "flow_steps",
    "funnel_rows",
    "highest_share",
    "journal",
    "labels_room",
    "labels_width",
    "largest_sources",
    "legible",
    "limits_of",
    "mark_shares",
    "mark_years",
    "names_room",
    "new_page",
    "numbers_room",
    "page_width",
    "pair_heights",
    "panel_pages",
    "places",
    "row_heights",
    "sides_of",
    "theme_colours",
    "topics_of",
    "tree_texts",
    "typeset",
]
