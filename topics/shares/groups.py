"""Shares of groups of documents side by side, and differences between two groups.

Conventions. A group is all documents with one value of an attribute (a level, a region, a source); those without a
value are a group named "", which is compared with none. Shares of a group are those of a corpus that holds its
documents alone: the same sums and, since a resample depends only on seed, period and number of clusters, the same bands
to the last bit. Two things are those of the whole corpus: which text repeats another, and whether an estimator is blind
to a theme, so that a group without the theme has a zero with an upper bound.

The difference of a period is the share of one group − that of another, resampled as one: clusters that lie in one of
the groups are resampled within it; if some lie in both (a source that writes at two levels, a family of copies), the
clusters of both are resampled together, so that what they have in common cancels. Variances over documents are added to
those between seeds, seed by seed, since both groups are scored by the same fits. The interval is made of the two
shares' own bounds and their correlation over resamples (`topics.shares.intervals.difference_bounds`), so that a theme
in no document of either group leaves a doubt about the difference, as it does about each share.

Where several periods have documents, a last row has the difference over `ALL_PERIODS`: all texts of the one group
together less all of the other, each cluster counting once with what it has in all periods. A group that writes more in
some periods has more of these in its share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.preprocessing.attribute_table import ATTRIBUTE, NOT_STATED, attribute_values, one_spelling
from topics.preprocessing.attribute_types import infer_type
from topics.schema import Column, declare, renamed
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.differences import DIFFERENCES
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES, shares_from, unmeasured, why_missing
from topics.shares.intervals import (
    add_spread,
    degrees_of,
    difference_bounds,
    document_bounds,
    effective_number,
    pool_seeds,
    resampled_shares,
    resampled_totals,
    skewness,
)
from topics.shares.sums import ThemeSums, theme_sums
from topics.shares.trend.composition import refuse_as_clusters
from topics.unmeasured import WHY

if TYPE_CHECKING:
    import pandas as pd

ALL_PERIODS = "all periods"
MOST_GROUPS = 60  # more than the provinces, states or departments of most countries
MOST_NUMBERS = 12  # values of a number or date that can still be read as groups
_PARTS = ("weighting", "unit", "membership", "date_type", "duplicates", "where")
_GROUP = Column("group", "text", "", "value of the attribute that its documents have, empty where they state none")

GROUPED = declare(
    "grouped shares",
    "one estimator, weighting, group, theme and period",
    (*SHARES.only("estimator", "weighting"), ATTRIBUTE, _GROUP, *SHARES.without("estimator", "weighting")),
)
GROUP_DIFFERENCES = declare(
    "group differences",
    "one estimator, weighting, pair of groups, theme and period",
    (
        *SHARES.only("estimator", "weighting"),
        ATTRIBUTE,
        renamed(_GROUP, "group", "value of the attribute that the documents of the one group have"),
        renamed(_GROUP, "minus", "value that those of the other group have, whose share is subtracted"),
        *SHARES.only("theme", "period"),
        renamed(SHARES["share"], "share", "share in the one group"),
        renamed(SHARES["share"], "share_minus", "share in the other group"),
        renamed(DIFFERENCES["share_difference"], "share_difference", "the one share − the other"),
        *DIFFERENCES.only("lower", "upper", "se_documents"),
        renamed(DIFFERENCES["se_seeds"], "se_seeds", "standard error from the seed; missing for a single seed"),
        SHARES["n_seeds"],
        renamed(SHARES["n_documents"], "n_documents", "documents of the one group in the period"),
        renamed(SHARES["n_documents"], "n_documents_minus", "documents of the other group in the period"),
        Column("n_clusters_both", "integer", "clusters", "resampled clusters that have documents of both groups"),
        SHARES["clusters"],
        *BESIDE_WEIGHTING,
        WHY,
    ),
)

Floats = NDArray[np.float64]


def grouped_shares(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
    by: str,
) -> "pd.DataFrame":
    """Shares of each group of documents by period: columns as declared in `GROUPED`.

    `by` is the attribute whose values are the groups; the other arguments are those of `theme_shares`. Groups are in
    order of their names, documents that state no value last. Raises ModelError for an attribute that is not there, for
    one that has too many values to be groups, and for one whose values are the clusters.
    """
    import pandas as pd

    sums = _grouped_sums(scores, passages, documents, estimator, design, estimand, by)
    tables = []
    for group in groups_of(sums):
        table = shares_from(sums.only(sums.group == group))
        table.insert(2, "attribute", by)
        table.insert(3, "group", group)
        tables.append(table.astype({"attribute": "str", "group": "str"}))
    return GROUPED.check(pd.concat(tables, ignore_index=True)) if tables else GROUPED.frame()


def group_differences(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
    by: str,
    against: str = "",
) -> "pd.DataFrame":
    """Shares of groups less the share of one, by period and over all: columns as declared in `GROUP_DIFFERENCES`.

    `against` is the value of the group that the others are compared with. Without it, the second of two groups is
    compared with the first, and of more groups there are no rows. A period in which one of the two has no document or
    a single cluster has no bounds, and neither has a theme to which the estimator is blind. Arguments and errors as for
    `grouped_shares`; raises ModelError for a value that no document has.
    """
    sums = _grouped_sums(scores, passages, documents, estimator, design, estimand, by)
    stated = [group for group in groups_of(sums) if group]
    against = one_spelling(against)
    if against and against not in stated:
        advice = nearest(against, stated)
        if against == NOT_STATED and "" in sums.group:
            advice = f"those that state none are compared with no group, and {advice}"
        raise ModelError(f'no document that is counted has "{against}" as {by}; {advice}')
    minus = against or (stated[0] if len(stated) == 2 else "")
    rows: list[dict[str, Any]] = []
    together = _together(sums)
    for group in stated:
        if minus and group != minus:
            rows += _pair(sums, by, group, minus)
            rows += _pair(together, by, group, minus) if len(sums.filled) > 1 else []
    return GROUP_DIFFERENCES.frame(rows)


def groups_of(sums: ThemeSums) -> list[str]:
    """The groups in order of their names, documents without a value last."""
    names = [str(name) for name in np.unique(sums.group)]
    return sorted(names, key=lambda name: (name == "", name))


def _grouped_sums(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    estimator: str,
    design: Design,
    estimand: Estimand,
    by: str,
) -> ThemeSums:
    estimand.vary_only("shares of groups", *_PARTS)
    refuse_as_clusters(by, design, "shares grouped by")
    _refuse_too_many(attribute_values(documents, by).tolist(), by, design.date_order)
    return theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand, by=by)


def _refuse_too_many(values: Sequence[str], by: str, date_order: str) -> None:
    kind, n = infer_type(values, date_order), len({value for value in values if value})
    most = MOST_GROUPS if kind == "category" else MOST_NUMBERS
    if n > most:
        what = {"number": "numbers", "date": "dates", "text": "texts", "category": "values"}[kind]
        advice = (
            "as groups they would be too many to read" if kind == "category" else "which are no groups as they stand"
        )
        raise ModelError(
            f"{by} has {n} different {what}, {advice} (limit {most}). Cut them into a category of your own: a column "
            f'in documents.csv, such as "{by} group", whose few values are the groups.'
        )


@dataclass(frozen=True, eq=False)
class _Together(ThemeSums):
    """Sums of all periods as one."""

    @property
    def periods(self) -> tuple[str, ...]:
        return (ALL_PERIODS,)


def _together(sums: ThemeSums) -> ThemeSums:
    """The sums over all periods: one row per group and cluster."""
    keys = list(zip(sums.group.tolist(), sums.cluster.tolist(), strict=True))
    names = sorted(set(keys))
    place = {key: row for row, key in enumerate(names)}
    rows = np.array([place[key] for key in keys], dtype=np.intp)
    added: dict[str, Any] = {}
    for name in ("parts", "sizes", "counted"):
        values = getattr(sums, name)
        added[name] = np.zeros((len(names), *values.shape[1:]), dtype=values.dtype)
        np.add.at(added[name], rows, values)
    kept = {part.name: getattr(sums, part.name) for part in fields(ThemeSums)} | added
    group, cluster = (np.array([key[place] for key in names], dtype=np.str_) for place in (0, 1))
    alone = {"period": np.zeros(len(names), dtype=np.intp), "group": group, "cluster": cluster, "refitted": None}
    return _Together(**kept | alone)


def _pair(sums: ThemeSums, by: str, group: str, minus: str) -> list[dict[str, Any]]:
    """The rows of one pair of groups."""
    ones, others = (sums.only(sums.group == name) for name in (group, minus))
    nothing = np.full((5, len(WEIGHTINGS), len(sums.labels)), np.nan)
    cells, both = {}, np.zeros(len(sums.periods), dtype=np.int64)
    for t in set(ones.filled) & set(others.filled):
        cells[t], both[t] = _period_numbers(ones, others, t, f"{group} − {minus}", sums.reach)
    unseen, blind = np.where(sums.blind, np.nan, 0), unmeasured(sums)
    rows: list[dict[str, Any]] = []
    for w, weighting in enumerate(WEIGHTINGS):
        about = replace(sums.estimand, weighting=weighting).columns
        for k, theme in enumerate(sums.labels):
            for t, period in enumerate(sums.periods):
                both_have = min(ones.counts[t, 0], others.counts[t, 0])
                fewest = min((side.period == t).sum() for side in (ones, others))
                difference, lower, upper, se_documents, se_seeds = cells.get(t, nothing)[:, w, k]
                rows.append(
                    {
                        "estimator": sums.estimator,
                        **about,
                        "attribute": by,
                        "group": group,
                        "minus": minus,
                        "theme": theme,
                        "period": period,
                        "share": ones.shares[t, w, :, k].mean() + blind[k],
                        "share_minus": others.shares[t, w, :, k].mean() + blind[k],
                        "share_difference": difference + blind[k],
                        "lower": lower + unseen[k],
                        "upper": upper + unseen[k],
                        "se_documents": se_documents + blind[k],
                        "se_seeds": se_seeds + blind[k],
                        "n_seeds": sums.parts.shape[2],
                        "n_documents": ones.counts[t, 0],
                        "n_documents_minus": others.counts[t, 0],
                        "n_clusters_both": both[t],
                        "clusters": sums.clusters,
                        "why": why_missing(theme, both_have, bool(sums.blind[k]), fewest),
                    }
                )
    return rows


def _period_numbers(ones: ThemeSums, others: ThemeSums, t: int, pair: str, reached: Floats) -> tuple[Floats, int]:
    """Numbers of one period and pair `(5, n_weightings, n_labels)`: difference, lower, upper, se_documents, se_seeds.

    The second value is the number of clusters with documents of both groups. `reached (n_weightings, 2, n_labels)` is
    that of all groups.
    """
    sides = [side.of(t) for side in (ones, others)]
    names = [side.cluster[side.period == t] for side in (ones, others)]
    n_both = len(np.intersect1d(*names))
    by_seed = ones.shares[t] - others.shares[t]
    if min(map(len, names)) > 1:
        drawn = _resampled(ones, others, t, pair) if n_both else _resampled_apart(ones, others, t)
        variances = np.array([_variance(shares) for shares in (*drawn, drawn[0] - drawn[1])])
    else:
        variances = np.full((3, *by_seed.shape), np.nan)
    correlation = np.divide(
        variances[0] + variances[1] - variances[2],
        2 * np.sqrt(variances[0] * variances[1]),
        out=np.zeros_like(by_seed),
        where=(variances[:2] > 0).all(axis=0) & (n_both > 0),
    )
    cells = []
    for w in range(len(WEIGHTINGS)):
        of_side = variances[:2, w].mean(axis=1)
        free = np.array([degrees_of(sizes[:, w]) for _, sizes in sides])
        pieces = (of_side**2 / free[:, None]).sum(axis=0)
        total = of_side.sum(axis=0) ** 2
        degrees = np.divide(total, pieces, out=np.full_like(total, free.sum()), where=pieces > 0)
        bands = [
            _band(side.shares[t, w], variance, degrees, parts[:, w], sizes[:, w], reached[w])
            for side, variance, (parts, sizes) in zip((ones, others), of_side, sides, strict=True)
        ]
        bounds = difference_bounds(bands[0], bands[1], np.clip(correlation[w].mean(axis=0), -1, 1))
        difference, se_documents, se_seeds, degrees = pool_seeds(by_seed[w], variances[2, w], degrees)
        ends = add_spread(difference, bounds[0], bounds[1], se_seeds, degrees, least=-1.0)
        cells.append(np.stack([difference, *ends, se_documents, se_seeds]))
    return np.stack(cells, axis=1), n_both


def _band(shares: Floats, variance: Floats, degrees: Floats, parts: Floats, sizes: Floats, reached: Floats) -> Floats:
    """Share of one side with its bounds over documents `(3, n_labels)`; `shares` has one row per seed."""
    about = (effective_number(sizes), skewness(parts.mean(axis=1), sizes))
    share = shares.mean(axis=0)
    return np.stack([share, *document_bounds(share, variance, degrees, *about, reached)])


def _resampled_apart(ones: ThemeSums, others: ThemeSums, t: int) -> list[Floats]:
    """Resampled shares of two groups without a common cluster, each `(draws, n_weightings, n_seeds, n_labels)`.

    Each group has random numbers of its own: with the same ones, groups of one size would seem to vary together.
    """
    return [_resampled_side(side, t, f"{side.periods[t]} {side.group[0]}") for side in (ones, others)]


def _resampled_side(side: ThemeSums, t: int, name: str) -> Floats:
    parts, sizes = side.of(t)
    return resampled_shares(parts, sizes, draws=side.design.draws, seed=side.design.seed, period=name)


def _resampled(ones: ThemeSums, others: ThemeSums, t: int, pair: str) -> list[Floats]:
    """Resampled shares of two groups whose clusters are resampled together; NaN where a resample lacks a group."""
    rows = [np.flatnonzero(side.period == t) for side in (ones, others)]
    clusters, place = np.unique(
        np.concatenate([side.cluster[of] for side, of in zip((ones, others), rows, strict=True)]), return_inverse=True
    )
    columns, begin = [], 0
    for side, of in zip((ones, others), rows, strict=True):
        flat = np.hstack([side.parts[of].reshape(len(of), -1), side.sizes[of]])
        held = np.zeros((len(clusters), flat.shape[1]))
        held[place[begin : begin + len(of)]] = flat
        columns.append(held)
        begin += len(of)
    design, width, w = ones.design, columns[0].shape[1], len(WEIGHTINGS)
    name = f"{ones.periods[t]} {pair}"
    totals = resampled_totals(np.hstack(columns), draws=design.draws, seed=design.seed, period=name)
    found = []
    for of_side in (totals[:, :width], totals[:, width:]):
        above = of_side[:, :-w].reshape(len(of_side), *ones.parts.shape[1:])
        below = of_side[:, -w:].reshape(len(of_side), w, 1, 1)
        found.append(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))
    return found


def _variance(drawn: Floats) -> Floats:
    """Variance over the resamples (first axis) in which a share is known."""
    return np.asarray(np.nanvar(drawn, axis=0, ddof=1))
