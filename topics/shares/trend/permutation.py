"""Permutation test of a theme's trend: documents change places among the periods.

Conventions. The clusters that are permuted are those that are resampled: a cluster within a period (a document; for a
source, all its documents of one period) changes places with others, and each period keeps its number of clusters. The
statistic is the slope of the share on the period, over its standard error. The test is exact if a theme's documents are
the same mixture in every period, and asymptotically right if only the shares are equal (Janssen 1997; Chung & Romano
2013). It assumes that documents of one period are independent; `dispersion` measures whether they look so.

Sources. p = (1 + permutations as extreme) / (1 + permutations): Phipson & Smyth 2010.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def permutation_test(
    parts: Floats, sizes: Floats, period: NDArray[np.intp], *, permutations: int = 2000, seed: int = 1
) -> Floats:
    """Two-sided p of each theme `(n_themes,)`, from `parts (n_clusters, n_themes)`, `sizes` and `period (n_clusters,)`.

    NaN if there are fewer than two periods, or if a period has a single cluster.
    """
    order = np.argsort(period, kind="stable")
    times, starts, counts = np.unique(period[order], return_index=True, return_counts=True)
    n, k = parts.shape
    if len(times) < 2 or counts.min() < 2:
        return np.full(k, np.nan)
    centred = times - times.mean()
    contrast = centred / (centred @ centred)
    columns = np.column_stack([sizes, sizes**2, parts, parts**2, parts * sizes[:, None]])[order]
    random = np.random.default_rng([seed, n])
    observed = np.abs(_studentised(columns, starts, counts, contrast))
    extreme = np.zeros(k)
    for _ in range(permutations):
        drawn = np.abs(_studentised(columns[random.permutation(n)], starts, counts, contrast))
        extreme += drawn >= observed - 1e-9  # equal up to rounding is as extreme
    return (1 + extreme) / (1 + permutations)


def _studentised(columns: Floats, starts: NDArray[np.intp], counts: NDArray[np.intp], contrast: Floats) -> Floats:
    """Slope over its standard error `(n_themes,)`; 0 where nothing varies.

    Var of a period's share r = Σ x / Σ L, linearised: n / (n − 1) Σ (x − r L)² / (Σ L)².
    """
    sums = np.add.reduceat(columns, starts, axis=0)
    size, squares = sums[:, :1], sums[:, 1:2]
    k = (sums.shape[1] - 2) // 3
    x, xx, xl = sums[:, 2 : 2 + k], sums[:, 2 + k : 2 + 2 * k], sums[:, 2 + 2 * k :]
    share = x / size
    correction = (counts / (counts - 1))[:, None]
    variance = correction * np.maximum(xx - 2 * share * xl + share**2 * squares, 0) / size**2
    error = np.sqrt(contrast**2 @ variance)
    slopes: Floats = np.divide(contrast @ share, error, out=np.zeros(x.shape[1]), where=error > 1e-12)
    return slopes


def dispersion(shares: Floats, variances: Floats, times: Floats) -> Floats:
    """Dispersion of the periods around a straight line, relative to what sampling documents explains.

    `(n_periods, n_themes)` to one number per theme: Σ (r − line)² / V / (n_periods − 2), with a line fitted by weights
    1 / V. It is about 1 if documents are independent, and larger if the documents of a period share something. NaN
    below three periods and if no document varies.
    """
    found = np.full(shares.shape[1], np.nan)
    if len(times) < 3:
        return found
    line = np.column_stack([np.ones_like(times), times - times.mean()])
    for k in range(shares.shape[1]):
        known = variances[:, k] > 0
        # A period without the theme has no variance of its own: the others' mean stands for it.
        variance = np.where(known, variances[:, k], variances[known, k].mean() if known.any() else np.nan)
        if known.any() and not np.isnan(variance).any():
            scaled = line / np.sqrt(variance)[:, None]
            rest = shares[:, k] / np.sqrt(variance)
            rest = rest - scaled @ np.linalg.lstsq(scaled, rest, rcond=None)[0]
            found[k] = rest @ rest / (len(times) - 2)
    return found
