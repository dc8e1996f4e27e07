"""Figure 10, estimates minus the shares that people coded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.report.captions import apart_caption, unfit_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.fig1_theme_shares import SHARE_ROWS, theme_share_rows
from topics.report.figures.forest_pages import forest_pages
from topics.report.figures.sources import apart, apart_of, own, own_of
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig10_truth",
    "one estimator, or the codes, by theme and period",
    # Codes have no seeds, clusters or instability: these are numbers, missing there.
    tuple(
        replace(c, dtype="number", unit=c.unit or "0 or 1") if c.dtype in ("integer", "flag") else c for c in SHARE_ROWS
    ),
)
_WORDS = {
    "en": {
        "key": (
            "Estimate minus coded share, in points: a dot per period, a line from the lowest to the highest. "
            "In colour: {own}, the study's own estimator. At the right: mean absolute error."
        ),
        "title": "{own} is {error} points off the coded shares, on average over themes and periods",
        "told": "{error} points",
        "space": " ",
    },
    "zh": {
        "key": (
            "估计占比减人工编码占比（百分点）：每点为一期，横线自最低至最高。彩色：{own}，本研究采用的方法。"
            "右侧为平均绝对误差。"
        ),
        "title": "{own}的占比与人工编码平均相差 {error} 个百分点（各主题、各期平均）",
        "told": "{error} 个百分点",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "How far each estimator's share lies from the one that human codes of every passage give, by theme and period. "
        "Dots right of zero are too much, left of it too little; a row of dots that lie together but off zero has the "
        "change right and the level wrong. What is unfit, unstable or of no topic is not drawn. How "
        "estimates are held against codes is in docs/methods.md."
    ),
    "zh": (
        "各方法的占比与逐段人工编码所得占比之差，分主题与时期。零线右侧为高估，左侧为低估；"
        "若各点聚集而偏离零线，则变化可信而占比水平有误。不适用、不稳定或没有对应话题的方法不绘出。"
        "与编码的比较见 docs/methods.md。"
    ),
}


def truth(job: Job) -> "pd.DataFrame | None":
    """Theme shares by period from human codes; None unless every counted passage has a code."""
    return job.coded_shares()


@FIGURES.register(
    "fig10_truth",
    label={
        "en": "Truth against estimate: each estimator's error by theme and period, and the mean error.",
        "zh": "真值与估计：各方法按主题与时期的误差及平均误差。",
    },
    tables=("shares", truth),
    beside=(own, apart),
    rows=ROWS,
    lacking={
        "en": "not every passage of this study has a human code, so there is no truth to draw.",
        "zh": "并非每个段落都有人工编码，没有真值可供对照。",
    },
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, a row of dots per estimator."""
    import pandas as pd

    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.forest import Block, limits_of, sides_of
    from topics.plots.left_out import left_out
    from topics.plots.roles import legible, theme_colours
    from topics.plots.share_panel import measured
    from topics.plots.style import CODES

    say, rows = in_figures(_WORDS, language), theme_share_rows(tables["shares"], themes)
    known, name = theme_share_rows(tables["truth"], themes), own_of(tables, rows)
    errors = errors_of(measured(rows), known)
    if errors.empty:
        raise FigureError("no estimator measures a theme of which people coded the share.")
    errors = errors.assign(told=[say["told"].format(error=number(100 * error, 1)) for error in errors["error"]])
    colours = theme_colours(themes)
    blocks = [
        Block(
            its.sort_values("estimator", key=lambda names: names != name, kind="stable"),
            theme.label(language),
            "",
            legible(colours[theme.id]),
        )
        for theme in themes
        if len(its := errors[errors["theme"] == theme.id])
    ]
    mine = errors.loc[errors["estimator"] == name, "error"]
    label = estimator_label(name, language)
    texts = {
        "title": say["title"].format(own=label, error=number(100 * float(mine.mean()), 1)) if len(mine) else "",
        "key": say["key"].format(own=label),
        "foot": say["space"].join(filter(None, [left_out(rows, themes, language), note])),
    }
    limits = limits_of(errors, errors["estimator"].notna())
    first, *further = forest_pages(blocks, name, limits, sides_of(errors, language), texts, language)
    both = pd.concat([known.reindex(columns=rows.columns).assign(estimator=CODES), rows], ignore_index=True)
    judged = apart_caption(apart_of(tables), name, themes, language)
    caption = "\n\n".join(filter(None, [_CAPTION[language], unfit_caption(rows, themes, language), judged]))
    return Drawing(first, both, caption, tuple(further))


def errors_of(rows: "pd.DataFrame", known: "pd.DataFrame") -> "pd.DataFrame":
    """The errors of each theme and estimator as a row of a forest: the least, the mean, the greatest and all `dots`.

    `error` is the mean absolute error over periods.
    """
    both = rows.merge(known[["theme", "period", "share"]], on=["theme", "period"], suffixes=("", "_known"))
    both = both.assign(off=both["share"] - both["share_known"]).dropna(subset="off")
    found = both.groupby(["theme", "estimator"], sort=False)["off"].agg(
        share_change="mean",
        share_change_lower="min",
        share_change_upper="max",
        dots=list,
        error=lambda off: off.abs().mean(),
    )
    return found.reset_index()
