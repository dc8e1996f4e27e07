"""Is a constant share taken for change? Worlds with effects of periods, for the rule of the documents and the model.

    python benchmarks/claims.py [--replications N] [--resume FOLDER]

No corpus is needed: shares of periods are drawn. A study errs if it claims a change for any of its themes. Every rate
stands beside its Monte Carlo standard error. Writes docs/claims.md.

The constants of the model come from `benchmarks/change_levels.py`: equal variances, normal shares, a correlation of .7.
The worlds here are others: those of `named` were there before, those of `fresh` were drawn at random after every
constant was fixed, with shares that are not normal and documents that differ between periods.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from claim_worlds import rate_with_error

from topics.shares.trend.period_model import change
from topics.shares.trend.series import holm

ALPHA = 0.05
SHOCK = 0.027  # standard deviation of what a year adds to a share
CHANGES = {5: (0.1, 0.2, 0.3), 8: (0.05, 0.1, 0.2), 20: (0.05, 0.1, 0.2)}
FORMS = ("line", "step", "bend", "S")
FRESH_PERIODS, FRESH_EACH, FRESH_SEED = (3, 4, 5, 6, 7, 9, 11, 14, 18, 24, 40, 60), 4, 2911
ERRORS = (8, 16)  # true changes in fresh worlds, in standard errors of the slope
LEAST, MOST = 0.002, 0.95  # shares that there are
BOUND = 0.5  # largest shock of a theme in fresh worlds, over its share
EXACT = 200  # most documents of a period that are drawn one by one
SERIES, DISPERSED = 12, 1.5  # constants of the earlier rule
ABOUT = ("periods", "documents", "themes", "sampling", "shock", "ar")
HEAD = """# False claims of change

Made by `python benchmarks/claims.py`. `shock` is the standard deviation of what the documents of a period have in
common, in points, and `ar` its correlation between neighbouring periods. A rate is the per cent of studies that claim a
change of at least one theme at 5 % after Holm, ± its Monte Carlo standard error. `earlier` is the rule that was in use
before: a slope tested against sampling alone, withheld where the dispersion is above 1.5, and from 12 periods a slope
beside serial correlation instead. `model` is the rule in use (`topics.shares.trend.period_model`).

The p of the model holds for the worst effects of periods that it allows for: any size, and a correlation of up to .7.
That has a price where there are none. The best test of a line that holds so much, computed for each effect by itself
(Elliott, Müller & Watson 2015), finds a theme at the level of four of them with 29 % at 5 periods and 5.6 standard
errors of the slope, 48 % at 8; at 8 periods with 19 % at 4, 43 % at 5.6 and 74 % at 8; at 12 with 27, 54 and 88 %. A
test that knows there are none finds 80 % at 3.3. So a few periods find large changes only.
"""
SECTIONS = {
    "Constant shares": "Four themes of 10 %. Every claim is false.",
    "Constant shares, beyond what the model allows for": "Neighbouring periods are more alike than it takes into "
    "account. `said` is the per cent of false claims whose statement says that these periods seem so.",
    "Constant shares that effects of periods push to 0": "Four themes of 3 %, documents all or nothing. The effects of "
    "periods are not normal, since a share is at least .2 %: here the model is not quite safe.",
}
CHANGING = """
## Changes

Every theme, of 150 documents a period, changes by `change` points from the first to the last period, so that every
claim is true: steadily (*line*), once in the middle (*step*; a claim does not say when), steadily from the middle on
(*bend*), or by a logistic curve around the middle, two thirds of it in a quarter of the time (*S*). Per cent by the
earlier rule / by the model, of {replications} studies each: ± 3.2 at most.

