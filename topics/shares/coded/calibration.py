"""Cross-fitted probabilities of a code, from an estimator's scores and the codes of other units.

Conventions. The axes before the named ones are a batch, such as themes or simulated samples. `features (…, n,
n_features)` are scores of any scale, `codes (…, n)` are 0 or 1. The model is a logistic regression with a ridge
penalty: an uninformative score leaves the mean, and coefficients stay finite for a perfect one (Hoerl & Kennard 1970;
le Cessie & van Houwelingen 1992). Cross-fitting: Chernozhukov et al. 2018, Egami et al. 2023.
"""

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
_PENALTY = 1.0  # on the slopes of features with variance 1
_HOLD = 0.05  # on the intercept, towards the mean of the codes: keeps it finite when all codes are equal
_STEPS, _LARGEST, _SMALLEST = 12, 4.0, 1e-8  # of Newton's method; below the smallest it has arrived

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
    across = x.swapaxes(-1, -2)
    for _ in range(_STEPS):
        p = _expit(_times(x, found))
        slope = _times(across, weights * (codes - p)) - penalty * (found - centre)
        curve = (across * (weights * p * (1 - p))[..., None, :]) @ x + np.diag(penalty)
        step = np.clip(np.linalg.solve(curve, slope[..., None])[..., 0], -_LARGEST, _LARGEST)
        found = found + step
        if np.abs(step).max() < _SMALLEST:
            break
    return found


def _times(matrix: Floats, vector: Floats) -> Floats:
    product: Floats = (matrix @ vector[..., None])[..., 0]
    return product


def _expit(logits: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return found


def cross_fitted(features: Floats, fold: Integers, coded: Integers, codes: Floats, weights: Floats) -> Floats:
    """The probability of a code for every unit `(…, N)`, each estimated from the coded units of the other folds.

    `features (…, N, n_features)`; `fold (…, N)` counts from 0; `coded (…, n)` are the rows of the coded units,
    `codes (…, n)` their codes, `weights (…, n)` their design weights (1/π, of any scale).
    """
    spread = features.std(axis=-2, keepdims=True)
    x = np.divide(
        features - features.mean(axis=-2, keepdims=True), spread, out=np.zeros_like(features), where=spread > 0
    )
    seen = np.take_along_axis(x, coded[..., None], axis=-2)
    fold_of = np.take_along_axis(fold, coded, axis=-1)
    weights = weights / weights.mean(axis=-1, keepdims=True)
    logits = np.zeros(fold.shape)
    for number in range(int(fold.max()) + 1):
        coefficients = logistic(seen, codes, weights * (fold_of != number))
        everywhere = coefficients[..., 0, None] + _times(x, coefficients[..., 1:])
        logits = np.where(fold == number, everywhere, logits)
    return _expit(logits)
