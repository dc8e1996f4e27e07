import numpy as np
import pytest

from topics.evaluation.scaling import topic_plane


def test_topics_without_a_common_word_are_equally_far_apart():
    places, held = topic_plane(np.eye(3))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert distances[np.triu_indices(3, 1)] == pytest.approx([1, 1, 1])  # an equilateral triangle fits a plane
    assert held == pytest.approx(1)
    assert topic_plane(np.eye(4))[1] == pytest.approx(2 / 3)  # a tetrahedron does not


def test_equal_topics_share_a_place_and_order_moves_nothing():
    topics = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.7, 0.2, 0.1], [0.3, 0.5, 0.2]])
    places, _ = topic_plane(topics)
    assert places[0] == pytest.approx(places[2])
    assert (places[np.abs(places).argmax(axis=0), [0, 1]] > 0).all()
    other, _ = topic_plane(topics[[3, 1, 0, 2]])
    assert other == pytest.approx(places[[3, 1, 0, 2]])


@pytest.mark.parametrize("topics", [np.ones((1, 3)), np.ones((2, 3))])
def test_nothing_to_lay_out(topics):
    places, held = topic_plane(topics)
    assert not places.any()
    assert np.isnan(held)
