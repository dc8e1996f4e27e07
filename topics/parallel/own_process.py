"""Work in a process of its own, whose memory goes back to the system when the process ends.

Conventions. The process is a fresh Python, started as a command, so that a user's script needs no
`if __name__ == "__main__"`. The work and its arguments go to its standard input as one pickle; what it says comes back
through its standard output as pickles: progress, warnings, and at the end the result or the error. What the work
prints goes to standard error. The process does not hear Ctrl-C. It ends, with its own workers, when its standard input
closes, so that it never outlives the process that started it, whichever way that one ends.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar

from topics.errors import ComputeError, TopicsError
from topics.parallel.workers import end_idle_workers

Result = TypeVar("Result")
Progress = Callable[[int, int, str], None]

_OFTEN = 0.05  # seconds between two words of progress: more than anybody can read
_BEGIN = "import sys; sys.path[:] = {path!r}; from topics.parallel.own_process import serve; serve()"


def in_own_process(
    work: Callable[..., Result], *arguments: Any, progress: Progress | None = None, doing: str = "works"
) -> Result:
    """`work(*arguments, progress)`, done by a new process that ends with the work.

    `work` is a function of a module; its arguments and its result can be pickled. Errors, warnings and progress come
    here as if the work were done here. Raises ComputeError when the process is ended from outside; `doing` says what
    it was at, as in "the process that reads the documents".
    """
    with _process() as (process, said, told):
        seen: dict[Any, Any] = {}
        try:
            told.write(pickle.dumps((work, arguments, bool(progress))))
            told.flush()
            while (message := pickle.load(said))[0] != "result":
                kind, content = message
                if kind == "error":
                    break
                if kind == "warning":
                    warnings.warn_explicit(*content, registry=seen)
                elif progress:
                    progress(*content)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise ComputeError(_ended(process.wait(), doing)) from None
        if message[0] == "error":
            raise message[1]
        result: Result = message[1]
        return result


def _ended(status: int, doing: str) -> str:
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return (
        f"the process that {doing} was ended from outside ({how}), which mostly means that memory ran out. "
        "Close other programs, or take a larger machine; the same command begins again."
    )


@contextmanager
def _process() -> "Iterator[tuple[subprocess.Popen[bytes], BinaryIO, BinaryIO]]":
    """A process that waits for work, with its output and its input; it has ended when the block is left."""
    apart: dict[str, Any] = {"start_new_session": True}  # a terminal sends Ctrl-C to every process of its session
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-c", _BEGIN.format(path=sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **apart) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process, process.stdout, process.stdin
        finally:
            process.stdout.close()
            process.stdin.close()  # for which it waits, see `_end_with`


def serve() -> None:
    """Do the work that comes through standard input; for the process itself."""
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed comes between the pickles
    work, arguments, telling = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    last = (0.0, "")

    def say(kind: str, content: Any) -> None:
        said.write(pickle.dumps((kind, content)))
        said.flush()

    def progress(done: int, total: int, stage: str) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or stage != last[1] or now - last[0] >= _OFTEN:
            last = now, stage
            say("progress", (done, total, stage))

    def warn(message: Warning, kind: type[Warning], file: str, line: int, *_: object) -> None:
        say("warning", (message, kind, file, line))

    warnings.showwarning = warn  # type: ignore[assignment]
    try:
        result = work(*arguments, progress if telling else None)
        end_idle_workers()
    except BaseException as error:
        if not isinstance(error, TopicsError):
            error.add_note(f"In the process of its own:\n{traceback.format_exc()}")
        say("error", error)
    else:
        say("result", result)


def _end_with_the_other() -> None:
    """Wait until standard input closes, then end this process and those that it has started."""
    os.read(0, 1)
    if sys.platform != "win32":
        os.killpg(0, signal.SIGTERM)  # they are a session; what cleans up after them does not heed this signal
    os._exit(1)
