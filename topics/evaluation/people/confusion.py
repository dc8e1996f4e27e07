"""Confusion of themes by an estimator on coded passages, period by period.

Conventions. Every passage counts one. The estimator's answer is the primary theme of a passage, the code its main
theme. Counts are means over an estimator's seeds. Codes are taken as they are: if they are a sample with unequal
probabilities, the rates are those of the sample.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.people.agreement import Scored
from topics.evaluation.people.judgements import wilson
from topics.schema import PERIOD, SHARE, Column, declare
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

CONFUSION = declare(
    "confusion",
    "one code and one estimate in one period",
    (
        PERIOD,
        Column("code", "text", "", "theme that passages were coded"),
        Column("estimate", "text", "", "theme that they were given"),
        Column("passages", "number", "passages", "how many, the mean over seeds"),
    ),
)
CONFUSED_WITH = declare(
    "confused with",
    "one other theme",
    (
        Column("other", "text", "", "id of the other theme, `none of the themes` or `unassigned`"),
        Column("missed", "number", "passages", "passages coded as the theme that were given to the other"),
        Column("mistaken", "number", "passages", "passages given to the theme that were coded as the other"),
    ),
)
RATES = declare(
    "rates by period",
    "one period",
    (
        PERIOD,
        *(
            Column(f"{rate}{end}", "number", SHARE, f"{what}{rate} of the theme")
            for rate in ("precision", "recall")
            for end, what in (
                ("", ""),
                ("_lower", "lower end of the Wilson interval of the "),
                ("_upper", "upper end of the Wilson interval of the "),
            )
        ),
        Column("n_coded", "number", "passages", "passages coded as the theme"),
        Column("n_estimated", "number", "passages", "passages given to the theme, the mean over seeds"),
    ),
)


def confusion(seeds: Sequence[Scored], coded: "pd.DataFrame") -> "pd.DataFrame":
    """Number of coded passages by code and primary theme: columns as declared in `CONFUSION`.

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
    return CONFUSION.check(table.rename("passages").reset_index())


def confused_with(table: "pd.DataFrame", theme: str) -> "pd.DataFrame":
    """Themes confused with `theme`, from a table of `confusion`, all periods together: as declared in `CONFUSED_WITH`.

    `missed` counts passages coded `theme` but given to the other, `mistaken` those given to `theme` but coded the
    other. Themes without either are left out.
    """
    import pandas as pd

    apart = table[table["code"] != table["estimate"]]
    missed = apart[apart["code"] == theme].groupby("estimate")["passages"].sum()
    mistaken = apart[apart["estimate"] == theme].groupby("code")["passages"].sum()
    both = pd.DataFrame({"missed": missed, "mistaken": mistaken}).fillna(0.0)
    both = both.assign(size=both.sum(axis=1), other=both.index).sort_values(["size", "other"], ascending=[False, True])
    return CONFUSED_WITH.check(both[list(CONFUSED_WITH.names)].reset_index(drop=True))


def rates_by_period(table: "pd.DataFrame", theme: str) -> "pd.DataFrame":
    """Precision and recall of a theme in each period with Wilson intervals, from a table of `confusion`.

    Columns as declared in `RATES`.
    """
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
    return RATES.frame(rows)
