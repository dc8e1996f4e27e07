"""Resemblance and containment of texts by character shingles and sketches of them (Broder 1997).

Conventions. A text is the set of its *shingles*, the runs of `LENGTH` characters, each represented by a 64-bit number.
The resemblance of two texts is the Jaccard index J of their sets. Comparing all pairs would take too long. For
resemblance, MinHash with locality-sensitive hashing keeps `bands * rows` numbers per text, and only texts that agree on
all the `rows` of some band become candidates, which happens with probability 1 - (1 - J^rows)^bands. A short text
inside a long one has a small J; for containment, the same one in `SAMPLED` of all shingles is kept of every text
(Broder's mod m sketch). The caller must check candidate pairs exactly.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks

LENGTH = 5  # characters
SAMPLED = 8  # one in this many shingles
_FIRST = 20  # most texts in which one shingle is looked up, since many texts may share a formula
_SEED = 42
_BASE = 0x9E3779B97F4A7C15
_BLOCK = 2_000_000  # characters
_REMEMBERED = 10_000  # texts

Hashes = NDArray[np.uint64]


class Shingles:
    """The shingles of texts, by position (`of(text)`) or as sets (`distinct(text)`), and the agreement of two texts.

    They are computed whenever they are needed, one block of texts at a time: those of a whole corpus would take eight
    bytes per character, and several times that during the computation.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.n_characters = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)
        self.distinct = lru_cache(maxsize=_REMEMBERED)(self._distinct)

    def _of(self, text: int) -> Hashes:
        """The shingles of one text, in order."""
        return _hashes([self.texts[text]])[0]

    def _distinct(self, text: int) -> Hashes:
        """The set of one text's shingles, sorted."""
        return np.unique(self.of(text))

    def _blocks(self) -> Iterator[tuple[int, Hashes, NDArray[np.int64]]]:
        """Blocks of texts: the number of the first text, the shingles, their offsets."""
        for rows in blocks(self.n_characters, _BLOCK):
            yield rows.start, *_hashes(self.texts[rows])

    def jaccard(self, a: int, b: int) -> float:
        """Resemblance of two texts: shingles in both over shingles in either; 0 if both are empty."""
        both = len(np.intersect1d(self.distinct(a), self.distinct(b), assume_unique=True))
        either = len(self.distinct(a)) + len(self.distinct(b)) - both
        return both / either if either else 0.0

    def shared(self, text: int, other: int) -> NDArray[np.bool_]:
        """Whether each of a text's characters lies in a shingle that the other text has too `(n_characters,)`.

        The share of such characters falls hardly faster than the text is edited: after 10 % of the characters are
        changed here and there, each of which breaks five shingles, .83 remain.
        """
        n, known = int(self.n_characters[text]), self.distinct(other)
        covered = np.zeros(max(n, LENGTH), dtype=bool)
        if n and len(known):
            place = np.minimum(np.searchsorted(known, self.of(text)), len(known) - 1)
            hits = known[place] == self.of(text)
            for shift in range(LENGTH):
                covered[shift : shift + len(hits)] |= hits
        return covered[:n]

    def candidates(self, bands: int, rows: int) -> list[tuple[int, int]]:
        """Pairs (earlier, later) of texts that agree on all `rows` numbers of at least one band, in order."""
        pairs: set[tuple[int, int]] = set()
        signatures = self._signatures(bands * rows)
        known = np.flatnonzero(self.n_characters)
        for band in range(bands):
            key = np.zeros(len(known), dtype=np.uint64)
            for column in range(band * rows, (band + 1) * rows):
                key = _mixed(key * np.uint64(_BASE) + signatures[known, column])
            order = np.argsort(key, kind="stable")
            bounds = np.flatnonzero(np.diff(key[order], prepend=~key[order[:1]], append=~key[order[-1:]]))
            for group in np.flatnonzero(np.diff(bounds) > 1).tolist():
                pairs.update(combinations(known[order[bounds[group] : bounds[group + 1]]].tolist(), 2))
        return sorted(pairs)

    def containing(self, least: float) -> list[tuple[int, int]]:
        """Pairs (earlier, later) of texts, the earlier with at least the part `least` of the later's sampled shingles.

        Pairs are in order.
        """
        n = len(self.n_characters)
        shingle, text = self._sampled()
        order = np.argsort(shingle, kind="stable")  # texts that share one stay in their order
        shingle, text = shingle[order], text[order]
        first = np.ones(len(text), dtype=bool)
        first[1:] = shingle[1:] != shingle[:-1]
        new = first.copy()
        new[1:] |= text[1:] != text[:-1]
        first, text = first[new], text[new]
        del shingle, order, new
        starts = np.flatnonzero(first)
        rank = np.arange(len(text)) - np.repeat(starts, np.diff(starts, append=len(text)))
        later = np.flatnonzero(rank)
        pairs = [np.zeros(0, dtype=np.int64)]
        for place in range(min(_FIRST, int(rank.max(initial=0)))):
            later = later[rank[later] > place]
            pairs.append(text[later - rank[later] + place].astype(np.int64) * n + text[later])
        found, shared = np.unique(np.concatenate(pairs), return_counts=True)
        size = np.bincount(text, minlength=n)
        close = shared >= least * size[found % n]
        return [(int(pair // n), int(pair % n)) for pair in found[close]]

    def _sampled(self) -> tuple[Hashes, NDArray[np.int32]]:
        """The sampled shingles of all texts, and the text of each, text by text."""
        sampled = [(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32))]
        for first, hashes, offsets in self._blocks():
            chosen = np.flatnonzero(hashes % np.uint64(SAMPLED) == 0)
            texts = first + np.searchsorted(offsets, chosen, side="right") - 1
            sampled.append((hashes[chosen], texts.astype(np.int32)))
        shingle, text = (np.concatenate(parts) for parts in zip(*sampled, strict=True))
        return shingle, text

    def _signatures(self, size: int) -> NDArray[np.uint32]:
        """MinHash of every text `(n_texts, size)`."""
        from rensa import RMinHash

        found = np.zeros((len(self.texts), size), dtype=np.uint32)
        for first, hashes, offsets in self._blocks():
            digests = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets.astype(np.uint64), size, _SEED)
            found[first : first + len(offsets) - 1] = digests.to_rows()
        return found


def _hashes(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int64]]:
    """The shingles of several texts one after the other, and the offsets at which each text begins and ends."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    counts = np.where(lengths >= LENGTH, lengths - LENGTH + 1, np.minimum(lengths, 1))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    # A text shorter than a shingle is one shingle, filled up with a character that no text has.
    filled = "".join(text.ljust(LENGTH, "\0") if text else "" for text in texts)
    codes = np.frombuffer(filled.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    rolling = np.zeros(max(len(codes) - LENGTH + 1, 0), dtype=np.uint64)
    for place in range(LENGTH):
        rolling = rolling * np.uint64(_BASE) + codes[place : len(codes) - LENGTH + 1 + place]
    starts = np.concatenate([[0], np.cumsum(np.where(lengths, np.maximum(lengths, LENGTH), 0))])
    inside = np.repeat(starts[:-1] - offsets[:-1], counts) + np.arange(offsets[-1])
    return _mixed(rolling[inside]), offsets


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers spread over all 64 bits (the finaliser of splitmix64), since close numbers would hash alike."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
