"""Reading of files and manifest into documents; what cannot be read is recorded as a loss with its reason."""

import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from topics.errors import DocumentError, nearest
from topics.files.csv import no_formula
from topics.files.names import (
    COMPANION,
    NO_FILE,
    is_companion,
    readable,
)
from topics.files.zips import MAX_FILE_BYTES, zip_entries
from topics.parallel.workers import mapped
from topics.preprocessing.columns.understanding import column_named, mapped_names
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.document import Document, SourceFile
from topics.preprocessing.finding import ARCHIVE, NO_DOCUMENT, UNREADABLE, Found, no_reader
from topics.preprocessing.manifest import Manifest, spellings
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import ColumnsError, Reading, Record
from topics.preprocessing.readers.steps import HALF_CHARACTER, REPLACED
from topics.wording import count, times

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int, str], None]
Loss = tuple[str, str, str, str]
Row = Mapping[str, str]

_HALF = re.compile("[\ud800-\udfff]")
_MOST = 10  # files or ids listed in a message
_ARCHIVE_SECONDS = 1.0  # to unpack and read a megabyte, roughly


def read_documents(
    found: Found,
    said: Manifest | None,
    root: Path | None,
    losses: list[Loss],
    conventions: Conventions,
    workers: int | None,
    progress: Progress | None,
) -> tuple[list[SourceFile], list[tuple[Document, Row | None]]]:
    """The files that were read, and their documents, each with its row of the manifest; appends to `losses`.

    `root`: see `topics.preprocessing.corpus.read_corpus`.
    """
    lost: list[Loss] = [("decoded", _relative(path, root), "", reason) for path, reason in found.passed_over]
    paths = [path for path in found.files if not (said and path.resolve() == said.path.resolve())]
    cost = sum(seconds_to_read(path) for path in paths)
    placed = [(path, found.folders[path]) for path in paths]
    read = mapped(partial(read_one, root=root, conventions=conventions), placed, seconds=cost, workers=workers)
    files, documents = [], []
    names = set(said.columns) if said else set()
    for done, (path, held) in enumerate(zip(paths, read, strict=True), start=1):
        for file in held:
            lost += [(stage, file.path, "", reason) for stage, reason in file.losses]
            files += [file] if file.reader else []
            names.update(names_in(file))
            # In the manifest, a path into a zip is written as if the zip were a folder.
            place = _place(path, root) / file.path.removeprefix(_relative(path, root)).strip("/")
            alone = len(file.documents) == 1
            documents += [
                (d, said.row(place, d.id, alone=alone, shown=d.path) if said else None) for d in file.documents
            ]
        if progress:
            progress(done, len(paths), "reading files")
    losses += sorted(lost, key=lambda loss: loss[1])
    refuse_unknown_columns(conventions, names)
    return files, documents


def read_one(placed: tuple[Path, str], root: Path | None, conventions: Conventions) -> list[SourceFile]:
    """The source files at one path, with the folder of its documents; one that cannot be read is a loss."""
    path, folder = placed
    name = _relative(path, root)
    try:
        return read_files(path, name, folder, conventions)
    except DocumentError as error:
        return [left_unread(name, error)]


def names_in(file: SourceFile) -> set[str]:
    """The names of columns that a file has, whether or not it could be read."""
    return {name for table in file.columns for one in table.understood for name in one.columns}


def refuse_unknown_columns(conventions: Conventions, names: Collection[str]) -> None:
    """Raise DocumentError for a column that the settings name and no file has."""
    for field, column in mapped_names(conventions):
        if not column_named(column, names):
            raise DocumentError(
                f'[corpus.columns] {field} = "{column}": no table, collection, front matter or web page of the study '
                f"has it; {nearest(column, names)}"
            )


