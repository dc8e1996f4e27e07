"""Refits: documents drawn whole, and how far compositions move."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.models.lda.test_collapsed import inferred, planted
from topics.models.lda.bags import Bags
from topics.models.lda.refit import documents_of, refitted, times_drawn
from topics.models.model_input import compositions


@pytest.mark.parametrize(
    ("ids", "numbers"),
    [
        (["a#1", "a#2", "b#1"], [0, 0, 1]),
        (["政策/一号.txt#1", "政策/一号.txt#12", "政策/二号.txt#1"], [0, 0, 1]),
        (["C# for all#1", "C# for all#2", "C++#1"], [0, 0, 1]),
        (["0", "1", "2"], [0, 1, 2]),
        (["b#1", "a#1", "b#2"], [1, 0, 1]),
    ],
)
def test_the_document_of_a_passage_is_read_from_its_id(ids, numbers):
    assert documents_of(ids).tolist() == numbers


def test_documents_are_drawn_whole_and_with_replacement():
    document = np.array([2, 0, 0, 1, 2, 2, 3])
    seen = np.zeros(4)
    for seed in range(200):
        times = times_drawn(document, np.random.default_rng(seed))
        of_document = times[[1, 3, 0, 6]]
        assert times.tolist() == of_document[document].tolist()
        assert of_document.sum() == 4
        seen += of_document
    assert seen / 200 == pytest.approx([1, 1, 1, 1], abs=0.2)


def again(bags: Bags, topics: int, seed: int = 1, documents: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    found = inferred(bags, topics, seed)
    document = np.arange(len(bags)) % (documents or len(bags) // 3)
    return compositions(found.gamma), refitted(bags, document, found, seed)


def test_topics_stay_what_they_are_under_the_same_numbers():
    for seed in range(5):
        once, twice = again(planted(600, seed=seed)[0], 5, seed)
        assert twice.sum(axis=1) == pytest.approx(np.ones(600), abs=1e-5)
        assert (once.argmax(axis=1) == twice.argmax(axis=1)).mean() > 0.95
        assert 0 < np.abs(once.mean(axis=0) - twice.mean(axis=0)).max() < 0.05


def test_a_single_document_is_drawn_once_and_moves_nothing():
    once, twice = again(planted(600)[0], 5, documents=1)
    assert np.abs(once.mean(axis=0) - twice.mean(axis=0)).max() < 1e-3


def test_a_topic_of_one_document_goes_when_that_is_not_drawn():
    """Document 0 has words of its own and a topic of its own; without it in the sums the topic keeps no word."""
    counts = np.zeros((12, 8), dtype=int)
    counts[0, :2], counts[1:7, 2:5], counts[7:, 5:] = 6, 3, 3
    bags = Bags.of_matrix(csr_matrix(counts))
    found = inferred(bags, 3, 2)
    own = found.gamma[0].argmax()
    assert found.gamma[1:].argmax(axis=1).tolist().count(own) == 0
    drawn = {seed: times_drawn(np.arange(12), np.random.default_rng([seed, 1]))[0] for seed in range(30)}
    left, drawn_often = (min(s for s, n in drawn.items() if n == times) for times in (0, 2))
    weight = {seed: refitted(bags, np.arange(12), found, seed)[0, own] for seed in (left, drawn_often)}
    assert weight[left] < weight[drawn_often] > 0.9


def test_few_passages_move_more_than_many():
    moved = []
    for passages in (60, 600):
        pairs = [again(planted(passages, seed=seed)[0], 5, seed) for seed in range(4)]
        moved.append(np.mean([np.abs(a.mean(axis=0) - b.mean(axis=0)).mean() for a, b in pairs]))
    assert moved[0] > 1.5 * moved[1]


def test_the_same_seed_gives_the_same_bits_and_leaves_the_fit_as_it_is():
    bags, _ = planted(100)
    assert again(bags, 4)[1].tobytes() == again(bags, 4)[1].tobytes()
    assert again(bags, 4)[1].tobytes() != again(bags, 4, 2)[1].tobytes()
    found = inferred(bags, 4)
    held = found.held.copy()
    refitted(bags, np.arange(100), found, 1)
    assert (found.held == held).all()
