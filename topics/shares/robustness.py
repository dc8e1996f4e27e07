"""Summaries of a specification curve: how far a change of share depends on analytic choices.

Conventions. A *specification* is one value for every choice. The table has one row per specification × theme, one
column per choice ('' if the choice does not apply to the estimator), and `share_change`, `share_change_lower`,
`share_change_upper`, `carried_by`; `own` marks the specification of the study itself. Every specification counts one.
Of several that give the same numbers, one is in the table, and `coincide` counts the others. Specifications share their
documents, so that they are not independent results: the summaries describe, and are no test.

Sources. Specification curve: Simonsohn, Simmons & Nelson 2020. Share of variance: η² of main effects of a factorial
(Fisher 1925); for a choice that applies to some estimators only, among these.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.shares.intervals import FEW_CARRIERS

if TYPE_CHECKING:
    import pandas as pd

# Who estimates; what decides the corpus and its tokens; what is only counted in another way.
CHOICES = (
    "estimator", "topics", "unit", "segmenter", "stop_words", "min_passages", "max_share",
    "duplicates", "membership", "weighting",
)  # fmt: skip
SUMMARY_COLUMNS = (
    "theme", "n_specifications", "n_coincided", "n_unseen", "share_change_own", "share_change_median", "share_change_lowest",
    "share_change_highest", "share_agree_own", "share_agree_median", "share_above_0", "share_below_0", "moved_most_by",
    "share_of_variance",
)  # fmt: skip
CHOICE_COLUMNS = (
    "theme",
    "choice",
    "value",
    "n_specifications",
    "share_change_mean",
    "share_agree_own",
    "share_of_variance",
)


def robustness_summary(table: "pd.DataFrame", choices: Sequence[str]) -> "pd.DataFrame":
    """The specification curve of each theme in numbers: one row per theme, columns as in `SUMMARY_COLUMNS`.

    Shares of specifications are among the `n_specifications` that have an estimate. `n_coincided` others give the same
    numbers as one in the table and are not counted; `n_unseen` have no estimate, since their estimator gives the theme
    to no passage. `share_agree_…`: the change has the sign of the study's own, or of the median. `share_above_0`: the
    interval lies above 0, and at least `FEW_CARRIERS` clusters of documents carry the theme. `moved_most_by` is the
    choice with the largest share of variance between specifications, `share_of_variance` that share (see
    `variance_shares`).
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for theme, all_rows in table.groupby("theme", sort=False):
        known = all_rows.dropna(subset="share_change")
        changes = known["share_change"]
        own, median = _own_change(all_rows), changes.median()
        firm = known["carried_by"] >= FEW_CARRIERS
        moved = variance_shares(known, choices)
        most = max(moved, key=lambda choice: moved[choice], default="")
        rows.append(
            {
                "theme": theme,
                "n_specifications": len(known),
                "n_coincided": int(all_rows["coincide"].sum()),
                "n_unseen": len(all_rows) - len(known),
                "share_change_own": own,
                "share_change_median": median,
                "share_change_lowest": changes.min(),
                "share_change_highest": changes.max(),
                "share_agree_own": _agreement(changes, own),
                "share_agree_median": _agreement(changes, median),
                "share_above_0": (firm & (known["share_change_lower"] > 0)).mean(),
                "share_below_0": (firm & (known["share_change_upper"] < 0)).mean(),
                "moved_most_by": most,
                "share_of_variance": moved.get(most, float("nan")),
            }
        )
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def robustness_choices(table: "pd.DataFrame", choices: Sequence[str]) -> "pd.DataFrame":
    """The effect of each choice: one row per theme, choice and value, columns as in `CHOICE_COLUMNS`.

    Choices with a single value are left out.

    `share_change_mean` is over the specifications with that value, `share_of_variance` as `variance_shares` has it.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for theme, all_rows in table.groupby("theme", sort=False):
        known, own = all_rows.dropna(subset="share_change"), _own_change(all_rows)
        for choice, variance in variance_shares(known, choices).items():
            for value, its in known[known[choice] != ""].groupby(choice, sort=False):
                rows.append(
                    {
                        "theme": theme,
                        "choice": choice,
                        "value": value,
                        "n_specifications": len(its),
                        "share_change_mean": its["share_change"].mean(),
                        "share_agree_own": _agreement(its["share_change"], own),
                        "share_of_variance": variance,
                    }
                )
    return pd.DataFrame(rows, columns=list(CHOICE_COLUMNS))


def variance_shares(known: "pd.DataFrame", choices: Sequence[str]) -> dict[str, float]:
    """Shares of variance Σ_v n_v (m_v − m)² / Σ (y − ȳ)² of every choice with several values, for one theme.

    m_v is the mean change over the n_v specifications with value v, m that over all to which the choice applies, ȳ that
    over all. In a full grid main effects are orthogonal: these shares add to at most 1, and the rest is interactions.
    If an estimator does not see the theme, the grid has holes and shares may overlap. 0 if nothing varies.
    """
    y = known["share_change"].to_numpy(dtype=float)
    total = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    found = {}
    for choice in choices:
        applies = known[known[choice] != ""]
        if applies[choice].nunique() < 2:
            continue
        groups = applies.groupby(choice, sort=False)["share_change"].agg(["size", "mean"])
        between = float((groups["size"] * (groups["mean"] - applies["share_change"].mean()) ** 2).sum())
        found[choice] = between / total if total > 0 else 0.0
    return found


def _own_change(rows: "pd.DataFrame") -> float:
    """The change by the study's own specification; NaN if its estimator does not see the theme."""
    return float(rows.loc[rows["own"], "share_change"].iloc[0])


def _agreement(changes: "pd.Series", reference: float) -> float:
    """The share of changes that have the reference's sign; NaN without one."""
    if np.isnan(reference) or not len(changes):
        return float("nan")
    return float((np.sign(changes) == np.sign(reference)).mean())
