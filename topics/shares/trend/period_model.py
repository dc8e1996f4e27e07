"""Change over periods, where a period has an effect of its own that more documents do not take away.

Model. The share of period t is r_t = μ + β x_t + u_t + e_t. Var(e_t) = κ V_t, where V_t is known: it comes from which
documents and which seeds there are. u_t, what the documents of a period have in common, has variance τ² and the
correlation ρ^|s − t| between periods s and t. x goes from 0 to 1: with time for a steady change, at once for a step,
and with time before or after one period, or between two, for a bend. A contrast is the difference of two periods, with
the effects of both.

Estimation. For given κ, τ² and ρ, β has the normal distribution of generalised least squares. None is known, and a few
periods hardly tell them: the distribution of β is the mean over all, weighted by the likelihood with μ and β integrated
out. The weight before the data, with s = τ² / κ V̄, is ds / (1 + s), with which a series without sampling error has the
t test on T − 2 degrees of freedom, and `NO_EFFECT` more for s = 0; it is even over `RHO` and `KAPPA`. κ < 1 lets
residuals that are smaller than V_t explains speak against a large τ². With two periods nothing is tested.

Level. Such a tail is no error rate: it is too small where neighbouring periods are alike and τ² is some times V̄. Its p
is the largest probability of a tail as small, over all τ² and ρ ≤ `HELD_RHO`, of a constant share
(`topics.shares.trend.tail_levels`). Intervals are widened alike: they hold 0 where p is above 5 %.

Change. `change` looks for a line, for a step at every place with two periods on either side, for a change that begins
or ends within the series, and for one that takes half the time in the middle. The smallest tail decides, those of all
but the line taken `SHAPES` times, for p and interval alike.

Conventions. Arrays are `(n_periods, …)`; what follows the first axis are themes or replications, and results have that
shape. Error rates and power: docs/claims.md.

Sources. REML with known sampling variances: Harville 1977. The prior as in Box & Tiao 1973, ch. 5. A test whose level
holds whatever the nuisance parameters are: Elliott, Müller & Watson 2015. Equivalence by two one-sided tests:
Schuirmann 1987.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from topics.shares.intervals import LEVEL
from topics.shares.trend import tail_levels
from topics.shares.trend.tail_levels import HELD_RHO, TailLevels, between

Floats = NDArray[np.float64]
POWER = 0.8  # with which the minimum detectable change is found
NO_EFFECT = 4.0  # weight of τ² = 0, where every factor e of V̄ + τ² has 1
RHO = (0.0, 0.25, 0.5, 0.7, 0.9)  # correlations of neighbouring periods that are averaged over
KAPPA = (1.0, 0.3, 0.1)  # parts of the known variances that are averaged over
SHAPES = 20.0  # times that the tail of any other form is taken, beside that of a line
BENDS = 10  # most periods at which a change over part of the time is taken to begin, or to end
LEAST_VARIANCE = 1e-3  # of a period over the mean of all
MOST_PERIODS, MOST_DOCUMENTS = 10_000, 1_000  # that are looked at for what would find a change
_HALVINGS = 50  # of the interval that holds a quantile
_CELLS = 1_500_000  # numbers held in memory for one part of the distributions


@dataclass(frozen=True)
class PeriodEffect:
    """The distribution of an effect: a mixture of normal ones with `weights`, `means` and `errors (n_parts, …)`.

    Every part has its standard deviation of period effects and its correlation of neighbours, `taus` and `rhos
    (n_parts, …)`. `estimate` is the mean, or the observed difference for a contrast. `sampling` is the part of the
    variance of a period that documents and seeds explain (its median). `levels` turn tails of the distribution into p,
    each taken `times (…)`: `SHAPES` for a form that was searched for beside the line, else once.
    """

    estimate: Floats
    weights: Floats
    means: Floats
    errors: Floats
    taus: Floats
    rhos: Floats
    sampling: Floats
    levels: TailLevels
    periods: int
    times: Floats

    @property
    def tau(self) -> Floats:
        """Mean standard deviation of period effects."""
        return self._mean(self.taus)

    @property
    def rho(self) -> Floats:
        """Mean correlation of neighbouring periods."""
        return self._mean(self.rhos)

    @property
    def beyond(self) -> Floats:
        """The part of the distribution where neighbours are more alike than p allows for."""
        return self._mean((self.rhos > HELD_RHO).astype(np.float64))

    @property
    def p(self) -> Floats:
        """Two-sided p of no change."""
        below = self._below(np.zeros_like(self.estimate))
        return self._level(2 * np.minimum(below, 1 - below))

    def _level(self, tail: Floats) -> Floats:
        return self.levels.p(np.minimum(self.times * tail, 1))

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper end of the 95 % interval, which holds 0 where p is above 5 %."""
        return self.bounds_at(1 - LEVEL)

    def bounds_at(self, level: float | Floats) -> tuple[Floats, Floats]:
        """Lower and upper end of the interval that holds 0 where p is above `level`, one or one for each effect."""
        tail = self.levels.tail(level) / 2 / self.times
        return self._quantile(tail), self._quantile(1 - tail)

    @property
    def detectable(self) -> Floats:
        """About the smallest steady effect that a single test at 5 % finds with a probability of 80 %, in its unit."""
        low, high = self.bounds
        found: Floats = (high - low) / 2 * _mixed(between(self.periods, tail_levels.OVER_HALF), self.sampling)
        return found

    def equivalent(self, delta: float) -> Floats:
        """p of two one-sided tests that the effect is within ± `delta`, a margin declared beforehand."""
        margin = np.full_like(self.estimate, delta)
        outside = np.maximum(1 - self._below(margin), self._below(-margin))
        level = np.minimum(self._level(2 * np.minimum(outside, 0.5)) / 2, 0.5)
        found: Floats = np.where(outside < 0.5, level, outside)
        return found

    def needed(self, change: float, periods: int) -> tuple[Floats, Floats]:
        """What would find `change`: about how many periods of this size, or how many times the documents.

        `change` is in the unit of the effect, and `periods` are those there are. More periods and more documents narrow
        the interval as they do where the periods vary as these. Only the part from sampling falls with documents:
        infinite where period effects alone hide the change.
        """
        wanted = change / self.detectable * _over_deviation(float(periods), self.sampling)
        numbers, times = np.rint(np.geomspace(periods, MOST_PERIODS, 300)), np.geomspace(1, MOST_DOCUMENTS, 300)
        along = (-1, *[1] * self.sampling.ndim)
        by_periods = _over_deviation(numbers.reshape(along), self.sampling)
        sampling = self.sampling / times.reshape(along)
        left = 1 - self.sampling + sampling
        by_documents = np.sqrt(left) * _over_deviation(float(periods), sampling / left)
        return _first(numbers, by_periods <= wanted), _first(times, by_documents <= wanted)

    def _mean(self, values: Floats) -> Floats:
        found: Floats = (self.weights * values).sum(axis=0)
        return found if len(self.means) else self.estimate

    def _below(self, value: Floats) -> Floats:
        """The part of the distribution below a value."""
        from scipy.special import ndtr

        return self._mean(ndtr((value - self.means) / self.errors))

    def _quantile(self, level: Floats) -> Floats:
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


