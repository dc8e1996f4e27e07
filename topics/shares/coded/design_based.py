"""Shares from a coded sample with known inclusion probabilities, corrected from any estimator's predictions.

Conventions. A period has N units (passages or documents) with weights a (word tokens for the text share:
`unit_weights`), in strata h of N_h units, of which n_h were drawn by chance and coded: π = n_h / N_h. Y is 1 where the
code is the theme. The axes before the last ones (n coded units, H strata) are a batch.

The estimand is Σ a Y / Σ a. With a prediction ĝ of Y for every unit, made without the unit's own code,
    Ỹ = ĝ + (R/π)(Y − ĝ),   share = Σ a ĝ / Σ a + B,   B = Σ_h N_h mean_h a (Y − ĝ) / Σ_h N_h mean_h a,
which is the mean of Ỹ if all weights are equal: design-based supervised learning (Egami, Hinck, Stewart & Wei 2023);
in survey sampling the difference estimator (Särndal, Swensson & Wretman 1992, ch. 6). Whatever ĝ is, the share is right
on the average of all samples; a good ĝ makes it precise. A constant ĝ gives the share that the codes alone say.

The variance over samples from this corpus is Σ_h (N_h/N)² (1 − n_h/N_h) s²_h / n_h, with s²_h that of the linearised
a (Y − ĝ − B) (Cochran 1977, 5.5, 6.11). The variance over corpora that might have been written adds S²/N, that of
a (Y − share), times the design effect of units that come in clusters (`topics.shares.coded.clusters`).

Few codes show few errors of a good ĝ, often none, and s²_h is then too small. So it is shrunk towards its expectation,
    (ν expected + (n_h − 1) s²_h) / (ν + n_h − 1),   ν = PRIOR units,
if that is more. The expectation is mean_h a² ĝ (1 − ĝ) over all units (`expected_square`) or, for codes alone, what the
codes and the share imply for a stratum (`expected_of_codes`). Its weight vanishes as more is coded: predictions that
are wrong about themselves in one period do not spoil its band (docs/gold.md).
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from topics.shares.intervals import LEVEL, NOTHING, document_bounds

Population = Literal["process", "corpus"]
Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
PRIOR = 12.0  # coded units that the expected variance is worth; docs/gold.md


@dataclass(frozen=True)
class DesignEstimate:
    """Shares inside [0, 1] and the numbers from which their bounds are computed, all of one shape.

    `se_coding` is the standard error over samples of units drawn to be coded, `se_units` that over units that might
    have been written, each with its degrees of freedom. `n_effective` is the number of coded units of equal weight that
    would be as informative (Kish 1965), `units_effective` that of all units, and `left` the part of the units without a
    code. `skew` is the skewness of the share over samples, `coded` the part of the coded units that have the theme.
    `se_coders` is the standard error of what is known of coders' errors (`topics.shares.coded.coder_errors`), with its
    degrees of freedom; `unknown` is how far the share may lie on either side for all that anybody knows.
    """

    share: Floats
    se_coding: Floats
    se_units: Floats
    degrees: Floats
    degrees_units: Floats
    n_effective: Floats
    units_effective: Floats
    left: Floats
    skew: Floats
    coded: Floats
    se_coders: Floats | float = 0.0
    degrees_coders: float = 1.0
    unknown: Floats | float = 0.0

    def bounds(self, population: Population) -> tuple[Floats, Floats]:
        """Bounds of a 95 % interval for this corpus, or for the process that wrote it.

        Those of `topics.shares.intervals.document_bounds`, for as many all-or-nothing units as have the largest
        variance that this design allows. The t interval of coders' errors is independent of them: squared distances add
        (Zou & Donner 2008). What nobody can tell is added to them (`unidentified`). NaN where the coded units weigh as
        much as fewer than two.
        """
        from scipy.special import stdtrit

        variance, degrees = self.spread(population)
        largest, of_units = self._largest(population)
        units = 1 + np.divide(1, largest, out=np.full_like(largest, np.inf), where=largest > 0)
        of_documents = np.divide(of_units, largest, out=np.ones_like(largest), where=largest > 0)
        lower, upper = document_bounds(self.share, variance, degrees, units, self.skew, of_documents=of_documents)
        # What no code shows may not be there at all, whatever predictions say of units without a code.
        lower, upper = np.where(self.coded > 0, lower, 0 * lower), np.where(self.coded < 1, upper, 0 * upper + 1)
        enough = np.where(self.n_effective < 2, np.nan, 1.0)
        of_coders = stdtrit(self.degrees_coders, (1 + LEVEL) / 2) * self.se_coders
        below, above = np.hypot(self.share - lower, of_coders), np.hypot(upper - self.share, of_coders)
        below, above = (unidentified(each, self.unknown) for each in (below, above))
        return np.maximum(self.share - below, 0) * enough, np.minimum(self.share + above, 1) * enough

    def with_coders(self, error: Floats, degrees: float, unknown: Floats) -> "DesignEstimate":
        """The same estimate with the standard error of coders' errors added."""
        return replace(self, se_coders=error, degrees_coders=degrees, unknown=unknown)

    def spread(self, population: Population) -> tuple[Floats, Floats]:
        """The variance of the share and its degrees of freedom (Satterthwaite 1946)."""
        if population == "corpus":
            return self.se_coding**2, self.degrees
        coding, units = self.se_coding**2, self.se_units**2
        # A share of 0 has no variance; its degrees are those of a share close to it.
        largest, of_units = self._largest(population)
        nothing = coding + units <= 0
        coding, weighed = np.where(nothing, largest - of_units, coding), np.where(nothing, of_units, units)
        pieces = coding**2 / self.degrees + weighed**2 / self.degrees_units
        whole = np.divide((coding + weighed) ** 2, pieces, out=np.ones_like(pieces), where=pieces > 0)
        return np.where(nothing, 0, coding + weighed), np.maximum(whole, 1)

    def _largest(self, population: Population) -> tuple[Floats, Floats]:
        """The largest variance of a share p by p (1 − p), that of all-or-nothing units, and the units' part of it."""
        coding = self.left / np.maximum(self.n_effective - 1, NOTHING)
        units = 1 / np.maximum(self.units_effective - 1, NOTHING) if population == "process" else np.zeros_like(coding)
        return coding + units, units

    def clustered(self, effect: Floats, degrees: float) -> "DesignEstimate":
        """The same estimate for units that come in clusters, with their design effect and its degrees of freedom."""
        return replace(
            self,
            se_units=self.se_units * np.sqrt(effect),
            degrees_units=np.full_like(self.degrees_units, max(degrees, 1)),
            units_effective=1 + (self.units_effective - 1) / effect,
        )


