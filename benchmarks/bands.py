"""Do the bands of shares hold the share, and how wide are they? Coverage in worlds whose shares are known, as a page.

    python benchmarks/bands.py [--replications 1000] [--out docs/bands.md]

No corpus is needed. Resamples, bands and corrected shares are those of the toolkit, many periods at once.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

from topics.report.tables import to_markdown
from topics.shares import intervals
from topics.shares.coded.clusters import correlation, design_effect, effective_clusters, intraclass, paired_sums
from topics.shares.coded.design_based import DesignEstimate, design_estimate, expected_of_codes, expected_square
from topics.shares.intervals import difference_bounds, document_bounds, reach, resampled_totals

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Bounds = tuple[Floats, Floats]
Random = np.random.Generator
DRAWS, TAIL, NOTHING = 300, 0.025, 1e-12
SIZES, SHARES = (3, 5, 10, 30, 100, 200), (0.005, 0.05, 0.2, 0.6)
LOWEST = 10  # worlds shown of every kind: those that the rule in use covers least
COLUMNS = ["holds", "below", "above", "width"]
CONSTANTS = {"UNSEEN": (2.0, 8.0, 100.0), "UNKNOWN": (1.0, 2.0, 5.0, 10.0), "SKEWED": (0.0, 1.0, 3.0)}
OTHER_PERIODS = (0.5, 0.75, 1.25, 1.5)  # the theme's share in the other periods of a corpus, as parts of its share
PAGE = """\
# Bands of shares

Made by `python benchmarks/bands.py`; nothing here is edited by hand. How often 95 % bands hold the share of the process
that wrote the documents, and how wide they are, where that share is known. A world says how much of a theme documents
hold and how long they are; lengths are lognormal with a standard deviation of .6 to 1.2 of the logarithm. `n` is the
number of documents of a period, or of sources. **{replications:,} periods per row**: the Monte Carlo error of a
coverage of 95 % is {error:.1f} points. *holds* is the per cent of bands that hold the share, *below* and *above* the
per cent that lie wholly below and above it (2.5 each is even), *width* the mean width in percentage points. Coverage
above 99 % cannot be avoided where a share is so small, or documents so few, that most periods have none of the theme:
the band then goes from 0 to the bound for none of n documents.

*present* is the rule in use (`topics.shares.intervals.document_bounds`), *earlier* the one before: a t interval of the
logit or, where fewer than five documents in effect carry the theme, Clopper & Pearson's for at most n documents. Others
that were tried: *logit t* always; *korn graubard*, their effective sample size without a limit and with t of the
effective number of documents less one; *jeffreys*, his prior with the same number; *bootstrap t*, resampled t
statistics; *all or nothing*, the rule in use had documents that were not seen to be wholly about a theme or not at all;
*single period*, the rule in use where a corpus has that period alone (elsewhere it has five, in which the theme has a
half to one and a half times the share). All have the variance of the same resamples. Of every kind of worlds the
{lowest} that *present* covers least are shown.

## The rules beside each other

Numbers of worlds by coverage, the lowest coverage, and the median of the widths over those of *earlier*. *Known* are
worlds with more than five documents and, on average, the text of two or more of them about the theme.

{summary}
Beyond the usual, where documents that matter most are rare and long, or where a few are wholly about a theme that all
others mention:

{beyond}
## Its constants

`UNSEEN` and `SKEWED` are chosen here, in the usual worlds and not in those beyond.

{constants}
## Usual worlds

{about}

{usual_rows}
## Beyond the usual

What no rule can know: a period whose documents happen to be all of the common kind shows nothing of the rare one.

{about_beyond}

{beyond_rows}
## Differences of two groups

Groups of n and of 2 n documents, the second with half of the share. *present* is
`topics.shares.intervals.difference_bounds`, *earlier* a t interval with Satterthwaite's degrees of freedom.

{groups}
{group_rows}
## Differences of two estimators

Each gives a part of its own of what a document has of a theme, three quarters and a half on average. *present* is
`topics.shares.intervals.paired_bounds`, *earlier* a t interval.

{estimators}
{estimator_rows}
## Corrected shares

{years} periods of one design at a time. `alike` is the intraclass correlation of units of one document. A *good*
surrogate's scores lie 3.5 standard deviations apart, a *useless* one's are noise. *earlier* is the rule before, with a
correlation's degrees of freedom from one period alone.

