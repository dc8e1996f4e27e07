"""Confusion of themes by an estimator on coded passages, period by period.

Conventions. Every passage counts one. The estimator's answer is the primary theme of a passage, the code its main
theme. Counts are means over an estimator's seeds. Codes are taken as they are: if they are a sample with unequal
probabilities, the rates are those of the sample.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.agreement import Scored
from topics.evaluation.judgements import wilson
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd


def confusion(seeds: Sequence[Scored], coded: "pd.DataFrame") -> "pd.DataFrame":
    """Number of coded passages by code and primary theme: `period, code, estimate, passages`.

    `coded` has `passage_id, theme, period`, one row per coded passage.
    """
    import pandas as pd

    found = []
    for scores in seeds:
        names = np.array([*scores.theme_ids, NONE_OF_THE_THEMES, UNASSIGNED])
        estimate = names[scores.primary[scores.rows(coded["passage_id"].tolist())]]
        found.append(
            pd.DataFrame(
                {"period": coded["period"].to_numpy(), "code": coded["theme"].to_numpy(), "estimate": estimate}
            )
        )
    table = pd.concat(found).groupby(["period", "code", "estimate"], sort=True).size() / len(seeds)
    return table.rename("passages").reset_index()


def confused_with(table: "pd.DataFrame", theme: str) -> "pd.DataFrame":
    """Themes confused with `theme`, from a table of `confusion`, all periods together: `other, missed, mistaken`.

    `missed` counts passages coded `theme` but given to the other, `mistaken` those given to `theme` but coded the
    other. Themes without either are left out.
    """
    import pandas as pd

    apart = table[table["code"] != table["estimate"]]
    missed = apart[apart["code"] == theme].groupby("estimate")["passages"].sum()
    mistaken = apart[apart["estimate"] == theme].groupby("code")["passages"].sum()
    both = pd.DataFrame({"missed": missed, "mistaken": mistaken}).fillna(0.0)
    both = both.assign(size=both.sum(axis=1), other=both.index).sort_values(["size", "other"], ascending=[False, True])
    return both[["other", "missed", "mistaken"]].reset_index(drop=True)


def rates_by_period(table: "pd.DataFrame", theme: str) -> "pd.DataFrame":
    """Precision and recall of a theme in each period with Wilson intervals, from a table of `confusion`.

    Columns: `period, precision, precision_lower, precision_upper, recall, recall_lower, recall_upper, n_coded,
    n_estimated`.
    """
    import pandas as pd

    rows = []
    for period, part in table.groupby("period", sort=True):
        coded, estimated = part["code"] == theme, part["estimate"] == theme
        hits, n_coded, n_estimated = (
            float(part.loc[w, "passages"].sum()) for w in (coded & estimated, coded, estimated)
        )
        row: dict[str, object] = {"period": period}
        for name, n in (("precision", n_estimated), ("recall", n_coded)):
            lower, upper = wilson(hits, n)
            row |= {name: hits / n if n else np.nan, f"{name}_lower": lower, f"{name}_upper": upper}
        rows.append({**row, "n_coded": n_coded, "n_estimated": n_estimated})
    return pd.DataFrame(rows)
