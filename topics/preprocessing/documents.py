"""Raw files to documents: a table of readers by suffix.

Conventions. A reader takes the bytes of one file and returns its records (`records.Reading`); here they get an id and a
path and become documents. Nothing is cleaned here. Dates are only carried, with the place they came from
(`date_source`); `chronology.py` judges them. A file inside a zip is a file like others: `reports.zip/2021/a.txt`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from topics.errors import DocumentError, nearest
from topics.files.zips import MAX_FILE_BYTES, zip_entries
from topics.preprocessing.html import read_html
from topics.preprocessing.office import read_docx, read_xlsx
from topics.preprocessing.pdf import read_pdf
from topics.preprocessing.plaintext import read_text
from topics.preprocessing.records import Reader
from topics.preprocessing.tables import read_csv, read_json, read_json_lines, read_parquet

if TYPE_CHECKING:
    from topics.preprocessing.evidence import Finding


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


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}
ARCHIVE = ".zip"
UNREADABLE = "cannot be read"  # how the reason of a loss begins that is a broken file's
# Seconds a megabyte on one processor, roughly: enough to tell a minute of reading from a second.
_SECONDS = {".html": 0.5, ".htm": 0.5, ".shtml": 0.5, ".pdf": 0.5, ".docx": 2.0, ".xlsx": 2.0, ARCHIVE: 1.0}


def find_files(documents: Sequence[Path] | Path) -> list[Path]:
    """Every file that is named, lies below a folder that is named, or fits a pattern such as `texts/*.txt`.

    Sorted by path, each once; hidden files are passed over.

    Raises DocumentError for a path that is not there and when nothing at all is found.
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
            f"{', '.join(map(str, named))}: there is no document in it. Put files there ({', '.join(READERS)}, {ARCHIVE}), or name "
            "another folder under [corpus] documents = […]."
        )
    return sorted(files, key=lambda p: p.as_posix())


def read_files(path: Path, name: str | None = None) -> list[SourceFile]:
    """What a path holds: one file, or the files in a zip by name; `name` is the path to record and to use in messages.

    A file without a reader, a zip inside a zip, or a broken file in a zip is a SourceFile with that loss and no document.
    Raises DocumentError when the file itself cannot be read.
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
    """The documents of one file's bytes; its suffix says which reader.

    Raises DocumentError when it cannot be read.
    """
    path = PurePosixPath(name)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        return _without_reader(name)
    reading = reader(data, name)
    if not reading.records and not reading.losses:
        return _left_out(name, "the file holds no document")
    several = len(reading.records) > 1
    documents = []
    for number, record in enumerate(reading.records, start=1):
        default = f"{path.stem}-{number}" if several else path.stem
        documents.append(Document(**{**record, "id": record.get("id") or default, "path": name}))
    label = reader.__name__.removeprefix("read_")
    return SourceFile(name, label, reading.encoding, tuple(documents), tuple(reading.losses))


def _without_reader(name: str) -> SourceFile:
    suffix = PurePosixPath(name).suffix
    if suffix.lower() == ARCHIVE:
        return _left_out(name, "a zip inside a zip is not opened")
    return _left_out(name, f'no reader for "{suffix}" files')


def left_unread(name: str, error: DocumentError) -> SourceFile:
    """A file that is left out because of an error that names it."""
    return _left_out(name, f"{UNREADABLE}; {str(error).removeprefix(name).lstrip(':, ').removesuffix('.')}")


def unreadable_sentence(broken: Sequence[tuple[str, str]], most: int = 10) -> str:
    """What to tell the person who has these broken files, (path, reason) each."""
    parts = [f"{path}: {reason.removeprefix(f'{UNREADABLE}; ')}." for path, reason in broken[:most]]
    if len(broken) > most:
        parts.append(f"… and {len(broken) - most} more")
    advice = 'Mend it or take it out, or write unreadable = "leave out" under [corpus].'
    if len(broken) == 1:
        return f"{parts[0]} {advice}"
    return f"{len(broken)} files cannot be read:\n  " + "\n  ".join(parts) + f"\n{advice.replace(' it', ' them')}"


def _left_out(name: str, reason: str) -> SourceFile:
    return SourceFile(name, "", "", (), (("decoded", reason),))


def seconds_to_read(path: Path) -> float:
    """A rough guess of what reading a file costs one processor."""
    try:
        return path.stat().st_size / 1e6 * _SECONDS.get(path.suffix.lower(), 0.1)
    except OSError:
        return 0.0
