"""Mutual information of two groupings of the same things, adjusted for chance.

With `a_i` and `b_j` the sizes of the groups, `n_ij` of their overlaps and N of all, the mutual information and the
entropies are

    MI = Σ_ij n_ij / N · log(N n_ij / (a_i b_j)),    H(a) = −Σ_i a_i / N · log(a_i / N),

and what groups of these sizes share by chance is the mean of MI where n_ij is hypergeometric. The adjusted value

    (MI − E MI) / ((H(a) + H(b)) / 2 − E MI)

is 1 for the same groups and 0 on average for random ones (Vinh, Epps & Bailey 2010). It is as scikit-learn computes it,
whose module of metrics holds 37 MB for this one number.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]


def adjusted_mutual_information(one: Integers, other: Integers) -> float:
    """The adjusted mutual information of two groupings: the group of each thing `(n_things)` in the one and the other.

    Where each has a single group, or there is nothing to group, they are the same: 1.
    """
    one, other = (np.unique(groups, return_inverse=True)[1] for groups in (one, other))
    if not one.size or not (one.any() or other.any()):
        return 1.0
    a, b, n = np.bincount(one), np.bincount(other), len(one)
    both = np.bincount(one * len(b) + other, minlength=len(a) * len(b)).reshape(len(a), len(b))
    i, j = np.nonzero(both)
    mutual = float((both[i, j] / n * np.log(n * both[i, j] / (a[i] * b[j]))).sum())
    entropy = -sum(float((sizes / n * np.log(sizes / n)).sum()) for sizes in (a, b)) / 2
    by_chance = _by_chance(a, b, n)
    room = entropy - by_chance
    # There is none where all groups are of one thing.
    return (mutual - by_chance) / float(np.copysign(max(abs(room), np.finfo(float).eps), room))


def _by_chance(a: Integers, b: Integers, n: int) -> float:
    """The mean mutual information of random groups of the sizes `a` and `b` of `n` things."""
    from scipy.special import gammaln

    log_factorial = gammaln(np.arange(n + 1) + 1.0)
    total = 0.0
    for size, number in zip(*np.unique(a, return_counts=True), strict=True):
        for other, as_many in zip(*np.unique(b, return_counts=True), strict=True):
            k = np.arange(max(1, size + other - n), min(size, other) + 1)
            log_probability = (
                log_factorial[[size, other, n - size, n - other]].sum()
                - log_factorial[n]
                - log_factorial[k]
                - log_factorial[size - k]
                - log_factorial[other - k]
                - log_factorial[n - size - other + k]
            )
            told = k / n * np.log(n * k / (size * other)) * np.exp(log_probability)
            total += float(number * as_many * told.sum())
    return total
