"""Characters and running sentences: the units in which the ledger of text counts.

Conventions. A *character* is any that is not white space, so that joining or trimming lines changes no count. A
*running sentence* is a stretch of words that ends like a sentence, in any language: at least `_HAN` ideographs, kana or
hangul, or at least `_WORDS` words between spaces. Headings, labels, addresses, menus and rows of figures are none.
"""

import re
from collections.abc import Iterable, Sequence

_HAN = 5
_WORDS = 5
_END = re.compile(r"(?:[。！？!?…｡]|(?<!\.)\.(?=[\s”’\"')\]）」』]|$))+[”’\"'」』）)\]]*")
_HAN_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f〇]")
# A word stands behind a space or an opening mark, so that the parts of an address or a file name are none.
_WORD = re.compile(
    r"(?<![^\s“\"‘(\[—–-])(?:[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}|[aAI]\b)"
)
_ADDRESS = re.compile(r"(?:[a-z]+[:：]//|www\.)[\w\-./?%&=#:：~+@!$,;*]*", re.ASCII | re.IGNORECASE)
_WRAPPED = 20  # characters of a line that the next one may continue
_FULL = 0.7  # of the longest line: a line that is shorter was not broken by the width of the page


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
    for end in _END.finditer(text) if text else ():
        piece = _without_what_stands_above(text[start : end.end()].strip())
        if _is_running(piece):
            found.append(piece)
            start = end.end()
        elif end.group()[0] != ".":
            start = end.end()
    return found


def _is_running(piece: str) -> bool:
    words = _ADDRESS.sub("", piece)
    return len(_HAN_LETTER.findall(words)) >= _HAN or len(_WORD.findall(words)) >= _WORDS


def letters(text: str) -> int:
    """The length of a text in ideographs and in words between spaces."""
    return len(_HAN_LETTER.findall(text)) + len(_WORD.findall(text))


def is_sentence_of_words(line: str) -> bool:
    """Whether the line ends with a sentence of words between spaces and its full stop."""
    return line.endswith(".") and len(_WORD.findall(line)) >= _WORDS


def _without_what_stands_above(piece: str) -> str:
    """The piece without lines too short to be the wrapped beginning of its sentence, such as the items of a menu."""
    lines = piece.split("\n")
    first = len(lines) - 1
    while first and len(lines[first - 1]) >= _WRAPPED:
        first -= 1
    return "\n".join(lines[first:])


def running_lines(lines: Sequence[str], most: int | None = None) -> set[int]:
    """The numbers of the lines that hold a running sentence or a part of one, where a page's width broke it.

    With `most`, only so many lines from the first are asked about; those below may end a sentence of theirs.

    >>> sorted(running_lines(["Report", "The plan covers all of the", "regions from May.", "Contact"]))
    [1, 2]
    """
    stop = len(lines) if most is None else most
    running = {n for n, line in enumerate(lines[:stop]) if sentences(line)}
    full = max(_WRAPPED, _FULL * max(map(len, lines), default=0))
    for last, line in enumerate(lines):
        first = last
        while first and len(lines[first - 1]) >= full and not _END.search(lines[first - 1][-3:]):
            first -= 1
        if first >= stop:
            break
        if first < last and _END.search(line) and _is_running("\n".join(lines[first : last + 1])):
            running.update(range(first, min(last + 1, stop)))
    return running


def count_sentences(texts: Iterable[str]) -> int:
    """The number of running sentences in some texts, each read by itself."""
    return sum(len(sentences(text)) for text in texts)
