"""What the keyword tables say of five passages that can be counted by hand."""

import pytest

from topics.models.keywords import (
    BY_PERIOD,
    KEYWORDS,
    OVERLAP,
    keyword_tables,
    keyword_warnings,
    term_counts,
    theme_warnings,
)
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

THEMES = (
    Theme("radio", ("5G", "5G base station", "mast")),
    Theme("safety", ("vault", "5G")),
    Theme("ghost", ("phlogiston",)),
)
TEXTS = ("a 5G base station by a mast", "5G and 5g", "the vault", "nothing here", "vault and mast")
WORDS = (["base", "mast"], ["5g", "5g"], ["vault"], ["nothing", "here"], ["vault", "mast", "five"])
PERIODS = ("2020", "2020", "2021", "2021", "")


@pytest.fixture
def tables() -> dict:
    tokens = build_tokens([f"p{i}" for i in range(5)], WORDS, min_passages=1, max_share=1.0)
    return keyword_tables(TEXTS, tokens, THEMES, PERIODS)


def test_each_span_belongs_to_the_longest_term_of_a_theme() -> None:
    assert term_counts(TEXTS, THEMES).tolist() == [
        [0, 1, 1, 0, 1, 0],
        [2, 0, 0, 0, 2, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0],
    ]


def test_the_keyword_table_counts_terms(tables: dict) -> None:
    table = tables[KEYWORDS]
    assert table["theme"].tolist() == ["radio"] * 3 + ["safety"] * 2 + ["ghost"]
    assert table["term"].tolist() == ["5G", "5G base station", "mast", "vault", "5G", "phlogiston"]
    assert table["keywords"].tolist() == ["5g", "", "mast", "vault", "5g", ""]
    assert table["occurrences"].tolist() == [2, 1, 2, 2, 3, 0]
    assert table["theme_share"].tolist() == pytest.approx([2 / 5, 1 / 5, 2 / 5, 2 / 5, 3 / 5, 0])
    assert table["per_million_words"].tolist() == [200_000, 100_000, 200_000, 200_000, 300_000, 0]
    assert table["passages"].tolist() == [1, 1, 2, 2, 2, 0]
    assert table["passage_share"].tolist() == pytest.approx([0.2, 0.2, 0.4, 0.4, 0.4, 0])
    assert table["warning"].tolist() == ["", "not in the vocabulary", "", "", "", "absent"]


def test_the_overlap_table_counts_passages(tables: dict) -> None:
    assert list(tables[OVERLAP].itertuples(index=False, name=None)) == [
        ("radio", 3, 3, 0),
        ("safety", 3, 4, 0),
        ("ghost", 0, 0, 0),
    ]


def test_the_period_table_counts_occurrences_and_all_words(tables: dict) -> None:
    table = tables[BY_PERIOD]
    assert list(table.columns) == ["theme", "term", "2020", "2021"]
    assert table["2020"].tolist() == [2, 1, 1, 0, 3, 0, 4]
    assert table["2021"].tolist() == [0, 0, 0, 1, 0, 0, 3]
    assert table.iloc[-1]["theme"] == "all words"


def test_warnings_are_sentences(tables: dict) -> None:
    assert keyword_warnings(tables) == ['The theme "ghost" has no keyword: no model of words can be guided to it.']


@pytest.mark.parametrize(("mast", "carries"), [(1, True), (2, True), (3, False)])
def test_a_term_with_nine_tenths_of_its_theme_carries_it(mast: int, carries: bool) -> None:
    texts = ["5G"] * 18 + ["mast"] * mast
    tokens = build_tokens([f"p{i}" for i in range(len(texts))], [[t] for t in texts], min_passages=1, max_share=1.0)
    found = keyword_tables(texts, tokens, (Theme("radio", ("5G", "mast")),))
    assert found[KEYWORDS]["warning"].tolist()[0] == ("carries the theme" if carries else "")
    expected = [f'"5G" makes up {1800 / (18 + mast):.0f}% of the occurrences of "radio"'] if carries else []
    assert [sentence.split(":")[0] for sentence in keyword_warnings(found)] == expected


@pytest.mark.parametrize(("passages", "rare"), [(1001, True), (1000, False)])
def test_a_term_in_under_one_passage_of_a_thousand_is_rare(passages: int, rare: bool) -> None:
    texts = ["mast", "vault"] + ["vault"] * (passages - 2)
    tokens = build_tokens([str(i) for i in range(passages)], [[t] for t in texts], min_passages=1, max_share=1.0)
    themes = (Theme("radio", ("mast", "5G")), Theme("safety", ("vault",)))
    tables = keyword_tables([*texts[:-1], "5G 5G"], tokens, themes)
    assert (tables[KEYWORDS]["warning"].tolist()[0] == "rare") is rare
    assert any("1 terms" in s or "in under 0.1% of the passages" in s for s in keyword_warnings(tables)) is rare


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("碳达峰、碳排放权", ["碳达峰", "碳排放权"]),
        ("数据安全，隐私", ["数据安全", "隐私"]),
        ("5G；6G", ["5G", "6G"]),
        ("wind power, offshore wind", ["wind power", "offshore wind"]),
        ("rail/freight", ["rail", "freight"]),
        ("高端化、智能化", []),  # a slogan that occurs as it stands
        ("phlogiston", []),
    ],
)
def test_a_list_in_one_pair_of_quotes_that_occurs_nowhere_is_told(term: str, parts: list[str]) -> None:
    themes = (Theme("mixed", (term, "nothing")),)
    texts = ("nothing here", "要高端化、智能化发展")
    tokens = build_tokens(["p0", "p1"], (["nothing", "here"], ["高端化", "智能化"]), min_passages=1, max_share=1.0)
    told = [s for s in theme_warnings(keyword_tables(texts, tokens, themes, ("", "")), themes) if "as one term" in s]
    each = ", ".join(f'"{part}"' for part in parts)
    assert told == (
        [f"“{term}” of “mixed” is read as one term, and occurs nowhere; for several write {each}."] if parts else []
    )
