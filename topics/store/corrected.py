"""Corrected shares: the tables that `topics gold estimate` keeps per study, corpus and weighting.

    gold/<study id>-<corpus>/codes.json  SHA-256 of the codes (the sample's `codes.csv`) last read by `topics gold read`
    gold/<study id>-<corpus>/text/       gold.json  shares-<hash>.csv  change-<hash>.csv  errors-<hash>.csv

`gold.json` holds the name of the job whose estimators made the predictions and the SHA-256 of the codes and of every
table. It is written last: until then the earlier tables remain valid. A later estimate replaces an earlier one with the
same weighting; those of the other weighting stay. Shares that rest on other codes than those last read, or on another
job, are stale, and are not used to validate levels.
"""

import hashlib
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.files.records import (
    believed,
    file_hash,
    read_record,
    reading,
    replace_text,
    write_record,
    writing,
)
from topics.shares.coded.corrected_change import CODES_ALONE, stated, stated_methods
from topics.themes import NONE_OF_THE_THEMES

if TYPE_CHECKING:
    import pandas as pd

GOLD_RECORD, CODES = "gold.json", "codes.json"
_TABLES = ("shares", "change", "errors", "coders")


@dataclass(frozen=True)
class KeptGold:
    """The kept tables of one `topics gold estimate`.

    `shares` holds per theme the corrected shares or those of the codes alone, whichever have the narrower bands
    (`topics.shares.coded.corrected_change.stated_methods`), and `change` the differences of two periods by the same.
    `errors` holds precision and recall by theme and period, `coders` their agreement by theme; they are None where they
    were not kept. `job` is the name of the job, `codes` the SHA-256 of the codes, `codes_read` that of the codes last
    read, '' where it is not known. `methods` holds the shares by every method: uncorrected, from the codes alone, and
    corrected.
    """

    job: str
    codes: str
    shares: "pd.DataFrame"
    change: "pd.DataFrame | None" = None
    errors: "pd.DataFrame | None" = None
    codes_read: str = ""
    coders: "pd.DataFrame | None" = None
    methods: "pd.DataFrame | None" = None

    def stale(self, job: str, codes: Path | None = None, changed: str = "") -> str:
        """The reason why these shares are stale for a job and for the codes in a file (or as last read); '' if not.

        `changed` says in what the job differs from that of these shares, as far as that is known.
        """
        now = file_hash(codes) if codes and codes.is_file() else self.codes_read
        if "se_coders" not in self.shares:
            return "`topics gold estimate` left out the errors of coders then; run it again"
        if self.change is not None and "p_change" not in self.change:
            return "`topics gold estimate` left out what whole periods differ by then; run it again"
        if now and now != self.codes:
            return "the codes have changed since `topics gold estimate`; run it again"
        if job != self.job:
            return f"{changed or 'the results of the study have changed'} since `topics gold estimate`; run it again"
        return ""

    @property
    def by_codes_alone(self) -> bool:
        """Whether the codes alone, and not the corrected shares, state the theme; of the tables of one theme."""
        return bool(self.shares["method"].eq(CODES_ALONE).all())

    @property
    def banded(self) -> "pd.DataFrame":
        """The shares that have a band: of other periods codes say nothing."""
        return self.shares[self.shares["lower"].notna()]

    def of_theme(self, theme: str) -> "KeptGold":
        """The rows of one theme."""
        tables = (
            None if t is None else t[t["theme"] == theme] for t in (self.shares, self.change, self.errors, self.coders)
        )
        shares, change, errors, coders = tables
        assert shares is not None
        return replace(self, shares=shares, change=change, errors=errors, coders=coders)

    def change_between(self, first: str, last: str) -> dict[str, Any] | None:
        """The row of `change` about two periods, by column, of the tables of one theme; None where there is none."""
        if self.change is None:
            return None
        rows = self.change[(self.change["first"] == first) & (self.change["last"] == last)]
        return {str(name): value for name, value in rows.iloc[0].items()} if len(rows) else None


def keep_codes(root: Path, study_id: str, corpus: str, codes: str) -> None:
    """Keep the SHA-256 of the codes last read."""
    folder = _folder(root, study_id, corpus)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_record(folder / CODES, {"codes": codes})


