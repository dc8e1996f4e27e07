"""Fitness: does an estimator find a theme in the passages that name it?

A share says nothing of an estimator that does not see the theme: where it passes over nearly all passages that hold the
theme's own terms, its small number is no measurement of little attention.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIT, UNFIT, NOT_KNOWN = "fit", "unfit", "not known"
FEW_PASSAGES = 20  # below it one passage is more than five points of the found part
SUBSTANTIVE = 0.1  # theme weight from which a passage counts as found: a tenth of it
FOUND_LEAST = 0.1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """What an estimator made of the passages that name one theme.

    `named`: number of passages that hold a term of the theme. `found`: the part of them, between 0 and 1, to which the
    estimator gives the theme at least `SUBSTANTIVE` of the weight, a mean over its seeds; NaN if no passage is named.
    `unassigned`: the part of all passages that it leaves wholly without a topic, a mean over its seeds.
    """

    named: int
    found: float
    unassigned: float = 0.0


@dataclass(frozen=True)
class Fitness:
    """`FIT`, `UNFIT` or `NOT_KNOWN`, and the reason in a sentence."""

    verdict: str
    reason: str


def evidence(weights: Floats, names: Flags, unassigned: Floats) -> Evidence:
    """The evidence about one theme.

    `weights (n_seeds, n_passages)`: the theme's weights, a row per seed. `names (n_passages)`: whether a passage holds
    a term of the theme. `unassigned (n_seeds, n_passages)`: weight without a topic.

    >>> evidence(np.array([[0.6, 0.0, 0.9]]), np.array([True, True, False]), np.zeros((1, 3)))
    Evidence(named=2, found=0.5, unassigned=0.0)
    """
    named = int(names.sum())
    found = float((weights[:, names] >= SUBSTANTIVE).mean()) if named else float("nan")
    without = float((unassigned >= 1).mean()) if unassigned.size else 0.0
    return Evidence(named, found, without)


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


def _passes_over(seen: Evidence) -> str:
    """The theme is missed where it is named."""
    return _finds(seen) if seen.named >= FEW_PASSAGES and seen.found < FOUND_LEAST else ""


def _finds(seen: Evidence) -> str:
    return f"finds {100 * seen.found:.0f} % of the {seen.named:,} passages that name it"


# Each gives the reason why an estimator is unfit for a theme, or an empty text.
REASONS: tuple[Callable[[Evidence], str], ...] = (_nothing_assigned, _passes_over)
