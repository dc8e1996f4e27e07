"""Fields of a Word document: the codes that nobody sees, and the few that draw text which stands only in the code.

Conventions. A field begins, may separate its code from its result, and ends; fields lie in each other. A field that
never ends has no code, so that a damaged one hides nothing.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from topics.preprocessing.readers.word_parts import name_of, value

_DEEPEST = 20  # fields in each other that are told apart
_DRAWS = re.compile(r"\s*(?:EQ|SYMBOL|MACROBUTTON|GOTOBUTTON)\b", re.IGNORECASE)
# A reading above a character, as older programs wrote it: EQ \o\ad(\s\up 9(rén),人)
_GUIDE = re.compile(r"\\o(?:\\a[a-z])?\s*\(\s*\\s\s*\\up\s*\d+\s*\(([^()]*)\)\s*[,;]([^()]*)\)\s*$", re.IGNORECASE)


@dataclass
class _Field:
    begin: Any
    code: list[str] = field(default_factory=list)
    inside: list[Any] = field(default_factory=list)
    in_code: bool = True
    has_result: bool = False


class Fields:
    """The fields of one part.

    `unseen`: the text elements that stand in a code. `drawn`: the code of each field that draws its own text and has no
    result, by the element at which the field begins.
    """

    def __init__(self, root: Any) -> None:
        self.unseen: set[Any] = set()
        self.drawn: dict[Any, str] = {}
        self._open: list[_Field] = []
        for element in root.iter("{*}fldChar", "{*}fldSimple", "{*}instrText", "{*}t"):
            name = name_of(element)
            if name == "fldChar":
                self._turn(element, value(element, "fldCharType"))
            elif name == "fldSimple":
                if _DRAWS.match(value(element, "instr")) and not any(element.itertext("{*}t", with_tail=False)):
                    self.drawn[element] = value(element, "instr")
            else:
                self._text(element, name)

    def _turn(self, element: Any, kind: str) -> None:
        if kind == "begin":
            self._open.append(_Field(element))
        elif kind == "separate" and self._open:
            self._open[-1].in_code = False
        elif kind == "end" and self._open:
            closed = self._open.pop()
            self.unseen.update(closed.inside)
            code = "".join(closed.code)
            if _DRAWS.match(code) and not closed.has_result:
                self.drawn[closed.begin] = code

    def _text(self, element: Any, name: str) -> None:
        if not self._open:
            return
        around = self._open[-_DEEPEST:]
        coded = [one for one in around if one.in_code]
        if coded:
            coded[-1].code.append(element.text or "")
        if name == "t":
            for one in coded:
                one.inside.append(element)
            around[-1].has_result |= not around[-1].in_code


def guide(code: str) -> tuple[str, str] | None:
    """The character and the reading above it that a field's code draws; None for any other code.

    >>> guide(r'EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(rén),人)')
    ('人', 'rén')
    """
    found = _GUIDE.search(code)
    return (found.group(2), found.group(1)) if found else None
