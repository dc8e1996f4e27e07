"""Averages over drawn states: the sampler's probabilities, what is counted, and what averaging brings."""

from itertools import product

import numpy as np
import pytest
from scipy.special import gammaln

from tests.models.lda.test_collapsed import bags_of, inferred, planted
from topics.errors import ModelError
from topics.evaluation.perplexity import alternate_words, completion_perplexity
from topics.models import ModelInput, fit
from topics.models.lda.averaging import averaged
from topics.models.lda.bags import Bags
from topics.models.lda.collapsed import collapsed
from topics.models.lda.collapsed_kernel import first_topics, sweep
from topics.models.model_input import compositions
from topics.preprocessing.words.tokens import build_tokens
from topics.simulation.generators import simulate


def log_joint(topics: tuple[int, ...], words: list[int], passage: list[int], alpha: float, eta: float) -> float:
    """log p(w, z) up to a constant, two topics and three words, θ and φ integrated out."""
    by_passage, by_word = np.zeros((2, 2)), np.zeros((3, 2))
    for z, w, d in zip(topics, words, passage, strict=True):
        by_passage[d, z] += 1
        by_word[w, z] += 1
    inner = gammaln(by_passage + alpha).sum() + gammaln(by_word + eta).sum()
    return float(inner - gammaln(by_word.sum(axis=0) + 3 * eta).sum())


def test_states_are_drawn_as_often_as_they_are_likely():
    words, passage, alpha, eta = [0, 0, 1, 1, 2], [0, 0, 0, 1, 1], 0.4, 0.3
    states = list(product(range(2), repeat=5))
    exact = np.exp([log_joint(z, words, passage, alpha, eta) for z in states])
    exact /= exact.sum()
    topic, uniform = np.zeros(5, np.int32), np.random.default_rng(0)
    by_passage, by_word = np.zeros((2, 2), np.float32), np.zeros((3, 2), np.float32)
    tokens, ends = np.array(words, np.int32), np.array([0, 3, 5])
    even = np.full((2, 2), 0.5, np.float32), np.full((3, 2), 0.5, np.float32)
    first_topics(tokens, ends, *even, uniform.random(5, dtype=np.float32), topic, by_passage, by_word)
    totals, seen = by_word.sum(axis=0), dict.fromkeys(states, 0)
    prior = np.full(2, alpha, np.float32)
    for _ in range(40_000):
        drawn = uniform.random(5, dtype=np.float32)
        sweep(tokens, ends, topic, drawn, prior, eta, by_passage, by_word, totals)
        seen[tuple(topic.tolist())] += 1
    assert np.array(list(seen.values())) / 40_000 == pytest.approx(exact, abs=0.012)
    assert totals.tolist() == by_word.sum(axis=0).tolist() == by_passage.sum(axis=0).tolist()


def test_every_token_is_counted_once_in_an_average():
    bags, _ = planted(200)
    found = inferred(bags, 6)
    for draws in (1, 7):
        mean = averaged(bags, found, 1, draws)
        lengths = np.add.reduceat(bags.counts, bags.ends[:-1])
        assert mean.gamma.sum(axis=1) - 6 * 0.05 == pytest.approx(lengths, rel=1e-4)
        assert mean.lambda_.sum() - 0.1 * mean.lambda_.size == pytest.approx(bags.counts.sum(), rel=1e-6)
        tokens = (mean.gamma - 0.05) * draws
        assert np.abs(tokens - tokens.round()).max() < 1e-3  # a mean of whole numbers
    assert averaged(bags, found, 1, 3).gamma.tobytes() == averaged(bags, found, 1, 3).gamma.tobytes()
    assert averaged(bags, found, 1, 3).gamma.tobytes() != averaged(bags, found, 2, 3).gamma.tobytes()


@pytest.mark.parametrize(("draws", "keep", "states"), [(7, 10, 7), (40, 10, 10), (1, 10, 1), (12, 3, 3)])
def test_kept_states_are_some_of_those_that_are_averaged(draws, keep, states):
    bags, _ = planted(50)
    found = inferred(bags, 4)
    plain, kept = averaged(bags, found, 1, draws), averaged(bags, found, 1, draws, keep=keep)
    assert plain.gamma.tobytes() == kept.gamma.tobytes()
    assert plain.drawn is None
    assert kept.drawn is not None
    assert kept.drawn.shape == (50, states, 4)
    assert kept.drawn.sum(axis=2) == pytest.approx(np.ones((50, states)), abs=1e-5)
    if states == draws:
        assert kept.drawn.mean(axis=1) == pytest.approx(compositions(kept.gamma), abs=1e-4)


