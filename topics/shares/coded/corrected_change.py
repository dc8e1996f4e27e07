"""Change of corrected shares from a coded sample: last period less first.

Conventions. Periods are sampled independently of each other, so that the variances add. The interval adds the squared
distances of the two shares' own bounds (Zou & Donner 2008). p is that of a t statistic whose standard error is
the distance toward 0 divided by its quantile, so that p < .05 exactly if the interval excludes 0. p-values are adjusted
over the themes (Holm).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.schema import CHANGE, PROBABILITY, SHARE, Column, declare
from topics.shares.estimand import ESTIMAND, ESTIMAND_COLUMNS
from topics.shares.estimate import SHARES
from topics.shares.intervals import LEVEL
from topics.shares.trend.series import holm

if TYPE_CHECKING:
    import pandas as pd

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
        Column("problem", "text", "", "why there is no interval, else empty"),
        *ESTIMAND,
    ),
)


def corrected_changes(shares: "pd.DataFrame", themes: int) -> "pd.DataFrame":
    """The change from the first to the last period, per method with bands and theme: columns as in `CORRECTED_CHANGE`.

    Columns are `COLUMNS` and those of the estimand. `shares` is the table that `topics gold estimate` keeps (`share,
    lower, upper, degrees` by `method, estimator, theme, period`). Holm's family is the first `themes` categories of a
    method, without "none of the themes". If either share has no band, the row holds only the `problem`.
    """
    import pandas as pd

    kept = shares[shares["method"].isin(["gold only", "corrected"])]
    tables = []
    for _, of_method in kept.groupby(["method", "estimator"], sort=False):
        rows = [_row(part) for _, part in of_method.groupby("theme", sort=False)]
        table = pd.DataFrame(rows)
        adjusted = np.full(len(table), np.nan)
        adjusted[:themes] = holm(table["p"].to_numpy(dtype=np.float64)[:themes])
        tables.append(table.assign(p_holm=adjusted))
    whole = pd.concat(tables, ignore_index=True).assign(**{name: shares[name].iloc[0] for name in ESTIMAND_COLUMNS})
    return CORRECTED_CHANGE.check(whole[list(CORRECTED_CHANGE.names)])


def narrower(table: "pd.DataFrame", key: Sequence[str], themes: Sequence[str]) -> "pd.DataFrame":
    """Of corrected rows and those of the codes alone, both of them valid, the one with the narrower band per `key`.

    Of bands as wide, or where neither has one, the corrected. Adjusted p-values, where there are any, are those of the
    rows that were taken: Holm's family is `themes`.
    """
    both = table[table["method"].isin(["corrected", "gold only"])]
    width = (both["upper"] - both["lower"]).round(12).fillna(np.inf)
    ordered = both.assign(_width=width).sort_values(["_width", "method"], kind="stable")
    kept = both.loc[ordered.drop_duplicates(list(key)).sort_index().index]
    order = {name: place for place, name in enumerate(dict.fromkeys(table["theme"]))}
    kept = kept.sort_values(list(key), key=lambda c: c.map(order) if c.name == "theme" else c, kind="stable")
    kept = kept.reset_index(drop=True)
    if "p_holm" in kept:
        mine = kept["theme"].isin(themes).to_numpy()
        adjusted = np.full(len(kept), np.nan)
        adjusted[mine] = holm(kept.loc[mine, "p"].to_numpy(dtype=np.float64))
        kept["p_holm"] = adjusted
    return kept


def _row(part: "pd.DataFrame") -> dict[str, object]:
    """One theme of one method, its periods in order."""
    from scipy.special import stdtr, stdtrit

    ordered = part.sort_values("period", kind="stable")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    change = last["share"] - first["share"]
    lower = change - np.hypot(last["share"] - last["lower"], first["upper"] - first["share"])
    upper = change + np.hypot(last["upper"] - last["share"], first["share"] - first["lower"])
    toward = change - lower if change > 0 else upper - change
    degrees = max(min(first["degrees"], last["degrees"]), 1.0)
    standard = toward / stdtrit(degrees, 1 - (1 - LEVEL) / 2)
    p = np.nan if standard != standard else 2 * stdtr(degrees, -abs(change) / standard) if standard > 0 else 1.0
    row = {name: first[name] for name in ("method", "estimator", "theme")}
    problem = "one period alone: nothing changes" if len(ordered) < 2 else first["problem"] or last["problem"]
    if problem:
        change = lower = upper = p = np.nan
    return row | {
        "first": first["period"],
        "last": last["period"],
        "share_first": first["share"],
        "share_last": last["share"],
        "change": change,
        "lower": max(lower, -1.0),
        "upper": min(upper, 1.0),
        "p": p,
        "problem": problem,
    }
