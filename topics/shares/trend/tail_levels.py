"""Levels of the tails of the model of change: p-values that hold whatever the effects of periods are.

The distribution of a change beside effects of periods (`topics.shares.trend.period_model`) has a tail beyond 0 for
every series. If shares are constant, how often it is as small depends on τ² and ρ, which are not known. p is the
largest such probability over τ² = 0 … ∞ and ρ = 0 … `HELD_RHO`. It was found by simulation for equal variances and even
periods, `benchmarks/change_levels.py`, and is interpolated over the logarithms of tail, p and number of periods.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HELD_RHO = 0.7  # largest correlation of neighbouring periods at which p is right
LEVELS = (0.2, 0.05, 0.0125, 0.005, 0.002)
PERIODS = (3, 4, 5, 6, 8, 12, 20, 40, 60)  # numbers of periods that were simulated; more are taken as the last
# The tail that has each of these levels as its p: for one form of change named beforehand, and for the smallest of all.
SINGLE = (
    (0.124, 0.0312, 0.00827, 0.00356, 0.00218),  # 3 periods
    (0.122, 0.0251, 0.00601, 0.00231, 0.00109),  # 4 periods
    (0.123, 0.0249, 0.00553, 0.00217, 0.000822),  # 5 periods
    (0.126, 0.0263, 0.00517, 0.00187, 0.000648),  # 6 periods
    (0.128, 0.0263, 0.00568, 0.0019, 0.000653),  # 8 periods
    (0.135, 0.0264, 0.00524, 0.0017, 0.000687),  # 12 periods
    (0.125, 0.0226, 0.00466, 0.00182, 0.000595),  # 20 periods
    (0.127, 0.0196, 0.00401, 0.00117, 0.000424),  # 40 periods
    (0.134, 0.0212, 0.00366, 0.00103, 0.000303),  # 60 periods
)
SEARCHED = (
    (0.124, 0.0312, 0.00827, 0.00356, 0.00218),  # 3 periods
    (0.114, 0.0236, 0.00575, 0.00236, 0.00109),  # 4 periods
    (0.107, 0.0192, 0.00425, 0.00172, 0.000664),  # 5 periods
    (0.101, 0.0175, 0.00385, 0.00156, 0.000593),  # 6 periods
    (0.0957, 0.0169, 0.00387, 0.00154, 0.00058),  # 8 periods
    (0.0896, 0.0181, 0.00524, 0.00209, 0.000783),  # 12 periods
    (0.0842, 0.0153, 0.00418, 0.00181, 0.000642),  # 20 periods
    (0.0681, 0.00996, 0.00249, 0.00086, 0.000265),  # 40 periods
    (0.0585, 0.00846, 0.00196, 0.000782, 0.000297),  # 60 periods
)
# The steady change that is found with 80 %, where sampling alone varies and where periods alone do: over half its
# interval, and over the standard deviation of a period.
OVER_HALF = (
    (3.21, 2.6),  # 3 periods
    (1.91, 1.85),  # 4 periods
    (1.61, 1.62),  # 5 periods
    (1.54, 1.54),  # 6 periods
    (1.47, 1.45),  # 8 periods
    (1.44, 1.45),  # 12 periods
    (1.48, 1.46),  # 20 periods
    (1.41, 1.34),  # 40 periods
    (1.39, 1.35),  # 60 periods
)
OVER_DEVIATION = (
    (30.2, 31.1),  # 3 periods
    (12.9, 15.2),  # 4 periods
    (9.43, 11.9),  # 5 periods
    (8.29, 10.5),  # 6 periods
    (6.91, 9.12),  # 8 periods
    (5.19, 7.22),  # 12 periods
    (3.84, 4.72),  # 20 periods
    (2.22, 2.35),  # 40 periods
    (1.71, 1.82),  # 60 periods
)


@dataclass(frozen=True)
class TailLevels:
    """The tails `(n_levels,)` that have `LEVELS` as their p, the largest level first."""

    tails: Floats

    def p(self, tail: Floats) -> Floats:
        """p of a two-sided tail; below the smallest level in proportion to it."""
        logs = np.log(self.tails[::-1])
        inner = np.exp(np.interp(np.log(np.maximum(tail, self.tails[-1])), [*logs, 0], [*np.log(LEVELS[::-1]), 0]))
        found: Floats = np.where(tail < self.tails[-1], tail * LEVELS[-1] / self.tails[-1], inner)
        return np.where(np.isnan(tail), np.nan, found)

    def tail(self, p: float | Floats) -> Floats:
        """The two-sided tails that have these p; the inverse of `p`."""
        p = np.asarray(p, dtype=np.float64)
        logs, at = [*np.log(self.tails[::-1]), 0], [*np.log(LEVELS[::-1]), 0]
        inner = np.exp(np.interp(np.log(np.maximum(p, LEVELS[-1])), at, logs))
        found: Floats = np.where(p < LEVELS[-1], p * self.tails[-1] / LEVELS[-1], inner)
        return np.where(np.isnan(p), np.nan, found)


AS_IT_IS = TailLevels(np.array(LEVELS))  # if ρ is known


def single(periods: int) -> TailLevels:
    """For one form of change that was named beforehand."""
    return TailLevels(np.exp(between(periods, np.log(SINGLE))))


def searched(periods: int) -> TailLevels:
    """For the form of change with the smallest tail."""
    return TailLevels(np.exp(between(periods, np.log(SEARCHED))))


def between(periods: float | Floats, table: object) -> Floats:
    """Rows of a table over `PERIODS` for a number of periods."""
    rows, at = np.asarray(table, dtype=np.float64), np.log(PERIODS)
    columns, logs = rows.reshape(len(rows), -1).T, np.log(np.maximum(periods, PERIODS[0]))
    found: Floats = np.stack([np.interp(logs, at, column) for column in columns], axis=-1)
    return found.reshape(*np.shape(periods), *rows.shape[1:])
