"""Claims of single occurrences of terms, and the number of characters that they hold together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)  # millions of them are held at once
class Claim:
    """What an occurrence of a `term` claims: a `span`, and whether that is a mention; `clause` is where it stands."""

    term: str
    span: Span
    mention: bool
    clause: Span


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The claims of one theme on one text, in the order of the text."""

    row: int  # of the text
    column: int  # of the theme
    text: str
    claims: tuple[Claim, ...]


def weighed(text: str, claims: Iterable[Claim], weights: Mapping[str, float]) -> float:
    """The characters that claims hold, each counted by the largest weight among the terms that claim it."""
    largest: dict[Span, float] = {}  # many claims may share a clause, which is counted once
    for claim in claims:
        largest[claim.span] = max(largest.get(claim.span, 0.0), weights.get(claim.term, 1.0))
    taken: set[int] = set()
    total = 0.0
    for span in sorted(largest, key=lambda span: -largest[span]):
        new = set(range(*span)) - taken
        taken |= new
        total += largest[span] * sum(not text[i].isspace() for i in new)
    return total


def letters(text: str) -> int:
    """The number of characters that are no white space."""
    return len("".join(text.split()))
