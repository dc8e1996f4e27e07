"""Whatever bytes a file holds: documents or a DocumentError, soon."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import make_pdf
from tests.preprocessing.readers.test_epub import epub
from topics.errors import DocumentError
from topics.files.encodings import decode
from topics.files.zips import zip_entries
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.ledger.severe import severe_losses
from topics.preprocessing.reading import READERS, read_bytes

few = settings(
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Bytes of no kind, of text, and of marks that readers look for.
MARKS = [
    b"<html>", b"<p>", b"</div>", b"<!--", b"<?xml version='1.0' encoding='utf-16'?>", b"<meta charset=big5>", b"&#0;",
    b"<script type='application/ld+json'>[{\"headline\": 1, \"articleBody\": {}}]</script>", b"itemprop='articleBody'",
    b'{"text": "', b'"}', b"\n", b"[", b"]", b"1e999", b"text,date\n", b'"', b"\x00", b"\xef\xbb\xbf", b"\xff\xfe",
    b"---\n", b"date: 2021\n", b"*a: &a [", b"%PDF-1.4\n", b"1 0 obj", b"trailer <<", b"PK\x03\x04", b"PAR1",
]  # fmt: skip
hostile = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(MARKS) | st.binary(max_size=12), max_size=30).map(b"".join),
)


def refused(work: Callable[[], object], name: str) -> bool:
    """Does the work end in a DocumentError? It must name the file; any other exception is the test's failure."""
    try:
        work()
    except DocumentError as error:
        message = str(error)
    else:
        return False
    assert message.startswith(name)
    return True


@pytest.mark.parametrize("suffix", READERS)
@few
@given(data=hostile)
@example(data=b"")
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    refused(lambda: read_bytes(data, f"a{suffix}"), f"a{suffix}")


@few
@given(data=hostile)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    if not refused(lambda: decode(data, "a.txt"), "a.txt"):
        text, encoding = decode(data, "a.txt")
        assert text.encode(encoding) == data or encoding in ("utf-16", "utf-32")


@cache
def good_files() -> dict[str, bytes]:
    import docx
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {suffix: io.BytesIO() for suffix in (".docx", ".xlsx", ".parquet", ".zip")}
    word = docx.Document()
    word.add_paragraph("数据安全" * 20)
    word.save(files[".docx"])
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["数据安全" * 20])
    book.save(files[".xlsx"])
    pq.write_table(pa.table({"text": ["数据安全" * 20]}), files[".parquet"])
    with zipfile.ZipFile(files[".zip"], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "数据安全" * 20)
    return {".pdf": make_pdf([["数据安全" * 5]]), ".epub": epub()} | {
        suffix: file.getvalue() for suffix, file in files.items()
    }


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".parquet", ".epub", ".zip"])
@few
@given(data=st.data())
def test_damaged_files_are_read_or_refused(suffix: str, data: st.DataObject) -> None:
    file = bytearray(good_files()[suffix])
    for place in data.draw(st.lists(st.integers(0, len(file) - 1), min_size=1, max_size=8)):
        file[place] = data.draw(st.integers(0, 255))
    cut = bytes(file[: data.draw(st.integers(0, len(file)))] if data.draw(st.booleans()) else file)
    work = (lambda: list(zip_entries(cut, "a.zip"))) if suffix == ".zip" else (lambda: read_bytes(cut, f"a{suffix}"))
    refused(work, f"a{suffix}")


@pytest.mark.parametrize(
    ("suffix", "write"),
    [
        (".jsonl", lambda text: json.dumps({"date": "2021-01-02", "level": text, "title": text, "text": text})),
        (".json", lambda text: json.dumps([{"date": "2021-01-02", text: "1", "text": text}])),
    ],
)
@pytest.mark.parametrize("half", [chr(0xD83D), chr(0xDE00)])
def test_half_a_character_is_named_and_stops_nothing(tmp_path: Path, suffix: str, write: Any, half: str) -> None:
    (tmp_path / f"a{suffix}").write_text(write(f"推进平台{half}建设，落实责任分工。"), encoding="utf-8")
    corpus = read_corpus(tmp_path, min_characters=1)
    assert corpus.losses["reason"].tolist()[0].startswith("only half of a character was written")
    assert corpus.passages["text"].tolist() == ["推进平台建设，落实责任分工。"]
    assert severe_losses(corpus, ()).empty
    assert not corpus.documents.astype(str).map(lambda cell: half in cell).to_numpy().any()