def _over_deviation(periods: float | Floats, sampling: Floats) -> Floats:
    """Detectable steady change over the standard deviation of a period, if sampling is such a part of its variance."""
    more = np.maximum(np.asarray(periods) / tail_levels.PERIODS[-1], 1)  # than were simulated
    found: Floats = _mixed(between(periods, tail_levels.OVER_DEVIATION), sampling) / np.sqrt(more)
    return found


def _mixed(pairs: Floats, sampling: Floats) -> Floats:
    """Numbers between those of period effects alone and those of sampling alone, the last axis of `pairs`."""
    logs = np.log(pairs)
    found: Floats = np.exp(sampling * logs[..., 0] + (1 - sampling) * logs[..., 1])
    return found


def _first(numbers: Floats, enough: NDArray[np.bool_]) -> Floats:
    """The first number that is enough `(n_numbers, …)`, infinite if none is."""
    found: Floats = np.where(enough.any(axis=0), numbers[enough.argmax(axis=0)], np.inf)
    return found


def seed_variance(by_seed: Floats, *, one_further_fit: bool = False) -> Floats:
    """Variance that seeds add to shares `(n_periods, n_seeds, …)`: B / M for the mean of M seeds.

    (1 + 1 / M) B if the shares stand for what one further fit would give. 0 for a single seed, which shows none.
    """
    seeds = by_seed.shape[1]
    if seeds < 2:
        return np.zeros_like(by_seed[:, 0])
    between_seeds: Floats = by_seed.var(axis=1, ddof=1) * (1 + 1 / seeds if one_further_fit else 1 / seeds)
    return between_seeds


