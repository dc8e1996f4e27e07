"""Bands around shares: uncertainty from the documents that happened to be written, and from the seed of the fit.

Conventions. A share is a ratio of sums over *clusters* of documents (see `topics.shares.sums`). Clusters are resampled
with replacement, within their period. A resample depends only on the seed, the period's name and the number of
clusters: every estimator is judged on the same resamples, so that differences between estimators can be paired.

The band. For documents: the beta interval of the share with as many all-or-nothing documents as would have its variance
(`document_bounds`). For seeds: a t interval of the share, since a fit that misses a theme gives 0. Both distances from
the share are then squared and added, below and above it; the t quantile has the degrees of freedom of the sum.

Sources. Cluster bootstrap with n − 1 draws: Rao & Wu 1988, Davison & Hinkley 1997, §3.8. Pooling over seeds: Rubin
1987. Degrees of freedom: Satterthwaite 1946; effective number of clusters of unequal size: Kish 1965. Beta bounds:
Clopper & Pearson 1934, for continuous and unequal clusters Korn & Graubard 1998. Skewness: Hall 1992. Adding squared
distances: Zou & Donner 2008, for dependent shares Zou 2007.
"""

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2
FEW_CARRIERS = 5  # clusters; below it nothing is said about change
UNSEEN = 30.0  # documents; how much the largest likely variance weighs where few carry a share (docs/bands.md)
UNKNOWN = 3.0  # clusters; that many carriers tell half of how much of a document a theme takes (docs/bands.md)
SKEWED = 2.0  # times Hall's factor, since a sample is less skewed than what it comes from (docs/bands.md)
_LEAST = 1e-4  # of the largest possible variance: documents that are exactly alike still leave a doubt
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

    V = mean_m V_m + (1 + 1/M) B + R², where V_m is a seed's variance over documents and B the variance of the shares
    between seeds (Rubin 1987, 3.1.5). `refits (n_themes,)` is R, how far each fit's share moves when its topics are
    estimated from documents drawn anew (root mean square over M refits); None if no fit was made again.
    se_documents = √mean V_m; se_seeds = √((1 + 1/M) B + R²), NaN for a single seed without a refit, from which nothing
    is known. Degrees of freedom of the sum (Satterthwaite 1946) from those of the documents, M − 1 and M.
    """
    m = len(shares)
    within: Floats = variances.mean(axis=0)
    between = (1 + 1 / m) * shares.var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    moved = np.zeros_like(within) if refits is None else refits**2
    pieces = within**2 / degrees + between**2 / max(m - 1, 1) + moved**2 / m
    total = np.divide((within + between + moved) ** 2, pieces, out=np.ones_like(within), where=pieces > 0)
    se_seeds = np.sqrt(between + moved) if m > 1 or refits is not None else np.full_like(within, np.nan)
    return np.asarray(shares.mean(axis=0)), np.sqrt(within), se_seeds, total


def effective_number(sizes: Floats) -> float:
    """Effective number of clusters of unequal size: (Σ size)² / Σ size² (Kish 1965)."""
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def degrees_of(sizes: Floats) -> float:
    """Degrees of freedom of unequal clusters: their effective number less one, at least one."""
    return max(effective_number(sizes) - 1, 1.0)


def skewness(parts: Floats, sizes: Floats) -> Floats:
    """Skewness of each share over samples of clusters, from `(n_clusters, n_themes)` and `(n_clusters,)`.

    Σ e³ / (Σ e²)^1.5 with e = part − share · size, the linearised contribution of a cluster to the ratio; 0 where no
    cluster differs.
    """
    part, size = parts / sizes.sum(), sizes / sizes.sum()
    apart = part - size[:, None] * part.sum(axis=0)
    squared = apart * apart
    squares = squared.sum(axis=0)
    varies = squares > NOTHING * (size * size).sum()
    found: Floats = np.where(varies, (squared * apart).sum(axis=0) / np.where(varies, squares, 1) ** 1.5, 0)
    return found


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


def reach(parts: Floats, sizes: Floats) -> Floats:
    """How much of a cluster each theme takes where it is found, and all that is not the theme: `(2, n_themes)`.

    From clusters of all periods, `(n_clusters, n_themes)` and `(n_clusters,)`: r = Σ t_c (t_c / n_c) / Σ t_c, the mean
    over the theme's tokens of its part of their cluster; 1 if clusters are all or nothing. Few clusters tell little of
    others: the fewer carry the theme in effect, C = (Σ t_c)² / Σ t_c², the nearer to 1: r + (1 − r) (K / (K + C))²,
    K = `UNKNOWN`.
    """
    both = np.stack([parts, np.maximum(sizes[:, None] - parts, 0)])
    total, squares = both.sum(axis=1), (both**2).sum(axis=1)
    carried = np.where(total > NOTHING, total, 1)
    mean = np.where(total > NOTHING, (both**2 / sizes[:, None]).sum(axis=1) / carried, 1)
    number = np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)
    found: Floats = mean + (1 - mean) * (UNKNOWN / (UNKNOWN + number)) ** 2
    return found


def document_bounds(
    share: Floats,
    variance: Floats,
    degrees: Floats | float,
    n_clusters: Floats | float,
    skew: Floats | None = None,
    reached: Floats | None = None,
    of_documents: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Bounds of a 95 % interval for each share over documents that might have been written; always inside [0, 1].

    `variance` is the share's over resamples, with `degrees` of freedom; `n_clusters` is the effective number of
    clusters. `skew` is from `skewness`, None for that of a binomial share; `reached` is from `reach`, None for clusters
    that may be wholly about a theme. One cluster, or a variance that is not known, says nothing about others: NaN.
    A unit is added to n* p for the upper bound and to n* (1 − p) for the lower one, as Clopper & Pearson, who cover at
    least 95 % whatever the share is.

    `of_documents` is given for the share of a coded sample: the part of V that is of documents. The rest is of which
    units were coded, and already holds what is expected of the others (`topics.shares.coded.design_based`). For it, V
    is drawn no further, skewness has Hall's own factor, and half a unit is added, as Jeffreys, who cover 95 % on the
    average and less where hardly any unit was seen, so that the bound is then drawn to the former (Brown, Cai &
    DasGupta 2001). What is added goes by the part of the standard error (docs/bands.md).

    Beta quantiles of n* p and n* (1 − p), n* = 1 + p (1 − p) / V (Korn & Graubard 1998): n* documents that are wholly
    or not at all about a theme have this variance. V is known less well than theirs, so that n* is multiplied by
    (t with n* − 1 degrees of freedom / t with `degrees`)². Two corrections:

    - *Unseen documents.* The fewer clusters carry a share, the less its variance tells of those that were not seen. So
      V is drawn towards the largest likely one, p (1 − p) R / (n − 1), by 1 / (1 + n m c² / UNSEEN), where
      m = min(p, 1 − p) and c = m² / V, the number of clusters that carry it in effect. R = (r − m) / (1 − m) is 1 for
      a theme that fills the documents it is found in, and small for one that nowhere takes more than r of a document.
      A share of 0 or 1 has n* = 1 + (n − 1) / R: where documents may be wholly about the theme, n without it give
      the upper bound 1 − (α/2)^(1/n), as Clopper & Pearson (1934) have it.
    - *Skewness.* If the share is more skewed over samples than a binomial one, the bound on the side of the tail lies
      farther from it (Hall 1992).

    The share of a sample that predictions correct may lie near 0 or 1 by chance, with a variance that is none of p but
    of what predictions miss. Where V is larger than p (1 − p) / (n − 1), n* is smaller than n, down to 1, and the bound
    is anywhere. So it is no farther than that of n units or t's, p ± t √V, whichever is farther.

    No part of this is a switch: the bounds are continuous in the data.
    """
    from scipy.special import stdtrit

    n = np.maximum(n_clusters, 1.0)
    inside = (share > NOTHING) & (share < 1 - NOTHING)
    p = np.where(inside, share, np.round(np.nan_to_num(share)))
    binomial = np.where(inside, p * (1 - p), 0.25)
    most = binomial * _room(p, reached) / np.maximum(n - 1, NOTHING)
    drawn = np.where(inside, np.maximum(variance, _LEAST * most), most)
    documents = 1.0 if of_documents is None else of_documents
    drawn = drawn + documents * _unseen(np.minimum(p, 1 - p), variance, n) * np.maximum(most - drawn, 0)
    effective = 1 + binomial / np.maximum(drawn, NOTHING)
    wider = np.maximum(stdtrit(degrees, 1 - _TAIL) / stdtrit(np.maximum(effective - 1, 1), 1 - _TAIL), 1)
    usual = (1 - 2 * p) * np.sqrt(drawn) / binomial
    below, above = _tails(np.where(inside, (usual if skew is None else skew) - usual, 0), documents)
    effective = np.where(inside, effective / wider**2, effective)
    # Nothing is left to chance where all there is was seen: a corpus of which every unit is coded.
    limited = np.where(drawn > 0, effective, np.inf)
    known = np.where((n > 1) & np.isfinite(variance) & np.isfinite(share), 1.0, np.nan)
    added = (1 + np.sqrt(documents)) / 2
    lower, upper = 1 - _beta_bound(1 - p, limited / below**2, added), _beta_bound(p, limited / above**2, added)
    if of_documents is not None:
        far = stdtrit(degrees, 1 - _TAIL) * np.sqrt(np.where(inside, drawn, variance))
        units = np.where(inside & (drawn > 0), n / wider**2, limited)
        least = np.minimum(1 - _beta_bound(1 - p, units / below**2, added), p - far * below)
        greatest = np.maximum(_beta_bound(p, units / above**2, added), p + far * above)
        lower = np.where(inside, np.maximum(lower, least), np.maximum(least, 0))
        upper = np.where(inside, np.minimum(upper, greatest), np.minimum(greatest, 1))
    return np.minimum(lower, p) * known, np.maximum(upper, p) * known


