"""The dates of a document, chosen from the evidence, with their problems.

Conventions. Four dates are kept apart: *publication*, *issue* (成文, the day of the signature), *effect*, and the years
*described*. A document's `date` is its publication, from the first of these that is there: the manifest, front matter
or the record's own field, the page's metadata, a line of the page's header that is little else than a date, a report's
dateline, a whole day in the file name; failing all of these, its issue. `date_source` names the one that was used. A
year in running text or in a file's name dates nothing; it becomes a *candidate* that is shown to the person who must
decide. Dates that contradict each other, or the text, are *problems*: the date is kept, and listed.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from topics.preprocessing.cleaning.official import document_number
from topics.preprocessing.dating.dates import header_date, parse_date
from topics.preprocessing.dating.evidence import (
    PLANS,
    Finding,
    dateline,
    events,
    named_times,
    opening_day,
    text_findings,
)
from topics.preprocessing.document import Document
from topics.schema import DOC_ID, Column, declare
from topics.wording import count

if TYPE_CHECKING:
    pass


DATES = declare(
    "corpus dates",
    "one date that a document states, or a candidate for one without a date",
    (
        DOC_ID,
        Column("path", "text", "", "file of the document"),
        Column("field", "text", "", "what is dated: `publication`, `issue`, `effect`, `described` or `candidate`"),
        Column("date", "text", "", "the date, as far as it is known"),
        Column("source", "text", "", "where the date was found"),
        Column("words", "text", "", "the words it rests on"),
        Column("problem", "text", "", "what is wrong with it, else empty"),
    ),
)
_APART = 31  # most days by which two dates of one publication may differ
_MOVED = 366  # most days between issue and publication without a remark
_SILENT = 3  # most years about which a text may be silent
_WHOLE_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS = re.compile(r"(?<!\d)(20\d\d)(?:[-/]?(0[1-9]|1[0-2]))?(?=[-/_t\d])")


def dated(document: Document, row: Mapping[str, str] | None = None) -> Document:
    """The document with its dates, its number, and the statements of its row in the manifest."""
    publication = list(_publication(document, row))
    found = [*_of_record(document), *text_findings(document.text, document.title)]
    issue = next((f for f in found if f.field == "issue"), None)
    chosen = next(iter([*publication, *([issue] if issue else [])]), None)
    found = [_resolved(f, issue or chosen) for f in found]
    first = {f.field: f.date for f in reversed(found)}
    said = row or {}
    title = said.get("title") or document.title
    problems = list(_problems(document, title, chosen, publication, issue)) if chosen else []
    firsts = [next(f for f in found if f.field == field) for field in first]
    return replace(
        document,
        id=said.get("id") or document.id,
        source=said.get("source") or document.source,
        title=title,
        date=chosen.date if chosen else "",
        date_precision=chosen.precision if chosen else "",
        date_source=chosen.source if chosen else "",
        issued=first.get("issue", ""),
        effective=first.get("effective", ""),
        described=first.get("described", ""),
        number=document.number or document_number(document.text),
        evidence=(*((f, "") for f in [*publication, *firsts]), *problems),
    )


def _publication(document: Document, row: Mapping[str, str] | None) -> Iterator[Finding]:
    said = [((row or {}).get("date", ""), "manifest"), (document.date, document.date_source)]
    for text, source in said:
        if text and (parsed := parse_date(text)):
            yield Finding("publication", *parsed, source, text)
    for text in (document.meta.get("page header", ""), document.text):
        if text and (parsed := header_date(text)):
            yield Finding("publication", *parsed, "page header", parsed[0])
    if line := dateline(document.text):
        yield line
    if (day := _day_in_name(document.path)) and (parsed := parse_date(day.replace("_", "-"))):
        yield Finding("publication", *parsed, "file name", day)


def _of_record(document: Document) -> Iterator[Finding]:
    """The dates of issue and effect that the record states in columns of their own."""
    for field, text in (("issue", document.issued), ("effective", document.effective)):
        if text and (parsed := parse_date(text)):
            yield Finding(field, *parsed, "record", text)


@lru_cache(maxsize=1024)
def _day_in_name(path: str) -> str:
    found = _WHOLE_DAY.search(Path(path).stem)
    return found.group() if found else ""


def _resolved(finding: Finding, base: Finding | None) -> Finding:
    """The finding with `自印发之日起施行` (in force from the day of issue) replaced by the day of issue."""
    if finding.field != "effective" or finding.date or not base:
        return finding
    return finding._replace(date=base.date, precision=base.precision)


# --- problems -------------------------------------------------------------------------------------------------------


def _problems(
    document: Document, title: str, chosen: Finding, publication: Sequence[Finding], issue: Finding | None
) -> Iterator[tuple[Finding, str]]:
    """Evidence that contradicts the date chosen for the document, each with its problem."""
    date = chosen.date
    for other in publication[1:]:
        if _days(date, other.date) > _APART and other.precision == "day":
            yield other, f"another date of publication than {date} ({chosen.source})"
    if issue and issue.date != date:
        if _days(date, issue.date) > 1 and issue.date > date:
            yield issue, f"issued after its date, {date} ({chosen.source})"
        elif _days(date, issue.date) > _MOVED:
            yield issue, f"issued more than a year before its date, {date} ({chosen.source})"
    address = document.meta.get("url", "").partition("?")[0]
    if (found := _ADDRESS.search(address)) and (year := int(found.group(1))) <= 2100:
        month = found.group(2)
        apart = _days(date, f"{year}-{month}-15") > 2 * _APART if month else year != int(date[:4])
        if apart:
            when = f"{year}-{month}" if month else str(year)
            yield (
                Finding("publication", when, "", "address", address[-60:]),
                f"the address names another time than {date}",
            )
    named = list(named_times(document.text, title))
    limit = _latest(date, chosen.precision)
    later = {f.words: f for f in named if _begins(f.date) > limit and not (issue and f.date == issue.date)}
    for finding in sorted(later.values(), key=lambda f: f.date, reverse=True)[:3]:
        yield finding, f"names what came after its date, {date}"
    plans = [year for plan, year in PLANS.items() if plan in document.text]
    plan = max(plans, default=0)
    if plan and int(date[:4]) - plan > _SILENT:
        yield (
            Finding("named", str(plan), "year", "plan", f"the last five-year plan in it, to {plan}"),
            f"long past on {date}",
        )
    last = _last_year(document.text, title, plans)
    if last and int(date[:4]) - last > _SILENT:
        yield Finding("named", str(last), "year", "text", ""), f"names nothing later, and is dated {date}"


# The lookbehind stands behind the digits, so that the search can jump from one 1 or 2 to the next.
_YEAR_IN_TITLE = re.compile(r"(20\d\d)(?<!\d\d{4})(?!\d)")
_ANY_YEAR = re.compile(r"((?:19|20)\d\d)(?<!\d\d{4})(?=年|[-—–/.〕\]])")


def _days(one: str, other: str) -> int:
    return abs((datetime.date.fromisoformat(one) - datetime.date.fromisoformat(other)).days)


def _begins(date: str) -> str:
    """The first day of a date that may be only a year or a month."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


