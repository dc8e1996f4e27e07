"""Companions of themes: words beside which a theme is mostly mentioned, such as 等级保护 for data security.

A text that is about a theme does not name it in every clause, and its other words show this. They are read from the
unlabelled corpus. Let m be the share of the passages with a word that mention the theme, averaged over the n documents
that hold the word, and b the same of all passages. The lift of the word is what m has over chance, as a part of what it
could have, shrunk by `_PRIOR` = k documents that have nothing over it:

    l = n (m − b) / ((n + k) (1 − b)).

A word with l ≥ `LEAST` in `FEWEST` documents or more is a companion. In passages that hold a term of the theme it
claims what a term would claim in its place (`roles`), by the weight l / 2, and it never makes a mention. Passages
without a term are left alone: on real text half of what companions found there was about something else.

What companions claim moves a theme's text among the passages that mention it, and leaves its amount as the terms have
it (`scale.rates_of_equal_text`). Otherwise every share rises with the number of companions, by a point or more on text
that mixes themes word by word.

The form was chosen on four corpora with codes, and gains on each of them with `LEAST` from .3 to .5, k from 1 to 4, and
the whole lift as weight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.claim import Claim, Found
from topics.models.counting.clauses import claims_at
from topics.models.counting.specificity import FEWEST
from topics.models.counting.writing import grammars
from topics.parallel.workers import blocks
from topics.preprocessing.words.tokens import Tokens
from topics.themes import Theme

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST = 0.4  # least lift of a companion
_PART = 0.5  # of the lift: the weight, since not every clause with the word is about the theme
_PRIOR = 2.0  # documents in which the theme is mentioned beside the word as often as anywhere
_SHORTEST = 2  # letters of a word
_AT_ONCE = 50_000  # passages whose words are compared at once, to bound memory


@dataclass(frozen=True)
class Companion:
    """A word that stands beside a theme: `documents` hold it; `beside` is m, and `weight` l / 2."""

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
    of_document, n_words = _indicator(documents), len(tokens.vocabulary)
    n, sums = np.zeros(n_words, dtype=np.int64), np.zeros((len(themes), n_words))
    for some in blocks(of_document.getnnz(axis=1), _AT_ONCE):
        _add_documents(of_document[some], tokens, mentioned, n, sums)
    found = []
    for column, theme in enumerate(themes):
        beside = sums[column] / np.maximum(n, 1)
        chance = float((of_document @ mentioned[:, column] / of_document.getnnz(axis=1)).mean())
        lift = n * (beside - chance) / ((n + _PRIOR) * max(1 - chance, 1e-9))
        order = [i for i in np.argsort(-lift, kind="stable") if lift[i] >= LEAST and n[i] >= FEWEST]
        chosen = [i for i in order if _can_be_one(tokens.vocabulary[i], theme)]
        found.append(
            [Companion(tokens.vocabulary[i], int(n[i]), float(beside[i]), _PART * float(lift[i])) for i in chosen]
        )
    return found


def _add_documents(
    of_document: "csr_matrix",
    tokens: Tokens,
    mentioned: NDArray[np.bool_],
    n: NDArray[np.int64],
    sums: NDArray[np.float64],
) -> None:
    """Add, word by word, the number of these documents that hold it to `n`, and their parts of m to `sums`.

    One document after the other, so that sums have the same bits however many are taken at once.
    """
    rows = np.unique(of_document.indices)
    of_document = of_document[:, rows]
    words = tokens.of_passages(rows).counts.astype(bool).astype(np.float64)
    held = of_document @ words
    n += held.getnnz(axis=0)
    held.data = 1 / held.data
    for column, about in enumerate(mentioned[rows].T):
        beside = (of_document[:, about] @ words[about]).multiply(held).tocsr()
        np.add.at(sums[column], beside.indices, beside.data)


def _indicator(documents: Sequence[str]) -> "csr_matrix":
    """Which passages are of which document `(n_documents, n_passages)`."""
    from scipy.sparse import csr_matrix

    names, number = np.unique(np.asarray(documents, dtype=str), return_inverse=True)
    ones = np.ones(len(number))
    return csr_matrix((ones, (number, np.arange(len(number)))), shape=(len(names), len(number)))


def _can_be_one(word: str, theme: Theme) -> bool:
    return len(word) >= _SHORTEST and not theme.count(word) and all(word != form.word for form in theme.forms)


def with_companions(
    found: Sequence[Found], texts: Sequence[str], beside: Sequence[Sequence[Companion]]
) -> Iterator[Found]:
    """The claims of the themes' terms, `found`, and beside them those of companions, one after the other.

    A passage holds several times as many companions as terms, so that they are never all in memory.
    """
    finders = [Theme("companions", tuple(one.word for one in some), case="any") for some in beside]
    grammar_of = grammars(texts)
    for one in found:
        finder, text = finders[one.column], one.text
        places = [((start, end), finder.form(text[start:end]).term) for start, end in finder.spans(text)]
        made = claims_at(text, places, grammar_of(text)) if places else ()
        added = tuple(Claim(claim.term, claim.span, False, claim.clause) for claim in made)
        yield replace(one, claims=one.claims + added)
