"""Lines of labels in a header, such as `发布日期：2021-01-05　来源：某报`, as pairs of label and value.

Conventions. A *row* is a line of the header; its *cells* are parted by tabs, bars or at least two spaces. A label is
followed by a colon or stands in brackets; without either it is the beginning of its cell and a date follows, or it is
the whole cell. Its value is what follows up to the next label; behind a label alone it is the next cell, the cell below
in a row of as many cells, or the next row. Values are taken from the line as it stands; labels are compared folded
(`written.folded`). A row that holds a sentence is no row of labels.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from topics.preprocessing.dating.label_words import (
    DATE as A_DAY,
)
from topics.preprocessing.dating.label_words import (
    DAYS,
    ISSUE,
    ISSUER,
    KINDS,
    NUMBER,
    OTHER,
    PLACE,
    PROMULGATION,
    PUBLICATION,
    PUBLISHER,
    SOURCE,
    UNKNOWN,
)
from topics.preprocessing.dating.written import DATE, TIME, folded

LONGEST_ROW = 300  # characters
_LONGEST_LABEL = 28
_LONGEST_VALUE = 60
_LONGEST_REST = 24  # characters behind the date in a cell
_SPLIT = re.compile(r"\t|\||(?<=\S)[ \t]{2,}(?=\S)")
_HAS_CELLS = re.compile(r"[:|\t\]】]|  ")  # in a folded row; any other is one cell
_SENTENCE = re.compile(r"[。！？!?]|；.*[，；]")
_OPENS, _CLOSES = "【[(「〔〖<", "】])」〕〗>"
_BOUNDARY = frozenset(" \t|,;·•、" + _OPENS + _CLOSES + "0123456789日分秒号")
# Labels of two characters that pages set right behind the value of another: `来源：某报作者：张三`.
_GLUED = frozenset(
    ["作者", "编辑", "责编", "记者", "来源", "字号", "字体", "浏览", "阅读", "点击", "分享", "打印", "文号"]
)
_NUMBER = re.compile(r"([^\W\d]+(?: (?:no|number))?\.?) (?=[^\s]{0,24} ?[^\s]{0,24}\d\S{0,16}$)", re.IGNORECASE)
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:\s{1,8}[\u4e00-\u9fff]){1,5}(?=\s*[:：】\]])")
_SPACED = re.compile(r"[\u4e00-\u9fff]{1,2}")
_WORDS = re.compile(r"(?:^|(?<=[\s|]))[\u4e00-\u9fff]{2,8}$")
_PLANNED = tuple("拟计未将待请于")
_NEXT = ("下次", "下期", "下一次", "下一期", "下一轮")
_EDGES = " \t|*-–—,，;；:：、·" + _OPENS + _CLOSES + "（）［］"
_SPAN = re.compile(r"\s*(?:至|到|~|～|—|–|-|to\b|until\b|起至)\s*", re.IGNORECASE)
_REMARK = re.compile(r" ?\([^()]{1,200}\)$")
# A title below an empty label.
_TITLE = re.compile("^关于|的(?:通知|公告|意见|办法|方案|说明|报告|规定|决定|批复|函|解读|通报|讲话)$")
# Words above a day, or before it, that say of what it is the day.
_ANOTHER_DAY = re.compile(
    r"(?:日期|时间|时限|期限|日|日子|地点|有效期|截止|开始|结束|举[行办]|召开|[开竣]工|签订|[开闭]幕|启动|成立|开业|通车"
    r"|上线)[为是]?$|^下(?:一?[次期届场轮]|[周月])"
    r"|\b(?:date|days?|time|when|where|deadline|born|died|accessed|retrieved|viewed|until|till|due|expires|expiry"
    r"|opens?|closes?|opening|closing|starts?|begins?|ends?|meets?|meetings?|sessions?|hearings?|events?|next|visited)$"
    r"|^(?:next|closing|opening|last|final|key) ",
    re.IGNORECASE,
)
_NO_VALUE = frozenset(("", "无", "暂无", "无。", "none", "n/a", "null", "-"))
_NAME_ENDS = re.compile(r"[。！？；，!?;]|\.\s")


class Pair(NamedTuple):
    """A label and its value, as they stand in the header; `marked` says whether a colon or brackets mark the label."""

    kind: str
    label: str
    value: str
    row: int
    marked: bool = True

    @property
    def words(self) -> str:
        """Label and value, as a quotation."""
        return f"{self.label}: {self.value}" if self.label else self.value


class _Item(NamedTuple):
    """A label in a cell with its value, None behind a label alone; without a label, plain words."""

    kind: str
    label: str
    value: str | None
    marked: bool


def label_pairs(rows: Sequence[str]) -> tuple[list[Pair], set[int]]:
    """The pairs of label and value in some rows, in order, and the numbers of the rows that hold them.

    >>> pairs, rows = label_pairs(["关于平台的通知", "成文日期：2020年12月30日　来 源：某部", "发布日期", "2021-01-05"])
    >>> [(pair.kind, pair.value) for pair in pairs], sorted(rows)
    ([('issue', '2020年12月30日'), ('source', '某部'), ('publication', '2021-01-05')], [1, 2, 3])
    """
    parsed = [_items(row) for row in rows]
    pairs: list[Pair] = []
    members: set[int] = set()
    n = 0
    while n < len(rows):
        items = parsed[n] or []
        if not _labelled(items):
            n += 1
            continue
        below = _cells(rows[n + 1]) if n + 1 < len(rows) else []
        alone = [item for item in items if item.value is None and item.label]
        if len(items) > 1 and len(alone) == len(items) == len(below) and not _labelled(parsed[n + 1]):
            pairs += _zipped(items, below, n)
            members |= {n, n + 1}
            n += 2
            continue
        found, open_label = _in_row(items, n)
        used = 1
        if open_label is not None:
            more, used = _from_rows_below(open_label, rows, parsed, n)
            found += more
        if found or any(item.marked for item in items):
            pairs += found
            members.update(range(n, n + used))
        n += used
    return pairs, members


def _labelled(items: Sequence[_Item] | None) -> bool:
    return any(item.label and item.kind != UNKNOWN for item in items or ())


def _zipped(items: Sequence[_Item], values: Sequence[str], row: int) -> list[Pair]:
    pairs = (Pair(i.kind, i.label, v.strip(), row, i.marked) for i, v in zip(items, values, strict=True))
    return [pair for pair in pairs if not _is_nothing(pair.value)]


def _in_row(items: Sequence[_Item], row: int) -> tuple[list[Pair], _Item | None]:
    """The pairs within a row, and the label at its end whose value stands below, if there is one."""
    pairs: list[Pair] = []
    waiting: _Item | None = None
    for item in items:
        if not item.label:
            text = item.value or ""
            if waiting is not None:
                pairs.append(Pair(waiting.kind, waiting.label, text, row, waiting.marked))
            elif DATE.search(folded(text)):
                pairs.append(Pair(A_DAY, "", text, row))
            waiting = None
        elif item.value is None:
            waiting = item
        else:
            pairs += _split_value(Pair(item.kind, item.label, item.value, row, item.marked))
            waiting = None
    return [pair for pair in pairs if not _is_nothing(pair.value)], waiting


def _split_value(pair: Pair) -> Iterator[Pair]:
    """A source with the day behind it, `央视网2022年01月20日 19:37`, as two pairs."""
    day = DATE.search(folded(pair.value)) if pair.kind in (SOURCE, PUBLISHER, ISSUER) else None
    if day is None or day.group().isdigit():
        yield pair
        return
    yield pair._replace(value=pair.value[: day.start()].strip(_EDGES))
    yield Pair(A_DAY, "", pair.value[day.start() :], pair.row)


def _from_rows_below(
    first: _Item, rows: Sequence[str], parsed: Sequence[list[_Item] | None], n: int
) -> tuple[list[Pair], int]:
    """The pairs of a label at the end of row `n` with values in the rows below; and the number of rows used.

    Labels that stand below each other have their values below them in the same order, or have none but the last.
    """
    labels = [first]
    at = n + 1
    while at < len(rows) and (items := parsed[at]) and len(items) == 1 and items[0].label and items[0].value is None:
        labels.append(items[0])
        at += 1
    values: list[str] = []
    while at + len(values) < len(rows) and len(values) < len(labels) and not _labelled(parsed[at + len(values)]):
        values.append(rows[at + len(values)].strip())
    all_fit = len(values) == len(labels) and all(fits(i.kind, v) for i, v in zip(labels, values, strict=True))
    if all_fit:
        matched = list(zip(labels, values, range(n, at), strict=True))
    elif values and fits(labels[-1].kind, values[0]):
        matched = [(labels[-1], values[0], at - 1)]
    else:
        # Labels without a colon, of which nothing is known below, are headings.
        marked = sum(1 for item in labels if item.marked)
        return [], max(1, marked)
    return [Pair(i.kind, i.label, v, row, i.marked) for i, v, row in matched], len(labels) + len(matched)


def fits(kind: str, value: str) -> bool:
    """Whether words below or beside a label can be its value: no sentence, and a date if the label is one of dates."""
    text = folded(value.strip())
    if not text or len(text) > _LONGEST_VALUE or _NAME_ENDS.search(text):
        return False
    day = DATE.match(text)
    if kind in DAYS:
        return bool(day) and day_of(value) != ""
    if kind == NUMBER:
        return bool(re.search(r"[0-9〇一二三四五六七八九十]", text)) and not (day and day.end() == len(text))
    if kind in (SOURCE, PUBLISHER, ISSUER) and _TITLE.search(text):
        return False
    return not (day and day.end() == len(text)) and (kind in (OTHER, UNKNOWN) or text[-1] not in ":,、")


def day_of(value: str) -> str:
    """The date with which the value of a label begins, as it is written; "" where it is a span, or words follow it.

    >>> day_of("2021年1月5日 10:30 星期二"), day_of("2021-01-05 至 2021-02-05"), day_of("2021年1月5日国务院令")
    ('2021年1月5日', '', '')
    """
    text = folded(value)
    start = len(text) - len(text.lstrip(_EDGES + " "))
    while begun := TIME.match(text, start):
        start = begun.end() + len(text[begun.end() :]) - len(text[begun.end() :].lstrip(" ,"))
    found = DATE.match(text, start)
    if found is None:
        return ""
    rest = text[found.end() :]
    bare = _REMARK.sub("", TIME.sub(" ", rest))
    if span := _SPAN.match(bare):
        after = bare[span.end() :]
        if DATE.match(after) or re.match(r"\d", after):
            return ""
    letters = "".join(c for c in bare if c.isalnum())
    near = bool(rest) and rest[0].isalnum() and not TIME.match(rest) and not rest.startswith(("起", "印发", "发布"))
    return "" if len(letters) > _LONGEST_REST or near else value[found.start() : found.end()]


def names_another_day(words: str) -> bool:
    """Whether words above or before a day say that it is none of issue or publication.

    >>> [names_another_day(words) for words in ("会议时间", "Closing date", "成文日期", "某局", "Mary Price")]
    [True, True, False, False, False]
    """
    text = folded(words).strip(_EDGES)
    kind = KINDS.get(_key(text))
    if kind in (PUBLICATION, PROMULGATION, ISSUE, A_DAY, SOURCE, PUBLISHER, ISSUER):
        return False
    return kind is not None or bool(_ANOTHER_DAY.search(text))


def is_title(words: str) -> bool:
    """Whether words can be the title of an official document in Chinese."""
    return bool(_TITLE.search(words))


def is_row_of_labels(row: str) -> bool:
    """Whether a line consists of labels and their values, or of a label alone."""
    return _labelled(_items(row))


def is_row_of_cells(row: str) -> bool:
    """Whether a line is a row of a table with at least three short cells, which labels above it may name."""
    cells = _cells(row) if len(row) <= LONGEST_ROW else []
    return len(cells) > 2 and not any(len(cell) > _LONGEST_VALUE or _SENTENCE.search(cell) for cell in cells)


def says_more_than_a_day(row: str) -> bool:
    """Whether a line consists of labels one of which says what it states, unlike `日期` (date) or `浏览` (views)."""
    return any(item.label and item.kind not in (OTHER, UNKNOWN, A_DAY, PLACE) for item in _items(row) or ())


def _is_nothing(value: str) -> bool:
    return value.strip(_EDGES + "。").lower() in _NO_VALUE


# --- the labels of a row ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _items(row: str) -> list[_Item] | None:
    """The labels and plain words of a row in order; None for a row that is none of labels."""
    if len(row) > LONGEST_ROW or _SENTENCE.search(row):
        return None
    items: list[_Item] = []
    for cell in _cells(row):
        found = _items_of_cell(cell.strip())
        if found is None:
            return None
        items += found
    # Running text has no cells: they mark a label as a colon does.
    return [item._replace(marked=True) for item in items] if len(items) > 1 and _SPLIT.search(folded(row)) else items


def _cells(row: str) -> list[str]:
    if not _HAS_CELLS.search(folded(row)):
        return [row.strip()]
    row = _SPREAD.sub(lambda label: "".join(label.group().split()), row)
    text, cells, start = folded(row), [], 0
    for cut in _SPLIT.finditer(text):
        cells.append(row[start : cut.start()].strip())
        start = cut.end()
    cells.append(row[start:].strip())
    if text.lstrip(" ").startswith("|"):  # a table of Markdown has bars on both sides
        cells = cells[1:-1] if text.rstrip().endswith("|") else cells[1:]
    return cells


def _items_of_cell(cell: str) -> list[_Item] | None:
    """The items of one cell; None where words of some length are no value of a label."""
    text = folded(cell)
    labels = list(_labels(text))
    if not labels:
        return [_Item("", "", cell, False)] if len(cell) <= _LONGEST_VALUE else None
    lead = cell[: labels[0][0]].strip(_EDGES)
    items = [_Item("", "", lead, False)] if lead else []
    if lead and not labels[0][3] and lead.isascii():
        return [_Item("", "", cell, False)]
    if len(DATE.sub("", TIME.sub("", folded(lead)))) > _LONGEST_VALUE // 2:
        return None
    ends = [start for start, *_ in labels[1:]] + [len(cell)]
    for (start, stop, kind, marked), end in zip(labels, ends, strict=True):
        value = cell[stop:end].strip(" \t\u3000\xa0|,;、·•*【[「")
        if len(_REMARK.sub("", folded(value))) > _LONGEST_VALUE:
            return None
        words = cell[start:stop].strip(_EDGES)
        last = end == len(cell)
        items.append(_Item(kind, words, value if value or not last else None, marked))
    return items


def _labels(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The labels in a folded cell: where each begins, where its value begins, its kind, whether it is marked."""
    known = KINDS.get(_key(text.strip(_EDGES)))
    if known and len(text) <= _LONGEST_LABEL:
        yield 0, len(text), known, text[-1] in ":" + _CLOSES
        return
    last = 0
    for part in re.finditer(r"[:\]】)」〕〗>]|(?:^|[,;|·•]\s*|\s+(?=[\u4e00-\u9fff]))(?=[^\W\d])", text):
        mark = part.group()
        if mark and mark in ":" + _CLOSES:
            found = _label_before(text, part.start(), last, mark)
            if found is None:
                continue
            stop = part.end() + (text[part.end() : part.end() + 1] == ":" and mark != ":")
            yield found[0], stop, found[1], True
        else:
            found = _label_with_day(text, part.end())
            if found is None or part.end() < last:
                continue
            stop = found[0]
            yield part.end(), stop, found[1], False
        last = stop


