"""Is a constant share taken for change? Worlds with effects of periods, for the rule of the documents and the model.

    python benchmarks/claims.py [REPLICATIONS]

No corpus is needed: shares of periods are drawn from their sampling distribution. A study has four themes, and it errs
if it claims a change for any of them. Every rate stands beside its Monte Carlo standard error. Writes docs/claims.md.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from topics.shares.trend.period_model import slope
from topics.shares.trend.permutation import dispersion
from topics.shares.trend.series import holm, serial_trend

THEMES, ALPHA, SHARE = 4, 0.05, 0.1
SHOCK = 0.027  # standard deviation of what a year adds to a share
PAGE = Path(__file__).parents[1] / "docs" / "claims.md"
HEAD = """# False claims of change

Made by `python benchmarks/claims.py`. Four themes, each 10 % of the text; `shock` is the standard deviation of what the
documents of a period have in common, in points, and `ar` its correlation between neighbouring periods. `rise` is the
true change of every theme from the first to the last period, in points. A rate is the per cent of studies that claim a
change of at least one theme at 5 % after Holm, ± its Monte Carlo standard error: with `rise` 0 that is the rate of
false claims, else the power. `documents` is the earlier rule: a slope tested against sampling alone, withheld where the
dispersion is above 1.5, and the slope beside serial correlation instead from 12 periods. `periods` is the rule in use:
a slope beside an effect of periods and, from 12 periods, beside serial correlation too.

"""


def main(replications: int = 2000) -> None:
    table = worlds(replications)
    PAGE.write_text(HEAD + _markdown(table), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def worlds(replications: int) -> pd.DataFrame:
    """One row per world: rates of studies with a claim by either rule, between 0 and 1."""
    constant = [(t, n, s, ar, 0.0) for t, n in ((2, 150), (3, 60), (5, 40), (5, 150), (10, 60), (20, 60), (36, 60))
                for s, ar in ((0.0, 0.0), (SHOCK, 0.0), (SHOCK, 0.7))]  # fmt: skip
    rising = [(t, 150, s, 0.0, rise) for t in (5, 8, 20) for s in (0.0, SHOCK) for rise in (0.05, 0.1, 0.2)]
    rows = []
    for periods, documents, shock, ar, rise in constant + rising:
        before, now = claimed(periods, documents, shock, ar, rise, replications)
        rows.append(
            {"periods": periods, "documents a period": documents, "shock": 100 * shock, "ar": ar, "rise": 100 * rise,
             "documents": before, "periods' model": now, "replications": replications}
        )  # fmt: skip
    return pd.DataFrame(rows)


def claimed(t: int, documents: int, shock: float, ar: float, rise: float, replications: int) -> tuple[float, float]:
    """Rates of studies that claim a change of any theme, by the rule of the documents and by the model."""
    random = np.random.default_rng([t, documents, int(1000 * shock), int(10 * ar), int(1000 * rise)])
    shape = (t, replications * THEMES)
    effects = np.empty(shape)
    effects[0] = random.normal(size=shape[1])
    for k in range(1, t):
        effects[k] = ar * effects[k - 1] + np.sqrt(1 - ar**2) * random.normal(size=shape[1])
    times = np.arange(float(t))
    level = np.clip(SHARE + rise * times[:, None] / (t - 1) + shock * effects, 0.01, 0.9)
    # Shares of documents are beta(2 p, 2 (1 − p)); V is estimated on n − 1 degrees of freedom.
    variance = level * (1 - level) / 3 / documents
    shares = np.clip(level + np.sqrt(variance) * random.normal(size=shape), 0, 1)
    estimated = variance * random.chisquare(documents - 1, size=shape) / (documents - 1)
    spread = dispersion(shares, estimated, times)
    naive = np.where(spread > 1.5, np.nan, _of_documents(shares, estimated, times))
    model = slope(shares, estimated, times).p
    if t >= 12:
        serial = np.array([serial_trend(series).p for series in shares.T])
        naive, model = np.where(np.isnan(naive), serial, naive), np.maximum(model, serial)
    return _any(naive), _any(model)


def _of_documents(shares: np.ndarray, variances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Two-sided p of the unweighted slope against sampling alone: what permuting documents amounts to."""
    from scipy.special import ndtr

    centred = times - times.mean()
    p: np.ndarray = 2 * ndtr(-np.abs(centred @ shares) / np.sqrt(centred**2 @ variances))
    return p


def _any(p: np.ndarray) -> float:
    return float(np.mean([np.nanmin(np.append(holm(study), 1)) < ALPHA for study in p.reshape(-1, THEMES)]))


def _markdown(table: pd.DataFrame) -> str:
    lines = ["| periods | documents a period | shock | ar | rise | `documents`, % | `periods`, % |", "|--:" * 7 + "|"]
    for row in table.to_dict("records"):
        n = row["replications"]
        rates = [f"{100 * r:.1f} ± {100 * np.sqrt(max(r * (1 - r), 0.25 / n) / n):.1f}"
                 for r in (row["documents"], row["periods' model"])]  # fmt: skip
        numbers = [
            f"{row['periods']}",
            f"{row['documents a period']}",
            *(f"{row[c]:g}" for c in ("shock", "ar", "rise")),
        ]
        lines.append(f"| {' | '.join([*numbers, *rates])} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