{corrected}
{corrected_rows}
Corrected bands that are wider than those of the codes alone: {wider}. `topics gold estimate` says why beside each.
"""
LARGE = 600_000  # documents from which the true share of a world is computed


def _beta(random: Random, p: Floats | float, concentration: float, shape: tuple[int, ...]) -> Floats:
    mean = np.broadcast_to(np.clip(p, 1e-4, 1 - 1e-4), shape)
    return random.beta(mean * concentration, (1 - mean) * concentration)


def _lengths(random: Random, shape: tuple[int, ...], spread: float = 0.6) -> Floats:
    return np.exp(random.normal(0, spread, shape))


def even(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return _beta(random, p, 100 if p >= 0.02 else 400, shape), _lengths(random, shape)


def skewed(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return _beta(random, p, 4, shape), _lengths(random, shape)


def by_document(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return _beta(random, p, 3, shape), np.ones(shape)


def wholly(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return (random.random(shape) < p).astype(float), _lengths(random, shape)


def a_third(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    many = min(3 * p, 1)
    return (random.random(shape) < many) * _beta(random, p / many, 3, shape), _lengths(random, shape)


def passages(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return random.binomial(20, _beta(random, p, 9, shape)) / 20, _lengths(random, shape)


def long_wholly(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    sizes = _lengths(random, shape, 0.8)
    return (random.random(shape) < np.clip(p * sizes**0.7 / np.exp(0.1568), 0, 0.95)).astype(float), sizes


def long_more(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    sizes = _lengths(random, shape, 0.8)
    return _beta(random, expit(logit(p) + 0.7 * np.log(sizes)), 10, shape), sizes


def sources(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    return _beta(random, p, 6, shape), _lengths(random, shape, 1.0)


def long_less(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    sizes = _lengths(random, shape, 0.8)
    return _beta(random, expit(logit(p) - 0.7 * np.log(sizes)), 10, shape), sizes


def very_long_wholly(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    sizes = _lengths(random, shape, 1.2)
    return (random.random(shape) < np.clip(p * sizes**0.7 / np.exp(0.3528), 0, 0.95)).astype(float), sizes


def a_few_giants(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    giant = random.random(shape) < 0.1
    return _beta(random, p, 5, shape), np.where(giant, 20, 1) * _lengths(random, shape, 0.3)


def giants_more(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    giant = random.random(shape) < 0.2
    part = np.where(giant, min(1.3 * p, 0.9), 0.5 * p)
    return _beta(random, part, 8, shape), np.where(giant, 8, 1) * _lengths(random, shape, 0.3)


def mentions(random: Random, p: float, shape: tuple[int, ...]) -> Bounds:
    about = random.random(shape) < 0.6 * p
    everywhere = _beta(random, min(0.5 * p, 0.4), 30, shape)
    return np.where(about, _beta(random, 0.8, 10, shape), everywhere), _lengths(random, shape, 1.0)


USUAL: dict[Callable[..., Bounds], str] = {
    even: "every document a little, much alike",
    skewed: "every document some, most of them little (beta, concentration 4)",
    by_document: "the document share of documents that differ more (concentration 3)",
    wholly: "few documents, wholly",
    a_third: "three times as many, a third each",
    passages: "documents of 20 passages, each about the theme or not",
    long_wholly: "few documents, wholly, rather the long ones",
    long_more: "every document, long ones more",
    sources: "sources of unequal size, each with a level of its own",
}
BEYOND: dict[Callable[..., Bounds], str] = {
    long_less: "every document, long ones less",
    very_long_wholly: "few documents, wholly, rather the long ones; lengths differ tenfold",
    a_few_giants: "one document in ten is twenty times as long",
    giants_more: "one document in five is eight times as long and speaks twice as much of it",
    mentions: "every document a little, and a few wholly: most of the theme is in these few",
}


@dataclass(frozen=True)
class Periods:
    """What `replications` periods of `n` documents show: all arrays `(replications,)` but the documents'."""

    parts: Floats
    sizes: Floats
    share: Floats
    variance: Floats
    number: Floats
    skew: Floats
    corpus: Bounds  # parts and sizes of its documents and of those of four other periods
    students: Bounds  # 2.5 % and 97.5 % points of the resampled t statistic

    @property
    def degrees(self) -> Floats:
        return np.maximum(self.number - 1, 1)

    @property
    def reached(self) -> Floats:
        """`reach` over the whole corpus `(2, replications)`."""
        return _reach(*self.corpus)


