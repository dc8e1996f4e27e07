"""Change over periods, where a period has an effect of its own that more documents do not take away.

Model. The share of period t is r_t = μ + β x_t + u_t + e_t. Var(e_t) = V_t is known: it comes from which documents and
which seeds there are. u_t, what the documents of a period have in common, has variance τ² and the correlation ρ^|s − t|
between periods s and t. x is the time of the period for a slope, and 0 before and 1 from a period that was named
beforehand for a step. A contrast is the difference of two periods, with the effects of both.

Estimation. For given τ² and ρ, β has the normal distribution of generalised least squares. Neither is known, and a few
periods hardly tell them: the distribution of β is the mean over both, weighted by the likelihood with μ and β
integrated out. The weight before the data is dτ² / (V̄ + τ²), with which a series without sampling error has the t test
on T − 2 degrees of freedom, and even over ρ from .2 to .9. Fewer than `SERIES` periods cannot show that neighbours are
not alike: ρ is then at least .5. With two periods nothing is tested. A curve counts as an effect of periods.

Change. A series that jumps once lies off any line, and the farther the larger the jump. `change` therefore looks for
a line and for a step at every place with two periods on either side: its p is the smaller of p / `LINE` for the line
and p · places / (1 − `LINE`) for the likeliest step (Bonferroni's inequality, with most of the level for the line).

Conventions. Arrays are `(n_periods, …)`; what follows the first axis are themes or replications, and results have that
shape. Error rates and power: docs/claims.md.

Sources. REML with known sampling variances: Harville 1977. The prior as in Box & Tiao 1973, ch. 5; equivalence by two
one-sided tests: Schuirmann 1987.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from topics.shares.intervals import LEVEL

Floats = NDArray[np.float64]
POWER = 0.8  # with which the minimum detectable change is found
SERIES = 12  # fewest periods that can show that neighbouring periods are not alike
RHO = tuple(k / 10 for k in range(10))  # correlations of neighbouring periods that are allowed for
LEAST_RHO, LEAST_RHO_SHORT = 0.2, 0.5  # smallest of them from `SERIES` periods, and in shorter series
_TAU2 = np.concatenate([[0], np.geomspace(1e-3, 3e3, 27)])  # τ² over the variance of the series
LINE = 0.8  # part of the level that is spent on a steady change; the rest is for steps
_HALVINGS = 60  # of the interval that holds a quantile


@dataclass(frozen=True)
class PeriodEffect:
    """The distribution of an effect: a mixture of normal ones with `weights`, `means` and `errors (n_parts, …)`.

    Every part has its standard deviation of period effects and its correlation of neighbours, `taus` and `rhos
    (n_parts, …)`. `estimate` is the mean, or the observed difference for a contrast. `sampling` is the part of the
    variance of a period that documents and seeds explain.
    """

    estimate: Floats
    weights: Floats
    means: Floats
    errors: Floats
    taus: Floats
    rhos: Floats
    sampling: Floats

    @property
    def tau(self) -> Floats:
        """Mean standard deviation of period effects."""
        return self._mean(self.taus)

    @property
    def rho(self) -> Floats:
        """Mean correlation of neighbouring periods."""
        return self._mean(self.rhos)

    @property
    def p(self) -> Floats:
        """Two-sided p of no change: twice the part of the distribution on the other side of 0."""
        below = self._below(np.zeros_like(self.estimate))
        found: Floats = 2 * np.minimum(below, 1 - below)
        return found

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper end of the 95 % interval."""
        return self._quantile((1 - LEVEL) / 2), self._quantile((1 + LEVEL) / 2)

    @property
    def detectable(self) -> Floats:
        """About the smallest effect that a single test at 5 % finds with a probability of 80 %, in its unit."""
        low, high = self.bounds
        found: Floats = (high - low) / 2 + self._quantile(POWER) - self._quantile(0.5)
        return found

    def equivalent(self, delta: float) -> Floats:
        """p of two one-sided tests that the effect is within ± `delta`, a margin declared beforehand."""
        margin = np.full_like(self.estimate, delta)
        found: Floats = np.maximum(1 - self._below(margin), self._below(-margin))
        return found

    def needed(self, change: float, periods: int) -> tuple[Floats, Floats]:
        """What would find `change`: about how many periods of this size, or how many times the documents.

        `change` is in the unit of the effect, and `periods` are those there are. The error falls with the root of their
        number, and only its part from sampling falls with documents: infinite where period effects alone hide it.
        """
        ratio = (self.detectable / change) ** 2
        left = np.divide(1, ratio, out=np.full_like(ratio, np.inf), where=ratio > 0) - (1 - self.sampling)
        documents = np.divide(self.sampling, left, out=np.full_like(left, np.inf), where=left > 0)
        return np.ceil(periods * np.maximum(ratio, 1)), np.maximum(documents, 1)

    def _mean(self, values: Floats) -> Floats:
        found: Floats = (self.weights * values).sum(axis=0)
        return found if len(self.means) else self.estimate

    def _below(self, value: Floats) -> Floats:
        """The part of the distribution below a value."""
        from scipy.special import ndtr

        return self._mean(ndtr((value - self.means) / self.errors))

    def _quantile(self, level: float) -> Floats:
        if not len(self.means):
            return self.estimate
        far = 40 * self.errors.max(axis=0)
        low, high = self.means.min(axis=0) - far, self.means.max(axis=0) + far
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            above = self._below(middle) > level
            low, high = np.where(above, low, middle), np.where(above, middle, high)
        found: Floats = np.where(np.isnan(self.weights[0]), np.nan, (low + high) / 2)
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


