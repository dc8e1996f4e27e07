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

from topics.preprocessing.dating.cells import with_day_in_china
from topics.preprocessing.dating.dates import parse_date, refusal
from topics.preprocessing.readers.page_scripts import script_date
from topics.preprocessing.readers.structured import article_of, text_of

# Names of meta tags in lower case, without signs: `DC.date.issued` and `dc:date:issued` are one.
_PLACES = (
    "articlepublishedtime", "articlepublished", "ogpublishedtime", "ogarticlepublishedtime", "datepublished", "pubdate",
    "publishdate", "publishtime", "pubtime", "publicationdate", "publicationtime", "published", "publishedtime",
    "publisheddate", "publishedat", "publishedon", "firstpublishedtime", "firstpublished", "firstpublicationdate",
    "originalpublicationdate", "articlepublicationdate", "apubtime", "dcdateissued", "dctermsissued", "dcissued",
    "dateissued", "dcdatepublished", "dcdate", "dctermsdate", "dcdateavailable", "dctermsavailable",
    "citationpublicationdate", "citationonlinedate", "citationdate", "bepresscitationdate", "prismpublicationdate",
    "eprintsdate", "parselypubdate", "sailthrudate", "rnewsdatepublished", "cxenseparserecspublishtime", "btpubdate",
    "articledateoriginal", "weiboarticlecreateat", "weibowebpagecreateat", "ogtime", "ogpubdate", "releasedate",
    "ogreleasedate", "displaydate", "script", "date", "createdate", "dcdatecreated", "dctermscreated", "datecreated",
    "uploaddate",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_PLACES)}
_MARKED = (
    "//*[@itemprop='datePublished' and not(self::meta)]",
    "//time[@pubdate]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' dt-published ')]",
    "//time[contains(concat(' ', normalize-space(@class), ' '), ' published ')]",
    "//abbr[contains(concat(' ', normalize-space(@class), ' '), ' published ')]",
    "//em[@id='publish_time']",  # WeChat
)
_LONGEST_TIME = {"year": 366, "half-year": 184, "quarter": 92, "month": 31, "week": 7, "day": 1}  # days
_DAY = datetime.timedelta(days=1)
_MOST_SHOWN = 5
_LONGEST = 200  # characters of a value


def published(tree: Any, structured: list[Mapping[str, Any]]) -> tuple[str, str]:
    """The date of publication as the page's metadata state it, and what they state besides, one `place: text` per line.

    The second text holds dates that are more than a day apart from the first one, and those that cannot be read; where
    there is none, the times of elements that do not say of what they are. Both are "" where there is nothing.
    """
    places = sorted(dict.fromkeys(_stated(tree, structured)), key=lambda place: _RANK[_squeezed(place[0])])
    times = [(place, *_time(date)) for place in places if (date := parse_date(place[1])) and not refusal(place[1])]
    if not times:
        return (places[0][1], _shown(places[1:])) if places else ("", _shown(_unnamed(tree)))
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
            name = (tag.get(attribute) or "").strip().lower()
            squeezed = _squeezed(name)
            if squeezed in _RANK and squeezed != "script" and (text := _line(tag.get("content"))):
                yield name, text
    for path in _MARKED:
        for element in tree.xpath(path)[:1]:
            text = element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
            if text := _line(text):
                yield "datepublished", text
    if text := _of_structured(structured):
        yield "datepublished", _line(text)
    if text := script_date(tree):
        yield "script", _line(text)


def _unnamed(tree: Any) -> list[tuple[str, str]]:
    """(place, time) of elements that hold a time which may be that of the page or of anything else in it."""
    times = (element.get("datetime") for element in tree.iter("time") if "updated" not in (element.get("class") or ""))
    return [("time", text) for text in dict.fromkeys(map(_line, times)) if parse_date(text)]


def meta_tags(tree: Any) -> dict[str, str]:
    """The metadata of a page by the names of its tags, in lower case; the first of one name counts."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        found.setdefault(name.lower(), tag.get("content") or "")
    return found


def _squeezed(name: str) -> str:
    return re.sub(r"[\s:._-]", "", name)


def _line(text: str | None) -> str:
    return with_day_in_china(" ".join((text or "")[:_LONGEST].split()))


def _of_structured(structured: list[Mapping[str, Any]]) -> str:
    """The date of the page's article; if it has none, the one on which all other objects agree."""
    if text := _published_in(article_of(structured)):
        return text
    texts = {text for found in structured if (text := _published_in(found))}
    return texts.pop() if len(texts) == 1 else ""


def _published_in(found: Mapping[str, Any]) -> str:
    return text_of(found.get("datePublished")) or text_of(found.get("pubDate"))
