import numpy as np
import pytest

from topics.evaluation.matching import assign
from topics.evaluation.similarity import jensen_shannon
from topics.evaluation.stability import Runs, run_stability
from topics.evaluation.word_agreement import beyond_chance, chance_similarity, without_even_part
from topics.models.fitted import FittedTopics

N_WORDS, N_TOPICS = 2000, 20


def planted(seed: int, vocabulary: int = N_WORDS) -> np.ndarray:
    """Topics of 40 words each, drawn by Zipf's frequencies, with counts that fall by rank."""
    random = np.random.default_rng(seed)
    zipf = 1 / np.arange(1, vocabulary + 1)
    rows = np.zeros((N_TOPICS, vocabulary))
    for row in rows:
        words = random.choice(vocabulary, 40, replace=False, p=zipf / zipf.sum())
        row[words] = 100 / np.arange(1, 41)
    return rows


def smoothed(counts: np.ndarray, eta: float) -> np.ndarray:
    return (counts + eta) / (counts + eta).sum(axis=1, keepdims=True)


def shared(part: float, seed: int, vocabulary: int = N_WORDS) -> tuple[np.ndarray, np.ndarray]:
    """Two sets of counts; each topic of the second takes `part` of its words' weight from that of the first."""
    one, other = planted(seed, vocabulary), planted(seed + 1000, vocabulary)
    return one, part * one + (1 - part) * other


def agreement(a: np.ndarray, b: np.ndarray) -> float:
    rows = [without_even_part(a), without_even_part(b)]
    matrix = jensen_shannon(*rows)
    return float(beyond_chance(matrix[assign(matrix)].mean(), chance_similarity(rows)))


def test_the_even_part_is_the_least_weight_of_each_topic():
    rows = np.array([[0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]])
    assert without_even_part(rows) == pytest.approx(np.array([[1 / 2, 1 / 3, 1 / 6, 0], [0.25] * 4]))


def test_topics_that_nothing_was_given_to_stay_even_whatever_the_rounding():
    rounded = np.float32([0.1] * 10) + np.float32(1e-8) * np.arange(10, dtype=np.float32)
    assert without_even_part(rounded[None].astype(float))[0] == pytest.approx([0.1] * 10)


@pytest.mark.parametrize("vocabulary", [500, 2000, 5000])
@pytest.mark.parametrize("eta", [1e-3, 0.1, 1])
def test_equal_fits_agree_wholly_and_unrelated_ones_not_at_all(eta, vocabulary):
    one, other = (smoothed(planted(seed, vocabulary), eta) for seed in (1, 2))
    assert agreement(one, one[::-1]) == pytest.approx(1)
    assert agreement(one, other) < 0.1


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6])
def test_the_prior_moves_no_agreement(part):
    one, other = shared(part, 3)
    found = [agreement(smoothed(one, eta), smoothed(other, eta)) for eta in (1e-3, 0.1, 1)]
    assert found == pytest.approx([found[0]] * 3, abs=0.01)
    raw = [jensen_shannon(smoothed(one, eta), smoothed(other, eta)) for eta in (1e-3, 1)]
    assert raw[1][assign(raw[1])].mean() > raw[0][assign(raw[0])].mean() + 0.1


@pytest.mark.parametrize("seed", range(3))
def test_agreement_rises_with_the_part_that_is_shared(seed):
    found = [agreement(*shared(part, seed)) for part in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    assert (np.diff(found) > 0).all()
    assert found[-1] == pytest.approx(1)


def test_words_that_cannot_be_exchanged_have_no_chance():
    assert chance_similarity([np.ones((1, 3)), np.ones((1, 3))]) == 0


@pytest.mark.parametrize("eta", [1e-3, 0.1, 1])
def test_runs_are_compared_without_the_prior(eta):
    def fitted(counts: np.ndarray) -> FittedTopics:
        ids, words = tuple(f"t{i}" for i in range(N_TOPICS)), tuple(f"w{i:04d}" for i in range(N_WORDS))
        return FittedTopics(ids, smoothed(counts, eta), np.zeros((1, N_TOPICS), np.float32), ("p",), words)

    one, other = shared(0.5, 5)
    runs = Runs({"a": fitted(one), "b": fitted(other)})
    assert run_stability(runs)["word_agreement"].tolist() == pytest.approx([agreement(one, other)] * 2, abs=0.01)
