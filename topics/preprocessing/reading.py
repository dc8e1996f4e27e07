"""Reading of files and manifest into documents; what cannot be read is recorded as a loss with its reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from topics.errors import DocumentError, nearest
from topics.files.zips import MAX_FILE_BYTES, zip_entries
from topics.parallel.workers import mapped
from topics.preprocessing.document import Document, SourceFile
from topics.preprocessing.manifest import Manifest
from topics.preprocessing.readers import READERS

Progress = Callable[[int, int, str], None]
Loss = tuple[str, str, str, str]
Row = Mapping[str, str]


def read_documents(
    paths: Sequence[Path],
    said: Manifest | None,
    root: Path | None,
    losses: list[Loss],
    workers: int | None,
    progress: Progress | None,
) -> tuple[list[SourceFile], list[tuple[Document, Row | None]]]:
    """The files that have a reader, and their documents, each with its row of the manifest; appends to `losses`.

    `root`: see `topics.preprocessing.corpus.read_corpus`.
    """
    paths = [path for path in paths if not (said and path.resolve() == said.path.resolve())]
    cost = sum(seconds_to_read(path) for path in paths)
    read = mapped(partial(_read, root=root), paths, seconds=cost, workers=workers)
    files, documents = [], []
    for done, (path, held) in enumerate(zip(paths, read, strict=True), start=1):
        for file in held:
            losses += [(stage, file.path, "", reason) for stage, reason in file.losses]
            files += [file] if file.reader else []
            # In the manifest, a path into a zip is written as if the zip were a folder.
            place = path / file.path.removeprefix(_relative(path, root)).strip("/")
            alone = len(file.documents) == 1
            documents += [(d, said.row(place, d.id, alone=alone) if said else None) for d in file.documents]
        if progress:
            progress(done, len(paths), "reading files")
    return files, documents


def _read(path: Path, root: Path | None) -> list[SourceFile]:
    name = _relative(path, root)
    try:
        return read_files(path, name)
    except DocumentError as error:
        return [left_unread(name, error)]


def refuse_shared_ids(documents: Sequence[Document]) -> None:
    """Raise DocumentError where two documents have the same id."""
    paths: dict[str, str] = {}
    for document in documents:
        if document.id in paths:
            raise DocumentError(
                f'two documents have the id "{document.id}": {paths[document.id]} and {document.path}. Give one '
                "another id in documents.csv (columns path, id), or take one out."
            )
        paths[document.id] = document.path


def unmatched_rows(said: Manifest, found: Sequence[Document]) -> list[Loss]:
    """The rows of the manifest about documents that were not found, as losses."""
    ids = {document.id for document in found}
    paths = {document.path for document in found if f"{ARCHIVE}/" in document.path}
    rows = (
        r for r in said.rows if not (r["path"] and (r["path"] in paths or (said.path.parent / r["path"]).is_file()))
    )
    return [
        ("manifest", row["path"], row["id"], "the manifest names a document that was not found")
        for row in rows
        if row["id"] not in ids
    ]


def _relative(path: Path, root: Path | None) -> str:
    if root is None:
        return path.as_posix()
    whole = path.resolve()
    inside = whole.is_relative_to(root.resolve())
    return (whole.relative_to(root.resolve()) if inside else Path(whole.parent.name, whole.name)).as_posix()


ARCHIVE = ".zip"
# Reasons, up to a semicolon, of losses that take no running text from a document.
HARMLESS = (
    "no text in the row",
    "no running text is left after cleaning",  # what was in it is told sentence by sentence
    "the manifest names a document that was not found",
    "a chart is not read",
    "an embedded object is not read",
    "the building blocks of a template are not read",
    "no row of the sheet names a column of text",
    "no row stands below the header of the sheet",
    "comments on cells are not read",
    "text in drawings is not read",
)
UNREADABLE = "cannot be read"  # the beginning of a loss's reason when the file is broken
_ARCHIVE_SECONDS = 1.0  # to unpack and read a megabyte, roughly


def find_files(documents: Sequence[Path] | Path) -> list[Path]:
    """Every file that is named, lies below a named folder, or matches a pattern such as `texts/*.txt`.

    Sorted by path, each file once; hidden files are skipped. Raises DocumentError for a path that does not exist, and
    when no file is found.
    """
    named = [documents] if isinstance(documents, str | Path) else list(documents)
    files: set[Path] = set()
    for path in map(Path, named):
        if path.is_dir():
            below = path.rglob("*")
            files |= {p for p in below if p.is_file() and not any(q.startswith(".") for q in p.relative_to(path).parts)}
        elif path.is_file():
            files.add(path)
        elif re.search(r"[*?\[]", path.name) and path.parent.is_dir():
            files |= {p for p in path.parent.glob(path.name) if p.is_file()}
        else:
            siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
            raise DocumentError(f"{path}: there is no such file or folder; {nearest(path.name, siblings)}")
    if not files:
        raise DocumentError(
            f"{', '.join(map(str, named))}: there is no document in it. Put files there "
            f"({', '.join(READERS)}, {ARCHIVE}), or name another folder under [corpus] documents = […]."
        )
    return sorted(files, key=lambda p: p.as_posix())


def read_files(path: Path, name: str | None = None) -> list[SourceFile]:
    """The source files at a path: one file, or each file in a zip; `name` replaces the path in records and messages.

    A file without a reader, a zip inside a zip, and a broken file in a zip become a SourceFile with a loss and no
    document. Raises DocumentError when the file itself cannot be read.
    """
    name = name or path.as_posix()
    if path.suffix.lower() not in (*READERS, ARCHIVE):
        return [_without_reader(name)]
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DocumentError(
                f"{name}: {path.stat().st_size / 1e6:,.0f} MB; the limit for one file is {MAX_FILE_BYTES // 10**6} MB. "
                "Split it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name}: the file cannot be read ({error.strerror}).") from None
    if path.suffix.lower() == ARCHIVE:
        return [_entry(content, f"{name}/{entry}") for entry, content in zip_entries(data, name)]
    return [read_bytes(data, name)]


def _entry(data: bytes, name: str) -> SourceFile:
    try:
        return read_bytes(data, name)
    except DocumentError as error:
        return left_unread(name, error)


def read_bytes(data: bytes, name: str) -> SourceFile:
    """The documents in the bytes of one file, by the reader for its suffix.

    Raises DocumentError when it cannot be read.
    """
    path = PurePosixPath(name)
    known = READERS.get(path.suffix.lower())
    if known is None:
        return _without_reader(name)
    reading = known.read(data, name)
    if not reading.records and not reading.losses:
        return _left_out(name, "the file holds no document")
    several = len(reading.records) > 1
    documents = []
    for number, record in enumerate(reading.records, start=1):
        default = f"{path.stem}-{number}" if several else path.stem
        taken = tuple((step, text) for step, text in record.get("taken", ()) if text.strip())
        documents.append(Document(**{**record, "id": record.get("id") or default, "path": name, "taken": taken}))
    return SourceFile(name, known.name, reading.encoding, tuple(documents), tuple(reading.losses))


def _without_reader(name: str) -> SourceFile:
    suffix = PurePosixPath(name).suffix
    if suffix.lower() == ARCHIVE:
        return _left_out(name, "a zip inside a zip is not opened")
    return _left_out(name, f'no reader for "{suffix}" files')


def is_harmless(reason: str) -> bool:
    """Whether a loss with this reason takes no text."""
    return reason.partition(";")[0] in HARMLESS


def left_unread(name: str, error: DocumentError) -> SourceFile:
    """A file that is left out because of an error whose message begins with its name."""
    return _left_out(name, f"{UNREADABLE}; {str(error).removeprefix(name).lstrip(':, ').removesuffix('.')}")


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
