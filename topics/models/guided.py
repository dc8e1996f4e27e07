"""What models that are guided by a study's themes share: the words to start from, and when there are too few topics."""

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.material import Material
from topics.themes import count_terms


def lifted_words(material: Material) -> NDArray[np.float64]:
    """Occurrences of words in a theme's passages beyond expectation: `(n_themes, n_words)`, not negative.

    With n_tw the count of word w in passages that contain terms of theme t (a passage with terms of several themes is
    split between them by the number of terms), n_t its sum over words and p_w the word's share of the whole corpus,
    the lifted count is max(0, n_tw − n_t p_w).
    """
    tokens = material.tokens
    hits = count_terms(material.texts, material.themes).astype(np.float64)
    share_of_theme = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    in_theme = np.zeros((len(material.themes), tokens.n_words))
    for rows, part in tokens.parts():
        in_theme += np.asarray((part.counts.T @ share_of_theme[rows]).T)
    share_of_corpus = tokens.frequency / tokens.frequency.sum()
    lifted: NDArray[np.float64] = np.maximum(0, in_theme - in_theme.sum(axis=1, keepdims=True) * share_of_corpus)
    for theme, row in zip(material.themes, lifted, strict=True):
        if not row.any():
            raise ModelError(
                f'guided: no passage distinguishes the theme "{theme.id}" (terms: {", ".join(theme.terms)}), so its '
                "topic has nothing to start from. Give the theme terms that occur in these documents, or leave it out."
            )
    return lifted


def check_guided(kind: str, material: Material, topics: int) -> None:
    """Raise ModelError when there is no theme, or no free topic beside the themes."""
    n_themes = len(material.themes)
    if not n_themes:
        raise ModelError(f"{kind}: guided = true, but the study names no theme to guide it. Write themes.toml.")
    if topics < n_themes + 1:
        raise ModelError(
            f"{kind}: topics = {topics} leaves no free topic beside {n_themes} themes. Ask for at least {n_themes + 1}; "
            "several free topics are better, since what is about no theme must go somewhere."
        )
