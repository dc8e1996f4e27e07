"""What stop lists, a lexicon and limits did to the words that were found, on sentences counted by hand."""

import pytest

from topics.preprocessing.words.deeds import deeds
from topics.preprocessing.words.tokens import Selection, build_tokens

PASSAGES = [
    ["the", "wind", "farm", "turns", "the", "mill"],
    ["the", "rail", "road", "US", "wind"],
    ["the", "old", "mill", "wind"],
]


@pytest.fixture
def selection() -> Selection:
    tokens = build_tokens(
        ["a", "b", "c"],
        PASSAGES,
        stop_words=frozenset({"the", "old", "zebra", "US"}),
        keep=frozenset({"US"}),
        min_length=2,
        min_passages=2,
        max_share=0.7,
    )
    assert tokens.selection is not None
    assert tokens.vocabulary == ("US", "mill")
    return tokens.selection


def test_each_word_is_left_out_by_the_first_rule_that_concerns_it(selection: Selection) -> None:
    rules = dict(zip(selection.words, selection.left_out, strict=True))
    assert rules == {
        "the": "stop word", "wind": "common", "farm": "rare", "turns": "rare", "mill": "", "rail": "rare",
        "road": "rare", "US": "", "old": "stop word",
    }  # fmt: skip
    assert dict(zip(selection.words, selection.occurrences.tolist(), strict=True))["the"] == 4


def test_lists_are_told_with_what_they_took_and_a_word_of_two_lists_under_the_first(selection: Selection) -> None:
    lists = {"toolkit": ["the", "zebra"], "study": ["The", "old", "US"], "idle": ["zebra"]}
    found = deeds(selection, lists, {"rail road": "rail road", "mill": "mill"})
    assert found["lists"] == {
        "toolkit": {"words": 1, "occurrences": 4},
        "study": {"words": 1, "occurrences": 1},
        "idle": {"words": 0, "occurrences": 0},
    }
    assert found["lexicon"] == {"words": 1, "occurrences": 2}
    assert found["limits"]["rare"] == {"words": 4, "occurrences": 4}
    assert found["limits"]["common"] == {"words": 1, "occurrences": 3}
    assert found["limits"]["short"]["words"] == 0
