from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from topics.errors import ScoreError
from topics.evaluation.perplexity import alternate_words, completion_perplexity
from topics.preprocessing.words.tokens import build_tokens

DISJOINT = [[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]]


def counts(*rows: list[int]) -> csr_matrix:
    return csr_matrix(np.array(rows, dtype=np.int32))


@pytest.mark.parametrize(
    ("topic_words", "alpha", "shown", "hidden", "expected"),
    [
        # one topic: exp of minus the mean log probability of the hidden words, whatever is shown
        ([[0.5, 0.25, 0.25]], 1.0, [1, 1, 0], [2, 1, 0], np.exp((2 * np.log(2) + np.log(4)) / 3)),
        # all topics alike and even: as many words as there are
        ([[0.25] * 4] * 3, 0.1, [3, 0, 0, 1], [0, 2, 1, 0], 4.0),
        # γ = (α₁ + n, α₂): the shown words leave no doubt
        (DISJOINT, [0.2, 0.3], [3, 1, 0, 0], [1, 1, 0, 0], 2 / (4.2 / 4.5)),
        (DISJOINT, [0.2, 0.3], [3, 1, 0, 0], [0, 0, 0, 1], 2 / (0.3 / 4.5)),
        # nothing shown: the prior
        (DISJOINT, [1.0, 3.0], [0, 0, 0, 0], [0, 0, 1, 0], 2 / 0.75),
        ([[0.5, 0.5, 0, 0]], 1.0, [1, 0, 0, 0], [0, 0, 0, 1], np.inf),
    ],
)
def test_perplexity_by_hand(topic_words, alpha, shown, hidden, expected):
    assert completion_perplexity(topic_words, alpha, counts(shown), counts(hidden)) == pytest.approx(expected, rel=1e-3)


def test_documents_are_folded_in_each_by_itself():
    """270 documents, more than are folded in at a time, ten of them not empty."""
    random = np.random.default_rng(1)
    topics = random.dirichlet(np.full(30, 0.2), size=4)
    some = np.arange(0, 270, 27)
    shown, hidden = (np.zeros((270, 30), dtype=np.int64) for _ in range(2))
    shown[some], hidden[some] = random.poisson(1, (10, 30)), random.poisson(1, (10, 30))
    exact = {"threshold": 1e-9, "iterations": 300}
    whole = completion_perplexity(topics, 0.1, csr_matrix(shown), csr_matrix(hidden), **exact)
    alone = [
        np.log(completion_perplexity(topics, 0.1, csr_matrix(shown[[d]]), csr_matrix(hidden[[d]]), **exact))
        * hidden[d].sum()
        for d in some
    ]
    assert np.log(whole) == pytest.approx(sum(alone) / hidden.sum())


def test_columns_in_any_order_give_the_same_perplexity_and_stay_as_they_are():
    """`shown @ diags(...)` leaves the columns of a row out of order, and the same word may stand in it twice."""
    random = np.random.default_rng(4)
    topics = random.dirichlet(np.full(30, 0.2), size=4)
    sorted_ = [csr_matrix(random.poisson(1, (20, 30))) for _ in range(2)]
    expected = completion_perplexity(topics, 0.1, *sorted_)
    mixed = []
    for matrix in sorted_:
        reverse = np.concatenate([np.arange(b - 1, a - 1, -1) for a, b in pairwise(matrix.indptr)])
        mixed.append(csr_matrix((matrix.data[reverse], matrix.indices[reverse], matrix.indptr), matrix.shape))
        assert not mixed[-1].has_sorted_indices
    before = [(own.indices.copy(), own.data.copy()) for own in mixed]
    assert completion_perplexity(topics, 0.1, *mixed) == pytest.approx(expected, rel=1e-12)
    for own, (indices, data) in zip(mixed, before, strict=True):
        assert (own.indices == indices).all()
        assert (own.data == data).all()


def test_the_true_topics_predict_better_than_others():
    random = np.random.default_rng(2)
    topics = random.dirichlet(np.full(50, 0.05), size=3)
    theta = random.dirichlet(np.full(3, 0.2), size=100)
    shown, hidden = (csr_matrix(random.poisson(20 * theta @ topics)) for _ in range(2))
    smooth = 0.99 * topics + 0.01 / 50
    other = 0.99 * random.dirichlet(np.full(50, 0.05), size=3) + 0.01 / 50
    true, wrong = (completion_perplexity(t, 0.2, shown, hidden) for t in (smooth, other))
    assert true < 0.5 * wrong


def test_every_second_word_is_hidden():
    tokens = build_tokens(["x", "y"], [["a", "b", "a", "c", "a"], ["c"]], min_passages=1, max_share=1.0)
    shown, hidden = alternate_words(tokens)
    assert shown.toarray().tolist() == [[3, 0, 0], [0, 0, 1]]
    assert hidden.toarray().tolist() == [[0, 1, 1], [0, 0, 0]]
    assert (shown + hidden != tokens.counts).nnz == 0
    assert [half.toarray().tolist() for half in alternate_words(tokens, [1])] == [[[0, 0, 1]], [[0, 0, 0]]]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ScoreError, match=r"shown \(1, 3\) and hidden \(1, 4\)"):
        completion_perplexity(DISJOINT, 0.1, counts([1, 0, 0]), counts([1, 0, 0, 0]))
    with pytest.raises(ScoreError, match="no word is hidden"):
        completion_perplexity(DISJOINT, 0.1, counts([1, 0, 0, 0]), counts([0, 0, 0, 0]))
