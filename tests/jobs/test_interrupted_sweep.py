"""A sweep that is stopped by Ctrl-C and killed at any moment goes on where it was, to the same bits."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from topics.files.atomic import UNFINISHED
from topics.store.store import Store
from topics.store.verify import verify_store

# Every fit that a process has kept is told, unless it is stopped between the two.
TELLING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
import sys
from pathlib import Path
from topics.cli import main
from topics.files.atomic import UNFINISHED
from topics.store.store import Store

told, keep = Path(sys.argv.pop()), Store.save_run

def save_run(store, name, *rest):
    assert not store.has(name), f"{name} fitted twice"
    run = keep(store, name, *rest)
    with told.open("a") as lines:
        lines.write(f"{name}\\n")
    return run

Store.save_run = save_run
main()
"""


N_FITS = 2 * 4 * 3  # of all passages and of those that are not held out, sizes, seeds


def sweeping(study: Path, store: Path, told: Path) -> subprocess.Popen[str]:
    words = [
        "sweep",
        study,
        "--model",
        "lda",
        "--topics",
        "2:5:1",
        "--seeds",
        "3",
        "--set",
        "passes=60",
        "--store",
        store,
    ]
    command = [sys.executable, "-c", TELLING, *map(str, words), str(told)]
    # Into files: the workers of a killed process may live a while, and would keep a pipe open.
    with (told.parent / "out").open("w") as out, (told.parent / "err").open("w") as err:
        return subprocess.Popen(command, stdout=out, stderr=err, text=True, start_new_session=True)


TIMES = ("provenance.json", "job.json", "order.json")


def bits(store: Path) -> dict[str, bytes]:
    """Everything that a run or a job holds, but for times and durations, and for what nobody takes for a run.

    A job that was complete before it was interrupted is said again, and its place in the order of jobs is then another.
    A folder that a killed process was filling keeps its temporary name and is cleared away when it is a day old.
    """
    return {
        path.relative_to(store).as_posix(): path.read_bytes()
        for path in store.rglob("*")
        if path.is_file() and path.name not in TIMES and UNFINISHED not in str(path)
    }


def finished(process: subprocess.Popen[str], place: Path) -> None:
    assert process.wait(300) == 0, (place / "err").read_text()
    assert "perplexity" in (place / "out").read_text()


def reached(process: subprocess.Popen[str], told: Path, n: int) -> bool:
    """Wait until so many fits are told: is the process still at work then?"""
    while process.poll() is None:
        if len(lines(told)) >= n:
            return True
        time.sleep(0.005)
    return False


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.slow
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill-9"])
def test_a_sweep_goes_on_where_it_was_stopped(toy_study: Path, tmp_path: Path, blow: signal.Signals) -> None:
    whole, told = tmp_path / "whole", tmp_path / "told"
    finished(sweeping(toy_study, whole, tmp_path / "told-whole"), tmp_path)
    draw = random.Random(int(blow))
    # Told by fits, not by the clock, a moment falls into the work on a busy machine too.
    for n in sorted(draw.sample(range(1, N_FITS // 2), 3)):
        # At least one fit of its own: what the process before told says nothing about this one.
        n = max(n, len(lines(told)) + 1)
        process = sweeping(toy_study, tmp_path / "cut", told)
        assert reached(process, told, n), (tmp_path / "err").read_text()
        time.sleep(draw.uniform(0, 0.05))
        before = len(lines(told))
        # Ctrl-C reaches every process of the terminal; kill -9 the one that is named.
        (os.killpg if blow is signal.SIGINT else os.kill)(process.pid, blow)
        process.wait(60)
        err = (tmp_path / "err").read_text()
        assert "Traceback" not in err
        # Ctrl-C that comes when all is said ends a process that was ending.
        interrupted = (0, -signal.SIGINT) if "Job toy-" in err else (130,)
        assert process.returncode in (interrupted if blow is signal.SIGINT else (-signal.SIGKILL,)), err
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # workers that a killed process left behind
        kept = Store(tmp_path / "cut")
        assert len(kept.runs()) >= before
        assert set(verify_store(kept)["state"]) <= {"ok"}
    finished(sweeping(toy_study, tmp_path / "cut", told), tmp_path)
    names = lines(told)
    assert len(names) == len(set(names)) <= N_FITS == len(Store(tmp_path / "cut").runs())
    assert len(names) >= N_FITS - 3  # a stop may fall between keeping a fit and telling it
    assert bits(tmp_path / "cut") == bits(whole)
