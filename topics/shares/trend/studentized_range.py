"""Quantiles of the studentised range: of the largest difference among k means, over their standard error.

    P(Q ≤ q) = ∫ f(s) W(q s) ds,    W(x) = k ∫ φ(z) (Φ(z) − Φ(z − x))^(k − 1) dz,

with f the density of √(χ²_ν / ν) (Tukey 1953; Lund & Lund 1983, AS 190). Both integrals are sums at equal steps, over z
and over log s: of functions that vanish at both ends these are exact to many digits. scipy has the same distribution in
`scipy.stats`, which takes a second to import; tests hold the two together.
"""

from functools import lru_cache

import numpy as np

_STEPS = 160  # of each integral
_EDGE = 8.5  # standard deviations, beyond which a normal variable does not lie
_NEVER = 1e-15


@lru_cache(maxsize=256)
def quantile(p: float, k: int, degrees: float) -> float:
    """q with P(Q ≤ q) = p, for `k` means, at least two, and `degrees` of freedom, at least one.

    >>> round(quantile(0.95, 3, 10.0), 3)
    3.877
    """
    low, high = 0.0, 10.0
    while probability(high, k, degrees) < p:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        below = probability(middle, k, degrees) < p
        low, high = (middle, high) if below else (low, middle)
        if high - low < 1e-9 * high:
            break
    return (low + high) / 2


def probability(q: float, k: int, degrees: float) -> float:
    """P(Q ≤ q)."""
    from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr

    half = degrees / 2
    least, most = (0.5 * np.log(2 * inverse(half, _NEVER) / degrees) for inverse in (gammaincinv, gammainccinv))
    log_s, step = np.linspace(least, most, _STEPS), (most - least) / (_STEPS - 1)
    log_density = degrees * log_s - half * np.exp(2 * log_s) + half * np.log(half) - gammaln(half) + np.log(2)
    z, apart = np.linspace(-_EDGE, _EDGE, _STEPS), 2 * _EDGE / (_STEPS - 1)
    x = q * np.exp(log_s)[:, None]
    # The largest of the means stands at z; W is the same when all means are moved, so that z runs around it.
    within = ndtr(z) - ndtr(z - x)
    inner = k * apart * (np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi) * within ** (k - 1)).sum(axis=1)
    return float(step * (np.exp(log_density) * inner).sum())
