"""p-values of tails of the model of change, which hold whatever the effects of periods are.

The distribution of a change beside effects of periods (`topics.shares.trend.period_model`) has a tail beyond 0 for
every series. If shares are constant, how often it is as small depends on τ² and ρ, which are not known. p is the largest
such probability over τ² = 0 … ∞ and ρ = 0 … `HELD_RHO`. It was found by simulation for equal variances and even
periods, `benchmarks/change_levels.py`, and is interpolated over the logarithms of tail, p and number of periods.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HELD_RHO = 0.7  # largest correlation of neighbouring periods at which p is right
LEVELS = (0.2, 0.05, 0.0125, 0.005, 0.002)
PERIODS = (3, 60)  # numbers of periods that were simulated; more are taken as the last
# The tail that has each of these levels as its p: for one form of change named beforehand, and for the smallest of all.
SINGLE = ((0.2, 0.05, 0.0125, 0.005, 0.002), (0.2, 0.05, 0.0125, 0.005, 0.002))
SEARCHED = ((0.2, 0.05, 0.0125, 0.005, 0.002), (0.2, 0.05, 0.0125, 0.005, 0.002))
# The steady change that is found with 80 %, where sampling alone varies and where periods alone do: over half its
# interval, and over the standard deviation of a period.
OVER_HALF = ((1.3, 1.3), (1.3, 1.3))
OVER_DEVIATION = ((9.0, 9.0), (2.0, 2.0))


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

    def tail(self, p: float) -> float:
        """The two-sided tail that has this p, one of at least the smallest level."""
        return float(np.exp(np.interp(np.log(p), [*np.log(LEVELS[::-1]), 0], [*np.log(self.tails[::-1]), 0])))


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
    columns = rows.reshape(len(rows), -1).T
    found: Floats = np.stack([np.interp(np.log(periods), at, column) for column in columns], axis=-1)
    return found.reshape(*np.shape(periods), *rows.shape[1:])
