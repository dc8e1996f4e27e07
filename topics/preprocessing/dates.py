"""When was it written, and how do we know.

Conventions. The order of evidence is: the manifest (`documents.csv`, the last word), front matter or the record's own
date, the page's metadata, then a line of the page's header that is made of little else than a date. Nothing in the
running text dates a document: a year named there is what the text is about, and becomes a *candidate* that is shown
to the person who must decide. `date_source` says which evidence was used.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from topics.errors import DocumentError, nearest
from topics.preprocessing.documents import Document
from topics.preprocessing.encodings import decode

MANIFEST_COLUMNS = ("path", "id", "date", "source", "title")

_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000123456789" + "0123456789")
_CHINESE_DATE = re.compile(
    r"([12二一][\d〇○零一二三四五六七八九０-９]{3})\s?年"
    r"(?:\s?([十\d一二三四五六七八九]{1,3})\s?月(?:\s?([十\d一二三四五六七八九]{1,3})\s?[日号])?)?"
)
_YMD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-/.])(\d{1,2})(?:\2(\d{1,2})(?!\d))?)?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
# A year the text names; `到2035年` is an aim and dates nothing.
_NAMED_YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)(?=年|[-/.]\d)")
_LABELS = re.compile(
    r"发布|发表|更新|成文|印发|时间|日期|来源|作者|记者|编辑|字号|字体|大|中|小|浏览|阅读|次数?|打印|关闭|分享"
    r"|publish(?:ed)?|date|time|source",
    re.IGNORECASE,
)
_TIME = re.compile(r"T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_HEADER_WIDTH = 80


def parse_date(text: str) -> tuple[str, str] | None:
    """The first date in a short text: ISO form and precision ("day", "month" or "year"); None when there is none.

    Year comes first; a year alone counts only where it is all there is, so that `24.04.2020` is no date rather than
    a vague one.

    >>> parse_date("二〇二一年三月十日"), parse_date("2020/4"), parse_date("不详")
    (('2021-03-10', 'day'), ('2020-04-01', 'month'), None)
    """
    text = text.strip()
    found = _COMPACT.search(text)
    parts: tuple[str | None, ...] | None = found.groups() if found else None
    if parts is None and (found := _CHINESE_DATE.search(text)):
        parts = tuple(_number(p) if p else None for p in found.groups())
    if parts is None and (found := _YMD.search(text)):
        parts = (found.group(1), found.group(3), found.group(4))
        if parts[1] is None and found.group() != text:
            parts = None
    return _checked(*parts) if parts else None


def _number(text: str) -> str:
    if "十" in text:
        tens, _, ones = text.partition("十")
        return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))
    return text.translate(_DIGITS)


def _checked(year: str | None, month: str | None, day: str | None) -> tuple[str, str] | None:
    import datetime

    try:
        date = datetime.date(int(year or 0), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return date.isoformat(), "day" if day else "month" if month else "year"


def header_date(text: str) -> tuple[str, str] | None:
    """The day in the header of a page: a line before the running text that is little else than a date.

    Two header lines that name different days are a conflict, and no answer.

    >>> header_date("工信部推动发展\\n2020-04-24 来源：工信微报\\n4月23日，……")
    ('2020-04-24', 'day')
    """
    found = set()
    for line in page_header(text.split("\n")):
        date = parse_date(line)
        if date and date[1] == "day" and len(_besides_date(line)) <= 24:
            found.add(date)
    return found.pop() if len(found) == 1 else None


def page_header(lines: Iterable[str]) -> list[str]:
    """The lines, of the first twelve, that stand before the first sentence: title, site, day, source."""
    header = []
    for line in [line.strip() for line in lines if line.strip()][:12]:
        if len(line) > _HEADER_WIDTH or line.endswith(("。", "；", "：", ";", ":")):
            break
        header.append(line)
    return header


def _besides_date(line: str) -> str:
    for pattern in (_CHINESE_DATE, _YMD, _COMPACT, _TIME, _LABELS):
        line = pattern.sub("", line)
    return "".join(c for c in line if c.isalnum())


def is_byline(line: str, source: str = "") -> bool:
    """Is this line nothing but a date, a source and the labels around them?

    >>> is_byline("行业时评　2020-02-26", source="行业时评"), is_byline("发布时间：2020年3月27日　字号：大 中 小")
    (True, True)
    """
    if len(line) > _HEADER_WIDTH:
        return False
    rest = line.replace(source, "") if source else line
    return (rest != line or parse_date(line) is not None) and not _besides_date(rest)


# --- the manifest ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Manifest:
    """What a person says about the documents: rows of `MANIFEST_COLUMNS`, found by file or by id."""

    path: Path
    rows: tuple[Mapping[str, str], ...]

    @cached_property
    def _by_file(self) -> dict[Path, list[Mapping[str, str]]]:
        found: dict[Path, list[Mapping[str, str]]] = {}
        for row in self.rows:
            if row["path"]:
                found.setdefault((self.path.parent / row["path"]).resolve(), []).append(row)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Mapping[str, str]]:
        return {row["id"]: row for row in self.rows if not row["path"]}

    def row(self, file: Path, document_id: str, *, alone: bool = True) -> Mapping[str, str] | None:
        """The row about a document; in a file that holds it `alone`, a row that names the file may give it a new id."""
        for row in self._by_file.get(file.resolve(), []):
            if row["id"] in ("", document_id) or alone:
                return row
        return self._by_id.get(document_id)


def read_manifest(path: Path) -> Manifest:
    """The manifest, a CSV with a `path` or an `id` column and any of date, source, title.

    Raises DocumentError with file and line for a column or a date that cannot be understood.
    """
    if not path.is_file():
        raise DocumentError(f"{path}: there is no such manifest. Write one (columns {', '.join(MANIFEST_COLUMNS)}).")
    text, _ = decode(path.read_bytes(), str(path))
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = [c.strip() for c in reader.fieldnames or []]
    reader.fieldnames = columns
    for column in columns:
        if column not in MANIFEST_COLUMNS:
            raise DocumentError(f'{path}, line 1: unknown column "{column}"; {nearest(column, MANIFEST_COLUMNS)}')
    if not {"path", "id"} & set(columns):
        raise DocumentError(f"{path}, line 1: a manifest needs a column `path` or `id`, found {', '.join(columns)}.")
    rows = []
    places: dict[tuple[str, str], int] = {}
    for row in reader:
        known = {c: (row.get(c) or "").strip() for c in MANIFEST_COLUMNS}
        if known["date"] and parse_date(known["date"]) is None:
            raise DocumentError(
                f"{path}, line {reader.line_num}: expected a date such as 2020-04-24, 2020-04 or 2020, found "
                f'"{known["date"]}".'
            )
        earlier = places.setdefault((known["path"], known["id"]), reader.line_num)
        if earlier != reader.line_num:
            raise DocumentError(
                f"{path}, line {reader.line_num}: {known['path'] or known['id']} is there already in line {earlier}; "
                "keep one of the two."
            )
        rows.append(known)
    return Manifest(path, tuple(rows))


def dated(document: Document, row: Mapping[str, str] | None = None) -> Document:
    """The document with the best date its evidence gives, and what the manifest's row says about it."""
    evidence = [(row["date"] if row else "", "manifest"), (document.date, document.date_source)]
    judged = [(parse_date(text), place) for text, place in evidence if text]
    header = document.meta.get("page header", "")
    judged += [(header_date(text), "page header") for text in (header, document.text)]
    (date, precision), place = next(((found, place) for found, place in judged if found), (("", ""), ""))
    document = replace(document, date=date, date_precision=precision, date_source=place)
    if row:
        document = replace(
            document,
            id=row["id"] or document.id,
            source=row["source"] or document.source,
            title=row["title"] or document.title,
        )
    return document