@dataclass(frozen=True)
class Change:
    """The form of change over all periods that is told best, and the p of any change.

    `line` and `fitted` are effects in the unit of the share from the first to the last period. The change begins after
    the period `begins` and is complete in the period `ends` (indices): the first and the last for a line, neighbours
    for a step.
    """

    line: PeriodEffect
    fitted: PeriodEffect
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]

    @property
    def p(self) -> Floats:
        """Two-sided p of any change: the interval of `fitted` holds 0 where it is above 5 %."""
        return self.fitted.p

    @property
    def after(self) -> NDArray[np.intp]:
        """First period of the new level of a step, 0 for any other form."""
        found: NDArray[np.intp] = np.where(self.ends - self.begins == 1, self.ends, 0)
        return found


def change(shares: Floats, variances: Floats, times: Floats) -> Change:
    """The change from the first to the last period, in the unit of the shares; NaN below three periods."""
    shape = shares.shape[1:]
    if len(shares) < 3:
        nothing, nowhere = _nothing(shape, len(shares)), np.zeros(shape, dtype=np.intp)
        return Change(nothing, nothing, nowhere, nowhere)
    forms, levels = _forms(times), tail_levels.searched(len(shares))
    x = np.column_stack([course for *_, course in forms])
    parts = [_searched(*block, times, x, levels) for block in _blocks(shares, variances, x)]
    best = np.concatenate([part[0] for part in parts]).reshape(shape)
    line, fitted = _joined([part[1] for part in parts], shape), _joined([part[2] for part in parts], shape)
    begins, ends = (np.array([form[k] for form in forms], dtype=np.intp)[best] for k in (0, 1))
    return Change(line, fitted, begins, ends)


def _searched(
    shares: Floats, variances: Floats, times: Floats, forms: Floats, levels: TailLevels
) -> tuple[NDArray[np.intp], PeriodEffect, PeriodEffect]:
    """Form with the smallest tail, the line and the effect of that form for series `(n_periods, n_series)`."""
    fits = _Fits.of(shares, variances, times, forms, RHO)
    tails = fits.tails() * np.where(np.arange(forms.shape[1]) > 0, SHAPES, 1)[:, None]
    best = np.where(np.isnan(tails[0]), 0, tails.argmin(axis=0))
    line, fitted = (fits.effect(which, levels) for which in (np.zeros_like(best), best))
    return best, line, replace(fitted, times=np.where(best > 0, SHAPES, 1.0))


