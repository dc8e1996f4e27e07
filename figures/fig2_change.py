"""Figure 2, the change of each theme by every estimator, as a script to edit; `topics figures` draws the paper's.

python figures/fig2_change.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
changes, own = job.trends(), job.own.name
changes = changes[changes["theme"].isin([theme.id for theme in job.themes])]
with plots.journal("springer"):
    colours = {name: plots.legible(colour) for name, colour in plots.theme_colours(job.themes).items()}
    blocks = [
        plots.Block(changes[changes["theme"] == theme.id], theme.label("en"), "", colours[theme.id])
        for theme in job.themes
    ]
    limits, sides = plots.limits_of(changes, changes["estimator"] == own), plots.sides_of(changes)
    place = plots.places(1, left=sides.left, between=0, right=sides.right)
    height = sum(block.height(plots.page_width()) for block in blocks)
    figure, ((ax,),) = plots.new_page([plots.Row(place, height, below=7)], key=f"Change in points; filled: {own}.")
    plots.draw_forest(ax, blocks, own, limits, sides)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
