"""Tokens: the segmented corpus, built once and seen by every model.

Conventions. Rows are passages in the corpus's canonical order, columns are vocabulary words in the vocabulary's order.
`word_ids[offsets[p]:offsets[p + 1]]` are the words of passage `p` in their order (only words of the vocabulary);
`counts` is their bag of words. `lengths[p]` counts *all* word tokens of the passage, before stop words and vocabulary
limits, so that no choice of vocabulary changes the denominator of a share.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


BLOCK = 4_000_000  # words that are processed at once


@dataclass(frozen=True, eq=False)
class Segmented:
    """Every passage cut into pieces: `pieces` (n_distinct), `is_word` (n_distinct), and their order as in `Tokens`.

    Pieces that are no words (punctuation, numbers) are kept, because they show which words are neighbours. Iterating
    yields the words of each passage.
    """

    pieces: tuple[str, ...]
    is_word: NDArray[np.bool_]
    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[list[str]]:
        for start, end in zip(self.offsets[:-1], self.offsets[1:], strict=True):
            yield [self.pieces[i] for i in self.ids[start:end] if self.is_word[i]]

    def parts(self) -> Iterator[tuple[slice, NDArray[np.int32], NDArray[np.int64]]]:
        """Blocks of passages of bounded size: their rows, their pieces, and the passage of each piece in the block."""
        sizes = np.diff(self.offsets)
        for rows in blocks(sizes, BLOCK):
            ids = self.ids[self.offsets[rows.start] : self.offsets[rows.stop]]
            yield rows, ids, np.repeat(np.arange(rows.stop - rows.start), sizes[rows])

    @property
    def passage_of(self) -> NDArray[np.int64]:
        """The row of the passage in which each piece stands, in the order of `ids`."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))


def from_words(passages: Sequence[Sequence[str]]) -> Segmented:
    """Segmented passages from lists of words."""
    number = {word: i for i, word in enumerate(dict.fromkeys(word for words in passages for word in words))}
    ids = np.array([number[word] for words in passages for word in words], dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(words) for words in passages])]).astype(np.int64)
    return Segmented(tuple(number), np.ones(len(number), dtype=bool), ids, offsets)


@dataclass(frozen=True, eq=False)
class Selection:
    """How a vocabulary was chosen: every distinct word that was found, how often it occurs, and what left it out.

    `left_out` is one of `RULES` for each word, "" for the words of the vocabulary. A word that several rules would
    leave out is counted under the first of them.
    """

    words: tuple[str, ...]
    occurrences: NDArray[np.int64]
    left_out: tuple[str, ...]


RULES = ("stop word", "short", "rare", "common")


