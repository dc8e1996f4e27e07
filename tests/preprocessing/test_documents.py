import json
import pickle
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.preprocessing.readers.test_epub import ITEMS, epub, package, page, refs
from topics.errors import DocumentError, StudyError
from topics.preprocessing.document import Document, SourceFile
from topics.preprocessing.finding import find_files
from topics.preprocessing.reading import read_files
from topics.study.template import new_study

BODY = "加快推进工业互联网平台建设，提升企业数字化水平。\n确保网络和数据安全，坚持安全与发展并重。"
FRONT = f'---\ntitle: "标题"\ndate: 2021-03-04\nsource: 某局\nurl: https://example.org/a: b\n---\n\n{BODY}\n'


def read_file(path: Path, name: str | None = None) -> SourceFile:
    [file] = read_files(path, name)
    return file


def write_docx(path: Path) -> None:
    import docx

    word = docx.Document()
    word.add_heading("标题", level=1)
    for line in BODY.split("\n"):
        word.add_paragraph(line)
    word.add_table(rows=1, cols=1).cell(0, 0).text = "表格里的字"
    word.save(str(path))


def write_xlsx(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [["标题", "正文", "发布日期"], ["标题", BODY, "2021-03-04"]]:
        book.active.append(row)
    book.save(path)


def write_parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"title": ["标题"], "text": [BODY], "date": ["2021-03-04"]}), path)


def write_epub(path: Path) -> None:
    metadata = "<dc:title>标题</dc:title><dc:date>2021-03-04</dc:date>"
    part = page("".join(f"<p>{line}</p>" for line in BODY.split("\n")) + "<footer>版权所有 网站地图</footer>")
    path.write_bytes(epub({"OEBPS/one.xhtml": part}, opf=package(refs("c1"), ITEMS, metadata)))


def write_html(path: Path) -> None:
    paragraphs = "".join(f"<p>　　{line * 3}</p>" for line in BODY.split("\n"))
    path.write_text(
        '<!doctype html><html><head><meta charset="gbk"><title>标题</title>'
        '<meta name="PubDate" content="2021-03-04"></head>'
        f"<body><nav><a href='/'>首页</a></nav><article><h1>标题</h1>{paragraphs}</article>"
        "<footer>版权所有 网站地图</footer></body></html>",
        encoding="gbk",
    )


WRITERS = {
    ".txt": lambda path: path.write_text(BODY, encoding="gb18030"),
    ".md": lambda path: path.write_text(FRONT, encoding="utf-8"),
    ".html": write_html,
    ".jsonl": lambda path: path.write_text(json.dumps({"标题": "标题", "正文": BODY}), encoding="utf-8"),
    ".csv": lambda path: path.write_text(f'title,text,date\n标题,"{BODY}",2021-03-04\n', encoding="utf-8-sig"),
    ".tsv": lambda path: path.write_text(f'title\ttext\tdate\n标题\t"{BODY}"\t2021-03-04\n', encoding="gb18030"),
    ".json": lambda path: path.write_text(json.dumps([{"标题": "标题", "正文": BODY}]), encoding="utf-8"),
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".epub": write_epub,
}
RECORDS = {
    ".ris": f"TY  - JOUR\nTI  - 标题\nDA  - 2021-03-04\nAB  - {BODY}\nER  - \n",
    ".ciw": f"PT J\nTI 标题\nSO 某刊\nPY 2021\nPD MAR 4\nAB {BODY.replace(chr(10), chr(10) + '   ')}\nER\n",
    ".nbib": f"PMID- 1\nTI  - 标题\nDP  - 2021 Mar 4\nAB  - {BODY}\n",
    ".enw": f"%0 Journal Article\n%T 标题\n%8 2021-03-04\n%X {BODY}\n",
    ".bib": f"@article{{a, title = {{标题}}, year = 2021, month = {{4 March}}, abstract = {{{BODY}}}}}\n",
    ".rtf": rf"{{\rtf1\ansi\ansicpg936{{\info{{\title 标题}}}}{BODY}\par}}",
}
WRITERS |= {suffix: partial(Path.write_text, data=text, encoding="gb18030") for suffix, text in RECORDS.items()}
WRITERS[".docm"], WRITERS[".xlsm"] = WRITERS[".docx"], WRITERS[".xlsx"]
WRITERS[".xls"] = lambda path: path.write_bytes(
    f'标题\t正文\t发布日期\r\n标题\t"{BODY}"\t2021-03-04\r\n'.encode("utf-16")
)
WRITERS[".ndjson"] = WRITERS[".jsonl"]
WRITERS[".htm"] = WRITERS[".shtml"] = WRITERS[".html"]


# What a format has no place for; every other one keeps both.
UNTITLED = (".txt", ".pdf")
UNDATED = (*UNTITLED, ".jsonl", ".ndjson", ".json", ".docx", ".docm", ".rtf")


@pytest.mark.parametrize("suffix", [*WRITERS, ".pdf"])
def test_a_reader_keeps_text_title_and_date_and_leaves_furniture_out(
    suffix: str, tmp_path: Path, pdf: Callable[..., bytes]
) -> None:
    path = tmp_path / f"report{suffix}"
    if suffix == ".pdf":
        path.write_bytes(pdf([BODY.split("\n")]))
    else:
        WRITERS[suffix](path)
    file = read_file(path, f"documents/report{suffix}")
    [document] = file.documents
    assert (document.id, document.path) == ("report", f"documents/report{suffix}")
    assert "工业互联网平台建设" in document.text
    assert "数据安全" in document.text
    assert "网站地图" not in document.text
    assert document.title == ("" if suffix in UNTITLED else "标题")
    if suffix not in UNDATED:
        assert document.date == "2021-03-04"


