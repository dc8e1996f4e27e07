"""Columns of a page: its pieces in the order of reading, as areas of lines.

Conventions. A *row* is what stands on one baseline across the page, a *gap* white space between pieces of a row or
between columns. A page is cut into blocks from top to bottom: a block ends where a line crosses the white strips that
all its lines left free. A block whose strips part columns of running text is read column by column, each of them cut in
the same way; one whose strips part the cells of a table is read row by row; in any other, strips are accidents of word
spacing, and its lines run through.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from topics.preprocessing.readers.layout.letters import Piece, joined

_STRIP = 0.8  # ems; the narrowest white strip between columns, three word spaces
_NARROWEST = 6.0  # ems of a column of text: two words or six Chinese characters
_FEWEST_LINES = 3
_RUNNING = 0.4  # the share of a column's lines that end because the next word did not fit: a paragraph of two lines has half
_RUNNING_KNOWN = 0.2  # the same where the strip parts columns elsewhere in the document
_ALIGNED = 0.6  # share of a column's cells that begin, or end, at one place
_SLACK = 0.3  # ems within which two places are one
_CELL_GAP = 1.2  # ems between the cells of a table; justified lines seldom have such gaps, and never at one place
_LONGEST_MARK = 4  # letters of a note's mark
_MOST_MARKS = 200  # on a page
_MOST_LOOSE = 3  # short lines of text in a row above a table, or below it
_SPARSE = 0.65  # of the width, covered by letters: less than in any row of full lines
_OTHER_SIZE = 0.12  # as a share of the size of letters
_APART = 1.35  # line distances: a wider one is a gap between blocks
_MOST_DEPTH = 8  # columns in columns


_Strip = tuple[float, float]  # left and right end


@dataclass(slots=True)
class Line:
    """Pieces on one baseline; `right` is where a full line of its area ends, `left` where lines begin.

    `row` says that it is a row of a table, which continues nothing.
    """

    pieces: list[Piece]
    row: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        self.pieces.sort(key=lambda p: p.x0)
        self.text = self.text or joined(self.pieces)

    @property
    def x0(self) -> float:
        """The left end."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """The right end."""
        return max(p.x1 for p in self.pieces)

    @property
    def y(self) -> float:
        """The baseline of the longest piece."""
        return self._longest.y

    @property
    def size(self) -> float:
        """The size of letters of the longest piece."""
        return self._longest.size

    @property
    def word(self) -> float:
        """The width of the first word."""
        return self.pieces[0].word

    @property
    def _longest(self) -> Piece:
        return max(self.pieces, key=lambda p: len(p.text))


@dataclass
class Area:
    """Lines that follow each other in one column, and where full lines of the column begin and end."""

    lines: list[Line]
    left: float
    right: float

    @property
    def measure(self) -> "Measure":
        """How long full lines are: as long as the column, or as the area's own where most of these are full."""
        own = _longest([line.x1 for line in self.lines])
        letters = _longest([len(line.text) for line in self.lines])
        full = sum(not fits(line, below, Measure(own)) for line, below in pairwise(self.lines))
        if len(self.lines) > _FEWEST_LINES and 2 * full > len(self.lines):
            return Measure(own, letters, _edge(self.lines))
        return Measure(self.right, letters, self.left)


@dataclass(frozen=True)
class Measure:
    """Where full lines end, how many letters they have (some programs break lines by number), and where lines begin."""

    right: float
    letters: float = 0
    left: float = 0.0


