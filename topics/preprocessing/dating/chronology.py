"""The dates of a document, chosen from the evidence, with their problems.

Conventions. Four dates are kept apart: *publication*, *issue* (成文, the day of the signature), *effect*, and the years
*described*. A document's `date` is its publication, from the first of these that is there:

1. the manifest: a person's statement about this document;
2. front matter or the record's own field: what the collection says of the document;
3. a label of publication in the document's header (`发布日期`, `Published`; see `label_words.py`);
4. the metadata of the page or book;
5. such a label below the text;
6. a line of the header that is little else than a day (`header.py`);
7. a report's dateline;
8. a whole day in the file name.

Failing all of these, its issue, by a label or by the signature. `date_source` names the one that was used, and the
study's order of day and month if the date rests on it. The label comes before the page's metadata because it is what
readers see and cite, and what an editor wrote for this text, while a page's metadata are written by its template or by
whoever moved it to a new site. (Pages at hand decide nothing: the 24 news pages show a day and have none in their
metadata; of the ministry's documents, one has the day of its fetching beside that of its publication.) A label of
another day (update, fetching, printing, deadline) never dates a document.

A year in running text or in a file's name dates nothing; it becomes a *candidate* that is shown to the person who must
decide, like every day in the header that was not taken, with the reason. Dates that contradict each other, or the text,
are *problems*: the date is kept, and listed. A label of publication is contradicted by any other day.
"""

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from pathlib import Path

from topics.preprocessing.cleaning.number import DocumentNumber
from topics.preprocessing.cleaning.own_number import document_number
from topics.preprocessing.dating.evidence import (
    Finding,
    dateline,
    events,
    named_times,
    opening_day,
    plans,
    text_findings,
)
from topics.preprocessing.dating.header import bare_day
from topics.preprocessing.dating.labels import is_row_of_labels
from topics.preprocessing.dating.stated import LABEL, Stated, stated
from topics.preprocessing.dating.written import DATE, date_in, folded, rests_on_order, why_not
from topics.preprocessing.document import COLLECTION, Document
from topics.preprocessing.manifest import attributes_of
from topics.preprocessing.readers.steps import FRAMES, RUNNING_HEADS, SHORT, SIDES, UNMARKED
from topics.wording import count

_IMPORTED = datetime.date.today().isoformat()  # nothing up to this day lies in the future
_APART = 31  # most days by which two dates of one publication may differ
_MOVED = 366  # most days between issue and publication without a remark
# Days after the first of a date that is known less exactly than to the day.
_LENGTHS = {"week": 6, "month": 30, "quarter": 91, "half-year": 183, "year": 365}
_SILENT = 3  # most years about which a text may be silent
IN_ORDER = " in the order "  # between the source of a date and the order of its numbers
_METADATA = "metadata"  # how the source of a date ends that a page or book states of itself
_QUOTED = 60  # characters
_MOST_BESIDE = 3  # days shown that stand beside a text
_AROUND = (SHORT, SIDES, UNMARKED, FRAMES, RUNNING_HEADS)
_SHORT_LINE = 100  # characters of a line beside a text
_MAY_BE_OTHER = "it stands beside the text, and may be the day of a visit or of another text"
OF_EFFECT = "it says from when the document has effect, not when it was published"
_LONGEST_DAY = 40  # characters of a cell that may be a date
_MOST_COLUMNS = 3  # that are named
_YEAR_IN_CELL = re.compile(r"(?<![\w.])(?:19|20)\d\d(?![\d.])|(?<![\w.])(?:19|20)\d\d\.\d{1,2}(?!\d)")
_STRETCH = 24  # characters of text around a year
_SEARCHED = 20_000  # characters in which a document without a year is searched for anything like a date
_WHOLE_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)")
# What may stand before a day in words in a file's name, 通知（2021年3月1日）, not `as of 1 March 2021`.
_STANDS_APART = re.compile(
    r"(?:.*[\W_])?(?<!\bof )(?<!\bby )(?<!\bto )(?<!\bon )(?<!\bfrom )(?<!\bsince )(?<!\buntil )"
)
_ADDRESS = re.compile(r"(?<!\d)(20\d\d)(?:[-/]?(0[1-9]|1[0-2]))?(?=[-/_t\d])")


