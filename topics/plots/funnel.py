"""The corpus in two panels: unique documents by year and source, and the funnel from files to passages.

The tables drawn are those of `topics.preprocessing.ledger.funnel`: `documents` with `year, source, n_documents` and the
funnel with `level, stage, reason, total`, prepared by `largest_sources` and `funnel_rows`.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import FigureError
from topics.plots.figure_words import words
from topics.plots.lettering import wrap
from topics.plots.roles import GRID, INK, QUIET
from topics.plots.style import area_look
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_SOURCES = 6
_STAGE, _LOSS, _REST = "#5b7389", "#d9a88a", "#b9b9b9"  # no stage has the colour of a source
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title of documents": "Unique documents by year and source",
        "title of years": "Unique documents by year",
        "title of funnel": "From files to counted passages",
        "number": "Documents",
        "other": "other sources",
        "unknown": "source not stated",
    },
    "zh": {
        "title of documents": "各年各来源文档数（去重后）",
        "title of years": "各年文档数（去重后）",
        "title of funnel": "从文件到计入段落",
        "number": "文档数",
        "other": "其他来源",
        "unknown": "未注明来源",
        "files: found": "文件：找到",
        "files: decoded": "文件：可读取",
        "documents: found": "文档：找到",
        "documents: with text": "文档：有正文",
        "documents: dated": "文档：有日期",
        "documents: in the periods": "文档：在研究时段内",
        "documents: unique": "文档：去重后",
        "documents: counted": "文档：计入",
        "all its passages repeat earlier ones": "所有段落均与更早的重复",
        "a copy with passages of its own": "重复文档中自有的段落",
        "passages: found": "段落：找到",
        "passages: counted": "段落：计入",
        "no running text is left after cleaning": "清理后没有正文",
        "no text in the row": "该行没有文本",
        "no date": "没有日期",
        "outside the study's periods": "不在研究时段内",
        "repeats an earlier document": "与更早的文档重复",
        "in a document that repeats an earlier one": "所在文档与更早的文档重复",
        "repeats an earlier passage": "与更早的段落重复",
        "characters: visible": "字符：可见",
        "characters: in passages": "字符：在段落中",
        "characters: counted": "字符：计入",
        "terms: visible": "主题词：可见",
        "terms: in passages": "主题词：在段落中",
        "terms: counted": "主题词：计入",
        "not handed on by the reader": "读取时未取出",
        "around the document in its file": "文档以外的页面内容",
        "lines of the page": "页面固定行",
        "addresses and marks": "网址与标记",
        "copies within a document": "文内重复",
        "kept as title, date or number": "另存为标题、日期或文号",
        "in documents without a date": "所在文档没有日期",
        "written otherwise": "改写",
    },
}


def largest_sources(documents: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """Documents by year and the largest sources: `year, source, n_documents`, with no year missing in between.

    Sources are in order of size; the smaller ones, taken together, and documents without a source come last.
    """
    import pandas as pd

    say = _say(language)
    if documents.empty:
        raise FigureError("there is no unique document in the study's periods to draw.")
    by_source = documents.groupby("source")["n_documents"].sum().reset_index()
    sizes = by_source.sort_values(["n_documents", "source"], ascending=[False, True])["source"].tolist()
    named = [source for source in sizes if source]
    kept = named if len(named) <= MOST_SOURCES else named[: MOST_SOURCES - 1]
    names = {source: source if source in kept else say["other"] for source in named} | {"": say["unknown"]}
    years = [str(year) for year in range(int(documents["year"].min()), int(documents["year"].max()) + 1)]
    counts = documents.assign(source=documents["source"].map(names)).groupby(["year", "source"])["n_documents"].sum()
    found = set(counts.index.get_level_values("source"))
    shown = [name for name in dict.fromkeys(names.values()) if name in found]
    index = pd.MultiIndex.from_product([years, shown], names=["year", "source"])
    return counts.reindex(index, fill_value=0).reset_index()


def funnel_rows(funnel: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """The rows of the funnel with `label` and the ends of their bar as shares of the level's first stage.

    The ends are the columns `left` and `right`.
    """
    say, rows = _say(language), funnel[["level", "stage", "reason", "total"]].copy()
    rows["label"] = [
        say.get(reason, reason) if reason else say.get(f"{level}: {stage}", f"{level}: {stage}")
        for level, stage, reason, _ in rows.itertuples(index=False)
    ]
    left, right = [], []
    stands: dict[str, int] = {}
    whole: dict[str, int] = {}
    for level, _, reason, total, _ in rows.itertuples(index=False):
        end = stands[level] if reason else total
        stands[level] = stands[level] + total if reason else total
        first = whole.setdefault(level, max(total, 1))
        left.append(stands[level] / first if reason else 0.0)
        right.append(end / first)
    return rows.assign(left=left, right=right)


def draw_documents(ax: "Axes", documents: "pd.DataFrame", language: str = "en") -> None:
    """Stacked bars: one bar per year with its total above, one shade and hatching per source.

    Sources are told apart only where most documents are of one that is named.
    `documents` is a table of `largest_sources`.
    """
    from matplotlib.ticker import MaxNLocator

    say = _say(language)
    documents, named = _one_series(documents, say)
    pale: dict[str, dict[str, Any]] = {say["unknown"]: {"color": GRID}, say["other"]: {"color": _REST}}
    table = documents.pivot(index="year", columns="source", values="n_documents")[
        list(dict.fromkeys(documents["source"]))
    ]
    x, bottom = np.arange(len(table)), np.zeros(len(table))
    for index, source in enumerate(table.columns):
        heights = table[source].to_numpy(dtype=float)
        look = pale.get(source, area_look(index))
        ax.bar(x, heights, 0.68, bottom=bottom, **look, edgecolor="white", linewidth=0.4, label=wrap(source, 40))
        bottom += heights
    for place, total in zip(x, bottom, strict=True):
        ax.annotate(
            number(total), (place, total), (0, 2), textcoords="offset points", ha="center", va="bottom", color=QUIET
        ).set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # or a grid line would cross it out
    ax.set_title(say["title of documents" if named else "title of years"])
    ax.set_ylabel(say["number"])
    step = max(1, -(-len(table) // 16))
    ax.set_xticks(x[::step], table.index[::step])
    ax.set_ylim(0, 1.12 * bottom.max())
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if named:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), reverse=True, handlelength=1.2)


def _one_series(documents: "pd.DataFrame", say: dict[str, str]) -> tuple["pd.DataFrame", bool]:
    """The documents by year alone where most are of no source that is named, and whether sources are told apart."""
    of_none = documents["source"].isin([say["other"], say["unknown"]])
    total = documents["n_documents"].sum()
    if documents.loc[of_none, "n_documents"].sum() <= total / 2:
        return documents, True
    by_year = documents.groupby("year", as_index=False)["n_documents"].sum()
    return by_year.assign(source=say["number"]), False


def draw_funnel(ax: "Axes", rows: "pd.DataFrame", language: str = "en") -> None:
    """One bar per stage and a pale one per loss, with the numbers beside them; `rows` is a table of `funnel_rows`."""
    y = np.arange(len(rows))
    lost = (rows["reason"] != "").to_numpy()
    width = (rows["right"] - rows["left"]).to_numpy()
    colours = np.where(lost, _LOSS, _STAGE)
    ax.barh(y, width, 0.66, left=rows["left"].to_numpy(), color=colours.tolist())
    for place, total, end in zip(y, rows["total"].tolist(), rows["right"].tolist(), strict=True):
        ax.annotate(number(total), (end, place), (3, 0), textcoords="offset points", va="center", color=INK)
    ax.set_yticks(y, [wrap(label, 60) for label in rows["label"]])
    for text, is_loss in zip(ax.get_yticklabels(), lost, strict=True):
        text.set_color(QUIET if is_loss else INK)
    for first in np.flatnonzero((rows["level"] != rows["level"].shift()).to_numpy())[1:]:
        ax.axhline(first - 0.5, color=GRID, linewidth=0.6)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1.1)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.set_title(_say(language)["title of funnel"])


def _say(language: str) -> dict[str, str]:
    words(language)  # refuses a language that figures do not speak
    return _WORDS[language]
