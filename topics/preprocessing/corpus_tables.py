"""The corpus as tables: what each holds, and the object that holds them all.

Conventions. The order of documents and passages, and what a passage is, are those of `topics.preprocessing.corpus`,
which makes the tables from files. Who only reads them needs nothing of what reads, dates and cleans texts, and this
module imports none of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from topics.errors import DocumentError
from topics.preprocessing.harmless import harmless
from topics.schema import DOC_ID, PASSAGE_ID, Column, declare
from topics.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.document import Document
    from topics.preprocessing.reading import Loss

DOCUMENTS = declare(
    "corpus documents",
    "one dated document",
    (
        DOC_ID,
        Column("date", "text", "", "date of publication, YYYY-MM-DD or as much of it as is known"),
        Column(
            "date_precision", "text", "", "how much is known: `day`, `week`, `month`, `quarter`, `half-year` or `year`"
        ),
        Column("date_source", "text", "", "where the date was found, and the setting `date_order` if it rests on that"),
        Column("issued", "text", "", "date of issue, empty where none is stated"),
        Column("effective", "text", "", "date from which it has effect, empty where none is stated"),
        Column("described", "text", "", "date that it reports on, empty where none is stated"),
        Column("title", "text", "", "title as the file has it"),
        Column("source", "text", "", "who published it, empty where that is not stated"),
        Column("number", "text", "", "number of the document, empty where none is stated"),
        Column("path", "text", "", "file it was read from"),
        Column("n_characters", "integer", "characters", "characters of its passages"),
        Column("n_passages", "integer", "passages", "passages it was split into"),
        Column("duplicate_of", "text", "", "id of the earlier document that it repeats, else empty"),
    ),
    others=Column(
        "<attribute>", "text", "", "column of a table, of the manifest or of front matter, as it stands there"
    ),
)
PASSAGES = declare(
    "corpus passages",
    "one passage",
    (
        PASSAGE_ID,
        DOC_ID,
        Column("position", "integer", "place, from 1", "place of the passage in its document"),
        Column("text", "text", "", "cleaned text"),
        Column("duplicate_of", "text", "", "id of the earlier passage that it repeats, else empty"),
        Column(
            "counted", "flag", "", "whether it repeats no earlier text: neither by itself nor as a part of its document"
        ),
    ),
)
LOSSES = declare(
    "corpus losses",
    "one file or document that was left out",
    (
        Column("stage", "text", "", "stage of the funnel at which it was lost"),
        Column("path", "text", "", "file"),
        Column("doc_id", "text", "", "id of the document, empty where a whole file was lost"),
        Column("reason", "text", "", "why"),
    ),
)
FILES = declare(
    "corpus files",
    "one file that was read",
    (
        Column("path", "text", "", "file"),
        Column("reader", "text", "", "name of the reader"),
        Column("encoding", "text", "", "encoding of its text, empty where it has none"),
        Column("n_documents", "integer", "documents", "documents in it"),
    ),
)
ACCOUNTS = declare(
    "corpus accounts",
    "one step in the account of one document's text, see `topics.preprocessing.ledger.account`",
    (
        DOC_ID,
        Column("step", "text", "", "reader's step, repair or rule"),
        Column("kind", "text", "", "`visible`, `rewritten`, `kept`, or what kind of text was taken"),
        Column("characters", "integer", "characters", "characters other than white space; signed where rewritten"),
        Column("sentences", "integer", "sentences", "running sentences in what was taken"),
        Column("text", "text", "", "what was taken, one piece per line"),
    ),
)
DATES = declare(
    "corpus dates",
    "one date that a document states, or a candidate for one without a date",
    (
        DOC_ID,
        Column("path", "text", "", "file of the document"),
        Column("field", "text", "", "what is dated: `publication`, `issue`, `effect`, `described` or `candidate`"),
        Column("date", "text", "", "the date, as far as it is known"),
        Column("source", "text", "", "where the date was found"),
        Column("words", "text", "", "the words it rests on"),
        Column("problem", "text", "", "what is wrong with it, else empty"),
    ),
)
LEARNED = "learned furniture"
UNDATED = "documents without a date"
EMPTY = "no running text is left after cleaning"


@dataclass(frozen=True, eq=False)
class Corpus:
    """Tables of documents, passages, losses, files and accounts, and the raw texts as the files have them.

    Tables as declared in `DOCUMENTS`, `PASSAGES`, `LOSSES`, `FILES`, `ACCOUNTS` and `DATES`: `accounts` says of every
    document what became of its text, `dates` holds the evidence for each document's dates, contradictions, and
    candidates of undated documents.
    `raw`: the documents' uncleaned text, in the order of `documents`. `furniture`: page furniture learned per source.
    `left_out`: the documents that are in no table because they lack a date or running text.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> len(corpus.documents), int(corpus.passages["counted"].sum())
    (8, 24)
    """

    documents: "pd.DataFrame"
    passages: "pd.DataFrame"
    losses: "pd.DataFrame"
    files: "pd.DataFrame"
    accounts: "pd.DataFrame" = field(default_factory=ACCOUNTS.frame)
    dates: "pd.DataFrame" = field(default_factory=DATES.frame)
    raw: tuple[str, ...] = ()
    furniture: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left_out: "tuple[Document, ...]" = ()

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what a model, an estimate or the funnel can see: every table but `dates`.

        The names and locations of files are not part of it, nor are harmless losses, such as an open file's lock.
        """
        digest = hashlib.sha256()
        losses = self.losses[~self.losses["reason"].map(harmless).astype(bool)]
        for table in (self.documents, self.passages, losses, self.files, self.accounts):
            rows = table.drop(columns="path", errors="ignore").itertuples(index=False)
            lines = ("\x1f".join(map(str, row)) for row in rows)
            # Losses and files are in the order of their paths, which means nothing.
            for line in sorted(lines) if table is losses or table is self.files else lines:
                digest.update(line.encode() + b"\x1e")
        return digest.hexdigest()[:16]

    def _repr_html_(self) -> str:
        """Documents and passages by year, for notebooks; pandas escapes what it shows."""
        years = self.documents["date"].str[:4].rename("year")
        of_year = self.documents.assign(unique=self.documents["duplicate_of"] == "").groupby(years)
        table = of_year.agg(documents=("doc_id", "size"), unique=("unique", "sum"), passages=("n_passages", "sum"))
        counted = int(self.passages["counted"].sum())
        said = (
            f"{count(len(self.documents), 'document')}, {count(len(self.passages), 'passage')} ({counted:,} counted), "
            f"{count(len(self.losses), 'loss', 'losses')}"
        )
        return f"<p><b>Corpus</b>: {said}</p>{table.reset_index().to_html(index=False)}"


class UndatedError(DocumentError):
    """Documents have no date, and the study does not leave such documents out."""


class NoDocumentLeftError(DocumentError):
    """No document is left to work on; `undated` are those that lack nothing but a date, `losses` what was lost."""

    def __init__(self, losses: "Sequence[Loss]", undated: "Sequence[Document]") -> None:
        said = "; ".join(f"{path}: {reason}" for _, path, _, reason in losses[:5])
        super().__init__(f"no document is left to work on: {said}.")
        self.losses, self.undated = tuple(losses), tuple(undated)

    def __reduce__(self) -> tuple[Any, ...]:
        """What makes it anew, in another process."""
        return type(self), (self.losses, self.undated)
