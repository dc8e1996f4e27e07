"""Figure 3, the words of each theme's topics by model, as a script to edit; `topics figures` draws the paper's.

python figures/fig3_top_words.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
words = {model.name: job.topics(model.name, words=8) for model in job.topic_models}
with plots.journal("springer"):
    ((left, width),) = plots.places(1, left=0, between=0)
    colours, blocks = plots.theme_colours(job.themes), []
    for theme in job.themes:
        cells = {}
        for name, table in words.items():
            largest = table[table["theme"] == theme.id].head(1)
            cells[name] = (name, largest["top_words"].iloc[0].split() if len(largest) else [], "no topic")
        blocks.append(
            plots.WordBlock(theme.label("en"), plots.legible(colours[theme.id]), cells, len(cells), width / len(cells))
        )
    figure, ((ax,),) = plots.new_page([plots.Row([(left, width)], sum(block.height for block in blocks))])
    plots.draw_word_table(ax, blocks, width)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
