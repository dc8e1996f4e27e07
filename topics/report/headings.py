"""Tables in the words of readers: labels for the ids of themes and estimators, and Chinese headings and values.

A table for machines keeps ids and the names of its columns; what people read on the page has labels, as figures have.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from topics.plots.figure_words import estimator_label
from topics.results.theme_stability import MARK
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import percent, period

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

HEADINGS = {
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
    "unfit": "不适用",
    "chance": "与随机水平比较",
    "own": "该模型自身的指标",
    "run": "运行记录",
    "kind": "类别",
    "settings": "设置",
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
    "missed": "漏判",
    "mistaken": "误判",
    "coded": "编码段落数",
    "estimated": "判定段落数",
}
_VALUES = {
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
    "weighed down a little": "略微降权",
    "a slogan or passing word: weighed down, no mention, since little about the theme stands around it": (
        "口号或顺带提及的词：降权，不计为提及，因其前后少有该主题的内容"
    ),
    "absent": "未出现",
    # kinds and steps of the ledger
    "visible": "可见",
    "kept": "保留",
    "rewritten": "改写",
    "reader": "读取",
    "frame": "页面框架",
    "furniture": "固定行",
    "marks": "标记",
    "copy": "重复",
    "record": "著录信息",
    "left out": "剔除",
    "in the file": "文件中可见",
    "passages": "进入段落",
    "menus and lists of links": "菜单与链接列表",
    "headers, footers and side boxes": "页眉、页脚与侧栏",
    "forms and buttons": "表单与按钮",
    "cookie banners": "Cookie 提示",
    "comments, sharing and related pages": "评论、分享与相关链接",
    "below the article that the page marks": "页面所标正文以下的内容",
    "short lines around the text": "正文前后的短行",
    "title of the page": "网页标题",
    "repeats of the text": "正文的重复",
    "outside the article": "正文以外的内容",
    "note marks": "注释标记",
    "readings above characters": "注音",
    "headers and footers": "页眉与页脚",
    "comments": "批注",
    "diagrams": "图示",
    "deleted under review": "修订中删除的内容",
    "hidden text": "隐藏文字",
    "marks of notes": "脚注标记",
    "signs of symbol fonts": "符号字体的符号",
    "running heads of the pages": "各页眉题",
    "page numbers": "页码",
    "page_numbers": "页码",
    "line numbers": "行号",
    "text turned against its page": "与页面方向不同的文字",
    "letters on scanned pages": "扫描页上的文字",
    "hyphens at line ends": "行末连字符",
    "covers of downloads": "下载文件的封面",
    "marks between articles": "文章之间的分隔标记",
    "labels and index terms of articles": "文章的字段名与索引词",
    "copyright lines of articles": "文章的版权行",
    "abstracts beside full texts": "全文之外的摘要",
    "title": "标题",
    "bylines": "作者与日期行",
    "credits": "来源与责任行",
    "controls": "控制字符",
    "glosses": "字后注音",
    "slipped_bytes": "错位字节",
    "typography": "引号与连字符",
    "widths": "全角与半角",
    "links": "链接",
    "markup": "标记符号",
    "simplified": "繁体转简体",
    "punctuation": "标点",
    "spaces": "空白",
    "notices": "声明",
    "wraps": "断行",
    "repeats": "文内重复",
    "numbers": "文号",
    "addressees": "主送机关",
    "signatures": "落款",
    "attachments": "附件列表",
}
_NAMED = ("estimator", "model", "minus")
_OF_THEMES = ("theme", "code", "other")
_WORDS = ("membership", "weighting", "kind", "step", "warning", "counts_as")
_SHARES = ("theme_share",)


def estimator_labels(job: "Job", language: str) -> dict[str, str]:
    """The label of each estimator of a job by its id."""
    return {model.name: estimator_label(model.name, language) for model in job.models}


def labelled(text: str, labels: Mapping[str, str]) -> str:
    """A sentence with labels for the ids in it; a command between backticks keeps them.

    >>> labelled("a rise by lda, as `topics show lda` shows; nmf-wide", {"lda": "LDA", "nmf": "NMF"})
    'a rise by LDA, as `topics show lda` shows; nmf-wide'
    """
    ids = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    if not ids:
        return text
    form = re.compile(rf"(`[^`]*`)|(?<![\w-])({ids})(?![\w-])", re.ASCII)
    return form.sub(lambda found: found[1] or labels[found[2]], text)


def for_readers(table: "pd.DataFrame", job: "Job", language: str) -> "pd.DataFrame":
    """The table with labels for ids, and in Chinese with Chinese headings; what has no word stays as it is."""
    label = {theme.id: theme.label(language) for theme in job.themes}
    models = estimator_labels(job, language)
    values = _VALUES if language == "zh" else {}
    heads = HEADINGS if language == "zh" else {}
    words: Mapping[str, Mapping[str, str]] = {
        **{name: {**values, **models} for name in _NAMED},
        **{name: {**values, **label} for name in _OF_THEMES},
        **dict.fromkeys(_WORDS, values),
    }
    changed = {
        name: [_worded(str(cell), words[name]) for cell in table[name]] for name in words if name in table.columns
    }
    shares = [name for name in _SHARES if name in heads and name in table.columns]
    changed |= {name: [percent(share) for share in table[name]] for name in shares}  # the heading said that it is one
    names = {name: heads.get(name, label.get(name, period(str(name), language))) for name in table.columns}
    return table.assign(**changed).rename(columns=names)


def _worded(cell: str, words: Mapping[str, str]) -> str:
    """A cell in words; the mark of what is unstable stays behind it."""
    name = cell.removesuffix(f" {MARK}")
    return words.get(name, name) + cell[len(name) :]