def dated(document: Document, row: Mapping[str, str] | None = None, order: str = "") -> Document:
    """The document with its dates, source and number, and the statements of its row in the manifest.

    `order` is the order of day, month and year in dates that leave it open: "dmy", "mdy", "ymd", or "" for none.
    """
    header = stated(document, order)
    refused: list[tuple[Finding, str]] = []
    publication = list(_publication(document, row, header, order, refused))
    of_record = list(_of_record(document, order, refused))
    found = [*of_record, *header.issue, *header.effective, *text_findings(document.text, document.title, order)]
    issue = next((f for f in found if f.field == "issue"), None)
    chosen = next(iter([*publication, *([issue] if issue else [])]), None)
    found = [_resolved(f, issue or chosen) for f in found]
    first = {f.field: f.date for f in reversed(found)}
    said = row or {}
    title = said.get("title") or document.title
    around = "\n".join(line for step, line in document.taken if step == SHORT)
    own = {"文号": document.number} if document.number else {}
    fields = {**document.meta, **document.attributes, **own, **attributes_of(said)}
    number = document_number(document.text, title, fields, around)
    firsts = [next(f for f in found if f.field == field) for field in first]
    if chosen:
        problems = list(_problems(document, title, chosen, publication, issue))
        problems += [*_number_problem(number, chosen), *_other_issues(header.issue), *_of_page(document, order)]
    else:
        problems = [*refused, *header.refused, *_of_page(document, order), *_of_columns(document, order)]
        problems += _beside(document, {finding.words for finding, _ in problems}, order)
    return document.changed(
        id=said.get("id") or document.id,
        source=said.get("source") or _source(document, header),
        repeats=said.get("repeats", ""),
        title=title,
        date=chosen.date if chosen else "",
        date_precision=chosen.precision if chosen else "",
        date_source=_with_order(chosen, order) if chosen else "",
        issued=first.get("issue", ""),
        effective=first.get("effective", ""),
        described=first.get("described", ""),
        number=number.text if number else document.number or header.number,
        evidence=(
            *((f, "" if chosen or f.field != "effective" else OF_EFFECT) for f in [*publication, *firsts]),
            *problems,
        ),
    )


def _with_order(finding: Finding, order: str) -> str:
    """The source of a date, with the order in which it was read where it rests on one: `manifest in the order dmy`."""
    return finding.source + f"{IN_ORDER}{order}" * rests_on_order(finding.words, finding.date, order)


def _publication(
    document: Document,
    row: Mapping[str, str] | None,
    header: Stated,
    order: str,
    refused: list[tuple[Finding, str]],
) -> Iterator[Finding]:
    """The days of publication, the first that counts first; appends to `refused` what is written in no known form."""
    by_page = document.date_source.endswith(_METADATA)
    own = list(_read(document.date, document.date_source, order, refused))
    yield from _read((row or {}).get("date", ""), "manifest", order, refused)
    yield from [] if by_page else own
    yield from header.publication
    yield from own if by_page else []
    yield from header.below
    yield from header.plain
    if line := dateline(document.text):
        yield line
    # The name of a file that holds many articles says when they were downloaded.
    if COLLECTION not in document.meta and (day := _day_in_name(document.path)):
        yield from _read(day.replace("_", "-"), "file name", order, refused, day)


def _read(text: str, source: str, order: str, refused: list[tuple[Finding, str]], words: str = "") -> Iterator[Finding]:
    if not text:
        return
    if parsed := date_in(text, order):
        yield Finding("publication", *parsed, source, words or text)
    else:
        refused.append((Finding("candidate", "", "", source, words or text[:_QUOTED]), why_not(text, order)))


def _source(document: Document, header: Stated) -> str:
    """The source of the record, or that of the header's labels; of a page, its site counts after a label of source."""
    of_site = "text from" in document.meta
    own = "" if of_site and header.source else document.source
    return own or header.source or header.issuer


def _of_record(document: Document, order: str, refused: list[tuple[Finding, str]]) -> Iterator[Finding]:
    """The dates of issue and effect that the record states in columns of their own."""
    for field, text in (("issue", document.issued), ("effective", document.effective)):
        if text and (parsed := date_in(text, order)):
            yield Finding(field, *parsed, "record", text)
        elif text:
            refused.append((Finding(field, "", "", "record", text[:_QUOTED]), why_not(text, order)))


