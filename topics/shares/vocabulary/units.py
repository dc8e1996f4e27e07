"""The clusters of documents by period in which terms and words are counted, as in the sums of shares."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.selection import EVERY, selected
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.sums import clusters_of, dated_by, used_passages

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Units:
    """The passages that are counted, and the unit of each: a cluster of documents within a period.

    `rows (n_used)` are the rows of the counted passages, `unit (n_used)` numbers their units, `period (n_units)`
    indexes `periods`.
    """

    rows: NDArray[np.intp]
    unit: NDArray[np.intp]
    period: NDArray[np.intp]
    periods: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.period)

    def sums(self, values: NDArray[np.integer]) -> NDArray[np.float64]:
        """Sums over the counted passages of each unit: `(n_passages, n)` to `(n_units, n)`."""
        found = np.zeros((len(self), values.shape[1]))
        np.add.at(found, self.unit, values[self.rows])
        return found

    def rates(self, present: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Share of the units of each period that are marked `(n_units,)`; NaN in a period without any: `(n_periods)`.

        >>> Units(np.arange(3), np.arange(3), np.array([0, 0, 1]), ("a", "b")).rates(np.array([True, False, True]))
        array([0.5, 1. ])
        """
        n = np.bincount(self.period, minlength=len(self.periods)).astype(np.float64)
        held = np.bincount(self.period, weights=present, minlength=len(self.periods))
        return np.divide(held, n, out=np.full_like(held, np.nan), where=n > 0)


def units_of(passages: "pd.DataFrame", documents: "pd.DataFrame", estimand: Estimand, design: Design) -> Units:
    """The units of a corpus: `passages` and `documents` as for `topics.shares.estimate.theme_shares`."""
    table = used_passages(passages, dated_by(documents, estimand.date_type), design.periods, estimand.duplicates)
    if estimand.where != EVERY:
        chosen = documents["doc_id"][selected(documents, estimand.where, design.date_order)]
        table = table[table["doc_id"].isin(chosen)]
    row_of = {passage_id: row for row, passage_id in enumerate(passages["passage_id"])}
    ids, of_passage = np.unique(table["doc_id"].to_numpy(dtype=str), return_inverse=True)
    about = documents.assign(doc_id=documents["doc_id"].astype(str)).set_index("doc_id").loc[ids]
    cluster = clusters_of(ids, about, passages, documents, design.resampled(estimand))
    order = {name: t for t, name in enumerate(design.periods.names)}
    period = np.array([order[name] for name in table["period"]], dtype=np.intp)
    number = np.unique(cluster, return_inverse=True)[1][of_passage] if len(ids) else of_passage
    keys, unit = np.unique(period * (len(ids) + 1) + number, return_inverse=True)
    rows = np.array([row_of[passage_id] for passage_id in table["passage_id"]], dtype=np.intp)
    return Units(rows, unit, keys // (len(ids) + 1), tuple(design.periods.names))
