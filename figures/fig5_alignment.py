"""Figure 5, the topics of two models matched, as a script to edit; `topics figures` draws the paper's.

python figures/fig5_alignment.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.evaluation.matching import match_topics
from topics.evaluation.similarity import SIMILARITIES

job = topics.open_store().latest_job(*sys.argv[1:2])
one, other = (model.runs[0].fitted for model in job.topic_models[:2])
similarity = SIMILARITIES["jensen_shannon"](one.topic_words, other.topic_words)
found = match_topics(one, other)
pairs = [
    (one.topic_ids.index(a), other.topic_ids.index(b)) for a, b in zip(found["topic"], found["matched"], strict=True)
]
with plots.journal("springer"):
    figure = plots.new_figure(height=40 + 3.6 * one.n_topics)
    plots.draw_alignment(figure.subplots(), similarity, pairs, one.topic_ids, other.topic_ids)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
