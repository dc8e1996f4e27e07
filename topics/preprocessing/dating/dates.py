"""Parsing of written dates, and the header of a page.

Conventions. A date is ISO text with a precision, "day", "month" or "year"; if only the month or year is known, the date
is its first day. `chronology.py` decides which dates belong to a document.
"""

import re
from itertools import islice

from topics.preprocessing.sentences import is_sentence_of_words

_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000123456789" + "0123456789")
_CHINESE_DATE = re.compile(
    r"([12二一][\d〇○零一二三四五六七八九０-９]{3})\s?年"
    r"(?:\s?([十\d一二三四五六七八九]{1,3})\s?月(?:\s?([十\d一二三四五六七八九]{1,3})\s?[日号])?)?"
)
# Where one of these three can stand: found five times as fast as each of them.
_MAY_BEGIN = re.compile("[12二一][0-9〇○零一二三四五六七八九０-９]{3}")
_YMD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-/.])(\d{1,2})(?:\2(\d{1,2})(?!\d))?)?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
# A year the text names; `到2035年` is an aim and dates nothing.
_NAMED_YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)(?=年|[-/.]\d)")
_LABELS = re.compile(
    r"发布|发表|更新|成文|印发|时间|日期|来源|作者|记者|编辑|字号|字体|大|中|小|浏览|阅读|次数?|打印|关闭|分享"
    r"|publish(?:ed)?|date|time|source",
    re.IGNORECASE,
)
_TIME = re.compile(r"T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_HEADER_WIDTH = 80


def parse_date(text: str) -> tuple[str, str] | None:
    """The first date in a short text: ISO form and precision ("day", "month" or "year"); None when there is none.

    The year comes first. A year alone counts only if the text holds nothing else, so that `24.04.2020` is no date
    rather than a vague one.

    >>> parse_date("二〇二一年三月十日"), parse_date("2020/4"), parse_date("不详")
    (('2021-03-10', 'day'), ('2020-04-01', 'month'), None)
    """
    text = text.strip()
    if not _MAY_BEGIN.search(text):
        return None
    found = _COMPACT.search(text)
    parts: tuple[str | None, ...] | None = found.groups() if found else None
    if parts is None and (found := _CHINESE_DATE.search(text)):
        parts = tuple(_number(p) if p else None for p in found.groups())
    if parts is None and (found := _YMD.search(text)):
        parts = (found.group(1), found.group(3), found.group(4))
        if parts[1] is None and found.group() != text:
            parts = None
    return _checked(*parts) if parts else None


def _number(text: str) -> str:
    if "十" in text:
        tens, _, ones = text.partition("十")
        return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))
    return text.translate(_DIGITS)


def _checked(year: str | None, month: str | None, day: str | None) -> tuple[str, str] | None:
    import datetime

    try:
        date = datetime.date(int(year or 0), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return date.isoformat(), "day" if day else "month" if month else "year"


def header_date(text: str) -> tuple[str, str] | None:
    """The day in the header of a page: a line before the running text that holds little more than a date.

    Two header lines that name different days are a conflict, and no answer.

    >>> header_date("工信部推动发展\\n2020-04-24 来源：工信微报\\n4月23日，……")
    ('2020-04-24', 'day')
    """
    found = set()
    for line in page_header(text):
        date = parse_date(line)
        if date and date[1] == "day" and len(_besides_date(line)) <= 24:
            found.add(date)
    return found.pop() if len(found) == 1 else None


def page_header(text: str) -> list[str]:
    """The lines before the first sentence, at most twelve: title, site, day, source."""
    header: list[str] = []
    for line in islice(filter(None, map(str.strip, text.split("\n"))), 12):
        closed = line.endswith(("。", "；", "：", ";", ":")) or is_sentence_of_words(line)
        if len(line) > _HEADER_WIDTH or closed:
            break
        header.append(line)
    return header


def _besides_date(line: str) -> str:
    for pattern in (_CHINESE_DATE, _YMD, _COMPACT, _TIME, _LABELS):
        line = pattern.sub("", line)
    return "".join(c for c in line if c.isalnum())


def is_byline(line: str, source: str = "") -> bool:
    """Whether a line consists only of a date, a source and the labels around them.

    >>> is_byline("行业时评　2020-02-26", source="行业时评"), is_byline("发布时间：2020年3月27日　字号：大 中 小")
    (True, True)
    """
    if len(line) > _HEADER_WIDTH:
        return False
    rest = line.replace(source, "") if source else line
    return (rest != line or parse_date(line) is not None) and not _besides_date(rest)
