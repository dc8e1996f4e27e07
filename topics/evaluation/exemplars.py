"""Sizes of topics, and the passages that show best what a topic is about: pure functions of matrices.

Conventions. `passage_topics (n_passages, n_topics)` as in `FittedTopics`: rows sum to at most 1, and what is missing is
unassigned. `lengths (n_passages)` are the numbers of word tokens.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def topic_sizes(passage_topics: ArrayLike, lengths: ArrayLike) -> NDArray[np.float64]:
    """Share of the text that each topic has `(n_topics)`: Σ_p L_p θ_pk / Σ_p L_p.

    What is missing to a sum of 1 is unassigned. NaN if there is no text.
    """
    weights, tokens = np.asarray(passage_topics, dtype=np.float64), np.asarray(lengths, dtype=np.float64)
    total = tokens.sum()
    sizes: NDArray[np.float64] = tokens @ weights / total if total > 0 else np.full(weights.shape[1], np.nan)
    return sizes


def main_topics(passage_topics: ArrayLike) -> NDArray[np.intp]:
    """The number of the topic with the largest part of each passage `(n_passages)`; ties go to the first topic.

    −1 for a passage whose unassigned part is larger than any topic's.
    """
    weights = np.asarray(passage_topics, dtype=np.float64)
    parts = np.round(np.column_stack([weights, 1 - weights.sum(axis=1)]), 6)  # float32 rows sum to 1 but for a hair
    main: NDArray[np.intp] = parts.argmax(axis=1)
    return np.where(main < weights.shape[1], main, -1)


def primary_passages(passage_topics: ArrayLike) -> NDArray[np.intp]:
    """Number of passages in which each topic has the largest part `(n_topics)`; see `main_topics`."""
    main = main_topics(passage_topics)
    counts: NDArray[np.intp] = np.bincount(main[main >= 0], minlength=np.shape(passage_topics)[1])
    return counts


def exemplary_passages(
    weights: ArrayLike, likeness: ArrayLike, lengths: ArrayLike, documents: Sequence[str], n: int = 3
) -> list[int]:
    """Rows of at most `n` passages that show best what a topic is about, best first, at most one per document.

    `weights (n_passages)` is the topic's part of each passage. Passages are ranked by weight × min(1, L_p / median L),
    so that a fragment wholly about the topic stands behind a paragraph that is nearly so. Ties, which are many if a
    passage has one topic or none, are ranked by `likeness (n_passages)`, such as the probability of the passage's words
    under the topic, then by the given order. A passage without any weight is never an example. Repeated passages should
    be left out before.
    """
    part, tokens = np.asarray(weights, dtype=np.float64), np.asarray(lengths, dtype=np.float64)
    if not len(part):
        return []
    rank = np.round(part * np.minimum(1, tokens / max(np.median(tokens), 1)), 3)
    chosen: dict[str, int] = {}
    for row in np.lexsort((-np.asarray(likeness, dtype=np.float64), -rank)):
        if len(chosen) == n or part[row] <= 0:
            break
        chosen.setdefault(documents[row], int(row))
    return list(chosen.values())
