"""Reliability of coding: Krippendorff's α = 1 − D_o / D_e, observed over expected disagreement of pairs of codes.

Conventions. `codes (n_coders, n_units)`: numbers, NaN if a coder did not code a unit. The codes of a unit are paired
regardless of who gave them; a unit with fewer than two codes is left out. Nominal codes may be any numbers, one per
category. Krippendorff (2004) asks for α ≥ .8 to rely on the codes and allows .667–.8 for tentative conclusions.

Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; 2019, Content Analysis (4th ed.), ch. 12.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import ScoreError, nearest

Level = Literal["nominal", "ordinal", "interval"]
RELY, TENTATIVE = 0.8, 0.667


def alpha(codes: ArrayLike, level: Level = "nominal") -> float:
    """Krippendorff's α of `codes (n_coders, n_units)`: 1 for full agreement, 0 for agreement by chance.

    NaN if there is nothing to agree on: no unit with two codes, or one and the same code throughout. Raises ScoreError
    for an unknown level and for codes that are not a two-dimensional table.
    """
    return _alpha(_coincidences(codes, level).sum(axis=0), _values(codes), level)


def alpha_interval(
    codes: ArrayLike, level: Level = "nominal", draws: int = 2000, seed: int = 1
) -> tuple[float, float, float]:
    """α with the 2.5 % and 97.5 % points of its bootstrap over units; the codes of a unit stay together.

    Units are resampled (Zapf et al. 2016). Krippendorff's own algorithm resamples pairs and holds D_e fixed; but units
    are what was sampled, and it is uncertain too which codes are rare. Draws with one code throughout have no α and are
    left out; both bounds are NaN if α is.
    """
    by_unit, values = _coincidences(codes, level), _values(codes)
    point = _alpha(by_unit.sum(axis=0), values, level)
    n_units = len(by_unit)
    if np.isnan(point):
        return point, float("nan"), float("nan")
    flat, shape = by_unit.reshape(n_units, -1), by_unit.shape[1:]
    times = np.random.default_rng(seed).multinomial(n_units, np.full(n_units, 1 / n_units), size=draws)
    drawn = [_alpha((row @ flat).reshape(shape), values, level) for row in times]
    lower, upper = np.nanquantile(drawn, [0.025, 0.975])
    return point, float(lower), float(upper)


def _values(codes: ArrayLike) -> NDArray[np.float64]:
    table = np.asarray(codes, dtype=np.float64)
    return np.unique(table[~np.isnan(table)])


def _coincidences(codes: ArrayLike, level: str) -> NDArray[np.float64]:
    """Pairs of codes of each unit, weighted by 1 / (m_u − 1): `(n_units with two codes, n_values, n_values)`."""
    table = np.asarray(codes, dtype=np.float64)
    if table.ndim != 2:
        raise ScoreError(f"expected codes as an array of coders by units, with two dimensions; found {table.ndim}.")
    if level not in get_args(Level):
        raise ScoreError(f'there is no level of measurement "{level}"; {nearest(level, get_args(Level))}')
    counts = (table.T[:, :, None] == _values(table)).sum(axis=1).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    weighted: NDArray[np.float64] = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return weighted


def _alpha(coincidences: NDArray[np.float64], values: NDArray[np.float64], level: str) -> float:
    """1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck."""
    marginals = coincidences.sum(axis=1)
    distance = _squared_distance(marginals, values, level)
    expected = marginals @ distance @ marginals
    if expected <= 0:
        return float("nan")
    return float(1 - (marginals.sum() - 1) * (coincidences * distance).sum() / expected)


def _squared_distance(marginals: NDArray[np.float64], values: NDArray[np.float64], level: str) -> NDArray[np.float64]:
    """δ²: 0 or 1 (nominal), (c − k)² (interval), or the squared number of codes between two ranks (ordinal)."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    # Σ_{g=c}^{k} n_g − (n_c + n_k)/2 is the distance between the middles of two ranks.
    places = values if level == "interval" else np.cumsum(marginals) - marginals / 2
    squared: NDArray[np.float64] = (places[:, None] - places[None, :]) ** 2
    return squared
