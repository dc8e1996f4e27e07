"""The manifest: a person's statements about the documents, which override all other evidence for their dates.

Conventions. A CSV file beside the study (`documents.csv`) with a column `path`, relative to it, or `id`, and any of
`date`, `source`, `title` and `repeats` (see `stated_repeats`). Every other column is an attribute of the documents, but
for `candidates`, which is for the eyes of the person who dates and is not read. A path is one that tables and messages
name a file by, too. An empty cell says nothing; an empty date means "not dated yet". Ids and paths are also known in
the form that is harmless in spreadsheets (`files.csv.no_formula`).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from topics.errors import DocumentError
from topics.files.csv import Table, no_formula, read_table, whole_rows
from topics.files.encodings import decode
from topics.preprocessing.columns.understanding import column_named
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.dates import parse_date, refusal

MANIFEST_COLUMNS = ("path", "id", "date", "source", "title", "repeats")
CANDIDATES = "candidates"  # a reserved name: never an attribute of the documents
_MISSPELT = 0.75  # likeness of a column's name to one that is missing, from which it is taken for it


@dataclass(frozen=True)
class Manifest:
    """A manifest that was read: rows of `MANIFEST_COLUMNS` and attributes, found by file or by id."""

    path: Path
    rows: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...] = ()  # as the file has them
    delimiter: str = ","

    @cached_property
    def _by_file(self) -> dict[Path, list[Mapping[str, str]]]:
        found: dict[Path, list[Mapping[str, str]]] = {}
        for row in self.rows:
            for path in spellings(row["path"]) if row["path"] else ():
                # Path.resolve raises for a link that leads to itself.
                found.setdefault(Path(os.path.realpath(self.path.parent / path)), []).append(row)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Mapping[str, str]]]:
        found: dict[str, list[Mapping[str, str]]] = {}
        for row in self.rows:
            for path in spellings(row["path"]):
                found.setdefault(path, []).append(row)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Mapping[str, str]]:
        return {row["id"]: row for row in self.rows if not row["path"]}

    @cached_property
    def _places(self) -> dict[Path, Path]:
        """Where files are that were asked about; a table of many documents is asked about as often."""
        return {}

    def row(self, file: Path, document_id: str, *, alone: bool = True, shown: str = "") -> Mapping[str, str] | None:
        """The row about a document; if the file holds no other (`alone`), a row naming the file may give a new id.

        `shown` is the path by which tables and messages name the file.
        """
        ids = (document_id, no_formula(document_id))
        by_name = [
            row for name in dict.fromkeys((shown, no_formula(shown))) if name for row in self._by_name.get(name, [])
        ]
        if file not in self._places:
            self._places[file] = file.resolve()
        for row in [*self._by_file.get(self._places[file], []), *by_name]:
            if row["id"] in ids:
                return {**row, "id": document_id}
            if row["id"] == "" or alone:
                return row
        for name in ids:
            if name in self._by_id:
                return {**self._by_id[name], "id": document_id}
        return None


def attributes_of(row: Mapping[str, str]) -> dict[str, str]:
    """What a row of the manifest says besides its fields."""
    fields = (*MANIFEST_COLUMNS, CANDIDATES)
    return {name: value for name, value in row.items() if name not in fields and value}


def read_manifest(path: Path, conventions: Conventions = NOTHING_SAID) -> Manifest:
    """The manifest, a CSV with a `path` or an `id` column, any of date, source, title, repeats, and attributes.

    `conventions` may name the columns that hold them, or rename attributes.

    Raises DocumentError with file and line for a column or a date that cannot be understood.
    """
    if not path.is_file():
        raise DocumentError(f"{path}: there is no such manifest. Write one (columns {', '.join(MANIFEST_COLUMNS)}).")
    text, _ = manifest_text(path.read_bytes(), str(path), conventions)
    table = read_table(text, str(path), DocumentError)
    named = named_columns(table.columns, conventions)
    return Manifest(
        path, tuple(_rows(path, table, named, conventions.date_order)), table.columns, table.dialect.delimiter
    )


def manifest_text(data: bytes, where: str, conventions: Conventions) -> tuple[str, str]:
    """The text of a manifest and its encoding: UTF-8 where the toolkit wrote it, whatever the documents are in."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return decode(data, where, said=conventions.encoding, by_words=True)


def named_columns(columns: Sequence[str], conventions: Conventions) -> dict[str, str]:
    """The manifest's own name of each column that the settings name."""
    named = {}
    for name, wanted in conventions.columns.items():
        if len(wanted) == 1 and name not in columns and (column := column_named(wanted[0], columns)):
            named[column] = name
    return named


def _rows(path: Path, table: Table, named: Mapping[str, str], order: str) -> list[dict[str, str]]:
    columns = [named.get(c, c) for c in table.columns if c]
    missing = [name for name in MANIFEST_COLUMNS if name not in columns]
    for column in columns:
        if column in (*MANIFEST_COLUMNS, CANDIDATES):
            continue
        if meant := get_close_matches(column.lower(), missing, 1, _MISSPELT):
            raise DocumentError(
                f'{path}, line {table.line}: there is a column "{column}", but none "{meant[0]}"; '
                f'call it "{meant[0]}" if that is meant, or give it another name.'
            )
    if not {"path", "id"} & set(columns):
        raise DocumentError(
            f"{path}, line {table.line}: a manifest needs a column `path` or `id`, found {', '.join(columns)}."
        )
    rows = []
    places: dict[tuple[str, str], str] = {}
    for row in whole_rows(table, str(path), DocumentError):
        values = {named.get(name, name): value.strip() for name, value in row.values.items()}
        known = dict.fromkeys(MANIFEST_COLUMNS, "") | values
        if known["date"] and parse_date(known["date"], order) is None:
            why = refusal(known["date"], order) or f'found "{known["date"]}"'
            raise DocumentError(f"{path}, {row.place}: expected a date such as 2020-04-24, 2020-04 or 2020; {why}.")
        earlier = places.setdefault((known["path"], known["id"]), row.place)
        if earlier != row.place:
            raise DocumentError(
                f"{path}, {row.place}: {known['path'] or known['id']} is there already in {earlier}; "
                "keep one of the two."
            )
        rows.append(known)
    return rows


def spellings(path: str) -> tuple[str, ...]:
    """A path as a manifest has it and, if it was written on Windows, with the signs of tables and messages."""
    return (path, path.replace("\\", "/")) if "\\" in path else (path,)
