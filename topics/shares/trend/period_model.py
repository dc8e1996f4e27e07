"""Change over periods, where a period has an effect of its own that more documents do not take away.

Model. The share of period t is r_t = μ + β x_t + u_t + e_t. Var(e_t) = V_t is known: it comes from which documents and
which seeds there are. Var(u_t) = τ² is what the documents of a period have in common. x is the time of the period for a
slope, and 0 before and 1 from a period that was named beforehand for a step. A contrast is the difference of two
periods, with the τ² that is left around the line.

Conventions. Arrays are `(n_periods, …)`; what follows the first axis are themes or replications, and results have that
shape. τ² makes the weighted squares around the fit equal to their T − 2 degrees of freedom, or is 0 if they are
smaller; weights are 1 / (V_t + τ²). The squares never make an error smaller than V_t gives (φ = max(1, φ̂)), and every
test has T − 2 degrees of freedom: with two periods there are none, and nothing is tested. A curve counts as an effect
of periods.

Effects of neighbouring periods are taken as independent; `topics.shares.trend.series.serial_trend` allows for more.

Sources. τ²: Paule & Mandel 1982. Degrees of freedom: Knapp & Hartung 2003; φ of at least 1: Röver et al. 2015.
Equivalence by two one-sided tests: Schuirmann 1987.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.shares.intervals import LEVEL

Floats = NDArray[np.float64]
POWER = 0.8  # with which the minimum detectable change is found
_HALVINGS = 60  # of the interval that holds τ²: to the last digit of a float


@dataclass(frozen=True)
class PeriodEffect:
    """An estimate with its standard error, the degrees of freedom, and τ, the standard deviation of period effects."""

    estimate: Floats
    error: Floats
    degrees: int
    tau: Floats

    @property
    def p(self) -> Floats:
        """Two-sided p of no change; 1 where nothing varies and nothing changes."""
        from scipy.special import stdtr

        known = self.error > 0
        ratio = np.divide(np.abs(self.estimate), self.error, out=np.zeros_like(self.error), where=known)
        found: Floats = np.where(np.isnan(self.error), np.nan, 2 * stdtr(self.degrees, -ratio))
        return found

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper end of the 95 % interval."""
        half = _quantile(self.degrees, (1 + LEVEL) / 2) * self.error
        return self.estimate - half, self.estimate + half

    @property
    def detectable(self) -> Floats:
        """Smallest effect that a single test at 5 % finds with a probability of 80 %, in the estimate's unit."""
        found: Floats = (_quantile(self.degrees, (1 + LEVEL) / 2) + _quantile(self.degrees, POWER)) * self.error
        return found

    def equivalent(self, delta: float) -> Floats:
        """p of two one-sided tests that the effect is within ± `delta`, a margin declared beforehand."""
        from scipy.special import stdtr

        distance = delta - np.abs(self.estimate)
        ratio = np.divide(distance, self.error, out=np.full_like(self.error, np.nan), where=self.error > 0)
        found: Floats = stdtr(self.degrees, -ratio)
        return found


def seed_variance(by_seed: Floats, *, one_further_fit: bool = False) -> Floats:
    """Variance that seeds add to shares `(n_periods, n_seeds, …)`: B / M for the mean of M seeds.

    (1 + 1 / M) B if the shares stand for what one further fit would give. 0 for a single seed, which shows none.
    """
    seeds = by_seed.shape[1]
    if seeds < 2:
        return np.zeros_like(by_seed[:, 0])
    between: Floats = by_seed.var(axis=1, ddof=1) * (1 + 1 / seeds if one_further_fit else 1 / seeds)
    return between


def slope(shares: Floats, variances: Floats, times: Floats) -> PeriodEffect:
    """Change of the share per unit of `times (n_periods,)`; NaN below three periods."""
    return _fitted(shares, variances, times)


def step(shares: Floats, variances: Floats, after: int) -> PeriodEffect:
    """Level from period `after` on, less the level before; `after` is named before the shares are seen.

    Raises ValueError if there is no period before or none after.
    """
    if not 0 < after < len(shares):
        raise ValueError(f"a step after period {after} of {len(shares)} has no period on one side")
    return _fitted(shares, variances, (np.arange(len(shares)) >= after).astype(np.float64))


def contrast(shares: Floats, variances: Floats, times: Floats, first: int = 0, last: int = -1) -> PeriodEffect:
    """Share of period `last` less that of period `first`; NaN below three periods."""
    variances = known_variances(variances)
    line = slope(shares, variances, times)
    # φ above 1 can only occur with τ² = 0, and then τ² would be above 0: V_t + τ² is the whole variance.
    error = np.sqrt(variances[first] + variances[last] + 2 * line.tau**2)
    return PeriodEffect(shares[last] - shares[first], error, line.degrees, line.tau)


def known_variances(variances: Floats) -> Floats:
    """Variances with the mean of the others for each period that has none (a period without the theme); NaN if all."""
    known = variances > 0
    n = known.sum(axis=0)
    mean = np.divide(np.where(known, variances, 0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0)
    return np.where(known, variances, mean)


def _fitted(shares: Floats, variances: Floats, x: Floats) -> PeriodEffect:
    degrees = len(shares) - 2
    if degrees < 1:
        nothing = np.full(shares.shape[1:], np.nan)
        return PeriodEffect(nothing, nothing, degrees, nothing)
    variances = known_variances(variances)
    x = x.reshape(-1, *[1] * (shares.ndim - 1))
    tau2 = _paule_mandel(shares, variances, x)
    estimate, error, squares = _weighted(shares, variances + tau2, x)
    return PeriodEffect(estimate, error * np.sqrt(np.maximum(squares / degrees, 1)), degrees, np.sqrt(tau2))


def _weighted(shares: Floats, variances: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficient of x in weighted least squares, its standard error, and the weighted squares around the fit."""
    weights = 1 / variances
    total = weights.sum(axis=0)
    centred = x - (weights * x).sum(axis=0) / total
    moved = shares - (weights * shares).sum(axis=0) / total
    spread = (weights * centred**2).sum(axis=0)
    estimate = (weights * centred * moved).sum(axis=0) / spread
    squares = (weights * (moved - estimate * centred) ** 2).sum(axis=0)
    return estimate, 1 / np.sqrt(spread), squares


def _paule_mandel(shares: Floats, variances: Floats, x: Floats) -> Floats:
    """τ² at which the squares around the fit equal their degrees of freedom; they fall as τ² grows."""
    degrees = len(shares) - 2
    low = np.zeros(shares.shape[1:])
    # With all weights at most 1 / high the squares are at most Σ (r − r̄)² / high = degrees.
    high = ((shares - shares.mean(axis=0)) ** 2).sum(axis=0) / degrees
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _weighted(shares, variances + middle, x)[2] > degrees
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(np.isnan(variances).any(axis=0), np.nan, np.where(low > 0, (low + high) / 2, 0))


def _quantile(degrees: int, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, level)) if degrees > 0 else float("nan")
