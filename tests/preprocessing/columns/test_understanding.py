"""What the columns of a table are taken for: settings, ranks of names, conflicts, other days."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli import app
from topics.errors import DocumentError
from topics.preprocessing.columns.names import folded, known
from topics.preprocessing.columns.understanding import understand
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.readers.excel import read_xlsx
from topics.preprocessing.readers.fields import ColumnsError
from topics.preprocessing.readers.html import read_html
from topics.preprocessing.readers.plaintext import read_text
from topics.preprocessing.readers.tabular import read_csv, read_json

ZH = "各地要落实数据安全责任，做好重要数据识别和目录备案工作，提升工业企业数据安全保障能力。"
EN = "Offshore wind farms have spread along the northern coasts and their permits were delayed by local objections."


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (" Date ", "date"), ("\ufeff日期", "date"), ("“日期”", "date"), ("Ｄａｔｅ", "date"), ("DATE:", "date"),
        ("发布日期（YYYY-MM-DD）", "date"), ("Publication_Date [UTC]", "date"), ("publishedAt", "date"), ("發佈時間",
        "date"),
        ("新闻发布时间", "date"), ("Date of publication", "date"), ("Full Text", "text"), ("Full text of document",
        "text"),
        ("文章内容", "text"), ("內文", "text"), ("Abstract", "text"), ("Summary-摘要", "text"), ("article_title",
        "title"),
        ("题名", "title"), ("政策名称", "title"), ("文献来源", "source"), ("Source Title", "source"), ("媒體",
        "source"),
        ("发文机关", "source"), ("作者", "source"), ("doc_id", "id"), ("成文日期", "issued"), ("Date of issue",
        "issued"),
        ("印发时间", "issued"), ("施行日期", "effective"), ("Effective date", "effective"), ("Entry into force",
        "effective"),
        ("文号", "number"), ("Document No.", "number"), ("原文链接", "url"),
        ("webPublicationDate", "date"), ("媒體名稱", "source"), ("公众号昵称", "source"), ("Abstract Note", "text"),
        ("采集时间", None), ("crawl_time", None), ("updated_at", None), ("Last modified", None), ("Load-Date", None),
        ("Date accessed", None), ("截止日期", None), ("失效日期", None), ("created_at", None), ("indexed_date", None),
        ("Authors", None), ("级别", None), ("Document Type", None), ("序号", None), ("索引号", None),
        ("Early Access Date", None),
    ],
)  # fmt: skip
def test_names_are_known_however_they_are_written(name: str, field: str | None) -> None:
    assert (known(name) or (None,))[0] == field


def test_a_name_that_is_nothing_but_brackets_stays() -> None:
    assert folded("(text)") == "text"


@pytest.mark.parametrize(
    ("columns", "field", "taken"),
    [
        (["采集时间", "发布日期", "正文"], "date", "发布日期"),
        (["Date", "Publication date", "Text"], "date", "Publication date"),
        (["年份", "日期", "正文"], "date", "日期"),
        (["Abstract", "Full text"], "text", "Full text"),
        (["摘要", "正文"], "text", "正文"),
        (["发布机构", "来源", "正文"], "source", "来源"),
        (["author", "publisher", "text"], "source", "publisher"),
        (["Source", "Journal", "Text"], "source", "Journal"),
        (["印发日期", "成文日期", "正文"], "issued", "成文日期"),
        (["url", "link", "text"], "url", "url"),
    ],
)
def test_a_name_of_an_earlier_rank_is_taken_and_the_other_stays(columns: list[str], field: str, taken: str) -> None:
    found = understand(columns)
    assert found.fields[field] == (taken,)
    assert not found.conflicts
    others = {name for name in columns if known(name) is None or known(name)[0] == field} - {taken}  # type: ignore[index]
    assert others <= set(found.attributes)


@pytest.mark.parametrize(
    ("columns", "field", "contested"),
    [
        (["正文", "内容", "日期"], "text", ("正文", "内容")),
        (["text", "content"], "text", ("text", "content")),
        (["title", "标题", "正文"], "title", ("title", "标题")),
        (["发布日期", "公布日期", "正文"], "date", ("发布日期", "公布日期")),
        (["date", "日期", "text"], "date", ("date", "日期")),
        (["source", "来源", "text"], "source", ("source", "来源")),
        (["newspaper", "journal", "text"], "source", ("newspaper", "journal")),
        (["文号", "发文字号", "正文"], "number", ("文号", "发文字号")),
        (["实施日期", "施行日期", "正文"], "effective", ("实施日期", "施行日期")),
        (["abstract", "摘要"], "text", ("abstract", "摘要")),
    ],
)
def test_two_columns_for_one_field_are_listed_until_a_setting_says_which(
    columns: list[str], field: str, contested: tuple[str, str]
) -> None:
    assert understand(columns).conflicts == {field: contested}
    table = (",".join(columns) + "\n" + ",".join(f"{name}单元" for name in columns) + "\n").encode()
    with pytest.raises(ColumnsError) as error:
        read_csv(table, "a.csv")
    for name in contested:
        assert f'"{name}" ({name}单元)' in str(error.value)
    assert f'Write {field} = "{contested[0]}"' in str(error.value)
    settled = Conventions(columns={field: (contested[1],)})
    assert understand(columns, settled).fields[field] == (contested[1],)
    assert understand(columns, settled).why[contested[1]] == "setting"
    assert contested[0] in understand(columns, settled).attributes


@pytest.mark.parametrize(
    ("columns", "made_by"),
    [
        (["题名", "作者", "刊名", "摘要", "发表日期"], ""),  # as Wanfang and VIP write them
        (["标题", "制定机关", "法律性质", "时效性", "公布日期", "正文"], ""),
        (["title", "abstract", "year", "journal"], ""),
        (["title", "text", "date", "source"], ""),
        (["Publication", "Title", "Date", "Text"], ""),
        (["seendate", "domain", "title", "url", "text"], "GDELT"),
        (["stories_id", "publish_date", "title", "media_name", "text"], "Media Cloud"),
    ],
)
def test_only_the_marks_of_a_database_make_its_export(columns: list[str], made_by: str) -> None:
    found = understand(columns)
    assert (found.preset.name if found.preset else "") == made_by
    assert "text" in found.fields
    assert ("date" in found.fields) == (made_by != "GDELT")


def test_a_column_that_an_export_gives_to_one_field_is_taken_for_no_other() -> None:
    found = understand(["Title", "Issuing Authority", "Level of Authority", "Date Issued", "Effective Date", "Text"])
    assert (found.fields["date"], "issued" in found.fields) == (("Date Issued",), False)


def test_a_time_of_day_beside_a_day_is_no_conflict() -> None:
    [record] = read_csv(f"日期,时间,正文\n2021-03-15,10:30,{ZH}\n".encode(), "a.csv").records
    assert (record["date"], record["attributes"]) == ("2021-03-15", {"时间": "10:30"})


def test_objects_of_json_may_name_their_text_differently() -> None:
    reading = read_json(f'[{{"text": "甲{ZH}"}}, {{"content": "乙{ZH}"}}]'.encode(), "a.json")
    assert [record["text"][0] for record in reading.records] == ["甲", "乙"]
    with pytest.raises(DocumentError, match=r'item 2: 2 columns may hold the text, "text".*"content"'):
        read_json(b'[{"text": "a"}, {"text": "b", "content": "c"}]', "a.json")


# --- settings -------------------------------------------------------------------------------------------------------

SAID = Conventions(columns={"text": ("Title", "Abstract"), "date": ("when",), "level": ("级别",)})


def test_columns_of_one_setting_are_joined_and_attributes_renamed() -> None:
    table = f"Title,Abstract,when,级别,Date\nWind,{EN},2021-03-15,省,2022-01-01\nRail,n/a,2021-03-16,市,\n"
    first, second = read_csv(table.encode(), "a.csv", SAID).records
    assert (first["text"], first["date"]) == (f"Wind\n\n{EN}", "2021-03-15")
    assert first["attributes"] == {"level": "省", "Date": "2022-01-01"}
    assert second["text"] == "Rail"


def test_a_setting_joins_a_date_from_its_parts() -> None:
    said = Conventions(columns={"date": ("Jahr", "Monat", "Tag")})
    [record] = read_csv(f"Jahr,Monat,Tag,text\n2021,3,5,{EN}\n".encode(), "a.csv", said).records
    assert record["date"] == "2021-03-05"


def test_a_setting_without_a_column_leaves_a_field_empty() -> None:
    [record] = read_csv(f"title,标题,text\na,b,{EN}\n".encode(), "a.csv", Conventions(columns={"title": ()})).records
    assert ("title" in record, record["attributes"]) == (False, {"title": "a", "标题": "b"})


def test_front_matter_and_the_metadata_of_pages_follow_the_settings() -> None:
    said = Conventions(columns={"date": ("day",), "level": ("rank",), "source": ("og:site",)})
    [text] = read_text(f"---\nday: 2021-03-15\nrank: city\nsummary: s\n---\n{EN}\n".encode(), "a.md", said).records
    assert (text["date"], text["attributes"]) == ("2021-03-15", {"level": "city", "summary": "s"})
    page = (
        '<html><head><title>T</title><meta name="day" content="2021-03-15"><meta name="Rank" content="city">'
        f'<meta property="og:site" content="S"><meta name="x" content="y"></head><body><p>{EN}</p></body></html>'
    )
    [record] = read_html(page.encode(), "a.html", said).records
    assert (record["date"], record["source"], record["attributes"]) == ("2021-03-15", "S", {"level": "city"})
    assert "attributes" not in read_html(page.encode(), "a.html").records[0]


def test_a_column_that_no_file_has_is_an_error_and_one_that_a_file_lacks_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,日,text\na,2021-03-15,{ZH}\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"id,date,text\nb,2021-03-16,另外，{ZH}而且如此。\n", encoding="utf-8")
    corpus = read_corpus(tmp_path, conventions=Conventions(columns={"date": ("日",)}), near_duplicates=0, workers=1)
    assert corpus.documents["date"].tolist() == ["2021-03-15", "2021-03-16"]
    with pytest.raises(DocumentError, match=r'\[corpus.columns\] date = "日期": .*did you mean "日"|known are'):
        read_corpus(tmp_path, conventions=Conventions(columns={"date": ("日期",)}), workers=1)


def test_columns_of_the_manifest_follow_the_settings(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(ZH, encoding="utf-8")
    (tmp_path / "documents.csv").write_text("id,日子,级别\na,2021-03-15,省\n", encoding="utf-8")
    said = Conventions(columns={"date": ("日子",), "level": ("级别",)})
    documents = read_corpus(tmp_path / "docs", tmp_path / "documents.csv", conventions=said, workers=1).documents
    assert documents[["date", "date_source", "level"]].to_numpy().tolist() == [["2021-03-15", "manifest", "省"]]


# --- what a refusal and the ledger say ------------------------------------------------------------------------------


def test_a_table_without_a_column_of_text_is_refused_with_its_columns_and_first_cells() -> None:
    table = f"hd,main words,when\n\nH,{EN},2021\n"
    with pytest.raises(ColumnsError, match="no field holds the text") as error:
        read_csv(table.encode(), "a.csv")
    assert f'"hd" (H), "main words" ({EN[:39]}…), "when" (2021)' in str(error.value)
    assert 'Write text = "main words"' in str(error.value)
    assert "topics corpus STUDY --columns" in str(error.value)


def test_abstracts_read_for_texts_are_told() -> None:
    reading = read_csv(f"Title,Abstract,Year\nT,{EN},2021\n".encode(), "a.csv")
    assert reading.losses == [("text", 'abstracts are read where no column holds the full text; column "Abstract"')]


def test_issue_effect_and_number_reach_the_document(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        f"成文日期,实施日期,发文字号,来源,发文机关,正文\n2021-03-01,2021-05-01,国发〔2021〕1号,某网,国务院,{ZH}\n",
        encoding="utf-8",
    )
    [row] = read_corpus(tmp_path, workers=1).documents.to_dict("records")
    assert (row["date"], row["issued"], row["effective"]) == ("2021-03-01", "2021-03-01", "2021-05-01")
    assert (row["number"], row["source"], row["发文机关"]) == ("国发〔2021〕1号", "某网", "国务院")


def test_captions_may_stand_above_the_header_of_a_csv() -> None:
    table = f"某市政策文本汇总表,,,\n制表：张三,,,\n标题,发文机关,印发日期,全文\n题,某局,2021-03-15,{ZH}\n乙,某局,,\n"
    reading = read_csv(table.encode(), "a.csv")
    [record] = reading.records
    assert (record["title"], record["issued"], record["text"]) == ("题", "2021-03-15", ZH)
    assert reading.losses == [("with text", "no text in the row; line 5")]


def test_the_header_of_a_sheet_is_the_row_that_names_most_fields() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Summary"], ["Title", "Abstract", "Year"], ["T", EN, 2021]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    [record] = read_xlsx(file.getvalue(), "a.xlsx").records
    assert (record["title"], record["text"], record["date"]) == ("T", EN, "2021")


# --- topics corpus STUDY --columns ----------------------------------------------------------------------------------


def study_of(folder: Path, files: dict[str, str], corpus: str = "") -> Path:
    (folder / "documents").mkdir()
    for name, text in files.items():
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(f'[corpus]\n{corpus}\n[[models]]\nkind = "lexicon"\n', encoding="utf-8")
    (folder / "themes.toml").write_text('[wind]\nlabel = {en = "Wind"}\nterms = ["wind"]\n', encoding="utf-8")
    return folder


def test_the_columns_of_tables_are_shown_though_none_can_be_read(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        {
            "a.csv": f"标题,正文,内容,采集时间\n题,{ZH},乙,2022-01-01\n",
            "b.csv": "name,when\nx,15/03/2021\n",
            "c.csv": f"Title,Abstract,Source title,Year,EID\nT,{EN},J,2021,2-s2.0\n",
            "d.csv": f"Date,Text\n15/03/2021,{EN}\n",
            "e.csv": f"Date,Text\n25/03/2021,{EN}\n",
        },
        '[corpus.columns]\ndate = "wann"',
    )
    done = CliRunner().invoke(app, ["corpus", str(study), "--columns", "--json"])
    assert done.exit_code == 0
    tables = json.loads(done.stdout)
    taken = {title: {row["column"]: row["taken_for"] for row in rows} for title, rows in tables.items()}
    assert taken["documents/a.csv"] == {"标题": "title", "正文": "text?", "内容": "text?", "采集时间": "attribute"}
    assert taken["documents/b.csv"] == {"name": "attribute", "when": "attribute"}
    assert taken["documents/c.csv: read as an export of Scopus"]["Abstract"] == "text"
    [date, _] = tables["documents/d.csv and documents/e.csv"]
    assert date == {
        "column": "Date", "taken_for": "date", "why": "name; day first, as its cells show", "first_cell": "15/03/2021",
    }  # fmt: skip
    assert 'documents/a.csv: cannot be read; line 2: 2 columns may hold the text, "正文"' in done.stderr
    assert "documents/b.csv: cannot be read; line 2: no field holds the text" in done.stderr
    assert (
        '[corpus.columns] date = "wann": no table, collection, front matter or web page of the study has it'
        in done.stderr
    )


def test_cells_are_shown_on_one_line_of_bounded_width(tmp_path: Path) -> None:
    study = study_of(tmp_path, {"a.csv": f'text,x\n"{ZH}\n{ZH}","a\nb\u202ec"\n'})
    done = CliRunner().invoke(app, ["corpus", str(study), "--columns", "--json"])
    [[text, x]] = json.loads(done.stdout).values()
    assert (text["first_cell"], x["first_cell"]) == (f"{ZH[:19]}…", "a b c")


def test_a_study_says_which_exports_it_read(tmp_path: Path) -> None:
    study = study_of(tmp_path, {"c.csv": f"Title,Abstract,Source title,Year,EID\nT,{EN},J,2021,2-s2.0\n"})
    done = CliRunner().invoke(app, ["corpus", str(study)])
    assert done.exit_code == 0
    assert "1 file read as an export of Scopus; `topics corpus" in done.stderr
    assert "1 × abstracts are read where no column holds the full text: " in done.stderr
    assert "would refuse this study" not in done.stderr
