"""Bands around shares: uncertainty from the documents that happened to be written, and from the seed of the fit.

Conventions. A share is a ratio of sums over *clusters* of documents (see `topics.shares.sums`). Clusters are resampled
with replacement, within their period. A resample depends only on the seed, the period's name and the number of
clusters: every estimator is judged on the same resamples, so that differences between estimators can be paired.

The band. For documents: a t interval of the logit, or the exact binomial interval if fewer than five clusters carry the
share. For seeds: a t interval of the share, since a fit that misses a theme gives 0, which has no logit. Both distances
from the share are then squared and added, below and above it; the t quantile has the degrees of freedom of the sum.

Sources. Cluster bootstrap with n − 1 draws: Rao & Wu 1988, Davison & Hinkley 1997, §3.8. Pooling over seeds: Rubin
1987. Degrees of freedom: Satterthwaite 1946; effective number of clusters of unequal size: Kish 1965. Exact bounds:
Clopper & Pearson 1934, for continuous and unequal clusters Korn & Graubard 1998. Adding squared distances: Zou & Donner
2008.
"""

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
FEW_CARRIERS = 5  # clusters; below it a share has the exact interval
_CELLS = 2_000_000  # resampling counts held in memory at once
_IN_CACHE = 200_000  # of them counted at once
NOTHING = 1e-12  # a smaller share is zero up to rounding

Floats = NDArray[np.float64]


def resampled_totals(per_cluster: Floats, *, draws: int, seed: int, period: str) -> Floats:
    """Totals over clusters in each bootstrap resample: `(n_clusters, n_sums)` to `(draws, n_sums)`.

    Each draw takes n_clusters − 1 clusters with replacement, which makes the variance of a mean unbiased (Rao & Wu
    1988; with n_clusters draws it is too small by 1/n). The totals are one matrix product of counts and per-cluster
    sums.
    """
    n = len(per_cluster)
    random = np.random.default_rng([seed, *period.encode()])
    totals = np.empty((draws, per_cluster.shape[1]))
    step, part = max(1, _CELLS // n), max(1, _IN_CACHE // n)
    for begin in range(0, draws, step):
        counts = np.empty((min(step, draws - begin), n))
        for first in range(0, len(counts), part):
            rows = min(part, len(counts) - first)
            drawn = random.integers(0, n, size=(rows, n - 1))
            drawn += np.arange(rows)[:, None] * n
            counts[first : first + rows] = np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)
        totals[begin : begin + len(counts)] = counts @ per_cluster
    return totals


def resampled_shares(parts: Floats, sizes: Floats, *, draws: int, seed: int, period: str) -> Floats:
    """Shares in each resample of the clusters of a period: `(draws, n_weightings, …)`.

    `parts (n_clusters, n_weightings, …)` over `sizes (n_clusters, n_weightings)`; at least two clusters.
    """
    n, w = sizes.shape
    totals = resampled_totals(np.hstack([parts.reshape(n, -1), sizes]), draws=draws, seed=seed, period=period)
    below = totals[:, -w:].reshape(draws, w, *[1] * (parts.ndim - 2))
    shares: Floats = totals[:, :-w].reshape(draws, *parts.shape[1:]) / below
    return shares