@lru_cache(maxsize=1024)
def _day_in_name(path: str) -> str:
    stem = folded(Path(path).stem)
    if found := _WHOLE_DAY.search(stem):
        return found.group()
    stem = stem.replace("_", " ")
    days = [day for day in DATE.finditer(stem) if (date_in(day.group()) or ("", ""))[1] == "day"]
    apart = [day for day in days if _STANDS_APART.fullmatch(stem, 0, day.start())]
    whole = len(days) == len(apart) == 1 and not stem[days[0].end() :][:1].isalnum()
    return days[0].group() if whole else ""


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
    if date > _IMPORTED and date > (datetime.date.today() + datetime.timedelta(days=1)).isoformat():
        yield chosen, "lies in the future"
    for other in publication[1:]:
        if _contradicts(chosen, other):
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
    limit = _last(date, chosen.precision, _APART)
    later = {f.words: f for f in named if _begins(f.date) > limit and not (issue and f.date == issue.date)}
    for finding in sorted(later.values(), key=lambda f: f.date, reverse=True)[:3]:
        yield finding, f"names what came after its date, {date}"
    planned = plans(document.text)
    plan = max(planned, default=0)
    if plan and int(date[:4]) - plan > _SILENT:
        yield (
            Finding("named", str(plan), "year", "plan", f"the last five-year plan in it, to {plan}"),
            f"long past on {date}",
        )
    last = _last_year(document.text, title, planned)
    if last and int(date[:4]) - last > _SILENT:
        yield Finding("named", str(last), "year", "text", ""), f"names nothing later, and is dated {date}"


def _number_problem(number: DocumentNumber | None, chosen: Finding | None) -> list[tuple[Finding, str]]:
    """The document's own number, if the year in it is more than one year from the document's."""
    if not (chosen and number and number.year) or abs(number.year - int(chosen.date[:4])) <= 1:
        return []
    finding = Finding("named", str(number.year), "year", "document number", number.text)
    return [(finding, f"the year of its own number, and it is dated {chosen.date}")]


def _contradicts(chosen: Finding, other: Finding) -> bool:
    """Whether another date of publication differs from the one chosen: a label by any day, another by a month."""
    labelled = other.source == LABEL or (chosen.source == LABEL and other.source.endswith(_METADATA))
    if labelled:
        return _last(chosen.date, chosen.precision) < other.date or _last(other.date, other.precision) < chosen.date
    return _days(chosen.date, other.date) > _APART and other.precision == "day"


def _other_issues(issues: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Days of issue that labels state beside the first."""
    for other in issues[1:]:
        if other.date != issues[0].date:
            yield other, f"another date of issue than {issues[0].date} ({issues[0].source})"


def _of_page(document: Document, order: str) -> Iterator[tuple[Finding, str]]:
    """Dates in the metadata of a page that contradict the one which its reader chose, each line `place: text`."""
    for line in filter(None, document.meta.get("other dates", "").split("\n")):
        words, text = line[:_QUOTED], line.partition(": ")[2] or line
        if parsed := date_in(text, order):
            yield Finding("publication", *parsed, "html metadata", words), "another date in the page's metadata"
        else:
            yield Finding("publication", "", "", "html metadata", words), why_not(text, order)


def _of_columns(document: Document, order: str) -> Iterator[tuple[Finding, str]]:
    """Days in columns whose names say nothing of publication, such as that of a change or a meeting."""
    days = (
        (name, value)
        for name, value in document.attributes.items()
        if len(value) <= _LONGEST_DAY and (_YEAR_IN_CELL.search(value) or (date_in(value, order) and len(value) >= 8))
    )
    for name, value in islice(days, _MOST_COLUMNS):
        why = f'if it is the day of publication, write date = "{name}" under [corpus.columns]'
        yield Finding("candidate", "", "", f'column "{name}"', value), why


def _beside(document: Document, known: Collection[str], order: str) -> Iterator[tuple[Finding, str]]:
    """Days that stand around the text of a page, where sites show the day of the visit too, and other articles."""
    around = (line for step, text in document.taken if step in _AROUND for line in text.split("\n"))
    lines = dict.fromkeys(line for line in around if len(line) <= _SHORT_LINE and line not in known)
    found = ((line, DATE.search(folded(line))) for line in lines)
    days = [(line, parsed) for line, day in found if day and (parsed := date_in(day.group(), order))]
    days.sort(key=lambda day: (not is_row_of_labels(day[0]), not bare_day(day[0])))
    for line, parsed in days[:_MOST_BESIDE]:
        if parsed[1] == "day":
            yield Finding("candidate", *parsed, "page", line[:_QUOTED]), _MAY_BE_OTHER


# The lookbehind stands behind the digits, so that the search can jump from one 1 or 2 to the next.
_YEAR_IN_TITLE = re.compile(r"(20\d\d)(?<!\d\d{4})(?!\d)")
_ANY_YEAR = re.compile(r"((?:19|20)\d\d)(?<!\d\d{4})(?=年|[-—–/.〕\]])")


def _days(one: str, other: str) -> int:
    return abs((datetime.date.fromisoformat(one) - datetime.date.fromisoformat(other)).days)


def _begins(date: str) -> str:
    """The first day of a date that may be only a year or a month."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def _last(date: str, precision: str, grace: int = 0) -> str:
    """The last day that the date may stand for, plus some days of grace."""
    day = datetime.date.fromisoformat(date)
    try:
        return (day + datetime.timedelta(days=_LENGTHS.get(precision, 0) + grace)).isoformat()
    except OverflowError:
        return datetime.date.max.isoformat()


def _last_year(text: str, title: str, planned: Sequence[int]) -> int:
    """The last year named in the text in any way, aims and five-year plans included; 0 if it names fewer than three."""
    years = [*planned, *map(int, _ANY_YEAR.findall(text)), *map(int, _YEAR_IN_TITLE.findall(title))]
    return max(years) if len(years) >= 3 else 0


def date_rows(document: Document) -> list[tuple[str, ...]]:
    """Rows of `DATES` for one document: its evidence with problems, or its candidates if it has no date."""
    rows: list[tuple[str, ...]] = [
        (document.id, document.path, f.field, f.date, f.source, f.words, problem) for f, problem in document.evidence
    ]
    if not document.date:
        rows += [
            (
                document.id,
                document.path,
                "candidate",
                year,
                "",
                words,
                "a year in a name or in running text dates nothing",
            )
            for year, words in candidate_years(document)
        ]
        if not any(row[-1] for row in rows):
            days = _written_days(document) or [(NO_YEAR, "nothing in it can date it")]
            rows += [(document.id, document.path, "candidate", "", "", words, why) for words, why in days]
    return rows


# --- what is unresolved ---------------------------------------------------------------------------------------------

NO_YEAR = "no year was found in it that may be its own"
# A year the text names; `到2035年` is an aim and dates nothing.
_NAMED_YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)(?=年(?!远景)|[-/.]\d)")
_BARE_YEAR = re.compile(r"(?<![\w,.$£€¥/-])((?:19|20)\d\d)(?!\d|[,.]\d|\w)")
_HAN = re.compile("[\u4e00-\u9fff]")


