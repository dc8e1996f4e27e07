"""The forms of terms in text: what they match, what they do not, and which word they count as."""

from copy import deepcopy

import pytest

from topics.terms import Finder, Form, plain_form
from topics.themes import Theme


def found(terms: tuple[str, ...], text: str, **options: object) -> list[str]:
    theme = Theme("x", terms, **options)  # type: ignore[arg-type]
    return [text[start:end] for start, end in theme.spans(text)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        # phrases: any white space between words, or a hyphen
        ("wind farm", "a wind farm, Wind\nfarm; wind  farm and wind-farm", ["wind farm", "Wind\nfarm", "wind  farm"]),
        ("wind farm", "wind farms, windfarm, wind, farm", []),
        ("minimum wage", "the minimum-wage law", ["minimum-wage"]),
        ("U.S. Congress", "the U.S. Congress", ["U.S. Congress"]),
        ("5G 专网", "5G 专网与5G-专网、5G专网", ["5G 专网"]),
        # a hyphen is a hyphen
        ("e-commerce", "e-commerce, ecommerce, e commerce", ["e-commerce"]),
        ("workers' rights", "workers' rights and workers’ rights", ["workers' rights", "workers’ rights"]),
        # whole words, whatever the letters
        ("caf", "café caf", ["caf"]),
        ("рис", "рисунок, рис", ["рис"]),
        ("ναι", "ναις ναι", ["ναι"]),
        ("5G", "15G 5GHz 5g工业5G网", ["5g", "5G"]),
        ("한국", "한국은 크다", ["한국"]),
        ("数据", "大数据中心", ["数据"]),
        # word beginnings
        ("tax*", "taxation Taxes tax syntax tax's", ["taxation", "Taxes", "tax", "tax's"]),
        ("климат*", "климатический климат", ["климатический", "климат"]),
        ("clim* change", "climate change, climatic-change", ["climate change", "climatic-change"]),
        # capitals
        ("US", "us US Us", ["US"]),
        ("R&D", "r&d R&D", ["R&D"]),
        ("UNICEF", "unicef UNICEF", ["unicef", "UNICEF"]),
        ("工业APP", "工业App", ["工业App"]),
        ("6G", "6g 6G", ["6g", "6G"]),
        # brackets of both widths
        ("办法(草案)", "办法（草案）与办法(草案)", ["办法（草案）", "办法(草案)"]),
        # quotation marks, dots in names and dashes, however they are set
        (
            "“放管服”改革",
            '“放管服”改革、「放管服」改革、"放管服"改革',
            ["“放管服”改革", "「放管服」改革", '"放管服"改革'],
        ),
        ("威廉·哈姆", "威廉·哈姆、威廉•哈姆、威廉・哈姆", ["威廉·哈姆", "威廉•哈姆", "威廉・哈姆"]),
        ("covid-19", "Covid–19", ["Covid–19"]),
        # cases of one letter
        ("kadın", "KADIN", ["KADIN"]),
        ("U.S.", "U.S. and U.S.A.", ["U.S."]),
    ],
)
def test_a_term_is_found_as_its_author_means_it(term: str, text: str, expected: list[str]) -> None:
    hits = found((term,), text)
    assert hits[: len(expected)] == expected
    assert len(hits) <= len(expected) + text.count("wind-farm")
    assert all(Theme("x", (term,)).form(hit).term == term for hit in hits)


@pytest.mark.parametrize(("case", "expected"), [("", ["US"]), ("any", ["us", "US"]), ("exact", ["US"])])
def test_a_theme_decides_about_capitals(case: str, expected: list[str]) -> None:
    assert found(("US",), "us US", case=case) == expected


def test_exact_holds_for_words_too() -> None:
    assert found(("Polish",), "polish the Polish", case="exact") == ["Polish"]


def test_the_longest_form_wins_whatever_its_case() -> None:
    assert found(("US", "us trade", "tax*", "tax credit"), "US trade, US aid, tax credits, tax credit") == [
        "US trade",
        "US",
        "tax",
        "tax credit",
    ]


def test_a_found_text_is_the_form_that_is_spelt_like_it() -> None:
    theme = Theme("x", ("wind farm", "wind-farm", "tax*", "taxes"))
    assert [theme.form(text).term for text in ("Wind-Farm", "wind\nfarm", "taxes", "Taxation")] == [
        "wind-farm",
        "wind farm",
        "taxes",
        "tax*",
    ]
    with pytest.raises(KeyError):
        theme.form("windfarm")


def test_a_finder_cuts_lower_case_and_keeps_capitals_where_they_count() -> None:
    assert Finder([plain_form("Wind farm")]).cut("the wind\nfarm") == [("the ", False), ("wind farm", True)]
    cased = deepcopy(Finder([plain_form("US"), plain_form("trade")]))
    assert cased.cased
    assert cased.cut("us US Trade") == [("us ", False), ("US", True), (" ", False), ("trade", True)]


def test_hostile_white_space_costs_little() -> None:
    finder = Finder([plain_form("a b c"), Form("x*", "xyz*", "xyz*")])
    assert finder.spans("a" + " " * 200_000 + "xyz" + "'" * 200_000) == [(200_001, 200_004)]
