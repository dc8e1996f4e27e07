"""Figure 4, numbers of topics side by side."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from topics.jobs.sweep import SWEEP
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare("fig4_sizes", "one number of topics and measure", SWEEP.columns)

_CAPTION = {
    "en": (
        "Numbers of topics side by side: the mean over seeds and the range of the seeds (for stability, of the runs' "
        "mean similarity to the others). The measures answer different questions; none of them names a best size."
    ),
    "zh": "不同话题数并列：种子间均值与范围。各指标回答不同的问题，没有哪一个给出“最佳”话题数。",
}


def sizes(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest sweep; None before the first."""
    sweeps = job.companions("sweep")
    return sweeps[-1].table("sweep") if sweeps else None


@FIGURES.register(
    "fig4_sizes",
    label={
        "en": "Numbers of topics: coherence, stability, diversity, held-out perplexity, agreement with codes.",
        "zh": "话题数：一致性、稳定性、多样性、留出困惑度、与人工编码的一致。",
    },
    tables=(sizes,),
    rows=ROWS,
    lacking="there is no sweep of this study yet; `topics sweep STUDY` makes one.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Numbers of topics, one panel per measure."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.sizes import draw_sweep
    from topics.plots.style import journal, new_figure

    table = tables["sizes"]
    n = table["measure"].nunique()
    columns = min(n, 3)
    lines = ceil(n / columns)
    with journal():
        figure = new_figure(height=8 + 44 * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_sweep(list(grid[:n]), table, language)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, _CAPTION[language])
