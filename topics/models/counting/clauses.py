"""Claims of themes on the clauses of a passage: a term claims its clause, not only its letters or all of the passage.

Conventions. A clause ends at 。；！？，：, at a line's end, and at `. ; ! ? , :` unless letters or digits stand on both
sides (`3.5`, `10:30`) or an abbreviation before it. A term claims the clause in which it stands, and mentions its
theme; several themes may claim one clause. What a term claims as part of a name or an item of a list, `roles` says.
Signs within a term do not end clauses or items. Lengths are in characters without white space.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.languages.grammar import Grammar
from topics.models.counting.claim import Claim, Found, letters, weighed
from topics.models.counting.parted_names import spans_with_parted
from topics.models.counting.roles import Parsed, role_of
from topics.models.counting.writing import grammars
from topics.themes import Theme

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims: `claimed` and `mentioned` (by a whole clause) `(n_texts, n_themes)`, and `characters` `(n_texts)`."""

    claimed: NDArray[np.float64]
    mentioned: NDArray[np.bool_]
    characters: NDArray[np.int64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Claimed characters divided by all characters `(n_texts, n_themes)`; 0 for a text without any."""
        share: NDArray[np.float64] = self.claimed / np.maximum(self.characters, 1)[:, None]
        return share


def find_claims(texts: Sequence[str], themes: Sequence[Theme]) -> list[Found]:
    """The claims of each theme on each text (cleaned, see `topics.themes`), text by text."""
    grammar_of = grammars(texts)
    found = []
    for row, text in enumerate(texts):
        places = [(column, some) for column, theme in enumerate(themes) if (some := spans_with_parted(theme, text))]
        if places:
            grammar = grammar_of(text)
            found += [Found(row, column, text, claims_at(text, some, grammar)) for column, some in places]
    return found


def claims_at(text: str, places: Sequence[tuple[Span, str]], grammar: Grammar) -> tuple[Claim, ...]:
    """The claims of one theme's terms that stand at given places of a text."""
    parsed = Parsed(text, grammar, [span for span, _ in places])
    made = []
    for span, term in places:
        clause = _clause(*span, parsed.ends, len(text))
        role = role_of(parsed, span, clause)
        made.append(Claim(term, clause if role.span == clause else role.span, role.mention, clause))
    return tuple(made)


def claims(
    texts: Sequence[str],
    themes: Sequence[Theme],
    found: Iterable[Found] | None = None,
    weights: Sequence[Mapping[str, float]] = (),
    least: float = 0.0,
) -> Claims:
    """The claims on texts added up, each letter by the largest of its terms' `weights` (theme by theme; else 1).

    A term whose weight is below `least` makes no mention. `found` is the result of `find_claims`, if there is one.
    """
    claimed = np.zeros((len(texts), len(themes)))
    mentioned = np.zeros((len(texts), len(themes)), dtype=bool)
    for one in find_claims(texts, themes) if found is None else found:
        weight = weights[one.column] if weights else {}
        claimed[one.row, one.column] = weighed(one.text, one.claims, weight)
        mentioned[one.row, one.column] = any(c.mention and weight.get(c.term, 1.0) >= least for c in one.claims)
    return Claims(claimed, mentioned, np.array([letters(text) for text in texts], dtype=np.int64))


def _clause(start: int, end: int, ends: Sequence[int], length: int) -> Span:
    """The span of the clause around a term; several clauses if the term contains the end of one."""
    before, after = bisect_right(ends, start), bisect_left(ends, end)
    return (ends[before - 1] if before else 0), (ends[after] if after < len(ends) else length)
