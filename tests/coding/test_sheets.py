"""Sheets: written, filled in, saved by other programs, broken in every way that people and programs break them."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from topics.coding.cells import cell_name
from topics.coding.gold.read import NONES
from topics.coding.sheets import read_sheet, write_sheet
from topics.errors import StudyError

COLUMNS = ("id", "text", "theme", "note", "sheet")
THEMES = ["5G", "工业互联网", "none of the themes"]
CHOICES = {"theme": THEMES}
UNITS = {"bcd": "=1+1 是一个公式", "fgh": "建设5G基站，\n覆盖城乡。", "jkm": "'引号开头的段落'"}
NAME = "gold-x"


def fresh(path: Path) -> Path:
    rows = [{"id": key, "text": text, "sheet": NAME} for key, text in UNITS.items()]
    return write_sheet(path, rows, COLUMNS, CHOICES, [("theme", "definition"), ("5G", "=第五代")])


def read(path: Path) -> list[str]:
    rows = read_sheet(path, COLUMNS, CHOICES, sheet=NAME, units=UNITS, required=["theme"])
    return [row["theme"].value for row in rows]


def coded(path: Path, change: Callable[[Any], object] = lambda page: None, codes: tuple[Any, ...] = (*THEMES,)) -> Path:
    """A workbook with codes, then changed as a person would."""
    book = openpyxl.load_workbook(fresh(path))
    page = book["coding"]
    for number, code in enumerate(codes, start=2):
        page.cell(number, 3).value = code
    change(page)
    book.save(path)
    return path


def coded_csv(path: Path, change: Callable[[list[list[str]]], object] = lambda rows: None, **how: Any) -> Path:
    rows = list(csv.reader(io.StringIO(fresh(path).read_text("utf-8-sig"), newline="")))
    for row, code in zip(rows[1:], THEMES, strict=True):
        row[2] = code
    change(rows)
    text = io.StringIO()
    csv.writer(text, delimiter=how.get("delimiter", ",")).writerows(rows)
    path.write_bytes(text.getvalue().encode(how.get("encoding", "utf-8")))
    return path


def set_cell(name: str, value: object) -> Callable[[Any], object]:
    return lambda page: page.__setitem__(name, value)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_nobody_filled_in_has_no_rows(tmp_path: Path, suffix: str) -> None:
    assert read(fresh(tmp_path / f"a{suffix}")) == []


def test_no_text_of_a_workbook_is_a_formula_and_every_choice_is_listed(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(fresh(tmp_path / "a.xlsx"))
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n"}
    assert book["coding"]["B2"].value == UNITS["bcd"]
    assert [cell.value for cell in book["choices"]["C"]] == THEMES
    (rule,) = book["coding"].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("'choices'!$C$1:$C$3", "C2:C4")
    assert [[c.value for c in row] for row in book["codebook"]] == [["theme", "definition"], ["5G", "=第五代"]]
    assert "'=1+1" in fresh(tmp_path / "a.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_nothing_is_written_over(tmp_path: Path, suffix: str) -> None:
    path = fresh(tmp_path / f"a{suffix}")
    before = path.read_bytes()
    with pytest.raises(StudyError, match="there is a sheet here already"):
        fresh(path)
    assert path.read_bytes() == before


def unordered(page: Any) -> None:
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value
            page.cell(number, column).data_type = "s" if value else "n"


HARMLESS: dict[str, Callable[[Path], Path]] = {
    "as it was": lambda folder: coded(folder / "a.xlsx"),
    "rows in another order": lambda folder: coded(folder / "a.xlsx", unordered),
    "a title above the header": lambda folder: coded(folder / "a.xlsx", lambda page: page.insert_rows(1, 2)),
    "a column put in": lambda folder: coded(folder / "a.xlsx", lambda page: page.insert_cols(2)),
    "an empty row": lambda folder: coded(folder / "a.xlsx", lambda page: page.insert_rows(3)),
    "other widths and spaces": lambda folder: coded(folder / "a.xlsx", set_cell("C2", " ５g ")),
    "another first page": lambda folder: coded(folder / "a.xlsx", lambda page: page.parent.create_sheet("mine", 0)),
    "a CSV": lambda folder: coded_csv(folder / "a.csv"),
    "semicolons": lambda folder: coded_csv(folder / "a.csv", delimiter=";"),
    "GB 18030": lambda folder: coded_csv(folder / "a.csv", encoding="gb18030"),
    "UTF-16 with tabs": lambda folder: coded_csv(folder / "a.csv", delimiter="\t", encoding="utf-16"),
    "columns in another order": lambda folder: coded_csv(
        folder / "a.csv", lambda rows: [row.reverse() for row in rows]
    ),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_programs_do_without_harm(tmp_path: Path, kind: str) -> None:
    assert read(HARMLESS[kind](tmp_path)) == THEMES


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def locked(path: Path, lock: str) -> Path:
    (path.parent / lock).write_bytes(b"")
    return coded(path)


def folder_of(path: Path) -> Path:
    path.mkdir()
    return path


BROKEN: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda f: f / "a.xlsx", r"a\.xlsx: there is no such sheet"),
    "a folder": (lambda f: folder_of(f / "a.csv"), r"a\.csv: the sheet cannot be read \(Is a directory\)"),
    "another kind": (lambda f: written(f / "a.ods", b"x"), r'a\.ods: expected .* \.xlsx or \.csv, found "\.ods"'),
    "open in Excel": (lambda f: locked(f / "a.xlsx", "~$a.xlsx"), r"a\.xlsx: the sheet is open in another program"),
    "open in LibreOffice": (lambda f: locked(f / "a.xlsx", ".~lock.a.xlsx#"), r"is open in another program"),
    "no byte": (lambda f: written(f / "a.xlsx", b""), r"a\.xlsx, cell A1: the file is empty"),
    "damaged": (lambda f: written(f / "a.xlsx", b"PK\x03\x04"), r"a\.xlsx: this is not an Excel workbook"),
    "cut short": (
        lambda f: written(f / "a.xlsx", coded(f / "b.xlsx").read_bytes()[:3000]),
        r"a\.xlsx: this is not an Excel workbook",
    ),
    "a password": (lambda f: written(f / "a.xlsx", b"\xd0\xcf\x11\xe0" * 9), r"a\.xlsx: the workbook has a password"),
    "a quotation mark": (
        lambda f: written(f / "a.csv", b'id,text,theme,note,sheet\nbcd,"open,5G,,gold-x\n'),
        r"a\.csv, cell A2 \(line 2 of the file\): a quotation mark is not closed",
    ),
    "an empty page": (
        lambda f: coded(f / "a.xlsx", lambda p: p.delete_rows(1, 9)),
        r"cell A1: the column `id` is missing",
    ),
    "no row": (lambda f: coded(f / "a.xlsx", lambda p: p.delete_rows(2, 9)), r"cell A2: expected one row per unit"),
    "a header misspelt": (
        lambda f: coded(f / "a.xlsx", set_cell("C1", "thema")),
        r"a\.xlsx, cell A1: the column `theme` is missing; expected id, .*; found also thema",
    ),
    "a header twice": (
        lambda f: coded(f / "a.xlsx", set_cell("D1", "theme")),
        r"cell C1: the column `theme` is there twice",
    ),
    "an edited id": (
        lambda f: coded(f / "a.xlsx", set_cell("A3", "fgk")),
        r'a\.xlsx, cell A3: "fgk" is no id that was sampled.* did you mean "fgh"\?\n'
        r'.*the row with the id "fgh" is missing',
    ),
    "an extra row": (
        lambda f: coded(f / "a.xlsx", lambda p: p.append(["zzz", "我也写一段", "5G", None, NAME])),
        r'cell A5: "zzz" is no id that was sampled, and only those are coded',
    ),
    "a row twice": (
        lambda f: coded(f / "a.xlsx", lambda p: p.append(["fgh", UNITS["fgh"], "5G", None, NAME])),
        r'cell A5: the id "fgh" stands in cell A3 already',
    ),
    "a row deleted": (
        lambda f: coded(f / "a.xlsx", lambda p: p.delete_rows(3)),
        r'cell A4: the row with the id "fgh" is missing',
    ),
    "a code without an id": (
        lambda f: coded(f / "a.xlsx", set_cell("A2", None)),
        r'cell A2: "" is no id that was sampled',
    ),
    "a column ordered alone": (
        lambda f: coded(f / "a.xlsx", set_cell("B2", UNITS["fgh"])),
        r'cell B2: this is not the text that "bcd" was given to',
    ),
    "a misspelt code": (
        lambda f: coded(f / "a.xlsx", codes=("5G", "工业互连网", "none of the themes")),
        r'cell C3: "工业互连网" is no choice for `theme`; did you mean "工业互联网"\?',
    ),
    "a code left out": (lambda f: coded(f / "a.xlsx", codes=("5G", None, "5G")), r'cell C3: `theme` of "fgh" is empty'),
    "a formula for a code": (
        lambda f: coded(f / "a.xlsx", set_cell("C4", "=C2")),
        r'cell C4: expected a text, found the formula "=C2"',
    ),
    "an error for a code": (
        lambda f: coded_csv(f / "a.csv", lambda r: r[2].__setitem__(2, "#REF!")),
        r'cell C3: .*"#REF!"',
    ),
    "a date for a code": (
        lambda f: coded(f / "a.xlsx", set_cell("C2", datetime(2024, 5, 1))),
        r"cell C2: expected a text, found the date 2024-05-01",
    ),
    "another study's sheet": (
        lambda f: coded(f / "a.xlsx", set_cell("E2", "gold-y")),
        r'cell E2: this row is of the sheet "gold-y", expected "gold-x"',
    ),
    "merged cells": (
        lambda f: coded(f / "a.xlsx", lambda p: p.merge_cells("C2:C4")),
        r'cell C3: `theme` of "fgh" is empty',
    ),
    "texts lost to question marks": (
        lambda f: written(f / "a.csv", coded_csv(f / "b.csv").read_text("utf-8").encode("ascii", "replace")),
        r"cell B2: this is not the text",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_sheet_is_a_sentence_with_its_cell_and_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    broken, message = BROKEN[kind]
    path = broken(tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    with pytest.raises(StudyError, match=message) as caught:
        read(path)
    assert all(line.startswith(str(path)) and line.endswith((".", "?")) for line in str(caught.value).splitlines())
    assert before == {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}


def test_every_wrong_row_is_told_at_once(tmp_path: Path) -> None:
    path = coded(tmp_path / "a.xlsx", codes=("5g-", "5g-", "5g-"))
    with pytest.raises(StudyError, match=r'cells C2, C3 and C4: "5g-" is no choice for `theme`;'):
        read(path)
    path = coded(tmp_path / "b.xlsx", codes=("5g-", None, "5g-"))
    with pytest.raises(StudyError, match=r'(?s)cells C2 and C4: "5g-".*\n.*cell C3: `theme` of "fgh" is empty'):
        read(path)


@pytest.mark.parametrize("word", ["No theme", "没有", "其他", "N/A"])
def test_a_word_for_none_of_the_choices_is_asked_about_once(tmp_path: Path, word: str) -> None:
    path, meant = coded(tmp_path / "a.xlsx", codes=(word, "5G", word)), {"theme": dict.fromkeys(NONES, THEMES[-1])}
    with pytest.raises(StudyError, match=rf'cells C2 and C4: "{word}" .*; did you mean "{THEMES[-1]}"\?$'):
        read_sheet(path, COLUMNS, CHOICES, sheet=NAME, units=UNITS, required=["theme"], meant=meant)


@pytest.mark.parametrize(("row", "column", "name"), [(0, 0, "A1"), (9, 25, "Z10"), (6, 27, "AB7"), (0, 702, "AAA1")])
def test_names_of_cells(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name
