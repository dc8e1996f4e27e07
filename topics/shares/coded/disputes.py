"""The part of the open differences between coders in which a label is right, as far as predictions tell.

Conventions. Those of `coder_errors`: T is the true code, F that of one coder, f and t̄ are their means, r is the
probability with which a coder keeps the true label, d the rate of open differences about the label. λ is the part of
them in which the label is right. S is 1 where the prediction names the label: the one that it raises most above its
mean. It names it in a part h of the units that have the label and in a part a of the others; s is the mean of S. Then

    t = t̄ + (λ − ½) d,   a = (s − t h) / (1 − t),   c = f − r t,
    P(S and F) = t h (r + c) + (1 − t) a c,   P(S | coders differ) = λ h + (1 − λ) a

: two imperfect tests of units whose truth nobody knows, independent given the truth (Hui & Walter 1980; Dawid & Skene
1979). What is seen of both gives the posterior of λ and h on a grid. λ is uniform beforehand; h has the mean that all
labels share, worth `PRIOR_HITS` units, so that a label of which little is known borrows the others' hits.

Predictions that err where coders err are not independent of them. Simulated with half of all errors made by both, and
with texts that are hard for both, bands cover 94 to 98 % of frequent themes' shares (docs/coders.md). A classifier that
learned the first coder's codes is not asked: where that coder took half of one theme for another and words showed which
half, bands would cover the shares of both in 6 and 12 % of samples, and without predictions in 66 and 75 %.
"""

import numpy as np
from numpy.typing import NDArray

PRIOR_HITS = 4.0  # units
CELLS = 50, 20  # of the grid of λ and h
_LEAST = 0.002  # of a rate, so that nothing is impossible

Floats = NDArray[np.float64]


def told_by_predictions(
    one: Floats, waiting: Floats, predicted: Floats, weights: Floats, true_mean: Floats, rate: Floats, kept: float
) -> tuple[Floats, Floats]:
    """Mean and variance of λ `(n_labels,)`: ½ and 1/12 for a label of which the predictions tell nothing.

    `one (n_labels, n)` is F of the coded units. `waiting (n_labels, n)` is the part of a unit's pairs of coders who
    differ about the label; 0 where that was decided, or one coder coded. `predicted (n_labels, n)` are predictions of F
    without the unit's own code. `true_mean (n_labels,)` is t̄ for λ = ½, `rate (n_labels,)` is d and `kept` is r².
    """
    w = weights / weights.sum()
    n, r = float(1 / (w**2).sum()), float(np.sqrt(kept))
    f = one @ w
    named = np.argmax(predicted - f[:, None], axis=0) == np.arange(len(one))[:, None]
    s, both = named @ w, (named * one) @ w
    differ = [n * (waiting * w * each).sum(axis=1) for each in (named, ~named)]
    expected = _hits(s, both - f * s, _rate(true_mean), r)
    # The axes of the grid are labels, λ and h.
    lam, hit = _midpoints(CELLS[0])[:, None], _midpoints(CELLS[1])
    f, s, both, expected, yes, no = (each[:, None, None] for each in (f, s, both, expected, *differ))
    t = _rate(true_mean[:, None, None] + (lam - 0.5) * rate[:, None, None])
    a = _rate((s - t * hit) / (1 - t))
    c = np.maximum(f - r * t, _LEAST)
    likelihood = (
        _log(n * both, n * (1 - both), t * hit * (r + c) + (1 - t) * a * c)
        + _log(yes, no, lam * hit + (1 - lam) * a)
        + _log(PRIOR_HITS * expected - 1, PRIOR_HITS * (1 - expected) - 1, hit)
    )
    posterior = np.exp(likelihood - likelihood.max(axis=(1, 2), keepdims=True)).sum(axis=2)
    posterior /= posterior.sum(axis=1, keepdims=True)
    mean: Floats = posterior @ lam[:, 0]
    variance = (posterior * (lam[:, 0] - mean[:, None]) ** 2).sum(axis=1)
    asked = waiting.any(axis=1)
    return np.where(asked, mean, 0.5), np.where(asked, variance, 1 / 12)


def adding_up(part: Floats, variance: Floats, rate: Floats) -> Floats:
    """λ `(n_labels,)` such that T of all labels adds to what it does with λ at ½: one label of a unit is right.

    What (λ − ½) d adds to is taken from the labels in proportion to its variance, as the most likely correction.
    """
    free = variance * rate**2
    excess = ((part - 0.5) * rate).sum() / max(free.sum(), 1e-12)
    found: Floats = part - variance * rate * excess
    return found


def _hits(s: Floats, covariance: Floats, t: Floats, r: float) -> Floats:
    """The h that is expected of each label: that of all together, but above s, since predictions mislead nobody."""
    each = np.clip(s + covariance / (r * t), 0.01, 0.99)
    found: Floats = np.clip(np.maximum((t * each).sum() / t.sum(), s + 0.02), 0.05, 0.95)
    return found


def _log(yes: Floats, no: Floats, rate: Floats) -> Floats:
    """The logarithm of the likelihood of a rate that was met `yes` times and not met `no` times."""
    rate = np.clip(rate, 1e-5, 1 - 1e-5)
    found: Floats = yes * np.log(rate) + no * np.log(1 - rate)
    return found


def _rate(values: Floats) -> Floats:
    found: Floats = np.clip(values, _LEAST, 1 - _LEAST)
    return found


def _midpoints(cells: int) -> Floats:
    found: Floats = (np.arange(cells) + 0.5) / cells
    return found