def refuse_shared_ids(documents: Sequence[Document]) -> None:
    """Raise DocumentError, naming all of them, where documents have the same id."""
    paths: dict[str, list[str]] = {}
    for document in documents:
        paths.setdefault(document.id, []).append(document.path)
    shared = {name: files for name, files in paths.items() if len(files) > 1}
    if not shared:
        return
    apart = any(len({PurePosixPath(file).parent for file in files}) > 1 for files in shared.values())
    above = ", name the folder above both under [corpus] documents" if apart else ""
    advice = f"Give one another id in documents.csv (columns path, id){above}, or take one out."
    if any(len(set(files)) < len(files) for files in shared.values()):
        advice += " Documents of one path are not told apart there: change the id in the table, or rename the file."
    [(name, files), *others] = shared.items()
    if not others and len(files) == 2:
        raise DocumentError(f'two documents have the id "{name}": {files[0]} and {files[1]}. {advice}')
    lines = [f'"{name}": {_placed(files)}' for name, files in shared.items()]
    lines = [*lines[:_MOST], *([f"… and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])]
    raise DocumentError(
        f"{count(len(shared), 'id is', 'ids are')} shared by documents:\n  " + "\n  ".join(lines) + f"\n{advice}"
    )


def _placed(files: Sequence[str]) -> str:
    """The paths of documents in a message, each once."""
    named = [file if n == 1 else f"{file} ({times(n)})" for file, n in Counter(files).items()]
    return f"{', '.join(named[:_MOST])}{' …' * (len(named) > _MOST)}"


def unmatched_rows(said: Manifest, found: Sequence[Document]) -> list[Loss]:
    """The rows of the manifest about documents that were not found, as losses."""
    ids = {document.id for document in found}
    paths = {document.path for document in found}
    harmless_ids, harmless_paths = set(map(no_formula, ids)), set(map(no_formula, paths))
    unmatched = []
    for row in said.rows:
        path = row["path"]
        # An id in the column of paths names nothing.
        named = row["id"] in ids or (row["id"] in harmless_ids if row["id"] else path in harmless_paths)
        there = (name in paths or _is_file(said.path.parent / name) for name in spellings(path))
        if not named and not (path and any(there)):
            near = _near(path, paths) if path else _near(row["id"], ids)
            unmatched.append(("manifest", path, row["id"], f"the manifest names a document that was not found{near}"))
    return unmatched


def _near(name: str, known: set[str]) -> str:
    """A question about what was meant, where documents of that name lie in other folders."""
    moved = sorted(other for other in known if PurePosixPath(other).name == PurePosixPath(name).name)
    meant = " or ".join(f'"{other}"' for other in moved[:3])
    return f"; did you mean {meant}?" if moved else ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long for any file
        return False


def _relative(path: Path, root: Path | None) -> str:
    """A file's path as tables and messages name it; see `topics.preprocessing.corpus.read_corpus`."""
    if root is None:
        return readable(path.as_posix())
    whole = path.parent.resolve() / path.name  # a link keeps its own name
    inside = whole.is_relative_to(root.resolve())
    return readable((whole.relative_to(root.resolve()) if inside else Path(whole.parent.name, whole.name)).as_posix())


def _place(path: Path, root: Path | None) -> Path:
    """A file's path with its name as a manifest writes it."""
    whole = path.parent.resolve() / path.name
    if root and whole.is_relative_to(root.resolve()):
        return root.resolve() / _relative(path, root)
    return Path(readable(str(path)))


def read_files(
    path: Path, name: str | None = None, folder: str = "", conventions: Conventions = NOTHING_SAID
) -> list[SourceFile]:
    """The source files at a path: one file, or each file in a zip; `name` replaces the path in records and messages.

    Ids that are made of file names begin with `folder` and, in a zip, with the file's folder there. A file without a
    reader, a zip inside a zip, and a hidden or broken file in a zip become a SourceFile with a loss and no document.
    Raises DocumentError when the file itself cannot be read.
    """
    name = name or readable(path.as_posix())
    if path.suffix.lower() not in READERS.names | {ARCHIVE}:
        return [_without_reader(name)]
    data = _bytes(path, name)
    if path.suffix.lower() == ARCHIVE:
        return _entries(data, name, folder, conventions)
    return [read_bytes(data, name, folder, conventions)]


def _bytes(path: Path, name: str) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise DocumentError(f"{name}: {NO_FILE}.")
        if found.st_size > MAX_FILE_BYTES:
            raise DocumentError(
                f"{name}: {found.st_size / 1e6:,.0f} MB; the limit for one file is {MAX_FILE_BYTES // 10**6} MB. "
                "Split it."
            )
        return path.read_bytes()
    except PermissionError:
        raise DocumentError(f"{name}: the right to read it is missing.") from None
    except OSError as error:
        raise DocumentError(f"{name}: the file cannot be read ({error.strerror}).") from None


def _entries(data: bytes, name: str, folder: str, conventions: Conventions) -> list[SourceFile]:
    """The files in a zip; those that are passed over, and companions of saved pages, as losses."""
    entries = list(zip_entries(data, name))
    there = {entry for entry, _, _ in entries}
    files = []
    for entry, reason, content in entries:
        path, place = PurePosixPath(entry), readable(f"{name}/{entry}")
        if not reason and path.suffix.lower() not in READERS.names and is_companion(path, lambda p: str(p) in there):
            reason = COMPANION
        try:
            inner = "".join(f"{part}/" for part in path.parts[:-1])
            files.append(
                _left_out(place, reason) if reason else read_bytes(content, place, folder + inner, conventions)
            )
        except DocumentError as error:
            files.append(left_unread(place, error))
    return files


def read_bytes(data: bytes, name: str, folder: str = "", conventions: Conventions = NOTHING_SAID) -> SourceFile:
    """The documents in the bytes of one file, by the reader for its suffix; for `folder` see `read_files`.

    Raises DocumentError when it cannot be read.
    """
    path = PurePosixPath(name)
    known = READERS.get(path.suffix.lower())
    if known is None:
        return _without_reader(name)
    reading = known.read(data, name, conventions)
    if not reading.records and not reading.losses:
        return _left_out(name, NO_DOCUMENT)
    several = max(reading.rows, len(reading.records)) > 1
    stem = readable(f"{folder}{path.stem}")
    documents = []
    broken = 0
    for number, record in enumerate(reading.records, start=1):
        broken += _mend_halves(record)
        row = record.pop("row", number)
        part = readable(record.pop("part", "")) or row
        default = f"{stem}-{part}" if several else stem
        taken = tuple((step, text) for step, text in record.get("taken", ()) if text.strip())
        documents.append(Document(**{**record, "id": record.get("id") or default, "path": name, "taken": taken}))
    replaced = sum(document.text.count("\ufffd") for document in documents) - broken
    told = ((HALF_CHARACTER, broken), (REPLACED, replaced))
    losses = [*reading.losses, *(("text", f"{what}; {count(n, 'place')}") for what, n in told if n > 0)]
    read = read_as(known.name, reading)
    return SourceFile(name, read, reading.encoding, tuple(documents), tuple(losses), tuple(reading.columns))


def _mend_halves(record: Record) -> int:
    """Put U+FFFD for every half of a character in a record's text; the number of halves.

    A program that cut a text between the two halves of a character wrote them: JSON and workbooks can hold them, and
    UTF-8 cannot.
    """
    found = 0

    def whole(value: Any) -> Any:
        nonlocal found
        if isinstance(value, str):
            if _is_whole(value):
                return value
            value, halves = _HALF.subn("\ufffd", value)
            found += halves
        elif isinstance(value, Mapping):
            return {whole(name): whole(inner) for name, inner in value.items()}
        elif isinstance(value, list | tuple):
            return type(value)(map(whole, value))
        return value

    for name, value in record.items():
        if not (isinstance(value, str) and _is_whole(value)):
            record[name] = whole(value)
    return found


def _is_whole(text: str) -> bool:
    """Whether a text holds no half of a character."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_as(reader: str, reading: Reading) -> str:
    """The name of a reader and, in brackets, those of the databases whose exports the tables were read as."""
    presets = {one.preset.name: None for table in reading.columns for one in table.understood if one.preset}
    return f"{reader} ({', '.join(presets)})" if presets else reader


def exports(files: "pd.DataFrame") -> dict[str, int]:
    """The databases whose exports were read, each with the number of its files; from a corpus's table of files."""
    names = Counter(name for reader in files["reader"] for name in reader.partition(" (")[2].rstrip(")").split(", "))
    return {name: number for name, number in names.items() if name}


def _without_reader(name: str) -> SourceFile:
    inner_zip = PurePosixPath(name).suffix.lower() == ARCHIVE
    return _left_out(name, "a zip inside a zip is not opened" if inner_zip else no_reader(name))


def left_unread(name: str, error: DocumentError) -> SourceFile:
    """A file that is left out because of an error whose message begins with its name."""
    unread = _left_out(name, f"{UNREADABLE}; {str(error).removeprefix(name).lstrip(':, ').removesuffix('.')}")
    return replace(unread, columns=error.columns) if isinstance(error, ColumnsError) else unread


def _left_out(name: str, reason: str) -> SourceFile:
    return SourceFile(name, "", "", (), (("decoded", reason),))


def seconds_to_read(path: Path) -> float:
    """A rough estimate of the processor time to read a file, in seconds."""
    try:
        megabytes = path.stat().st_size / 1e6
    except OSError:
        return 0.0
    suffix = path.suffix.lower()
    if suffix == ARCHIVE:
        return megabytes * _ARCHIVE_SECONDS
    return megabytes * READERS[suffix].seconds if suffix in READERS else 0.0
