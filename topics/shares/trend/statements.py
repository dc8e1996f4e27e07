"""Sentences about change, and refusals of such sentences.

A statement says how the numbers of one estimator change and how certain that is. It never says why, and it never claims
that the world changed in the same way: levels are model output. A refusal names its reason and, if there is one, the
remedy.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.selection import EVERY
from topics.shares.intervals import FEW_CARRIERS, LEVEL
from topics.shares.trend.period_model import POWER
from topics.shares.trend.tail_levels import HELD_RHO
from topics.wording import listed, p_value, percent, points

FEW_DOCUMENTS = 30  # in a period; below it nothing is said about change
SIZES = (2, 5)  # changes in points for which is said what would find them
BLIND = "its zeros are no measurement"  # of an estimator that gives a theme to no passage
_SIGNIFICANT = 1 - LEVEL
_MANY_PERIODS, _MANY_TIMES = 1000, 100  # more than any study has
_MOST = 4  # periods that a refusal names
_WHOLE = {"text": "the text", "document": "the documents"}


def statement(row: Mapping[str, Any], n_themes: int) -> str:
    """The statement that a row of the table of trends supports."""
    sentences = [
        f"{row['theme']}, by {row['estimator']}: {percent(row['share_first'], sign=' %')} of "
        f"{_WHOLE[row['weighting']]}{_of_some(row)} in {row['first']}, "
        f"{percent(row['share_last'], sign=' %')} in {row['last']}, a change of {points(row['share_change'])} points "
        f"({percent(LEVEL, 0)} interval {points(row['share_change_lower'])} to {points(row['share_change_upper'])}"
        f"{', which includes no change' if row['share_change_lower'] <= 0 <= row['share_change_upper'] else ''})."
    ]
    if _given(row["p_change"]):
        how = f"a new level from {row['step_at']} on" if row["step_at"] else "a change over all or some periods"
        sentences.append(
            f"Over {row['n_periods']} periods the model finds {how}, {points(row['fitted_change'])} points in all "
            f"({points(row['fitted_change_lower'])} to {points(row['fitted_change_upper'])}); p of any change beside "
            f"variation of whole periods {p_value(row['p_change'], equals=True)}, "
            f"{p_value(row['p_change_holm'])} after Holm over {n_themes} themes, if such variation of neighbouring "
            f"periods is correlated by at most {HELD_RHO}."
        )
        if row["autocorrelation"] >= HELD_RHO:
            sentences.append(
                f"They seem more alike: the correlation is estimated as {row['autocorrelation']:.1f}, so that p may be "
                "too small."
            )
    return " ".join([*sentences, "Uncorrected model output: level not validated."])


def _of_some(row: Mapping[str, Any]) -> str:
    """What a row's shares are restricted to; "" for nothing."""
    return "" if row.get("where", EVERY) == EVERY else f" where {row['where']}"


def refusals(
    row: Mapping[str, Any],
    periods: Sequence[str],
    documents: NDArray[np.int64],
    blind: bool,
    carried: float,
) -> list[tuple[str, bool]]:
    """Reasons why something may not be said of a theme; True marks one that rules out any statement about change."""
    if blind:
        return [(f"{row['estimator']} gives nothing to {row['theme']} in any period: {BLIND}.", True)]
    found: list[tuple[str, bool]] = []
    empty = [period for period, n in zip(periods, documents, strict=True) if n == 0]
    few = [f"{period} ({n})" for period, n in zip(periods, documents, strict=True) if 0 < n < FEW_DOCUMENTS]
    if len(periods) < 2:
        found.append(("There is one period: change needs two.", True))
    elif {periods[0], periods[-1]} & set(empty):
        ends = listed([period for period in (periods[0], periods[-1]) if period in empty])
        found.append((f"No document in {ends}: the change from {periods[0]} to {periods[-1]} is unknown.", True))
    if few:
        found.append(
            (
                f"Fewer than {FEW_DOCUMENTS} documents in {listed(few, _MOST, last=', ')}: nothing is said about "
                "change; longer periods hold more.",
                True,
            )
        )
    if len(periods) - len(empty) == 2:
        found.append(
            (
                "Two periods have documents: what they share within a period cannot be told from change, so that "
                "nothing is said about change; shorter periods are more.",
                True,
            )
        )
    if not found and carried < FEW_CARRIERS:
        found.append(
            (
                f"In effect {carried:.1f} clusters of documents carry the theme in {periods[0]} and {periods[-1]} "
                f"together, fewer than {FEW_CARRIERS}: nothing is said about change.",
                True,
            )
        )
    if _given(row["p_change_holm"]) and row["p_change_holm"] >= _SIGNIFICANT:
        found.append((_not_found(row), False))
    return found


def _not_found(row: Mapping[str, Any]) -> str:
    """The refusal of a change that is not told from none, with the change that would be, and what would find less."""
    most = row["detectable_change"]
    wanted = [f"{size} points need {_needed(row, size)}" for size in SIZES if 100 * most > size]
    return (
        f"A change is not told from none (p after Holm {p_value(row['p_change_holm'])}): {row['n_periods']} periods "
        f"show {_steady(most)} with a probability of {percent(POWER, 0)}"
        f"{'; ' + ', '.join(wanted) if wanted else ''}."
    )


def _needed(row: Mapping[str, Any], size: int) -> str:
    periods, documents = row[f"periods_for_{size}"], row[f"documents_for_{size}"]
    such = (
        f"about {periods:,.0f} such periods" if periods < _MANY_PERIODS else f"more than {_MANY_PERIODS} such periods"
    )
    return f"{such} or {documents:,.1f} times the documents" if documents < _MANY_TIMES else such


def _steady(change: float) -> str:
    return f"a steady change of {100 * change:.1f} points" if change < 1 else "no steady change of any size"


def _given(value: Any) -> bool:
    return bool(value == value)
