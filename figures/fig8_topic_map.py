"""Figure 8, a map of the topics of every model, as a script to edit; `topics figures` draws the paper's.

python figures/fig8_topic_map.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.report.figures.fig8_topic_map import topic_map

job = topics.open_store().latest_job(*sys.argv[1:2])
table = topic_map(job)
models = table["estimator"].unique()
with plots.journal("springer"):
    figure = plots.new_figure(height=60)
    plots.draw_topic_map(list(figure.subplots(1, len(models), squeeze=False).ravel()), table, job.themes)
    plots.typeset(figure)
    figure.savefig(f"{Path(__file__).stem}.pdf")