@dataclass
class Columns:
    """The order of reading of pages, one after the other: strips that parted columns are known on later pages."""

    strips: list[_Strip] = field(default_factory=list)

    def areas(self, pieces: Sequence[Piece]) -> list[Area]:
        """The areas of a page in the order of reading."""
        if not pieces:
            return []
        found = self._areas(sorted(_with_marks(pieces), key=lambda p: (-p.y, p.x0)), 0)
        merged: list[Area] = []
        for area in found:
            last = merged[-1] if merged else None
            if last and not last.lines[-1].row and not area.lines[0].row and last.left == area.left and last.right == area.right:
                last.lines += area.lines
            else:
                merged.append(area)
        return merged

    def _areas(self, pieces: list[Piece], depth: int) -> list[Area]:
        left, right = _edges(pieces)
        found = []
        blocks = _blocks(pieces)
        for n, block in enumerate(blocks):
            for part, columns in self._parts(block, last=n == len(blocks) - 1):
                if len(columns) > 1 and depth < _MOST_DEPTH:
                    found += [area for column in columns for area in self._areas(column, depth + 1)]
                else:
                    found.append(Area(_table(part) or lines_of(part), left, right))
        return found

    def _parts(self, block: list[Piece], *, last: bool) -> list[tuple[list[Piece], list[list[Piece]]]]:
        """The block, or what stands above its columns, they themselves, and what stands below, each with its columns."""
        strips = _held(block, _strips(block), self.strips)
        if not strips or not (columns := self._split(block, strips)):
            return [(block, [])]
        above, rest = _headed(block, columns)
        rest, below = (rest, []) if last else _footed(rest, columns)
        kept = {id(p) for p in rest}
        columns = [[p for p in column if id(p) in kept] for column in columns]
        parts = [(above, []), (rest, [c for c in columns if c]), (below, [])]
        return [(part, inside) for part, inside in parts if part]

    def _split(self, block: list[Piece], strips: list[_Strip]) -> list[list[Piece]]:
        """The columns on both sides of the widest strip that parts running text; none where no strip does."""
        columns = _between(block, strips)
        rows = [line for line in lines_of(block) if len(line.pieces) > 1]
        for strip in sorted(strips, key=lambda s: s[0] - s[1]):
            spread = sum(_is_spread(line, [strip], strips) for line in rows)
            runs = _all_run([lines_of(c) for c in columns], known=_same(strip, self.strips))
            if not runs or 2 * spread > len(rows):
                continue
            self.strips.append(strip)
            middle = sum(strip) / 2
            return [[p for p in block if p.x0 < middle], [p for p in block if p.x0 >= middle]]
        return []


def _with_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with small ones that stand at the end of another, above its baseline, as a part of it."""
    em = median(p.size for p in pieces)
    small = [p for p in pieces if p.size < 0.8 * em and len(p.text) <= _LONGEST_MARK]
    gone = set()
    for mark in small[:_MOST_MARKS]:
        for piece in pieces:
            near = abs(piece.x1 - mark.x0) < _SLACK * em and 0.1 * em < mark.y - piece.y < 0.6 * em
            if near and piece is not mark and piece.size > 1.2 * mark.size:
                piece.text, piece.x1 = piece.text + mark.text, mark.x1
                gone.add(id(mark))
                break
    return [p for p in pieces if id(p) not in gone]


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


def _edges(pieces: Sequence[Piece]) -> _Strip:
    """Where most lines begin, and where the longest end."""
    lines = lines_of(pieces)
    return _edge(lines), _longest([line.x1 for line in lines])


def _edge(lines: Sequence[Line]) -> float:
    """Where most lines begin."""
    slack = _SLACK * lines[0].size
    starts = [line.x0 for line in lines]
    return max(starts, key=lambda x: (sum(abs(x - other) < slack for other in starts), -x))


def _longest(self) -> Piece:
        return max(self.pieces, key=lambda p: len(p.text))


@dataclass
class Area:
    """Lines that follow each other in one column, and where full lines of the column begin and end."""

    lines: list[Line]
    left: float
    right: float

    @property
    def measure(self) -> "Measure":
        """How long full lines are: as long as the column, or as the area's own where most of these are full."""
        own = _longest([line.x1 for line in self.lines])
        letters = _longest([len(line.text) for line in self.lines])
        full = sum(not fits(line, below, Measure(own)) for line, below in pairwise(self.lines))
        if len(self.lines) > _FEWEST_LINES and 2 * full > len(self.lines):
            return Measure(own, letters, _edge(self.lines))
        return Measure(self.right, letters, self.left)


