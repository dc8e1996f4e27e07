from collections.abc import Callable

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.pdf import read_pdf

LINES = ["加快推进信", "息基础设施建设，5G 基站", "确保网络安全。"]


def test_each_line_stays_a_line_and_pages_follow_each_other(pdf: Callable[..., bytes]) -> None:
    reading = read_pdf(pdf([LINES, ["第二页的一行字，长到不是页码。"]]), "a.pdf")
    assert reading.records[0]["text"].split("\n") == [*LINES, "第二页的一行字，长到不是页码。"]
    assert (reading.encoding, reading.losses) == ("pdf", [])


def test_a_scanned_page_is_a_loss_with_its_number(pdf: Callable[..., bytes]) -> None:
    reading = read_pdf(pdf([LINES, None, LINES, None, []]), "a.pdf")
    assert reading.losses == [
        ("text", "a page of the PDF is a scan without a text layer; page 2"),
        ("text", "a page of the PDF is a scan without a text layer; page 4"),
    ]


def test_letters_that_nothing_names_are_a_loss(pdf: Callable[..., bytes]) -> None:
    reading = read_pdf(pdf([LINES, ["\ue010\ue011\ue012" * 8]]), "a.pdf")
    assert reading.losses == [("text", "a page of the PDF has letters whose font does not say which they are; page 2")]
    assert "\ue010" not in reading.records[0]["text"]


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ([None, None], r"a\.pdf: no text can be read from this PDF \(page 1 is a scan without a text layer\)\. Run it"),
        ([[]], r"no text can be read from this PDF \(its pages are empty\)"),
    ],
)
def test_a_scan_is_refused(pages: list[list[str] | None], message: str, pdf: Callable[..., bytes]) -> None:
    with pytest.raises(DocumentError, match=message):
        read_pdf(pdf(pages), "a.pdf")


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.pdf: this is not a PDF that can be read"):
        read_pdf(data, "a.pdf")


@pytest.mark.parametrize(("title", "found"), [("息基础设施建设", "息基础设施建设"), ("Microsoft Word - 文档1", "")])
def test_the_files_title_counts_only_if_the_text_has_it(title: str, found: str, pdf: Callable[..., bytes]) -> None:
    [record] = read_pdf(pdf([LINES], title=title), "a.pdf").records
    assert (record["title"], record["meta"]["pdf title"]) == (found, title)
