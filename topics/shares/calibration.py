"""From an estimator's scores to the probability of a code, learned on coded units and never on the unit itself.

Conventions. Everything before the last axes is a batch: another theme, another simulated sample. `features
(…, n, n_features)` are scores of any scale, `codes (…, n)` are 0 or 1. Logistic regression with a ridge penalty, so that a score that says
nothing leaves the mean and one that says everything does not run away (Hoerl & Kennard 1970; le Cessie & van
Houwelingen 1992). Cross-fitting: Chernozhukov et al. 2018, Egami et al. 2023.
"""

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
_PENALTY = 1.0  # on the slopes of features with variance 1
_HOLD = 0.05  # on the intercept, towards the mean of the codes: keeps it finite when all codes are equal
_STEPS, _LARGEST = 12, 4.0  # of Newton's method

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def logistic(features: Floats, codes: Floats, weights: Floats) -> Floats:
    """Coefficients `(…, n_features + 1)`, the intercept first, by Newton's method; `weights (…, n)` count units."""
    size = np.maximum(weights.sum(axis=-1), 1e-9)
    mean = ((weights * codes).sum(axis=-1) + 0.5) / (size + 1)
    start = np.log(mean / (1 - mean))
    x = np.concatenate([np.ones((*features.shape[:-1], 1)), features], axis=-1)
    centre = np.zeros((*start.shape, x.shape[-1]))
    centre[..., 0] = start
    penalty = np.full(x.shape[-1], _PENALTY)
    penalty[0] = _HOLD
    found = centre.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(_times(x, found), -30, 30)))
        slope = np.einsum("...nd,...n->...d", x, weights * (codes - p)) - penalty * (found - centre)
        curve = np.einsum("...nd,...n,...ne->...de", x, weights * p * (1 - p), x, optimize=True) + np.diag(penalty)
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        found = found + np.clip(step, -_LARGEST, _LARGEST)
    return found


def _times(x: Floats, coefficients: Floats) -> Floats:
    product: Floats = np.einsum("...nd,...d->...n", x, coefficients)
    return product


def cross_fitted(features: Floats, fold: Integers, coded: Integers, codes: Floats, weights: Floats) -> Floats:
    """The probability of a code for every unit `(…, N)`, each from the coded units of the other folds.

    `features (…, N, n_features)`, `fold (…, N)` counts from 0, `coded (…, n)` are the rows of the coded units, `codes (…, n)` theirs,
    `weights (…, n)` their design weights (1/π, of any scale).
    """
    spread = features.std(axis=-2, keepdims=True)
    x = np.divide(
        features - features.mean(axis=-2, keepdims=True), spread, out=np.zeros_like(features), where=spread > 0
    )
    seen = np.take_along_axis(x, coded[..., None], axis=-2)
    fold_of = np.take_along_axis(fold, coded, axis=-1)
    weights = weights / weights.mean(axis=-1, keepdims=True)
    predicted = np.zeros(fold.shape)
    for number in range(int(fold.max()) + 1):
        coefficients = logistic(seen, codes, weights * (fold_of != number))
        everywhere = coefficients[..., 0, None] + _times(x, coefficients[..., 1:])
        predicted = np.where(fold == number, 1 / (1 + np.exp(-np.clip(everywhere, -30, 30))), predicted)
    return predicted
