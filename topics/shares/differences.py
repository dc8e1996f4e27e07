"""Differences between two estimators' shares of the same documents, with their intervals.

Conventions. Both estimators score the same passages, so that their shares have one denominator and the difference is a
ratio too: Σ (t_c − u_c) / Σ n_c over clusters of documents, where t_c and u_c are the tokens (or documents) that the
two give to a theme in cluster c, of n_c in all. It is resampled like a share, on the same draws
(`topics.shares.intervals`), so that whatever affects both alike cancels.

The interval. A t interval, longer on the side of a tail, and longer where few documents make the difference: others may
be unseen (`topics.shares.intervals.paired_bounds`). Two estimators that agree on a theme in every document of the
corpus differ by exactly 0, however few documents there are.

Seeds. The seeds of the two sides are taken as independent: (1 + 1/M) B of both are added (Rubin 1987), with
Satterthwaite's degrees of freedom of the sum (1946). If both sides are the same fits (a model, and the same model
calibrated), seeds are paired and B is the variance of their differences. A side with a single seed adds nothing, and
nothing is known about the influence of its seed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.schema import CHANGE, Column, declare, renamed
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES, unmeasured, why_missing
from topics.shares.intervals import (
    add_spread,
    degrees_of,
    effective_number,
    paired_bounds,
    reach,
    resampled_shares,
    skewness,
)
from topics.shares.sums import ThemeSums, theme_sums
from topics.unmeasured import WHY

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = (
    Column("share_difference", "number", CHANGE, "the share of `estimator` − that of `minus`"),
    Column("lower", "number", CHANGE, "lower end of the 95 % interval of the difference"),
    Column("upper", "number", CHANGE, "upper end of the 95 % interval of the difference"),
    Column("se_documents", "number", CHANGE, "standard error of the difference from which documents there are"),
    Column("se_seeds", "number", CHANGE, "standard error of the difference from the seeds of both"),
)
DIFFERENCES = declare(
    "share differences",
    "one weighting, theme and period of two estimators",
    (
        SHARES["estimator"],
        renamed(SHARES["estimator"], "minus", "name of the estimator whose share is subtracted"),
        *SHARES.only("weighting", "theme", "period", "share"),
        renamed(SHARES["share"], "share_minus", "share that is subtracted"),
        *_NUMBERS,
        SHARES["n_seeds"],
        renamed(
            SHARES["n_seeds"], "n_seeds_minus", "seeds that were pooled of the estimator whose share is subtracted"
        ),
        *SHARES.only("n_documents", "n_clusters", "n_passages", "n_tokens", "clusters"),
        *BESIDE_WEIGHTING,
        WHY,
        *SHARES.only("unfit"),
    ),
)

Floats = NDArray[np.float64]


def share_differences(
    first: Sequence[ThemeScores],
    second: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimators: tuple[str, str],
    design: Design,
    estimand: Estimand = USUAL,
    same_fits: bool = False,
) -> "pd.DataFrame":
    """Shares of `first` − shares of `second` per weighting, theme and period: columns as declared in `DIFFERENCES`.

    `first` and `second` hold one ThemeScores per seed; the other arguments are those of `theme_shares`. `share` and
    `share_minus` are the two shares, `share_difference` (−1 to 1) is their difference, `lower` and `upper` bound a 95 %
    interval of it. A period with one cluster has no bounds. A theme that one of the two gives to no passage of any
    period has no share there and no difference, since what an estimator cannot see is not 0; `why` says so. Raises
    ModelError if the tables do not belong together or the two were scored on different themes.
    """
    if first and second and first[0].theme_ids != second[0].theme_ids:
        raise ModelError(
            f"shares of different themes are not subtracted: {estimators[0]} has {', '.join(first[0].theme_ids)}; "
            f"{estimators[1]} has {', '.join(second[0].theme_ids)}."
        )
    estimand.vary_only("differences of shares", "weighting", "unit", "membership", "date_type", "duplicates", "where")
    ones, others = (
        theme_sums(scores, passages, documents, estimator=name, design=design, estimand=estimand)
        for name, scores in zip(estimators, (first, second), strict=True)
    )
    unseen = np.where(ones.blind | others.blind, np.nan, 0)
    blind = np.stack([unmeasured(side) for side in (ones, others)])
    nothing = np.full((5, len(WEIGHTINGS), len(ones.labels)), np.nan)
    agree = np.logical_not(_apart(ones, others).any(axis=0))
    moved = np.abs(_apart(ones, others))
    reached = np.stack([reach(moved[:, w], ones.sizes[:, w]) for w in range(len(WEIGHTINGS))], axis=1)
    cells = {t: _period_numbers(ones, others, t, same_fits, agree, reached) for t in ones.filled}
    rows: list[dict[str, Any]] = []
    for w, weighting in enumerate(WEIGHTINGS):
        about = replace(estimand, weighting=weighting).columns
        for k, theme in enumerate(ones.labels):
            for t, period in enumerate(ones.periods):
                numbers = cells.get(t, nothing)[:, w, k] + np.array(
                    [blind[:, k].sum(), *[unseen[k]] * 2, *[blind[:, k].sum()] * 2]
                )
                documents_in, passages_in, tokens_in = ones.counts[t].tolist()
                n_clusters = int((ones.period == t).sum())
                rows.append(
                    {
                        **dict(zip(("estimator", "minus"), estimators, strict=True)),
                        **about,
                        "theme": theme,
                        "period": period,
                        "share": ones.shares[t, w, :, k].mean() + blind[0, k],
                        "share_minus": others.shares[t, w, :, k].mean() + blind[1, k],
                        **{column.name: number for column, number in zip(_NUMBERS, numbers, strict=True)},
                        "n_seeds": len(first),
                        "n_seeds_minus": len(second),
                        "n_documents": documents_in,
                        "n_clusters": n_clusters,
                        "n_passages": passages_in,
                        "n_tokens": tokens_in,
                        "clusters": ones.clusters,
                        "why": why_missing(theme, documents_in, bool(blind[:, k].any()), n_clusters),
                    }
                )
    return DIFFERENCES.frame(rows)


def _period_numbers(
    ones: ThemeSums, others: ThemeSums, t: int, same_fits: bool, agree: NDArray[np.bool_], reached: Floats
) -> Floats:
    """Numbers of one period `(5, n_weightings, n_labels)`: difference, lower, upper, se_documents, se_seeds.

    `agree (n_weightings, n_labels)` says whether the two agree in every cluster of every period;
    `reached (2, n_weightings, n_labels)` is the `reach` of what they differ in.
    """
    sizes, apart = ones.of(t)[1], _apart(ones, others)[ones.period == t]
    both = np.stack([apart, np.abs(apart)], axis=2)
    difference, moved = (both.sum(axis=0) / sizes.sum(axis=0)[:, None, None]).swapaxes(0, 1)
    within, of_moved = np.full_like(difference, np.nan), np.full_like(difference, np.nan)
    if len(sizes) > 1:
        design = ones.design
        replicates = resampled_shares(both, sizes, draws=design.draws, seed=design.seed, period=ones.periods[t])
        within, of_moved = replicates.var(axis=0, ddof=1).swapaxes(0, 1)
    sides = [ones.shares[t] - others.shares[t]] if same_fits else [ones.shares[t], others.shares[t]]
    between = [_between(side) for side in sides]
    seeds = sum(variance for variance, _ in between)
    degrees = np.array([degrees_of(sizes[:, w]) for w in range(len(WEIGHTINGS))])[:, None]
    pieces = within**2 / degrees + sum(variance**2 / free for variance, free in between)
    total = np.divide((within + seeds) ** 2, pieces, out=np.ones_like(within), where=pieces > 0)
    single = max(ones.parts.shape[2], others.parts.shape[2]) == 1
    se_documents, se_seeds = np.sqrt(within), np.full_like(within, np.nan) if single else np.sqrt(seeds)
    skew = np.stack([skewness(apart[:, w], sizes[:, w]) for w in range(len(WEIGHTINGS))])
    number = np.array([effective_number(sizes[:, w]) for w in range(len(WEIGHTINGS))])[:, None]
    free = np.where(seeds > 0, total, degrees)
    bounds = np.stack(paired_bounds(difference, within, skew, moved, of_moved, free, number, reached))
    bounds = np.where(agree, 0 * within, bounds)
    ends = add_spread(difference, bounds[0], bounds[1], se_seeds, total, least=-1.0)
    return np.stack([difference, *ends, se_documents, se_seeds])


def _apart(ones: ThemeSums, others: ThemeSums) -> Floats:
    """What the one side gives to each label less what the other gives `(n_rows, n_weightings, n_labels)`."""
    # Subtracted before they are resampled: what is equal leaves nothing, not even a rounding error.
    return np.asarray(ones.parts.mean(axis=2) - others.parts.mean(axis=2))


def _between(shares: Floats) -> tuple[Floats, int]:
    """Variance (1 + 1/M) B `(n_weightings, n_labels)` of shares `(n_weightings, n_seeds, n_labels)`, and its degrees of
    freedom.
    """
    m = shares.shape[1]
    variance = (1 + 1 / m) * shares.var(axis=1, ddof=1) if m > 1 else np.zeros_like(shares[:, 0])
    return variance, max(m - 1, 1)
