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


def sizes_sentence(table: "pd.DataFrame") -> str:
    """What each measure says of the number of topics: the best one, and the smallest that seeds cannot tell from it.

    Two sizes cannot be told apart where the ranges of their seeds meet. More topics lower held-out perplexity a little
    for long after they have ceased to tell themes apart, so that the best number alone would be the largest tried.
    Diversity is no reason for a size and is left out.

    >>> from topics.jobs.sweep import grid, sweep
    >>> study = topics.load_study("my-study")
    >>> sizes_sentence(sweep(study, topics.open_store(), grid(study, "nmf", [2, 3], 2)).table("sweep"))
    'npmi is best with 3 topics; word agreement is best with 3 topics; macro f1 is best with 3 topics.'
    """
    said = []
    for measure, rows in table.dropna(subset=["value"]).groupby("measure", sort=False):
        if measure == "diversity":
            continue
        by_size = rows.sort_values("topics")
        worth = by_size["value"].to_numpy() * (-1 if measure == "perplexity" else 1)
        best = by_size.iloc[int(worth.argmax())]
        alike = by_size[(by_size["lower"] <= best["upper"]) & (by_size["upper"] >= best["lower"])]["topics"]
        least = f" and no worse with {alike.min()}" if alike.min() < best["topics"] else ""
        said.append(f"{str(measure).replace('_', ' ')} is best with {best['topics']} topics{least}")
    return f"{'; '.join(said)}." if said else ""


def _cell(value: float, lower: float, upper: float) -> str:
    if value != value:
        return "–"
    figures = 0 if abs(value) >= 100 else 3
    return f"{value:.{figures}f} [{lower:.{figures}f}, {upper:.{figures}f}]"
