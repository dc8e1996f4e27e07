"""The files of a kept corpus: its tables, its words in their order, its vocabulary, and a record of their hashes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.files.records import read_record

if TYPE_CHECKING:
    from numpy.typing import NDArray

CORPUS_RECORD = "corpus.json"  # `files`: the SHA-256 of every other file
CORPUS_TABLES = ("documents", "passages", "losses", "files")
TOKEN_ARRAYS = ("lengths", "word_ids", "offsets")


def corpus_files(folder: Path) -> dict[str, str]:
    """The files of a kept corpus with the SHA-256 of each, those that the record has and itself.

    "" where the hash is not known: of the record, and of a corpus kept before there was one. Raises StoreError for a record
    that is not as it was written.
    """
    if (folder / CORPUS_RECORD).exists():
        return {CORPUS_RECORD: "", **read_record(folder / CORPUS_RECORD, {"files": dict})["files"]}
    # Up to version 0.1 its words were in one file.
    arrays = ("tokens.npz",) if (folder / "tokens.npz").exists() else tuple(f"{name}.npy" for name in TOKEN_ARRAYS)
    return dict.fromkeys((*(f"{table}.parquet" for table in CORPUS_TABLES), *arrays, "vocabulary.txt"), "")


def token_arrays(folder: Path) -> "list[NDArray[Any]]":
    """`TOKEN_ARRAYS`, mapped into memory: workers share them, and what is not looked at is not read."""
    import numpy as np

    if (folder / "tokens.npz").exists():
        with (folder / "tokens.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return [arrays[name] for name in TOKEN_ARRAYS]
    return [np.load(folder / f"{name}.npy", mmap_mode="c", allow_pickle=False) for name in TOKEN_ARRAYS]
