"""Nexis: downloads of Nexis Uni and Lexis Advance, whose articles end with "End of Document".

Conventions. An article is: its headline, the publication, the day, other lines of its edition, the copyright,
labels ("Section: …", "Length: 812 words", "Byline: …"), "Body", the text, and after the text "Classification" with
index terms and "Load-Date: …". The day of an article is the line above its labels; Load-Date is the day on which the
database took it up, and an attribute. Before the first article stand a cover ("User Name: …") and a list of contents.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import (
    Article,
    Collection,
    Form,
    add_text,
    labels,
    lost,
    quoted,
    split_before,
    tail_start,
)
from topics.preprocessing.readers.collections.daylines import day_line, day_opening
from topics.preprocessing.readers.steps import ARTICLE_ENDS, ARTICLE_RECORD, RIGHTS
from topics.preprocessing.sentences import sentences

_END = re.compile(
    r"\s*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine del documento|Einde van document)"
    r"\s*",
    re.IGNORECASE,
)
HEAD_LABEL = re.compile(
    r"\s*(Section|Length|Byline|Headline|Highlight|Dateline|Rubrik|Länge|Autor|Rubrique|Longueur|Auteur)\s*:\s*(.*)",
    re.IGNORECASE,
)
TAIL_LABEL = re.compile(
    r"\s*(Load-Date|Language|Publication[- ]Type|Journal[- ]Code|Subject|Company|Organization|Ticker|Industry"
    r"|Geographic|Person|Acc-No|ISSN|Update|Correction-Date|Series|Sprache|Langue|Type|Classification)\s*(?::\s*(.*)|$)",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(
    r"\s*(?:Copyright|©|\(c\))\s*(?:©\s*)?(?:19|20)\d\d\b.*"
    r"|\s*(?:All Rights Reserved|Alle Rechte vorbehalten|Tous droits réservés)\.?\s*",
    re.IGNORECASE,
)
BODY = re.compile(r"\s*(?:Body|Text|Volltext|Haupttext|Corps)\s*:?\s*", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:Page \d{1,5} of \d{1,5}|\|?\s*About LexisNexis\s*\|.*)\s*", re.IGNORECASE)
_COVER = re.compile(
    r"\s*(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms?|Search Type|Documents? \(\d+\)|Narrowed by"
    r"|Total number of documents|Content Type)\b",
    re.IGNORECASE,
)
_MOST_ABOVE = 12  # lines of an article above its day
_MOST_HEADER = 30  # lines between the day and the body


def read_nexis(lines: Sequence[str]) -> Collection | None:
    """The articles of a download; None where it is none.

    It is one if most of the stretches that end with "End of Document" have a line that is a day and, below it, two of:
    a copyright line, a label such as "Length: 812 words", "Body", "Load-Date: …".
    """
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    stretches = split_before(lines, ends)
    days = [_day_of(stretch) for stretch in stretches]
    if not ends or 2 * sum(day >= 0 for day in days) <= len(days):
        return None
    before: Sequence[str] = ()
    articles: list[Article | None] = []
    losses = []
    for number, (stretch, day) in enumerate(zip(stretches, days, strict=True)):
        begin = _headline(stretch, day) if number == 0 else 0
        if number == 0:
            before, stretch = stretch[:begin], stretch[begin:]
        article = _article(stretch, day - begin) if day >= 0 else None
        if article:
            article.take([lines[ends[number]]], ARTICLE_ENDS)
        else:
            losses.append(lost(number + 1, stretch))
        articles.append(article)
    after = lines[ends[-1] + 1 :]
    if sentences("\n".join(after)):
        first = next(line for line in after if line.strip())
        losses.append(("with text", f"text below the last article of a collection is not understood{quoted(first)}"))
        after = []
    return Collection("Nexis", articles, before, after, losses)


def _day_of(lines: Sequence[str]) -> int:
    """The number of the line that is the article's day, the first with two marks below it; -1 for none.

    Where no line is a day and nothing else, it is one that begins with a day above the marks.
    """
    marks = [bool(COPYRIGHT.fullmatch(line) or HEAD_LABEL.match(line) or BODY.fullmatch(line)) for line in lines]
    late = any(line.lstrip()[:9].lower() == "load-date" for line in lines)
    for is_day in (day_line, day_opening):
        for number, line in enumerate(lines):
            if is_day(line) and sum(marks[number : number + _MOST_HEADER]) + late >= 2:
                return number
    return -1


def _headline(lines: Sequence[str], day: int) -> int:
    """The line with which the first article begins, below the cover of the download."""
    above = [number for number in range(max(day, 0)) if lines[number].strip()]
    cover = [number for number in above if _COVER.match(lines[number])]
    if not cover and len(above) <= _MOST_ABOVE:
        return above[0] if above else 0
    # The line above the day is the publication; the headline is the line above that.
    below = [number for number in above if not cover or number > cover[-1]]
    return (below or above)[-2:][0] if above else 0


def _article(lines: Sequence[str], day: int) -> Article:
    article = Article()
    above = [line for line in lines[:day] if line.strip()]
    article.say("title", " ".join(above[:-1] or above))
    article.say("source", above[-1] if len(above) > 1 else "")
    article.say("date", day_line(lines[day]) or day_opening(lines[day]))
    article.take([*above, lines[day]])
    body = body_start(lines, day + 1)
    read_head(article, lines[day + 1 : body])
    terms = [number for number in range(body, len(lines)) if lines[number].strip().lower() == "classification"]
    end = tail_start(lines, terms[-1] if terms else body, _is_tail)
    add_text(article, lines[body:end], _PAGE)
    read_tail(article, lines[end:])
    return article


def _is_tail(line: str) -> bool:
    return bool(TAIL_LABEL.match(line) or COPYRIGHT.fullmatch(line))


def body_start(lines: Sequence[str], first: int) -> int:
    """The first line of the text: below "Body", or else below the labels under the day."""
    for number in range(first, min(len(lines), first + _MOST_HEADER)):
        if BODY.fullmatch(lines[number]):
            return number + 1
    last = first - 1
    for number in range(first, min(len(lines), first + _MOST_HEADER)):
        line = lines[number]
        if HEAD_LABEL.match(line) or COPYRIGHT.fullmatch(line):
            last = number
        elif sentences(line):
            break
    return last + 1


def read_head(article: Article, lines: Sequence[str]) -> None:
    """Read what stands between the day and the text: edition, copyright and labels; a highlight is text."""
    below = [line for line in lines if line.strip() and not BODY.fullmatch(line) and not COPYRIGHT.fullmatch(line)]
    article.take((line for line in lines if COPYRIGHT.fullmatch(line)), RIGHTS)
    article.take(line for line in lines if BODY.fullmatch(line))
    for label, value, own in labels(below, HEAD_LABEL):
        if label.lower() == "highlight":
            article.take([f"{label}:"])
            article.text.append(own[0].partition(":")[2].strip())
            article.text.extend(own[1:])
        else:
            if label.lower() == "headline":
                article.say("title", value)
            else:
                article.add(label or "edition", value)
            article.take(own)


def read_tail(article: Article, lines: Sequence[str], pattern: re.Pattern[str] = TAIL_LABEL) -> None:
    """Read what stands below the text: index terms and labels, as the pattern finds them."""
    rights = [line for line in lines if COPYRIGHT.fullmatch(line)]
    article.take(rights, RIGHTS)
    below = [line for line in lines if not COPYRIGHT.fullmatch(line)]
    for label, value, _ in labels(below, pattern):
        article.add(label or "note", value)
    article.take(below, ARTICLE_RECORD)


NEXIS = Form(
    "Nexis", ("end of document", "ende des dokuments", "fin du document", "del documento", "van document"), read_nexis
)
