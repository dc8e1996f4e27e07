"""Companions of themes: words beside which a theme is mostly mentioned, such as 等级保护 for data security.

A text that is about a theme does not name it in every clause, and its other words show this. They are read from the
unlabelled corpus. Let m be the share of the passages with a word that mention the theme, averaged over the n documents
that hold the word, and b the same of all passages. The weight of the word is what m has over chance, as a part of what
it could have, shrunk by `_PRIOR` = k documents that have nothing over it:

    w = n (m − b) / ((n + k) (1 − b)).

A word with w ≥ `LEAST` in `FEWEST` documents or more is a companion. It claims what a term would claim in its place
(`roles`), by the weight w, and never makes a mention. In a passage without any term of the theme one companion alone
claims nothing: on real text half of what single ones found was about something else.

The form was chosen on four corpora with codes, and gains on each of them with `LEAST` from .3 to .5 and k from 1 to 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.claim import Claim, Found
from topics.models.counting.clauses import claims_at
from topics.models.counting.specificity import FEWEST
from topics.models.counting.writing import grammars
from topics.preprocessing.words.tokens import Tokens
from topics.themes import Theme

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST = 0.4  # least weight of a companion
WITHOUT_TERM = 2  # different companions that a passage without a term must hold
_PRIOR = 2.0  # documents in which the theme is mentioned beside the word as often as anywhere
_SHORTEST = 2  # letters of a word


@dataclass(frozen=True)
class Companion:
    """A word that stands beside a theme: `documents` hold it; `beside` is m and `weight` w, between 0 and 1."""

    word: str
    documents: int
    beside: float
    weight: float


def companions(
    tokens: Tokens, mentioned: NDArray[np.bool_], themes: Sequence[Theme], documents: Sequence[str]
) -> list[list[Companion]]:
    """The companions of each theme, the largest weight first.

    `mentioned (n_passages, n_themes)` says where terms mention the themes, `documents` names the document of each
    passage. Words that hold a term of the theme are none.
    """
    of_document = _indicator(documents)
    held = of_document @ tokens.counts.astype(bool).astype(np.float64)
    n = held.getnnz(axis=0)
    held.data = 1 / held.data
    found = []
    for column, theme in enumerate(themes):
        rows = mentioned[:, column]
        with_theme = of_document[:, rows] @ tokens.counts[rows].astype(bool).astype(np.float64)
        beside = np.asarray(with_theme.multiply(held).sum(axis=0)).ravel() / np.maximum(n, 1)
        chance = float((of_document @ rows / of_document.getnnz(axis=1)).mean())
        weight = n * (beside - chance) / ((n + _PRIOR) * max(1 - chance, 1e-9))
        order = [i for i in np.argsort(-weight, kind="stable") if weight[i] >= LEAST and n[i] >= FEWEST]
        chosen = [i for i in order if _can_be_one(tokens.vocabulary[i], theme)]
        found.append([Companion(tokens.vocabulary[i], int(n[i]), float(beside[i]), float(weight[i])) for i in chosen])
    return found


def _indicator(documents: Sequence[str]) -> "csr_matrix":
    """Which passages are of which document `(n_documents, n_passages)`."""
    from scipy.sparse import csr_matrix

    names, number = np.unique(np.asarray(documents, dtype=str), return_inverse=True)
    ones = np.ones(len(number))
    return csr_matrix((ones, (number, np.arange(len(number)))), shape=(len(names), len(number)))


def _can_be_one(word: str, theme: Theme) -> bool:
    return len(word) >= _SHORTEST and not theme.count(word) and all(word != form.word for form in theme.forms)


def with_companions(
    found: Sequence[Found],
    texts: Sequence[str],
    tokens: Tokens,
    beside: Sequence[Sequence[Companion]],
) -> list[Found]:
    """The claims of the themes' terms, `found`, and those of their companions `beside` (theme by theme)."""
    together = {(one.row, one.column): one for one in found}
    number = {word: i for i, word in enumerate(tokens.vocabulary)}
    grammar_of = grammars(texts)
    for column, some in enumerate(beside):
        finder = Theme("companions", tuple(one.word for one in some), case="any")
        here = tokens.counts[:, [number[one.word] for one in some]].getnnz(axis=1) if some else np.zeros(0)
        for row in np.flatnonzero(here).tolist():
            own = together.get((row, column))
            if own is None and here[row] < WITHOUT_TERM:
                continue
            text = texts[row]
            places = [((start, end), finder.form(text[start:end]).term) for start, end in finder.spans(text)]
            made = claims_at(text, places, grammar_of(text))
            added = tuple(Claim(one.term, one.span, False, one.clause) for one in made)
            together[row, column] = Found(row, column, text, (own.claims if own else ()) + added)
    return list(together.values())
