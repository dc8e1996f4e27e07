"""Excel workbooks."""

import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from topics.errors import DocumentError
from topics.files.zips import open_zip, read_entry
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.cells import date_cell
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import FIELDS, Reading, table_rows
from topics.preprocessing.readers.steps import CELL_COMMENTS, DRAWINGS, NO_ROW, NO_TEXT_COLUMN

_COLUMNS = 1_000  # read per sheet: one format in a sheet's last column makes every row 16,384 cells
_HEADER_ROWS = 20  # searched for a sheet's header, since a caption may stand above it
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_COMMENT = re.compile(rb"<(?:\w+:)?comment[\s>]")
_DATE_COLUMN = re.compile("日期|[时時][间間]|date|time|publish", re.IGNORECASE)
_ONE_ROW = frozenset((*FIELDS["text"], *FIELDS["id"]))  # what a merged cell says of its first row alone

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
    losses: Losses = []
    rows: list[tuple[str, Mapping[Any, Any]]] = []
    try:
        with warnings.catch_warnings():
            # Warnings about styles and checks unknown to openpyxl, which do not affect values.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                found, lost = _sheet(sheet, _raw(read_entry(file, file.getinfo(sheet._worksheet_path), where)))
                rows += _from_1904(found) if book.epoch.year == 1904 else found
                losses += lost
    except DocumentError:
        raise
    except Exception as error:
        # Errors of zipfile, XML and conversions, which share no base class, pass through openpyxl.
        raise DocumentError(f"{where}: this is not an Excel workbook that can be read ({error}).") from None
    if not rows:
        raise DocumentError(
            f"{where}: no sheet has rows below a header that names a column of text; expected one of "
            f"{', '.join(FIELDS['text'])}."
        )
    reading = table_rows(where, rows, "xlsx", said)
    reading.losses.extend([*losses, *_beside_the_cells(file, where)])
    return reading


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


def _sheet(sheet: Any, raw: _Raw) -> tuple[list[tuple[str, Mapping[Any, Any]]], Losses]:
    """The rows of one sheet below its header, and what is not read of it."""
    # Exporting programs often write a wrong extent; without the extent every row is read.
    sheet.reset_dimensions()
    numbered = enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), start=1)
    header = _header(numbered)
    if not header:
        return [], [("text", f'{NO_TEXT_COLUMN}; "{sheet.title}"')]
    rows: list[tuple[str, Mapping[Any, Any]]] = []
    below_none, formulas = 0, Counter[str]()
    for number, values, own in _filled(numbered, header, raw):
        if own.count(None) == len(own) and number not in raw.unstored:
            continue  # formats alone can reach down to the last row
        below_none += sum(value is not None for name, value in zip(header, own, strict=False) if not name)
        below_none += len(own[len(header) :]) - own[len(header) :].count(None)
        formulas.update(raw.unstored.get(number, ()))
        named = {name: value for name, value in zip(header, values, strict=False) if name}
        has_own = any(value is not None for name, value in zip(header, own, strict=False) if name)
        if has_own or number in raw.unstored:
            rows.append((f'sheet "{sheet.title}", row {number}', named))
    losses: Losses = []
    if not rows:
        losses.append(("text", f'{NO_ROW}; "{sheet.title}"'))
    if below_none:
        losses.append(("text", f'cells below no header are not read; {below_none:,} in the sheet "{sheet.title}"'))
    for column, cells in sorted(formulas.items()):
        place = f'{cells:,} in column {column} of the sheet "{sheet.title}"'
        losses.append(("text", f"formula without a stored value; save it once in Excel ({place})"))
    return rows, losses


def _from_1904(rows: Iterable[tuple[str, Mapping[Any, Any]]]) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Rows of a workbook that counts days from 1904, with numbers in columns named for dates put as days.

    openpyxl does so for cells that are formatted as dates, and not for those that only hold the number.
    """
    for place, row in rows:
        yield (
            place,
            {
                name: date_cell(value, 1904)
                if isinstance(value, int | float | str) and _DATE_COLUMN.search(name)
                else value
                for name, value in row.items()
            },
        )


def _header(numbered: Iterable[tuple[int, Sequence[Any]]]) -> list[str]:
    """The names of the columns; a name that was there already gets a number. Empty where no row names text."""
    for number, values in numbered:
        names = ["" if value is None else str(value).strip() for value in values]
        if {name.lower() for name in names} & set(FIELDS["text"]):
            while not names[-1]:
                names.pop()  # rows are filled up to the widest one that is read
            seen = Counter[str]()
            for place, name in enumerate(names):
                seen[name] += 1
                names[place] = f"{name} ({seen[name]})" if name and seen[name] > 1 else name
            return names
        if number >= _HEADER_ROWS:
            break
    return []


def _filled(
    numbered: Iterable[tuple[int, Sequence[Any]]], header: Sequence[str], raw: _Raw
) -> Iterator[tuple[int, Sequence[Any], Sequence[Any]]]:
    """Each row's number, its values with those of cells that are merged into it, and its own values."""
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
            if column < min(len(own), len(header)) and header[column].lower() not in _ONE_ROW:
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
