import datetime
import io
import zipfile
from typing import Any

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.excel import read_xlsx
from topics.preprocessing.readers.fields import EXCEL_CELL


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_rows_of_every_sheet_below_its_header() -> None:
    day = datetime.datetime(2021, 3, 4)
    data = workbook(
        {
            "2020": [["政策文本汇总"], [], ["标题", "正文", "发布日期", "级别"], ["甲", "数据安全", day, 1], [],
                     ["乙", "", day]],
            "2021": [["全文"], ["工业互联网"], ["=1+1"]],
            "说明": [["制表人", "张三"]],
        }
    )  # fmt: skip
    reading = read_xlsx(data, "a.xlsx")
    first, second = reading.records
    assert (first["title"], first["text"], first["date"][:10], first["meta"]) == (
        "甲",
        "数据安全",
        "2021-03-04",
        {"级别": "1"},
    )
    assert second["text"] == "工业互联网"
    assert reading.losses == [
        ("with text", 'no text in the row; sheet "2020", row 6'),
        ("text", 'no row of the sheet names a column of text; "说明"'),
    ]


def test_a_full_cell_is_text_cut_off() -> None:
    reading = read_xlsx(workbook({"a": [["text"], ["文" * EXCEL_CELL], ["文"]]}), "a.xlsx")
    assert reading.losses == [("text", 'cut off at 32,767 characters, as spreadsheets do; sheet "a", row 2')]


def test_a_workbook_without_text_says_what_it_looked_for() -> None:
    with pytest.raises(
        DocumentError, match=r"a\.xlsx: no sheet has rows below a header .* expected one of text, content"
    ):
        read_xlsx(workbook({"a": [["x"], ["y"]]}), "a.xlsx")


def test_another_zip_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    for data in (file.getvalue(), b"\xd0\xcf\x11\xe0 an old or locked one"):
        with pytest.raises(DocumentError, match=r"this is not an? Excel workbook that can be read"):
            read_xlsx(data, "a")
