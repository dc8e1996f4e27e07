"""Specificity of terms: whether a passage goes on about the theme where a term stands, as where the theme is named.

Slogans such as 制造业高质量发展 stand in passages about anything. Each term is compared with the theme's *name*, on the
unlabelled corpus. A passage goes on about the theme when one of its other clauses mentions it. Let m be the share of
the passages with the term that do, averaged over the n documents that hold it, so that no document which repeats a
slogan decides alone; m_0 is the same of the name. With `_PRIOR` = k documents like those of the name,

    s = min(1, (n m + k m_0) / (n + k) / m_0),

and 1 for a term with n below `FEWEST`, and for the name: the term that is the theme's label. A term that mostly shares
its clause with the name (第五代移动通信（5G）) is a synonym, and counts as the name. A theme without a name has nothing
to compare with: the terms of a wide field, such as abortion and policing of social policy, go on about the theme by
other terms or by none, and are no slogans for that. There s is 1 for all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topics.models.counting.claim import Found, Span, letters
from topics.terms import fold
from topics.themes import Theme

LEAST = 0.8  # a term of less specificity makes no mention
_PRIOR = 2.0  # documents like those of the name that every term begins with
FEWEST = 5  # documents of a term; with fewer nothing is said against it
_SYNONYM = 0.5  # share of a term's passages in which its clause holds the name too, from which it counts as the name


@dataclass(frozen=True)
class TermUse:
    """How a term is used in a corpus.

    `passages` and `documents` hold it, `beside_name` is the share of the passages in which its first clause holds the
    name too, and `follows` the mean over documents of the share of passages that another clause continues the theme.
    `specificity` is 1 for a name or a synonym.
    """

    term: str
    passages: int
    documents: int
    beside_name: float
    follows: float
    specificity: float


def term_uses(found: Sequence[Found], themes: Sequence[Theme], documents: Sequence[str] = ()) -> list[list[TermUse]]:
    """The use of every term that occurs, theme by theme, in the order of the theme's terms.

    `documents` names the document of each text; without it every text is one of its own.
    """
    by_theme: list[list[Found]] = [[] for _ in themes]
    for one in found:
        by_theme[one.column].append(one)
    return [_uses(theme, some, documents) for theme, some in zip(themes, by_theme, strict=True)]


def weights_of(uses: Sequence[TermUse]) -> Mapping[str, float]:
    """The specificity of each term."""
    return {use.term: use.specificity for use in uses}


def _uses(theme: Theme, found: Sequence[Found], documents: Sequence[str]) -> list[TermUse]:
    passages = Counter(term for one in found for term in _terms(one))
    if not passages:
        return []
    name = name_of(theme)
    beside = Counter(term for one in found for term in _terms(one) if _beside(one, term, name))
    followed = {term: _by_document(term, found, documents) for term in passages}
    follows = {term: sum(some) / len(some) if some else 0.0 for term, some in followed.items()}
    made = []
    for term in (term for term in theme.terms if term in passages):
        near, n = beside[term] / passages[term], len(followed[term])
        in_full = term == name or near >= _SYNONYM or n < FEWEST or not follows.get(name)
        ratio = 1.0 if in_full else (n * follows[term] / follows[name] + _PRIOR) / (n + _PRIOR)
        made.append(TermUse(term, passages[term], n, near, follows[term], min(1.0, ratio)))
    return made


def _terms(one: Found) -> set[str]:
    return {claim.term for claim in one.claims}


def _clause(one: Found, term: str) -> Span:
    """The clause of a term's first occurrence."""
    return next(claim.clause for claim in one.claims if claim.term == term)


def _beside(one: Found, term: str, name: str) -> bool:
    clause = _clause(one, term)
    return any(claim.term == name and claim.clause == clause for claim in one.claims)


def _by_document(term: str, found: Sequence[Found], documents: Sequence[str]) -> list[float]:
    """The share of the passages with a term in which another clause mentions the theme, document by document.

    A passage that is one clause can go on about nothing and is left out.
    """
    by_document: dict[str | int, list[bool]] = {}
    for one in found:
        if term not in _terms(one):
            continue
        clause = _clause(one, term)
        if letters(one.text) > letters(one.text[slice(*clause)]):
            goes_on = any(claim.mention and claim.clause != clause for claim in one.claims)
            by_document.setdefault(documents[one.row] if documents else one.row, []).append(goes_on)
    return [sum(some) / len(some) for some in by_document.values()]


def name_of(theme: Theme) -> str:
    """The theme's name: the term of which a form is one of its labels, or its id where it has no label; "" if none is.

    A term that is a label as it is written comes before one of which another form is, such as its plural.

    >>> name_of(Theme("wind", ("turbine", "wind power"), (("en", "Wind power"),)))
    'wind power'
    """
    labels = {fold(label) for _, label in theme.labels} or {fold(theme.id)}
    written = [(term, term) for term in theme.terms]
    inflected = [(form.term, form.text) for form in theme.forms]
    return next((term for term, text in (*written, *inflected) if fold(text) in labels), "")
