"""Pairs of texts that may share passages, found without comparing all pairs: winnowed shingles.

Conventions. A text's *shingles* are its runs of `LENGTH` letters (of an unspaced script, of an alphabet), each
represented by a 64-bit number. Of every window of `WINDOW` neighbouring shingles the least number is kept (Schleimer,
Wilkerson & Aiken 2003, Winnowing), so that any run of `LENGTH + WINDOW - 1` letters that two texts have in common is
sure to give both a number in common, however short or long they are. A number is looked up in the first `FIRST` texts
that have it and in the one just before, since many texts may share a formula; so the work grows with the size of the
corpus and not with its square. Numbers that many texts have are not left out: a text that is issued again by 120
offices would vanish with them. But only the others can tell which of many texts was copied.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks
from topics.preprocessing.resemblance.letters import Codes, codes_of, unspaced

LENGTH = {True: 6, False: 16}  # letters, of an unspaced script and of an alphabet
WINDOW = 12  # shingles
FIRST = 20  # texts
# The part of the later text's numbers: edits in a tenth of the letters leave .53 of the shingles of an unspaced script
# and .19 of those of an alphabet, and of these, most windows keep the same one.
LEAST = {True: 0.2, False: 0.1}
BRIEF = 150  # letters; so short a text must be there nearly word for word, and more of its numbers with it
MOST = 20  # earlier texts that share most, and as many of the earliest
_BASE = 0x9E3779B97F4A7C15
_BLOCK = 2_000_000  # letters

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class Sketches(NamedTuple):
    """The kept numbers of texts.

    `number`, `text`: each kept number and the text that it is of. `wide (n_texts,)`: whether the script is unspaced.
    `n_letters (n_texts,)`.
    """

    number: Hashes
    text: NDArray[np.int32]
    wide: NDArray[np.bool_]
    n_letters: Numbers

    def joined(self, parts: Numbers, whole: Numbers, n: int) -> "Sketches":
        """Sketches of n texts made of these: `parts[i]` is a part of text `whole[i]`."""
        order = np.argsort(self.text, kind="stable")
        counts = np.bincount(self.text, minlength=len(self.wide))
        starts, counts = (np.cumsum(counts) - counts)[parts], counts[parts]
        rows = order[np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)]
        letters = self.n_letters[parts]
        n_letters = np.bincount(whole, letters, minlength=n).astype(np.int64)
        wide = 2 * np.bincount(whole, letters * self.wide[parts], minlength=n) >= n_letters
        text = np.repeat(whole, counts).astype(np.int32)
        order = np.argsort(text, kind="stable")
        return Sketches(self.number[rows][order], text[order], wide, n_letters)


def candidates(sketches: Sketches, least: Mapping[bool, float] = LEAST) -> tuple[Numbers, Numbers]:
    """Pairs of texts that may share passages: the earlier and the later of each, by later text, closest first.

    The earlier one was found by the part `least` or more of those numbers of the later one that at most `FIRST` earlier
    texts have. Of more than `MOST` earlier ones, those that share most and the earliest are taken.
    """
    number, text, wide, n_letters = sketches
    n = len(wide)
    order = np.argsort(number, kind="stable")  # texts that share one stay in their order
    number, text = number[order], text[order]
    first = np.ones(len(text), dtype=bool)
    first[1:] = number[1:] != number[:-1]
    new = first.copy()
    new[1:] |= text[1:] != text[:-1]
    first, text = first[new], text[new]
    del number, order, new
    starts = np.flatnonzero(first)
    rank = np.arange(len(text)) - np.repeat(starts, np.diff(starts, append=len(text)))
    far = np.flatnonzero(rank > FIRST)
    pairs = [text[far].astype(np.int64) * n + text[far - 1]]
    later = np.flatnonzero(rank)
    for place in range(min(FIRST, int(rank.max(initial=0)))):
        later = later[rank[later] > place]
        pairs.append(text[later].astype(np.int64) * n + text[later - rank[later] + place])
    found, shared = np.unique(np.concatenate(pairs), return_counts=True)
    size = np.bincount(text[rank <= FIRST], minlength=n)
    later, earlier = np.divmod(found, max(n, 1))
    part = np.where(wide, least[True], least[False])
    part[wide & (n_letters < BRIEF)] *= 1.5
    chosen = shared >= part[later] * size[later]
    later, earlier, shared = later[chosen], earlier[chosen], shared[chosen]
    # The first of a family is among the earliest, the very text that was copied among those that share most.
    chosen = (_rank(later, earlier) < MOST) | (_rank(later, -shared) < MOST)
    order = np.lexsort((earlier[chosen], -shared[chosen], later[chosen]))
    return earlier[chosen][order], later[chosen][order]


def _rank(group: Numbers, value: Numbers) -> Numbers:
    """The rank of each value within its group, from 0; groups are in order, and so are equal values."""
    order = np.lexsort((value, group))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(group, group)
    return rank


def sketched(texts: Sequence[str]) -> Sketches:
    """The sketches of fingerprints."""
    wide = np.zeros(len(texts), dtype=bool)
    n_letters = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    parts = [(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)), *_sketched(texts, wide)]
    number, text = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(text, kind="stable")  # of two texts with a number in common, the earlier one is to come first
    return Sketches(number[order], text[order], wide, n_letters)


def _sketched(texts: Sequence[str], wide: NDArray[np.bool_]) -> Iterator[tuple[Hashes, NDArray[np.int32]]]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    for rows in blocks(lengths, _BLOCK):
        block = texts[rows]
        wide[rows] = is_unspaced(block)
        for script, length in LENGTH.items():
            chosen = np.flatnonzero((wide[rows] == script) & (lengths[rows] > 0))
            if len(chosen):
                number, place = _winnowed([block[row] for row in chosen.tolist()], length)
                yield number, (chosen[place] + rows.start).astype(np.int32)


def is_unspaced(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text is written in an unspaced script, by at least half of its letters."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    wide = np.concatenate([[0], np.cumsum(unspaced(codes_of("".join(texts))))])[ends]
    most: NDArray[np.bool_] = 2 * np.diff(wide) >= lengths
    return most


def _winnowed(texts: Sequence[str], length: int) -> tuple[Hashes, Numbers]:
    """The least number of every window of each text, and the place of its text; no text is empty."""
    # A text shorter than a shingle is one shingle, filled up with a character that no text has.
    codes = codes_of("".join(text.ljust(length, "\0") for text in texts))
    counts = np.fromiter((max(len(text) - length, 0) + 1 for text in texts), dtype=np.int64, count=len(texts))
    starts = np.cumsum(counts + length - 1) - (counts + length - 1)
    hashes = runs(codes, length)
    long = counts >= WINDOW
    windows = np.maximum(counts - WINDOW + 1, 0)
    place = np.repeat(np.arange(len(texts)), windows)
    at = np.arange(len(place)) + np.repeat(starts - (np.cumsum(windows) - windows), windows)
    least = _least(hashes)[at]
    new = np.ones(len(least), dtype=bool)
    new[1:] = (least[1:] != least[:-1]) | (place[1:] != place[:-1])
    short = np.flatnonzero(~long)
    if not len(short):
        return least[new], place[new]
    bounds = np.stack([starts[short], starts[short] + counts[short]], axis=1).ravel()
    whole = np.minimum.reduceat(np.append(hashes, np.uint64(0)), bounds)[::2]
    return np.concatenate([least[new], whole]), np.concatenate([place[new], short])


def runs(codes: Codes, length: int) -> Hashes:
    """A number for every run of `length` characters: their polynomial, joined from runs of powers of two, and mixed."""
    run, joined, power, n = 1, 0, codes.astype(np.uint64), max(len(codes) - length + 1, 0)
    whole, base = np.zeros(n, dtype=np.uint64), _BASE
    while joined < length:
        if length & run:
            whole = whole * np.uint64(base) + power[joined : joined + n]
            joined += run
        power, run, base = power[:-run] * np.uint64(base) + power[run:], 2 * run, base * base % 2**64
    return _mixed(whole)


def _least(hashes: Hashes) -> Hashes:
    """The least of the `WINDOW` numbers from each place on, as far as the last ones go."""
    least, run = hashes, 1
    while 2 * run <= WINDOW:
        least, run = np.minimum(least[:-run], least[run:]), 2 * run
    rest = WINDOW - run
    return np.minimum(least[:-rest], least[rest:]) if rest and len(least) > rest else least


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers spread over all 64 bits (the finaliser of splitmix64), since close numbers would hash alike."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
