"""Figure 12, corrected shares beside uncorrected ones and those of the codes alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.coding.gold.estimate import ESTIMATES
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.forest_pages import forest_pages
from topics.report.figures.sources import findings
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import share_interval

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig12_corrected",
    "one method, theme and period",
    tuple(
        replace(column, optional=column.name not in ("method", "theme", "period", "share", "lower", "upper"))
        for column in ESTIMATES.columns
    ),
)
_METHODS = ("corrected", "gold only", "uncorrected")
_WORDS = {
    "en": {
        "key": (
            "Share in per cent with its 95% interval. In colour: corrected by the coded sample; "
            "grey: the codes alone, and {own} uncorrected."
        ),
        "title": "{n} of {of} uncorrected shares lie outside the corrected interval",
        "none": "All {of} uncorrected shares lie within the corrected interval",
        "corrected": "{period}  corrected",
        "gold only": "codes alone",
        "uncorrected": "uncorrected",
        "missing": "no corrected share: too few codes",
        "space": " ",
    },
    "zh": {
        "key": "占比（%）及 95% 区间。彩色：经编码样本校正；灰色：仅据人工编码，以及未经校正的{own}。",
        "title": "{of} 个未经校正的占比中有 {n} 个落在校正区间之外",
        "none": "{of} 个未经校正的占比均落在校正区间之内",
        "corrected": "{period}  校正",
        "gold only": "仅编码",
        "uncorrected": "未校正",
        "missing": "无校正占比：编码过少",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "Shares of each theme by period from a coded sample: corrected, where an estimator's predictions for all units "
        "are mended by the codes; from the codes alone; and the estimator's own, uncorrected. Corrected shares are "
        "right on average whatever the estimator, and their intervals are shorter than those of the codes alone where "
        "it is good. Where an uncorrected share lies outside the corrected interval, the codes contradict its level. "
        "The formulas are in docs/methods.md."
    ),
    "zh": (
        "由编码样本得到的各主题各期占比：经校正（以编码修正估计方法对全部单元的预测）、仅据编码、"
        "以及估计方法自身未经校正的占比。"
        "无论方法优劣，校正后的占比平均而言无偏；方法较好时，其区间短于仅据人工编码的区间。未经校正的占比若落在校正区间之外，"
        "则与人工编码不符。公式见 docs/methods.md。"
    ),
}


def corrected(job: Job) -> "pd.DataFrame | None":
    """The shares by every method that `topics gold estimate` kept for the job; None without any, or where stale."""
    found, _ = job.gold()
    if found is None or found.methods is None:
        return None
    table = found.methods[found.methods["method"].isin(_METHODS)]
    one = table.loc[table["method"] == "corrected", "estimator"].iloc[0]
    return table[table["estimator"].isin([one, "codes"]) | (table["method"] == "gold only")].reset_index(drop=True)


@FIGURES.register(
    "fig12_corrected",
    label={
        "en": "Corrected against uncorrected shares, with those of the codes alone.",
        "zh": "校正前后的占比，以及仅据人工编码的占比。",
    },
    tables=(corrected,),
    beside=(findings,),
    rows=ROWS,
    lacking="no corrected shares of this job are kept; `topics gold estimate STUDY` makes them.",
    rests="codes",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, three rows per period."""
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.findings import in_order
    from topics.plots.forest import Block, limits_of, sides_of
    from topics.plots.roles import legible, theme_colours

    say, table = in_figures(_WORDS, language), tables["corrected"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    forest, colours = _forest(rows, say), theme_colours(themes)
    blocks = [
        Block(its, theme.label(language), "", legible(colours[theme.id]), missing=say["missing"])
        for theme in in_order(tables.get("findings"), themes)
        if len(its := forest[forest["theme"] == theme.id])
    ]
    own = estimator_label(str(rows.loc[rows["method"] == "uncorrected", "estimator"].iloc[0]), language)
    outside, of = _outside(rows)
    texts = {
        "title": say["title" if outside else "none"].format(n=outside, of=of) if of else "",
        "key": say["key"].format(own=own),
        "foot": note or "",
    }
    limits = limits_of(forest, forest["estimator"] == "corrected")
    sides = sides_of(forest, language)
    first, *further = forest_pages(blocks, "corrected", limits, sides, texts, language, signed=False)
    return Drawing(first, rows[[name for name in ROWS.names if name in rows]], _CAPTION[language], tuple(further))


def _forest(rows: "pd.DataFrame", say: dict[str, str]) -> "pd.DataFrame":
    """Shares as rows of a forest: theme by theme, period by period, the corrected one first."""
    numbers = {"share_change": "share", "share_change_lower": "lower", "share_change_upper": "upper"}
    order = rows.assign(place=rows["method"].map(_METHODS.index)).sort_values(["theme", "period", "place"])
    bounds = zip(order["share"], order["lower"], order["upper"], strict=True)
    return order.assign(
        estimator=order["method"],
        name=[say[m].format(period=p) for m, p in zip(order["method"], order["period"], strict=True)],
        told=[share_interval(*three) for three in bounds],
        apart=order["method"] == _METHODS[0],
        **{name: order[column] for name, column in numbers.items()},
    )


def _outside(rows: "pd.DataFrame") -> tuple[int, int]:
    """How many uncorrected shares lie outside the corrected interval of their theme and period, and of how many."""
    cells = rows.set_index(["theme", "period"])
    exact, own = (cells[cells["method"] == method] for method in ("corrected", "uncorrected"))
    both = exact[["lower", "upper"]].join(own["share"]).dropna()
    return int((~both["share"].between(both["lower"], both["upper"])).sum()), len(both)
