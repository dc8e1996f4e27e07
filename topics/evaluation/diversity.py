"""How different the topics are from each other, and how evenly they share the text: pure functions of the two matrices.

Conventions. `topic_words (n_topics, n_words)` and `passage_topics (n_passages, n_topics)` as in `FittedTopics`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def topic_diversity(topic_words: ArrayLike, top_n: int = 10) -> float:
    """Unique words among the `top_n` likeliest words of all topics / (n_topics · top_n), from 1/n_topics to 1.

    Dieng, Ruiz & Blei 2020 (Topic modeling in embedding spaces, TACL 8) with 25 words; Grootendorst 2022 with 10.
    Ties go to the earlier column. NaN without a topic. Where a vocabulary is shorter than `top_n`, all of it is taken.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    top = np.argsort(-matrix, axis=1, kind="stable")[:, :top_n]
    return len(np.unique(top)) / top.size if top.size else float("nan")


def topic_sizes(passage_topics: ArrayLike, lengths: ArrayLike | None = None) -> NDArray[np.float64]:
    """Share of the assigned text that each topic has `(n_topics)`, sums to 1: Σ_p L_p θ_pk / Σ_p,j L_p θ_pj.

    `lengths (n_passages)` weighs the passages, all alike without. NaN where nothing is assigned.
    """
    weights = np.asarray(passage_topics, dtype=np.float64)
    sums: NDArray[np.float64] = (
        weights.sum(axis=0) if lengths is None else np.asarray(lengths, dtype=np.float64) @ weights
    )
    total = sums.sum()
    return sums / total if total > 0 else np.full_like(sums, np.nan)


def size_entropy(sizes: ArrayLike) -> float:
    """Evenness of topic sizes, −Σ s log s / log K, from 0 (one topic has all) to 1 (all alike).

    Shannon 1948, normalised as in Pielou 1966. NaN for fewer than two topics.
    """
    s = np.asarray(sizes, dtype=np.float64)
    if len(s) < 2 or not np.isfinite(s).all():
        return float("nan")
    held = s[s > 0]
    return float(-(held * np.log(held)).sum() / np.log(len(s))) + 0.0
