"""Multidimensional scaling: topics as points of a plane, farther apart the less alike they are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.evaluation.similarity import jensen_shannon

Reals = NDArray[np.float64]


def topic_plane(topic_words: ArrayLike) -> tuple[Reals, float]:
    """Coordinates `(n_topics, 2)` of topics over one vocabulary, and the part of the squared distances that they keep.

    Classical scaling (Torgerson 1952): with D² the squared distances, here Jensen–Shannon divergences (whose square
    root is a metric: Endres & Schindelin 2003), the first two eigenvectors of −½ J D² J, J = I − 1/n, each times the
    root of its eigenvalue. There is no seed: the sign of an axis is chosen so that its farthest point is positive.
    Zeros and NaN for fewer than two different topics.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    n = len(matrix)
    places = np.zeros((n, 2))
    squared = 1 - jensen_shannon(matrix, matrix)
    squared = (squared + squared.T) / 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    positive = np.maximum(values[::-1], 0)
    if n < 2 or positive.sum() < 1e-12:
        return places, float("nan")
    axes = vectors[:, ::-1][:, :2]
    farthest = np.abs(axes.round(9)).argmax(axis=0)
    signs = np.where(axes[farthest, np.arange(axes.shape[1])] < 0, -1.0, 1.0)
    places[:, : axes.shape[1]] = axes * signs * np.sqrt(positive[:2])
    return places, float(positive[:2].sum() / positive.sum())
