"""Figure 1, the share of each theme by period, as a script to edit; `topics figures` draws the one of the paper.

python figures/fig1_theme_shares.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
shares, own = job.shares().query("weighting == 'text'"), job.own.name
with plots.journal("springer"):
    colours = plots.theme_colours(job.themes)
    heads = [plots.Head(theme.label("en"), colour=plots.legible(colours[theme.id])) for theme in job.themes]
    highest = plots.highest_share(shares, own)
    for number, (figure, panels) in enumerate(plots.panel_pages(heads, key=f"Share of the text; thick: {own}."), 1):
        for panel in panels:
            theme = job.themes[panel.index].id
            rows = shares[shares["theme"] == theme]
            plots.draw_share_panel(panel.ax, rows, own, colours[theme], highest=highest)
            plots.mark_shares(panel.ax, labelled=panel.first)
        plots.finished(figure).savefig(f"{Path(__file__).stem}-{number}.pdf")
