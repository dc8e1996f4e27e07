"""Figure 6, the corpus, as a script to edit; `topics figures` draws the one of the paper.

python figures/fig6_corpus.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
documents = plots.largest_sources(job.table("documents"))
with plots.journal("springer"):
    at, bars = plots.places(2, left=0, between=6), plots.bar_rows(documents)
    flows = [plots.flow_steps(job.table("funnel"), levels) for levels in (plots.UNITS, plots.OF_TEXT)]
    height = max(plots.flow_height(steps, at[0][1]) for steps in flows)
    place = plots.places(1, left=plots.labels_room(bars), between=0, right=plots.numbers_room(bars))
    rows = [plots.Row(place, high, above=3, below=3) for high in plots.bar_heights(bars)]
    figure, (above, *below) = plots.new_page([plots.Row(at, height), *rows, plots.Row([], 4)])
    for ax, steps in zip(above, flows, strict=True):
        plots.draw_flow(ax, steps, at[0][1], height)
    plots.draw_bars([line[0] for line in below if line], bars, list(dict.fromkeys(documents["year"])), place[0][1])
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
