import numpy as np
import pytest

from topics.evaluation.exemplars import exemplary_passages, primary_passages, topic_sizes

THETA = np.array([[1.0, 0.0], [0.5, 0.0], [0.0, 0.5], [0.4, 0.4]], dtype=np.float32)


def test_sizes_are_shares_of_all_text_what_is_unassigned_among_it():
    assert topic_sizes(THETA, [10, 20, 60, 10]) == pytest.approx([0.24, 0.34])
    assert np.isnan(topic_sizes(np.zeros((0, 2)), [])).all()


def test_a_passage_counts_for_the_topic_with_its_largest_part():
    # The second is as much unassigned as the first topic's, the fourth equally of both: the first counts.
    assert primary_passages(THETA).tolist() == [3, 1]
    assert primary_passages([[0.2, 0.3]]).tolist() == [0, 0]


def test_examples_are_heavy_and_long_enough_and_one_a_document():
    weights = [1.0, 0.9, 0.8, 0.95, 0.0]
    lengths = [10, 100, 100, 120, 100]  # the first is a fragment: 1.0 × 10 / 100
    documents = ["a", "b", "c", "b", "d"]
    assert exemplary_passages(weights, [0] * 5, lengths, documents) == [3, 2, 0]
    assert exemplary_passages(weights, [0] * 5, lengths, documents, n=1) == [3]


def test_equal_weights_are_told_apart_by_likeness_then_by_order():
    assert exemplary_passages([1, 1, 1, 1], [0.1, 0.3, 0.2, 0.3], [50] * 4, list("abcd"), n=4) == [1, 3, 2, 0]


def test_a_topic_without_passages_has_no_example():
    assert exemplary_passages([0.0, 0.0], [1, 1], [50, 50], ["a", "b"]) == []
    assert exemplary_passages([], [], [], []) == []
