"""Matching of topics between two fits.

Conventions. Topics are matched one to one by the assignment with the largest total similarity (Kuhn 1955; scipy's
solver). The *margin* of a match is its similarity − that to the most similar other topic: near 0 the partner is one of
several candidates; below 0 the assignment gave the better one to another topic. Vocabularies must hold the same words,
in any order. Similarity is 1 − Jensen–Shannon divergence (`jensen_shannon`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.evaluation.similarity import jensen_shannon
from topics.models.fitted import FittedTopics
from topics.schema import Column, declare

if TYPE_CHECKING:
    import pandas as pd

Reals = NDArray[np.float64]
MATCHED = declare(
    "matched topics",
    "one topic of the first fit with its partner, or one topic of the second that is left over",
    (
        Column("topic", "text", "", "id of the topic in the first fit, empty for one of the second that is left over"),
        Column("matched", "text", "", "id of its partner in the second fit, empty where it has none"),
        Column("similarity", "number", "similarity, 0 to 1", "how alike the two are"),
        Column("margin", "number", "similarity, −1 to 1", "similarity − that to the most similar other topic"),
    ),
)


def on_one_vocabulary(fits: Sequence[FittedTopics]) -> list[Reals]:
    """Topic-word rows of the fits over the same columns, with the words in sorted order.

    Raises ScoreError if the fits have different words.
    """
    words = sorted(fits[0].vocabulary)
    for fit in fits[1:]:
        if sorted(fit.vocabulary) != words:
            shared = len(set(words) & set(fit.vocabulary))
            raise ScoreError(
                f"topics over different words were to be matched: of vocabularies of {len(words)} and "
                f"{len(fit.vocabulary)} words {shared} are shared. Fit the models on the same tokens."
            )
    orders = [np.argsort(np.array(fit.vocabulary, dtype=object), kind="stable") for fit in fits]
    return [fit.topic_words[:, order].astype(np.float64) for fit, order in zip(fits, orders, strict=True)]


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


def match_topics(a: FittedTopics, b: FittedTopics) -> "pd.DataFrame":
    """Matched topics: those of `a` in their order, then the unmatched ones of `b`; columns as declared in `MATCHED`.

    A topic without a partner has '' and NaN. Raises ScoreError as `on_one_vocabulary` does.
    """
    own, other = on_one_vocabulary((a, b))
    matrix = jensen_shannon(own, other)
    rows, columns = assign(matrix)
    table = MATCHED.frame(
        {
            "topic": [a.topic_ids[row] for row in rows],
            "matched": [b.topic_ids[column] for column in columns],
            "similarity": matrix[rows, columns],
            "margin": margins(matrix, rows, columns),
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


def matched_similarity(a: FittedTopics, b: FittedTopics) -> float:
    """Mean similarity of the matches, 1 for identical fits.

    It rises with the prior η of both fits: `stability.run_stability` compares topics beyond chance and without it.
    """
    own, other = on_one_vocabulary((a, b))
    matrix = jensen_shannon(own, other)
    return float(matrix[assign(matrix)].mean())
