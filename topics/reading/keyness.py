"""Key words: words that are more frequent in some documents than in others, and how sure that is.

Conventions. Two *sides*, a and b, are documents with the counts of their words. A rate is the occurrences of a word
over all word tokens of its side. Words cluster in documents, so that a word that one document repeats says little about
others: tests and intervals take documents, not words, as what might have been written otherwise.

With y_d occurrences in n_d tokens of document d, Y = Σ y_d, N = Σ n_d, and a document's worth α of the text of both
sides together, as the prior of each (Monroe, Colaresi & Quinn 2008): α = n̄ · (Y_a + Y_b) / (N_a + N_b),
α_0 = n̄, the mean length of a document.

- rate p = (Y + α) / (N + α_0), with variance over documents
  V = m / (m − 1) · (Σ_d (y_d − p n_d)² + (α − p α_0)²) / (N + α_0)², at least that of words drawn one by one,
  p (1 − p) / (N + α_0). The prior counts as a document with an error of its own, so that no occurrence among many
  documents is not taken for certainty.
- log ratio log2(p_a / p_b), its interval by `topics.reading.ratios.ratio_bounds`.
- z = (p_a − p_b) / √(V_a + V_b), t with the degrees of freedom of both sides. By Cauchy's inequality z² is at most
  about the number of documents that carry the difference: a word of one document has |z| ≤ 1, however often it stands
  there.
- G² = 2 Σ O ln(O / E) over the table of word and other words by sides (Dunning 1993).
- log odds: ln((Y_a + α) / (N_a + α_0 − Y_a − α)) less the same of b, and that over √(1 / (Y_a + α) + 1 / (Y_b + α)):
  "fightin' words" (Monroe, Colaresi & Quinn 2008, eq. 16 and 20). Both this and G² take every word as drawn by itself.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.reading.ratios import ratio_bounds
from topics.shares.intervals import LEVEL, degrees_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEWEST = 5  # documents of both sides that hold a word; with fewer, |z| cannot pass √5 and no test is made

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Side:
    """Documents of one side: `counts (n_documents, n_words)` of their words, `sizes (n_documents)` in word tokens."""

    counts: "csr_matrix"
    sizes: Floats

    @property
    def occurrences(self) -> Floats:
        """Occurrences of each word `(n_words)`."""
        return np.asarray(self.counts.sum(axis=0), dtype=np.float64).ravel()

    @property
    def documents(self) -> NDArray[np.int64]:
        """Documents that hold each word `(n_words)`."""
        return np.bincount(self.counts.indices, minlength=self.counts.shape[1])

    def rates(self, alpha: Floats, alpha_0: float) -> tuple[Floats, Floats]:
        """The rate of each word and its variance over documents, NaN for a single document; `alpha` is the prior."""
        m, total = len(self.sizes), self.sizes.sum() + alpha_0
        rate = (self.occurrences + alpha) / total
        squares = np.asarray(self.counts.multiply(self.counts).sum(axis=0), dtype=np.float64).ravel()
        with_size = np.asarray(self.counts.T @ self.sizes, dtype=np.float64)
        apart = squares - 2 * rate * with_size + rate**2 * (self.sizes**2).sum() + (alpha - rate * alpha_0) ** 2
        if m < 2:
            return rate, np.full_like(rate, np.nan)
        return rate, np.maximum(m / (m - 1) * apart / total**2, rate * (1 - rate) / total)


@dataclass(frozen=True, eq=False)
class Keyness:
    """Measures of each word, all `(n_words)`; see the module. `p` and `adjusted` are NaN where no test is made."""

    log_ratio: Floats
    lower: Floats
    upper: Floats
    z: Floats
    p: Floats
    adjusted: Floats
    g2: Floats
    log_odds: Floats
    log_odds_z: Floats


def keyness(a: Side, b: Side) -> Keyness:
    """Key words of side a against side b, over the same words.

    P-values are adjusted by Benjamini & Hochberg (1995) over the words that at least `FEWEST` documents hold. Raises
    ModelError for a side without a word.
    """
    if not (a.sizes.sum() > 0 and b.sizes.sum() > 0):
        raise ModelError("a side without a word has no key words; choose other documents.")
    alpha_0 = float(np.concatenate([a.sizes, b.sizes]).mean())
    alpha = alpha_0 * (a.occurrences + b.occurrences) / (a.sizes.sum() + b.sizes.sum())
    (rate_a, var_a), (rate_b, var_b) = a.rates(alpha, alpha_0), b.rates(alpha, alpha_0)
    z, p, t = _tests(rate_a - rate_b, var_a + var_b, degrees_of(a.sizes) + degrees_of(b.sizes))
    held = a.documents + b.documents
    lower, upper = ratio_bounds(rate_a, rate_b, var_a, var_b, 0.0, t)
    unknown = np.where(np.isnan(z) | (held < FEWEST), np.nan, 0.0)
    with np.errstate(divide="ignore"):  # a bound of 0 is −∞ on the scale of logarithms
        low, high = np.log2(lower) + unknown, np.log2(upper) + unknown
    log_odds, log_odds_z = _log_odds(a, b, alpha, alpha_0)
    adjusted = adjusted_for_all(p + unknown)
    log_ratio = np.log2(np.where(rate_a > 0, rate_a, np.nan)) - np.log2(np.where(rate_b > 0, rate_b, np.nan))
    return Keyness(log_ratio, low, high, z + unknown, p + unknown, adjusted, g2(a, b), log_odds, log_odds_z)


def g2(a: Side, b: Side) -> Floats:
    """Dunning's log-likelihood ratio of each word, from the table of the word and all other words by side."""
    sizes = np.array([a.sizes.sum(), b.sizes.sum()])[:, None]
    words = np.stack([a.occurrences, b.occurrences])
    seen = np.stack([words, sizes - words])  # (word or not, side, n_words)
    expected = seen.sum(axis=1, keepdims=True) * sizes / sizes.sum()
    ratio = np.divide(seen, expected, out=np.ones_like(seen), where=seen > 0)
    found: Floats = 2 * (seen * np.log(ratio)).sum(axis=(0, 1))
    return np.maximum(found, 0)


