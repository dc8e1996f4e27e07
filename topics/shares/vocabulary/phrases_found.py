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
_AT_ONCE = 1_000_000  # places

Ints = NDArray[np.int64]
Short = NDArray[np.int32]  # half the memory, which counts where there is one for every word of a corpus


@dataclass(frozen=True, eq=False)
class Running:
    """The words of the counted passages in their order: `words (n)`, and the `passage (n)` of each.

    `unit (n_passages)` is the unit of each passage, `size` the number of words of the vocabulary.
    """

    words: Short
    passage: Short
    unit: Short
    size: int

    @cached_property
    def frequency(self) -> NDArray[np.float64]:
        """Share of every word of the vocabulary in all words."""
        share: NDArray[np.float64] = np.diff(self._places[0]) / max(len(self.words), 1)
        return share

    def units(self, places: Short) -> Short:
        """The unit of each of these places."""
        found: Short = self.unit[self.passage[places]]
        return found

    def beside(self, places: Short, offset: int) -> tuple[Short, Short]:
        """The words `offset` behind these places (before them if negative) in the same passage, and their units."""
        places = self._within(places, offset)
        return self.words[places + offset], self.units(places)

    def places(self, phrase: tuple[int, ...]) -> Short:
        """The places at which a phrase begins."""
        return self.followed(self.of(phrase[:1]), phrase)

    def followed(self, starts: Short, phrase: Sequence[int]) -> Short:
        """Those of some places of a phrase's first word at which the phrase begins."""
        for offset, word in enumerate(phrase[1:], start=1):
            starts = self._within(starts, offset)
            starts = starts[self.words[starts + offset] == word]
        return starts

    def of(self, words: Sequence[int]) -> Short:
        """The places at which any of some words stands, in ascending order."""
        begins, places = self._places
        return np.sort(np.concatenate([places[:0], *(places[begins[word] : begins[word + 1]] for word in words)]))

    def starts(self, length: int, without: NDArray[np.bool_]) -> Iterator[Short]:
        """The places at which `length` words of one passage begin, none of them marked in `without (n_words)`.

        They come in parts by their first words, to bound memory.
        """
        begins, places = self._places
        for words in blocks(np.diff(begins), _AT_ONCE):
            found = places[begins[words.start] : begins[words.stop]]
            for offset in range(length):
                found = self._within(found, offset)
                found = found[~without[self.words[found + offset]]]
            yield found

    def _within(self, places: Short, offset: int) -> Short:
        """Those of some places that have a word of the same passage `offset` behind them."""
        places = places[(places >= -offset) & (places < len(self.words) - offset)]
        within: Short = places[self.passage[places] == self.passage[places + offset]]
        return within

    @cached_property
    def _places(self) -> tuple[Ints, Short]:
        """Where the places of each word begin `(n_words + 1)`, and all places by their words `(n)`."""
        from scipy.sparse import csr_array

        n = len(self.words)
        one_a_row = (np.ones(n, dtype=np.int8), self.words, np.arange(n + 1, dtype=np.int32))
        by_word = csr_array(one_a_row, shape=(n, self.size)).tocsc()  # which counts, where a sort would compare
        return by_word.indptr.astype(np.int64), by_word.indices


def running(tokens: Tokens, units: Units) -> Running:
    """The words of the counted passages."""
    unit_of = np.full(tokens.n_passages, -1, dtype=np.int32)
    unit_of[units.rows] = units.unit
    return _words_of(tokens, unit_of)


def occurrences(tokens: Tokens, phrase: Sequence[int]) -> NDArray[np.int64]:
    """How often a phrase occurs in each passage `(n_passages,)`."""
    text = _words_of(tokens, np.arange(tokens.n_passages, dtype=np.int32))
    first = np.flatnonzero(text.words == phrase[0]).astype(np.int32)
    return np.bincount(text.units(text.followed(first, phrase)), minlength=tokens.n_passages)


def _words_of(tokens: Tokens, unit: Short) -> Running:
    """The words of the passages whose unit is not negative."""
    used, sizes = unit >= 0, np.diff(tokens.offsets)
    passage = np.repeat(np.flatnonzero(used).astype(np.int32), sizes[used])
    words = tokens.word_ids if used.all() else tokens.word_ids[np.repeat(used, sizes)]
    return Running(words, passage, unit, tokens.n_words)


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

    def only(self, chosen: NDArray[np.bool_]) -> "Phrases":
        """The phrases that are marked in `chosen (n_phrases,)`."""
        pairs, number = chosen[self.phrase], np.cumsum(chosen, dtype=np.int32) - 1
        return Phrases(self.words[chosen], number[self.phrase[pairs]], self.unit[pairs])


def phrases_in(text: Running, n_units: int, fewest: int, without: NDArray[np.bool_]) -> Iterator[Phrases]:
    """The phrases of each length that at least `fewest` units hold, none with a word marked in `without (n_words)`.

    Those of a length come in parts by their first words, to bound memory.
    """
    for length in range(1, LONGEST + 1):
        if text.size**length * max(n_units, 1) > _MOST:
            return
        for starts in text.starts(length, without):
            yield _often(text, starts, length, n_units, fewest)


def _often(text: Running, starts: Short, length: int, n_units: int, fewest: int) -> Phrases:
    """The phrases of some places that at least `fewest` units hold."""
    places = text.size ** np.arange(length, dtype=np.int64)[::-1]
    code = np.zeros(len(starts), dtype=np.int64)
    for offset, place in enumerate(places):
        code += text.words[starts + offset] * place
    pairs = np.unique(code * n_units + text.units(starts))
    code, unit = pairs // n_units, pairs % n_units
    begins = np.flatnonzero(np.diff(code, prepend=-1))  # in order, so that equal ones are neighbours
    held = np.diff(begins, append=len(code))
    often = held >= fewest
    words = code[begins[often], None] // places % text.size
    number = np.repeat(np.arange(len(words), dtype=np.int32), held[often])
    return Phrases(words, number, unit[np.repeat(often, held)].astype(np.int32))
