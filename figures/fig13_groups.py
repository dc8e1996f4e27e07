"""Figure 13, the share of one theme within groups of documents, as a script to edit; give it an attribute's name.

python figures/fig13_groups.py STUDY [ATTRIBUTE]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
attribute, theme, own = sys.argv[2] if len(sys.argv) > 2 else "source", job.themes[0], job.own.name
shares = job.shares(group=attribute).query("weighting == 'text' and theme == @theme.id and group != ''")
with plots.journal("springer"):
    colour = plots.theme_colours(job.themes)[theme.id]
    groups = list(shares["group"].unique())
    heads = [plots.Head(group, "", plots.legible(colour)) for group in groups]
    for number, (figure, panels) in enumerate(plots.panel_pages(heads, title=theme.label("en")), 1):
        for panel in panels:
            rows = shares[shares["group"] == groups[panel.index]]
            plots.draw_share_panel(panel.ax, rows, own, colour, highest=plots.highest_share(shares, own))
            plots.mark_shares(panel.ax, labelled=panel.first)
        plots.finished(figure).savefig(f"{Path(__file__).stem}-{number}.pdf")
