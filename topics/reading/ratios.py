"""Bounds of a ratio of two numbers that are both uncertain (Fieller 1954)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ratio_bounds(
    above: Floats, below: Floats, var_above: Floats, var_below: Floats, covariance: Floats | float, t: float
) -> tuple[Floats, Floats]:
    """Bounds of above / below, both at least 0, with their variances and covariance; `t` is the quantile.

    All ratios R with (above − R below)² ≤ t² (V_above − 2 R C + R² V_below). Where `below` cannot be told from 0 there
    is no upper bound (inf), and where `above` cannot, the lower one is 0.

    >>> lower, upper = ratio_bounds(np.array([4.0]), np.array([2.0]), np.array([1.0]), np.array([0.0]), 0, 2)
    >>> lower.tolist(), upper.tolist()
    ([1.0], [3.0])
    """
    a = below**2 - t**2 * var_below
    b = above * below - t**2 * covariance
    c = above**2 - t**2 * var_above
    root = np.sqrt(np.maximum(b**2 - a * c, 0))
    bounded = a > 0
    # The same root written without a difference of two large numbers, which also holds for a = 0.
    lower = np.divide(c, b + root, out=np.zeros_like(a), where=(c > 0) & (b + root > 0))
    upper = np.divide(b + root, a, out=np.full_like(a, np.inf), where=bounded)
    return np.maximum(lower, 0), upper
