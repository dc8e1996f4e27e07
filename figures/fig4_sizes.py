"""Figure 4, numbers of topics side by side, as a script to edit; `topics sweep STUDY` makes its table.

python figures/fig4_sizes.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
sweep = job.companions("sweep")[-1].table("sweep")
measures = sweep["measure"].unique()
with plots.journal("springer"):
    figure = plots.new_figure(height=100)
    axes = figure.subplots(2, 3).ravel()
    for empty in axes[len(measures) :]:
        empty.remove()
    plots.draw_sweep(list(axes[: len(measures)]), sweep)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
