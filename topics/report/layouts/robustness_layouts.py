"""Layout of a specification curve."""

from typing import TYPE_CHECKING

from topics.shares.trend.specification_summary import CHOICES
from topics.wording import MISSING, percent, points, points_interval, yes_no

if TYPE_CHECKING:
    import pandas as pd


_CHANGE = "change, points ({})"
_HEADINGS = {
    "n_specifications": "specifications",
    "n_coincided": "others of the same result",
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


def specifications_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """One row per theme and specification: its number, the choices in which specifications differ, and the change.

    `table`: columns as declared in `topics.jobs.robustness.SPECIFICATIONS`. A choice that does not apply is missing.
    """
    import pandas as pd

    cells = {
        name: [MISSING if value is None or value != value or value == "" else value for value in table[name]]
        for name in CHOICES
        if name in table
    }
    table = table.assign(**{name: its for name, its in cells.items() if len({*its} - {MISSING}) > 1})
    chosen = [name for name, its in cells.items() if len({*its} - {MISSING}) > 1]
    places = {theme: place for place, theme in enumerate(dict.fromkeys(table["theme"]))}
    table = table.iloc[table["theme"].map(places).argsort(kind="stable")]
    bounds = zip(*(table[name] for name in ("share_change", "share_change_lower", "share_change_upper")), strict=True)
    return pd.DataFrame(
        {
            "theme": table["theme"],
            "specification": table["specification"],
            "own": [yes_no(bool(own)) for own in table["own"]],
            **{name: table[name] for name in chosen},
            "change, points": [points_interval(*of) for of in bounds],
        }
    ).reset_index(drop=True)