@lru_cache(maxsize=4096)
def _latest(date: str, precision: str) -> str:
    """The last day that the date may stand for, plus one month of grace."""
    day = datetime.date.fromisoformat(date)
    grace = {"day": 0, "month": 30, "year": 365}.get(precision, 0)
    return (day + datetime.timedelta(days=grace + _APART)).isoformat()


def _last_year(text: str, title: str, plans: Sequence[int]) -> int:
    """The last year named in the text in any way, aims and five-year plans included; 0 if it names fewer than three."""
    years = [*plans, *map(int, _ANY_YEAR.findall(text)), *map(int, _YEAR_IN_TITLE.findall(title))]
    return max(years) if len(years) >= 3 else 0


def date_rows(document: Document) -> list[tuple[str, ...]]:
    """Rows of `DATES` for one document: its evidence with problems, or its candidates if it has no date."""
    rows: list[tuple[str, ...]] = [
        (document.id, document.path, f.field, f.date, f.source, f.words, problem) for f, problem in document.evidence
    ]
    if not document.date:
        rows += [
            (document.id, document.path, "candidate", year, "", words, "no date that can be relied on")
            for year, words in candidate_years(document) or [("", "no year is named in it")]
        ]
    return rows


# --- what is unresolved ---------------------------------------------------------------------------------------------

