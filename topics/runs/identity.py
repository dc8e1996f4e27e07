"""What tells things apart: a hash of what decides a content, a study by its place, a fit by where and with what it was made."""

import hashlib
import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from topics import __version__


def digest(value: Any, length: int = 8) -> str:
    """A short hash of anything JSON can say, and of sets, the same in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_sayable)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _sayable(value: Any) -> Any:
    """A set in order: its own is another in every process."""
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def place_of(folder: Path) -> str:
    """What tells studies of one name apart: a hash of where they are, which says nothing about whose they are."""
    return digest(str(folder.resolve()))


def circumstances(libraries: Sequence[str]) -> dict[str, Any]:
    """Where and with which versions a fit is made now."""
    return {
        "created": now(),
        "topics": __version__,
        "versions": {library: version(library) for library in libraries},
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def now() -> str:
    """The moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
