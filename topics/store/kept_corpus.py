"""Kept corpora: the tables of a corpus, its words in their order, its vocabulary, and a record of the files' hashes."""

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
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.words.tokens import Tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

CORPUS_RECORD = "corpus.json"  # `files`: the SHA-256 of every other file
CORPUS_TABLES = ("documents", "passages", "losses", "files")
TOKEN_ARRAYS = ("lengths", "word_ids", "offsets")
_ROWS = 100_000  # of a table that stand together in its file


def save_corpus(root: Path, corpus: Corpus, tokens: Tokens) -> str:
    """Keep a corpus with its tokens in a store; returns the key it can be read back with."""
    import numpy as np

    key = f"{corpus.fingerprint}-{tokens.fingerprint}"
    if (root / "corpora" / key).is_dir():
        return key
    with new_folder(root / "corpora") as folder:
        for table in CORPUS_TABLES:
            getattr(corpus, table).to_parquet(folder / f"{table}.parquet", index=False, row_group_size=_ROWS)
        for array in TOKEN_ARRAYS:
            np.save(folder / f"{array}.npy", getattr(tokens, array), allow_pickle=False)
        write_lines(folder / "vocabulary.txt", tokens.vocabulary)
        write_record(folder / CORPUS_RECORD, {"files": hashes(folder)})
        settle(folder, root / "corpora" / key)
    return key


def read_corpus(root: Path, key: str) -> tuple[Corpus, Tokens]:
    """A kept corpus and its tokens. Raises StoreError when they are not what the key says."""
    folder = root / "corpora" / key
    files = corpus_files(folder)
    tables = {name: read_table(believed(folder / f"{name}.parquet", files)) for name in CORPUS_TABLES}
    corpus = Corpus(tables["documents"], tables["passages"], tables["losses"], tables["files"])

    ids = one_tuple(tuple(corpus.passages["passage_id"]))
    tokens = reading(folder, lambda: Tokens(read_lines(folder / "vocabulary.txt"), ids, *token_arrays(folder)))
    if f"{corpus.fingerprint}-{tokens.fingerprint}" != key:
        raise StoreError(f"{folder}: not the corpus that was kept (its hash differs). Remove it and run again.")
    return corpus, tokens


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
