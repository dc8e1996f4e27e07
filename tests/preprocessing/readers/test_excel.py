import datetime
import io
import zipfile
from typing import Any

import pytest

from tests.preprocessing.readers.test_word import rewritten
from topics.errors import DocumentError
from topics.files.csv import EXCEL_CELL
from topics.preprocessing.readers.excel import read_xlsx


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
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
    assert (first["title"], first["text"], first["date"][:10], first["attributes"]) == (
        "甲",
        "数据安全",
        "2021-03-04",
        {"级别": "1"},
    )
    assert second["text"] == "工业互联网"
    assert reading.losses == [
        ("with text", 'no text in the row; sheet "2020", row 6'),
        ("with text", 'no text in the row; sheet "2021", row 3'),
        ("text", 'formula without a stored value; save it once in Excel (1 in column A of the sheet "2021")'),
        ("text", 'no row of the sheet names a column of text; "说明"'),
    ]


@pytest.mark.parametrize(
    ("rows", "merged", "texts", "sources"),
    [
        ([["正文", "来源"], ["甲", "某局"], ["乙", None], ["丙", "某委"]], "B2:B3", "甲乙丙", ["某局", "某局", "某委"]),
        ([["source", "text"], ["Ministry", "a"], [None, "b"], [None, "c"]], "A2:A4", "abc", ["Ministry"] * 3),
        ([["来源", "正文"], ["某局", "甲"], [None, "乙"]], "A2:A2", "甲乙", ["某局", ""]),
        ([["正文", "来源"], ["甲", "某局"], [None, "某委"]], "A2:A3", "甲", ["某局"]),
        ([["汇总表"], ["发布机构", "内容"], ["某市", "甲"], [None, "乙"]], "A3:A4", "甲乙", ["某市", "某市"]),
        ([["正文", "来源"], ["甲", "某局"], [None, None], ["丙", "某委"]], "B2:B3", "甲丙", ["某局", "某委"]),
    ],
)
def test_a_merged_cell_holds_for_all_its_rows_but_for_text(
    rows: list[list[Any]], merged: str, texts: str, sources: list[str]
) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": rows})))
    book["a"].merge_cells(merged)
    records = read_xlsx(saved(book), "a.xlsx").records
    assert ("".join(r["text"] for r in records), [r.get("source", "") for r in records]) == (texts, sources)


@pytest.mark.parametrize("hide", ["sheet", "very", "row", "column", "filter"])
def test_what_is_hidden_in_a_sheet_is_read_like_the_rest(hide: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": [["正文"], ["甲"]], "b": [["正文", "标题"], ["乙", "b"]]})))
    sheet = book["b"]
    if hide in ("sheet", "very"):
        sheet.sheet_state = "hidden" if hide == "sheet" else "veryHidden"
    elif hide == "column":
        sheet.column_dimensions["A"].hidden = True
    else:
        sheet.row_dimensions[2].hidden = True
        sheet.auto_filter.ref = "A1:B2" if hide == "filter" else None
    assert [r["text"] for r in read_xlsx(saved(book), "a.xlsx").records] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("rows", "texts", "losses"),
    [
        ([["正文", "字数"], ["甲", "=LEN(A2)"], ["乙", "=LEN(A3)"]], ["甲", "乙"],
         [("text", 'formula without a stored value; save it once in Excel (2 in column B of the sheet "a")')]),
        ([["text"], ['="wind "&"power"'], ["b"]], ["b"],
         [("with text", 'no text in the row; sheet "a", row 2'),
          ("text", 'formula without a stored value; save it once in Excel (1 in column A of the sheet "a")')]),
        ([["正文", None], ["甲", "旁注"], ["乙", "又一条"]], ["甲", "乙"],
         [("text", 'cells below no header are not read; 2 in the sheet "a"')]),
        ([["text"], ["a", "beside", 3]], ["a"], [("text", 'cells below no header are not read; 2 in the sheet "a"')]),
        ([["正文"], [2021], [3.5]], ["2021", "3.5"], []),
    ],
)  # fmt: skip
def test_cells_that_are_not_read_are_losses(
    rows: list[list[Any]], texts: list[str], losses: list[tuple[str, str]]
) -> None:
    reading = read_xlsx(workbook({"a": rows}), "a.xlsx")
    assert ([record["text"] for record in reading.records], reading.losses) == (texts, losses)


def test_a_formula_that_gives_an_empty_text_has_a_stored_value() -> None:
    data = workbook({"a": [["正文", "备注"], ["甲", '=IF(A2="","x","")']]})
    stored = rewritten(data, old=b'<c r="B2">', new=b'<c r="B2" t="str">')
    assert (len(read_xlsx(data, "a.xlsx").losses), read_xlsx(stored, "a.xlsx").losses) == (1, [])


def test_characters_that_excel_writes_out_are_themselves() -> None:
    [record] = read_xlsx(workbook({"a": [["正文"], ["甲_x000D_\n乙_x005F_x000D_ var_x1234_y"]]}), "a.xlsx").records
    assert record["text"].split() == ["甲", "乙_x000D_", "var_x1234_y"]


def test_columns_of_one_name_are_all_kept() -> None:
    [record] = read_xlsx(workbook({"a": [["正文", "附件", "附件"], ["甲", "一", "二"]]}), "a.xlsx").records
    assert record["attributes"] == {"附件": "一", "附件 (2)": "二"}


def test_comments_and_empty_sheets_are_losses() -> None:
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": [["正文"], ["甲"]], "b": [["正文"]]})))
    book["a"]["A2"].comment = Comment("请核对", "张")
    assert read_xlsx(saved(book), "a.xlsx").losses == [
        ("text", 'no row stands below the header of the sheet; "b"'),
        ("text", "comments on cells are not read; 1 in xl/comments/comment1.xml"),
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


@pytest.mark.parametrize(("system", "number"), [(1900, 44442), (1904, 42980)])
def test_numbers_in_a_column_of_dates_are_days_of_the_workbooks_system(system: int, number: int) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if system == 1904 else CALENDAR_WINDOWS_1900
    for row in (
        ["正文", "日期", "页数"],
        ["甲", number, number],
        ["乙", datetime.date(2021, 9, 3), 1],
        ["丙", 2021.1, 2],
    ):
        book.active.append(row)
    records = read_xlsx(saved(book), "a.xlsx").records
    assert [record["date"] for record in records] == [
        f"2021-09-03 ({number})",
        "2021-09-03 00:00:00",
        "2021.1 (a number)",
    ]
    assert records[0]["attributes"] == {"页数": str(number)}
