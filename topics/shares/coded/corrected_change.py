"""Change of corrected shares from a coded sample: last period less first, and by the model of change.

Conventions. Periods are sampled independently of each other, so that the variances add. The interval of the difference
adds the squared distances of the two shares' own bounds (Zou & Donner 2008). p is that of a t statistic whose standard
error is the distance toward 0 divided by its quantile, so that p < .05 exactly if the interval excludes 0.

This difference is one of these periods. Whether it is more than whole periods differ anyway is asked of the model of
change over all periods (`topics.shares.trend.period_model`), as for shares that nobody has coded; a period's variance
is that of half its band over the quantile of its degrees of freedom. Both p-values are adjusted over the themes (Holm).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.schema import CHANGE, PROBABILITY, SHARE, Column, declare
from topics.shares.estimand import ESTIMAND, ESTIMAND_COLUMNS
from topics.shares.estimate import SHARES
from topics.shares.intervals import LEVEL, difference_bounds
from topics.shares.trend.period_model import change
from topics.shares.trend.series import holm
from topics.shares.trend.trends import TOLD_BY_MODEL, TRENDS, told_by_model
from topics.unmeasured import ONE_PERIOD
from topics.wording import printed_difference

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
# The numbers of a change by the model, with their columns.
OF_MODEL = {
    "change": "fitted_change",
    "lower": "fitted_change_lower",
    "upper": "fitted_change_upper",
    "p": "p_change",
    "p_holm": "p_change_holm",
}
CODES_ALONE = "gold only"  # the method of shares that rest on codes and on no predictions
WIDER_AND = "; "  # between the reasons why a corrected band is wider than that of the codes alone
CORRECTED_CHANGE = declare(
    "corrected changes",
    "one method with bands and one theme",
    (
        Column("method", "text", "", "`gold only` or `corrected`"),
        Column("estimator", "text", "", "whose scores predict the codes, or `codes` alone"),
        *SHARES.only("theme"),
        Column("first", "text", "", "name of the first period of the study"),
        Column("last", "text", "", "name of the last period of the study"),
        Column("share_first", "number", SHARE, "share in the first period"),
        Column("share_last", "number", SHARE, "share in the last period"),
        Column("change", "number", CHANGE, "change from the first to the last period"),
        Column("lower", "number", CHANGE, "lower end of the 95 % interval of the change"),
        Column("upper", "number", CHANGE, "upper end of the 95 % interval of the change"),
        Column("p", "number", PROBABILITY, "p of no change"),
        Column("p_holm", "number", PROBABILITY, "p of no change, adjusted over the themes (Holm)"),
        *TRENDS.only(*TOLD_BY_MODEL, "p_change_holm"),
        Column("problem", "text", "", "why there is no interval, else empty"),
        *ESTIMAND,
    ),
)


def corrected_changes(shares: "pd.DataFrame", themes: int, *, periods: bool = True) -> "pd.DataFrame":
    """The change from the first to the last period, per method with bands and theme: columns as in `CORRECTED_CHANGE`.

    Columns are `COLUMNS` and those of the estimand. `shares` is the table that `topics gold estimate` keeps (`share,
    lower, upper, degrees` by `method, estimator, theme, period`). Holm's family is the first `themes` categories of a
    method, without "none of the themes". If the first or the last share has no band, there is no difference but the
    `problem`; the model takes the periods that have a band. Groups in place of `periods` have no model of change, since
    they follow no order.
    """
    import pandas as pd

    kept = shares[shares["method"].isin([CODES_ALONE, "corrected"])]
    tables = []
    for _, of_method in kept.groupby(["method", "estimator"], sort=False):
        parts = [part.sort_values("period", kind="stable") for _, part in of_method.groupby("theme", sort=False)]
        table = pd.DataFrame([_row(part) for part in parts]).assign(**_modelled(parts if periods else [], len(parts)))
        tables.append(_adjusted(table, np.arange(len(table)) < themes))
    whole = pd.concat(tables, ignore_index=True).assign(**{name: shares[name].iloc[0] for name in ESTIMAND_COLUMNS})
    return CORRECTED_CHANGE.check(whole[list(CORRECTED_CHANGE.names)])


def stated_methods(shares: "pd.DataFrame") -> "pd.DataFrame":
    """What states each theme, the corrected shares or the codes alone: one row of `theme, method, estimator` per theme.

    Both are valid. The one with bands in more periods is taken, then that with the narrower bands on average, then the
    corrected: for all periods of a theme, so that a level and a change are of one series.
    """
    both = shares[shares["method"].isin(["corrected", CODES_ALONE])]
    width = both["upper"] - both["lower"]
    series = both.assign(_width=width, _known=width.notna()).groupby(
        ["theme", "method", "estimator"], sort=False, as_index=False
    )
    bands = series.agg(_width=("_width", "mean"), _known=("_known", "sum")).round({"_width": 12})
    ordered = bands.sort_values(["_known", "_width", "method"], ascending=[False, True, True], kind="stable")
    first = ordered.drop_duplicates("theme").sort_index()
    return first[["theme", "method", "estimator"]].reset_index(drop=True)


def stated(table: "pd.DataFrame", methods: "pd.DataFrame", themes: Sequence[str]) -> "pd.DataFrame":
    """The rows of a table of shares or changes that are of each theme's method (`stated_methods`), theme by theme.

    Adjusted p-values, where there are any, are those of the rows that were taken: Holm's family is `themes`.
    """
    order = {name: place for place, name in enumerate(dict.fromkeys(table["theme"]))}
    kept = table.merge(methods, on=["theme", "method", "estimator"])
    kept = kept.sort_values("theme", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    return _adjusted(kept, kept["theme"].isin(themes).to_numpy()) if "p_holm" in kept else kept


def change_told(row: Mapping[str, Any]) -> dict[str, float]:
    """The change that a row states, as `change, lower, upper, p, p_holm`; NaN where it was not estimated.

    Of the texts of a corpus it is the difference of two shares as they are printed, since whole periods are then no
    sample of others, and its interval never leaves it out. Beyond these texts it is the change by the model over all
    periods.
    """
    corpus = row["population"] == "corpus"
    told = {name: float(row.get(name if corpus else column, np.nan)) for name, column in OF_MODEL.items()}
    if not corpus or told["change"] != told["change"]:
        return told
    change = difference_told(row)
    bounds = {"lower": min(told["lower"], change), "upper": max(told["upper"], change)}
    return told | {"change": change} | bounds


def difference_told(row: Mapping[str, Any]) -> float:
    """The last share of a row less the first, both as printed; NaN where the difference was not estimated."""
    return printed_difference(row["share_first"], row["share_last"]) if row["change"] == row["change"] else np.nan


def _adjusted(table: "pd.DataFrame", family: NDArray[np.bool_]) -> "pd.DataFrame":
    """The table with both p-values adjusted over the rows of `family` (Holm); NaN elsewhere."""
    for p in ("p", "p_change"):
        adjusted = np.full(len(table), np.nan)
        adjusted[family] = holm(table.loc[family, p].to_numpy(dtype=np.float64))
        table[f"{p}_holm"] = adjusted
    return table


def _row(ordered: "pd.DataFrame") -> dict[str, object]:
    """One theme of one method, its periods in order."""
    from scipy.special import stdtr, stdtrit

    first, last = ordered.iloc[0], ordered.iloc[-1]
    bands = (row[["share", "lower", "upper"]].to_numpy(dtype=np.float64) for row in (last, first))
    difference, (lower, upper) = last["share"] - first["share"], difference_bounds(*bands)
    toward = difference - lower if difference > 0 else upper - difference
    degrees = max(min(first["degrees"], last["degrees"]), 1.0)
    standard = toward / stdtrit(degrees, 1 - (1 - LEVEL) / 2)
    p = np.nan if standard != standard else 2 * stdtr(degrees, -abs(difference) / standard) if standard > 0 else 1.0
    row = {name: first[name] for name in ("method", "estimator", "theme")}
    problem = ONE_PERIOD if len(ordered) < 2 else first["problem"] or last["problem"]
    if problem:
        difference = lower = upper = p = np.nan
    return row | {
        "first": first["period"],
        "last": last["period"],
        "share_first": first["share"],
        "share_last": last["share"],
        "change": difference,
        "lower": lower,
        "upper": upper,
        "p": p,
        "problem": problem,
    }


def _modelled(parts: "Sequence[pd.DataFrame]", n: int) -> dict[str, Floats]:
    """The model of change over the periods that have a band, for series of one table each: `n` rows of `TOLD_BY_MODEL`.

    Series that have a band in the same periods are asked together.
    """
    from scipy.special import stdtrit

    told = {name: np.full(n, np.nan) for name in TOLD_BY_MODEL}
    banded = [tuple(part["lower"].notna()) for part in parts]
    for known in dict.fromkeys(banded):
        which = [number for number, own in enumerate(banded) if own == known]
        periods = np.flatnonzero(known)
        share, lower, upper, degrees = (
            np.array([parts[k][name].to_numpy(dtype=np.float64)[periods] for k in which]).T
            for name in ("share", "lower", "upper", "degrees")
        )
        error = (upper - lower) / 2 / stdtrit(np.maximum(degrees, 1), 1 - (1 - LEVEL) / 2)
        found = change(share, error**2, periods.astype(np.float64))
        for name, values in told_by_model(found).items():
            told[name][which] = values
    return told
