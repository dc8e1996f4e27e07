"""Errors of a coder, estimated from units that several have coded, and the codes that are expected without them.

Conventions. F `(n_labels, n)` is 1 where a unit's one coder gives it the label; T is the code that counts where several
have coded: the one that they share or that was decided, and as long as it is open the mean of theirs. `several (n,)`
marks these units, `weights (n,)` count units. The labels of a unit add to 1 or, for mentions, to anything.

A coder keeps the true label with probability r and guesses otherwise. Codes of two such coders, independent of each
other, have the covariance r² t̄ (1 − t̄), so that r² = α Σ f (1 − f) / Σ t̄ (1 − t̄) over the labels: α itself where what
is guessed is as frequent as what is true (Krippendorff 2019, ch. 12). f and t̄ are the means of F and of T. Then

    E F = f + r (T − t̄),   counted = t̄ + (F − f) / r,   t̄ = f + e,   e = mean of T − F over the units several coded

: right on the average in every period, whatever its share is; the calibration of an erring measurement by a validated
part (Fuller 1987, 1.1; Egami et al. 2023). The part is small, so that r, e and their variances are pooled over periods,
r over labels too, and each is drawn towards what α implies (`PRIOR` units, as in `design_based`; half a disagreement is
added to those seen, so that a few units on which all agree do not prove α = 1).

Where disagreements are open, either coder may be right, of one label always the same one. The part of them that is the
label's, λ, is not told by the codes. T is then imputed by what predictions tell (`disputes`), and the variance of what
it adds to is added to that of decided codes. Without predictions T lies anywhere within d / 2 of its value at ½, which
is added to the band and not to its variance (Imbens & Manski 2004; `design_based`). Simulated and left: λ uniform, as
of coders who guess evenly, or more likely near ½; an allowance for error rates that differ between periods, which
widens the bands of frequent labels more than those of rare ones, where coders who drift leave a bias. Deciding the
differences settles it.

Two coders who err alike look right, and who is right where both agree is asked by no one: the bands do not hold this.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.shares.coded.design_based import PRIOR

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.intp]
UNSEEN_ERRORS = (
    "What all coders miss or add in the same texts is not known, since no code shows it: "
    "if they miss one in ten texts of a theme, its share is larger by a ninth, 22.2% where 20% is said."
)
LEAST = 0.25  # α; below it coders agree hardly better than chance, and no band is given


@dataclass(frozen=True)
class CoderErrors:
    """What one coder's codes are worth; labels have the first axis.

    `alpha` is Krippendorff's α, smoothed; `kept` is r². `shift (n_labels,)` is e, `mean` is f, `error` the standard
    error of e, `open_error` that of what is right in open differences and `slope_error` that of 1 / r. `degrees` are
    those of all of them. `unknown` is how far T may lie on either side where nothing tells who is right, d / 2.
    """

    alpha: float
    kept: float
    shift: Floats
    mean: Floats
    error: Floats
    open_error: Floats
    slope_error: float
    degrees: float
    unknown: Floats

    @property
    def stretch(self) -> float:
        """1 / r, by which codes of one coder are drawn apart."""
        return float(1 / np.sqrt(self.kept))

    def counted(self, codes: Floats) -> Floats:
        """One coder's codes, or predictions of them, `(n_labels, …)`, corrected: f + e + (codes − f) / r."""
        column = (slice(None), *(None,) * (codes.ndim - 1))
        found: Floats = (self.mean + self.shift)[column] + (codes - self.mean[column]) * self.stretch
        return found

    def standard_error(self, alone: float, share: Floats, again: Floats | float = 0.0) -> Floats:
        """The standard error `(n_labels,)` that these numbers add to a share.

        `alone` is the part of the period's coded text that one coder coded, `share` what that coder says of it. `again`
        is the coded part of the period by the effective number of coded units: what the coder errs in units that are
        coded is left when all are.
        """
        of_shift = self.error**2 + ((share - self.mean) * self.slope_error) ** 2
        of_units = alone * again * share * (1 - share) * (self.stretch**2 - 1)
        found: Floats = np.sqrt(alone**2 * of_shift + of_units + self.open_error**2)
        return found


def coder_errors(
    one: Floats,
    true: Floats,
    apart: Floats,
    waits: Flags,
    several: Flags,
    weights: Floats,
    imputed: tuple[Floats, Floats] | None = None,
) -> CoderErrors | None:
    """The errors of one coder; None where fewer than two units have several codes.

    `one (n_labels, n)` is F; for a unit with several codes, the mean over its coders, any of whom might have coded
    alone. `true (n_labels, n)` is T, of open units its mean. `apart (n_labels, n)` is the part of a unit's pairs of
    coders who differ about the label, `waits (n,)` whether their difference is still open, `several (n,)` whether the
    unit has several codes.
    `imputed` are the variances of T in each open unit `(n_labels, n)`, given λ and all, and of its mean `(n_labels,)`.
    """
    if several.sum() < 2:
        return None
    w = weights[several] / weights[several].sum()
    n = float(1 / (w**2).sum())
    mean = (weights * one).sum(axis=1) / weights.sum()
    both = one[:, several] @ w
    by_chance = float((2 * both * (1 - both)).sum())
    seen = apart[:, several] @ w
    # Of labels that add to 1, two are wrong where coders differ: a unit counts once.
    differ = (n * seen.sum() + 1.0) / (n + 1)
    alpha = 1 - differ / by_chance if by_chance > 0 else 1.0
    settled = true[:, several] @ w
    by_true = float((2 * settled * (1 - settled)).sum())
    kept = min(max((by_chance - differ) / by_true, LEAST), 1.0) if by_true > 0 else 1.0
    # Whoever guesses errs about rare labels as often as about others.
    spread_evenly = (both * (1 - both)).mean()
    implied = (1 - min(max(alpha, 0.0), 1.0)) * 2 * np.maximum(both * (1 - both), spread_evenly)
    away = true[:, several] - one[:, several]
    shift = away @ w
    waiting = apart[:, several] * waits[several]
    of_unit, of_mean = imputed or (waiting**2 / 4, np.zeros(len(one)))
    spread = ((away - shift[:, None]) ** 2 + of_unit) @ w * n / max(n - 1, 1)
    variance = (PRIOR * implied / 2 + (n - 1) * spread) / (PRIOR + n - 1)
    return CoderErrors(
        alpha=alpha,
        kept=kept,
        shift=shift,
        mean=mean,
        error=np.sqrt(variance / n),
        open_error=np.sqrt(of_mean),
        slope_error=float(np.sqrt(differ * max(2 - differ, 0) / n) / max(by_true, 1e-9) / 2 * kept**-1.5),
        degrees=PRIOR + n - 1,
        unknown=np.zeros(len(one)) if imputed else waiting @ w / 2,
    )