@dataclass(frozen=True)
class Measure:
    """Where full lines end, how many letters they have (some programs break lines by number), and where lines begin."""

    right: float
    letters: float = 0
    left: float = 0.0


@dataclass
class Columns:
    """The order of reading of pages, one after the other: strips that parted columns are known on later pages."""

    strips: list[_Strip] = field(default_factory=list)

    def areas(self, pieces: Sequence[Piece]) -> list[Area]:
        """The areas of a page in the order of reading."""
        if not pieces:
            return []
        found = self._areas(sorted(_with_marks(pieces), key=lambda p: (-p.y, p.x0)), 0)
        merged: list[Area] = []
        for area in found:
            last = merged[-1] if merged else None
            if last and not last.lines[-1].row and not area.lines[0].row and last.left == area.left and last.right == area.right:
                last.lines += area.lines
            else:
                merged.append(area)
        return merged

    def _areas(self, pieces: list[Piece], depth: int) -> list[Area]:
        left, right = _edges(pieces)
        found = []
        blocks = _blocks(pieces)
        for n, block in enumerate(blocks):
            for part, columns in self._parts(block, last=n == len(blocks) - 1):
                if len(columns) > 1 and depth < _MOST_DEPTH:
                    found += [area for column in columns for area in self._areas(column, depth + 1)]
                else:
                    found.append(Area(_table(part) or lines_of(part), left, right))
        return found

    def _parts(self, block: list[Piece], *, last: bool) -> list[tuple[list[Piece], list[list[Piece]]]]:
        """The block, or what stands above its columns, they themselves, and what stands below, each with its columns."""
        strips = _held(block, _strips(block), self.strips)
        if not strips or not (columns := self._split(block, strips)):
            return [(block, [])]
        above, rest = _headed(block, columns)
        rest, below = (rest, []) if last else _footed(rest, columns)
        kept = {id(p) for p in rest}
        columns = [[p for p in column if id(p) in kept] for column in columns]
        parts = [(above, []), (rest, [c for c in columns if c]), (below, [])]
        return [(part, inside) for part, inside in parts if part]

    def _split(self, block: list[Piece], strips: list[_Strip]) -> list[list[Piece]]:
        """The columns on both sides of the widest strip that parts running text; none where no strip does."""
        columns = _between(block, strips)
        rows = [line for line in lines_of(block) if len(line.pieces) > 1]
        for strip in sorted(strips, key=lambda s: s[0] - s[1]):
            spread = sum(_is_spread(line, [strip], strips) for line in rows)
            runs = _all_run([lines_of(c) for c in columns], known=_same(strip, self.strips))
            if not runs or 2 * spread > len(rows):
                continue
            self.strips.append(strip)
            middle = sum(strip) / 2
            return [[p for p in block if p.x0 < middle], [p for p in block if p.x0 >= middle]]
        return []


