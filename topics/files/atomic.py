"""Atomic writing of files: each is filled under a temporary name in its own folder, then moved into place.

An interrupted write leaves the previous files as they were. When several files are written, each of them is whole, and
those that were already moved stay. A killed process may leave a file whose name begins with `UNFINISHED`; nothing reads
it.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished-"


def unfinished(folder: Path) -> Path:
    """A new temporary path in `folder`. A file created there has the permissions that the user's files usually have."""
    return folder / f"{UNFINISHED}{secrets.token_hex(8)}"


@contextmanager
def filled(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Temporary files to fill instead of `paths`: moved there at the end, or removed if anything is raised.

    Raises OSError.
    """
    files: list[Path] = []
    try:
        for path in paths:
            files.append(unfinished(path.parent))
            files[-1].touch(exist_ok=False)
        yield files
        for file, path in zip(files, paths, strict=True):
            file.replace(path)
    finally:
        for file in files:
            with suppress(OSError):
                file.unlink(missing_ok=True)


def write(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all of these files, moving none into place before every one is filled; returns their paths.

    Raises OSError.
    """
    with filled(list(files)) as places:
        for file, content in zip(places, files.values(), strict=True):
            file.write_bytes(content)
    return list(files)
