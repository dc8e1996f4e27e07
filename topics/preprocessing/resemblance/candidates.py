"""Pairs of texts that may share passages, found without comparing all pairs: winnowed shingles.

Conventions. A text's *shingles* are its runs of `LENGTH` letters (of an unspaced script, of an alphabet), each
represented by a 64-bit number. Of every window of `WINDOW` neighbouring shingles the least number is kept (Schleimer,
Wilkerson & Aiken 2003, Winnowing), so that any run of `LENGTH + WINDOW - 1` letters that two texts have in common is
sure to give both a number in common, however short or long they are. A number is looked up in the first `FIRST` texts
that have it and in the one just before, since many texts may share a formula; so the work grows with the size of the
corpus and not with its square. Numbers that many texts have are not left out: a text that is issued again by 120
offices would vanish with them. But only the others can tell which of many texts was copied.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks
from topics.preprocessing.resemblance.letters import Codes, Offsets, letters_of, mostly_unspaced

LENGTH = {True: 6, False: 16}  # letters, of an unspaced script and of an alphabet
WINDOW = 12  # shingles
FIRST = 20  # texts
# The part of the later text's numbers: edits in a tenth of the letters leave .53 of the shingles of an unspaced script
# and .19 of those of an alphabet, and of these, most windows keep the same one.
LEAST = {True: 0.2, False: 0.1}
BRIEF = 150  # letters; so short a text must be there nearly word for word, and more of its numbers with it
MOST = 20  # earlier texts that share most, and as many of the earliest
_BASE = 0x9E3779B97F4A7C15
_PART = 1_000_000  # kept numbers, or pairs, that are sorted at once

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Places = NDArray[np.int32]


class Sketches(NamedTuple):
    """The kept numbers of texts.

    `number`, `text`: each kept number and the text that it is of, by text. `wide (n_texts,)`: whether the script is
    unspaced. `n_letters (n_texts,)`.
    """

    number: Hashes
    text: NDArray[np.int32]
    wide: NDArray[np.bool_]
    n_letters: Numbers

    def joined(self, parts: Numbers, whole: Numbers, n: int) -> "Sketches":
        """Sketches of n texts made of these: `parts[i]` is a part of text `whole[i]`, and these are in order."""
        counts = np.bincount(self.text, minlength=len(self.wide))
        starts, counts = (np.cumsum(counts) - counts)[parts], counts[parts]
        letters = self.n_letters[parts]
        n_letters = np.bincount(whole, letters, minlength=n).astype(np.int64)
        wide = 2 * np.bincount(whole, letters * self.wide[parts], minlength=n) >= n_letters
        number = np.empty(counts.sum(), dtype=np.uint64)
        end = 0
        for some in blocks(counts, _PART):
            sizes = counts[some]
            end, start = end + sizes.sum(), end
            number[start:end] = self.number[np.arange(end - start) + np.repeat(starts[some] - _before(sizes), sizes)]
        return Sketches(number, np.repeat(whole.astype(np.int32), counts), wide, n_letters)


def _before(sizes: Numbers) -> Numbers:
    """The sum of the sizes before each."""
    return np.cumsum(sizes) - sizes


def candidates(sketches: Sketches, least: Mapping[bool, float] = LEAST) -> tuple[Places, Places]:
    """Pairs of texts that may share passages: the earlier and the later of each, by later text, closest first.

    The earlier one was found by the part `least` or more of those numbers of the later one that at most `FIRST` earlier
    texts have. Of more than `MOST` earlier ones, those that share most and the earliest are taken.
    """
    wide = sketches.wide
    text, rank, size = _ranked(sketches)
    part = np.where(wide, least[True], least[False])
    part[wide & (sketches.n_letters < BRIEF)] *= 1.5
    found = [(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))]
    n_pairs = np.bincount(text, np.minimum(rank, FIRST + 1), minlength=len(wide)).astype(np.int64)
    for texts in blocks(n_pairs, _PART):
        later, earlier, shared = _pairs(text, rank, texts, len(wide))
        chosen = shared >= part[later] * size[later]
        later, earlier, shared = later[chosen], earlier[chosen], shared[chosen]
        # The first of a family is among the earliest, the very text that was copied among those that share most.
        chosen = (_rank(later, earlier) < MOST) | (_rank(later, -shared) < MOST)
        order = np.lexsort((earlier[chosen], -shared[chosen], later[chosen]))
        # There may be a hundred pairs per text: half the width saves more than the texts take.
        found.append((earlier[chosen][order].astype(np.int32), later[chosen][order].astype(np.int32)))
    return np.concatenate([side for side, _ in found]), np.concatenate([side for _, side in found])


def _ranked(sketches: Sketches) -> tuple[NDArray[np.int32], NDArray[np.int32], Numbers]:
    """The texts of each number that several have, in order, the rank of each among them, and the numbers per text.

    Numbers that more than `FIRST` earlier texts have are not counted for a text.
    """
    size = np.zeros(len(sketches.wide), dtype=np.int64)
    nothing: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
    texts, ranks = [nothing], [nothing]
    for number, text in _parts(sketches):
        order = np.argsort(number, kind="stable")  # texts that share one stay in their order
        number, text = number[order], text[order]
        first = np.ones(len(text), dtype=bool)
        first[1:] = number[1:] != number[:-1]
        new = first.copy()
        new[1:] |= text[1:] != text[:-1]
        first, text = first[new], text[new]
        starts = np.flatnonzero(first)
        sizes = np.diff(starts, append=len(text))
        rank = np.arange(len(text)) - np.repeat(starts, sizes)
        size += np.bincount(text[rank <= FIRST], minlength=len(size))
        several = np.repeat(sizes > 1, sizes)
        texts.append(text[several])
        ranks.append(rank[several].astype(np.int32))
    return np.concatenate(texts), np.concatenate(ranks), size


def _parts(sketches: Sketches) -> Iterator[tuple[Hashes, NDArray[np.int32]]]:
    """Numbers and their texts in parts with no number in common, by the numbers' last bits, to bound memory."""
    n = 1 << max(len(sketches.number) // _PART, 1).bit_length() - 1
    if n == 1:
        yield sketches.number, sketches.text
        return
    last = (sketches.number & np.uint64(n - 1)).astype(np.uint16)  # not the first: the least of a window begin alike
    for value in range(n):
        rows = np.flatnonzero(last == value)
        yield sketches.number[rows], sketches.text[rows]


def _pairs(text: NDArray[np.int32], rank: NDArray[np.int32], texts: slice, n: int) -> tuple[Numbers, Numbers, Numbers]:
    """The later, the earlier one and the numbers in common of pairs whose later one is among `texts`; see `_ranked`."""
    rows = np.flatnonzero((rank > 0) & (text >= texts.start) & (text < texts.stop))
    far = rows[rank[rows] > FIRST]
    pairs = [text[far].astype(np.int64) * n + text[far - 1]]
    for place in range(min(FIRST, int(rank[rows].max(initial=0)))):
        rows = rows[rank[rows] > place]
        pairs.append(text[rows].astype(np.int64) * n + text[rows - rank[rows] + place])
    found, shared = np.unique(np.concatenate(pairs), return_counts=True)
    return *np.divmod(found, max(n, 1)), shared


def _rank(group: Numbers, value: Numbers) -> Numbers:
    """The rank of each value within its group, from 0; groups are in order, and so are equal values."""
    order = np.lexsort((value, group))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(group, group)
    return rank


def sketched(texts: Iterable[str]) -> Sketches:
    """The sketches of texts."""
    return sketches_of(letters_of(texts))


def sketches_of(letters: Iterable[tuple[Codes, Offsets]]) -> Sketches:
    """The sketches of texts that are given by blocks of their letters, as from `letters_of`."""
    parts = [(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32))]
    scripts, lengths, n = [np.zeros(0, dtype=bool)], [np.zeros(0, dtype=np.int64)], 0
    for codes, offsets in letters:
        wide = mostly_unspaced(codes, offsets)
        number, text = _sketched(codes, offsets, wide)
        parts.append((number, (text + n).astype(np.int32)))
        scripts.append(wide)
        lengths.append(np.diff(offsets))
        n += len(wide)
    number, text = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Sketches(number, text.astype(np.int32), np.concatenate(scripts), np.concatenate(lengths))


