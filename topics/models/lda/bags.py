"""Bags: a corpus of word counts in CSR form, readable as a corpus in gensim's sense."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, eq=False)
class Bags:
    """A corpus in gensim's sense as CSR arrays: document d is `words[ends[d]:ends[d + 1]]` with `counts`."""

    words: NDArray[np.int32]
    counts: NDArray[np.float32]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, corpus: "Iterable[Any] | Bags") -> "Bags":
        """Read any gensim corpus: documents of (word, count) pairs. Documents that come from Bags are not copied."""
        if isinstance(corpus, Bags):
            return corpus
        documents = list(corpus)
        first = documents[0] if documents else None
        if isinstance(first, Bag) and all(
            isinstance(bag, Bag) and bag.bags is first.bags and bag.row == first.row + i
            for i, bag in enumerate(documents)
        ):
            return first.bags.rows(first.row, first.row + len(documents))
        ends = np.cumsum([0, *(len(bag) for bag in documents)], dtype=np.int64)
        pairs = (number for bag in documents for pair in bag for number in pair)
        table = np.fromiter(pairs, dtype=np.float64, count=2 * ends[-1]).reshape(-1, 2)
        return cls(table[:, 0].astype(np.int32), table[:, 1].astype(np.float32), ends)

    @classmethod
    def of_matrix(cls, counts: "csr_matrix") -> "Bags":
        """Bags of the rows of a matrix of word counts `(n_documents, n_words)`."""
        words, ends = counts.indices.astype(np.int32, copy=False), counts.indptr.astype(np.int64, copy=False)
        return cls(words, counts.data.astype(np.float32), ends)

    def rows(self, first: int, last: int) -> "Bags":
        """The documents from `first` up to `last`."""
        ends = self.ends[first : last + 1]
        entries = slice(ends[0], ends[-1])
        return Bags(self.words[entries], self.counts[entries], ends - ends[0])

    def split(self) -> tuple[list[NDArray[np.int32]], list[NDArray[np.float32]]]:
        """Words and counts, each as a list with one array per document."""
        return np.split(self.words, self.ends[1:-1]), np.split(self.counts, self.ends[1:-1])

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __iter__(self) -> "Iterator[Bag]":
        return (Bag(self, row) for row in range(len(self)))


class Bag(Sequence[tuple[int, float]]):
    """One document of Bags, which can be read as (word, count) pairs and stores its place in the Bags."""

    __slots__ = ("bags", "row")

    def __init__(self, bags: Bags, row: int) -> None:
        self.bags = bags
        self.row = row

    def _pairs(self) -> list[tuple[int, float]]:
        entries = slice(self.bags.ends[self.row], self.bags.ends[self.row + 1])
        return list(zip(self.bags.words[entries].tolist(), self.bags.counts[entries].tolist(), strict=True))

    def __len__(self) -> int:
        return int(self.bags.ends[self.row + 1] - self.bags.ends[self.row])

    def __iter__(self) -> Iterator[tuple[int, float]]:
        return iter(self._pairs())

    @overload
    def __getitem__(self, index: int) -> tuple[int, float]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, float]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, float] | list[tuple[int, float]]:
        return self._pairs()[index]
