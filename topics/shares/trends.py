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
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import ESTIMAND_COLUMNS, USUAL, WEIGHTINGS, Estimand
from topics.shares.intervals import carriers, degrees_of, pool_seeds, resampled_shares, statistic_bounds
from topics.shares.permutation import dispersion, permutation_test
from topics.shares.series import CHANGE_POINT, holm, kendall, pettitt, serial_trend, theil_sen
from topics.shares.statements import DISPERSED, refusals, statement
from topics.shares.sums import ThemeSums, theme_sums

if TYPE_CHECKING:
    import pandas as pd

_BOUNDS = ("", "_lower", "_upper", "_se_documents", "_se_seeds")
_TESTS = ("p_permutation", "p_kendall", "p_serial", "p_change_point")
COLUMNS = (
    "estimator", "weighting", "theme", "first", "last", "n_periods", "n_documents", "fewest_documents",
    "share_first", "share_last", *(f"share_change{end}" for end in _BOUNDS), *(f"share_slope{end}" for end in _BOUNDS),
    "p_permutation", "p_permutation_holm", "dispersion", "kendall_tau", "p_kendall", "p_kendall_holm",
    "p_kendall_smallest", "p_serial", "p_serial_holm", "autocorrelation", "change_point", "p_change_point",
    "p_change_point_holm", "statement", "refused", "n_seeds", "clusters",
    *(name for name in ESTIMAND_COLUMNS if name != "weighting"),
)  # fmt: skip

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
    """Trends by one estimator: one row per theme, columns as in `COLUMNS`; arguments as for `theme_shares`.

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
    estimand.vary_only("trends", "weighting", "unit", "membership", "date_type", "duplicates")
    return _table(
        _Change(theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand))
    )


CONTRAST_COLUMNS = (
    "estimator", "weighting", "theme", "first", "last", "share_first", "share_last",
    *(f"share_change{end}" for end in _BOUNDS), "carried_by", "n_documents_first", "n_documents_last", "n_seeds",
    "clusters", *(name for name in ESTIMAND_COLUMNS if name != "weighting"),
)  # fmt: skip


def theme_contrasts(sums: ThemeSums) -> "pd.DataFrame":
    """The contrast last − first period, with the numbers of `theme_trends`: one row per theme, `CONTRAST_COLUMNS`.

    NaN if one of the two periods has no document, and for a theme that the estimator gives to no passage of any period:
    its zeros are no measurement. `carried_by` is the effective number of clusters that carry the theme in the two
    periods together; below `FEW_CARRIERS` nothing is said about change.
    """
    import pandas as pd

    ends = (sums.period == 0) | (sums.period == len(sums.periods) - 1)
    at_ends = replace(sums, **{name: getattr(sums, name)[ends] for name in ("period", "source", "parts", "sizes")})
    change = _Change(at_ends)
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
        names = ("share_first", "share_last", *(f"share_change{end}" for end in _BOUNDS))
        rows.append({**about, "theme": theme, **dict(zip(names, numbers, strict=True))})
    return pd.DataFrame(rows, columns=list(CONTRAST_COLUMNS))


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

    def permuted(self) -> Floats:
        """p-values of the document-level test `(n_labels)`."""
        parts = self.sums.parts[:, self.weighting].mean(axis=1)
        sizes = self.sums.sizes[:, self.weighting]
        design = self.sums.design
        return permutation_test(parts, sizes, self.sums.period, permutations=design.permutations, seed=design.seed)


def _table(change: _Change) -> "pd.DataFrame":
    import pandas as pd

    sums = change.sums
    documents = sums.counts[sums.filled, 0]
    contrast, slope, series = change.contrast(), change.slope(), change.shares.mean(axis=1)
    spread = dispersion(series, change.variances, change.times)
    permuted, carried = change.permuted(), change.carried_at_the_ends()
    rows: list[dict[str, Any]] = []
    for k, theme in enumerate(sums.labels):
        row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan)
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
    return pd.DataFrame(rows)[list(COLUMNS)]


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
