"""Scores of recovery: numbers over many simulated corpora with planted shares.

Conventions. A *cell* is a theme in a period of one replication: its `share` with `lower` and `upper`, the true share of
that `corpus` and of the `process` behind it, all between 0 and 1. A *test* is one row per estimator and replication.
Scores are in percentage points (bias, RMSE, width) and per cent (coverage, rates).

    bias, rmse      of the share against the corpus' own; rmse_process against the process'
    r               correlation over years, of deviations from each theme's mean over years, all themes together
    slope_ratio     Σ b̂ b / Σ b² over themes, b the slope of the process' shares on the year, b̂ that of the estimates:
                    1 if a change is found in full size, 0 if none is found; missing if the process has none
    coverage_corpus, coverage_process   of the nominal 95 % band, over cells that have one
    posterior_corpus, posterior_process   the same for the model's own posterior, if any (`topics.shares.posterior`)
    coverage_error  Monte Carlo error of a coverage of 95 %, √(.95 · .05 / cells)
    width           mean of upper − lower
    no_band         cells with documents and an estimate, but no band
    gaps            part of the years without a document in which share and band are missing: less than 100 is a defect
    trends          replications that state a trend for at least one theme, after Holm: errors if shares are constant
    permuted        the same with dates dealt to documents at random: always errors
    withheld        themes without a test, since there are fewer than three periods or no resample
    refused         replications in which the estimator refused the corpus
    seconds         processor time until there are scores; a fit made for an earlier estimator is not made again
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.schema import ESTIMATOR, PER_CENT, POINTS, SHARE, Column, declare
from topics.shares.estimate import SHARES
from topics.shares.posterior import POSTERIOR

if TYPE_CHECKING:
    import pandas as pd

_GENERATOR = Column("generator", "text", "", "letter of the generator")
_ONE = (_GENERATOR, Column("replication", "integer", "number, from 1", "number of the simulated corpus"), ESTIMATOR)
CELLS = declare(
    "recovery cells",
    "one theme and period of one replication, by one estimator",
    (
        *_ONE,
        *SHARES.only("theme", "period", "share", "lower", "upper"),
        *POSTERIOR.only("posterior_lower", "posterior_upper"),
        Column("corpus", "number", SHARE, "true share of the corpus; missing in a period without a document"),
        Column("process", "number", SHARE, "true share of the process behind it; missing where it is not known"),
    ),
)
TESTS = declare(
    "recovery tests",
    "one replication by one estimator",
    (
        *_ONE,
        Column("trends", "integer", "themes", "themes with a trend, after Holm"),
        Column("permuted", "integer", "themes", "themes with a trend when dates are dealt at random"),
        Column("withheld", "integer", "themes", "themes without a test"),
        Column("themes", "integer", "themes", "themes of the corpus"),
        Column("seconds", "number", "seconds", "time of a processor until there are scores"),
        Column("refused", "text", "", "why the estimator refused the corpus, else empty"),
    ),
)
_TRUE_CORPUS, _TRUE_PROCESS = "the corpus' own share", "the process' share"
RECOVERY = declare(
    "recovery",
    "one generator and estimator",
    (
        _GENERATOR,
        ESTIMATOR,
        Column("replications", "integer", "corpora", "simulated corpora"),
        Column("cells", "integer", "themes × periods", "cells with documents and an estimate"),
        Column("bias", "number", POINTS, f"mean of estimate − {_TRUE_CORPUS}"),
        Column("rmse", "number", POINTS, f"root mean square of estimate − {_TRUE_CORPUS}"),
        Column("rmse_process", "number", POINTS, f"root mean square of estimate − {_TRUE_PROCESS}"),
        Column("r", "number", "correlation, −1 to 1", f"correlation over years of estimate and {_TRUE_CORPUS}"),
        Column("slope_ratio", "number", "ratio", "estimated to true slope, 1 where a change is found in full size"),
        Column("coverage_corpus", "number", PER_CENT, f"bands that hold {_TRUE_CORPUS}"),
        Column("coverage_process", "number", PER_CENT, f"bands that hold {_TRUE_PROCESS}"),
        Column("posterior_corpus", "number", PER_CENT, f"intervals of the posterior that hold {_TRUE_CORPUS}"),
        Column("posterior_process", "number", PER_CENT, f"intervals of the posterior that hold {_TRUE_PROCESS}"),
        Column("coverage_error", "number", PER_CENT, "Monte Carlo error of a coverage of 95 %"),
        Column("width", "number", POINTS, "mean width of the bands"),
        Column("no_band", "integer", "themes × periods", "cells with an estimate but no band"),
        Column("gaps", "number", PER_CENT, "empty years in which share and band are missing, as they should be"),
        Column("trends", "number", PER_CENT, "replications in which a trend is stated for one theme at least"),
        Column("permuted", "number", PER_CENT, "the same with dates dealt at random, always errors"),
        Column("withheld", "number", PER_CENT, "themes without a test"),
        Column("refused", "integer", "corpora", "replications in which the estimator refused the corpus"),
        Column("seconds", "number", "seconds", "mean time of a processor until there are scores"),
    ),
)

Floats = NDArray[np.float64]


def recovery(cells: "pd.DataFrame", tests: "pd.DataFrame") -> "pd.DataFrame":
    """The recovery scores, one row per generator and estimator, in the order of the tests: columns as in `RECOVERY`.

    `cells` and `tests` are tables as `CELLS` and `TESTS` declare them.
    """
    rows = []
    for (generator, estimator), test in tests.groupby(["generator", "estimator"], sort=False):
        own = cells[(cells["generator"] == generator) & (cells["estimator"] == estimator)]
        fitted = test[test["refused"] == ""]
        rows.append(
            {
                "generator": generator,
                "estimator": estimator,
                "replications": len(test),
                **cell_scores(own),
                "trends": _percent((fitted["trends"] > 0).to_numpy()),
                "permuted": _percent((fitted["permuted"] > 0).to_numpy()),
                "withheld": 100 * fitted["withheld"].sum() / max(fitted["themes"].sum(), 1),
                "refused": len(test) - len(fitted),
                "seconds": fitted["seconds"].mean(),
            }
        )
    return RECOVERY.frame(rows)


def cell_scores(cells: "pd.DataFrame") -> dict[str, float]:
    """The scores of one estimator that are computed from cells: from `cells` to `gaps`."""
    share, corpus, process, lower, upper = (
        cells[name].to_numpy(dtype=np.float64) for name in ("share", "corpus", "process", "lower", "upper")
    )
    low, high = (cells[f"posterior_{end}"].to_numpy(dtype=np.float64) for end in ("lower", "upper"))
    empty = np.isnan(corpus)
    full = ~empty & ~np.isnan(share)
    band = full & ~np.isnan(lower) & ~np.isnan(upper)
    error, error_process = (100 * (share - truth)[full] for truth in (corpus, process))
    missing = np.isnan(share) & np.isnan(lower) & np.isnan(upper)
    return {
        "cells": int(full.sum()),
        "bias": _mean(error),
        "rmse": _mean(error**2) ** 0.5,
        "rmse_process": _mean(error_process**2) ** 0.5,
        "r": yearly_correlation(cells),
        "slope_ratio": slope_ratio(cells),
        "coverage_corpus": _coverage(lower, upper, corpus),
        "coverage_process": _coverage(lower, upper, process),
        "posterior_corpus": _coverage(low, high, corpus),
        "posterior_process": _coverage(low, high, process),
        "coverage_error": 100 * (0.95 * 0.05 / band.sum()) ** 0.5 if band.any() else float("nan"),
        "width": _mean(100 * (upper - lower)[band]),
        "no_band": int((full & ~band).sum()),
        "gaps": _percent(missing[empty]),
    }


def yearly_correlation(cells: "pd.DataFrame") -> float:
    """Correlation of estimate and corpus over years, whatever the level: how well movement is followed.

    Mean over replications.
    """
    found = []
    for _, replication in cells.dropna(subset=["share", "corpus"]).groupby("replication"):
        values = replication[["share", "corpus"]]
        share, corpus = (values - values.groupby(replication["theme"]).transform("mean")).to_numpy(dtype=np.float64).T
        size = np.sqrt((share @ share) * (corpus @ corpus))
        found.append(share @ corpus / size if size > 1e-12 else np.nan)
    return float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")


def slope_ratio(cells: "pd.DataFrame") -> float:
    """Slope ratio Σ b̂ b / Σ b² over the themes of all replications; least-squares slopes, periods with documents."""
    both = squares = 0.0
    for _, series in cells.dropna(subset=["share", "corpus"]).groupby(["replication", "theme"]):
        times = series["period"].str[:4].astype(int).to_numpy(dtype=np.float64)
        contrast = times - times.mean()
        estimated, planted = (contrast @ series[name].to_numpy(dtype=np.float64) for name in ("share", "process"))
        both += estimated * planted
        squares += planted * planted
    return both / squares if squares > 1e-12 else float("nan")


def _coverage(lower: Floats, upper: Floats, truth: Floats) -> float:
    """The part of the existing bands that contain the truth."""
    band = ~np.isnan(lower) & ~np.isnan(upper) & ~np.isnan(truth)
    return _percent(((lower <= truth) & (truth <= upper))[band])


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _percent(hits: NDArray[np.bool_]) -> float:
    return 100 * float(hits.mean()) if len(hits) else float("nan")
