"""The files of a corpus: those with a reader, and those that are passed over, each with its reason.

Conventions. A link to a file is followed, a link to a folder is not. A file's *folder* is the beginning of the ids of
its documents: the path below the folder that was named, so that ids stay as they are when other folders are added. A
zip below a named folder is a folder too. Reasons of one kind are equal up to a semicolon.
"""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from topics.errors import DocumentError, nearest
from topics.files.names import COMPANION, HIDDEN_FILE, HIDDEN_FOLDER, NO_FILE, is_companion, passed_over, readable
from topics.preprocessing.readers import READERS

ARCHIVE = ".zip"
UNREADABLE = "cannot be read"  # the beginning of a loss's reason when the file is broken
NO_DOCUMENT = "the file holds no document"
LINKED_FOLDER = "a link to a folder is not followed; name its target under [corpus] documents"
LOST_LINK = "a link that leads nowhere"
_ENDING = re.compile(r"\.[a-z0-9_~#-]{1,12}")  # of a format; 2021.关于印发规划的通知 has none
_MOST = 5  # passed-over files named in a message
_WORD, _TABLE, _PDF = "save it as .docx", "save it as .xlsx", "save it as .pdf"
_PAGE, _PACKED, _PICTURE = "save it as .html", "unpack it", "if it shows text, run OCR and save the text as .txt"
_ADVICE = {
    **dict.fromkeys((".doc", ".dot", ".dotx", ".dotm", ".wps", ".wpt", ".odt", ".pages"), _WORD),
    **dict.fromkeys((".xlt", ".xltx", ".xlsb", ".et", ".ods", ".numbers"), _TABLE),
    **dict.fromkeys((".caj", ".kdh", ".nh", ".ofd", ".ppt", ".pptx", ".pps", ".ppsx", ".dps", ".odp", ".djvu"), _PDF),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive", ".xhtml", ".maff"), _PAGE),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), _PACKED),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif"), _PICTURE),
    "": "give it the ending of its format, such as .txt",
}


@dataclass(frozen=True)
class Found:
    """The files with a reader, sorted by path; the folder of each; and what was passed over, with the reason."""

    files: list[Path]
    folders: dict[Path, str]
    passed_over: list[tuple[Path, str]]


def find_files(documents: Sequence[Path] | Path) -> Found:
    """Every file that is named, lies below a named folder, or matches a pattern such as `texts/*.txt`, each once.

    Raises DocumentError for a path that does not exist, for a pattern that nothing matches, and when no file is found.
    """
    named = [documents] if isinstance(documents, str | Path) else list(documents)
    folders: dict[Path, str] = {}
    left: dict[Path, str] = {}
    for path, base, reason in (one for start in map(Path, named) for one in _named(start)):
        if reason:
            left[path] = reason
            continue
        folder = _folder(path, base)
        folders[path] = min(folders.get(path, folder), folder, key=lambda f: (f.count("/"), f))
    if not folders:
        names = [f"{readable(str(path))}: {reason}" for path, reason in sorted(left.items())]
        found = f" Passed over: {'; '.join(names[:_MOST])}{' …' if len(names) > _MOST else ''}." if names else ""
        raise DocumentError(
            f"{', '.join(readable(str(path)) for path in named)}: there is no document in it. Put files there "
            f"({', '.join(READERS)}, {ARCHIVE}), or name another folder under [corpus] documents = […].{found}"
        )
    return Found(sorted(folders, key=lambda p: p.as_posix()), folders, sorted(left.items()))


def _folder(path: Path, base: Path | None) -> str:
    """The beginning of the ids of a file's documents; `base` is the folder named, None where the file itself was."""
    if base is None:
        return ""
    below = path.relative_to(base)
    parts = below.parts if path.suffix.lower() == ARCHIVE else below.parts[:-1]
    return "".join(f"{part}/" for part in parts)


def _named(path: Path) -> Iterator[tuple[Path, Path | None, str]]:
    """(file, folder it was found below, reason to pass it over or "") for one path that was named."""
    if _is_folder(path):
        yield from ((file, path, reason) for file, reason in _below(path))
    elif os.path.lexists(path):
        yield path, None, _reason(path)
    elif re.search(r"[*?\[]", str(path)):
        yield from _matches(path)
    else:
        raise _not_there(path)


