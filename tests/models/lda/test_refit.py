"""Refits: documents drawn whole, passages placed among known topics, and how far compositions move."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.models.lda.test_collapsed import bags_of, inferred, planted
from topics.models.lda.bags import Bags
from topics.models.lda.collapsed_kernel import placed
from topics.models.lda.refit import documents_of, drawn_passages, refitted
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
        rows = drawn_passages(document, np.random.default_rng(seed))
        times = np.bincount(document[rows], minlength=4) / np.bincount(document)
        assert times.sum() == 4
        assert (times == times.astype(int)).all()
        seen += times
    assert seen / 200 == pytest.approx([1, 1, 1, 1], abs=0.2)


def test_chosen_documents_are_those_of_the_matrix():
    matrix = csr_matrix(np.array([[2, 0, 1], [0, 3, 0], [1, 1, 1]]))
    chosen = Bags.of_matrix(matrix).chosen(np.array([2, 0, 0]))
    wanted = Bags.of_matrix(matrix[[2, 0, 0]])
    assert [part.tolist() for part in (chosen.words, chosen.counts, chosen.ends)] == [
        part.tolist() for part in (wanted.words, wanted.counts, wanted.ends)
    ]


def test_a_passage_is_placed_by_the_fixed_point():
    """Two tokens of one word each: r is proportional to (what the other token has + α) φ."""
    bags, phi = bags_of([[1, 1]]), np.array([[0.8, 0.1], [0.2, 0.9]])
    r = np.full((2, 2), 0.5)
    for _ in range(200):
        for token in (0, 1):
            weights = (r[1 - token] + 0.5) * phi[token]
            r[token] = weights / weights.sum()
    gamma = np.empty((1, 2), np.float32)
    known = (phi.astype(np.float32), np.full(2, 0.5, np.float32))
    placed(bags.words, bags.counts, bags.ends, *known, 200, gamma)
    assert gamma[0] == pytest.approx(r.sum(axis=0) + 0.5, abs=1e-4)


def again(bags: Bags, topics: int, seed: int = 1, **options: float) -> tuple[np.ndarray, np.ndarray]:
    found = inferred(bags, topics, seed)
    n_words, document = int(bags.words.max()) + 1, np.arange(len(bags)) // 3
    settings = {"passes": 100, "tolerance": 1e-4, **options}
    return compositions(found.gamma), refitted(bags, document, found, n_words, seed, **settings)


def test_well_planted_topics_come_back_under_the_same_numbers():
    alike, moved = [], []
    for seed in range(5):  # a start may put two topics into one: most do not
        once, twice = again(planted(600, seed=seed)[0], 5, seed)
        assert twice.sum(axis=1) == pytest.approx(np.ones(600), abs=1e-5)
        alike.append((once.argmax(axis=1) == twice.argmax(axis=1)).mean())
        moved.append(np.abs(once.mean(axis=0) - twice.mean(axis=0)).max())
    assert np.median(alike) > 0.95
    assert np.median(moved) < 0.01


def test_few_passages_move_more_than_many():
    moved = []
    for passages in (60, 600):
        pairs = [again(planted(passages, seed=seed)[0], 5, seed) for seed in range(4)]
        moved.append(np.mean([np.abs(a.mean(axis=0) - b.mean(axis=0)).mean() for a, b in pairs]))
    assert moved[0] > 1.5 * moved[1]


def test_the_same_seed_gives_the_same_bits():
    bags, _ = planted(100)
    assert again(bags, 4)[1].tobytes() == again(bags, 4)[1].tobytes()
    assert again(bags, 4)[1].tobytes() != again(bags, 4, 2)[1].tobytes()