def _room(p: Floats, reached: Floats | None) -> Floats | float:
    """R of `document_bounds`: of the theme where it is the rarer part, of the rest where that is, of both halfway."""
    if reached is None:
        return 1.0
    rest = p**2 / (p**2 + (1 - p) ** 2)
    rarer = np.minimum(p, 1 - p)
    found: Floats = ((1 - rest) * reached[0] + rest * reached[1] - rarer) / (1 - rarer)
    return np.clip(found, _LEAST, 1)


def _tails(excess: Floats, of_documents: Floats | float = 1.0) -> tuple[Floats, Floats]:
    """How many times as far the lower and the upper bound lie for skewness: 1 + (2 z² + 1) / 6 z · excess.

    Of documents, the excess counts `SKEWED` times.
    """
    from scipy.special import stdtrit

    z = stdtrit(np.inf, 1 - _TAIL)
    each = (1 + (SKEWED - 1) * of_documents) * (2 * z**2 + 1) / (6 * z)
    return 1 + each * np.maximum(-excess, 0), 1 + each * np.maximum(excess, 0)


def _beta_bound(p: Floats, number: Floats, added: Floats | float) -> Floats:
    """The upper bound of a share p of `number` units, with `added` ones on this side; p if inf.

    One unit in all is added to both sides; where none is seen, it is here, as Clopper & Pearson have it.
    """
    from scipy.special import betaincinv

    bounded = np.isfinite(number)
    number = np.where(bounded, number, 1.0)
    left, seen = (1 - p) * number, p * number
    more = 1 - (1 - added) * (1 - np.exp(-seen))
    bound = np.where(left > 0, betaincinv(seen + more, np.where(left > 0, left, 1) + 1 - more, 1 - _TAIL), 1)
    return np.where(bounded, bound, p)


