from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pdf_cases import Case, all_cases, distance, in_order
from tests.pdf_kinds import KINDS
from tests.pdf_maker import Block, Page, Producer, Style, file_of, set_pages
from tests.pdf_texts import paragraphs
from topics.errors import DocumentError
from topics.preprocessing.readers.pdf import read_pdf

DATA = Path(__file__).parents[2] / "data" / "pdf"
LINES = ["加快推进信", "息基础设施建设，5G 基站", "确保网络安全。"]
MOST_WRONG = 0.01  # of the characters


def squeezed(text: str) -> str:
    return "".join(text.split())


def letters_of(data: bytes) -> Counter[str]:
    """The characters of the text layer that are not white space, by PDFium alone."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as file:
        text = "".join(page.get_textpage().get_text_range() for page in file)
    return Counter(squeezed(text.replace("\ufffe", "-").replace("\x02", "-")))


def assert_known(data: bytes, paragraphs: list[str], apart: list[str]) -> None:
    """The paragraphs come in order, almost without error, what is no text is taken, and nothing is lost."""
    [record] = read_pdf(data, "a.pdf").records
    text, taken = record["text"], record["taken"]
    wanted = squeezed("".join(paragraphs))
    assert in_order(text, paragraphs)
    assert distance(squeezed(text), wanted) <= MOST_WRONG * len(wanted)
    no_text = squeezed("".join(t for step, t in taken if step != "hyphens at line ends"))
    assert Counter(no_text) == Counter(squeezed("".join(apart)))
    assert Counter(squeezed(text + "".join(t for _, t in taken))) == letters_of(data)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_sixty_documents_come_in_the_order_of_reading(case: Case) -> None:
    known, data = case.document()
    assert_known(data, known.paragraphs, known.apart)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_sixty_with_other_texts(seed: int) -> None:
    for case in all_cases(seed):
        known, data = case.document()
        assert_known(data, known.paragraphs, known.apart)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_kinds_that_go_wrong(kind: str, language: str) -> None:
    known, data = KINDS[kind](language)
    assert_known(data, known.paragraphs, known.apart)


def test_columns_drawn_row_by_row() -> None:
    case = DATA.parent / "cases" / "two-columns" / "2021-05-01-zh_twocol_row.pdf"
    [record] = read_pdf(case.read_bytes(), "a.pdf").records
    assert record["text"].split("\n") == [
        "人工智能平台建设提速，企业加大算力投入，地方出台支持办法，鼓励开放场景并建立容错机制。"
        "各地按季度公开资金使用情况，接受监督检查。",
        "养老服务体系继续完善，社区照料与机构照料衔接，护理人员培训纳入年度计划并给予补贴。"
        "有关单位要加强督促指导，确保各项任务落到实处。",
    ]


def test_english_lines_become_paragraphs() -> None:
    [record] = read_pdf((DATA / "english-lines.pdf").read_bytes(), "a.pdf").records
    first, second = record["text"].split("\n")
    assert "said that every wind farm would need" in first
    assert "and long-term insurance will be introduced" in second


def test_a_pdf_has_the_paragraphs_of_the_same_text_in_lines() -> None:
    [record] = read_pdf((DATA / "lines-by-letters.pdf").read_bytes(), "a.pdf").records
    text = (DATA / "lines-by-letters.txt").read_text(encoding="utf-8")
    assert record["text"].split("\n") == [" ".join(p.split()) for p in text.split("\n\n")]


def test_short_lines_stay_lines_and_pages_follow_each_other(pdf: Callable[..., bytes]) -> None:
    lines = [LINES[0], LINES[1] + "。"]
    reading = read_pdf(pdf([lines, ["第二页的一行字，长到不是页码。"]]), "a.pdf")
    assert reading.records[0]["text"].split("\n") == [*lines, "第二页的一行字，长到不是页码。"]
    assert (reading.encoding, reading.losses) == ("pdf", [])


def in_lines(*lines: str) -> bytes:
    """A PDF whose page has these lines, the first of which is the longest."""
    page = Page()
    for n, line in enumerate(lines):
        page.draw(72, 700 - 14 * n, line)
    return file_of([page])


MEASURE = "A first line that is as long as lines of this page can be at all,"


@pytest.mark.parametrize(
    ("lines", "joined", "dropped"),
    [
        # The whole word stands elsewhere.
        (("and it says industrial once, then in a line below as indus-", "trial again."), "as industrial again.", "-"),
        # The word stands elsewhere with its hyphen.
        (("and it says long-term once, then in a line below it is long-", "term again."), "is long-term again.", ""),
        # Neither part is a word of the document.
        (("and in the next line of all there is but one word, transfor-", "mation."), "word, transformation.", "-"),
        # Both parts are.
        (("and wind is a word, and so is farm, and here stands a wind-", "farm itself."), "a wind-farm itself.", ""),
        # Figures and names keep their hyphen.
        (("and in all of the years of this small page, that is in 2019-", "2020."), "in 2019-2020.", ""),
        (("and in all of the lines of this page it says it is Franco-", "German."), "is Franco-German.", ""),
        # A soft hyphen is one that only breaks lines.
        (("and in the next line of all there is but one word, softwa\u00ad", "res."), "word, softwares.", "-"),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(lines: tuple[str, str], joined: str, dropped: str) -> None:
    [record] = read_pdf(in_lines(MEASURE, *lines), "a.pdf").records
    assert record["text"].endswith(joined)
    assert [t for step, t in record["taken"] if step == "hyphens at line ends"] == ([dropped] if dropped else [])


def taken_of(data: bytes) -> list[tuple[str, str]]:
    return read_pdf(data, "a.pdf").records[0]["taken"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "style",
    ["- {n} -", "— {n} —", "第{n}页", "第 {n} 页 共 {of} 页", "Page {n} of {of}", "{n}", "{n}/{of}", "·{n}·", "[{n}]"],
)  # fmt: skip
def test_page_numbers_are_told_by_their_style_and_place(style: str, language: str) -> None:
    known = set_pages([Block(p) for p in paragraphs(5, language, 16)], Style(columns=2, foot=(style,)))
    taken = taken_of(file_of(known.pages))
    assert [(step, squeezed(t)) for step, t in taken] == [("page numbers", squeezed(t)) for t in known.apart]


def test_numbers_in_the_text_are_no_page_numbers() -> None:
    assert taken_of(in_lines(MEASURE, "17", "- 4 to 5 -", "2021")) == []


@pytest.mark.parametrize("heads", [("Gazette {n}",), ("Official Gazette", "Report to the council, volume 3")])
def test_running_heads_recur(heads: tuple[str, ...]) -> None:
    known = set_pages([Block(p) for p in paragraphs(6, "en", 30)], Style(head=heads))
    assert len(known.pages) >= 4
    assert taken_of(file_of(known.pages)) == [("running heads of the pages", t) for t in known.apart]


@pytest.mark.parametrize("sentence", ["We will finance 5 wind farms in 2021.", "本市将在2021年建设五处海上风电场。"])
def test_a_sentence_on_top_of_each_page_is_no_running_head(sentence: str) -> None:
    known = set_pages([Block(p) for p in paragraphs(6, "en", 30)], Style(head=(sentence,)))
    [record] = read_pdf(file_of(known.pages), "a.pdf").records
    assert record["taken"] == []
    assert squeezed(record["text"]).count(squeezed(sentence)) == len(known.pages)


def test_the_title_stays_where_it_stands_first() -> None:
    title = "A plan for the regions"
    known = set_pages([Block(p) for p in paragraphs(6, "en", 30)], Style(head=(title,)))
    [record] = read_pdf(file_of(known.pages, title=title), "a.pdf").records
    assert record["title"] == title
    assert record["text"].startswith(f"{title}\n")
    assert record["taken"] == [("running heads of the pages", title)] * (len(known.pages) - 1)


def test_heads_on_two_pages_stay() -> None:
    known = set_pages([Block(p) for p in paragraphs(6, "en", 12)], Style(head=("Gazette",)))
    assert len(known.pages) == 2
    assert taken_of(file_of(known.pages)) == []


def test_turned_text_that_holds_sentences_is_read() -> None:
    page = Page()
    page.draw(72, 700, "The page itself has one long line that says what stands here.")
    page.draw(30, 300, "The council agreed to finance the wind farm.", turn=90)
    [record] = read_pdf(file_of([page]), "a.pdf").records
    assert record["text"].endswith("\nThe council agreed to finance the wind farm.")
    assert record["taken"] == []


def test_vertical_writing_comes_as_the_file_has_it() -> None:
    page = Page()
    for column, text in enumerate(["行政院核定照顾服务计划并公布", "各县市政府应按年度编列经费办理"]):
        for n, letter in enumerate(text):
            page.draw(500 - 30 * column, 780 - 18 * n, letter, size=14)
    [record] = read_pdf(file_of([page]), "a.pdf").records
    assert squeezed(record["text"]) == "行政院核定照顾服务计划并公布各县市政府应按年度编列经费办理"


def test_a_scanned_page_is_a_loss_with_its_number(pdf: Callable[..., bytes]) -> None:
    reading = read_pdf(pdf([LINES, None, LINES, None, []]), "a.pdf")
    assert reading.losses == [
        ("text", "a page of the PDF is a scan without a text layer; page 2"),
        ("text", "a page of the PDF is a scan without a text layer; page 4"),
    ]


def test_the_number_on_a_scanned_page_is_taken() -> None:
    text, scan = Page(), Page(scan=True)
    text.draw(72, 700, "The council agreed to finance the wind farm.")
    scan.draw(290, 30, "- 2 -")
    reading = read_pdf(file_of([text, scan]), "a.pdf")
    assert reading.records[0]["taken"] == [("letters on scanned pages", "- 2 -")]
    assert len(reading.losses) == 1


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


@pytest.mark.parametrize("letters", [True, False])
def test_a_page_of_very_many_letters_is_read_in_the_order_of_the_file(letters: bool) -> None:
    page = Page()
    for n in range(6_000):
        page.draw(10 + 9 * (n % 60), 830 - 8 * (n // 60), "国A", size=2)
    [record] = read_pdf(file_of([page], Producer(letters=letters)), "a.pdf").records
    assert squeezed(record["text"]) == "国A" * 6_000
