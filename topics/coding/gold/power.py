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
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.allot import Aim, Allotment, Assumed, allotment, confusion_of
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import CLASSIFIER, banded
from topics.coding.gold.folder import NO_STRATA, SCORE, SampleDesign, Unit
from topics.coding.gold.strata import UnitScores, joined, strata_of, unit_scores, values_of
from topics.coding.gold.units import assemble, units_of
from topics.errors import StudyError
from topics.schema import CHANGE, PERIOD, SHARE, THEME, Column, declare
from topics.shares.coded.corrected_change import corrected_changes
from topics.shares.coded.design_based import Population
from topics.shares.estimand import Weighting
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
_SAME = MappingProxyType({"gold only": "gold", "corrected": "corrected"})


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
    units = units_of(job, unit)
    if between:
        units = units.assign(period=values_of(job, between, units))
    if units["period"].nunique() < 2 and between:
        raise StudyError(f'all documents have one value of "{between}"; there is no difference to estimate.')
    score = unit_scores(job, [name], units, unit)[0]
    taken = assumed or Assumed(np.full(n_themes, precision), np.full(n_themes, recall), alpha)
    confusion = confusion_of(score, taken)
    design = SampleDesign(job.corpus_key, unit, strata, name, seed, mentions=False)
    levels, changes = [], []
    for n in sizes:
        frame = units.assign(stratum=_strata(job, units, score, strata, n))
        allotted = None if aim == "even" else allotment(frame, score, confusion, n, aim)
        runs = [
            _one(job, frame, score, confusion, taken, design, n, allotted, weighting, population, [seed, run])
            for run in range(draws)
        ]
        levels.append(_levels(n, units, [run[0] for run in runs], [run[2] for run in runs], job))
        changes.append(_changes(n, levels[-1], [run[1] for run in runs], [run[2] for run in runs], job))
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
) -> "tuple[pd.DataFrame, pd.DataFrame, Floats]":
    """Shares, changes and the true shares `(n_themes, n_periods)` of one drawn corpus and one sample of it."""
    import pandas as pd

    random = np.random.default_rng([*seed, n])
    found = np.minimum(score.primary, len(confusion) - 1)
    true = (random.random(len(found))[:, None] >= np.cumsum(confusion, axis=1)[found][:, :-1]).sum(axis=1)
    sample = drawn_units(frame, None, replace(design, seed=1000 * seed[0] + seed[1]), n, allotted)
    at = {name: row for row, name in enumerate(frame["unit"])}
    rows = np.array([at[name] for name in sample["unit"]], dtype=np.intp)
    coded = assemble(
        job, design, frame, frame["stratum"].tolist(), _codes(random, sample, true[rows], job, assumed), weighting
    )
    shares = banded(coded, [score], None, CLASSIFIER, weighting, population)
    has = true == np.arange(len(job.themes))[:, None]
    truth = [
        np.average(has[:, coded.period == t], axis=1, weights=coded.weights[coded.period == t])
        for t in range(len(coded.periods))
    ]
    return shares, corrected_changes(shares, len(job.themes)), np.array(pd.DataFrame(truth).T, dtype=np.float64)


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


def _levels(
    n: int, units: "pd.DataFrame", shares: "Sequence[pd.DataFrame]", truths: Sequence[Floats], job: "Job"
) -> "pd.DataFrame":
    periods = sorted(set(units["period"]))
    counts = units["period"].value_counts()
    rows = []
    for k, theme in enumerate(job.themes):
        for t, period in enumerate(periods):
            row: dict[str, Any] = {"coded": n, "theme": theme.id, "period": period, "n_units": int(counts[period])}
            share = float(np.mean([truth[k, t] for truth in truths]))
            row |= {"share": share, "positives": min(n, counts[period]) * share}
            for method, short in _SAME.items():
                cells = [_cell(table, method, theme.id, period=period) for table in shares]
                error = np.array([c["share"] for c in cells]) - np.array([truth[k, t] for truth in truths])
                row[f"rmse_{short}"] = float(np.sqrt(np.mean(error**2)))
                row[f"width_{short}"] = float(np.mean([c["upper"] - c["lower"] for c in cells]))
            rows.append(row)
    return POWER.frame([tuple(row[name] for name in POWER.names) for row in rows])


def _changes(
    n: int, levels: "pd.DataFrame", changes: "Sequence[pd.DataFrame]", truths: Sequence[Floats], job: "Job"
) -> "pd.DataFrame":
    rows = []
    for k, theme in enumerate(job.themes):
        true = np.array([truth[k, -1] - truth[k, 0] for truth in truths])
        row: dict[str, Any] = {"coded": n, "theme": theme.id, "change": float(true.mean())}
        for method, short in _SAME.items():
            cells = [_cell(table, method, theme.id) for table in changes]
            row |= {"first": cells[0]["first"], "last": cells[0]["last"]}
            row[f"rmse_{short}"] = float(np.sqrt(np.mean((np.array([c["change"] for c in cells]) - true) ** 2)))
            row[f"width_{short}"] = float(np.mean([c["upper"] - c["lower"] for c in cells]))
        mine = levels[levels["theme"] == theme.id]
        total = int(np.minimum(n, mine["n_units"]).sum())
        ends = mine.iloc[[0, -1]]
        spread = ends["width_corrected"].to_numpy(dtype=float)
        # Of these widths, those of as many units each, n more units take away 1 / √n.
        part = total * spread / max(spread.sum(), 1e-9)
        best = np.clip(np.round(np.nan_to_num(part)), 2, ends["n_units"].to_numpy(dtype=float))
        now = np.minimum(n, ends["n_units"].to_numpy(dtype=float))
        row |= {"best_first": int(best[0]), "best_last": int(best[1])}
        row["width_best"] = row["width_corrected"] * _narrowed(spread, now, best)
        row["detectable"] = row["width_corrected"] / 2 / 1.959964 * _FOUND
        rows.append(row)
    return POWER_OF_CHANGE.frame([tuple(row[name] for name in POWER_OF_CHANGE.names) for row in rows])


def _narrowed(spread: Floats, now: Floats, best: Floats) -> float:
    """The width of a difference with `best` units at its ends by that with `now`, each end's by 1 / √n."""
    return float(np.sqrt((spread**2 * now / best).sum() / max((spread**2).sum(), 1e-12)))


def _cell(table: "pd.DataFrame", method: str, theme: str, **more: str) -> dict[str, Any]:
    rows = table[(table["method"] == method) & (table["theme"] == theme)]
    for name, value in more.items():
        rows = rows[rows[name] == value]
    return {str(name): value for name, value in rows.iloc[0].items()}
