"""Bounds on what an estimator may find of a theme beyond the passages that hold its terms.

To find a theme where none of its terms stands is what topic models are for, and it is where they go wrong unseen: a
topic of general words takes half the text, and sees the theme wherever it is named. Two bounds need no codes.

*Most text* that may be about the theme. Texts about a theme leave its terms out the more often, the more often they use
just one of them. With f₁ passages that hold one occurrence and f₂ that hold two, passages that might have held a term
and hold none are some f₁² / 2f₂ (Chao 1987, for animals that are never caught); the bound is the upper end of his 95 %
interval, and every named passage counts whole. Words that only touch on the theme swell f₁ and make the bound too
large, never too small; where hardly a passage holds a term twice, nothing is known. In five corpora with codes (19
themes) the text about a theme was never more.

*Foreign text* is what the estimator gives the theme in passages that neither hold its terms nor resemble those that do.
Each passage has a likeness to those with a term, from its other words (a cross-fitted log ratio of their frequencies,
as a rank from 0 to 1). Text that was rightly found beyond the terms has the likeness n of passages with a term, text
that was wrongly found the likeness b of other passages (the half with the smaller weights): a mean likeness g is a
mixture of both, of which the part (g − b) / (n − b) is the theme's.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_TWICE = 3  # passages with two occurrences below which nothing is known of those with none
_NORMAL = 1.96
_FOLDS = 5
_APART = 0.15  # least difference of mean ranks at which likeness tells passages with a term from others


def most_text(terms: NDArray[np.integer], lengths: NDArray[np.integer]) -> float:
    """The largest part of the text that may be about a theme; NaN where nothing is known.

    `terms (n_passages)`: occurrences of the theme's terms; `lengths (n_passages)`: word tokens.

    >>> float(most_text(np.repeat([1, 2, 0], [20, 40, 140]), np.full(200, 10))).__round__(2)
    0.38
    """
    once, twice, named = int((terms == 1).sum()), int((terms == 2).sum()), terms > 0
    if twice < _TWICE:
        return float("nan")
    ratio = once / twice
    missed = once * ratio / 2
    variance = twice * (ratio**2 / 2 + ratio**3 + ratio**4 / 4)
    wider = np.exp(_NORMAL * np.sqrt(np.log1p(variance / missed**2))) if missed else 1.0
    return float(lengths[named].sum() / max(lengths.sum(), 1) * (1 + missed * wider / named.sum()))


def likeness(words: "csr_matrix", named: Flags) -> Floats:
    """How much each passage resembles those that name a theme, as ranks between 0 and 1 `(n_passages)`.

    `words (n_passages, n_words)`: whether a passage holds a word, without the words of the theme's terms.
    """
    import pandas as pd

    fold, found = np.arange(len(named)) % _FOLDS, np.zeros(len(named))
    for one in range(_FOLDS):
        with_term, without = (_frequencies(words[(fold != one) & flags]) for flags in (named, ~named))
        rows = words[fold == one]
        found[fold == one] = rows @ np.log(with_term / without) / np.sqrt(np.maximum(rows.getnnz(axis=1), 1))
    ranks: Floats = pd.Series(found).rank().to_numpy() / max(len(found), 1)
    return ranks


def _frequencies(words: "csr_matrix") -> Floats:
    counts = np.asarray(words.sum(axis=0), dtype=np.float64).ravel() + 0.5
    frequencies: Floats = counts / counts.sum()
    return frequencies


def foreign_text(
    weights: Floats, named: Flags, like: Floats, lengths: NDArray[np.integer], least: float = 0.1
) -> float:
    """The part of the text that is given to a theme in passages unlike those that name it; NaN where nothing is known.

    `weights (n_passages)`: the theme's weights, of which those below `least` are no finding; `like (n_passages)`: the
    result of `likeness`.
    """
    given = np.where(weights >= least, weights, 0) * lengths * ~named
    if not given.any():
        return 0.0
    if not named.any():
        return float("nan")
    left = ~named & (weights <= np.median(weights[~named]))
    own, other = np.average(like[named], weights=lengths[named]), np.average(like[left], weights=lengths[left])
    if own - other < _APART:
        return float("nan")
    part = (np.average(like, weights=given) - other) / (own - other)
    return float(given.sum() / lengths.sum() * (1 - np.clip(part, 0, 1)))
