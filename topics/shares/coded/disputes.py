"""The code of a unit on which coders differ and nothing was decided, imputed from what predictions say of it.

Conventions. Those of `coder_errors`: T is the true code, F that of one coder, f and t̄ are their means, r is the
probability with which a coder keeps the true label, d the rate of open differences about the label. λ is the part of
them in which the label is right. S is 1 where the prediction names the label: the one that it raises most above its
mean. It names it in a part h of the units that have the label and in a part a of the others; s is the mean of S. Then

    t = t̄ + (λ − ½) d,   a = (s − t h) / (1 − t),   c = f − r t,   P(S and F) = t h (r + c) + (1 − t) a c

: two imperfect tests of units whose truth nobody knows, independent given the truth (Hui & Walter 1980; Dawid & Skene
1979). In an open unit the label is right with the odds λ / (1 − λ) times those of what the prediction names there: h to
a where it names the label, a to h of the rival where it names that, 1 − h − a to 1 − a − h of the rival where it names
neither. λ has Jeffreys' prior, h the mean that all labels share, worth `PRIOR_HITS` units, so that a label of which
little is known borrows the others' hits. Their posterior is summed over a grid.

The code counts with its posterior probability. The variance is that of a decided code plus that of what T adds to,
given all that is seen: multiple imputation (Rubin 1987), here without draws. λ alone, without a code for each unit, was
left: it is a rate of units that might have differed, so that what chance does to a rate was counted twice, and frequent
labels had bands too wide.

No rule can do better where there are no predictions. Coders who guess about frequent labels (λ near ½), who take a
label (0) or miss it (1) make the same open differences. A band that holds 95 % at either end, half-width Δ + 1.645 σ,
Δ = d / 2 (Imbens & Manski 2004), holds more than 99 % in the middle once Δ > σ; that band is given then.

Predictions that err where coders err are not independent of them; docs/coders.md has what is covered. A classifier that
learned the first coder's codes is not asked: where that coder takes half of one theme for another and words show which
half, it calls these errors right.
"""

import numpy as np
from numpy.typing import NDArray

PRIOR_HITS = 4.0  # units
CELLS = 50, 20  # of the grid of λ and h
_LEAST = 0.002  # of a rate, so that nothing is impossible

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def told_by_predictions(
    one: Floats, waiting: Floats, predicted: Floats, weights: Floats, several: Flags, true_mean: Floats, kept: float
) -> tuple[Floats, Floats]:
    """The probability that each label is right in each open difference, and the variance of the mean of T.

    `(n_labels, n)` and `(n_labels,)`. `one (n_labels, n)` is F of the coded units. `waiting (n_labels, n)` is the part
    of a unit's pairs of coders who differ about the label; 0 where that was decided, or one coder coded. `predicted
    (n_labels, n)` are predictions of F without the unit's own code. The mean of T is that of the units with `several`
    codes; `true_mean (n_labels,)` is t̄ for λ = ½ and `kept` is r².
    """
    w, of = weights / weights.sum(), several * weights / weights[several].sum()
    n, r = float(1 / (w**2).sum()), float(np.sqrt(kept))
    f, rate = one @ w, waiting @ of
    named = np.argmax(predicted - f[:, None], axis=0)
    is_named = named == np.arange(len(one))[:, None]
    s, both, t = is_named @ w, (is_named * one) @ w, _rate(true_mean)
    hits = _hits(s, both - f * s, t, r)
    alarms = _rate((s - t * hits) / (1 - t))
    # The axes of the grid are labels, λ and h; Jeffreys' prior of λ is even in its arc sine.
    lam, hit = np.sin(np.pi / 2 * _midpoints(CELLS[0]))[:, None] ** 2, _midpoints(CELLS[1])
    f, s, both, expected = (each[:, None, None] for each in (f, s, both, hits))
    t = _rate(true_mean[:, None, None] + (lam - 0.5) * rate[:, None, None])
    a = _rate((s - t * hit) / (1 - t))
    c = np.maximum(f - r * t, _LEAST)
    likelihood = _log(n * both, n * (1 - both), t * hit * (r + c) + (1 - t) * a * c)
    likelihood = likelihood + _log(PRIOR_HITS * expected - 1, PRIOR_HITS * (1 - expected) - 1, hit)
    right, variance = np.full_like(one, 0.5), np.zeros(len(one))
    for k in np.flatnonzero(rate > 0):
        units = np.flatnonzero(waiting[k] * of > 0)
        rivals = waiting[:, units] * (np.arange(len(one)) != k)[:, None]
        rivals /= np.maximum(rivals.sum(axis=0), 1e-12)  # the only rival may be no label of these
        # What is named: 0 the label, 1 a rival, 2 neither.
        kind = np.where(named[units] == k, 0, np.where(rivals[named[units], np.arange(len(units))] > 0, 1, 2))
        alike = np.stack([kind, rivals.T @ hits, rivals.T @ alarms], axis=1).round(9)
        groups, group = np.unique(alike, axis=0, return_inverse=True)
        odds = _of_named(groups, hit, a[k])
        part, variance[k] = _imputed(likelihood[k], lam, odds, group.ravel(), (waiting[k] * of)[units], of)
        right[k, units] = part[group.ravel()]
    return adding_up(right, waiting * of, variance), variance


