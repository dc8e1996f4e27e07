"""Figure 2, the change of each theme by every estimator: a forest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.claims.intervals_told import interval_note
from topics.errors import FigureError
from topics.report.captions import apart_caption, unfit_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.forest_pages import forest_pages
from topics.report.figures.sources import apart, apart_of, coded, findings, fitness, own, own_of, trends, unfit_reason
from topics.report.headings import labelled
from topics.schema import declare
from topics.shares.apart import Apart
from topics.shares.estimate import SHARES
from topics.shares.trend.trends import TRENDS, by_model
from topics.themes import Theme
from topics.wording import period

if TYPE_CHECKING:
    import pandas as pd

_CHANGE = ("share_change", "share_change_lower", "share_change_upper")
_KEPT = ("share_change", *(f"fitted_change{end}" for end in ("", "_lower", "_upper", "_lower_holm", "_upper_holm")))
ROWS = declare(
    "fig2_change",
    "one theme and estimator",
    (
        *TRENDS.only("theme", "estimator", "first", "last", "share_first", "share_last", *_KEPT),
        *(replace(column, optional=True) for column in SHARES.only("unstable", "unfit")),
    ),
)
_WORDS = {
    "en": {
        "key": (
            "Change of the share over {first} to {last} in points by the model of change. Thick: its 95% interval; "
            "thin: the interval that allows for all themes; a change is claimed where that of every method is clear of "
            "0. Filled: {own}, the study's own{known}."
        ),
        "apart": "Apart from {own} in level: {n} of the other methods (see the caption).",
        "known": "; dashed: the change that people coded",
        "stated": "; dashed: the change that codes state, corrected or of the codes alone",
        "beyond": "An arrowhead ends an interval that goes on.",
        "space": " ",
    },
    "zh": {
        "key": (
            "{first}至 {last}按变化模型得出的占比变化（百分点）。粗线：95% 区间；细线：经主题间校正的区间，"
            "各方法的细线均不含 0 才可认定变化。实心：{own}，本研究采用的方法{known}。"
        ),
        "apart": "所得占比与 {own} 相差较大的其他方法有 {n} 种（见图注）。",
        "known": "；虚线：人工编码所示变化",
        "stated": "；虚线：校正后或仅据编码的变化",
        "beyond": "箭头表示区间继续延伸。",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "The change of each theme's share over the periods by every estimator, with its 95% interval. "
        "Where the rows of a block lie apart, the answer depends on the method. All rows rest "
        "on the same documents, so that overlapping intervals do not test one estimator against another. How shares "
        "and intervals are made is in docs/methods.md."
    ),
    "zh": (
        "各方法得出的主题占比在各期之间的变化及其 95% 区间。同一主题的各行相距越远，结论越依赖方法。"
        "各行使用同一批文档，区间重叠与否不能用来比较方法。占比与区间的算法见 docs/methods.md。"
    ),
}


@FIGURES.register(
    "fig2_change",
    label={
        "en": "Change: each theme's change from the first to the last period by every estimator, with intervals.",
        "zh": "变化：各方法得出的各主题自首期至末期的变化及区间。",
    },
    tables=(trends,),
    beside=(own, findings, fitness, apart, coded),
    rows=ROWS,
    claims=True,
    lacking={
        "en": "change takes two periods with documents, and this study has fewer.",
        "zh": "考察变化至少需要两个有文档的时期，本研究不足两个。",
    },
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, a row per estimator."""
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.findings import finding_line, finding_title, not_claimed
    from topics.plots.foot import not_validated
    from topics.plots.forest import Block, beyond, limits_of, sides_of
    from topics.plots.left_out import left_out, not_measured
    from topics.plots.roles import legible, theme_colours
    from topics.plots.share_panel import measured, shown_as_unfit

    say, rows = in_figures(_WORDS, language), change_rows(tables["trends"], themes)
    name, said, colours = own_of(tables, rows), tables.get("findings"), theme_colours(themes)
    # The difference of the two ends alone is another number than the rows show, and stands in figure 1.
    by_the_model = said if said is None else said.assign(ends_told=False, difference=said["change"])
    changes = by_model(rows)
    as_shares = changes.assign(
        share=rows[["share_first", "share_last"]].max(axis=1).where(rows["share_change"].notna())
    )
    known = {theme.id: _known_change(tables, theme) for theme in themes}
    blocks, mute = [], not_claimed(by_the_model, themes)
    for theme in themes:
        its = as_shares[as_shares["theme"] == theme.id]
        mine = its["estimator"] == name
        why = not_measured(its[mine], language, unfit_reason(tables, name, theme, language))
        drawn = its[mine | its.index.isin([*measured(its).index, *shown_as_unfit(its).index])]
        drawn.loc[mine & (why != ""), _CHANGE] = float("nan")
        drawn = drawn.sort_values("estimator", key=lambda names: names != name, kind="stable")
        line = finding_line(by_the_model, theme.id, language, by_methods=True)
        colour, pale = legible(colours[theme.id]), theme.id in mute
        blocks.append(Block(drawn, theme.label(language), line, colour, known[theme.id], why, pale))
    others = apart_of(tables)
    by_codes = said is not None and bool(said["corrected"].any())
    told = say["stated" if by_codes else "known"] if any(change is not None for change in known.values()) else ""
    first, last = (str(rows[end].iloc[0]) for end in ("first", "last"))
    sides = sides_of(changes, language)
    limits = limits_of(changes, rows["estimator"] == name, [change for change in known.values() if change is not None])
    texts = {
        "title": finding_title(by_the_model, themes, language),
        "key": say["key"].format(
            first=period(first, language), last=period(last, language), own=estimator_label(name, language), known=told
        ),
        "foot": say["space"].join(
            filter(
                None,
                [
                    not_validated(language, beside=by_codes),
                    say["beyond"] if beyond(changes, limits) else "",
                    _apart_from(others, name, language),
                    left_out(as_shares, themes, language),
                    note,
                ],
            )
        ),
    }
    pages = forest_pages(blocks, name, limits, sides, texts, language)
    covers = interval_note(changes).in_language(language)
    judged = unfit_caption(as_shares, themes, language), apart_caption(others, name, themes, language)
    caption = filter(None, [_CAPTION[language], covers, *judged])
    return Drawing(pages[0], rows, "\n\n".join(caption), tuple(pages[1:]))


