import numpy as np
import pytest

from topics.evaluation.diversity import exclusivity, inverted_rbo, topic_diversity


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


def test_inverted_rbo_weighs_shared_words_by_rank():
    apart, equal = [[0.6, 0.4, 0, 0], [0, 0, 0.6, 0.4]], [[0.6, 0.4, 0, 0]] * 2
    assert inverted_rbo(apart, 2) == 1
    assert inverted_rbo(equal, 2) == pytest.approx(0)
    first, last = [[0.6, 0.4, 0], [0.6, 0, 0.4]], [[0.4, 0.6, 0], [0.4, 0, 0.6]]
    # overlaps at depths 1 and 2: 1, 1 and 0, 1; with p = .5, RBO = X₂/2 · p² + Σ X_d/d · p^d
    assert inverted_rbo(first, 2, p=0.5) == pytest.approx(1 - (0.125 + 0.5 + 0.125))
    assert inverted_rbo(last, 2, p=0.5) == pytest.approx(1 - (0.125 + 0.125))
    assert np.isnan(inverted_rbo([[1.0]]))


def test_exclusivity_is_what_a_topic_has_of_its_words_to_itself():
    assert exclusivity([[0.5, 0.5, 0], [0, 0.5, 0.5]], 2) == pytest.approx([0.75, 0.75])
    assert exclusivity([[0.5, 0.5]] * 4, 2) == pytest.approx([0.25] * 4)
