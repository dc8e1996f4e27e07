"""Claims from codes: nothing is said from codes that people do not share.

Krippendorff (2004) lets conclusions rest on α of at least .667 and no less. Units on which coders differ stand for the
first coder alone until they are adjudicated. A coder who drifts makes a change of their own.
"""

from typing import TYPE_CHECKING

from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN
from topics.evaluation.people.krippendorff import TENTATIVE
from topics.wording import number, p_value

if TYPE_CHECKING:
    import pandas as pd

_ALPHA = 0.05


def codes_verdict(coders: "pd.DataFrame | None", *, change: bool) -> tuple[str, str]:
    """The verdict on a theme's codes, and its ground: for a level, or for a `change`, which needs the test of drift.

    `coders` is the theme's row of `topics.coding.gold.coders.CODERS`; None if nothing was kept.
    """
    if coders is None or not len(coders):
        return NOT_KNOWN, "how far coders agree was not kept; call `topics gold estimate` again"
    row = coders.iloc[0]
    agreed = f"Krippendorff's α {number(row['alpha'], 2)} over {row['n_twice']:,.0f} units"
    if not row["n_twice"]:
        return NOT_KNOWN, "one person has coded: whether others would code alike is not known"
    if row["alpha"] < TENTATIVE:
        return NOT_ALLOWED, f"coders agree too little on the theme: {agreed}, less than {TENTATIVE}"
    if row["n_open"] > 0:
        left = f"{row['n_open']:,.0f} of {row['n_coded']:,.0f} coded units"
        return NOT_ALLOWED, f"coders differ about {left}, which wait for adjudication ({agreed})"
    if row["p_drift"] < _ALPHA:
        p = p_value(row["p_drift"], equals=True)
        return NOT_ALLOWED, f"coders differ otherwise in some periods than in others: p {p} after Holm"
    if row["alpha"] != row["alpha"]:
        return NOT_KNOWN, "coders gave one and the same code throughout: α has nothing to agree on"
    if change and row["p_drift"] != row["p_drift"]:
        return NOT_KNOWN, "fewer than ten units have two codes: whether a coder drifts is not known"
    return ALLOWED, agreed
