"""Sheets that people fill in: written once as Excel or CSV, read back with a sentence for every cell that is wrong.

Conventions. A sheet has one row per unit below a header. The column `id` identifies the unit, with letters alone so
that no program takes it for a number. The column `sheet` has the sheet's name in every row, so that the sheet of
another study is refused. Some of the other columns have *choices*, the values allowed there. A cell is named as
spreadsheet programs name it, in a CSV too, where a text may have several lines: `sheet.csv, cell C7`.

Harmless changes: another order of rows and columns, additional columns, pages and empty rows, a CSV with another
separator or in another encoding. Errors: changed ids and texts, missing or additional units.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from topics.coding.cells import HEADER_ROWS, Cell, Line, cell_name, read_cells
from topics.errors import StudyError, nearest
from topics.files import atomic
from topics.files.csv import EXCEL_CELL, no_formula
from topics.files.records import writing
from topics.terms import fold
from topics.wording import listed

ID, SHEET, TEXT = "id", "sheet", "text"
_PAGE, _CODEBOOK, _CHOICES = "coding", "codebook", "choices"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not allowed in XML
_FITS = EXCEL_CELL // 2  # characters: some are two UTF-16 units
_MOST = 20  # complaints in one message
_NAMED = 6  # cells named in one complaint
_BEGINNING = 24  # letters of a text that must be unchanged

Row = Mapping[str, Cell]


def write_sheet(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    codebook_page: Sequence[Sequence[str]] = (),
) -> Path:
    """Write a sheet as .xlsx or .csv, by the path's suffix; no text in it is a formula.

    `rows` have a text for any of `columns`, which begin with `id` and include `sheet`. In Excel, a column in `choices`
    offers its choices in a list. `codebook_page` has the rows of the workbook's second page, the header first; a CSV
    has no pages. Raises StudyError when the file exists already: somebody may have worked in it.
    """
    if path.exists():
        raise StudyError(
            f"{path}: there is a sheet here already, and nothing is written over it. Move it away if it is of no use."
        )
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.filled([path]) as (made,):
            if path.suffix == ".xlsx":
                _workbook(rows, columns, choices, codebook_page).save(made)
            else:
                with made.open("w", encoding="utf-8-sig", newline="") as file:
                    writer = csv.writer(file, lineterminator="\r\n")
                    writer.writerow(columns)
                    writer.writerows([no_formula(fit_cell(row.get(column, ""))) for column in columns] for row in rows)
    return path


def fit_cell(text: str) -> str:
    """A text that fits into a cell: without unprintable characters, and cut where Excel would cut it."""
    text = _UNPRINTABLE.sub("", text)
    return text if len(text) <= _FITS else text[: _FITS - 2] + " …"


def _workbook(
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    codebook_page: Sequence[Sequence[str]],
) -> Any:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, Protection
    from openpyxl.utils import get_column_letter as letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book: Any = Workbook()
    page = book.active
    page.title = _PAGE
    for values in [columns, *([row.get(column, "") for column in columns] for row in rows)]:
        _append(page, values)
    page.freeze_panes = "A2"
    # Locked without a password, against slips: cells that are not to be filled in cannot be overwritten.
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    book.create_sheet(_CODEBOOK)
    for line in codebook_page:
        _append(book[_CODEBOOK], line)
    listed = book.create_sheet(_CHOICES)
    listed.sheet_state = "hidden"
    for number, column in enumerate(columns, start=1):
        longest = max((len(row.get(column, "")) for row in rows), default=0)
        page.column_dimensions[letter(number)].width = 90 if longest > 60 else max(14, len(column) + 2)
        for (cell,) in page.iter_rows(min_col=number, max_col=number, min_row=2):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=column in (ID, SHEET) or longest > 0)
        if column in choices:
            for place, choice in enumerate(choices[column], start=1):
                _text(listed.cell(place, number), choice)
            of = f"'{_CHOICES}'!${letter(number)}$1:${letter(number)}${len(choices[column])}"
            rule = DataValidation("list", formula1=of, allow_blank=True, showErrorMessage=True)
            rule.error = "Choose one of the list."
            page.add_data_validation(rule)
            rule.add(f"{letter(number)}2:{letter(number)}{len(rows) + 1}")
    for sheet, widths in ((page, ()), (book[_CODEBOOK], (24, 100))):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[letter(number)].width = width
    for line in book[_CODEBOOK].iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    return book


def _append(page: Any, values: Sequence[str]) -> None:
    row = page._current_row + 1
    for number, value in enumerate(values, start=1):
        _text(page.cell(row, number), value)


def _text(cell: Any, value: str) -> None:
    """Set a cell to a text, never to a formula, whatever the text begins with."""
    cell.value = fit_cell(value) or None
    if value:
        cell.data_type = "s"


def read_sheet(
    path: Path,
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    *,
    sheet: str,
    units: Mapping[str, str],
    required: Sequence[str] = (),
    meant: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[Row]:
    """The rows of a sheet, one per unit in the order of `units`; no rows where nobody has filled anything in yet.

    `columns` are the expected columns, with `id` and `sheet` among them. A cell of a column with `choices` holds one of
    them, or nothing unless the column is `required`; width, case and spaces may differ, and the choice is returned as
    spelled in `choices`. `units` are the texts of the rows by id; where there is a column `text`, its beginning is
    compared with them. `meant` has, by column, the choice that other words probably mean, for the advice. Raises
    StudyError with a sentence for each thing that is wrong, naming the cells.
    """
    rows = _rows(path, columns)
    if not any(row[column].value or row[column].trouble for row in rows for column in choices):
        return []
    found: dict[str, Row] = {}
    wrong: dict[str, list[str]] = {}  # cells by what is wrong with them
    for row in rows:
        unit = row[ID]
        cell, complaint, checked = _checked(row, columns, choices, sheet, units, required, meant)
        if not complaint and unit.value in found:
            first = found[unit.value][ID].name
            cell, complaint = unit, f'the id "{unit.value}" stands in cell {first} already. Keep one row per unit.'
        if complaint:
            wrong.setdefault(complaint, []).append(cell.name)
        found.setdefault(unit.value, checked)
    for unit_id in [unit_id for unit_id in units if unit_id not in found]:
        wrong[f'the row with the id "{unit_id}" is missing; put it back.'] = [f"A{len(rows) + 2}"]
    complaints = [
        f"cell{'s' if len(cells) > 1 else ''} {listed(cells, _NAMED)}: {what}" for what, cells in wrong.items()
    ]
    if len(complaints) > _MOST:
        complaints[_MOST:] = [f"{sum(map(len, list(wrong.values())[_MOST:]))} more rows are wrong."]
    if complaints:
        raise StudyError("\n".join(f"{path}, {complaint}" for complaint in complaints))
    return [found[unit_id] for unit_id in units]


def _checked(
    row: Row,
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    sheet: str,
    units: Mapping[str, str],
    required: Sequence[str],
    meant: Mapping[str, Mapping[str, str]],
) -> tuple[Cell, str, Row]:
    """A cell of a row, what is wrong with it, '' for nothing, and the row with its choices in their proper spelling."""
    unit, of = row[ID], row[SHEET]
    for column in columns:
        if row[column].trouble:
            return row[column], f"expected a text, found {row[column].trouble}.", row
    if of.value != sheet:
        return of, f'this row is of the sheet "{of.value}", expected "{sheet}".', row
    if unit.value not in units:
        near = nearest(unit.value, units)
        hint = f" {near}" if near.startswith("did you") else ""
        return unit, f'"{unit.value}" is no id that was sampled, and only those are coded.{hint}', row
    if TEXT in columns and not _letters(row[TEXT].value).startswith(_letters(units[unit.value])[:_BEGINNING]):
        why = f'this is not the text that "{unit.value}" was given to; was a column ordered without the others?'
        return row[TEXT], why, row
    checked = dict(row)
    for column, known in choices.items():
        cell = row[column]
        spelled = {_letters(choice): choice for choice in known}
        if not cell.value and column in required:
            return cell, f'`{column}` of "{unit.value}" is empty; expected one of: {", ".join(known)}.', row
        if cell.value and _letters(cell.value) not in spelled:
            choice = meant.get(column, {}).get(fold(cell.value).strip())
            hint = f'did you mean "{choice}"?' if choice else nearest(cell.value, known)
            return cell, f'"{cell.value}" is no choice for `{column}`; {hint}', row
        checked[column] = Cell(cell.name, spelled.get(_letters(cell.value), ""))
    return unit, "", checked


def _letters(text: str) -> str:
    """The part of a text that spreadsheet programs preserve: no spaces, one width and case, no leading apostrophe."""
    return "".join(fold(text).replace("_x000d_", "").split()).lstrip("'")


def _rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The non-empty rows below the header. Raises StudyError for a header that lacks a column or has it twice."""
    lines = read_cells(path, _PAGE)
    names = [[fold(cell.value) for cell in line] for line in lines[:HEADER_ROWS]]
    # The header is the first line that has most of the columns.
    at = max(range(len(names)), key=lambda n: (len({*columns} & {*names[n]}), -n), default=0)
    header = names[at] if names else []
    strangers = [name for name in header if name and name not in columns]
    for column in columns:
        if header.count(column) == 1:
            continue
        what, where = ("there twice", header.index(column)) if column in header else ("missing", 0)
        also = f"; found also {', '.join(strangers)}" if strangers else ""
        raise StudyError(
            f"{path}, cell {cell_name(at, where)}: the column `{column}` is {what}; "
            f"expected {', '.join(columns)}{also}."
        )
    place = {column: header.index(column) for column in columns}
    below: list[Row] = [
        {column: _at(line, number, place[column]) for column in columns}
        for number, line in enumerate(lines[at + 1 :], start=at + 1)
    ]
    rows = [row for row in below if any(cell.value or cell.trouble for cell in row.values())]
    if not rows:
        raise StudyError(
            f"{path}, cell {cell_name(at + 1, 0)}: expected one row per unit below the header, found none."
        )
    return rows


def _at(line: Line, row: int, column: int) -> Cell:
    return line[column] if column < len(line) else Cell(cell_name(row, column))
