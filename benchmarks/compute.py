"""A sweep of 40 fits on dask's worker processes against this machine's own, both two, in turn in one run.

    python benchmarks/compute.py [--times 5]       (needs the extra [dask])

The corpus is simulated (generator A, 400 documents); the sweep is LDA in eight sizes with five seeds. The workers of
either kind are started and have fitted once before the clock runs: a sweep that pays is long. Times are by the clock,
since the work is done in other processes; the order changes with every round. Every array of every run is compared.
"""

import argparse
import os
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pandas as pd
from ratios import Ratio, print_ratios

from topics.jobs.sweep import grid, sweep
from topics.parallel.dask import computing
from topics.parallel.workers import ThisMachine, on_workers
from topics.report.tables import print_table
from topics.simulation.generators import simulate
from topics.simulation.simulated_study import write_simulated
from topics.store.store import Store
from topics.study.study import load_study


def hashes(store: Store) -> dict[str, tuple[bytes, bytes]]:
    fits = {run.name: run.fitted for run in store.runs()}
    return {name: (fit.topic_words.tobytes(), fit.passage_topics.tobytes()) for name, fit in fits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    rows, same = [], True
    with tempfile.TemporaryDirectory() as place:
        write_simulated(simulate("A", documents=400, seed=1), Path(place, "study"), seed=1)
        study = load_study(Path(place, "study"))
        sizes = list(range(5, 45, 5))
        with computing("local", workers=2):
            sweep(study, Store(Path(place, "warm dask")), grid(study, "lda", sizes[:2], 2), held_out=False)
            with on_workers(ThisMachine()):
                sweep(
                    study, Store(Path(place, "warm local")), grid(study, "lda", sizes[:2], 2), held_out=False, workers=2
                )
            for turn in range(given.times):
                found = {}
                for where in ("local", "dask") if turn % 2 else ("dask", "local"):
                    store = Store(Path(place, f"{where} {turn}"))
                    start = time.perf_counter()
                    with on_workers(ThisMachine()) if where == "local" else nullcontext():
                        sweep(study, store, grid(study, "lda", sizes, 5), held_out=False, workers=2)
                    rows.append((where, turn, time.perf_counter() - start))
                    found[where] = hashes(store)
                    assert len(found[where]) == 40
                same &= found["local"] == found["dask"]
                print(rows[-2:], flush=True)
    table = pd.DataFrame(rows, columns=["workers", "turn", "seconds"]).groupby("workers")["seconds"].describe()
    print_table(table[["count", "min", "50%", "max"]].reset_index(), title="40 fits on two worker processes")
    median = table["50%"]
    by_turn = pd.DataFrame(rows, columns=["workers", "turn", "seconds"]).pivot(
        index="turn", columns="workers", values="seconds"
    )
    print(f"speed of dask's over the local: {median['local'] / median['dask']:.2f} (medians), ", end="")
    print(f"{np.median(by_turn['local'] / by_turn['dask']):.2f} (median of turns)")
    print(f"same bits: {same}; {os.cpu_count()} processors")
    unit = "seconds by the clock"
    print_ratios(
        [Ratio("a sweep of 40 fits on dask", "this machine's pool", median["local"], median["dask"], unit, given.times)]
    )


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
