"""Figure 12, corrected shares beside uncorrected ones and those of the codes alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.coding.gold.estimate import ESTIMATES
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.forest_pages import forest_pages
from topics.report.figures.sources import stated
from topics.report.headings import labelled
from topics.schema import declare
from topics.shares.coded.corrected_change import CODES_ALONE, stated_methods
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
_STATED = "stated"  # in the place of an estimator's name
_METHODS = ("corrected", CODES_ALONE, "uncorrected")
_WORDS = {
    "en": {
        "key": "Share in per cent with its 95% interval. In colour: {stated}; grey: {other}, and {own} uncorrected.",
        "other corrected": "the codes alone",
        "other gold only": "the shares that they correct",
        "other both": "the other of these two",
        "by corrected": "corrected by the coded sample, as stated",
        "by gold only": "the codes alone, as stated",
        "by both": "what is stated, corrected or of the codes alone",
        "title": "{n} of {of} uncorrected shares lie outside the interval {by}",
        "one": "1 of {of} uncorrected shares lies outside the interval {by}",
        "none": "All {of} uncorrected shares lie within the interval {by}",
        "in corrected": "of the corrected ones",
        "in gold only": "of the codes alone",
        "in both": "of the shares that are stated",
        "corrected": "corrected",
        CODES_ALONE: "codes alone",
        "uncorrected": "uncorrected",
        "missing": "no share: too few codes",
        "space": " ",
    },
    "zh": {
        "key": "占比（%）及 95% 区间。彩色：{stated}；灰色：{other}，以及未经校正的 {own}。",
        "other corrected": "仅据编码的占比",
        "other gold only": "经编码校正的占比",
        "other both": "这两种中的另一种",
        "by corrected": "经编码样本校正，即所述占比",
        "by gold only": "仅据人工编码，即所述占比",
        "by both": "所述占比（经校正或仅据编码）",
        "title": "{of} 个未经校正的占比中有 {n} 个落在{by}区间之外",
        "one": "{of} 个未经校正的占比中有 1 个落在{by}区间之外",
        "none": "{of} 个未经校正的占比均落在{by}区间之内",
        "in corrected": "校正",
        "in gold only": "仅据编码的",
        "in both": "所述占比的",
        "corrected": "校正",
        CODES_ALONE: "仅据编码",
        "uncorrected": "未校正",
        "missing": "无占比：编码过少",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "Shares of each theme by period from a coded sample: corrected, where an estimator's predictions for all units "
        "are mended by the codes; from the codes alone; and the estimator's own, uncorrected. In colour is what states "
        "the theme, that of the first two whose intervals are narrower on average. Where an uncorrected share lies "
        "outside that interval, the codes contradict its level. The formulas are in docs/methods.md.",
        "Where the codes are right, corrected shares are right on average whatever the estimator; where differences of "
        "coders stay open, only if the estimator errs independently of the coders. Their intervals are shorter than "
        "those of the codes alone where it is good.",
        "Uncorrected shares here count a {unit} wholly for its main theme, as codes do; those of figure 1, the page "
        "and `topics shares` count passages by the weights of their themes, so that the two differ.",
    ),
    "zh": (
        "由编码样本得到的各主题各期占比：经校正（以编码修正估计方法对全部单元的预测）、仅据编码、"
        "以及估计方法自身未经校正的占比。"
        "彩色者为该主题所述的占比，即前两种中区间平均较窄的一种。未经校正的占比若落在该区间之外，"
        "则与人工编码不符。公式见 docs/methods.md。",
        "只要编码正确，无论方法优劣，校正后的占比平均而言无偏；若编码员之间的分歧尚未裁定，则仅当方法的误差与编码员的误差相互独立时无偏。"
        "方法较好时，其区间短于仅据人工编码的区间。",
        "此处未经校正的占比与编码一样，将{unit}全部计入其首要主题；图 1、页面与 `topics shares` "
        "按段落的主题权重计算，二者因此不同。",
    ),
}


_UNITS = {"en": {False: "passage", True: "document"}, "zh": {False: "段落", True: "文档"}}


def corrected(job: Job) -> "pd.DataFrame | None":
    """The shares by every method that `topics gold estimate` kept for the job; None without any, or where stale."""
    found, _ = job.gold()
    if found is None or found.methods is None:
        return None
    table = found.methods[found.methods["method"].isin(_METHODS)]
    one = table.loc[table["method"] == "corrected", "estimator"].iloc[0]
    return table[table["estimator"].isin([one, "codes"]) | (table["method"] == CODES_ALONE)].reset_index(drop=True)


def counted(job: Job) -> "pd.DataFrame":
    """How the study counts a passage that is of several themes: one row, column `membership`."""
    import pandas as pd

    return pd.DataFrame({"membership": [job.estimand.membership]})


@FIGURES.register(
    "fig12_corrected",
    label={
        "en": "Corrected against uncorrected shares, with those of the codes alone.",
        "zh": "校正前后的占比，以及仅据人工编码的占比。",
    },
    tables=(corrected,),
    beside=(stated, counted),
    rows=ROWS,
    lacking={
        "en": "no corrected shares of this job are kept; `topics gold estimate STUDY` makes them.",
        "zh": "没有保存本次运行的校正占比，可运行 `topics gold estimate STUDY`。",
    },
    rests="codes",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, three rows per period."""
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.forest import Block, limits_of, sides_of
    from topics.plots.roles import legible, theme_colours

    say, table = in_figures(_WORDS, language), tables["corrected"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    said = _stated_of(tables, rows)
    forest, colours = _forest(rows, said, say), theme_colours(themes)
    blocks = [
        Block(its, theme.label(language), "", legible(colours[theme.id]), missing=say["missing"])
        for theme in themes
        if len(its := forest[forest["theme"] == theme.id])
    ]
    own = str(rows.loc[rows["method"] == "uncorrected", "estimator"].iloc[0])
    by = said[next(iter(said))] if len({*said.values()}) == 1 else "both"
    outside, of = _outside(rows, said)
    key = say["key"].format(own=own, stated=say[f"by {by}"], other=say[f"other {by}"])
    title = say[{0: "none", 1: "one"}.get(outside, "title")]
    texts = {
        "title": title.format(n=outside, of=of, by=say[f"in {by}"]) if of else "",
        "key": labelled(key, {own: estimator_label(own, language)}),
        "foot": note or "",
    }
    limits = limits_of(forest, forest["estimator"] == _STATED)
    sides = sides_of(forest, language)
    first, *further = forest_pages(blocks, _STATED, limits, sides, texts, language, signed=False)
    told = _CAPTION[language][: 3 if _counted_otherwise(tables, rows) else 2]
    whole = "unit" in rows and bool(rows["unit"].eq("document").all())
    caption = "\n\n".join(told).format(unit=_UNITS[language][whole])
    return Drawing(first, rows[[name for name in ROWS.names if name in rows]], caption, tuple(further))


def _counted_otherwise(tables: Tables, rows: "pd.DataFrame") -> bool:
    """Whether the study's own shares count passages by weight, and these by main theme."""
    table = tables.get("counted")
    weights = table is not None and table["membership"].eq("weight").all()
    return bool(weights and "membership" in rows and rows["membership"].eq("primary").all())


def _stated_of(tables: Tables, rows: "pd.DataFrame") -> dict[str, str]:
    """What states each theme, `corrected` or `gold only`."""
    if (table := tables.get("stated")) is None:
        table = stated_methods(rows)
    table = table[table["theme"].isin(rows["theme"])]
    return dict(zip(table["theme"], table["method"], strict=True))


def _forest(rows: "pd.DataFrame", said: Mapping[str, str], say: Mapping[str, str]) -> "pd.DataFrame":
    """Shares as rows of a forest: theme by theme, period by period, what states the theme first."""
    numbers = {"share_change": "share", "share_change_lower": "lower", "share_change_upper": "upper"}
    first = rows["method"] == rows["theme"].map(said)
    order = rows.assign(place=rows["method"].map(_METHODS.index).where(~first, -1))
    order = order.sort_values(["theme", "period", "place"])
    bounds = zip(order["share"], order["lower"], order["upper"], strict=True)
    first = order["place"] == -1
    return order.assign(
        estimator=order["method"].mask(first, _STATED),
        name=[
            f"{period}  {say[method]}" if leads else say[method]
            for method, period, leads in zip(order["method"], order["period"], first, strict=True)
        ],
        told=[share_interval(*three) for three in bounds],
        apart=first,
        **{name: order[column] for name, column in numbers.items()},
    )


def _outside(rows: "pd.DataFrame", said: Mapping[str, str]) -> tuple[int, int]:
    """How many uncorrected shares lie outside the interval that is stated of theme and period, and of how many."""
    cells = rows.assign(stated=rows["method"] == rows["theme"].map(said)).set_index(["theme", "period"])
    exact, own = cells[cells["stated"]], cells[cells["method"] == "uncorrected"]
    both = exact[["lower", "upper"]].join(own["share"]).dropna()
    return int((~both["share"].between(both["lower"], both["upper"])).sum()), len(both)
