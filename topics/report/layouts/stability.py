"""Stability over fits laid out for people, and a sentence that names what is unstable."""

from typing import TYPE_CHECKING

from topics.results.theme_stability import MARK
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd


def unstable_sentence(shares: "pd.DataFrame") -> str:
    """What the mark in a table of shares says; empty where nothing is marked."""
    if "unstable" not in shares or not shares["unstable"].any():
        return ""
    return (
        f"{MARK} unstable: from seed to seed other topics stand for the theme (median similarity below .5, margin below .1, or "
        "no topic in some seeds). `topics stability` has the numbers."
    )


_HEADINGS = {
    "share": "mean share there",
    "sd_share": "its SD over fits, points",
    "range_share": "its range over fits, points",
}


def stability_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """A table of `stability_tables` to be read: the period of the largest spread stands before what is said of it."""
    if "range_share" not in table:
        return table
    found = table.copy()
    found["share"] = [percent(x) if x == x else None for x in table["share"]]
    for name in ("sd_share", "range_share"):
        found[name] = [percent(x, sign="") if x == x else None for x in table[name]]
    before = [name for name in table.columns if name not in (*_HEADINGS, "period")]
    return found[[*before, "period", *_HEADINGS]].rename(columns={"period": "largest spread in", **_HEADINGS})
