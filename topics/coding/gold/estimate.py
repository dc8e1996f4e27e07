"""Shares of themes by period from a coded sample: the model's, those of the codes alone, and corrected ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.coders import coder_record
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.predict import predictions, unit_content
from topics.coding.gold.strata import MentionScores, UnitScores, unit_scores
from topics.coding.gold.units import Coded, coded_units
from topics.files.records import file_hash
from topics.schema import ESTIMATOR, SHARE, Column, declare
from topics.shares.coded.clusters import correlation, design_effect, effective_clusters, intraclass, paired_sums
from topics.shares.coded.coder_errors import LEAST
from topics.shares.coded.coding_errors import ERRORS, adjusted_counts, error_rates
from topics.shares.coded.corrected_change import CODES_ALONE, WIDER_AND, corrected_changes, stated_methods
from topics.shares.coded.design_based import (
    DesignEstimate,
    Population,
    design_estimate,
    expected_of_codes,
    expected_square,
)
from topics.shares.estimand import ESTIMAND, Estimand, Weighting
from topics.shares.estimate import SHARES
from topics.shares.intervals import NOTHING
from topics.unmeasured import EMPTY_STRATUM, FEW_CODED

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.store import Store
    from topics.study.study import Study


Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
CLASSIFIER = "classifier"
MENTIONS = "mentions"  # the membership of such rows
METHODS = ("uncorrected", CODES_ALONE, "corrected", "adjusted count")
_METHOD = Column("method", "text", "", "`uncorrected`, `gold only`, `corrected` or `adjusted count`")
_WHOSE = Column("estimator", "text", "", "whose scores predict the codes, or `codes` alone")
ESTIMATES = declare(
    "gold estimates",
    "one method, estimator, theme and period",
    (
        _METHOD,
        _WHOSE,
        *SHARES.only("theme", "period", "share", "lower", "upper"),
        Column("se_coding", "number", SHARE, "standard error from which units were drawn for coding"),
        Column("se_documents", "number", SHARE, "standard error from which documents there are"),
        Column("se_coders", "number", SHARE, "standard error from coders who err; missing if not known"),
        Column("degrees", "number", "degrees of freedom", "degrees of freedom of the interval"),
        Column(
            "wider",
            "text",
            "",
            "why a corrected share has a wider band than the codes alone, which state the theme",
        ),
        Column("n_coded", "integer", "units", "coded units of the period"),
        Column("n_positive", "integer", "units", "coded units that have the theme"),
        Column("n_units", "integer", "units", "units of the period"),
        Column("problem", "text", "", "why there is no estimate or no band, else empty"),
        *ESTIMAND,
    ),
)
ERRORS_BY_THEME = declare(
    "gold errors",
    "one rate of one estimator and theme in one period, or in all of them",
    (ESTIMATOR, *SHARES.only("theme"), *ERRORS.columns),
)


@dataclass(frozen=True)
class GoldEstimates:
    """Tables estimated from a coded sample.

    `shares`: columns as declared in `ESTIMATES`. `errors`: columns as declared in `ERRORS_BY_THEME`. `change`: last
    period − first, from the codes alone and corrected (`topics.shares.coded.corrected_change`).
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
    """Shares of every theme, and of none of them, in every period by each of `METHODS`, the adjusted count if allowed.

    `by` names estimators of the study whose scores together predict the codes; with "classifier" among them, a
    classifier is also trained on the coded units' words and vectors. The default is the estimator of the sample's
    strata, else the study's own. The tables are kept as `estimates.csv` and `change.csv` beside the codes and, where
    a corrected share has a band and the sample is the study's own, in the store, for claims and captions.

    With `mentions`, the share of a theme is the share of text in units that say something of substance about it,
    whatever they are mainly about. Shares of themes then do not add to 1. They are kept as `mentions.csv` alone, since
    no share of a job is of this kind. Nor is that of a sample drawn between the values of an attribute, which stand in
    the column `period`: it is kept beside the codes alone. Raises StudyError where coders were not asked for mentions.

    >>> gold = GoldFolder(study.folder / "gold")  # its sheets were coded and read  # doctest: +SKIP
    >>> found = gold_estimates(gold, store, study, ["lexicon"])  # doctest: +SKIP
    >>> found.shares.query("method == 'corrected'")[["theme", "period", "share", "lower", "upper"]]  # doctest: +SKIP
    """
    coded = coded_units(place, store, study, weighting, mentions=mentions)
    names = list(by) or [coded.design.estimator or coded.job.own.name]
    content = unit_content(store, study, coded) if CLASSIFIER in names else None
    estimators = [name for name in names if name != CLASSIFIER]
    scores = unit_scores(coded.job, estimators, coded.units, coded.design.unit)
    found = estimates_of(coded, dict(zip(estimators, scores, strict=True)), content, weighting, population)
    if mentions:
        place.keep("mentions.csv", found.shares)
        return found
    place.keep("estimates.csv", found.shares)
    place.keep("change.csv", found.change)
    if coded.design.between or not place.own:
        return found
    codes = place.table("codes.csv", ("unit", "period", "theme", "adjudicated"))
    kept = {"change": found.change, "errors": found.errors, "coders": coder_record(codes, coded.labels)}
    coded.job.keep_gold(file_hash(place.codes), found.shares, **kept)
    return found


