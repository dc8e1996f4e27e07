"""Text that is measured before it is drawn: sizes in millimetres, and lines that break where a reader would break them.

Conventions. Lengths are millimetres, sizes of letters points. A line breaks at a space, after a clause and between the
words of a Chinese text; a word is broken only where it is wider than its line.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

MM_PER_POINT = 25.4 / 72
SMALLEST = 6.0  # points: what journals ask of the smallest text
LEADING = 1.3  # the height of a line by the size of its letters
_CLOSING = "，。；：、？！）」』”’》〉】…"
_OPENING = "（「『“‘《〈【"
_HAN = r"\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"\n|[^\S\n]+|[{_HAN}]+|[{_OPENING}]+|[{_CLOSING}]+|[^\s{_HAN}{_OPENING}{_CLOSING}]+")
_SPACED_PART = re.compile(r"[^-/–—]*[-/–—]+|[^-/–—]+")  # a line may end after a hyphen, a slash or a dash


def width_of(text: str, size: float) -> float:
    """The width in mm of the widest line of `text`, set in the letters of the current style."""
    return _width_in(text, size, _families(text))


def _width_in(text: str, size: float, families: tuple[str, ...]) -> float:
    return max(_line_width(line, size, families) for line in text.split("\n"))


def height_of(text: str, size: float) -> float:
    """The height in mm of all lines of `text`; 0 for none."""
    return (text.count("\n") + 1) * size * LEADING * MM_PER_POINT if text else 0.0


def leading(text: str) -> float | None:
    """The `linespacing` of a text; None for one line, whose baseline then does not depend on its letters.

    matplotlib centres the ink of a line within a height that it is given, so that "flood" and "drought" stand apart.
    """
    return LEADING if "\n" in text else None


def fitted(text: str, width: float, size: float) -> str:
    """`text` with line breaks so that no line is wider than `width` mm."""

    families = _families(text)  # of the whole: a line of a Chinese text may itself have no Chinese character

    def fits(line: str) -> bool:
        return _width_in(line, size, families) <= width

    whole = [line.rstrip() for line in text.split("\n")]
    if all(map(fits, whole)):
        return "\n".join(whole)  # most texts: no dictionary need be opened for their words
    lines = [""]
    for piece in _pieces(text):
        if piece == "\n":
            lines.append("")
        elif not lines[-1] or fits((lines[-1] + piece).rstrip()):
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
        while not fits(lines[-1].rstrip()) and len(lines[-1].strip()) > 1:
            lines[-1:] = _cut(lines[-1], fits)
    return "\n".join(line.rstrip() for line in lines)


def _cut(word: str, fits: Callable[[str], bool]) -> list[str]:
    """A word that is wider than a line, in two: as much as fits, and the rest; never one letter alone."""
    most = next((n for n in range(len(word) - 1, 1, -1) if fits(word[:n])), 1)
    return [word[:most], word[most:]]


@lru_cache(maxsize=4096)
def _pieces(text: str) -> list[str]:
    """The pieces of a text between which a line may break."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        parts: Sequence[str] = [piece]
        if piece[0] >= "\u2e80" and piece[0] not in _CLOSING + _OPENING:
            parts = _han_words(piece)
        elif piece != "\n" and not piece.isspace():
            parts = _SPACED_PART.findall(piece)
        for part in parts:
            # Closing marks stay with what they close, and opening ones with what they open.
            if found and found[-1] != "\n" and (part[0] in _CLOSING or found[-1][-1] in _OPENING):
                found[-1] += part
            else:
                found.append(part)
    return found


def _han_words(text: str) -> list[str]:
    """The words of a Chinese text; a character that is a word by itself stays with the word before: 绿色化, 行业的."""
    from topics.preprocessing.words.segmenters import cut_jieba

    words: list[str] = []
    for word in cut_jieba(text):
        if words and (len(word) == 1 or len(words[-1]) == 1):
            words[-1] += word
        else:
            words.append(word)
    return words


def _families(text: str) -> tuple[str, ...]:
    """The families in which a text is set, the first with a character before the others."""
    from matplotlib import rcParams

    from topics.plots.fonts import body_font, narrow_marks

    usual = rcParams["font.family"]
    return (*narrow_marks(text, serif=usual[0] == body_font(serif=True)), *usual)


@lru_cache(maxsize=20_000)
def _line_width(line: str, size: float, families: tuple[str, ...]) -> float:
    return sum(_advance(character, families) for character in line) * size * MM_PER_POINT


@lru_cache(maxsize=20_000)
def _advance(character: str, families: tuple[str, ...]) -> float:
    """The width of a character in ems, in the first family that has it; an em in none, which is refused later."""
    from topics.plots.fonts import advance

    return next((width for family in families if (width := advance(character, family)) is not None), 1.0)
