from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.conventions import NOTHING_SAID
from topics.preprocessing.dating.chronology import candidate_years, dated, undated_sentence
from topics.preprocessing.dating.dates import parse_date
from topics.preprocessing.dating.header import is_byline
from topics.preprocessing.document import Document
from topics.preprocessing.manifest import read_manifest
from topics.preprocessing.undated import rows_to_paste


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2020-02-21", "2020-02-21", "day"),
        ("2020/2/1", "2020-02-01", "day"),
        ("2020.02.21", "2020-02-21", "day"),
        ("20200221", "2020-02-21", "day"),
        ("2020-02-21T08:30:00+08:00", "2020-02-21", "day"),
        ("2020-02-21 08:30", "2020-02-21", "day"),
        ("2020年2月21日", "2020-02-21", "day"),
        ("2020 年 2 月 21 日", "2020-02-21", "day"),
        ("二〇二一年十二月三十一日", "2021-12-31", "day"),
        ("二○二一年十月十日", "2021-10-10", "day"),
        ("一九九八年三月", "1998-03-01", "month"),
        ("2020年2月", "2020-02-01", "month"),
        ("2020-11", "2020-11-01", "month"),
        ("2020年", "2020-01-01", "year"),
        ("2020", "2020-01-01", "year"),
    ],
)
def test_dates_are_read(text: str, date: str, precision: str) -> None:
    assert parse_date(text) == (date, precision)


@pytest.mark.parametrize(
    "text", ["", "不详", "2020-13-01", "2020年2月30日", "04.05.2020", "about 2020", "1月11日", "12345678"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("推动发展\n\n2020-04-24\n来源：工信微报\n4月23日，会议召开。", "2020-04-24"),
        ("推动发展\n发布时间：2020年3月27日　来源：某协会　字号：大 中 小\n正文。", "2020-03-27"),
        ("发布时间：2020年3月27日\n更新时间：2020年3月28日\n正文。", "2020-03-27"),
        ("2020年3月27日\n2020年3月28日\n正文。", ""),  # two days: no answer
        ("关于做好2020年4月1日起施行的若干行业管理规定贯彻落实工作有关事项的通知\n正文。", ""),
        ("2020年4月24日，国务院新闻办公室举行发布会，介绍了有关情况。", ""),
        ("2020年工作要点\n正文", ""),
    ],
)
def test_only_a_header_line_that_is_little_else_dates_a_page(text: str, date: str) -> None:
    assert dated(Document("a", text)).date == date


@pytest.mark.parametrize(
    ("line", "source", "expected"),
    [
        ("行业时评 2020-02-26", "行业时评", True),
        ("行业时评", "行业时评", True),
        ("发布时间：2020年3月27日 来源：某协会 字号：大 中 小", "某协会", True),
        ("2020年3月27日 10:30", "", True),
        ("某协会发布报告", "某协会", False),
        ("一、总体要求", "", False),
        ("2020年工业经济平稳增长", "", False),
    ],
)
def test_bylines(line: str, source: str, expected: bool) -> None:
    assert is_byline(line, source) is expected


PAGE = Document("a", "标题\n2020-04-24\n正文。", "2020-03-01", "", "front matter", path="a.txt")


def test_the_manifest_is_the_last_word_then_front_matter_then_the_header() -> None:
    row = {"path": "a.txt", "id": "b", "date": "2019-05", "source": "某局", "title": "新题"}
    by_hand = dated(PAGE, row)
    assert (by_hand.date, by_hand.date_precision, by_hand.date_source) == ("2019-05-01", "month", "manifest")
    assert (by_hand.id, by_hand.source, by_hand.title) == ("b", "某局", "新题")
    by_front = dated(PAGE)
    assert (by_front.date, by_front.date_source) == ("2020-03-01", "front matter")
    by_header = dated(Document("a", PAGE.text))
    assert (by_header.date, by_header.date_source) == ("2020-04-24", "page header")


