"""What a replication of a recovery gave for one estimator, kept in a file, so that a long study can be killed and go on.

Conventions. A file is written whole or not at all, and named by everything asked for: another number of documents or other
settings are another file. Numbers come back bit for bit. The toolkit's code is in the name by its version alone: whoever
changes what an estimator does takes another folder, or removes its files from this one.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from topics import __version__
from topics.files.records import read_json, replace_text, to_json
from topics.runs.store import digest

Rows = dict[str, list[list[Any]]]


def rows_file(folder: Path, title: str, asked: Sequence[Any]) -> Path:
    """The file of what was asked for; `title` is for people."""
    slug = "-".join(re.findall(r"\w+", title))
    return folder / f"{slug}-{digest([*asked, __version__])}.json"


def read_rows(path: Path) -> Rows | None:
    """The rows kept there, if any are. Raises StoreError when the file is damaged."""
    return read_json(path, "cells", "tests") if path.exists() else None


def write_rows(path: Path, rows: Rows) -> None:
    """Keep rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, to_json(rows))
