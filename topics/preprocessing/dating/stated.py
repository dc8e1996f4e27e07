"""The statements of a document's header: its days by their labels, source, issuer and number, and what is not taken.

Conventions. Labels stand above the text or, in some papers, below it; there only days of publication and sources count,
if the header has none. A page's reader may pass on the page's own header (`meta["page header"]`), with the cells of a
row of a table in one line; its labels are read first, and those of the text only if it has none. A day counts by its
label: `label_words.py` says which are days of publication, issue and effect, and which never date a document.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from topics.preprocessing.cleaning.number import parse_number
from topics.preprocessing.dating.dates import refusal
from topics.preprocessing.dating.evidence import Finding
from topics.preprocessing.dating.header import Header, bare_day, lines_below, plain_days, read_header
from topics.preprocessing.dating.label_words import (
    EFFECTIVE,
    ISSUE,
    ISSUER,
    NOT_PUBLICATION,
    NUMBER,
    PROMULGATION,
    PUBLICATION,
    PUBLISHER,
    SOURCE,
)
from topics.preprocessing.dating.labels import Pair, day_of, label_pairs
from topics.preprocessing.dating.written import date_in, folded, in_traditional, why_not
from topics.preprocessing.document import Document

LABEL, HEADER, BELOW = "header label", "page header", "label below the text"  # sources of findings
# 110-05-03 behind a label in traditional characters, where years count from 1912.
_IN_REPUBLIC = re.compile(r"(1[0-9]{2}([-/.])[0-9]{1,2}\2[0-9]{1,2})(?: [0-9:]{4,8})?")
_OPENERS, _CLOSERS = "[【（(〔", "]】）)〕"
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")  # of Markdown
_BUTTON = re.compile(
    r"[【\[][^】\]]{0,12}(?:打印|关闭|分享|收藏|返回|大 ?中 ?小|字号|字体|繁体|朗读)[^】\]]{0,12}[】\]]"
)
_ENDS = re.compile(r"[0-9日]\.?$|\bby [A-Z][^.]*\.?$")  # of a value behind a label that nothing marks
_MOST_DAYS = 3  # from which days that stand alone make a chronicle
_WORDS = 60  # characters quoted of a pair
_LONGEST_NUMBER = 60


class Stated(NamedTuple):
    """The findings of a header by field, the words of its labels, and what dates nothing, each with the reason."""

    publication: list[Finding]
    issue: list[Finding]
    effective: list[Finding]
    plain: list[Finding]  # of days of which the header does not say what they are: one, or none if they differ
    below: list[Finding]  # of publication, by labels below the text
    source: str = ""
    issuer: str = ""
    number: str = ""
    refused: tuple[tuple[Finding, str], ...] = ()


def stated(document: Document, order: str = "") -> Stated:
    """What the header of a document states; `order` as in `written.date_in`.

    >>> found = stated(Document("a", "成文日期：2020年12月30日　发布日期：2021年1月5日\\n来源：某部　更新时间：2022年"))
    >>> found.publication[0].date, found.issue[0].date, found.source, found.refused[0][1]
    ('2021-01-05', '2020-12-30', '某部', 'the day of an update, which is no day of publication')
    """
    texts = [text for text in (document.meta.get("page header", ""), document.text) if text]
    headers = [read_header(text) for text in texts]
    all_pairs = [pair for header in headers for pair in header.pairs]
    pairs = next((header.pairs for header in headers if _says_something(header.pairs)), all_pairs)
    lines = [line for header in headers for line in header.lines]
    days: dict[str, list[Finding]] = {PUBLICATION: [], PROMULGATION: [], ISSUE: [], EFFECTIVE: []}
    refused: list[tuple[Finding, str]] = []
    for pair in pairs:
        if pair.kind in days:
            if found := _day(pair, order, lines):
                days[pair.kind].append(found)
            else:
                refused.append((_candidate(pair.words), _why_no_day(pair.value, order)))
        elif pair.kind in NOT_PUBLICATION and (found := _day(pair, order, lines)):
            reason = f"{NOT_PUBLICATION[pair.kind]}, which is no day of publication"
            refused.append((found._replace(field="candidate"), reason))
    publication, issue = days[PUBLICATION], days[ISSUE]
    below, source_below, differing = _below(document.text, order) if not publication else ([], "", [])
    refused += differing
    if publication:
        issue = issue or days[PROMULGATION]
    else:
        publication = days[PROMULGATION]
    plain, not_taken = _plain(headers, order)
    if plain and plain[0].words in _days_alone(document.text):
        reason = "one of several days that stand alone in the text, as in a chronicle"
        plain, not_taken = [], [*not_taken, (plain[0]._replace(field="candidate"), reason)]
    return Stated(
        publication,
        [finding._replace(field="issue") for finding in issue],
        days[EFFECTIVE],
        plain,
        below,
        _first(pairs, SOURCE) or _first(pairs, PUBLISHER) or source_below,
        _first(pairs, ISSUER),
        _number(pairs),
        (*refused, *not_taken),
    )


def _begins_with_labels(line: str) -> bool:
    """Whether no words stand before the first label of a line, as an entry of a list of literature has them."""
    first = next(iter(label_pairs([line])[0]), None)
    if first is None or not first.label:
        return first is None or bool(day_of(first.value))
    return line.lstrip("（([【 \t\u3000*").startswith(first.label)


def _days_alone(text: str) -> frozenset[str]:
    """The lines of a text that are a day and nothing else, if there are several."""
    short = {line.strip() for line in text.split("\n") if len(line) <= _WORDS // 2}
    days = frozenset(line for line in short if line and bare_day(line) == line)
    return days if len(days) >= _MOST_DAYS else frozenset()


def _says_something(pairs: Iterable[Pair]) -> bool:
    return any(pair.kind in (PUBLICATION, PROMULGATION, ISSUE, EFFECTIVE, SOURCE, ISSUER, NUMBER) for pair in pairs)


def _day(pair: Pair, order: str, beside: Sequence[str]) -> Finding | None:
    """The day that a pair states; `beside` are the lines whose characters say that years are of the Republic."""
    written = folded(day_of(pair.value) or bare_day(pair.value))
    if (found := _IN_REPUBLIC.fullmatch(pair.value.strip())) and any(map(in_traditional, beside)):
        written = f"民国{found.group(1)}"
    parsed = date_in(written, order) if written else None
    field = pair.kind if pair.kind in (ISSUE, EFFECTIVE) else PUBLICATION
    return Finding(field, *parsed, LABEL, pair.words[:_WORDS]) if parsed else None


def _candidate(words: str, date: tuple[str, str] = ("", ""), source: str = LABEL) -> Finding:
    return Finding("candidate", *date, source, " ".join(words.split())[:_WORDS])


def _why_no_day(value: str, order: str) -> str:
    if written := day_of(value):
        return why_not(folded(written), order)
    return refusal(folded(value), order) or "no single date stands behind the label"


def _below(text: str, order: str) -> tuple[list[Finding], str, list[tuple[Finding, str]]]:
    """The day of publication and the source by labels below a text; and its days of publication if they differ."""
    lines = lines_below(text)
    pairs = [pair for pair in label_pairs(lines)[0] if _begins_with_labels(lines[pair.row])]
    days = [pair for pair in pairs if pair.kind == PUBLICATION and (pair.marked or _ENDS.search(pair.value))]
    read = (_day(pair, order, [pair.label]) for pair in days)
    found = {finding.date: finding._replace(source=BELOW) for finding in read if finding}
    source = _first([pair for pair in pairs if not folded(pair.label).startswith("资料")], SOURCE)
    if len(found) == 1:
        return list(found.values()), source, []
    reason = "one of several days of publication below the text, which differ"
    return [], source, [(finding._replace(field="candidate"), reason) for finding in found.values()]


def _plain(headers: Sequence[Header], order: str) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """The day that headers show without saying what it is; and those that are not taken, with the reasons."""
    refused: list[tuple[Finding, str]] = []
    for header in headers:
        found: dict[tuple[str, str], Finding] = {}
        for words, written in plain_days(header):
            parsed = date_in(folded(written), order)
            if parsed is None:
                refused.append((_candidate(words, source=HEADER), why_not(folded(written), order)))
            elif parsed[1] != "day":
                refused.append((_candidate(words, parsed, HEADER), f"a {parsed[1]} in a header without a label"))
            else:
                found.setdefault(parsed, Finding(PUBLICATION, *parsed, HEADER, words[:_WORDS]))
        if len(found) == 1:
            return list(found.values()), refused
        refused += [
            (finding._replace(field="candidate"), "one of several days in the header, which differ")
            for finding in found.values()
        ]
    return [], list(dict.fromkeys(refused))


def _values(pairs: Iterable[Pair], kind: str) -> Iterator[str]:
    for pair in pairs:
        if pair.kind != kind:
            continue
        value = _BUTTON.sub("", _LINK.sub(r"\1", " ".join(pair.value.split()))).strip("：:，,。;；|（( ")
        if value and value[-1] in _CLOSERS and _OPENERS[_CLOSERS.index(value[-1])] not in value:
            value = value[:-1].rstrip()
        if value and "://" not in value:
            yield value


def _first(pairs: Iterable[Pair], kind: str) -> str:
    return next((value for value in _values(pairs, kind) if any(c.isalpha() for c in value)), "")


def _number(pairs: Iterable[Pair]) -> str:
    for value in _values(pairs, NUMBER):
        if len(value) <= _LONGEST_NUMBER and any(c.isdigit() or c in "〇一二三四五六七八九十" for c in value):
            number = parse_number(value)
            return number.text if number else value
    return ""
