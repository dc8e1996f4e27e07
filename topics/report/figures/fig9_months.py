"""Figure 9, theme shares by month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.captions import estimand_caption, unfit_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.results.fitness import kept_fitness, with_unfit
from topics.results.shares import job_parts, shares_of
from topics.schema import declare
from topics.shares.estimate import SHARES
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig9_months",
    "one theme and month",
    SHARES.without("lower", "upper", "se_documents", "se_seeds", "unstable"),
)

_CAPTION = {
    "en": "Theme shares by month, darker for a larger share; a dot is a month without a document.",
    "zh": "各月主题占比，颜色越深占比越高；圆点表示该月没有文档。",
}


def months(job: Job) -> "pd.DataFrame":
    """Theme shares by month of the study's first estimator, without bands."""
    first = job.own.name
    scores, corpus, tokens, estimand, design = job_parts(job, by="month", draws=100)
    shares = shares_of({first: scores[first]}, corpus, tokens, estimand, design)
    wanted: pd.DataFrame = shares[shares["weighting"] == "text"].drop(
        columns=["lower", "upper", "se_documents", "se_seeds"]
    )
    return with_unfit(wanted.reset_index(drop=True), kept_fitness(job))


@FIGURES.register(
    "fig9_months",
    label={
        "en": "Themes by month, darker for a larger share.",
        "zh": "各月主题占比，颜色越深占比越高。",
    },
    tables=(months,),
    rows=ROWS,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A heat map, one row per theme and one column per month."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot, not_validated
    from topics.plots.heat_map import draw_heat_map
    from topics.plots.style import journal, new_figure

    rows = tables["months"]
    rows = rows[rows["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    with journal():
        figure = new_figure(height=40 + 8 * len(themes))
        draw_heat_map(figure.subplots(), rows, themes, language)
        add_foot(figure, [not_validated(language), note], language)
        typeset(figure)
    parts = [_CAPTION[language], unfit_caption(rows, themes, language), estimand_caption(rows, language)]
    return Drawing(figure, rows, "\n\n".join(filter(None, parts)))
