"""Compact texts: many strings as one array of bytes, with a fifth of the memory and shareable with workers.

Conventions. Text i is `data[offsets[i]:offsets[i + 1]]` in UTF-8. A string is made when it is asked for; a slice of
consecutive texts is again a Texts over the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Texts(Sequence[str]):
    """A sequence of texts: `data` (n_bytes), `offsets` (n_texts + 1)."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: "Iterable[str] | pd.Series[str]") -> "Texts":
        """The given texts in this form; those of a table's column are not copied."""
        import pyarrow as pa

        array = pa.array(texts, pa.large_string())
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        _, offsets, data = array.buffers()
        whole = np.frombuffer(offsets, dtype=np.int64) if offsets else np.zeros(1, dtype=np.int64)
        bounds = whole[array.offset : array.offset + len(array) + 1]
        return cls(np.frombuffer(data or b"", dtype=np.uint8), bounds if len(bounds) else np.zeros(1, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "Texts": ...
    def __getitem__(self, index: int | slice) -> "str | Texts":
        if isinstance(index, slice):
            rows = range(len(self))[index]
            if rows.step != 1:
                return self.of_rows(np.array(rows, dtype=np.intp))
            offsets = self.offsets[rows.start : max(rows.start, rows.stop) + 1]
            return Texts(self.data[offsets[0] : offsets[-1]], offsets - offsets[0])
        row = range(len(self))[index]
        return self.data[self.offsets[row] : self.offsets[row + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        data, offsets = self.data.data, self.offsets.tolist()
        for start, end in pairwise(offsets):
            yield str(data[start:end], "utf-8")

    def of_rows(self, rows: NDArray[np.intp]) -> "Texts":
        """The texts of these rows."""
        parts = [self.data[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        offsets = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        return Texts(np.concatenate(parts) if parts else self.data[:0], offsets)


def in_blocks(texts: Iterable[str], most: int) -> Iterator[list[str]]:
    """Texts in blocks that end with the text that brings them to `most` characters, to bound memory.

    >>> list(in_blocks(["ab", "c", "defg", "h"], 3))
    [['ab', 'c'], ['defg'], ['h']]
    """
    block, size = list[str](), 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= most:
            yield block
            block, size = [], 0
    if block:
        yield block


def texts_hash(texts: Iterable[str]) -> str:
    """A hash of texts, which depends on their order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\x1f")
    return digest.hexdigest()[:16]
