"""Lines of languages with spaces between words: broken ones are joined, others are left alone."""

import textwrap
from pathlib import Path

import pytest

from tests.pdf_maker import SANS, SERIF, Style, lines_of
from topics.claims.preparation import joined_lines
from topics.preprocessing.broken_lines import BROKEN_LINES, whole_lines, words_at_breaks
from topics.preprocessing.corpus import read_corpus

PARAGRAPHS = [
    "The council of the district agreed in March that a port for the wind farms off the coast is to be built by the "
    "end of the year, and that the long-term loan for it will be paid back from the rents. Ministers in London said on "
    "Monday that the United Kingdom would bear a third of the costs.",
    "Care homes lost staff. Nurses were paid less than in Scotland, and the reform of 2019 changed little about that.",
    "An inquiry heard that employers, among them the North Sea Company and e-commerce firms, had asked for more time. "
    "It ends in May. The report will be read by all, and by the trade unions first.",
]
GERMAN = [
    "Die Bundesregierung hat am Mittwoch beschlossen, die Mittel für den Ausbau der Windkraft in den kommenden Jahren "
    "zu erhöhen. Das war in der Koalition lange umstritten, also wurde ein Kompromiss gesucht, und er wurde gefunden.",
    "Im Norden werden Häfen gebaut. Die Werften an der Küste haben Aufträge für viele Jahre, wie ihr Verband sagte.",
]


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # the measures of fonts have plain letters only


def whole(*texts: str) -> list[str]:
    """The lines of the last text, read beside the others."""
    return [line for line in whole_lines(texts[-1], words_at_breaks(texts))[0].split("\n") if line.strip()]


def wrapped(paragraph: str, width: int) -> str:
    return "\n".join(textwrap.wrap(paragraph, width, break_on_hyphens=False))


@pytest.mark.parametrize("width", [50, 66, 72, 80, 100])
@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, GERMAN], ids=["en", "de"])
def test_a_wrapped_text_is_the_text_with_one_line_a_paragraph(width: int, paragraphs: list[str]) -> None:
    text = "\n\n".join(wrapped(paragraph, width) for paragraph in paragraphs)
    assert whole(text) == paragraphs
    assert whole(text.replace("\n", "\r\n")) == paragraphs


@pytest.mark.parametrize("font", [SERIF, SANS])
@pytest.mark.parametrize("points", [260, 310, 340, 400, 451])
@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, GERMAN], ids=["en", "de"])
def test_lines_that_a_proportional_font_fills_with_more_or_fewer_letters(
    font: str, points: int, paragraphs: list[str]
) -> None:
    style = Style(justified=False)
    paragraphs = [paragraph.translate(UMLAUTS) for paragraph in paragraphs]
    blocks = [[line.text for line in lines_of(paragraph, style, points, 10.5, font, 0)] for paragraph in paragraphs]
    text = "\n\n".join("\n".join(block) for block in blocks)
    assert whole(text) == paragraphs


@pytest.mark.parametrize("width", [60, 72])
def test_indented_paragraphs_without_an_empty_line_between_them(width: int) -> None:
    text = "\n".join(wrapped(paragraph, width) for paragraph in PARAGRAPHS)
    joined = whole(text)
    assert " ".join(joined) == " ".join(PARAGRAPHS)
    assert len(joined) <= 5


@pytest.mark.parametrize(
    "lines",
    [
        [
            "We will support the regions that lost their mines",
            "money for the ports",
            "trains that run on time in the north",
        ],
        [
            "- build a port for the wind farms of the coast",
            "- pay for it with a loan of the bank",
            "- sell the old one",
        ],
        ["1. the port is built by the end of the year 2021", "2. the loan is paid back from the rents of it"],
        ["A report on the ports of the coast and their future", "By Jane Smith", "3 May 2021"],
        ["Ministry of Ports", "12 Dock Road", "London", "phone: 020 1234"],
        ["The port is built. It opens in the spring of the year.", "The loan is paid back. It was not a large one."],
        ["PORTS AND WIND FARMS OF THE COAST", "Introduction to the report", "The port is built by the end of May."],
    ],
)
def test_lines_that_no_page_broke_are_left_alone(lines: list[str]) -> None:
    assert whole_lines("\n".join(lines), {}) == ("\n".join(lines), 0, 0)


def test_items_of_a_list_stay_apart_in_a_wrapped_text() -> None:
    item = "- the port is built by the end of the year with a loan of a bank"
    text = f"{wrapped(PARAGRAPHS[0], 60)}\n\n{wrapped(item, 60)}\n- a second"
    assert whole(text) == [PARAGRAPHS[0], item, "- a second"]


PORT = "The council agreed to build a new port"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("and to pay for it with the wages of em-\nployers of the north", "employers"),
        ("and to pay for it with rents of long-\nterm tenants", "long-term"),
        (
            "by the agreement of the new Anglo-\nAmerican council of all the new ports,\nand no other",
            "Anglo-American",
        ),
        ("in the years of the pre- and post-\nwar loans", "pre- and post-war"),
        ("out of all the funds of the pre-\nand post-war loans", "pre- and post-war"),
        ("with the willing help and the co\u2010\noperation of the towns", "cooperation"),
    ],
)
def test_hyphens_at_line_ends_are_judged_by_the_words_of_the_corpus(text: str, joined: str) -> None:
    others = "Employers of all towns. A long-term loan, and a long-term plan. A post-war time. No cooperation."
    for end in ("\n", "\r\n"):
        [line] = whole(others, f"{PORT}\n{text}".replace("\n", end))
        assert joined in line


def test_a_word_that_nothing_decides_is_joined_unless_both_parts_are_words() -> None:
    [line] = whole("A coast, a guard.", f"{PORT}\nwith the good boats of the coast-\nguard of all of the wor-\nkers")
    assert "coast-guard" in line
    assert "workers" in line


def test_text_without_breaks_is_left_alone() -> None:
    assert words_at_breaks(["A long-term plan"]) == {}
    assert whole_lines("A plan", {}) == ("A plan", 0, 0)


def test_what_was_joined_is_in_the_account_and_in_the_checklists_words(tmp_path: Path) -> None:
    text = "The council pays its em-\nployers and the employers of others, who build a port for\nwind farms there."
    (tmp_path / "a.txt").write_text(f"2021-03-04\n\n{text}\n\nIt is a short line.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("2021-03-05\n\nThe employers of the council are content.", encoding="utf-8")
    corpus = read_corpus(tmp_path, language="en", min_characters=10, workers=1)
    entries = corpus.accounts.set_index("step")
    assert entries.loc[BROKEN_LINES, ["kind", "characters", "text"]].tolist() == ["rewritten", 0, "2 lines"]
    assert joined_lines(corpus.accounts).en == "2 lines joined in 1 document; 1 hyphen taken out"
    assert joined_lines(corpus.accounts.iloc[:0]).en.startswith("none to join")
