"""Codes of a study's own passages by their ids, scored without a design: nothing is said of other passages.

Conventions. The table is one of codes (`topics.coding.gold.code_table`): CSV, TSV or Excel, with a column `passage_id`
or, where it has no `text`, `unit` or `id`. A code that was decided (`final`) counts, else that of most coders, and
between as many the first coder's. A passage counts by one divided by its `probability` of being drawn, where there is
one. Its document, which intervals resample, is its family of copies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from topics.coding.cells import read_cells
from topics.coding.gold.code_table import FIELDS, CodeRow, counting_code, read_code_table
from topics.errors import StudyError
from topics.evaluation.people.text_scores import TextCodes
from topics.results.coded_agreement import passage_families
from topics.store.job import Job
from topics.terms import fold
from topics.wording import count

_TABLES = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True)
class CodedPassages:
    """The rows of coded passages in a job's corpus, their codes, and what could not be used."""

    rows: NDArray[np.intp]
    codes: TextCodes
    losses: tuple[str, ...]


def names_passages(path: Path, columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether a table of codes names passages of the study by their ids, and not by their texts."""
    if "unit" in columns or "text" in columns or path.suffix.lower() not in _TABLES:
        return "unit" in columns
    header = {fold(cell.value) for cell in next(iter(read_cells(path, "codes")), [])}
    return "passage_id" in header or (not header & {*FIELDS["text"]} and bool(header & {*FIELDS["unit"]}))


def read_coded_passages(path: Path, job: Job, columns: Mapping[str, Sequence[str]] | None = None) -> CodedPassages:
    """The codes of a job's passages from a table; `columns` gives the names of its fields.

    Raises StudyError as `read_code_table` does, and where no passage has a code.
    """
    table = read_code_table(path, job.themes, columns=columns)
    row_of = {passage: row for row, passage in enumerate(job.corpus.passages["passage_id"].astype(str))}
    of_passage: dict[str, list[CodeRow]] = {}
    strangers = [row for row in table.rows if row.unit not in row_of]
    for row in table.rows:
        of_passage.setdefault(row.unit, []).append(row)
    coded = {name: some for name, some in of_passage.items() if name in row_of}
    counting = {name: _counting(some) for name, some in coded.items()}
    main = {name: code for name, (code, _) in counting.items()}
    losses = []
    if strangers:
        losses.append(f"{count(len(strangers), 'row')} of no passage of the study, the first {strangers[0].place}")
    if divided := sum(not clear for _, clear in counting.values()):
        losses.append(f"{count(divided, 'passage')} of divided coders, of whom the first counts")
    if not main:
        raise StudyError(f"{path}: no passage of the study has a code{f': {losses[0]}' if losses else ''}.")
    names = sorted(main, key=row_of.__getitem__)
    rows = np.array([row_of[name] for name in names], dtype=np.intp)
    ids, family = [theme.id for theme in job.themes], passage_families(job.corpus, job.tokens)
    mentions = None
    if any(row.mentions is not None for row in table.rows):
        mentions = np.array([[_said(coded[name], theme) for theme in ids] for name in names], dtype=bool)
    codes = TextCodes(
        themes=tuple(ids),
        primary=np.array([[main[name] == theme for theme in ids] for name in names], dtype=bool),
        mentions=mentions,
        document=np.unique([family[row] for row in rows.tolist()], return_inverse=True)[1],
        weight=np.array([1 / (coded[name][0].probability or 1) for name in names]),
        length=job.tokens.lengths[rows].astype(float),
    )
    return CodedPassages(rows, codes, tuple(losses))


def _counting(rows: Sequence[CodeRow]) -> tuple[str, bool]:
    """The code that counts for a passage, and whether its coders are undivided."""
    decided = [row.final for row in rows if row.final]
    return counting_code(decided[:1] or [code for row in rows for code in row.codes.values()])


def _said(rows: Sequence[CodeRow], theme: str) -> bool:
    """Whether more than half of the rows of a passage say that a theme is present."""
    return sum(theme in (row.mentions or ()) for row in rows) * 2 > len(rows)
