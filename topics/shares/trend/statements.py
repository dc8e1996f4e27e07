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
from topics.shares.trend.series import CHANGE_POINT, EXACT, SERIES
from topics.wording import listed, p_value, percent, points

FEW_DOCUMENTS = 30  # in a period; below it nothing is said about change
DISPERSED = 1.5  # above it documents of a period are not independent enough for a test that assumes independence
_SIGNIFICANT = 1 - LEVEL
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
    if _given(row["share_slope"]):
        sentences.append(
            f"Slope over {row['n_periods']} periods {points(row['share_slope'])} points a period "
            f"({points(row['share_slope_lower'])} to {points(row['share_slope_upper'])})."
        )
    tests = {
        "p_periods": "slope beside variation of whole periods",
        "p_permutation": "permuting documents among the periods",
        "p_kendall": "Kendall's exact test",
        "p_serial": "slope beside serial correlation",
    }
    for name, words in tests.items():
        if _given(row[name]):
            least = f"; the smallest it can give is {p_value(row['p_kendall_smallest'])}" if name == "p_kendall" else ""
            sentences.append(
                f"{words[0].upper() + words[1:]}: p {p_value(row[name], equals=True)}, "
                f"{p_value(row[f'{name}_holm'])} after Holm over {n_themes} themes{least}."
            )
    if _given(row["p_change_point"]) and row["p_change_point_holm"] < _SIGNIFICANT:
        sentences.append(
            f"Pettitt's test puts a change of level at {row['change_point']} "
            f"(p after Holm {p_value(row['p_change_point_holm'])})."
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
    n_themes: int,
) -> list[tuple[str, bool]]:
    """Reasons why something may not be said of a theme; True marks one that rules out any statement about change."""
    if blind:
        return [
            (f"{row['estimator']} gives nothing to {row['theme']} in any period: its zeros are no measurement.", True)
        ]
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
    return found + [(reason, False) for reason in _withheld(row, empty, n_themes)]


def _withheld(row: Mapping[str, Any], empty: Sequence[str], n_themes: int) -> list[str]:
    """Reasons why single tests are not given."""
    found, n = [], row["n_periods"]
    if row["dispersion"] > DISPERSED:
        found.append(
            f"Periods lie off a straight line {row['dispersion']:.1f} times as far as independent documents would put "
            f"them (limit {DISPERSED}), as they do when those of a period share something, or when the share bends: "
            "the test that permutes documents is withheld, and the interval of the change may be too narrow."
        )
    elif not _given(row["p_permutation"]):
        found.append("A period has a single cluster of documents: they cannot be permuted.")
    if _given(row["p_periods_holm"]) and row["p_periods_holm"] >= _SIGNIFICANT and _given(row["detectable_change"]):
        found.append(
            f"The slope beside variation of whole periods is not told from 0: over {n} periods a single test finds "
            f"{_steady(row['detectable_change'])} with a probability of {percent(POWER, 0)}; "
            "shorter periods are more, and may find less."
        )
    if 3 <= n <= EXACT and (least := min(1.0, row["p_kendall_smallest"] * n_themes)) > _SIGNIFICANT:
        found.append(
            f"With {n} periods Kendall's test gives no p below {p_value(row['p_kendall_smallest'])}, "
            f"{p_value(least)} after Holm over {n_themes} themes: it cannot show a trend at {percent(_SIGNIFICANT, 0)}."
        )
    if n < SERIES:
        found.append(f"{n} periods are too few to allow for serial correlation (from {SERIES}): take shorter ones.")
    elif empty:
        found.append(f"No document in {listed(empty, _MOST, last=', ')}: tests of the series need an unbroken one.")
    if n < CHANGE_POINT:
        found.append(f"{n} periods are too few to look for a change point (from {CHANGE_POINT}).")
    elif not empty and not _given(row["p_change_point"]):
        found.append("Neighbouring periods resemble each other: Pettitt's test would find change points that are none.")
    return found


def _steady(change: float) -> str:
    return f"a steady change of {100 * change:.1f} points" if change < 1 else "no steady change of any size"


def _given(value: Any) -> bool:
    return bool(value == value)