def unidentified(distance: Floats, unknown: Floats | float) -> Floats:
    """The distance of a bound from the middle of a set that reaches `unknown` to either side (Imbens & Manski 2004).

    `distance` is that of a point's. It is multiplied by c / z, Φ(c + 2 unknown / σ) − Φ(−c) = level, σ = distance / z:
    z where the set is a point, and the one-sided quantile where it is wide.
    """
    from scipy.special import ndtr, ndtri

    z, wide = float(ndtri((1 + LEVEL) / 2)), 2 * unknown / np.maximum(distance, NOTHING)
    low, high = np.full_like(distance, ndtri(LEVEL)), np.full_like(distance, z)
    for _ in range(30):
        c = (low + high) / 2
        enough = ndtr(c + z * wide) - ndtr(-c) >= LEVEL
        low, high = np.where(enough, low, c), np.where(enough, c, high)
    found: Floats = distance * high / z + unknown
    return found


def unit_weights(n_tokens: Floats, document: Integers | None = None) -> Floats:
    """Weights a `(N,)`: a unit's tokens for the text share, its part of its document's for the document share."""
    if document is None:
        return n_tokens.astype(np.float64)
    share: Floats = n_tokens / np.bincount(document, weights=n_tokens)[document]
    return share


def design_estimate(
    codes: Floats,
    predicted: Floats,
    weights: Floats,
    stratum: Integers,
    sizes: Floats,
    predicted_share: Floats | float,
    *,
    expected: Floats | None = None,
    inflation: Floats | None = None,
) -> DesignEstimate:
    """The corrected share of a period (see the module); with predictions of 0 throughout, the share of the codes alone.

    `codes`, `predicted`, `weights` and `stratum` `(…, n)` are of the coded units; `sizes (…, H)` are N_h and
    `predicted_share (…)` is Σ a ĝ / Σ a over all units; `expected (…, H)` is the expected variance of a (Y − ĝ),
    without which s²_h is used as it is. `inflation (…, n)` is 1/π of units that were drawn with a π of their own within
    the stratum; the variance is then that of a (Y − ĝ − B) π_h / π (Hansen & Hurwitz 1943).
    """
    counts = stratum_sums(np.ones_like(weights), stratum, sizes.shape[-1])
    even = np.take_along_axis(np.divide(sizes, counts, out=np.zeros_like(sizes), where=counts > 0), stratum, axis=-1)
    uneven = np.ones_like(weights) if inflation is None else inflation / even
    each = weights * even * uneven
    total, n = each.sum(axis=-1), sizes.sum(axis=-1)
    second = (each * (codes - predicted)).sum(axis=-1) / total
    share = np.clip(predicted_share + second, 0, 1)
    variance, degrees = _stratified_variance(
        uneven * weights * (codes - predicted - second[..., None]), stratum, sizes, counts, expected
    )
    # Σ_h N_h mean_h a² (Y − share)² / N, the mean weight put to 1
    square = (each * weights * (codes - share[..., None]) ** 2).sum(axis=-1) / n / (total / n) ** 2
    apart = each * (codes - predicted - second[..., None])
    squares = (apart**2).sum(axis=-1)
    return DesignEstimate(
        share=share,
        se_coding=np.sqrt(variance) / (total / n),
        se_units=np.sqrt(square / np.maximum(n - 1, 1)),
        degrees=degrees,
        degrees_units=np.maximum(n - 1, 1),
        n_effective=total**2 / (each**2).sum(axis=-1),
        units_effective=1 + np.maximum(n - 1, 1) * (total / n) ** 2 / ((each * weights).sum(axis=-1) / n),
        left=1 - codes.shape[-1] / n,
        skew=np.divide((apart**3).sum(axis=-1), squares**1.5, out=np.zeros_like(squares), where=squares > NOTHING),
        coded=codes.mean(axis=-1),
    )


