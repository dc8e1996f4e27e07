"""Kept corpora: tables, word ids and vocabulary on disk, with a record of the files' hashes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError
from topics.files.records import (
    believed,
    hashes,
    new_folder,
    one_tuple,
    read_lines,
    read_record,
    read_table,
    reading,
    settle,
    write_lines,
    write_record,
)
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.study.stored import ACCOUNTS_TABLE, CORPUS_TABLES, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

CORPUS_RECORD = "corpus.json"  # `files`: the SHA-256 of every other file
TOKEN_ARRAYS = ("lengths", "word_ids", "offsets")


def save_corpus(root: Path, corpus: Corpus, tokens: Tokens) -> str:
    """Keep a corpus with its tokens in a store; returns the key under which both can be read back."""
    import numpy as np

    key = f"{corpus.fingerprint}-{tokens.fingerprint}"
    if (root / "corpora" / key).is_dir():
        return key
    with new_folder(root / "corpora") as folder:
        write_tables(folder, corpus)
        for array in TOKEN_ARRAYS:
            np.save(folder / f"{array}.npy", getattr(tokens, array), allow_pickle=False)
        write_lines(folder / "vocabulary.txt", tokens.vocabulary)
        write_record(folder / CORPUS_RECORD, {"files": hashes(folder)})
        settle(folder, root / "corpora" / key)
    return key


def read_corpus(root: Path, key: str) -> tuple[Corpus, Tokens]:
    """A kept corpus and its tokens. Raises StoreError when their hash does not match the key."""
    folder = root / "corpora" / key
    files = corpus_files(folder)
    kept = CORPUS_TABLES if f"{ACCOUNTS_TABLE}.parquet" in files else CORPUS_TABLES[:-1]
    tables = {name: read_table(believed(folder / f"{name}.parquet", files)) for name in kept}
    corpus = Corpus(tables["documents"], tables["passages"], tables["losses"], tables["files"])
    if ACCOUNTS_TABLE in tables:
        corpus = replace(corpus, accounts=tables[ACCOUNTS_TABLE])

    ids = one_tuple(tuple(corpus.passages["passage_id"]))
    tokens = reading(folder, lambda: Tokens(read_lines(folder / "vocabulary.txt"), ids, *token_arrays(folder)))
    if f"{corpus.fingerprint}-{tokens.fingerprint}" != key:
        raise StoreError(f"{folder}: not the corpus that was kept (its hash differs). Remove it and run again.")
    return corpus, tokens


def kept_documents(root: Path, key: str) -> "pd.DataFrame":
    """The documents of a kept corpus alone. Raises StoreError when their file is not as it was kept."""
    folder = root / "corpora" / key
    return read_table(believed(folder / "documents.parquet", corpus_files(folder)))


def passages_in_parts(root: Path, key: str, most: int = 10_000) -> "Iterator[pd.DataFrame]":
    """The passages of a kept corpus in their order, at most so many at once, so that memory is bounded.

    Raises StoreError when their file is not as it was kept.
    """
    from pyarrow.parquet import ParquetFile

    folder = root / "corpora" / key
    path = believed(folder / "passages.parquet", corpus_files(folder))
    with reading(path, lambda: ParquetFile(path)) as file:
        for part in file.iter_batches(batch_size=most):
            yield part.to_pandas()


def kept_lengths(root: Path, key: str) -> "NDArray[Any]":
    """The word tokens of every passage of a kept corpus `(n_passages)`."""
    return reading(root / "corpora" / key, lambda: token_arrays(root / "corpora" / key)[0])


def corpus_files(folder: Path) -> dict[str, str]:
    """The files of a kept corpus, its record included, with the SHA-256 of each.

    "" stands for an unknown hash: that of the record itself, and those of a corpus kept before there were records.
    Raises StoreError for a record that is not as it was written.
    """
    if (folder / CORPUS_RECORD).exists():
        return {CORPUS_RECORD: "", **read_record(folder / CORPUS_RECORD, {"files": dict})["files"]}
    # Up to version 0.1 the word ids were in one file.
    arrays = ("tokens.npz",) if (folder / "tokens.npz").exists() else tuple(f"{name}.npy" for name in TOKEN_ARRAYS)
    tables = (f"{table}.parquet" for table in CORPUS_TABLES if table != ACCOUNTS_TABLE)
    return dict.fromkeys((*tables, *arrays, "vocabulary.txt"), "")


def token_arrays(folder: Path) -> "list[NDArray[Any]]":
    """The arrays of `TOKEN_ARRAYS`, memory-mapped: workers share them, and only the parts in use are read."""
    import numpy as np

    if (folder / "tokens.npz").exists():
        with (folder / "tokens.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return [arrays[name] for name in TOKEN_ARRAYS]
    return [np.load(folder / f"{name}.npy", mmap_mode="c", allow_pickle=False) for name in TOKEN_ARRAYS]