def periods(world: Callable[..., Bounds], n: int, p: float, replications: int, which: int = 0) -> Periods:
    """Periods of a world; its truth is `true_share`."""
    random = np.random.default_rng([n, round(1000 * p), which, *world.__name__.encode()])
    part, sizes = world(random, p, (n, replications))
    parts = part * sizes
    share = parts.sum(axis=0) / sizes.sum(axis=0)
    columns = np.hstack([parts, sizes, parts**2, parts * sizes, sizes**2])
    t, s, tt, ts, ss = np.split(resampled_totals(columns, draws=DRAWS, seed=1, period="t"), 5, axis=1)
    drawn = t / s
    of_draw = np.sqrt(np.maximum(tt - 2 * drawn * ts + drawn**2 * ss, 0)) / s
    student = np.divide(drawn - share, of_draw, out=np.zeros_like(drawn), where=of_draw > NOTHING)
    return Periods(
        parts, sizes, share, drawn.var(axis=0, ddof=1), sizes.sum(axis=0) ** 2 / (sizes**2).sum(axis=0),
        _skewness(parts, sizes), _corpus(world, p, parts, sizes), tuple(np.quantile(student, [TAIL, 1 - TAIL], axis=0)),
    )  # fmt: skip


def _corpus(world: Callable[..., Bounds], p: float, parts: Floats, sizes: Floats) -> Bounds:
    """The documents of a period and of the four others of its corpus, in which the theme has more or less."""
    random = np.random.default_rng([*parts.shape, round(1000 * p), 3])
    others = [world(random, min(p * times, 0.95), parts.shape) for times in OTHER_PERIODS]
    return (
        np.concatenate([parts, *(part * size for part, size in others)]),
        np.concatenate([sizes, *(size for _, size in others)]),
    )


def _reach(parts: Floats, sizes: Floats) -> Floats:
    """`reach` of each replication."""
    found = [reach(parts[:, [k]], sizes[:, k])[:, 0] for k in range(parts.shape[1])]
    return np.array(found).T


@cache
def true_share(world: Callable[..., Bounds], p: float) -> float:
    part, sizes = world(np.random.default_rng(7), p, (LARGE,))
    return float((part * sizes).sum() / sizes.sum())


def earlier(of: Periods) -> Bounds:
    """The rule before: logit-t, or exact for at most n documents if fewer than five carry the share."""
    yes, no = (_effective(part) for part in (of.parts, np.maximum(of.sizes - of.parts, 0)))
    return _switched(of.share, of.variance, of.degrees, len(of.parts), np.minimum(yes, no))


def _switched(share: Floats, variance: Floats, degrees: Floats, n: Floats | float, carried: Floats) -> Bounds:
    p, inside = _inside(share)
    number = np.where(inside, np.clip(p * (1 - p) / np.maximum(variance, 1e-300), 1, n), n)
    few = (carried < 5) | ~inside
    ends = _clopper(share, number), _logit(p, variance, degrees)
    return tuple(np.where(few, exact, smooth) for exact, smooth in zip(*ends, strict=True))


def logit_t(of: Periods) -> Bounds:
    """The t interval of the logit; the exact one for a share of 0 or 1."""
    p, inside = _inside(of.share)
    ends = _clopper(of.share, np.full_like(p, len(of.parts)))
    return tuple(np.where(inside, b, a) for a, b in zip(ends, _logit(p, of.variance, of.degrees), strict=True))


def korn_graubard(of: Periods) -> Bounds:
    """Korn & Graubard's n*, without a limit."""
    return _clopper(of.share, _korn_graubard(of))


def jeffreys(of: Periods) -> Bounds:
    """Jeffreys's prior with the same n*."""
    number = _korn_graubard(of)
    yes, no = of.share * number + 0.5, (1 - of.share) * number + 0.5
    return betaincinv(yes, no, TAIL), betaincinv(yes, no, 1 - TAIL)


