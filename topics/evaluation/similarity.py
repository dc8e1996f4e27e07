"""Similarity measures between topics.

Conventions. `a (n_a, n_words)` and `b (n_b, n_words)` are topic-word rows over one vocabulary. Both measures return
`(n_a, n_b)`, from 0 (nothing in common) to 1 (equal). Ranked lists have the `top_n` likeliest words; ties go to the
earlier column, and a word without weight is in no list.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]
TOP_N = 10


def jensen_shannon(a: ArrayLike, b: ArrayLike) -> Reals:
    """1 − the Jensen–Shannon divergence in bits, H((p + q)/2) − (H(p) + H(q))/2 (Lin 1991)."""
    p, q = _normalised(a), _normalised(b)
    own_p, own_q = _entropy(p), _entropy(q)
    rows = [1 - (_entropy((row + q) / 2) - (own + own_q) / 2) for row, own in zip(p, own_p, strict=True)]
    clipped: Reals = np.clip(np.reshape(rows, (len(p), len(q))), 0, 1)
    return clipped


def rank_biased_overlap(a: ArrayLike, b: ArrayLike, top_n: int = TOP_N, p: float = 0.9) -> Reals:
    """Extrapolated rank-biased overlap of the ranked words.

    X_k p^k / k + (1 − p)/p Σ_{d ≤ k} X_d p^d / d, with X_d the overlap at depth d (Webber, Moffat & Zobel 2010,
    equation 32); the smaller p, the more the first words count.
    """
    overlap = _overlaps(a, b, top_n)
    depths = np.arange(1, overlap.shape[-1] + 1)
    agreement = overlap / depths
    values: Reals = agreement[..., -1] * p ** depths[-1] + (1 - p) / p * (agreement * p**depths).sum(axis=-1)
    return values


def ranked_words(topic_words: ArrayLike, top_n: int = TOP_N) -> NDArray[np.intp]:
    """Columns of the `top_n` likeliest words, the likeliest first `(n_topics, ≤ top_n)`; −1 if no word has weight."""
    matrix = np.asarray(topic_words)
    order = np.argsort(-matrix, axis=1, kind="stable")[:, :top_n]
    return np.where(np.take_along_axis(matrix, order, axis=1) > 0, order, -1)


def _overlaps(a: ArrayLike, b: ArrayLike, top_n: int) -> NDArray[np.int64]:
    """Number of words that the lists share at each depth `(n_a, n_b, top_n)`."""
    mine, others = ranked_words(a, top_n), ranked_words(b, top_n)
    same = (mine[:, None, :, None] == others[None, :, None, :]) & (mine >= 0)[:, None, :, None]
    sums = same.cumsum(axis=2).cumsum(axis=3)
    return np.diagonal(sums, axis1=2, axis2=3)


def _normalised(matrix: ArrayLike) -> Reals:
    values = np.asarray(matrix, dtype=np.float64)
    scaled: Reals = values / values.sum(axis=1, keepdims=True)
    return scaled


def _entropy(p: Reals) -> Reals:
    """In bits, row by row."""
    bits: Reals = -(p * np.log2(np.maximum(p, np.finfo(np.float64).tiny))).sum(axis=-1)
    return bits
