"""Sentences about change, and refusals of such sentences.

A statement says how the numbers of one estimator change and how certain that is. It never says why, and it never claims
that the world changed in the same way: levels are model output. A refusal names its reason and, if there is one, the
remedy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.selection import EVERY
from topics.shares.intervals import FEW_CARRIERS, LEVEL
from topics.shares.trend.period_model import POWER
from topics.shares.trend.tail_levels import HELD_RHO
from topics.wording import bound, count, listed, p_value, percent, points

FEW_DOCUMENTS = 30  # in a period; below it nothing is said about change
SIZES = (2, 5)  # changes in points for which is said what would find them
BLIND = "what it does not see is not measured"  # of an estimator that gives a theme to no passage
# Names of reasons: by these, and not by their sentences, other rooms know them.
REASONS = ("blind", "one-period", "empty-end", "few-documents", "two-periods", "few-clusters", "not-told")
_SIGNIFICANT = 1 - LEVEL
MANY_PERIODS, MANY_TIMES = 100, 100  # more than a study can wait for
_MOST = 4  # periods that a refusal names
_WHOLE = {"text": "the text", "document": "the documents"}


def statement(row: Mapping[str, Any], n_themes: int) -> str:
    """The statement that a row of the table of trends supports."""
    sentences = [
        f"{row['theme']}, by {row['estimator']}: {percent(row['share_first'], sign=' %')} of "
        f"{_WHOLE[row['weighting']]}{_of_some(row)} in {row['first']}, "
        f"{percent(row['share_last'], sign=' %')} in {row['last']}."
    ]
    if _given(row["p_change"]):
        verb = "finds" if row["p_change_holm"] < _SIGNIFICANT else "estimates"
        how = f"a new level from {row['step_at']} on" if row["step_at"] else "a change over all or some periods"
        sentences.append(
            f"Over {row['n_periods']} periods the model {verb} {how}, {points(row['fitted_change'])} points in all "
            f"({percent(LEVEL, 0)} interval {bound(row['fitted_change_lower'])} to "
            f"{bound(row['fitted_change_upper'])}); p of any change beside variation of whole periods "
            f"{p_value(row['p_change'], equals=True)}, {p_value(row['p_change_holm'])} after Holm over "
            f"{count(n_themes, 'theme')}; p is right where such variation is correlated by at most {HELD_RHO} from one "
            "period to the next."
        )
        if row["autocorrelation"] >= HELD_RHO:
            sentences.append(
                f"Here the correlation is estimated as {row['autocorrelation']:.1f}, so that p may be too small."
            )
    return " ".join([*sentences, "Uncorrected model output: level not validated."])


def _of_some(row: Mapping[str, Any]) -> str:
    """What a row's shares are restricted to; "" for nothing."""
    return "" if row.get("where", EVERY) == EVERY else f" where {row['where']}"


@dataclass(frozen=True)
class Refusal:
    """A reason why something may not be said: its name, its sentence, and whether it rules out all about change."""

    name: str
    sentence: str
    final: bool = True


def refusals(
    row: Mapping[str, Any],
    periods: Sequence[str],
    documents: NDArray[np.int64],
    blind: bool,
    carried: float,
) -> list[Refusal]:
    """Reasons why something may not be said of a theme, by the names in `REASONS`."""
    if blind:
        return [Refusal("blind", f"{row['estimator']} gives nothing to {row['theme']} in any period: {BLIND}.")]
    found: list[Refusal] = []
    empty = [period for period, n in zip(periods, documents, strict=True) if n == 0]
    few = [f"{period} ({n})" for period, n in zip(periods, documents, strict=True) if 0 < n < FEW_DOCUMENTS]
    if len(periods) < 2:
        found.append(Refusal("one-period", "There is one period: change needs two."))
    elif {periods[0], periods[-1]} & set(empty):
        ends = listed([period for period in (periods[0], periods[-1]) if period in empty])
        sentence = f"No counted document in {ends}: the change from {periods[0]} to {periods[-1]} is unknown."
        found.append(Refusal("empty-end", sentence))
    if few:
        longer = "" if periods[0].isdigit() else "; longer periods hold more"  # nothing is longer than a year
        sentence = (
            f"Fewer than {FEW_DOCUMENTS} documents in {listed(few, _MOST, last=', ')}: nothing is said about "
            f"change{longer}."
        )
        found.append(Refusal("few-documents", sentence))
    if len(periods) - len(empty) == 2:
        sentence = (
            "Two periods have documents: what they share within a period cannot be told from change, so that "
            "nothing is said about change; shorter periods are more."
        )
        found.append(Refusal("two-periods", sentence))
    if not found and carried < FEW_CARRIERS:
        sentence = (
            f"In effect {carried:.1f} clusters of documents carry the theme in {periods[0]} and {periods[-1]} "
            f"together, fewer than {FEW_CARRIERS}: nothing is said about change."
        )
        found.append(Refusal("few-clusters", sentence))
    if _given(row["p_change_holm"]) and row["p_change_holm"] >= _SIGNIFICANT:
        found.append(Refusal("not-told", not_found(row), final=False))
    return found


def not_found(row: Mapping[Any, Any]) -> str:
    """The refusal of a change that is not told from none, with the change that would be, and what would find less."""
    most = row["detectable_change"]
    wanted = [_needed(row, size) for size in SIZES if 100 * most > size]
    return (
        f"A change is not told from none (p after Holm {p_value(row['p_change_holm'])}): {row['n_periods']} periods "
        f"show {_steady(row)} with a probability of {percent(POWER, 0)}"
        f"{'; ' + ', '.join(wanted) if wanted else ''}."
    )


def _needed(row: Mapping[Any, Any], size: int) -> str:
    periods, documents = needed(row, size)
    more = f"in these periods, {documents:,.1f} times the documents" if documents else ""
    if not periods:
        least = f"{size} points cannot be found in periods of this size (more than {MANY_PERIODS} would be needed)"
        return f"{least}; they take, {more}" if documents else least
    such = f"to find {size} points takes about {periods:,.0f} periods of this size"
    return f"{such} or, {more}" if documents else such


def needed(row: Mapping[Any, Any], size: int) -> tuple[float, float]:
    """About how many periods, or how many times the documents, would find a change of `size` points; 0 for too many."""
    periods, documents = row[f"periods_for_{size}"], row[f"documents_for_{size}"]
    return periods if periods < MANY_PERIODS else 0, documents if documents < MANY_TIMES else 0


def largest_change(row: Mapping[Any, Any]) -> float:
    """The largest change that a theme's share can make from its first: down to 0 or up to 1.

    >>> largest_change({"share_first": 0.235})
    0.765
    """
    first = float(row["share_first"])
    return max(first, 1 - first)


def _steady(row: Mapping[Any, Any]) -> str:
    if row["detectable_change"] < largest_change(row):
        return f"a change of {100 * row['detectable_change']:.1f} points in equal steps"
    return f"no change in equal steps that is possible from {percent(row['share_first'], sign=' %')}"


def _given(value: Any) -> bool:
    return bool(value == value)
