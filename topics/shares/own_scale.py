"""Theme scores calibrated by the own scale (`scale = "own"` of a study's model): see `topics.models.scale`."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from topics.models.scale import composition_of, extents, own_rates
from topics.shares.codebook import ThemeScores


def theme_rates(scores: ThemeScores, lengths: NDArray[np.integer]) -> dict[str, float]:
    """Each theme's rate: the weight at which a passage is wholly about it; `lengths (n_passages)` in tokens."""
    return dict(zip(scores.theme_ids, own_rates(scores.weights, lengths).tolist(), strict=True))


def on_own_scale(scores: ThemeScores, lengths: NDArray[np.integer]) -> ThemeScores:
    """The same scores with extents for weights; so is `present` where the model said nothing of its own about it."""
    extent = extents(scores.weights, own_rates(scores.weights, lengths))
    said = scores.present is not scores.weights
    return replace(
        scores,
        weights=composition_of(extent, 1 - scores.unassigned),
        present=scores.present if said else extent,
        concentration=None,  # extents are no parameters of a Dirichlet distribution
    )
