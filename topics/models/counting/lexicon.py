"""The lexicon baselines: a passage is about the themes whose terms it contains.

They are no models at all, and often hard to beat: every other estimator should be compared with them. The result has
the form of a fit, so that everything downstream treats it like one. Each theme is a topic. One more topic, `none`,
belongs to no theme and takes the passages without any term, which are *about none of the themes* and not unassigned.

Terms are counted by character spans (`topics.themes`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions, with_rest
from topics.themes import Theme

NONE = "none"
_LONGER = "x"  # any letter, in the place of `*`


@MODELS.register(
    "lexicon",
    label={"en": "Lexicon", "zh": "词典法"},
    uses={"themes", "texts"},
    of_words=False,
    counts_terms=True,
    seedless=True,
    seconds=0.2,
    after="keyatm",
)
def fit_lexicon(data: ModelInput, seed: int = 0, *, measure: Literal["any", "density", "two"] = "any") -> FittedTopics:
    """Count theme terms; `none` takes the rest of each passage.

    `measure` says what a passage's weight on a theme is: "any", the theme's part of all terms in the passage; "two",
    the same without themes that have a single term there, since those are passing mentions; "density", the characters
    of the theme's terms divided by all characters, which is small (`scale = "own"` makes it an extent).

    A theme is present where a passage has one of its terms (two with `measure = "two"`). A theme's words are the
    vocabulary words that contain one of its terms, by frequency; those of `none` are the corpus. Nothing is drawn;
    `seed` is a parameter because every model has one. Raises ModelError when the study has no theme.
    """
    if not data.themes:
        raise ModelError("lexicon: the study names no theme, so there is no term to count. Write themes.toml.")
    hits = data.hits
    present = hits >= (2 if measure == "two" else 1)
    parts = (
        term_density(data.texts, data.themes)
        if measure == "density"
        else compositions((hits * present).astype(np.float64))
    )
    return by_terms(data, parts, present, {"passages_with_a_term": int(hits.any(axis=1).sum())})


def by_terms(
    data: ModelInput, parts: NDArray[np.floating], present: NDArray[np.bool_], scores: Mapping[str, Any]
) -> FittedTopics:
    """A fit whose topics are the themes and `none`, from the themes' `parts` and presence `(n_passages, n_themes)`.

    `none` has the rest of each passage beside the parts, and is present where no theme is.
    """
    ids = tuple(theme.id for theme in data.themes)
    return FittedTopics(
        topic_ids=(*ids, NONE),
        topic_words=theme_words(data),
        passage_topics=data.for_all_passages(with_rest(parts)[data.rows]),
        passage_ids=data.tokens.passage_ids,
        vocabulary=data.tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores=scores,
        passage_present=np.column_stack([present, ~present.any(axis=1)]).astype(np.float32),
    )


def term_density(texts: Sequence[str], themes: Sequence[Theme]) -> NDArray[np.float64]:
    """Characters of each theme's terms by characters of the text `(n_texts, n_themes)`; rows sum to at most 1."""
    letters = (sum(end - start for start, end in theme.spans(text)) for text in texts for theme in themes)
    lengths = np.array([max(len(text), 1) for text in texts])
    density = np.fromiter(letters, dtype=np.float64).reshape(len(texts), len(themes)) / lengths[:, None]
    # A span may be a term of several themes, so the sum may exceed 1.
    scaled: NDArray[np.float64] = density / np.maximum(1, density.sum(axis=1, keepdims=True))
    return scaled


def theme_words(data: ModelInput) -> NDArray[np.float32]:
    """Words of the topics of themes and of `none`, where only terms define them: `(n_themes + 1, n_words)`."""
    frequency = data.tokens.frequency.astype(np.float64)
    words = frequency * words_with_terms(data.themes, data.tokens.vocabulary)
    words[~words.any(axis=1)] = frequency  # a theme whose terms the segmenter broke up
    return compositions(np.vstack([words, frequency]))


def words_with_terms(themes: Sequence[Theme], vocabulary: Sequence[str]) -> NDArray[np.bool_]:
    """A mask of the words of the vocabulary that contain a term of each theme: `(n_themes, n_words)`.

    A word that a term with `*` counts as stands for longer words, so that `tax*` holds no `tax`.
    """
    shown = [word.replace("*", _LONGER) for word in vocabulary]
    rows = [[theme.count(word) > 0 for word in shown] for theme in themes]
    return np.array(rows, dtype=bool).reshape(len(themes), len(vocabulary))
