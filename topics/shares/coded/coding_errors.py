"""Error rates of an estimator by a coded sample: precision and recall by period, their constancy, adjusted counts.

Conventions. `found` and `coded` are 0 or 1 for each coded unit: what the estimator says and what people say. `weights`
are 1/π; `period` counts from 0. All are `(n,)`, for one theme. Rates are weighted, so that they hold for all units and
not only for those drawn.

    precision = P(coded | found)    recall (tpr) = P(found | coded)    fpr = P(found | not coded)
    adjusted count: share = (q − fpr) / (tpr − fpr), q the share of units found (Forman 2008, Hopkins & King 2010)

The adjusted count is right only if both rates are the same in every period. A test that does not reject this proves
nothing, because few codes reject nothing. So the adjusted count is refused unless the difference between any two
periods is shown to be small: its 95 % interval must lie inside ± `ALIKE` (an equivalence test: Schuirmann 1987; every
pair must pass: Berger 1982).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.schema import PERIOD, PROBABILITY, SHARE, Column, declare
from topics.shares.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
_FEWEST = 10  # fewest coded units for a test of constancy
ALIKE = {"recall": 0.2, "fpr": 0.05}  # largest differences between periods; one in five missed moves a share by a fifth
_NAMES = {"recall": "recall", "fpr": "the false-positive rate"}
_LEAST = 0.1  # smallest tpr − fpr by which a division is meaningful
_DRAWS = 2000
ERRORS = declare(
    "error rates",
    "one rate in one period, or in all of them",
    (
        Column("measure", "text", "", "`precision`, `recall` or `fpr`, the false-positive rate"),
        PERIOD,
        Column("value", "number", SHARE, "the rate, weighted to all units"),
        Column("lower", "number", SHARE, "lower end of its exact 95 % interval"),
        Column("upper", "number", SHARE, "upper end of its exact 95 % interval"),
        Column("n", "integer", "units", "coded units that the rate is of"),
        Column(
            "p_constant", "number", PROBABILITY, "p of the rate being the same in every period; missing for few units"
        ),
    ),
)


def rates(found: Floats, coded: Floats) -> dict[str, tuple[Floats, Floats]]:
    """For each rate: the units that it is taken over, and those of them that count as hits (both 0 or 1)."""
    return {"precision": (found, coded), "recall": (coded, found), "fpr": (1 - coded, found)}


def error_rates(
    found: Floats, coded: Floats, weights: Floats, period: Integers, periods: Sequence[str]
) -> "pd.DataFrame":
    """Precision, recall and false-positive rate by period with exact intervals, and whether they are constant.

    Columns as declared in `ERRORS`; the period `all` holds the rate over all periods. Bounds are Clopper & Pearson's
    (1934) for the effective number of coded units (Korn & Graubard 1998). `p_constant` is that of `constancy`, NaN if
    there are too few units.
    """
    rows = []
    for measure, (among, hit) in rates(found, coded).items():
        p = constancy(among, hit, weights, period)
        for number, name in [*enumerate(periods), (-1, "all")]:
            inside = (among > 0) & ((period == number) | (number < 0))
            rows.append((measure, name, *_rate(hit[inside], weights[inside]), int(inside.sum()), p))
    return ERRORS.frame(rows)


def _rate(hit: Floats, weights: Floats) -> tuple[float, float, float]:
    from scipy.special import betaincinv

    if not len(hit):
        return float("nan"), float("nan"), float("nan")
    value = float((weights * hit).sum() / weights.sum())
    n, tail = float(weights.sum() ** 2 / (weights**2).sum()), (1 - LEVEL) / 2
    yes, no = value * n, n - value * n
    lower = float(betaincinv(yes, no + 1, tail)) if yes > 1e-9 else 0.0
    upper = float(betaincinv(yes + 1, no, 1 - tail)) if no > 1e-9 else 1.0
    return value, lower, upper


def constancy(
    among: Floats, hit: Floats, weights: Floats, period: Integers, *, draws: int = _DRAWS, seed: int = 1
) -> float:
    """The p-value of the hypothesis that a rate is the same in every period, by permuting the periods of its units.

    Statistic: Σ_t w_t (rate_t − rate)², w_t the weight of a period's units. NaN below ten units, or in one period
    alone.
    """
    inside = among > 0
    y, w, t = hit[inside], weights[inside], period[inside]
    present = np.unique(t)
    if len(y) < _FEWEST or len(present) < 2:
        return float("nan")
    random = np.random.default_rng(seed)
    orders = np.argsort(random.random((draws, len(y))), axis=1)
    orders = np.vstack([np.arange(len(y)), orders])
    mean = (w * y).sum() / w.sum()
    statistic = np.zeros(draws + 1)
    for number in present:
        rows = orders[:, t == number]
        size = w[rows].sum(axis=1)
        statistic += size * ((w * y)[rows].sum(axis=1) / size - mean) ** 2
    return float((statistic[1:] >= statistic[0] - 1e-12).sum() + 1) / (draws + 1)


def adjusted_counts(found_share: Floats, errors: "pd.DataFrame") -> tuple[Floats, Floats, Floats, str]:
    """The adjusted count of each period with its bounds, from q `(n_periods,)` and a table of `error_rates`.

    If it is refused, the numbers are NaN and the last value says why. The bounds add the squared distances of the
    bounds of the two rates over all periods (Zou & Donner 2008), with
    ∂ share / ∂ tpr = − share / (tpr − fpr) and ∂ share / ∂ fpr = − (1 − share) / (tpr − fpr).
    """
    rows = {name: errors[errors["measure"] == name].set_index("period") for name in ALIKE}
    refused = np.full_like(found_share, np.nan)
    for name, limit in ALIKE.items():
        apart = largest_difference(rows[name].drop(index="all"))
        if not apart <= limit:
            what = "it is not known for every period" if apart != apart else f"it may differ by {apart:.2f}"
            problem = f"refused: {_NAMES[name]} is not shown to differ by at most {limit} between periods: {what}"
            return refused, refused, refused, problem
    (a, a_lower, a_upper), (b, b_lower, b_upper) = (
        rows[name].loc["all", ["value", "lower", "upper"]].to_numpy(dtype=np.float64) for name in ALIKE
    )
    if a - b < _LEAST:
        why = f"the estimator hardly tells the theme from all else (recall {a:.2f}, false positives {b:.2f})"
        return refused, refused, refused, f"refused: {why}"
    share = np.clip((found_share - b) / (a - b), 0, 1)
    below = np.hypot(share * (a_upper - a), (1 - share) * (b_upper - b)) / (a - b)
    above = np.hypot(share * (a - a_lower), (1 - share) * (b - b_lower)) / (a - b)
    return share, np.maximum(share - below, 0), np.minimum(share + above, 1), ""


def largest_difference(rates: "pd.DataFrame") -> float:
    """The largest plausible difference between two periods' rates: the largest bound of any pair's 95 % interval.

    NaN if a rate is unknown. `rates` has `value, lower, upper`, one row per period; the interval of a pair is
    r − s ± √((r − bound)² + (s − bound)²) (Zou & Donner 2008).
    """
    value, lower, upper = (rates[name].to_numpy(dtype=np.float64) for name in ("value", "lower", "upper"))
    if np.isnan(value).any() or len(value) < 2:
        return float("nan")
    most = value[:, None] - value[None, :] + np.hypot((upper - value)[:, None], (value - lower)[None, :])
    return float(most[~np.eye(len(value), dtype=bool)].max())
