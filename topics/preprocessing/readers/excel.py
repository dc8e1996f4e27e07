"""Excel workbooks."""

import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from topics.errors import DocumentError
from topics.files.zips import open_zip, read_entry
from topics.preprocessing.columns.understanding import Columns, header_score, understand
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.cells import date_cell
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import Reading, Row, shown, table_rows, without_text
from topics.preprocessing.readers.steps import CELL_COMMENTS, DRAWINGS, NO_ROW, NO_TEXT_COLUMN
from topics.preprocessing.readers.two_rows import with_second_row

_COLUMNS = 1_000  # read per sheet: one format in a sheet's last column makes every row 16,384 cells
_HEADER_ROWS = 20  # searched for a sheet's header, since a caption may stand above it
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_COMMENT = re.compile(rb"<(?:\w+:)?comment[\s>]")
# A control character, which XML cannot hold, as Excel writes it, and the line below before what is meant to stand so.
_WRITTEN_OUT = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff](?=_x[0-9A-Fa-f]{4}_))_")
_DATE_COLUMN = re.compile("日期|[时時][间間]|date|time|publish", re.IGNORECASE)
ONE_ROW = ("text", "id")  # what a merged cell says of its first row alone

Losses = list[tuple[str, str]]


@READERS.register(
    ".xlsx", ".xlsm", label={"en": "Excel workbook", "zh": "Excel 工作簿"}, libraries=("openpyxl", "lxml"), seconds=2.0
)
def read_xlsx(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """An Excel workbook: one document per row below the header of each sheet with a column of text; values only.

    Hidden sheets, rows and columns are read like others, since a filter hides what is still there. A cell merged over
    several rows holds for all of them, but for text and ids. Losses: sheets without a column of text, cells below no
    header, formulas whose value was not stored, comments, and text in drawings.
    """
    import openpyxl

    file = open_zip(data, where, "an Excel workbook")
    reading = Reading([], "xlsx")
    losses: Losses = []
    without: list[Columns] = []
    total = 0
    try:
        with warnings.catch_warnings():
            # Warnings about styles and checks unknown to openpyxl, which do not affect values.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                raw = _raw(read_entry(file, file.getinfo(sheet._worksheet_path), where))
                found = _sheet(sheet, raw, said, without)
                losses += found.losses
                if found.rows:
                    rows = list(_from_1904(found.rows)) if book.epoch.year == 1904 else found.rows
                    table = table_rows(where, rows, "xlsx", said, f'sheet "{sheet.title}"')
                    # A row that is added to one sheet changes no id of another.
                    _add(reading, table, sheet.title if reading.columns else "")
                    total += table.rows
    except DocumentError:
        raise
    except Exception as error:
        # Errors of zipfile, XML and conversions, which share no base class, pass through openpyxl.
        raise DocumentError(
            f"{where}: this is not an Excel workbook that can be read ({error}); save it anew as .xlsx."
        ) from None
    if not reading.columns:
        what = "no sheet has rows below a header that names a column of text"
        if not without:
            raise DocumentError(f"{where}: {what}.")
        raise without_text(where, what, _longest(without), *without)
    reading.columns.extend(without)
    reading.losses.extend([*losses, *_beside_the_cells(file, where)])
    return replace(reading, rows=total)


def _add(reading: Reading, table: Reading, sheet: str) -> None:
    if sheet:
        for record in table.records:
            record["part"] = f"{sheet}-{record['row']}"
    reading.records.extend(table.records)
    reading.losses.extend(table.losses)
    reading.columns.extend(table.columns)


def _longest(tables: Sequence[Columns]) -> str:
    cells = {name: cell for table in tables for name, cell in table.cells.items()}
    return max(cells, key=lambda name: len(cells[name]), default="")


@dataclass
class _Sheet:
    """The rows of a sheet below its header, and what is not read of it."""

    rows: list[Row] = field(default_factory=list)
    losses: Losses = field(default_factory=list)


@dataclass
class _Raw:
    """What openpyxl does not tell of a sheet that is read row by row.

    `merged`: by the row where a merged cell begins, its column (from 0) and its last row. `unstored`: the columns of
    formulas without a stored value, by row.
    """

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    unstored: dict[int, list[str]] = field(default_factory=dict)


def _raw(xml: bytes) -> _Raw:
    from openpyxl.utils import column_index_from_string

    raw = _Raw()
    for column, first, last in _MERGED.findall(xml):
        if int(last) > int(first):
            raw.merged.setdefault(int(first), []).append((column_index_from_string(column.decode()) - 1, int(last)))
    if re.search(rb"[<:]f[\s>/]", xml):
        raw.unstored = _unstored(xml)
    return raw


def _unstored(xml: bytes) -> dict[int, list[str]]:
    from lxml import etree

    found: dict[int, list[str]] = {}
    for _, row in etree.iterparse(io.BytesIO(xml), tag="{*}row", resolve_entities=False, no_network=True):
        for cell in row:
            parts = {part.tag.rpartition("}")[2]: part.text for part in cell if isinstance(part.tag, str)}
            place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
            # An empty text is a value too.
            if place and "f" in parts and not parts.get("v") and cell.get("t") != "str":
                found.setdefault(int(place.group(2)), []).append(place.group(1))
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]
    return found


