"""Figure 7, a specification curve, as a script to edit; `topics robustness STUDY` makes its table.

python figures/fig7_specifications.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
table = job.companions("robustness")[-1].table("specifications").dropna(subset="share_change")
lines, limits = plots.board_lines(table), plots.limits_of(table, table["own"].astype(bool))
with plots.journal("springer"):
    at = plots.places(len(job.themes), left=plots.labels_width(lines), between=4)
    rows = [plots.Row(at, 26, above=6, below=1), plots.Row(at, plots.board_height(lines), below=7)]
    figure, (curves, boards) = plots.new_page(rows)
    for theme, curve, board in zip(job.themes, curves, boards, strict=True):
        its, colour = table[table["theme"] == theme.id], plots.theme_colours(job.themes)[theme.id]
        plots.draw_curve(curve, its, colour, limits)
        plots.draw_board(board, its, lines, colour, limits, labelled=board is boards[0])
        plots.draw_head(curve, theme.label("en"), "", plots.legible(colour), at[0][1])
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
