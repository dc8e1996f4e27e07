import io
import json
import re
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.files.csv import EXCEL_CELL
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.plaintext import read_text
from topics.preprocessing.readers.tabular import read_csv, read_json, read_json_lines, read_parquet


def texts(reading: Reading) -> list[str]:
    return [record["text"] for record in reading.records]


def test_a_line_separator_inside_a_string_ends_no_line_of_json() -> None:
    line = json.dumps({"text": "甲\u2028乙\x85丙"}, ensure_ascii=False)
    assert texts(read_json_lines(f"{line}\r\n{line}\n".encode(), "a.jsonl")) == ["甲\u2028乙\x85丙"] * 2


@pytest.mark.parametrize(
    "found",
    [
        [{"正文": "甲"}, {"正文": "乙"}],
        {"count": 2, "data": [{"正文": "甲"}, {"正文": "乙"}]},
        [{"正文": ["甲"]}, {"正文": "乙"}],
    ],
)
def test_json_is_an_array_or_holds_one(found: object) -> None:
    assert texts(read_json(json.dumps(found).encode(), "a.json")) == ["甲", "乙"]


def test_one_json_object_is_one_document() -> None:
    [record] = read_json('{"title": "标题", "text": ["第一段", "第二段"], "tags": ["x"]}'.encode(), "a.json").records
    assert (record["title"], record["text"], record["attributes"]) == ("标题", "第一段\n第二段", {"tags": "x"})


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    table = f"title{delimiter}text{delimiter}date\n标题{delimiter}数据，安全{delimiter}2021-03-04\n"
    [record] = read_csv(table.encode("gb18030"), "a.csv").records
    assert (record["title"], record["text"], record["date"]) == ("标题", "数据，安全", "2021-03-04")


def test_rows_without_text_and_broken_rows_are_losses() -> None:
    reading = read_csv("title,text\n甲,一\n乙,\n丙,二,三\n丁,四,,\n".encode(), "a.csv")
    assert texts(reading) == ["一", "四"]
    assert reading.losses == [
        ("with text", "no text in the row; line 3"),
        ("with text", "more cells in the row than the header has names; line 4"),
    ]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("文" * EXCEL_CELL, True),
        ("文" * (EXCEL_CELL - 1), False),
        ("文" * (EXCEL_CELL - 2) + "𠮷", True),
        ("文" * 40_000, False),
    ],
)
def test_text_cut_off_at_a_full_cell_is_noticed(text: str, cut: bool) -> None:
    readings = {
        "line 3": read_csv(f"text\n短\n{text}\n".encode(), "a.csv"),
        "line 2": read_json_lines(f'{{"text": "短"}}\n{{"text": "{text}"}}\n'.encode(), "a.jsonl"),
    }
    for place, reading in readings.items():
        assert texts(reading) == ["短", text]
        lost = [("text", f"cut off at 32,767 characters, as spreadsheets do; {place}")]
        assert reading.losses == (lost if cut else [])


CASE = Path(__file__).parents[2] / "data" / "cases" / "tsv-quote" / "a.tsv"


def test_stray_quotation_marks_swallow_no_document() -> None:
    reading = read_csv(CASE.read_bytes(), "a.tsv")
    assert [(record["id"], record["date"]) for record in reading.records] == [
        ("1", "2021-01-01"), ("2", "2021-02-01"), ("3", "2021-03-01"), ("4", "2021-04-01"),
    ]  # fmt: skip
    assert [text[:8] for text in texts(reading)[:2]] == ['"Open" a', '"Caring ']
    assert reading.losses == []


def test_rows_in_are_rows_out_and_named_losses() -> None:
    table = '编号,日期,正文\n1,2020,"甲" 乙\n2,2020,"丙"\n3,2020,丁,戊\n4,2020\n5,己\n6,2020,[removed]\n'
    reading = read_csv(table.encode(), "a.csv")
    assert texts(reading) == ["丙"]
    assert sorted(reading.losses) == [
        ("text", "fewer cells in the row than the header has names; line 5"),
        ("text", "fewer cells in the row than the header has names; line 6"),
        ("with text", "a quotation mark is not closed or not doubled; line 2"),
        ("with text", "more cells in the row than the header has names; line 4"),
        ("with text", "no text in the row; line 5"),
        ("with text", "no text in the row; line 6"),
        ("with text", 'no text in the row; line 7: "[removed]"'),
    ]


