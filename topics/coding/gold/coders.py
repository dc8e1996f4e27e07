"""Coders of a sample: their agreement, what waits for adjudication, drift between periods.

Drift. Where two people coded a unit, the difference of their codes has the same mean in every period, whatever the
texts are about, unless one of them came to code otherwise. p is that of `coding_errors.constancy`, times the coders
compared; with two, their difference is tested once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.people.krippendorff import alpha
from topics.schema import PROBABILITY, Column, declare
from topics.shares.coded.coding_errors import constancy
from topics.shares.trend.series import holm

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
CODERS = declare(
    "gold coders",
    "one theme",
    (
        Column("theme", "text", "", "id of the theme, or `none of the themes`"),
        Column(
            "alpha", "number", "α, up to 1", "Krippendorff's α of the theme against all else; missing for one coder"
        ),
        Column("n_coded", "integer", "units", "units with a code"),
        Column("n_twice", "integer", "units", "units that several have coded"),
        Column("n_open", "integer", "units", "units on which coders differ about the theme and nothing was decided"),
        Column(
            "p_drift",
            "number",
            PROBABILITY,
            "p of coders who differ alike in every period, after Holm over themes; missing below ten units",
        ),
    ),
)


def coder_record(codes: "pd.DataFrame", labels: Sequence[str]) -> "pd.DataFrame":
    """One row per label: columns as declared in `CODERS`, from a table of codes (`topics.coding.gold.read.CODES`)."""
    coders = [name for name in codes.columns if str(name).startswith("coder_")]
    said = codes[coders].fillna("").to_numpy(dtype=str).T
    given = said != ""
    twice, decided = given.sum(axis=0) > 1, codes["adjudicated"].fillna("").to_numpy(dtype=str) != ""
    period = np.unique(codes["period"].to_numpy(dtype=str), return_inverse=True)[1]
    rows, drift = [], []
    for label in labels:
        has = np.where(given, said == label, np.nan)
        differ = twice & (np.nan_to_num(has).sum(axis=0) > 0) & ((has == 0).sum(axis=0) > 0)
        agreed = alpha(has) if twice.any() else float("nan")
        rows.append((label, agreed, len(codes), int(twice.sum()), int((differ & ~decided).sum())))
        drift.append(_drift(has, period))
    p = holm(np.array(drift))
    return CODERS.frame([(*row, each) for row, each in zip(rows, p, strict=True)])


def _drift(has: Floats, period: NDArray[np.intp]) -> float:
    """The smallest p over coders, each against the mean of the others, times their number."""
    found = []
    for coder in range(len(has) if len(has) > 2 else min(len(has), 2) - 1):
        others = np.delete(has, coder, axis=0)
        n = (~np.isnan(others)).sum(axis=0)
        inside = ~np.isnan(has[coder]) & (n > 0)
        apart = has[coder] - np.nansum(others, axis=0) / np.maximum(n, 1)
        weights = np.ones(int(inside.sum()))
        found.append(constancy(weights, apart[inside], weights, period[inside]))
    known = [p for p in found if p == p]
    return min(1.0, len(found) * min(known)) if known else float("nan")
