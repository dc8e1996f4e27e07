"""Trends of theme shares: the change between two periods named beforehand, and the change over all periods.

Order of evidence: shares with bands; the contrast last − first period of the study; the change over all periods, steady
or at once, beside an effect of periods (`topics.shares.trend.period_model`), whose test decides claims. Tests are
adjusted over the study's themes by Holm's rule. Whatever cannot be said is refused in a sentence with its reason.

Conventions. Shares and changes are between −1 and 1. Standard errors combine documents and seeds as in
`topics.shares.intervals`; resamples are those of the shares, period by period. Intervals are those of the model, and
missing below three periods. The rows "none
of the themes" and "unassigned" have no test: they show what the themes gained from or lost to, so that changes add to
0.
"""

from collections.abc import Mapping, Sequence
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
from topics.shares.intervals import LEVEL, carriers, degrees_of, pool_seeds, resampled_shares, statistic_bounds
from topics.shares.sums import ThemeSums, theme_sums
from topics.shares.trend.period_model import Change, PeriodEffect, change, contrast, seed_variance
from topics.shares.trend.series import holm, holm_levels, kendall
from topics.shares.trend.statements import SIZES, refusals, statement
from topics.wording import printed_difference

if TYPE_CHECKING:
    import pandas as pd

_BOUNDS = ("", "_lower", "_upper", "_se_documents", "_se_seeds")


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


def _needed(size: int) -> tuple[Column, ...]:
    """What would find a change of so many points."""
    of = f"that would find a change of {size} points with a probability of 80 %"
    return (
        Column(f"periods_for_{size}", "number", "periods", f"about how many periods of this size {of}"),
        Column(
            f"documents_for_{size}",
            "number",
            "ratio",
            f"about how many times the documents {of}; infinite where periods differ too much by themselves",
        ),
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
        Column(
            "fitted_change",
            "number",
            CHANGE,
            "change from the first to the last period by the model, in the form that is told best: steady over all or "
            "some of the periods, or at once",
        ),
        Column("fitted_change_lower", "number", CHANGE, "lower end of its 95 % interval"),
        Column("fitted_change_upper", "number", CHANGE, "upper end of its 95 % interval"),
        Column("fitted_change_lower_holm", "number", CHANGE, "lower end of the interval that allows for all themes"),
        Column("fitted_change_upper_holm", "number", CHANGE, "upper end of it: it holds 0 where `p_change_holm` ≥ .05"),
        Column("step_at", "text", "", "first period of a new level, where a change at once is told better"),
        Column("p_change", "number", PROBABILITY, "p of any change over the periods, from three periods"),
        Column("p_change_holm", "number", PROBABILITY, "p of any change, adjusted over the themes (Holm)"),
        Column("period_effect", "number", SHARE, "standard deviation of what a period's documents have in common"),
        Column("autocorrelation", "number", "correlation", "correlation of such effects of neighbouring periods"),
        Column(
            "detectable_change",
            "number",
            CHANGE,
            "about the smallest steady change from the first to the last period that a single test at 5 % finds with a "
            "probability of 80 %",
        ),
        *(column for size in SIZES for column in _needed(size)),
        Column("margin", "number", SHARE, "change below which the study has declared a theme to be as before"),
        Column("p_within", "number", PROBABILITY, "p of a change of at least the margin: steady, or at once if better"),
        Column("p_within_holm", "number", PROBABILITY, "p of at least the margin, adjusted over the themes (Holm)"),
        Column("kendall_tau", "number", "correlation, −1 to 1", "Kendall's rank correlation of share and period"),
        Column(
            "p_kendall", "number", PROBABILITY, "exact p of it for independent periods, up to 11: it decides nothing"
        ),
        Column(
            "p_kendall_smallest", "number", PROBABILITY, "smallest p that Kendall's test can have in so few periods"
        ),
        Column("statement", "text", "", "sentence that may be said of the change"),
        Column("refused", "text", "", "what may not be said, and why"),
        Column("refused_for", "text", "", "names of these reasons, see `topics.shares.trend.statements.REASONS`"),
        *SHARES.only("n_seeds", "clusters"),
        *BESIDE_WEIGHTING,
    ),
)

