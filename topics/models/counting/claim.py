"""Claims of single occurrences of terms, and the number of characters that they hold together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Claim:
    """What an occurrence of a `term` claims: a `span`, and whether that is a mention; `clause` is where it stands."""

    term: str
    span: Span
    mention: bool
    clause: Span


@dataclass(frozen=True, eq=False)
class Found:
    """The claims of one theme on one text, by their row and column, in the order of the text."""

    row: int
    column: int
    text: str
    claims: tuple[Claim, ...]


def weighed(text: str, claims: Iterable[Claim], weights: Mapping[str, float]) -> float:
    """The number of characters that claims hold, each by the largest weight of the terms that claim it."""
    taken: set[int] = set()
    total = 0.0
    for claim in sorted(claims, key=lambda claim: -weights.get(claim.term, 1.0)):
        new = set(range(*claim.span)) - taken
        taken |= new
        total += weights.get(claim.term, 1.0) * sum(not text[i].isspace() for i in new)
    return total


def letters(text: str) -> int:
    """The number of characters that are no white space."""
    return len("".join(text.split()))