"""


@dataclass(frozen=True)
class World:
    """What shares are drawn from, theme by theme; `documents` has one number, or one per period.

    Shares are at least `LEAST`. The shock of a theme is at most the part `bound` of its share.
    """

    periods: int
    documents: tuple[int, ...]
    shock: float = SHOCK
    ar: float = 0.0
    change: tuple[float, ...] = (0.0,) * 4
    form: str = "line"
    shares: tuple[float, ...] = (0.1,) * 4
    sampling: str = "beta"
    bound: float = np.inf

    @property
    def shocks(self) -> np.ndarray:
        """The shock of every theme."""
        return np.minimum(self.shock, self.bound * np.array(self.shares))

    def draw(self, replications: int) -> tuple[np.ndarray, np.ndarray]:
        """Shares and their estimated variances `(periods, replications × themes)`, the themes of a study together."""
        numbers = (1000 * self.shock, 100 * self.ar, 1000 * self.change[0], 1000 * self.shares[0])
        random = np.random.default_rng([self.periods, self.documents[0], *map(round, numbers), FORMS.index(self.form)])
        effects = random.normal(size=(self.periods, replications * len(self.shares)))
        for k in range(1, self.periods):
            effects[k] = self.ar * effects[k - 1] + np.sqrt(1 - self.ar**2) * effects[k]
        base, change, shock = (np.tile(each, replications) for each in (self.shares, self.change, self.shocks))
        level = np.clip(base + change * self.course[:, None] + shock * effects, LEAST, MOST)
        counts = np.resize(self.documents, self.periods)
        drawn = [self._sampled(n, p, random) for n, p in zip(counts, level, strict=True)]
        shares, variances = (np.array(part) for part in zip(*drawn, strict=True))
        return shares, variances

    @property
    def course(self) -> np.ndarray:
        """The part of the change that is complete in every period."""
        moment = np.arange(self.periods) / (self.periods - 1)
        middle = (self.periods // 2) / (self.periods - 1)
        return {
            "line": moment,
            "step": (moment >= middle).astype(float),
            "bend": np.maximum(moment - middle, 0) / (1 - middle) if middle < 1 else moment,
            "S": 1 / (1 + np.exp(-12 * (moment - 0.5))),
        }[self.form]

    def error(self) -> np.ndarray:
        """Standard error of a slope from the first to the last period for every theme, with independent effects."""
        spread = np.array([p * (1 - p) / (1 if self.sampling == "binomial" else 3) for p in self.shares])
        counts = np.resize(self.documents, self.periods)
        variances = spread[:, None] / counts + self.shocks[:, None] ** 2
        weights = 1 / variances
        moment = np.arange(self.periods) / (self.periods - 1)
        centre = (weights @ moment) / weights.sum(axis=1)
        return 1 / np.sqrt((weights * (moment - centre[:, None]) ** 2).sum(axis=1))

    def _sampled(self, n: int, level: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """A period's shares and variances: documents are all or nothing, or have shares beta(2 p, 2 (1 − p))."""
        if self.sampling == "binomial":
            shares = random.binomial(n, level) / n
            return shares, shares * (1 - shares) / (n - 1)
        if n <= EXACT:
            documents = random.beta(2 * level, 2 * (1 - level), size=(n, len(level)))
            return documents.mean(axis=0), documents.var(axis=0, ddof=1) / n
        spread = level * (1 - level) / 3
        shares = np.clip(level + np.sqrt(spread / n) * random.normal(size=level.shape), 0, 1)
        # The variance of a variance depends on the kurtosis of beta(2 p, 2 (1 − p)).
        excess = 6 * (3 * (1 - 2 * level) ** 2 - 4 * level * (1 - level)) / (20 * level * (1 - level))
        degrees = 2 * n / (2 + np.maximum(excess, -1))
        return shares, spread / n * random.chisquare(degrees) / degrees


SHOCKS = ((0.0, 0.0), (SHOCK, 0.0), (SHOCK, 0.7))


