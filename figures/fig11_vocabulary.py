"""Figure 11, the vocabulary of the themes by period, as a script to edit; `topics figures` draws the paper's.

python figures/fig11_vocabulary.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.report.figures.fig11_vocabulary import vocabulary, vocabulary_rows

job = topics.open_store().latest_job(*sys.argv[1:2])
rows = vocabulary_rows(vocabulary(job), job.themes)
themes = [theme for theme in job.themes if theme.id in set(rows["theme"])]
with plots.journal("springer"):
    figure = plots.new_figure(height=50 * len(themes))
    plots.draw_term_rows(list(figure.subplots(len(themes), 1, squeeze=False).ravel()), rows, themes)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
