"""Figure 14, themes that share sentences, as a script to edit; `topics figures` draws the paper's.

python figures/fig14_together.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
table = job.together().query("unit == 'sentence' and p.notna()")
changes = {
    f"share_change{end}": table[name] - 1 for end, name in (("", "ratio"), ("_lower", "lower"), ("_upper", "upper"))
}
rows = table.assign(theme="pairs", estimator="", name=table["theme_a"] + " + " + table["theme_b"], **changes)
rows["told"] = [f"{n} of {by_chance:.1f}" for n, by_chance in zip(rows["together"], rows["expected"], strict=True)]
with plots.journal("springer"):
    block = plots.Block(rows, "Sentences with both themes, per cent more or fewer than by chance", "", "#222222")
    sides = plots.sides_of(rows)
    ((left, width),) = plots.places(1, left=sides.left, between=0, right=sides.right)
    height = block.height(sides.left + width + sides.right)
    figure, ((ax,),) = plots.new_page([plots.Row([(left, width)], height, 0, 6.5)])
    plots.draw_forest(ax, [block], "", plots.limits_of(rows, rows["p_adjusted"] < 0.05), sides)
    plots.finished(figure).savefig(f"{Path(__file__).stem}.pdf")
