"""Shares with the mix of sources held fixed, and the split of a change into that mix and change within sources.

Conventions. "Source" stands for any attribute of the documents, whose values take the place of sources. r_st is the
share in source s and period t, w_st the source's part of the period's tokens or documents.

Standardised shares are Σ_s w_s r_st with w_s the source's part of all periods together (direct standardisation). A
source needs two clusters of documents in every period that has any. The other sources form one stratum, `other
sources`; if even that has too few, it is left out of every period. `covered` is the part of the period's tokens or
documents in the strata.

The split of a change between two periods (Kitagawa 1955), source by source:

    Δ = Σ_s (w_s2 − w_s1) (r_s1 + r_s2) / 2  +  Σ_s (r_s2 − r_s1) (w_s1 + w_s2) / 2,

the mix of sources and the change within sources. A source that is absent from one period gets the r of its other period
there, so that its whole contribution counts as mix. The parts add up exactly. They are bookkeeping: neither says why.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.preprocessing.attribute_table import SOURCE
from topics.preprocessing.attributes import attribute_name
from topics.schema import CHANGE, SHARE, Column, declare
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import BESIDE_WEIGHTING, USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES, band, table_of
from topics.shares.intervals import resampled_shares
from topics.shares.periods import Periods
from topics.shares.sums import DATE_COLUMNS, ThemeSums, dated_by, theme_sums

if TYPE_CHECKING:
    import pandas as pd

_PARTS = ("weighting", "unit", "membership", "date_type", "duplicates", "where")
OTHER = "other sources"
ALL = "all sources"
SPLIT_BY = Column(
    "<attribute>",
    "text",
    "",
    "value of the attribute, empty where documents state none; `all sources` or `all values` for the whole",
)
Floats = NDArray[np.float64]

STANDARDISED = declare(
    "standardised shares",
    "one estimator, weighting, theme and period, the mix of sources held fixed",
    (
        *SHARES.without("unstable", "unfit"),
        Column("covered", "number", SHARE, "share of the period that comes from sources which every period has"),
    ),
)
SPLIT = declare(
    "split changes",
    "one estimator, theme and source, or all sources",
    (
        *SHARES.only("estimator", "weighting", "theme"),
        Column("first", "text", "", "name of the earlier period"),
        Column("last", "text", "", "name of the later period"),
        Column("mix_share_first", "number", SHARE, "the source's share of the earlier period"),
        Column("mix_share_last", "number", SHARE, "the source's share of the later period"),
        Column(
            "share_first", "number", SHARE, "the theme's share within the source, earlier; missing without documents"
        ),
        Column("share_last", "number", SHARE, "the theme's share within the source, later; missing without documents"),
        Column("share_change_mix", "number", CHANGE, "part of the change that comes from the mix of sources"),
        Column("share_change_within", "number", CHANGE, "part of the change that comes from within the source"),
        Column("share_change", "number", CHANGE, "both parts together"),
        *BESIDE_WEIGHTING,
        *SHARES.only("unfit"),
    ),
    others=SPLIT_BY,
)
DATE_TYPES = declare(
    "date types",
    "one kind of date",
    (
        SHARES["date_type"],
        Column("n_documents", "integer", "documents", "documents that state such a date"),
        Column(
            "n_year_changed", "integer", "documents", "documents that it puts into another year than publication does"
        ),
        Column("n_period_changed", "integer", "documents", "documents that it puts into another period, or into none"),
    ),
)


def standardised_shares(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
    by: str = SOURCE,
) -> "pd.DataFrame":
    """Shares with the same mix of sources in every period: arguments as `theme_shares`, columns as in `STANDARDISED`.

    `by` is the attribute of `documents` whose mix is held fixed. Clusters are resampled within period and source.
    Raises ModelError for an attribute that is not there, and if its values are the clusters, since within one source
    there is then nothing to resample.
    """
    estimand.vary_only("standardised shares", *_PARTS)
    refuse_as_clusters(by, design, "shares standardised by")
    estimand = replace(estimand, standardised=by)
    sums = theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand, by=by)
    strata, names = _strata(sums)
    cells, covered = {}, np.zeros((len(sums.periods), len(WEIGHTINGS)))
    mix = np.array([sums.sizes[strata == s].sum(axis=0) for s in range(len(names))]).reshape(-1, len(WEIGHTINGS))
    for t in sums.filled:
        kept = (sums.period == t) & (strata >= 0)
        covered[t] = sums.sizes[kept].sum(axis=0) / sums.sizes[sums.period == t].sum(axis=0)
        if len(names):
            cells[t] = _fixed_mix(sums, kept, strata, names, mix / mix.sum(axis=0))
    table = table_of(cells, sums)
    of_period = {period: covered[t] for t, period in enumerate(sums.periods)}
    return STANDARDISED.check(
        table.assign(
            covered=[
                of_period[p][WEIGHTINGS.index(w)] for p, w in zip(table["period"], table["weighting"], strict=True)
            ]
        )
    )


def refuse_as_clusters(by: str, design: Design, measure: str) -> None:
    """Raise ModelError if the clusters are the groups within which they would be resampled."""
    if design.clusters == by:
        raise ModelError(
            f'{measure} {by} resample documents within each {by}; choose clusters = "document" or "family".'
        )


def _strata(sums: ThemeSums) -> tuple[NDArray[np.intp], list[str]]:
    """The stratum of each row (−1: in none) and the strata's names."""

    def always(rows: NDArray[np.bool_]) -> bool:
        return all(np.count_nonzero(rows & (sums.period == t)) > 1 for t in sums.filled)

    names = [str(s) for s in np.unique(sums.group) if s and always(sums.group == s)]
    strata = np.full(len(sums.group), -1)
    for number, name in enumerate(names):
        strata[sums.group == name] = number
    if (strata == -1).any() and always(strata == -1):
        strata[strata == -1] = len(names)
        names.append(OTHER)
    return strata, names


