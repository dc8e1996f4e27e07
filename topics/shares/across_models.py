"""Pooled estimates from several estimators, whose bands include the disagreement between them."""

from typing import TYPE_CHECKING, Any

import numpy as np

from topics.schema import SHARE, Column, declare
from topics.shares.estimand import Estimand, with_selection
from topics.shares.estimate import SHARES
from topics.shares.intervals import add_spread
from topics.unmeasured import with_why

if TYPE_CHECKING:
    import pandas as pd

_OF_MODELS = (
    Column("se_models", "number", SHARE, "standard error from which estimator it is"),
    Column("n_models", "integer", "estimators", "estimators that were pooled"),
)
POOLED = declare(
    "pooled shares",
    "one weighting, theme and period, all estimators as one",
    # Estimators take the place that seeds have in a table of one estimator.
    [
        column
        for shares in SHARES.without("unstable", "unfit")
        for column in (_OF_MODELS if shares.name == "n_seeds" else (shares,))
    ],
)
_KEYS = ["weighting", "theme", "period"]


def across_models(shares: "pd.DataFrame") -> "pd.DataFrame":
    """Shares pooled over estimators, one row per weighting, theme and period; `estimator` is "all of N".

    Estimators (models, or sizes of one model) are pooled as seeds are (Rubin 1987): the share is their mean,
    `se_documents` and `se_seeds` are root mean squares of theirs, `se_models` = √((1 + 1/N) B) with B the variance
    between them. An estimator that does not measure a theme (it has no topic for it, or is unfit) is left
    out of that theme; `n_models` is the number of those included. Raises ModelError for a table without an estimand, or
    with several.
    """
    shares = with_why(with_selection(shares))
    for _, rows in shares.groupby("weighting"):
        Estimand.of(rows)
    name = f"all of {shares['estimator'].nunique()}"
    # An estimator is blind to a theme if it has a share of it in no period; a single zero may be a measurement.
    most = shares.groupby(["estimator", "weighting", "theme"], sort=False)["share"].transform("max")
    unfit = shares["unfit"].fillna("").ne("") & shares["share"].isna() if "unfit" in shares else False
    blind = (most.isna() | (most == 0) | unfit).to_numpy()
    found: list[dict[str, Any]] = []
    for group in shares.groupby(_KEYS, sort=False).indices.values():
        places = np.asarray(group)
        seen = places[~blind[places]] if not blind[places].all() else places
        first = {str(column): value for column, value in shares.iloc[int(places[0])].items()}
        pooled = {**first, **_pooled(shares.take(seen)), "estimator": name}
        found.append(pooled | {"why": first["why"] if pooled["share"] != pooled["share"] else ""})
    return POOLED.frame([{name: row[name] for name in POOLED.names} for row in found])


def _pooled(rows: "pd.DataFrame") -> dict[str, Any]:
    """Share, bounds and standard errors of one cell from those of its estimators."""
    share, lower, upper, documents, seeds = (
        rows[column].to_numpy(dtype=float) for column in ("share", "lower", "upper", "se_documents", "se_seeds")
    )
    n, mean = len(rows), share.mean()
    models = np.sqrt((1 + 1 / n) * share.var(ddof=1)) if n > 1 else np.nan
    # Each estimator's band, as its distance from its own share, is averaged as variances are.
    below, above = (np.sqrt(((share - bound) ** 2).mean()) for bound in (lower, upper))
    bounds = add_spread(np.array([mean]), np.array([mean - below]), np.array([mean + above]), np.array([models]), n - 1)
    return {
        "share": mean,
        "lower": bounds[0][0],
        "upper": bounds[1][0],
        "se_documents": np.sqrt((documents**2).mean()),
        # A method without a seed has no variance between seeds.
        "se_seeds": np.sqrt((np.nan_to_num(seeds) ** 2).mean()),
        "se_models": models,
        "n_models": n,
    }
