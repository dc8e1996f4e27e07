"""Text broken into lines at words and clauses, by the columns that it takes on a screen.

A line is never broken inside a word, a number, an id, a short bracket such as `[25, 35]`, a number with its operator or
unit (`< .001`, `3 of 48`, `100 %`, `5 个`), or text between backticks, which people copy. Chinese text, which has few
spaces, is broken after the marks that end a clause; only a clause of more than `LONGEST` columns is broken between
characters.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 24  # columns up to which a piece of text without spaces is never broken

_WIDE = "\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U00020000-\U0003ffff"
# Every repetition is bounded or ends at a space, which its characters are not: the time is linear in the text.
_WORD = re.compile(
    r"`[^`\s][^`]{0,78}`\S*"
    r"|\[[^\[\]]{1,28}\]\S*"
    r"|[−+\-]?\d[\d.,]* of \d\S*"
    r"|[−+\-]?\d[\d.,]* %\S*"
    r"|\(?p [<=>] \S+"
    r"|[<>=≈±→·−+/&] +\S+"
    rf"|(?:\S*(?:\d%? (?=[{_WIDE}])|(?<![A-Za-z0-9])p [<=>] ))*\S+"  # as 5 个百分点 and （4 个主题）p = 0.034
)
_OPENS, _CLOSES = "（《「『【〈“‘", "，。；：、！？）》」』】〉”’…％%,.;:!?)]"
_STOPS = "，。；：、！？）》」』】〉…"
_CLAUSE = re.compile(rf"[{_OPENS}]*[^{_STOPS}{_OPENS}]+[{re.escape(_CLOSES)}]*|[{_STOPS}{_OPENS}]+")
_CHARACTER = re.compile(
    rf"[{_OPENS}]*(?:(?:[^{_WIDE}{_OPENS}\s]*\d%? )?[{_WIDE}]|[^{_WIDE}{_OPENS}]+|$)[{re.escape(_CLOSES)}]*"
    rf"|[{_OPENS}]+"
)
_HAS_WIDE = re.compile(f"[{_WIDE}]")


def width(text: str) -> int:
    """The columns that a text takes on a screen: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def least_width(text: str) -> int:
    """The columns of the longest piece of a text that is not broken."""
    return max((width(piece) for piece, _ in _pieces(text)), default=0)


def wrap(text: str, room: int, indent: int = 0) -> list[str]:
    """A text in lines of at most `room` columns, those after the first indented; [""] for no text.

    A single piece that is wider than `room` has a line of its own, which is longer.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece, spaced in _fitting(text, room):
        gap, own = int(spaced and bool(line.strip())), width(piece)
        if line.strip() and used + gap + own > room:
            lines.append(line)
            line, used, gap = " " * indent, indent, 0
        line, used = line + " " * gap + piece, used + gap + own
    return [*lines, line] if line.strip() or not lines else lines


def _fitting(text: str, room: int) -> Iterator[tuple[str, bool]]:
    """The pieces of a text; those with spaces that are wider than the room are broken at the spaces."""
    for piece, spaced in _pieces(text):
        if width(piece) > room and " " in piece:
            yield from ((word, place > 0 or spaced) for place, word in enumerate(piece.split()))
        else:
            yield piece, spaced


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """The unbroken pieces of a text, each with whether a space stands before it."""
    return tuple(_all_pieces(text))


def _all_pieces(text: str) -> Iterator[tuple[str, bool]]:
    for word in _WORD.findall(text):
        yield from ((piece, first == 0) for first, piece in enumerate(_within(word)))


def _within(word: str) -> list[str]:
    if not _HAS_WIDE.search(word) or width(word) <= LONGEST:
        return [word]
    pieces: list[str] = []
    for clause in _CLAUSE.findall(word):
        pieces += [clause] if width(clause) <= LONGEST else filter(None, _CHARACTER.findall(clause))
    return pieces
