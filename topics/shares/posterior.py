"""The posterior of a share given the model: the uncertainty of passages' weights if the topics are taken as known.

Conventions. With its topics held fixed, LDA gives passage p the composition θ_p ~ Dir(γ_p), independently of other
passages; collapsed and by Gibbs that is an approximation, γ_p being the tokens by topic and α. A theme's weight w_p,
the sum of its topics' parts, is then Beta distributed with the variance
w_p (1 − w_p) / (g_p + 1), g_p = Σ_k γ_pk, and a share Σ_p c_p w_p has the variance

    V = Σ_p c_p² w_p (1 − w_p) / (g_p + 1),   c_p = L_p / Σ L for text, L_p / (L_d N) for documents

in closed form: nothing is simulated. The interval is that of the Beta distribution with this mean and variance, exact
for one passage and normal for many. Of several seeds, mean and variance are means over them.

Where a sampler's states were kept (`keep_draws` of LDA), the variance of the share over them is added, the mean over
seeds: what topics and tokens leave open together, near the optimum that was found.

It is not a band of the share. It leaves out that other documents might have been written, that topics are estimates,
and that the model is one of many; so it contains the true share far less often than 95 % suggests. It is shown beside
the band to make clear how small a part of the uncertainty it is. This is the method of composition (Treier & Jackman
2008; in structural topic models Roberts et al. 2014) with its integral solved.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.schema import SHARE, Column, declare
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES
from topics.shares.intervals import LEVEL
from topics.shares.sums import dated_by, used_passages
from topics.themes import NONE_OF_THE_THEMES
from topics.unmeasured import NO_DOCUMENT, NO_TOPIC, WHY

if TYPE_CHECKING:
    import pandas as pd

WHAT_IT_IS = "given the model: not a band of the share"
POSTERIOR = declare(
    "posterior shares",
    "one estimator, weighting, theme (or none of them) and period",
    (
        *SHARES.only("estimator", "weighting", "theme", "period", "share"),
        Column("posterior_lower", "number", SHARE, "lower end of the 95 % interval of the posterior, given the topics"),
        Column("posterior_upper", "number", SHARE, "upper end of the 95 % interval of the posterior, given the topics"),
        Column("se_posterior", "number", SHARE, "standard deviation of the posterior, given the topics"),
        Column("posterior", "text", "", "what the interval is, and that it is not a band of the share"),
        *SHARES.only("n_seeds"),
        *BESIDE_WEIGHTING,
        WHY,
        *SHARES.only("unfit"),
    ),
)

Floats = NDArray[np.float64]


def posterior_shares(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
) -> "pd.DataFrame":
    """Shares by weight with their posterior, per weighting, theme (or none) and period: as declared in `POSTERIOR`.

    Arguments are those of `topics.shares.estimate.theme_shares`; nothing is resampled. NaN in a period without a
    document. Raises ModelError for scores whose model has no such posterior; only LDA without calibration has one.
    """
    if any(s.concentration is None for s in scores):
        raise ModelError(
            f'"{estimator}" has no posterior of its passages\' topics; of the models here LDA has one, '
            "on its own scale none."
        )
    estimand.vary_only("posteriors of shares", "weighting", "unit", "date_type", "duplicates")
    periods = design.periods
    table = used_passages(passages, dated_by(documents, estimand.date_type), periods, estimand.duplicates)
    ids, lengths = table["passage_id"].tolist(), table["n_tokens"].to_numpy(dtype=np.float64)
    weights = np.stack([s.composition[s.rows(ids), :-1] for s in scores])
    known = np.stack([np.asarray(s.concentration)[s.rows(ids)] for s in scores])
    variances = (weights * (1 - weights) / (known[:, :, None] + 1)).mean(axis=0)
    drawn = [_drawn(s, s.rows(ids)) for s in scores]
    period, document = (table[name].to_numpy(dtype=str) for name in ("period", "doc_id"))
    found, reasons = [], []
    for weighting in WEIGHTINGS:
        about = replace(estimand, weighting=weighting).columns
        said = (WHAT_IT_IS, len(scores), *(value for name, value in about.items() if name != "weighting"))
        cells = {
            name: _cell(weights.mean(axis=0), variances, drawn, lengths, document, period == name, weighting)
            for name in periods.names
        }
        for k, theme in enumerate((*scores[0].theme_ids, NONE_OF_THE_THEMES)):
            blind = k < len(scores[0].theme_ids) and not weights[:, :, k].any()
            for name in periods.names:
                numbers = np.full(4, np.nan) if blind else cells[name][:, k]
                found.append((estimator, weighting, theme, name, *numbers, *said))
                reasons.append(NO_DOCUMENT if not (period == name).any() else NO_TOPIC if blind else "")
    return POSTERIOR.check(POSTERIOR.frame(found).assign(why=reasons))


def _cell(
    weights: Floats,
    variances: Floats,
    drawn: Sequence[Floats | None],
    lengths: Floats,
    document: NDArray[np.str_],
    rows: NDArray[np.bool_],
    weighting: str,
) -> Floats:
    """Share, lower, upper, standard error of one period `(4, n_labels)`."""
    if not rows.any():
        return np.full((4, weights.shape[1]), np.nan)
    parts = lengths[rows] / lengths[rows].sum()
    if weighting == "document":
        _, of, n = np.unique(document[rows], return_inverse=True, return_counts=True)
        parts = lengths[rows] / (np.bincount(of, weights=lengths[rows])[of] * len(n))
    share, variance = parts @ weights[rows], parts**2 @ variances[rows]
    if states := [np.tensordot(parts, of_seed[rows], 1) for of_seed in drawn if of_seed is not None]:
        variance = variance + np.mean([of_seed.var(axis=0, ddof=1) for of_seed in states], axis=0)
    return np.stack([share, *beta_bounds(share, variance), np.sqrt(variance)])


def _drawn(scores: ThemeScores, rows: NDArray[np.intp]) -> Floats | None:
    """Weights of themes and none of them in drawn states `(n_passages, n_states, n_labels)`; None with fewer than two.

    Passages that no topic has are about none of the themes in no state.
    """
    if scores.drawn is None or scores.drawn.shape[1] < 2:
        return None
    themes = scores.drawn[rows]
    rest = np.maximum(0, 1 - scores.unassigned[rows, None, None] - themes.sum(axis=2, keepdims=True))
    return np.concatenate([themes, rest], axis=2)


def beta_bounds(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """95 % bounds of the Beta distributions with these means and variances; the mean itself if nothing varies."""
    from scipy.special import betaincinv

    varies = (variance > 0) & (mean > 0) & (mean < 1)
    m = np.where(varies, mean, 0.5)
    size = m * (1 - m) / np.where(varies, variance, 0.05) - 1
    tail = (1 - LEVEL) / 2
    lower, upper = (np.where(varies, betaincinv(m * size, (1 - m) * size, q), mean) for q in (tail, 1 - tail))
    return lower, upper
