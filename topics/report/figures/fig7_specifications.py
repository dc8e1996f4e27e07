"""Figure 7, a specification curve with its board of choices."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.specification import unlike
from topics.claims.verdicts import ALLOWED
from topics.errors import FigureError
from topics.jobs.robustness import SPECIFICATIONS
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import findings
from topics.results.fitness import kept_fitness, with_unfit
from topics.schema import declare
from topics.shares.estimate import SHARES
from topics.shares.intervals import FEW_CARRIERS
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ROWS = declare("fig7_specifications", "one specification and theme", (*SPECIFICATIONS.columns, *SHARES.only("unfit")))
_CURVE, _LEAST, _BETWEEN = 26.0, 27.0, 6.0  # mm: height of a curve, least width of a panel, room between panels
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "key": (
            "Change of the share in points. Above, one specification per line with its 95% interval over documents and "
            "seeds, ◆ the study's own; grey: the interval has 0, or too few documents; pale: no change "
            "from the first to the last period is claimed. Below, the range and the median (dot) under each choice."
        ),
        "title": "In {n} of {themes} all specifications agree in the direction of change",
        "none claimed": "; no change may be claimed",
        "claimed": "; of {k} a change may be claimed",
        "same": "{n} of {of} agree in sign",
        "none": "no specification measures it",
        "stale": "The curve is of another state of the study ({what}); `topics robustness` makes it anew.",
        "what": {
            "corpus": "corpus",
            "themes": "themes",
            "periods": "periods",
            "estimand": "estimand",
            "estimator": "own estimator",
        },
        "beyond": "An arrowhead ends an interval that goes on.",
        "comma": ", ",
        "space": " ",
    },
    "zh": {
        "key": (
            "占比变化（百分点）。上部每条线为一种设定及其 95% 区间（文档与随机种子），◆ 为本研究的设定；"
            "灰色：区间包含 0，或文档过少；浅色：尚不能认定首末两期不同。下部为各项选择之下的范围与中位数（圆点）。"
        ),
        "title": "{of} 个主题中有 {n} 个，其变化方向在全部设定下一致",
        "none claimed": "；但尚不能认定任何变化",
        "claimed": "；可认定变化的有 {k} 个",
        "same": "{of} 种设定中有 {n} 种方向一致",
        "none": "没有设定能测量该主题",
        "stale": "该曲线出自本研究的另一状态（{what}）；请重新运行 `topics robustness`。",
        "what": {"corpus": "语料", "themes": "主题", "periods": "时期", "estimand": "估计量", "estimator": "所用方法"},
        "beyond": "箭头表示区间继续延伸。",
        "comma": "、",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "A specification curve (Simonsohn, Simmons & Nelson 2020): the change of a theme's share from the first to the "
        "last period in every specification, with its 95% interval (documents and seeds), and the range and median of "
        "the changes under each value of each choice. Specifications whose estimator has no topic for the theme, or is "
        "unfit for it as the study fits it, are left out, and grey are those in which fewer than "
        f"{FEW_CARRIERS} clusters of documents in effect carry the theme. Specifications share their documents: the "
        "curve describes how far choices matter, and is no test. Choices and summaries are in docs/methods.md."
    ),
    "zh": (
        "设定曲线（Simonsohn、Simmons 与 Nelson，2020）：各种设定下主题占比自首期至末期的变化及其 95% 区间"
        "（文档与随机种子），以及每项选择各取值之下变化的范围与中位数。没有对应话题、或其方法（按本研究的拟合方式）不适用于该主题的设定不绘出；"
        f"实际支撑该主题占比的文档不足 {FEW_CARRIERS} 组者为灰色。各设定使用同一批文档：曲线说明结论在多大程度上取决于选择，并非检验。"  # noqa: E501
        "各项选择与汇总见 docs/methods.md。"
    ),
}


def specifications(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest specification curve; None before the first."""
    curves = job.companions("robustness")
    if not curves:
        return None
    table = curves[-1].table("specifications")
    judged = with_unfit(table, kept_fitness(job))
    left_out = fitted_as_here(table, job) & table["share_change"].notna()
    return judged.assign(unfit=judged["unfit"].where(left_out, ""))


