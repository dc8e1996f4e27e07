"""The cells of a spreadsheet file with their names, whichever program saved the file."""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topics.errors import DocumentError, StudyError
from topics.files.csv import read_grid
from topics.files.encodings import decode
from topics.files.zips import open_zip

_COLUMNS = 200  # columns read from a sheet: a format set up to its last column makes every row 16,384 cells long
_COMPOUND = b"\xd0\xcf\x11\xe0"  # the first bytes of old .xls files and of workbooks with a password
HEADER_ROWS = 20  # among which the header is: somebody may have put a title above it


@dataclass(frozen=True)
class Cell:
    """A cell: its name (`C7`) and its stripped text; `trouble` says why it has no text (a formula, an error)."""

    name: str
    value: str = ""
    trouble: str = ""


Line = list[Cell]


def cell_name(row: int, column: int) -> str:
    """The name of a cell in spreadsheet programs; `row` and `column` count from 0.

    >>> cell_name(0, 0), cell_name(6, 27)
    ('A1', 'AB7')
    """
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def read_cells(path: Path, page: str) -> list[Line]:
    """Every row of a .csv or .tsv, or of one page of an .xlsx: the page of that name, else the first page.

    Raises StudyError when the file is missing, open in another program, locked, damaged, or of another kind.
    """
    if path.suffix.lower() not in (".xlsx", ".csv", ".tsv"):
        raise StudyError(
            f'{path}: expected a sheet saved as .xlsx or .csv, found "{path.suffix}"; save it as one of them.'
        )
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise StudyError(
                f"{path}: the sheet is open in another program. Save and close it there (or remove {lock.name}, "
                "if no program has it open) and read it again."
            )
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{path}: there is no such sheet. Put back the one that was written here.") from None
    except OSError as error:
        raise StudyError(
            f"{path}: the sheet cannot be read ({error.strerror}); close it in other programs and read it again."
        ) from None
    if not data:
        raise StudyError(f"{path}, cell A1: the file is empty. Put back the sheet as it was written, or a copy of it.")
    try:
        return _xlsx(data, path, page) if path.suffix.lower() == ".xlsx" else _csv(data, path)
    except DocumentError as error:
        raise StudyError(str(error)) from None


def _csv(data: bytes, path: Path) -> list[Line]:
    text, _ = decode(data, str(path), by_words=True)
    lines: list[Line] = []
    for r, record in enumerate(read_grid(text, HEADER_ROWS)):
        if record.problem:
            raise StudyError(f"{path}, cell {cell_name(r, 0)} ({record.place} of the file): {record.problem}.")
        lines.append([Cell(cell_name(r, c), *_said(value.strip())) for c, value in enumerate(record.cells)])
    return lines


def _said(value: str) -> tuple[str, str]:
    """The value of a CSV cell, and what is wrong with it: spreadsheet programs save errors under their names."""
    errors = ("#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!")
    return value, f'the error "{value}" of a formula' if value in errors else ""


def _xlsx(data: bytes, path: Path, page: str) -> list[Line]:
    import openpyxl

    if data.startswith(_COMPOUND):
        raise StudyError(f"{path}: the workbook has a password or is of an old kind (.xls); save it without, as .xlsx.")
    open_zip(data, str(path), "an Excel workbook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles that openpyxl does not know, which do not affect values
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheets = {sheet.title: sheet for sheet in book.worksheets}
            sheet: Any = sheets.get(page) or next(iter(sheets.values()))
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_col=_COLUMNS)
            return [[_cell(cell, r, c) for c, cell in enumerate(row)] for r, row in enumerate(rows)]
    except Exception as error:
        # openpyxl passes on errors of zipfile, of XML parsers and of its own conversions; they have no common base.
        raise StudyError(
            f"{path}: this is not an Excel workbook that can be read ({error}); save it anew as .xlsx."
        ) from None


def _cell(cell: Any, row: int, column: int) -> Cell:
    name, value = cell_name(row, column), cell.value
    if value is None:
        return Cell(name)
    if cell.data_type == "f":
        formula = getattr(value, "text", value)  # an array formula is an object
        return Cell(name, "", f'the formula "{formula}"')
    if cell.data_type == "e":
        return Cell(name, "", f'the error "{value}" of a formula')
    if cell.data_type == "d":
        return Cell(name, "", f"the date {value}, which a program made of it")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Cell(name, str(value).strip())
