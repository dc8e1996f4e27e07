"""Reliability of coding: Krippendorff's α = 1 − D_o / D_e, observed over expected disagreement of pairs of codes.

Conventions. `codes (n_coders, n_units)`: numbers, NaN if a coder did not code a unit. The codes of a unit are paired
regardless of who gave them; a unit with fewer than two codes is left out. Codes are nominal: any numbers, one per
category. Krippendorff (2004) asks for α ≥ .8 to rely on the codes and allows .667–.8 for tentative conclusions.

Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; 2019, Content Analysis (4th ed.), ch. 12.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import ScoreError

RELY, TENTATIVE = 0.8, 0.667


def alpha(codes: ArrayLike) -> float:
    """Krippendorff's α of `codes (n_coders, n_units)`: 1 for full agreement, 0 for agreement by chance.

    NaN if there is nothing to agree on: no unit with two codes, or one and the same code throughout. Raises ScoreError
    for codes that are not a two-dimensional table.
    """
    return float(_alpha(_coincidences(codes).sum(axis=0)))


def alpha_interval(codes: ArrayLike, draws: int = 2000, seed: int = 1) -> tuple[float, float, float]:
    """α with the 2.5 % and 97.5 % points of its bootstrap over units; the codes of a unit stay together.

    Units are resampled (Zapf et al. 2016). Krippendorff's own algorithm resamples pairs and holds D_e fixed; but units
    are what was sampled, and it is uncertain too which codes are rare. Draws with one code throughout have no α and are
    left out; both bounds are NaN if α is.
    """
    by_unit = _coincidences(codes)
    point = float(_alpha(by_unit.sum(axis=0)))
    if np.isnan(point):
        return point, float("nan"), float("nan")
    kinds, n = np.unique(by_unit.reshape(len(by_unit), -1), axis=0, return_counts=True)  # units with the same codes
    times = np.random.default_rng(seed).multinomial(len(by_unit), n / len(by_unit), size=draws)
    drawn = _alpha((times @ kinds).reshape(draws, *by_unit.shape[1:]))
    lower, upper = np.nanquantile(drawn, [0.025, 0.975])
    return point, float(lower), float(upper)


def _coincidences(codes: ArrayLike) -> NDArray[np.float64]:
    """Pairs of codes of each unit, weighted by 1 / (m_u − 1): `(n_units with two codes, n_values, n_values)`."""
    table = np.asarray(codes, dtype=np.float64)
    if table.ndim != 2:
        raise ScoreError(f"expected codes as an array of coders by units, with two dimensions; found {table.ndim}.")
    values = np.unique(table[~np.isnan(table)])
    counts = (table.T[:, :, None] == values).sum(axis=1).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    weighted: NDArray[np.float64] = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return weighted


def _alpha(coincidences: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 − (n − 1) Σ o_ck / Σ n_c n_k, over the pairs of values c ≠ k, of tables `(…, n_values, n_values)`."""
    marginals = coincidences.sum(axis=-1)
    n = marginals.sum(axis=-1)
    expected = n**2 - (marginals**2).sum(axis=-1)
    apart = coincidences.sum(axis=(-2, -1)) - np.trace(coincidences, axis1=-2, axis2=-1)
    known: NDArray[np.float64] = np.where(
        expected > 0, 1 - (n - 1) * apart / np.where(expected > 0, expected, 1), np.nan
    )
    return known
