"""Claims about a change of a theme's share, by rule: from a coded sample if there is one, else from model output alone.

Steadiness of errors. An estimator whose errors differ between periods shows a change of its own. Its precision and
recall are called steady where every period has `FEWEST` coded passages of either kind and the 95 % interval of the
difference between any two periods lies within ± `STEADY`: an intersection–union test (Berger & Hsu 1996), so that no
correction for the number of pairs is due. The interval of a difference is computed from the intervals of the rates,

    p₁ − p₂ ± √((u₁ − p₁)² + (p₂ − l₂)²)      (Newcombe 1998; Zou & Donner 2008).

Where two periods' intervals do not overlap, the estimator is called unsteady; otherwise nothing is known. A lack of
codes allows no claim.

Change. With a coded sample that its coders share: the corrected difference of the last and the first period, with p
adjusted over themes (Holm 1979). Without one: a change in the output of estimators, if by every one of them the model
of change over periods (`topics.shares.trend.period_model`) has p < .05 after Holm in the same direction, by words as by
documents and with the mix of sources held fixed, and no estimator is known to be unsteady. `topics trends`, the card
and the report read this rule and have no other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.claims.coders import codes_verdict
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.shares.coded.coding_errors import largest_difference
from topics.shares.trend.statements import BLIND
from topics.store.corrected import KeptGold
from topics.wording import listed, number, p_value, pairs, points

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20  # smallest number of passages of a period behind a rate
STEADY = 0.2  # largest difference of a steady rate between periods
_RATES = ("precision", "recall")
_ALPHA = 0.05


def change_claims(
    periods: Sequence[str],
    seen: Sequence[str],
    trends: "pd.DataFrame",
    rates: "pd.DataFrame",
    gold: KeptGold | None = None,
    *,
    beside: "pd.DataFrame | None" = None,
    held: "pd.DataFrame | None" = None,
) -> list[Claim]:
    """The claim about change, then claims about whether differences are of the texts or of the estimators.

    Arguments as in `topics.claims.claims.theme_claims`; `periods` are the study's, `seen` the estimators that are fit
    for the theme and give it to any passage. `beside`: the theme's rows of trends by the other weighting. `held`: its
    rows of `topics.results.change.job_changes_held`, with the mix of sources held fixed. None where they were not asked
    for.
    """
    errors = {name: _steadiness(rows, periods) for name, rows in _by_estimator(weighted_rates(gold), rates).items()}
    change = _corrected(trends, gold) if gold else _output(trends, seen, errors, beside, held)
    return [change, *_whose(errors)]


def seen_by(trends: "pd.DataFrame") -> list[str]:
    """The estimators that give the theme to any passage, from the theme's rows of trends."""
    return [row["estimator"] for row in trends.to_dict("records") if BLIND not in row["refused"]]


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
    verdict, agreed = codes_verdict(gold.coders, change=True)
    ground = f"{agreed[0].upper()}{agreed[1:]}. {ground}"
    return Claim(f"{claim}, from the corrected shares: a {'rise' if row['change'] > 0 else 'fall'}", verdict, ground)


def _output(
    trends: "pd.DataFrame",
    seen: Sequence[str],
    errors: dict[str, tuple[str, str]],
    beside: "pd.DataFrame | None",
    held: "pd.DataFrame | None",
) -> Claim:
    """The claim about change in uncorrected output, for studies without a coded sample."""
    claim = f"A change from {trends['first'].iloc[0]} to {trends['last'].iloc[0]} in uncorrected output"
    mine = trends[trends["estimator"].isin(seen)]
    said = mine[mine["statement"] != ""]
    if not len(said):
        reasons = "; ".join(dict.fromkeys(mine["refused"]))
        return Claim(claim, NOT_ALLOWED, reasons or "No estimator that is fit for the theme gives it to any passage.")
    found = {str(row["estimator"]): _direction(row, "p_change_holm") for _, row in said.iterrows()}
    refused = [name for name in mine["estimator"] if name not in found]
    unsteady = [name for name in seen if errors.get(name, ("", ""))[0] == NOT_ALLOWED]
    against = [
        *_named("nothing is said by", refused),
        *_named("no change is told from none by", _told(said, [name for name, way in found.items() if not way])),
        *_disagreement(found),
        *_named("errors differ between periods, so that the change may be the estimator's own, for", unsteady),
        *_otherwise("by the other weighting, of words or documents,", found, beside, "p_change_holm"),
        *_otherwise("with the mix of sources held fixed", found, held, "p_change"),
    ]
    unknown = _mix_unknown(held, list(found))
    verdict = NOT_ALLOWED if against else NOT_KNOWN if unknown else ALLOWED
    direction = f": a {'rise' if found[next(iter(found))] > 0 else 'fall'}" if verdict == ALLOWED else ""
    grounds = against or unknown or [f"found by {', '.join(_told(said, list(found)))}"]
    detectable = said["detectable_change"].max()
    if against and detectable == detectable and not all(found.values()):
        grounds.append(f"a steady change of {100 * detectable:.1f} points would be found with a probability of 80%")
    ground = "; ".join(grounds) + ". The level is not validated: no coded sample corrects it."
    return Claim(claim + direction, verdict, ground[0].upper() + ground[1:])


def _direction(row: "pd.Series", test: str) -> int:
    """1 for a rise and −1 for a fall that the test tells from no change, else 0."""
    return (1 if row["fitted_change"] > 0 else -1) if row[test] < _ALPHA else 0


def _told(rows: "pd.DataFrame", names: Sequence[str], test: str = "p_change_holm") -> list[str]:
    """Each estimator with its change and p."""
    return [
        f"{row['estimator']} ({points(row['fitted_change'])} points, p {p_value(row[test], equals=True)})"
        for row in rows.to_dict("records")
        if row["estimator"] in names
    ]


def _disagreement(found: dict[str, int]) -> list[str]:
    ways = {way: [name for name, other in found.items() if other == way] for way in (1, -1)}
    if not (ways[1] and ways[-1]):
        return []
    return [f"a rise by {', '.join(ways[1])} is a fall by {', '.join(ways[-1])}"]


def _otherwise(words: str, found: dict[str, int], rows: "pd.DataFrame | None", test: str) -> list[str]:
    """A ground for the estimators whose change is another, or none, when it is counted in another way."""
    if rows is None or not len(rows):
        return []
    known = rows[rows["estimator"].isin(found) & rows[test].notna()]
    ways = {str(row["estimator"]): _direction(row, test) for _, row in known.iterrows()}
    apart = [name for name, way in ways.items() if found[name] and way != found[name]]
    return _named(f"{words} the change is another or none for", _told(known, apart, test))


def _mix_unknown(held: "pd.DataFrame | None", names: Sequence[str]) -> list[str]:
    """A ground for the estimators whose change with a fixed mix of sources could not be computed."""
    if held is None or not len(held):
        return []
    unknown = held.loc[held["p_change"].isna() & held["estimator"].isin(names), "estimator"].tolist()
    return _named("the mix of sources changes so that it cannot be held fixed for", unknown)


def _named(words: str, names: Sequence[str]) -> list[str]:
    return [f"{words} {', '.join(names)}"] if names else []
