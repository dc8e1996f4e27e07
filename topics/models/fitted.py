"""FittedTopics: the result of every model, in one form.

Conventions. `topic_words (n_topics, n_words)`: rows sum to 1. `passage_topics (n_passages, n_topics)`: rows sum to at
most 1; the missing part is *unassigned* (BERTopic's outliers, passages without any known word) and never a topic called
−1. The ids of topics never change. Callers need not know which model was fitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import ModelError

OPTIONAL = ("passage_present", "nearest_topic", "concentration", "refitted", "drawn")  # arrays that a fit may lack
_ROUNDING = 1e-5


@dataclass(frozen=True)
class FittedTopics:
    """The result of one fit.

    `theme_of` gives the theme of each topic that the model itself ties to one (guided models); it is empty for free
    models, whose topics a codebook maps to themes afterwards. `scores` are numbers about the fit that only the adapter
    knows (bound, passes, outliers …), for people and tables. `passage_present (n_passages, n_topics)` is the
    probability that a passage is about a topic at all, without a common sum; None where the model has only weights.
    `nearest_topic (n_passages)` is the number of the topic that would get the unassigned part, −1 for none; None where
    the model has no such notion. `concentration (n_passages)` is Σ γ of each passage, where the posterior of its
    topics, given the model, is the Dirichlet distribution with parameters γ and mean `passage_topics`; 0 for a passage
    without such a distribution, None for other models. `refitted (n_passages, n_topics)` are the compositions of
    passages by topics that were estimated once more, from documents drawn with replacement; None where none were.
    `drawn (n_passages, n_states, n_topics)` are compositions in states that a sampler drew, where they were to be kept.

    >>> fitted = topics.open_store().run("nmf", "my-study").fitted
    >>> fitted.topic_words.shape, fitted.passage_topics.shape
    ((3, 91), (24, 3))
    """

    topic_ids: tuple[str, ...]
    topic_words: NDArray[np.float32]
    passage_topics: NDArray[np.float32]
    passage_ids: tuple[str, ...]
    vocabulary: tuple[str, ...]
    theme_of: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    passage_present: NDArray[np.float32] | None = None
    nearest_topic: NDArray[np.int32] | None = None
    concentration: NDArray[np.float32] | None = None
    refitted: NDArray[np.float32] | None = None
    drawn: NDArray[np.float16] | None = None

    def __post_init__(self) -> None:
        """Refuse shapes and sums that break the conventions above."""
        expected_words = (len(self.topic_ids), len(self.vocabulary))
        expected_topics = (len(self.passage_ids), len(self.topic_ids))
        if self.topic_words.shape != expected_words or self.passage_topics.shape != expected_topics:
            raise ModelError(
                f"topic_words {self.topic_words.shape} and passage_topics {self.passage_topics.shape} do not fit "
                f"{len(self.topic_ids)} topics, {len(self.vocabulary)} words and {len(self.passage_ids)} passages."
            )
        twice = [topic for n, topic in enumerate(self.topic_ids) if topic in self.topic_ids[:n]]
        if twice:
            raise ModelError(f'two topics have the id "{twice[0]}"; give each topic an id of its own.')
        for name, matrix in (("topic_words", self.topic_words), ("passage_topics", self.passage_topics)):
            if not np.isfinite(matrix).all() or (matrix < 0).any():
                raise ModelError(f"{name} holds values that are negative or not numbers.")
        words = self.topic_words.sum(axis=1, dtype=float)
        if (off := np.abs(words - 1) > _ROUNDING * 10).any():
            topic, total = self.topic_ids[off.argmax()], words[off][0]
            unworded = "leave the topic out, here and in passage_topics, or give it words"
            advice = "divide each row by its sum" if total else unworded
            raise ModelError(f'topic_words: the words of topic "{topic}" sum to {total:.6g}; {advice}.')
        weights = self.passage_topics.sum(axis=1, dtype=float)
        if (over := weights > 1 + _ROUNDING * 10).any():
            raise ModelError(
                f'passage_topics: the topics of passage "{self.passage_ids[over.argmax()]}" sum to '
                f"{weights[over][0]:.6g}; a row sums to 1, or to less where part of the passage is in no topic."
            )
        again = self.refitted
        if again is not None and (again.shape != expected_topics or not ((again >= 0) & (again <= 1)).all()):
            raise ModelError(f"refitted {again.shape} holds no compositions of the shape {expected_topics}.")
        drawn = self.drawn
        if drawn is not None and (drawn.ndim != 3 or drawn[:, 0].shape != expected_topics or not (drawn >= 0).all()):
            raise ModelError(
                f"drawn {drawn.shape} holds no compositions of the shape {expected_topics} for each state."
            )
        present = self.passage_present
        if present is not None and present.shape != expected_topics:
            raise ModelError(
                f"passage_present {present.shape} has another shape than passage_topics {expected_topics}."
            )
        if present is not None and not ((present >= 0) & (present <= 1)).all():
            raise ModelError("passage_present holds values that are not between 0 and 1.")
        nearest = self.nearest_topic
        if nearest is not None and nearest.shape != expected_topics[:1]:
            raise ModelError(f"nearest_topic {nearest.shape} does not fit {expected_topics[0]} passages.")
        if nearest is not None and not ((nearest >= -1) & (nearest < expected_topics[1])).all():
            raise ModelError(f"nearest_topic holds numbers that none of {expected_topics[1]} topics has.")
        sums = self.concentration
        if sums is not None and (sums.shape != expected_topics[:1] or not (np.isfinite(sums) & (sums >= 0)).all()):
            raise ModelError(
                f"concentration {sums.shape} is not a number, 0 or more, of each of {expected_topics[0]} passages."
            )

    @property
    def n_topics(self) -> int:
        """The number of topics."""
        return len(self.topic_ids)

    @cached_property
    def unassigned(self) -> NDArray[np.float64]:
        """The part of each passage that belongs to no topic `(n_passages)`."""
        left = 1 - self.passage_topics.sum(axis=1, dtype=np.float64)
        return np.where(left > _ROUNDING * 10, left, 0.0)

    @property
    def alpha(self) -> NDArray[np.float32]:
        """The prior of topics in a passage `(n_topics)`: that of the fit where it has one (LDA), else even."""
        told = self.scores.get("alpha", {})
        known = told if isinstance(told, Mapping) else dict.fromkeys(self.topic_ids, told)
        return np.array([known.get(topic, 1 / self.n_topics) for topic in self.topic_ids], dtype=np.float32)

    def word_counts(self, lengths: ArrayLike) -> NDArray[np.float32]:
        """Expected counts of words by topic `(n_topics, n_words)`, for passages of some `lengths` in known words.

        A topic without a passage gets the count of one word, which keeps its probabilities.
        """
        in_topic = np.asarray(lengths) @ self.passage_topics.astype(np.float64)
        counts: NDArray[np.float32] = self.topic_words * np.maximum(in_topic, 1)[:, None].astype(np.float32)
        return counts

    def top_words(self, n: int = 10, ranking: NDArray[np.float64] | None = None) -> list[list[str]]:
        """The `n` likeliest words of each topic, or those with the highest `ranking` `(n_topics, n_words)`.

        Ties are broken by the order of the vocabulary; words without any weight are left out.

        >>> topics.open_store().run("nmf", "my-study").fitted.top_words(2)
        [['风电', '叶片'], ['高铁', '列车'], ['农机', '合作社']]
        """
        scores = self.topic_words if ranking is None else ranking
        order = np.argsort(-scores, axis=1, kind="stable")[:, :n]
        return [
            [self.vocabulary[i] for i in row if words[i] > 0]
            for row, words in zip(order, self.topic_words, strict=True)
        ]