def fitted_as_here(table: "pd.DataFrame", job: Job) -> "pd.Series[bool]":
    """Which specifications fit what the job fits: its fitness says nothing of other passages, words or sizes."""
    settings = job.settings
    sizes = {model.name: str(model.options.get("topics") or "") for model in settings.models}
    usual = {
        "unit": settings.corpus.unit,
        "stop_words": "both",
        "min_passages": str(settings.tokens.min_passages),
        "max_share": str(settings.tokens.max_share),
        "segmenter": table.loc[table["own"].astype(bool), "segmenter"].iloc[0] if table["own"].any() else "",
    }
    alike = table["topics"] == table["estimator"].map(sizes).fillna("")
    for name, value in usual.items():
        alike &= table[name].isin(["", value])
    return alike


def outdated(job: Job) -> "pd.DataFrame | None":
    """In what the latest specification curve was made of another state of the study than the job: column `what`."""
    import pandas as pd

    curves = job.companions("robustness")
    if not curves:
        return None
    return pd.DataFrame({"what": unlike(curves[-1], job)}, dtype=str)


@FIGURES.register(
    "fig7_specifications",
    label={
        "en": "A specification curve: the change of each theme's share in every specification, and under every choice.",
        "zh": "设定曲线：各种设定下及各项选择之下各主题占比的变化。",
    },
    tables=(specifications,),
    beside=(outdated, findings),
    rows=ROWS,
    lacking={
        "en": "there is no specification curve of this study yet; `topics robustness STUDY` makes one.",
        "zh": "本研究尚无设定曲线，可运行 `topics robustness STUDY`。",
    },
    rests="robustness",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """One curve per theme, its board below."""
    from topics.plots.figure_words import in_figures
    from topics.plots.foot import not_validated
    from topics.plots.forest import beyond, limits_of

    say, table = in_figures(_WORDS, language), tables["specifications"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    if rows["share_change"].isna().all():
        raise FigureError(
            "no specification has a change: it takes a theme that is measured in the first and last period."
        )
    known = rows.dropna(subset="share_change")
    of, limits = [rows[rows["theme"] == theme.id] for theme in themes], limits_of(known, known["own"].astype(bool))
    stale = [say["what"].get(what, what) for what in tables["outdated"]["what"]] if "outdated" in tables else []
    texts = {
        "title": "" if stale else _title(of, tables.get("findings"), say),
        "key": say["key"],
        "foot": say["space"].join(
            filter(
                None,
                [
                    say["stale"].format(what=say["comma"].join(stale)) if stale else "",
                    not_validated(language),
                    say["beyond"] if beyond(known, limits) else "",
                    note,
                ],
            )
        ),
    }
    pages = _pages(rows, limits, tables, themes, texts, say, language)
    caption = "\n\n".join(filter(None, [_CAPTION[language], _counted_elsewhere(rows, themes, language)]))
    return Drawing(pages[0], rows, caption, tuple(pages[1:]))


_ELSEWHERE = {
    "en": "Left out as unfit, but among those that `topics robustness` and the checklist count: {}.",
    "zh": "因不适用而未绘出、但计入 `topics robustness` 与清单的设定数：{}。",
}


def _counted_elsewhere(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """How many specifications of each theme are not drawn, since their estimator is unfit, and have a change."""
    if "unfit" not in rows:
        return ""
    n = rows.loc[rows["share_change"].isna() & rows["unfit"].fillna("").ne(""), "theme"].value_counts()
    comma, colon = ("、", "：") if language == "zh" else (", ", ": ")
    told = [f"{theme.label(language)}{colon}{n[theme.id]}" for theme in themes if theme.id in n]
    return _ELSEWHERE[language].format(comma.join(told)) if told else ""


def _pages(
    rows: "pd.DataFrame",
    limits: tuple[float, float],
    tables: Tables,
    themes: Sequence[Theme],
    texts: Mapping[str, str],
    say: dict[str, Any],
    language: str,
) -> "list[Figure]":
    """The pages, a curve with its board below for every theme."""
    from topics.plots.boxes import finished
    from topics.plots.findings import not_claimed
    from topics.plots.page import Row, columns_of, new_page, places, room_of_rows
    from topics.plots.panel_head import draw_head, head_height
    from topics.plots.panels import split
    from topics.plots.roles import QUIET, legible, muted, theme_colours
    from topics.plots.specification_curve import board_height, board_lines, draw_board, draw_curve, labels_width

    of = {theme.id: rows[rows["theme"] == theme.id] for theme in themes}
    lines = board_lines(rows)
    left = labels_width(lines, language)
    columns = columns_of(len(themes), _LEAST, left=left)
    at = places(columns, left=left, between=_BETWEEN)
    shown = [themes[first : first + columns] for first in range(0, len(themes), columns)]
    said = {theme.id: _same(of[theme.id], say) for theme in themes}
    above = [max(head_height(t.label(language), said[t.id], at[0][1]) for t in line) for line in shown]
    board, colours, pages = board_height(lines), theme_colours(themes), []
    mute = not_claimed(tables.get("findings"), themes)
    for page in split([height + _CURVE + board + 7.5 for height in above], room_of_rows(**texts)):
        grid = []
        for k in page:
            its = at[: len(shown[k])]
            grid += [Row(its, _CURVE, above[k], 1.0), Row(its, board, 0.0, 6.5)]
        figure, axes = new_page(grid, **texts)
        for k, curves, boards in zip(page, axes[::2], axes[1::2], strict=True):
            for theme, curve, ax in zip(shown[k], curves, boards, strict=True):
                colour = muted(colours[theme.id]) if theme.id in mute else colours[theme.id]
                ink = QUIET if theme.id in mute else legible(colour)
                draw_curve(curve, of[theme.id], colour, limits)
                draw_board(ax, of[theme.id], lines, limits, language, labelled=ax is boards[0])
                draw_head(curve, theme.label(language), said[theme.id], ink, at[0][1])
        pages.append(finished(figure))
    return pages


def _title(tables: "Sequence[pd.DataFrame]", findings: "pd.DataFrame | None", say: dict[str, Any]) -> str:
    """In how many of the themes that are measured the sign is the same everywhere; "" where none is.

    Agreement of specifications is no evidence of a change, so the title says of how many themes one may be claimed.
    """
    agreed = [pair for rows in tables if (pair := _agreeing(rows))]
    if not agreed:
        return ""
    of = len(agreed)
    title = str(say["title"]).format(n=sum(n == most for n, most in agreed), of=of, themes=count(of, "theme"))
    if findings is None or findings.empty:
        return title
    shown = {theme for rows in tables for theme in rows["theme"]}
    claimed = int((findings["theme"].isin(shown) & (findings["change_verdict"] == ALLOWED)).sum())
    return title + str(say["claimed" if claimed else "none claimed"]).format(k=claimed)


def _same(rows: "pd.DataFrame", say: dict[str, Any]) -> str:
    """The line under a theme's name: how many specifications agree in sign, or that none measures it."""
    if rows["share_change"].isna().all():
        return str(say["none"])
    agreed = _agreeing(rows)
    return str(say["same"]).format(n=agreed[0], of=agreed[1]) if agreed else ""


def _agreeing(rows: "pd.DataFrame") -> tuple[int, int] | None:
    """How many specifications of a theme have a change of the sign of the study's own, and of how many.

    None where the study's own has no change.
    """
    known = rows.dropna(subset="share_change")
    own = known.loc[known["own"].astype(bool), "share_change"]
    return None if own.empty else (int((known["share_change"] * own.iloc[0] > 0).sum()), len(known))
