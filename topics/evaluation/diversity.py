"""Topic diversity: how much topics differ from each other, as pure functions of `topic_words (n_topics, n_words)`."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.evaluation.similarity import rank_biased_overlap


def topic_diversity(topic_words: ArrayLike, top_n: int = 10) -> float:
    """Unique words among the `top_n` likeliest words of all topics / (n_topics · top_n), from 1/n_topics to 1.

    Dieng, Ruiz & Blei 2020 (Topic modeling in embedding spaces, TACL 8) with 25 words; Grootendorst 2022 with 10.
    Ties go to the earlier column. NaN without a topic. If the vocabulary is shorter than `top_n`, all of it is taken.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    top = np.argsort(-matrix, axis=1, kind="stable")[:, :top_n]
    return len(np.unique(top)) / top.size if top.size else float("nan")


def inverted_rbo(topic_words: ArrayLike, top_n: int = 10, p: float = 0.9) -> float:
    """1 − the mean rank-biased overlap of all pairs of topics, from 0 (equal lists) to 1 (no word in common).

    Webber, Moffat & Zobel 2010; as diversity in Bianchi, Terragni & Hovy 2021. Unlike `topic_diversity` it weighs a
    shared word by its rank in both lists. NaN for fewer than two topics.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    pairs = np.triu_indices(len(matrix), 1)
    return float(1 - rank_biased_overlap(matrix, matrix, top_n, p)[pairs].mean()) if len(pairs[0]) else float("nan")


def exclusivity(topic_words: ArrayLike, top_n: int = 10) -> NDArray[np.float64]:
    """Exclusivity of each topic's top words `(n_topics)`: mean of φ_kw / Σ_j φ_jw over the `top_n` words.

    From 1/n_topics (all topics use its words as much as it does) to 1; the exclusive part of FREX (Bischof & Airoldi
    2012) without ranks. Ties go to the earlier column.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    top = np.argsort(-matrix, axis=1, kind="stable")[:, :top_n]
    sums = matrix.sum(axis=0)
    parts = np.divide(matrix, sums, out=np.zeros_like(matrix), where=sums > 0)
    means: NDArray[np.float64] = np.take_along_axis(parts, top, axis=1).mean(axis=1)
    return means
