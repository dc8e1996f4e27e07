"""Nearest passages: exact by either way, and for few the bits of what UMAP would find itself."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from topics.models.bertopic import neighbours
from topics.models.bertopic.neighbours import nearest_of_few, nearest_of_many
from topics.models.seeded_vectors import centred

Nearest = Callable[[Any, int], tuple[Any, Any]]


@pytest.mark.parametrize("nearest", [nearest_of_few, nearest_of_many])
def test_neighbours_are_exact_and_one_is_among_one_s_own(nearest: Nearest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_AT_ONCE", 300)  # seven rows a block
    points = centred(np.random.default_rng(1).normal(size=(40, 6)).astype(np.float32)).astype(np.float32)
    points[20:] = points[:20]  # copies
    found, distances = nearest(points, 5)
    assert (found == np.arange(40)[:, None]).any(axis=1).all()
    np.testing.assert_allclose(distances[:, :2], 0, atol=1e-6)
    np.testing.assert_allclose(distances, np.sort(1 - points @ points.T, axis=1)[:, :5], atol=1e-6)
    np.testing.assert_allclose(1 - (points[:, None] * points[found]).sum(axis=2), distances, atol=1e-6)


def test_a_point_without_direction_is_far_from_all_but_its_like() -> None:
    points = np.array([[0, 0], [1, 0], [0, 0], [0, 2]], dtype=np.float32)
    found, distances = nearest_of_few(points, 4)
    assert found[0].tolist() == [0, 2, 1, 3]
    assert distances[0].tolist() == [0, 0, 1, 1]
    assert distances[1].tolist() == [0, 1, 1, 1]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Tensorflow not installed:ImportWarning")
def test_few_have_the_bits_of_umap() -> None:
    from sklearn.metrics import pairwise_distances
    from umap.distances import cosine
    from umap.utils import fast_knn_indices

    points = np.random.default_rng(2).normal(size=(90, 33)).astype(np.float32)
    points[40:60] = points[:20]
    points[7] = 0
    theirs = pairwise_distances(points, metric=cosine)
    found, distances = nearest_of_few(points, 15)
    np.testing.assert_array_equal(found, fast_knn_indices(theirs, 15))
    assert distances.tobytes() == np.take_along_axis(theirs, found, axis=1).tobytes()