@pytest.mark.parametrize("options", [{"draws": 12}, {"inference": "gibbs", "passes": 30}])
def test_kept_states_stand_in_the_rows_of_their_passages(options):
    """Passages without a known word in between have no composition in any state; the others resemble their mean."""
    random, texts = np.random.default_rng(1), []
    for n in range(60):
        own = ["风电", "叶片", "wind"] if n % 2 else ["高铁", "列车", "rail"]
        texts.append(" ".join(random.choice(own, 12)) if n % 7 else "，")
    words = [text.split() if text != "，" else [] for text in texts]
    tokens = build_tokens(tuple(f"p{n}" for n in range(60)), words, min_passages=2, max_share=1.0)
    found = fit(ModelInput(tokens, texts), "lda", topics=2, seed=1, keep_draws=True, **options)
    assert found.drawn is not None
    assert found.drawn.shape == (60, 10, 2)
    empty = np.arange(60) % 7 == 0
    assert (found.drawn[empty] == 0).all()
    assert found.drawn[~empty].sum(axis=2) == pytest.approx(np.ones((51, 10)), abs=2e-3)
    assert np.abs(found.drawn.mean(axis=1) - found.passage_topics).max() < 0.1


def test_states_are_kept_where_some_are_drawn():
    tokens = build_tokens(("a", "b"), [["风电", "叶片"], ["风电", "叶片"]], min_passages=1, max_share=1.0)
    for options in ({}, {"inference": "variational"}):
        with pytest.raises(ModelError, match="keep_draws needs states that are drawn"):
            fit(ModelInput(tokens, ("", "")), "lda", topics=2, keep_draws=True, **options)


def test_a_word_repeated_in_a_passage_is_that_many_tokens():
    bags = bags_of([[3, 0, 0], [0, 2, 2]])
    mean = averaged(bags, inferred(bags, 2), 1, 4)
    assert (mean.lambda_ - 0.1).sum(axis=0) == pytest.approx([3, 2, 2], abs=1e-5)


@pytest.mark.parametrize("seed", [1, 2])
def test_averages_predict_held_out_words_of_topics_that_share_words_better_than_the_optimum(seed):
    tokens = simulate("A", documents=60, seed=seed).tokens
    held = np.arange(tokens.n_passages) % 5 == 0
    shown, hidden = alternate_words(tokens, np.flatnonzero(held))
    bags = Bags.of_matrix(tokens.of_passages(np.flatnonzero(~held)).counts)
    found = collapsed(bags, tokens.n_words, np.full(16, 0.05), 0.1, seed, passes=100, tolerance=1e-4)
    told = [
        completion_perplexity(fit.lambda_ / fit.lambda_.sum(axis=1, keepdims=True), 0.05, shown, hidden)
        for fit in (found, averaged(bags, found, seed, 40))
    ]
    assert told[1] < 0.99 * told[0]


def test_draws_go_with_collapsed_inference_alone():
    texts = ("风电 叶片 风电", "高铁 列车", "wind wind turbine", "rail train", "风电 叶片", "高铁 列车 列车")
    tokens = build_tokens(tuple("abcdef"), [text.split() for text in texts], min_passages=1, max_share=1.0)
    data = ModelInput(tokens, texts)
    plain, drawn = (fit(data, "lda", topics=2, seed=1, draws=draws) for draws in (0, 5))
    assert plain.topic_words.tobytes() != drawn.topic_words.tobytes()
    assert drawn.scores["bound_per_word"] < 0
    alone = fit(data, "lda", topics=2, seed=1, refit=False)
    assert plain.refitted is not None
    assert alone.refitted is None
    assert alone.topic_words.tobytes() == plain.topic_words.tobytes()
    for options in ({"inference": "variational"}, {"inference": "gibbs"}, {"chunk": 3}):
        with pytest.raises(ModelError, match="draws = 5; states are drawn"):
            fit(data, "lda", topics=2, seed=1, draws=5, **options)
    with pytest.raises(ModelError, match="draws must be at least 0"):
        fit(data, "lda", topics=2, seed=1, draws=-1)