def _with_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with small ones that stand at the end of another, above its baseline, as a part of it."""
    em = median(p.size for p in pieces)
    small = [p for p in pieces if p.size < 0.8 * em and len(p.text) <= _LONGEST_MARK]
    gone = set()
    for mark in small[:_MOST_MARKS]:
        for piece in pieces:
            near = abs(piece.x1 - mark.x0) < _SLACK * em and 0.1 * em < mark.y - piece.y < 0.6 * em
            if near and piece is not mark and piece.size > 1.2 * mark.size:
                piece.text, piece.x1 = piece.text + mark.text, mark.x1
                gone.add(id(mark))
                break
    return [p for p in pieces if id(p) not in gone]


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


def _edges(pieces: Sequence[Piece]) -> _Strip:
    """Where most lines begin, and where the longest end."""
    lines = lines_of(pieces)
    starts = sorted(line.x0 for line in lines)
    size = median(p.size for p in pieces)
    left = max(starts, key=lambda x: (sum(abs(x - other) < _SLACK * size for other in starts), -x))
    return left, _longest([line.x1 for line in lines])


def _longest(values: Sequence[float]) -> float:
    """The value that only one in ten exceeds: single lines may stick out."""
    return sorted(values, reverse=True)[len(values) // 10]


def _blocks(pieces: list[Piece]) -> list[list[Piece]]:
    """Blocks from top to bottom, each with the same white strips from its first row to its last."""
    em = median(p.size for p in pieces)
    rows = _rows(pieces)
    borders = _table_borders(rows)
    blocks: list[list[Piece]] = []
    cover: list[_Strip] = []
    alone = False
    for n, row in enumerate(rows):
        wider = _covered(cover, row, _STRIP * em)
        parted = len(_covered([], row, _STRIP * em)) > 1
        beside = parted or any(_beside(row, rows[m]) for m in (n - 1, n + 1) if 0 <= m < len(rows))
        crosses = len(cover) > 1 and len(wider) == 1
        begins = len(cover) == 1 and beside and not (n and _overlap(row[0], rows[n - 1][0]))
        banner = not parted and _is_banner(rows, n, em, pieces)
        if not blocks or crosses or begins or banner or alone or n in borders:
            blocks.append([])
            wider = _covered([], row, _STRIP * em)
        blocks[-1] += row
        cover, alone = wider, banner
    return blocks


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one baseline, from left to right."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][0].y - piece.y) < 0.15 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _table_borders(rows: Sequence[list[Piece]]) -> set[int]:
    """The rows at which tables begin, and those below their ends: rows of short cells that stand in columns."""
    left = min(row[0].x0 for row in rows)
    wide = max(p.x1 for row in rows for p in row) - left
    sparse = [sum(p.x1 - p.x0 for p in row) < _SPARSE * wide for row in rows]
    parted = [s and len(_covered([], row, _STRIP * row[0].size)) > 1 for s, row in zip(sparse, rows, strict=True)]
    borders, n = set(), 0
    while n < len(rows):
        end = n
        while end < len(rows) and sparse[end]:
            end += 1
        for group in _without_jumps(rows, [m for m in range(n, end) if parted[m]]):
            borders |= _table_within(rows, group)
        n = end + 1
    return borders


def _without_jumps(rows: Sequence[list[Piece]], parted: Sequence[int]) -> list[list[int]]:
    """Rows in groups that end where the distance to the next row is wider than the distances beside it."""
    steps = [rows[a][0].y - rows[b][0].y for a, b in pairwise(parted)]
    groups = [list(parted[:1])]
    for n, row in enumerate(parted[1:]):
        nearby = [*steps[max(0, n - 1) : n], *steps[n + 1 : n + 2]]
        if nearby and steps[n] > _APART * min(nearby):
            groups.append([])
        groups[-1].append(row)
    return groups


def _table_within(rows: Sequence[list[Piece]], parted: list[int]) -> set[int]:
    """The borders of the longest table among rows with gaps, which may begin and end with short lines of text."""
    for dropped in range(2 * _MOST_LOOSE + 1):
        for first in range(max(0, dropped - _MOST_LOOSE), min(dropped, _MOST_LOOSE) + 1):
            inside = parted[first : len(parted) - (dropped - first)]
            if len(inside) < _FEWEST_LINES:
                return set()
            start, end = inside[0], inside[-1] + 1
            block = [p for row in rows[start:end] for p in row]
            if 2 * len(inside) >= end - start and _table(block) and not _some_run(block):
                return {start, end}
    return set()


def _is_banner(rows: Sequence[list[Piece]], n: int, em: float, pieces: Sequence[Piece]) -> bool:
    """Whether a row is a heading over all columns though it crosses none: large, apart from all others, and either in
    the middle or above a row from which several columns begin."""
    row = rows[n]
    if row[0].size < 1.12 * em:
        return False
    if any(abs(rows[m][0].y - row[0].y) < 1.2 * row[0].size for m in (n - 1, n + 1) if 0 <= m < len(rows)):
        return False
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    middle = abs((row[0].x0 + row[-1].x1) - (left + right)) < 2 * em
    next_row, after = (rows[m] if m < len(rows) else [] for m in (n + 1, n + 2))
    begins = len(_covered([], next_row, _STRIP * em)) > 1 or bool(after and _beside(next_row, after))
    return middle or (begins and n > 0)


def _covered(
    cover: Sequence[_Strip], pieces: Sequence[Piece], strip: float
) -> list[_Strip]:
    """The stretches of x that lines cover, with more pieces; narrower gaps than a strip count as covered."""
    found: list[_Strip] = []
    for x0, x1 in sorted([*cover, *((p.x0, p.x1) for p in pieces)]):
        if found and x0 - found[-1][1] < strip:
            found[-1] = (found[-1][0], max(x1, found[-1][1]))
        else:
            found.append((x0, x1))
    return found


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand at the same height, at least by a third of a letter."""
    return abs(one.y - other.y) < 0.6 * min(one.size, other.size)


