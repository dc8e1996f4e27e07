"""Lines of an HTML or XHTML tree as a person sees them, each with the element that holds it.

Conventions. A tree is lxml's, its tags without namespaces, its comments taken out. *Visible* is what a browser shows
with scripts on: no script, style, template, head, `noscript`, `noframes`, `rp`, nor what stands in for a frame, a film
or a canvas, and nothing with the attribute `hidden` or a style of `display: none`, unless a reader can open it
(`folds.py`). (`visibility: hidden` is what a script takes off when a page has loaded.) Lines end at `br` and where an
element that is not inline begins or ends; `pre` and `textarea` keep their own line ends in one line. Readings above
characters (`rt`) and note marks are set apart from the words in which they stand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from topics.preprocessing.readers.steps import NOTE_MARKS, READINGS

INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "br", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
     "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
     "math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup",
     "mtext", "munder", "semantics")
)  # fmt: skip
_UNSEEN = frozenset(
    ("annotation", "annotation-xml", "audio", "canvas", "datalist", "defs", "desc", "head", "iframe", "metadata",
     "noembed", "noframes", "noscript", "object", "rp", "script", "style", "template", "title", "video")
)  # fmt: skip
HIDDEN_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_LONGEST_LINK = 600  # bytes in UTF-8: 200 ideographs, or a hundred words in English
_EMPTY_ROWS = re.compile(r"\n{3,}")
_READINGS = ("rt", "rtc", "rb")
_PREFORMATTED = ("pre", "textarea", "xmp", "listing", "plaintext")


@dataclass
class Line:
    """A visible line: its element that is not inline, its text, the part outside of links, and its place on the page.

    `apart` are the readings and note marks taken out of `text`, as (step, text); `whole` is the line with them.
    `place` is what furniture of the page the line stands in, "" for none; `kept` says whether it is in the article.
    """

    element: Any
    text: str
    unlinked: str
    whole: str
    apart: list[tuple[str, str]] = field(default_factory=list)
    place: str = ""
    kept: bool = False


class _Piece(NamedTuple):
    """A piece of a line; `mark` is the outermost element around it that may be the mark of a note."""

    block: Any
    text: str
    place: str
    linked: bool
    reading: bool
    mark: Any


def visible_lines(tree: Any, places: Mapping[Any, str] | None = None) -> list[Line]:
    """The visible lines in page order, without empty ones; `places` names the elements that are furniture."""
    lines: list[Line] = []
    pieces: list[_Piece] = []
    for piece in _pieces(tree, places or {}):
        if piece is None:
            if pieces:
                lines += _line(pieces)
                pieces = []
        elif pieces or not piece.text.isspace():
            # White space at the beginning of a line says nothing, and most pages are full of it.
            pieces.append(piece)
    return lines + (_line(pieces) if pieces else [])


def joined(lines: Iterable[Line]) -> str:
    """The text of lines, one per line."""
    return "\n".join(line.text for line in lines if line.text)


def squeezed(text: str) -> str:
    """Text without spaces and line breaks."""
    return "".join(text.split())


def _pieces(tree: Any, places: Mapping[Any, str]) -> Iterator[_Piece | None]:
    """The visible pieces of text; None where a line ends."""
    from lxml import etree

    around = _Around(places)
    unseen: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if unseen is not None:
            if element is not unseen:
                continue
            unseen = None
        elif event == "start" and is_unseen(element):
            unseen = element
            continue
        else:
            inline = element.tag in INLINE or ":" in element.tag
            if event == "start":
                around.enter(element, inline)
            else:
                around.leave(element)
            if element.tag == "br" or not inline:
                yield None
        text = element.text if event == "start" else element.tail
        if text and around.blocks:
            yield around.piece(text)


class _Around:
    """What is around a place in a tree: its block, furniture, links, readings and marks, each innermost last."""

    def __init__(self, places: Mapping[Any, str]) -> None:
        self.blocks: list[Any] = []
        self._places = places
        self._standing, self._links, self._readings = [""], [False], [False]
        self._marks: list[Any] = []

    def enter(self, element: Any, inline: bool) -> None:
        if not inline or not self.blocks:
            self.blocks.append(element)
            self._standing.append(self._standing[-1] or self._places.get(element, ""))
        elif element.tag == "a":
            self._links.append(self._links[-1] or _is_link(element))
        elif element.tag in _READINGS:
            self._readings.append(element.tag != "rb")
        if _may_be_mark(element):
            self._marks.append(element)

    def leave(self, element: Any) -> None:
        if element is self.blocks[-1]:
            self.blocks.pop()
            self._standing.pop()
        elif element.tag == "a":
            self._links.pop()
        elif element.tag in _READINGS:
            self._readings.pop()
        if self._marks and element is self._marks[-1]:
            self._marks.pop()

    def piece(self, text: str) -> _Piece:
        mark = self._marks[0] if self._marks else None
        return _Piece(self.blocks[-1], text, self._standing[-1], self._links[-1], self._readings[-1], mark)


def is_unseen(element: Any) -> bool:
    """Whether an element is not shown, nor anything in it."""
    if element.tag in _UNSEEN or (element.tag == "dialog" and element.get("open") is None):
        return True
    return bool(element.attrib) and is_hidden(element)


def is_hidden(element: Any) -> bool:
    """Whether an element is hidden by its attributes."""
    return element.get("hidden") is not None or bool(HIDDEN_STYLE.search(element.get("style") or ""))


def _is_link(element: Any) -> bool:
    """Whether an `a` is a link: not a target in the page, nor one that its author forgot to close."""
    length = 0
    for text in element.itertext():
        length += len(text.strip().encode(errors="replace"))
        if length > _LONGEST_LINK:
            return False
    return element.get("href") is not None


def _line(pieces: list[_Piece]) -> list[Line]:
    """The line that pieces make; none when they are white space."""
    parts: list[str] = []
    unlinked: list[str] = []
    apart = []
    before = ""
    for mark, found in groupby(pieces, key=lambda piece: piece.mark):
        group = list(found)
        apart += [(READINGS, piece.text) for piece in group if piece.reading]
        words = [piece for piece in group if not piece.reading]
        said = "".join(piece.text for piece in words)
        if mark is not None and _is_mark(mark, said, before):
            apart.append((NOTE_MARKS, said))
        else:
            parts.append(said)
            before = (before + said)[-24:]
            unlinked += [piece.text for piece in words if not piece.linked]
    kept = any(piece.block.tag in _PREFORMATTED for piece in pieces)
    text = _spaced("".join(parts), kept)
    apart = [(step, said.strip()) for step, said in apart if said.strip()]
    if not text and not apart:
        return []
    whole = "".join(piece.text for piece in pieces)
    return [Line(pieces[0].block, text, _spaced("".join(unlinked), kept), whole, apart, pieces[-1].place)]


def _spaced(text: str, keeps_lines: bool) -> str:
    """Text without white space at the ends of its lines, and with one space or empty line for more."""
    if not keeps_lines:
        return " ".join(text.split())
    rows = "\n".join(" ".join(row.split()) for row in text.splitlines())
    return _EMPTY_ROWS.sub("\n\n", rows).strip("\n")


# --- note marks ------------------------------------------------------------------------------------------------------

# A raised text that is a mark by its looks: [1], 〔2〕, (3), ①, *, †, 注1.
_DIGITS = r"\d{1,3}(?:\s*[,，、;–—-]\s*\d{1,3})*"
_BRACKETED = r"[\[［〔【][^\[\]［］〔〕【】]{1,24}[\]］〕】]"
_CIRCLED = r"[\u2460-\u2473\u24ea\u2776-\u277f\u3251-\u325f\u32b1-\u32bf]"
_MARK = re.compile(
    rf"(?:{_BRACKETED}|[（(](?:注\s*)?{_DIGITS}[）)]|\d{{1,3}}[）)]|注释?\s*\d{{0,3}}|{_CIRCLED}|[*＊†‡§¶※↑]|[\s,，、])+"
)
_NUMBER = re.compile(_DIGITS)
# A link within the page that is a mark by its looks.
_LINKED_MARK = re.compile(rf"[\[［〔【]\s*(?:注释?\s*)?(?:{_DIGITS}|[a-zA-Z*]|[ivx]{{1,5}})\s*[\]］〕】]|{_CIRCLED}")
# Before a raised number: a unit, a symbol, a figure other than a year, or a bracket; the number is an exponent then.
_RAISABLE = re.compile(
    r"(?:^|[^A-Za-zµμ&])(?:[a-zµμα-ωΑ-Ω]|[Nkcdmnhµμ]m|ft|in|yd|mi|CO|SO|NO|PO|CH|NH|OH|sin|cos|tan|log|ln)$"
    r"|(?:^|[^A-Za-z&\d])[A-Z]$|[=+*/×÷<>^(−-]\s*[A-Za-z]{1,3}$"
    r"|(?<!\d)(?!(?:19|20)\d\d$)\d+$|[米里尺寸)\]]$"
)


def _may_be_mark(element: Any) -> bool:
    if element.tag in ("sup", "sub"):
        return True
    return element.tag == "a" and ((element.get("href") or "").startswith("#") or _refers_to_note(element))


def _refers_to_note(element: Any) -> bool:
    return bool({"doc-noteref", "noteref"} & {element.get("role"), element.get("type")})


def _is_mark(element: Any, said: str, before: str) -> bool:
    """Whether the text of a raised or lowered element, or of a link within the page, is the mark of a note."""
    said = said.strip()
    if not said or _refers_to_note(element):
        return bool(said)
    if element.tag == "sub":
        return bool(_LINKED_MARK.fullmatch(said))
    linked = element.tag == "a" or next(element.iter("a"), None) is not None
    if element.tag == "a" and next(element.iter("sup"), None) is None:
        return bool(_LINKED_MARK.fullmatch(said))
    if linked and _NUMBER.fullmatch(said):
        return True
    exponent = bool(_RAISABLE.search(before.rstrip()))
    sure = bool(_MARK.fullmatch(said)) and said[0] not in "(（*＊"
    return sure or (not exponent and bool(_NUMBER.fullmatch(said) or _MARK.fullmatch(said)))
