"""White strips that run down a page, and whether they part columns of running text."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from topics.preprocessing.readers.layout.letters import Piece
from topics.preprocessing.readers.layout.lines import FEWEST_LINES, Line, full_lines, lines_of, size_of, width_of

STRIP = 0.8  # ems; the narrowest white strip between columns, three word spaces
NARROWEST = 6.0  # ems of a column of text: two words or six Chinese characters
# Shares of a column's lines that are full. In running text only the last lines of paragraphs are not; a paragraph of
# two lines has half. Where a strip has parted columns before, half of that is enough.
_RUNNING = 0.4
_RUNNING_KNOWN = 0.2
_BESIDE_ONE = 6  # lines of a column beside one of a single line: fewer may be a line with a wide gap among others
_AS_WIDE = 1.1  # gaps that differ by less are equal
_GAP = 1.25  # distances of lines: a wider one parts paragraphs, or rows of a table
_UNEVEN = 0.25  # share of the gaps between a table's rows that are wider in one column than in another
_IN_ONE_PIECE = 2.2  # sizes of letters between two lines that belong together

Strip = tuple[float, float]  # left and right end


def covered(cover: Sequence[Strip], pieces: Sequence[Piece], strip: float) -> list[Strip]:
    """The stretches of x that lines cover, with more pieces; narrower gaps than a strip count as covered."""
    found: list[Strip] = []
    for x0, x1 in sorted([*cover, *((p.x0, p.x1) for p in pieces)]):
        if found and x0 - found[-1][1] < strip:
            found[-1] = (found[-1][0], max(x1, found[-1][1]))
        else:
            found.append((x0, x1))
    return found


def strips_of(block: Sequence[Piece], narrowest: float = STRIP) -> list[Strip]:
    """The white strips that no piece of a block crosses, of at least so many ems."""
    cover = covered([], block, narrowest * median(p.size for p in block))
    return [(a[1], b[0]) for a, b in pairwise(cover)]


def between(block: Sequence[Piece], strips: Sequence[Strip]) -> list[list[Piece]]:
    """The pieces by the column in which they begin."""
    middles = [sum(s) / 2 for s in strips]
    columns: list[list[Piece]] = [[] for _ in range(len(middles) + 1)]
    for piece in block:
        columns[sum(piece.x0 >= m for m in middles)].append(piece)
    return columns


def held(block: Sequence[Piece], strips: Sequence[Strip], known: Sequence[Strip]) -> list[Strip]:
    """The strips without those that part off a narrow column of one or two lines: accidents of word spacing."""
    held = list(strips)
    while held:
        columns = [lines_of(c) for c in between(block, held)]
        narrow = [n for n, c in enumerate(columns) if len(c) < FEWEST_LINES and width_of(c) < NARROWEST * size_of(c)]
        beside = [held[m] for n in narrow for m in (n - 1, n) if 0 <= m < len(held) and not same(held[m], known)]
        if not beside:
            break
        held.remove(min(beside, key=lambda s: s[1] - s[0]))
    return held


def same(strip: Strip, known: Sequence[Strip]) -> bool:
    """Whether a strip lies where another one did."""
    return any(a < strip[1] and b > strip[0] for a, b in known)


def all_run(columns: Sequence[Sequence[Line]], *, known: bool) -> bool:
    """Whether columns hold running text and not cells.

    Text runs where lines end because the next word did not fit. Columns of one or two lines cannot show it; beside
    running text they may stand if they are wide, and in one piece.
    """
    long = [c for c in columns if len(c) >= (2 if known else FEWEST_LINES)]
    wide = all(width_of(c) >= NARROWEST * size_of(c) for c in (long if known else columns))
    if not long or not wide or is_grid(columns):
        return False
    if known:
        return sum(map(full_lines, long)) >= _RUNNING_KNOWN * sum(len(c) - 1 for c in long)
    if min(map(len, columns)) == 1 and max(map(len, columns)) < _BESIDE_ONE:
        return False
    short = [c for c in columns if len(c) == 2]
    if any(c[0].y - c[1].y > _IN_ONE_PIECE * c[0].size for c in short):
        return False
    return all(full_lines(c) >= _RUNNING * (len(c) - 1) for c in long)


def is_grid(columns: Sequence[Sequence[Line]]) -> bool:
    """Whether wide gaps between lines stand at the same heights in all columns, as between the rows of a table.

    Paragraphs of text leave level gaps too where they happen to have as many lines in each column; all of these are
    equally wide. In a table, a cell with fewer lines than the one beside it leaves a wider gap.
    """
    gaps = [_wide_gaps(lines) for lines in columns]
    fewest = min(gaps, key=len)
    level = [[width for g in gaps for at, width in g.items() if abs(at - y) <= 1] for y in fewest]
    shared = [widths for widths in level if len(widths) >= len(columns)]
    if len(shared) < 2 or any(len(shared) < 0.8 * len(g) for g in gaps):
        return False
    uneven = sum(max(widths) > _AS_WIDE * min(widths) for widths in shared)
    return _UNEVEN * len(shared) <= uneven or min(map(len, columns)) < FEWEST_LINES * (len(shared) + 1)


def _wide_gaps(lines: Sequence[Line]) -> dict[float, float]:
    """Gaps between lines that are wider than usual in a column: their widths by the heights of the lines below."""
    steps = [(b.y, a.y - b.y) for a, b in pairwise(lines)]
    usual = min((step for _, step in steps if step > 0), default=0.0)
    return {round(y, 0): step for y, step in steps if step > _GAP * usual}


def is_spread(line: Line, between: Sequence[Strip], strips: Sequence[Strip]) -> bool:
    """Whether words stand as far apart as what some strips part: the line is justified then, and they part nothing."""
    gaps = [(a.x1, b.x0) for a, b in pairwise(line.pieces)]
    at_strips = [b - a for a, b in gaps if any(a < sum(s) / 2 < b for s in between)]
    others = [b - a for a, b in gaps if not any(a < sum(s) / 2 < b for s in strips)]
    return bool(at_strips and others) and min(at_strips) < _AS_WIDE * max(others)