@dataclass(frozen=True)
class Change:
    """Change over all periods as a line or as a step, whichever is told better, and the p of any change.

    `line` and `fitted` are effects in the unit of the share from the first to the last period. `after` is the first
    period of the new level, 0 where the change is a line.
    """

    p: Floats
    line: PeriodEffect
    fitted: PeriodEffect
    after: NDArray[np.intp]


def change(shares: Floats, variances: Floats, times: Floats) -> Change:
    """The change from the first to the last period, in the unit of the shares; NaN below three periods."""
    span = np.ptp(times) if len(times) else 0.0
    places = range(2, len(shares) - 1)
    forms = [times / span if span else times, *(np.arange(len(shares)) >= after for after in places)]
    found = _fitted(shares, variances, times, np.column_stack(forms).astype(np.float64))
    p = np.array([effect.p for effect in found])
    p *= np.array([1 / LINE, *[len(places) / (1 - LINE) for _ in places]]).reshape(-1, *[1] * (p.ndim - 1))
    best = np.where(np.isnan(p[0]), 0, p.argmin(axis=0))
    after = np.where(best > 0, best + 1, 0)
    return Change(np.minimum(p.min(axis=0), 1), found[0], _chosen(found, best), after)


def slope(shares: Floats, variances: Floats, times: Floats, rho: Sequence[float] = ()) -> PeriodEffect:
    """Change of the share per unit of `times (n_periods,)`; NaN below three periods.

    `rho` are the correlations of neighbouring periods that are averaged over, in place of the usual ones.
    """
    return _fitted(shares, variances, times, times[:, None], rho)[0]


def step(shares: Floats, variances: Floats, after: int, rho: Sequence[float] = ()) -> PeriodEffect:
    """Level from period `after` on, less the level before; `after` is named before the shares are seen.

    Raises ValueError if there is no period before or none after.
    """
    if not 0 < after < len(shares):
        raise ValueError(f"a step after period {after} of {len(shares)} has no period on one side")
    times = np.arange(len(shares), dtype=np.float64)
    return _fitted(shares, variances, times, (times >= after).astype(np.float64)[:, None], rho)[0]


def contrast(shares: Floats, variances: Floats, times: Floats, around: PeriodEffect) -> PeriodEffect:
    """Share of the last period less that of the first, with the effects of both; NaN below three periods.

    τ² and ρ are those `around` an effect that was fitted to the same shares.
    """
    if not len(around.means):
        return around
    variances = known_variances(variances)
    together = np.abs(around.rhos) ** np.ptp(times)
    errors = np.sqrt(variances[0] + variances[-1] + 2 * around.taus**2 * (1 - together))
    difference = shares[-1] - shares[0]
    return replace(around, estimate=difference, means=np.broadcast_to(difference, errors.shape), errors=errors)


