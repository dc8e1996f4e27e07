"""Design effects of clusters: what passages of one document, or documents of one source, add to a share's variance.

Conventions. One period has N units with weights a `(N,)`, clusters `(N,)` counted from 0, predictions ĝ `(…, N)` and a
`share (…)`; its n coded units have rows, codes Y `(…, n)` and strata. The axes before the last one are a batch.

With e = a (Y − share), the variance of Σ e over clusters that might have been written is

    Σ e² + Σ_c Σ_{i≠j in c} e_i e_j.

The second sum is estimated from the codes, not from ĝ alone, whose noise dilutes it. It is the sum of the products of
a (ĝ − share) over all pairs plus, over the pairs of which both are coded, (e_i e_j − its prediction) / π_ij: the
difference estimator of a sum over pairs (Särndal, Swensson & Wretman 1992, ch. 6). Within a stratum, π_ij is
n_h (n_h − 1) / N_h (N_h − 1); between two strata, it is π_i π_j. Since the share is estimated too, its variance is
added back. Divided by Σ a_i a_j share (1 − share), the sum is the intraclass correlation ρ; the design effect is
1 + ρ Σ_{i≠j} a_i a_j / Σ a² (Kish 1965).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def cluster_sums(values: Floats, cluster: Integers) -> Floats:
    """Sums of `values (…, N)` over each cluster: `(…, n_clusters)`."""
    flat = values.reshape(-1, values.shape[-1])
    n = int(cluster.max(initial=-1)) + 1
    sums = np.array([np.bincount(cluster, weights=row, minlength=n) for row in flat], dtype=np.float64)
    return sums.reshape(*values.shape[:-1], n)


def over_pairs(values: Floats, cluster: Integers) -> Floats:
    """Sum over pairs of one cluster, Σ_c Σ_{i≠j in c} v_i v_j, of `values (…, N)`."""
    found: Floats = (cluster_sums(values, cluster) ** 2).sum(axis=-1) - (values**2).sum(axis=-1)
    return found


def paired_sums(
    codes: Floats,
    predicted: Floats,
    weights: Floats,
    cluster: Integers,
    rows: Integers,
    stratum: Integers,
    sizes: Floats,
    share: Floats,
    variance: Floats,
) -> tuple[Floats, Floats]:
    """The sum over pairs of e_i e_j in one period, and its value at ρ = 1, both `(…)`; their ratio is ρ.

    `stratum (n,)` is that of the coded units, `sizes (H,)` counts all units of a stratum; `variance` is that of `share`
    over samples.
    """
    of_one = over_pairs(weights, cluster)
    away = weights * (predicted - share[..., None])
    e, d = weights[rows] * (codes - share[..., None]), away[..., rows]
    i, j = np.nonzero(np.triu(cluster[rows][:, None] == cluster[rows], k=1))
    counts = np.bincount(stratum, minlength=len(sizes)).astype(np.float64)
    pi = (counts / sizes)[stratum]
    together = (counts * (counts - 1) / np.maximum(sizes * (sizes - 1), 1))[stratum]
    both = np.where(stratum[i] == stratum[j], together[i], pi[i] * pi[j])
    missed = 2 * ((e[..., i] * e[..., j] - d[..., i] * d[..., j]) / both).sum(axis=-1)
    return over_pairs(away, cluster) + missed + of_one * variance, of_one * share * (1 - share)


def intraclass(predicted: Floats, weights: Floats, cluster: Integers) -> tuple[Floats, Floats]:
    """The two sums of `paired_sums` for the predictions themselves: their ratio, ρ of ĝ, is a lower limit for ρ."""
    centre = (weights * predicted).sum(axis=-1, keepdims=True) / weights.sum()
    away = weights * (predicted - centre)
    spread = (away**2).sum(axis=-1) / (weights**2).sum()
    return over_pairs(away, cluster), over_pairs(weights, cluster) * spread


def correlation(of_codes: tuple[Floats, Floats], of_predictions: tuple[Floats, Floats]) -> Floats:
    """ρ between 0 and 1 from sums over all periods: that of the codes, or that of the predictions if larger."""
    found = [np.divide(top, low, out=np.zeros_like(top), where=low > 1e-12) for top, low in (of_codes, of_predictions)]
    return np.clip(np.maximum(*found), 0, 1)


def design_effect(rho: Floats, weights: Floats, cluster: Integers) -> Floats:
    """Design effect 1 + ρ Σ_{i≠j} a_i a_j / Σ a² of a period's units: the variance by cluster over that by unit."""
    return 1 + rho * float(over_pairs(weights, cluster)) / float((weights**2).sum())


def effective_clusters(weights: Floats, cluster: Integers) -> float:
    """Effective number of clusters of equal weight: (Σ A)² / Σ A² (Kish 1965)."""
    sums = cluster_sums(weights, cluster)
    return float(sums.sum() ** 2 / (sums**2).sum())
