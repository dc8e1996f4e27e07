import numpy as np
import pytest

from topics.evaluation.diversity import topic_diversity


@pytest.mark.parametrize(
    ("topic_words", "top_n", "expected"),
    [
        ([[0.5, 0.3, 0.2, 0.0], [0.0, 0.2, 0.3, 0.5]], 2, 1.0),
        ([[0.5, 0.3, 0.2, 0.0], [0.3, 0.5, 0.2, 0.0]], 2, 0.5),
        ([[0.5, 0.3, 0.2, 0.0], [0.3, 0.1, 0.6, 0.0]], 2, 3 / 4),
        ([[0.25, 0.25, 0.25, 0.25]] * 2, 1, 0.5),  # ties go to the earlier word
        ([[0.5, 0.5]], 10, 1.0),
    ],
)
def test_diversity_is_the_share_of_unique_top_words(topic_words, top_n, expected):
    assert topic_diversity(topic_words, top_n) == expected


def test_diversity_does_not_depend_on_the_order_of_topics():
    words = np.random.default_rng(1).dirichlet(np.ones(50), size=6)
    assert topic_diversity(words) == topic_diversity(words[::-1])


def test_diversity_without_topics_is_no_number():
    assert np.isnan(topic_diversity(np.zeros((0, 5))))
