"""Figure 8, the topics of every model as a tree, as a script to edit; `topics figures` draws the one of the paper.

python figures/fig8_topic_tree.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots
from topics.report.figures.fig8_topic_tree import topic_branches

job = topics.open_store().latest_job(*sys.argv[1:2])
table = topic_branches(job)
if table is None:
    sys.exit("no model of this study has topics with words of their own.")
labels = {theme.id: theme.label("en") for theme in job.themes}
with plots.journal("springer"):
    colours, whole = plots.theme_colours(job.themes), plots.page_width() - 3
    texts = plots.tree_texts(table, labels, {name: name for name in table["estimator"]}, whole - 42)
    shown = list(range(min(len(texts.heights), 60)))  # of many topics, those that a page holds
    row = plots.Row([(1.5, 40), (43.5, whole - 42)], sum(texts.heights[k] for k in shown), below=6)
    figure, ((tree, beside),) = plots.new_page([row], key="Across: mean divergence of words, in bits.")
    plots.draw_branches(tree, table, texts.heights, shown, colours, float(table["distance"].max()))
    plots.draw_texts(beside, table, texts, shown, colours)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
