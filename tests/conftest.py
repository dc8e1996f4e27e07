"""A study small enough to know by heart, for the rooms that need a whole one."""

import gc
import os
import sys
from collections.abc import Callable, Generator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from topics.preprocessing.corpus_tables import Corpus
    from topics.store.store import Store

# Hundreds of processes begin while the tests run: each would compile the package anew, for a second.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Hostile inputs: a few and the same ones whenever the tests run, thousands of others in benchmarks/fuzz.py.
settings.register_profile("few", max_examples=50, derandomize=True, deadline=None)  # machines are shared
settings.register_profile("many", max_examples=2000)
settings.load_profile("few")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect thousands of tests without a search for cycles."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _short_searches() -> None:
    """Spare every later search for cycles the tests and the libraries that are there: each run of a study searches
    three times, and half of the time of a small run would go there."""
    gc.collect()
    gc.freeze()


CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
SAMPLE = Path(__file__).parents[1] / "data" / "sample"

_WIND = "风电机组在沿海成片投运，风电叶片运输船队往返港口，海上风电的检修窗口一年只有几个月。"
_RAIL = "高铁线路穿过山区，高铁车站带动县城商业，动车组检修基地扩建后列车开行密度明显提高。"
_FARM = "水稻插秧进入高峰，农机合作社统一育秧，灌溉渠道清淤完成，今年的种植面积与去年持平。"

_STUDY = """\
title = "Toy"

[tokens]
min_passages = 1
max_share = 1.0

[[models]]
kind = "lexicon"

[[models]]
kind = "nmf"
topics = 3
"""

_THEMES = """\
[wind]
label = { zh = "风电", en = "Wind power" }
terms = ["风电"]

[rail]
label = { zh = "高铁", en = "High-speed rail" }
terms = ["高铁", "动车组"]
"""


# No theme in any of them; two a paragraph, never the same two, so that no paragraph is a copy of another.
_FILLERS = [
    "会议还听取了财务部门对上半年预算的说明。",
    "几位代表在发言中提到基层人手不足的难处。",
    "食堂的菜价和班车的时刻也被写进了纪要。",
    "下一次例会改在月底，由办公室另行告知。",
    "档案室整理出一批旧照片，准备在走廊展出。",
    "老职工的体检安排在秋天，医院已经定好。",
    "新来的实习生负责记录，字迹工整得很。",
    "窗外下着小雨，讨论一直持续到天黑以后。",
    "大家同意把这件事留到年终再做一次评估。",
]
_PAIRS = list(combinations(_FILLERS, 2))


def _document(number: int, year: int, paragraphs: list[str]) -> str:
    texts = [text + "".join(_PAIRS[3 * number + i]) for i, text in enumerate(paragraphs)]
    return f"---\ntitle: 材料{number}\ndate: {year}-03-0{number + 1}\n---\n\n" + "\n\n".join(texts) + "\n"


def write_toy_study(folder: Path) -> None:
    """Eight dated documents of three paragraphs, 2020 and 2021: wind falls from 2/3 to 1/3, rail stays at 1/3."""
    (folder / "documents").mkdir(parents=True)
    for number in range(8):
        year = 2020 if number < 4 else 2021
        mix = [_WIND, _WIND, _RAIL] if year == 2020 else [_WIND, _RAIL, _FARM]
        text = _document(number, year, mix)
        (folder / "documents" / f"doc-{number}.md").write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(_STUDY, encoding="utf-8")
    (folder / "themes.toml").write_text(_THEMES, encoding="utf-8")


@pytest.fixture
def toy_study(tmp_path: Path) -> Path:
    """The toy study in a folder of its own."""
    folder = tmp_path / "toy"
    write_toy_study(folder)
    return folder


@pytest.fixture
def edit_study(toy_study: Path) -> Callable[[str, str], Path]:
    """Replace a piece of the toy study's study.toml; returns the folder."""

    def edit(old: str, new: str) -> Path:
        path = toy_study / "study.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return toy_study

    return edit


@pytest.fixture(scope="session")
def sample() -> "Corpus":
    """The corpus of the Chinese sample, which is only looked at."""
    from topics.preprocessing.corpus import read_corpus

    return read_corpus(SAMPLE / "documents", SAMPLE / "documents.csv", root=SAMPLE)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Real documents that are not shipped; the tests that read them skip where they are absent."""
    if not CORPORA.is_dir():
        pytest.skip("the real documents (shared/corpora beside the checkout) are not here")
    return CORPORA


# Files of every format, made small.

PdfPages = Sequence[Sequence[str] | None]

_SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def asked(store: "Store", *words: str) -> str:
    """What a command prints of a store, with one space for each stretch of white space."""
    from typer.testing import CliRunner

    from topics.cli import app

    result = CliRunner().invoke(app, [*words, "--store", str(store.root)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def make_pdf(pages: PdfPages, title: str = "") -> bytes:
    """A PDF of pages of lines with a text layer; a page that is None is a picture."""
    picture = _stream(
        b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    info = b"<< /Title <%s> >>" % title.encode("utf-16").hex().encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_SONG, picture, info]
    kids = []
    for lines in pages:
        shown = [
            b"BT /F 12 Tf 50 %d Td <%s> Tj ET" % (780 - 20 * row, line.encode("utf-16-be").hex().encode())
            for row, line in enumerate(lines or ())
        ]
        objects.append(_stream(b"\n".join(shown) if lines is not None else b"q 500 0 0 700 50 50 cm /Im Do Q"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> /XObject << /Im 6 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, b"".join(places))
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(file))
    return file + table + trailer


def _stream(content: bytes, header: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (header, len(content), content)


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """`make_pdf`."""
    return make_pdf
