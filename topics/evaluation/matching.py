"""Matching of topics between two fits.

Conventions. Topics are matched one to one by the assignment with the largest total similarity (Kuhn 1955; scipy's
solver). The *margin* of a match is its similarity − that to the most similar other topic: near 0 the partner is one of
several candidates; below 0 the assignment gave the better one to another topic. Vocabularies must hold the same words,
in any order, or be restricted to the shared words (`vocabulary = "shared"`), over which topics then sum to 1.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError, nearest
from topics.evaluation.similarity import SIMILARITIES
from topics.models.fitted import FittedTopics
from topics.schema import SHARE, Column, declare
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

Reals = NDArray[np.float64]
Vocabulary = Literal["same", "shared"]
MATCHED = declare(
    "matched topics",
    "one topic of the first fit with its partner, or one topic of the second that is left over",
    (
        Column("topic", "text", "", "id of the topic in the first fit, empty for one of the second that is left over"),
        Column("matched", "text", "", "id of its partner in the second fit, empty where it has none"),
        Column("similarity", "number", "similarity, 0 to 1", "how alike the two are"),
        Column("margin", "number", "similarity, −1 to 1", "similarity − that to the most similar other topic"),
        Column("shared_mass", "number", SHARE, "smaller part of the two that words of both fits carry"),
    ),
)


def on_one_vocabulary(fits: Sequence[FittedTopics], vocabulary: Vocabulary = "same") -> list[Reals]:
    """Topic-word rows of the fits over the same columns, with the words in sorted order.

    Rows over "shared" words sum to the part of the topic that these carry. Raises ScoreError if the words differ and
    the same ones were asked for, if no word is shared, and for a topic that has none of the shared words.
    """
    numbers = [{word: i for i, word in enumerate(fit.vocabulary)} for fit in fits]
    words = sorted(set(numbers[0]).intersection(*numbers[1:]))
    sizes = [len(number) for number in numbers]
    if vocabulary == "same" and max(sizes) > len(words):
        two = listed([str(size) for size in sizes[:2]])
        raise ScoreError(
            f"topics over different words were to be matched: of vocabularies of {two} "
            f'words {len(words)} are shared. Fit the models on the same tokens, or ask for vocabulary = "shared".'
        )
    if not words:
        raise ScoreError("topics without a single word in common cannot be matched.")
    matrices = []
    for fit, number in zip(fits, numbers, strict=True):
        matrix = fit.topic_words[:, [number[word] for word in words]].astype(np.float64)
        for topic in np.flatnonzero(matrix.sum(axis=1) == 0):
            raise ScoreError(f"topic {fit.topic_ids[topic]} has none of the {len(words)} shared words.")
        matrices.append(matrix)
    return matrices


def similarities(a: Reals, b: Reals, similarity: str = "jensen_shannon") -> Reals:
    """Similarities `(n_a, n_b)` by a measure of `SIMILARITIES`. Raises ScoreError for an unknown measure."""
    if similarity not in SIMILARITIES:
        raise ScoreError(f'there is no similarity "{similarity}"; {nearest(similarity, SIMILARITIES)}')
    return SIMILARITIES[similarity](a, b)


def assign(matrix: Reals) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the one-to-one assignment with the largest sum of `matrix (n_a, n_b)`."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return rows, columns


def margins(matrix: Reals, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Reals:
    """Similarity of each match − the largest other similarity in its row; NaN if there is no other."""
    others = matrix[rows].copy()
    others[np.arange(len(rows)), columns] = -np.inf
    best_other = others.max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(best_other), matrix[rows, columns] - best_other, np.nan)


def match_topics(
    a: FittedTopics, b: FittedTopics, *, similarity: str = "jensen_shannon", vocabulary: Vocabulary = "same"
) -> "pd.DataFrame":
    """Matched topics: those of `a` in their order, then the unmatched ones of `b`; columns as declared in `MATCHED`.

    A topic without a partner has '' and NaN. Raises ScoreError as `on_one_vocabulary` does, and for an unknown
    similarity.
    """
    own, other = on_one_vocabulary((a, b), vocabulary)
    matrix = similarities(own, other, similarity)
    rows, columns = assign(matrix)
    table = MATCHED.frame(
        {
            "topic": [a.topic_ids[row] for row in rows],
            "matched": [b.topic_ids[column] for column in columns],
            "similarity": matrix[rows, columns],
            "margin": margins(matrix, rows, columns),
            "shared_mass": np.minimum(1, np.minimum(own.sum(axis=1)[rows], other.sum(axis=1)[columns])),
        }
    )
    order = {topic: i for i, topic in enumerate(a.topic_ids)}
    alone: list[dict[str, Any]] = [
        {"topic": topic, "matched": ""} for topic in a.topic_ids if topic not in set(table["topic"])
    ]
    left: list[dict[str, Any]] = [
        {"topic": "", "matched": topic} for topic in b.topic_ids if topic not in set(table["matched"])
    ]
    table = MATCHED.frame([*table.to_dict("records"), *alone, *left])
    return table.sort_values("topic", key=lambda t: t.map(order), kind="stable", ignore_index=True)


def matched_similarity(
    a: FittedTopics, b: FittedTopics, *, similarity: str = "jensen_shannon", vocabulary: Vocabulary = "same"
) -> float:
    """Mean similarity of the matches, 1 for identical fits.

    With `average_jaccard`, this is the agreement of Greene et al. 2014. It rises with the prior η of both fits:
    `stability.run_stability` compares topics without the prior and beyond chance.
    """
    own, other = on_one_vocabulary((a, b), vocabulary)
    matrix = similarities(own, other, similarity)
    return float(matrix[assign(matrix)].mean())
