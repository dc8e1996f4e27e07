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
    names, colours = plots.names_room(rows, 40), plots.theme_colours(job.themes)
    place = plots.places(1, left=names, between=0, right=17)
    of = {theme.id: rows[rows["theme"] == theme.id] for theme in themes}
    grid = [plots.Row(place, sum(plots.row_heights(its, names)), above=8, below=7) for its in of.values()]
    figure, axes = plots.new_page(grid)
    for theme, (ax,) in zip(themes, axes, strict=True):
        about = {"periods": sorted(set(rows["period"])), "highest": rows["part"].max(), "names": names}
        plots.draw_term_rows(ax, of[theme.id], colours[theme.id], **about)
        plots.draw_head(ax, theme.label("en"), "", plots.legible(colours[theme.id]), place[0][1])
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
