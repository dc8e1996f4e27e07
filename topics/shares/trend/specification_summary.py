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

from topics.schema import CHANGE, SHARE, THEME, Column, declare
from topics.shares.intervals import FEW_CARRIERS

if TYPE_CHECKING:
    import pandas as pd


def _choice(name: str, meaning: str) -> Column:
    return Column(name, "text", "", f"{meaning}; empty where the choice does not apply")


# Who estimates; what decides the corpus and its tokens; what is only counted in another way.
_ESTIMATED = (_choice("estimator", "name of the model"), _choice("topics", "its number of topics"))
_READ = (
    _choice("unit", "paragraphs or whole documents"),
    _choice("segmenter", "how text becomes words"),
    _choice("stop_words", "which lists of stop words are left out"),
    _choice("min_passages", "in how many passages a word must occur"),
    _choice("max_share", "in what share of passages a word may occur"),
)
_COUNTED = (
    _choice("duplicates", "whether re-published text counts once or each time"),
    _choice("membership", "by weight or by main theme"),
    _choice("weighting", "by text or by document"),
)
CHOSEN = (*_ESTIMATED, *_READ, *_COUNTED)
CHOICES = tuple(column.name for column in CHOSEN)
CHOICES_EN = {  # as figures name them
    "estimator": "Estimator",
    "topics": "Topics",
    "unit": "Passage",
    "segmenter": "Segmenter",
    "stop_words": "Stop lists",
    "min_passages": "Word in ≥ passages",
    "max_share": "Word in ≤ share",
    "duplicates": "Copies count",
    "membership": "Membership",
    "weighting": "Weighting",
}
CHOICES_ZH = {  # as figures and the checklist name them in Chinese
    "estimator": "估计方法",
    "topics": "话题数",
    "unit": "段落单位",
    "segmenter": "分词",
    "stop_words": "停用词表",
    "min_passages": "词至少见于（段落数）",
    "max_share": "词至多见于（比例）",
    "duplicates": "重复文本",
    "membership": "隶属度",
    "weighting": "加权口径",
}
READ = tuple(column.name for column in _READ)

_AGREE_OWN = Column("share_agree_own", "number", SHARE, "specifications whose change has the sign of the study's own")
SUMMARY = declare(
    "robustness",
    "one theme over all specifications",
    (
        THEME,
        Column("n_specifications", "integer", "specifications", "specifications with an estimate"),
        Column("n_coincided", "integer", "specifications", "others that come to the same as one of these"),
        Column("n_unseen", "integer", "specifications", "those whose estimator gives the theme to no passage"),
        Column("share_change_own", "number", CHANGE, "change in the study's own specification"),
        Column("share_change_median", "number", CHANGE, "median of the changes"),
        Column("share_change_lowest", "number", CHANGE, "lowest of the changes"),
        Column("share_change_highest", "number", CHANGE, "highest of the changes"),
        _AGREE_OWN,
        Column("share_agree_median", "number", SHARE, "specifications whose change has the sign of the median"),
        Column("share_above_0", "number", SHARE, "specifications whose interval lies above 0, on enough documents"),
        Column("share_below_0", "number", SHARE, "specifications whose interval lies below 0, on enough documents"),
        Column("moved_most_by", "text", "", "choice with the largest share of the variance between specifications"),
        Column("share_of_variance", "number", SHARE, "share of the variance that this choice has"),
    ),
)
BY_CHOICE = declare(
    "robustness_choices",
    "one theme, choice and value of the choice",
    (
        THEME,
        Column("choice", "text", "", "name of the choice"),
        Column("value", "text", "", "one of its values"),
        Column("n_specifications", "integer", "specifications", "specifications with that value"),
        Column("share_change_mean", "number", CHANGE, "mean of their changes"),
        _AGREE_OWN,
        Column(
            "share_of_variance", "number", SHARE, "share of the variance between specifications that the choice has"
        ),
    ),
)


def robustness_summary(table: "pd.DataFrame", choices: Sequence[str]) -> "pd.DataFrame":
    """The specification curve of each theme in numbers: columns as declared in `SUMMARY`.

    Shares of specifications are among the `n_specifications` that have an estimate. `n_coincided` others give the same
    numbers as one in the table and are not counted; `n_unseen` have no estimate, since their estimator gives the theme
    to no passage. `share_agree_…`: the change has the sign of the study's own, or of the median. `share_above_0`: the
    interval lies above 0, and at least `FEW_CARRIERS` clusters of documents carry the theme. `moved_most_by` is the
    choice with the largest share of variance between specifications, `share_of_variance` that share (see
    `variance_shares`).
    """
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
    return SUMMARY.frame(rows)


def robustness_choices(table: "pd.DataFrame", choices: Sequence[str]) -> "pd.DataFrame":
    """The effect of each choice: columns as declared in `BY_CHOICE`. Choices with a single value are left out.

    `share_change_mean` is over the specifications with that value, `share_of_variance` as `variance_shares` has it.
    """
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
    return BY_CHOICE.frame(rows)


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
