"""Injected faults: what was injected, what survived it, what was lost.

    python benchmarks/faults.py [--kills 50] [--seed 1]

A tiny study is run into a store of its own while something goes wrong: the process and all its workers are killed
(SIGKILL) at random moments of `topics run` and `topics sweep`, from the first thing written to the end; the store is on
a disk (a tmpfs; root and Linux) of a random part of the size it needs; it cannot be written at all; files of a run, a
corpus or a job are truncated or have one bit turned round; two and eight processes run the same study into one store.
Survived: nothing that reads the store believes anything that is not whole, `topics verify` says of a damaged file that
it is, and the same command once more ends with the results of an undisturbed run, bit for bit. Lost: anything else.
Leaves nothing behind.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from tests.conftest import write_toy_study
from topics.errors import TopicsError
from topics.report.tables import print_table
from topics.store.store import Store
from topics.store.verify import verify_store

MAIN = "from topics.cli import main; main()"
# A disk of so many kilobytes, seen by this command alone; what is on it when the command has ended is kept.
TINY_DISK = """
mkdir -p "$1" "$2" && mount -t tmpfs -o size="$3k" tmpfs "$1" || exit 99
store=$1 after=$2; shift 3; "$@"; status=$?; cp -a "$store/." "$after/"; exit $status
"""


class Ground:
    """A toy study, and the store that an undisturbed run or sweep of it makes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.study = place / "toy"
        write_toy_study(self.study)
        self.commands = {
            "run": ["run", str(self.study)],
            "sweep": ["sweep", str(self.study), "--model", "nmf", "--topics", "2:4:1", "--seeds", "2"],
        }
        self.writing: dict[str, float] = {}  # seconds from the first thing written to the end
        self.whole: dict[str, dict[str, object]] = {}
        for name in self.commands:
            done = self.start(name, place / f"whole-{name}")
            _begins_to_write(done, place / f"whole-{name}")
            start = time.perf_counter()
            _, said = done.communicate()
            assert done.returncode == 0, said
            self.writing[name] = time.perf_counter() - start
            self.whole[name] = content(place / f"whole-{name}")

    def start(self, command: str, store: Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", MAIN, *self.commands[command], "--store", str(store)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def mends(self, command: str, store: Path) -> bool:
        """Nothing that is not whole is believed; the command once more gives what an undisturbed one does."""
        try:
            if store.exists() and set(verify_store(Store(store))["state"]) - {"ok"}:
                return False
            known = content(store)
        except TopicsError:
            return False
        if any(self.whole[command].get(name) != value for name, value in known.items()):
            return False
        return self.ends_whole(command, store)

    def ends_whole(self, command: str, store: Path) -> bool:
        """The command once more gives what an undisturbed one does."""
        again = self.start(command, store)
        again.communicate()
        return again.returncode == 0 and content(store) == self.whole[command]


def content(root: Path) -> dict[str, object]:
    """All numbers of a store, read as any reader does."""
    store = Store(root)
    found: dict[str, object] = {}
    for run in store.runs():
        found[run.name] = (run.fitted.topic_words.tobytes(), run.fitted.passage_topics.tobytes())
    for folder in store.folders("corpora"):
        corpus, tokens = store.corpus(folder.name)
        found[folder.name] = (corpus.fingerprint, tokens.fingerprint)
    for job in store.jobs():
        found[job.name] = job.table("shares").to_csv()
    return found


def killed(ground: Ground, store: Path, command: str, draw: random.Random) -> bool:
    """Killed while it runs and after it began to write; one that had ended already is none, and another is tried."""
    while True:
        process = ground.start(command, store)
        _begins_to_write(process, store)
        time.sleep(draw.uniform(0, 1) * ground.writing[command])
        if process.poll() is None:
            break
        process.communicate()
        ground.writing[command] *= 0.9
        shutil.rmtree(store)
    _kill(process)
    return ground.mends(command, store)


def _begins_to_write(process: "subprocess.Popen[str]", store: Path) -> None:
    """Wait until the store is there, or the process has ended without one."""
    while not store.exists() and process.poll() is None:
        time.sleep(0.005)


def _kill(process: "subprocess.Popen[str]") -> None:
    """The process and its workers, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def full(ground: Ground, store: Path, command: str, moment: float) -> bool:
    """The disk fills up: the command says so, or ends well where only derived tables, made anew later, were left."""
    whole = ground.place / f"whole-{command}"
    pages = sum(-(-path.stat().st_size // 4096) for path in whole.rglob("*") if path.is_file())
    disk, after = store.with_suffix(".disk"), store
    own = [sys.executable, "-c", MAIN, *ground.commands[command], "--store", str(disk)]
    size = str(4 * max(1, int(moment * pages)))
    tiny = ["unshare", "-m", "sh", "-c", TINY_DISK, "sh", str(disk), str(after), size, *own]
    done = subprocess.run(tiny, capture_output=True, text=True)
    if done.returncode == 99:
        raise SystemExit(f"a small disk cannot be made here: {done.stderr}")
    told = done.returncode == 2 and "No space left on device" in done.stderr
    return (told or not done.returncode) and "Traceback" not in done.stderr and ground.mends(command, store)


def read_only(ground: Ground, store: Path, command: str, moment: float) -> bool:
    # A file where the folder should be refuses everybody, root too, whom no mode of a folder stops.
    store.write_text("")
    process = ground.start(command, store)
    _, said = process.communicate()
    store.unlink()
    return (
        process.returncode == 2
        and said.count("Error:") == 1
        and "Traceback" not in said
        and ground.mends(command, store)
    )


def damaged(
    ground: Ground, store: Path, command: str, moment: float, spoil: Callable[[bytes, random.Random], bytes]
) -> bool:
    """One file of a whole store is damaged: `verify` finds it, reading it is safe, and removing it mends the store."""
    shutil.copytree(ground.place / f"whole-{command}", store)
    draw = random.Random(int(moment * 1e9))
    files = sorted(p for p in store.rglob("*") if p.is_file() and not p.name.startswith("of-") and p.stat().st_size)
    path = draw.choice(files)
    path.write_bytes(spoil(path.read_bytes(), draw))
    try:
        found = set(verify_store(Store(store))["state"]) - {"ok"}
    except TopicsError:
        found = {"damaged"}
    try:
        read = content(store)
        wrong = any(ground.whole[command].get(name) != value for name, value in read.items())
    except TopicsError:
        wrong = False
    if wrong or not found:
        return False
    if path.parent != store:
        shutil.rmtree(path.parent)
    return ground.ends_whole(command, store)


def truncated(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data))]


def bit_flipped(data: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << draw.randrange(8)]) + data[place + 1 :]


def together(ground: Ground, store: Path, command: str, n: int) -> bool:
    processes = [ground.start(command, store) for _ in range(n)]
    said = [process.communicate()[1] for process in processes]
    ended_well = all(process.returncode == 0 for process in processes) and not any("Traceback" in text for text in said)
    return ended_well and ground.mends(command, store)


def faults(ground: Ground, kills: int, seed: int) -> Iterator[tuple[str, Callable[[Path], bool]]]:
    """What is done to which command."""
    draw = random.Random(seed)
    for command in ground.commands:
        for _ in range(kills):
            yield f"killed at a random moment of topics {command}", lambda s, c=command: killed(ground, s, c, draw)
        for _ in range(max(1, kills // 10)):
            moment = draw.uniform(0, 0.8)
            yield f"disk full during topics {command}", lambda s, c=command, m=moment: full(ground, s, c, m)
        yield "store that cannot be written", lambda s, c=command: read_only(ground, s, c, 0)
    for _ in range(kills):
        for spoil in (truncated, bit_flipped):
            moment = draw.random()
            name = spoil.__name__.replace("_", "-")
            yield f"file of a store {name}", lambda s, m=moment, f=spoil: damaged(ground, s, "run", m, f)
    for n in (2, 8):
        yield f"{n} processes at once", lambda s, n=n: together(ground, s, "run", n)


def table(kills: int, seed: int) -> pd.DataFrame:
    """Columns `fault, injected, survived, lost`."""
    rows: dict[str, list[bool]] = {}
    with tempfile.TemporaryDirectory() as place:
        ground = Ground(Path(place))
        for number, (name, inject) in enumerate(faults(ground, kills, seed)):
            store = Path(place, f"store-{number}")
            survived = inject(store)
            rows.setdefault(name, []).append(survived)
            if not survived:
                print(f"lost: {name}, number {number}", file=sys.stderr)
            shutil.rmtree(store, ignore_errors=True)
    return pd.DataFrame(
        [(name, len(told), sum(told), len(told) - sum(told)) for name, told in rows.items()],
        columns=["fault", "injected", "survived", "lost"],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="at random moments of each command")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = table(given.kills, given.seed)
    print_table(found, title="Faults")
    if found["lost"].any():
        raise SystemExit(1)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
