"""Trends of theme shares: the change between two periods named beforehand, the slope, and tests of both.

Order of evidence: shares with bands; the contrast last − first period of the study; the Theil–Sen slope; a test that
permutes documents; from twelve periods on, a test that allows for serial correlation. Tests are adjusted over the
study's themes by Holm's rule. Whatever cannot be said is refused in a sentence with its reason.

Conventions. Shares and changes are between −1 and 1, slopes are per period. Standard errors and intervals combine
documents and seeds as in `topics.shares.intervals`; resamples are those of the shares, period by period. The rows "none
of the themes" and "unassigned" have no test: they show what the themes gained from or lost to, so that changes add to
0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.schema import CHANGE, PROBABILITY, SHARE, Column, declare
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES
from topics.shares.intervals import carriers, degrees_of, pool_seeds, resampled_shares, statistic_bounds
from topics.shares.sums import ThemeSums, theme_sums
from topics.shares.trend.period_model import PeriodEffect, seed_variance
from topics.shares.trend.period_model import slope as period_slope
from topics.shares.trend.permutation import dispersion, permutation_test
from topics.shares.trend.series import CHANGE_POINT, holm, kendall, pettitt, serial_trend, theil_sen
from topics.shares.trend.statements import DISPERSED, refusals, statement

if TYPE_CHECKING:
    import pandas as pd

_BOUNDS = ("", "_lower", "_upper", "_se_documents", "_se_seeds")
_TESTS = ("p_periods", "p_permutation", "p_kendall", "p_serial", "p_change_point")


def _with_bounds(name: str, unit: str, what: str) -> tuple[Column, ...]:
    """An estimate, its interval and its standard errors: one column for each of `_BOUNDS`."""
    meanings = (
        what,
        f"lower end of the 95 % interval of the {what}",
        f"upper end of the 95 % interval of the {what}",
        f"standard error of the {what} from which documents there are",
        f"standard error of the {what} from the seed of the fit; missing for a single seed",
    )
    return tuple(Column(f"{name}{end}", "number", unit, told) for end, told in zip(_BOUNDS, meanings, strict=True))


def _test(name: str, what: str) -> tuple[Column, ...]:
    """A test's p and the same adjusted."""
    return (
        Column(f"p_{name}", "number", PROBABILITY, f"p of {what}"),
        Column(f"p_{name}_holm", "number", PROBABILITY, f"p of {what}, adjusted over the themes (Holm)"),
    )


_ENDS = (
    *SHARES.only("estimator", "weighting", "theme"),
    Column("first", "text", "", "name of the first period of the study"),
    Column("last", "text", "", "name of the last period of the study"),
)
_CONTRAST = (
    Column("share_first", "number", SHARE, "share in the first period"),
    Column("share_last", "number", SHARE, "share in the last period"),
    *_with_bounds("share_change", CHANGE, "change from the first to the last period"),
)
TRENDS = declare(
    "trends",
    "one estimator and theme, none of them or unassigned",
    (
        *_ENDS,
        Column("n_periods", "integer", "periods", "periods with a document"),
        Column("n_documents", "integer", "documents", "documents of all periods"),
        Column("fewest_documents", "integer", "documents", "documents of the period that has fewest"),
        *_CONTRAST,
        *_with_bounds("share_slope", "share per period", "Theil–Sen slope"),
        *_test("periods", "the test of a slope beside variation of whole periods, from three periods"),
        Column("period_effect", "number", SHARE, "standard deviation of what a period's documents have in common"),
        Column(
            "detectable_change",
            "number",
            CHANGE,
            "smallest steady change from the first to the last period that a single test of `p_periods` at 5 % finds "
            "with a probability of 80 %",
        ),
        *_test("permutation", "the test that permutes documents; withheld where `dispersion` is above 1.5"),
        Column("dispersion", "number", "ratio", "how far periods vary beside what their documents explain"),
        Column("kendall_tau", "number", "correlation, −1 to 1", "Kendall's rank correlation of share and period"),
        *_test("kendall", "Kendall's test, given up to 11 periods"),
        Column(
            "p_kendall_smallest", "number", PROBABILITY, "smallest p that Kendall's test can have in so few periods"
        ),
        *_test("serial", "the test that allows for serial correlation, given from 12 periods"),
        Column("autocorrelation", "number", "correlation, −1 to 1", "correlation of neighbouring periods"),
        Column("change_point", "text", "", "period after which the level changes, given from 24 periods"),
        *_test("change_point", "Pettitt's test of a change of level, given from 24 periods"),
        Column("statement", "text", "", "sentence that may be said of the change"),
        Column("refused", "text", "", "what may not be said, and why"),
        *SHARES.only("n_seeds", "clusters"),
        *BESIDE_WEIGHTING,
    ),
)

