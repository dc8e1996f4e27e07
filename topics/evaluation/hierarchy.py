"""Hierarchical clustering: topics joined step by step, the most alike first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.evaluation.similarity import jensen_shannon


@dataclass(frozen=True)
class TopicTree:
    """A tree of n topics and n − 1 joints, which are numbered after the topics.

    `parent (2n − 1)` is the joint above each, −1 for the root; `distance (2n − 1)` is 0 for topics, and of a joint the
    mean divergence between the topics on its two sides; `order (n)` lists the topics so that no branch crosses another.
    """

    parent: NDArray[np.intp]
    distance: NDArray[np.float64]
    order: NDArray[np.intp]


def topic_tree(topic_words: ArrayLike) -> TopicTree:
    """The tree of topics over one vocabulary: the two nearest groups are joined, until there is one.

    Groups are as far apart as their topics on average (UPGMA: Sokal & Michener 1958), topics by Jensen–Shannon
    divergence. Leaves are in the order without crossings in which neighbours are most alike.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    matrix = np.asarray(topic_words, dtype=np.float64)
    n = len(matrix)
    parent, distance = np.full(2 * n - 1, -1, dtype=np.intp), np.zeros(2 * n - 1)
    if n < 2:
        return TopicTree(parent, distance, np.arange(n))
    apart = 1 - jensen_shannon(matrix, matrix)
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0)
    joints = linkage(squareform(apart, checks=False), "average", optimal_ordering=True)
    for number, (one, other, height, _) in enumerate(joints):
        parent[[int(one), int(other)]], distance[n + number] = n + number, height
    return TopicTree(parent, distance, leaves_list(joints).astype(np.intp))