# A year the text names; `到2035年` is an aim and dates nothing.
_NAMED_YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)(?=年(?!远景)|[-/.]\d)")


def candidate_years(document: Document, most: int = 3) -> list[tuple[str, str]]:
    """Candidate years of a document, best first, each with the words that suggest it.

    The year in the file's name comes first, then the years that the text names, the latest and most frequent before the
    others, since a text is rarely older than the events it reports. The last party congress or plenary session that the
    text names suggests a year too: that in which the day with which the text opens first came after the event or,
    without such a day, the year of the event.
    """
    years: dict[str, str] = {}
    for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", Path(document.path).stem):
        years[year] = "in the file name"
    text = document.title + "\n" + document.text
    named = Counter(m.group(1) for m in _NAMED_YEAR.finditer(text))
    found: dict[str, str] = {}
    for year in sorted(named, key=lambda y: (-int(y), -named[y])):
        place = text.find(year)
        words = "".join(text[max(0, place - 6) : place + 12].split())
        found[year] = f"“…{words}…”, {count(named[year], 'time')}"
    if past := max(((month, words) for words, month in events(text).items()), default=None):
        year, words = _after_event(*past, document.text)
        found.setdefault(year, words)
    for year in sorted(found, key=int, reverse=True):
        years[year] = f"{years[year]}; {found[year]}" if year in years else found[year]
    return list(years.items())[:most]


def _after_event(month: str, event: str, text: str) -> tuple[str, str]:
    opening = opening_day(text)
    if not opening:
        return month[:4], f"“{event}”, of {month}"
    day = opening[1]
    year = int(month[:4]) + (int(day.group(2)) < int(month[5:]))
    return str(year), f"opens with “{day.group()}”; the first one after “{event}”, of {month}"


def undated_sentence(
    documents: Sequence[Document], manifest: str = "documents.csv", unmatched: Sequence[str] = (), most: int = 10
) -> str:
    """The message to the person who must date these documents; `unmatched` are manifest entries without a document."""
    parts = []
    for document in documents[:most]:
        years = "; ".join(f"{year} {evidence}" for year, evidence in candidate_years(document))
        parts.append(f"  {document.path} ({document.id}): {years or 'no year is named in it'}")
    if len(documents) > most:
        parts.append(f"  … and {len(documents) - most} more")
    id_of = {name: document.id for document in documents for name in (document.path, document.id)}
    lost = []
    for name in unmatched[:most]:
        close = get_close_matches(name, list(id_of), n=1)
        lost.append(f'"{name}"' + (f' (did you mean the id "{id_of[close[0]]}"?)' if close else ""))
    lost += [f"{len(unmatched) - most} more"] if len(unmatched) > most else []
    return (
        f"{count(len(documents), 'document has', 'documents have')} no date that can be relied on; candidate years, "
        "with what suggests them:\n"
        + "\n".join(parts)
        + (f"\n{manifest} names what was not found: {', '.join(lost)}." if lost else "")
        + f"\nPut a date for each in {manifest}, one line per document (id,date):\n"
        + "\n".join(f"  {document.id},YYYY-MM-DD" for document in documents[:most])
        + '\nor write undated = "leave out" under [corpus].'
    )