def test_front_matter_is_taken_off_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(FRONT, encoding="utf-8")
    [document] = read_file(path).documents
    assert document.text.strip() == BODY
    assert (document.source, document.date_source) == ("某局", "front matter")
    assert document.attributes == {"url": "https://example.org/a: b"}


@pytest.mark.parametrize("date", ["2021-03-04", '"2021-03-04"'])
def test_front_matter_in_toml(tmp_path: Path, date: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f'+++\ntitle = "标题"\ndate = {date}\ntags = ["a"]\n+++\n{BODY}', encoding="utf-8")
    [document] = read_file(path).documents
    assert (document.text.strip(), document.title, document.date) == (BODY, "标题", "2021-03-04")


def test_the_first_heading_is_the_title_without_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# 关于平台的通知\n\n{BODY}", encoding="utf-8")
    assert read_file(path).documents[0].title == "关于平台的通知"


def test_records_bring_their_own_ids_or_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "x", "text": "a"}\n\n{"text": "b", "grade": 2}\n', encoding="utf-8")
    first, second = read_file(path).documents
    assert (first.id, second.id, second.attributes) == ("x", "set-2", {"grade": "2"})


def test_word_tables_are_read(tmp_path: Path) -> None:
    write_docx(tmp_path / "a.docx")
    assert read_file(tmp_path / "a.docx").documents[0].text.endswith("表格里的字")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"text": \n[2]', r"a\.jsonl, line 1: expected one JSON object a line"),
        ("a.jsonl", "[1]\n", r"a\.jsonl, line 1: expected a JSON object, found '\[1\]'"),
        ("a.csv", "name,main words\nx,y\n", r"a\.csv, line 2: no field holds the text; expected one of text, content"),
        ("a.docx", "not a zip", r"a\.docx: this is not a Word document that can be read"),
        ("a.html", "<html><body></body></html>", r"a\.html: no running text was found"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(name: str, content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=message):
        read_file(tmp_path / name, name)


def test_files_are_found_sorted_once_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", ".git/x.txt", "b/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path, tmp_path / "a" / "1.txt"]).files]
    assert found == ["a/1.txt", "b/2.txt"]
    assert find_files([tmp_path / "b" / "*.txt"]).files == [tmp_path / "b" / "2.txt"]


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("document", "documents"),
        ("documents/hansrad.csv", "hansard.csv"),
        ("documents/政策文建", "政策文件"),
        ("ducuments/hansard.csv", "documents"),  # the first part of the path that is not there
        ("ducuments/2021/hansard.csv", "documents"),
    ],
)
def test_a_missing_path_names_the_nearest(tmp_path: Path, named: str, meant: str) -> None:
    (tmp_path / "documents" / "政策文件").mkdir(parents=True)
    (tmp_path / "documents" / "hansard.csv").touch()
    with pytest.raises(DocumentError, match=rf'{named}: there is no such file or folder; did you mean "{meant}"\?'):
        find_files(tmp_path / named)
    with pytest.raises(StudyError, match=rf'{named}: there is no such file or folder; did you mean "{meant}"\?$'):
        new_study(tmp_path / "new", [str(tmp_path / named)])


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no document in it"):
        find_files(tmp_path)


def test_a_file_without_a_reader_or_a_document_is_a_loss(tmp_path: Path) -> None:
    for name, reason in {"a.xyz": 'no reader for ".xyz" files', "b.csv": "the file holds no document"}.items():
        (tmp_path / name).write_text("")
        assert read_file(tmp_path / name, name) == SourceFile(name, "", "", (), (("decoded", reason),))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.preprocessing.reading.MAX_FILE_BYTES", 1_000_000)
    (tmp_path / "a.txt").write_bytes(bytes(3_000_000))
    with pytest.raises(DocumentError, match=r"a\.txt: 3 MB; the limit for one file is 1 MB\. Split it\."):
        read_files(tmp_path / "a.txt", "a.txt")


def test_files_of_a_zip_are_read_like_others(tmp_path: Path) -> None:
    WRITERS[".md"](tmp_path / "a.md")
    WRITERS[".docx"](tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        file.write(tmp_path / "b.docx", "2021/b.docx")
        file.write(tmp_path / "a.md", "2021/a.md")
        file.writestr("inner.zip", "PK")
        file.writestr("notes.xyz", "x")
    files = read_files(tmp_path / "all.zip", "documents/all.zip")
    assert [(f.path, f.reader, f.losses) for f in files] == [
        ("documents/all.zip/2021/a.md", "text", ()),
        ("documents/all.zip/2021/b.docx", "docx", ()),
        ("documents/all.zip/inner.zip", "", (("decoded", "a zip inside a zip is not opened"),)),
        ("documents/all.zip/notes.xyz", "", (("decoded", 'no reader for ".xyz" files'),)),
    ]
    assert [d.id for f in files for d in f.documents] == ["2021/a", "2021/b"]


def test_a_document_that_was_pickled_leaves_no_copy_of_its_text_behind() -> None:
    document = Document("a", "甲" * 10_000 + "\ud800", meta={"x": "y"})
    before = sys.getsizeof(document.text)
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301
    assert sys.getsizeof(document.text) == before
