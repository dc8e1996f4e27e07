"""Seconds of processor of the commands that are called again and again, on the sample with its fits kept.

    python benchmarks/commands.py [--rounds 5]

A copy of data/sample is run once, which fits its models; then each command is called once unmeasured and `--rounds`
times measured, each in a fresh process with Python's bytecode and numba's machine code kept on disk. Seconds of
processor count all processes of a command. `run` finds nothing changed.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pandas as pd

from topics.report.tables import print_table

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "run, nothing changed": ["run"],
    "shares": ["shares"],
    "compare": ["compare"],
    "trends": ["trends"],
    "report": ["report", "--out", "report.html"],
    "figures": ["figures", "--out", "figures"],
}
CALL = [sys.executable, "-c", "from topics.cli import main; main()"]


def called(words: list[str], place: Path) -> tuple[float, float]:
    """Seconds of processor and by the clock of one call in a fresh process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(place / "bytecode"), "PYTHONPATH": str(ROOT)}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*CALL, words[0], "sample", *words[1:]], cwd=place, env=environment, stdout=2, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - begin


def main(rounds: int) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(ROOT / "data" / "sample", place / "sample", ignore=shutil.ignore_patterns("runs"))
        called(["run"], place)
        for name, words in COMMANDS.items():
            called(words, place)
            times = [called(words, place) for _ in range(rounds)]
            rows.append((name, *(median(of_it) for of_it in zip(*times, strict=True))))
    table = pd.DataFrame(rows, columns=["command", "processor s", "seconds"])
    print_table(table, "table", f"Commands on the sample, medians of {rounds}")


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
