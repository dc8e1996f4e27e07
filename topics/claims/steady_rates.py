"""Steadiness of errors: whether an estimator's precision and recall are the same in every period.

An estimator whose errors differ between periods shows a change of its own. Its precision and recall are called steady
where every period has `FEWEST` coded passages of either kind and the 95 % interval of the difference between any two
periods lies within ± `STEADY`: an intersection–union test (Berger & Hsu 1996), so that no correction for the number of
pairs is due. The interval of a difference is computed from the intervals of the rates,

    p₁ − p₂ ± √((u₁ − p₁)² + (p₂ − l₂)²)      (Newcombe 1998; Zou & Donner 2008).

Where two periods' intervals do not overlap, or the test that a rate is the same in every period says otherwise, the
estimator is called unsteady; else nothing is known. A lack of
codes allows no claim.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.claims.text import Text, listed, say, when
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN
from topics.shares.coded.coding_errors import largest_difference
from topics.store.corrected import KeptGold
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20  # smallest number of passages of a period behind a rate
STEADY = 0.2  # largest difference of a steady rate between periods
_ALPHA = 0.05
RATES = {"precision": "查准率", "recall": "查全率"}


def steadiness(
    gold: KeptGold | None, rates: "pd.DataFrame | None", periods: Sequence[str]
) -> dict[str, tuple[str, Text]]:
    """The verdict on each estimator whose rates are known, and its ground.

    `gold` holds rates weighted to all units, which take the place of `rates`, those of the codes as they are.
    """
    found = _by_estimator(_weighted_rates(gold), rates)
    return {name: _verdict(rows, periods) for name, rows in found.items()}


def _weighted_rates(gold: KeptGold | None) -> "pd.DataFrame | None":
    """Rates from `topics gold estimate`, weighted to all units, in the columns of `RATES`; None without them."""
    import pandas as pd

    if gold is None or gold.errors is None:
        return None
    errors = gold.errors[gold.errors["period"] != "all"]
    told = errors["measure"].isin(RATES) & (errors["p_constant"] * len(RATES) < _ALPHA)
    moving = {str(name): rows["measure"].tolist() for name, rows in errors[told].groupby("estimator")}
    rows = []
    for name, counted in (("precision", "n_estimated"), ("recall", "n_coded")):
        ends = {"value": name, "lower": f"{name}_lower", "upper": f"{name}_upper", "n": counted}
        rows.append(
            errors[errors["measure"] == name].set_index(["estimator", "period"])[list(ends)].rename(columns=ends)
        )
    found = pd.concat(rows, axis=1).reset_index()
    found["moving"] = found["estimator"].map(lambda name: moving.get(name, []))
    return found


def _by_estimator(weighted: "pd.DataFrame | None", rates: "pd.DataFrame | None") -> "dict[str, pd.DataFrame]":
    """Rates of each estimator: the weighted ones where they are known, else those of the codes as they are."""
    found: dict[str, pd.DataFrame] = {}
    for table in (rates, weighted):
        if table is not None and len(table):
            found |= {str(name): rows for name, rows in table.groupby("estimator", sort=False)}
    return found


def _verdict(rates: "pd.DataFrame", periods: Sequence[str]) -> tuple[str, Text]:
    tested = [name for name in RATES if "moving" in rates and name in rates["moving"].iloc[0]]
    apart = [name for name in RATES if rates[f"{name}_lower"].max() > rates[f"{name}_upper"].min()]
    if tested and not apart:
        of = listed([Text(name, RATES[name]) for name in tested], " and ", "与")
        return NOT_ALLOWED, say(
            "a test tells {of} of some periods from that of others", "检验表明{of}因时期而异", of=of
        )
    if apart:
        of = listed([Text(name, RATES[name]) for name in apart], " and ", "与")
        return NOT_ALLOWED, say(
            "intervals of {of} lie apart between periods", "{of}在某些时期之间的置信区间互不重叠", of=of
        )
    counts = rates.set_index("period")[["n_coded", "n_estimated"]].min(axis=1).reindex(list(periods)).fillna(0)
    few = [
        say("{at} ({n:.0f})", "{at}（{n:.0f} 个）", at=when([str(at)]), n=n) for at, n in counts.items() if n < FEWEST
    ]
    if few:
        return NOT_KNOWN, say(
            f"fewer than {FEWEST} coded passages to tell by in {{of}}",
            f"编码段落不足 {FEWEST} 个：{{of}}",
            of=listed(few, ", ", "、"),
        )
    largest = {name: _largest_difference(rates, name) for name in RATES}
    cells = {name: number(most, 2) for name, most in largest.items()}
    told = listed([Text(f"{name} {most}", f"{RATES[name]}相差 {most}") for name, most in cells.items()], ", ", "、")
    if max(largest.values()) <= STEADY:
        return ALLOWED, say("differences between periods of at most {told}", "各期之间至多{told}", told=told)
    return NOT_KNOWN, say(
        f"differences between periods may be as large as {{told}} (limit {STEADY})",
        f"各期之间可能{{told}}，超过上限 {STEADY}",
        told=told,
    )


def _largest_difference(rates: "pd.DataFrame", name: str) -> float:
    """The upper end of the interval of the largest difference between two periods; 0 for a single period."""
    columns = {name: "value", f"{name}_lower": "lower", f"{name}_upper": "upper"}
    return largest_difference(rates[list(columns)].rename(columns=columns)) if len(rates) > 1 else 0.0