def _unseen(rarer: Floats, variance: Floats, n: Floats | float) -> Floats:
    """The part by which V is drawn to the largest possible one: 1 / (1 + n m c² / UNSEEN), with c = m² / V.

    `rarer` is m = min(p, 1 − p); the part is 1 where m is 0.
    """
    carried = np.where(rarer > NOTHING, rarer, 0.5)
    found: Floats = UNSEEN * variance**2 / (UNSEEN * variance**2 + n * carried**5)
    return np.where(rarer > NOTHING, found, 1.0)


def add_spread(
    share: Floats, lower: Floats, upper: Floats, se: Floats, degrees: Floats | float, *, least: float = 0.0
) -> tuple[Floats, Floats]:
    """An interval widened by the variation between seeds (or models): √(distance² + t² se²) below and above the share.

    A standard error of NaN adds nothing. Bounds stay inside [`least`, 1]: −1 for differences.
    """
    from scipy.special import stdtrit

    reach = np.nan_to_num(stdtrit(degrees, 1 - (1 - LEVEL) / 2) * se)
    below, above = np.hypot(share - lower, reach), np.hypot(upper - share, reach)
    return np.maximum(share - below, least), np.minimum(share + above, 1)


def statistic_bounds(estimate: Floats, se_documents: Floats, se_seeds: Floats, degrees: Floats) -> Floats:
    """Bounds `(2, …)` of a difference between shares or a slope: t interval of both variances' sum, inside [−1, 1]."""
    from scipy.special import stdtrit

    half = stdtrit(degrees, 1 - (1 - LEVEL) / 2) * np.hypot(se_documents, np.nan_to_num(se_seeds))
    return np.stack([np.maximum(estimate - half, -1), np.minimum(estimate + half, 1)])


