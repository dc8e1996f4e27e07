"""Theme shares by period: how much of the text, or of the documents, is about each theme.

Conventions. A share is a ratio of sums, see `topics.shares.sums`. The themes, `none of the themes` and `unassigned` add
to 1 in every period. Every row states its estimand, in the columns of `topics.shares.estimand`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.schema import ESTIMATOR, PERIOD, SHARE, THEME, WEIGHTING, Column, declare
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.intervals import (
    NOTHING,
    add_spread,
    degrees_of,
    document_bounds,
    effective_number,
    pool_seeds,
    resampled_shares,
    skewness,
)
from topics.shares.sums import ThemeSums, theme_sums
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.unmeasured import BY_DEFINITION, NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, ONE_CLUSTER, WHY

if TYPE_CHECKING:
    import pandas as pd

SHARES = declare(
    "shares",
    "one estimator, weighting, theme and period",
    (
        ESTIMATOR,
        WEIGHTING,
        THEME,
        PERIOD,
        Column("share", "number", SHARE, "share of the theme, the mean over seeds"),
        Column("lower", "number", SHARE, "lower end of the 95 % band"),
        Column("upper", "number", SHARE, "upper end of the 95 % band"),
        Column("se_documents", "number", SHARE, "standard error from which documents there are"),
        Column(
            "se_seeds",
            "number",
            SHARE,
            "standard error from the fit: its seed, and a refit to other documents; missing for one seed without",
        ),
        Column("n_seeds", "integer", "fits", "seeds that were pooled"),
        Column("n_documents", "integer", "documents", "documents of the period with a word token"),
        Column("n_clusters", "integer", "clusters", "clusters of documents that were resampled"),
        Column("n_passages", "integer", "passages", "passages of the period that are counted"),
        Column("n_tokens", "integer", "word tokens", "word tokens of these passages"),
        Column(
            "clusters",
            "text",
            "",
            "what was resampled as one: `document`, `family`, or the attribute whose value is one, such as `source`",
        ),
        *BESIDE_WEIGHTING,
        WHY,
        Column("unstable", "flag", "", "whether other seeds do not find the theme again", optional=True),
        Column("unfit", "text", "", "why the estimator is unfit for the theme; empty where it is not", optional=True),
    ),
)

Floats = NDArray[np.float64]


def theme_shares(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
) -> "pd.DataFrame":
    """The shares table of one estimator, one row per weighting, theme and period: columns as declared in `SHARES`.

    `design` gives the periods and the resampling behind the bands; `Design(periods)` has the defaults. `estimand` says
    what is measured; the table holds both weightings, whichever the estimand names.

    `scores` holds one ThemeScores per seed, all of the same themes. `passages` has `passage_id, doc_id, counted,
    n_tokens`; `documents` has `doc_id, date` and, unless all dates are known to the day, `date_precision`. Other
    columns are read only when needed: `duplicate_of` and attributes for `clusters`, other dates for `date_type`,
    attributes for `where`. `unit`
    only states what the passages are. `duplicates="once"` leaves out passages that are not `counted`.
    `membership="weight"` takes a passage's theme weights, `"primary"` gives it wholly to the largest of them (see
    `ThemeScores.primary`). `unassigned` decides about text that no topic claims: `"excluded"` divides shares, in every
    resample, by the rest.

    A number that is not measured is NaN, and `why` says why (`topics.unmeasured`): a period without a document has
    n = 0; a theme that the estimator gives to no passage of any period (one without a topic) has no share, since what
    an estimator cannot see is not 0. `unassigned`, if nothing ever is, has share 0 and no bounds. All other bounds and
    standard errors: see `topics.shares.intervals`.
    Raises ModelError if the tables do not belong together.

    >>> job = topics.open_store().latest_job("my-study")
    >>> scores, documents = job.scores("lexicon"), job.corpus.documents
    >>> passages = job.corpus.passages.assign(n_tokens=job.tokens.lengths)
    >>> design = topics.Design(job.periods)
    >>> table = topics.theme_shares(scores, passages, documents, estimator="lexicon", design=design)
    >>> table.query("weighting == 'text'")[["theme", "period", "share"]].head(2).round(2)
      theme period  share
    0  wind   2020   0.68
    1  wind   2021   0.35
    """
    estimand.vary_only("shares", "weighting", "unit", "membership", "date_type", "duplicates", "unassigned", "where")
    sums = theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand)
    return shares_from(sums)


def shares_from(sums: ThemeSums) -> "pd.DataFrame":
    """The shares table of sums by period and cluster."""
    refits = refit_spread(sums)
    return table_of({t: _period_numbers(sums, t, refits) for t in sums.filled}, sums)


def seeds_differ(shares: "pd.DataFrame") -> bool:
    """Whether seeds widen a band of these rows of `SHARES`: not where there is one, or all came to the same fit."""
    if "n_seeds" not in shares:
        return False
    moved = shares["se_seeds"] > 1e-12 if "se_seeds" in shares else True
    return bool(((shares["n_seeds"] > 1) & moved).any())


def refit_spread(sums: ThemeSums) -> Floats | None:
    """Root mean square distance from the share of each fit to that by its refit `(2, n_labels)`.

    The mean is over seeds, and over periods by their size: a topic that other documents make wider is so in all
    periods. None if no fit was made again.
    """
    if sums.refitted is None or not sums.filled:
        return None
    size = np.array([sums.of(t)[1].sum(axis=0) for t in sums.filled])
    again, once = replace(sums, parts=sums.refitted).shares[sums.filled], sums.shares[sums.filled]
    if sums.estimand.unassigned == "excluded":
        again, once = _of_assigned(again), _of_assigned(once)
    squares = np.nan_to_num((again - once) ** 2).mean(axis=2)
    spread: Floats = np.sqrt(np.einsum("tw,twl->wl", size / size.sum(axis=0), squares))
    return spread


def table_of(cells: Mapping[int, Floats], sums: ThemeSums) -> "pd.DataFrame":
    """Shares table from the numbers `(5, n_weightings, n_labels)` of each period with any: see `_period_numbers`."""
    nothing = np.full((5, len(WEIGHTINGS), len(sums.labels)), np.nan)
    n_seeds = sums.parts.shape[2]
    found, reasons = [], []
    for w, weighting in enumerate(WEIGHTINGS):
        estimand = replace(sums.estimand, weighting=weighting)
        about = [value for name, value in estimand.columns.items() if name != "weighting"]
        for k, theme in enumerate(sums.labels):
            for t, period in enumerate(sums.periods):
                numbers = cells.get(t, nothing)[:, w, k]
                documents, passages, tokens = sums.counts[t].tolist()
                if sums.blind[k] and theme not in (NONE_OF_THE_THEMES, UNASSIGNED):
                    numbers = nothing[:, w, k]
                elif sums.blind[k] or (theme == UNASSIGNED and estimand.unassigned == "excluded"):
                    numbers = np.where([False, True, True, False, False], np.nan, numbers)
                nothing_assigned = documents and numbers[0] != numbers[0] and not sums.blind[k]
                zero = bool(sums.blind[k]) or (theme == UNASSIGNED and estimand.unassigned == "excluded")
                why = why_missing(theme, documents, zero, int((sums.period == t).sum()))
                reasons.append(NOTHING_ASSIGNED if nothing_assigned else why)
                counts = (documents, int((sums.period == t).sum()), passages, tokens)
                name = (sums.estimator, weighting, theme, period)
                found.append((*name, *numbers, n_seeds, *counts, sums.clusters, *about))
    return SHARES.check(SHARES.frame(found).assign(why=reasons))


def unmeasured(sums: ThemeSums) -> Floats:
    """NaN for each named theme that the estimator gives to no passage, else 0 `(n_labels,)`: to be added to shares."""
    named = np.array([label not in (NONE_OF_THE_THEMES, UNASSIGNED) for label in sums.labels])
    return np.where(sums.blind & named, np.nan, 0.0)


def why_missing(theme: str, documents: int, blind: bool, clusters: int) -> str:
    """Why the number of a period, or its band alone, is not measured; "" where both are.

    `blind`: the estimator gives the theme to no passage. That nothing is unassigned, or all about a theme, is a fact.
    """
    if not documents:
        return NO_DOCUMENT
    if blind:
        return BY_DEFINITION if theme in (NONE_OF_THE_THEMES, UNASSIGNED) else NO_TOPIC
    return ONE_CLUSTER if clusters < 2 else ""


def _period_numbers(sums: ThemeSums, t: int, refits: Floats | None) -> Floats:
    """Numbers of one period `(5, n_weightings, n_labels)`: share, lower, upper, se_documents, se_seeds.

    `refits` is what `refit_spread` gives.
    """
    parts, sizes = sums.of(t)
    # What is unassigned, the last label, is left out of numerator and denominator.
    excluded = sums.estimand.unassigned == "excluded"
    shares = parts.sum(axis=0) / sizes.sum(axis=0)[:, None, None]
    if len(sizes) > 1:
        replicates = resampled_shares(
            parts, sizes, draws=sums.design.draws, seed=sums.design.seed, period=sums.periods[t]
        )
        variances = _variances(_of_assigned(replicates)) if excluded else replicates.var(axis=0, ddof=1)
    else:
        variances = np.full_like(shares, np.nan)
    if excluded:
        shares, sizes = _of_assigned(shares), sizes - parts[..., -1].mean(axis=2)
        parts = np.concatenate([parts[..., :-1], np.zeros_like(parts[..., -1:])], axis=-1)
        if not (sizes > NOTHING).any():
            return np.full((5, *shares[:, 0].shape), np.nan)
    of_refits = [None] * len(WEIGHTINGS) if refits is None else refits
    numbers = [
        band(shares[w], variances[w], parts[:, w].mean(axis=1), sizes[:, w], of_refits[w], sums.reach[w])
        for w in range(len(WEIGHTINGS))
    ]
    return np.stack(numbers, axis=1)


def _of_assigned(shares: Floats) -> Floats:
    """Shares `(…, n_labels)` of the assigned part, all labels but the last (unassigned); NaN if nothing is assigned."""
    left = 1 - shares[..., -1:]
    of_left = np.divide(shares, left, out=np.full_like(shares, np.nan), where=left > NOTHING)
    of_left[..., -1] = np.where(left[..., 0] > NOTHING, 0.0, np.nan)
    return of_left


def _variances(replicates: Floats) -> Floats:
    """Variances over the resamples (first axis) that have a share; NaN if fewer than two have one."""
    known = np.isfinite(replicates)
    n = known.sum(axis=0)
    values = np.where(known, replicates, 0)
    apart = np.where(known, values - values.sum(axis=0) / np.maximum(n, 1), 0)
    variances: Floats = np.where(n > 1, (apart**2).sum(axis=0) / np.maximum(n - 1, 1), np.nan)
    return variances


def band(
    shares: Floats,
    variances: Floats,
    parts: Floats,
    sizes: Floats,
    refits: Floats | None = None,
    reached: Floats | None = None,
) -> Floats:
    """Share, lower, upper, se_documents, se_seeds `(5, n_labels)`, from shares and variances with one row per seed.

    `refits (n_labels)` are distances to shares by refits (`refit_spread`), `reached (2, n_labels)` is
    `topics.shares.intervals.reach` over all periods.
    `parts (n_clusters, n_labels)`, the mean over seeds, and `sizes (n_clusters,)` describe the spread over clusters.
    """
    share, se_documents, se_seeds, degrees = pool_seeds(shares, variances, degrees_of(sizes), refits)
    about = (effective_number(sizes), skewness(parts, sizes))
    lower, upper = document_bounds(share, se_documents**2, degrees, *about, reached)
    lower, upper = add_spread(share, lower, upper, se_seeds, degrees)
    return np.stack([share, lower, upper, se_documents, se_seeds])
