"""Attributes: columns that no field of a document takes, from the cell to the corpus."""

from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.attributes import attribute_columns
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.document import Document

SENTENCES = "各地要落实数据安全责任，做好重要数据识别和目录备案工作，提升工业企业数据安全保障能力。"


def test_attributes_of_table_front_matter_and_manifest_are_columns_of_the_documents(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.csv").write_text(
        f"id,date,text,level,路 径\na,2021-01-01,甲{SENTENCES},central,x\nb,2021-01-02,乙部门{SENTENCES}另外。,,y\n",
        encoding="utf-8",
    )
    (tmp_path / "docs" / "c.txt").write_text(
        f"---\ndate: 2021-01-03\nlevel: city\npath: z\n---\n丙地区另行安排相关的工作和任务分工。{SENTENCES}\n",
        encoding="utf-8",
    )
    (tmp_path / "documents.csv").write_text(
        "id,level,region,candidates\nb,province,,2021\nc,,east,\n", encoding="utf-8"
    )
    documents = read_corpus(tmp_path / "docs", tmp_path / "documents.csv", near_duplicates=1).documents
    assert documents["level"].tolist() == ["central", "province", "city"]
    assert documents["region"].tolist() == ["", "", "east"]
    assert documents["路 径"].tolist() == ["x", "y", ""]
    assert documents["path (attribute)"].tolist() == ["", "", "z"]
    assert "candidates" not in documents


def test_columns_without_a_value_are_no_attributes() -> None:
    documents = [Document("a", "", attributes={"x": " ", "y": "1"}), Document("b", "", attributes={"x": ""})]
    assert attribute_columns(documents, ()) == {"y": ["1", ""]}


def test_names_of_attributes_are_one_bounded_line() -> None:
    documents = [Document("a", "", attributes={"two\nlines": "1", "n" * 200: "2", "bell\a": "3"})]
    assert list(attribute_columns(documents, ())) == ["two lines", "n" * 80, r"bell\x07"]


def test_an_encoding_that_is_said_is_the_only_one_tried(tmp_path: Path) -> None:
    (tmp_path / "2021-01-01.txt").write_bytes(
        "Der Körper der Größe nach, sagte die Behörde für Straßen.".encode("cp1252")
    )
    corpus = read_corpus(tmp_path, language="en", min_characters=1, conventions=Conventions(encoding="latin-1"))
    assert "Körper der Größe" in corpus.passages["text"][0]
    with pytest.raises(DocumentError, match="in utf-8, but byte 5 of this one is not"):
        read_corpus(tmp_path, language="en", conventions=Conventions(encoding="utf-8"))


def test_an_encoding_that_is_said_holds_in_zips_books_and_tables(tmp_path: Path) -> None:
    import zipfile

    german = "Der Körper der Größe nach, sagte die Behörde für Straßen."
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("2021-01-01.txt", german.encode("cp1252"))
        archive.writestr("b.csv", f'id,date,text\nb,2021-01-02,"Und nochmals: {german}"\n'.encode("cp1252"))
    (tmp_path / "documents.csv").write_text("id,level\nb,für alle\n", encoding="utf-8")
    said = Conventions(encoding="cp1252")
    corpus = read_corpus(
        tmp_path / "a.zip", tmp_path / "documents.csv", language="en", min_characters=1, conventions=said, workers=1
    )
    assert corpus.passages["text"].str.contains("Größe").tolist() == [True, True]
    # The toolkit writes manifests in UTF-8, whatever the documents are in.
    assert corpus.documents["level"].tolist() == ["", "für alle"]


def test_bytes_that_nobody_can_read_name_the_key_that_says_their_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\na,Größe und Straße\n".encode("cp1252"))
    with pytest.raises(DocumentError, match=r'the encoding cannot be told.*encoding = .*"cp1252"'):
        read_corpus(tmp_path, language="en", workers=1)


def test_headings_that_are_alike_in_their_first_part_are_two_attributes() -> None:
    long = "word " * 16  # of which the last character that is kept is a space
    documents = [Document("a", "", attributes={f"{long}Vote": "yes", f"{long}Strike": "no", "re\u0301gion": "Île"})]
    columns = attribute_columns(documents, ())
    assert list(columns.values()) == [["yes"], ["no"], ["Île"]]
    assert list(columns) == [long[:80].strip(), f"{long[:76].strip()} (2)", "région"]
