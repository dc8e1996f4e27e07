"""The stories of a Word document (its body, each note, each header …) as lines, with what is seen but is not text.

Conventions. A *piece* is (step, text): the step is empty for text and else says why the text is taken. Each paragraph
is a line; one inside another, in a text box, comes after it. A paragraph whose end was deleted under review, or is
hidden, goes on in the next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from topics.preprocessing.readers.steps import DELETED, HIDDEN, MARKS_OF_NOTES, READINGS, SIGNS
from topics.preprocessing.readers.word_fields import Fields, guide
from topics.preprocessing.readers.word_parts import Styles, children, name_of, says, value

_SPACES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Properties and codes; `tabs` lists stops under the name of the character.
_UNSEEN = frozenset(
    ("pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "rubyPr", "tabs", "instrText",
     "delInstrText", "ffData")
)  # fmt: skip
_BLOCKS = frozenset(("tbl", "tc", "txbxContent", "footnote", "endnote", "comment"))
# Namespaces of extensions that Word knows begin like this; of the others it shows the fallback.
_KNOWN = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "urn:schemas-microsoft-com:")
_TITLES = ("title", "heading 1")

Line = list[tuple[str, str]]


@dataclass(frozen=True)
class _Place:
    """A place on the walk: the step that takes its text, its line, and whether the styles around it hide text."""

    step: str
    line: Line
    hidden: bool = False


@dataclass
class Story:
    """The lines of one or more parts of a document, and what was met on the way.

    `notes` holds the step of each note by its kind and id, in the order of their references; `drawn` the codes of
    fields whose text is not read; `titles` the lines in a style of titles.
    """

    styles: Styles
    lines: list[Line] = field(default_factory=list)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    drawn: list[str] = field(default_factory=list)
    titles: list[Line] = field(default_factory=list)
    _fields: Fields | None = None
    _moved: str = ""
    _unfinished: Line | None = None

    def add(self, root: Any, step: str = "", *, blank_lines: bool = False) -> None:
        """Walk a part, or an element of one; with a step, all of it is taken."""
        self._fields = Fields(root)
        self._moved = _solid(
            text for moved in root.iter("{*}moveTo") for text in moved.itertext("{*}t", with_tail=False)
        )
        self._unfinished = None
        before, self.lines = self.lines, []
        outside: Line = []
        self._walk(root, _Place(step, outside))
        lines = [outside, *self.lines] if outside else self.lines
        self.lines = before + [line for line in lines if line or blank_lines]

    def text(self) -> list[str]:
        """The lines of text; those that hold only what is taken are left out."""
        return ["".join(text for step, text in line if not step) for line in self.lines if not line or _has_text(line)]

    def taken(self) -> list[tuple[str, str]]:
        """What is taken, once per step, with a line for each line of the document."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            for step in dict.fromkeys(step for step, _ in line if step):
                between = " " if step == READINGS else ""
                found.setdefault(step, []).append(between.join(text for other, text in line if other == step))
        return [(step, "\n".join(texts)) for step, texts in found.items()]

    def _walk(self, element: Any, place: _Place) -> None:
        for child in element:
            name = name_of(child)
            if name == "p":
                self._paragraph(child, place)
            elif name in ("t", "delText") and not len(child):
                self._text(child, name, place)
            elif name in _SPACES:
                place.line.append((place.step, _SPACES[name]))
            elif name == "AlternateContent":
                self._walk(_chosen(child), place)
            elif name not in _UNSEEN:
                self._element(child, name, place)

    def _element(self, element: Any, name: str, place: _Place) -> None:
        if name in ("footnoteReference", "endnoteReference"):
            self._note(name.removesuffix("Reference"), value(element, "id"), place.step)
        elif name == "sym":
            self._sign(value(element, "char"), place)
        elif name in ("fldChar", "fldSimple"):
            self._drawn(element, place)
        elif name == "textpath" and value(element, "string").strip():
            self.lines.append([(place.step, value(element, "string"))])
        if name in _BLOCKS:
            self._unfinished = None
        if name != "moveFrom" or not self._is_elsewhere(element):
            self._walk(element, self._inside(element, name, place))
        if name in _BLOCKS:
            self._unfinished = None

    def _paragraph(self, paragraph: Any, place: _Place) -> None:
        line = self._unfinished
        if line is None:
            line = []
            self.lines.append(line)
        self._unfinished = None
        style = next((value(found) for found in children(paragraph, "pPr", "pStyle")), "")
        hidden = place.hidden != self.styles.hides("paragraph", style)
        self._walk(paragraph, replace(place, line=line, hidden=hidden))
        mark = ("pPr", "rPr")
        gone = any(children(paragraph, *mark, change) for change in ("del", "moveFrom"))
        said = says(paragraph, *mark, "vanish")
        if gone or says(paragraph, *mark, "specVanish") or (said if said is not None else hidden):
            self._unfinished = line
        if self.styles.names.get(style) in _TITLES:
            self.titles.append(line)

    def _inside(self, element: Any, name: str, place: _Place) -> _Place:
        """The place inside an element, which may take its text for a reason of its own."""
        if name == "tbl":
            style = next((value(found) for found in children(element, "tblPr", "tblStyle")), "")
            return replace(place, hidden=self.styles.hides("table", style))
        if _is_deleted(element, name):
            return replace(place, step=DELETED)
        if name == "txbxContent":
            return replace(place, hidden=False)
        if place.step in (DELETED, HIDDEN):
            return place
        if name == "rt":
            return replace(place, step=READINGS)
        if _is_hidden_shape(element, name) or (name == "r" and self._hides(element, place)):
            return replace(place, step=HIDDEN)
        if name == "r" and _has_own_mark(element):
            return replace(place, step=MARKS_OF_NOTES)
        return place

    def _hides(self, run: Any, place: _Place) -> bool:
        said = says(run, "rPr", "vanish")
        if said is not None:
            return said
        style = next((value(found) for found in children(run, "rPr", "rStyle")), "")
        return self.styles.hide_all or place.hidden != self.styles.hides("character", style)

    def _text(self, element: Any, name: str, place: _Place) -> None:
        if self._fields and element not in self._fields.unseen and element.text:
            step = DELETED if name == "delText" else place.step
            place.line.append((step, element.text.replace("\r", " ").replace("\n", " ")))

    def _sign(self, code: str, place: _Place) -> None:
        try:
            sign = chr(int(code, 16))
        except (ValueError, OverflowError):
            return
        private = "\ue000" <= sign <= "\uf8ff"  # a place in a font that shows signs for letters
        if private or (sign.isprintable() and not sign.isspace()):
            place.line.append((place.step or (SIGNS if private else ""), sign))

    def _drawn(self, begin: Any, place: _Place) -> None:
        code = self._fields.drawn.get(begin) if self._fields else None
        if code is None:
            return
        if found := guide(code):
            place.line.extend([(place.step, found[0]), (place.step or READINGS, found[1])])
        else:
            self.drawn.append(" ".join(code.split()))

    def _note(self, kind: str, number: str, step: str) -> None:
        """Keep the first place of a note, but one that is text before one that is taken."""
        step = "" if step == MARKS_OF_NOTES else step
        if not step or (kind, number) not in self.notes:
            self.notes[kind, number] = step

    def _is_elsewhere(self, moved: Any) -> bool:
        """Whether text that was moved away stands where it was moved to."""
        return _solid(moved.itertext("{*}t", "{*}delText", with_tail=False)) in self._moved


