"""The columns that the files of a study have, and what each is taken for: for the person who maps them.

Nothing here needs a document that could be read, since this is looked at when none could.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import DocumentError
from topics.preprocessing.columns.understanding import Columns
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.document import SourceFile
from topics.preprocessing.finding import UNREADABLE, find_files
from topics.preprocessing.manifest import read_manifest
from topics.preprocessing.reading import names_in, read_one, refuse_unknown_columns
from topics.schema import Column, declare
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = declare(
    "columns",
    "one column of a table, key of front matter or named item of a page's metadata",
    (
        Column("column", "text", "", "its name"),
        Column(
            "taken_for", "text", "", "field that it is taken for, or `attribute`; with `?` where two columns may be it"
        ),
        Column("why", "text", "", "`setting`, the database that made the table, `name`, or why it is no field"),
        Column("first_cell", "text", "", "beginning of its first cell that is not empty"),
    ),
)
_MOST_PATHS = 3  # in a title

_Row = tuple[str, str, str, str]


def listed_columns(
    documents: Sequence[Path] | Path, root: Path | None, conventions: Conventions, manifest: Path | None = None
) -> tuple[dict[str, "pd.DataFrame"], list[str]]:
    """The columns of every table as declared in `COLUMNS`, by title; and what is wrong, one sentence per problem.

    Columns of the manifest may be named in the settings too, and are not listed. Tables whose columns are the same
    and taken for the same stand under one title. Raises DocumentError for a path that does not exist, and when no
    file is found.
    """
    found = find_files(documents)
    paths: dict[tuple[str, str, tuple[tuple[str, str, str], ...]], list[str]] = {}
    rows: dict[tuple[str, str, tuple[tuple[str, str, str], ...]], list[_Row]] = {}
    names, problems = _of_manifest(manifest, conventions)
    for path in found.files:
        if manifest and path.resolve() == manifest.resolve():
            continue
        for file in read_one((path, found.folders[path]), root, conventions):
            names |= names_in(file)
            problems += _problems(file)
            for table in file.columns:
                of_table = _rows(table)
                key = (table.part, _made_by(table), tuple(row[:3] for row in of_table))
                paths.setdefault(key, []).append(file.path)
                rows.setdefault(key, of_table)
    try:
        refuse_unknown_columns(conventions, names)
    except DocumentError as error:
        problems.append(str(error))
    return {_title(paths[key], *key[:2]): COLUMNS.frame(rows[key]) for key in rows}, problems


def _of_manifest(path: Path | None, conventions: Conventions) -> tuple[set[str], list[str]]:
    """The columns of the manifest, and why it cannot be read."""
    try:
        return (set(read_manifest(path, conventions).columns) if path else set()), []
    except DocumentError as error:
        return set(), [str(error)]


def _problems(file: SourceFile) -> list[str]:
    return [f"{file.path}: {reason}." for _, reason in file.losses if reason.startswith(UNREADABLE)]


def _rows(table: Columns) -> list[_Row]:
    rows: dict[str, _Row] = {}
    for one in table.understood:
        for column in one.columns:
            why = "; ".join(filter(None, (one.why[column], table.orders.get(column, ""))))
            rows.setdefault(column, (column, one.taken_for(column), why, table.cells.get(column, "")))
    return list(rows.values())


def _made_by(table: Columns) -> str:
    return next((one.preset.name for one in table.understood if one.preset), "")


def _title(paths: Sequence[str], part: str, made_by: str) -> str:
    title = listed(list(dict.fromkeys(paths)), _MOST_PATHS) + (f", {part}" if part else "")
    return f"{title}: read as an export of {made_by}" if made_by else title
