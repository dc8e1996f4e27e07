"""The number of a document itself, found among its fields and in its header; not that of another it cites.

Conventions. The header is what stands above the text proper: at most `_LINES` lines in the first `_CHARACTERS`
characters, up to the line that addresses the recipients, the first article or the signature. A number is the
document's own, in this order, where a field or a label says so, where it stands on a line of its own, or where it
begins or ends the title. What a running sentence names is another document's.
"""

import re
from collections.abc import Mapping

from topics.preprocessing.cleaning.characters import HAN
from topics.preprocessing.cleaning.header_number import beside_title, header, on_own_lines
from topics.preprocessing.cleaning.labelled_number import in_fields, labelled
from topics.preprocessing.cleaning.number import DocumentNumber, folded

_LINES, _CHARACTERS = 24, 2500
_WIDTH = 120  # characters of the longest line that may hold a number in Latin letters


def document_number(
    text: str, title: str = "", fields: Mapping[str, str] | None = None, around: str = ""
) -> DocumentNumber | None:
    """The document's own number; None when neither its fields nor its title nor its header has one.

    `fields` are those of the document's record: the names of some say that they hold the number, and `page header` is
    searched like the text. `around` are the short lines of a page around its text, where only labels count.

    >>> document_number("关于印发某办法的通知\\n工信部联科〔2022〕87号\\n各有关单位：").text
    '工信部联科〔2022〕87号'
    >>> document_number("为落实《某办法》（国发〔2022〕87号），制定本意见。") is None
    True
    """
    fields = fields or {}
    if found := in_fields(fields):
        return found
    places = [part[:_CHARACTERS] for part in (text, title, fields.get("page header", ""), around)]
    if not any(map(_may_hold, filter(None, places))):
        return None
    first, above, page, box = map(_lines, places)
    for lines in (first, page, box):
        if found := next(labelled(lines), None):
            return found
    for lines in ([*header(first)], [*above, *header(page)]):
        if found := next(on_own_lines(lines), None) or beside_title(lines):
            return found
    return None


_FIGURE_OR_LABEL = re.compile(r"[0-9０-９〇一二三四五六七八九十百千文字编編件告令案发發]\s{0,3}[号號]")
_LATIN = re.compile(rf"(?=.*[A-Za-z])(?=.*[0-9])[^{HAN}]*")


def _may_hold(text: str) -> bool:
    """Whether anything in a text can be read as a number here; most texts are done with that."""
    if ("号" in text or "號" in text) and _FIGURE_OR_LABEL.search(text):
        return True
    for line in text.split("\n", 4 * _LINES):
        if line[:1] < "\u2e80" and len(line) <= _WIDTH and _LATIN.fullmatch(line):
            return True
    return False


def _lines(text: str) -> list[str]:
    """The first lines of a text, without the marks of headings, emphasis and tables."""
    lines = (line.replace("**", "").strip("#>*_| ") for line in folded(text).split("\n"))
    return [line for line in lines if line][:_LINES]
