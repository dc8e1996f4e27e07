"""Grounds against a change that is one of wording, from hand-made tables."""

import pytest

from topics.claims.drift import drift_grounds
from topics.results.vocabulary import REPLACED, WITHOUT, Vocabulary
from topics.shares.vocabulary.term_parts import TERM_PARTS

ALL = ("net", "", 1.0, -0.2, -0.3, -0.1, 0.001)


def vocabulary(*without, replaced=()) -> Vocabulary:
    return Vocabulary(TERM_PARTS.frame(), WITHOUT.frame(without), REPLACED.frame(replaced))


def left_out(term: str, part: float, change: float, p: float):
    return ("net", term, part, change, change - 0.1, change + 0.1, p)


def swapped(change: float, p: float, *, rises: bool = True, term: str = "5G", word: str = "6G"):
    return ("net", term, word, rises, 0.4, 0.05, 0.0, 0.35, 1e-5, 0.9, 0.8, change, change - 0.1, change + 0.1, p)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([left_out("5G", 0.5, -0.1, 0.01), left_out("基站", 0.5, -0.1, 0.09)], []),
        ([left_out("5G", 0.7, 0.0, 0.9), left_out("基站", 0.3, -0.2, 0.001)], ["5G"]),
        ([left_out("5G", 0.7, -0.05, 0.11), left_out("基站", 0.3, -0.2, 0.001)], ["5G"]),
        ([left_out("5G", 0.5, 0.2, 0.001), left_out("基站", 0.5, 0.1, 0.5)], ["5G", "基站"]),
        ([left_out("wind farm", 0.5, -0.1, 0.01), left_out("turbine", 0.5, -0.1, 0.01)], []),
    ],
)
def test_a_change_stands_without_any_of_its_terms_or_the_terms_are_named(rows, said):
    grounds = drift_grounds(vocabulary(ALL, *rows))
    assert grounds is not None
    assert [all(f"“{term}”" in str(ground) for term in said) for ground in grounds] == ([True] if said else [])


def test_a_theme_of_one_term_cannot_be_told_from_its_word():
    assert drift_grounds(vocabulary(ALL, left_out("5G", 1.0, float("nan"), float("nan")))) is None
    assert drift_grounds(vocabulary(ALL, left_out("5G", 1.0, 0, 1), left_out("基站", 0.0, -0.2, 0.001))) is None


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (swapped(-0.01, 0.8), True),
        (swapped(-0.09, 0.01), True),  # told, but less than half of it is left
        (swapped(0.2, 0.001), True),
        (swapped(-0.15, 0.02), False),
        (swapped(-0.01, 0.8, rises=False), True),
    ],
)
def test_a_change_stands_when_words_in_the_place_of_its_terms_are_counted(row, refused):
    terms = left_out("5G", 0.5, -0.1, 0.01), left_out("基站", 0.5, -0.1, 0.01)
    grounds = drift_grounds(vocabulary(ALL, *terms, replaced=[row]))
    assert bool(grounds) == refused
    # Of one term alone nothing is left out, but a word in its place is told.
    assert bool(drift_grounds(vocabulary(ALL, left_out("5G", 1.0, 0, 1), replaced=[row]))) == refused


def test_the_ground_says_which_took_the_place_of_which():
    down, up = (str(drift_grounds(vocabulary(ALL, replaced=[swapped(0, 1, rises=r)]))[0]) for r in (True, False))
    assert down.startswith("“6G” (0% → 35% of documents) takes the place of “5G” (40% → 5%)")
    assert up.startswith("“5G” (40% → 5% of documents) takes the place of “6G” (0% → 35%)")
