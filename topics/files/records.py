"""Sealed folders: written whole or not at all, and read back only while they are unchanged.

A folder is filled under a temporary name beside its place and then renamed; of two processes that write the same
folder, the second discards its copy. The record of a folder (a JSON file) holds the SHA-256 of every other file, which
is compared before that file is read.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from topics.errors import StoreError
from topics.files import atomic
from topics.files.atomic import UNFINISHED

if TYPE_CHECKING:
    import pandas as pd

_VERSION, _SEAL = "record", "sha256"  # of a record: its format, and the hash of everything else in it
_DAY = 24 * 60 * 60  # seconds; a folder is filled in moments, so nothing so old is being filled still
T = TypeVar("T")


@contextmanager
def new_folder(parent: Path) -> Iterator[Path]:
    """A folder to fill, under a temporary name in `parent`; removed at the end unless `settle` has moved it."""
    with writing(parent):
        parent.mkdir(parents=True, exist_ok=True)
        folder = atomic.unfinished(parent)
        folder.mkdir()
    try:
        with writing(parent):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_unfinished(root: Path) -> None:
    """Remove what killed processes left in `root` and its folders: whatever has a temporary name and is a day old."""
    for path in [*root.glob(f"{UNFINISHED}*"), *root.glob(f"*/{UNFINISHED}*")]:
        with suppress(OSError):  # another process may be clearing too
            if time.time() - path.stat().st_mtime > _DAY:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def finished_folders(parent: Path) -> list[Path]:
    """The folders in a folder that are whole, by name; none where it is not there."""
    if not parent.exists():
        return []
    return sorted(f for f in parent.iterdir() if f.is_dir() and not f.name.startswith(UNFINISHED))


def settle(folder: Path, place: Path) -> None:
    """Move a filled folder to its place, unless a folder is there already, which then stays."""
    try:
        os.rename(folder, place)  # noqa: PTH104 - atomic, and refuses a folder that is there
    except OSError:
        if not place.is_dir():
            raise


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a failed write into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{place}: the folder cannot be written ({error.strerror or error}). "
            "Choose another one (a run store's is named with --store or TOPICS_STORE), or make room or rights for this "
            "one; nothing that was kept is lost."
        ) from None


def replace_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with writing(path):
        atomic.write({path: text.encode()})


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write one text per line, with LF line endings."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def read_lines(path: Path) -> tuple[str, ...]:
    """Read the texts that `write_lines` wrote."""
    return tuple(path.read_text(encoding="utf-8").split("\n")[:-1])


def to_json(value: Mapping[str, Any]) -> str:
    """Indented JSON; NumPy numbers become plain numbers."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def read_json(path: Path, *needed: str) -> dict[str, Any]:
    """A JSON object that has the keys `needed`. Raises StoreError when it is damaged."""

    return reading(path, lambda: _object(path.read_text(encoding="utf-8"), needed))


def _object(text: str, needed: Iterable[str]) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict) or not set(needed) <= value.keys():
        raise ValueError(f"expected an object with {', '.join(needed)}")
    return value


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a folder's record atomically, sealed with the SHA-256 of its own content."""
    replace_text(path, _sealed(record))


def read_record(path: Path, needed: Mapping[str, type]) -> dict[str, Any]:
    """Read a record that `write_record` wrote and that has the keys `needed`, each of its type.

    Raises StoreError when even one character has changed. Records of earlier versions had no hash.
    """

    def read() -> dict[str, Any]:
        text = path.read_text(encoding="utf-8")  # once: another process may put a later record in its place
        told = _object(text, needed)
        record = {name: value for name, value in told.items() if name not in (_VERSION, _SEAL)}
        if len(record) < len(told) and text != _sealed(record):
            raise ValueError("it has changed since it was written")
        for name, kind in needed.items():
            if not isinstance(record[name], kind):
                raise TypeError(f"{name} is {record[name]!r:.60}")
        return record

    return reading(path, read)


def _sealed(record: Mapping[str, Any]) -> str:
    whole = {**record, _VERSION: 2}
    return to_json({**whole, _SEAL: hashlib.sha256(to_json(whole).encode()).hexdigest()})


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder, by name."""
    return {path.name: file_hash(path) for path in sorted(folder.iterdir())}


def as_written(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether a folder holds these files, each with its expected hash; "" stands for an unknown hash."""
    return all((folder / name).is_file() and known in ("", file_hash(folder / name)) for name, known in files.items())


def believed(path: Path, files: Mapping[str, str]) -> Path:
    """The given path, after its file was verified against the hash in `files`; "" stands for an unknown hash.

    Raises StoreError when the file is missing or has changed.
    """
    if files.get(path.name) not in ("", reading(path, lambda: file_hash(path))):
        raise StoreError(f"{path}: not the file that was kept (its hash differs). Remove its folder and run again.")
    return path


def read_table(path: Path) -> "pd.DataFrame":
    """A Parquet table, whose columns of text are each one piece of memory. Raises StoreError when it is damaged."""
    import pandas as pd
    import pyarrow as pa

    def read() -> "pd.DataFrame":
        table = pd.read_parquet(path)
        for name, column in table.items():
            pieces = getattr(column.array, "_pa_array", None)
            if pieces is not None and pieces.num_chunks > 1:  # else everybody who looks at them makes a copy
                table[name] = pd.array(pa.chunked_array([pieces.combine_chunks()]), dtype=column.dtype)
        return table

    return reading(path, read)


@lru_cache(maxsize=1)
def one_tuple(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names, as one shared object if equal to those read just before: all runs of a corpus share theirs."""
    return names


def reading(path: Path, read: Callable[[], T]) -> T:
    """The result of `read()`; whatever a damaged file raises becomes a StoreError that names `path`."""
    try:
        return read()
    except StoreError:
        raise
    except Exception as error:  # zipfile, zlib, numpy, pyarrow and json each have their own kinds
        raise StoreError(
            f"{path}: damaged or incomplete ({type(error).__name__}: {error}). Remove its folder and run again."
        ) from None