def test_a_year_in_the_text_or_the_file_name_never_dates_a_document() -> None:
    document = dated(Document("a-2023", "总结2022年工作，部署2023年任务，到2035年基本实现。", path="x/a-2023.txt"))
    assert (document.date, document.date_precision, document.date_source) == ("", "", "")
    years = candidate_years(document)
    assert [year for year, _ in years] == ["2023", "2022"]
    assert years[0][1].startswith("in the file name; “…年工作，部署2023年任务")
    assert "总结2022年工作" in years[1][1]


def test_the_sentence_about_undated_documents_says_what_to_do() -> None:
    documents = [Document("a", "总结2022年工作", path="a.txt"), Document("b", "无", path="b.txt")]
    sentence = undated_sentence(documents, rows=rows_to_paste(documents, None, NOTHING_SAID))
    assert sentence.startswith("2 documents have no date that can be relied on")
    assert "a.txt (a): 2022 “…总结2022年工作…”" in sentence
    assert "b.txt (b): no year was found in it that may be its own" in sentence
    assert sentence.endswith(
        "Or put a row with a date for each into documents.csv, under its header:\n"
        "  id,date\n  a,YYYY-MM-DD\n  b,YYYY-MM-DD\n"
        'or write undated = "leave out" under [corpus].'
    )


@pytest.mark.parametrize("name", ["会议发言（无日期）", "minutes, last", "notes"])
@pytest.mark.parametrize("header", ["path,id,date,source,title", "id,date", "path;date", "id\ttitle\tdate"])
def test_a_row_to_paste_dates_its_document_under_the_header_that_the_manifest_has(
    tmp_path: Path, header: str, name: str
) -> None:
    manifest = tmp_path / "documents.csv"
    manifest.write_text(f"{header}\n", encoding="utf-8")
    document = Document(name, "无", path=f"{name}.txt")
    shown, row = rows_to_paste([document], read_manifest(manifest), NOTHING_SAID)
    assert shown == header
    manifest.write_text(f"{header}\n{row.replace('YYYY-MM-DD', '2021-03-04')}\n", encoding="utf-8")
    found = read_manifest(manifest).row(tmp_path / document.path, document.id, shown=document.path)
    assert found is not None
    assert found["date"] == "2021-03-04"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("path,dat\na.txt,2020\n", r'line 1: there is a column "dat", but none "date"; call it "date"'),
        ("date,title\n2020,x\n", r"line 1: a manifest needs a column `path` or `id`, found date, title"),
        (
            "path,date\na.txt,2020-01-01\nb.txt,spring\n",
            r'line 3: expected a date such as 2020-04-24, .* found "spring"',
        ),
        ("path,date\na.txt,2020\na.txt,2021\n", r"line 3: a\.txt is there already in line 2"),
        ('path,title\na.txt,"甲" 乙\nb.txt,"丙"\n', "line 2: a quotation mark is not closed or not doubled"),
        ("path,title\na.txt,one, two\nb.txt,x\n", "line 2: more cells in the row than the header has names"),
        ("path,date,Date\na.txt,2020,\n", 'line 1: the columns 2 and 3 are both called "Date"'),
    ],
)
def test_a_wrong_manifest_is_named_by_file_and_line(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "documents.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=rf"documents\.csv, {message}"):
        read_manifest(tmp_path / "documents.csv")


def test_a_missing_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no such manifest"):
        read_manifest(tmp_path / "documents.csv")


def test_manifest_rows_are_found_by_file_or_by_id(tmp_path: Path) -> None:
    path = tmp_path / "documents.csv"
    path.write_text("path,id,date\nd/a.txt,new,2020\nd/set.jsonl,x,2021\n,y,2022\n", encoding="utf-8")
    manifest = read_manifest(path)
    dates = [
        row["date"] if (row := manifest.row(tmp_path / file, doc_id, alone=alone)) else None
        for file, doc_id, alone in [
            ("d/a.txt", "a", True),
            ("d/set.jsonl", "x", False),
            ("d/set.jsonl", "y", False),
            ("d/set.jsonl", "z", False),
        ]
    ]
    assert dates == ["2020", "2021", "2022", None]
