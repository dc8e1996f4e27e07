"""Names of files: readable text of names in any encoding, and names of files that are nobody's documents."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from topics.files.encodings import plausibility, words_share

HIDDEN_FILE = "a hidden file"
HIDDEN_FOLDER = "a hidden folder"
LOCK_FILE = "a lock file of an office program"
SYSTEM_FILE = "a file of the operating system"
COMPANION = "a companion of a saved web page"
NO_FILE = "no regular file (a pipe, socket or device)"
_SYSTEM = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx"))
# What a browser stores of a page besides the page itself: the folder "X_files" or "X.files" beside "X.html".
_BESIDE = re.compile(r"(.+)(?:_files|\.files|_file|\.htm_files|\.html_files)", re.IGNORECASE)
# Signs that end a line, move a terminal's cursor or turn the direction of writing, as in the [] of a pattern.
CONTROLS = r"\x00-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2066-\u2069"
_CONTROLS = re.compile(f"[{CONTROLS}]")
_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".HTML", ".HTM")


def readable(name: str) -> str:
    """A path as it can be printed, on one line: parts that are not in UTF-8, which Python escapes, are decoded on
    evidence, and control characters stand as their escapes.

    >>> print(readable("2021/two\\nlines.txt"))
    2021/two\\nlines.txt
    """
    if not name.isascii():
        name = "/".join(_readable_part(part) for part in name.split("/"))
    return _CONTROLS.sub(lambda sign: sign[0].encode("unicode_escape").decode(), name)


def _readable_part(part: str) -> str:
    try:
        data = part.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # halves of characters that no file system gave
        return part.encode("utf-8", "backslashreplace").decode()
    return decoded_name(data) or data.decode("utf-8", "backslashreplace")


def decoded_name(data: bytes) -> str:
    """The text of a name in UTF-8, GB18030 or Big5, the more plausible of the last two; "" if it is in none.

    >>> decoded_name("通知.txt".encode("gbk"))
    '通知.txt'
    """
    readings = {}
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            readings[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if "utf-8" in readings and not _is_two_bytes(readings["utf-8"], readings.get("gb18030", "")):
        return readings["utf-8"]
    chinese = [text for encoding, text in readings.items() if encoding != "utf-8"]
    return max(chinese, key=lambda text: (words_share(text), plausibility(text)), default="")


def _is_two_bytes(text: str, chinese: str) -> bool:
    """Whether a name that is valid UTF-8 is everyday Chinese in GB18030, as 通知 is (in UTF-8, Hebrew accents)."""
    signs = [c for c in text if c > "\x7f"]
    if len(signs) < 2 or not "\u017f" < max(signs) <= "\u07ff":
        return False
    return plausibility(chinese) >= 0.75


def passed_over(path: PurePosixPath) -> tuple[PurePosixPath, str] | None:
    """The first part of a path that is not for people, up to which it is passed over, with the reason.

    >>> passed_over(PurePosixPath("2021/~$notice.docx"))
    (PurePosixPath('2021/~$notice.docx'), 'a lock file of an office program')
    """
    for end, part in enumerate(path.parts, start=1):
        last = end == len(path.parts)
        if last and part.startswith(("~$", ".~")):
            reason = LOCK_FILE
        elif part.lower() in _SYSTEM:
            reason = SYSTEM_FILE
        elif part.startswith("."):
            reason = HIDDEN_FILE if last else HIDDEN_FOLDER
        else:
            continue
        return PurePosixPath(*path.parts[:end]), reason
    return None


def is_companion(path: PurePosixPath, is_there: Callable[[PurePosixPath], bool]) -> bool:
    """Whether a file lies in the folder of a saved web page; `is_there` tells which files there are."""
    for folder in path.parents:
        page = _BESIDE.fullmatch(folder.name)
        if page and any(is_there(folder.with_name(page.group(1) + ending)) for ending in _PAGES):
            return True
    return False
