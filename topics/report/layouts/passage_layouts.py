"""Layouts of passages with their theme weights, and of the funnel from files to passages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.wording import MISSING, number

if TYPE_CHECKING:
    import pandas as pd


def passages_layout(table: "pd.DataFrame", themes: Sequence[str]) -> "pd.DataFrame":
    """One row per passage: id, period, the themes that it has with their weights, attributes, and the text.

    `table`: passages as declared in `topics.results.topics.PASSAGES_OF_RUN`; `themes` are the names of the columns of
    weights. The heaviest theme comes first; a theme of no weight is left out.
    """
    weights = table[list(themes)].to_numpy()
    told = []
    for row in weights:
        order = (-row).argsort(kind="stable")
        told.append(", ".join(f"{themes[n]} {number(row[n], 2)}" for n in order if row[n] >= 0.005) or MISSING)
    rest = table.drop(columns=["doc_id", "position", "text", *themes], errors="ignore")
    shown = rest.assign(themes=told, text=table["text"])
    return shown[["passage_id", "period", "themes", *[n for n in rest if n not in ("passage_id", "period")], "text"]]


_YEARS_ACROSS = 3  # more years stand below each other: beside the reasons they have no room
_OF_A_YEAR = (
    ("documents", "dated"),
    ("documents", "counted"),
    ("passages", "counted"),
    ("characters", "visible"),
    ("characters", "counted"),
    ("terms", "counted"),
)


def funnel_layout(table: "pd.DataFrame") -> list["pd.DataFrame"]:
    """The funnel in one table or, of many years, the totals and a table with one row per year.

    `table`: as made by `topics.preprocessing.ledger.funnel`. A year has the first and the last stage of a level.

    >>> [list(part) for part in funnel_layout(topics.funnel(topics.load_study("my-study").corpus()))]
    [['level', 'stage', 'reason', 'total', '2020', '2021']]
    """
    years = [name for name in table.columns if name.isdigit()]
    if len(years) <= _YEARS_ACROSS:
        return [table]
    rows = table[table["reason"] == ""].set_index(["level", "stage"])
    rows = rows[years].reindex([place for place in _OF_A_YEAR if place in rows.index])
    rows.index = [" ".join(place) for place in rows.index]
    return [table.drop(columns=years), rows.T.rename_axis("year").reset_index()]
