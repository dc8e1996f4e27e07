"""Tokens: what every model that is compared sees, built once.

Conventions. Rows are passages in the corpus's canonical order, columns are vocabulary words in the vocabulary's order.
`word_ids[offsets[p]:offsets[p + 1]]` are the words of passage `p` as they follow each other (only words of the
vocabulary); `counts` is their bag. `lengths[p]` counts *all* word tokens of the passage, before stop words and
vocabulary limits, so that no choice of vocabulary moves a share's denominator.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Tokens:
    """Segmented passages: `vocabulary` (n_words), `passage_ids` and `lengths` (n_passages), the word order."""

    vocabulary: tuple[str, ...]
    passage_ids: tuple[str, ...]
    lengths: NDArray[np.int64]
    word_ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @property
    def n_passages(self) -> int:
        """How many passages there are, those without any word of the vocabulary included."""
        return len(self.passage_ids)

    @property
    def n_words(self) -> int:
        """Size of the vocabulary."""
        return len(self.vocabulary)

    @cached_property
    def counts(self) -> "csr_matrix":
        """Word counts, int32 CSR `(n_passages, n_words)`, column indices sorted in each row."""
        from scipy.sparse import csr_matrix

        ones = np.ones(len(self.word_ids), dtype=np.int32)
        matrix = csr_matrix((ones, self.word_ids, self.offsets), shape=(self.n_passages, self.n_words))
        matrix.sum_duplicates()
        return matrix

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
            digest.update(np.ascontiguousarray(array).astype("<i8").tobytes() + b"\x1e")
        return digest.hexdigest()[:16]


def build_tokens(
    passage_ids: Sequence[str],
    segmented: Sequence[Sequence[str]],
    *,
    stop_words: frozenset[str] = frozenset(),
    keep: frozenset[str] = frozenset(),
    min_passages: int = 3,
    max_share: float = 0.5,
) -> Tokens:
    """Choose the vocabulary and lay the passages out as word ids.

    A word is kept when it is not a stop word, occurs in at least `min_passages` passages and in at most `max_share`
    of them; words in `keep` (the study's lexicon and theme terms) are only held to occurring at all. The vocabulary
    is sorted, so it does not depend on the order of passages.
    """
    from collections import Counter

    lengths = np.array([len(words) for words in segmented], dtype=np.int64)
    in_passages: Counter[str] = Counter()
    for words in segmented:
        in_passages.update(set(words))
    ceiling = max_share * len(segmented)
    vocabulary = tuple(
        sorted(
            word
            for word, n in in_passages.items()
            if word in keep or (word not in stop_words and min_passages <= n <= ceiling)
        )
    )
    index = {word: i for i, word in enumerate(vocabulary)}
    rows = [[index[w] for w in words if w in index] for words in segmented]
    offsets = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    word_ids = np.array([i for row in rows for i in row], dtype=np.int32)
    return Tokens(vocabulary, tuple(passage_ids), lengths, word_ids, offsets)