def _beside(row: Sequence[Piece], other: Sequence[Piece]) -> bool:
    gap = max(row[0].x0 - other[-1].x1, other[0].x0 - row[-1].x1)
    return _overlap(row[0], other[0]) and gap > _STRIP * max(row[0].size, other[0].size)


def _strips(block: Sequence[Piece]) -> list[_Strip]:
    cover = _covered([], block, _STRIP * median(p.size for p in block))
    return [(a[1], b[0]) for a, b in pairwise(cover)]


def _held(block: Sequence[Piece], strips: Sequence[_Strip], known: Sequence[_Strip]) -> list[_Strip]:
    """The strips without those that part off a narrow column of one or two lines: accidents of word spacing."""
    held = list(strips)
    while held:
        columns = [lines_of(c) for c in _between(block, held)]
        narrow = [n for n, c in enumerate(columns) if len(c) < _FEWEST_LINES and _width(c) < _NARROWEST * _size(c)]
        beside = [held[m] for n in narrow for m in (n - 1, n) if 0 <= m < len(held) and not _same(held[m], known)]
        if not beside:
            break
        held.remove(min(beside, key=lambda s: s[1] - s[0]))
    return held


def _same(strip: _Strip, known: Sequence[_Strip]) -> bool:
    """Whether a strip lies where another one did."""
    return any(a < strip[1] and b > strip[0] for a, b in known)


def _between(block: Sequence[Piece], strips: Sequence[_Strip]) -> list[list[Piece]]:
    middles = [sum(s) / 2 for s in strips]
    columns: list[list[Piece]] = [[] for _ in range(len(middles) + 1)]
    for piece in block:
        columns[sum(piece.x0 >= m for m in middles)].append(piece)
    return columns


def _all_run(columns: Sequence[Sequence[Line]], *, known: bool) -> bool:
    """Whether columns hold running text and not cells.

    Text runs where lines end because the next word did not fit. Columns of one or two lines cannot show it; beside
    running text they may stand if they are wide, and in one piece.
    """
    long = [c for c in columns if len(c) >= (2 if known else _FEWEST_LINES)]
    wide = all(_width(c) >= _NARROWEST * _size(c) for c in (long if known else columns))
    if not long or not wide or _is_grid(columns):
        return False
    if known:
        return sum(map(_full, long)) >= _RUNNING_KNOWN * sum(len(c) - 1 for c in long)
    short = [c for c in columns if len(c) == 2]
    if any(c[0].y - c[1].y > 2.2 * c[0].size for c in short):
        return False
    return all(_full(c) >= _RUNNING * (len(c) - 1) for c in long)


