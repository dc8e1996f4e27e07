"""Themes that stand together: in how many passages or sentences, against chance, and how sure that is.

Conventions. A *unit* is a passage or a sentence; a theme stands in it if one of its terms does. By chance means that
the units of each document were shuffled: themes of one document are together more often than those of two, and that is
not counted. Documents, not units, are taken as what might have been written otherwise, since a text returns to its
themes.

With n_d units in document d, of which a_d hold the one theme, b_d the other and o_d both, over m documents that hold
both themes:

- expected e_d = a_d b_d / n_d, O = Σ o_d, E = Σ e_d, ratio R = O / E.
- variance over documents V = m / (m − 1) · Σ (o_d − e_d)², at least that of the shuffled units,
  Σ a_d (n_d − a_d) b_d (n_d − b_d) / (n_d² (n_d − 1)), the hypergeometric distribution. z = (O − E) / √V is read by t
  with m' − 1 degrees of freedom, m' = E² / Σ e_d² (Kish 1965).
- the interval of R is Fieller's (`topics.reading.ratios.ratio_bounds`) with the variances of O and E and their
  covariance over documents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.reading.keyness import FEWEST, adjusted_for_all
from topics.reading.ratios import ratio_bounds
from topics.shares.intervals import LEVEL

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of themes, all `(n_pairs)`: see the module. What is not known is NaN, for fewer than `FEWEST` documents."""

    together: Floats
    expected: Floats
    documents: NDArray[np.int64]
    ratio: Floats
    lower: Floats
    upper: Floats
    p: Floats
    adjusted: Floats


def togetherness(a: Floats, b: Floats, both: Floats, units: Floats) -> Pairs:
    """Pairs against chance: units of each document that hold the first theme, the second, and both.

    `a`, `b`, `both` `(n_documents, n_pairs)` and `units (n_documents)`, at least one each. P-values are adjusted by
    Benjamini & Hochberg (1995) over the pairs that at least `FEWEST` documents hold.
    """
    from scipy.special import stdtr, stdtrit

    n = units[:, None]
    carried = (a > 0) & (b > 0)
    e, m = a * b / n, carried.sum(axis=0)
    together, expected = both.sum(axis=0), e.sum(axis=0)
    shuffled = (e * (n - a) * (n - b) / np.maximum(n * (n - 1), 1)).sum(axis=0)
    unknown = np.where(m < FEWEST, np.nan, 1.0)
    correction = unknown * m / np.maximum(m - 1, 1)
    degrees = expected**2 / np.where(expected > 0, (e**2).sum(axis=0), np.nan) - 1
    variance = np.maximum(correction * ((both - e) ** 2).sum(axis=0), shuffled)
    z = np.divide(together - expected, np.sqrt(variance), out=np.full_like(expected, np.nan), where=variance > 0)
    p = np.where(degrees > 0, 2 * stdtr(degrees, -np.abs(z)), np.nan)
    spread = [
        correction * (one * other).sum(axis=0) - correction * one.sum(axis=0) * other.sum(axis=0) / np.maximum(m, 1)
        for one, other in ((both, both), (e, e), (both, e))
    ]
    t = stdtrit(np.maximum(degrees, 0.5), (1 + LEVEL) / 2)
    bounds = ratio_bounds(together, expected, np.maximum(spread[0], shuffled), spread[1], spread[2], t)
    lower, upper = (np.where(np.isnan(p), np.nan, bound) for bound in bounds)
    ratio = np.divide(together, expected, out=np.full_like(expected, np.nan), where=expected > 0)
    return Pairs(together, expected, m, ratio, lower, upper, p, adjusted_for_all(p))
