"""Coders of a sample: their agreement, what waits for adjudication, drift between periods.

Drift. Where two people coded a unit, the difference of their codes has the same mean in every period, whatever the
texts are about, unless one of them came to code otherwise. p is that of `coding_errors.constancy`, times the coders
compared; with two, their difference is tested once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.people.krippendorff import alpha_interval
from topics.schema import PROBABILITY, SHARE, Column, declare
from topics.shares.coded.coder_errors import CoderErrors, coder_errors
from topics.shares.coded.coding_errors import constancy
from topics.shares.coded.disputes import adding_up, told_by_predictions
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
        Column("alpha_lower", "number", "α, up to 1", "lower end of the 95 % interval of α, over units", optional=True),
        Column("alpha_upper", "number", "α, up to 1", "upper end of the 95 % interval of α, over units", optional=True),
    ),
)

RATES = declare(
    "gold coder rates",
    "one coder and theme",
    (
        Column("coder", "text", "", "column of the coder in codes.csv"),
        Column("theme", "text", "", "id of the theme, or `none of the themes`"),
        Column("missed", "number", SHARE, "part of the units that have the theme to which the coder did not give it"),
        Column("added", "number", SHARE, "part of the other units to which the coder gave it"),
        Column("n_theme", "integer", "units", "units that have the theme"),
        Column("n_units", "integer", "units", "units of a decided code that the coder and others coded"),
    ),
)


def coder_rates(codes: "pd.DataFrame", labels: Sequence[str]) -> "pd.DataFrame":
    """What each coder misses and adds, against the code that coders share or that was decided: columns as in `RATES`.

    Units of which the code is open are left out: until it is decided, they flatter nobody and blame nobody.
    """
    coders = [name for name in codes.columns if str(name).startswith("coder_")]
    said = codes[coders].fillna("").to_numpy(dtype=str).T
    given, theme = said != "", codes["theme"].to_numpy(dtype=str)
    shared = ((said == theme) | ~given).all(axis=0)
    known = (given.sum(axis=0) > 1) & (shared | (codes["adjudicated"].fillna("").to_numpy(dtype=str) != ""))
    rows = []
    for name, mine, coded in zip(coders, said, given, strict=True):
        both = known & coded
        for label in labels:
            has, says = theme[both] == label, mine[both] == label
            missed = float((~says)[has].mean()) if has.any() else float("nan")
            added = float(says[~has].mean()) if (~has).any() else float("nan")
            rows.append((name, label, missed, added, int(has.sum()), int(both.sum())))
    return RATES.frame(rows)


def coder_record(codes: "pd.DataFrame", labels: Sequence[str]) -> "pd.DataFrame":
    """One row per label: columns as declared in `CODERS`, from a table of codes (`topics.coding.gold.read.CODES`)."""
    coders = [name for name in codes.columns if str(name).startswith("coder_")]
    said = codes[coders].fillna("").to_numpy(dtype=str).T
    given = said != ""
    twice, decided = given.sum(axis=0) > 1, codes["adjudicated"].fillna("").to_numpy(dtype=str) != ""
    period = np.unique(codes["period"].to_numpy(dtype=str), return_inverse=True)[1]
    rows, drift, bounds = [], [], []
    for label in labels:
        has = np.where(given, said == label, np.nan)
        differ = twice & (np.nan_to_num(has).sum(axis=0) > 0) & ((has == 0).sum(axis=0) > 0)
        agreed, *ends = alpha_interval(has) if twice.any() else (float("nan"),) * 3
        bounds.append(ends)
        rows.append((label, agreed, len(codes), int(twice.sum()), int((differ & ~decided).sum())))
        drift.append(_drift(has, period))
    p = holm(np.array(drift))
    found = [(*row, each, *ends) for row, each, ends in zip(rows, p, bounds, strict=True)]
    return CODERS.frame(found, ("alpha_lower", "alpha_upper"))


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


@dataclass(frozen=True)
class Reliability:
    """What coders who coded the same units say of one who coded alone.

    `errors` is None where too few units have several codes. `true (n_labels, n)` is the code that counts of each unit,
    between coders' where they differ and nothing was decided; `alone (n,)` marks units that one coder has coded. `one`,
    `apart`, `waits` and `weights` are those of `topics.shares.coded.coder_errors.coder_errors`.
    """

    errors: CoderErrors | None
    true: Floats
    alone: NDArray[np.bool_]
    one: Floats
    apart: Floats
    waits: NDArray[np.bool_]
    several: NDArray[np.bool_]
    weights: Floats

    def told_by(self, predicted: Floats) -> "Reliability":
        """The same, with what predictions `(n_labels, n)` of the coded units tell of open differences."""
        if self.errors is None or not self.waits.any():
            return self
        waiting = self.apart * self.waits
        rate = waiting[:, self.several] @ self.weights[self.several] / self.weights[self.several].sum()
        about = (self.errors.mean + self.errors.shift, rate, self.errors.kept)
        part, unsure = told_by_predictions(self.one, waiting, predicted, self.weights, *about)
        true = self.true + (adding_up(part, unsure, rate) - 0.5)[:, None] * waiting
        errors = coder_errors(self.one, true, self.apart, self.waits, self.several, self.weights, unsure)
        return replace(self, errors=errors, true=true)

    def counted(self, codes: Floats) -> Floats:
        """The codes `(n_labels, n)` from which shares are estimated."""
        if self.errors is None:
            return codes
        return np.where(self.alone, self.errors.counted(codes), self.true)


def reliability(codes: "pd.DataFrame", labels: Sequence[str], weights: Floats) -> Reliability:
    """What is known of a coder's errors from a table of codes of main themes, units weighing `weights (n,)`.

    A unit whose code was decided elsewhere, by coders that the table does not have, counts as decided.
    """
    names = [name for name in codes.columns if str(name).startswith("coder_")]
    said = codes[names].fillna("").to_numpy(dtype=str).reshape(len(codes), len(names)).T
    given = said != ""
    count = given.sum(axis=0)
    counts = codes["theme"].to_numpy(dtype=str) == np.array(labels)[:, None]
    decided = codes["adjudicated"].fillna("").to_numpy(dtype=str) != "" if "adjudicated" in codes else count == 0
    has = (said == np.array(labels)[:, None, None]) & given  # (n_labels, n_coders, n)
    agreeing = has.sum(axis=1)
    of_all = agreeing / np.maximum(count, 1)
    several, alone = count > 1, count == 1
    apart = 2 * agreeing * (count - agreeing) / np.maximum(count * (count - 1), 1)
    differ = apart.any(axis=0)
    waits = several & differ & ~decided
    true = np.where(waits, of_all, counts)
    # Coders stand for single codes by how many they gave.
    part = (given & alone).sum(axis=1).astype(float)
    part = part if part.any() else np.ones(len(part))
    stand = part[:, None] * given
    stand = np.where(stand.sum(axis=0) > 0, stand, given)
    one = np.where(several, (has * stand).sum(axis=1) / np.maximum(stand.sum(axis=0), 1e-9), counts)
    one, true = one.astype(float), true.astype(float)
    found = coder_errors(one, true, apart, waits, several, weights)
    return Reliability(found, true, alone, one, apart, waits, several, weights)
