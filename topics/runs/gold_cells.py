"""Design-based rows of a coded sample: every category in every period, from predictions or from the codes alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.runs.gold_units import Coded
from topics.shares.clusters import correlation, design_effect, effective_clusters, intraclass, paired_sums
from topics.shares.design_based import (
    DesignEstimate,
    Population,
    design_estimate,
    expected_of_codes,
    expected_square,
)
from topics.shares.intervals import FEW_CARRIERS

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
NO_BAND = "no band: the coded units weigh as much as fewer than two"


@dataclass(frozen=True)
class _Period:
    """One period: rows of its units among all `(N,)` and of its coded ones among these `(n,)`, places among the codes.

    Strata are numbered over all periods; here they count from 0: `stratum (N,)`, `sizes (H,)`.
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
    coded: Coded, method: str, name: str, predicted: Floats | None, population: Population
) -> list[tuple[Any, ...]]:
    """Rows (`gold_estimate.COLUMNS`) of a design-based estimate with predictions `(n_labels, N)`, or of codes alone."""
    g = np.zeros((len(coded.codes), len(coded.period))) if predicted is None else predicted
    periods = [_period(coded, t) for t in range(len(coded.periods))]
    estimates = {t: _estimate(coded, p, g, predicted is None) for t, p in enumerate(periods) if not p.problem}
    rho = _correlation(coded, periods, estimates, g)
    rows = []
    for t, p in enumerate(periods):
        positive = coded.codes[:, p.mine].sum(axis=1)
        counts = [(len(p.mine), int(n), len(p.every)) for n in positive]
        if t not in estimates:
            nothing = (np.nan,) * 6
            rows += [
                (method, name, label, coded.periods[t], *nothing, "", *count, p.problem)
                for label, count in zip(coded.labels, counts, strict=True)
            ]
            continue
        effect, n_clusters = design_effect(rho, p.weights, p.cluster), effective_clusters(p.weights, p.cluster)
        estimate = estimates[t].clustered(effect, n_clusters)
        lower, upper = estimate.bounds(population)
        degrees = estimate.spread(population)[1]
        for k, label in enumerate(coded.labels):
            numbers = (estimate.share[k], lower[k], upper[k], estimate.se_coding[k], estimate.se_units[k], degrees[k])
            kind = "exact" if estimate.n_rarer[k] < FEW_CARRIERS or estimate.share[k] in (0, 1) else "logit-t"
            end = (kind, *counts[k], "") if lower[k] == lower[k] else ("", *counts[k], NO_BAND)
            rows.append((method, name, label, coded.periods[t], *numbers, *end))
    return rows


def _estimate(coded: Coded, p: _Period, g: Floats, alone: bool) -> DesignEstimate:
    """All categories of a period at once, units taken to come singly."""
    codes = coded.codes[:, p.mine]
    weights, of = np.broadcast_to(p.weights[p.coded], codes.shape), np.broadcast_to(p.stratum[p.coded], codes.shape)
    sizes = np.broadcast_to(p.sizes, (len(codes), len(p.sizes)))
    mine = g[:, p.every]
    if alone:
        expected = expected_of_codes(codes, weights, of, sizes)
    else:
        every, stratum = np.broadcast_to(p.weights, mine.shape), np.broadcast_to(p.stratum, mine.shape)
        expected = expected_square(mine, every, stratum, len(p.sizes))
    share = (mine * p.weights).sum(axis=1) / p.weights.sum()
    return design_estimate(codes, mine[:, p.coded], weights, of, sizes, share, expected=expected)


def _correlation(coded: Coded, periods: list[_Period], estimates: dict[int, DesignEstimate], g: Floats) -> Floats:
    """The intraclass correlation of every category's codes within clusters `(n_labels,)`, from all periods together."""
    nothing = np.zeros(len(coded.codes))
    of_codes, of_predictions = [(nothing, nothing)], [(nothing, nothing)]
    for t, estimate in estimates.items():
        p = periods[t]
        mine = g[:, p.every]
        about = (p.weights, p.cluster)
        variance = estimate.se_coding**2
        of_codes.append(
            paired_sums(
                coded.codes[:, p.mine], mine, *about, p.coded, p.stratum[p.coded], p.sizes, estimate.share, variance
            )
        )
        of_predictions.append(intraclass(mine, *about))
    tops, lows = (np.sum([pair[end] for pair in of_codes], axis=0) for end in (0, 1))
    return correlation((tops, lows), tuple(np.sum([pair[end] for pair in of_predictions], axis=0) for end in (0, 1)))


def too_few(strata: Integers, coded: Integers) -> str:
    """Why a period cannot be estimated from the coded units of its strata; '' where it can."""
    if len(coded) < 2:  # one unit has no variance
        return "fewer than two units coded"
    return "" if set(strata) == set(coded) else "a stratum without a coded unit: code the batches drawn before"