def _label_before(text: str, stop: int, last: int, mark: str) -> tuple[int, str] | None:
    """Where the longest known label begins that ends before `stop`, and its kind."""
    if (text[stop - 1 : stop].isdigit() or text.startswith("://", stop)) and not text[:stop].endswith("no"):
        return None
    for start in range(max(last, stop - _LONGEST_LABEL), stop - 1):
        kind = KINDS.get(_key(text[start:stop]))
        if kind is None or text[start].isspace():
            continue
        before = text[start - 1 : start]
        if kind == A_DAY and not last and text[start].isascii() and text[:start].strip(_EDGES):
            continue  # `Event date:` is no label of this document's day
        if mark != ":" and (before not in _OPENS or not before):
            continue
        words = text[start:stop].strip()
        long = "\u4e00" <= words[0] <= "\u9fff" and len(words) >= 4 and " " not in words
        glued = last > 0 and words in _GLUED
        planned = before in _PLANNED or text[:start].endswith(_NEXT)
        if start == last or before in _BOUNDARY or glued or (long and not planned):
            return start, kind
    unknown = _WORDS.search(text[last:stop]) if mark == ":" else None
    if unknown and last and unknown.start() == 0:  # the value of the label before, and a colon in it
        return None
    return (last + unknown.start(), UNKNOWN) if unknown else None


def _label_with_day(text: str, start: int) -> tuple[int, str] | None:
    """Where the value begins of a label that a date or a number follows without a mark, and its kind."""
    number = _NUMBER.match(text, start)
    if number and KINDS.get(_key(number.group(1))) == NUMBER:
        return number.end(), NUMBER
    day = DATE.search(text, start, start + 2 * _LONGEST_LABEL)
    if day is None:
        return None
    label = TIME.sub("", text[start : day.start()]).strip(" ,")
    kind = KINDS.get(_key(label))
    capital = text[start].isupper() or not text[start].isascii() or start > 0
    return (day.start(), kind) if kind in DAYS and capital and _key(label) not in ("day", "time") else None


def _key(label: str) -> str:
    """A label as `KINDS` has it; Chinese ones may be set with spaces between their characters."""
    words = (label.replace("-", " ").replace("_", " ") if label.isascii() else label).split()
    return ("" if len(words) > 1 and all(map(_SPACED.fullmatch, words)) else " ").join(words).lower()
