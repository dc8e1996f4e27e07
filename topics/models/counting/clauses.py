"""Claims of themes on the clauses of a passage: a term claims its clause, not only its letters or all of the passage.

Conventions. A clause ends at 。；！？，：, at a line's end, and at `. ; ! ? , :` unless letters or digits stand on both
sides (`3.5`, `10:30`). A term claims the clause in which it stands, and several themes may claim one clause. Two kinds
of terms claim less, and are no mention of the theme: in a clause that lists three things or more with 、 a term claims
its own item; inside 《》, where it is part of a name, it claims its own letters. Signs within a term do not end clauses
or items. Lengths are in characters without white space.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.themes import Theme

_CLAUSE_END = re.compile(
    r"(?:[。；！？，：\n]|(?<![0-9A-Za-z])[.,;:!?]|[.,;:!?](?![0-9A-Za-z]))[”’」』）)]*",
)
_NAME = re.compile("《[^》]*》")
_LIST_SIGN = "、"
_LIST = 3  # fewest items in a list

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims: `claimed` and `mentioned` (by a whole clause) `(n_texts, n_themes)`, and `characters` `(n_texts)`."""

    claimed: NDArray[np.int64]
    mentioned: NDArray[np.bool_]
    characters: NDArray[np.int64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Claimed characters divided by all characters `(n_texts, n_themes)`; 0 for a text without any."""
        share: NDArray[np.float64] = self.claimed / np.maximum(self.characters, 1)[:, None]
        return share


def claims(texts: Sequence[str], themes: Sequence[Theme]) -> Claims:
    """The claims of each theme on each text (cleaned, see `topics.themes`)."""
    claimed = np.zeros((len(texts), len(themes)), dtype=np.int64)
    mentioned = np.zeros((len(texts), len(themes)), dtype=bool)
    for row, text in enumerate(texts):
        found = [(column, spans) for column, theme in enumerate(themes) if (spans := theme.spans(text))]
        if not found:
            continue
        ends = [match.end() for match in _CLAUSE_END.finditer(text)]
        names = [match.span() for match in _NAME.finditer(text)]
        for column, spans in found:
            claimed[row, column], mentioned[row, column] = _claim(text, spans, ends, names)
    return Claims(claimed, mentioned, np.array([_length(text) for text in texts], dtype=np.int64))


def _claim(text: str, spans: Sequence[Span], ends: Sequence[int], names: Sequence[Span]) -> tuple[int, bool]:
    """The number of characters that the terms at `spans` claim, and whether they claim a whole clause."""
    claimed: set[int] = set()
    mentioned = False
    fixed = [*spans, *names]
    for start, end in spans:
        if _inside(start, names):
            claimed.update(range(start, end))
            continue
        first, last = _clause(start, end, ends, len(text))
        signs = [i for i in range(first, last) if text[i] == _LIST_SIGN and not _inside(i, fixed)]
        if len(signs) + 1 < _LIST:
            mentioned = True
        else:
            first = max([first, *(i + 1 for i in signs if i < start)])
            last = min([last, *(i for i in signs if i >= end)])
        claimed.update(range(first, last))
    return sum(not text[i].isspace() for i in claimed), mentioned


def _clause(start: int, end: int, ends: Sequence[int], length: int) -> Span:
    """The span of the clause around a term; several clauses if the term contains the end of one."""
    before, after = bisect_right(ends, start), bisect_left(ends, end)
    return (ends[before - 1] if before else 0), (ends[after] if after < len(ends) else length)


def _inside(position: int, spans: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans)


def _length(text: str) -> int:
    return len("".join(text.split()))
