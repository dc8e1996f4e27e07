"""The folder of a study's coded sample: the sampling design, the frame, the sealed key, sheets, codes and estimates.

    STUDY/gold/
      design.json   the sampling design: unit, strata, seed, corpus; the batches drawn so far
      frame.csv     every unit that can be drawn: unit, doc_id, period, stratum
      key.csv       the sealed key: the unit of each id on a sheet
      sheets/       for coders: batch-1-coder-1.xlsx or batch-1-coder-1-NAME.xlsx, also as .csv and .html, codebook.md
      codes.csv     the codes that `topics gold read` read from the sheets, with every unit's inclusion probability
      reliability.csv, disagreements.csv, batch-1-adjudication.xlsx …
      not-joined.csv  rows of an imported table that belong to no unit
      worth.csv     with how many codes correcting pays, by estimator and theme (`topics gold power`)
      estimates.csv, change.csv, mentions.csv  the estimates that `topics gold estimate` made from the codes

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

from topics.errors import DocumentError, StudyError
from topics.files.csv import no_formula, read_table, whole_rows
from topics.files.encodings import decode
from topics.files.records import read_json, replace_text, to_json
from topics.schema import DOC_ID, PERIOD, Column, declare
from topics.store.job import Job
from topics.themes import Theme, in_language

if TYPE_CHECKING:
    import pandas as pd


Unit = Literal["passage", "document"]
SUFFIXES = (".xlsx", ".csv")
SCORE, NO_STRATA = "score", "none"  # strata by an estimator's themes, or none; any other name is an attribute
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
    """One call of `topics gold sample`: units per period, earlier batches included, and the names in the sheets."""

    per_period: int
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class SampleDesign:
    """The sampling design of a study's units, and the codebook they are coded by.

    A larger sample of the same design contains the smaller one. `themes` and `codebook` (a digest of labels,
    definitions, inclusions and exclusions) identify the instructions of the coders: codes made by another codebook are
    not codes of these themes. `imported` says how the units of codes from elsewhere were chosen
    (`topics.coding.gold.imported`); "" for a sample drawn here. With `between`, an attribute of the documents, its
    values stand in place of the periods wherever this folder has a `period`.
    """

    corpus: str
    unit: Unit
    strata: str
    estimator: str
    seed: int
    mentions: bool
    batches: tuple[Batch, ...] = ()
    themes: tuple[str, ...] = ()
    codebook: str = ""
    imported: str = ""
    between: str = ""


@dataclass(frozen=True)
class GoldFolder:
    """The folder `gold` of a study: design, sheets, codes and estimates of one coded sample.

    A sample that is not the study's `own`, but another in a folder elsewhere, keeps its codes and estimates there, and
    no claim, figure or table of the study rests on them.

    >>> GoldFolder(Path("my-study/gold")).sheet(1, coder=2, suffix=".csv").name
    'batch-1-coder-2.csv'
    """

    root: Path
    own: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root))  # in notebooks paths are written as text

    @property
    def codes(self) -> Path:
        """The path of the codes that were read from the sheets."""
        return self.root / "codes.csv"

    def sheet(self, batch: int, coder: int, suffix: str, name: str | None = None) -> Path:
        """The path of a coder's sheet, with the coder's name in it; `batch` and `coder` count from 1.

        Without a `name`, that which the coder's sheets have.
        """
        name = self.coder_name(batch, coder) if name is None else name
        return self.root / "sheets" / f"batch-{batch}-coder-{coder}{'-' * bool(name)}{name}{suffix}"

    def coder_name(self, batch: int, coder: int) -> str:
        """The name of a coder, which stands in the names of the sheets and nowhere else; '' without one.

        Raises StudyError for sheets of one coder under two names.
        """
        begins = f"batch-{batch}-coder-{coder}"
        stems = {path.stem for path in self.root.glob(f"sheets/{begins}*") if path.suffix in SUFFIXES}
        mine = sorted(stem for stem in stems if stem == begins or stem.startswith(f"{begins}-"))
        if len(mine) > 1:
            raise StudyError(
                f"{self.root / 'sheets'}: expected one name for coder {coder} of batch {batch}, found "
                f"{' and '.join(mine)}. Give the .xlsx and the .csv the same name, or move one of them away."
            )
        return mine[0][len(begins) + 1 :] if mine else ""

    def design(self) -> SampleDesign | None:
        """The design; None when nothing was drawn yet."""
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
        """One of the folder's tables, every cell as text. Raises StudyError when it is missing or lacks a column."""
        import pandas as pd

        path = self.root / name
        try:
            text, _ = decode(path.read_bytes(), str(path), by_words=True)
        except (OSError, DocumentError) as error:
            raise StudyError(f"{path}: this table of the coded sample cannot be read ({error}); put it back.") from None
        table = read_table(text, str(path), StudyError)
        if missing := [column for column in columns if column not in table.columns]:
            raise StudyError(f"{path}, cell A1: the column `{missing[0]}` is missing; put the file back as written.")
        rows = [row.values for row in whole_rows(table, str(path), StudyError)]
        return pd.DataFrame(rows, columns=list(table.columns), dtype=str)

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
    """Letters that identify something without revealing it: a hash without vowels or digits."""
    number = int.from_bytes(hashlib.sha256("\x00".join(map(str, parts)).encode()).digest()[:16])
    found = ""
    for _ in range(length):
        number, letter = divmod(number, len(_LETTERS))
        found += _LETTERS[letter]
    return found


def codebook_digest(themes: Sequence[Theme], language: str) -> str:
    """A digest of the themes as coders are told them; terms are examples and are left out of it."""
    told = [(theme.id, theme.label(language), *theme_told(theme, language)) for theme in themes]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def theme_told(theme: Theme, language: str) -> tuple[str, str, str]:
    """A theme's definition, inclusions and exclusions in a language; '' where the study has none."""
    texts = (theme.definitions, theme.includes, theme.excludes)
    definition, include, exclude = (in_language(text, language) for text in texts)
    return definition, include, exclude


def check_codebook(place: GoldFolder, design: SampleDesign, job: Job) -> None:
    """Raise StudyError where the study's themes are not those by which the sample is drawn and coded."""
    now = tuple(theme.id for theme in job.themes)
    if design.themes == now and design.codebook == codebook_digest(job.themes, job.language):
        return
    gone, new = ([t for t in a if t not in b] for a, b in ((design.themes, now), (now, design.themes)))
    changes = [f'"{name}" is no theme now' for name in gone] + [f'"{name}" is a new theme' for name in new]
    what = "; ".join(changes) or "the order, a label, a definition, or what is included or excluded is another"
    raise StudyError(
        f"{place.root / 'design.json'}: the themes of the study are not those that coders were told ({what}). "
        "Put themes.toml back as it was, or move the folder away and draw anew."
    )