def difference_bounds(first: Floats, second: Floats, correlation: Floats | float = 0.0) -> Floats:
    """Bounds `(2, …)` of a difference between two shares, from `share, lower, upper` `(3, …)` of each.

    (p − q) − √(a² + b² − 2 r a b) with a = p − lower of p, b = upper of q − q and r the correlation of the two over
    samples; above likewise (Zou & Donner 2008; Zou 2007). Two shares of 0 differ by 0 and have bounds, as each has.
    """
    (p, p_lower, p_upper), (q, q_lower, q_upper) = first, second
    ends = []
    for sign, a, b in ((-1, p - p_lower, q_upper - q), (1, p_upper - p, q - q_lower)):
        ends.append(p - q + sign * np.sqrt(np.maximum(a**2 + b**2 - 2 * correlation * a * b, 0)))
    return np.stack([np.maximum(ends[0], -1), np.minimum(ends[1], 1)])


def paired_bounds(
    difference: Floats,
    variance: Floats,
    skew: Floats,
    moved: Floats,
    moved_variance: Floats,
    degrees: Floats | float,
    n_clusters: Floats | float,
    reached: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Bounds of a difference between two shares of the same documents, of which one may be more or less than the other.

    A t interval with the tail of `document_bounds` for skewness. `moved` is Σ |t_c − u_c| / Σ n_c, the share of text on
    which the two differ at all, with its variance; `reached` is its `reach`. Where few clusters carry it, others may be
    unseen: the distance from `moved` to its upper bound, times the part of `document_bounds` for unseen documents, is
    squared and added.
    """
    from scipy.special import stdtrit

    most = document_bounds(moved, moved_variance, degrees, n_clusters, reached=reached)[1]
    unseen = _unseen(np.minimum(moved, 1 - moved), moved_variance, n_clusters) * (most - moved)
    half = stdtrit(degrees, 1 - _TAIL) * np.sqrt(variance)
    below, above = _tails(skew)
    lower, upper = difference - np.hypot(half * below, unseen), difference + np.hypot(half * above, unseen)
    return np.maximum(lower, -1), np.minimum(upper, 1)
