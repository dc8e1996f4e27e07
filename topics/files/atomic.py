"""Files that are written whole or not at all: filled under another name in their own folder, then moved into place.

Whoever is interrupted leaves what was there before; of several files, each is whole and those that were moved stay. A
process that is killed may leave a file that begins with `UNFINISHED`, which nothing reads.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished-"


def unfinished(folder: Path) -> Path:
    """A name in `folder` for what is being filled, with the rights that the user's files have."""
    return folder / f"{UNFINISHED}{secrets.token_hex(8)}"


@contextmanager
def filled(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Files to fill in place of `paths`, moved there once all are; gone where anything is raised. Raises OSError."""
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
    """Write these files, none before all are filled; their paths. Raises OSError."""
    with filled(list(files)) as places:
        for file, content in zip(places, files.values(), strict=True):
            file.write_bytes(content)
    return list(files)