def bootstrap_t(of: Periods) -> Bounds:
    """Resampled t statistic, with the linearised standard error; the exact interval where nothing varies."""
    apart = of.parts - of.share * of.sizes
    error = np.sqrt((apart**2).sum(axis=0)) / of.sizes.sum(axis=0)
    lower, upper = (np.clip(of.share - t * error, 0, 1) for t in of.students[::-1])
    ends = _clopper(of.share, np.full_like(of.share, len(of.parts)))
    return tuple(np.where(error > NOTHING, b, a) for a, b in zip(ends, (lower, upper), strict=True))


def all_or_nothing(of: Periods) -> Bounds:
    """The rule in use, had documents that were not seen to be wholly about a theme or not at all."""
    return document_bounds(of.share, of.variance, of.degrees, of.number, of.skew)


def single_period(of: Periods) -> Bounds:
    """The rule in use for a corpus of one period."""
    return document_bounds(of.share, of.variance, of.degrees, of.number, of.skew, _reach(of.parts, of.sizes))


def present(of: Periods) -> Bounds:
    """The rule in use."""
    return document_bounds(of.share, of.variance, of.degrees, of.number, of.skew, of.reached)


RULES = (earlier, logit_t, korn_graubard, jeffreys, bootstrap_t, all_or_nothing, single_period, present)


def _inside(share: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    inside = (share > NOTHING) & (share < 1 - NOTHING)
    return np.where(inside, share, 0.5), inside


def _effective(parts: Floats) -> Floats:
    squares = (parts**2).sum(axis=0)
    return np.divide(parts.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)


def _clopper(share: Floats, number: Floats) -> Bounds:
    yes, no = np.where(share > NOTHING, share, 0) * number, np.where(share < 1 - NOTHING, 1 - share, 0) * number
    lower = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1), no + 1, TAIL), 0)
    return lower, np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1), 1 - TAIL), 1)


def _logit(p: Floats, variance: Floats, degrees: Floats) -> Bounds:
    half = stdtrit(degrees, 1 - TAIL) * np.sqrt(variance) / (p * (1 - p))
    return expit(logit(p) - half), expit(logit(p) + half)


def _korn_graubard(of: Periods) -> Floats:
    p, inside = _inside(of.share)
    number = np.where(inside, np.minimum(p * (1 - p) / np.maximum(of.variance, 1e-300), 1e9), of.number)
    wider = stdtrit(of.degrees, 1 - TAIL) / stdtrit(np.maximum(number - 1, 1), 1 - TAIL)
    return number / np.maximum(wider, 1) ** 2


def judged(bounds: Bounds, truth: Floats | float) -> dict[str, float]:
    """Per cent of intervals that hold the truth, that lie below and above it, and their mean width in points."""
    lower, upper = bounds
    below, above = 100 * np.mean(upper < truth), 100 * np.mean(lower > truth)
    return {"holds": 100 - below - above, "below": below, "above": above, "width": 100 * np.mean(upper - lower)}


def shares(worlds: dict[Callable[..., Bounds], str], replications: int) -> Iterator[dict[str, object]]:
    """Every rule in every world."""
    for world, p, n in product(worlds, SHARES, SIZES):
        of = periods(world, n, p, replications)
        for rule in RULES:
            found = judged(rule(of), true_share(world, p))
            yield {"world": _name(world), "share": p, "n": n, "rule": _name(rule), **found}


def constants(replications: int) -> Iterator[dict[str, object]]:
    """The rule in use with other constants, in the usual worlds, beside the earlier one."""
    used = {name: getattr(intervals, name) for name in CONSTANTS}
    settings = {"in use": used}
    settings |= {f"{name} = {value:g}": used | {name: value} for name, found in CONSTANTS.items() for value in found}
    for world, p, n in product(USUAL, SHARES, SIZES):
        of = periods(world, n, p, replications)
        where = {"world": _name(world), "share": p, "n": n}
        yield {**where, "rule": "earlier", **judged(earlier(of), true_share(world, p))}
        for name, values in settings.items():
            vars(intervals).update(values)
            yield {**where, "rule": name, **judged(present(of), true_share(world, p))}
        vars(intervals).update(used)