Floats = NDArray[np.float64]


def theme_trends(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
) -> "pd.DataFrame":
    """Trends by one estimator: columns as declared in `TRENDS`, arguments as for `theme_shares`.

    `p_periods` decides claims: a slope in a model with an effect of periods; it is missing below three periods.
    `p_permutation` is withheld (NaN) if `dispersion` is above 1.5. `p_kendall` is given up to 11 periods with
    documents, `p_serial` from 12, `p_change_point` from 24. `statement` is a sentence that may be said, `refused` the
    reasons for what may not. Raises ModelError if the tables do not belong together.

    >>> job = topics.open_store().latest_job("my-study")
    >>> scores, documents = job.scores("lexicon"), job.corpus.documents
    >>> passages = job.corpus.passages.assign(n_tokens=job.tokens.lengths)
    >>> design = topics.Design(job.periods)
    >>> table = topics.theme_trends(scores, passages, documents, estimator="lexicon", design=design)
    >>> table.loc[0, "refused"][:31]
    'Fewer than 30 documents in 2020'
    """
    estimand.vary_only("trends", "weighting", "unit", "membership", "date_type", "duplicates", "where")
    return _table(
        _Change(theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand))
    )


CONTRASTS = declare(
    "contrasts",
    "one estimator and theme",
    (
        *_ENDS,
        *_CONTRAST,
        Column("carried_by", "number", "clusters", "clusters that in effect carry the theme in both periods together"),
        Column("n_documents_first", "integer", "documents", "documents of the first period"),
        Column("n_documents_last", "integer", "documents", "documents of the last period"),
        *SHARES.only("n_seeds", "clusters"),
        *BESIDE_WEIGHTING,
    ),
)


def theme_contrasts(sums: ThemeSums) -> "pd.DataFrame":
    """The contrast last − first period, with the numbers of `theme_trends`: columns as declared in `CONTRASTS`.

    NaN if one of the two periods has no document, and for a theme that the estimator gives to no passage of any period:
    its zeros are no measurement. `carried_by` is the effective number of clusters that carry the theme in the two
    periods together; below `FEW_CARRIERS` nothing is said about change.
    """
    ends = (sums.period == 0) | (sums.period == len(sums.periods) - 1)
    change = _Change(sums.only(ends))
    contrast, shares = change.contrast(), sums.shares[[0, -1], change.weighting].mean(axis=1)
    about = {
        "estimator": sums.estimator,
        **sums.estimand.columns,
        "first": sums.periods[0],
        "last": sums.periods[-1],
        "n_documents_first": sums.counts[0, 0],
        "n_documents_last": sums.counts[-1, 0],
        "n_seeds": sums.parts.shape[2],
        "clusters": sums.clusters,
    }
    rows, carried = [], change.carried_at_the_ends()
    for k, theme in enumerate(sums.labels[:-2]):
        numbers = np.append(shares[:, k], contrast[:, k]) if not sums.blind[k] else np.full(7, np.nan)
        about["carried_by"] = float(carried[k])
        said = {column.name: number for column, number in zip(_CONTRAST, numbers, strict=True)}
        rows.append({**about, "theme": theme, **said})
    return CONTRASTS.frame(rows)


