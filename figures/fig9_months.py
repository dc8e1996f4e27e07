"""Figure 9, theme shares by month, as a script to edit; `topics figures` draws the paper's.

python figures/fig9_months.py [STUDY]
"""

import sys
from pathlib import Path

import topics
from topics import plots

job = topics.open_store().latest_job(*sys.argv[1:2])
wanted = f"estimator == {job.own.name!r} and weighting == 'text'"
months, quarters = (job.shares(by=by, draws=200).query(wanted) for by in ("month", "quarter"))
names, most = sorted(months["period"].unique()), int(months["n_documents"].max())
with plots.journal("springer"):
    colours, highest = plots.theme_colours(job.themes), 1.06 * float(months["share"].max())
    heads = [plots.Head(theme.label("en"), "", plots.legible(colours[theme.id])) for theme in job.themes]
    for number, (figure, panels) in enumerate(plots.panel_pages(heads, plots.Spacing(width=42, between=5, most=3)), 1):
        for panel in panels:
            theme = job.themes[panel.index].id
            its = (table[table["theme"] == theme] for table in (months, quarters))
            plots.draw_months(panel.ax, *its, colours[theme], names=names, highest=highest, most=most)
            plots.mark_shares(panel.ax, labelled=panel.first)
            plots.mark_years(panel.ax, names, panel.width)
        plots.finished(figure).savefig(f"{Path(__file__).stem}-{number}.pdf")