def constant() -> dict[str, list[World]]:
    """The worlds of constant shares, by section of the page."""
    sizes = ((2, 150), (3, 60), (3, 3000), (5, 40), (5, 150), (5, 3000), (8, 150), (8, 3000), (10, 60), (10, 3000),
             (12, 60), (20, 60), (20, 3000), (36, 60))  # fmt: skip
    usual = [World(t, (n,), shock, ar) for t, n in sizes for shock, ar in SHOCKS]
    beyond = [World(t, (n,), SHOCK, 0.9) for t, n in ((5, 150), (10, 60), (20, 60), (20, 3000), (36, 60))]
    return dict(zip(SECTIONS, (usual, beyond, large()), strict=True))


def changing() -> list[World]:
    """The worlds of a steady change."""
    return [
        World(t, (150,), shock, ar, (change,) * 4) for t in CHANGES for shock, ar in SHOCKS for change in CHANGES[t]
    ]


def large() -> list[World]:
    """Worlds of shocks that are as large as the share, which cannot fall below `LEAST`."""
    return [
        World(t, (n,), shock, 0.7, shares=(0.03,) * 4, sampling="binomial")
        for t, n in ((5, 150), (8, 150), (14, 150), (24, 150))
        for shock in (0.03, 0.045)
    ]


def fresh(seed: int = FRESH_SEED) -> list[World]:
    """Worlds of constant shares drawn at random: 1–9 themes of 2–30 %, 40–3,000 documents, shocks of 0–5 points.

    A shock is at most half the share: shares that effects of periods push to 0 are in `large`.
    """
    random = np.random.default_rng(seed)
    found = []
    for periods in FRESH_PERIODS:
        for k in range(FRESH_EACH):
            themes = int(random.integers(1, 10))
            typical = np.exp(random.uniform(np.log(40), np.log(3000)))
            documents = np.clip(typical * np.exp(0.7 * random.normal(size=periods)), 40, 3000).round().astype(int)
            shares = np.exp(random.uniform(np.log(0.02), np.log(0.3), size=themes)).round(3)
            shock = 0.0 if k == 0 else float(random.uniform(0, 0.05).__round__(4))
            ar = 0.7 if k == 1 else float(random.uniform(0, 0.7).__round__(2))
            sampling = str(random.choice(["beta", "binomial"]))
            none = (0.0,) * themes
            found.append(
                World(
                    periods, tuple(documents.tolist()), shock, ar, none, "line", tuple(shares.tolist()), sampling, BOUND
                )
            )
    return found


def claimed(world: World, replications: int, folder: Path) -> tuple[float, float, float]:
    """The rates of `simulated`, kept in a folder, from which a run that was broken off is taken up again."""
    path = folder / f"{hashlib.sha256(repr((world, replications)).encode()).hexdigest()[:16]}.json"
    if not path.exists():
        path.write_text(json.dumps(simulated(world, replications)), encoding="utf-8")
    earlier, model, warned = json.loads(path.read_text(encoding="utf-8"))
    return earlier, model, warned


