"""Topics that mean something stand out from topics that do not, whoever made them."""

from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ScoreError
from topics.evaluation.chance import AGREEMENT, ByChance, agreement, chance_check, coherence_gain, dealt, gain_floor
from topics.evaluation.stability import SIMILARITY, Runs
from topics.models import FittedTopics, ModelInput, fit
from topics.models.presence import present
from topics.preprocessing.words.tokens import Tokens, build_tokens


def short_passages(n: int = 500, length: int = 20, topics: int = 6, seed: int = 0) -> Tokens:
    """Passages of one of some topics each: half of the words are the topic's, half are common to all."""
    random = np.random.default_rng(seed)
    common = np.array([f"c{i}" for i in range(40)])
    texts = []
    for p in range(n):
        own = [f"t{p % topics}w{i}" for i in random.integers(0, 25, length // 2)]
        texts.append([*own, *random.choice(common, length - length // 2)])
    return build_tokens([str(p) for p in range(n)], texts, min_passages=1, max_share=1.0)


def dealt_anew(tokens: Tokens, seed: int = 0) -> Tokens:
    words = [tokens.vocabulary[i] for i in np.random.default_rng(seed).permutation(tokens.word_ids)]
    texts = [words[a:b] for a, b in zip(tokens.offsets[:-1], tokens.offsets[1:], strict=True)]
    return build_tokens(list(tokens.passage_ids), texts, min_passages=1, max_share=1.0)


def fits_of(tokens: Tokens, kind: str = "lda", topics: int = 6, n: int = 3, **options: object) -> list[FittedTopics]:
    data = ModelInput(tokens, ("",) * tokens.n_passages)
    return [fit(data, kind, topics=topics, seed=seed, **options) for seed in range(1, n + 1)]


def fitted(passage_topics: list[list[float]], topic_words: list[list[float]], words: list[str]) -> FittedTopics:
    weights, of_words = np.array(passage_topics, dtype=np.float32), np.array(topic_words, dtype=np.float32)
    ids = tuple(f"t{k}" for k in range(weights.shape[1]))
    return FittedTopics(ids, of_words, weights, tuple(map(str, range(len(weights)))), tuple(words))


def test_the_gain_of_words_that_stand_together_by_hand() -> None:
    """a and b stand together in half of the passages and c and d in the other half; a and c never."""
    texts = [["a", "b"] if p % 2 else ["c", "d"] for p in range(200)]
    tokens = build_tokens([str(p) for p in range(200)], texts, min_passages=1, max_share=1.0)
    order = [tokens.vocabulary.index(word) for word in "abcd"]
    of_words = np.zeros((2, 4))
    of_words[0, order[:2]], of_words[1, [order[0], order[2]]] = 0.5, 0.5
    gains = coherence_gain(fitted([[1, 0]] * 200, of_words.tolist(), list(tokens.vocabulary)), tokens)
    epsilon = 1 / 400
    together = np.log((0.5 + epsilon) / (0.25 + epsilon)) / -np.log(0.5 + epsilon)
    apart = np.log(epsilon / (0.25 + epsilon)) / -np.log(epsilon)
    # Dealt anew, a word is in 7/16 of the passages, and two of them in 1/8.
    chance = np.log(0.125 / (7 / 16) ** 2) / -np.log(0.125)
    assert gains[0] == pytest.approx(together - chance, abs=0.1)
    assert gains[1] == pytest.approx(apart - chance, abs=0.1)


@pytest.mark.parametrize("kind", ["lda", "nmf"])
@pytest.mark.parametrize("topics", [6, 12])
def test_found_topics_are_told_from_those_of_text_dealt_anew(kind: str, topics: int) -> None:
    tokens = short_passages()
    found = chance_check(fits_of(tokens, kind, topics), tokens, kind)
    assert found.gain > 2 * found.floor
    assert found.agreement > 0.5
    assert not found.is_chance
    anew = dealt_anew(tokens)
    nothing = chance_check(fits_of(anew, kind, topics), anew, kind)
    assert nothing.gain < nothing.floor
    assert nothing.is_chance


@pytest.mark.parametrize("shape", [(500, 20, 6, 150), (300, 12, 4, 100), (200, 150, 5, 100)])
def test_topics_that_are_left_over_are_not_judged(shape: tuple[int, int, int, int]) -> None:
    """They took the gain of planted topics down to a seventh; on text dealt anew their words agreed by up to .93.

    η is heavy here, so that topics are left over. By default it is lighter where topics are many: fewer are, and the
    check says the same.
    """
    *planting, asked = shape
    tokens = short_passages(*planting)
    anew = dealt(tokens, seed=7)
    fits, nothing = (fits_of(text, topics=asked, n=2, eta=0.1, eta_form="auto") for text in (tokens, anew))
    assert fits[0].scores["empty_topics"] == (~present(fits[0].passage_topics)).sum()
    found = chance_check(fits, tokens)
    assert found.gain > found.floor
    assert not found.is_chance
    assert chance_check(nothing, anew).is_chance
    assert Runs({str(seed): own for seed, own in enumerate(nothing)}).matched(0, 1) < SIMILARITY
    assert Runs({str(seed): own for seed, own in enumerate(fits)}).matched(0, 1) > SIMILARITY
    for text, by_chance in ((tokens, False), (anew, True)):
        assert chance_check(fits_of(text, topics=asked, n=2), text).is_chance == by_chance


def test_topics_of_random_words_and_random_passages_are_chance() -> None:
    tokens, random = short_passages(), np.random.default_rng(3)
    drawn = [
        fitted(
            random.dirichlet(np.full(6, 0.1), tokens.n_passages).tolist(),
            random.dirichlet(np.full(tokens.n_words, 0.05), 6).tolist(),
            list(tokens.vocabulary),
        )
        for _ in range(2)
    ]
    found = chance_check(drawn, tokens)
    assert found.is_chance
    assert abs(found.agreement) < AGREEMENT / 4


@pytest.mark.parametrize("kind", ["lda", "nmf"])
@pytest.mark.parametrize(("topics", "length"), [(3, 12), (5, 60), (16, 20), (32, 20)])
def test_few_or_many_planted_topics_are_never_chance_and_dealt_text_is(kind: str, topics: int, length: int) -> None:
    tokens = short_passages(400, length, topics)
    assert not chance_check(fits_of(tokens, kind, topics)[:1], tokens, kind).is_chance
    anew = dealt(tokens, seed=11)
    assert chance_check(fits_of(anew, kind, topics)[:1], anew, kind).is_chance


@pytest.mark.parametrize("topics", [2, 3, 5])
def test_topics_of_frequent_words_with_a_small_gain_are_more_than_chance(topics: int) -> None:
    """Passages lean to one of few groups of words that all of them use: the gain is small, and the floor smaller."""
    random = np.random.default_rng(topics)
    leaning = random.dirichlet(np.full(60, 3.0), topics)
    texts = [[f"w{i}" for i in random.choice(60, 80, p=leaning[p % topics])] for p in range(600)]
    tokens = build_tokens([str(p) for p in range(600)], texts, min_passages=1, max_share=1.0)
    found = chance_check(fits_of(tokens, topics=topics), tokens)
    assert found.floor < found.gain < 0.08
    assert not found.is_chance


def test_the_floor_is_computed_once_for_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = short_passages(100)
    floor = gain_floor(tokens, 4, "lda")
    monkeypatch.setattr("topics.evaluation.chance.fit_model", None)
    assert gain_floor(replace(tokens, word_ids=tokens.word_ids.copy()), 4, "lda") == floor
    with pytest.raises(TypeError):
        gain_floor(tokens, 5, "lda")


def test_the_floor_of_much_text_is_that_of_a_part_and_not_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = short_passages(n=403)
    whole = gain_floor(tokens, 6, "lda")
    monkeypatch.setattr("topics.evaluation.chance._PASSAGES", 101)
    monkeypatch.setattr("topics.evaluation.chance._floors", {})
    part = tokens.of_passages(np.array([number * 403 // 101 for number in range(101)]))
    assert gain_floor(tokens, 6, "lda") == gain_floor(part, 6, "lda")
    assert gain_floor(part, 6, "lda") >= whole


def test_agreement_is_of_groups_whatever_their_names_and_priors() -> None:
    weights = np.eye(3)[[0, 0, 1, 1, 2, 2, 0, 1]]
    one = fitted(weights.tolist(), np.full((3, 4), 0.25).tolist(), list("abcd"))
    renamed = replace(one, passage_topics=one.passage_topics[:, [2, 0, 1]])
    assert agreement([one, renamed]) == pytest.approx(1)
    unassigned = replace(one, passage_topics=one.passage_topics * np.array([1, 1, 1, 1, 1, 1, 0, 0])[:, None])
    assert agreement([unassigned, unassigned]) == pytest.approx(1)
    assert agreement([one, unassigned]) < 1
    assert np.isnan(agreement([one]))


@pytest.mark.parametrize(
    ("gain", "agrees", "expected"),
    [(0.2, 0.5, False), (0.2, np.nan, False), (0.05, np.nan, True), (0.05, 0.9, True), (0.2, 0.02, True)],
)
def test_either_is_enough(gain: float, agrees: float, expected: bool) -> None:
    assert ByChance(gain, agrees, 0.08).is_chance is expected


def test_a_topic_without_two_words_has_no_gain_and_other_tokens_are_refused() -> None:
    tokens = build_tokens(["0", "1"], [["a", "b"], ["a", "b"]], min_passages=1, max_share=1.0)
    assert np.isnan(coherence_gain(fitted([[1.0]] * 2, [[1.0, 0.0]], list(tokens.vocabulary)), tokens)).all()
    with pytest.raises(ScoreError, match="other words"):
        coherence_gain(fitted([[1.0]] * 2, [[0.5, 0.5]], ["x", "y"]), tokens)


def test_of_a_guided_model_the_topics_of_themes_count() -> None:
    """Its free topics take what is about no theme, and are none that the model stands for."""
    tokens = short_passages()
    found = fits_of(tokens)[0]
    theirs = coherence_gain(found, tokens)
    guided = replace(found, theme_of={found.topic_ids[0]: "one"})
    assert chance_check([guided], tokens).gain == pytest.approx(theirs[0])
    assert chance_check([found], tokens).gain == pytest.approx(np.nanmean(theirs))
