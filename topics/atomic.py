"""Files that are written whole or not at all: filled under another name in their own folder, then moved into place.

Whoever is interrupted leaves what was there before. A process that is killed may leave a file that begins with `UNFINISHED`,
which nothing reads.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished-"


@contextmanager
def filled(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Files to fill in place of `paths`, moved there once all are; gone where anything is raised. Raises OSError."""
    unfinished: list[Path] = []
    try:
        for path in paths:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
            os.close(handle)
            unfinished.append(Path(name))
        yield unfinished
        for file, path in zip(unfinished, paths, strict=True):
            file.chmod(0o644)
            file.replace(path)
    finally:
        for file in unfinished:
            with suppress(OSError):
                file.unlink(missing_ok=True)


def write(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all of these files or none; their paths. Raises OSError."""
    with filled(list(files)) as unfinished:
        for file, content in zip(unfinished, files.values(), strict=True):
            file.write_bytes(content)
    return list(files)
