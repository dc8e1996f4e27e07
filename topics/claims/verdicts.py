"""A claim about a study: its sentence, its verdict, its grounds, and the numbers that it read."""

from dataclasses import dataclass

from topics.claims.text import Text

ALLOWED, NOT_ALLOWED, NOT_KNOWN = "allowed", "not allowed", "not known"

LEVEL, CHANGE, WITHIN, PEAK, TROUGH, OTHER = "level", "change", "within", "peak", "trough", "other"


@dataclass(frozen=True)
class Claim:
    """A claim; its `verdict` is `ALLOWED`, `NOT_ALLOWED` or, where the deciding numbers are missing, `NOT_KNOWN`.

    `said` is the sentence and `why` its grounds, in both languages. `kind` is what it is about: a level, a change, a
    change within a margin, the highest or the lowest period, or something else. `read` names the numbers behind the
    verdict as `table.column`.
    """

    said: Text
    verdict: str
    why: Text
    kind: str = OTHER
    read: tuple[str, ...] = ()

    @property
    def claim(self) -> str:
        """The sentence in English."""
        return self.said.en

    @property
    def ground(self) -> str:
        """The grounds in English."""
        return self.why.en
