"""Guidance by a study's themes, shared by several models: words to start from, and checks of the number of topics.

Conventions. n_tw is the count of word w in passages that contain terms of theme t (a passage with terms of several
themes is split between them by the number of terms), n_t its sum over words, p_w the word's share of the whole corpus.

The passages with a theme's terms are a mixture: of the theme, and of other subjects, whose words are assumed to be
distributed as in the corpus. The counts beyond n_t p_w belong to the words that set the theme apart, but these are not
all of its words: like any text it has the common words too. The theme's own words are n_tw − κ_t n_t p_w, where κ_t is
the other part of the mixture:

    κ_t ≤ (n_tw / n_t) / p_w for every word, with equality for words that the theme does not use

so that κ_t is the smallest of these ratios (mixture proportion estimation: Blanchard, Lee & Scott 2010; Scott 2015).
The smallest of many noisy ratios is too small, so words are chosen in one half of the passages and their ratio is taken
in the other (`background_part`).
"""

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.model_input import ModelInput

_SELDOM = 0.1  # share of the corpus' tokens in the words that are assumed not to belong to a theme

Floats = NDArray[np.float64]


def lifted_words(data: ModelInput) -> Floats:
    """Counts of words beyond expectation in a theme's passages, max(0, n_tw − n_t p_w): `(n_themes, n_words)`.

    Raises ModelError for a theme whose passages lift no word.
    """
    lifted = _beyond(data, np.ones(len(data.themes)))
    for theme, row in zip(data.themes, lifted, strict=True):
        if not row.any():
            raise ModelError(
                f'guided: no passage distinguishes the theme "{theme.id}" (terms: {", ".join(theme.terms)}), so its '
                "topic has nothing to start from. Give the theme terms that occur in these documents, or leave it out."
            )
    return lifted


def whole_words(data: ModelInput) -> Floats:
    """The words of each theme in the passages with its terms, max(0, n_tw − κ_t n_t p_w): `(n_themes, n_words)`."""
    return _beyond(data, background_part(data))


def background_part(data: ModelInput) -> Floats:
    """κ_t: the part of the text of a theme's passages that is not about the theme `(n_themes,)`, between 0 and 1.

    Passages go to two halves alternately. In each half the words with the smallest ratios, with `_SELDOM` of the
    corpus' tokens, are chosen. κ_t is their count in the other half divided by the count expected from their share of
    the corpus; 1 where this cannot be computed.
    """
    parts, usual = _theme_parts(data), _share_of_corpus(data)
    turn = np.cumsum(parts > 0, axis=0) % 2
    both = [_words_under(data, np.where(turn == half, parts, 0)) for half in (1, 0)]
    found = np.ones(len(data.themes))
    for t, halves in enumerate(zip(*both, strict=True)):
        seen = expected = 0.0
        for one, other in (halves, halves[::-1]):
            order = np.argsort(np.divide(one, usual, out=np.zeros_like(usual), where=usual > 0), kind="stable")
            seldom = order[np.cumsum(usual[order]) <= _SELDOM]
            seen += other[seldom].sum()
            expected += other.sum() * usual[seldom].sum()
        if expected:
            found[t] = min(seen / expected, 1.0)
    return found


def _beyond(data: ModelInput, part: Floats) -> Floats:
    """max(0, n_tw − part_t n_t p_w)."""
    in_theme = _words_under(data, _theme_parts(data))
    expected = (part * in_theme.sum(axis=1))[:, None] * _share_of_corpus(data)
    beyond: Floats = np.maximum(0, in_theme - expected)
    return beyond


def _words_under(data: ModelInput, parts: Floats) -> Floats:
    """Sums of the words of passages with weights `parts (n_passages, n_themes)`: `(n_themes, n_words)`."""
    words = np.zeros((parts.shape[1], data.tokens.n_words))
    for rows, part in data.tokens.parts():
        words += np.asarray((part.counts.T @ parts[rows]).T)
    return words


def _theme_parts(data: ModelInput) -> Floats:
    """Each theme's part of the terms in a passage `(n_passages, n_themes)`; 0 for a passage without terms."""
    hits = data.hits.astype(np.float64)
    parts: Floats = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    return parts


def _share_of_corpus(data: ModelInput) -> Floats:
    """p_w `(n_words,)`."""
    share: Floats = data.tokens.frequency / data.tokens.frequency.sum()
    return share


def check_guided(kind: str, data: ModelInput, topics: int) -> None:
    """Raise ModelError when there is no theme, or no free topic beside the themes."""
    n_themes = len(data.themes)
    if not n_themes:
        raise ModelError(f"{kind}: guided = true, but the study names no theme to guide it. Write themes.toml.")
    if topics < n_themes + 1:
        raise ModelError(
            f"{kind}: topics = {topics} leaves no free topic beside {n_themes} themes. Ask for at least "
            f"{n_themes + 1}; several free topics are better, since what is about no theme must go somewhere."
        )
