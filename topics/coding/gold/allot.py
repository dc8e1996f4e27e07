"""The allotment of a coded sample over periods and strata that makes what is asked most precise.

Conventions. A cell is a stratum of a period, with N_h of the period's N units. Among the units to which an estimator
gives one theme, a theme is coded at the rate P, so its codes have the variance P (1 − P) that the estimator leaves. S²
is this variance summed over themes and averaged over the cell, in the units' squared weights. The variance of a
period's share, summed over themes, is Σ_h (N_h/N)² S²/n_h.

What is asked (`Aim`) is the *change* from the first to the last period, to which the others add nothing, or *levels*,
the mean variance over periods; *even* asks for as many units in every period. P is from a pilot: precision and recall
of the estimator among the units that are coded so far.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.strata import UnitScores, unit_scores
from topics.coding.gold.units import coded_units
from topics.evaluation.people.coding_sample import least_variance
from topics.shares.coded.coding_errors import rates
from topics.shares.coded.design_based import unit_weights

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.store import Store
    from topics.study.study import Study

Floats = NDArray[np.float64]
Aim = Literal["even", "levels", "change"]
Allotment = Mapping[tuple[str, str], int]  # coded units by period and stratum


@dataclass(frozen=True)
class Assumed:
    """What is assumed of an estimator, `precision (n_themes,)` and `recall (n_themes,)`, and of coders."""

    precision: Floats
    recall: Floats
    alpha: float = 1.0
    overlap: float = 0.2


def of_pilot(place: GoldFolder, store: "Store", study: "Study", estimator: str = "") -> Assumed:
    """What a pilot, codes of the study's own sample, says: rates with half a unit added either way, and α.

    Raises StudyError where nothing is coded, or the sample has another unit.
    """
    coded = coded_units(place, store, study, "text")
    name = estimator or coded.job.own.name
    score = unit_scores(coded.job, [name], coded.units, coded.design.unit)[0]
    found: dict[str, list[float]] = {"precision": [], "recall": []}
    for k in range(len(coded.job.themes)):
        of = rates(score.found(k)[coded.rows].astype(float), coded.codes[k])
        for measure, values in found.items():
            among, hit = of[measure]
            weights = among * coded.inflation
            n = weights.sum() ** 2 / max((weights**2).sum(), 1e-9)
            rate = (weights * hit).sum() / max(weights.sum(), 1e-9)
            values.append(float((n * rate + 0.5) / (n + 1)))
    alpha = coded.errors.alpha if coded.errors else 1.0
    several = float(1 - coded.alone.mean()) if coded.errors else 0.2
    return Assumed(np.array(found["precision"]), np.array(found["recall"]), min(max(alpha, 0.3), 1.0), several)


def confusion_of(score: UnitScores, assumed: Assumed) -> Floats:
    """P(coded | found) `(n_themes + 1, n_themes + 1)`, the last being none of the themes."""
    n_themes = len(assumed.precision)
    found = np.array([score.found(k).mean() for k in range(n_themes + 1)])
    share = np.minimum(found[:-1] * assumed.precision / np.maximum(assumed.recall, 1e-9), 1)
    missed = share * (1 - assumed.recall) / max(found[-1], 1e-9)
    missed = missed * min(1, 0.95 / max(missed.sum(), 1e-9))
    table = np.zeros((n_themes + 1, n_themes + 1))
    table[:-1, :-1] = np.diag(assumed.precision)
    table[:-1, -1] = 1 - assumed.precision
    table[-1, :-1], table[-1, -1] = missed, 1 - missed.sum()
    return table


def allotment(
    frame: "pd.DataFrame", score: UnitScores, confusion: Floats, n: int, aim: Aim, drawn: "pd.DataFrame | None" = None
) -> Allotment:
    """Coded units of each cell, n per period on the average, those of `drawn` (a sealed key) included.

    `frame` has the units with `period`, `stratum` and `n_tokens`, `score` what is found in them and `confusion` P.
    """
    found = np.minimum(score.primary, len(confusion) - 1)
    left = (confusion * (1 - confusion))[found, :-1].sum(axis=1)
    weights = unit_weights(frame["n_tokens"].to_numpy(dtype=float))
    table = frame[["period", "stratum"]].assign(left=left * weights**2, weight=weights)
    cells = table.groupby(["period", "stratum"], sort=True).agg(
        left=("left", "sum"), weight=("weight", "sum"), size=("left", "size")
    )
    period = cells.index.get_level_values("period")
    whole = cells.groupby("period")["weight"].transform("sum")
    spread = np.sqrt(cells["size"] * cells["left"]) / whole  # N_h S / Σ a
    if aim == "change":
        spread = spread.where((period == period.min()) | (period == period.max()), 0.0)
    before: Counter[tuple[str, str]] = Counter()
    if drawn is not None:
        before.update(zip(drawn["period"], drawn["stratum"], strict=True))
    given = least_variance(
        spread.tolist(),
        cells["size"].tolist(),
        n * period.nunique(),
        [before[cell] for cell in cells.index],
    )
    return dict(zip(cells.index, map(int, given), strict=True))