# --- what is unresolved ---------------------------------------------------------------------------------------------


def candidate_years(document: Document, most: int = 3) -> list[tuple[str, str]]:
    """Years that could be the document's, best first, each with the words that suggest it.

    The year in the file's name comes first, then the years the text names, the latest ones and the most often
    named before others: a text is rarely older than what it tells of.
    """
    years: dict[str, str] = {}
    for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", Path(document.path).stem):
        years[year] = "in the file name"
    text = document.title + "\n" + document.text
    named = Counter(m.group(1) for m in _NAMED_YEAR.finditer(text))
    for year in sorted(named, key=lambda y: (-int(y), -named[y])):
        place = text.find(year)
        words = "".join(text[max(0, place - 6) : place + 12].split())
        years.setdefault(year, f"“…{words}…”, {named[year]} times")
    return list(years.items())[:most]


def undated_sentence(documents: Sequence[Document], manifest: str = "documents.csv", most: int = 10) -> str:
    """What to tell the person who must date these documents."""
    parts = []
    for document in documents[:most]:
        years = "; ".join(f"{year} {evidence}" for year, evidence in candidate_years(document))
        parts.append(f"  {document.path} ({document.id}): {years or 'no year is named in it'}")
    if len(documents) > most:
        parts.append(f"  … and {len(documents) - most} more")
    count = "1 document has" if len(documents) == 1 else f"{len(documents)} documents have"
    return (
        f"{count} no date that can be relied on; candidate years, with what suggests them:\n"
        + "\n".join(parts)
        + f'\nPut a date for each in {manifest} (columns path, date), or write undated = "leave out" under [corpus].'
    )
