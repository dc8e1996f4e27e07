"""Tables on pages: rows of cells, which are read row by row and not as columns."""

from collections.abc import Sequence
from itertools import pairwise

from topics.preprocessing.readers.layout.letters import Piece, glue
from topics.preprocessing.readers.layout.lines import (
    FEWEST_LINES,
    SLACK,
    Line,
    Measure,
    fits,
    full_lines,
    lines_of,
    size_of,
    width_of,
)
from topics.preprocessing.readers.layout.strips import (
    NARROWEST,
    Strip,
    all_run,
    between,
    covered,
    is_grid,
    is_spread,
    strips_of,
)

_ALIGNED = 0.6  # share of a column's cells that begin, or end, at one place
_CELL_GAP = 0.5  # ems between the cells of a table; justified lines seldom have such gaps, and never at one place
_SPARSE = 0.65  # of the width, covered by letters: less than in any row of full lines
_JUMP = 1.35  # distances of rows: a wider one ends a table
_ROW_GAP = 1.25  # distances of lines: a wider one parts the rows of a table
_MOST_LOOSE = 3  # short lines of text in a row above a table, or below it


def table(block: list[Piece]) -> list[Line]:
    """The rows of a table, each as one line with its cells from left to right; none where the block is no table.

    In a table of at least three lines, the cells of each column begin or end at one place.
    """
    strips = strips_of(block, _CELL_GAP)
    lines, columns = lines_of(block), [lines_of(c) for c in between(block, strips)]
    rows_of_cells = sum(sum(map(bool, between(line.pieces, strips))) > 1 for line in lines)
    if rows_of_cells < FEWEST_LINES or not all(map(_is_aligned, columns[1:])) or all_run(columns, known=False):
        return []
    if 6 * sum(is_spread(line, strips, strips) for line in lines) >= len(lines):
        return []
    above = [b.y for a, b in pairwise(lines) if a.y - b.y > _ROW_GAP * _pitch(lines)]
    by_gaps = len(above) >= 2 and (5 * len(above) >= len(lines) - 1 or is_grid(columns))
    rows = [[lines[0]]]
    for before, line in pairwise(lines):
        if line.y in above or not (by_gaps or _wraps(before, line, columns, strips)):
            rows.append([])
        rows[-1].append(line)
    return [made for row in rows for made in _row([p for line in row for p in line.pieces], strips)]


def _wraps(before: Line, line: Line, columns: Sequence[Sequence[Line]], strips: Sequence[Strip]) -> bool:
    """Whether a line continues cells of the one before: some column holds nothing, and each other was full before."""
    above, here = (between(li.pieces, strips) for li in (before, line))
    return not all(here) and all(
        not own or (upper and _is_full(Line(upper), Line(own), column))
        for upper, own, column in zip(above, here, columns, strict=True)
    )


def _is_full(cell: Line, below: Line, column: Sequence[Line]) -> bool:
    wide = width_of(column) >= NARROWEST * cell.size
    return wide and not fits(cell, below, Measure(max(line.x1 for line in column)))


def _pitch(lines: Sequence[Line]) -> float:
    steps = [a.y - b.y for a, b in pairwise(lines)]
    return min((s for s in steps if s > 0.5 * lines[0].size), default=1.2 * lines[0].size)


def _is_aligned(lines: Sequence[Line]) -> bool:
    if len(lines) < 2:
        return False
    slack = SLACK * size_of(lines)
    places = ([li.x0 for li in lines], [li.x1 for li in lines], [(li.x0 + li.x1) / 2 for li in lines])
    return any(max(sum(abs(x - y) < slack for y in xs) for x in xs) >= _ALIGNED * len(xs) for xs in places)


def _row(pieces: list[Piece], strips: Sequence[Strip]) -> list[Line]:
    """One line for a row; one per cell where all cells are paragraphs."""
    cells = [lines_of(c) for c in between(pieces, strips) if c]
    if all(len(lines) >= FEWEST_LINES for lines in cells):
        return [Line([p for li in lines for p in li.pieces], row=True, text=_cell(lines)) for lines in cells]
    return [Line(pieces, row=True, text=" ".join(map(_cell, cells)))]


def _cell(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text += glue(text, line.text) + line.text
    return text


def table_borders(rows: Sequence[list[Piece]]) -> set[int]:
    """The rows at which tables begin, and those below their ends: rows of short cells that stand in columns."""
    left = min(row[0].x0 for row in rows)
    wide = max(p.x1 for row in rows for p in row) - left
    sparse = [sum(p.x1 - p.x0 for p in row) < _SPARSE * wide for row in rows]
    parted = [s and len(covered([], row, _CELL_GAP * row[0].size)) > 1 for s, row in zip(sparse, rows, strict=True)]
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
        if nearby and steps[n] > _JUMP * min(nearby):
            groups.append([])
        groups[-1].append(row)
    return groups


def _table_within(rows: Sequence[list[Piece]], parted: list[int]) -> set[int]:
    """The borders of the longest table among rows with gaps, which may begin and end with short lines of text."""
    for dropped in range(2 * _MOST_LOOSE + 1):
        for first in range(max(0, dropped - _MOST_LOOSE), min(dropped, _MOST_LOOSE) + 1):
            inside = parted[first : len(parted) - (dropped - first)]
            if len(inside) < FEWEST_LINES:
                return set()
            start, end = inside[0], inside[-1] + 1
            block = [p for row in rows[start:end] for p in row]
            if 2 * len(inside) >= end - start and table(block) and not _some_run(block):
                return {start, end}
    return set()


def _some_run(block: Sequence[Piece]) -> bool:
    """Whether a column is wide, and most of its lines are full."""
    columns = [lines_of(c) for c in between(block, strips_of(block))]
    return any(width_of(c) >= NARROWEST * size_of(c) and full_lines(c) > 0.5 * (len(c) - 1) for c in columns)
