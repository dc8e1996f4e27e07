"""Figure 9, theme shares by month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.captions import estimand_caption, unfit_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import findings, fitness, unfit_reason
from topics.results.fitness import kept_fitness, with_unfit
from topics.results.shares import job_parts, shares_of
from topics.schema import Column, declare
from topics.shares.estimate import SHARES
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig9_months",
    "one theme and month or quarter",
    (Column("by", "text", "", "month or quarter"), *SHARES.without("se_documents", "se_seeds", "unstable")),
)
_WORDS = {
    "en": {
        "key": (
            "Share of the text by {own}, the study's own estimator. Line: quarters, with 95% band; "
            "dots: months; bars: documents per month, at most {most}."
        ),
        "space": " ",
    },
    "zh": {
        "key": "{own}（本研究采用的方法）得出的文本占比。线：季度，附 95% 区间；点：月；条：每月文档数，最多 {most} 篇。",  # noqa: E501
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "Theme shares by month (dots) and by quarter (line with its 95% band, by resampling). A month has few "
        "documents, so that its dot says little by itself. A month without a counted document has no dot, and is no "
        "share of zero. How shares and bands are made is in docs/methods.md."
    ),
    "zh": (
        "各月（点）与各季度（线，附重抽样所得 95% 区间）的主题占比。单月文档较少，单月数值不足以反映趋势。"
        "没有计入文档的月份不绘点，也不计为零。占比与区间的算法见 docs/methods.md。"
    ),
}


def months(job: Job) -> "pd.DataFrame":
    """Theme shares of the study's own estimator by month and by quarter, with bands; column `by`."""
    import pandas as pd

    scores, corpus, tokens, _, _ = job_parts(job)
    own, tables = {job.own.name: scores[job.own.name]}, []
    for by in ("month", "quarter"):
        shares = shares_of(own, corpus, tokens, *job.measured(by=by))
        tables.append(shares[shares["weighting"] == "text"].assign(by=by))
    wanted: pd.DataFrame = pd.concat(tables, ignore_index=True).drop(columns=["se_documents", "se_seeds"])
    return with_unfit(wanted, kept_fitness(job))


@FIGURES.register(
    "fig9_months",
    label={
        "en": "Themes by month: dots for months, a line with a band for quarters, bars for documents.",
        "zh": "各月主题占比：点为月，线与区间为季度，条为文档数。",
    },
    tables=(months,),
    beside=(fitness, findings),
    rows=ROWS,
    claims=True,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A panel per theme."""
    from topics.plots.boxes import finished
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.findings import finding_title, not_claimed
    from topics.plots.foot import not_validated
    from topics.plots.left_out import not_measured
    from topics.plots.months import draw_months, mark_years
    from topics.plots.panels import Head, Spacing, panel_pages
    from topics.plots.roles import QUIET, legible, muted, theme_colours
    from topics.plots.share_panel import highest_share, mark_shares

    say, table = in_figures(_WORDS, language), tables["months"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    of = {(by, theme): its for (by, theme), its in rows.groupby(["by", "theme"])}
    own, names = str(rows["estimator"].iloc[0]), sorted(set(rows.loc[rows["by"] == "month", "period"]))
    highest = max(highest_share(its, own) for (by, _), its in of.items() if by == "quarter")
    highest = max(highest, 1.06 * float(rows["share"].fillna(0).max()))  # a single month may be all about one theme
    most, colours = int(rows.loc[rows["by"] == "month", "n_documents"].max()), theme_colours(themes)
    mute = not_claimed(tables.get("findings"), themes)
    heads = [
        Head(
            theme.label(language),
            not_measured(of["month", theme.id], language, unfit_reason(tables, own, theme, language)),
            QUIET if theme.id in mute else legible(colours[theme.id]),
        )
        for theme in themes
    ]
    key = say["key"].format(own=estimator_label(own, language), most=most)
    foot = say["space"].join(filter(None, [not_validated(language), note]))
    title = finding_title(tables.get("findings"), themes, language)
    pages = panel_pages(heads, Spacing(width=42, between=5, most=3), title=title, key=key, foot=foot)
    for figure, panels in pages:
        for panel in panels:
            theme = themes[panel.index].id
            its = of["month", theme], of["quarter", theme]
            colour = muted(colours[theme]) if theme in mute else colours[theme]
            draw_months(panel.ax, *its, colour, names=names, highest=highest, most=most)
            mark_shares(panel.ax, labelled=panel.first)
            mark_years(panel.ax, names, panel.width)
        finished(figure)
    first, *further = (figure for figure, _ in pages)
    parts = [_CAPTION[language], unfit_caption(rows, themes, language), estimand_caption(rows, language)]
    drawn = rows[[name for name in ROWS.names if name in rows]]
    return Drawing(first, drawn, "\n\n".join(filter(None, parts)), tuple(further))
