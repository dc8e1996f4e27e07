"""Records: the output of readers, with standard field names, and the losses of a file.

Conventions. A reader takes the bytes of one file and the name to use in messages, and returns a `Reading`: records
(`text` and any of `id`, `date`, `date_source`, `issued`, `effective`, `number`, `title`, `source`, `taken`; other
columns are text under `attributes`, what a reader tells those who date the document is under `meta`, and `part` tells a
record apart in its file by a number or name of its own, for the end of its id in place of a count), the encoding it
found, its losses as (stage, reason), and what the columns of its tables were taken for. The records of a table have
their `row`, a number that counts the rows without text too, so that it stays when these are filled in, and their
`place` in the file. A record's `taken` lists what a person sees in the file and the reader did not put into `text`, as
(step, text): `("footer of the page", "…")`. Each reader's docstring says what a person sees; the characters of `text`
and of `taken` that are not white space are exactly those. A loss's stage is "with text" where a document is missing,
"text" where a part of one is. Reasons of one kind are equal up to a semicolon, after which the single case is
described. Text keeps the file's own lines and is not cleaned here. Dates are passed on as they are written, with the
place where they were found (`date_source`), and `dates.py` evaluates them; only numbers that stand for days are put as
text (`cells.py`).
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, islice
from typing import Any

from topics.errors import DocumentError
from topics.files.csv import EXCEL_CELL
from topics.preprocessing.columns.days import completed, in_order, is_time, joined, of_seconds, order_of
from topics.preprocessing.columns.names import FIELDS
from topics.preprocessing.columns.understanding import Columns, Understood, column_named, mapped_names, understand
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.cells import date_cell
from topics.preprocessing.readers.markup import plain
from topics.preprocessing.readers.no_text import mark_of_none
from topics.preprocessing.readers.steps import ABSTRACTS_READ, EMPTY_ROW
from topics.wording import character_width

_HEAD = 20  # rows whose cells tell what a column holds, and are shown
_CELL = 40  # columns of a terminal that a cell is shown in
_MAY_BE_TEXT = 20  # characters of a cell from which it is proposed as a text
_MOST_KINDS = 1_000  # of objects that are remembered
_MOST_SHAPES = 10  # of objects whose columns are shown
_MOST_TABLES = 3  # in a message
_NAMED = 8  # names of columns of text in a message
NO_FIELD = "no field holds the text"
_DAYS = {"date", "issued", "effective"}
# A tag that says more than its name is no word about a tag.
_WITH_ATTRIBUTE = re.compile(r"<(?:a|p|div|span|section|font|img)\s+[a-z-]{1,20}\s*=\s*[\"']", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")

Record = dict[str, Any]
Row = tuple[int, str, Mapping[Any, Any]]  # of a table: its number, its place in the file, and its fields


class ColumnsError(DocumentError):
    """Tables cannot be read because of their columns, which are shown."""

    def __init__(self, message: str, *columns: Columns) -> None:
        super().__init__(message)
        self.columns = columns


@dataclass(frozen=True)
class Reading:
    """The records of one file, its encoding, its losses as (stage, reason), and its tables: columns, number of rows."""

    records: list[Record]
    encoding: str
    losses: list[tuple[str, str]] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    rows: int = 0


Reader = Callable[[bytes, str, Conventions], Reading]


def record_of(
    row: Mapping[str, Any], understood: Understood, date_source: str, said: Conventions = NOTHING_SAID
) -> Record:
    """The record in one row, whose columns were understood; `date_source` is the place of its date in words.

    >>> row = {"标题": "通知 ", "级别": 7}
    >>> record_of(row, understand(tuple(row)), "record")
    {'attributes': {'级别': '7'}, 'title': '通知'}
    """
    found: Record = {"attributes": {name: _written(row[column]) for column, name in understood.attributes.items()}}
    for name, columns in understood.fields.items():
        if name == "text":
            text = _text(row, columns)
            found[name] = without_markup(text) if "<" in text or "&" in text else text
        elif name == "date":
            if date := _date(row, columns, understood):
                found.update(date=date, date_source=date_source)
        elif len(columns) == 1:
            found[name] = _written(row[columns[0]]).strip()
        else:
            found[name] = " ".join(filter(None, (_written(row[column]).strip() for column in columns)))
    if url := found.pop("url", ""):
        found["meta"] = {"url": url}
    return found


def add_named(
    record: Record, page: Mapping[str, Any], said: Conventions, date_source: str = "html metadata"
) -> list[Columns]:
    """Add to the record of a web page what the settings name of its metadata; returns the names that are there."""
    named = [column for _, wanted in mapped_names(said) if (column := column_named(wanted, page))]
    row = {name: page[name] for name in dict.fromkeys(named) if isinstance(page[name], str | int | float)}
    if not row:
        return []
    understood = understand(tuple(row), said, without=("text", *(name for name in FIELDS if name not in said.columns)))
    found = record_of(row, understood, date_source, said)
    attributes = {**record.get("attributes", {}), **found.pop("attributes")}
    record.update({name: value for name, value in found.items() if value and name != "meta"})
    record.update({"attributes": attributes} if attributes else {})
    return [Columns("metadata", (understood,), {name: shown(str(value)) for name, value in row.items()})]


def _text(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """The text of one column, or those of several with a blank line between them, marks of missing text left out."""
    if len(columns) == 1:
        return _running_text(row[columns[0]])
    texts = [_running_text(row[column]) for column in columns]
    return "\n\n".join(text for text in texts if mark_of_none(text) is None)


def without_markup(text: str) -> str:
    """The visible lines of a cell that is written in HTML, as collectors of pages leave it, with `&amp;` resolved.

    Any other text is unchanged, also one that speaks about tags.

    >>> without_markup('Read <a href="x">on</a> here. It is about heat.'), without_markup("if a < b then")
    ('Read on here. It is about heat.', 'if a < b then')
    """
    if "<" in text or "lt;" in text:
        text = plain(f"<div>{text}</div>" if _WITH_ATTRIBUTE.search(text) else text)
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text


def _date(row: Mapping[str, Any], columns: Sequence[str], understood: Understood) -> str:
    if len(columns) > 1:
        return joined([_written(row[column]).strip() for column in columns])
    value = row[columns[0]]
    written = _written(value).strip()
    cell = of_seconds(written, understood.preset.hours if understood.preset else 0)
    cell = date_cell(value).strip() if cell == written else cell
    if not understood.year:
        return cell
    parts = (understood.year, understood.month, understood.day)
    return completed(cell, *(_written(row[column]) if column else "" for column in parts))


def _written(value: Any) -> str:
    """The text of a cell; a list of several values has `; ` between them, anything else is as JSON writes it."""
    if type(value) is str:
        return value
    if isinstance(value, list | tuple) and not any(isinstance(part, list | tuple | dict) for part in value):
        return "; ".join(filter(None, map(_written, value)))
    if isinstance(value, bool | list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str) if value not in ([], (), {}) else ""
    return "" if value is None else str(value)


def _running_text(value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return _written(value)


def table_rows(
    where: str,
    rows: Iterable[Row],
    encoding: str,
    said: Conventions = NOTHING_SAID,
    part: str = "",
) -> Reading:
    """One record per row; `part` is the table's place in the file or "".

    Losses are rows without text, or with a mark of missing text (`no_text.py`), and text that a spreadsheet truncated
    at the limit of a cell. Raises DocumentError when no row has a column of text, when two columns may hold the same
    field, and when the cells of a column of dates do not say what stands first, day or month.
    """
    rows = iter(rows)
    head = list(islice(rows, _HEAD))
    table = _Table(where, part, head, said)
    reading = Reading([], encoding)
    unnamed, named, number = "", False, 0
    for number, place, row in chain(head, rows):
        if _is_header(row):  # of a table that was put below another one
            reading.losses.append(("with text", f"{EMPTY_ROW}; {place}: the names of the columns again"))
            continue
        understood = table.understood(row, place)
        found = record_of(row, understood, "record", said)
        named = named or "text" in found
        if "text" not in found:
            unnamed = unnamed or place
            reading.losses.append(("with text", f"{NO_FIELD}; {place}: {', '.join(row)[:200] or 'nothing'}"))
        elif (mark := mark_of_none(found["text"])) is not None:
            reading.losses.append(("with text", f"{EMPTY_ROW}; {place}" + (f': "{mark}"' if mark else "")))
        else:
            if _length_in_excel(found["text"]) == EXCEL_CELL:
                reading.losses.append(("text", f"cut off at {EXCEL_CELL:,} characters, as spreadsheets do; {place}"))
            reading.records.append(found | {"row": number, "place": place})
    if unnamed and not named:
        raise table.without_text(unnamed)
    for name in sorted({name for one in table.shapes.values() for name in one.fields} & _DAYS):
        table.settle_order(reading.records, name)
    if abstract := next(filter(None, (one.abstract for one in table.shapes.values())), ""):
        reading.losses.append(("text", f'{ABSTRACTS_READ}; column "{shown(abstract)}"{f", {part}" if part else ""}'))
    if table.shapes:
        reading.columns.append(table.columns)
    return replace(reading, rows=number)


def _is_header(row: Mapping[Any, Any]) -> bool:
    """Whether a row of several cells says the names of its columns."""
    return len(row) > 1 and all(type(value) is str and value.strip() == name for name, value in row.items())


class _Table:
    """One table while it is read: the kinds of its rows by the names in them, and its first cells."""

    def __init__(self, where: str, part: str, head: Sequence[Row], said: Conventions) -> None:
        self.where, self.part, self.said = where, part, said
        self.shapes: dict[tuple[str, ...], Understood] = {}
        cells: dict[str, list[str]] = {}
        for _, _, row in head:
            for name, value in row.items():
                if text := _written(value).strip():
                    cells.setdefault(name, []).append(text)
        self.cells = {name: shown(texts[0]) for name, texts in cells.items()}
        self.times = frozenset(name for name, texts in cells.items() if all(map(is_time, texts)))
        longest = max(cells, key=lambda name: max(map(len, cells[name])), default="")
        self.longest = longest if longest and max(map(len, cells[longest])) >= _MAY_BE_TEXT else ""
        self.orders: dict[str, str] = {}

    @property
    def columns(self) -> Columns:
        """The columns as they are shown."""
        return Columns(self.part, tuple(islice(self.shapes.values(), _MOST_SHAPES)), self.cells, self.orders)

    def understood(self, row: Mapping[str, Any], place: str) -> Understood:
        """What the columns of a row are taken for. Raises ColumnsError for a conflict."""
        names = tuple(row)
        found = self.shapes.get(names)
        if found is None:
            found = understand(names, self.said, times=self.times)
            if len(self.shapes) < _MOST_KINDS:
                self.shapes[names] = found
            if found.conflicts:
                raise conflict(f"{self.where}, {place}", found, self.columns)
        return found

    def without_text(self, place: str) -> ColumnsError:
        """The error about a table in which no column is known to hold texts."""
        return without_text(f"{self.where}, {place}", NO_FIELD, self.longest, self.columns)

    def settle_order(self, records: Sequence[Record], name: str) -> None:
        """Write the days of one field as ISO text where the setting or its cells say what stands first in them."""
        order, unclear = order_of([record.get(name, "") for record in records], self.said.date_order)
        column = next(one.fields[name] for one in self.shapes.values() if name in one.fields)[0]
        if unclear:
            self.orders[column] = "day or month first?"
            raise ColumnsError(
                f'{self.where}: in "{shown(unclear)}" in the column "{shown(column)}" the day or the month may '
                'stand first, and no other cell of the column says which. Write date_order = "dmy" or "mdy" under '
                "[corpus].",
                self.columns,
            )
        if order and not self.said.date_order:
            self.orders[column] = f"{'day' if order == 'dmy' else 'month'} first, as its cells show"
            for record in records:
                if name in record:
                    record[name] = in_order(record[name], order)


def conflict(where: str, found: Understood, table: Columns) -> ColumnsError:
    """The error about columns of which each may hold the same field."""
    told, lines = [], []
    for name, columns in found.conflicts.items():
        told.append(f"{len(columns)} columns may hold the {name}, {_listed(columns, table.cells)}")
        lines.append(f'{name} = "{shown(columns[0])}" (or another of them)')
    return ColumnsError(
        f"{where}: {'; '.join(told)}. Write {' and '.join(lines)} under [corpus.columns]. {_SHOW}", table
    )


def without_text(where: str, what: str, longest: str, *tables: Columns) -> ColumnsError:
    """The error about tables of which no column is known to hold texts.

    `what` says so, `longest` is the column with the longest cell.
    """
    first = tables[0].understood[0]
    about = f" ({first.preset.advice})" if first.preset and first.preset.advice else ""
    listed = "; ".join(
        f"{f'{table.part}: ' if table.part else ''}{_listed(table.understood[0].columns, table.cells) or 'none'}"
        for table in tables[:_MOST_TABLES]
    )
    return ColumnsError(
        f"{where}: {what}{about}; expected one of {', '.join(FIELDS['text'][0][:_NAMED])}, …, found {listed}. Write "
        f'text = "{shown(longest) or "…"}", or the column that it is, under [corpus.columns]. {_SHOW}',
        *tables,
    )


def _listed(columns: Iterable[str], cells: Mapping[str, str]) -> str:
    return ", ".join(f'"{shown(name)}" ({cells.get(name) or "empty"})' for name in columns)


_SHOW = "`topics corpus STUDY --columns` shows every column and what it is taken for."


def shown(text: str) -> str:
    """The beginning of a cell or name on one line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _CELL]).split())
    widths = accumulate(map(character_width, line))
    fits = sum(width < _CELL for width in widths)
    return line if fits >= len(line) - 1 and len(text) <= 4 * _CELL else f"{line[:fits]}…"


def _length_in_excel(text: str) -> int:
    if not EXCEL_CELL // 2 <= len(text) <= EXCEL_CELL:
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
