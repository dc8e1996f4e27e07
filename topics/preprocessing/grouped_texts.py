"""Passages by document in compact form, and the column of a table over the same bytes."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.preprocessing.words.texts import Texts

if TYPE_CHECKING:
    import pandas as pd


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

    def column(self) -> "pd.Series[str]":
        """The texts of all groups as a column of a table, over the same bytes."""
        import pandas as pd
        import pyarrow as pa

        texts = self.texts
        buffers = [None, pa.py_buffer(texts.offsets), pa.py_buffer(texts.data)]
        return pd.Series(pa.Array.from_buffers(pa.large_string(), len(texts), buffers), dtype="str")