def keep_gold(root: Path, study_id: str, corpus: str, job: str, codes: str, tables: "dict[str, pd.DataFrame]") -> None:
    """Keep the tables `shares` (all methods, one weighting) and, if given, `change`, `errors` and `coders`.

    Where no corrected share has a band, levels are unknown: nothing is kept, and what was kept before is removed.
    """
    shares = tables["shares"]
    folder = _folder(root, study_id, corpus, str(shares["weighting"].iloc[0]))
    if not _banded(shares).any():
        (folder / GOLD_RECORD).unlink(missing_ok=True)
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name in filter(tables.__contains__, _TABLES):
        text = tables[name].to_csv(index=False, lineterminator="\n")
        whole = hashlib.sha256(text.encode()).hexdigest()
        file = f"{name}-{whole[:8]}.csv"
        replace_text(folder / file, text)
        files[file] = whole
    write_record(folder / GOLD_RECORD, {"job": job, "codes": codes, "files": files})
    with writing(folder):
        for earlier in {path.name for path in folder.glob("*.csv")} - files.keys():
            (folder / earlier).unlink(missing_ok=True)


def kept_gold(root: Path, study_id: str, corpus: str, weighting: str = "text") -> KeptGold | None:
    """The tables kept for a weighting, or None. Raises StoreError where they are not as they were written."""
    folder = _folder(root, study_id, corpus, weighting)
    if not (folder / GOLD_RECORD).is_file():
        return None
    record = read_gold_record(folder)
    found = {file.rpartition("-")[0]: _read(believed(folder / file, record["files"])) for file in record["files"]}
    shares = found.pop("shares")
    last = _folder(root, study_id, corpus) / CODES
    codes_read = read_record(last, {"codes": str})["codes"] if last.is_file() else ""
    themes = [theme for theme in dict.fromkeys(shares["theme"]) if theme != NONE_OF_THE_THEMES]
    of_themes = stated_methods(shares)
    if "change" in found:
        found["change"] = stated(found["change"], of_themes, themes)
    said = stated(shares, of_themes, themes)
    return KeptGold(record["job"], record["codes"], said, **found, codes_read=codes_read, methods=shares)


def read_gold_record(folder: Path) -> dict[str, Any]:
    """The record (`job`, `codes`, `files`) of the estimate kept in a folder. Raises StoreError when it is damaged."""
    return read_record(folder / GOLD_RECORD, {"job": str, "codes": str, "files": dict})


def kept_gold_folders(root: Path) -> list[Path]:
    """The folders of all kept estimates, of every study, corpus and weighting."""
    return sorted(path.parent for path in (root / "gold").glob(f"*/*/{GOLD_RECORD}"))


def kept_weightings(root: Path, study_id: str, corpus: str) -> frozenset[str]:
    """The weightings for which corrected shares with a band are kept."""
    return frozenset(path.parent.name for path in _folder(root, study_id, corpus).glob(f"*/{GOLD_RECORD}"))


def kept_elsewhere(root: Path, study_id: str, corpus: str, weighting: str) -> str:
    """What is kept of the study for other weightings or corpora, in words; '' for nothing."""
    if other := ", ".join(sorted(kept_weightings(root, study_id, corpus) - {weighting})):
        return f"corrected shares were kept of {other} shares and not of {weighting} shares"
    if any((root / "gold").glob(f"{study_id}-*/*/{GOLD_RECORD}")):
        return "corrected shares were kept of another corpus: documents, their cleaning or the words have changed since"
    return ""


def _folder(root: Path, study_id: str, corpus: str, weighting: str = "") -> Path:
    return root / "gold" / f"{study_id}-{corpus}" / weighting


def _banded(shares: "pd.DataFrame") -> "pd.Series":
    return (shares["method"] == "corrected") & shares["lower"].notna()


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    named = dict.fromkeys(("theme", "period", "first", "last", "problem"), str)
    text = reading(path, lambda: path.read_text(encoding="utf-8"))
    # A theme may be called "NA", so only an empty cell is a missing number.
    table = reading(path, lambda: pd.read_csv(io.StringIO(text), dtype=named, keep_default_na=False, na_values=[""]))
    # A column of texts that are all empty is read as one of missing numbers.
    empty = [name for name in ("problem", "wider") if name in table]
    return table.astype(dict.fromkeys(empty, object)).fillna(dict.fromkeys(empty, ""))
