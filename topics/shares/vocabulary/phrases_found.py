"""Places of words and short phrases in a corpus: the candidates that may have taken a term's place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks
from topics.preprocessing.words.tokens import Tokens
from topics.shares.vocabulary.units import Units

LONGEST = 3  # words of a phrase
_MOST = 2**63 - 1
_AT_ONCE = 4_000_000  # places

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Running:
    """The words of the counted passages in their order: `words (n)`, the `unit` and the passage (`row`) of each.

    `size` is that of the vocabulary.
    """

    words: Ints
    unit: Ints
    row: Ints
    size: int

    @cached_property
    def frequency(self) -> NDArray[np.float64]:
        """Share of every word of the vocabulary in all words."""
        return np.bincount(self.words, minlength=self.size) / max(len(self.words), 1)

    def together(self, length: int) -> Ints:
        """The places at which `length` words of one passage begin."""
        last = len(self.words) - length + 1
        if last <= 0:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.row[:last] == self.row[length - 1 :])

    def beside(self, places: Ints, offset: int) -> tuple[Ints, Ints]:
        """The words `offset` behind these places (before them if negative) in the same passage, and their units."""
        found = places + offset
        inside = (found >= 0) & (found < len(self.words))
        places, found = places[inside], found[inside]
        same = self.row[places] == self.row[found]
        return self.words[found[same]], self.unit[places[same]]

    def places(self, phrase: tuple[int, ...]) -> Ints:
        """The places at which a phrase begins."""
        starts = self.of(phrase[:1])
        for offset, word in enumerate(phrase[1:], start=1):
            starts = starts[starts + offset < len(self.words)]
            behind = starts + offset
            starts = starts[(self.words[behind] == word) & (self.row[behind] == self.row[starts])]
        return starts

    def of(self, words: Sequence[int]) -> Ints:
        """The places at which any of some words stands."""
        parts = [self._order[slice(*np.searchsorted(self._sorted, [word, word + 1]))] for word in words]
        return np.sort(np.concatenate(parts)) if parts else self._order[:0]

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.words, kind="stable")

    @cached_property
    def _sorted(self) -> Ints:
        return self.words[self._order]


def running(tokens: Tokens, units: Units) -> Running:
    """The words of the counted passages."""
    unit_of = np.full(tokens.n_passages, -1)
    unit_of[units.rows] = units.unit
    row = np.repeat(np.arange(tokens.n_passages), np.diff(tokens.offsets))
    used = unit_of[row] >= 0
    return Running(tokens.word_ids[used].astype(np.int64), unit_of[row][used], row[used], tokens.n_words)


@dataclass(frozen=True, eq=False)
class Phrases:
    """Phrases of one length: their words `(n_phrases, length)`, and the units that hold each, as pairs.

    `phrase (n_pairs)`, in ascending order, and `unit (n_pairs)` name every unit that holds a phrase, once.
    """

    words: Ints
    phrase: NDArray[np.int32]
    unit: NDArray[np.int32]

    def units_with(self, number: int) -> NDArray[np.int32]:
        """The units that hold the phrase of this number."""
        return self.unit[slice(*np.searchsorted(self.phrase, [number, number + 1]))]

    def over_units(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of `values (n_units,)` over the units that hold each phrase: `(n_phrases,)`."""
        sums = np.zeros(len(self.words))
        np.add.at(sums, self.phrase, values[self.unit])
        return sums


def phrases_in(text: Running, n_units: int, fewest: int, without: NDArray[np.bool_]) -> Iterator[Phrases]:
    """The phrases of each length that at least `fewest` units hold, none with a word marked in `without (n_words)`.

    Those of a length come in parts by their first words, to bound memory.
    """
    for length in range(1, LONGEST + 1):
        if text.size**length * max(n_units, 1) > _MOST:
            return
        starts = text.together(length)
        for offset in range(length):
            starts = starts[~without[text.words[starts + offset]]]
        first = text.words[starts]
        for words in blocks(np.bincount(first, minlength=text.size), _AT_ONCE):
            yield _often(text, starts[(first >= words.start) & (first < words.stop)], length, n_units, fewest)


def _often(text: Running, starts: Ints, length: int, n_units: int, fewest: int) -> Phrases:
    """The phrases of some places that at least `fewest` units hold."""
    places = text.size ** np.arange(length, dtype=np.int64)[::-1]
    code = sum(text.words[starts + offset] * place for offset, place in enumerate(places))
    pairs = np.unique(code * n_units + text.unit[starts])
    code, unit = pairs // n_units, pairs % n_units
    begins = np.flatnonzero(np.diff(code, prepend=-1))  # in order, so that equal ones are neighbours
    held = np.diff(begins, append=len(code))
    often = held >= fewest
    words = code[begins[often], None] // places % text.size
    number = np.repeat(np.arange(len(words), dtype=np.int32), held[often])
    return Phrases(words, number, unit[np.repeat(often, held)].astype(np.int32))
