"""Figure 6, the corpus by year and its losses, as a script to edit; `topics figures` draws the paper's.

python figures/fig6_corpus.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
funnel = job.table("funnel")
stages = plots.funnel_rows(funnel[funnel["level"].isin(["files", "documents", "passages"])])
with plots.journal("springer"):
    figure = plots.new_figure(height=64 + 4.2 * len(stages))
    above, below = figure.subplots(2, 1, height_ratios=[42, 8 + 4.2 * len(stages)])
    plots.draw_documents(above, plots.largest_sources(job.table("documents")))
    plots.draw_funnel(below, stages)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