@dataclass(frozen=True)
class Tokens:
    """Segmented passages: `vocabulary` (n_words), `passage_ids` and `lengths` (n_passages), the word order.

    `selection` is known where the tokens were just made; it is not kept with them.

    >>> study = topics.load_study("my-study")
    >>> tokens = study.tokens(study.corpus())
    >>> tokens.n_passages, tokens.n_words, tokens.words(0)[:3]
    (24, 91, ['风电', '机组', '沿海'])
    """

    vocabulary: tuple[str, ...]
    passage_ids: tuple[str, ...]
    lengths: NDArray[np.int64]
    word_ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    selection: Selection | None = field(default=None, kw_only=True)

    @property
    def n_passages(self) -> int:
        """Number of passages, those without any word of the vocabulary included."""
        return len(self.passage_ids)

    @property
    def n_words(self) -> int:
        """Size of the vocabulary."""
        return len(self.vocabulary)

    @cached_property
    def frequency(self) -> NDArray[np.int64]:
        """Number of occurrences of each word `(n_words,)`."""
        return np.bincount(self.word_ids, minlength=self.n_words)

    def part(self, rows: slice) -> "Tokens":
        """The tokens of consecutive passages; their arrays are views of these."""
        offsets = self.offsets[rows.start : rows.stop + 1]
        words = self.word_ids[offsets[0] : offsets[-1]]
        return Tokens(self.vocabulary, self.passage_ids[rows], self.lengths[rows], words, offsets - offsets[0])

    def parts(self, most: int = BLOCK) -> "Iterator[tuple[slice, Tokens]]":
        """Blocks of at most `most` words with their rows, to bound memory."""
        for rows in blocks(np.diff(self.offsets), most):
            yield rows, self.part(rows)

    @cached_property
    def counts(self) -> "csr_matrix":
        """Word counts, int32 CSR `(n_passages, n_words)`, column indices sorted in each row."""
        from scipy.sparse import csr_matrix

        ones = np.ones(len(self.word_ids), dtype=np.int32)
        # Copied: sum_duplicates sorts in place, and word_ids are to stay in the text's order.
        matrix = csr_matrix((ones, self.word_ids, self.offsets), shape=(self.n_passages, self.n_words), copy=True)
        matrix.sum_duplicates()
        return matrix

    def of_passages(self, rows: NDArray[np.intp]) -> "Tokens":
        """The tokens of these rows, over the same vocabulary."""
        parts = [self.word_ids[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        offsets = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        word_ids = np.concatenate(parts) if parts else self.word_ids[:0]
        return Tokens(
            self.vocabulary, tuple(self.passage_ids[row] for row in rows), self.lengths[rows], word_ids, offsets
        )

    def words(self, passage: int) -> list[str]:
        """The vocabulary words of one passage (by row), in their order in the text."""
        return [self.vocabulary[i] for i in self.word_ids[self.offsets[passage] : self.offsets[passage + 1]]]

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything a model can see: words, their order, passages, lengths."""
        digest = hashlib.sha256()
        for part in (self.vocabulary, self.passage_ids):
            digest.update("\x1f".join(part).encode() + b"\x1e")
        for array in (self.lengths, self.word_ids, self.offsets):
            for start in range(0, len(array), BLOCK):
                digest.update(array[start : start + BLOCK].astype("<i8").tobytes())
            digest.update(b"\x1e")
        return digest.hexdigest()[:16]


def build_tokens(
    passage_ids: Sequence[str],
    segmented: Segmented | Sequence[Sequence[str]],
    *,
    stop_words: frozenset[str] = frozenset(),
    keep: frozenset[str] = frozenset(),
    min_length: int = 1,
    min_passages: int = 3,
    max_share: float = 0.5,
) -> Tokens:
    """Choose the vocabulary and convert the passages to word ids.

    A word is kept if it is not a stop word, has at least `min_length` characters, and occurs in at least `min_passages`
    passages and in at most `max_share` of them; words in `keep` (the study's lexicon and theme terms) need only occur
    at all. The vocabulary is sorted, so that it does not depend on the order of passages.
    """
    if not isinstance(segmented, Segmented):
        segmented = from_words(segmented)
    n_pieces, n_passages = len(segmented.pieces), len(segmented)
    lengths, in_passages = np.zeros(n_passages, dtype=np.int64), np.zeros(n_pieces, dtype=np.int64)
    occurrences = np.zeros(n_pieces, dtype=np.int64)
    for rows, ids, passage_of in segmented.parts():
        words = passage_of[segmented.is_word[ids]]
        lengths[rows] = np.bincount(words, minlength=rows.stop - rows.start)
        in_passages += _passages_with(ids, passage_of, n_pieces)
        occurrences += np.bincount(ids, minlength=n_pieces)
    pieces, found_words = segmented.pieces, np.flatnonzero(segmented.is_word).tolist()
    rare, common = (in_passages < min_passages).tolist(), (in_passages > max_share * n_passages).tolist()

    def rule(i: int) -> str:
        piece = pieces[i]
        if piece in keep:
            return ""
        if piece in stop_words:
            return "stop word"
        if len(piece) < min_length:
            return "short"
        return "rare" if rare[i] else "common" if common[i] else ""

    left_out = tuple(map(rule, found_words))
    selection = Selection(tuple(pieces[i] for i in found_words), occurrences[found_words], left_out)
    chosen = sorted((i for i, why in zip(found_words, left_out, strict=True) if not why), key=pieces.__getitem__)
    column = np.full(n_pieces, -1, dtype=np.int32)
    column[chosen] = np.arange(len(chosen))
    sizes, n = np.zeros(n_passages, dtype=np.int64), 0
    word_ids = np.empty(len(segmented.ids), dtype=np.int32)  # the system gives memory to what is filled alone
    for rows, ids, passage_of in segmented.parts():
        columns = column[ids]
        kept = columns >= 0
        sizes[rows] = np.bincount(passage_of[kept], minlength=rows.stop - rows.start)
        found = columns[kept]
        word_ids[n : n + len(found)] = found
        n += len(found)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Tokens(
        tuple(pieces[i] for i in chosen), tuple(passage_ids), lengths, word_ids[:n], offsets, selection=selection
    )


def _passages_with(ids: NDArray[np.int32], passage_of: NDArray[np.int64], n_pieces: int) -> NDArray[np.int64]:
    """Number of passages in which each piece occurs `(n_pieces,)`."""
    occurrences = np.sort(passage_of * n_pieces + ids)
    first = np.concatenate([[True], occurrences[1:] != occurrences[:-1]]) if len(occurrences) else occurrences == 0
    return np.bincount(occurrences[first] % max(n_pieces, 1), minlength=n_pieces)
