"""Words that take a term's place: their use rises where the term's falls, and they stand where it stood.

For every term of a theme that falls, words and phrases of up to three words are asked for three things.

1. *Time.* Let x_d be the period of document d less its mean. For a property h of documents, z(h) is Σ x_d h_d over its
   standard deviation when documents are dealt to periods at random, Cochran and Armitage's test of a trend. The term
   falls with p below `_LEVEL`. Many words are looked at: the word rises with p below `BY_CHANCE`, by itself, since the
   difference of both moves with the term alone. So does the difference.
2. *Size.* For every document that loses the term, between `LEAST_REGAINED` and its inverse gain the word.
3. *Place.* Its neighbours, and the words around it, are like the term's at least by `ALIKE`, where two names of one
   thing have 1 (`topics.shares.vocabulary.contexts`).

A term may itself take the place of a word: then the signs are exchanged. Words of the study's themes are no candidates,
since they are counted already. Documents are clusters within a period, so that copies count once.

Source of the test of a trend: Armitage 1955.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.words.phrases import joined
from topics.preprocessing.words.tokens import Tokens
from topics.shares.vocabulary.contexts import COMPANY, SLOT, described, likeness
from topics.shares.vocabulary.phrases_found import Phrases, Running, phrases_in, running
from topics.shares.vocabulary.units import Units
from topics.themes import Theme, words_of

FEWEST = 10  # units that hold a word or a term; with fewer nothing is said of what stands around it
LEAST_REGAINED = 0.5
BY_CHANCE = 0.001  # part of the words of a steady use that pass the test of time
ALIKE = 0.5
MOST = 3  # words named for one term
MOST_TRIED = 200  # words whose place is compared, those with the smallest p
_LEVEL = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Replacement:
    """A word that takes a term's place, or whose place the term takes (`rising` is False).

    `phrase` are numbers of words in the vocabulary; `rates` are the word's shares of documents by period, `slot` and
    `company` its likeness to the term in neighbours and in the words around, `p` that of its own trend.
    """

    word: str
    phrase: tuple[int, ...]
    rising: bool
    rates: Floats
    p: float
    slot: float
    company: float


def replacements(tokens: Tokens, units: Units, themes: Sequence[Theme]) -> dict[tuple[str, str], list[Replacement]]:
    """The words that take the place of each term, by the ids of themes and their terms; the most alike first."""
    number = {word: k for k, word in enumerate(tokens.vocabulary)}
    counted = np.zeros(tokens.n_words, dtype=bool)
    counted[[number[word] for word in words_of(themes) if word in number]] = True
    text, candidates, found = running(tokens, units), list[Phrases](), {}
    pairs = [(theme, term) for theme in themes for term in theme.terms]
    for theme, term in pairs:
        words = sorted({number[form.word] for form in theme.forms if form.term == term and form.word in number})
        held = np.zeros(len(units), dtype=bool)
        held[text.units(text.of(words))] = True
        if held.sum() < FEWEST or not _moves(held, units):
            continue
        candidates = candidates or [_moving(some, units) for some in phrases_in(text, len(units), FEWEST, counted)]
        moving = [one for phrases in candidates for one in _in_time(phrases, held, units, tokens)]
        if kept := _in_place(text, words, moving):
            found[theme.id, term] = kept
    return found


def _moves(held: NDArray[np.bool_], units: Units) -> bool:
    """Whether the share of documents that hold a term has a trend."""
    x = _times(units)
    return bool(abs(_z(float(x @ held), x, held.mean() - held.mean() ** 2)) > _quantile(_LEVEL))


def _moving(phrases: Phrases, units: Units) -> Phrases:
    """The phrases that pass the test of time by themselves, whichever way they move: no other may take a place."""
    share, x = phrases.over_units(np.ones(len(units))) / len(units), _times(units)
    return phrases.only(np.abs(_z(phrases.over_units(x), x, share - share**2)) > _quantile(BY_CHANCE))


def _in_time(phrases: Phrases, held: NDArray[np.bool_], units: Units, tokens: Tokens) -> Iterator[Replacement]:
    """The phrases that pass the tests of time and of size; their likeness is not known yet."""
    from scipy.special import ndtr

    x, n = _times(units), len(units)
    lost = -float(x @ held)  # the sum over documents that is −z of the term, but for its error
    way = np.sign(lost)
    gained = phrases.over_units(x)
    share, both = (np.asarray(phrases.over_units(v)) / n for v in (np.ones(n), held.astype(np.float64)))
    apart = share + held.mean() - 2 * both - (share - held.mean()) ** 2
    z, z_apart = way * _z(gained, x, share - share**2), way * _z(gained + lost, x, apart)
    sized = np.abs(np.log(np.maximum(gained / lost, 1e-9))) <= -np.log(LEAST_REGAINED)
    for k in np.flatnonzero((np.minimum(z, z_apart) > _quantile(BY_CHANCE)) & sized):
        present = np.zeros(n, dtype=bool)
        present[phrases.units_with(int(k))] = True
        phrase = tuple(int(word) for word in phrases.words[k])
        word = joined([tokens.vocabulary[part] for part in phrase])
        p = float(ndtr(-z[k]))
        yield Replacement(word, phrase, way > 0, units.rates(present), p, float("nan"), float("nan"))


def _times(units: Units) -> Floats:
    times: Floats = units.period - units.period.mean()
    return times


def _z(total: Any, x: Floats, variance: Any) -> Any:
    """Sums Σ x y over the standard deviation they have when y, of this variance, is permuted; 0 if y is constant."""
    spread = np.sqrt(float(x @ x) * np.asarray(variance) * len(x) / max(len(x) - 1, 1))
    return np.divide(total, spread, out=np.zeros(spread.shape), where=spread > 1e-12)


def _quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(-ndtri(level))


def _in_place(text: Running, words: Sequence[int], candidates: Sequence[Replacement]) -> list[Replacement]:
    """The candidates that stand where the term stands, at most `MOST`; of those that share a word the most alike."""
    places, alike = text.of(words), []
    near, around = (described(text, places, 1, distances) for distances in (SLOT, COMPANY))
    for one in sorted(candidates, key=lambda one: (one.p, one.phrase))[:MOST_TRIED]:
        own, without = text.places(one.phrase), [*words, *one.phrase]
        slot = likeness(near, described(text, own, len(one.phrase), SLOT), without)
        if slot >= ALIKE:
            company = likeness(around, described(text, own, len(one.phrase), COMPANY), without)
            alike += [replace(one, slot=slot, company=company)] if company >= ALIKE else []
    kept: list[Replacement] = []
    for one in sorted(alike, key=lambda one: (-round(min(one.slot, one.company), 1), len(one.phrase), one.phrase)):
        if not any(set(one.phrase) & set(other.phrase) for other in kept):
            kept.append(one)
    return kept[:MOST]
