"""The expected error of a coded sample of a given size, before anything is coded, by drawing such samples.

Conventions. What is assumed is the precision and the recall of an estimator, per theme: P(coded | found) and
P(found | coded). Of q found, q · precision / recall is expected to be coded; what the estimator misses is among the
units in which it finds none of the themes, and what it finds wrongly is about none of them. From this the true codes of
all units are drawn, then a sample of them as `topics gold sample` draws it, and then everything is estimated as
`topics gold estimate` does it. Widths are means over `draws` such corpora, errors root mean squares. Units are alike
within documents only as far as what is found in them: if the codes are more alike, bands for the process are wider.

With an α below 1, a second coder codes a part of the units, and both err as `topics.shares.coded.coder_errors` says.

Allocation. Of a change, only the first and the last period tell. The coded units of all periods, put into these two in
proportion to the standard deviations of what is left when the predictions are known (Neyman 1934), give `best_first`
and `best_last`, and about `width_best`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.allot import Aim, Allotment, Assumed, allotment, confusion_of
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import CLASSIFIER, banded
from topics.coding.gold.folder import NO_STRATA, SCORE, SampleDesign, Unit
from topics.coding.gold.strata import UnitScores, joined, strata_of, unit_scores, values_of
from topics.coding.gold.units import assemble, units_of
from topics.schema import CHANGE, PERIOD, SHARE, THEME, Column, declare
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.coded.design_based import Population
from topics.shares.estimand import Weighting
from topics.shares.intervals import difference_bounds
from topics.themes import NONE_OF_THE_THEMES

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job
    from topics.store.store import Store
    from topics.study.study import Study

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
DRAWS = 30
_FOUND = 1.959964 + 0.841621  # normal quantiles of .975 and .8
_CODED = Column("coded", "integer", "units per period", "coded units")
_WIDTHS = (
    Column("rmse_gold", "number", SHARE, "expected error of the codes alone"),
    Column("width_gold", "number", SHARE, "expected width of the band of the codes alone"),
    Column("rmse_corrected", "number", SHARE, "expected error of what is corrected"),
    Column("width_corrected", "number", SHARE, "expected width of the band of what is corrected"),
)
POWER = declare(
    "gold power",
    "one number of coded units, theme and period",
    (
        _CODED,
        THEME,
        PERIOD,
        Column("n_units", "integer", "units", "units of the period, or of the group"),
        Column("share", "number", SHARE, "share that is expected of the theme"),
        Column("positives", "number", "units", "coded units with the theme that are expected"),
        *_WIDTHS,
    ),
)
POWER_OF_CHANGE = declare(
    "gold power of change",
    "one number of coded units and theme",
    (
        _CODED,
        THEME,
        Column("first", "text", "", "first period or group"),
        Column("last", "text", "", "last period or group"),
        Column("change", "number", CHANGE, "difference that is expected"),
        *_WIDTHS,
        Column("detectable", "number", CHANGE, "corrected difference that is found with a probability of 80 %"),
        Column("best_first", "integer", "units", "units to code in the first, if nothing but the difference is asked"),
        Column("best_last", "integer", "units", "units to code in the last, of as many coded units in all"),
        Column("width_best", "number", SHARE, "expected width of the band of the corrected difference then"),
    ),
)
METHODS = (CODES_ALONE, "corrected")  # in the order of `topics.coding.gold.estimate.banded`


def expected_widths(
    store: "Store",
    study: "Study",
    sizes: Sequence[int],
    *,
    estimator: str = "",
    unit: Unit = "passage",
    weighting: Weighting = "text",
    population: Population = "process",
    strata: str = SCORE,
    between: str = "",
    aim: Aim = "even",
    assumed: Assumed | None = None,
    precision: float = 0.8,
    recall: float = 0.8,
    alpha: float = 1.0,
    draws: int = DRAWS,
    seed: int = 1,
) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Expected error and width of bands of levels and of the change, by theme and number of coded units per period.

    Columns as declared in `POWER` and `POWER_OF_CHANGE`. With `between`, an attribute of the documents, its values take
    the place of the periods, and the difference is that of the last to the first. `aim` says how the units are allotted
    to periods and strata (`topics.coding.gold.allot`). `assumed` takes the place of
    `precision`, `recall` and `alpha`, which hold for all themes.
    """
    import pandas as pd

    job = store.latest_job(study.folder)
    name, n_themes = estimator or job.own.name, len(job.themes)
    units = units_of(job, unit, between)
    score = unit_scores(job, [name], units, unit)[0]
    taken = assumed or Assumed(np.full(n_themes, precision), np.full(n_themes, recall), alpha)
    confusion = confusion_of(score, taken)
    design = SampleDesign(job.corpus_key, unit, strata, name, seed, mentions=False, between=between)
    levels, changes = [], []
    for n in sizes:
        frame = units.assign(stratum=_strata(job, units, score, strata, n))
        allotted = None if aim == "even" else allotment(frame, score, confusion, n, aim)
        runs = [
            _one(job, frame, score, confusion, taken, design, n, allotted, weighting, population, [seed, run])
            for run in range(draws)
        ]
        bands, truths = (np.stack(parts) for parts in zip(*runs, strict=True))
        levels.append(_levels(n, units, bands, truths, job))
        changes.append(_changes(n, levels[-1], bands, truths, job))
    return pd.concat(levels, ignore_index=True), pd.concat(changes, ignore_index=True)