@dataclass(frozen=True)
class _Change:
    """Change by one estimator in its estimand's weighting; arrays of periods hold those with a document, in order."""

    sums: ThemeSums

    @property
    def weighting(self) -> int:
        """Index of the weighting in the sums."""
        return WEIGHTINGS.index(self.sums.estimand.weighting)

    @cached_property
    def times(self) -> Floats:
        return np.array(self.sums.filled, dtype=np.float64)

    @cached_property
    def shares(self) -> Floats:
        """Shares `(n_periods, n_seeds, n_labels)`."""
        return self.sums.shares[self.sums.filled, self.weighting]

    @cached_property
    def replicates(self) -> Floats:
        """Resampled shares `(n_periods, draws, n_seeds, n_labels)`; NaN for a period with one cluster."""
        design = self.sums.design
        found = np.full((len(self.times), design.draws, *self.shares.shape[1:]), np.nan)
        for place, t in enumerate(self.sums.filled):
            parts, sizes = self.sums.of(t)
            if len(sizes) > 1:
                name = self.sums.periods[t]
                shares = resampled_shares(parts, sizes, draws=design.draws, seed=design.seed, period=name)
                found[place] = shares[:, self.weighting]
        return found

    @cached_property
    def variances(self) -> Floats:
        """Variances over resamples of the seeds' mean share `(n_periods, n_labels)`."""
        variances: Floats = self.replicates.mean(axis=2).var(axis=1, ddof=1)
        return variances

    @cached_property
    def degrees(self) -> Floats:
        """Degrees of freedom of each period `(n_periods,)`."""
        return np.array([degrees_of(self.sums.of(t)[1][:, self.weighting]) for t in self.sums.filled])

    @property
    def ends(self) -> bool:
        """Whether the study's first and last period, named beforehand, have documents."""
        return len(self.times) > 1 and (self.times[0], self.times[-1]) == (0, len(self.sums.periods) - 1)

    def contrast(self) -> Floats:
        """Contrast last − first period `(5, n_labels)`: estimate, lower, upper, se_documents, se_seeds."""
        if not self.ends:
            return np.full((5, len(self.sums.labels)), np.nan)
        weights = np.zeros_like(self.times)
        weights[[0, -1]] = -1, 1
        return self._with_interval(self.shares[-1] - self.shares[0], self.replicates[-1] - self.replicates[0], weights)

    def slope(self) -> Floats:
        """Theil–Sen slope per period `(5, n_labels)`; NaN below three periods."""
        if len(self.times) < 3:
            return np.full((5, len(self.sums.labels)), np.nan)
        # Seed by seed, since all pairs of many periods are large.
        seeds = range(self.shares.shape[1])
        drawn = np.stack([theil_sen(self.replicates[:, :, m], self.times) for m in seeds], axis=1)
        centred = self.times - self.times.mean()
        return self._with_interval(theil_sen(self.shares, self.times), drawn, centred / (centred @ centred))

    def _with_interval(self, by_seed: Floats, drawn: Floats, weights: Floats) -> Floats:
        """A statistic pooled over seeds with its interval; degrees of freedom of Σ weight² V (Satterthwaite 1946)."""
        pieces = weights[:, None] ** 2 * self.variances
        below = (pieces**2 / self.degrees[:, None]).sum(axis=0)
        degrees = np.divide(pieces.sum(axis=0) ** 2, below, out=np.ones_like(below), where=below > 0)
        estimate, se_documents, se_seeds, degrees = pool_seeds(by_seed, drawn.var(axis=0, ddof=1), degrees)
        bounds = statistic_bounds(estimate, se_documents, se_seeds, degrees)
        return np.stack([estimate, *bounds, se_documents, se_seeds])

    def carried_at_the_ends(self) -> Floats:
        """Effective number of clusters that carry each theme in the first and the last period together `(n_labels)`."""
        both = [self.sums.of(t) for t in (self.sums.filled[0], self.sums.filled[-1])] if self.ends else []
        counted = [carriers(parts[:, self.weighting].mean(axis=1), sizes[:, self.weighting]) for parts, sizes in both]
        return np.sum(counted, axis=0) if counted else np.zeros(len(self.sums.labels))

    def beside_period_effects(self) -> PeriodEffect:
        """Slope of the mean over seeds in the model with an effect of periods, of shape `(n_labels)`."""
        return period_slope(self.shares.mean(axis=1), self.variances + seed_variance(self.shares), self.times)

    def permuted(self) -> Floats:
        """p-values of the document-level test `(n_labels)`."""
        parts = self.sums.parts[:, self.weighting].mean(axis=1)
        sizes = self.sums.sizes[:, self.weighting]
        design = self.sums.design
        return permutation_test(parts, sizes, self.sums.period, permutations=design.permutations, seed=design.seed)


