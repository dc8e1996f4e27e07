"""Tables in the words of readers: labels for the ids of themes and estimators, and Chinese headings and values.

A table for machines keeps ids and the names of its columns; what people read on the page has labels, as figures have.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from topics.claims.fits import settings_zh
from topics.claims.items import STEPS_ZH
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN
from topics.plots.figure_words import estimator_label
from topics.results.theme_stability import MARK
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import percent, period

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

HEADINGS = {
    "section": "部分",
    "item": "项目",
    "value": "内容",
    "estimator": "方法",
    "model": "模型",
    "theme": "主题",
    "period": "时期",
    "documents": "文档数",
    "seeds": "随机种子数",
    "seed": "随机种子",
    "topics": "话题数",
    "passages": "段落数",
    "NPMI": "NPMI",
    "npmi": "NPMI",
    "random words": "随机词的 NPMI",
    "agreement of seeds": "随机种子间一致性",
    "agreement": "随机种子间一致性",
    "gain": "连贯性增益",
    "floor": "增益下限",
    "diversity": "多样性",
    "inverted RBO": "逆 RBO",
    "inverted_rbo": "逆 RBO",
    "flagged": "存疑话题数",
    "unassigned, %": "未归入（%）",
    "unassigned": "未归入",
    "notes": "说明",
    "unfit": "适用情况",
    "chance": "与随机水平比较",
    "own": "该模型自身的指标",
    "run": "运行记录",
    "kind": "类别",
    "settings": "设置",
    "scale": "权重标度",
    "versions": "版本",
    "inputs": "输入",
    "code": "编码",
    "precision": "查准率",
    "recall": "查全率",
    "f1": "F1",
    "n_coded": "编码段落数",
    "n_estimated": "判定段落数",
    "membership": "隶属度",
    "weighting": "加权口径",
    "mean_absolute_error": "平均绝对误差",
    "root_mean_square_error": "均方根误差",
    "bias": "偏差",
    "correlation": "相关系数",
    "n_cells": "格数",
    "step": "步骤",
    "characters": "字符数",
    "sentences": "句数",
    "example": "示例",
    # changes
    "fitted change, points": "拟合变化（百分点）",
    "difference of both, points": "两期之差（百分点）",
    "p (Holm)": "p（Holm）",
    "new level from": "新水平始于",
    "together, points": "合计 百分点",
    "detectable, points": "可检出变化（百分点）",
    "by the model, points": "模型估计（百分点）",
    "change, points": "变化（百分点）",
    "Kendall's tau": "Kendall τ",
    "claim": "结论",
    "statement": "测量结果",
    "refused": "原因",
    "figure": "图",
    "state": "状态",
    "shows": "内容",
    "verdict": "判定",
    "ground": "理由",
    "why not measured": "未测量的原因",
    "event": "事件",
    "expected": "预期",
    "months": "月数",
    "before": "之前",
    "after": "之后",
    "step, points": "阶跃（百分点）",
    "other dates as large": "同样大的其他日期",
    # cards
    "term": "词项",
    "occurrences": "出现次数",
    "theme_share": "占主题词项",
    "warning": "提示",
    "beside_name": "与名称同现",
    "follows": "后续用词相似度",
    "specificity": "专指度",
    "counts_as": "计入方式",
    "minus": "相比方法",
    "mean_difference": "平均相差",
    "largest_difference": "最大相差",
    "other": "另一主题",
    # comparisons
    "groups": "组别",
    "shares": "占比（%）",
    "difference": "相差（百分点）",
    "setting": "设置项",
    "topic": "话题",
    "matched": "对应话题",
    "similarity": "相似度",
    "margin": "领先幅度",
    "kept": "共有词",
    "gained": "仅后者有",
    "lost": "仅前者有",
    "apart": "占比差异",
    "difference, points": "相差（百分点）",
    "missed": "漏判",
    "mistaken": "误判",
    "coded": "编码段落数",
    "estimated": "判定段落数",
}
VALUES = {
    ALLOWED: "可以得出",
    NOT_ALLOWED: "不能得出",
    NOT_KNOWN: "尚无定论",
    NONE_OF_THE_THEMES: "不属于任何主题",
    UNASSIGNED: "未归入任何话题",
    "documents": "文档数",
    "macro": "宏平均",
    "primary": "首要主题",
    "mentions": "提及",
    "weight": "按权重",
    "text": "文本",
    "document": "文档",
    "rare": "罕见",
    "not in the vocabulary": "不在词表中",
    "carries the theme": "占该主题词项的大部分",
    "the name": "主题名称",
    "in full": "全部计入",
    "in full: the theme has no name among its terms": "全部计入：词项中没有主题名称",
    "in full: too few documents to tell": "全部计入：文档过少，无法判断",
    "given slightly less weight": "略微降权",
    "a slogan or passing word: weighed down, no mention, since little about the theme stands around it": (
        "口号或顺带提及的词：降权，不计为提及，因其前后少有该主题的内容"
    ),
    "absent": "未出现",
    **STEPS_ZH,
}
_NO_THEME_ZH = {"none": "不属于任何主题"}  # as an id of a topic
SCALES_ZH = {"none": "无", "own": "自身标度"}
_NAMED = ("estimator", "model", "minus")
_OF_THEMES = ("theme", "code", "other", "topic", "matched")
_WORDS = ("membership", "weighting", "kind", "step", "warning", "counts_as", "verdict")
_SENTENCES = ("claim", "ground", "notes", "apart", "unfit")
_SHARES = ("theme_share",)
_FITS = ("settings", "own")  # what a fit read, and what it says of itself


def estimator_labels(job: "Job", language: str) -> dict[str, str]:
    """The label of each estimator of a job by its id."""
    return {model.name: estimator_label(model.name, language) for model in job.models}


def labelled(text: str, labels: Mapping[str, str]) -> str:
    """A sentence with labels for the ids in it; commands between backticks and names of files keep them.

    >>> labelled("a rise by lda, as `topics show lda` shows; nmf-wide, lda.txt", {"lda": "LDA", "nmf": "NMF"})
    'a rise by LDA, as `topics show lda` shows; nmf-wide, lda.txt'

    A label has no space between itself and a Chinese character beside it, unless it ends in a letter there:

    >>> labelled("以 lda 与 lexicon 的占比", {"lda": "LDA", "lexicon": "词典法"})
    '以 LDA 与词典法的占比'
    >>> labelled("guided +12.9、nmf −3.0", {"guided": "LDA（引导）", "nmf": "NMF"})
    'LDA（引导）+12.9、NMF −3.0'

    A model may be named like a word of the sentence, such as `coded`: before a noun or after a verb it is that word.

    >>> labelled("fewer than 20 coded passages, of which two have coded 3; apart: coded", {"coded": "Coded"})
    'fewer than 20 coded passages, of which two have coded 3; apart: Coded'
    """
    ids = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    if not ids:
        return text
    word = rf"(?<!\bhave )(?<!\bhas )(?<!\bare )(?<!\bis )({ids})(?! (?:{_NOUNS})\b)"
    form = re.compile(rf"(`[^`]*`)|( ?)(?<![\w./-]){word}(?![\w-]|\.\w)( ?)", re.ASCII)
    return form.sub(lambda found: found[1] or _among(labels[found[3]], found, text), text)


_NOUNS = "codes?|documents?|passages?|samples?|sentences?|shares?|texts?|units?|words?"
_WIDE = re.compile("[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]")


def _among(label: str, found: "re.Match[str]", text: str) -> str:
    """A label with the spaces that stood around its id, but none between two wide characters or behind a bracket."""
    before = "" if _WIDE.match(label[:1]) and _WIDE.match(text[: found.start()][-1:]) else found[2]
    joined = label.endswith("）") or (_WIDE.match(label[-1:]) and _WIDE.match(text[found.end() :][:1]))
    return f"{before}{label}{'' if joined else found[4]}"


def for_readers(table: "pd.DataFrame", job: "Job | None", language: str) -> "pd.DataFrame":
    """The table with labels for ids, and in Chinese with Chinese headings; what has no word stays as it is.

    Without a job there are no labels.
    """
    label = {theme.id: theme.label(language) for theme in job.themes} if job else {}
    models = estimator_labels(job, language) if job else {}
    values = VALUES if language == "zh" else {}
    heads, none = (HEADINGS, _NO_THEME_ZH) if language == "zh" else ({}, {})
    words: Mapping[str, Mapping[str, str]] = {
        **{name: {**values, **models} for name in _NAMED},
        **{name: {**values, **none, **label} for name in _OF_THEMES},
        **dict.fromkeys(_WORDS, values),
    }
    changed = {
        name: [_worded(str(cell), words[name]) for cell in table[name]] for name in words if name in table.columns
    }
    told = [name for name in _SENTENCES if name in table.columns]
    changed |= {name: [labelled(str(cell), models) for cell in table[name]] for name in told}
    if language == "zh":
        fits = [name for name in _FITS if name in table.columns]
        changed |= {
            name: [labelled(settings_zh(str(cell), measured=name == "own"), label) for cell in table[name]]
            for name in fits
        }
        if "scale" in table.columns:
            changed["scale"] = [SCALES_ZH.get(str(cell), str(cell)) for cell in table["scale"]]
        if "run" in table.columns and "kind" in table.columns:  # kinds of estimators, not of steps
            changed["kind"] = [estimator_label(str(cell), language) for cell in table["kind"]]
    shares = [name for name in _SHARES if name in heads and name in table.columns]
    changed |= {name: [percent(share) for share in table[name]] for name in shares}  # the heading said that it is one
    ids = {**models, **label}
    names = {name: heads.get(name, ids.get(name, period(str(name), language))) for name in table.columns}
    return table.assign(**changed).rename(columns=names)


def checklist_layout(table: "pd.DataFrame", job: "Job") -> "pd.DataFrame":
    """The Chinese checklist for people: with Chinese headings, and labels for the ids of estimators."""
    labels = estimator_labels(job, "zh")
    told = table.assign(**{name: [labelled(cell, labels) for cell in table[name]] for name in ("item", "value")})
    return told.rename(columns=HEADINGS)


def _worded(cell: str, words: Mapping[str, str]) -> str:
    """A cell in words; the way in which it is counted and the mark of what is unstable stay behind it."""
    name = cell.removesuffix(f" {MARK}").partition("，")[0]
    return words.get(name, name) + cell[len(name) :]
