"""Layout of a specification curve."""

from typing import TYPE_CHECKING

from topics.wording import percent, points

if TYPE_CHECKING:
    import pandas as pd


_CHANGE = "change, points ({})"
_HEADINGS = {
    "n_specifications": "specifications",
    "n_coincided": "coincide with one of them",
    "n_unseen": "without the theme",
    "share_change_own": _CHANGE.format("own"),
    "share_change_median": _CHANGE.format("median"),
    "share_change_lowest": _CHANGE.format("lowest"),
    "share_change_highest": _CHANGE.format("highest"),
    "share_change_mean": _CHANGE.format("mean"),
    "share_agree_own": "same sign as own",
    "share_agree_median": "same sign as median",
    "share_above_0": "interval above 0",
    "share_below_0": "interval below 0",
    "moved_most_by": "moved most by",
    "share_of_variance": "of the variance",
}


def robustness_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of a summary of specifications: changes in percentage points, other shares as per cent of them."""
    shown = table.copy()
    for name in table.columns:
        if name.startswith("share_change"):
            shown[name] = [points(x) if x == x else None for x in table[name]]
        elif name.startswith("share_"):
            shown[name] = [percent(x, 0) if x == x else None for x in table[name]]
    return shown.rename(columns=_HEADINGS)
