import numpy as np
import pytest

from topics.evaluation.hierarchy import topic_tree


def test_the_nearest_are_joined_first_and_groups_at_their_mean_distance() -> None:
    # Topics 0 and 2 are equal; 1 shares half its weight with both (divergence 0.3113 bits), 3 shares no word.
    topics = np.array([[1, 0, 0], [0.5, 0.5, 0], [1, 0, 0], [0, 0, 1]])
    tree = topic_tree(topics)
    assert tree.parent.tolist() == [4, 5, 4, 6, 5, 6, -1]
    assert tree.distance[:5].tolist() == [0, 0, 0, 0, 0]
    assert tree.distance[5:] == pytest.approx([0.311278, 1])
    assert sorted(tree.order) == [0, 1, 2, 3]
    assert abs(np.flatnonzero(tree.order == 0)[0] - np.flatnonzero(tree.order == 2)[0]) == 1


def test_a_single_topic_is_a_tree() -> None:
    tree = topic_tree([[0.5, 0.5]])
    assert (tree.parent.tolist(), tree.distance.tolist(), tree.order.tolist()) == ([-1], [0], [0])


def test_in_the_order_no_branch_crosses_another() -> None:
    tree = topic_tree(np.random.default_rng(1).dirichlet(np.ones(30), size=25))
    below: list[set[int]] = [{k} for k in range(25)] + [set() for _ in range(24)]
    for node, parent in enumerate(tree.parent[:-1]):
        below[parent] |= below[node]
    places = {topic: place for place, topic in enumerate(tree.order)}
    for its in below[25:]:
        at = [places[topic] for topic in its]
        assert max(at) - min(at) == len(at) - 1
