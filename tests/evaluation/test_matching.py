import numpy as np
import pytest

from topics.errors import ScoreError
from topics.evaluation.matching import assign, margins, match_topics, matched_similarity
from topics.evaluation.similarity import jensen_shannon, rank_biased_overlap
from topics.models.fitted import FittedTopics


def fitted(topic_words, vocabulary=None, prefix="t") -> FittedTopics:
    words = np.asarray(topic_words, dtype=np.float32)
    return FittedTopics(
        tuple(f"{prefix}{i}" for i in range(len(words))),
        words / words.sum(axis=1, keepdims=True),
        np.zeros((1, len(words)), np.float32),
        ("p",),
        tuple(vocabulary or [f"w{i:03d}" for i in range(words.shape[1])]),
    )


def random_fit(seed: int, n_topics: int = 5, n_words: int = 60, prefix: str = "t") -> FittedTopics:
    return fitted(np.random.default_rng(seed).dirichlet(np.full(n_words, 0.1), size=n_topics), prefix=prefix)


# Depths 1, 2, 3 of (a, b, c) and (b, a, d) share 0, 2 and 2 words; of (a, b, c) and itself 1, 2, 3.
A, B = [[0.4, 0.3, 0.2, 0.1]], [[0.3, 0.4, 0.1, 0.2]]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (lambda a, b: rank_biased_overlap(a, b, 3, 0.5), 2 / 3 * 0.125 + 1.0 * (0 + 1 * 0.25 + 2 / 3 * 0.125)),
        (lambda a, b: jensen_shannon([[0.5, 0.5, 0]], [[0, 0.5, 0.5]]), 0.5),
        (
            lambda a, b: jensen_shannon([[1, 0]], [[0.5, 0.5]]),
            1 - (-(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25)) - 0.5),
        ),
    ],
)
def test_similarities_computed_by_hand(measure, expected):
    assert measure(A, B) == pytest.approx(np.array([[expected]]))


@pytest.mark.parametrize("measure", [jensen_shannon, rank_biased_overlap])
def test_equal_topics_are_1_and_disjoint_ones_0(measure):
    a = np.zeros((2, 40))
    a[0, :20], a[1, 20:] = np.arange(1, 21), np.arange(20, 0, -1)
    assert measure(a, a) == pytest.approx(np.eye(2), abs=1e-9)


def test_words_without_weight_are_in_no_list():
    assert rank_biased_overlap([[0.9, 0.1, 0, 0]], [[0, 0, 0.1, 0.9]], 4) == 0


def test_identical_fits_match_1_and_the_order_of_topics_changes_nothing():
    one = random_fit(1)
    order = [3, 0, 4, 2, 1]
    other = fitted(one.topic_words[order], prefix="u")
    table = match_topics(one, other)
    assert table["matched"].tolist() == [f"u{order.index(i)}" for i in range(5)]
    assert table["similarity"].to_numpy() == pytest.approx(1)
    assert table["margin"].to_numpy() == pytest.approx(match_topics(one, one)["margin"].to_numpy())
    assert matched_similarity(one, other) == pytest.approx(1)


def test_the_assignment_is_the_best_on_the_whole_and_margins_say_at_whose_cost():
    matrix = np.array([[0.9, 0.8, 0.0], [0.85, 0.1, 0.2]])
    rows, columns = assign(matrix)
    assert (rows.tolist(), columns.tolist()) == ([0, 1], [1, 0])
    assert margins(matrix, rows, columns) == pytest.approx([-0.1, 0.65])
    assert np.isnan(margins(matrix[:, :1], np.array([0]), np.array([0]))).all()


def test_topics_without_a_partner_are_listed():
    one = random_fit(1)
    fewer = fitted(one.topic_words[[4, 1]], prefix="u")
    assert match_topics(one, fewer)["matched"].tolist() == ["", "u1", "", "", "u0"]
    table = match_topics(fewer, one)
    assert table[["topic", "matched"]].to_numpy().tolist() == [
        ["u0", "t4"],
        ["u1", "t1"],
        ["", "t0"],
        ["", "t2"],
        ["", "t3"],
    ]
    assert table["similarity"].isna().tolist() == [False, False, True, True, True]


def test_the_order_of_the_vocabulary_is_no_difference():
    one = random_fit(1)
    turned = fitted(one.topic_words[:, ::-1], one.vocabulary[::-1])
    assert matched_similarity(one, turned) == pytest.approx(1)


def test_different_vocabularies_are_refused():
    one = fitted([[6, 2.5, 2, 0], [0, 1, 2, 12]], ["a", "b", "c", "d"])
    other = fitted([[5, 4, 0], [1, 2, 12]], ["b", "c", "e"])
    with pytest.raises(ScoreError, match=r"of 4 and 3 words 2 are shared\. Fit the models on the same tokens"):
        match_topics(one, other)
