"""WiseNews (慧科): text files whose articles end with "文章編號: 202103150040012".

Conventions. An article is: the newspaper, the headline and one or two lines with bars, in any order
("A12 | 要聞 | 2021-03-15"), perhaps a number of words, the text, and the number of the article, which begins with
the day.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import Article, Collection, Form, lost, split_before
from topics.preprocessing.readers.steps import ARTICLE_ENDS, RIGHTS
from topics.preprocessing.sentences import sentences

_END = re.compile(r"\s*(?:文章编号|文章編號)\s*[:：]\s*(\d{12,20})\s*", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?")
_WORDS = re.compile(r"\s*(?:字数|字數|Words?)\s*[:：]?\s*[\d,]+\s*(?:words|字)?\s*", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\s*(?:本内容之版权|本內容之版權|版权所有|版權所有|©|Copyright|慧科讯业|慧科訊業).*", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(?:\d{1,5}[.、)]|文章\s?\d{1,5}|第\s?\d{1,5}\s?篇)\s*")
_BAR = re.compile(r"[|｜]")
_LONGEST = 100  # characters of a line with bars
_MOST_ABOVE = 6  # lines above the day


def read_wisenews(lines: Sequence[str]) -> Collection | None:
    """The articles of a text file; None where it is none.

    It is one if most of the stretches that end with the number of an article have, among their first lines, a short
    one with a day between bars, or a day of their number alone.
    """
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    stretches = split_before(lines, ends)
    days = [_day_line(stretch, first=number == 0) for number, stretch in enumerate(stretches)]
    if not ends or 2 * sum(day >= 0 for day in days) <= len(days):
        return None
    names = min(
        (_above(stretch, day) for stretch, day in zip(stretches[1:], days[1:], strict=True) if day >= 0), default=1
    )
    begin = _cover(stretches[0], days[0], names) if days[0] >= 0 else 0
    before, stretches[0], days[0] = stretches[0][:begin], stretches[0][begin:], days[0] - begin
    articles: list[Article | None] = []
    for number, (stretch, day) in enumerate(zip(stretches, days, strict=True)):
        article = _article(stretch, day) if day >= 0 else None
        if article:
            mark = lines[ends[number]]
            found = _END.fullmatch(mark)
            article.say("part", found.group(1) if found else "")
            article.take([mark], ARTICLE_ENDS)
        articles.append(article)
    losses = [lost(n, stretches[n - 1]) for n, article in enumerate(articles, start=1) if article is None]
    return Collection("WiseNews", articles, before, lines[ends[-1] + 1 :], losses)


def _day_line(lines: Sequence[str], *, first: bool) -> int:
    """The line with the day of an article; -1 for none. A cover may stand above that of the first."""
    filled = [number for number, line in enumerate(lines) if _is_name(line)]
    for number in filled if first else filled[:_MOST_ABOVE]:
        line = lines[number].strip()
        if len(line) <= _LONGEST and _DAY.search(line) and (_DAY.fullmatch(line) or _BAR.search(line)):
            return number
    return -1


def _is_name(line: str) -> bool:
    """Whether a line of the header may be the newspaper, the headline or a line with bars."""
    return bool(line.strip()) and not any(p.fullmatch(line) for p in (_RIGHTS, _NUMBER, _WORDS))


def _article(lines: Sequence[str], day: int) -> Article:
    article = Article()
    body = next((n for n in range(day + 1, len(lines)) if sentences(lines[n])), len(lines))
    header = [line for line in lines[:body] if _is_name(line)]
    found = _DAY.search(lines[day])
    article.say("date", found.group() if found else "")
    barred = [part.strip() for line in header if _BAR.search(line) for part in _BAR.split(line)]
    parts = [part for part in barred if part and not _DAY.fullmatch(part)]
    names = [line.strip() for line in header if not _BAR.search(line) and not _DAY.fullmatch(line.strip())]
    title = max(names, key=len, default="")
    article.say("title", title)
    others = [name for name in names if name != title]
    article.say("source", others[0] if others else (parts.pop(0) if parts else ""))
    for name in others[1:]:
        article.add("note", name)
    for part in parts:
        article.add("section", part)
    for line in lines[:body]:
        if _WORDS.fullmatch(line):
            article.add("length", line.replace("：", ":").rpartition(":")[2])
    for line in lines:
        if _RIGHTS.fullmatch(line):
            article.take([line], RIGHTS)
    article.take(line for line in lines[:body] if not _RIGHTS.fullmatch(line))
    article.text.extend(line for line in lines[body:] if not _RIGHTS.fullmatch(line))
    return article


def _above(lines: Sequence[str], day: int) -> int:
    """The number of names above the day of an article."""
    return sum(map(_is_name, lines[:day]))


def _cover(lines: Sequence[str], day: int, names: int) -> int:
    """The line with which the first article begins, if so many names stand above its day."""
    filled = [number for number in range(day) if _is_name(lines[number])]
    return filled[-names] if 0 < names <= len(filled) else (day if names == 0 else 0)


WISENEWS = Form("WiseNews", ("文章编号", "文章編號"), read_wisenews)
