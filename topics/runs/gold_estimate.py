"""Shares of themes by period from a coded sample: as the model says, as the codes say, and corrected by both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.runs.files import file_hash
from topics.runs.gold_design import GoldFolder, UnitScores, scores_of
from topics.runs.gold_predict import predictions, unit_content
from topics.runs.gold_units import Coded, coded_units
from topics.runs.store import place_of
from topics.shares.coding_errors import adjusted_counts, error_rates
from topics.shares.design_based import Population, clustering, design_estimate, expected_square
from topics.shares.estimand import Estimand, Weighting
from topics.shares.intervals import FEW_CARRIERS

if TYPE_CHECKING:
    import pandas as pd

    from topics.runs.store import Store
    from topics.runs.study import Study

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
CLASSIFIER = "classifier"
METHODS = ("uncorrected", "gold only", "corrected", "adjusted count")
COLUMNS = (
    "method", "estimator", "theme", "period", "share", "lower", "upper", "se_coding", "se_documents", "interval",
    "n_coded", "n_positive", "n_units", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class GoldEstimates:
    """`shares`: rows `COLUMNS` and the estimand's. `errors`: precision, recall and false positives by theme and period."""

    shares: "pd.DataFrame"
    errors: "pd.DataFrame"


def gold_estimates(
    place: GoldFolder,
    store: "Store",
    study: "Study",
    by: Sequence[str] = (),
    *,
    weighting: Weighting = "text",
    population: Population = "process",
) -> GoldEstimates:
    """Every theme in every period: uncorrected, gold only, corrected, and the adjusted count where it is allowed.

    `by` names estimators of the study whose scores predict the codes, together; with "classifier" among them a
    classifier is trained on the coded units' words and vectors besides. By default the estimator that the sample was stratified by, or
    the study's first. Kept as `estimates.csv` beside the codes and, for captions, in the store.
    """
    coded = coded_units(place, store, study, weighting)
    names = list(by) or [coded.design.estimator or coded.job.record["models"][0]["name"]]
    content = unit_content(store, study, coded) if CLASSIFIER in names else None
    estimators = [name for name in names if name != CLASSIFIER]
    scores = scores_of(store, coded.job, estimators, coded.units, coded.design.unit)
    found = estimates_of(coded, dict(zip(estimators, scores, strict=True)), content, weighting, population)
    place.keep("estimates.csv", found.shares)
    hashed = file_hash(place.codes)
    store.keep_gold(place_of(study.folder), coded.design.corpus, found.shares, codes=hashed, errors=found.errors)
    return found


