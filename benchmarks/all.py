"""Every benchmark, one after the other, and the page they make together.

    pip install topics-toolkit[benchmarks]
    python benchmarks/all.py CORPORA [--only lda coherence] [--rounds 5] [--keep DIR] [--out docs/benchmarks.md]

CORPORA holds daily-news, bbc-news, central-policies and uk-manifestos. What each of them printed is kept
in --keep with its ratios, so that one may be run anew by `--only` and the page still shows all. Every side of a
comparison runs in the same run as the other, on the same machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ratios
from machine import machine
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
    "tmtoolkit",
    "jieba",
    "rjieba",
)
NEWS = ["--documents", "1000", "--corpus", "daily-news"]
# What is run, with its arguments: CORPORA and ROUNDS stand for what was asked for, PLACE for a folder that is removed.
BENCHMARKS: dict[str, tuple[str, list[str]]] = {
    "preprocessing": ("Texts to counts", ["CORPORA", "--repeats", "ROUNDS"]),
    "lda": ("LDA", ["CORPORA", *NEWS, "--topics", "20", "50", "200", "--rounds", "ROUNDS"]),
    "coherence": ("Coherence", ["CORPORA", "--rounds", "ROUNDS"]),
    "main_job": ("The main job beside a plain script", ["--rounds", "ROUNDS"]),
    "bertopic_stages": ("BERTopic on 30,000 passages", ["CORPORA"]),
    "scale": ("From ten thousand passages to a million", ["PLACE", "--passages", "10000,100000,1000000"]),
    "compute": ("Dask's workers beside this machine's own", ["--times", "ROUNDS"]),
    "faults": ("Injected faults", ["--kills", "50"]),
    "fuzz": ("Hostile inputs", []),
    "duplicates": ("Re-published texts", ["CORPORA"]),
}
PAGE = """\
# Benchmarks

Written by `benchmarks/all.py`; nothing here is edited by hand. Both sides of a ratio ran in turn in the same run;
seconds of processor, where it says so, count all processes and threads, so that a second core is no gain. Times above 1
are in favour of this toolkit, those below against it. Medians of as many runs as the last column says. Minutes are by
the clock, of a machine that did other work beside.

{machines}

{ratios}
{parts}"""


def run(name: str, corpora: Path, rounds: int) -> dict[str, Any]:
    """What one benchmark printed, its ratios and where it ran."""
    title, words = BENCHMARKS[name]
    with tempfile.TemporaryDirectory() as place:
        stand = {"CORPORA": str(corpora), "ROUNDS": str(rounds), "PLACE": place}
        listening = Path(place) / "ratios.jsonl"
        command = [sys.executable, str(HERE / f"{name}.py"), *(stand.get(word, word) for word in words)]
        begin = time.perf_counter()
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, ratios.FILE: str(listening)}, cwd=HERE.parent
        )
        if done.returncode:
            raise SystemExit(
                f"{done.stdout}\nbenchmarks/{name}.py ended with {done.returncode}; the page is as it was."
            )
        found = listening.read_text(encoding="utf-8").splitlines() if listening.exists() else []
    return {
        "title": title,
        "command": " ".join(
            [f"python benchmarks/{name}.py", *(stand["ROUNDS"] if w == "ROUNDS" else w for w in words)]
        ),
        "minutes": (time.perf_counter() - begin) / 60,
        "machine": where(),
        "printed": done.stdout.replace(str(corpora), "CORPORA"),
        "ratios": [json.loads(line) for line in found],
    }


def where() -> str:
    """The machine, the versions that matter and the day."""
    versions = ", ".join(f"{peer} {version(peer)}" for peer in PEERS if peer != "tmtoolkit" or find_spec(peer))
    return f"{machine()}; {versions}; {date.today().isoformat()}."


def page(found: Sequence[dict[str, Any]]) -> str:
    """All that is known, as Markdown."""
    every = [Ratio(**row) for part in found for row in part["ratios"]]
    parts = [
        f"## {part['title']}\n\n`{part['command']}` ({part['minutes']:.0f} minutes)\n\n"
        f"```\n{part['printed'].strip()}\n```\n"
        for part in found
    ]
    machines = "\n\n".join(dict.fromkeys(part["machine"] for part in found))
    return PAGE.format(machines=machines, ratios=to_markdown(ratio_table(every), None), parts="\n".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, default=HERE.parent / ".cache" / "benchmarks")
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    for name in given.only:
        print(f"{name} …", file=sys.stderr, flush=True)
        kept = json.dumps(run(name, given.corpora.resolve(), given.rounds), ensure_ascii=False, indent=1)
        (given.keep / f"{name}.json").write_text(kept, encoding="utf-8")
    files = [given.keep / f"{name}.json" for name in BENCHMARKS]
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    given.out.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
