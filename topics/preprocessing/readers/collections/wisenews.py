"""WiseNews (慧科): text files whose articles end with "文章編號: 202103150040012".

Conventions. An article is: the newspaper, a line of place and day with bars ("A12 | 要聞 | 2021-03-15"), perhaps a
number of words, the headline, the text, and the number of the article, which begins with the day. The newspaper and the
headline may stand above the line with bars, or the headline below it.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import Article, Collection, Form, lost
from topics.preprocessing.readers.steps import ARTICLE_ENDS, RIGHTS
from topics.preprocessing.sentences import sentences

_END = re.compile(r"\s*(?:文章编号|文章編號|Document No\.?|Article No\.?)\s*[:：]\s*(\d{12,20})\s*", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?")
_WORDS = re.compile(r"\s*(?:字数|字數|Words?)\s*[:：]?\s*[\d,]+\s*(?:words|字)?\s*", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\s*(?:本内容之版权|本內容之版權|版权所有|版權所有|©|Copyright|慧科讯业|慧科訊業).*", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(?:\d{1,5}[.、)]|文章\s?\d{1,5}|第\s?\d{1,5}\s?篇)\s*")
_LONGEST = 100  # characters of a line with bars
_MOST_ABOVE = 6  # lines above the day


def read_wisenews(lines: Sequence[str]) -> Collection | None:
    """The articles of a text file; None where it is none.

    It is one if most of the stretches that end with the number of an article have, among their first lines, a short
    one with a day between bars, or a day of their number alone.
    """
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    stretches = [lines[begin:end] for begin, end in zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True)]
    days = [_day_line(stretch, first=number == 0) for number, stretch in enumerate(stretches)]
    if not ends or 2 * sum(day >= 0 for day in days) <= len(days):
        return None
    before: list[str] = []
    articles: list[Article | None] = []
    for number, (stretch, day) in enumerate(zip(stretches, days, strict=True)):
        article = _article(stretch, day, before if number == 0 else None) if day >= 0 else None
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
    filled = [number for number, line in enumerate(lines) if line.strip() and not _RIGHTS.fullmatch(line)]
    for number in filled if first else filled[:_MOST_ABOVE]:
        line = lines[number].strip()
        alone = _DAY.fullmatch(line)
        if len(line) <= _LONGEST and (alone or ("|" in line or "｜" in line)) and _DAY.search(line):
            return number
    return -1


def _article(lines: Sequence[str], day: int, cover: list[str] | None) -> Article:
    article = Article()
    above = [line for line in lines[:day] if line.strip()]
    if cover is not None:
        cover.extend(above[:-2])
        above = above[-2:]
    article.take((line for line in above if _RIGHTS.fullmatch(line)), RIGHTS)
    above = [line for line in above if not _RIGHTS.fullmatch(line)]
    article.take([*above, lines[day]])
    names = [_NUMBER.sub("", line, count=1).strip() for line in above if not _NUMBER.fullmatch(line)]
    found = _DAY.search(lines[day])
    article.say("date", found.group() if found else "")
    bars = [part.strip() for part in re.split(r"[|｜]", lines[day]) if not _DAY.search(part) and part.strip()]
    body = _read_below(article, lines, day + 1, titled=len(names) > 1 or (bool(names) and len(bars) > 2))
    # With two lines above, the headline is the longer one.
    if len(names) > 1:
        article.say("title", max(names, key=len))
        article.say("source", min(names, key=len))
    elif article.fields.get("title"):
        article.say("source", names[0] if names else (bars.pop(0) if bars else ""))
    elif names:
        article.say("title", names[0])
        article.say("source", bars.pop(0) if bars else "")
    for part in bars:
        article.add("section", part)
    article.text.extend(line for line in lines[body:] if not _RIGHTS.fullmatch(line))
    article.take((line for line in lines[body:] if _RIGHTS.fullmatch(line)), RIGHTS)
    return article


def _read_below(article: Article, lines: Sequence[str], first: int, *, titled: bool) -> int:
    """Read the number of words and, unless it stood above, the headline; the line with which the text begins."""
    for number in range(first, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if _WORDS.fullmatch(line):
            article.add("length", line)
            article.take([line])
        elif titled or article.fields.get("title") or sentences(line):
            return number
        else:
            article.say("title", line)
            article.take([line])
    return len(lines)


WISENEWS = Form("WiseNews", ("文章编号", "文章編號", "document no", "article no"), read_wisenews)
