"""Figure 14, themes that share passages and sentences, against chance: a forest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import FigureError
from topics.reading.together import TOGETHER, TOLD, UNITS, job_together
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.forest_pages import forest_pages
from topics.report.layouts.reading_layouts import terms_in_common
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare("fig14_together", "one unit of text and pair of themes", TOGETHER.columns)
_WORDS = {
    "en": {
        "title": "In {more} of {of} pairs themes share sentences more often than by chance, in {less} less often",
        "all more": "All {of} pairs of themes share sentences more often than by chance",
        "all less": "All {of} pairs of themes share sentences less often than by chance",
        "no title": "None of {of} pairs of themes shares sentences more or less often than by chance",
        "one more": "The two themes share sentences more often than by chance",
        "one less": "The two themes share sentences less often than by chance",
        "one no title": "The two themes share sentences no more and no less often than by chance",
        "key": (
            "Passages and sentences with terms of both themes: per cent more or fewer than by chance, with the 95% "
            "interval over documents. Filled: told from chance. Right: found, and by chance."
        ),
        "passage": "{theme}: passages",
        "sentence": "sentences",
        "told": "{together} ({expected})",
        "beyond": "An arrowhead ends an interval that goes on.",
        "space": " ",
    },
    "zh": {
        "title": "{of} 对主题中，同句共现显著多于随机期望者 {more} 对，显著少于者 {less} 对",
        "all more": "{of} 对主题的同句共现均显著多于随机期望",
        "all less": "{of} 对主题的同句共现均显著少于随机期望",
        "no title": "{of} 对主题的同句共现与随机期望均无显著差异",
        "one more": "两个主题的同句共现显著多于随机期望",
        "one less": "两个主题的同句共现显著少于随机期望",
        "one no title": "两个主题的同句共现与随机期望无显著差异",
        "key": "同时含两主题词项的段落与句子：比随机情形多或少的百分比及 95% 区间（按文档）。实心：与随机情形有显著差异。右：实际数与随机期望数。",  # noqa: E501
        "passage": "{theme}：段落",
        "sentence": "句子",
        "told": "{together}（{expected}）",
        "beyond": "箭头表示区间继续延伸。",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "Pairs of themes, each under the first of the two: how many passages and sentences hold terms of both, against "
        "as many as there were if the passages or sentences of each document were shuffled. Intervals take documents "
        "as independent; pairs that fewer than five documents hold are not drawn. That two themes share sentences says "
        "nothing of how they are related in them. How chance and intervals are made is in docs/methods.md."
    ),
    "zh": (
        "各对主题列于其中前一主题之下：同时含有两主题词项的段落与句子数，与各文档内段落或句子随机打乱时之比。"
        "区间以文档为独立单位，不足五篇文档同时含有的主题对不绘出。"
        "两主题同句出现并不说明二者在句中的关系。随机期望数与区间的算法见 docs/methods.md。"
    ),
}


def together(job: Job) -> "pd.DataFrame | None":
    """How often pairs of themes share passages and sentences; None for a single theme."""
    return job_together(job) if len(job.themes) > 1 else None


@FIGURES.register(
    "fig14_together",
    label={
        "en": "Themes that share passages and sentences, against chance within documents.",
        "zh": "同段、同句出现的主题，与文档内偶然相比。",
    },
    tables=(together,),
    rows=ROWS,
    lacking={
        "en": "it takes two themes to stand together, and this study has one.",
        "zh": "考察主题同现至少需要两个主题，本研究只有一个。",
    },
    rests="corpus",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, two rows per other theme."""
    from topics.plots.figure_words import in_figures
    from topics.plots.forest import Block, beyond, limits_of, sides_of
    from topics.plots.roles import legible, theme_colours

    say, table, colours = in_figures(_WORDS, language), tables["together"], theme_colours(themes)
    rows = _forest(table, themes, say, language)
    if rows.empty:
        raise FigureError("no two themes stand together in five documents or more.")
    limits = limits_of(rows, rows["estimator"] == "told")
    edge = 2 * (limits[1] - limits[0]) / 100
    rows = rows.assign(share_change_upper=rows["share_change_upper"].clip(upper=limits[1] / 100 + edge))
    blocks = [
        Block(its, theme.label(language), "", legible(colours[theme.id]))
        for theme in themes
        if len(its := rows[rows["theme"] == theme.id])
    ]
    foot = [say["beyond"] if beyond(rows, limits) else "", note or ""]
    texts = {"title": _title(table, say), "key": say["key"], "foot": say["space"].join(filter(None, foot))}
    first, *further = forest_pages(blocks, "told", limits, sides_of(rows, language), texts, language)
    labels = {theme.id: theme.label(language) for theme in themes}
    caption = [_CAPTION[language], *terms_in_common(themes, labels, language)]
    return Drawing(first, table, "\n\n".join(caption), tuple(further))


def _forest(table: "pd.DataFrame", themes: Sequence[Theme], say: dict[str, str], language: str) -> "pd.DataFrame":
    """Pairs as rows of a forest, each under that of its themes that comes first; changes are ratios less one."""
    import pandas as pd

    place, label = {t.id: k for k, t in enumerate(themes)}, {t.id: t.label(language) for t in themes}
    rows: list[dict[str, Any]] = []
    for row in table[table["p"].notna()].to_dict("records"):
        first, other = sorted((str(row["theme_a"]), str(row["theme_b"])), key=lambda name: place[name])
        rows.append(
            {
                "theme": first,
                "estimator": "told" if row["p_adjusted"] < TOLD else "open",
                "name": say[row["unit"]].format(theme=label[other]),
                "share_change": row["ratio"] - 1,
                "share_change_lower": row["lower"] - 1,
                "share_change_upper": row["upper"] - 1,
                "told": say["told"].format(together=row["together"], expected=number(row["expected"], 1)),
                "apart": row["unit"] == UNITS[0],
                "key": (place[first], place[other], UNITS.index(row["unit"])),
            }
        )
    rows.sort(key=lambda row: row["key"])
    return pd.DataFrame(rows)


def _title(table: "pd.DataFrame", say: dict[str, str]) -> str:
    """How many pairs share sentences more often than by chance, and how many less often, of those tested."""
    its = table[(table["unit"] == UNITS[1]) & table["p"].notna()]
    told = np.sign(its.loc[its["p_adjusted"] < TOLD, "ratio"] - 1)
    of, more, less = len(its), int((told > 0).sum()), int((told < 0).sum())
    if not of:
        return ""
    alone = "one " if of == 1 else "all "
    uniform = {(of, 0): f"{alone}more", (0, of): f"{alone}less", (0, 0): "one no title" if of == 1 else "no title"}
    return say[uniform.get((more, less), "title")].format(of=of, more=more, less=less)
