"""The tables of a corpus made ready to be drawn: documents by year and source, and the funnel from files to passages.

They are those of `topics.preprocessing.ledger.funnel`: `documents` with `year, source, n_documents` and the funnel with
`level, stage, reason, total`.
"""

from typing import TYPE_CHECKING

from topics.claims.items import loss_zh
from topics.errors import FigureError
from topics.plots.figure_words import words
from topics.wording import label_of

if TYPE_CHECKING:
    import pandas as pd

MOST_SOURCES = 6
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "other": "other sources",
        "unknown": "source not stated, signatures aside",
    },
    "zh": {
        "other": "其他来源",
        "unknown": "未标明来源（落款不计）",
        "files: found": "收集到的文件",
        "files: decoded": "可读取的文件",
        "documents: found": "文件中的文档",
        "documents: with text": "有正文的文档",
        "documents: dated": "有日期的文档",
        "documents: in the periods": "研究时段内的文档",
        "documents: unique": "去重后的文档",
        "documents: counted": "计入的文档",
        "passages: found": "研究时段内的段落",
        "passages: counted": "计入的段落",
        "characters: visible": "文件中可见的字符",
        "characters: in passages": "段落中的字符",
        "characters: counted": "计入的字符",
        "terms: visible": "文件中可见的主题词项",
        "terms: in passages": "段落中的主题词项",
        "terms: counted": "计入的主题词项",
    },
}


UNNAMED = frozenset(say[of] for say in _WORDS.values() for of in ("other", "unknown"))


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
        reason_label(reason, language)
        if reason
        else say.get(f"{level}: {stage}") or label_of(total, f"{level}: {stage}")  # English: 1 file: found
        for level, stage, reason, total in rows.itertuples(index=False)
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


def reason_label(reason: str, language: str = "en") -> str:
    """The reason of a loss in a language; in English where no translation is known."""
    words(language)  # refuses a language that figures do not speak
    return loss_zh(reason) if language == "zh" else reason


def _say(language: str) -> dict[str, str]:
    words(language)  # refuses a language that figures do not speak
    return _WORDS[language]
