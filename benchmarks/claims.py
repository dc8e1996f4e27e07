"""Is a constant share taken for change? Worlds with effects of periods, for the rule of the documents and the model.

    python benchmarks/claims.py [REPLICATIONS]

No corpus is needed: shares of periods are drawn from their sampling distribution. A study has four themes, and it errs
if it claims a change for any of them. Every rate stands beside its Monte Carlo standard error. Writes docs/claims.md.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from topics.shares.trend.period_model import change
from topics.shares.trend.series import holm

THEMES, ALPHA, SHARE = 4, 0.05, 0.1
SHOCK = 0.027  # standard deviation of what a year adds to a share
CHANGES = {5: (0.1, 0.2, 0.3), 8: (0.05, 0.1, 0.2), 20: (0.05, 0.1, 0.2)}
SERIES, DISPERSED = 12, 1.5  # constants of the earlier rule
PAGE = Path(__file__).parents[1] / "docs" / "claims.md"
HEAD = """# False claims of change

Made by `python benchmarks/claims.py`. Four themes, each 10 % of the text; `shock` is the standard deviation of what the
documents of a period have in common, in points, and `ar` its correlation between neighbouring periods. A rate is the
per cent of studies that claim a change of at least one theme at 5 % after Holm, ± its Monte Carlo standard error.
`earlier` is the rule that was in use before: a slope tested against sampling alone, withheld where the dispersion is
above 1.5, and from 12 periods a slope beside serial correlation instead. `model` is the rule in use
(`topics.shares.trend.period_model`).
"""
SECTIONS = {
    "Constant shares": "Every claim is false.",
    "Constant shares, beyond what the model allows for": "Neighbouring periods are more alike than it takes into "
    "account below 12 periods, and than so few can show from 12 on: here it is not safe.",
    "Steady changes": "Every theme changes by `change` points from the first to the last period: every claim is true.",
    "Steps": "The level of every theme changes once, in the middle, by `change` points. A claim does not say when.",
}


@dataclass(frozen=True)
class World:
    """Numbers of periods and of documents in each, the shock and its correlation, and a true change."""

    periods: int
    documents: int
    shock: float = SHOCK
    ar: float = 0.0
    change: float = 0.0
    step: bool = False

    def shares(self, replications: int) -> tuple[np.ndarray, np.ndarray]:
        """Shares and their estimated variances `(periods, replications × THEMES)`."""
        numbers = (1000 * self.shock, 10 * self.ar, 1000 * self.change)
        random = np.random.default_rng([self.periods, self.documents, *map(round, numbers), int(self.step)])
        effects = random.normal(size=(self.periods, replications * THEMES))
        for k in range(1, self.periods):
            effects[k] = self.ar * effects[k - 1] + np.sqrt(1 - self.ar**2) * effects[k]
        moment = np.arange(self.periods) / (self.periods - 1)
        moment = (moment >= 0.5).astype(float) if self.step else moment
        level = np.clip(SHARE + self.change * moment[:, None] + self.shock * effects, 0.01, 0.9)
        # Shares of documents are beta(2 p, 2 (1 − p)); V is estimated on n − 1 degrees of freedom.
        variance = level * (1 - level) / 3 / self.documents
        shares = np.clip(level + np.sqrt(variance) * random.normal(size=level.shape), 0, 1)
        degrees = self.documents - 1
        return shares, variance * random.chisquare(degrees, size=level.shape) / degrees


def worlds() -> dict[str, list[World]]:
    """The worlds of every section of the page."""
    sizes = ((2, 150), (3, 60), (3, 3000), (5, 40), (5, 150), (5, 3000), (8, 150), (8, 3000), (10, 60), (10, 3000),
             (12, 60), (20, 60), (20, 3000), (36, 60))  # fmt: skip
    shocks = ((0.0, 0.0), (SHOCK, 0.0), (SHOCK, 0.7))
    constant = [World(t, n, shock, ar) for t, n in sizes for shock, ar in shocks]
    beyond = [World(t, n, SHOCK, 0.9) for t, n in ((5, 150), (10, 60), (20, 60), (20, 3000), (36, 60))]
    true = [(t, shock, ar, change) for t in (5, 8, 20) for shock, ar in shocks for change in CHANGES[t]]
    lines, steps = ([World(t, 150, shock, ar, change, how) for t, shock, ar, change in true] for how in (False, True))
    return dict(zip(SECTIONS, (constant, beyond, lines, steps), strict=True))


def claimed(world: World, replications: int) -> tuple[float, float]:
    """Rates of studies that claim a change of any theme: by the earlier rule, and by the model."""
    shares, variances = world.shares(replications)
    times = np.arange(float(world.periods))
    return _any(_earlier(shares, variances, times)), _any(_model(shares, variances, times))


def main(replications: int = 1000) -> None:
    """Write the page."""
    parts = [HEAD]
    for section, chosen in worlds().items():
        parts.append(f"\n## {section}\n\n{SECTIONS[section]}\n\n{_table(chosen, replications)}")
        PAGE.write_text("".join(parts), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def _table(chosen: list[World], replications: int) -> str:
    lines = ["| periods | documents a period | shock | ar | change | earlier, % | model, % |", "|--:" * 7 + "|"]
    for world in chosen:
        rates = [_rate(rate, replications) for rate in claimed(world, replications)]
        points = (f"{number:g}" for number in (100 * world.shock, world.ar, round(100 * world.change)))
        lines.append(f"| {' | '.join([str(world.periods), str(world.documents), *points, *rates])} |")
    return "\n".join(lines) + "\n"


def _rate(rate: float, n: int) -> str:
    return f"{100 * rate:.1f} ± {100 * np.sqrt(max(rate * (1 - rate), 0.25 / n) / n):.1f}"


def _any(p: np.ndarray) -> float:
    return float(np.mean([np.nanmin(np.append(holm(study), 1)) < ALPHA for study in p.reshape(-1, THEMES)]))


def _model(shares: np.ndarray, variances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """p of the model, a thousand series at a time, since every step has its own distribution."""
    cuts = range(1000, shares.shape[1], 1000)
    pairs = zip(np.split(shares, cuts, axis=1), np.split(variances, cuts, axis=1), strict=True)
    return np.concatenate([change(*pair, times).p for pair in pairs])


def _earlier(shares: np.ndarray, variances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Two-sided p of the earlier rule; NaN where it withheld its test."""
    from scipy.special import ndtr, stdtr

    n, centred = len(times), times - times.mean()
    p: np.ndarray = 2 * ndtr(-np.abs(centred @ shares) / np.sqrt(centred**2 @ variances))
    if n < 3:
        return p
    weights = 1 / variances
    middle = (weights * times[:, None]).sum(axis=0) / weights.sum(axis=0)
    x, y = times[:, None] - middle, shares - (weights * shares).sum(axis=0) / weights.sum(axis=0)
    rest = y - (weights * x * y).sum(axis=0) / (weights * x**2).sum(axis=0) * x
    p = np.where((weights * rest**2).sum(axis=0) / (n - 2) > DISPERSED, np.nan, p)
    if n < SERIES:
        return p
    line = centred @ shares / (centred @ centred)
    rest = shares - shares.mean(axis=0) - line * centred[:, None]
    squares = (rest**2).sum(axis=0)
    r = np.clip((n * (rest[1:] * rest[:-1]).sum(axis=0) / squares + 2) / (n - 4), 0, 0.99)
    left = np.maximum(n * (1 - r) / (1 + r) - 2, 1e-9)
    serial = 2 * stdtr(left, -np.abs(line) / np.sqrt(squares / left / (centred @ centred)))
    return np.where(np.isnan(p), serial, p)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
