"""Change in a kept job: trends, the split by source, and shares counted in several ways side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from topics.errors import ModelError
from topics.preprocessing.attribute_table import SOURCE
from topics.results.fitness import (
    flagged_as,
    kept_fitness,
    unfit_reasons,
    with_unfit,
    without_unfit,
    without_unfit_trends,
)
from topics.results.scores import passage_table
from topics.results.shares import job_parts, known_estimators, shares_over
from topics.schema import Column, declare
from topics.shares.estimand import DateType, Duplicates, Unassigned, Weighting
from topics.shares.trend.composition import kitagawa, standardised_shares
from topics.shares.trend.period_model import change
from topics.shares.trend.trends import TRENDS, theme_trends
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd


def job_trends(
    job: Job, weighting: Weighting = "text", estimators: Sequence[str] = (), *, unfit: bool = False, **changes: Any
) -> "pd.DataFrame":
    """Trends by every estimator of a job, or by those named: see `topics.shares.trend.trends.theme_trends`.

    `changes` are values of `by`, `duplicates`, `membership` and so on that replace the study's own. The margin of the
    test of no change is the one that the study declares (`[claims] delta`). Where an estimator is unfit for a theme,
    its numbers are missing and the refusal gives the reason, unless `unfit` is asked for.
    """
    measure = partial(theme_trends, margin=_declared_margin(job))
    trends = _of_each(measure, job, weighting, estimators, changes)
    return trends if unfit else without_unfit_trends(trends, unfit_reasons(kept_fitness(job)))


def _declared_margin(job: Job) -> float | None:
    """The change, a share, below which the study has declared a theme to be as before; None where it has not."""
    delta = job.settings.claims.delta
    return None if delta is None else delta / 100


HELD = declare(
    "changes held",
    "one estimator, theme and attribute whose mix is held fixed",
    (
        *TRENDS.only("estimator", "theme"),
        Column("attribute", "text", "", "name of the attribute whose mix is held fixed"),
        *TRENDS.only("fitted_change", "p_change"),
    ),
)


def job_changes_held(
    job: Job, weighting: Weighting = "text", estimators: Sequence[str] = (), *, attribute: str = SOURCE, **changes: Any
) -> "pd.DataFrame":
    """The change over all periods with the mix of sources, or of another attribute, held fixed: columns as in `HELD`.

    No rows if fewer than two sources are stated, or if sources are what is resampled. p is missing where a period has
    no share of this kind: see `topics.shares.trend.composition.standardised_shares`.
    """
    scores, corpus, tokens, estimand, design = job_parts(job, weighting=weighting, **changes)
    stated = corpus.documents.get(attribute, ())
    if len({value for value in stated if value}) < 2 or design.clusters == attribute:
        return HELD.frame()
    passages, rows = passage_table(corpus, tokens), []
    for name in known_estimators(job, (), estimators):
        table = standardised_shares(
            scores[name], passages, corpus.documents, estimator=name, design=design, estimand=estimand, by=attribute
        )
        own = table[(table["weighting"] == weighting) & table["theme"].isin([theme.id for theme in job.themes])]
        rows += [(name, theme, attribute, *numbers) for theme, numbers in _held(own).items()]
    return HELD.frame(rows)


def _held(shares: "pd.DataFrame") -> dict[str, tuple[float, float]]:
    """Change and p of the standardised shares of every theme, over periods with a document; NaN where one lacks."""
    names = list(dict.fromkeys(shares["theme"]))
    share, documents, seeds, counts = (
        shares[name].to_numpy(dtype=np.float64).reshape(len(names), -1).T
        for name in ("share", "se_documents", "se_seeds", "n_documents")
    )
    filled = (counts > 0).all(axis=1)
    share, variances = share[filled], documents[filled] ** 2 + np.nan_to_num(seeds[filled]) ** 2
    known = ~np.isnan(share).any(axis=0) & ~np.isnan(variances).any(axis=0)
    numbers = np.full((2, len(names)), np.nan)
    if known.any():
        found = change(share[:, known], variances[:, known], np.flatnonzero(filled).astype(np.float64))
        numbers[:, known] = found.fitted.estimate, found.p
    return dict(zip(names, map(tuple, numbers.T.tolist()), strict=True))


def job_split(
    job: Job,
    weighting: Weighting = "text",
    estimators: Sequence[str] = (),
    *,
    attribute: str = SOURCE,
    unfit: bool = False,
    **changes: Any,
) -> "pd.DataFrame":
    """The change from the first to the last period, split by source or by another attribute of the documents.

    See `topics.shares.trend.composition.kitagawa`. Where an estimator is unfit for a theme, the column `unfit` has the
    reason, and its numbers are missing unless `unfit` is asked for.
    """
    split = with_unfit(
        _of_each(partial(kitagawa, by=attribute), job, weighting, estimators, changes), kept_fitness(job)
    )
    return split if unfit else without_unfit(split)


def _of_each(
    measure: "Callable[..., pd.DataFrame]",
    job: Job,
    weighting: Weighting,
    estimators: Sequence[str],
    changes: Mapping[str, Any],
) -> "pd.DataFrame":
    """One measure for every estimator of a job, or for those named, in one table."""
    import pandas as pd

    chosen = known_estimators(job, (), estimators)
    scores, corpus, tokens, estimand, design = job_parts(job, weighting=weighting, **changes)
    passages, documents = passage_table(corpus, tokens), corpus.documents
    tables = [
        measure(scores[name], passages, documents, estimator=name, design=design, estimand=estimand) for name in chosen
    ]
    return pd.concat(tables, ignore_index=True)


def shares_beside(
    job: Job,
    weighting: Weighting = "text",
    estimators: Sequence[str] = (),
    *,
    runs: Sequence[str] = (),
    duplicates: str | None = None,
    dates: str | None = None,
    unassigned: str | None = None,
    standardise: str | bool = False,
    **changes: Any,
) -> "pd.DataFrame":
    """Shares counted in several ways, side by side.

    `duplicates` is a rule or "both", `dates` a date type or "all", `unassigned` a treatment or "all"; `standardise`
    names an attribute (True: `source`) and adds shares with the mix of its values held fixed. Columns are those of
    `theme_shares`; the columns of the estimand tell the ways of counting apart. Raises ModelError for a mix that
    cannot be held fixed.
    """
    import pandas as pd

    chosen = known_estimators(job, runs, estimators)
    scores, corpus, tokens, estimand, design = job_parts(job, runs, **changes)
    rules = get_args(Duplicates) if duplicates == "both" else [duplicates or estimand.duplicates]
    types = get_args(DateType) if dates == "all" else [dates or "publication"]
    treatments = get_args(Unassigned) if unassigned == "all" else [unassigned or "own"]
    passages, tables = passage_table(corpus, tokens), []
    of_chosen = {name: scores[name] for name in chosen}
    for rule, date_type, treatment in product(rules, types, treatments):
        # The clusters follow the rule unless the study names them.
        way = replace(estimand, duplicates=rule, date_type=date_type, unassigned=treatment)
        tables.append(shares_over(passages, of_chosen, corpus, way, design))
        if standardise and treatment == "own":
            by = SOURCE if standardise is True else standardise
            of_one_mix = [
                standardised_shares(
                    scores[name], passages, corpus.documents, estimator=name, design=design, estimand=way, by=by
                ).drop(columns="covered")
                for name in chosen
            ]
            if all(table["share"].isna().all() for table in of_one_mix):
                raise ModelError(
                    f"the mix of {by} cannot be held fixed over the periods: no value of it has two counted documents "
                    "in every period, nor have all the others together."
                )
            tables += of_one_mix
    table = flagged_as(job, pd.concat(tables, ignore_index=True))
    return table[table["weighting"] == weighting].reset_index(drop=True)