def _some_run(block: Sequence[Piece]) -> bool:
    """Whether a column is wide, and most of its lines are full."""
    columns = [lines_of(c) for c in _between(block, _strips(block))]
    return any(_width(c) >= _NARROWEST * _size(c) and _full(c) > 0.5 * (len(c) - 1) for c in columns)


def _full(lines: Sequence[Line]) -> int:
    """The number of lines that end because the next line's first word did not fit."""
    measure = Measure(max(line.x1 for line in lines), max(len(line.text) for line in lines))
    return sum(not fits(line, below, measure) for line, below in pairwise(lines))


def fits(line: Line, below: Line, measure: Measure) -> bool:
    """Whether the first word of the line below would have fitted on this line, by width and by number of letters."""
    latin = line.text[-1:].isascii() and below.text[:1].isascii()
    space = 0.25 * line.size if latin else 0.0
    by_width = line.x1 + space + below.word <= measure.right - _SLACK * line.size
    by_letters = len(line.text) + 1 + len(below.text.split(maxsplit=1)[0]) <= measure.letters
    return by_width and (by_letters or not latin or not measure.letters)


def _width(lines: Sequence[Line]) -> float:
    return max(line.x1 for line in lines) - min(line.x0 for line in lines)


def _size(lines: Sequence[Line]) -> float:
    return median(line.size for line in lines)


def _is_grid(columns: Sequence[Sequence[Line]]) -> bool:
    """Whether wide gaps between lines stand at the same heights in all columns, as between the rows of a table."""
    gaps = []
    for lines in columns:
        steps = [a.y - b.y for a, b in pairwise(lines)]
        usual = min((s for s in steps if s > 0), default=0.0)
        gaps.append({round(b.y, 0) for (a, b), s in zip(pairwise(lines), steps, strict=True) if s > 1.25 * usual})
    fewest = min(gaps, key=len)
    shared = [y for y in fewest if all(any(abs(y - other) <= 1 for other in g) for g in gaps)]
    return len(shared) >= 2 and all(len(shared) >= 0.8 * len(g) for g in gaps)


def _headed(block: list[Piece], columns: Sequence[Sequence[Piece]]) -> tuple[list[Piece], list[Piece]]:
    """The lines that stand alone above all other columns and are set off like a heading, and the rest of the block."""
    column = max(columns, key=lambda c: max(p.y for p in c))
    others = max((p.y for c in columns if c is not column for p in c), default=0.0)
    return _set_off([p for p in column if p.y > others + 0.5 * p.size], column, block)


def _footed(block: list[Piece], columns: Sequence[Sequence[Piece]]) -> tuple[list[Piece], list[Piece]]:
    """The block without the lines that stand alone below all other columns and are set off, and these lines."""
    column = min(columns, key=lambda c: min(p.y for p in c))
    others = min((p.y for c in columns if c is not column for p in c), default=0.0)
    below, rest = _set_off([p for p in column if p.y < others - 0.5 * p.size], column, block)
    return rest, below


def _set_off(
    alone: list[Piece], column: Sequence[Piece], block: list[Piece]
) -> tuple[list[Piece], list[Piece]]:
    """The outermost of the pieces that stand alone, if they are apart from their column or in another size; the others.

    Apart is what is further away than any two lines of the column from each other.
    """
    outside = {id(p) for p in alone}
    rest = lines_of([p for p in column if id(p) not in outside])
    lines = lines_of(alone)
    if not lines or not rest or len(lines) > 2 * _FEWEST_LINES:
        return [], block
    if lines[0].y < rest[0].y:
        lines.reverse()
        rest.reverse()
    steps = [abs(a.y - b.y) for a, b in pairwise([*lines, *rest])]
    usual = max(steps[len(lines) :], default=min(steps))
    for n, (line, inner) in enumerate(zip(lines, [*lines[1:], rest[0]], strict=True), start=1):
        other_size = abs(line.size - inner.size) > _OTHER_SIZE * inner.size
        if n <= _FEWEST_LINES and (other_size or abs(line.y - inner.y) > 1.1 * usual):
            gone = {id(p) for li in lines[:n] for p in li.pieces}
            return [p for p in block if id(p) in gone], [p for p in block if id(p) not in gone]
    return [], block


