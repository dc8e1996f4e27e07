import numpy as np
import pytest

from topics.evaluation.words import RANKINGS, frex, relevance

# Words: shared by both topics, exclusive to one, rare and exclusive, never used.
WORDS = np.array([[0.6, 0.3, 0.1, 0.0], [0.5, 0.0, 0.0, 0.5]])
SHARES = np.array([0.55, 0.15, 0.05, 0.25])


def test_frex_by_hand():
    scores = frex(WORDS)
    # Topic 0: exclusivities 6/11, 1, 1, so F = 1/3, 1, 1; frequencies .6, .3, .1, so F = 1, 2/3, 1/3.
    assert scores[0, :3] == pytest.approx([1 / (0.5 * 3 + 0.5), 1 / (0.5 + 0.5 * 1.5), 1 / (0.5 + 0.5 * 3)])
    # Topic 1: exclusivities 5/11 and 1, equal frequencies.
    assert scores[1, [0, 3]] == pytest.approx([1 / (0.5 * 2 + 0.5), 1])
    assert np.isneginf(scores[0, 3])
    assert np.isneginf(scores[1, 1:3]).all()


def test_frex_of_weight_0_ranks_by_frequency_and_of_weight_1_by_exclusivity():
    assert frex(WORDS, 0)[0, :3] == pytest.approx([1, 2 / 3, 1 / 3])
    assert frex(WORDS, 1)[0, :3] == pytest.approx([1 / 3, 1, 1])


def test_relevance_by_hand():
    scores = relevance(WORDS, SHARES)
    assert scores[0, 0] == pytest.approx(0.6 * np.log(0.6) + 0.4 * np.log(0.6 / 0.55))
    assert scores[0, 1] == pytest.approx(0.6 * np.log(0.3) + 0.4 * np.log(2))
    assert relevance(WORDS, SHARES, 1)[1, 3] == pytest.approx(np.log(0.5))
    assert relevance(WORDS, SHARES, 0)[1, 3] == pytest.approx(np.log(2))
    assert np.isneginf(scores[0, 3])


@pytest.mark.parametrize(("ranking", "first"), [("probability", 0), ("frex", 1), ("relevance", 0)])
def test_rankings_differ_in_what_comes_first(ranking, first):
    assert RANKINGS[ranking](WORDS, SHARES)[0].argmax() == first


@pytest.mark.parametrize("ranking", RANKINGS)
def test_no_ranking_takes_a_word_that_the_topic_does_not_use_or_the_corpus_lacks(ranking):
    words = np.array([[1.0, 0.0], [1.0, 0.0]])
    scores = RANKINGS[ranking](words, np.array([1.0, 0.0]))
    assert np.isfinite(scores[:, 0]).all()
    assert np.isneginf(scores[:, 1]).all()