def known_variances(variances: Floats) -> Floats:
    """Variances with the mean of the others for each period that has none (a period without the theme); NaN if all."""
    known = variances > 0
    n = known.sum(axis=0)
    mean = np.divide(np.where(known, variances, 0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0)
    return np.where(known, variances, mean)


def _fitted(
    shares: Floats, variances: Floats, times: Floats, forms: Floats, rho: Sequence[float] = ()
) -> list[PeriodEffect]:
    """The effect of every form of change x, a column of `forms (n_periods, n_forms)`, by itself."""
    shape, series = shares.shape[1:], len(shares)
    if series < 3:
        nothing, none = np.full(shape, np.nan), np.empty((0, *shape))
        return [PeriodEffect(nothing, none, none, none, none, none, nothing)] * forms.shape[1]
    rho = rho or [each for each in RHO if each >= (LEAST_RHO if series >= SERIES else LEAST_RHO_SHORT)]
    shares, variances = (part.reshape(series, -1) for part in (shares, known_variances(variances)))
    known = ~np.isnan(variances).any(axis=0)
    variances = np.where(known, variances, 1)
    tau2 = np.multiply.outer(_TAU2, np.maximum(shares.var(axis=0), variances.mean(axis=0)))
    apart = np.abs(np.subtract.outer(times, times))
    fits = [_given_correlation(shares - shares.mean(axis=0), variances, forms, each**apart, tau2) for each in rho]
    means, errors, likelihood = (np.concatenate(parts) for parts in zip(*fits, strict=True))
    weights = np.exp(likelihood - likelihood.max(axis=0)) * np.tile(_prior(variances, tau2), (len(rho), 1))[:, None]
    weights = np.where(known, weights / weights.sum(axis=0), np.nan)
    every = np.tile(tau2, (len(rho), 1))
    rhos = np.broadcast_to(np.repeat(np.asarray(rho, dtype=np.float64), len(_TAU2))[:, None], every.shape)
    typical = variances.mean(axis=0)

    def effect(k: int) -> PeriodEffect:
        own = weights[:, k]
        single = ((own * part).sum(axis=0).reshape(shape) for part in (means[:, k], typical / (typical + every)))
        parts = (own, means[:, k], errors[:, k], np.sqrt(every), rhos)
        weight, mean, error, tau, correlation = (part.reshape(-1, *shape) for part in parts)
        estimate, sampling = single
        return PeriodEffect(estimate, weight, mean, error, tau, correlation, sampling)

    return [effect(k) for k in range(forms.shape[1])]


def _chosen(effects: Sequence[PeriodEffect], best: NDArray[np.intp]) -> PeriodEffect:
    """The effect that `best (…)` names for every series."""

    def of(name: str) -> Floats:
        values = np.array([getattr(effect, name) for effect in effects])
        index = np.broadcast_to(best, values.shape[1:])[None]
        found: Floats = np.take_along_axis(values, index, axis=0)[0]
        return found

    return PeriodEffect(**{part.name: of(part.name) for part in fields(PeriodEffect)})


def _prior(variances: Floats, tau2: Floats) -> Floats:
    """Steps of log(V̄ + τ²) that the values of τ² `(n_tau, n_series)` stand for, by the rule of trapezia."""
    steps = np.diff(np.log(variances.mean(axis=0) + tau2), axis=0)
    nothing = np.zeros((1, steps.shape[1]))
    found: Floats = (np.concatenate([nothing, steps]) + np.concatenate([steps, nothing])) / 2
    return found


def _given_correlation(
    shares: Floats, variances: Floats, forms: Floats, correlation: Floats, tau2: Floats
) -> tuple[Floats, Floats, Floats]:
    """Estimate, error and restricted log likelihood `(n_tau, n_forms, n_series)` for effects of a known correlation.

    After the rotation that makes both parts of the variance diagonal, every τ² costs one pass over the periods.
    """
    root = np.sqrt(variances.T)
    values, rotation = np.linalg.eigh(correlation / root[:, :, None] / root[:, None, :])
    y, one = (np.einsum("rij,ri->jr", rotation, part / root) for part in (shares.T, np.ones_like(root)))
    x = np.stack([np.einsum("rij,ri->jr", rotation, form / root) for form in forms.T], axis=1)
    spread = np.maximum(values.T, 0)
    found = []
    for each in tau2:
        w = 1 / (1 + each * spread)
        a, ay, yy = ((w * part).sum(axis=0) for part in (one**2, one * y, y**2))
        b, cy = (np.einsum("jr,jfr->fr", w * part, x) for part in (one, y))
        c = np.einsum("jr,jfr,jfr->fr", w, x, x)
        left = c - b**2 / a
        estimate = (cy - b * ay / a) / left
        squares = np.maximum(yy - ay**2 / a - estimate**2 * left, 0)
        likelihood = (np.log(w).sum(axis=0) - np.log(a) - np.log(left) - squares) / 2
        found.append((estimate, 1 / np.sqrt(left), likelihood))
    means, errors, likelihoods = (np.array(part) for part in zip(*found, strict=True))
    return means, errors, likelihoods
