"""Simulated constants of the model of change: prints the tables of `topics.shares.trend.tail_levels`.

    python benchmarks/change_levels.py [PERIODS …]

Worlds. Constant shares with equal sampling variance 1, even periods, effects of periods with variance τ² of `EFFECTS`
and correlation .7, and none. For each level the table has the smallest quantile over these worlds: a tail as small is
found with that probability at most. What the numbers are worth in other worlds: `benchmarks/claims.py`.
"""

import sys

import numpy as np

import topics.shares.trend.period_model as model
from topics.shares.trend import tail_levels
from topics.shares.trend.tail_levels import HELD_RHO, LEVELS, TailLevels

NUMBERS = (3, 4, 5, 6, 8, 12, 20, 40, 60)
EFFECTS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 128.0, 1e4)
DRAWN = 1_600_000  # numbers drawn in one world: shares of all periods and series
NOISE = 1500  # series in which the detectable change is sought


def drawn(periods: int, effect: float, rho: float, series: int, seed: int = 0) -> np.ndarray:
    """Shares `(periods, series)` with sampling variance 1 and effects of variance `effect`."""
    random = np.random.default_rng([seed, periods, round(10 * effect), round(100 * rho)])
    effects = random.normal(size=(periods, series))
    for k in range(1, periods):
        effects[k] = rho * effects[k - 1] + np.sqrt(1 - rho**2) * effects[k]
    return np.sqrt(effect) * effects + random.normal(size=(periods, series))


def levels(periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Tails at every level for one form named beforehand (the least of line and steps), and for the smallest of all."""
    series = min(max(DRAWN // periods**2, 4000), 40_000)
    found = [_quantiles(drawn(periods, effect, HELD_RHO, series)) for effect in EFFECTS]
    single, searched = np.min(found, axis=0)
    return single, searched


def _quantiles(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    times = np.arange(float(len(shares)))
    forms = model._forms(times)
    x = np.column_stack([course for *_, course in forms])
    blocks = model._blocks(shares, np.ones_like(shares), x)
    tails = np.concatenate([model._Fits.of(*block, times, x, model.RHO).tails() for block in blocks], axis=1)
    named = [k for k, (begins, ends, _) in enumerate(forms) if k == 0 or ends - begins == 1]
    single = np.min([np.quantile(tails[k], LEVELS) for k in named], axis=0)
    return single, np.quantile(np.minimum(tails[0], model.SHAPES * tails.min(axis=0)), LEVELS)


def detectable(periods: int, effect: float) -> tuple[float, float]:
    """The steady change found with 80 %, over half the median interval, and over the deviation of a period.

    Effects of periods are independent here; `searched` levels must be those of the table.
    """
    noise, times = drawn(periods, effect, 0.0, NOISE, seed=1), np.arange(float(periods))
    noise, variances = noise / np.sqrt(1 + effect), np.full_like(noise, 1 / (1 + effect))
    low, high = 0.0, 400.0 / np.sqrt(periods)
    for _ in range(9):
        middle = (low + high) / 2
        found = model.change(noise + middle * times[:, None] / times[-1], variances, times)
        low, high = (low, middle) if (found.p < 0.05).mean() > model.POWER else (middle, high)
    lower, upper = model.change(noise, variances, times).line.bounds
    return high / float(np.median(upper - lower) / 2), high


def main(*numbers: int) -> None:
    """Print rows of the tables."""
    for periods in numbers or NUMBERS:
        single, searched = levels(periods)
        tail_levels.searched = lambda _, tails=searched: TailLevels(tails)
        pairs = np.array([detectable(periods, effect) for effect in (0.0, 1e4)])
        rows = (single, searched, pairs[:, 0], pairs[:, 1])
        print(periods, *(f"({', '.join(f'{number:.3g}' for number in row)})" for row in rows), sep=" | ", flush=True)


if __name__ == "__main__":
    from machine import begin

    begin()
    main(*map(int, sys.argv[1:]))
