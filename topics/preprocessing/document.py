"""Documents as their files have them, with dates and the evidence for these; and the files they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.preprocessing.columns.understanding import Columns
    from topics.preprocessing.dating.evidence import Finding

# Key in `meta` of an article from a file that holds many, and the source of its date.
COLLECTION = "collection"


@dataclass(frozen=True)
class Document:
    """One document as its file has it, dated as `chronology.py` judged.

    `date` is ISO (`2020-04-24`); if only a longer time is known, it is its first day. `date_precision` is "day",
    "week", "month", "quarter", "half-year" or "year". `date`, `date_precision` and `date_source` are "" while the
    date is unknown. `issued`, `effective` and `described` are its other dates, `number` is its document number (文号),
    `evidence` what its dates rest on, each with its problem or "". `attributes` are its other columns by name, `meta`
    is what its reader tells those who date it. `taken` is the visible text of the file that its reader left out of
    `text`, as (step, text); the characters of both together are those that a person sees. `repeats` is what the
    manifest says that it repeats: an id, "none" or "". `place` says where in a table it stands ("line 12"), or "".
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
    attributes: Mapping[str, str] = field(default_factory=dict)
    issued: str = ""
    effective: str = ""
    described: str = ""
    number: str = ""
    evidence: tuple[tuple["Finding", str], ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    repeats: str = ""
    place: str = ""

    def changed(self, **fields: Any) -> "Document":
        """The document with other values of some fields; `dataclasses.replace` takes five times as long."""
        new = object.__new__(Document)
        new.__dict__.update(self.__dict__, **fields)
        return new

    # To a worker the text goes as bytes: a string that is pickled keeps a copy of itself in UTF-8 as long as it lives.
    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "text": self.text.encode("utf-8", "surrogatepass")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, text=state["text"].decode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class SourceFile:
    """One file: its reader and encoding, the documents in it, what was lost of it as (stage, reason), and its columns.

    A loss at the stage "decoded" concerns the whole file, which then has no reader.
    """

    path: str
    reader: str
    encoding: str
    documents: tuple[Document, ...]
    losses: tuple[tuple[str, str], ...] = ()
    columns: tuple["Columns", ...] = ()
