"""Do the bands of shares hold what they say? Coverage and speed on simulated documents.

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

DRAWS = 300


def main(replications: int = 200) -> None:
    print_table(coverage(replications * 5), title="Bands of a share of 5 %: how often they hold it, nominal 95 %")
    print_table(speed(), title="2,000 draws on 30,000 passages, five years: seconds of one processor")


def rate(hits: float, trials: int) -> dict[str, float]:
    return {
        "rate": hits / trials,
        "monte_carlo_se": float(np.sqrt(max(hits / trials * (1 - hits / trials), 0.25 / trials**2) / trials)),
    }


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
