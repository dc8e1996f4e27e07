"""Journal of requests and answers: a line is written before a text is sent, and another when its answer is there.

    {"text_sha256": …, "attempt": 1, "tokens": 180}            about to be sent; tokens as estimated
    {"text_sha256": …, "failed": "status 429", "tokens": 180}  refused by the endpoint, or no answer that can be read
    {"text_sha256": …, "theme": "wind", "tokens": 150}         answered; theme "" if refused, or never readable

Conventions. Lines are appended, flushed and synchronised one by one, so that a killed program leaves every request in
the journal. A request without a second line is *lost*: it was sent, its answer never came or was never written, and it
may have been paid, so that it counts as spent. `attempt` counts the failures of the text before it; a lost request that
is sent again is the same attempt, by which an endpoint can know it.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from topics.errors import StudyError
from topics.files.records import writing
from topics.models.scores import HASH

NAME = "answers.jsonl"


class Journal:
    """What was asked and answered so far, by the hash of a text.

    `answers` has themes, "" for a text without one; `lost` the estimated tokens of requests without an answer; `spent`
    counts all tokens, those of lost requests too.
    """

    def __init__(self, folder: Path, file: BinaryIO | None = None) -> None:
        self.folder, path = folder, folder / NAME
        self.answers: dict[str, str] = {}
        self.lost: dict[str, int] = {}
        self.spent = 0
        self._failures: Counter[str] = Counter()
        self._lock = Lock()
        self._file = file
        if path.exists():
            with path.open("rb") as lines:
                for line in lines:
                    with suppress(ValueError, LookupError, TypeError):  # a line that was cut short is none
                        self._take(json.loads(line))

    def sent(self, key: str, tokens: int) -> int:
        """Keep that a text is about to be sent; the number of this attempt, from 1."""
        attempt = self._failures[key] + 1
        self._write({HASH: key, "attempt": attempt, "tokens": tokens})
        return attempt

    def failed(self, key: str, reason: str, tokens: int) -> None:
        """Keep that the endpoint gave no answer, or none that can be read."""
        self._write({HASH: key, "failed": reason, "tokens": tokens})

    def answered(self, key: str, theme: str, tokens: int) -> None:
        """Keep an answer; `theme` is "" for a text that is refused, or has none after all attempts."""
        self._write({HASH: key, "theme": theme, "tokens": tokens})

    def _take(self, line: dict[str, Any]) -> None:
        """Count one line."""
        key, tokens = str(line[HASH]), int(line["tokens"])
        self.spent += tokens
        if "theme" in line:
            self.answers[key] = str(line["theme"])
            self.spent -= self.lost.pop(key, 0)
        elif "failed" in line:
            self._failures[key] += 1
            self.spent -= self.lost.pop(key, 0)
        elif "attempt" in line:  # one that was lost before stays spent
            self.lost[key] = tokens

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock, writing(self.folder):
            if self._file is None:
                raise ValueError("the journal is not open")
            self._file.write(json.dumps(line).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._take(line)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The journal of a folder, to be written. Raises StudyError where another program is writing it."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / NAME).open("ab")
    with file:
        _alone(file, folder)
        if file.tell() and not (folder / NAME).read_bytes().endswith(b"\n"):
            file.write(b"\n")  # end a line that was cut short
        yield Journal(folder, file)


def _alone(file: BinaryIO, folder: Path) -> None:
    """Lock the journal for this program; the system takes the lock back when it ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StudyError(f"{folder}: another call is asking for these answers; wait until it has ended.") from None
    except OSError:  # a file system without locks
        return
