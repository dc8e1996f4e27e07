"""Figure 4, numbers of topics side by side, as a script to edit; `topics sweep STUDY` makes its table.

python figures/fig4_sizes.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
sweep = job.companions("sweep")[-1].table("sweep")
with plots.journal("springer"):
    place = plots.places(1, left=40, between=0, right=2)
    rows = [plots.Row(place, 16, above=1, below=3) for _ in sweep["measure"].unique()]
    figure, axes = plots.new_page([*rows, plots.Row([], 0, below=4)])
    plots.draw_sweep([ax for line in axes for ax in line], sweep)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
