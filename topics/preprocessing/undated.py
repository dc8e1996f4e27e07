"""Undated documents written into the manifest, to be completed by hand.

Conventions. What a person wrote into the manifest stays as it is: rows, order of columns, separator, quotation,
encoding, byte-order mark and line ends. A new manifest, or one with a header of ASCII alone, is UTF-8 with the mark by
which Excel knows it, as coding sheets are. New rows stand below; their date is empty, which means "not dated yet", and
`candidates` holds what was found in the document and why it was not taken. Cells are made harmless for spreadsheets
(`files.csv.no_formula`), and `Manifest.row` knows a path or an id in that form.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from topics.errors import DocumentError
from topics.files.atomic import filled
from topics.files.csv import no_formula, read_table
from topics.files.dialects import Dialect, records
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.chronology import candidates, place_in_table
from topics.preprocessing.document import Document
from topics.preprocessing.manifest import CANDIDATES, Manifest, manifest_text, named_columns, read_manifest

_NEW = ("path", "id", "date", CANDIDATES)
_LONGEST = 400  # characters of the candidates in a cell
_UTF_8 = b"\xef\xbb\xbf"
_MARKS = {_UTF_8: "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def write_undated(
    documents: Sequence[Document], path: Path, root: Path, conventions: Conventions = NOTHING_SAID
) -> int:
    """Add rows for undated documents to the manifest at `path`, or make it; the number of rows that were added.

    A document that has a row already gets no other. Paths are those of the documents, which are relative to `root`.
    `conventions` say how the manifest that is there is read.

    Raises DocumentError for a manifest that cannot be read, or whose encoding has no sign for what is to be written.
    """
    if not path.is_file():
        _write(path, _UTF_8, _rows(documents, _NEW, Dialect(",")), "utf-8")
        return len(documents)
    said = read_manifest(path, conventions)
    new = [document for document in documents if not _has_row(said, document, root)]
    if not new:
        return 0
    data = path.read_bytes()
    text, encoding = manifest_text(data, str(path), conventions)
    mark = next(
        (mark for mark in _MARKS if data.startswith(mark)),
        _UTF_8 if data.isascii() and len(data.splitlines()) < 2 else b"",
    )
    table = read_table(text, str(path), DocumentError)
    named = named_columns(table.columns, conventions)
    known = [named.get(name, name) for name in table.columns]
    wanted = [name for name in ("date", CANDIDATES) if name not in known]
    if "id" not in known and not all(_is_named_by_file(document) for document in new):
        wanted.append("id")
    columns = [*known, *wanted]
    dialect = table.dialect
    end = "\r\n" if f"\r{dialect.end}" in text else dialect.end
    text, dialect = _with_columns(text, dialect, wanted, end) if wanted else (text, dialect)
    text += "" if text.endswith(("\n", "\r")) else end
    added = _rows(new, columns, dialect, end).removeprefix(_row(columns, dialect, end))
    _write(path, mark, text.removeprefix("\ufeff") + added, _MARKS.get(mark, encoding))
    return len(new)


def rows_to_paste(documents: Sequence[Document], said: Manifest | None, conventions: Conventions) -> list[str]:
    """The manifest's header, and a row of it per document with a date to be filled in."""
    columns: tuple[str, ...] = said.columns if said else ("id", "date")
    named = named_columns(columns, conventions)
    columns += () if "date" in [named.get(name, name) for name in columns] else ("date",)
    fields = [named.get(name, name) for name in columns]
    dialect = Dialect(said.delimiter if said else ",")
    rows = [_row(columns, dialect, "")]
    for document in documents:
        own = {"id": document.id} if "id" in fields else {"path": document.path}
        known = {**own, "date": "YYYY-MM-DD"}
        rows.append(_row([no_formula(known.get(field, "")) for field in fields], dialect, ""))
    return rows


def _has_row(said: Manifest, document: Document, root: Path) -> bool:
    return said.row(root / document.path, document.id, alone=False, shown=document.path) is not None


def _is_named_by_file(document: Document) -> bool:
    """Whether the id is made of the file's name, so that the path alone names the document."""
    return document.id.rpartition("/")[2] == PurePosixPath(document.path).stem


def _with_columns(text: str, dialect: Dialect, names: Sequence[str], end: str) -> tuple[str, Dialect]:
    """The text with columns behind those it has, empty in every row; a table of one column gets a separator."""
    if dialect.width == 1:
        cells = [[*record.cells, *("" for _ in names)] for record in records(text, dialect) if record.cells]
        cells[0][1:] = names
        whole = Dialect(",", dialect.end, width=1 + len(names))
        return "".join(_row(row, whole, end) for row in cells), whole
    parts, at, header = [text[: dialect.start]], dialect.start, True
    for record in records(text, dialect):
        if any(cell.strip() for cell in record.cells):
            line = text[at : record.stop].rstrip("\r\n")
            missing = dialect.width - len(record.cells)
            ends = [*("" for _ in range(missing)), *(names if header else ("" for _ in names))]
            parts += [line, *(f"{dialect.delimiter}{cell}" for cell in ends), text[at + len(line) : record.stop]]
            header = False
        else:
            parts.append(text[at : record.stop])
        at = record.stop
    return "".join(parts), dialect


def _rows(documents: Sequence[Document], columns: Sequence[str], dialect: Dialect, end: str = "\n") -> str:
    """The header and a row per document, as CSV."""
    said = [_row(columns, dialect, end)]
    for document in documents:
        known = {"path": document.path, "id": document.id, CANDIDATES: _candidates(document, dialect)}
        said.append(_row([no_formula(known.get(column, "")) for column in columns], dialect, end))
    return "".join(said)


def _candidates(document: Document, dialect: Dialect) -> str:
    said = ": ".join(filter(None, (place_in_table(document), candidates(document))))
    words = " ".join(said.replace('"', "”").split())
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 2]} …"
    return words.replace(dialect.delimiter, " ") if dialect.marks == "plain" else words


def _row(cells: Sequence[str], dialect: Dialect, end: str) -> str:
    if dialect.marks == "plain":
        if any(dialect.delimiter in cell for cell in cells):
            raise DocumentError(
                f'the manifest quotes no cells, and "{next(c for c in cells if dialect.delimiter in c)}" holds its '
                "separator; save the manifest as a CSV with commas."
            )
        return dialect.delimiter.join(cells) + end
    escaped = {"escapechar": "\\", "doublequote": False} if dialect.marks == "escaped" else {}
    written = io.StringIO()
    csv.writer(written, delimiter=dialect.delimiter, lineterminator=end, **escaped).writerow(cells)  # type: ignore[arg-type]
    return written.getvalue()


def _write(path: Path, mark: bytes, text: str, encoding: str) -> None:
    try:
        data = mark + text.encode(encoding)
    except UnicodeEncodeError as error:
        raise DocumentError(
            f'{path}: its encoding, {encoding}, has no sign for "{text[error.start : error.end]}"; save it as UTF-8.'
        ) from None
    with filled([path]) as [file]:
        file.write_bytes(data)