def stratum_sums(values: Floats, stratum: Integers, n_strata: int) -> Floats:
    """Sums of `values (…, n)` over each stratum: `(…, n_strata)`."""
    sums = [np.where(stratum == h, values, 0.0).sum(axis=-1) for h in range(n_strata)]
    return np.stack(sums, axis=-1)


def expected_square(predicted: Floats, weights: Floats, stratum: Integers, n_strata: int) -> Floats:
    """Variance of a (Y − ĝ) that the predictions imply: mean_h a² ĝ (1 − ĝ) over all units `(…, N)` of each stratum."""
    n = np.maximum(stratum_sums(np.ones_like(predicted), stratum, n_strata), 1)
    return stratum_sums(weights**2 * predicted * (1 - predicted), stratum, n_strata) / n


def expected_of_codes(codes: Floats, weights: Floats, stratum: Integers, sizes: Floats) -> Floats:
    """Variance that the codes alone imply: mean_h a² q (1 − q) `(…, H)`; arguments as for `design_estimate`.

    q is the rate of the theme among the stratum's coded units, with two units added that have the rate of the period.
    """
    n_strata = sizes.shape[-1]
    counts = stratum_sums(np.ones_like(codes), stratum, n_strata)
    positive = stratum_sums(codes, stratum, n_strata)
    rate = np.divide(positive, counts, out=np.zeros_like(positive), where=counts > 0)
    share = (sizes * rate).sum(axis=-1, keepdims=True) / sizes.sum(axis=-1, keepdims=True)
    q = (positive + 2 * share) / (counts + 2)
    square = stratum_sums(weights**2 + np.zeros_like(codes), stratum, n_strata) / np.maximum(counts, 1)
    found: Floats = square * q * (1 - q)
    return found


def _stratified_variance(
    linear: Floats, stratum: Integers, sizes: Floats, counts: Floats, expected: Floats | None
) -> tuple[Floats, Floats]:
    """Variance of a mean over samples of this corpus, and its degrees of freedom (Satterthwaite 1946)."""
    n_strata = sizes.shape[-1]
    n = np.maximum(counts, 1)
    means = stratum_sums(linear, stratum, n_strata) / n
    centred = linear - np.take_along_axis(means, stratum, axis=-1)
    free = np.maximum(counts - 1, 1)
    square = stratum_sums(centred**2, stratum, n_strata) / free
    if expected is not None:
        seen = np.maximum(counts - 1, 0)
        square = np.maximum(square, (PRIOR * expected + seen * square) / (PRIOR + seen))
        free = PRIOR + seen
    terms = (sizes / sizes.sum(axis=-1, keepdims=True)) ** 2 * (1 - counts / np.maximum(sizes, 1)) * square / n
    variance, pieces = terms.sum(axis=-1), (terms**2 / free).sum(axis=-1)
    whole = np.maximum(counts.sum(axis=-1) - 1, 1)
    degrees = np.where(pieces > 0, variance**2 / np.where(pieces > 0, pieces, 1), whole)
    return variance, np.maximum(degrees, 1)
