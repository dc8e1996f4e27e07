"""How long do resamples of documents take?

    python benchmarks/trends.py

No corpus is needed. How often bands hold a share is measured by benchmarks/bands.py.
"""

from time import process_time

import numpy as np
import pandas as pd

from topics.report.tables import print_table
from topics.shares.intervals import resampled_totals


def main() -> None:
    print_table(speed(), title="2,000 draws on 30,000 passages, five years: seconds of one processor")


def speed() -> pd.DataFrame:
    random = np.random.default_rng(0)
    rows = []
    for documents in (600, 6000):  # a year; 30,000 passages in 3,000 or in 30,000 documents
        sums = random.random((documents, 2 * 6 + 2))
        start = process_time()
        for year in range(5):
            resampled_totals(sums, draws=2000, seed=1, period=str(year))
        rows.append({"documents": 5 * documents, "seconds": process_time() - start})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
