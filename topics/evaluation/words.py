"""Rankings of the words that describe a topic: pure functions of matrices.

Conventions. `topic_words (n_topics, n_words)` as in `FittedTopics`: rows sum to 1. A ranking returns scores `(n_topics,
n_words)`, higher is better, −inf for a word that the topic does not use at all. `word_shares (n_words)` is the relative
frequency of each word of the vocabulary in the corpus.

- `probability`: the likeliest words, which many topics may have in common;
- `frex`: words both frequent in the topic and exclusive to it (Bischof & Airoldi 2012);
- `relevance`: words likelier in the topic than in the corpus, weighed against the likeliest (Sievert & Shirley 2014).
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def frex(topic_words: ArrayLike, weight: float = 0.5) -> Floats:
    """FREX scores: FREX_kw = 1 / (ω / F(β_kw / Σ_j β_jw) + (1 − ω) / F(β_kw)), ω = `weight` of exclusivity.

    F is the empirical distribution function over the words that the topic uses: the share of them that score no higher.
    Bischof & Airoldi 2012 (Summarizing topical content with word frequency and exclusivity, ICML), with the default ω
    of the R package stm.
    """
    words = np.asarray(topic_words, dtype=np.float64)
    used = words > 0
    total = words.sum(axis=0)
    exclusivity = np.divide(words, total, out=np.zeros_like(words), where=total > 0)
    scores = np.full(words.shape, -np.inf)
    for k, own in enumerate(used):
        scores[k, own] = 1 / (weight / _ecdf(exclusivity[k, own]) + (1 - weight) / _ecdf(words[k, own]))
    return scores


def relevance(topic_words: ArrayLike, word_shares: ArrayLike, weight: float = 0.6) -> Floats:
    """Relevance scores: r_kw = λ log β_kw + (1 − λ) log(β_kw / p_w), λ = `weight` of probability, p = `word_shares`.

    Sievert & Shirley 2014 (LDAvis, ACL workshop on interactive language learning), with the λ that helped their readers
    most.
    """
    words, shares = np.asarray(topic_words, dtype=np.float64), np.asarray(word_shares, dtype=np.float64)
    shares = np.broadcast_to(shares, words.shape)
    used = (words > 0) & (shares > 0)
    scores = np.full(words.shape, -np.inf)
    log_words = np.log(words[used])
    scores[used] = weight * log_words + (1 - weight) * (log_words - np.log(shares[used]))
    return scores


def _ecdf(values: Floats) -> Floats:
    """Share of the values that are no larger than each."""
    ranked: Floats = np.searchsorted(np.sort(values), values, side="right") / len(values)
    return ranked


def _probability(topic_words: ArrayLike, word_shares: ArrayLike) -> Floats:
    words = np.asarray(topic_words, dtype=np.float64)
    return np.where(words > 0, words, -np.inf)


RANKINGS: Mapping[str, Callable[[ArrayLike, ArrayLike], Floats]] = {
    "probability": _probability,
    "frex": lambda topic_words, word_shares: frex(topic_words),
    "relevance": relevance,
}