def _not_there(path: Path) -> DocumentError:
    """The error about a path that was named and cannot be found."""
    name = readable(str(path))
    try:
        path.lstat()
    except PermissionError:
        return DocumentError(f"{name}: the right to read the folder in which it lies is missing.")
    except (OSError, ValueError):  # ValueError: a null byte
        pass
    return DocumentError(f"{absent(path)} A path in study.toml starts from the folder of that file.")


def absent(path: Path) -> str:
    """The sentence that a path leads nowhere, with what is there that is called most like its first part that is not.

    >>> from pathlib import Path
    >>> absent(Path("no-folder") / "a.txt").partition(";")[0]
    'no-folder/a.txt: there is no such file or folder'
    """
    missing = next((part for part in (*reversed(path.parents), path) if not os.path.lexists(part)), path)
    try:
        siblings = [readable(sibling.name) for sibling in missing.parent.iterdir()]
    except (OSError, ValueError):
        siblings = []
    return f"{readable(str(path))}: there is no such file or folder; {nearest(readable(missing.name), siblings)}"


def _matches(pattern: Path) -> Iterator[tuple[Path, Path | None, str]]:
    """What a pattern matches, found below the folder with which it begins."""
    base = next(folder for folder in pattern.parents if _is_folder(folder))
    name = readable(str(pattern))
    try:
        matches = sorted(base.glob(pattern.relative_to(base).as_posix()))
    except PermissionError:
        raise DocumentError(f"{name}: the right to read a folder of this pattern is missing.") from None
    except (OSError, ValueError, NotImplementedError) as error:
        raise DocumentError(f"{name}: this is not a pattern of file names ({error}).") from None
    if not matches:
        raise DocumentError(
            f"{name}: no file matches this pattern, which starts from the folder of study.toml; correct it "
            "under [corpus] documents."
        )
    for path in matches:
        if passed_over(PurePosixPath(path.relative_to(base).parent)):
            continue
        linked = [folder for folder in (path, *path.parents) if base in folder.parents and folder.is_symlink()]
        if linked and _is_folder(linked[-1]):
            yield linked[-1], base, LINKED_FOLDER
        elif _is_folder(path) and not path.name.startswith("."):
            yield from ((file, base, reason) for file, reason in _below(path))
        else:
            yield path, base, _reason(path)


def _below(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file below a folder with the reason to pass it over, and every folder that is not entered."""
    unread: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unread.append):
        for name in list(folders):
            path = Path(place, name)
            why = passed_over(PurePosixPath(name))
            if why or path.is_symlink():
                folders.remove(name)
                yield path, (HIDDEN_FOLDER if why[1] == HIDDEN_FILE else why[1]) if why else LINKED_FOLDER
        for name in files:
            yield Path(place, name), _reason(Path(place, name))
    for error in unread:
        yield Path(error.filename), f"{UNREADABLE}; the right to read this folder is missing ({error.strerror})"


def _reason(path: Path) -> str:
    """The reason to pass a file over; "" for a file with a reader."""
    if why := passed_over(PurePosixPath(path.name)):
        return why[1]
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return NO_FILE
    except OSError as error:
        lost = not isinstance(error, PermissionError) and path.is_symlink()
        return LOST_LINK if lost else f"{UNREADABLE}; {error.strerror}"
    if path.suffix.lower() in READERS.names | {ARCHIVE}:
        return ""
    return COMPANION if is_companion(PurePosixPath(path.as_posix()), _is_file) else no_reader(path.name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # the right to look is missing, or the name is too long for any file
        return False


def _is_file(path: PurePosixPath) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return False


def no_reader(name: str) -> str:
    """The reason to leave out a file for whose suffix there is no reader, with what can be done."""
    suffix = PurePosixPath(name).suffix.lower()
    suffix = suffix if _ENDING.fullmatch(suffix) else ""
    advice = _ADVICE.get(suffix)
    return f'no reader for "{suffix}" files{f"; {advice}" if advice else ""}'
