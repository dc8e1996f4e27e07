"""ProQuest: text files in which a line of underscores stands between articles.

Conventions. An article is a number ("Document 1 of 20"), its title, and labels with values that may run over several
lines: "Full text: …", "Abstract: …", "Publication title: …", "Publication date: …", "ProQuest document ID: …". The
full text is the text, and the abstract where there is no full text.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from topics.preprocessing.readers.collections.articles import (
    Article,
    Collection,
    Form,
    labels,
    lost,
    mapped_fields,
    tail_start,
)
from topics.preprocessing.readers.steps import ABSTRACT, ARTICLE_ENDS

_RULE = re.compile(r"\s*_{20,}\s*")
_NUMBER = re.compile(r"\s*(?:Document\s+\d+\s+of\s+\d+|ProQuest document link)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(Title|Author|Correspondence author|Alternate title|Publication info|Abstract|Links|Full text|Subject|Location"
    r"|People|Company ?/ ?organization|Company|Organization|Identifier ?/ ?keyword|Classification|Publication title"
    r"|First page|Last page|Pages|Number of pages|Volume|Issue|Publication year|Publication date|Publication subject"
    r"|Year|Section|Dateline|Column|Edition|Publisher|Place of publication|Country of publication|ISSN|e-?ISSN|CODEN"
    r"|Source type|Source attribution|Language of publication|Language|Document type|Document feature|DOI|Sponsor"
    r"|ProQuest document ID|Document URL|Copyright|Last updated|Database|Accession number|Publication history"
    r"|Online publication date|Source|Notes|References|Credit|NAICS|Duns|Ticker|Product name)"
    r"\s*(?:\(\w{1,12}\)\s*)?:\s*(.*)",
    re.IGNORECASE,
)
_FIELDS = {
    "title": "title",
    "publication title": "source",
    "publication date": "date",
    "proquest document id": "part",
}
_TEXT = re.compile(r"\s*(Full text)\s*:\s*(.*)", re.IGNORECASE)
_SENTENCE = re.compile(r"\s*(?:Title|Alternate title)\s*:", re.IGNORECASE)
_NOT_THERE = re.compile(r"(?:not available|unavailable|-?none-?|full text not available.*)\.?", re.IGNORECASE)


def read_proquest(lines: Sequence[str]) -> Collection | None:
    """The articles of a text file; None where it is none.

    It is one if a stretch between lines of underscores names a ProQuest document ID, and most that have two labels do.
    """
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    bounds = [-1, *rules, len(lines)]
    stretches = [lines[begin + 1 : end] for begin, end in pairwise(bounds)]
    named = [_labels_in(stretch) for stretch in stretches]
    own = ["proquest document id" in found and bool(found & {"full text", "abstract", "title"}) for found in named]
    numbered = [any(_NUMBER.fullmatch(line) for line in stretch[:6]) for stretch in stretches]
    meant = [bool(number or "proquest document id" in found) for found, number in zip(named, numbered, strict=True)]
    if not any(own) or 2 * sum(own) <= sum(meant):
        return None
    places = [number for number, is_meant in enumerate(meant) if is_meant]
    articles = [_article(stretches[n]) if own[n] else None for n in places]
    losses = [lost(n, stretches[places[n - 1]]) for n, article in enumerate(articles, start=1) if article is None]
    around = [line for n, stretch in enumerate(stretches) if n not in places for line in stretch]
    next(article for article in articles if article).take((lines[number] for number in rules), ARTICLE_ENDS)
    return Collection("ProQuest", articles, around, (), losses)


def _labels_in(lines: Sequence[str]) -> set[str]:
    return {found.group(1).lower() for line in lines if (found := _LABEL.match(line))}


def _article(lines: Sequence[str]) -> Article:
    article = Article()
    article.take((line for line in lines if _NUMBER.fullmatch(line)), ARTICLE_ENDS)
    own = [line for line in lines if not _NUMBER.fullmatch(line)]
    begin = next((number for number, line in enumerate(own) if _TEXT.match(line)), len(own))
    end = tail_start(own, begin + 1, lambda line: bool(_LABEL.match(line)), lambda line: bool(_SENTENCE.match(line)))
    full = [_value(own[begin]), *own[begin + 1 : end]] if begin < len(own) else []
    there = bool("".join(full).strip()) and not _NOT_THERE.fullmatch(" ".join(full).strip())
    if there:
        article.text.extend(full)
        article.take([own[begin].partition(":")[0] + ":"])
    else:
        article.take(own[begin:end])
    for label, value, part in labels([*own[:begin], *own[end:]], _LABEL):
        if label.lower() == "abstract":
            _abstract(article, part, is_text=not there)
        else:
            mapped_fields(article, [(label or "title", value)], _FIELDS)
            article.take(part)
    return article


def _abstract(article: Article, lines: Sequence[str], *, is_text: bool) -> None:
    if is_text:
        article.take([lines[0].partition(":")[0] + ":"])
        article.text.extend([_value(lines[0]), *lines[1:]])
    else:
        article.take(lines, ABSTRACT)


def _value(line: str) -> str:
    return line.partition(":")[2].strip()


PROQUEST = Form("ProQuest", ("proquest document id",), read_proquest)
