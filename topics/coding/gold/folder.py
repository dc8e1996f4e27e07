"""The coded sample of a study: what could be drawn, what was drawn, and the folder where both are kept.

    STUDY/gold/
      design.json   how units are drawn: unit, strata, seed, corpus; the batches drawn so far
      frame.csv     every unit that can be drawn: unit, doc_id, period, stratum
      key.csv       the sealed key: which id on a sheet is which unit
      sheets/       what coders fill in: batch-1-coder-1.xlsx, the same as .csv, codebook.md
      codes.csv     what `topics gold read` made of the sheets, with every unit's inclusion probability
      reliability.csv, disagreements.csv, batch-1-adjudication.xlsx …
      estimates.csv, change.csv, mentions.csv  what `topics gold estimate` made of the codes

Conventions. A unit is a counted passage with a word token in a period of the study, or a document with such a passage.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import StudyError
from topics.files.csv import no_formula
from topics.files.records import read_json, replace_text, to_json
from topics.schema import DOC_ID, PERIOD, Column, declare
from topics.store.job import Job
from topics.themes import Theme, in_language

if TYPE_CHECKING:
    import pandas as pd


Unit = Literal["passage", "document"]
Strata = Literal["score", "none"]
Floats = NDArray[np.float64]
_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowel, so no word; no digit, so no number
_ID = Column("id", "text", "", "letters that stand for the unit in the sheets")
_UNIT = Column("unit", "text", "", "id of the passage or document")
_STRATUM = Column("stratum", "text", "", "name of the stratum that the unit is drawn in")
_BATCH = Column("batch", "text", "", "number of the call that drew it")
UNITS_FRAME = declare("gold frame", "one unit that could be drawn", (_UNIT, DOC_ID, PERIOD, _STRATUM))
UNITS_KEY = declare(
    "gold key",
    "one unit that was drawn",
    (_ID, *UNITS_FRAME.columns, _BATCH, Column("coders", "text", "", "how many code it")),
)
FRAME, KEY = UNITS_FRAME.names, UNITS_KEY.names


@dataclass(frozen=True)
class Batch:
    """One call of `topics gold sample`: how many a period in all, coders, and the name in each coder's sheet."""

    per_period: int
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class SampleDesign:
    """How the units of a study are drawn, and what they are coded by.

    A larger sample of the same design holds the smaller one. `themes` and `codebook` (a digest of labels, definitions,
    what is included and excluded) are what coders were told: codes of another codebook are no codes of this one's themes.
    """

    corpus: str
    unit: Unit
    strata: Strata
    estimator: str
    seed: int
    mentions: bool
    batches: tuple[Batch, ...] = ()
    themes: tuple[str, ...] = ()
    codebook: str = ""


@dataclass(frozen=True)
class GoldFolder:
    """The folder `gold` of a study: the design, sheets, codes and estimates of what was drawn for coders.

    >>> GoldFolder(Path("my-study/gold")).sheet(1, coder=2, suffix=".csv").name
    'batch-1-coder-2.csv'
    """

    root: Path

    @property
    def codes(self) -> Path:
        """The codes as they were read."""
        return self.root / "codes.csv"

    def sheet(self, batch: int, coder: int, suffix: str) -> Path:
        """A coder's sheet; both count from 1."""
        return self.root / "sheets" / f"batch-{batch}-coder-{coder}{suffix}"

    def design(self) -> SampleDesign | None:
        """The design, where something was drawn already."""
        path = self.root / "design.json"
        if not path.exists():
            return None
        found = read_json(
            path, "corpus", "unit", "strata", "estimator", "seed", "mentions", "batches", "themes", "codebook"
        )
        batches = tuple(Batch(b["per_period"], tuple(b["sheets"])) for b in found.pop("batches"))
        return SampleDesign(**{**found, "themes": tuple(found["themes"])}, batches=batches)

    def drawn(self) -> SampleDesign:
        """The design. Raises StudyError when nothing was drawn."""
        if design := self.design():
            return design
        raise StudyError(
            f"{self.root}: nothing was drawn here yet; `topics gold sample STUDY` draws units to be coded."
        )

    def keep_design(self, design: SampleDesign) -> None:
        """Write the design, whole or not at all."""
        replace_text(self.root / "design.json", to_json(asdict(design)))

    def table(self, name: str, columns: Sequence[str]) -> "pd.DataFrame":
        """One of the folder's tables, all text. Raises StudyError when it is missing or has other columns."""
        import pandas as pd

        path = self.root / name
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise StudyError(f"{path}: this table of the coded sample cannot be read ({error}); put it back.") from None
        if missing := [column for column in columns if column not in table]:
            raise StudyError(f"{path}, cell A1: the column `{missing[0]}` is missing; this file is not to be edited.")
        return table

    def keep(self, name: str, table: "pd.DataFrame") -> Path:
        """Write a table as CSV, whole or not at all; no text in it is a formula."""
        path, text = self.root / name, io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([[no_formula(_said(v)) for v in row] for row in table.itertuples(index=False)])
        replace_text(path, "\ufeff" + text.getvalue())
        return path


def _said(value: object) -> str:
    return "" if value is None or value != value else str(value)


def letters(*parts: object, length: int = 7) -> str:
    """Letters that stand for something without saying what."""
    number = int.from_bytes(hashlib.sha256("\x00".join(map(str, parts)).encode()).digest()[:16])
    found = ""
    for _ in range(length):
        number, letter = divmod(number, len(_LETTERS))
        found += _LETTERS[letter]
    return found


def codebook_digest(themes: Sequence[Theme], language: str) -> str:
    """A digest of what coders are told of the themes; terms are examples and have no part in it."""
    told = [(theme.id, theme.label(language), *theme_told(theme, language)) for theme in themes]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def theme_told(theme: Theme, language: str) -> tuple[str, str, str]:
    """A theme's definition, what is included and what is excluded, '' where the study does not say."""
    texts = (theme.definitions, theme.includes, theme.excludes)
    definition, include, exclude = (in_language(text, language) for text in texts)
    return definition, include, exclude


def check_codebook(place: GoldFolder, design: SampleDesign, job: Job) -> None:
    """Raise StudyError where the study's themes are not those that the sample was drawn, and is coded, by."""
    now = tuple(theme.id for theme in job.themes)
    if design.themes == now and design.codebook == codebook_digest(job.themes, job.language):
        return
    gone, new = ([t for t in a if t not in b] for a, b in ((design.themes, now), (now, design.themes)))
    changes = [f'"{name}" is no theme now' for name in gone] + [f'"{name}" is a new theme' for name in new]
    what = "; ".join(changes) or "the order, a label, a definition, or what is included or excluded is another"
    raise StudyError(
        f"{place.root / 'design.json'}: the themes of the study are not those that coders were told ({what}). Put themes.toml back as it "
        "was, or move the folder away and draw anew."
    )
