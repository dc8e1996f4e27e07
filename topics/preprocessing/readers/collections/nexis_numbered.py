"""LexisNexis Academic: downloads whose articles begin with "3 of 250 DOCUMENTS".

Conventions. An article is: its number, the publication, the day with other lines of its edition, the headline, labels
in capitals ("BYLINE: …", "LENGTH: 812 words"), the text, and below it "LOAD-DATE: …", index terms and the copyright,
which may also stand above the publication. Empty lines lie between these parts.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import (
    Article,
    Collection,
    Form,
    blocks,
    lost,
    split_at,
    tail_start,
)
from topics.preprocessing.readers.collections.daylines import day_line, day_opening
from topics.preprocessing.readers.collections.nexis import BODY, COPYRIGHT, HEAD_LABEL, read_head, read_tail
from topics.preprocessing.readers.steps import ARTICLE_ENDS, RIGHTS
from topics.preprocessing.sentences import sentences

_NUMBER = re.compile(r"\s*(?:Document\s+)?(\d{1,6})\s+(?:of|von|de)\s+(\d{1,6})\s+(?:DOCUMENTS?|DOKUMENTEN?)\s*")
_TAIL = re.compile(r"\s*((?:LOAD-DATE|UPDATE|LANGUAGE|SPRACHE|LANGUE)|[A-ZÄÖÜ][A-ZÄÖÜ-]{3,20})\s*:\s*(.*)")
_MOST_ABOVE = 20  # lines of an article above its day


def read_numbered(lines: Sequence[str]) -> Collection | None:
    """The articles of a download; None where it is none.

    It is one if its numbers count up by one, all out of the same, and most articles have a line that is a day and a
    label (LENGTH, BYLINE, SECTION, LOAD-DATE).
    """
    found = [(number, match) for number, line in enumerate(lines) if (match := _NUMBER.fullmatch(line))]
    counted = [int(match.group(1)) for _, match in found]
    wholes = {match.group(2) for _, match in found}
    if not found or len(wholes) > 1 or counted != list(range(counted[0], counted[0] + len(counted))):
        return None
    stretches = split_at(lines, [number for number, _ in found])
    articles = [_article(stretch) for stretch in stretches]
    if 2 * sum(article is not None for article in articles) <= len(articles):
        return None
    losses = [lost(n, stretches[n - 1][1:]) for n, article in enumerate(articles, start=1) if article is None]
    return Collection("LexisNexis", articles, lines[: found[0][0]], (), losses)


def _article(lines: Sequence[str]) -> Article | None:
    filled = [number for number in range(1, len(lines)) if lines[number].strip()][:_MOST_ABOVE]
    days = [number for is_day in (day_line, day_opening) for number in filled if is_day(lines[number])]
    day = next(iter(days), 0)
    labelled = any(HEAD_LABEL.match(line) or line.lstrip().startswith("LOAD-DATE:") for line in lines)
    if not day or not labelled:
        return None
    article = Article()
    article.take(lines[:1], ARTICLE_ENDS)
    above = [line for line in lines[1:day] if line.strip()]
    names = [line for line in above if not COPYRIGHT.fullmatch(line)]
    article.say("source", names[-1] if names else "")
    article.say("date", day_line(lines[day]) or day_opening(lines[day]))
    article.take((line for line in above if COPYRIGHT.fullmatch(line)), RIGHTS)
    article.take([*names, lines[day]])
    body = _read_above(article, lines, day + 1)
    end = tail_start(lines, body, lambda line: bool(_TAIL.match(line) or COPYRIGHT.fullmatch(line)))
    article.text.extend(lines[body:end])
    read_tail(article, lines[end:], _TAIL)
    return article


def _read_above(article: Article, lines: Sequence[str], first: int) -> int:
    """Read the edition, the headline and the labels above the text; the line with which the text begins."""
    labelled = next((n for n in range(first, len(lines)) if HEAD_LABEL.match(lines[n])), len(lines))
    title, end = _headline(lines, first, labelled)
    if any(line.lstrip().startswith("HEADLINE:") for line in lines[labelled : labelled + _MOST_ABOVE]):
        title = end = labelled
    for line in lines[first:title]:
        if COPYRIGHT.fullmatch(line):
            article.take([line], RIGHTS)
        else:
            article.add("edition", line)
            article.take([line])
    article.say("title", " ".join(lines[title:end]))
    article.take(lines[title:end])
    body = end
    for begin, stop in blocks(lines, end):
        if not HEAD_LABEL.match(lines[begin]) and not BODY.fullmatch(lines[begin]):
            break
        body = _end_of_labels(lines, begin, stop)
        read_head(article, lines[begin:body])
        if body < stop:
            break
    return body


def _headline(lines: Sequence[str], first: int, labelled: int) -> tuple[int, int]:
    """(first line, end) of the headline: the part below that of the day, or the last line above the labels."""
    parts = blocks(lines[:labelled], first)
    own = [part for part in parts if part[0] > first and not COPYRIGHT.fullmatch(lines[part[0]])]
    if own:
        return own[0]
    return (parts[-1][1] - 1, parts[-1][1]) if parts else (first, first)


def _end_of_labels(lines: Sequence[str], begin: int, stop: int) -> int:
    """The line of a part of labels at which the text begins, where no empty line stands between."""
    highlight = False
    for number in range(begin, stop):
        line = lines[number]
        if BODY.fullmatch(line):
            return number + 1
        if HEAD_LABEL.match(line):
            highlight = line.lstrip().upper().startswith("HIGHLIGHT")
        elif sentences(line) and not highlight:
            return number
    return stop


NUMBERED = Form("LexisNexis", (" documents", " document\n", " dokumente"), read_numbered)
