"""Characters and running sentences: the units in which the ledger of text counts.

Conventions. A *character* is any that is not white space, so that joining or trimming lines changes no count. A
*running sentence* is a stretch of words that ends like a sentence, in any language: at least `_HAN` ideographs, kana or
hangul, or at least `_WORDS` words between spaces. Headings, labels, addresses, menus and rows of figures are none.
"""

import re

_HAN = 5
_WORDS = 5
_WRAPPED = 20  # characters of a line that the next one may continue
_END = re.compile(r"(?:[。！？!?…｡]|(?<!\.)\.(?=[\s”’\"')\]）」』]|$))+[”’\"'」』）)\]]*")
_HAN_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f〇]")
_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}|\b[aAI]\b")


def characters(text: str) -> int:
    """The number of characters of a text that are not white space.

    >>> characters("数据 安全\\n5G")
    6
    """
    return len("".join(text.split()))


def sentences(text: str) -> list[str]:
    """The running sentences of a text, in order.

    >>> sentences("联系电话：010-1\\n本市将加快建设5G网络。Tel. 1. The plan covers all regions. Contents ... 3")
    ['本市将加快建设5G网络。', 'Tel. 1. The plan covers all regions.']
    """
    found, start = [], 0
    for end in _END.finditer(text):
        piece = _without_what_stands_above(text[start : end.end()].strip())
        if len(_HAN_LETTER.findall(piece)) >= _HAN or len(_WORD.findall(piece)) >= _WORDS:
            found.append(piece)
            start = end.end()
        elif end.group()[0] != ".":
            start = end.end()
    return found


def _without_what_stands_above(piece: str) -> str:
    """The piece without lines too short to be the wrapped beginning of its sentence, such as the items of a menu."""
    lines = piece.split("\n")
    first = len(lines) - 1
    while first and len(lines[first - 1]) >= _WRAPPED:
        first -= 1
    return "\n".join(lines[first:])
