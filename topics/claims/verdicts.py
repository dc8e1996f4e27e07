"""A claim about a study, its verdict and its grounds."""

from dataclasses import dataclass

ALLOWED, NOT_ALLOWED, NOT_KNOWN = "allowed", "not allowed", "not known"


@dataclass(frozen=True)
class Claim:
    """A claim; its `verdict` is `ALLOWED`, `NOT_ALLOWED` or, where the deciding numbers are missing, `NOT_KNOWN`."""

    claim: str
    verdict: str
    ground: str
