"""Tables named .xls, by what their bytes are."""

import io

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.old_excel import read_xls

ZH = "各地要落实数据安全责任，做好重要数据识别和目录备案工作，提升工业企业数据安全保障能力。"
NAMES = ["Title-题名", "Source-文献来源", "Summary-摘要", "PubTime-发表时间"]
ROWS = [["题一", "某刊", f"第一。{ZH}", "2021-03-15"], ["题二", "", f"第二。{ZH}", "2022-03-15"]]


def html(charset: str = "utf-8", caption: str = "") -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (NAMES, *ROWS))
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>'
    return f"{head}<table>{caption}{rows}</table></body></html>"


def xml() -> str:
    def cell(text: str) -> str:
        return f'<Cell><Data ss:Type="String">{text}</Data></Cell>'

    place = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    first = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in (NAMES, ROWS[0]))
    title, _, text, date = ROWS[1]
    second = f"<Row>{cell(title)}{cell(text).replace('<Cell', chr(60) + 'Cell ss:Index=' + chr(34) + '3' + chr(34))}"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {place}><Worksheet ss:Name="S"><Table>'
        f"{first}{second}{cell(date)}</Row></Table></Worksheet></Workbook>"
    )


def separated() -> str:
    return "\r\n".join("\t".join(row) for row in (NAMES, *ROWS))


@pytest.mark.parametrize(
    "data",
    [
        html().encode(), html("gb2312").encode("gb18030"), ("\ufeff" + html()).encode(),
        html(caption="<tr><th colspan=4>导出结果</th></tr>").encode(), xml().encode(), xml().encode("utf-8-sig"),
        separated().encode("utf-16"), separated().encode("gb18030"), separated().encode(),
    ],
    ids=["html", "html in gbk", "html with a mark", "html with a caption", "xml", "xml with a mark",
         "utf-16", "gbk", "utf-8"],
)  # fmt: skip
def test_a_table_is_read_by_what_it_is(data: bytes) -> None:
    reading = read_xls(data, "a.xls")
    assert [[record[name] for name in ("title", "source", "text", "date")] for record in reading.records] == ROWS
    [table] = reading.columns
    assert table.understood[0].preset
    assert table.understood[0].preset.name == "CNKI"


def test_a_workbook_of_today_named_xls_is_read() -> None:
    import openpyxl

    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (NAMES, *ROWS):
        book.active.append(row)
    book.save(file)
    assert [record["title"] for record in read_xls(file.getvalue(), "a.xls").records] == ["题一", "题二"]


def test_cells_of_html_keep_their_line_breaks() -> None:
    page = f"<table><tr><th>正文<th>标题</tr><tr><td>{ZH}<br>第二行。<p>第三行。</p></td><td>a&nbsp;b</td></tr></table>"
    [record] = read_xls(page.encode(), "a.xls").records
    assert (record["text"], record["title"]) == (f"{ZH}\n第二行。\n第三行。", "a b")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "the binary format of Excel before 2007 is not read; save it",
        ),
        (bytes(range(256)) * 4, "expected text, found a binary file"),
        (b"PK\x03\x04", "this is not an Excel workbook"),
        (b"<table><tr><td>x</td></tr><tr><td>y</td></tr></table>", "no field holds the text"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Row', "^$|"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, message: str) -> None:
    if message == "^$|":
        assert read_xls(data, "a.xls").records == []
        return
    with pytest.raises(DocumentError, match=message):
        read_xls(data, "a.xls")


def test_cells_over_rows_and_columns_of_html_stand_in_their_columns() -> None:
    rows = [
        "<td colspan=5>检索结果</td>",
        "<td rowspan=2>来源</td><td rowspan=2>标题</td><td colspan=2>日期</td><td rowspan=2>正文</td>",
        "<td>成文日期</td><td>发布日期</td>",
        f"<td rowspan='2'>省报</td><td>甲</td><td>2021-03-01</td><td>2021-03-05</td><td rowspan=2>{ZH}</td>",
        "<td>乙</td><td>2021-04-01</td><td>2021-04-05</td>",
        f"<td colspan='x'>市报</td><td>丙</td><td>2021-05-01</td><td>2021-05-05</td><td>{ZH}</td>",
    ]
    page = f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    reading = read_xls(page.encode(), "a.xls")
    found = [(r["source"], r["title"], r["issued"], r["date"]) for r in reading.records]
    assert found == [("省报", "甲", "2021-03-01", "2021-03-05"), ("市报", "丙", "2021-05-01", "2021-05-05")]
    assert [reason for _, reason in reading.losses] == ["no text in the row; row 5"]


def test_merged_cells_of_xml_stand_in_their_columns() -> None:
    place = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )

    def row(*cells: tuple[str, str]) -> str:
        return f"<Row>{''.join(f'<Cell {a}><Data>{text}</Data></Cell>' for a, text in cells)}</Row>"

    rows = [
        row(("ss:MergeDown='1'", "来源"), ("ss:MergeAcross='1'", "日期"), ("ss:MergeDown='1'", "正文")),
        row(("ss:Index='2'", "成文日期"), ("", "发布日期")),
        row(("ss:MergeDown='1'", "省报"), ("", "2021-03-01"), ("", "2021-03-05"), ("", ZH)),
        row(("ss:Index='2'", "2021-04-01"), ("", "2021-04-05"), ("", f"第二。{ZH}")),
    ]
    page = f'<?xml version="1.0"?><Workbook {place}><Worksheet><Table>{"".join(rows)}</Table></Worksheet></Workbook>'
    found = [(r["source"], r["issued"], r["date"]) for r in read_xls(page.encode(), "a.xls").records]
    assert found == [("省报", "2021-03-01", "2021-03-05"), ("省报", "2021-04-01", "2021-04-05")]