def estimates_of(
    coded: Coded,
    scores: Mapping[str, UnitScores],
    content: Any | None = None,
    weighting: Weighting = "text",
    population: Population = "process",
) -> GoldEstimates:
    """The estimates from estimators' scores and, for a classifier, what units hold (`gold_predict.unit_content`)."""
    import pandas as pd

    predicted = predictions(coded, list(scores.values()), content)
    errors = _errors(coded, scores)
    names = " + ".join([*scores, *([] if content is None else [CLASSIFIER])])
    rows = [
        *_uncorrected(coded, scores, errors),
        *_designed(coded, "gold only", "codes", np.zeros_like(predicted), predicted, population),
        *_designed(coded, "corrected", names, predicted, predicted, population),
    ]
    about = coded.job.record["estimand"]
    estimand = Estimand(
        weighting,
        unit="document" if coded.design.unit == "document" else about["unit"],
        membership="primary",
        population=population,
        date_type=about.get("date_type", "publication"),
        duplicates=about["duplicates"],
    )
    shares = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {method: number for number, method in enumerate(METHODS)}
    shares = shares.sort_values("method", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return GoldEstimates(shares.assign(**estimand.columns), errors)


def _designed(
    coded: Coded, method: str, name: str, used: Floats, predicted: Floats, population: Population
) -> list[tuple[Any, ...]]:
    """Rows of a design-based estimate with the predictions `used`; `predicted` say what variance to expect."""
    rows = []
    for t, period in enumerate(coded.periods):
        every = np.flatnonzero(coded.period == t)
        mine = np.flatnonzero(coded.period[coded.rows] == t)
        n_positive = coded.codes[:, mine].sum(axis=1)
        if len(mine) < 2:
            empty = (np.nan,) * 5
            rows += [
                (
                    method,
                    name,
                    theme.id,
                    period,
                    *empty,
                    "",
                    len(mine),
                    int(n),
                    len(every),
                    "fewer than two units coded",
                )
                for theme, n in zip(coded.job.themes, n_positive, strict=True)
            ]
            continue
        at, a = coded.rows[mine], coded.weights[every]
        # Strata are numbered over all periods; those of this one count from 0.
        _, stratum = np.unique(coded.stratum[every], return_inverse=True)
        n_strata = int(stratum.max()) + 1
        of = stratum[np.searchsorted(every, at)]
        shape = (len(coded.codes), len(every))
        h = np.broadcast_to(stratum, shape)
        expected = expected_square(
            predicted[:, every], np.broadcast_to(a, shape), h, n_strata, corrected=method == "corrected"
        )
        effects = [clustering(g[every], a, coded.document[every]) for g in predicted]
        sample = (len(coded.codes), len(mine))
        estimate = design_estimate(
            coded.codes[:, mine],
            used[:, at],
            np.broadcast_to(coded.weights[at], sample),
            np.broadcast_to(of, sample),
            np.broadcast_to(np.bincount(stratum).astype(float), (len(coded.codes), n_strata)),
            (used[:, every] * a).sum(axis=1) / a.sum(),
            expected=expected,
            design_effect=np.array(effects),
        )
        lower, upper = estimate.bounds(population)
        for k, theme in enumerate(coded.job.themes):
            numbers = (estimate.share[k], lower[k], upper[k], estimate.se_coding[k], estimate.se_units[k])
            kind = "exact" if estimate.n_rarer[k] < FEW_CARRIERS or estimate.share[k] in (0, 1) else "logit-t"
            rows.append((method, name, theme.id, period, *numbers, kind, len(mine), int(n_positive[k]), len(every), ""))
    return rows


def _too_few(strata: Integers, coded: Integers) -> str:
    """Why a period cannot be estimated from the coded units of its strata; '' where it can."""
    if len(coded) < 2:  # one unit has no variance
        return "fewer than two units coded"
    return "" if set(strata) == set(coded) else "a stratum without a coded unit: code the batch it is in"


def _uncorrected(coded: Coded, scores: Mapping[str, UnitScores], errors: "pd.DataFrame") -> list[tuple[Any, ...]]:
    """Rows of what each estimator finds by itself, and of the adjusted count; neither has a band."""
    rows = []
    for name, score in scores.items():
        for k, theme in enumerate(coded.job.themes):
            found = score.primary == k
            q = [
                np.average(found[coded.period == t], weights=coded.weights[coded.period == t])
                for t in range(len(coded.periods))
            ]
            mine = errors[(errors["estimator"] == name) & (errors["theme"] == theme.id)]
            adjusted, problem = adjusted_counts(np.array(q), mine)
            for t, period in enumerate(coded.periods):
                of = coded.period[coded.rows] == t
                counts = (int(of.sum()), int(coded.codes[k, of].sum()), int((coded.period == t).sum()))
                nothing = (np.nan,) * 4
                rows.append(("uncorrected", name, theme.id, period, q[t], *nothing, "", *counts, ""))
                rows.append(("adjusted count", name, theme.id, period, adjusted[t], *nothing, "", *counts, problem))
    return rows


def _errors(coded: Coded, scores: Mapping[str, UnitScores]) -> "pd.DataFrame":
    """Precision, recall and false positives of each estimator and theme by period: see `error_rates`."""
    import pandas as pd

    period, weights = coded.period[coded.rows], coded.inflation * coded.weights[coded.rows]
    tables = [
        error_rates(
            (score.primary[coded.rows] == k).astype(float), coded.codes[k], weights, period, coded.periods
        ).assign(estimator=name, theme=theme.id)
        for name, score in scores.items()
        for k, theme in enumerate(coded.job.themes)
    ]
    columns = ["estimator", "theme", "measure", "period", "value", "lower", "upper", "n", "p_constant"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
