"""A pass of gensim's LdaModel beside one of FastLda, with and without settings that slow linear algebra.

    python benchmarks/lda_passes.py CORPORA [--topics 20 50 200] [--rounds 3]

LdaModel multiplies a small matrix per document; FastLda's loops are compiled and do not ask a library. So their ratio
hangs on the settings of OpenBLAS (`machine.py`), and each is tried in processes of its own: kernels of the processor,
those of another, the oldest, and blocks for a small cache. In every round each side makes `PASSES` passes over the same
documents with the same start, in turn, on one thread; given are medians over rounds, and the least and the largest
ratio of all settings.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PASSES = 2
SETTINGS: dict[str, dict[str, str]] = {
    "none": {},
    "another processor's kernels": {"OPENBLAS_CORETYPE": "Haswell"},
    "the oldest kernels": {"OPENBLAS_CORETYPE": "Prescott"},
    "blocks for a small cache": {"OPENBLAS_L2_SIZE": "262144"},
}


def measured(corpora: Path, topics: list[int], rounds: int) -> list[dict[str, Any]]:
    """In a process with its own settings: medians of the seconds of a pass, corpus by corpus."""
    import gensim
    from lda import read_corpora
    from lda_tools import gensim_model
    from threadpoolctl import threadpool_limits

    from topics.models.lda.fast_lda import FastLda

    logging.disable(logging.WARNING)
    threadpool_limits(1)
    found = []
    for name, whole in read_corpora(corpora).items():
        counts = whole[:1000]
        counts = counts[np.diff(counts.indptr) > 1]
        gensim_model(FastLda, counts[:2], 3, 1, 1)  # the machine code is read
        for k in topics:
            runs = [
                [gensim_model(kind, counts, k, seed, PASSES)[-1][1] / PASSES for seed in range(rounds)]
                for kind in (gensim.models.LdaModel, FastLda)
            ]
            theirs, ours = (float(np.median(seconds)) for seconds in runs)
            found.append({"corpus": name, "K": k, "LdaModel, s": theirs, "FastLda, s": ours, "times": theirs / ours})
    return found


def main() -> None:
    from topics.report.tables import to_markdown

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, nargs="+", default=[20, 50, 200])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--setting", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--side", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(measured(given.corpora, given.topics, given.rounds)))
        return
    rows = []
    for setting in given.setting:
        words = [str(given.corpora), "--rounds", str(given.rounds), "--topics", *map(str, given.topics), "--side"]
        done = subprocess.run(
            [sys.executable, __file__, *words],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={**os.environ, **SETTINGS[setting]},
        )
        rows += [{"setting": setting, **row} for row in json.loads(done.stdout)]
    table = pd.DataFrame(rows)
    told = table.map(lambda x: f"{x:.3g}" if isinstance(x, float) else x)
    print(to_markdown(told))
    for k, of_k in table.groupby("K"):
        print(f"K = {k}: {of_k['times'].min():.1f} to {of_k['times'].max():.1f} times")


if __name__ == "__main__":
    if "--side" not in sys.argv:
        from machine import begin

        begin()
    main()
