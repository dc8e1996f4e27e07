"""Where the band around a share comes from: which documents happened to be written, and the seed of the fit.

Conventions. A share is a ratio of sums over documents. Documents are the clusters that are resampled, with replacement
and within their period, since passages of one document are not independent. A resample depends on the seed, the
period's name and the number of documents alone: every estimator is judged on the same resamples, so that differences
between estimators can be paired.

Sources. Cluster bootstrap with n − 1 draws: Rao & Wu 1988, Davison & Hinkley 1997, §3.8. Pooling over seeds: Rubin 1987. Degrees of freedom:
Satterthwaite 1946. Exact bounds: Clopper & Pearson 1934.
"""

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
_CELLS = 2_000_000  # resampling counts held in memory at once
_NOTHING = 1e-12  # below it a share is zero but for rounding

Floats = NDArray[np.float64]


def resampled_totals(per_document: Floats, *, draws: int, seed: int, period: str) -> Floats:
    """Totals over documents in each bootstrap resample: `(n_documents, n_sums)` to `(draws, n_sums)`.

    Each draw takes n_documents − 1 documents with replacement, which makes the variance of a mean unbiased (Rao & Wu 1988;
    with n_documents it is too small by 1/n). Its counts times the per-document sums are one matrix product.
    """
    n = len(per_document)
    random = np.random.default_rng([seed, *period.encode()])
    step = max(1, _CELLS // n)
    totals = np.empty((draws, per_document.shape[1]))
    for begin in range(0, draws, step):
        rows = min(step, draws - begin)
        drawn = random.integers(0, n, size=(rows, n - 1))
        drawn += np.arange(rows)[:, None] * n
        counts = np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)
        totals[begin : begin + rows] = counts.astype(np.float64) @ per_document
    return totals


def pool_seeds(shares: Floats, variances: Floats, n_documents: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Share, se_documents, se_seeds and degrees of freedom from M seeds: `(M, n_themes)` twice to four `(n_themes,)`.

    V = mean_m V_m + (1 + 1/M) B, where V_m is a seed's variance over documents and B the variance of the shares between
    seeds (Rubin 1987, 3.1.5); se_documents = √mean V_m, se_seeds = √((1 + 1/M) B), NaN for a single seed, which says
    nothing about seeds. Degrees of freedom of the sum: Satterthwaite 1946, from n_documents − 1 and M − 1.
    """
    m = len(shares)
    within = variances.mean(axis=0)
    between = (1 + 1 / m) * shares.var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    pieces = within**2 / max(n_documents - 1, 1) + between**2 / max(m - 1, 1)
    degrees = np.divide((within + between) ** 2, pieces, out=np.ones_like(within), where=pieces > 0)
    se_seeds = np.sqrt(between) if m > 1 else np.full_like(within, np.nan)
    return shares.mean(axis=0), np.sqrt(within), se_seeds, degrees


def share_bounds(share: Floats, variance: Floats, degrees: Floats, n_documents: int) -> tuple[Floats, Floats]:
    """Bounds of a 95 % interval for each share: t on the logit scale, so always inside [0, 1].

    logit p ± t · √V / (p (1 − p)). A share of exactly 0 or 1 gets the one-sided exact bound of Clopper & Pearson on
    documents: 0 of n has the upper bound 1 − (α/2)^(1/n). One document says nothing about others: NaN.
    """
    from scipy.special import expit, logit, stdtrit

    if n_documents < 2:
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    tail = (1 - LEVEL) / 2
    inside = (share > _NOTHING) & (share < 1 - _NOTHING)
    p = np.where(inside, share, 0.5)
    half = stdtrit(degrees, 1 - tail) * np.sqrt(variance) / (p * (1 - p))
    exact = tail ** (1 / n_documents)
    lower = np.where(inside, expit(logit(p) - half), np.where(share > 0.5, exact, 0.0))
    upper = np.where(inside, expit(logit(p) + half), np.where(share > 0.5, 1.0, 1 - exact))
    return lower, upper
