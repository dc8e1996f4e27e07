"""Figure 1, theme shares by period: small panels in a row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import FigureError, nearest
from topics.report.captions import theme_shares_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import (
    apart,
    apart_of,
    coded,
    findings,
    fitness,
    own,
    own_of,
    refits,
    stated,
    unfit_reason,
)
from topics.schema import declare
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.estimate import SHARES
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import Theme
from topics.wording import number, span

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# A figure is drawn from less than a whole table of shares; what else stands in it is saved too.
_DRAWN = ("estimator", "theme", "period", "share", "lower", "upper", "n_documents")
SHARE_ROWS = tuple(replace(c, optional=c.optional or c.name not in _DRAWN) for c in SHARES.columns)
ROWS = declare("fig1_theme_shares", "one estimator, theme and period, of one weighting", SHARE_ROWS)

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "text": "Share of the text by {period}.",
        "document": "Share of documents, each counting one, by {period}.",
        "own": "Thick: {own}, the study's own estimator, with its 95% band",
        "company": ("grey: one other method", "grey: {n} other methods"),
        "apart": "apart from it in level: {n} (see the caption)",
        "known": "○ the share that people coded",
        CODES_ALONE: "○ the share by the codes alone, with its 95% interval",
        "corrected": "○ the share corrected by codes, with its 95% interval",
        "stated": "○ the share that codes state, corrected or of the codes alone, with its 95% interval",
        "dotted": "Dotted: fewer than {limit} documents.",
        "few": "Every {period} has fewer than {limit} documents.",
        "documents": "Documents per {period}: {n}.",
        "drawn unfit": "Dotted grey: unfit for the theme.",
        "marks": ("; ", "."),
        "circles": {
            CODES_ALONE: "Circles with upright lines: shares by the codes alone, with their 95% intervals.",
            "corrected": "Circles with upright lines: shares corrected by codes, with their 95% intervals.",
            "stated": "Circles with upright lines: shares that codes state, with their 95% intervals; by the codes "
            "alone: {alone}; corrected: {corrected}.",
        },
        "points": "Points beside a theme are the last share minus the first, {of}{ends}; "
        "the fitted change of `topics trends` is another number.",
        "of line": "both of the thick line",
        "of circles": "both of the circles",
        "of either": "both of the circles where a theme has them, else of the line",
        "ends": {
            "of line": "; values at the ends are of the line, as codes allow no claim about them",
            "of circles": ", as are the values at the ends",
            "of either": "; values at the ends are of the circles where codes allow a claim, else of the line",
        },
        "space": " ",
    },
    "zh": {
        "text": "各{period}文本占比。",
        "document": "各{period}文档占比（每篇计为一）。",
        "own": "粗线：{own}，本研究采用的方法，附 95% 区间",
        "company": ("灰线：另一种方法", "灰线：其他 {n} 种方法"),
        "apart": "与之相差较大的有 {n} 种（见图注）",
        "known": "○ 人工编码所得占比",
        CODES_ALONE: "○ 仅据人工编码的占比，附 95% 区间",
        "corrected": "○ 经编码校正的占比，附 95% 区间",
        "stated": "○ 经编码校正或仅据人工编码的占比，附 95% 区间",
        "dotted": "点线：文档不足 {limit} 篇。",
        "few": "每{period}文档均不足 {limit} 篇。",
        "documents": "每{period}文档数：{n}。",
        "drawn unfit": "灰色点线：不适用于该主题。",
        "marks": ("；", "。"),
        "circles": {
            CODES_ALONE: "圆圈及竖线：仅据人工编码的占比及其 95% 区间。",
            "corrected": "圆圈及竖线：经编码校正的占比及其 95% 区间。",
            "stated": "圆圈及竖线：据编码的占比及其 95% 区间；仅据人工编码：{alone}；经编码校正：{corrected}。",
        },
        "points": "主题旁的百分点为末期占比减首期占比，{of}{ends}；与 `topics trends` 中的拟合变化不是同一个数。",
        "of line": "均取自粗线",
        "of circles": "均取自圆圈",
        "of either": "有圆圈的主题均取自圆圈，其余取自粗线",
        "ends": {
            "of line": "；编码尚不能支持任何结论，两端所标数值取自粗线",
            "of circles": "，两端所标数值亦同",
            "of either": "；两端所标数值仅在编码足以支持结论时取自圆圈，其余取自粗线",
        },
        "space": "",
    },
}


@FIGURES.register(
    "fig1_theme_shares",
    label={
        "en": "Theme shares by period: a panel per theme, the study's own estimator with its band, others in grey.",
        "zh": "各期主题占比：每个主题一图，本研究采用的方法附区间，其他方法为灰线。",
    },
    tables=("shares",),
    beside=(own, findings, fitness, apart, coded, stated, refits),
    rows=ROWS,
    claims=True,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme shares by period."""
    from topics.plots.findings import finding_line

    rows = theme_share_rows(tables["shares"], themes)
    first, *further = theme_share_pages(rows, themes, language, note=note, beside=tables)
    again = tables.get("refits")
    banded = own_of(tables, rows)
    stated_here = _stated(tables, rows) is not None
    refitted = again is not None and banded in set(again["estimator"])
    caption = theme_shares_caption(
        rows, themes, language, banded, refitted=refitted, apart=apart_of(tables), beside=stated_here
    )
    found = [finding_line(tables.get("findings"), theme.id, language) for theme in themes]
    told = [caption, *_rings_told(tables, rows, themes, language, found=any(found))]
    return Drawing(first, rows, "\n\n".join(told), tuple(further))


