"""Diagnostics of junk topics: those that are very small, made of everyday words, or spread evenly over all texts.

Conventions. AlSumait et al. 2009 (Topic significance ranking of LDA generative models) compare a topic with three that
mean nothing: one with all words equally likely, one with the word frequencies of the whole corpus, one with the same
weight in all documents. Reasons to look are not verdicts: a topic of general vocabulary may be what keeps the
others clean.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.diversity import exclusivity
from topics.evaluation.exemplars import topic_sizes
from topics.evaluation.similarity import jensen_shannon
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens
from topics.schema import SHARE, TOPIC, Column, declare

if TYPE_CHECKING:
    import pandas as pd

DIAGNOSTICS = declare(
    "topic diagnostics",
    "one topic",
    (
        TOPIC,
        Column("size", "number", SHARE, "share of the text"),
        Column("effective_words", "number", "words", "as many words as an even topic of its entropy would have"),
        Column("corpus_similarity", "number", "0 to 1", "1 − Jensen–Shannon divergence from the words of the corpus"),
        Column("spread", "number", "0 to 1", "evenness of its weight over passages, 1 where all have it alike"),
        Column("exclusivity", "number", "0 to 1", "how far its ten likeliest words are its own"),
        Column(
            "reasons", "text", "", "reasons to look, a semicolon between them: small, flat, like the corpus, everywhere"
        ),
    ),
)


_SMALL = 0.1  # of an even share
_FLAT = 0.5  # of the vocabulary
_LIKE_CORPUS, _EVERYWHERE = 0.9, 0.98


def topic_diagnostics(fitted: FittedTopics, tokens: Tokens) -> "pd.DataFrame":
    """Diagnostics of the topics of a fit of `tokens`: columns as declared in `DIAGNOSTICS`.

    - `size`: share of the text. Reason "small" below a tenth of an even share.
    - `effective_words`: exp of the entropy of its words, the number of words of an even topic with the same entropy.
      Reason "flat" above half of the vocabulary.
    - `corpus_similarity`: 1 − Jensen–Shannon divergence from the word frequencies of the whole corpus. Reason "like the
      corpus" above .9.
    - `spread`: evenness of its weight over passages (entropy / log n_passages), 1 if all have the same. Reason
      "everywhere" above .98.
    - `exclusivity` of its ten likeliest words (`diversity`).
    """
    words = fitted.topic_words.astype(np.float64)
    corpus = np.bincount(tokens.word_ids, minlength=tokens.n_words)[None]
    weights = fitted.passage_topics.astype(np.float64)
    sums = weights.sum(axis=0)
    parts = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    table = DIAGNOSTICS.frame(
        {
            "topic": fitted.topic_ids,
            "size": topic_sizes(weights, tokens.lengths),
            "effective_words": np.exp(_entropy(words)),
            "corpus_similarity": jensen_shannon(words, corpus)[:, 0],
            "spread": _entropy(parts.T) / np.log(max(2, len(weights))),
            "exclusivity": exclusivity(words),
            "reasons": "",
        }
    )
    hits = {
        "small": table["size"] < _SMALL / max(1, len(table)),
        "flat": table["effective_words"] > _FLAT * tokens.n_words,
        "like the corpus": table["corpus_similarity"] > _LIKE_CORPUS,
        "everywhere": table["spread"] > _EVERYWHERE,
    }
    return table.assign(reasons=["; ".join(name for name, hit in hits.items() if hit[row]) for row in table.index])


def _entropy(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """−Σ p log p, row by row."""
    sums: NDArray[np.float64] = -(rows * np.log(rows, out=np.zeros_like(rows), where=rows > 0)).sum(axis=1)
    return sums
