"""Records with labels in words: text files of CNKI and NoteExpress, batches of PKULaw, plain Chinese blocks.

Conventions. A record begins where the label that opens the first record comes again. The text is the value of the first
label of `_TEXT` that the record has; where the text stands below the labels, as in PKULaw's batches, it is every line
without a label.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from topics.preprocessing.readers.collections.articles import (
    Article,
    Collection,
    Form,
    lost,
    mapped_fields,
    split_at,
    tail_start,
)
from topics.preprocessing.readers.collections.daylines import iso_day
from topics.preprocessing.readers.steps import ABSTRACT, ARTICLE_RECORD

_TITLE = ("题名", "标题名", "标题", "法规标题", "文件标题", "文件名称", "法规名称", "案件名称", "篇名", "title")
_TEXT = ("全文", "正文", "法规全文", "正文内容", "文章内容", "内容", "摘要", "abstract", "summary")
_ABSTRACTS = ("摘要", "abstract", "summary")
_DATES = (
    "发布日期", "公布日期", "发布时间", "颁布日期", "发表时间", "出版时间", "出版日期", "发表日期", "报纸日期", "日期",
    "date", "pubtime",
)  # fmt: skip
_YEARS = ("年", "年鉴年份", "year")
_SOURCES = (
    "文献来源", "刊名", "报纸名", "来源", "文章来源", "媒体", "journal", "source", "发布部门", "发布机关", "发布机构",
    "制定机关", "制定机构", "发文机关", "发文单位", "颁布单位", "颁布部门",
)  # fmt: skip
_NUMBERS = ("doi", "法宝引证码", "引证码")
# Labels of legal databases, of which a record has several.
_LAW = (
    "发文字号", "文号", "实施日期", "施行日期", "生效日期", "时效性", "效力级别", "效力位阶", "法规类别", "批准日期",
    "批准部门", "专题分类", "主题分类", "法宝引证码", "行业分类", "效力状态", "地域分类", "失效日期", "有效性",
)  # fmt: skip
_PLAIN = ("作者", "版面", "版次", "关键词", "链接", "网址", "栏目", "分类", "地区", "级别", "编号", "字数", "记者")
_KNOWN = frozenset((*_TITLE, *_TEXT, *_DATES, *_SOURCES, *_LAW, *_PLAIN))
_FIELDS = {name: field for field, names in (("title", _TITLE), ("source", _SOURCES)) for name in names}


@dataclass(frozen=True)
class _Style:
    """A way to write labels: the groups of `label` are a label and its value, of which a line has one or several.

    `known` allows only labels of `_KNOWN`; in a `free` style lines without a label are text, elsewhere they go on with
    the value above. Each record has a label of each group in `whole`, and there are `fewest` of them at least.
    """

    name: str
    label: re.Pattern[str]
    whole: tuple[tuple[str, ...], ...]
    known: bool = False
    free: bool = False
    fewest: int = 1

    def read(self, lines: Sequence[str]) -> Collection | None:
        """The records of a file; None where it is not written in this style.

        It is if most stretches between two openings have the labels that make a record whole.
        """
        opened = [(number, name) for number, line in enumerate(lines) for name, _ in self.values(line)[:1]]
        opening = _opening([name for _, name in opened])
        marks = [number for number, name in opened if name == opening]
        if len(marks) < self.fewest:
            return None
        stretches = split_at(lines, marks)
        whole = [self._is_whole(stretch) for stretch in stretches]
        if 2 * sum(whole) <= len(whole):
            return None
        articles = [self._article(stretch) if ok else None for stretch, ok in zip(stretches, whole, strict=True)]
        losses = [lost(n, stretches[n - 1]) for n, article in enumerate(articles, start=1) if article is None]
        return Collection(self.name, articles, lines[: marks[0]], (), losses)

    def values(self, line: str) -> list[tuple[str, str]]:
        """The labels with which a line begins, in lower case, with their values."""
        if not self.label.match(line):
            return []
        found = [(name.strip().lower(), value.strip()) for name, value in self.label.findall(line)]
        return [] if self.known and found[0][0] not in _KNOWN else found

    def _is_whole(self, lines: Sequence[str]) -> bool:
        names = {name for line in lines for name, _ in self.values(line)}
        return all(names & set(group) for group in self.whole)

    def _article(self, lines: Sequence[str]) -> Article:
        article = Article()
        named = {name for line in lines for name, _ in self.values(line)}
        text = next((name for name in _TEXT if name in named), "")
        first = next((n for n, line in enumerate(lines) if self._opens(line, text)), len(lines))
        # Where any label may be a word of the text, those below it count only at the end.
        last = tail_start(lines, first + 1, self._is_label) if self.known and not self.free and text else first
        values: list[tuple[str, str]] = []
        above = ""
        for number, line in enumerate(lines):
            own = self.values(line) if not first < number < last else []
            above = own[-1][0] if own else above
            if own and above == text:
                values.extend(own[:-1])
                article.text.append(own[-1][1])
                article.take([line.removesuffix("\n").rstrip()[: -len(own[-1][1]) or None]])
            elif own:
                values.extend(own)
                article.take([line], ABSTRACT if above in _ABSTRACTS else ARTICLE_RECORD)
            elif self.free or above == text:
                article.text.append(line)
            elif line.strip():
                values[-1] = (above, f"{values[-1][1]} {line.strip()}")
                article.take([line], ABSTRACT if above in _ABSTRACTS else ARTICLE_RECORD)
        _say(article, values)
        return article

    def _opens(self, line: str, text: str) -> bool:
        return bool(text) and any(name == text for name, _ in self.values(line)[-1:])

    def _is_label(self, line: str) -> bool:
        return bool(self.values(line))


def _opening(names: Sequence[str]) -> str:
    """The label that opens each record: the first of the file that is there as often as titles are."""
    counts = Counter(names)
    titles = max((counts[name] for name in _TITLE), default=0)
    return next((name for name in names if titles and counts[name] == titles), "")


def _say(article: Article, values: Sequence[tuple[str, str]]) -> None:
    by_name = dict(reversed(values))
    year = next((by_name[name] for name in _YEARS if by_name.get(name)), "")
    day = next((by_name[name] for name in _DATES if by_name.get(name)), "")
    article.say("date", day or (iso_day(year) if year.isdigit() else year))
    article.say("part", next((by_name[name] for name in _NUMBERS if by_name.get(name)), ""))
    for wanted in (*_TITLE, *_SOURCES):
        article.say(_FIELDS[wanted], by_name.get(wanted, ""))
    rest = [(name, value) for name, value in values if name not in _FIELDS and name not in _ABSTRACTS]
    mapped_fields(article, rest, {})


_CNKI = _Style(
    "CNKI",
    re.compile(r"\s*([A-Za-z_]{2,20})(?:-(?:[\u4e00-\u9fff（）()]{1,12}|DOI)|(?<=DataType))\s*[:：]\s*(.*)"),
    (("title",), ("source", "year", "pubtime"), ("author", "organ", "keyword", "summary")),
)
_NOTE_EXPRESS = _Style(
    "NoteExpress",
    re.compile(r"\s*\{([A-Za-z][A-Za-z /]{1,30})\}:\s*(.*)"),
    (("title",), ("journal", "year", "date", "reference type", "author")),
)
_LAWS = _Style(
    "PKULaw",
    re.compile(r"\s*【\s*([^【】]{2,10}?)\s*】\s*[:：]?([^【]*(?:【(?![^【】]{2,10}】)[^【]*)*)"),
    (_TITLE, (*_DATES, "发文字号", "文号"), (*_LAW, *_SOURCES)),
    known=True,
    free=True,
)
_BLOCKS = _Style(
    "labelled blocks",
    re.compile(r"\s*([\u4e00-\u9fff]{2,6})\s*[:：]\s*(.*)"),
    (_TITLE, _DATES, ("全文", "正文", "法规全文", "正文内容", "文章内容", "内容", "摘要")),
    known=True,
    fewest=2,
)

CNKI = Form("CNKI", ("title-",), _CNKI.read)
NOTE_EXPRESS = Form("NoteExpress", ("{reference type}", "{title}"), _NOTE_EXPRESS.read)
PKULAW = Form("PKULaw", ("标题】", "名称】"), _LAWS.read)
BLOCKS = Form("labelled blocks", ("标题：", "标题:", "题名：", "题名:", "名称：", "名称:", "篇名："), _BLOCKS.read)
