"""Shares of themes by period from a coded sample: as the model says, as the codes say, and corrected by both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.files.records import file_hash
from topics.runs.gold_cells import designed, too_few
from topics.runs.gold_design import GoldFolder
from topics.runs.gold_predict import predictions, unit_content
from topics.runs.gold_scores import MentionScores, UnitScores, scores_of
from topics.runs.gold_units import Coded, coded_units
from topics.shares.coding_errors import adjusted_counts, error_rates
from topics.shares.corrected_change import corrected_changes
from topics.shares.design_based import Population
from topics.shares.estimand import Estimand, Weighting

if TYPE_CHECKING:
    import pandas as pd

    from topics.runs.store import Store
    from topics.runs.study import Study

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
CLASSIFIER = "classifier"
MENTIONS = "mentions"  # the membership of such rows
METHODS = ("uncorrected", "gold only", "corrected", "adjusted count")
COLUMNS = (
    "method", "estimator", "theme", "period", "share", "lower", "upper", "se_coding", "se_documents", "degrees",
    "interval", "n_coded", "n_positive", "n_units", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class GoldEstimates:
    """`shares`: rows `COLUMNS` and the estimand's. `errors`: precision, recall and false positives by theme and period.

    `change`: last period less the first, of the codes alone and corrected (`topics.shares.corrected_change`).
    """

    shares: "pd.DataFrame"
    errors: "pd.DataFrame"
    change: "pd.DataFrame"


def gold_estimates(
    place: GoldFolder,
    store: "Store",
    study: "Study",
    by: Sequence[str] = (),
    *,
    weighting: Weighting = "text",
    population: Population = "process",
    mentions: bool = False,
) -> GoldEstimates:
    """Every theme, and none of them, in every period: uncorrected, gold only, corrected, and the adjusted count where it is allowed.

    `by` names estimators of the study whose scores predict the codes, together; with "classifier" among them a
    classifier is trained on the coded units' words and vectors besides. By default the estimator that the sample was stratified by, or
    the study's first. Kept as `estimates.csv` and `change.csv` beside the codes and, where a corrected share has a
    band, in the store, for captions.

    With `mentions`, of what is mentioned: the share of text in units that say something of substance about the theme,
    whatever they are mainly about. Themes then do not add to 1. Kept as `mentions.csv` alone, since no share of a job is
    of this kind. Raises StudyError where coders were not asked.

    >>> gold = GoldFolder(study.folder / "gold")  # whose sheets were coded and read  # doctest: +SKIP
    >>> found = gold_estimates(gold, store, study, ["lexicon"])  # doctest: +SKIP
    >>> found.shares.query("method == 'corrected'")[["theme", "period", "share", "lower", "upper"]]  # doctest: +SKIP
    """
    coded = coded_units(place, store, study, weighting, mentions=mentions)
    names = list(by) or [coded.design.estimator or coded.job.record["models"][0]["name"]]
    content = unit_content(store, study, coded) if CLASSIFIER in names else None
    estimators = [name for name in names if name != CLASSIFIER]
    scores = scores_of(store, coded.job, estimators, coded.units, coded.design.unit)
    found = estimates_of(coded, dict(zip(estimators, scores, strict=True)), content, weighting, population)
    if mentions:
        place.keep("mentions.csv", found.shares)
        return found
    place.keep("estimates.csv", found.shares)
    place.keep("change.csv", found.change)
    kept = {"change": found.change, "errors": found.errors}
    store.keep_gold(coded.job, file_hash(place.codes), found.shares, **kept)
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

    if coded.mentions:
        scores = {name: MentionScores(**vars(score)) for name, score in scores.items()}
    predicted = predictions(coded, list(scores.values()), content)
    errors = _errors(coded, scores)
    names = " + ".join([*scores, *([] if content is None else [CLASSIFIER])])
    rows = [
        *_uncorrected(coded, scores, errors),
        *designed(coded, "gold only", "codes", None, population),
        *designed(coded, "corrected", names, predicted, population),
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
    shares = shares.assign(**estimand.columns | ({"membership": MENTIONS} if coded.mentions else {}))
    return GoldEstimates(shares, errors, corrected_changes(shares, len(coded.job.themes)))


def _uncorrected(coded: Coded, scores: Mapping[str, UnitScores], errors: "pd.DataFrame") -> list[tuple[Any, ...]]:
    """Rows of what each estimator finds by itself, and of the adjusted count, whose band is that of its rates."""
    rows = []
    for name, score in scores.items():
        for k, label in enumerate(coded.labels):
            found = score.found(k)
            q = [
                np.average(found[coded.period == t], weights=coded.weights[coded.period == t])
                for t in range(len(coded.periods))
            ]
            mine = errors[(errors["estimator"] == name) & (errors["theme"] == label)]
            adjusted, lower, upper, problem = adjusted_counts(np.array(q), mine)
            for t, period in enumerate(coded.periods):
                of = coded.period[coded.rows] == t
                counts = (int(of.sum()), int(coded.codes[k, of].sum()), int((coded.period == t).sum()))
                nothing = (np.nan,) * 3
                rows.append(("uncorrected", name, label, period, q[t], np.nan, np.nan, *nothing, "", *counts, ""))
                numbers = (adjusted[t], lower[t], upper[t], *nothing)
                rows.append(("adjusted count", name, label, period, *numbers, "", *counts, problem))
    return rows


def _errors(coded: Coded, scores: Mapping[str, UnitScores]) -> "pd.DataFrame":
    """Precision, recall and false positives of each estimator and theme by period: see `error_rates`."""
    import pandas as pd

    period = coded.period[coded.rows]
    # A period with a stratum that nobody has coded has no rates.
    whole = [
        not too_few(coded.stratum[coded.period == t], coded.stratum[coded.rows[period == t]])
        for t in range(len(coded.periods))
    ]
    inside = np.array(whole)[period]
    rows, period = coded.rows[inside], period[inside]
    weights = coded.inflation[inside] * coded.weights[rows]
    tables = [
        error_rates(score.found(k)[rows].astype(float), coded.codes[k, inside], weights, period, coded.periods).assign(
            estimator=name, theme=label
        )
        for name, score in scores.items()
        for k, label in enumerate(coded.labels)
    ]
    columns = ["estimator", "theme", "measure", "period", "value", "lower", "upper", "n", "p_constant"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
