"""Figure 7, a specification curve."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from topics.jobs.robustness import SPECIFICATIONS
from topics.report.figures import FIGURES, Drawing, Tables
from topics.results.fitness import kept_fitness, with_unfit
from topics.schema import declare
from topics.shares.estimate import SHARES
from topics.shares.intervals import FEW_CARRIERS
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare("fig7_specifications", "one specification and theme", (*SPECIFICATIONS.columns, *SHARES.only("unfit")))

_CAPTION = {
    "en": (
        "A specification curve (Simonsohn, Simmons & Nelson 2020): above, the change of a theme's share from the first "
        "to the last period in every specification, sorted, with its 95 % interval (documents and seeds); below, the "
        "choices that each specification makes. A choice without a mark does not apply to that estimator. "
        f"Grey: the interval includes 0, or fewer than {FEW_CARRIERS} clusters of documents in effect carry the theme. "
        "A band that leaves its panel goes on beyond it. Specifications whose estimator has no topic for the theme, or "
        "is unfit for it in the study itself, are left out. "
        "Specifications share their documents: the curve describes how far choices matter, and is no test."
    ),
    "zh": (
        "设定曲线（Simonsohn、Simmons 与 Nelson，2020）：上图为各种设定下主题占比自首期至末期的变化，按大小排序，附 95% 区间"  # noqa: E501
        "（文档与种子）；下图为每种设定所作的选择，无标记者表示该选择不适用于该估计方法。各设定使用同一批文档："
        f"曲线说明结论在多大程度上取决于选择，并非检验。灰色：区间含 0，或承载该主题的有效文档簇不足 {FEW_CARRIERS} 个。"  # noqa: E501
        "超出图框的区间仍向外延伸。没有对应话题、或其方法在本研究中不适用于该主题的设定不绘出。"
    ),
}


def specifications(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest specification curve; None before the first."""
    curves = job.companions("robustness")
    return with_unfit(curves[-1].table("specifications"), kept_fitness(job)) if curves else None


@FIGURES.register(
    "fig7_specifications",
    label={
        "en": "A specification curve: the change of each theme's share in every specification, and what each chose.",
        "zh": "设定曲线：各种设定下各主题占比的变化，以及每种设定所作的选择。",
    },
    tables=(specifications,),
    rows=ROWS,
    lacking="there is no specification curve of this study yet; `topics robustness STUDY` makes one.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """One curve per theme, with the board of choices below it."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot, not_validated
    from topics.plots.specification_curve import board_rows, draw_specifications
    from topics.plots.style import journal, new_figure

    table = tables["specifications"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    columns = min(len(themes), 4)
    lines = ceil(len(themes) / columns)
    heights = [44.0, 3.0 * len(board_rows(rows)) + 4]
    with journal():
        figure = new_figure(height=12 + lines * (sum(heights) + 10))
        grid = figure.subplots(2 * lines, columns, squeeze=False, sharey="row", height_ratios=heights * lines)
        curves, boards = grid[::2].ravel(), grid[1::2].ravel()
        for empty in [*curves[len(themes) :], *boards[len(themes) :]]:
            empty.remove()
        draw_specifications(list(curves[: len(themes)]), list(boards[: len(themes)]), rows, themes, language)
        add_foot(figure, [not_validated(language), note], language)
        typeset(figure)
    return Drawing(figure, rows, _CAPTION[language])