@pytest.mark.parametrize(
    "mark",
    ["nan", "NaN", "None", "null", "NULL", "N/A", "NA", "n.a.", "[removed]", "[deleted]", "[ Removed by Reddit ]", "-",
     "——", "无", "暂无", "（无）", "Ｎ／Ａ", " nan ", "\u3000无\u3000", "\\N",
     "[deleted by user]", "Content removed", "This post was removed by the moderators.", "Abstract is missing",
     "No text found", "Please see the attached PDF", "无全文", "（未收录正文）", "数据缺失", "该内容已被发布者删除",
     "此文章已删除。", "正文为空", "详见附件", "内容请见链接",
     "略", "（正文从略）", "（此页无正文）", "同上。", "待补充", "［图片］［图片］", "點擊查看全文", "轉發微博",
     "暂不公开", "请登录后查看全文", "原文链接已失效", "…", "？？", "Unknown", "TBD", "Left blank intentionally",
     "See above.", "<Media omitted>", "Click here to read the full article", "Not applicable", "404 Not Found",
     "Log in to continue."],
)  # fmt: skip
def test_a_mark_of_missing_text_is_a_row_without_text(mark: str) -> None:
    line = json.dumps({"text": mark}, ensure_ascii=False)
    for reading in (
        read_csv(f'id,正文\n1,"{mark}"\n2,甲\n'.encode(), "a.csv"),
        read_json_lines(f'{line}\n{{"text": "甲"}}\n'.encode(), "a.jsonl"),
        read_json(f'[{line}, {{"text": "甲"}}]'.encode(), "a.json"),
    ):
        assert texts(reading) == ["甲"]
        [(stage, reason)] = reading.losses
        assert stage == "with text"
        assert re.fullmatch(rf'no text in the row; \S+ \d: "{re.escape(mark.strip())}"', reason)


@pytest.mark.parametrize("blank", ["", " ", "\u3000\u3000", "\xa0", "\u200b"])
def test_a_blank_cell_is_a_row_without_text(blank: str) -> None:
    reading = read_csv(f"id,text\n1,{blank}\n2,b\n".encode(), "a.csv")
    assert (texts(reading), reading.losses) == (["b"], [("with text", "no text in the row; line 2")])


@pytest.mark.parametrize(
    "text",
    [
        "无人机",
        "None of them",
        "NA 站",
        "暂无定论。",
        "removed",
        "- 一",
        "nan nan",
        "N/A?",
        "数据缺失值的处理方法",
        "不得删除数据。",
        "违规内容被平台删除",
        "没有内容审核",
        "详见附件二的要求",
        "No text is neutral",
        "Content removed in May",
        "略谈数据安全",
        "同上一年相比增长",
        "见图如面",
        "图片比文字更有力",
        "没有人",
        "😀",
        "See above average growth",
        "Read the full tax code",
        "Blank verse",
        "Not available to all",
    ],
)
def test_a_text_that_begins_like_a_mark_is_text(text: str) -> None:
    assert texts(read_csv(f"id,text\n1,{text}\n".encode(), "a.csv")) == [text]


def test_a_broken_line_of_json_is_one_loss() -> None:
    lines = '{"text": "甲"}\n{"text": \n[1]\n{"url": "x"}\n{"text": "乙"}\n'
    reading = read_json_lines(lines.encode(), "a.jsonl")
    assert texts(reading) == ["甲", "乙"]
    assert sorted(reading.losses) == [
        ("with text", "no field holds the text; line 4: url"),
        ("with text", "the line is no JSON object; line 2"),
        ("with text", "the line is no JSON object; line 3"),
    ]
    with pytest.raises(DocumentError, match=r"a\.jsonl, line 1: expected one JSON object a line"):
        read_json_lines(b'{"text": \n[1]\n', "a.jsonl")


