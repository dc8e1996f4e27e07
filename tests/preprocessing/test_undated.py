"""Undated documents in the manifest: what is written, what is kept, and that it is read again."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.conventions import Conventions, DateOrder
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import NoDocumentLeftError
from topics.preprocessing.document import Document
from topics.preprocessing.ledger.conflicts import undated
from topics.preprocessing.manifest import read_manifest
from topics.preprocessing.undated import write_undated

TEXT = "各地要把平台建设放在更加突出的位置，支持社会力量参与，完善价格形成机制，并在2021年公开情况。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, text in (
        ("a", f"2020-01-02\n{TEXT}"),
        ("b", f"甲\n{TEXT}"),
        ("c", f"乙\n更新时间：2022年3月4日\n\n{TEXT}"),
    ):
        (documents / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str = "documents.csv") -> int:
    said = folder / name if (folder / name).is_file() else None
    corpus = read_corpus(folder / "documents", said, root=folder, undated="leave out", near_duplicates=0)
    return write_undated(undated(corpus), folder / name, folder)


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "documents.csv").read_text(encoding="utf-8-sig"))))


def test_a_new_manifest_has_a_row_per_undated_document_and_is_read_again(folder: Path) -> None:
    assert write(folder) == 2
    b, c = rows(folder)
    assert (b["path"], b["id"], b["date"]) == ("documents/b.txt", "b", "")
    assert b["candidates"].startswith("2021 “…")
    assert "“更新时间: 2022年3月4日” (header label) is not taken: the day of an update" in c["candidates"]
    assert write(folder) == 0
    path = folder / "documents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("b,,", "b,2021-05,"), encoding="utf-8")
    corpus = read_corpus(folder / "documents", path, root=folder, undated="leave out")
    assert corpus.documents["date"].tolist() == ["2020-01-02", "2021-05-01"]
    assert write(folder) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "header", "first"),
    [
        ("id,date,title\na,2020-01-02,年度报告与平台建设\n", "id,date,title,candidates",
         "a,2020-01-02,年度报告与平台建设,"),
        ('title;"path";date\n"甲;乙的平台建设";documents/a.txt;\n', 'title;"path";date;candidates',
         '"甲;乙的平台建设";documents/a.txt;;'),
        ("candidates\tdate\tid\n平台建设的工作要点\t2020\ta\n", "candidates\tdate\tid", "平台建设的工作要点\t2020\ta"),
        ("path\ndocuments/a.txt", "path,date,candidates", "documents/a.txt,,"),
    ],
)  # fmt: skip
def test_what_a_person_wrote_stays(before: str, header: str, first: str, encoding: str, end: str, folder: Path) -> None:
    path = folder / "documents.csv"
    path.write_bytes(before.replace("\n", end).encode(encoding))
    assert write(folder) == 2
    data = path.read_bytes()
    kept = "utf-8" if before.isascii() and encoding == "gb18030" else encoding
    lines = data.decode(kept).split(end)
    assert lines[:2] == [header, first]
    assert len(lines) == 5
    assert lines[-1] == ""
    assert data[:2] == before.encode(encoding)[:2] or encoding != "utf-16"
    assert data.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert len(read_manifest(path).rows) == 3
    assert write(folder) == 0


def test_names_that_spreadsheets_take_for_formulas_are_harmless_and_still_match(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    for name in ("=1+1", "-b;=c", "@d"):
        (tmp_path / "documents" / f"{name}.txt").write_text(f"{name}\n{TEXT}", encoding="utf-8")
    (tmp_path / "documents" / "z.txt").write_text(f"2020-01-02\n{TEXT}", encoding="utf-8")
    assert write(tmp_path) == 3
    said = rows(tmp_path)
    assert sorted(row["id"] for row in said) == ["'-b;'=c", "'=1+1", "'@d"]
    assert write(tmp_path) == 0
    path = tmp_path / "documents.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",,", ",2021-05-06,"), encoding="utf-8")
    corpus = read_corpus(tmp_path / "documents", path, root=tmp_path)
    assert sorted(corpus.documents["doc_id"]) == ["-b;=c", "=1+1", "@d", "z"]
    assert (corpus.losses["stage"] != "manifest").all()


def test_documents_outside_the_study_are_found_by_the_path_that_is_printed(folder: Path) -> None:
    study = folder / "study"
    study.mkdir()
    corpus = read_corpus(folder / "documents", root=study, undated="leave out")
    path = study / "documents.csv"
    assert write_undated(undated(corpus), path, study) == 2
    path.write_text(path.read_text(encoding="utf-8").replace(",,", ",2021-05-06,"), encoding="utf-8")
    assert len(read_corpus(folder / "documents", path, root=study).documents) == 3


def test_a_row_of_one_document_in_a_table_is_none_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    table = f"id,text,date\nx,{TEXT}一,2020-01-01\ny,{TEXT}二,\nz,{TEXT}三,\n"
    (tmp_path / "documents" / "set.csv").write_text(table, encoding="utf-8")
    (tmp_path / "documents.csv").write_text("path,id,date\ndocuments/set.csv,y,\n", encoding="utf-8")
    assert write(tmp_path) == 1
    assert (tmp_path / "documents.csv").read_text(encoding="utf-8").count("documents/set.csv,z,,") == 1


def test_where_no_document_has_a_date_all_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(NoDocumentLeftError, match=r"no document is left to work on: .*2021 “…") as error:
        read_corpus(tmp_path / "a.txt", undated="leave out")
    assert [document.id for document in error.value.undated] == ["a"]


def test_a_sign_that_the_encoding_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "documents.csv"
    path.write_bytes("id,date,title\na,2020,臺灣的數位發展與產業\n".encode("big5"))
    with pytest.raises(DocumentError, match=r"its encoding, .*, has no sign for .*; save it as UTF-8"):
        write_undated([Document("x", "2021年发展", path="x.txt")], path, tmp_path)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("更新时间", "2021-03-05"),
        ("会议日期", "2021年3月5日"),
        ("年,卷(期)", "2021,34(3)"),
        ("created_at", "Wed Mar 10 20:19:24 +0000 2021"),
        ("Fiscal year", "2020"),
    ],
)
def test_a_day_in_another_column_is_quoted_with_the_line_that_takes_it(tmp_path: Path, column: str, value: str) -> None:
    (tmp_path / "a.csv").write_text(
        f'标题,"{column}",正文\n甲,"{value}",各地要公开情况，支持社会参与。\n', encoding="utf-8"
    )
    with pytest.raises(NoDocumentLeftError) as error:
        read_corpus(tmp_path / "a.csv", undated="leave out")
    quoted = f'“{value}” (column "{column}") is not taken: if it is the day of publication, write date = "{column}"'
    assert quoted in str(error.value)
    assert "no year was found" not in str(error.value)


@pytest.mark.parametrize(
    ("cells", "order", "dates"),
    [
        (["03/04/2021", "15.4.2021", "1/2/21"], "dmy", ["2021-02-01", "2021-04-03", "2021-04-15"]),
        (["03/04/2021", "2021-04-15", "Feb 1, 2021"], "mdy", ["2021-02-01", "2021-03-04", "2021-04-15"]),
        (["民國110年5月3日", "２０２１年４月３日", "25/12/2021"], "", ["2021-04-03", "2021-05-03", "2021-12-25"]),
    ],
)
def test_days_in_a_manifest_are_read_by_the_order_of_the_study(
    folder: Path, cells: list[str], order: DateOrder, dates: list[str]
) -> None:
    path = folder / "documents.csv"
    path.write_text("path,date\n" + "".join(f'documents/{n}.txt,"{c}"\n' for n, c in zip("abc", cells, strict=True)))
    corpus = read_corpus(folder / "documents", path, root=folder, conventions=Conventions(date_order=order))
    assert corpus.documents["date"].tolist() == dates


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("03/04/2021", '"03/04/2021" may be 3 April or 4 March 2021; set date_order'),
        ("2021年2月30日", '"2021年2月30日" is no day of the calendar'),
        ("110/5/3", '"110/5/3" has a year of fewer than four digits; write all four'),
        ("不详", 'found "不详"'),
    ],
)
def test_a_day_that_is_refused_in_a_manifest_is_quoted_with_the_reason(tmp_path: Path, cell: str, why: str) -> None:
    path = tmp_path / "documents.csv"
    path.write_text(f"path,date\na.txt,{cell}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=f"line 2: expected a date .*; {re.escape(why)}"):
        read_manifest(path)


def test_undated_documents_are_added_to_a_manifest_that_only_the_settings_explain(folder: Path) -> None:
    path = folder / "documents.csv"
    path.write_text("文件,日期\ndocuments\\a.txt,03/04/2021\n", encoding="gb18030")
    said = Conventions("gb18030", {"path": ("文件",), "date": ("日期",)}, "dmy")
    settings = replace(said, encoding="")  # the documents themselves are in UTF-8
    assert (read_manifest(path, said).row(folder / "documents" / "a.txt", "a") or {})["date"] == "03/04/2021"
    corpus = read_corpus(
        folder / "documents", path, root=folder, conventions=settings, undated="leave out", near_duplicates=0
    )
    assert corpus.documents["date"].tolist() == ["2021-04-03"]
    assert "manifest" not in set(corpus.losses["stage"])
    assert write_undated(undated(corpus), path, folder, settings) == 2
    assert path.read_text(encoding="gb18030").startswith(
        "文件,日期,candidates\ndocuments\\a.txt,03/04/2021,\ndocuments/b"
    )


@pytest.mark.parametrize("before", [None, "path,id,date,source,title\n"])
def test_a_manifest_without_rows_is_written_so_that_excel_reads_it(before: str | None, folder: Path) -> None:
    path = folder / "documents.csv"
    if before:
        path.write_text(before, encoding="utf-8")
    assert write(folder) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbfpath,")
    assert [row["path"] for row in rows(folder)] == ["documents/b.txt", "documents/c.txt"]
