"""The cache of sentence vectors, which identifies texts by their content.

A cache file is an .npz with `keys` (n, 32) uint8 and `vectors` (n, n_dimensions) float16, named `<embedder>….npz`, and
may lie in any folder: a study may contain one beside its documents, and a store adds its own. Files are written whole,
under a name that their content decides, and never changed. So several processes may write to one folder, and one that
is killed loses only its last batch.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from topics.errors import StoreError
from topics.files import atomic


class VectorCache:
    """Vectors by embedder and text: read from any number of folders, new ones written to one of them or to none."""

    def __init__(self, folders_to_read: Iterable[Path] = (), folder_to_write: Path | None = None) -> None:
        self.folder_to_write = folder_to_write
        self.folders = tuple(dict.fromkeys([*folders_to_read, *([folder_to_write] if folder_to_write else [])]))

    def read(self, embedder: str, keys: Iterable[bytes]) -> dict[bytes, NDArray[np.float16]]:
        """The vectors of those `keys` that are cached, by key. Raises StoreError for a damaged file."""
        wanted, known = set(keys), dict[bytes, NDArray[np.float16]]()
        for folder in self.folders:
            for path in sorted(folder.glob(f"{embedder}*.npz")):
                if wanted <= known.keys():
                    return known
                for key, vector in read_vectors(path):
                    if key in wanted:
                        known.setdefault(key, vector)
        return known

    def write(self, embedder: str, vectors: Mapping[bytes, NDArray[np.float16]]) -> None:
        """Write vectors to a new file named after its content; without a folder to write to, nothing happens."""
        if self.folder_to_write and vectors:
            name = hashlib.sha256(b"".join(sorted(vectors))).hexdigest()[:16]
            write_vectors(self.folder_to_write / f"{embedder}-{name}.npz", vectors)


def write_vectors(path: Path, vectors: Mapping[bytes, NDArray[np.float16]]) -> None:
    """Write one cache file, whole or not at all; the same vectors give the same bytes.

    Raises StoreError when the folder cannot be written.
    """
    keys = sorted(vectors)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.filled([path]) as (partial,), partial.open("wb") as file:
            np.savez(
                file,
                keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), 32),
                vectors=np.stack([vectors[key] for key in keys]),
            )
    except OSError as error:
        raise StoreError(
            f"{path}: vectors could not be written ({error.strerror}). Name a store you may write to."
        ) from None


def read_vectors(path: Path) -> list[tuple[bytes, NDArray[np.float16]]]:
    """The keys and vectors of a file of the cache. Raises StoreError when it is damaged."""
    try:
        # Opened here, since numpy leaves open a file that is none of its own.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"]
        if keys.shape != (len(vectors), 32) or vectors.dtype != np.float16:
            raise ValueError(f"keys {keys.shape} and vectors {vectors.shape} {vectors.dtype} do not fit")
    except Exception as error:  # zipfile, zlib and numpy share no base class of errors
        raise StoreError(
            f"{path}: this is not a file of cached vectors ({error}). Delete it; it will be made anew."
        ) from None
    return [(key.tobytes(), vector) for key, vector in zip(keys, vectors, strict=True)]
