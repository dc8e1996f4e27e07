"""The stored corpus of a study that came in an archive, without the files of its documents, and the study's identity.

    STUDY/origin.json   name and identity of the study: results are kept under both, wherever its folder lies now
    STUDY/corpus/       stored.json  documents.parquet  passages.parquet  losses.parquet  files.parquet
                        accounts.parquet, and the manifest, to be read by people

`stored.json` holds the hash of every other file, the settings that the corpus was made with and the hashes of the files
that it was made from. Settings by which documents are read, dated and cut cannot be changed without those files; but
whether repeats count, and whether a passage is a whole document, can.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, StudyError
from topics.files.records import believed, file_hash, hashes, read_record, read_table, write_record
from topics.preprocessing.corpus_tables import ACCOUNTS, DOCUMENTS, FILES, LOSSES, PASSAGES, Corpus
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

    from topics.study.settings import CorpusSettings

ORIGIN, FOLDER, RECORD = "origin.json", "corpus", "stored.json"
ACCOUNTS_TABLE = "accounts"  # not in corpora of version 0.1
CORPUS_TABLES = ("documents", "passages", "losses", "files", ACCOUNTS_TABLE)
IDENTITY = re.compile("[0-9a-f]{4,64}")
_DECLARED = dict(zip(CORPUS_TABLES, (DOCUMENTS, PASSAGES, LOSSES, FILES, ACCOUNTS), strict=True))
_ROWS = 100_000  # per row group of a table's file
_NEEDED = {"settings": dict, "inputs": list, "files": dict}
_FREE = frozenset(("documents", "manifest", "stored", "losses", "duplicates"))  # settings that no stored text rests on


@dataclass(frozen=True)
class StoredCorpus:
    """A corpus in the folder of a study, see the module. Everything is checked against its hash when it is read."""

    folder: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        """The settings, the files behind the corpus, and the hashes. Raises StudyError for a record that changed."""
        if not (self.folder / RECORD).is_file():
            raise StudyError(
                f"{self.folder}: [corpus] stored names no stored corpus ({RECORD} is missing). Import the archive once "
                "more, or take the key out and name the files under documents."
            )
        try:
            return read_record(self.folder / RECORD, _NEEDED)
        except StoreError as error:
            raise StudyError(f"{error} It came in an archive: import that once more.") from None

    @property
    def mark(self) -> str:
        """The hash of the record, which holds that of every table: it changes with the corpus."""
        self.record  # noqa: B018 - read here, since it may be missing
        return file_hash(self.folder / RECORD)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that belong to it."""
        return RECORD, *self.record["files"]

    @property
    def inputs(self) -> list[tuple[str, str, str]]:
        """The documents' files and the manifest that the corpus was made from: part, place, SHA-256."""
        return [(str(part), str(file), str(known)) for part, file, known in self.record["inputs"]]

    def corpus(self, wanted: "CorpusSettings", file: Path) -> Corpus:
        """The corpus by the settings of `file`; with `unit = "document"`, one passage per document.

        Raises StudyError for settings that need the documents' files, and for a corpus that has changed.
        """
        made = self.record["settings"]
        changed = [name for name, value in stored_settings(wanted).items() if made.get(name) != value]
        if changed and not (changed == ["unit"] and wanted.unit == "document"):
            named = listed([f"{name} = {made.get(name)!r}" for name in changed])
            raise StudyError(
                f"{file}: [corpus] the stored corpus was made with {named}, and only the documents' files could be "
                "read otherwise. Put that setting back; or name the files under documents, and delete the key stored."
            )
        try:
            tables = {
                name: _DECLARED[name].check(read_table(believed(self.folder / f"{name}.parquet", self.record["files"])))
                for name in CORPUS_TABLES
            }
        except StoreError as error:
            raise StudyError(f"{error} It came in an archive: import that once more.") from None
        corpus = Corpus(
            tables["documents"], tables["passages"], tables["losses"], tables["files"], accounts=tables[ACCOUNTS_TABLE]
        )
        return by_document(corpus) if changed else corpus


def stored_settings(settings: "CorpusSettings") -> dict[str, Any]:
    """The settings that a stored corpus rests on, in JSON's types."""
    return settings.model_dump(mode="json", exclude=set(_FREE))


def write_stored(folder: Path, corpus: Corpus, settings: Mapping[str, Any], inputs: "pd.DataFrame") -> None:
    """Write a corpus and its record to a folder, where the manifest may be already.

    `settings` is the result of `stored_settings`; `inputs` are the rows of the files it was made from, as declared in
    `topics.store.inputs.INPUTS`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(folder, corpus)
    rows = inputs[["part", "file", "sha256"]].to_numpy().tolist()
    write_record(folder / RECORD, {"settings": dict(settings), "inputs": rows, "files": hashes(folder)})


def write_tables(folder: Path, corpus: Corpus) -> None:
    """Write the tables of a corpus as Parquet, without evidence of dates and raw texts, which are not kept."""
    for table in CORPUS_TABLES:
        getattr(corpus, table).to_parquet(folder / f"{table}.parquet", index=False, row_group_size=_ROWS)


def by_document(corpus: Corpus) -> Corpus:
    """The corpus with one passage per document: the same as reading its files with `unit = "document"` gives."""
    documents, passages = corpus.documents, corpus.passages
    texts = passages.groupby("doc_id", sort=False)["text"].agg("\n".join).reindex(documents["doc_id"])
    copy_of = documents["duplicate_of"]
    whole = {
        "passage_id": documents["doc_id"] + "#1",
        "doc_id": documents["doc_id"],
        "position": 1,
        "text": texts.to_numpy(),
        "duplicate_of": (copy_of + "#1").where(copy_of != "", ""),
        "counted": copy_of == "",
    }
    import pandas as pd

    return replace(
        corpus,
        documents=documents.assign(n_characters=texts.str.len().to_numpy(), n_passages=1),
        passages=PASSAGES.check(pd.DataFrame(whole).astype(passages.dtypes.to_dict())),
    )


def read_origin(folder: Path) -> tuple[str, str] | None:
    """The name and identity of the study that a folder came from in an archive; None for a study of its own.

    Raises StudyError for a file that is not as the import wrote it.
    """
    path = folder / ORIGIN
    if not path.is_file():
        return None
    try:
        record = read_record(path, {"study": str, "identity": str})
        if not IDENTITY.fullmatch(record["identity"]):
            raise StoreError(f"{path}: no identity")
    except StoreError:
        raise StudyError(
            f"{path}: not the file that came with the archive. Import that once more; without the file, the folder is "
            "a study of its own, with no results yet."
        ) from None
    return record["study"], record["identity"]


def write_origin(folder: Path, study: str, identity: str) -> None:
    """Write the name and the identity of a study beside its settings."""
    write_record(folder / ORIGIN, {"study": study, "identity": identity})
