"""Kendall's rank correlation of an ordered series of shares, and the adjustment of tests that are judged together.

Conventions. A series has one number per period, in order of time. p is two-sided. If a series is too short for a test,
the test gives NaN; the caller says why. Kendall's test takes periods as independent: it describes and decides nothing.

Sources. Rank correlation: Kendall 1938. Families of tests: Holm 1979.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EXACT = 11  # most periods for Kendall's exact test

Floats = NDArray[np.float64]


class Kendall(NamedTuple):
    """Kendall's τ, its exact p and the smallest p that any series of this length can give."""

    tau: float
    p: float
    smallest: float


def kendall(series: Floats) -> Kendall:
    """Kendall's exact test against time, for at most `EXACT` periods (NaN for more, and for fewer than three).

    p = P(|S| ≥ |s|) over all orders of the values as they are, where S is the number of rising pairs less that of
    falling pairs; equal values stay equal in every order. The smallest p is 2 over the number of orders that differ,
    2 / n! without equal values; a series of one value has p = 1.
    """
    n = len(series)
    if not 3 <= n <= EXACT:
        return Kendall(np.nan, np.nan, np.nan)
    i, j = np.triu_indices(n, 1)
    pairs = np.sign(series[j] - series[i])
    orders = _orders(np.unique(series, return_counts=True)[1])
    scores = np.count_nonzero(pairs) - 2 * np.arange(len(orders))
    p = float(orders[np.abs(scores) >= abs(pairs.sum())].sum() / orders.sum())
    return Kendall(float(pairs.sum()) / len(i), p, min(1.0, 2 / float(orders.sum())))


def _orders(equal: NDArray[np.intp]) -> Floats:
    """How many orders of values, `equal[g]` of which are the g-th, have 0, 1, 2, … falling pairs.

    The coefficients of [n]! / Π [equal_g]!, where [m]! = Π_{k ≤ m} (1 + q + … + q^(k − 1)) (MacMahon 1915).
    """
    orders: Floats = np.ones(1)
    for m in range(2, int(equal.sum()) + 1):
        orders = np.convolve(orders, np.ones(m))
    for group in equal:
        for m in range(2, int(group) + 1):
            orders = np.asarray(np.polydiv(orders, np.ones(m))[0], dtype=np.float64)
    return np.rint(orders)


def holm(p: Floats) -> Floats:
    """Holm-adjusted p-values of a family: the maximum of (m − rank + 1) p over all smaller or equal p, at most 1.

    A test of the family without a p (NaN) still counts in m and stays NaN.
    """
    adjusted = np.full(len(p), np.nan)
    largest = 0.0
    for rank, place in enumerate(np.argsort(p, kind="stable")):
        if np.isnan(p[place]):
            break
        largest = max(largest, (len(p) - rank) * float(p[place]))
        adjusted[place] = min(largest, 1.0)
    return adjusted


def holm_levels(p: Floats, level: float = 0.05) -> Floats:
    """The level at which Holm's procedure tests each p of a family: NaN for a test without one.

    `level` over the tests that are left, the smallest p first; where one is not rejected the rest keep its level. A p
    is below its level where its adjusted p (`holm`) is below `level`.
    """
    levels, at = np.full(len(p), np.nan), np.nan
    rejected = True
    for rank, place in enumerate(np.argsort(p, kind="stable")):
        if np.isnan(p[place]):
            break
        if rejected:
            at = level / (len(p) - rank)
            rejected = bool(p[place] < at)
        levels[place] = at
    return levels
