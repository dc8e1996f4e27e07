"""Safe reading of zip files: no entry may unpack to more bytes than it declares.

Word and Excel files are zip files too and are opened by the same functions.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from topics.errors import DocumentError
from topics.files.names import NO_FILE, decoded_name, passed_over

MAX_ENTRIES = 50_000
MAX_RATIO = 200  # unpacked to packed; text packs to a tenth, only a bomb to a thousandth
LINKED_ENTRY = "a link in a zip is not followed; put the file itself there"
_UNIX = 3  # the system of zips whose entries tell what they are, as st_mode does
_SMALL = 10_000_000  # bytes unpacked, below which no ratio does harm


def open_zip(data: bytes, where: str, kind: str = "a zip file") -> zipfile.ZipFile:
    """The opened zip file, after a check of the size it would unpack to; messages call it `kind`.

    Raises DocumentError when it is damaged or too large.
    """
    try:
        # allowZip64 is what makes sizes above 4 GB possible to state, and so to refuse.
        file = zipfile.ZipFile(io.BytesIO(data), allowZip64=True)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeDecodeError) as error:
        raise DocumentError(
            f"{where}: this is not {kind} that can be read ({error}); make it anew or leave it out."
        ) from None
    entries = file.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise DocumentError(f"{where}: expected up to {MAX_ENTRIES:,} files in it, found {len(entries):,}; split it.")
    if not all(entry.filename for entry in entries):
        raise DocumentError(f"{where}: a file in it has no name, so it is damaged; make it anew.")
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _SMALL and unpacked > MAX_RATIO * len(data)):
        raise DocumentError(
            f"{where}: {len(data) / 1e6:,.1f} MB would unpack to {unpacked / 1e6:,.0f} MB; the limits are "
            f"{MAX_UNPACKED_BYTES / 1e6:,.0f} MB and {MAX_RATIO} times its size. Unpack it yourself if it is honest."
        )
    return file


def zip_entries(data: bytes, where: str) -> Iterator[tuple[str, str, bytes]]:
    """(name, "", bytes) of every file in a zip, sorted by name; (name, reason, b"") of what is passed over, each once.

    Raises DocumentError for names that point outside the zip, encrypted or damaged entries, and entries that are too
    large.
    """
    file = open_zip(data, where)
    named = sorted(((_name(entry), entry) for entry in file.infolist() if not entry.is_dir()), key=lambda pair: pair[0])
    passed: dict[str, str] = {}
    for name, entry in named:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or parts[:1] == ("/",) or (parts and ":" in parts[0]):
            raise DocumentError(f'{where}: the file "{name}" in it would lie outside of it; make the zip anew.')
        if not parts:
            continue
        if why := passed_over(PurePosixPath(*parts)):
            passed.setdefault(*map(str, why))
        elif reason := _no_file(entry):
            passed["/".join(parts)] = reason
        else:
            yield "/".join(parts), "", read_entry(file, entry, where, name)
    yield from ((name, reason, b"") for name, reason in passed.items())


def read_entry(file: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, name: str = "") -> bytes:
    """The bytes of one file in a zip; `name` is what it is called in messages, its own name unless given.

    Raises DocumentError when it is locked, damaged or too large.
    """
    place = f"{where}/{name or entry.filename}"
    if entry.file_size > MAX_FILE_BYTES:
        raise DocumentError(
            f"{place}: {entry.file_size / 1e6:,.0f} MB unpacked; the limit is {MAX_FILE_BYTES // 10**6} MB."
        )
    try:
        return file.read(entry)
    except Exception as error:
        # A locked entry is a RuntimeError, an unknown method NotImplementedError, damage one of many.
        raise DocumentError(f"{place}: this entry of the zip cannot be read ({error}).") from None


def _no_file(entry: zipfile.ZipInfo) -> str:
    """The reason to pass over an entry that is no file, such as a link, whose bytes are its target's path; or ""."""
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    if kind == stat.S_IFLNK:
        return LINKED_ENTRY
    return NO_FILE if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name. Without the UTF-8 flag it is in the writer's own encoding, which zipfile decodes as cp437."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    try:
        name = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    return decoded_name(name) or entry.filename


# The most memory that one file may need, whatever size its compression declares.
MAX_FILE_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