def test_a_name_that_an_object_has_twice_is_told() -> None:
    reading = read_json_lines('{"text": "甲", "text": "乙"}\n{"id": 1, "id": 1, "text": "丙"}\n'.encode(), "a.jsonl")
    assert texts(reading) == ["乙", "丙"]
    assert reading.losses == [("text", 'an object has a name twice, and the last value is kept; line 1: "text"')]


def test_parquet_rows_are_documents() -> None:
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    table = {
        "标题": ["甲", "乙"],
        "正文": ["数据安全", None],
        "日期": [datetime.date(2021, 3, 4), None],
        "级别": [1, 2],
    }
    pq.write_table(pa.table(table), file)
    reading = read_parquet(file.getvalue(), "a.parquet")
    [record] = reading.records
    assert record == {
        "title": "甲", "text": "数据安全", "date": "2021-03-04", "date_source": "record", "attributes": {"级别": "1"},
        "row": 1, "place": "row 1",
    }  # fmt: skip
    assert reading.losses == [("with text", "no text in the row; row 2")]


@pytest.mark.parametrize(
    ("reader", "data", "message"),
    [
        (read_json, b"{", r"a: expected a JSON array of objects: Expecting property name"),
        (read_json, b"7", r"a: expected a JSON array of objects, found '7'"),
        (read_json, b'[{"text": "x"}, 7]', r"a, item 2: expected a JSON object, found '7'"),
        (read_json, b"[" * 100_000, "a: expected a JSON array of objects: "),
        (read_json, b'{"text": ' + b"9" * 5000 + b"}", "a: expected a JSON array of objects: "),
        (read_parquet, b"PAR1", "a: this is not a Parquet file that can be read"),
    ],
)
def test_what_is_no_table_is_refused(reader, data: bytes, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DocumentError, match=message):
        reader(data, "a")


def test_lists_and_truth_values_are_written_as_their_authors_know_them() -> None:
    data = (
        '{"text": "第一段", "tags": ["养老", "AI"], "none": [], "ok": true, "no": null, "by": {"名": "甲"}, "n": 1.5}'
    )
    [record] = read_json(data.encode(), "a.json").records
    told = {"tags": "养老; AI", "none": "", "ok": "true", "no": "", "by": '{"名": "甲"}', "n": "1.5"}
    assert record["attributes"] == told


def test_a_key_of_front_matter_without_a_value_says_nothing() -> None:
    [record] = read_text(
        "---\nlevel: null\nstage: ~\nregion: NO\ntags: [养老, AI]\n---\n正文。".encode(), "a.md"
    ).records
    assert record["attributes"] == {"level": "", "stage": "", "region": "NO", "tags": "养老; AI"}


RAN = "Engineers expect that the new cables will carry twice the load of the old ones."
ZH = "各地要加快推进工业互联网平台建设，确保数据安全，按季度报告进展情况。"


@pytest.mark.parametrize(
    "found",
    [
        {"code": 0, "data": {"total": 1, "list": [{"title": "A", "date": "2021-03-05", "text": RAN}]}},
        {"hits": {"hits": [{"_id": "x", "_source": {"title": "A", "date": "2021-03-05", "text": RAN}}]}},
        {"response": {"results": [{"webTitle": "A", "webPublicationDate": "2021-03-05", "fields": {"bodyText": RAN}}]}},
        {"response": {"docs": [{"headline": {"main": "A"}, "pub_date": "2021-03-05", "abstract": RAN}]}},
        {"title": {"0": "A"}, "date": {"0": "2021-03-05"}, "text": {"0": RAN}},
        {"1001": {"title": "A", "date": "2021-03-05", "text": RAN}},
        [{"title": {"rendered": "A"}, "date": {"$date": "2021-03-05"}, "content": {"rendered": f"<p>{RAN}</p>"}}],
    ],
    ids=["list", "elasticsearch", "guardian", "nyt", "pandas", "by number", "wordpress"],
)
def test_answers_of_web_services_and_tables_by_columns_are_opened(found: object) -> None:
    [record] = read_json(json.dumps(found).encode(), "a.json").records
    assert (record["title"], record["date"], record["text"]) == ("A", "2021-03-05", RAN)