def _sketched(codes: Codes, offsets: Offsets, wide: NDArray[np.bool_]) -> tuple[Hashes, Numbers]:
    """The kept numbers of texts and the text of each, by text: of two texts with one, the earlier is to come first."""
    sizes = np.diff(offsets)
    parts = [(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64))]
    for script, length in LENGTH.items():
        chosen = (wide == script) & (sizes > 0)
        if chosen.any():
            number, text = _winnowed(codes[np.repeat(chosen, sizes)], sizes[chosen], length)
            parts.append((number, np.flatnonzero(chosen)[text]))
    number, text = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(text, kind="stable")
    return number[order], text[order]


def _winnowed(codes: Codes, sizes: Numbers, length: int) -> tuple[Hashes, Numbers]:
    """The least number of every window of each text, and the place of its text; no text is empty."""
    codes = _filled_up(codes, sizes, length)
    counts = np.maximum(sizes - length, 0) + 1
    starts = _before(counts + length - 1)
    hashes = runs(codes, length)
    long = counts >= WINDOW
    windows = np.maximum(counts - WINDOW + 1, 0)
    place = np.repeat(np.arange(len(sizes)), windows)
    at = np.arange(len(place)) + np.repeat(starts - _before(windows), windows)
    least = _least(hashes)[at]
    new = np.ones(len(least), dtype=bool)
    new[1:] = (least[1:] != least[:-1]) | (place[1:] != place[:-1])
    short = np.flatnonzero(~long)
    if not len(short):
        return least[new], place[new]
    bounds = np.stack([starts[short], starts[short] + counts[short]], axis=1).ravel()
    whole = np.minimum.reduceat(np.append(hashes, np.uint64(0)), bounds)[::2]
    return np.concatenate([least[new], whole]), np.concatenate([place[new], short])


def _filled_up(codes: Codes, sizes: Numbers, length: int) -> Codes:
    """Letters of texts with those shorter than a shingle filled up to one, with a character that no text has."""
    missing = np.maximum(length - sizes, 0)
    if not missing.any():
        return codes
    filled = np.zeros(len(codes) + missing.sum(), dtype=codes.dtype)
    filled[np.arange(len(codes)) + np.repeat(_before(missing), sizes)] = codes
    return filled


def runs(codes: Codes, length: int) -> Hashes:
    """A number for every run of `length` characters: their polynomial, joined from runs of powers of two, and mixed."""
    run, joined, power, n = 1, 0, codes.astype(np.uint64), max(len(codes) - length + 1, 0)
    whole, base = np.zeros(n, dtype=np.uint64), _BASE
    while joined < length:
        if length & run:
            whole = whole * np.uint64(base) + power[joined : joined + n]
            joined += run
        if joined < length:
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
