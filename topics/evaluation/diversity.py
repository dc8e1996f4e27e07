"""How different the topics are from each other: pure functions of `topic_words (n_topics, n_words)`."""

import numpy as np
from numpy.typing import ArrayLike


def topic_diversity(topic_words: ArrayLike, top_n: int = 10) -> float:
    """Unique words among the `top_n` likeliest words of all topics / (n_topics · top_n), from 1/n_topics to 1.

    Dieng, Ruiz & Blei 2020 (Topic modeling in embedding spaces, TACL 8) with 25 words; Grootendorst 2022 with 10.
    Ties go to the earlier column. NaN without a topic. Where a vocabulary is shorter than `top_n`, all of it is taken.
    """
    matrix = np.asarray(topic_words, dtype=np.float64)
    top = np.argsort(-matrix, axis=1, kind="stable")[:, :top_n]
    return len(np.unique(top)) / top.size if top.size else float("nan")