def test_a_list_inside_a_document_is_no_list_of_documents() -> None:
    found = {"text": RAN, "meta": {"links": [{"text": "a"}, {"text": "b"}]}}
    assert texts(read_json(json.dumps(found).encode(), "a.json")) == [RAN]


def test_the_comments_on_an_article_are_not_read_in_its_place() -> None:
    found: dict[str, object] = {"title": "A", "text": RAN, "comments": [{"text": "Well said."}, {"text": "No."}]}
    assert texts(read_json(json.dumps(found).encode(), "a.json")) == [RAN]
    page = {"content": [{"text": RAN}, {"text": ZH}], "totalPages": 1}
    assert texts(read_json(json.dumps(page).encode(), "a.json")) == [RAN, ZH]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (f'<p style="color:red">{ZH}</p><p><img src="x.png"/></p>', ZH),
        (f'<section><span class="a">{ZH}</span><br/></section>', ZH),
        (f'<a href="/n/x">@某</a> {ZH}<br />', f"@某 {ZH}"),
        (f"&lt;p&gt;{ZH}&lt;/p&gt;", ZH),
        (f"&amp;lt;p&amp;gt;{ZH}&amp;lt;/p&amp;gt;&amp;lt;br&amp;gt;{RAN}", f"{ZH}\n{RAN}"),
        (f"&amp;amp;lt;p&amp;amp;gt;{RAN}&amp;amp;lt;/p&amp;amp;gt;", RAN),
        (f"<![CDATA[<p>{ZH}</p><p>{RAN}</p>]]>", f"{ZH}\n{RAN}"),
        (f"<![CDATA[{RAN}]]>", RAN),
        (f"&lt;![CDATA[&lt;p&gt;{ZH}&lt;/p&gt;]]&gt;", ZH),
        (f"Tom &amp; Jerry&#8217;s. {RAN}", f"Tom & Jerry’s. {RAN}"),
        (
            f"One writes <p> before a paragraph, and x < y. {RAN}",
            f"One writes <p> before a paragraph, and x < y. {RAN}",
        ),
        (f"See x.org/?a=1&copy=2 for it. {RAN}", f"See x.org/?a=1&copy=2 for it. {RAN}"),
    ],
)
def test_cells_in_html_are_read_as_they_are_seen(cell: str, text: str) -> None:
    assert texts(read_json_lines(json.dumps({"text": cell}).encode(), "a.jsonl")) == [text]


@pytest.mark.parametrize("mark", ["[No abstract available]", "No abstract available.", "本文无摘要", "#NAME?"])
def test_marks_of_missing_texts_are_told(mark: str) -> None:
    reading = read_csv(f"title,text\nA,{RAN}\nB,{mark}\n".encode(), "a.csv")
    assert texts(reading) == [RAN]
    assert reading.losses == [("with text", f'no text in the row; line 3: "{mark}"')]


@pytest.mark.parametrize(
    ("header", "sign"),
    [
        ("PT\tAU\tTI\tSO\tAB\tPY\tUT", "\t"),
        ("标题\t发布日期\t正文", "\t"),
        ("title,date,text", ","),
        ("Title;Date;Text", ";"),
    ],
)
def test_text_files_may_be_tables(header: str, sign: str) -> None:
    row = {"AB": RAN, "正文": RAN, "text": RAN, "Text": RAN}
    lines = [header, *(sign.join(row.get(name, str(n)) for name in header.split(sign)) for n in range(2))]
    reading = read_text("\n".join(lines).encode(), "a.txt")
    assert texts(reading) == [RAN, RAN]
    assert len(reading.columns) == 1


@pytest.mark.parametrize(
    "text", [f"Title, date and text are asked for.\n{RAN}", f"标题\t通知\n正文\t{ZH}", f"Text\n\n{RAN}", "", "\t\n\t"]
)
def test_text_that_is_no_table_is_one_document(text: str) -> None:
    assert texts(read_text(text.encode(), "a.txt")) == [text]


