import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path

import pytest

from topics.errors import ComputeError, DocumentError, TopicsError
from topics.parallel.own_process import in_own_process
from topics.parallel.workers import mapped
from topics.preprocessing.corpus_tables import NoDocumentLeftError

Progress = Callable[[int, int, str], None]
ROOT = Path(__file__).parents[2]


def told_of(steps: int, progress: Progress | None) -> int:
    print("a print comes between no two messages")
    for step in range(steps):
        if progress:
            progress(step + 1, steps, "reading")
    return os.getpid()


def failing(error: BaseException, progress: Progress | None) -> None:
    raise error


def failing_with_a_lock(progress: Progress | None) -> None:
    raise ValueError(threading.Lock())


class TwoPartsError(Exception):
    def __init__(self, part: str, other: str) -> None:
        super().__init__(f"{part} and {other}")


class TwoPartsWarning(UserWarning):
    def __init__(self, part: str, other: str) -> None:
        super().__init__(f"{part} and {other}")


def failing_in_two_parts(progress: Progress | None) -> None:
    raise TwoPartsError("file", "line")


def warning_in_two_parts(progress: Progress | None) -> None:
    warnings.warn(TwoPartsWarning("file", "line"), stacklevel=1)


def leaving(progress: Progress | None) -> None:
    os._exit(3)


def killed_with_workers(place: str, progress: Progress | None) -> None:
    list(mapped(abs, range(40), seconds=0, workers=2))
    own = subprocess.run(["ps", "-o", "pid=", "-g", str(os.getpid())], capture_output=True, text=True).stdout.split()
    Path(place).write_text(" ".join(own), encoding="utf-8")
    os.kill(os.getpid(), signal.SIGKILL)


def streams(progress: Progress | None) -> list[str]:
    """What stands behind the three standard streams."""
    print("said")
    return [str(Path(f"/proc/self/fd/{number}").readlink()) for number in range(3)]


def warning(progress: Progress | None) -> None:
    warnings.warn("the table has no header", UserWarning, stacklevel=1)


def killed(progress: Progress | None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def with_workers(place: str, progress: Progress | None) -> None:
    """Start workers, write down who is there, and wait."""
    list(mapped(abs, range(40), seconds=0, workers=2))
    own = subprocess.run(["ps", "-o", "pid=", "-g", str(os.getpid())], capture_output=True, text=True).stdout.split()
    Path(place).write_text(" ".join(own), encoding="utf-8")
    time.sleep(60)


def all_errors(kind: type[TopicsError] = TopicsError) -> list[type[TopicsError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in all_errors(below))]


def test_the_work_is_done_elsewhere_and_its_progress_is_told_here() -> None:
    seen: list[tuple[int, int, str]] = []
    assert in_own_process(told_of, 1000, progress=lambda *step: seen.append(step)) != os.getpid()
    assert seen[0] == (1, 1000, "reading")
    assert seen[-1] == (1000, 1000, "reading")
    assert len(seen) < 100  # not each of a thousand
    assert in_own_process(told_of, 1) != os.getpid()


def test_an_error_is_raised_here_as_it_was_there() -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt: no date$"):
        in_own_process(failing, DocumentError("a.txt: no date"))
    with pytest.raises(NoDocumentLeftError, match=r"a\.txt: empty") as none:
        in_own_process(failing, NoDocumentLeftError([("read", "a.txt", "", "empty")], []))
    assert none.value.losses == (("read", "a.txt", "", "empty"),)
    with pytest.raises(ZeroDivisionError) as unforeseen:
        in_own_process(failing, ZeroDivisionError("nothing"))
    assert "in failing" in "".join(unforeseen.value.__notes__)  # where it happened


def test_every_error_of_the_package_can_come_from_another_process() -> None:
    here, there = Pipe()
    for kind in all_errors():
        needs = ([("read", "a.txt", "", "empty")], []) if kind is NoDocumentLeftError else ("a.txt: what is wrong",)
        here.send(error := kind(*needs))
        copy = there.recv()
        assert (type(copy), str(copy)) == (kind, str(error))


def test_what_cannot_be_sent_is_told_all_the_same() -> None:
    with pytest.raises(RuntimeError, match=r"ValueError: <unlocked _thread.lock"):
        in_own_process(failing_with_a_lock)
    with pytest.raises(RuntimeError, match="TwoPartsError: file and line"):
        in_own_process(failing_in_two_parts)
    with pytest.warns(UserWarning, match="file and line"):
        in_own_process(warning_in_two_parts)


def test_a_path_among_the_places_of_imports_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [ROOT, *sys.path])  # as notebooks do, and Python ignores
    assert in_own_process(told_of, 1) != os.getpid()


def test_a_process_that_ends_by_itself_is_not_said_to_lack_memory() -> None:
    with pytest.raises(ComputeError, match=r"the process that works ended by itself \(status 3\)"):
        in_own_process(leaving)


@pytest.mark.parametrize("closed", [(2,), (0, 1), (0, 1, 2)])
def test_standard_streams_may_be_closed(closed: tuple[int, ...], tmp_path: Path) -> None:
    """As of a service; what the work prints goes to nobody, and not into the connection."""
    script, there = tmp_path / "script.py", tmp_path / "there"
    script.write_text(
        "from topics.parallel.own_process import in_own_process\n"
        "from tests.parallel.test_own_process import streams\n"
        f"told = in_own_process(streams)\nopen({str(there)!r}, 'w').write(' '.join(told))\n",
        encoding="utf-8",
    )
    shell = " ".join(f"{stream}>&-" for stream in closed)
    command = ["sh", "-c", f'"$0" "$1" {shell}', sys.executable, str(script)]
    assert subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60).returncode == 0
    assert not any("socket" in place for place in there.read_text(encoding="utf-8").split())


def test_a_warning_is_given_here() -> None:
    with pytest.warns(UserWarning, match="the table has no header"):
        in_own_process(warning)


def test_a_process_that_is_killed_is_a_sentence() -> None:
    with pytest.raises(ComputeError, match=r"the process that reads the documents was ended from outside \(signal 9\)"):
        in_own_process(killed, doing="reads the documents")


def test_workers_do_not_outlive_a_process_that_is_killed(tmp_path: Path) -> None:
    there = tmp_path / "there"
    with pytest.raises(ComputeError, match="signal 9"):
        in_own_process(killed_with_workers, str(there))
    pids = there.read_text(encoding="utf-8").split()
    assert len(pids) >= 3
    assert until(lambda: not any(runs(pid) for pid in pids))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_process_that_started_it(how: signal.Signals, tmp_path: Path) -> None:
    """A script without `if __name__ == "__main__"` is interrupted while its own process has workers at work."""
    script, there = tmp_path / "script.py", tmp_path / "there"
    script.write_text(
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        "from topics.parallel.own_process import in_own_process\n"
        "from tests.parallel.test_own_process import with_workers\n"
        f"in_own_process(with_workers, {str(there)!r})\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    assert until(lambda: there.exists() and bool(there.read_text()))
    pids = there.read_text(encoding="utf-8").split()
    assert len(pids) >= 3  # itself and two workers
    process.send_signal(how)
    _, said = process.communicate(timeout=20)
    assert until(lambda: not any(runs(pid) for pid in pids))
    assert ("KeyboardInterrupt" in said) == (how is signal.SIGINT)
    assert said.count("Traceback") <= 1  # none of another process


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
