"""Fitness of estimators: whether they see a theme in the passages that name it.

A share says nothing of an estimator that does not see the theme: where it passes over the passages that hold the
theme's own terms, its small number is no measurement of little attention. Passages are asked in three ways.

*Found* is the part of the passages with a term of the theme to which the estimator gives it a tenth of the weight.
*Main* is the part of the densest of them under their main theme: the quarter with most terms for its length. Few
passages with a term need be about the theme (in policy documents some terms are slogans), but most of those that hardly
speak of anything else are. A model that leaves them to its free topics has no share to show. Models that count terms
have no such topics, and are not asked this: on policy documents the best of them by people's codes (clauses) gives 35
to 42 % of those passages to two of the sample's themes, since terms in names and lists make no theme the main one.
*Ranks* is the agreement with counting: how often a passage with a term gets more of the theme than one without (the
area under the ROC curve; ties count half). By chance it is one half.

Whether the words of a theme's topics stand together more than by chance (`topics.evaluation.chance`) is not asked. In
tweets, headlines and answers to open questions a passage holds one or two words of a theme, and even perfect topics
then gain nothing; where passages are long enough for the gain to tell, the three questions tell more.

The limits were chosen on three corpora and tried on others; docs/methods.md says what they let
pass and what they refuse.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

FIT, UNFIT, NOT_KNOWN = "fit", "unfit", "not known"
FEW_PASSAGES = 20  # below it one passage is more than five points of the found part
SUBSTANTIVE = 0.1  # theme weight from which a passage counts as found: a tenth of it
DENSEST = 0.75  # quantile of terms per token from which a passage that names the theme speaks of little else
FOUND_LEAST, MAIN_LEAST, RANKS_LEAST = 0.1, 0.5, 0.65
LOST_MOST = 0.2  # part of the seeds that may lose the theme: one of five

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """What an estimator made of the passages that name one theme: parts between 0 and 1, means over its seeds.

    `named`: number of passages that hold a term of the theme. `found`, `main`, `ranks`: see the module; NaN where no
    passage, or for `ranks` every passage, is named. `unassigned`: the part of all passages that is left wholly without
    a topic. `lost`: the part of its seeds in which `main` is below half its limit. `has_clauses`: whether the text has
    the sentence marks that the estimator counts by. `has_other_topics`: whether the theme competes with topics, as
    where no terms are counted.
    """

    named: int
    found: float
    main: float = float("nan")
    ranks: float = float("nan")
    unassigned: float = 0.0
    lost: float = 0.0
    has_clauses: bool = True
    has_other_topics: bool = True


@dataclass(frozen=True)
class Fitness:
    """`FIT`, `UNFIT` or `NOT_KNOWN`, and the reason in a sentence."""

    verdict: str
    reason: str


def evidence(weights: Floats, main: Flags, terms: Floats, unassigned: Floats) -> Evidence:
    """The evidence about one theme that lies in its weights.

    `weights (n_seeds, n_passages)`: the theme's weights, a row per seed. `main (n_seeds, n_passages)`: whether it is
    the main theme. `terms (n_passages)`: occurrences of its terms per token. `unassigned (n_seeds, n_passages)`: weight
    without a topic.

    >>> weights = np.array([[0.6, 0.0, 0.9, 0.0]])
    >>> seen = evidence(weights, weights > 0.5, np.array([0.2, 0.1, 0.0, 0.0]), np.zeros((1, 4)))
    >>> seen.named, seen.found, seen.main, seen.ranks
    (2, 0.5, 1.0, 0.375)
    """
    named = terms > 0
    without = float((unassigned >= 1).mean()) if unassigned.size else 0.0
    if not named.any():
        return Evidence(0, float("nan"), unassigned=without)
    densest = terms >= np.quantile(terms[named], DENSEST)
    by_seed = main[:, densest].mean(axis=1)
    return Evidence(
        int(named.sum()),
        float((weights[:, named] >= SUBSTANTIVE).mean()),
        float(by_seed.mean()),
        float(np.mean([_ranks(row, named) for row in weights])),
        without,
        float((by_seed < MAIN_LEAST / 2).mean()),
    )


def _ranks(weights: Floats, named: Flags) -> float:
    """How often a named passage has the larger weight of two, ties counting half; NaN where all are named."""
    n, others = int(named.sum()), int((~named).sum())
    if not others:
        return float("nan")
    above = rankdata(weights)[named].sum() - n * (n + 1) / 2
    return float(above / (n * others))


def fitness(seen: Evidence) -> Fitness:
    """The verdict on an estimator for one theme: unfit for the first reason that holds.

    >>> fitness(Evidence(named=200, found=0.03))
    Fitness(verdict='unfit', reason='finds 3 % of the 200 passages that name it')
    """
    for reason in REASONS:
        if sentence := reason(seen):
            return Fitness(UNFIT, sentence)
    if not seen.named:
        return Fitness(NOT_KNOWN, "no passage holds one of its terms")
    if seen.named < FEW_PASSAGES:
        return Fitness(NOT_KNOWN, f"{seen.named} passages name it, fewer than {FEW_PASSAGES}")
    return Fitness(FIT, _finds(seen))


def _nothing_assigned(seen: Evidence) -> str:
    """Every passage is an outlier, as where BERTopic finds no cluster."""
    return "leaves every passage without a topic" if seen.unassigned >= 1 else ""


def _no_clauses(seen: Evidence) -> str:
    """Clauses are counted in text that has no marks to end them."""
    return "" if seen.has_clauses else "counts clauses, and the text has hardly a sentence mark"


def _passes_over(seen: Evidence) -> str:
    """The theme is missed where it is named."""
    return _finds(seen) if seen.named >= FEW_PASSAGES and seen.found < FOUND_LEAST else ""


def _loses_to_others(seen: Evidence) -> str:
    """Passages that hardly speak of anything else go to another topic."""
    if not seen.has_other_topics or seen.named < FEW_PASSAGES or not seen.main < MAIN_LEAST:
        return ""
    return f"is the main theme of {100 * seen.main:.0f} % of the passages that name it most"


def _ranks_otherwise(seen: Evidence) -> str:
    """Passages that name the theme get no more of it than others."""
    if seen.named < FEW_PASSAGES or not seen.ranks < RANKS_LEAST:
        return ""
    return f"gives passages that name it more than others in {100 * seen.ranks:.0f} of 100 pairs, chance being 50"


def _lost_by_seeds(seen: Evidence) -> str:
    """Some seeds see the theme and others do not, so that the share is an accident of the seed.

    Topics that change from seed to seed (`unstable` in a table of shares) are no such reason: themes that share or
    split their topics otherwise may be measured as well.
    """
    if not seen.has_other_topics or seen.named < FEW_PASSAGES or seen.lost < LOST_MOST:
        return ""
    return f"loses the theme in {100 * seen.lost:.0f} % of its seeds"


def _finds(seen: Evidence) -> str:
    return f"finds {100 * seen.found:.0f} % of the {seen.named:,} passages that name it"


# Each gives the reason why an estimator is unfit for a theme, or an empty text.
REASONS: tuple[Callable[[Evidence], str], ...] = (
    _nothing_assigned,
    _no_clauses,
    _passes_over,
    _loses_to_others,
    _ranks_otherwise,
    _lost_by_seeds,
)