# Columns of numbers that the model of change gives of any series of shares.
TOLD_BY_MODEL = (
    *("fitted_change", "fitted_change_lower", "fitted_change_upper", "p_change", "detectable_change"),
    *(column.name for size in SIZES for column in _needed(size)),
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
    margin: float | None = None,
) -> "pd.DataFrame":
    """Trends by one estimator: columns as declared in `TRENDS`, arguments as for `theme_shares`.

    `p_change` decides claims; it is missing below three periods. `statement` says what was measured, `refused` has the
    reasons for what may not. `margin`, a share, was declared before the shares were seen: a change of less is none, and
    two one-sided tests at 5 % tell whether it is less. Raises ModelError if the tables do not belong together.

    >>> job = topics.open_store().latest_job("my-study")
    >>> scores, documents = job.scores("lexicon"), job.corpus.documents
    >>> passages = job.corpus.passages.assign(n_tokens=job.tokens.lengths)
    >>> design = topics.Design(job.periods)
    >>> table = topics.theme_trends(scores, passages, documents, estimator="lexicon", design=design)
    >>> table.loc[0, "refused"][:31]
    'Fewer than 30 documents in 2020'
    """
    estimand.vary_only("trends", "weighting", "unit", "membership", "date_type", "duplicates", "where")
    sums = theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand)
    return _table(_Change(sums), margin)


def by_model(trends: "pd.DataFrame") -> "pd.DataFrame":
    """The trends with the change of the model, and its interval, as `share_change`, `_lower` and `_upper`.

    This is the change that is printed and drawn: its interval and its p are of one distribution. Below three periods
    there is no model, and the difference of both shares, as they are printed, stands without an interval. `_lower_holm`
    and `_upper_holm` are the ends of the interval that allows for all themes, as claims do.
    """
    known = trends["share_change"].notna()
    fitted = known & trends["fitted_change"].notna()
    both = zip(trends["share_first"], trends["share_last"], strict=True)
    change = trends["fitted_change"].where(fitted, [printed_difference(*ends) for ends in both]).where(known)
    ends = [end for end in ("lower", "upper", "lower_holm", "upper_holm") if f"fitted_change_{end}" in trends]
    bounds = {end: trends[f"fitted_change_{end}"].where(fitted) for end in ends}
    return trends.assign(share_change=change, **{f"share_change_{end}": bound for end, bound in bounds.items()})


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
    its theme is not measured. `carried_by` is the effective number of clusters that carry the theme in the two
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

    @cached_property
    def modelled(self) -> tuple[Change, PeriodEffect]:
        """Change of the mean over seeds beside an effect of periods, and the contrast last − first: `(n_labels)`."""
        series = self.shares.mean(axis=1), self.variances + seed_variance(self.shares), self.times
        found = change(*series)
        return found, contrast(*series, found.fitted)


