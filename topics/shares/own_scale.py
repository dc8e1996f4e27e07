"""Calibration of theme scores by the unlabelled corpus, `scale = "own"` in study.toml.

The scale itself: `topics.models.counting.scale`.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.scale import composition_of, extents, own_rates
from topics.shares.codebook import ThemeScores


def theme_rates(scores: ThemeScores, lengths: NDArray[np.integer]) -> dict[str, float]:
    """Rate of each theme: the weight at which a passage is wholly about the theme; `lengths (n_passages)` in tokens."""
    return dict(zip(scores.theme_ids, own_rates(scores.weights, lengths).tolist(), strict=True))


def on_own_scale(scores: ThemeScores, lengths: NDArray[np.integer]) -> ThemeScores:
    """The same scores with calibrated weights (extents); `present` is replaced too, unless the model gave its own."""
    extent = extents(scores.weights, own_rates(scores.weights, lengths))
    own_presence = scores.present is not scores.weights
    return replace(
        scores,
        weights=composition_of(extent, 1 - scores.unassigned),
        present=scores.present if own_presence else extent,
        drawn=None,
        concentration=None,  # extents are no parameters of a Dirichlet distribution
        largest_other=None,  # beside extents stands one part, 1 − the largest extent
        refitted=scores.refitted and on_own_scale(scores.refitted, lengths),
    )