def _strata(job: "Job", units: "pd.DataFrame", score: UnitScores, strata: str, n: int) -> list[str]:
    if strata in (SCORE, NO_STRATA):
        return strata_of(units, score if strata == SCORE else None, [theme.id for theme in job.themes], n)
    return joined(units, values_of(job, strata, units), n)


def _one(
    job: "Job",
    frame: "pd.DataFrame",
    score: UnitScores,
    confusion: Floats,
    assumed: Assumed,
    design: SampleDesign,
    n: int,
    allotted: Allotment | None,
    weighting: Weighting,
    population: Population,
    seed: Sequence[int],
) -> tuple[Floats, Floats]:
    """Share, lower and upper `(3, METHODS, n_themes, n_periods)` of one drawn corpus from one sample, and the truth."""
    world, random = np.random.default_rng(seed), np.random.default_rng([n, *seed])  # one truth, whatever is coded of it
    found = np.minimum(score.primary, len(confusion) - 1)
    true = (world.random(len(found))[:, None] >= np.cumsum(confusion, axis=1)[found][:, :-1]).sum(axis=1)
    sample = drawn_units(frame, None, replace(design, seed=1000 * seed[0] + seed[1]), n, allotted)
    at = {name: row for row, name in enumerate(frame["unit"])}
    rows = np.array([at[name] for name in sample["unit"]], dtype=np.intp)
    coded = assemble(
        job, design, frame, frame["stratum"].tolist(), _codes(random, sample, true[rows], job, assumed), weighting
    )
    shares = banded(coded, [score], None, CLASSIFIER, weighting, population)
    numbers = shares[["share", "lower", "upper"]].to_numpy(dtype=np.float64).T
    bands = numbers.reshape(3, len(METHODS), len(coded.periods), len(coded.labels))
    has = true == np.arange(len(job.themes))[:, None]
    truth = [
        np.average(has[:, coded.period == t], axis=1, weights=coded.weights[coded.period == t])
        for t in range(len(coded.periods))
    ]
    return bands.transpose(0, 1, 3, 2)[:, :, : len(job.themes)], np.array(truth).T


def _codes(
    random: np.random.Generator, sample: "pd.DataFrame", true: Integers, job: "Job", assumed: Assumed
) -> "pd.DataFrame":
    """The codes of a sample whose true codes are `true`: of a part by two coders, decided where they differ."""
    names = np.array([*(theme.id for theme in job.themes), NONE_OF_THE_THEMES])
    table = sample[["unit", "period"]].assign(theme=names[true], adjudicated="")
    if assumed.alpha >= 1:
        return table
    first, second = (
        np.where(random.random(len(true)) < np.sqrt(assumed.alpha), true, random.permutation(true)) for _ in range(2)
    )
    both = random.random(len(true)) < assumed.overlap
    differ = both & (first != second)
    return table.assign(
        coder_1=names[first],
        coder_2=np.where(both, names[second], ""),
        theme=names[np.where(differ, true, first)],
        adjudicated=np.where(differ, "yes", ""),
    )