def _table(change: _Change, margin: float | None) -> "pd.DataFrame":
    sums = change.sums
    documents = sums.counts[sums.filled, 0]
    shares, series, carried = change.contrast(), change.shares.mean(axis=1), change.carried_at_the_ends()
    shares[1:3] = np.clip(change.modelled[1].bounds, -1, 1)
    rows: list[dict[str, Any]] = []
    for k, theme in enumerate(sums.labels):
        row: dict[str, Any] = dict.fromkeys(TRENDS.names, np.nan)
        row |= {"estimator": sums.estimator, **sums.estimand.columns, "theme": theme, "clusters": sums.clusters}
        row |= {"first": sums.periods[0], "last": sums.periods[-1], "n_seeds": change.shares.shape[1]}
        row |= {"n_periods": len(documents), "n_documents": documents.sum(), "step_at": "", "statement": ""}
        row |= {"fewest_documents": documents.min(initial=sums.counts[:, 0].max()), "refused": "", "refused_for": ""}
        row |= {"margin": np.nan if margin is None else margin}
        if change.ends:
            row |= {f"share_change{end}": number for end, number in zip(_BOUNDS, shares[:, k], strict=True)}
        for name, period, place in (("share_first", 0, 0), ("share_last", len(sums.periods) - 1, -1)):
            if period in sums.filled:  # whether or not the other end has a document
                row[name] = series[place, k]
        rows.append(row)
    n_themes = len(sums.labels) - 2
    tested = _tests(change, margin)
    for k, row in enumerate(rows[:n_themes]):
        if not sums.blind[k]:
            row |= {name: values[k] for name, values in tested.items()} | _rank(series[:, k])
    for test in ("p_change", "p_within"):
        adjusted = holm(np.array([row[test] for row in rows[:n_themes]], dtype=np.float64))
        for row, p in zip(rows, adjusted, strict=False):
            row[f"{test}_holm"] = p
    for row, ends in zip(rows[:n_themes], _allowing_for_all(change, rows[:n_themes]), strict=True):
        row |= ends
    for k, row in enumerate(rows[:n_themes]):
        reasons = refusals(row, sums.periods, sums.counts[:, 0], bool(sums.blind[k]), float(carried[k]))
        row["refused"] = " ".join(reason.sentence for reason in reasons)
        row["refused_for"] = " ".join(reason.name for reason in reasons)
        row["statement"] = "" if any(reason.final for reason in reasons) else statement(row, n_themes)
    return TRENDS.frame(rows)


def _tests(change: _Change, margin: float | None) -> dict[str, Any]:
    """The numbers of the model by column, one for each label.

    A change at once may hide in a line that hardly rises: within the margin is what is so by either form.
    """
    found, periods = change.modelled[0], len(change.times)
    names = np.array(change.sums.periods)[change.sums.filled]
    numbers: dict[str, Any] = told_by_model(found)
    numbers |= {
        "period_effect": found.fitted.tau,
        "autocorrelation": found.fitted.rho,
        "step_at": np.where(found.after > 0, names[found.after], "") if periods else np.full(found.p.shape, ""),
    }
    if margin is not None:
        numbers["p_within"] = np.maximum(found.line.equivalent(margin), found.fitted.equivalent(margin))
    return numbers


def _allowing_for_all(change: _Change, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """The ends of each theme's interval at the level at which Holm's procedure tests it."""
    p = np.array([row["p_change"] for row in rows], dtype=np.float64)
    levels = np.full(len(change.sums.labels), np.nan)
    levels[: len(rows)] = holm_levels(p, 1 - LEVEL)
    lower, upper = np.clip(change.modelled[0].fitted.bounds_at(levels), -1, 1)
    return [
        {"fitted_change_lower_holm": lower[k], "fitted_change_upper_holm": upper[k]} if p[k] == p[k] else {}
        for k in range(len(rows))
    ]


def told_by_model(found: Change) -> dict[str, Floats]:
    """What the model of change says of each series, by the names of `TOLD_BY_MODEL`."""
    lower, upper = np.clip(found.fitted.bounds, -1, 1)
    numbers = {
        "fitted_change": found.fitted.estimate,
        "fitted_change_lower": lower,
        "fitted_change_upper": upper,
        "p_change": found.p,
        "detectable_change": found.line.detectable,
    }
    for size in SIZES:
        needed = found.line.needed(size / 100, max(found.line.periods, 1))
        numbers |= {f"periods_for_{size}": needed[0], f"documents_for_{size}": needed[1]}
    return numbers


def _rank(series: Floats) -> dict[str, float]:
    rank = kendall(series)
    return {"kendall_tau": rank.tau, "p_kendall": rank.p, "p_kendall_smallest": rank.smallest}
