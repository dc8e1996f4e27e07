"""Whatever stands in a study's own files or in an archive: a correct reading or one sentence, soon."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from topics.errors import DocumentError, StoreError, StudyError, TopicsError
from topics.evaluation.people.agreement import read_gold
from topics.preprocessing.manifest import read_manifest
from topics.shares.codebook import codebook_runs
from topics.store.archive import MANIFEST, import_store
from topics.store.store import Store
from topics.study.settings import read_settings
from topics.themes import read_themes

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
few = settings(
    deadline=timedelta(seconds=30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What such files hold, and what they should not: NUL, direction marks, combining characters, lone surrogates, nesting.
TOML = [
    "[corpus]", "\n", "[[models]]", "kind = ", '"lda"', "topics = ", "1e400", "-1", "[", "]", "{", "}", "=", '"', "'''",
    "[" * 500, "seeds = [1, 1]", "title = ", "terms = ", '["５Ｇ"]', "[a]", "[none]", "label = ", "\x00", "\u202e",
    "e\u0301", "\ufeff", "é", "a.b.c = 1\n", "nan", "1979-05-27", "# ", "scale = ", "[themes]", "file = ", '"../../x"',
    "documents = ",
]  # fmt: skip
CSV = [
    "path", "id", "date", "run", "topic", "theme", ",", ";", "\t", "\n", '"', "2021-02-30", "2021", "a.txt",
    "../../etc", "\x00", "\u202e", "e\u0301", "\ud800", "=1+1", "x" * 200_000, "\r", "﻿",
]  # fmt: skip


def written(parts: list[str]) -> st.SearchStrategy[bytes]:
    joined = st.lists(st.sampled_from(parts) | st.text(max_size=4), max_size=25).map("".join)
    return joined.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200)


def tried(work: Callable[[], object], *errors: type[TopicsError]) -> None:
    """The work ends, or ends in one of these errors with a sentence; anything else is the test's failure."""
    said = "done"
    try:
        work()
    except errors as error:
        said = str(error)
    assert 0 < len(said.strip()) < 3000


@few
@given(data=written(TOML))
@example(data=b'title = "' + b"x" * 1_000_000 + b'"')
@example(data=b"[" * 5000)
@example(data=b"a = " + b"{b = " * 3000)
def test_any_study_toml(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "study.toml").write_bytes(data)
    tried(lambda: read_settings(tmp_path / "study.toml"), StudyError)


@few
@given(data=written(TOML))
@example(data="[a]\nterms = ['e\u0301', '\u202e5G', '(((', '\\\\']".encode())
@example(data=b"a = " + b"[" * 5000)
def test_any_themes_toml(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "themes.toml").write_bytes(data)

    def read() -> None:
        for theme in read_themes(tmp_path / "themes.toml"):
            theme.count("5G(((\\ é" * 50)

    tried(read, StudyError)


@pytest.mark.parametrize(
    ("name", "read"), [("documents.csv", read_manifest), ("codebook.csv", codebook_runs), ("gold.csv", read_gold)]
)
@few
@given(data=written(CSV))
@example(data=b"path,date\n" + b'"' * 300_001)
@example(data=b"run,topic,theme\n" + b"a" * 200_000)
@example(data=b'run,topic,theme\n"' + b"a\x00" * 100)
@example(data=b"doc_id,starts,theme\n" + b"a" * 200_000)
@example(data=b"\n" + b"x" * 200_000)
@example(data=b'doc_id;starts;theme\nd;"an unclosed quotation;rail' + b"\x00" * 100)
def test_any_csv(tmp_path: Path, name: str, read: Callable[[Path], object], data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    tried(lambda: read(tmp_path / name), DocumentError, StudyError)


NAMES = st.sampled_from(
    [
        MANIFEST,
        "fits/a/topics.npz",
        "../a",
        "/etc/passwd",
        "fits/../../a/b",
        "fits/a/\x00b",
        "C:\\x",
        "vectors/x",
        "fits//x",
        "jobs/a/job.json",
    ]
) | st.text(max_size=12)
CONTENTS = st.binary(max_size=60) | st.sampled_from(
    [
        b"{}",
        b'{"format": 1, "files": {}}',
        b'{"format": 1, "files": {"fits/a/topics.npz": "0"}}',
        b"[" * 20_000,
        b"\x00" * 3_000_000,
    ]
)


@few
@given(entries=st.lists(st.tuples(NAMES, CONTENTS), max_size=5), cut=st.integers(0, 400), packed=st.booleans())
def test_any_archive(tmp_path: Path, entries: list[tuple[str, bytes]], cut: int, packed: bool) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as zipped:
        for name, content in dict(entries).items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            zipped.writestr(entry, content, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    data = held.getvalue()
    (tmp_path / "a.zip").write_bytes(data[: len(data) - cut] if cut < 200 else data)
    before = {path for path in tmp_path.rglob("*") if "store" not in path.parts}
    tried(lambda: import_store(Store(tmp_path / "store"), tmp_path / "a.zip"), StoreError)
    assert {path for path in tmp_path.rglob("*") if "store" not in path.parts} == before
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(MANIFEST, b" " * 100_000_000)
    with pytest.raises(StoreError, match="the limits are"):
        import_store(Store(tmp_path / "store"), tmp_path / "bomb.zip")
