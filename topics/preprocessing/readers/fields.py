"""Records: the output of readers, with standard field names, and the losses of a file.

Conventions. A reader takes the bytes of one file and the name to use in messages, and returns a `Reading`: records
(`text` and any of `id`, `date`, `date_source`, `title`, `source`, `taken`; other columns are text under `attributes`,
what a reader tells those who date the document is under `meta`, and `part` tells a record apart in its file by a number
of its own, for the end of its id in place of a count), the
encoding it found, and its losses as (stage, reason). A record's `taken` lists what a person sees in the file and the
reader did not put into `text`, as (step, text): `("footer of the page", "…")`. Each reader's docstring says what a
person sees; the characters of `text` and of `taken` that are not white space are exactly those. A loss's stage is "with
text" where a document is missing, "text" where a part of one is. Reasons of one kind are equal up to a semicolon, after
which the single case is described. Text keeps the file's own lines and is not cleaned here. Dates are passed on
as they are written, with the place where they were found (`date_source`), and `dates.py` evaluates them; only numbers
that stand for days are put as text (`cells.py`).
"""

import string
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from topics.errors import DocumentError
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.cells import date_cell
from topics.preprocessing.readers.steps import EMPTY_ROW

# The accepted names of each field in front matter, a JSON object or a table's header (compared in lower case).
FIELDS = {
    "id": ("id", "doc_id", "document_id", "编号"),
    "text": ("text", "content", "body", "fulltext", "full_text", "正文", "内容", "全文"),
    "date": (
        "date", "published", "publish_date", "pub_date", "pubdate", "publish_time", "发布日期", "发布时间", "日期",
    ),
    "title": ("title", "headline", "标题", "题名"),
    "source": ("source", "publisher", "issuer", "author", "来源", "发布机构", "发文机关", "发布部门"),
}  # fmt: skip
_NAMES = {alias: name for name, aliases in FIELDS.items() for alias in aliases}

# What stands in a cell that has no text, compared in lower case and half width: programs write it, or people do.
NO_TEXT = frozenset((
    "", "nan", "none", "null", "(null)", "nil", "nat", "n/a", "#n/a", "n.a.", "na", "<na>", "\\n", "undefined",
    "missing", "[removed]", "[deleted]", "[ removed by reddit ]", "-", "--", "---", "–", "—", "——", "/", "\\",
    "无", "無", "暂无", "暫無", "暂无内容", "无内容", "无正文", "暂无正文", "空", "(空)", "缺失", "(无)",
))  # fmt: skip

EXCEL_CELL = 32_767  # the most characters (UTF-16 units) in a cell of a spreadsheet

_LONGEST_MARK = 40  # characters, with the white space around it
_UNSEEN = f"{string.whitespace}\u3000\xa0\u200b\u200c\u200d\u2060\ufeff"
_TEXT_FIELDS = ", ".join(FIELDS["text"])

Record = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The records of one file, its encoding, and its losses as (stage, reason)."""

    records: list[Record]
    encoding: str
    losses: list[tuple[str, str]] = field(default_factory=list)


Reader = Callable[[bytes, str, Conventions], Reading]


def by_field(table: Mapping[Any, Any], date_source: str, said: Conventions = NOTHING_SAID) -> Record:
    """A record with fields under their standard names; the others are `attributes`.

    >>> by_field({"标题": "通知 ", "级别": 7}, "record")
    {'attributes': {'级别': '7'}, 'title': '通知'}
    """
    found: Record = {"attributes": {}}
    for key, value in table.items():
        name = _NAMES.get(str(key).strip().lower())
        if name == "text" and not found.get(name):
            found[name] = _running_text(value)
        elif name and not found.get(name):
            found[name] = (date_cell(value) if name == "date" else _written(value)).strip()
        else:
            found["attributes"][str(key)] = _written(value)
    if found.get("date"):
        found["date_source"] = date_source
    return found


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _running_text(value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return _written(value)


def table_rows(
    where: str, rows: Iterable[tuple[str, Mapping[Any, Any]]], encoding: str, said: Conventions = NOTHING_SAID
) -> Reading:
    """One record per row; `rows` are (place in the file, fields).

    Losses are rows without text, or with a mark of missing text (`NO_TEXT`), and text that a spreadsheet truncated at
    the limit of a cell. Raises DocumentError, with the place of the first row, when no row has a field for text.
    """
    reading = Reading([], encoding)
    unnamed, named = "", False
    for place, table in rows:
        found = by_field(table, "record", said)
        named = named or "text" in found
        if "text" not in found:
            fields = ", ".join(str(k)[:40] for k in table) or "nothing"
            unnamed = unnamed or f"{place}: no field holds the text; expected one of {_TEXT_FIELDS}, found {fields}"
            reading.losses.append(("with text", f"no field holds the text; {place}: {fields}"))
        elif (mark := _no_text(found["text"])) is not None:
            reading.losses.append(("with text", f"{EMPTY_ROW}; {place}" + (f': "{mark}"' if mark else "")))
        else:
            if _length_in_excel(found["text"]) == EXCEL_CELL:
                reading.losses.append(("text", f"cut off at {EXCEL_CELL:,} characters, as spreadsheets do; {place}"))
            reading.records.append(found)
    if unnamed and not named:
        raise DocumentError(f"{where}, {unnamed}.")
    return reading


def _no_text(text: str) -> str | None:
    """The mark that stands where a text should, "" for nothing but white space; None for a text."""
    if len(text) > _LONGEST_MARK and not text.isspace():
        return None
    mark = text.strip(_UNSEEN)
    return mark if unicodedata.normalize("NFKC", mark).lower() in NO_TEXT else None


def _length_in_excel(text: str) -> int:
    if not EXCEL_CELL // 2 <= len(text) <= EXCEL_CELL:
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
