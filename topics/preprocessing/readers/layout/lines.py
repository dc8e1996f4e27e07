"""Lines of pages, and how long full lines are.

Conventions. A line is *full* when the first word of the next one did not fit on it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from statistics import median

from topics.preprocessing.readers.layout.letters import Piece, joined

SLACK = 0.3  # ems within which two places are one
FEWEST_LINES = 3  # from which lines show what they are
OTHER_SIZE = 0.12  # as a share of the size of letters; less is a font's own measure


@dataclass(slots=True)
class Line:
    """Pieces on one baseline, from left to right, with the baseline and the size of letters of the longest.

    `word` is the width of the first word. `row` says that the line is a row of a table, which continues nothing.
    """

    pieces: list[Piece]
    row: bool = False
    text: str = ""
    x0: float = field(init=False)
    x1: float = field(init=False)
    y: float = field(init=False)
    size: float = field(init=False)
    word: float = field(init=False)

    def __post_init__(self) -> None:
        longest, self.x1 = self.pieces[0], self.pieces[0].x1
        if len(self.pieces) > 1:
            self.pieces.sort(key=attrgetter("x0"))
            longest = max(self.pieces, key=lambda p: len(p.text))
            self.x1 = max(p.x1 for p in self.pieces)
        self.text = self.text or joined(self.pieces)
        self.x0 = self.pieces[0].x0
        self.y, self.size, self.word = longest.y, longest.size, self.pieces[0].word


@dataclass(frozen=True)
class Measure:
    """Where full lines end, how many letters they have (some programs break lines by number), and where lines begin."""

    right: float
    letters: float = 0
    left: float = 0.0


@dataclass
class Area:
    """Lines that follow each other in one column, and where full lines of the column begin and end."""

    lines: list[Line]
    left: float
    right: float

    @property
    def measure(self) -> Measure:
        """How long full lines are: as long as the column, or as the area's own where most of these are full."""
        own = longest([line.x1 for line in self.lines])
        letters = longest([len(line.text) for line in self.lines])
        full = sum(not fits(line, below, Measure(own)) for line, below in pairwise(self.lines))
        if len(self.lines) > FEWEST_LINES and 2 * full > len(self.lines):
            return Measure(own, letters, edge(self.lines))
        return Measure(self.right, letters, self.left)


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of an area, from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.y, p.x0)):
        base = rows[-1][0] if rows else None
        if base and base.y - piece.y < 0.5 * min(base.size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Line(row) for row in rows]


def fits(line: Line, below: Line, measure: Measure) -> bool:
    """Whether the first word of the line below would have fitted on this line, by width and by number of letters."""
    latin = line.text[-1:].isascii() and below.text[:1].isascii()
    space = 0.25 * line.size if latin else 0.0
    by_width = line.x1 + space + below.word <= measure.right - SLACK * line.size
    if not by_width or not latin or not measure.letters:
        return by_width
    return len(line.text) + 1 + len(below.text.split(maxsplit=1)[0]) <= measure.letters


def full_lines(lines: Sequence[Line]) -> int:
    """The number of lines that are full, as long as the longest of them."""
    measure = Measure(max(line.x1 for line in lines), max(len(line.text) for line in lines))
    return sum(not fits(line, below, measure) for line, below in pairwise(lines))


def edge(lines: Sequence[Line]) -> float:
    """Where most lines begin."""
    starts = sorted(line.x0 for line in lines)
    slack = SLACK * size_of(lines)
    near = [bisect_left(starts, x + slack) - bisect_right(starts, x - slack) for x in starts]
    return starts[near.index(max(near))]


def longest(values: Sequence[float]) -> float:
    """The value that only one in ten exceeds: single lines may stick out."""
    return sorted(values, reverse=True)[len(values) // 10]


def width_of(lines: Sequence[Line]) -> float:
    """The width of a column of lines."""
    return max(line.x1 for line in lines) - min(line.x0 for line in lines)


def size_of(lines: Sequence[Line]) -> float:
    """The usual size of letters of lines."""
    return median(line.size for line in lines)