def simulated(world: World, replications: int) -> tuple[float, float, float]:
    """Rates of studies that claim a change of any theme by the earlier rule and by the model; of the last, said so."""
    shares, variances = world.draw(replications)
    times = np.arange(float(world.periods))
    found = change(shares, variances, times)
    adjusted = np.array([holm(study) for study in found.p.reshape(-1, len(world.shares))])
    told = np.nan_to_num(adjusted, nan=1) < ALPHA
    warned = (told & (found.fitted.beyond.reshape(told.shape) > 0.5)).any(axis=1).sum() / max(told.any(axis=1).sum(), 1)
    earlier = np.array([holm(study) for study in _earlier(shares, variances, times).reshape(told.shape)])
    rates = (np.nan_to_num(each, nan=1) < ALPHA for each in (earlier, adjusted))
    first, model = (float(each.any(axis=1).mean()) for each in rates)
    return first, model, float(warned)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--resume", type=Path, help="where rates of worlds are kept, and taken up again")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "claims.md")
    given = parser.parse_args()
    replications, folder = given.replications, given.resume or Path(mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    for section, chosen in constant().items():
        parts.append(f"\n## {section}\n\n{SECTIONS[section]}\n\n")
        parts.append(_table(chosen, replications, folder, "beyond" in section))
        given.out.write_text("".join(parts), encoding="utf-8")
    for section in (_changing_section, _fresh_section):
        parts.append(section(replications, folder))
        given.out.write_text("".join(parts), encoding="utf-8")
    print(given.out.read_text(encoding="utf-8"))


def _table(chosen: Sequence[World], replications: int, folder: Path, said: bool = False) -> str:
    head = ["periods", "documents a period", "shock", "ar", "earlier, %", "model, %"]
    lines = [_row([*head, *(["said, %"] if said else [])]), "|--:" * (len(head) + said) + "|"]
    for world in chosen:
        earlier, model, warned = claimed(world, replications, folder)
        rates = [rate_with_error(rate, replications) for rate in (earlier, model)]
        rates += [f"{100 * warned:.0f}"] if said else []
        shock = (f"{number:g}" for number in (100 * world.shock, world.ar))
        lines.append(_row([str(world.periods), str(world.documents[0]), *shock, *rates]))
    return "\n".join(lines) + "\n"


def _changing_section(replications: int, folder: Path) -> str:
    each = max(replications // 4, 1)
    lines = [_row(["periods", "shock", "ar", "change", *FORMS]), "|--:" * (4 + len(FORMS)) + "|"]
    for world in changing():
        about = (world.periods, 100 * world.shock, world.ar, round(100 * world.change[0]))
        found = [claimed(replace(world, form=form), each, folder)[:2] for form in FORMS]
        rates = [" / ".join(f"{100 * rate:.1f}" for rate in pair) for pair in found]
        lines.append(_row([*(f"{number:g}" for number in about), *rates]))
    return CHANGING.format(replications=each) + "\n".join(lines) + "\n"


def _fresh_section(replications: int, folder: Path) -> str:
    each = max(replications // 10, 1)
    text = (
        f"\n## Worlds drawn at random\n\n{len(fresh())} worlds that no constant was chosen on: themes of unequal "
        "shares (2–30 %), shocks of at most half the share, documents that differ between periods (fewest–most), whose "
        "shares are beta or all or nothing. *Earlier* and *model*: shares are constant, so that every claim is false. "
        f"The forms: every theme changes by {' / '.join(map(str, ERRORS))} standard errors of its slope, of documents "
        "and independent effects of periods together, as far as no share leaves 0–95 %; per cent of studies in which "
        f"the model claims a change, {each} each.\n\n"
    )
    head = [*ABOUT, "earlier, %", "model, %", *FORMS]
    lines = [_row(head), "|--:" * len(head) + "|"]
    for world in fresh():
        rates = [rate_with_error(rate, replications) for rate in claimed(world, replications, folder)[:2]]
        power = [" / ".join(_power(world, form, size, each, folder) for size in ERRORS) for form in FORMS]
        lines.append(_row([*_about(world), *rates, *power]))
    return text + "\n".join(lines) + "\n"


def _about(world: World) -> list[str]:
    documents = f"{min(world.documents)}–{max(world.documents)}"
    shock = f"{100 * world.shock:.1f}"
    return [str(world.periods), documents, str(len(world.shares)), world.sampling, shock, f"{world.ar:g}"]


def _power(world: World, form: str, size: float, replications: int, folder: Path) -> str:
    changes = size * world.error()
    if any(share + change > MOST for share, change in zip(world.shares, changes, strict=True)):
        return "–"
    changed = replace(world, form=form, change=tuple(changes.tolist()))
    return f"{100 * claimed(changed, replications, folder)[1]:.0f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _earlier(shares: np.ndarray, variances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Two-sided p of the earlier rule; NaN where it withheld its test."""
    from scipy.special import ndtr, stdtr

    variances = np.where(variances > 0, variances, np.nan)
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
    from machine import begin

    begin()
    main()