def _apart_from(others: Sequence[Apart], own: str, language: str) -> str:
    """How many methods lie apart from the study's own; "" for none."""
    from topics.plots.figure_words import estimator_label, in_figures

    n = len({one.estimator for one in others})
    told = in_figures(_WORDS, language)["apart"].format(n=n, own=own)
    return labelled(told, {own: estimator_label(own, language)}) if n else ""


def change_rows(table: "pd.DataFrame", themes: Sequence[Theme]) -> "pd.DataFrame":
    """The rows of the themes, in their order; changes that are unfit, unstable or of no topic are missing."""
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    if rows.empty or not rows["share_change"].notna().any():
        raise FigureError("no estimator has a change from the first to the last period of any theme.")
    bounds = rows[list(_KEPT)].mask(rows["share_change"].isna())
    return ROWS.check(rows.assign(**bounds)[[name for name in ROWS.names if name in rows]])


def _known_change(tables: Tables, theme: Theme) -> float | None:
    """The change of a theme that codes state, or between its first and last coded periods; None without codes."""
    if (said := tables.get("findings")) is not None and said["corrected"].any():
        told = said.loc[(said["theme"] == theme.id) & said["corrected"] & said["change"].notna(), "change"]
        return float(told.iloc[0]) if len(told) else None
    if (table := tables.get("coded")) is None:
        return None
    its = table[(table["theme"] == theme.id) & (table["weighting"] == "text")].sort_values("period")
    change = float(its["share"].iloc[-1] - its["share"].iloc[0]) if len(its) else float("nan")
    return change if change == change else None