def _table(change: _Change) -> "pd.DataFrame":
    sums = change.sums
    documents = sums.counts[sums.filled, 0]
    contrast, slope, series = change.contrast(), change.slope(), change.shares.mean(axis=1)
    spread = dispersion(series, change.variances, change.times)
    permuted, carried = change.permuted(), change.carried_at_the_ends()
    modelled, span = change.beside_period_effects(), np.ptp(change.times) if len(change.times) else np.nan
    rows: list[dict[str, Any]] = []
    for k, theme in enumerate(sums.labels):
        row: dict[str, Any] = dict.fromkeys(TRENDS.names, np.nan)
        row |= {"estimator": sums.estimator, **sums.estimand.columns, "theme": theme, "clusters": sums.clusters}
        row |= {"first": sums.periods[0], "last": sums.periods[-1], "n_seeds": change.shares.shape[1]}
        row |= {"n_periods": len(documents), "n_documents": documents.sum(), "change_point": "", "statement": ""}
        row |= {"fewest_documents": documents.min(initial=sums.counts[:, 0].max()), "refused": ""}
        row |= {"dispersion": spread[k]}
        for name, numbers in (("share_change", contrast), ("share_slope", slope)):
            row |= {f"{name}{end}": number for end, number in zip(_BOUNDS, numbers[:, k], strict=True)}
        if change.ends:
            row |= {"share_first": series[0, k], "share_last": series[-1, k]}
        rows.append(row)
    n_themes = len(sums.labels) - 2
    for k, row in enumerate(rows[:n_themes]):
        if not sums.blind[k]:
            row |= {
                "p_periods": modelled.p[k],
                "period_effect": modelled.tau[k],
                "detectable_change": modelled.detectable[k] * span,
                "p_permutation": permuted[k] if not spread[k] > DISPERSED else np.nan,
                **_series_tests(sums, series[:, k]),
            }
    for test in _TESTS:
        adjusted = holm(np.array([row[test] for row in rows[:n_themes]], dtype=np.float64))
        for row, p in zip(rows, adjusted, strict=False):
            row[f"{test}_holm"] = p
    for k, row in enumerate(rows[:n_themes]):
        reasons = refusals(row, sums.periods, sums.counts[:, 0], bool(sums.blind[k]), float(carried[k]), n_themes)
        row["refused"] = " ".join(reason for reason, _ in reasons)
        row["statement"] = "" if any(final for _, final in reasons) else statement(row, n_themes)
    return TRENDS.frame(rows)


def _series_tests(sums: ThemeSums, series: Floats) -> dict[str, Any]:
    """Tests of the series of period shares; if a period is empty, those that need an unbroken series are left out."""
    rank = kendall(series)
    found: dict[str, Any] = {"kendall_tau": rank.tau, "p_kendall": rank.p, "p_kendall_smallest": rank.smallest}
    if len(series) == len(sums.periods):
        serial, point = serial_trend(series), pettitt(series)
        found |= {"p_serial": serial.p, "autocorrelation": serial.autocorrelation, "p_change_point": point.p}
        if len(series) >= CHANGE_POINT and not np.isnan(point.p):
            found["change_point"] = sums.periods[point.after]
    return found