def candidate_years(document: Document, most: int = 3) -> list[tuple[str, str]]:
    """Candidate years of a document, best first, each with the words that suggest it.

    The year in the file's name comes first, then the years that the text names, the latest and most frequent before the
    others, since a text is rarely older than the events it reports. The last party congress or plenary session that the
    text names suggests a year too: that in which the day with which the text opens first came after the event or,
    without such a day, the year of the event. Where no year is named in figures, one written in another way counts.
    """
    years: dict[str, str] = {}
    name = "" if COLLECTION in document.meta else Path(document.path).stem
    for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name):
        years[year] = "in the file name"
    text = document.title + "\n" + document.text
    found = _named_years(text)
    if past := max(((month, words) for words, month in events(text).items()), default=None):
        year, words = _after_event(*past, document.text)
        found.setdefault(year, words)
    for year in sorted(found, key=int, reverse=True):
        years[year] = f"{years[year]}; {found[year]}" if year in years else found[year]
    return list((years or _years_in_words(text)).items())[:most]


def _named_years(text: str) -> dict[str, str]:
    """The years that a text names, each with the words around its first place and how often it is named."""
    plain = folded(text)
    places = [(m.group(1), m.start()) for m in _NAMED_YEAR.finditer(plain)]
    if not places or not _HAN.search(plain):
        places += [(m.group(1), m.start()) for m in _BARE_YEAR.finditer(plain)]
    places = list(dict.fromkeys(places))
    named = Counter(year for year, _ in places)
    found = {}
    for year in sorted(named, key=lambda y: (-int(y), -named[y])):
        place = next(start for found_year, start in places if found_year == year)
        before, after = (
            text[max(0, place - _STRETCH) : place].rpartition("\n")[2],
            text[place : place + _STRETCH].partition("\n")[0],
        )
        chinese = _HAN.search(before[-6:] + after[:12])
        words = "".join(f"{before[-6:]}{after[:12]}".split()) if chinese else _words(before, after)
        found[year] = f"“…{words}…”, {count(named[year], 'time')}"
    return found


