"""Layout of a sweep over numbers of topics."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def sweep_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """One row per number of topics, one column per measure: the mean over seeds and, in brackets, their range.

    >>> from topics.jobs.sweep import grid, sweep
    >>> study = topics.load_study("my-study")
    >>> job = sweep(study, topics.open_store(), grid(study, "nmf", [2, 3], 2))
    >>> sweep_layout(job.table("sweep"))[["topics", "diversity"]]
       topics             diversity
    0       2  1.000 [1.000, 1.000]
    1       3  1.000 [1.000, 1.000]
    """
    cells = table.assign(cell=list(map(_cell, table["value"], table["lower"], table["upper"])))
    measures = list(dict.fromkeys(table["measure"]))
    wide = cells.pivot(index="topics", columns="measure", values="cell")[measures]
    return wide.rename_axis(columns=None).reset_index()


def _cell(value: float, lower: float, upper: float) -> str:
    if value != value:
        return "–"
    figures = 0 if abs(value) >= 100 else 3
    return f"{value:.{figures}f} [{lower:.{figures}f}, {upper:.{figures}f}]"
