"""Work in a process of its own, whose memory goes back to the system when the process ends.

Conventions. The process is a fresh Python, started as a command, so that a user's script needs no
`if __name__ == "__main__"`. The work goes to it through a connection that only the two have; through it come progress,
warnings, and at the end the result or the error. What the work prints goes to standard error. The process does not hear
Ctrl-C. It ends, with its own workers, when the connection closes, so that it never outlives the process that started
it, whichever way that one ends; its workers do not outlive it either. Not on Windows, where a process inherits no
connection.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from topics.errors import ComputeError, TopicsError
from topics.parallel.workers import end_idle_workers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")
Progress = Callable[[int, int, str], None]

POSSIBLE = sys.platform != "win32"
_OFTEN = 0.05  # seconds between two words of progress: more than anybody can read
_BEGIN = "import sys; sys.path[:] = {path!r}; from topics.parallel.own_process import serve; serve({number})"


def in_own_process(
    work: Callable[..., Result], *arguments: Any, progress: Progress | None = None, doing: str = "works"
) -> Result:
    """`work(*arguments, progress)`, done by a new process that ends with the work.

    `work` is a function of a module; arguments and result are such as a worker can be given. Errors, warnings and
    progress come here as if the work were done here. Raises ComputeError when the process is ended from outside;
    `doing` says what it was at, as in "the process that reads the documents".
    """
    seen: dict[Any, Any] = {}
    with _process() as (process, connection):
        with suppress(OSError):  # it has ended, which is found out when it is heard
            connection.send((work, arguments, bool(progress)))
        while True:
            kind, content = _heard(connection)
            if kind == "progress" and progress:
                progress(*content)
            elif kind == "warning":
                message, category, file, line = content
                warnings.warn_explicit(message, category, file, line, registry=seen)
            elif kind == "error":
                raise content
            elif kind == "result":
                result: Result = content
                return result
            elif kind == "end":
                status = process.wait()
                with suppress(OSError):  # mostly it had no workers
                    os.killpg(process.pid, signal.SIGTERM)
                raise ComputeError(_ended(status, doing))


def _heard(connection: "Connection") -> tuple[str, Any]:
    try:
        message: tuple[str, Any] = connection.recv()
    except (EOFError, OSError):
        return "end", None
    return message


def _ended(status: int, doing: str) -> str:
    if status >= 0:
        return (
            f"the process that {doing} ended by itself (status {status}) and gave no result. What it wrote to standard "
            "error says why; the same command begins again."
        )
    return (
        f"the process that {doing} was ended from outside (signal {-status}), which mostly means that memory ran out. "
        "Close other programs, or take a larger machine; the same command begins again."
    )


@contextmanager
def _process() -> "Iterator[tuple[subprocess.Popen[bytes], Connection]]":
    """A process that waits for work, and the connection to it; it has ended when the block is left."""
    connection, other = _connections()
    path = [place for place in sys.path if isinstance(place, str)]  # a Path in it is no import's, but many have one
    command = [sys.executable, "-c", _BEGIN.format(path=path, number=other.fileno())]
    told = subprocess.DEVNULL if sys.__stderr__ is None else 2
    # In a session of its own: a terminal sends Ctrl-C to every process of its session.
    with other:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            pass_fds=[other.fileno()],
            start_new_session=True,
        )
    with started as process:  # which waits for its end
        try:
            yield process, connection
        finally:
            connection.close()


def _connections() -> "tuple[Connection, Connection]":
    """Both ends of a connection, with numbers above those of standard streams, which may be closed in this process."""
    from fcntl import F_DUPFD_CLOEXEC, fcntl
    from multiprocessing import Pipe
    from multiprocessing.connection import Connection

    ends = Pipe()
    with ends[0], ends[1]:
        first, second = (Connection(fcntl(end.fileno(), F_DUPFD_CLOEXEC, 3)) for end in ends)
    return first, second


def serve(number: int) -> None:
    """Do the work that comes through the connection with this file number; for the process itself."""
    from multiprocessing.connection import Connection

    connection = Connection(number)
    work, arguments, telling = connection.recv()
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    last = (0.0, "")

    def progress(done: int, total: int, stage: str) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or stage != last[1] or now - last[0] >= _OFTEN:
            last = now, stage
            connection.send(("progress", (done, total, stage)))

    def warn(message: Warning | str, kind: type[Warning], file: str, line: int, *_: object) -> None:
        if not _sendable((message, kind)):
            message, kind = str(message), next(known for known in kind.__mro__ if known.__module__ == "builtins")
        connection.send(("warning", (message, kind, file, line)))

    warnings.showwarning = warn  # type: ignore[assignment]
    try:
        result = work(*arguments, progress if telling else None)
        end_idle_workers()
        connection.send(("result", result))
    except BaseException as error:
        there = traceback.format_exc()
        if not isinstance(error, TopicsError):
            error.add_note(f"In the process of its own:\n{there}")
        connection.send(("error", error if _sendable(error) else RuntimeError(there)))


def _sendable(content: object) -> bool:
    """Whether a copy of it can be made elsewhere: of an error, only if its arguments are those it is made with."""
    from multiprocessing.reduction import ForkingPickler

    try:
        ForkingPickler.loads(ForkingPickler.dumps(content))
    except Exception:
        return False
    return True


def _end_with(connection: "Connection") -> None:
    """Wait until the connection closes, then end this process and those that it has started."""
    with suppress(EOFError, OSError):
        connection.recv()
    os.killpg(0, signal.SIGTERM)  # they are a session; what cleans up after them does not heed this signal
