"""Worlds of coded samples that try to fool a claim of change: what whole periods share, and a coder who drifts.

    python benchmarks/coded_worlds.py [REPLICATIONS]

Four themes, of which a part of the units has a code. The claim reads what it reads of a coded sample: corrected shares,
their change and the record of the coders. Writes docs/coded-worlds.md.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from claim_worlds import rate_with_error
from coders import World as Coders
from coders import made

from topics.claims.coders import codes_verdict
from topics.claims.verdicts import ALLOWED
from topics.coding.gold.coders import coder_record
from topics.coding.gold.estimate import banded
from topics.coding.gold.units import Coded
from topics.shares.coded.corrected_change import corrected_changes, stated, stated_methods

SHARE, ALPHA = 0.1, 0.05
DECIDED = Coders("guessing", 1.0, decided=True)
IDS = DECIDED.ids
PAGE = Path(__file__).parents[1] / "docs" / "coded-worlds.md"
HEAD = """# Worlds of coded samples that try to fool a claim of change

Made by `python benchmarks/coded_worlds.py`. Four themes of {share:.0f} % of the units, a part of which people have
coded. `shock` is the standard deviation, in points, of what the units of a period have in common, and `ar` its
correlation between neighbouring periods. `constant`: shares stay, and every claim is false. `rising`: the first theme
rises steadily by {rise:.0f} points, and a claim of its rise is true. A rate is the per cent of {n:,} constant and
{rising:,} rising corpora in which a change is claimed, ± its Monte Carlo standard error. `difference` is the rule that
was in use before: the corrected difference of the last and the first period, against the error of what was coded and
of which units there are. `now` is the model of change over the corrected shares. `coders` is the per cent in which the
record of the coders refuses the first theme (0 where it was not asked).

{columns}
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""
COLUMNS = ("world", "periods", "units", "coded", "shock", "ar", "constant: difference", "now", "coders")
FOOT = """
The first coder of `drift` finds all of a theme in the first period and half of it in the last one; of `both`, all units
have a second code and every difference was decided rightly; of `a fifth`, a fifth of them. What one coder alone has
coded is refused at any rate: whether others would code alike is not known.
"""
RISE = 0.12


@dataclass(frozen=True)
class World:
    """A world of coded samples; `twice` is the part of the coded units that a second coder coded, too."""

    name: str
    periods: int
    units: int
    coded: int
    shock: float = 0.0
    ar: float = 0.0
    drift: bool = False
    twice: float = 1.0


WORLDS = (
    World("nothing", 5, 400, 40),
    World("nothing", 5, 400, 150),
    World("two periods", 2, 400, 150, 2.7),
    World("periods differ", 3, 400, 150, 2.7),
    World("periods differ", 5, 400, 40, 2.7),
    World("periods differ", 5, 400, 150, 2.7),
    World("periods differ, neighbours alike", 5, 400, 150, 2.7, 0.7),
    World("the same, many codes", 5, 2000, 400, 2.7, 0.7),
    World("periods differ", 10, 400, 150, 2.7),
    World("periods differ, neighbours alike", 10, 400, 150, 2.7, 0.7),
    World("drift, both", 8, 400, 150, drift=True),
    World("drift, a fifth", 8, 400, 40, drift=True, twice=0.2),
    World("drift, a fifth", 8, 400, 150, drift=True, twice=0.2),
)


def sample(world: World, seed: int, *, rising: bool) -> tuple[Coded, "pd.DataFrame", "pd.DataFrame"]:
    """A coded sample, its shares with bands, and the table of its codes."""
    random = np.random.default_rng([seed, world.periods, world.coded, int(world.drift), int(rising)])
    effects = np.zeros((world.periods, len(IDS)))
    for t in range(world.periods):
        new = random.normal(size=len(IDS))
        effects[t] = new if not t else world.ar * effects[t - 1] + np.sqrt(1 - world.ar**2) * new
    x = np.arange(world.periods) / (world.periods - 1)
    line = RISE * x[:, None] * np.eye(len(IDS))[0] if rising else 0
    shares = np.clip(SHARE + world.shock / 100 * effects + line, 0.005, 0.24)
    shares = np.column_stack([shares, 1 - shares.sum(axis=1)])
    true = np.concatenate([random.choice(len(IDS) + 1, size=world.units, p=p) for p in shares])
    period = np.repeat(np.arange(world.periods), world.units)
    parts = [np.sort(random.choice(world.units, world.coded, replace=False)) for _ in range(world.periods)]
    drawn = np.concatenate([part + t * world.units for t, part in enumerate(parts)])
    first = second = true[drawn]
    if world.drift:
        missed = (first == 0) & (random.random(len(first)) < x[period[drawn]] / 2)
        first = np.where(missed, len(IDS), first)
    both = random.random(len(drawn)) < world.twice
    found = np.where(random.random(len(true)) < DECIDED.knows, true, random.integers(0, len(IDS) + 1, len(true)))
    coded, score = made(true, period, drawn, first, second, both, found, DECIDED)
    shares = banded(coded, [score], None, "scores", "text", "process")
    return coded, shares, codes_of(coded, drawn, first, second, both, true, period)


def codes_of(coded, drawn, first, second, both, true, period) -> "pd.DataFrame":
    """The table of codes that the record of coders reads."""
    names = np.array([*IDS, "none of the themes"])
    differ = both & (first != second)
    return pd.DataFrame(
        {
            "coder_1": names[first],
            "coder_2": np.where(both, names[second], ""),
            "theme": names[np.where(differ, true[drawn], first)],
            "adjudicated": np.where(differ, "yes", ""),
            "period": period[drawn].astype(str),
        }
    )


def claimed(world: World, seed: int, *, rising: bool) -> tuple[bool, bool, bool]:
    """Whether each rule claims a change (of a rising corpus: the rise of its theme), and whether coders refuse it."""
    coded, shares, codes = sample(world, seed, rising=rising)
    changes = stated(corrected_changes(shares, len(IDS)), stated_methods(shares), IDS).set_index("theme")
    of = changes.loc[list(IDS[:1] if rising else IDS)]
    difference = (of["p_holm"] < ALPHA) & ((of["change"] > 0) | (not rising))
    told = (of["p_change_holm"] < ALPHA) & ((of["fitted_change"] > 0) | (not rising))
    refused = pd.Series(False, index=of.index)
    if world.drift or told.any():
        people = coder_record(codes, coded.labels)
        refused[:] = [codes_verdict(people[people["theme"] == t], change=True)[0] != ALLOWED for t in of.index]
    return bool(difference.any()), bool((told & ~refused).any()), bool(refused.iloc[0])


def main(replications: int = 1000, rising: int = 250) -> None:
    """Write the page."""
    lines = []
    for world in WORLDS:
        cells = []
        for n, rises in ((replications, False), (rising, True)):
            rates = np.mean([claimed(world, seed, rising=rises) for seed in range(n)], axis=0)
            cells += [rate_with_error(rate, n) for rate in rates]
        about = (world.name, world.periods, world.units, world.coded, world.shock, world.ar)
        lines.append(f"| {' | '.join(map(str, (*about, *cells)))} |")
        print(lines[-1], flush=True)
    columns = "| " + " | ".join([*COLUMNS, "rising: difference", "now", "coders"]) + " |"
    head = HEAD.format(share=100 * SHARE, rise=100 * RISE, n=replications, rising=rising, columns=columns)
    PAGE.write_text(head + "\n".join(lines) + "\n" + FOOT, encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    main(*map(int, sys.argv[1:3]))