def theme_share_pages(
    rows: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    *,
    note: str | None = None,
    beside: Tables | None = None,
) -> "list[Figure]":
    """The panels of `rows`, a table of one weighting, on one page or several.

    `beside` may hold the tables `own`, `findings`, `fitness`, `coded` and `stated`; `note` is printed at the
    foot. Raises
    FigureError for a table that cannot be drawn and for text that has no room.
    """
    from topics.plots.boxes import finished
    from topics.plots.findings import finding_title, not_claimed
    from topics.plots.left_out import left_out
    from topics.plots.panels import Head, panel_pages
    from topics.plots.roles import QUIET, legible, theme_colours
    from topics.plots.share_panel import draw_share_panel, highest_share, mark_shares

    tables = beside or {}
    name = own_of(tables, rows)
    of = {theme.id: rows[rows["theme"] == theme.id] for theme in themes}
    known = {theme.id: _known(tables, rows, theme) for theme in themes}
    highest = max(highest_share(of[theme.id], name, known[theme.id]) for theme in themes)
    found = tables.get("findings")
    mute = not_claimed(found, themes)
    colours = theme_colours(themes)
    heads = [
        Head(
            theme.label(language),
            _line(tables, of[theme.id], name, theme, language),
            QUIET if theme.id in mute else legible(colours[theme.id]),
        )
        for theme in themes
    ]
    n_apart = len({one.estimator for one in apart_of(tables)})
    rings = "" if all(table is None for table in known.values()) else _rings(tables, rows, themes)
    pages = panel_pages(
        heads,
        title=finding_title(found, themes, language),
        key=_key(rows, name, n_apart, rings, language),
        foot=_foot(rows, name, [left_out(rows, themes, language), note], language, beside=rings not in ("", "known")),
    )
    periods, ends_by_codes = sorted(set(rows["period"])), _by_codes(tables, rows, "ends_by_codes")
    for figure, panels in pages:
        for panel in panels:
            theme = themes[panel.index].id
            draw_share_panel(
                panel.ax,
                of[theme],
                name,
                colours[theme],
                periods=periods,
                known=known[theme],
                highest=highest,
                mute=theme in mute,
                ends_of_known=theme in ends_by_codes,
            )
            mark_shares(panel.ax, labelled=panel.first)
        finished(figure)
    return [figure for figure, _ in pages]


