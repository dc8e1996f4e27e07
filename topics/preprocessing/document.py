"""A document as its file has it, with its dates and the evidence for them; and the file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topics.preprocessing.dating.evidence import Finding


@dataclass(frozen=True)
class Document:
    """One document as its file has it, dated as `chronology.py` judged.

    `date` is ISO (`2020-04-24`), with the first day standing for a month or year that is all that is known, which
    `date_precision` ("day", "month", "year") says; all three are "" while the date is unknown. `issued`, `effective`
    and `described` are its other dates, `number` its 文号, `evidence` what its dates rest on, each with its problem or "".
    """

    id: str
    text: str
    date: str = ""
    date_precision: str = ""
    date_source: str = ""
    title: str = ""
    source: str = ""
    path: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    issued: str = ""
    effective: str = ""
    described: str = ""
    number: str = ""
    evidence: tuple[tuple["Finding", str], ...] = ()


@dataclass(frozen=True)
class SourceFile:
    """One file: which reader and encoding, the documents in it, and what was lost of it as (stage, reason).

    A loss at the stage "decoded" is the whole file's, which then has no reader.
    """

    path: str
    reader: str
    encoding: str
    documents: tuple[Document, ...]
    losses: tuple[tuple[str, str], ...] = ()
