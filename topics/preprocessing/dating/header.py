"""The header of a page: the lines above its running text, the day in them, and bylines."""

import re
from itertools import islice

from topics.preprocessing.dating.dates import _CHINESE_DATE, _COMPACT, _YMD, parse_date
from topics.preprocessing.sentences import is_sentence_of_words

_LABELS = re.compile(
    r"发布|发表|更新|成文|印发|时间|日期|来源|作者|记者|编辑|字号|字体|大|中|小|浏览|阅读|次数?|打印|关闭|分享"
    r"|publish(?:ed)?|date|time|source",
    re.IGNORECASE,
)
_TIME = re.compile(r"T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_HEADER_WIDTH = 80


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
