"""The expected error of a coded sample of a given size, before anything is coded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.coding.gold.folder import Unit
from topics.coding.gold.strata import unit_scores
from topics.coding.gold.units import units_of
from topics.schema import PERIOD, SHARE, THEME, Column, declare
from topics.shares.coded.coding_errors import expected_error
from topics.shares.coded.design_based import unit_weights
from topics.shares.estimand import Weighting

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.store import Store
    from topics.study.study import Study


POWER = declare(
    "gold power",
    "one number of coded units, theme and period",
    (
        Column("coded", "integer", "units per period", "coded units"),
        THEME,
        PERIOD,
        Column("n_units", "integer", "units", "units of the period"),
        Column("share", "number", SHARE, "share that is expected of the theme"),
        Column("positives", "number", "units", "coded units with the theme that are expected"),
        Column("rmse_gold", "number", SHARE, "expected error of the codes alone"),
        Column("width_gold", "number", SHARE, "expected width of the band of the codes alone"),
        Column("rmse_corrected", "number", SHARE, "expected error of the corrected share"),
        Column("width_corrected", "number", SHARE, "expected width of the band of the corrected share"),
    ),
)


def expected_widths(
    store: "Store",
    study: "Study",
    sizes: Sequence[int],
    *,
    estimator: str = "",
    unit: Unit = "passage",
    weighting: Weighting = "text",
    precision: float = 0.8,
    recall: float = 0.8,
) -> "pd.DataFrame":
    """Expected error and width of bands by theme, period and number of coded units, before coding.

    Columns as declared in `POWER`, numbers as in `expected_error`. They hold for a simple random sample of each period
    and for the population "corpus": strata by score make errors smaller, the population "process" makes bands wider.
    """
    import pandas as pd

    job = store.latest_job(study.folder)
    name = estimator or job.own.name
    units = units_of(job, unit)
    score = unit_scores(job, [name], units, unit)[0]
    _, document = np.unique(units["doc_id"].to_numpy(dtype=str), return_inverse=True)
    weights = unit_weights(units["n_tokens"].to_numpy(dtype=float), document if weighting == "document" else None)
    periods, period = np.unique(units["period"].to_numpy(dtype=str), return_inverse=True)
    n_units = np.bincount(period).astype(float)
    mean, square = np.bincount(period, weights=weights) / n_units, np.bincount(period, weights=weights**2) / n_units
    tables = []
    for n in sizes:
        for k, theme in enumerate(job.themes):
            found = np.bincount(period, weights=weights * (score.primary == k)) / np.bincount(period, weights=weights)
            expected = expected_error(
                found, n_units, np.full(len(periods), float(n)), precision, recall, square / mean**2
            )
            tables.append(
                POWER.frame(
                    {"coded": n, "theme": theme.id, "period": periods, "n_units": n_units.astype(int), **expected}
                )
            )
    return pd.concat(tables, ignore_index=True)
