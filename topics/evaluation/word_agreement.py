"""Similarity of topics' words beyond what a prior and chance give.

*Even part.* A symmetric prior η adds the same weight to every word of a topic. Two topics that have nothing else in
common are alike by that weight, and the more so the larger η is. A topic's smallest weight is the prior's alone if it
has one word that it was never given; the even part is therefore that weight times the number of words.

*Chance.* Topics that hold other words of the same frequencies are alike too, and of many candidates the assignment
takes the most similar. The null exchanges words with others of about the same frequency (in bands of `BAND` words by
their mean weight in the topics) in one of two fits, and is the mean similarity of the topics that are then matched.
With s the similarity and c that of the null, agreement is (s − c) / (1 − c): 1 for equal topics, about 0 for unrelated.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.matching import assign
from topics.evaluation.similarity import jensen_shannon

Reals = NDArray[np.float64]
BAND = 20
_DRAWS = 3
_EVEN = 1e-3  # a topic with less than this part of its weight beyond the even part is even: the rest is rounding


def without_even_part(topic_words: Reals) -> Reals:
    """Rows `(n_topics, n_words)` less their smallest weight, each summing to 1; an even row stays even."""
    rest = topic_words - topic_words.min(axis=1, keepdims=True)
    even = rest.sum(axis=1) < _EVEN * topic_words.sum(axis=1)
    rest[even] = 1
    shares: Reals = rest / rest.sum(axis=1, keepdims=True)
    return shares


def chance_similarity(fits: Sequence[Reals]) -> float:
    """Mean similarity of matched topics under the null, over all pairs of two or more `fits (n_topics, n_words)`.

    It is drawn from a fixed seed: the same fits have the same chance. 0 where words cannot be exchanged for others,
    since topics are then equal by chance too.
    """
    random = np.random.default_rng(0)
    frequency = np.concatenate(fits).mean(axis=0)
    order = np.argsort(-frequency, kind="stable")
    bands = np.array_split(order, max(1, len(order) // BAND))
    found = []
    for a, b in combinations(fits, 2):
        for _ in range(_DRAWS):
            exchanged = np.empty_like(order)
            exchanged[order] = np.concatenate([random.permutation(band) for band in bands])
            matrix = jensen_shannon(a, b[:, exchanged])
            found.append(matrix[assign(matrix)].mean())
    chance = float(np.mean(found))
    return chance if chance < 1 - 1e-9 else 0.0


def beyond_chance(similarity: Reals, chance: float) -> Reals:
    """Agreement of any number of similarities, from 0 (no more than chance) to 1."""
    return np.clip((similarity - chance) / (1 - chance), 0, 1)
