"""What a benchmark found, in one row: theirs, ours and how many times; `all.py` puts the rows of all in one table."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from topics.report.tables import print_table

FILE = "TOPICS_RATIOS"  # names, in the environment, the file that `all.py` reads


@dataclass(frozen=True)
class Ratio:
    """Medians of `rounds` runs of both sides in one run, in `unit`; less is better."""

    what: str
    peer: str
    theirs: float
    ours: float
    unit: str
    rounds: int

    @property
    def times(self) -> float:
        """How many times ours peers need."""
        return self.theirs / self.ours


def print_ratios(ratios: list[Ratio]) -> None:
    """Print them and, where `all.py` is listening, add them to its file, an object a line."""
    print_table(ratio_table(ratios), "table", "Ratios")
    if FILE in os.environ:
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(ratio), ensure_ascii=False) + "\n" for ratio in ratios)


def ratio_table(ratios: list[Ratio]) -> pd.DataFrame:
    """Columns `what, unit, peer, theirs, ours, times, runs`, numbers to three digits."""
    rows = [(r.what, r.unit, r.peer, _short(r.theirs), _short(r.ours), _short(r.times), r.rounds) for r in ratios]
    return pd.DataFrame(rows, columns=["what", "unit", "peer", "theirs", "ours", "times", "runs"])


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
