"""Claims about a change of a theme's share, by rule: from a coded sample if there is one, else from model output alone.

Steadiness of errors. An estimator whose errors differ between periods shows a change of its own. Its precision and
recall are called steady where every period has `FEWEST` coded passages of either kind and the 95 % interval of the
difference between any two periods lies within ± `STEADY`: an intersection–union test (Berger & Hsu 1996), so that no
correction for the number of pairs is due. The interval of a difference is computed from the intervals of the rates,

    p₁ − p₂ ± √((u₁ − p₁)² + (p₂ − l₂)²)      (Newcombe 1998; Zou & Donner 2008).

Where two periods' intervals do not overlap, the estimator is called unsteady; otherwise nothing is known. A lack of
codes allows no claim.

Change. With a coded sample: the corrected difference of the last and the first period, with p adjusted over themes
(Holm 1979). Without one: a change in the output of estimators, if all 95 % bands lie on the same side of 0, every trend
test has p < .05 after Holm, and no estimator is known to be unsteady.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.shares.coded.coding_errors import largest_difference
from topics.store.corrected import KeptGold
from topics.wording import listed, number, p_value, pairs, points

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20  # smallest number of passages of a period behind a rate
STEADY = 0.2  # largest difference of a steady rate between periods
_RATES = ("precision", "recall")
_TESTS = ("p_periods_holm", "p_serial_holm")  # the second stands beside the first from twelve periods
_ALPHA = 0.05


def change_claims(
    periods: Sequence[str],
    seen: Sequence[str],
    trends: "pd.DataFrame",
    rates: "pd.DataFrame",
    gold: KeptGold | None = None,
) -> list[Claim]:
    """The claim about change, then claims about whether differences are of the texts or of the estimators.

    Arguments as in `topics.claims.claims.theme_claims`; `periods` are the study's, `seen` the estimators that give the
    theme to any passage.
    """
    errors = {name: _steadiness(rows, periods) for name, rows in _by_estimator(weighted_rates(gold), rates).items()}
    change = _corrected(trends, gold) if gold else _output(trends, seen, errors)
    return [change, *_whose(errors)]


def weighted_rates(gold: KeptGold | None) -> "pd.DataFrame | None":
    """Rates from `topics gold estimate`, weighted to all units, in the columns of `RATES`; None without them."""
    import pandas as pd

    if gold is None or gold.errors is None:
        return None
    errors = gold.errors[gold.errors["period"] != "all"]
    rows = []
    for name, counted in (("precision", "n_estimated"), ("recall", "n_coded")):
        ends = {"value": name, "lower": f"{name}_lower", "upper": f"{name}_upper", "n": counted}
        rows.append(
            errors[errors["measure"] == name].set_index(["estimator", "period"])[list(ends)].rename(columns=ends)
        )
    return pd.concat(rows, axis=1).reset_index()


def _by_estimator(weighted: "pd.DataFrame | None", rates: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    """Rates of each estimator: the weighted ones where they are known, else those of the codes as they are."""
    found: dict[str, pd.DataFrame] = {}
    for table in (rates, weighted):
        if table is not None and len(table):
            found |= {str(name): rows for name, rows in table.groupby("estimator", sort=False)}
    return found


def _steadiness(rates: "pd.DataFrame", periods: Sequence[str]) -> tuple[str, str]:
    """The verdict on the steadiness of an estimator whose rates are known, and its ground."""
    apart = [name for name in _RATES if rates[f"{name}_lower"].max() > rates[f"{name}_upper"].min()]
    if apart:
        return NOT_ALLOWED, f"intervals of {listed(apart)} lie apart between periods"
    counts = rates.set_index("period")[["n_coded", "n_estimated"]].min(axis=1).reindex(list(periods)).fillna(0)
    if few := [f"{period} ({n:.0f})" for period, n in counts.items() if n < FEWEST]:
        return NOT_KNOWN, f"fewer than {FEWEST} coded passages to tell by in {', '.join(few)}"
    largest = {name: _largest_difference(rates, name) for name in _RATES}
    told = pairs({name: number(most, 2) for name, most in largest.items()})
    if max(largest.values()) <= STEADY:
        return ALLOWED, f"differences between periods of at most {told}"
    return NOT_KNOWN, f"differences between periods may be as large as {told} (limit {STEADY})"


def _largest_difference(rates: "pd.DataFrame", name: str) -> float:
    """The upper end of the interval of the largest difference between two periods; 0 for a single period."""
    columns = {name: "value", f"{name}_lower": "lower", f"{name}_upper": "upper"}
    return largest_difference(rates[list(columns)].rename(columns=columns)) if len(rates) > 1 else 0.0


def _whose(errors: dict[str, tuple[str, str]]) -> list[Claim]:
    claim = "Differences between periods of uncorrected shares are of the texts and not of the estimator"
    if not errors:
        return [Claim(claim, NOT_KNOWN, "Precision and recall by period are not known: no coded sample.")]
    found = []
    for verdict in (NOT_ALLOWED, NOT_KNOWN, ALLOWED):
        if own := {name: ground for name, (said, ground) in errors.items() if said == verdict}:
            grounds = "; ".join(f"{name}: {ground}" for name, ground in own.items())
            found.append(Claim(f"{claim}, by {', '.join(own)}", verdict, f"{grounds}."))
    return found


def _corrected(trends: "pd.DataFrame", gold: KeptGold) -> Claim:
    first, last = trends["first"].iloc[0], trends["last"].iloc[0]
    claim = f"A change from {first} to {last}"
    rows = None if gold.change is None else gold.change[gold.change["method"] == "corrected"]
    known = None if rows is None else rows[(rows["first"] == first) & (rows["last"] == last) & rows["lower"].notna()]
    if known is None or not len(known):
        ground = (
            f"The coded sample gives no corrected difference of {first} and {last}; "
            "uncorrected output decides nothing here."
        )
        return Claim(claim, NOT_ALLOWED, ground)
    row = known.iloc[0]
    change, low, high = (points(row[name]) for name in ("change", "lower", "upper"))
    p = p_value(row["p_holm"], equals=True)
    ground = f"Corrected, {change} percentage points [{low}, {high}], p {p} after Holm over themes."
    if not row["p_holm"] < _ALPHA:
        return Claim(claim, NOT_ALLOWED, ground)
    return Claim(f"{claim}, from the corrected shares: a {'rise' if row['change'] > 0 else 'fall'}", ALLOWED, ground)


def _output(trends: "pd.DataFrame", seen: Sequence[str], errors: dict[str, tuple[str, str]]) -> Claim:
    """The claim about change in uncorrected output, for studies without a coded sample."""
    claim = f"A change from {trends['first'].iloc[0]} to {trends['last'].iloc[0]} in uncorrected output"
    mine = trends[trends["estimator"].isin(seen)]
    said = mine[mine["statement"] != ""]
    if not len(said):
        reasons = "; ".join(dict.fromkeys(mine["refused"]))
        return Claim(claim, NOT_ALLOWED, reasons or "No estimator gives the theme to any passage.")
    above = said.loc[said["share_change_lower"] > 0, "estimator"].tolist()
    below = said.loc[said["share_change_upper"] < 0, "estimator"].tolist()
    neither = [name for name in said["estimator"] if name not in above and name not in below]
    refused = [name for name in mine["estimator"] if name not in set(said["estimator"])]
    tests = {row["estimator"]: _trend_p(row) for _, row in said.iterrows()}
    untested = [name for name, p in tests.items() if p != p]
    weak = {name: p for name, p in tests.items() if p >= _ALPHA}
    unsteady = [name for name in seen if errors.get(name, ("", ""))[0] == NOT_ALLOWED]
    grounds = [
        *_named("95 % bands lie above 0 for", above),
        *_named("95 % bands lie below 0 for", below),
        *_named("95 % bands include 0 for", neither),
        *_named("nothing is said by", refused),
        *_named("the trend test is withheld for", untested),
        *_named("p of the trend test after Holm is", [f"{p_value(p)} for {name}" for name, p in weak.items()]),
        *_named("errors differ between periods, so that the change may be the estimator's own, for", unsteady),
    ]
    agreed = not (neither or refused or untested or weak or unsteady) and not (above and below)
    if agreed:
        grounds.append(f"p of the trend test after Holm is {p_value(max(tests.values()))} at most")
    ground = "; ".join(grounds) + ". The level is not validated: no coded sample corrects it."
    direction = f": a {'rise' if above else 'fall'}" if agreed else ""
    return Claim(claim + direction, ALLOWED if agreed else NOT_ALLOWED, ground[0].upper() + ground[1:])


def _trend_p(row: "pd.Series") -> float:
    """The larger p of the slope beside an effect of periods and, where given, beside serial correlation."""
    periods, serial = (float(row[test]) for test in _TESTS)
    return periods if np.isnan(serial) or np.isnan(periods) else max(periods, serial)


def _named(words: str, names: Sequence[str]) -> list[str]:
    return [f"{words} {', '.join(names)}"] if names else []
