"""Layout of stability over fits, and the sentence that explains the mark of unstable themes."""

from typing import TYPE_CHECKING

from topics.results.theme_stability import MARK
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd


def unstable_sentence(shares: "pd.DataFrame", language: str = "en") -> str:
    """A sentence that explains the mark in a table of shares; empty where nothing is marked."""
    if "unstable" not in shares or not shares["unstable"].any():
        return ""
    if language == "zh":
        return (
            f"{MARK} 不稳定：不同随机种子下，与该主题对应的话题不同（词语一致性的中位数低于 0.3、"
            "与次优话题之差低于 0.1，或部分种子没有对应话题）。数值见 `topics stability`。"
        )
    return (
        f"{MARK} unstable: from seed to seed other topics stand for the theme (median agreement of words "
        "below .3, margin below .1, or no topic in some seeds). `topics stability` has the numbers."
    )


_HEADINGS = {
    "share": "mean share over periods",
    "sd_share": "mean SD over fits, points",
    "period": "largest range in",
    "range_share": "that range, points",
}


def stability_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of a table of `stability_tables`: means over periods, then the period where fits differ most."""
    if "range_share" not in table:
        return table
    found = table.copy()
    found["share"] = [percent(x) if x == x else None for x in table["share"]]
    for name in ("sd_share", "range_share"):
        found[name] = [percent(x, sign="") if x == x else None for x in table[name]]
    before = [name for name in table.columns if name not in _HEADINGS]
    return found[[*before, *_HEADINGS]].rename(columns=_HEADINGS)
