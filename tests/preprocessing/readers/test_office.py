import datetime
import io
import zipfile
from typing import Any

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.fields import EXCEL_CELL
from topics.preprocessing.readers.office import read_docx, read_xlsx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx_of(body: str) -> bytes:
    """A Word document with this XML as its body."""
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                content = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>".encode()
            new.writestr(entry.filename, content)
    return changed.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{run('一')}</w:p><w:tbl><w:tr><w:tc><w:p>{run('二')}</w:p></w:tc></w:tr></w:tbl><w:p>{run('三')}</w:p>",
         "一\n二\n三"),
        (f"<w:p>{run('甲')}<w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>",
         "甲新增"),
        (f"<w:p><w:hyperlink>{run('链接')}</w:hyperlink><w:fldSimple>{run('域')}</w:fldSimple></w:p>", "链接域"),
        (f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run('甲')}<w:r><w:tab/><w:br/></w:r>{run('乙')}</w:p>",
         "甲\t\n乙"),
        (f"<w:sdt><w:sdtContent><w:p>{run('控件')}</w:p></w:sdtContent></w:sdt>", "控件"),
        (
            f"<w:p>{run('外')}<mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>",
            "外\n框",
        ),
    ],
    ids=["table", "tracked changes", "links and fields", "tabs and breaks", "content control", "text box once"],
)  # fmt: skip
def test_all_text_of_a_word_document_is_read_once(body: str, text: str) -> None:
    assert read_docx(docx_of(body), "a.docx").records[0]["text"] == text


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


@pytest.mark.parametrize(("reader", "kind"), [(read_docx, "a Word document"), (read_xlsx, "an? Excel workbook")])
def test_another_zip_is_refused(reader: Any, kind: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(DocumentError, match=f"this is not {kind} that can be read"):
        reader(file.getvalue(), "a")
    with pytest.raises(DocumentError, match=f"this is not {kind} that can be read"):
        reader(b"\xd0\xcf\x11\xe0 an old or locked one", "a")