def estimates_of(
    coded: Coded,
    scores: Mapping[str, UnitScores],
    content: Any | None = None,
    weighting: Weighting = "text",
    population: Population = "process",
) -> GoldEstimates:
    """The estimates from estimators' scores and, for a classifier, the `content` of units (see `unit_content`)."""
    import pandas as pd

    if coded.mentions:
        scores = {name: MentionScores(**vars(score)) for name, score in scores.items()}
    errors = _errors(coded, scores)
    names = " + ".join([*scores, *([] if content is None else [CLASSIFIER])])
    told = _told(coded, weighting, population)
    own = ESTIMATES.frame([(*row, *told.values()) for row in _uncorrected(coded, scores, errors)])
    shares = pd.concat([own, banded(coded, list(scores.values()), content, names, weighting, population)])
    shares["wider"] = _wider(shares)
    order = {method: number for number, method in enumerate(METHODS)}
    shares = shares.sort_values("method", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return GoldEstimates(
        shares, errors, corrected_changes(shares, len(coded.job.themes), periods=not coded.design.between)
    )


def banded(
    coded: Coded,
    scores: Sequence[UnitScores],
    content: Any | None,
    names: str,
    weighting: Weighting,
    population: Population,
) -> "pd.DataFrame":
    """The shares with bands, from the codes alone and corrected by predictions that have the name `names`.

    What learns from codes, whose first coder coded every unit, learns what that coder always errs about, and would call
    it right: of open differences only the other scores tell.
    """
    predicted = predictions(coded, scores, content)
    telling = [score for score in scores if not score.learned]
    coded = coded.told_by(predictions(coded, telling)) if telling else coded
    alike = _correlation(coded, predicted)
    rows = [
        *designed(coded, CODES_ALONE, "codes", None, alike, population),
        *designed(coded, "corrected", names, predicted, alike, population),
    ]
    told = _told(coded, weighting, population)
    return ESTIMATES.frame([(*row, *told.values()) for row in rows])


def _told(coded: Coded, weighting: Weighting, population: Population) -> dict[str, str]:
    """What the shares are shares of."""
    about = coded.job.estimand
    estimand = Estimand(
        weighting,
        unit="document" if coded.design.unit == "document" else about.unit,
        membership="primary",
        population=population,
        date_type=about.date_type,
        duplicates=about.duplicates,
    )
    return estimand.columns | ({"membership": MENTIONS} if coded.mentions else {})


def _uncorrected(coded: Coded, scores: Mapping[str, UnitScores], errors: "pd.DataFrame") -> list[tuple[Any, ...]]:
    """Rows of each estimator's own shares, and of the adjusted count, whose band comes from its rates."""
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
                nothing = (np.nan,) * 4
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
    if not tables:
        return ERRORS_BY_THEME.frame()
    return ERRORS_BY_THEME.check(pd.concat(tables, ignore_index=True)[list(ERRORS_BY_THEME.names)])


NO_RELIANCE = "no band: coders who coded the same units hardly agree more than by chance"
NO_BAND = "the coded units weigh as much as fewer than two"


@dataclass(frozen=True)
class _Period:
    """One period, with N units of which n are coded.

    `every (N,)`: its units among all; `mine (n,)`: its coded units among the codes; `coded (n,)`: the same among its
    own units. Strata are numbered over all periods; here they count from 0: `stratum (N,)`, `sizes (H,)`.
    """

    every: Integers
    mine: Integers
    coded: Integers
    stratum: Integers
    sizes: Floats
    cluster: Integers
    weights: Floats
    problem: str


def _period(coded: Coded, t: int) -> _Period:
    every, mine = np.flatnonzero(coded.period == t), np.flatnonzero(coded.period[coded.rows] == t)
    at = coded.rows[mine]
    _, stratum = np.unique(coded.stratum[every], return_inverse=True)
    _, cluster = np.unique(coded.cluster[every], return_inverse=True)
    return _Period(
        every=every,
        mine=mine,
        coded=np.searchsorted(every, at),
        stratum=stratum,
        sizes=np.bincount(stratum).astype(np.float64),
        cluster=cluster,
        weights=coded.weights[every],
        problem=too_few(coded.stratum[every], coded.stratum[at]),
    )


def designed(
    coded: Coded, method: str, name: str, predicted: Floats | None, alike: Floats, population: Population
) -> list[tuple[Any, ...]]:
    """Rows of a design-based estimate: `ESTIMATES` without the estimand.

    `predicted (n_labels, N)` are predictions of the codes; None for an estimate from the codes alone. `alike
    (n_labels,)` is the intraclass correlation of the codes, which is one number for all periods, and for all methods:
    how alike the units of a cluster are depends on no prediction.
    """
    g = np.zeros((len(coded.codes), len(coded.period))) if predicted is None else predicted
    periods = [_period(coded, t) for t in range(len(coded.periods))]
    estimates = {t: _estimate(coded, p, g, predicted is None) for t, p in enumerate(periods) if not p.problem}
    # The correlation is estimated from all periods together, and so is the variance that it makes.
    degrees = sum(effective_clusters(p.weights, p.cluster) - 1 for p in periods if not p.problem)
    rows = []
    for t, p in enumerate(periods):
        positive = coded.codes[:, p.mine].sum(axis=1)
        counts = [(len(p.mine), int(n), len(p.every)) for n in positive]
        if t not in estimates:
            nothing = (np.nan,) * 7
            rows += [
                (method, name, label, coded.periods[t], *nothing, "", *count, p.problem)
                for label, count in zip(coded.labels, counts, strict=True)
            ]
            continue
        estimate = estimates[t].clustered(design_effect(alike, p.weights, p.cluster), degrees)
        lower, upper = estimate.bounds(population)
        of_spread = estimate.spread(population)[1]
        for k, label in enumerate(coded.labels):
            of_coders = np.nan if coded.errors is None else np.atleast_1d(estimate.se_coders)[k]
            errors = (estimate.se_coding[k], estimate.se_units[k], of_coders, of_spread[k])
            unsure = coded.errors is not None and coded.errors.alpha < LEAST and _alone(coded, p) > 0
            if unsure:
                lower[k] = upper[k] = np.nan
            told = estimate.share[k] if unsure or lower[k] == lower[k] else np.nan  # of one code in effect, none
            end = ("", *counts[k], NO_RELIANCE if unsure else "" if told == told else NO_BAND)
            rows.append((method, name, label, coded.periods[t], told, lower[k], upper[k], *errors, *end))
    return rows


def _wider(shares: "pd.DataFrame") -> list[str]:
    """Why a corrected share has a wider band than the codes alone, where these state the theme; else ''."""
    rows, methods = shares.to_dict("records"), stated_methods(shares)
    by_codes = set(methods.loc[methods["method"] == CODES_ALONE, "theme"])
    alone = {(row["theme"], row["period"]): row for row in rows if row["method"] == CODES_ALONE}
    said = []
    for row in rows:
        codes = alone[row["theme"], row["period"]]
        wider = row["upper"] - row["lower"] > codes["upper"] - codes["lower"] + NOTHING
        reasons = {
            "the errors of the predictions vary more than the codes": row["se_coding"] > codes["se_coding"],
            "the share is nearer to one half": abs(row["share"] - 0.5) < abs(codes["share"] - 0.5),
            "fewer coded units tell how much the errors vary": row["degrees"] < codes["degrees"],
        }
        why = WIDER_AND.join(reason for reason, holds in reasons.items() if holds)
        why = why or "the errors of the predictions are rarer than the codes and weigh more"
        said.append(why if row["method"] == "corrected" and wider and row["theme"] in by_codes else "")
    return said


def _estimate(coded: Coded, p: _Period, g: Floats, alone: bool) -> DesignEstimate:
    """The estimate of all categories of a period at once, with units taken as independent of each other.

    Codes of one coder, and predictions of them, count as the true codes that they are worth; their variance is larger.
    """
    said, errors = coded.codes[:, p.mine], coded.errors
    weights, of = np.broadcast_to(p.weights[p.coded], said.shape), np.broadcast_to(p.stratum[p.coded], said.shape)
    sizes = np.broadcast_to(p.sizes, (len(said), len(p.sizes)))
    mine = g[:, p.every]
    if alone:
        expected = expected_of_codes(said, weights, of, sizes)
    else:
        every, stratum = np.broadcast_to(p.weights, mine.shape), np.broadcast_to(p.stratum, mine.shape)
        expected = expected_square(mine, every, stratum, len(p.sizes))
    part = _alone(coded, p)
    if errors:
        expected = expected * (1 + part * (errors.stretch**2 - 1))
        mine = mine if alone else errors.counted(mine)
    share = (mine * p.weights).sum(axis=1) / p.weights.sum()
    inflation = np.broadcast_to(coded.inflation[p.mine], said.shape) if coded.by_chance else None
    found = design_estimate(
        coded.counted[:, p.mine], mine[:, p.coded], weights, of, sizes, share, expected=expected, inflation=inflation
    )
    if not errors:
        return found
    said_share = np.average(said, axis=1, weights=coded.inflation[p.mine] * p.weights[p.coded])
    seen = len(p.mine) / len(p.every)
    error = errors.standard_error(part, said_share, seen / found.n_effective)
    return found.with_coders(error, errors.degrees, errors.unknown)


def _alone(coded: Coded, p: _Period) -> float:
    """The part of a period's coded text that one coder alone has coded, of errors that are known."""
    return float(np.average(coded.alone[p.mine], weights=coded.inflation[p.mine] * p.weights[p.coded]))


def _correlation(coded: Coded, g: Floats) -> Floats:
    """The intraclass correlation of every category's codes within clusters `(n_labels,)`, from all periods together.

    `g (n_labels, N)` are predictions of the codes.
    """
    nothing = np.zeros(len(coded.codes))
    of_codes, of_predictions = [(nothing, nothing)], [(nothing, nothing)]
    for p in (_period(coded, t) for t in range(len(coded.periods))):
        if p.problem:
            continue
        estimate = _estimate(coded, p, g, alone=False)
        mine = coded.errors.counted(g[:, p.every]) if coded.errors else g[:, p.every]
        about = (p.weights, p.cluster)
        variance = estimate.se_coding**2
        of_codes.append(
            paired_sums(
                coded.counted[:, p.mine], mine, *about, p.coded, p.stratum[p.coded], p.sizes, estimate.share, variance
            )
        )
        of_predictions.append(intraclass(mine, *about))
    tops, lows = (np.sum([pair[end] for pair in of_codes], axis=0) for end in (0, 1))
    return correlation((tops, lows), tuple(np.sum([pair[end] for pair in of_predictions], axis=0) for end in (0, 1)))


def too_few(strata: Integers, coded: Integers) -> str:
    """The reason why a period cannot be estimated from the coded units of its strata; '' where it can."""
    if len(coded) < 2:  # one unit has no variance
        return FEW_CODED
    return "" if set(strata) == set(coded) else EMPTY_STRATUM
