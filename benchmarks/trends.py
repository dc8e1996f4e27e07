"""Do the tests of change and the bands of shares do what they say? Size, power and coverage on simulated documents.

    python benchmarks/trends.py [REPLICATIONS]

No corpus is needed. Every rate stands beside its Monte Carlo standard error.
"""

import sys
from time import process_time

import numpy as np
import pandas as pd

from topics.report.tables import print_table
from topics.shares.estimate import band
from topics.shares.intervals import resampled_shares, resampled_totals
from topics.shares.trend.permutation import dispersion, permutation_test
from topics.shares.trend.series import holm, kendall, serial_trend

THEMES, YEARS, DOCUMENTS = 4, 5, 60
DRAWS, PERMUTATIONS = 300, 199


def main(replications: int = 200) -> None:
    print_table(
        false_trends(replications), title="Constant shares, five years, four themes: how often a trend is found at 5 %"
    )
    print_table(serial(replications * 5), title="Series without a trend, autocorrelated: how often one is found at 5 %")
    print_table(coverage(replications * 5), title="Bands of a share of 5 %: how often they hold it, nominal 95 %")
    print_table(speed(), title="2,000 draws on 30,000 passages, five years: seconds of one processor")


def rate(hits: float, trials: int) -> dict[str, float]:
    return {
        "rate": hits / trials,
        "monte_carlo_se": float(np.sqrt(max(hits / trials * (1 - hits / trials), 0.25 / trials**2) / trials)),
    }


def false_trends(trials: int) -> pd.DataFrame:
    """Rates of any of four themes significant after Holm, without a trend, and the power for a rise from 10 to 15 %."""
    worlds = {
        "constant": (0.0, 0.0),
        "constant, years share a shock of 2 points": (0.02, 0.0),
        "10 to 15 %": (0.0, 0.05),
    }
    rows = []
    for world, (shock, rise) in worlds.items():
        found = np.zeros(3)
        for trial in range(trials):
            random = np.random.default_rng([trial, len(world)])
            period = np.repeat(np.arange(YEARS), DOCUMENTS)
            level = 0.1 + rise * np.arange(YEARS) / (YEARS - 1) + shock * random.normal(size=(THEMES, YEARS))
            level = np.clip(level, 0.01, 0.9)
            y = np.stack([random.beta(2 * p[period], 2 * (1 - p[period])) for p in level], axis=1)
            sizes = random.lognormal(5, 0.6, size=len(period))
            parts = y * sizes[:, None]
            p = permutation_test(parts, sizes, period, permutations=PERMUTATIONS, seed=trial)
            spread = _dispersion(parts, sizes, period)
            shares = np.array([parts[period == t].sum(axis=0) / sizes[period == t].sum() for t in range(YEARS)])
            ranks = np.array([kendall(shares[:, k]).p for k in range(THEMES)])
            withheld = np.where(spread > 1.5, np.nan, p)
            found += [np.nanmin(np.append(holm(tests), 1)) <= 0.05 for tests in (p, withheld, ranks)]
        names = ("permuting documents", "the same, withheld above dispersion 1.5", "Kendall, exact")
        rows += [{"world": world, "test": name, **rate(hits, trials)} for name, hits in zip(names, found, strict=True)]
    return pd.DataFrame(rows)


def _dispersion(parts: np.ndarray, sizes: np.ndarray, period: np.ndarray) -> np.ndarray:
    shares, variances = [], []
    for t in range(YEARS):
        x, size = parts[period == t], sizes[period == t]
        r = x.sum(axis=0) / size.sum()
        shares.append(r)
        variances.append(len(x) / (len(x) - 1) * ((x - r * size[:, None]) ** 2).sum(axis=0) / size.sum() ** 2)
    return dispersion(np.array(shares), np.array(variances), np.arange(float(YEARS)))


def serial(trials: int) -> pd.DataFrame:
    rows = []
    for n in (12, 20, 60):
        for phi in (0.0, 0.3, 0.6):
            random = np.random.default_rng([n, int(10 * phi)])
            hits = 0
            for _ in range(trials):
                noise = random.normal(size=n + 40)
                for k in range(1, len(noise)):
                    noise[k] += phi * noise[k - 1]
                hits += serial_trend(noise[40:]).p < 0.05
            rows.append({"periods": n, "autocorrelation": phi, **rate(hits, trials)})
    return pd.DataFrame(rows)


WORLDS = {
    "1 document in 20, wholly": lambda random, n: (random.random(n) < 0.05).astype(float),
    "3 in 20, a third each": lambda random, n: (random.random(n) < 0.15) * random.beta(1, 2, n),
    "skewed, beta(.2, 3.8)": lambda random, n: random.beta(0.2, 3.8, n),
    "even, beta(5, 95)": lambda random, n: random.beta(5, 95, n),
}


def coverage(trials: int) -> pd.DataFrame:
    """The band beside the t interval of the logit with n − 1 degrees of freedom at every share but 0 and 1."""
    from scipy.special import expit, logit, stdtrit

    rows = []
    for world, draw in WORLDS.items():
        for n in (10, 30, 100):
            hits, widths = np.zeros(2), []
            for trial in range(trials):
                random = np.random.default_rng([trial, n])
                size = random.lognormal(5, 0.6, size=n)
                parts = (draw(random, n) * size)[:, None, None, None]
                drawn = resampled_shares(parts, size[:, None], draws=DRAWS, seed=trial, period="t")[:, 0]
                share = parts.sum(axis=0)[0] / size.sum()
                variance = drawn.var(axis=0, ddof=1)
                _, lower, upper, _, _ = band(share, variance, parts[:, 0, 0], size)[:, 0]
                p, v = float(share[0, 0]), float(variance[0, 0])
                if p > 0:
                    half = stdtrit(n - 1, 0.975) * np.sqrt(v) / (p * (1 - p))
                    before = expit(logit(p) - half), expit(logit(p) + half)
                else:
                    before = 0, 1 - 0.025 ** (1 / n)
                hits += [before[0] <= 0.05 <= before[1], lower <= 0.05 <= upper]
                widths.append((before[1] - before[0], upper - lower))
            logit_t, now = np.median(widths, axis=0)
            rows.append(
                {"documents": world, "n": n, "logit_t": hits[0] / trials, "band": hits[1] / trials,
                 "monte_carlo_se": rate(hits[1], trials)["monte_carlo_se"], "width_logit_t": logit_t, "width_band": now}
            )  # fmt: skip
    return pd.DataFrame(rows)


def speed() -> pd.DataFrame:
    random = np.random.default_rng(0)
    rows = []
    for documents in (600, 6000):  # a year; 30,000 passages in 3,000 or in 30,000 documents
        sums = random.random((documents, 2 * 6 + 2))
        start = process_time()
        for year in range(5):
            resampled_totals(sums, draws=2000, seed=1, period=str(year))
        rows.append({"documents": 5 * documents, "seconds": process_time() - start})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
