"""Figure 12, corrected shares of one theme, as a script to edit; `topics gold estimate STUDY` makes its table.

python figures/fig12_corrected.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
kept, why = job.gold()
if kept is None:
    sys.exit(why or "no corrected shares of this job are kept; `topics gold estimate STUDY` makes them.")
theme, names = job.themes[0], {"share": "share_change", "lower": "share_change_lower", "upper": "share_change_upper"}
rows = kept.shares[kept.shares["theme"] == theme.id].rename(columns=names)
rows = rows.assign(name=rows["period"])
with plots.journal("springer-column"):
    block = plots.Block(rows, theme.label("en"), "", plots.legible(plots.theme_colours(job.themes)[theme.id]))
    limits, sides = plots.limits_of(rows, rows["share_change"].notna()), plots.sides_of(rows)
    place = plots.places(1, left=sides.left, between=0, right=sides.right)
    figure, ((ax,),) = plots.new_page([plots.Row(place, block.height(plots.page_width()), below=7)])
    plots.draw_forest(ax, [block], str(rows["estimator"].iloc[0]), limits, sides, signed=False)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
