"""The highest and the lowest period of a series of shares, with the periods that are not told from it.

Question. A share that is high in one year and low in the others shows no change from the first to the last period, and
the year is what a reader sees. Which period is highest is read off the data, so that its difference from every other is
one of all T (T − 1) / 2 differences: only an interval that holds for all of them at once may be read there.

Interval. Two periods s and t are told apart where the shares differ by more than

    c · √(l_s² + u_t²),    c = q(1 − α; T, ν) / (√2 · t(.975; ν)),

with l_s the distance from the share of the higher one to the lower end of its 95 % interval, u_t that from the share of
the lower one to the upper end of its own, and q the quantile of the studentised range (Tukey 1953; Kramer 1956; with
unequal variances it is conservative: Hayter 1984). ν is that of the period with fewest clusters. The intervals are
those of the shares and not the resamples behind them: where a theme is in no document of a period every resample is 0,
while the upper end of its interval is not. How intervals of single shares give that of a difference: Zou & Donner 2008.

Unlike a change, an extreme is of the texts of its periods: what the documents of a period have in common is part of it.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.shares.intervals import LEVEL
from topics.shares.trend.studentized_range import quantile

Floats = NDArray[np.float64]
_MOST_DEGREES = 1000.0  # beyond which ν changes nothing


class Extreme(NamedTuple):
    """The place of the highest or lowest period, the periods with an interval, and those not told from it.

    `known` and `beside` are `(n_periods,)`; the place itself is in `known` alone.
    """

    place: int
    known: NDArray[np.bool_]
    beside: NDArray[np.bool_]

    @property
    def compared(self) -> int:
        """The number of other periods that have an interval."""
        return int(self.known.sum()) - 1

    @property
    def told(self) -> NDArray[np.bool_]:
        """The periods that are told from it `(n_periods,)`."""
        found: NDArray[np.bool_] = self.known & ~self.beside
        found[self.place] = False
        return found


def highest(share: Floats, lower: Floats, upper: Floats, clusters: Floats, alpha: float = 1 - LEVEL) -> Extreme | None:
    """The highest of the periods that have an interval; all arguments `(n_periods,)`, NaN where there is none.

    `clusters` is the number of clusters of documents of each period. The period itself is not among those `beside` it.
    None with fewer than three such periods.
    """
    known = ~np.isnan(share) & ~np.isnan(lower) & ~np.isnan(upper) & (clusters > 1)
    if known.sum() < 3:
        return None
    place = int(np.where(known, share, -np.inf).argmax())
    degrees = min(float(clusters[known].min()) - 1, _MOST_DEGREES)
    margin = _factor(int(known.sum()), degrees, alpha) * np.hypot(share[place] - lower[place], upper - share)
    beside = known & (share[place] - share <= margin)
    beside[place] = False
    return Extreme(place, known, beside)


def lowest(share: Floats, lower: Floats, upper: Floats, clusters: Floats, alpha: float = 1 - LEVEL) -> Extreme | None:
    """The lowest of the periods that have an interval: see `highest`."""
    return highest(-share, -upper, -lower, clusters, alpha)


@lru_cache(maxsize=1000)
def _factor(periods: int, degrees: float, alpha: float) -> float:
    """c: how much wider the interval of one of all differences is than that of a difference named beforehand."""
    from scipy.special import stdtrit

    return float(quantile(1 - alpha, periods, degrees) / np.sqrt(2) / stdtrit(degrees, (1 + LEVEL) / 2))
