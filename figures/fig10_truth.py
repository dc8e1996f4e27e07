"""Figure 10, estimates minus coded shares, as a script to edit; it takes a code for every passage.

python figures/fig10_truth.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.report.figures.fig10_truth import errors_of

job = topics.open_store().latest_job(*sys.argv[1:2])
errors = errors_of(job.shares().query("weighting == 'text'"), job.coded_shares().query("weighting == 'text'"))
errors["told"] = [f"{100 * error:.1f} points" for error in errors["error"]]
with plots.journal("springer"):
    colours = plots.theme_colours(job.themes)
    blocks = [
        plots.Block(errors[errors["theme"] == theme.id], theme.label("en"), "", plots.legible(colours[theme.id]))
        for theme in job.themes
    ]
    limits, sides = plots.limits_of(errors, errors["error"].notna()), plots.sides_of(errors)
    place = plots.places(1, left=sides.left, between=0, right=sides.right)
    height = sum(block.height(plots.page_width()) for block in blocks)
    figure, ((ax,),) = plots.new_page([plots.Row(place, height, below=7)], key="Estimate minus codes, in points.")
    plots.draw_forest(ax, blocks, job.own.name, limits, sides)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
