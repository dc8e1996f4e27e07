"""Learned furniture: lines that recur at the edges of a source's documents and so belong to its pages."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from topics.preprocessing.sentences import letters, running_lines
from topics.themes import Theme

LEAST_DOCUMENTS = 3
LEAST_SHARE = 1 / 3
_HEAD, _TAIL = 6, 12  # lines at the two edges in which furniture is searched
_HEADING = re.compile(r"[（(]?(?:第?[一二三四五六七八九十\d]+)[章节条、.．）)]")
_DIGITS = re.compile("[0-9][0-9]*")  # twice as fast as `[0-9]+`, which has no first character to look for
# What has other figures on each page and is still the same furniture: labels of contacts, dates and counters.
_LABEL = (
    "电话|传真|邮编|邮政编码|邮箱|地址|网址|热线|联系人|联系方式|编辑|校对|审核|来源|作者|记者|时间|日期|索引号|编号|文号|刊号|字号|序号|次数|分类"
    "|浏览量?|阅读量?|点击[量数]?|访问量?|下载量?|关键词|期号"
    "|tel|telephone|phone|fax|e-?mail|contact|address|published|updated|date|views?|reads?|page|ref|reference|issn|isbn"
    "|vol|volume|issue|downloads?|file size|author|source"
)
_COUNTER = re.compile(
    rf"\W*(?:.{{0,6}}(?:{_LABEL})) ?[:：|#] ?.*"
    r"|.*(?:\d{3,4}[-－—)）]\d{6,8}|(?<!\d)1\d{10}(?!\d)|\w@\w|https?:|www\.|ICP备|公网安备|备案号|©|版权所有"
    r"|copyright|all rights reserved).*"
    r"|(?:last )?(?:published|updated|modified|posted)\W.{0,40}"
    r"|.{0,4}(?:浏览|阅读|点击|访问|下载|评论|点赞|转发|views?|reads?|shares?|comments?)\W{0,3}\d+\W{0,3}次?"
    r"|\d+ ?(?:views?|reads?|shares?|comments?|likes?|次浏览|次阅读)"
    r"|\W*(?:第? ?\d+ ?[页期]|page ?\d+|p\. ?\d+)(?:\W*(?:共|of|/)? ?\d+ ?页?)?\W*"
    r"|[\W\d年月日时分]*(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)?[\W\d]*",
    re.IGNORECASE,
)
# A value in a cell of a table, and a year that heads a row; and the counters of a page, which stand before figures too.
_VALUE = re.compile(r"[-−+]?\d[\d,.]* ?(?:[%％‰]|[个元人名张所家件次年万亿]{1,3})?")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?")
_PAGE_LABEL = re.compile(
    rf"\W*.{{0,6}}(?:{_LABEL}|点赞|转发|评论|收藏|分享|第|页码|likes?|shares?|comments?)\W*", re.IGNORECASE
)
_LEAST_VALUE = 4  # figures of a number that, alone, is not the number of a page
_CLAUSES = re.compile(r"[，；：、,;:]")
_CLAUSE_WORDS = 12  # ideographs or words of a line with a comma that is read as text, whether or not it ends


def learned_furniture(
    documents: Iterable[tuple[str, Sequence[str]]], themes: Sequence[Theme] = ()
) -> dict[str, frozenset[str]]:
    """Lines that recur at the edges of a source's documents, by source.

    `documents` are pairs (source, lines). A line is learned when it is among the first `_HEAD` or last `_TAIL` lines of
    at least `LEAST_DOCUMENTS` documents and of a `LEAST_SHARE` of all documents of the source. Documents with the same
    longest line are copies of each other and count as one, so that nothing is learned from re-publications. Never
    learned are lines of running text, numbered headings, which documents of one kind share, and lines with a term of
    one of the `themes`, and rows of tables of figures. Figures count as equal only in lines that have others on each
    page: contacts, dates, counters.
    """
    of_source: dict[str, dict[str, Sequence[str]]] = {}
    for source, lines in documents:
        if lines:
            of_source.setdefault(source, {})[max(lines, key=len)] = lines
    learned = {}
    for source, by_longest in of_source.items():
        bodies = list(by_longest.values())
        needed = max(LEAST_DOCUMENTS, LEAST_SHARE * len(bodies))
        # The cheap questions first: few lines recur at all.
        alike = _often((set(_alike(lines).values()) for lines in bodies), needed)
        often = _often((_learnable(lines, alike) for lines in bodies), needed) if alike else set()
        if kept := frozenset(line for line in often if not any(theme.count(line) for theme in themes)):
            learned[source] = kept
    return learned


def _alike(lines: Sequence[str]) -> dict[int, str]:
    """The lines at the edges of a document, by number, as they are if all figures are equal."""
    return {n: _DIGITS.sub("0", lines[n]) for n in _edges(lines)}


def _learnable(lines: Sequence[str], alike: set[str]) -> set[str]:
    """Keys of the lines of a document that recur and may be furniture."""
    places = {n for n, line in _alike(lines).items() if line in alike}
    return {_key(lines[n]) for n in places - _content(lines)} if places else set()


def _often(of_documents: Iterable[set[str]], needed: float) -> set[str]:
    """The keys that at least the needed number of documents have; "" is none."""
    counts = Counter(key for keys in of_documents for key in keys)
    return {key for key, count in counts.items() if key and count >= needed}


def without_learned(lines: Sequence[str], source: str, learned: Mapping[str, frozenset[str]]) -> list[str]:
    """The lines without those learned for the source; lines are removed only at the edges.

    >>> without_learned(["正文在此。", "电话：010-1"], "某刊", {"某刊": frozenset(["电话：0-0"])})
    ['正文在此。']
    """
    known = learned.get(source)
    if not known:
        return list(lines)
    edges = {n for n in _edges(lines) if _key(lines[n]) in known}
    gone = edges - _content(lines) if edges else edges
    return [line for n, line in enumerate(lines) if n not in gone]


def _content(lines: Sequence[str]) -> set[int]:
    """The lines that are content wherever they recur: running text, and rows of tables of figures behind it."""
    running = running_lines(lines)
    rows: set[int] = set()
    if not running:
        return running
    last = min(running)
    for number in [*(n for n in sorted(running) if n > last), len(lines)]:
        rows |= _rows_of_figures(lines, range(last + 1, number))
        last = number
    return running | rows


def _rows_of_figures(lines: Sequence[str], places: range) -> set[int]:
    """The lines from the head of a table to its last figure, which readers give as a line for each cell.

    Two lines of words and a figure are the least table. A figure behind a label of the page is a counter, and a short
    one that stands alone may be the number of the page.
    """
    cells: list[int] = []
    values: list[int] = []
    for n in places:
        line = lines[n].strip()
        value = bool(_VALUE.fullmatch(line))
        if (not value and _key(line) != line) or (value and not cells) or _PAGE_LABEL.fullmatch(line):
            if values:
                break
            cells = []
        else:
            cells.append(n)
            if value and not _YEAR.fullmatch(line):
                values.append(n)
    head = next((k for k, n in enumerate(cells) if n in values), 0)
    long = len(values) > 1 or any(len(re.sub("[^0-9]", "", lines[n])) >= _LEAST_VALUE for n in values)
    return {n for n in cells if n <= values[-1]} if long and head > 1 else set()


def _edges(lines: Sequence[str]) -> set[int]:
    return {*range(min(_HEAD, len(lines))), *range(max(0, len(lines) - _TAIL), len(lines))}


def _key(line: str) -> str:
    """The key under which lines of furniture are equal; "" for a line that cannot be furniture."""
    if _HEADING.match(line):
        return ""
    if _COUNTER.fullmatch(line):
        return _DIGITS.sub("0", line)
    return "" if _CLAUSES.search(line) and letters(line) >= _CLAUSE_WORDS else line
