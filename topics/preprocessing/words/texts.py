"""Compact texts: many strings as one array of bytes, with a fifth of the memory and shareable with workers.

Conventions. Text i is `data[offsets[i]:offsets[i + 1]]` in UTF-8. A string is made when it is asked for; a slice of
consecutive texts is again a Texts over the same bytes.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
        data = self.data.data
        start = int(self.offsets[0])
        for end in self.offsets[1:]:
            yield str(data[start:end], "utf-8")
            start = end

    def column(self) -> "pd.Series[str]":
        """The texts as a column of a table, over the same bytes."""
        import pandas as pd
        import pyarrow as pa

        buffers = [None, pa.py_buffer(self.offsets), pa.py_buffer(self.data)]
        return pd.Series(pa.Array.from_buffers(pa.large_string(), len(self), buffers), dtype="str")

    def of_rows(self, rows: NDArray[np.intp]) -> "Texts":
        """The texts of these rows."""
        parts = [self.data[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        offsets = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        return Texts(np.concatenate(parts) if parts else self.data[:0], offsets)


@dataclass(frozen=True, eq=False)
class GroupedTexts(Mapping[str, Texts]):
    """Texts in groups with names: the texts of all groups, and the rows of each, whose Texts is made when asked for."""

    texts: Texts
    rows: Mapping[str, slice]

    @classmethod
    def of(cls, groups: Iterable[tuple[str, Iterable[str]]]) -> "GroupedTexts":
        """The named groups in this form, one after the other, so that the strings of none are kept."""
        # Arrow would leave a copy in UTF-8 behind in every string.
        data, offsets, rows = bytearray(), array("q", [0]), {}
        for name, texts in groups:
            first = len(offsets) - 1
            for text in texts:
                data += text.encode()
                offsets.append(len(data))
            rows[name] = slice(first, len(offsets) - 1)
        return cls(Texts(np.frombuffer(data, dtype=np.uint8), np.frombuffer(offsets, dtype=np.int64)), rows)

    def __getitem__(self, name: str) -> Texts:
        return self.texts[self.rows[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def texts_hash(texts: Iterable[str]) -> str:
    """A hash of texts, which depends on their order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\x1f")
    return digest.hexdigest()[:16]
