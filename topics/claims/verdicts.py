"""Something one might want to say of a study, whether it may be said, and the ground."""

from dataclasses import dataclass

ALLOWED, NOT_ALLOWED, NOT_KNOWN = "allowed", "not allowed", "not known"


@dataclass(frozen=True)
class Claim:
    """`verdict` is one of `ALLOWED`, `NOT_ALLOWED` and, where numbers that would decide are lacking, `NOT_KNOWN`."""

    claim: str
    verdict: str
    ground: str