def _table(block: list[Piece]) -> list[Line]:
    """The rows of a table, each as one line with its cells from left to right; none where the block is no table.

    In a table of at least three lines, the cells of each column begin or end at one place.
    """
    strips = [s for s in _strips(block) if s[1] - s[0] > _CELL_GAP * block[0].size]
    lines, columns = lines_of(block), [lines_of(c) for c in _between(block, strips)]
    rows_of_cells = sum(sum(map(bool, _between(line.pieces, strips))) > 1 for line in lines)
    if rows_of_cells < _FEWEST_LINES or not all(map(_is_aligned, columns[1:])) or _all_run(columns, known=False):
        return []
    if 6 * sum(_is_spread(line, strips, strips) for line in lines) >= len(lines):
        return []
    above = [b.y for a, b in pairwise(lines) if a.y - b.y > 1.25 * _pitch(lines)]
    by_gaps = len(above) >= max(2, 0.2 * (len(lines) - 1))
    rows = [[lines[0]]]
    for before, line in pairwise(lines):
        if line.y in above or not (by_gaps or _wraps(before, line, columns, strips)):
            rows.append([])
        rows[-1].append(line)
    return [_row([p for line in row for p in line.pieces], strips) for row in rows]


def _is_spread(line: Line, between: Sequence[_Strip], strips: Sequence[_Strip]) -> bool:
    """Whether a line's words stand as far apart as what some strips part: then it is justified, and they part nothing."""
    gaps = [(a.x1, b.x0) for a, b in pairwise(line.pieces)]
    at_strips = [b - a for a, b in gaps if any(a < sum(s) / 2 < b for s in between)]
    others = [b - a for a, b in gaps if not any(a < sum(s) / 2 < b for s in strips)]
    return bool(at_strips and others) and min(at_strips) < 1.1 * max(others)


def _wraps(before: Line, line: Line, columns: Sequence[Sequence[Line]], strips: Sequence[_Strip]) -> bool:
    """Whether a line continues cells of the one before: some column holds nothing, and each other was full before."""
    above, here = (_between(li.pieces, strips) for li in (before, line))
    if all(here):
        return False
    return all(
        not own
        or (upper and _width(column) >= _NARROWEST * line.size and not fits(Line(upper), Line(own), Measure(max(c.x1 for c in column))))
        for upper, own, column in zip(above, here, columns, strict=True)
    )


def _pitch(lines: Sequence[Line]) -> float:
    steps = [a.y - b.y for a, b in pairwise(lines)]
    return min((s for s in steps if s > 0.5 * lines[0].size), default=1.2 * lines[0].size)


def _is_aligned(lines: Sequence[Line]) -> bool:
    if len(lines) < 2:
        return False
    slack = _SLACK * _size(lines)
    places = ([li.x0 for li in lines], [li.x1 for li in lines], [(li.x0 + li.x1) / 2 for li in lines])
    return any(max(sum(abs(x - y) < slack for y in xs) for x in xs) >= _ALIGNED * len(xs) for xs in places)


def _row(pieces: list[Piece], strips: Sequence[_Strip]) -> Line:
    cells = [lines_of(c) for c in _between(pieces, strips)]
    text = " ".join(_cell(lines) for lines in cells if lines)
    return Line(list(pieces), row=True, text=text)


def _cell(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text += ("" if _is_chinese(text[-1]) or _is_chinese(line.text[0]) else " ") + line.text
    return text


def _is_chinese(letter: str) -> bool:
    return bool(re.match(r"[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]", letter))
