"""Columns of a page: its pieces in the order of reading, as areas of lines.

Conventions. A *row* is what stands on one baseline across the page. A page is cut into blocks from top to bottom: a
block ends where a line crosses the white strips that all its lines left free. A block whose strips part columns of
running text is read column by column, each of them cut in the same way; one whose strips part the cells of a table is
read row by row; in any other, strips are accidents of word spacing, and its lines run through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from topics.preprocessing.readers.layout.letters import Piece
from topics.preprocessing.readers.layout.lines import (
    FEWEST_LINES,
    OTHER_SIZE,
    SLACK,
    Area,
    Line,
    Measure,
    edge,
    fits,
    lines_of,
    longest,
)
from topics.preprocessing.readers.layout.strips import (
    STRIP,
    Strip,
    all_run,
    between,
    covered,
    held,
    is_spread,
    same,
    strips_of,
)
from topics.preprocessing.readers.layout.tables import table, table_borders

_LONGEST_MARK = 4  # letters of a note's mark
_MOST_MARKS = 200  # on a page
_LARGE = 1.12  # times the usual size of letters: that of a heading
_CLEAR = 1.2  # sizes of letters above and below a heading over columns
_APART = 1.1  # times the widest distance of lines: further away is no part of a column
_ONE_ROW = 0.3  # sizes of letters
_MOST_DEPTH = 8  # columns in columns


@dataclass
class Columns:
    """The order of reading of pages, one after the other: strips that parted columns are known on later pages."""

    strips: list[Strip] = field(default_factory=list)

    def areas(self, pieces: Sequence[Piece]) -> list[Area]:
        """The areas of a page in the order of reading."""
        if not pieces:
            return []
        found = self._areas(sorted(_with_marks(pieces), key=lambda p: (-p.y, p.x0)), 0)
        merged: list[Area] = []
        for area in found:
            last = merged[-1] if merged else None
            tables = last and (last.lines[-1].row or area.lines[0].row)
            if last and not tables and (last.left, last.right) == (area.left, area.right):
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
                    found.append(Area(table(part) or lines_of(part), left, right))
        return found

    def _parts(self, block: list[Piece], *, last: bool) -> list[tuple[list[Piece], list[list[Piece]]]]:
        """The block, or what stands above its columns, they, and what stands below; each with its columns."""
        if block[0].y - block[-1].y < _ONE_ROW * block[0].size:
            return [(block, [])]
        strips = held(block, strips_of(block), self.strips)
        if not strips or not (columns := self._split(block, strips)):
            return [(block, [])]
        above, rest = _headed(block, columns)
        rest, below = (rest, []) if last else _footed(rest, columns)
        kept = {id(p) for p in rest}
        columns = [[p for p in column if id(p) in kept] for column in columns]
        parts = [(above, []), (rest, [c for c in columns if c]), (below, [])]
        return [(part, inside) for part, inside in parts if part]

    def _split(self, block: list[Piece], strips: list[Strip]) -> list[list[Piece]]:
        """The columns on both sides of the widest strip that parts running text; none where no strip does."""
        columns = [lines_of(c) for c in between(block, strips)]
        rows = [line for line in lines_of(block) if len(line.pieces) > 1]
        for strip in sorted(strips, key=lambda s: s[0] - s[1]):
            spread = sum(is_spread(line, [strip], strips) for line in rows)
            runs = all_run(columns, known=same(strip, self.strips))
            if not runs or 2 * spread > len(rows):
                continue
            self.strips += strips
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
            near = abs(piece.x1 - mark.x0) < SLACK * em and 0.1 * em < mark.y - piece.y < 0.6 * em
            if near and piece is not mark and piece.size > 1.2 * mark.size:
                piece.text, piece.x1 = piece.text + mark.text, mark.x1
                gone.add(id(mark))
                break
    return [p for p in pieces if id(p) not in gone]


def _edges(pieces: Sequence[Piece]) -> Strip:
    """Where most lines begin, and where the longest end."""
    lines = lines_of(pieces)
    return edge(lines), longest([line.x1 for line in lines])


def _blocks(pieces: list[Piece]) -> list[list[Piece]]:
    """Blocks from top to bottom, each with the same white strips from its first row to its last."""
    em = median(p.size for p in pieces)
    rows = _rows(pieces)
    borders = table_borders(rows)
    blocks: list[list[Piece]] = []
    cover: list[Strip] = []
    alone = False
    for n, row in enumerate(rows):
        wider = covered(cover, row, STRIP * em)
        parted = len(covered([], row, STRIP * em)) > 1
        beside = parted or any(_beside(row, rows[m]) for m in (n - 1, n + 1) if 0 <= m < len(rows))
        crosses = len(cover) > 1 and len(wider) == 1
        begins = len(cover) == 1 and beside and not (n and _overlap(row[0], rows[n - 1][0]))
        banner = not parted and _is_banner(rows, n, em, pieces)
        own: list[list[Piece]] = []
        if begins and n and _goes_on(rows, n - 1):
            own, begins = _same_column(rows[:n], blocks[-1]), False
        if not blocks or crosses or begins or banner or alone or n in borders:
            blocks.append([])
            wider = covered([], row, STRIP * em)
        elif own:
            moved = [piece for line in own for piece in line]
            del blocks[-1][-len(moved) :]
            blocks.append(moved)
            wider = covered([], [*moved, *row], STRIP * em)
        blocks[-1] += row
        cover, alone = wider, banner
    return blocks


def _same_column(rows: Sequence[list[Piece]], block: Sequence[Piece]) -> list[list[Piece]]:
    """The last rows of a block that stand in one column with the last of all, below a row that does not; or none.

    So the first lines beside a box, which begins lower than they do by its frame, do not stay with the text above.
    """
    left, right = rows[-1][0].x0, rows[-1][-1].x1
    found: list[list[Piece]] = []
    left_over = len(block)
    for row in reversed(rows):
        if left_over == 0:
            return []
        slack = SLACK * row[0].size
        if row[0].x0 < left - slack or row[-1].x1 > right + 2 * row[0].size:
            return found[::-1]
        found.append(row)
        left_over -= len(row)
    return []


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one baseline, from left to right."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(rows[-1][0].y - piece.y) < 0.15 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _is_banner(rows: Sequence[list[Piece]], n: int, em: float, pieces: Sequence[Piece]) -> bool:
    """Whether a row is a heading over all columns though it crosses none.

    It is large, apart from all others, and either in the middle or above a row from which several columns begin.
    """
    row = rows[n]
    if row[0].size < _LARGE * em:
        return False
    if any(abs(rows[m][0].y - row[0].y) < _CLEAR * row[0].size for m in (n - 1, n + 1) if 0 <= m < len(rows)):
        return False
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    middle = abs((row[0].x0 + row[-1].x1) - (left + right)) < 2 * em
    next_row, after = (rows[m] if m < len(rows) else [] for m in (n + 1, n + 2))
    begins = len(covered([], next_row, STRIP * em)) > 1 or bool(after and _beside(next_row, after))
    return middle or (begins and n > 0)


def _goes_on(rows: Sequence[list[Piece]], n: int) -> bool:
    """Whether a row is a full line that goes on below, beside the column that begins there: it heads no columns.

    The two lines below it in its own column are as far from each other as it is from them, and the first word below
    did not fit on it. Columns are not level where the text of one goes on from the page, or the column, before.
    """
    row = rows[n]
    left, right = row[0].x0, row[-1].x1
    below = [line for line in (_inside(other, left, right) for other in rows[n + 1 : n + 5]) if line]
    if len(below) < 2:
        return False
    first, second = below[0], below[1]
    level = abs((row[0].y - first.y) - (first.y - second.y)) < (_APART - 1) * row[0].size
    end = max(line.x1 for line in (Line(row), first, second))
    return level and not fits(Line(row), first, Measure(end))


def _inside(row: Sequence[Piece], left: float, right: float) -> Line | None:
    """The line of those pieces of a row that stand in the stretch from left to right."""
    pieces = [p for p in row if p.x0 < right and p.x1 > left]
    return Line(pieces) if pieces else None


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand at the same height, at least by a third of a letter."""
    return abs(one.y - other.y) < 0.6 * min(one.size, other.size)


