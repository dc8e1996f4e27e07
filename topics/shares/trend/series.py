"""Tests of an ordered series of shares, and the adjustment of several tests that are judged together.

Conventions. A series has one number per period, in order of time, without gaps. Every p is two-sided. If a series is
too short for a test, or if its neighbouring periods are too alike, the test gives NaN; the caller says why.

Sources. Slope: Theil 1950, Sen 1968. Rank correlation: Kendall 1938. A trend beside serial correlation: Santer et al.
2000 (standard error and degrees of freedom from the effective number of periods, Bayley & Hammersley 1946),
autocorrelation freed of its small-sample bias after Marriott & Pope 1954. Of the tests tried on series of 12, 20 and 60
periods without a trend (benchmarks/trends.py), this one keeps its size best: Hamed & Rao 1998 rejects two to four times
too often. Change point: Pettitt 1979. Families of tests: Holm 1979.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SERIES = 12  # fewest periods from which serial correlation can be estimated
CHANGE_POINT = 24  # fewest periods in which a change point is looked for
EXACT = 11  # most periods for Kendall's exact test: longer series get the serial test

Floats = NDArray[np.float64]


def theil_sen(values: Floats, times: Floats) -> Floats:
    """Median of the slopes between all pairs of periods: `(n_periods, …)` and `(n_periods,)` to `(…)`."""
    i, j = np.triu_indices(len(times), 1)
    apart = (times[j] - times[i]).reshape(-1, *[1] * (values.ndim - 1))
    slopes: Floats = np.median((values[j] - values[i]) / apart, axis=0)
    return slopes


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


class SerialTrend(NamedTuple):
    """Result of `serial_trend`: its p, the correlation of neighbouring periods, the effective number of periods."""

    p: float
    autocorrelation: float
    effective: float


def serial_trend(series: Floats) -> SerialTrend:
    """The t test of the least-squares slope with n_e = n (1 − r) / (1 + r) periods instead of n; NaN below `SERIES`.

    r is the lag-one autocorrelation of the residuals, corrected for bias to (n r + 2) / (n − 4) and never below 0;
    s² = Σ e² / (n_e − 2), with n_e − 2 degrees of freedom. If n_e ≤ 2, or if nothing varies, p = 1.
    """
    from scipy.special import stdtr

    n = len(series)
    if n < SERIES:
        return SerialTrend(np.nan, np.nan, np.nan)
    time = np.arange(n) - (n - 1) / 2
    slope = time @ series / (time @ time)
    rest = series - series.mean() - slope * time
    if rest @ rest < 1e-24:
        return SerialTrend(1.0, np.nan, float(n))
    r = float(np.clip((n * (rest[1:] @ rest[:-1]) / (rest @ rest) + 2) / (n - 4), 0, 0.99))
    effective = n * (1 - r) / (1 + r)
    if effective <= 2:
        return SerialTrend(1.0, r, effective)
    error = np.sqrt(rest @ rest / (effective - 2) / (time @ time))
    return SerialTrend(float(2 * stdtr(effective - 2, -abs(slope / error))), r, effective)


class ChangePoint(NamedTuple):
    """Result of `pettitt`: first period after the change, p, correlation of neighbouring periods around both means."""

    after: int
    p: float
    autocorrelation: float


def pettitt(series: Floats) -> ChangePoint:
    """Pettitt's test for a change point; p is NaN below `CHANGE_POINT` periods and if neighbouring periods are alike.

    U_t = Σ_{i ≤ t < j} sgn(x_j − x_i), K = max |U_t|, p ≈ 2 exp(−6 K² / (n³ + n²)). The test assumes independent
    periods: if their correlation around the means before and after is above 1.645 / √n, it would find spurious changes.
    """
    n = len(series)
    if n < CHANGE_POINT:
        return ChangePoint(-1, np.nan, np.nan)
    signs = np.sign(series[None, :] - series[:, None])
    scores = np.abs([signs[:t, t:].sum() for t in range(1, n)])
    after = int(scores.argmax()) + 1
    rest = np.concatenate([series[:after] - series[:after].mean(), series[after:] - series[after:].mean()])
    r = float(rest[1:] @ rest[:-1] / (rest @ rest)) if rest @ rest > 1e-24 else 0.0
    p = min(1.0, float(2 * np.exp(-6 * scores.max() ** 2 / (n**3 + n**2))))
    return ChangePoint(after, p if r <= 1.645 / np.sqrt(n) else np.nan, r)


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
