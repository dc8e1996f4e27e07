"""Rich Text Format (RTF): documents of word processors and downloads of news databases.

Conventions. The file is a tree of groups in braces. A group's first word may name its *destination*, such as a header
or a picture; unknown destinations marked with a star are for programs alone. Text is bytes in the code page of its
font, or \\u with the number of a character.
"""

import re
from dataclasses import dataclass, field, replace

from topics.errors import DocumentError
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.steps import COMMENTS, DELETED, FRAMES, HIDDEN

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_DEEPEST = 1_000  # groups inside each other
_FONTS, _TITLE, _NOTE, _SKIPPED = "fonts", "title", "note", "skipped"
_DESTINATIONS = {
    "fonttbl": _FONTS,
    "title": _TITLE,
    "footnote": _NOTE,
    "annotation": COMMENTS,
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), FRAMES),
    **dict.fromkeys(
        ("colortbl", "stylesheet", "info", "pict", "objdata", "objclass", "themedata", "datastore", "listtable",
         "listoverridetable", "rsidtbl", "generator", "filetbl", "revtbl", "latentstyles", "fldinst", "bkmkstart",
         "bkmkend", "nonshppict", "listtext", "pntext", "nonesttables", "sn", "sv", "xe", "tc", "atnid", "atnauthor",
         "atrfstart", "atrfend", "atndate", "template", "operator", "author", "company", "doccomm", "keywords",
         "subject", "category", "manager", "fontemb", "fontfile", "falt", "panose", "ftnsep", "ftnsepc", "aftnsep",
         "aftnsepc", "upr"),
        _SKIPPED,
    ),
}  # fmt: skip
_SEEN = ("shpinst", "shptxt", "footnote", "annotation", "ud", "shppict")  # that may have a star
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "row": "\n", "cell": "\n", "nestcell": "\n",
    "nestrow": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n", "\t": "\t"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
_PAGES = {936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 0: "cp1252", 1: "cp1252"}
_KNOWN = frozenset((437, 850, 852, 866, 874, 932, 949, 950, *range(1250, 1259)))
UNKNOWN_BYTES = "bytes of the file are no characters in the code page that it names"
CUT_OFF = "the file is cut off: groups are not closed"


