"""What `topics gold estimate` kept of a study: its corrected shares, for a corpus and a weighting, and of which codes.

    gold/<place>-<corpus>/text/   gold.json  shares.csv  change.csv  errors.csv

`gold.json` has the SHA-256 of the codes (`codes.csv` of the sample) and of every table, and is written last. A later
estimate with the same weighting takes the place of an earlier one; the other weighting's stays.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from topics.runs.files import believed, file_hash, read_json, reading, replace_text, to_json, writing

if TYPE_CHECKING:
    import pandas as pd

_RECORD = "gold.json"
_TABLES = ("shares", "change", "errors")


@dataclass(frozen=True)
class KeptGold:
    """`shares`: the corrected rows of a `topics gold estimate` table. `change`: corrected differences of two periods,
    `errors`: precision and recall by theme and period; None where they were not kept. `codes`: SHA-256 of the codes.
    """

    codes: str
    shares: "pd.DataFrame"
    change: "pd.DataFrame | None" = None
    errors: "pd.DataFrame | None" = None

    def of_codes(self, codes: Path | None) -> bool:
        """Whether it was made of the codes in a file; taken as given where there is no file to look at."""
        return codes is None or not codes.is_file() or file_hash(codes) == self.codes

    def of_theme(self, theme: str) -> "KeptGold":
        """Its rows of one theme."""
        tables = (None if t is None else t[t["theme"] == theme] for t in (self.shares, self.change, self.errors))
        shares, change, errors = tables
        assert shares is not None
        return KeptGold(self.codes, shares, change, errors)


def keep_gold(root: Path, place: str, corpus: str, codes: str, tables: "dict[str, pd.DataFrame]") -> None:
    """Keep the tables `shares` (all methods, one weighting) and, where there are any, `change` and `errors`.

    Nothing is kept where no corrected share has a band: levels are not known then.
    """
    shares = tables["shares"]
    if not _banded(shares).any():
        return
    folder = _folder(root, place, corpus, str(shares["weighting"].iloc[0]))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        if name in tables:
            replace_text(folder / f"{name}.csv", tables[name].to_csv(index=False, lineterminator="\n"))
    files = {f"{name}.csv": file_hash(folder / f"{name}.csv") for name in _TABLES if name in tables}
    replace_text(folder / _RECORD, to_json({"codes": codes, "files": files}))


def kept_gold(root: Path, place: str, corpus: str, weighting: str = "text") -> KeptGold | None:
    """What was kept for a weighting; None where nothing was. Raises StoreError where it is not as it was written."""
    folder = _folder(root, place, corpus, weighting)
    if not (folder / _RECORD).is_file():
        return None
    record = read_json(folder / _RECORD, "codes", "files")
    found = {
        name: _read(believed(folder / f"{name}.csv", record["files"]))
        for name in _TABLES
        if f"{name}.csv" in record["files"]
    }
    shares = found.pop("shares")
    return KeptGold(record["codes"], shares[shares["method"] == "corrected"].reset_index(drop=True), **found)


def kept_weightings(root: Path, place: str, corpus: str) -> frozenset[str]:
    """The weightings that corrected shares with a band were kept for."""
    return frozenset(path.parent.name for path in _folder(root, place, corpus, "").glob(f"*/{_RECORD}"))


def _folder(root: Path, place: str, corpus: str, weighting: str) -> Path:
    return root / "gold" / f"{place}-{corpus}" / weighting


def _banded(shares: "pd.DataFrame") -> "pd.Series":
    return (shares["method"] == "corrected") & shares["lower"].notna()


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    named = dict.fromkeys(("theme", "period", "first", "last"), str)
    text = reading(path, lambda: path.read_text(encoding="utf-8"))
    # A theme may be called "NA": nothing but an empty cell is a missing number.
    return reading(path, lambda: pd.read_csv(io.StringIO(text), dtype=named, keep_default_na=False, na_values=[""]))