def _log_odds(a: Side, b: Side, alpha: Floats, alpha_0: float) -> tuple[Floats, Floats]:
    """The difference of log odds with a prior, and that over its standard error; NaN for a word of neither side."""
    odds, variance = [], np.zeros_like(alpha)
    for side in (a, b):
        with_prior = np.where(alpha > 0, side.occurrences + alpha, np.nan)
        odds.append(np.log(with_prior / (side.sizes.sum() + alpha_0 - with_prior)))
        variance = variance + 1 / with_prior
    return odds[0] - odds[1], (odds[0] - odds[1]) / np.sqrt(variance)


def _tests(difference: Floats, variance: Floats, degrees: float) -> tuple[Floats, Floats, float]:
    """z, its two-sided p, and the quantile of the interval, by t with these degrees of freedom."""
    from scipy.special import stdtr, stdtrit

    z = np.divide(difference, np.sqrt(variance), out=np.full_like(difference, np.nan), where=variance > 0)
    return z, 2 * stdtr(degrees, -np.abs(z)), float(stdtrit(degrees, (1 + LEVEL) / 2))


def adjusted_for_all(p: Floats) -> Floats:
    """P-values adjusted for the false discovery rate (Benjamini & Hochberg 1995); what is not known stays so.

    The tests hold it to `scipy.stats`, which takes half a second to import.

    >>> adjusted_for_all(np.array([0.01, 0.04, np.nan, 0.03])).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    found, known = np.full_like(p, np.nan), np.flatnonzero(np.isfinite(p))
    falling, n = known[np.argsort(p[known])[::-1]], len(known)
    found[falling] = np.minimum.accumulate(np.append(1.0, p[falling] * (n / np.arange(n, 0, -1))))[1:]
    return found