def _years_in_words(text: str) -> dict[str, str]:
    """The years of a text that names none in four figures, such as 二〇二一年."""
    found: dict[str, str] = {}
    plain = folded(text)
    for day in DATE.finditer(plain):
        aim = plain[day.start() - 1 : day.start()] in ("到", "至") or plain.startswith("远景", day.end())
        if not aim and (parsed := date_in(day.group())):
            found.setdefault(parsed[0][:4], f"“{day.group()}”")
    return dict(sorted(found.items(), reverse=True))


def _words(before: str, after: str) -> str:
    """The text before and after a place, without the word that each may begin or end within."""
    left = before.split(" ")[1:] if len(before) == _STRETCH else before.split(" ")
    right = after.split(" ")[:-1] if len(after) == _STRETCH else after.split(" ")
    return " ".join([*" ".join(left).split(), *" ".join(right or [after]).split()])


def _after_event(month: str, event: str, text: str) -> tuple[str, str]:
    opening = opening_day(text)
    if not opening:
        return month[:4], f"“{event}”, of {month}"
    day = opening[1]
    year = int(month[:4]) + (int(day.group(2)) < int(month[5:]))
    return str(year), f"opens with “{day.group()}”; the first one after “{event}”, of {month}"


def candidates(document: Document, most: int = 4) -> str:
    """What an undated document offers a person who must date it: candidate years, and what was found and not taken.

    >>> candidates(Document("a", "总结2022年工作。", path="a-2023.txt"))
    '2023 in the file name; 2022 “…总结2022年工作。…”, 1 time'
    """
    said = [f"{year} {evidence}" for year, evidence in candidate_years(document)]
    said += [
        f"“{' '.join(finding.words.split())}” ({finding.source}) is not taken: {why}"
        for finding, why in document.evidence
        if why
    ][:most]
    said = said or [f"not taken: {why}" for _, why in _written_days(document)]
    return "; ".join(said) or NO_YEAR


def _written_days(document: Document, most: int = 4) -> list[tuple[str, str]]:
    """What looks like a date in a document and is none that is read, with the reason."""
    found = DATE.finditer(folded(f"{document.title}\n{document.text}"[:_SEARCHED]))
    unread = (day.group() for day in found if date_in(day.group()) is None)
    return [(words, why_not(words)) for words in islice(unread, most)]


def undated_sentence(
    documents: Sequence[Document],
    manifest: str = "documents.csv",
    unmatched: Sequence[tuple[str, str]] = (),
    rows: Sequence[str] = (),
    most: int = 10,
) -> str:
    """The message to the person who must date these documents, with `rows` to paste into the manifest.

    `unmatched` are path and id of manifest entries without a document.
    """
    parts = [
        f"  {document.path}{f', {place}' if (place := place_in_table(document)) else ''} ({document.id}): "
        f"{candidates(document)}"
        for document in documents[:most]
    ]
    if len(documents) > most:
        parts.append(f"  … and {len(documents) - most} more")
    lost = unmatched_words(documents, unmatched, most)
    return (
        f"{count(len(documents), 'document has', 'documents have')} no date that can be relied on; candidate years, "
        "with what suggests them:\n"
        + "\n".join(parts)
        + (f"\n{manifest} names what was not found: {lost}." if lost else "")
        + f"\n`topics corpus STUDY --dates --write` writes them all into {manifest}, to be completed. "
        + f"Or put a row with a date for each into {manifest}, under its header:\n"
        + "\n".join(f"  {row}" for row in rows[: most + 1])
        + '\nor write undated = "leave out" under [corpus].'
    )


def place_in_table(document: Document) -> str:
    """The line or row in which a document stands in its table, with its title: `line 12, “Ports”`; "" elsewhere."""
    title = " ".join(document.title.split())[:_QUOTED]
    return document.place + (f", “{title}”" if document.place and title else "")


def unmatched_words(documents: Sequence[Document], unmatched: Sequence[tuple[str, str]], most: int = 10) -> str:
    """The entries of a manifest (path, id) that match no document, quoted, with the ids that may be meant."""
    # Folders are left out: they make all paths alike.
    id_of = {_bare_name(name): document.id for document in documents for name in (document.id, document.path)}
    lost = []
    for path, doc_id in unmatched[:most]:
        close = get_close_matches(_bare_name(path or doc_id), list(id_of), n=1)
        meant = id_of[close[0]] if close else ""
        column = " in the column path" if path and path == meant else ""
        lost.append(f'"{path or doc_id}"{column}' + (f' (did you mean the id "{meant}"?)' if meant else ""))
    lost += [f"{len(unmatched) - most} more"] if len(unmatched) > most else []
    return ", ".join(lost)


def _bare_name(path: str) -> str:
    return Path(path).stem.casefold()
