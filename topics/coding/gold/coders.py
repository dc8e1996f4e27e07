"""Coders of a sample: their agreement, what waits for adjudication, drift between periods, and who finds more.

Drift. Where two people coded a unit, the difference of their codes has the same mean in every period, whatever the
texts are about, unless one of them came to code otherwise. p is that of `coding_errors.constancy`, times the coders
compared; with two, their difference is tested once.

Who finds more. Of the units that two people coded, each gives the theme to a part. If they differ only by chance, as
many units have it from the one alone as from the other alone: the exact test of McNemar (1947), of the pair of coders
with the smallest p, times the pairs. What both miss, or add, in the same units, it does not see, and nothing else does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.people.krippendorff import alpha_interval
from topics.schema import PROBABILITY, SHARE, Column, declare
from topics.shares.coded.coder_errors import UNSEEN_ERRORS, CoderErrors, coder_errors
from topics.shares.coded.coding_errors import constancy
from topics.shares.coded.disputes import told_by_predictions
from topics.shares.trend.series import holm
from topics.wording import p_value, percent

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
APART_AT = 0.05
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
        Column(
            "found_least",
            "number",
            SHARE,
            "of the two coders most apart, the part of the units coded by both to which one gives the theme",
        ),
        Column("found_most", "number", SHARE, "part of the same units to which the other gives it"),
        Column("p_found", "number", PROBABILITY, "p of two coders who find the theme equally often, after Holm"),
        Column("alpha_lower", "number", "α, up to 1", "lower end of the 95 % interval of α, over units", optional=True),
        Column("alpha_upper", "number", "α, up to 1", "upper end of the 95 % interval of α, over units", optional=True),
    ),
)
APART = declare(
    "gold coders apart",
    "one theme and the two coders who are most apart about it",
    (
        *CODERS.only("theme"),
        Column("least", "text", "", "coder who finds the theme in fewer of the units that both coded"),
        Column("most", "text", "", "coder who finds it in more of them"),
        *CODERS.only("found_least", "found_most"),
        Column("n_both", "integer", "units", "units that both coded"),
        *CODERS.only("p_found"),
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
    p, apart = holm(np.array(drift)), coders_apart(codes, labels)
    found = apart[["found_least", "found_most", "p_found"]].to_numpy(dtype=float)
    whole = [(*row, each, *of, *ends) for row, each, of, ends in zip(rows, p, found, bounds, strict=True)]
    return CODERS.frame(whole, ("alpha_lower", "alpha_upper"))


def coders_apart(codes: "pd.DataFrame", labels: Sequence[str]) -> "pd.DataFrame":
    """The two coders who are most apart about each label, by McNemar's test: columns as in `APART`.

    NaN and empty names for a label of which no two coders coded the same units.
    """
    names = [str(name) for name in codes.columns if str(name).startswith("coder_")]
    said = {name: codes[name].fillna("").to_numpy(dtype=str) for name in names}
    rows = [_most_apart(said, label) for label in labels]
    p = holm(np.array([row[-1] for row in rows]))
    return APART.frame([(label, *row[:-1], each) for label, row, each in zip(labels, rows, p, strict=True)])


def _most_apart(said: Mapping[str, NDArray[np.str_]], label: str) -> tuple[str, str, float, float, int, float]:
    """Names, parts, units and p of the pair of coders with the smallest p, times the pairs."""
    from scipy.stats import binomtest

    pairs = []
    for one, other in combinations(said, 2):
        both = (said[one] != "") & (said[other] != "")
        if not both.any():
            continue
        finds = [said[name][both] == label for name in (one, other)]
        alone = [int((finds[0] & ~finds[1]).sum()), int((finds[1] & ~finds[0]).sum())]
        p = float(binomtest(alone[0], sum(alone)).pvalue) if sum(alone) else 1.0
        (least, name), (most, name_of_most) = sorted(zip((float(f.mean()) for f in finds), (one, other), strict=True))
        pairs.append((name, name_of_most, least, most, int(both.sum()), p))
    if not pairs:
        return "", "", float("nan"), float("nan"), 0, float("nan")
    found = min(pairs, key=lambda pair: pair[-1])
    return *found[:-1], min(1.0, found[-1] * len(pairs))


def said_of_coders(codes: "pd.DataFrame", labels: Sequence[str]) -> list[str]:
    """Sentences: which coders find a theme in clearly different parts of the same texts, and what nobody can see."""
    apart = coders_apart(codes, labels)
    if not apart["n_both"].any():
        return []
    rows = apart[apart["p_found"] < APART_AT].to_dict("records")
    return [
        *(
            f"{row['theme']}: {row['least'].replace('_', ' ')} finds it in {percent(row['found_least'], 0)}, "
            f"{row['most'].replace('_', ' ')} in {percent(row['found_most'], 0)} of the same {row['n_both']:,} texts "
            f"(p {p_value(row['p_found'], equals=True)} after Holm): one of them misses it or adds it."
            for row in rows
        ),
        UNSEEN_ERRORS,
    ]


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
        about = (self.several, self.errors.mean + self.errors.shift, self.errors.kept)
        right, variance = told_by_predictions(self.one, waiting, predicted, self.weights, *about)
        true = self.true + (right - 0.5) * waiting
        sure = np.clip(right, 0, 1)
        imputed = ((waiting**2 * sure * (1 - sure))[:, self.several], variance)
        errors = coder_errors(self.one, true, self.apart, self.waits, self.several, self.weights, imputed)
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