def theme_share_rows(shares: "pd.DataFrame", themes: Sequence[Theme], weighting: str = "text") -> "pd.DataFrame":
    """The rows that figure 1 draws, of one weighting and of the themes given.

    Raises FigureError when the table has none of that weighting, lacks a theme, or holds a cell twice.
    """
    if "weighting" in shares:
        known = [str(name) for name in shares["weighting"].unique()]
        if weighting not in known:
            raise FigureError(f'the table of shares has no weighting "{weighting}"; {nearest(weighting, known)}')
        shares = shares[shares["weighting"] == weighting]
    found = set(shares["theme"])
    if absent := [theme.id for theme in themes if theme.id not in found]:
        raise FigureError(
            f"the table of shares has no row for {', '.join(absent)}; it holds {', '.join(sorted(found))}."
        )
    rows = shares[shares["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    twice = rows[rows[[name for name in ("estimator", "theme", "period") if name in rows]].duplicated()]
    if len(twice):
        cell = twice.iloc[0]
        raise FigureError(
            f"the table has several shares for {cell.get('estimator', 'codes')}, {cell['theme']}, {cell['period']}; "
            'choose one weighting ("text" or "document") before drawing.'
        )
    return rows


def _known(tables: Tables, rows: "pd.DataFrame", theme: Theme) -> "pd.DataFrame | None":
    """The shares of a theme that codes state, in the weighting of the rows; None without codes."""
    table = tables.get("coded") if (said := _stated(tables, rows)) is None else said
    if table is None:
        return None
    its = table[table["theme"] == theme.id]
    return its[its["weighting"] == _weighting(rows)] if "weighting" in its else its


def _stated(tables: Tables, rows: "pd.DataFrame") -> "pd.DataFrame | None":
    """The shares that a coded sample states; None without one, and for rows of another weighting than the text's."""
    return tables.get("stated") if _weighting(rows) == "text" else None


def _rings(tables: Tables, rows: "pd.DataFrame", themes: Sequence[Theme]) -> str:
    """What the rings are: `gold only`, `corrected`, `stated` for both of them, or `known` without a sample."""
    if (said := _stated(tables, rows)) is None:
        return "known"
    methods = set(said.loc[said["theme"].isin([theme.id for theme in themes]), "method"])
    return str(methods.pop()) if len(methods) == 1 else "stated"


def _by_codes(tables: Tables, rows: "pd.DataFrame", column: str = "corrected") -> set[str]:
    """The themes whose points, beside their names, are of what codes state; or, by that column, the values at ends."""
    found, said = tables.get("findings"), _stated(tables, rows)
    if found is None or said is None:
        return set()
    return {*found.loc[found[column].astype(bool), "theme"]} & {*said.loc[said["share"].notna(), "theme"]}


def _rings_told(
    tables: Tables, rows: "pd.DataFrame", themes: Sequence[Theme], language: str, *, found: bool
) -> list[str]:
    """A paragraph on what the rings and the points beside themes are, as far as there are any (`found`: points)."""
    say, said, told = _WORDS[language], _stated(tables, rows), []
    ids = {theme.id: theme.label(language) for theme in themes}
    if said is not None:
        comma = "、" if language == "zh" else ", "
        of = said.drop_duplicates("theme").set_index("theme")["method"].to_dict()
        names = {
            method: comma.join(label for name, label in ids.items() if of.get(name) == method)
            for method in (CODES_ALONE, "corrected")
        }
        circles = say["circles"][_rings(tables, rows, themes)]
        told.append(circles.format(alone=names[CODES_ALONE], corrected=names["corrected"]))
    if found:
        by, ends = (_by_codes(tables, rows, column) & {*ids} for column in ("corrected", "ends_by_codes"))
        of_what = "of circles" if by == {*ids} else "of either" if by else "of line"
        of_ends = "of circles" if ends == by else "of either" if ends else "of line"
        told.append(say["points"].format(of=say[of_what], ends=say["ends"][of_ends] if by else ""))
    return [say["space"].join(told)] if told else []


def _line(tables: Tables, rows: "pd.DataFrame", own: str, theme: Theme, language: str) -> str:
    """The line under a theme's name: why it is not measured, or else what was found."""
    from topics.plots.findings import finding_line
    from topics.plots.left_out import not_measured

    why = not_measured(rows[rows["estimator"] == own], language, unfit_reason(tables, own, theme, language))
    return why or finding_line(tables.get("findings"), theme.id, language)


def _weighting(rows: "pd.DataFrame") -> str:
    return str(rows["weighting"].iloc[0]) if "weighting" in rows else "text"


def _key(rows: "pd.DataFrame", own: str, apart: int, rings: str, language: str) -> str:
    """What is drawn, and what its lines and marks mean."""
    from topics.plots.figure_words import estimator_label, in_figures, period_word
    from topics.plots.share_panel import measured

    say = in_figures(_WORDS, language)
    others = measured(rows).query("estimator != @own")["estimator"].nunique()
    marks = [say["own"].format(own=estimator_label(own, language))]
    marks += [say["company"][others > 1].format(n=others)] if others else []
    marks += [say["apart"].format(n=apart)] if apart else []
    marks += [say[rings]] if rings else []
    between, end = say["marks"]
    what = say[_weighting(rows)].format(period=period_word(rows["period"], language))
    return str(what + say["space"] + between.join(marks) + end)


def _foot(rows: "pd.DataFrame", own: str, told: Sequence[str | None], language: str, *, beside: bool) -> str:
    """What the numbers are, how many documents they rest on, and what is not drawn."""
    from topics.plots.figure_words import in_figures, period_word
    from topics.plots.foot import not_validated

    say, its = in_figures(_WORDS, language), rows[rows["estimator"] == own]
    fewest, most = (number(float(n)) for n in rows["n_documents"].agg(["min", "max"]))
    period = period_word(rows["period"], language)
    few = its.loc[its["share"].notna(), "n_documents"] < FEW_DOCUMENTS
    too_few = "few" if few.all() else "dotted"
    sentences = [
        not_validated(language, beside=beside),
        say["documents"].format(period=period, n=span(fewest, most)),
        say[too_few].format(period=period, limit=FEW_DOCUMENTS) if few.any() else "",
        say["drawn unfit"] if "unfit" in rows and _drawn_unfit(rows) else "",
        *told,
    ]
    return str(say["space"]).join(filter(None, sentences))


def _drawn_unfit(rows: "pd.DataFrame") -> bool:
    return bool((rows["unfit"].fillna("").ne("") & rows["share"].notna()).any())