def _fixed_mix(
    sums: ThemeSums, kept: NDArray[np.bool_], strata: NDArray[np.intp], names: Sequence[str], mix: Floats
) -> Floats:
    """One period's numbers `(5, n_weightings, n_labels)` under a mix `(n_strata, n_weightings)`."""
    period, design = sums.periods[int(sums.period[kept][0])], sums.design
    shares, replicates, parts, sizes = 0.0, 0.0, [], []
    for s, name in enumerate(names):
        part, size = sums.parts[kept & (strata == s)], sums.sizes[kept & (strata == s)]
        weight = mix[s][:, None, None]
        shares = shares + weight * (part.sum(axis=0) / size.sum(axis=0)[:, None, None])
        replicates = replicates + weight * resampled_shares(
            part, size, draws=design.draws, seed=design.seed, period=f"{period} {name}"
        )
        # What each cluster gives to the standardised share.
        parts.append(part * (mix[s] / size.sum(axis=0))[:, None, None])
        sizes.append(size * mix[s] / size.sum(axis=0))
    variances, whole, size = np.var(replicates, axis=0, ddof=1), np.concatenate(parts), np.concatenate(sizes)
    numbers = [
        band(np.asarray(shares)[w], variances[w], whole[:, w].mean(axis=1), size[:, w]) for w in range(len(WEIGHTINGS))
    ]
    return np.stack(numbers, axis=1)


