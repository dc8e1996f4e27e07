"""The change of a theme when a term is left out, or when another word is counted with it.

A change of a theme that one term carries may be a change of wording. Every share here is the lexicon's: a passage has
the theme in the proportion of its terms among the terms of all themes that the passage holds. Leaving out a term takes
its occurrences away; counting a word with the theme adds the word's. The change is that of
`topics.shares.trend.period_model` in the weighting of the study.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import WEIGHTINGS, Estimand
from topics.shares.intervals import resampled_shares
from topics.shares.sums import ThemeSums, theme_sums
from topics.shares.trend.period_model import change

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Changes:
    """Change over all periods, in the unit of shares, with its 95 % interval and p; each `(n_variants,)`."""

    change: Floats
    lower: Floats
    upper: Floats
    p: Floats


def changes_of(
    hits: NDArray[np.int64],
    theme: int,
    variants: Sequence[NDArray[np.int64]],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimand: Estimand,
    design: Design,
) -> Changes:
    """The change of one theme in several ways of counting it.

    `hits (n_passages, n_themes)` are the occurrences of all themes' terms, `theme` is the theme's column, and each of
    `variants (n_passages,)` stands in its place.
    """
    ids = tuple(passages["passage_id"])
    names = tuple(f"t{k}" for k in range(hits.shape[1]))
    scores = []
    for counted in variants:
        weights: Floats = hits.astype(np.float64)
        weights[:, theme] = counted
        shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1)
        scores.append(ThemeScores(names, ids, shares, (weights > 0).astype(np.float64), np.zeros(len(ids))))
    # Variants are summed side by side as seeds are.
    sums = theme_sums(scores, passages, documents, estimator="lexicon", design=design, estimand=estimand)
    return _changes(sums, theme)


def _changes(sums: ThemeSums, theme: int) -> Changes:
    """The change of one label for each seed of the sums."""
    w, filled, design = WEIGHTINGS.index(sums.estimand.weighting), sums.filled, sums.design
    shares = sums.shares[filled, w, :, theme]
    variances = np.full_like(shares, np.nan)
    for place, t in enumerate(filled):
        parts, sizes = sums.of(t)
        if len(sizes) > 1:
            own = parts[:, :, :, theme]
            drawn = resampled_shares(own, sizes, draws=design.draws, seed=design.seed, period=sums.periods[t])
            variances[place] = drawn[:, w].var(axis=0, ddof=1)
    found = change(shares, variances, np.array(filled, dtype=np.float64))
    lower, upper = np.clip(found.fitted.bounds, -1, 1)
    return Changes(found.fitted.estimate, lower, upper, found.p)