def adding_up(right: Floats, weighed: Floats, variance: Floats) -> Floats:
    """Probabilities `(n_labels, n)` such that labels add to what they do at ½: one label of a unit is right.

    `weighed (n_labels, n)` are open differences with their units' weights. What the labels' means of T add to beyond it
    is taken from them in proportion to the means' `variance`, as the most likely correction.
    """
    rate = weighed.sum(axis=1)
    excess = (right * weighed).sum() - rate.sum() / 2
    moved = excess * variance / max(variance.sum(), 1e-12)
    each = np.divide(moved, rate, out=np.zeros_like(moved), where=rate > 0)
    found: Floats = right - each[:, None] * (weighed > 0)
    return found


def _of_named(groups: Floats, hit: Floats, alarm: Floats) -> tuple[Floats, Floats]:
    """The probability of what is named where the label is right, and where its rival is: each `(groups, …, …)`.

    `groups (groups, 3)` have what is named, and h and a of the rival.
    """
    kind, rival_hit, rival_alarm = (column[:, None, None] for column in groups.T)
    label = np.where(kind == 0, hit, np.where(kind == 1, rival_alarm, np.maximum(1 - hit - rival_alarm, 5 * _LEAST)))
    rival = np.where(kind == 0, alarm, np.where(kind == 1, rival_hit, np.maximum(1 - alarm - rival_hit, 5 * _LEAST)))
    return label, rival


def _imputed(
    likelihood: Floats, lam: Floats, odds: tuple[Floats, Floats], group: NDArray[np.intp], weights: Floats, of: Floats
) -> tuple[Floats, float]:
    """The posterior probability of a label in each group of open units, and the variance of what it adds to.

    `likelihood` is the logarithm of what other units say of the grid; `weights` are those of the open units, of whom
    each tells as much as its part of all, `of`, is in units.
    """
    label, rival = odds
    number = len(label)
    first, second = np.bincount(group, weights, number), np.bincount(group, weights**2, number)
    mixed = lam * label + (1 - lam) * rival
    whole = likelihood + np.tensordot(first / (of**2).sum(), np.log(mixed), axes=1)
    posterior = np.exp(whole - whole.max())
    posterior /= posterior.sum()
    part = lam * label / mixed
    means = np.tensordot(first, part, axes=1)
    within = float((posterior * np.tensordot(second, part * (1 - part), axes=1)).sum())
    between = float((posterior * (means - (posterior * means).sum()) ** 2).sum())
    return (posterior * part).sum(axis=(1, 2)), within + between


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