def estimator_differences(replications: int) -> Iterator[dict[str, object]]:
    """Two estimators of the same documents, each of which gives a part of its own of what a document has of a theme."""
    for world in USUAL:
        for p in SHARES[1:]:
            for n in SIZES[:-1]:
                random = np.random.default_rng([n, round(1000 * p), *world.__name__.encode()])
                (parts, sizes), (many, size) = world(random, p, (n, replications)), world(random, p, (LARGE, 1))
                apart = parts * sizes * (random.beta(3, 1, parts.shape) - random.beta(1, 1, parts.shape))
                truth = 0.25 * float((many * size).sum() / size.sum())
                for rule, bounds in _of_estimators(apart, sizes):
                    yield {"world": _name(world), "share": p, "n": n, "rule": rule, **judged(bounds, truth)}


def _of_estimators(apart: Floats, sizes: Floats) -> Iterator[tuple[str, Bounds]]:
    columns = np.hstack([apart, np.abs(apart), sizes])
    one, both, size = np.split(resampled_totals(columns, draws=DRAWS, seed=1, period="t"), 3, axis=1)
    whole = sizes.sum(axis=0)
    number = whole**2 / (sizes**2).sum(axis=0)
    degrees, difference, moved = np.maximum(number - 1, 1), apart.sum(axis=0) / whole, np.abs(apart).sum(axis=0) / whole
    variance, of_moved = ((drawn / size).var(axis=0, ddof=1) for drawn in (one, both))
    half = stdtrit(degrees, 1 - TAIL) * np.sqrt(variance)
    yield "earlier", (difference - half, difference + half)
    skew = _skewness(apart, sizes)
    yield (
        "present",
        intervals.paired_bounds(
            difference, variance, skew, moved, of_moved, degrees, number, _reach(np.abs(apart), sizes)
        ),
    )


def _skewness(parts: Floats, sizes: Floats) -> Floats:
    apart = parts - sizes * parts.sum(axis=0) / sizes.sum(axis=0)
    squares = (apart**2).sum(axis=0)
    return np.divide((apart**3).sum(axis=0), squares**1.5, out=np.zeros_like(squares), where=squares > NOTHING)


def group_differences(replications: int) -> Iterator[dict[str, object]]:
    """Two groups of n and 2 n documents, the second with half of the share."""
    for world in USUAL:
        for p in SHARES[1:]:
            for n in SIZES[:-1]:
                one = periods(world, n, p, replications, 1)
                other = periods(world, 2 * n, p / 2, replications, 2)
                truth = true_share(world, p) - true_share(world, p / 2)
                for rule, bounds in _of_differences(one, other):
                    found = judged(bounds, truth)
                    yield {"world": _name(world), "share": p, "n": n, "rule": rule, **found}


def _of_differences(one: Periods, other: Periods) -> Iterator[tuple[str, Bounds]]:
    pieces = one.variance**2 / one.degrees + other.variance**2 / other.degrees
    whole = one.variance + other.variance
    degrees = np.divide(whole**2, pieces, out=one.degrees + other.degrees, where=pieces > 0)
    half = stdtrit(degrees, 1 - TAIL) * np.sqrt(whole)
    yield "earlier", (one.share - other.share - half, one.share - other.share + half)
    reached = _reach(np.concatenate([one.parts, other.parts]), np.concatenate([one.sizes, other.sizes]))
    sides = [
        np.stack([of.share, *document_bounds(of.share, of.variance, degrees, of.number, of.skew, reached)])
        for of in (one, other)
    ]
    yield "present", tuple(difference_bounds(*sides))


# Corrected shares: documents a period, units a document, coded units a period, share, correlation within documents.
CODED = [
    (documents, units, coded, p, alike)
    for documents, units, coded in ((3, 40, 20), (3, 40, 60), (10, 20, 40), (60, 5, 20), (60, 5, 80))
    for p in (0.02, 0.1, 0.3)
    for alike in (0.0, 0.3)
]
YEARS = 5


