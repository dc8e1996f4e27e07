"""The day of publication in a web page's metadata: meta tags, structured data, marked elements, variables of scripts.

Conventions. Every place has a name; `_PLACES` holds them from the most to the least exact. Days of changes, of crawling
and of printing are in none of them. The first place whose date can be read gives the page's date, which a later one
makes more exact if it lies in the same month, quarter or year. Values are passed on as they are written; of seconds
since 1970, WeChat's way, the day is that of China.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from topics.preprocessing.dating.cells import since_1970
from topics.preprocessing.dating.dates import parse_date, refusal
from topics.preprocessing.readers.structured import article_of, text_of

_PLACES = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "pubdate", "publishdate", "publish-date", "publish_date", "publishtime", "publish_time", "publication_date",
    "publication-date", "publicationdate", "published", "published_time", "published-time", "published_at",
    "published-date", "published_date", "firstpublishedtime", "originalpublicationdate", "apub:time", "dc.date.issued",
    "dcterms.issued", "dc.date.published", "dc.date", "dcterms.date", "dc.date.available", "dcterms.available",
    "citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate",
    "parsely-pub-date", "sailthru.date", "rnews:datepublished", "cxenseparse:recs:publishtime", "bt:pubdate",
    "article_date_original", "weibo:article:create_at", "weibo:webpage:create_at", "release_date", "og:release_date",
    "displaydate", "script", "date", "createdate", "dc.date.created", "dcterms.created", "datecreated", "uploaddate",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_PLACES)}
_MARKED = (
    "//*[@itemprop='datePublished' and not(self::meta)]",
    "//time[@pubdate]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' dt-published ')]",
    "//time[contains(concat(' ', normalize-space(@class), ' '), ' published ')]",
    "//abbr[contains(concat(' ', normalize-space(@class), ' '), ' published ')]",
)
_VALUE = (
    r"""(?:["']{2}\s?\|\|\s?|[^\n;=]{1,60}?\?[^\n;=]{1,60}?:\s?)?(?:\w{1,20}\()?["']?"""
    r"([12][0-9]{9}(?:[0-9]{3})?(?![0-9])|[12][0-9]{3}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}[^\"'\n;,<>]{0,24})"
)
_ASSIGNED = re.compile(
    rf"(?<![\w.])(?:window\.|d\.)?(?:ct|create_?time|publish_?time|pub_?time|pub_?date|publish_?date)\s?=\s?{_VALUE}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bct\b|create_?time|pub(?:lish)?_?(?:time|date)", re.IGNORECASE)
# A key `createTime` may be that of an account; only WeChat's pages are known to mean the article.
_KEYED = re.compile(
    rf"(?<![\w.])[\"']?(?:publish_?time|pub_?time|pub_?date|publish_?date)[\"']?\s?:\s?{_VALUE}", re.IGNORECASE
)
_KEYED_IN_WECHAT = re.compile(rf"(?<![\w.])[\"']?(?:ct|create_?time|publish_?time)[\"']?\s?:\s?{_VALUE}", re.IGNORECASE)
_SECONDS = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_LONGEST_TIME = {"year": 366, "half-year": 184, "quarter": 92, "month": 31, "week": 7, "day": 1}  # days
_DAY = datetime.timedelta(days=1)
_MOST_SHOWN = 5
_LONGEST = 200  # characters of a value
_LONGEST_SCRIPT = 1_000_000


def published(tree: Any, structured: list[Mapping[str, Any]]) -> tuple[str, str]:
    """The date of publication as the page's metadata state it, and what they state besides, one `place: text` per line.

    The second text holds dates that are more than a day apart from the first one, and those that cannot be read. Both
    are "" where there is nothing.
    """
    places = sorted(dict.fromkeys(_stated(tree, structured)), key=lambda place: _RANK[place[0]])
    times = [(place, *_time(date)) for place in places if (date := parse_date(place[1])) and not refusal(place[1])]
    if not times:
        return (places[0][1], _shown(places[1:])) if places else ("", "")
    chosen = times[0]
    for other in times[1:]:
        if chosen[1] <= other[1] and other[2] < chosen[2]:
            chosen = other
    near = {place for place, first, last in times if first <= chosen[2] + _DAY and chosen[1] <= last + _DAY}
    return chosen[0][1], _shown([place for place in places if place not in near])


def _time(date: tuple[str, str]) -> tuple[datetime.date, datetime.date]:
    """The first day and the last that a date may stand for."""
    first = datetime.date.fromisoformat(date[0])
    return first, first + (_LONGEST_TIME[date[1]] - 1) * _DAY


def _shown(places: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {text}" for name, text in places[:_MOST_SHOWN])


def _stated(tree: Any, structured: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every (place, text) of the page's metadata that is named for its publication."""
    for tag in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            # Sina writes `weibo: article:create_at`.
            name = re.sub(r"\s", "", tag.get(attribute) or "").lower()
            if name in _RANK and name != "script" and (text := _line(tag.get("content"))):
                yield name, text
    for path in _MARKED:
        for element in tree.xpath(path)[:1]:
            text = element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
            if text := _line(text):
                yield "datepublished", text
    if text := _of_structured(structured):
        yield "datepublished", _line(text)
    if text := _of_scripts(tree):
        yield "script", text


def _line(text: str | None) -> str:
    return _day_of_seconds(" ".join((text or "")[:_LONGEST].split()))


def _day_of_seconds(text: str) -> str:
    return f"{since_1970(int(text[:10]), 8)} ({text})" if _SECONDS.fullmatch(text) else text


def _of_structured(structured: list[Mapping[str, Any]]) -> str:
    """The date of the page's article; if it has none, the one on which all other objects agree."""
    if text := _published_in(article_of(structured)):
        return text
    texts = {text for found in structured if (text := _published_in(found))}
    return texts.pop() if len(texts) == 1 else ""


def _published_in(found: Mapping[str, Any]) -> str:
    return text_of(found.get("datePublished")) or text_of(found.get("pubDate"))


def _of_scripts(tree: Any) -> str:
    """The date in a variable of a script, such as WeChat's `ct`, if all such variables of the page name one day."""
    keyed = _KEYED_IN_WECHAT if tree.xpath("boolean(//*[@id='js_content' or @id='js_article'])") else _KEYED
    days: dict[str, str] = {}
    for script in tree.iter("script"):
        text = (script.text or "")[:_LONGEST_SCRIPT]
        if "ld+json" in (script.get("type") or "") or not _NAMED.search(text):
            continue
        for pattern in (_ASSIGNED, keyed):
            for match in pattern.finditer(text):
                value = _line(match.group(1))
                if date := parse_date(value):
                    days.setdefault(date[0], value)
    return next(iter(days.values())) if len(days) == 1 else ""
