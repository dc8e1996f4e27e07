"""Layouts of groups of documents: their shares side by side, their differences, and what may not be said of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.attribute_table import NOT_STATED
from topics.results.theme_stability import MARK
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import UNASSIGNED
from topics.wording import MISSING, listed, points_interval, share_interval

if TYPE_CHECKING:
    import pandas as pd

_MOST = 4  # periods of a group that a sentence names


def grouped_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of shares of groups: a cell is `share [lower–upper]` in per cent, the last rows count documents.

    Groups or periods stand side by side, whichever are fewer. Estimators stand below each other, and have a column
    where there are several.
    """
    import pandas as pd

    attribute = str(table["attribute"].iloc[0]) if len(table) else "group"
    table = _without_nothing(table)
    marks = [f" {MARK}" if unstable else "" for unstable in table.get("unstable", [False] * len(table))]
    told = pd.DataFrame(
        {
            "estimator": table["estimator"],
            "theme": table["theme"],
            attribute: table["group"].replace("", NOT_STATED),
            "period": table["period"],
            "cell": [
                f"{share_interval(share, lower, upper)}{mark if share == share else ''}"
                for share, lower, upper, mark in zip(table["share"], table["lower"], table["upper"], marks, strict=True)
            ],
        }
    )
    n = table.drop_duplicates(["group", "period"])
    counts = told.loc[n.index].assign(estimator="", theme="documents", cell=[f"n = {k}" for k in n["n_documents"]])
    return _side_by_side(pd.concat([told, counts]), attribute)


def differences_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of differences between groups, in percentage points: `+1.2 [−0.3, +2.7]`."""
    import pandas as pd

    table = _without_nothing(table)
    told = pd.DataFrame(
        {
            "estimator": table["estimator"],
            "theme": table["theme"],
            "difference": [f"{one} − {other}" for one, other in zip(table["group"], table["minus"], strict=True)],
            "period": table["period"],
            "cell": [
                points_interval(difference, lower, upper)
                for difference, lower, upper in zip(
                    table["share_difference"], table["lower"], table["upper"], strict=True
                )
            ],
        }
    )
    return _side_by_side(told, "difference")


def _without_nothing(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table without the rows of estimators that leave nothing unassigned."""
    most = table.groupby(["estimator", "theme"])["share"].transform("max")
    return table[~((table["theme"] == UNASSIGNED) & (most == 0))]


def _side_by_side(cells: "pd.DataFrame", group: str) -> "pd.DataFrame":
    """A table of `estimator, theme, group, period, cell` with groups or periods as columns, whichever are fewer."""
    several = cells.loc[cells["estimator"] != "", "estimator"].nunique() > 1
    across, down = ("period", group) if cells["period"].nunique() <= cells[group].nunique() else (group, "period")
    keys = ["estimator", "theme", down]
    order = [{name: place for place, name in enumerate(dict.fromkeys(cells[key]))} for key in keys]
    rows = sorted(
        set(zip(*(cells[key] for key in keys), strict=True)),
        key=lambda row: (row[1] == "documents", *(places[name] for places, name in zip(order, row, strict=True))),
    )
    wide = cells.pivot(index=keys, columns=across, values="cell").reindex(rows)
    wide = wide[list(dict.fromkeys(cells[across]))].fillna(MISSING).rename_axis(columns=None).reset_index()
    return wide if several else wide.drop(columns="estimator")


def small_groups_sentence(table: "pd.DataFrame") -> str:
    """A sentence that names the groups and periods with too few documents; "" for none."""
    counts = table.drop_duplicates(["group", "period"])
    few = counts[(counts["n_documents"] > 0) & (counts["n_documents"] < FEW_DOCUMENTS)]
    if few.empty:
        return ""
    filled = counts[counts["n_documents"] > 0].groupby("group").size()
    always = [str(group) for group, of in few.groupby("group", sort=False) if len(of) == filled[group]]
    named = [f"{listed([group or NOT_STATED for group in always])} in every period"] if always else []
    for group, of in few[~few["group"].isin(always)].groupby("group", sort=False):
        periods = [f"{period} ({n})" for period, n in zip(of["period"], of["n_documents"], strict=True)]
        named.append(f"{str(group) or NOT_STATED} in {listed(periods, _MOST, last=', ')}")
    return (
        f"Fewer than {FEW_DOCUMENTS} documents: {'; '.join(named)}. Bands that stand on so few may be too narrow; "
        "say nothing about differences and change there."
    )


def undivided_sentence(groups: Sequence[str], attribute: str) -> str:
    """A sentence about groups of which no difference is shown, and how to ask for it; "" for two groups or fewer."""
    stated = [group for group in groups if group]
    if len(stated) <= 2:
        return ""
    return (
        f"{attribute} has {len(stated)} groups: differences are shown against one of them, "
        f'named by --against "{stated[0]}".'
    )
