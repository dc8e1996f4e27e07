"""Figure 5, the topics of two models matched, as a script to edit; `topics figures` draws the paper's.

python figures/fig5_alignment.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.evaluation.matching import match_topics

job = topics.open_store().latest_job(*sys.argv[1:2])
fits = [model.runs[0].fitted for model in job.topic_models[:2]]
table = match_topics(*fits)
for topic, words, fitted in zip(("topic", "matched"), ("words", "matched_words"), fits, strict=True):
    named = dict(zip(fitted.topic_ids, map(", ".join, fitted.top_words(4)), strict=True))
    table[words] = table[topic].map(named).fillna("")
with plots.journal("springer"):
    ((left, width),) = plots.places(1, left=0, between=0)
    row = plots.Row([(left, width)], sum(plots.pair_heights(table, width)), above=3)
    figure, ((ax,),) = plots.new_page([row])
    plots.draw_pairs(ax, table, width)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