def _solid(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


def _has_text(line: Line) -> bool:
    return any(not step for step, _ in line)


def _chosen(alternatives: Any) -> Any:
    """What Word shows of alternative contents: the first that it can, else the fallback."""
    choices = children(alternatives, "Choice")
    for choice in choices:
        needed = [choice.nsmap.get(prefix) or "" for prefix in value(choice, "Requires").split()]
        if all(namespace.startswith(_KNOWN) for namespace in needed):
            return choice
    return next(iter([*children(alternatives, "Fallback"), *choices]), ())


def _is_deleted(element: Any, name: str) -> bool:
    if name in ("del", "moveFrom"):
        return True
    return (name == "tr" and bool(children(element, "trPr", "del"))) or (
        name == "tc" and bool(children(element, "tcPr", "cellDel"))
    )


def _is_hidden_shape(element: Any, name: str) -> bool:
    if name in ("anchor", "inline"):
        return any(value(shape, "hidden") in ("1", "true") for shape in children(element, "docPr"))
    return name in ("shape", "rect", "roundrect", "group") and "visibility:hidden" in value(element, "style").replace(
        " ", ""
    )


def _has_own_mark(run: Any) -> bool:
    references = (*children(run, "footnoteReference"), *children(run, "endnoteReference"))
    return any(value(reference, "customMarkFollows") in ("1", "true", "on") for reference in references)