@pytest.mark.parametrize(
    ("header", "sign", "told"),
    [
        ("标题，日期，正文", "，", "“，”"),
        ("“标题”；“日期”；“正文”", "；", "“；”"),
        ("title｜date｜text", "｜", "“｜”"),
        ("标题、发布日期、全文", "、", "“、”"),
        ("title    date    text", "    ", "spaces"),
        ("title^date^text", "^", "“^”"),
    ],
)
def test_names_parted_by_another_sign_are_refused_with_it(header: str, sign: str, told: str) -> None:
    data = "\n".join([header, sign.join(["甲", "2021-03-01", ZH])]).encode()
    for reader, name in ((read_csv, "a.csv"), (read_text, "a.txt")):
        with pytest.raises(DocumentError, match=re.escape(f"{name}: the names of its columns are parted by {told}")):
            reader(data, name)


def test_lines_in_quotation_marks_and_names_that_come_again_are_told() -> None:
    lines = ["日期,标题,正文", f"2021-03-01,甲,{ZH}"]
    with pytest.raises(DocumentError, match=r"a\.csv: each line stands in quotation marks as a whole"):
        read_csv("".join(f'"{line}"\n' for line in lines).encode(), "a.csv")
    reading = read_csv("\n".join([*lines, *lines]).encode(), "a.csv")
    assert texts(reading) == [ZH, ZH]
    assert reading.losses == [("with text", "no text in the row; line 3: the names of the columns again")]


@pytest.mark.parametrize(
    ("written", "ending"),
    [(f'[{{"text": "{ZH}"}}]', "json"), (f"<table><tr><td>{ZH}</td></tr></table>", "html"), ('{"a": [1]}', "json")],
)
def test_another_format_under_the_name_of_a_table_is_named(written: str, ending: str) -> None:
    with pytest.raises(DocumentError, match=rf"a\.csv: it begins as a \.{ending} file does, not as a table"):
        read_csv(written.encode(), "a.csv")


def test_rtf_under_the_name_of_a_text_is_read() -> None:
    (text,) = texts(read_text(rb"{\rtf1\ansi The plan covers all regions.\par}", "a.txt"))
    assert text.strip() == "The plan covers all regions."


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
@pytest.mark.parametrize(
    "written",
    [
        f'"id" "date" "text"\n"1" "x" 2021-03-01 "{ZH} a"\n"2" "y" "2021-04-01" "{RAN}"\n',
        f'"发布日期" "标 题" "正文"\n2021-03-01 "x" "{ZH} a"\n2021-04-01 "y" "{RAN}"\n',
    ],
)
def test_a_table_as_r_writes_it_is_read(name: str, written: str) -> None:
    reading = (read_csv if name == "a.csv" else read_text)(written.encode(), name)
    assert [(record["date"], record["text"]) for record in reading.records] == [
        ("2021-03-01", f"{ZH} a"), ("2021-04-01", RAN),
    ]  # fmt: skip
    assert reading.losses == []


TWO_ROWS = f"标题,时间,,正文\n,成文日期,发布日期,\n甲,2021-03-01,2021-03-05,{ZH}\n"


def test_a_header_of_two_rows_is_read_as_one() -> None:
    [record] = read_csv(TWO_ROWS.encode(), "a.csv").records
    assert (record["issued"], record["date"], record["title"]) == ("2021-03-01", "2021-03-05", "甲")
    beside = f"标题,正文,,\n甲,{ZH},旁注,又注\n"
    assert texts(read_csv(beside.encode(), "a.csv")) == [ZH]


def test_settings_name_keys_inside_objects() -> None:
    said = Conventions(columns={"text": ("story",)})
    found = {"data": {"list": [{"story": RAN, "by": {"name": "B"}}, {"story": ZH, "by": {"name": "C"}}]}}
    assert texts(read_json(json.dumps(found).encode(), "a.json", said)) == [RAN, ZH]