def _sheet(sheet: Any, raw: _Raw, said: Conventions, without: list[Columns]) -> _Sheet:
    """The rows of one sheet; if no row of it names a column of text, its columns are added to `without`."""
    # Exporting programs often write a wrong extent; without the extent every row is read.
    sheet.reset_dimensions()
    numbered = enumerate(map(_unescaped, sheet.iter_rows(max_col=_COLUMNS, values_only=True)), start=1)
    first = list(islice(numbered, _HEADER_ROWS))
    header, below = _header([_names(values) for _, values in first], said)
    if not header:
        if first:
            without.append(_no_text_column(f'sheet "{sheet.title}"', [_names(values) for _, values in first], said))
        return _Sheet(losses=[("text", f'{NO_TEXT_COLUMN}; "{sheet.title}"')])
    found = _Sheet()
    below_none, formulas = 0, Counter[str]()
    for number, values, own in _filled(chain(first[below:], numbered), header, raw, said):
        if own.count(None) == len(own) and number not in raw.unstored:
            continue  # formats alone can reach down to the last row
        below_none += sum(value is not None for name, value in zip(header, own, strict=False) if not name)
        below_none += len(own[len(header) :]) - own[len(header) :].count(None)
        formulas.update(raw.unstored.get(number, ()))
        named = {name: value for name, value in zip(header, values, strict=False) if name}
        has_own = any(value is not None for name, value in zip(header, own, strict=False) if name)
        if has_own or number in raw.unstored:
            found.rows.append((number - below, f'sheet "{sheet.title}", row {number}', named))
    if not found.rows:
        found.losses.append(("text", f'{NO_ROW}; "{sheet.title}"'))
    if below_none:
        place = f'{below_none:,} in the sheet "{sheet.title}"'
        found.losses.append(("text", f"cells below no header are not read; {place}"))
    for column, cells in sorted(formulas.items()):
        place = f'{cells:,} in column {column} of the sheet "{sheet.title}"'
        found.losses.append(("text", f"formula without a stored value; save it once in Excel ({place})"))
    return found


def _unescaped(values: Sequence[Any]) -> Sequence[Any]:
    """The values of a row, with the characters that Excel writes out, such as a line end: _x000D_."""
    if not any(isinstance(value, str) and "_x" in value for value in values):
        return values
    return [
        _WRITTEN_OUT.sub(lambda code: chr(int(code[1], 16)), value) if isinstance(value, str) else value
        for value in values
    ]


def _from_1904(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows of a workbook that counts days from 1904, with numbers in columns named for dates put as days.

    openpyxl does so for cells that are formatted as dates, and not for those that only hold the number.
    """
    for number, place, row in rows:
        yield (
            number,
            place,
            {
                name: date_cell(value, 1904)
                if isinstance(value, int | float | str) and _DATE_COLUMN.search(name)
                else value
                for name, value in row.items()
            },
        )


def _no_text_column(part: str, rows: Sequence[list[str]], said: Conventions) -> Columns:
    """The columns of a sheet without a column of text, if its fullest row is its header."""
    filled = [len(list(filter(None, names))) for names in rows]
    place = filled.index(max(filled))
    below = rows[min(place + 1, len(rows) - 1)]
    cells = {name: shown(cell) for name, cell in zip(rows[place], below, strict=False) if name and cell}
    return Columns(part, (understand(list(dict.fromkeys(filter(None, rows[place]))), said),), cells)


def _names(values: Sequence[Any]) -> list[str]:
    return ["" if value is None else str(value).strip() for value in values]


def _header(rows: Sequence[list[str]], said: Conventions) -> tuple[list[str], int]:
    """The names of the columns, and the number of rows down to them; empty where no row names a column of text.

    The header is the first of the rows that name the most fields, with the names in the row below it that stand under
    one name for several columns. A name that was there already gets a number.
    """
    scores = [header_score(names, said) for names in rows]
    if not any(scores):
        return [], 0
    place = scores.index(max(scores))
    names = rows[place]
    if place + 1 < len(rows) and (both := with_second_row(names, rows[place + 1], said)):
        names, place = both, place + 1
    while not names[-1]:
        names.pop()  # rows are filled up to the widest one that is read
    seen = Counter[str]()
    for column, name in enumerate(names):
        seen[name] += 1
        names[column] = f"{name} ({seen[name]})" if name and seen[name] > 1 else name
    return names, place + 1


def _filled(
    numbered: Iterable[tuple[int, Sequence[Any]]], header: Sequence[str], raw: _Raw, said: Conventions
) -> Iterator[tuple[int, Sequence[Any], Sequence[Any]]]:
    """Each row's number, its values with those of cells that are merged into it, and its own values."""
    fields = understand(list(filter(None, header)), said).fields
    alone = {column for name in ONE_ROW for column in fields.get(name, ())}
    holds: dict[int, tuple[int, Any]] = {}
    for number, own in numbered:
        values: Sequence[Any] = own
        if holds:
            values = [*own[: len(header)]]
            for column, (last, value) in list(holds.items()):
                if number > last:
                    del holds[column]
                elif column < len(values) and values[column] is None:
                    values[column] = value
        for column, last in raw.merged.get(number, ()):
            if column < min(len(own), len(header)) and header[column] not in alone:
                holds[column] = last, own[column]
        yield number, values, own


def _beside_the_cells(file: zipfile.ZipFile, where: str) -> Iterator[tuple[str, str]]:
    for entry in file.infolist():
        name = entry.filename.rpartition("/")[2]
        if re.fullmatch(r"comments?\d*\.xml", name):
            comments = len(_COMMENT.findall(read_entry(file, entry, where)))
            yield "text", f"{CELL_COMMENTS}; {comments:,} in {entry.filename}"
        elif re.fullmatch(r"drawing\d*\.xml", name) and b"a:t>" in read_entry(file, entry, where):
            yield "text", f"{DRAWINGS}; {entry.filename}"