def _levels(n: int, units: "pd.DataFrame", bands: Floats, truths: Floats, job: "Job") -> "pd.DataFrame":
    """Rows of `POWER`; `bands (draws, 3, METHODS, n_themes, n_periods)`, `truths (draws, n_themes, n_periods)`."""
    counts = units["period"].value_counts().sort_index()
    error, width = _error_and_width(bands, truths)
    rows = []
    for k, theme in enumerate(job.themes):
        for t, (period, size) in enumerate(counts.items()):
            share = float(truths[:, k, t].mean())
            about = (n, theme.id, str(period), int(size), share, min(n, size) * share)
            rows.append((*about, *_by_method(error[:, k, t], width[:, k, t])))
    return POWER.frame(rows)


def _changes(n: int, levels: "pd.DataFrame", bands: Floats, truths: Floats, job: "Job") -> "pd.DataFrame":
    """Rows of `POWER_OF_CHANGE`; arguments as of `_levels`."""
    ends, true = bands[..., [0, -1]], truths[..., -1] - truths[..., 0]
    first, last = np.moveaxis(ends, (-1, 1), (0, 1))
    change = last[0] - first[0] if bands.shape[-1] > 1 else np.full_like(last[0], np.nan)
    differences = np.stack([change, *difference_bounds(last, first)], axis=1)
    error, width = _error_and_width(differences, true)
    rows = []
    for k, theme in enumerate(job.themes):
        mine = levels[levels["theme"] == theme.id]
        best, narrowed = _best(n, mine)
        detectable = width[1, k] / 2 / 1.959964 * _FOUND
        about = (n, theme.id, mine["period"].iloc[0], mine["period"].iloc[-1], float(true[:, k].mean()))
        rows.append((*about, *_by_method(error[:, k], width[:, k]), detectable, *best, width[1, k] * narrowed))
    return POWER_OF_CHANGE.frame(rows)


def _error_and_width(bands: Floats, truths: Floats) -> tuple[Floats, Floats]:
    """Root mean square error and mean width over the draws `(METHODS, …)` of `bands (draws, 3, METHODS, …)`."""
    share, lower, upper = np.moveaxis(bands, 1, 0)
    return np.sqrt(_mean((share - truths[:, None]) ** 2)), _mean(upper - lower)


def _mean(values: Floats) -> Floats:
    """The mean over the draws that have a value, as by chance no unit has several codes; NaN where under half have."""
    known = np.isfinite(values)
    n = known.sum(axis=0)
    return np.where(2 * n >= len(values), np.where(known, values, 0.0).sum(axis=0) / np.maximum(n, 1), np.nan)


def _by_method(error: Floats, width: Floats) -> list[float]:
    """The columns `_WIDTHS`, from `error` and `width` of `METHODS`."""
    return [float(number) for pair in zip(error, width, strict=True) for number in pair]


def _best(n: int, mine: "pd.DataFrame") -> tuple[tuple[int, int], float]:
    """Units to code in the first and the last period, of as many in all, and the width then by that of n in each.

    `mine` has a theme's levels. Of these widths, those of as many units each, more units take away 1 / √n.
    """
    total = int(np.minimum(n, mine["n_units"]).sum())
    ends = mine.iloc[[0, -1]]
    spread, units = (ends[name].to_numpy(dtype=float) for name in ("width_corrected", "n_units"))
    part = total * spread / max(spread.sum(), 1e-9)
    best = np.clip(np.round(np.nan_to_num(part)), 2, units)
    return (int(best[0]), int(best[1])), _narrowed(spread, np.minimum(n, units), best)


def _narrowed(spread: Floats, now: Floats, best: Floats) -> float:
    """The width of a difference with `best` units at its ends by that with `now`, each end's by 1 / √n."""
    return float(np.sqrt((spread**2 * now / best).sum() / max((spread**2).sum(), 1e-12)))
