"""Specificity of terms: whether a passage goes on about the theme where a term stands, as where the theme is named.

Slogans such as 制造业高质量发展 stand in passages about anything. Each term is compared with the theme's *name*, on the
unlabelled corpus. Over the n passages that hold the term, let m be the mean share that the theme's other claims have of
the text outside the clause of the term's first occurrence; m_0 is the same of the name. With `_PRIOR` = k passages
like those of the name,

    s = min(1, (n m + k m_0) / (n + k) / m_0),

and 1 for a term with n below `FEWEST`, and for the name: the term that is the theme's label. A term that mostly shares
its clause with the name (第五代移动通信（5G）) is a synonym, and counts as the name. A theme without a name has nothing
to compare with: the terms of a wide field, such as abortion and policing of social policy, go on about the theme by
other terms or by none, and are no slogans for that. There s is 1 for all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topics.models.counting.claim import Claim, Found, letters, weighed
from topics.terms import fold
from topics.themes import Theme

LEAST = 0.8  # a term of less specificity makes no mention
_PRIOR = 2.0  # passages like those of the name that every term begins with
FEWEST = 5  # passages of a term; with fewer nothing is said against it
_SYNONYM = 0.5  # share of a term's passages in which its clause holds the name too, from which it counts as the name


@dataclass(frozen=True)
class TermUse:
    """How a term is used in a corpus.

    `passages` hold it, `beside_name` is the share of them in which its first clause holds the name too, and `follows`
    the mean share of the rest of these passages that the theme claims. `specificity` is 1 for a name or a synonym.
    """

    term: str
    passages: int
    beside_name: float
    follows: float
    specificity: float


def term_uses(found: Sequence[Found], themes: Sequence[Theme]) -> list[list[TermUse]]:
    """The use of every term that occurs, theme by theme, in the order of the theme's terms."""
    by_theme: list[list[Found]] = [[] for _ in themes]
    for one in found:
        by_theme[one.column].append(one)
    return [_uses(theme, some) for theme, some in zip(themes, by_theme, strict=True)]


def weights_of(uses: Sequence[TermUse]) -> Mapping[str, float]:
    """The specificity of each term."""
    return {use.term: use.specificity for use in uses}


def _uses(theme: Theme, found: Sequence[Found]) -> list[TermUse]:
    passages = Counter(term for one in found for term in {claim.term for claim in one.claims})
    if not passages:
        return []
    name = name_of(theme)
    rests: dict[str, list[float]] = {term: [] for term in passages}
    beside: Counter[str] = Counter()
    for one in found:
        for term in rests:
            first = next((claim for claim in one.claims if claim.term == term), None)
            if first is None:
                continue
            rest, room = _rest(one, first)
            if room:
                rests[term].append(rest / room)
            beside[term] += any(claim.term == name and claim.clause == first.clause for claim in one.claims)
    follows = {term: sum(some) / len(some) if some else 0.0 for term, some in rests.items()}
    made = []
    for term in (term for term in theme.terms if term in passages):
        near, n = beside[term] / passages[term], len(rests[term])
        in_full = term == name or near >= _SYNONYM or n < FEWEST or not follows.get(name)
        ratio = 1.0 if in_full else (n * follows[term] / follows[name] + _PRIOR) / (n + _PRIOR)
        made.append(TermUse(term, passages[term], near, follows[term], min(1.0, ratio)))
    return made


def name_of(theme: Theme) -> str:
    """The theme's name: the term that is one of its labels, or its id where it has no label; "" if there is none.

    >>> name_of(Theme("wind", ("turbine", "wind power"), (("en", "Wind power"),)))
    'wind power'
    """
    labels = {fold(label) for _, label in theme.labels} or {fold(theme.id)}
    return next((term for term in theme.terms if fold(term) in labels), "")


def _rest(one: Found, first: Claim) -> tuple[float, int]:
    """Characters outside a claim's clause that the theme's other claims hold, and all characters there."""
    outside = [claim for claim in one.claims if claim.clause != first.clause]
    return weighed(one.text, outside, {}), letters(one.text) - letters(one.text[slice(*first.clause)])