def kitagawa(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
    by: str = SOURCE,
) -> "pd.DataFrame":
    """The change of each theme's share from the first to the last period, split into the sources' mix and within.

    `by` is the attribute by whose values it is split, and the name of their column, the fourth. Columns as declared in
    `SPLIT`. For each theme, none of the themes and unassigned there is one row per source and one for `all sources`.
    `mix_share_first` and `mix_share_last` are the source's w, `share_first` and `share_last` its r. Raises
    ModelError where one of the two periods has no documents.
    """
    estimand.vary_only("changes split by source", *_PARTS)
    sums = theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand, by=by)
    ends = [sums.periods[0], sums.periods[-1]]
    for end in ends:
        if sums.periods.index(end) not in sums.filled:
            raise ModelError(
                f"no document in {end}: there is no change to split. Choose another start or end under [periods]."
            )
    w = WEIGHTINGS.index(estimand.weighting)
    here = np.isin(sums.period, [sums.periods.index(end) for end in ends])
    sources = [str(s) for s in np.unique(sums.group[here])]
    parts, sizes = zip(*(_by_source(sums, sums.periods.index(end), w, sources) for end in ends), strict=True)
    mixes = [size / size.sum() for size in sizes]
    rates = [p / np.where(n > 0, n, np.nan)[:, None] for p, n in zip(parts, sizes, strict=True)]
    from_mix, within = split_change(*mixes, *rates)
    whole = [p.sum(axis=0) / n.sum() for p, n in zip(parts, sizes, strict=True)]
    rows, names = [], [column.name for column in SPLIT.columns if not column.optional]
    names.insert(names.index("first"), attribute_name(by, SPLIT.names))
    for k, theme in enumerate(sums.labels):
        name = (estimator, estimand.weighting, theme)
        for s, source in enumerate(sources):
            split = (from_mix[s, k], within[s, k], from_mix[s, k] + within[s, k])
            rows.append((*name, source, *ends, mixes[0][s], mixes[1][s], rates[0][s, k], rates[1][s, k], *split))
        split = (from_mix[:, k].sum(), within[:, k].sum(), whole[1][k] - whole[0][k])
        rows.append((*name, all_of(by), *ends, 1.0, 1.0, whole[0][k], whole[1][k], *split))
    about = tuple(estimand.columns[column.name] for column in BESIDE_WEIGHTING)
    return SPLIT.frame([dict(zip(names, (*row, *about), strict=True)) for row in rows])


def all_of(by: str) -> str:
    """Name of the row that stands for all values of an attribute in a split change."""
    return ALL if by == SOURCE else "all values"


def split_change(mix_1: Floats, mix_2: Floats, rates_1: Floats, rates_2: Floats) -> tuple[Floats, Floats]:
    """Each source's two parts of Δ `(n_sources, n_labels)`: mixes `(n_sources,)`, rates `(n_sources, n_labels)`.

    A rate that is NaN, because the source is absent, is replaced by that of the other period.
    """
    r1, r2 = np.where(np.isnan(rates_1), rates_2, rates_1), np.where(np.isnan(rates_2), rates_1, rates_2)
    return (mix_2 - mix_1)[:, None] * (r1 + r2) / 2, (r2 - r1) * (mix_1 + mix_2)[:, None] / 2


def _by_source(sums: ThemeSums, t: int, weighting: int, sources: Sequence[str]) -> tuple[Floats, Floats]:
    """Sums of one period by source, means over seeds: `(n_sources, n_labels)`, `(n_sources,)`."""
    found = [sums.of(t, source) for source in sources]
    parts = np.array([parts[:, weighting].mean(axis=1).sum(axis=0) for parts, _ in found])
    return parts, np.array([sizes[:, weighting].sum() for _, sizes in found])


def date_types(documents: "pd.DataFrame", periods: Periods) -> "pd.DataFrame":
    """The effect of choosing another type of date: columns as declared in `DATE_TYPES`.

    `n_documents` counts the documents that state such a date; changes are relative to the publication date. A document
    that falls out of the periods, or into them, has changed its period.
    """
    rows = []
    place, year = periods.of_documents(documents), documents["date"].str[:4]
    for date_type, column in DATE_COLUMNS.items():
        other = dated_by(documents, date_type)
        stated = int((documents[column].fillna("") != "").sum())
        years = int((other["date"].str[:4] != year).sum())
        rows.append((date_type, stated, years, int((periods.of_documents(other) != place).sum())))
    return DATE_TYPES.frame(rows)