def _forms(times: Floats) -> list[tuple[int, int, Floats]]:
    """Forms of change: the periods in which it begins and is complete, and its course from 0 to 1 between them.

    First the line, then steps with two periods on either side, changes that go on to the last period or begin with the
    first and take two steps of time at least, and changes that take half the time in the middle (S).
    """
    last = len(times) - 1
    inner = np.unique(np.rint(np.linspace(1, last - 2, min(max(last - 2, 0), BENDS))).astype(int)).tolist()
    half = last // 2
    middle = range(1, last - half, max(last // 8, 1)) if half > 1 else ()
    ends = [(0, last), *((k - 1, k) for k in range(2, last)), *((k, last) for k in inner)]
    ends += [*((0, last - k) for k in inner), *((k, k + half) for k in middle)]
    return [(i, j, np.clip((times - times[i]) / (times[j] - times[i]), 0, 1)) for i, j in ends]


def slope(shares: Floats, variances: Floats, times: Floats, rho: Sequence[float] = ()) -> PeriodEffect:
    """Change of the share per unit of `times (n_periods,)`; NaN below three periods.

    `rho` are the correlations of neighbouring periods that are averaged over, in place of the usual ones; p is then the
    tail as it is.
    """
    return _named(shares, variances, times, times, rho)


def step(shares: Floats, variances: Floats, after: int, rho: Sequence[float] = ()) -> PeriodEffect:
    """Level from period `after` on, less the level before; `after` is named before the shares are seen.

    Raises ValueError if there is no period before or none after.
    """
    if not 0 < after < len(shares):
        raise ValueError(f"a step after period {after} of {len(shares)} has no period on one side")
    times = np.arange(len(shares), dtype=np.float64)
    return _named(shares, variances, times, (times >= after).astype(np.float64), rho)


def contrast(shares: Floats, variances: Floats, times: Floats, around: PeriodEffect) -> PeriodEffect:
    """Share of the last period less that of the first, with the effects of both; NaN below three periods.

    τ², ρ and the levels of its tail are those `around` an effect that was fitted to the same shares.
    """
    if not len(around.means):
        return around
    variances = known_variances(variances)
    together = np.abs(around.rhos) ** np.ptp(times)
    errors = np.sqrt(variances[0] + variances[-1] + 2 * around.taus**2 * (1 - together))
    difference = shares[-1] - shares[0]
    means, once = np.broadcast_to(difference, errors.shape), np.ones_like(around.times)
    return replace(around, estimate=difference, means=means, errors=errors, times=once)


def known_variances(variances: Floats) -> Floats:
    """Variances with the mean of the others for each period that has none (a period without the theme); NaN if all."""
    known = variances > 0
    n = known.sum(axis=0)
    mean = np.divide(np.where(known, variances, 0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0)
    return np.where(known, variances, mean)


def at_mean_share(shares: Floats, variances: Floats) -> Floats:
    """Variances if every period had the mean share: V_t r̄ (1 − r̄) / r_t (1 − r_t); NaN if none is known.

    A period with a small share has a small variance only for that, and would weigh most: a constant share that effects
    of periods push towards 0 would look like a change. What is left is how many documents there are, and how alike.
    """
    mean = shares.mean(axis=0)
    own, usual = shares * (1 - shares), np.broadcast_to(mean * (1 - mean), shares.shape)
    known: Floats = known_variances(
        variances * np.divide(usual, own, out=np.ones_like(own), where=(own > 0) & (usual > 0))
    )
    found: Floats = np.maximum(known, LEAST_VARIANCE * known.mean(axis=0))
    return found


def _named(shares: Floats, variances: Floats, times: Floats, form: Floats, rho: Sequence[float]) -> PeriodEffect:
    """The effect of one form of change x `(n_periods,)` that was named beforehand."""
    periods, shape = len(shares), shares.shape[1:]
    if periods < 3:
        return _nothing(shape, periods)
    levels = tail_levels.AS_IT_IS if rho else tail_levels.single(periods)
    x = form[:, None]
    fits = (_Fits.of(*block, times, x, rho or RHO) for block in _blocks(shares, variances, x))
    return _joined([each.effect(np.zeros(each.known.shape, dtype=np.intp), levels) for each in fits], shape)


def _blocks(shares: Floats, variances: Floats, forms: Floats) -> list[tuple[Floats, Floats]]:
    """Shares and variances `(n_periods, n_series)` of so many series at a time as memory should hold."""
    columns = shares.reshape(len(shares), -1), at_mean_share(shares, variances).reshape(len(shares), -1)
    at_once = max(_CELLS // (forms.shape[1] * len(RHO) * len(_grid(len(shares)))), 1)
    cuts = range(at_once, columns[0].shape[1], at_once)
    return list(zip(*(np.split(each, cuts, axis=1) for each in columns), strict=True))


def _nothing(shape: tuple[int, ...], periods: int) -> PeriodEffect:
    nothing, none = np.full(shape, np.nan), np.empty((0, *shape))
    return PeriodEffect(nothing, none, none, none, none, none, nothing, tail_levels.AS_IT_IS, periods, np.ones(shape))


def _joined(effects: Sequence[PeriodEffect], shape: tuple[int, ...]) -> PeriodEffect:
    """One effect of all series, in the shape that they came in."""

    def whole(name: str) -> Floats:
        found: Floats = np.concatenate([getattr(effect, name) for effect in effects], axis=-1)
        return found.reshape(*found.shape[:-1], *shape)

    return PeriodEffect(
        estimate=whole("estimate"),
        weights=whole("weights"),
        means=whole("means"),
        errors=whole("errors"),
        taus=whole("taus"),
        rhos=whole("rhos"),
        sampling=whole("sampling"),
        levels=effects[0].levels,
        periods=effects[0].periods,
        times=whole("times"),
    )


def _grid(periods: int) -> Floats:
    """Values of τ² / κ over the variance of the series: fine enough for its likelihood, far enough for its tail."""
    top = 30 + 3000 / (periods - 2) ** 2
    apart = min(0.75, 2.5 * np.sqrt(2 / (periods - 2)))
    found: Floats = np.append(0, np.geomspace(0.03, top, int(np.ceil(np.log(top / 0.03) / apart)) + 1))
    return found


@dataclass(frozen=True)
class _Fits:
    """Generalised least squares of every form of change for every ρ and τ² / κ: `(n_parts, n_forms, n_series)`.

    `information` is the inverse of the variance of β over κ, `squares` are weighted residuals, both for κ = 1, and
    `densities` the logarithm of what else there is in the weight. `ratios (n_parts, n_series)` are τ² / κ.
    """

    means: Floats
    information: Floats
    squares: Floats
    densities: Floats
    ratios: Floats
    rhos: Floats
    typical: Floats
    known: NDArray[np.bool_]
    periods: int

    @classmethod
    def of(cls, shares: Floats, variances: Floats, times: Floats, forms: Floats, rho: Sequence[float]) -> "_Fits":
        known: NDArray[np.bool_] = np.logical_not(np.isnan(variances).any(axis=0))
        variances = np.where(known, variances, 1)
        typical = variances.mean(axis=0)
        ratios = np.multiply.outer(_grid(len(shares)), np.maximum(shares.var(axis=0), typical))
        prior = np.log(_prior(typical, ratios))[:, None]
        apart = np.abs(np.subtract.outer(times, times))
        fits = [_given_correlation(shares - shares.mean(axis=0), variances, forms, each**apart, ratios) for each in rho]
        means, information, squares, logs = (np.concatenate(parts) for parts in zip(*fits, strict=True))
        densities = logs + np.tile(prior, (len(rho), 1, 1))
        every, rhos = np.tile(ratios, (len(rho), 1)), np.repeat(np.asarray(rho, dtype=np.float64), len(ratios))
        return cls(means, information, squares, densities, every, rhos, typical, known, len(shares))

    def logs(self, kappa: float) -> Floats:
        """Logarithms of the weights of all parts with this κ."""
        found: Floats = self.densities - self.squares / (2 * kappa) - (self.periods - 2) / 2 * np.log(kappa)
        return found

    def tails(self) -> Floats:
        """Two-sided tail of every form beyond 0 `(n_forms, n_series)`."""
        from scipy.special import ndtr

        standard = -self.means * np.sqrt(self.information)
        largest = np.max([self.logs(kappa).max(axis=0) for kappa in KAPPA], axis=0)
        whole, below = np.zeros_like(largest), np.zeros_like(largest)
        for kappa in KAPPA:
            weights = np.exp(self.logs(kappa) - largest)
            whole += weights.sum(axis=0)
            below += (weights * ndtr(standard / np.sqrt(kappa))).sum(axis=0)
        part = below / whole
        return np.where(self.known, 2 * np.minimum(part, 1 - part), np.nan)

    def effect(self, which: NDArray[np.intp], levels: TailLevels) -> PeriodEffect:
        """The distribution of the effect of one form, `which (n_series,)`, of every series."""
        of = (slice(None), which, np.arange(len(which)))
        one = replace(self, **{name: getattr(self, name)[of] for name in ("means", "information", "squares")},
                      densities=self.densities[of])  # fmt: skip
        logs = np.concatenate([one.logs(kappa) for kappa in KAPPA])
        weights = np.exp(logs - logs.max(axis=0))
        weights = np.where(self.known, weights / weights.sum(axis=0), np.nan)
        means = np.tile(one.means, (len(KAPPA), 1))
        errors = np.concatenate([np.sqrt(kappa / one.information) for kappa in KAPPA])
        taus = np.concatenate([np.sqrt(kappa * self.ratios) for kappa in KAPPA])
        rhos = np.broadcast_to(np.tile(self.rhos, len(KAPPA))[:, None], taus.shape)
        sampling = _median(self.typical / (self.typical + taus**2), weights)
        estimate = (weights * means).sum(axis=0)
        return PeriodEffect(
            estimate, weights, means, errors, taus, rhos, sampling, levels, self.periods, np.ones(len(which))
        )


def _median(values: Floats, weights: Floats) -> Floats:
    """Medians of values `(n_parts, n_series)` with such weights; NaN where these are."""
    order = np.argsort(values, axis=0)
    below = np.take_along_axis(weights, order, axis=0).cumsum(axis=0)
    middle = np.take_along_axis(order, (below >= 0.5).argmax(axis=0)[None], axis=0)
    found: Floats = np.where(np.isnan(weights[0]), np.nan, np.take_along_axis(values, middle, axis=0)[0])
    return found


def _prior(typical: Floats, ratios: Floats) -> Floats:
    """Weights of τ² / κ `(n_tau, n_series)`: steps of log(V̄ + τ²) by the rule of trapezia, and `NO_EFFECT` for 0."""
    steps = np.diff(np.log(typical + ratios), axis=0)
    nothing = np.zeros((1, steps.shape[1]))
    found: Floats = (np.concatenate([nothing, steps]) + np.concatenate([steps, nothing])) / 2
    found[0] += NO_EFFECT
    return found


def _given_correlation(
    shares: Floats, variances: Floats, forms: Floats, correlation: Floats, ratios: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Estimate, information, squares and log determinants `(n_tau, n_forms, n_series)` for a known correlation.

    After the rotation that makes both parts of the variance diagonal, every τ² costs one pass over the periods.
    """
    root = np.sqrt(variances.T)
    values, rotation = np.linalg.eigh(correlation / root[:, :, None] / root[:, None, :])
    turn = np.swapaxes(rotation, 1, 2)
    y, one = ((turn @ (part / root)[:, :, None])[:, :, 0] for part in (shares.T, np.ones_like(root)))
    x = turn @ (forms / root[:, :, None])
    n = forms.shape[1]
    products = np.concatenate(
        [x * one[:, :, None], x**2, x * y[:, :, None], *((part)[:, :, None] for part in (one**2, one * y, y**2))],
        axis=2,
    )
    w = 1 / (1 + ratios.T[:, :, None] * np.maximum(values, 0)[:, None, :])  # (n_series, n_tau, n_periods)
    sums = np.moveaxis(w @ products, 0, -1)  # (n_tau, n_sums, n_series)
    b, c, cy = sums[:, :n], sums[:, n : 2 * n], sums[:, 2 * n : 3 * n]
    a, ay, yy = (sums[:, k : k + 1] for k in range(3 * n, 3 * n + 3))
    left = c - b**2 / a
    estimate = (cy - b * ay / a) / left
    squares = np.maximum(yy - ay**2 / a - estimate**2 * left, 0)
    logs = (np.log(w).sum(axis=2).T[:, None] - np.log(a) - np.log(left)) / 2
    return estimate, left, squares, logs
