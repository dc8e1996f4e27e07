"""What goes where when a table is shown to people: one plan per table, for terminal, LaTeX, Markdown and HTML alike.

A table has the first plan of `PLANS` whose `columns` it has. Names of columns that a table lacks are passed over, so
that a plan serves a table with and without its optional columns. A table without a plan is shown whole, and is folded
as it must be: see `topics.report.screen`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Plan:
    """Where the columns of a table go.

    `columns` are those by which the table is known. `block`: the column whose value is a heading above its rows.
    `under`: columns of sentences, each below its row. `last`: columns that are left out where there is no room, first
    to last; the line below the table names them.
    """

    columns: frozenset[str]
    block: str = ""
    under: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


def plan_of(table: "pd.DataFrame") -> Plan:
    """The plan of a table, found by its columns."""
    names = frozenset(map(str, table.columns))
    return next((plan for plan in PLANS if plan.columns <= names), Plan(names))


_BESIDE_A_CHANGE = ("Kendall's tau", "by the model, points", "detectable, points")

PLANS: tuple[Plan, ...] = (
    # Shares: a block per theme.
    Plan(frozenset({"theme", "why not measured"}), block="theme", under=("why not measured",)),
    # Changes: a line per theme of one estimator, a block per theme of several.
    Plan(frozenset({"theme", "estimator", "change, points"}), block="theme", last=_BESIDE_A_CHANGE),
    Plan(frozenset({"theme", "change, points"}), last=_BESIDE_A_CHANGE),
    Plan(frozenset({"theme", "claim", "verdict", "ground"}), block="theme", under=("ground",)),
    Plan(frozenset({"theme", "statement"}), under=("statement",)),
    Plan(frozenset({"of", "why not"}), under=("why not",)),
    # Comparisons: a row per model; a row per run.
    Plan(frozenset({"model", "seeds", "NPMI"}), under=("notes",), last=("inverted RBO", "flagged", "diversity")),
    Plan(frozenset({"run", "diversity"}), under=("unfit", "chance", "own"), last=("inverted_rbo", "passages")),
    Plan(frozenset({"run", "kind", "settings"}), under=("settings",)),
)