def pool_seeds(
    shares: Floats, variances: Floats, degrees: Floats | float, refits: Floats | None = None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Share, se_documents, se_seeds and degrees of freedom, each `(n_themes,)`, from M seeds `(M, n_themes)`.

    V = mean_m V_m + (1 + 1/M) B, where V_m is a seed's variance over documents and B the variance of the shares between
    seeds (Rubin 1987, 3.1.5); se_documents = √mean V_m, se_seeds = √((1 + 1/M) B), NaN for a single seed, from which
    nothing is known about seeds. Degrees of freedom of the sum (Satterthwaite 1946) from those of the documents and
    M − 1.

    `refits (n_themes,)` is the root mean square distance from the share of M refits to documents drawn anew, each with
    a start of its own: R² = B (1 + 1/M) from the seeds + what the topics owe to the documents. The share is the mean
    over seeds, so R² − B is taken if it is larger than (1 + 1/M) B, with M degrees of freedom.
    """
    m = len(shares)
    within: Floats = variances.mean(axis=0)
    apart = shares.var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    between, freedom = (1 + 1 / m) * apart, np.full_like(within, max(m - 1, 1))
    if refits is not None:
        wider = refits**2 - apart > between
        between, freedom = np.where(wider, refits**2 - apart, between), np.where(wider, m, freedom)
    pieces = within**2 / degrees + between**2 / freedom
    total = np.divide((within + between) ** 2, pieces, out=np.ones_like(within), where=pieces > 0)
    se_seeds = np.sqrt(between) if m > 1 or refits is not None else np.full_like(within, np.nan)
    return np.asarray(shares.mean(axis=0)), np.sqrt(within), se_seeds, total


def degrees_of(sizes: Floats) -> float:
    """Degrees of freedom of unequal clusters: their effective number (Σ size)² / Σ size² (Kish 1965) less one."""
    return max(float(sizes.sum() ** 2 / (sizes**2).sum()) - 1, 1.0)


def carriers(parts: Floats, sizes: Floats) -> Floats:
    """Effective number of clusters that carry each share, from `(n_clusters, n_themes)` and `(n_clusters,)`.

    (Σ t_c)² / Σ t_c² (Kish 1965), where t_c are the cluster's tokens of the theme or its other tokens, whichever number
    is smaller: the number of positive clusters if each is all or nothing, the number of all clusters if each holds the
    same.
    """
    numbers = []
    for part in (parts, np.maximum(sizes[:, None] - parts, 0)):
        squares = (part**2).sum(axis=0)
        numbers.append(np.divide(part.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0))
    fewer: Floats = np.minimum(*numbers)
    return fewer


def document_bounds(
    share: Floats, variance: Floats, degrees: Floats | float, n_clusters: Floats | float, carried_by: Floats
) -> tuple[Floats, Floats]:
    """Bounds of a 95 % interval for each share over documents that might have been written; always inside [0, 1].

    `variance` is the share's over resamples, `degrees` the t quantile's, `carried_by` from `carriers`.

    logit p ± t √V / (p (1 − p)). Where fewer than `FEW_CARRIERS` clusters carry the share: beta quantiles of n* p and
    n* (1 − p), n* = p (1 − p) / V at most the number of clusters n (Korn & Graubard 1998), which for 0 of n gives the
    upper bound 1 − (α/2)^(1/n). One cluster says nothing about others: NaN.
    """
    from scipy.special import betaincinv, expit, logit, stdtrit

    tail = (1 - LEVEL) / 2
    enough = np.where(np.asarray(n_clusters) < 2, np.nan, 1.0)
    inside = (share > NOTHING) & (share < 1 - NOTHING)
    p = np.where(inside, share, 0.5)
    binomial = p * (1 - p)
    half = stdtrit(degrees, 1 - tail) * np.sqrt(variance) / binomial
    effective = np.where(variance > 0, binomial / np.where(variance > 0, variance, 1), n_clusters)
    effective = np.where(inside, np.minimum(np.maximum(effective, 1), n_clusters), n_clusters)
    yes = np.where(inside, share, np.round(share)) * effective
    no = effective - yes
    exact_lower = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1), no + 1, tail), 0)
    exact_upper = np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1), 1 - tail), 1)
    exact = (carried_by < FEW_CARRIERS) | ~inside
    lower = np.where(exact, exact_lower, expit(logit(p) - half))
    upper = np.where(exact, exact_upper, expit(logit(p) + half))
    return lower * enough, upper * enough


def add_spread(
    share: Floats, lower: Floats, upper: Floats, se: Floats, degrees: Floats | float
) -> tuple[Floats, Floats]:
    """An interval widened by the variation between seeds (or models): √(distance² + t² se²) below and above the share.

    A standard error of NaN adds nothing. Bounds stay inside [0, 1].
    """
    from scipy.special import stdtrit

    reach = np.nan_to_num(stdtrit(degrees, 1 - (1 - LEVEL) / 2) * se)
    below, above = np.hypot(share - lower, reach), np.hypot(upper - share, reach)
    return np.maximum(share - below, 0), np.minimum(share + above, 1)


def statistic_bounds(estimate: Floats, se_documents: Floats, se_seeds: Floats, degrees: Floats) -> Floats:
    """Bounds `(2, …)` of a difference between shares or a slope: t interval of both variances' sum, inside [−1, 1]."""
    from scipy.special import stdtrit

    half = stdtrit(degrees, 1 - (1 - LEVEL) / 2) * np.hypot(se_documents, np.nan_to_num(se_seeds))
    return np.stack([np.maximum(estimate - half, -1), np.minimum(estimate + half, 1)])