def corrected(replications: int) -> Iterator[dict[str, object]]:
    """Codes alone and corrected shares, for the corpus and for the process; five periods of one design."""
    for documents, units, coded, p, alike in CODED:
        for surrogate, strength in (("good", 3.5), ("useless", 0.0)):
            corpora = max(replications // YEARS, 2)
            found = coded_world(documents, units, coded, p, alike, strength, corpora)
            alone = {key[1:]: values[1] - values[0] for key, values in found.items() if key[0] == "codes alone"}
            for (method, population, rule), (lower, upper, truth) in found.items():
                wider = 100 * np.mean(upper - lower > alone[population, rule] + NOTHING)
                yield {
                    "documents": documents, "units": documents * units, "coded": coded, "share": p,
                    "alike": alike, "surrogate": surrogate, "population": population, "method": method, "rule": rule,
                    **judged((lower, upper), truth), "wider": wider,
                }  # fmt: skip


def coded_world(
    documents: int, units: int, coded: int, p: float, alike: float, strength: float, replications: int
) -> dict[tuple[str, str, str], tuple[Floats, Floats, Floats]]:
    """Bounds and truth `(replications, YEARS)` by method, population and rule."""
    random = np.random.default_rng([documents, units, coded, round(1000 * p), round(10 * alike), round(10 * strength)])
    shape, n = (replications, YEARS), documents * units
    level = np.full((*shape, documents), p)
    if alike:
        level = _beta(random, p, 1 / alike - 1, level.shape)
    codes = (random.random((*shape, n)) < np.repeat(level, units, axis=-1)).astype(float)
    # The predictions of a score: probability of the code where the theme has its mean share.
    score = random.normal(size=codes.shape) + strength * codes
    predicted = expit(logit(p) + strength * score - strength**2 / 2)
    document = np.repeat(np.arange(documents), units)
    rows = np.argsort(random.random(codes.shape), axis=-1)[..., :coded]
    y, g = (np.take_along_axis(values, rows, axis=-1) for values in (codes, predicted))
    ones, stratum, sizes = np.ones_like(y), np.zeros_like(rows), np.full((*shape, 1), float(n))
    every = np.zeros_like(document)[None, None]
    expected = expected_square(predicted, np.ones_like(predicted), np.broadcast_to(every, predicted.shape), 1)
    estimates = {
        "codes alone": design_estimate(
            y, 0 * g, ones, stratum, sizes, 0.0, expected=expected_of_codes(y, ones, stratum, sizes)
        ),
        "corrected": design_estimate(y, g, ones, stratum, sizes, predicted.mean(axis=-1), expected=expected),
    }
    effect = _effects(estimates["corrected"], y, predicted, document, rows, n)
    degrees = effective_clusters(np.ones(n), document) - 1
    rarer = np.minimum(y.sum(axis=-1), coded - y.sum(axis=-1))
    found = {}
    for name, estimate in estimates.items():
        for population, truth in (("corpus", codes.mean(axis=-1)), ("process", np.full(shape, p))):
            before = estimate.clustered(effect, degrees)
            bounds = _switched(before.share, *before.spread(population), before.n_effective, rarer)
            found[name, population, "earlier"] = (*bounds, truth)
            bounds = estimate.clustered(effect, YEARS * degrees).bounds(population)
            found[name, population, "present"] = (*bounds, truth)
    return found


def _effects(
    estimate: DesignEstimate, y: Floats, predicted: Floats, document: Integers, rows: Integers, n: int
) -> Floats:
    """Design effects of documents, one per corpus, as `topics gold estimate` finds them."""
    ones, effects = np.ones(n), []
    for c in range(len(y)):
        sums, least = np.zeros(2), np.zeros(2)
        for t in range(YEARS):
            sums += np.array(paired_sums(
                y[c, t], predicted[c, t], ones, document, rows[c, t], np.zeros(len(rows[c, t]), dtype=np.intp),
                np.array([float(n)]), estimate.share[c, t], estimate.se_coding[c, t] ** 2,
            ))  # fmt: skip
            least += np.array(intraclass(predicted[c, t], ones, document))
        pair = [tuple(np.array([value]) for value in values) for values in (sums, least)]
        effects.append(design_effect(correlation(*pair), ones, document))
    return np.array(effects) * np.ones(YEARS)


def _name(world: Callable[..., Bounds]) -> str:
    return world.__name__.replace("_", " ")


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """One row per rule: worlds that it covers too rarely or nearly always, and its widths."""
    keys = ["world", "share", "n"]
    holds = table.pivot_table(index=keys, columns="rule", values="holds", sort=False)
    width = table.pivot_table(index=keys, columns="rule", values="width", sort=False)
    n = holds.index.get_level_values("n")
    known = (n > 5) & (n * holds.index.get_level_values("share") >= 2)
    rows = [
        {
            "rule": rule,
            "worlds": len(holds),
            "below 90": int((holds[rule] < 90).sum()),
            "below 93": int((holds[rule] < 93).sum()),
            "above 99": int((holds[rule] > 99).sum()),
            "of these, known": int(((holds[rule] > 99) & known).sum()),
            "lowest": round(holds[rule].min(), 1),
            "width / earlier": round((width[rule] / width["earlier"]).median(), 2),
        }
        for rule in dict.fromkeys(table["rule"])
    ]
    return pd.DataFrame(rows)


def wide_of(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Coverage and width of the earlier rule and of that in use beside each other, one row per world."""
    rules = table[table["rule"].isin(["earlier", "present"])]
    return rules.pivot_table(index=keys, columns="rule", values=COLUMNS, sort=False)


def by_surrogate(wide: pd.DataFrame) -> pd.DataFrame:
    """The designs of corrected shares by how often the rule in use covers, one row per kind of estimate."""
    rows = []
    for names, of_kind in wide.groupby(["surrogate", "population", "method"], sort=False):
        holds, earlier = of_kind["holds", "present"], of_kind["holds", "earlier"]
        rows.append({
            **dict(zip(("surrogate", "population", "method"), names, strict=True)),
            "designs": len(of_kind),
            "below 90": int((holds < 90).sum()),
            "below 93": int((holds < 93).sum()),
            "above 99": int((holds > 99).sum()),
            "lowest": round(holds.min(), 1),
            "lowest, earlier": round(earlier.min(), 1),
            "width / earlier": round((of_kind["width", "present"] / of_kind["width", "earlier"]).median(), 2),
        })  # fmt: skip
    return pd.DataFrame(rows)


def side_by_side(wide: pd.DataFrame) -> str:
    """The worlds that the rule in use covers least, in their order."""
    lowest = wide["holds", "present"].nsmallest(LOWEST).index
    wide = wide[wide.index.isin(lowest)]
    shown = {f"{rule}: {of}": wide[of, rule] for rule in ("earlier", "present") for of in COLUMNS}
    return to_markdown(pd.DataFrame(shown).map("{:.1f}".format).reset_index())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "bands.md")
    given = parser.parse_args()
    many, keys = given.replications, ["world", "share", "n"]
    usual, beyond = (pd.DataFrame(shares(worlds, many)) for worlds in (USUAL, BEYOND))
    groups, coded = pd.DataFrame(group_differences(many)), pd.DataFrame(corrected(many))
    between = pd.DataFrame(estimator_differences(many))
    now = coded[(coded["rule"] == "present") & (coded["method"] == "corrected")]
    wider = now.groupby(["surrogate", "population"], sort=False)["wider"].mean()
    told = ", ".join(f"{share:.0f} % ({name}, {population})" for (name, population), share in wider.items())
    designs = wide_of(coded, ["documents", "coded", "share", "alike", "surrogate", "population", "method"])
    page = PAGE.format(
        replications=many, lowest=LOWEST, error=100 * np.sqrt(0.95 * 0.05 / many), years=YEARS, wider=told,
        summary=to_markdown(summary(usual)), beyond=to_markdown(summary(beyond)),
        constants=to_markdown(summary(pd.DataFrame(constants(many)))), about=_about(USUAL), about_beyond=_about(BEYOND),
        usual_rows=side_by_side(wide_of(usual, keys)), beyond_rows=side_by_side(wide_of(beyond, keys)),
        groups=to_markdown(summary(groups)), group_rows=side_by_side(wide_of(groups, keys)),
        estimators=to_markdown(summary(between)), estimator_rows=side_by_side(wide_of(between, keys)),
        corrected=to_markdown(by_surrogate(designs)), corrected_rows=side_by_side(designs),
    )  # fmt: skip
    given.out.write_text(page, encoding="utf-8")


def _about(worlds: dict[Callable[..., Bounds], str]) -> str:
    return "\n".join(f"- *{_name(world)}*: {what}" for world, what in worlds.items())


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
