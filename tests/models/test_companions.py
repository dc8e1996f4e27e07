"""Companions by hand: which words stand beside a theme, and what they claim."""

from collections.abc import Sequence

import pytest

from topics.models import ModelInput, fit
from topics.models.counting.clauses import claims, find_claims
from topics.models.counting.companions import Companion, companions, with_companions
from topics.models.counting.term_table import companion_table
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.themes import Theme

WIND = Theme("wind", ("风电",), (("zh", "风电"),))
POWER = Theme("wind", ("wind power",), (("en", "Wind power"),))
NAMED = ("风电投运。叶片出海。", ("叶片", "出海"))
OTHER = ("铁路延伸。", ("铁路", "延伸"))


def tokens_of(words: Sequence[Sequence[str]], documents: Sequence[str] = ()) -> Tokens:
    names = documents or [f"d{n}" for n in range(len(words))]
    return build_tokens(
        [f"{name}#{n}" for n, name in enumerate(names)], [list(some) for some in words], min_passages=1, max_share=1.0
    )


def found_in(passages: Sequence[tuple[str, Sequence[str]]], documents: Sequence[str] = ()) -> dict[str, Companion]:
    texts, tokens = [text for text, _ in passages], tokens_of([words for _, words in passages], documents)
    mentioned = claims(texts, [WIND]).mentioned
    (some,) = companions(tokens, mentioned, [WIND], documents or texts_of_their_own(texts))
    return {one.word: one for one in some}


def texts_of_their_own(texts: Sequence[str]) -> list[str]:
    return [str(n) for n in range(len(texts))]


def test_the_weight_is_half_of_what_a_word_has_over_chance_shrunk_by_two_documents() -> None:
    found = found_in([NAMED] * 6 + [OTHER] * 4)
    assert set(found) == {"叶片", "出海"}
    # m = 1, b = .6: 6 (1 − .6) / ((6 + 2) (1 − .6))
    assert (found["叶片"].documents, found["叶片"].beside) == (6, 1.0)
    assert found["叶片"].weight == pytest.approx(6 / 8 / 2)


@pytest.mark.parametrize(
    ("passages", "documents"),
    [
        ([NAMED] * 4 + [OTHER] * 8, ()),  # too few documents hold the word
        ([NAMED] * 9 + [OTHER] * 4, [*["one"] * 9, *"abcd"]),  # one document that repeats it
        ([("风电投运。叶片出海。", ("叶片",)), ("叶片出口。", ("叶片",))] * 6, ()),  # beside the theme by chance
        ([("风电投运。叶片出海。", ("叶片",))] * 20, ()),  # all text is about the theme
        ([("风电投运。", ("风电", "风"))] * 6 + [OTHER] * 6, ()),  # the term itself, and a single letter
    ],
)
def test_what_is_no_companion(passages: list[tuple[str, Sequence[str]]], documents: list[str]) -> None:
    assert found_in(passages, documents) == {}


@pytest.mark.parametrize(
    ("text", "theme", "weights", "claimed"),
    [
        ("风电投运。叶片出海。", WIND, {"叶片": 0.5}, 5 + 0.5 * 5),
        ("风电投运，叶片出海。", WIND, {"叶片": 0.5, "出海": 0.7}, 5 + 0.7 * 5),  # one clause, once
        ("叶片出海。塔筒交付。", WIND, {"叶片": 0.5, "塔筒": 0.5}, 0),  # the theme is not named
        ("风电投运。《叶片办法》施行。", WIND, {"叶片": 0.5}, 5 + 0.5 * 2),  # a name
        ("风电投运。叶片、铁路、港口并进。", WIND, {"叶片": 0.5}, 5 + 0.5 * 2),  # an item
        ("Wind power grew. The blades sailed.", POWER, {"blades": 0.5}, 14 + 0.5 * 16),
        ("Wind power grew. A Bladesmith sailed.", POWER, {"blades": 0.5}, 14),  # within a word
        ("Wind power. Blades and towers sailed.", POWER, {"blades": 0.5, "towers": 0.4}, 10 + 0.5 * 22),
    ],
)
def test_what_companions_claim(text: str, theme: Theme, weights: dict[str, float], claimed: float) -> None:
    beside = [Companion(word, 5, 1.0, weight) for word, weight in weights.items()]
    found = with_companions(find_claims([text], [theme]), [text], [beside])
    made = claims([text], [theme], found, [weights])
    assert made.claimed[0, 0] == pytest.approx(claimed)
    assert made.mentioned[0, 0] == claims([text], [theme]).mentioned[0, 0]  # companions mention nothing


def test_the_fit_counts_companions_and_keeps_them() -> None:
    passages = [NAMED] * 6 + [OTHER] * 6
    texts, tokens = tuple(text for text, _ in passages), tokens_of([words for _, words in passages])
    fitted = fit(ModelInput(tokens, texts, (WIND,)), "clause-extent")
    kept = fitted.scores["companions"]["wind"]
    assert [one["word"] for one in kept] == ["出海", "叶片"]
    assert (
        fitted.scores["rates"]["wind"] == 0.5
    )  # by terms alone these passages are wholly about it, and no text is added
    assert fitted.passage_present is not None
    assert fitted.passage_present[:, 0].tolist() == [1] * 6 + [0] * 6
    assert fitted.passage_topics[:, 0].tolist() == [1] * 6 + [0] * 6
    table = companion_table(texts, tokens, [WIND], [f"d{n}" for n in range(12)])
    assert table["word"].tolist() == ["出海", "叶片"]
    assert table["weight"].tolist() == [one["weight"] for one in kept]