@READERS.register(".rtf", label={"en": "rich text (RTF)", "zh": "RTF 文档"}, seconds=2.0)
def read_rtf(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """A document in Rich Text Format: its paragraphs and the cells of its tables, one line each.

    A person sees the words of the body with those of text boxes and results of fields; footnotes and endnotes, which
    are lines at the end; headers and footers, comments, hidden and deleted text, which are taken. What a word
    processor draws itself is not counted: numbers of lists and pages. Pictures and other objects are not read.

    A file that holds many articles, as databases write them, is one document per article. Raises DocumentError for
    what is no RTF, and for groups that lie more than a thousand deep in each other.
    """
    if not data.lstrip()[:5] == rb"{\rtf":
        raise DocumentError(
            f"{where}: this is not an RTF document: it begins with {data[:12]!r}; save it as RTF or leave it out."
        )
    story = _Story(where)
    story.read(data.decode("latin-1"))
    text = story.text("") + "".join(f"\n{note.strip()}" for note in story.notes if note.strip())
    taken = [(step, story.text(step)) for step in (FRAMES, COMMENTS, DELETED, HIDDEN) if story.text(step).strip()]
    if found := collection_in(text):
        read = found.reading("rtf", taken, said)
        return Reading(read.records, "rtf", [*story.losses, *read.losses], read.columns)
    record = {"text": text, "title": " ".join(story.text(_TITLE).split()), "taken": taken}
    return Reading([record], "rtf", [*story.losses, *looks_like_many(text)])


@dataclass(frozen=True)
class _State:
    """What holds inside a group: its destination, "" for the body; font; characters that stand for each \\u; hiding."""

    place: str = ""
    font: int = -1
    fallback: int = 1
    hidden: str = ""


@dataclass
class _Story:
    """The texts of a document by destination, and what was met on the way."""

    where: str
    pieces: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    losses: list[tuple[str, str]] = field(default_factory=list)
    _page: str = "cp1252"
    _fonts: dict[int, int] = field(default_factory=dict)
    _state: _State = field(default_factory=_State)
    _groups: list[_State] = field(default_factory=list)
    _bytes: list[str] = field(default_factory=list)
    _units: list[int] = field(default_factory=list)
    _skip: int = 0  # characters that repeat a \u for old programs
    _opened: bool = False
    _starred: bool = False
    _bad: int = 0

    def text(self, place: str) -> str:
        """The text of one destination."""
        return "".join(self.pieces.get(place, ()))

    def read(self, source: str) -> None:
        """Read a whole file, whose bytes are given as characters up to 255."""
        place = 0
        while found := _TOKEN.match(source, place):
            place = found.end()
            word, number, byte, symbol, brace, plain = found.groups()
            if brace:
                self._brace(brace)
                if not self._groups:
                    break
                continue
            if word == "bin":
                place += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif byte:
                self._add_bytes(chr(int(byte, 16)))
            elif symbol:
                self._symbol(symbol)
            elif plain:
                self._add_bytes(plain)
            if word or byte or plain or symbol not in ("*", None):
                self._opened = False
        self._flush()
        if self._groups:
            self.losses.append(("text", CUT_OFF))
        if self._bad:
            self.losses.append(("text", f"{UNKNOWN_BYTES}; {self._bad} of them"))

    def _brace(self, brace: str) -> None:
        self._flush()
        self._skip = 0
        if brace == "{":
            if len(self._groups) >= _DEEPEST:
                raise DocumentError(
                    f"{self.where}: the groups of this RTF document are nested too deeply to read it; save it as .docx."
                )
            self._groups.append(self._state)
            self._opened, self._starred = True, False
        elif self._groups:
            self._state = self._groups.pop()
            self._opened = False

    def _word(self, word: str, number: int | None) -> None:
        if self._opened and self._destination(word):
            return
        state = self._state
        if word == "u" and number is not None:
            self._flush_bytes()
            self._units.append(number & 0xFFFF)
            self._skip = state.fallback
        elif sign := _SIGNS.get(word):
            self._put(sign)
        elif word == "uc":
            self._state = replace(state, fallback=min(max(number or 0, 0), 8))
        elif word == "f" and number is not None:
            self._flush()
            self._state = replace(state, font=number)
        elif word == "fcharset" and state.place == _FONTS:
            self._fonts[state.font] = number or 0
        elif word == "ansicpg":
            self._page = _page(number or 0)
        elif word in ("mac", "pc", "pca"):
            self._page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word in ("v", "deleted"):
            self._flush()
            self._state = replace(state, hidden="" if number == 0 else HIDDEN if word == "v" else DELETED)
        elif word == "plain":
            self._flush()
            self._state = replace(state, hidden="")

    def _destination(self, word: str) -> bool:
        """Enter the destination that a group's first word names; whether it names one."""
        inside = self._state.place
        place = _DESTINATIONS.get(word)
        if word == "ud":
            # The Unicode half of a group that says the same twice.
            self._state = replace(self._groups[-2], hidden=self._state.hidden) if len(self._groups) > 1 else self._state
        elif inside == _SKIPPED and word != "title":
            return True
        elif place is not None and (not self._starred or word in _SEEN or place == _FONTS):
            if place == _NOTE:
                self.notes.append("")
            self._state = replace(self._state, place=place)
        elif self._starred and word not in _SEEN:
            self._state = replace(self._state, place=_SKIPPED)
        else:
            return False
        return True

    def _symbol(self, symbol: str) -> None:
        if symbol == "*" and self._opened:
            self._starred = True
        elif text := _SYMBOLS.get(symbol):
            self._put(text)

    def _put(self, text: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._flush()
        self._write(text)

    def _add_bytes(self, text: str) -> None:
        if self._skip:
            left, self._skip = self._skip, max(0, self._skip - len(text))
            text = text[left:]
        if text:
            self._flush_units()
            self._bytes.append(text)

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_units(self) -> None:
        if self._units:
            data = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._write(data.decode("utf-16-le", "replace"))

    def _flush_bytes(self) -> None:
        if self._bytes:
            data = "".join(self._bytes).encode("latin-1")
            self._bytes = []
            if self._state.place not in (_SKIPPED, _FONTS):
                self._write(self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        if data.isascii():
            return data.decode("ascii")
        charset = self._fonts.get(self._state.font, 1)
        pages = [_CHARSETS[charset]] if charset in _CHARSETS else [self._page, "cp1252"]
        for page in pages:
            try:
                return data.decode(page)
            except UnicodeDecodeError:
                continue
        text = data.decode(pages[0], "replace")
        self._bad += text.count("\ufffd")
        return text

    def _write(self, text: str) -> None:
        place, text = self._state.place, text.replace("\x00", "")
        if place == _NOTE:
            self.notes[-1] += text
        elif place not in (_SKIPPED, _FONTS):
            self.pieces.setdefault(place or self._state.hidden, []).append(text)


def _page(number: int) -> str:
    return _PAGES.get(number) or (f"cp{number}" if number in _KNOWN else "cp1252")
