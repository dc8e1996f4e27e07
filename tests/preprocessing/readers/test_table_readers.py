import io
import json

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.fields import EXCEL_CELL, Reading
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
    assert (record["title"], record["text"], record["meta"]) == ("标题", "第一段\n第二段", {"tags": "['x']"})


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
        "title": "甲", "text": "数据安全", "date": "2021-03-04", "date_source": "record", "meta": {"级别": "1"},
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
