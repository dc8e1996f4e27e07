"""The lexicon baseline: a passage is about the themes whose terms it contains.

No model at all, and often hard to beat: every other estimator should be read beside it. Its result has the form of a
fit, so that everything downstream treats it like one. Each theme is a topic; one more, `none`, belongs to no theme and
takes the passages without any term, which are *about none of the themes* and not unassigned.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.material import Material, compositions
from topics.themes import Theme, count_terms, fold

NONE = "none"


def fit_lexicon(material: Material, seed: int = 0) -> FittedTopics:
    """Count theme terms: a passage's weights are its hits by theme over all its hits, 1 on `none` without any.

    Hits are counted by character spans on the cleaned text (see `topics.themes`). A theme's words are the vocabulary
    words that hold one of its terms, by frequency; those of `none` are the corpus. Nothing is drawn: `seed` is taken
    because every model takes one. Raises ModelError when the study has no theme.
    """
    if not material.themes:
        raise ModelError("lexicon: the study names no theme, so there is no term to count. Write themes.toml.")
    tokens = material.tokens
    hits = count_terms(material.texts, material.themes)
    hits = np.column_stack([hits, hits.sum(axis=1) == 0])
    frequency = np.asarray(tokens.counts.sum(axis=0), dtype=np.float64).ravel()
    words = frequency * words_with_terms(material.themes, tokens.vocabulary)
    words[~words.any(axis=1)] = frequency  # a theme whose terms the segmenter broke
    ids = tuple(theme.id for theme in material.themes)
    return FittedTopics(
        topic_ids=(*ids, NONE),
        topic_words=compositions(np.vstack([words, frequency])),
        passage_topics=material.for_all_passages(hits[material.rows]),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores={"passages_with_a_term": int((hits[:, -1] == 0).sum())},
    )


def words_with_terms(themes: Sequence[Theme], vocabulary: Sequence[str]) -> NDArray[np.bool_]:
    """Which words of the vocabulary hold a term of which theme: `(n_themes, n_words)`."""
    folded = [fold(word) for word in vocabulary]
    rows = [[theme.count(word) > 0 for word in folded] for theme in themes]
    return np.array(rows, dtype=bool).reshape(len(themes), len(vocabulary))