def _beside(row: Sequence[Piece], other: Sequence[Piece]) -> bool:
    gap = max(row[0].x0 - other[-1].x1, other[0].x0 - row[-1].x1)
    return _overlap(row[0], other[0]) and gap > STRIP * max(row[0].size, other[0].size)


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


def _set_off(alone: list[Piece], column: Sequence[Piece], block: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The outermost of the pieces that stand alone, if they are apart from their column or in another size; the others.

    Apart is what is further away than any two lines of the column from each other.
    """
    outside = {id(p) for p in alone}
    rest = lines_of([p for p in column if id(p) not in outside])
    lines = lines_of(alone)
    if not lines or not rest or len(lines) > 2 * FEWEST_LINES:
        return [], block
    if lines[0].y < rest[0].y:
        lines.reverse()
        rest.reverse()
    steps = [abs(a.y - b.y) for a, b in pairwise([*lines, *rest])]
    usual = max(steps[len(lines) :], default=min(steps))
    for n, (line, inner) in enumerate(zip(lines, [*lines[1:], rest[0]], strict=True), start=1):
        other_size = abs(line.size - inner.size) > OTHER_SIZE * inner.size
        if n <= FEWEST_LINES and (other_size or abs(line.y - inner.y) > _APART * usual):
            gone = {id(p) for li in lines[:n] for p in li.pieces}
            return [p for p in block if id(p) in gone], [p for p in block if id(p) not in gone]
    return [], block
