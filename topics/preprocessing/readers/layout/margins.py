"""Margins of pages: running heads and page numbers, by position and recurrence.

Conventions. Only the outermost rows of a page count, and a row only if all rows further out are heads or numbers too.
A row recurs when it stands at the same height on other pages with the same text, figures apart.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from topics.preprocessing.readers.layout.letters import Letters, Piece
from topics.preprocessing.readers.layout.lines import Line, full_lines, lines_of, width_of
from topics.preprocessing.sentences import sentences

_MARGIN = 0.15  # of the page's height, at the top and at the bottom
_ROWS = 3  # at the top and at the bottom: a head of two lines and a number
_FEWEST_PAGES = 3
_FEWEST_LINES = 5  # with numbers
_LINE = 20.0  # ems of a line that is counted; items of a list are shorter
_COUNTED = 0.8  # share of a page's lines
_STEPS = {1, 5}  # of the numbers of lines
_SAME_HEIGHT = 4.0  # points: a head does not move, a viewer's rounding does
_APART = 2.2  # sizes of letters between a head and the text, where a head is told by its place
_NUMERAL = r"(?:\d{1,4}|[ivxlc]{1,7}|[〇零一二三四五六七八九十百]{1,5})"
_MARK = r"[-–—―－~～·•∙.|\[\](){}（）【】〔〕<>《》\s]*"
_SAYS_PAGE = re.compile(
    rf"{_MARK}(?:(?:第\s*{_NUMERAL}\s*[页頁])(?:\s*[,，/／|]?\s*[（(]?\s*[共总總]\s*\d{{1,4}}\s*[页頁]\s*[）)]?)?"
    rf"|[共总總]\s*\d{{1,4}}\s*[页頁]\s*[,，/／|]?\s*第\s*{_NUMERAL}\s*[页頁]"
    rf"|(?:page|pg\.?|p\.)\s*{_NUMERAL}(?:\s*(?:of|/)\s*\d{{1,4}})?"
    rf"|[-–—―－~～·•]\s*{_NUMERAL}\s*[-–—―－~～·•]){_MARK}",
    re.IGNORECASE,
)
_OF = re.compile(rf"{_MARK}(\d{{1,4}})\s*(?:of|/|／)\s*(\d{{1,4}}){_MARK}", re.IGNORECASE)
_BARE = re.compile(rf"{_MARK}(\d{{1,4}}){_MARK}")
_ROMAN = re.compile(rf"{_MARK}([ivxlc]{{1,7}}){_MARK}", re.IGNORECASE)


@dataclass(eq=False)
class _Row:
    page: int
    place: int  # 0 for the outermost
    line: Line
    at_top: bool
    height: float  # distance from the page's end
    apart: bool  # from the row further in

    @property
    def key(self) -> str:
        """The row's text with all figures equal."""
        return _key(self.line.text)


@dataclass
class Margins:
    """The rows of pages that are no text, by page: running heads and page numbers."""

    heads: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    line_numbers: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def without(self, page: int, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of a page that are neither heads nor numbers."""
        gone = {id(p) for lines in self._all for line in lines.get(page, ()) for p in line.pieces}
        return [p for p in pieces if id(p) not in gone]

    @property
    def _all(self) -> tuple[dict[int, list[Line]], ...]:
        return self.heads, self.numbers, self.line_numbers


def margins(pages: Sequence[Letters], title: str = "") -> Margins:
    """The running heads and page numbers of a document; `title` is the one in the file's properties.

    A head recurs on at least three pages. Where heads take turns, rows stand apart from the text at one height on at
    least three pages, and half of them or more recur; a title of the first page recurs on two. No running sentence is a
    head. A head that is the document's title stays where it stands first.
    """
    rows = [row for n, page in enumerate(pages) for row in _outer_rows(n, page)]
    recurring, numbered = _recurring(rows, _large(pages[0]) if pages else set()), _numbered(rows, len(pages))
    title = re.sub(r"\s|\d+", "", title)
    found, first_seen = Margins(), set()
    open_ends: set[tuple[int, bool]] = {(n, top) for n in range(len(pages)) for top in (True, False)}
    for row in sorted(rows, key=lambda r: (r.page, r.at_top, r.place)):
        end = (row.page, row.at_top)
        if end not in open_ends:
            continue
        if id(row) in numbered:
            found.numbers[row.page].append(row.line)
        elif id(row) in recurring:
            is_title = bool(title) and re.sub(r"0", "", row.key) == title
            if is_title and row.key not in first_seen:
                first_seen.add(row.key)
                open_ends.discard(end)
                continue
            found.heads[row.page].append(row.line)
        else:
            open_ends.discard(end)
    kept = [found.without(number, page.pieces) for number, page in enumerate(pages)]
    if any(map(_has_line_numbers, kept)):
        for number, pieces in enumerate(kept):
            found.line_numbers[number] = [Line([p]) for p in _figures_outside(pieces)]
    return found


def _has_line_numbers(pieces: Sequence[Piece]) -> bool:
    """Whether figures at the left of all text count its lines, and these run on, as items of a list do not."""
    figures = _figures_outside(pieces)
    steps = {int(b.text) - int(a.text) for a, b in pairwise(figures)}
    if len(figures) < _FEWEST_LINES or len(steps) != 1 or not steps & _STEPS:
        return False
    counted = {id(p) for p in figures}
    lines = lines_of([p for p in pieces if id(p) not in counted])
    if not lines:
        return False
    [step] = steps
    wide = width_of(lines) >= _LINE * lines[0].size
    return wide and len(figures) * step >= _COUNTED * len(lines) and 2 * full_lines(lines) > len(lines)


def _figures_outside(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of figures at the left of all other pieces, from top to bottom."""
    edge = min((p.x0 for p in pieces if not p.text.isdigit()), default=0.0)
    return sorted((p for p in pieces if p.x1 < edge and re.fullmatch(r"\d{1,4}", p.text)), key=lambda p: -p.y)


def _outer_rows(number: int, page: Letters) -> list[_Row]:
    margin = _MARGIN * (page.top - page.bottom)
    found = []
    for at_top in (True, False):
        end = page.top if at_top else page.bottom
        lines = lines_of([p for p in page.pieces if abs(end - p.y) < 2 * margin])
        lines = lines if at_top else lines[::-1]
        for place, line in enumerate(lines[:_ROWS]):
            inner = lines[place + 1].y if place + 1 < len(lines) else line.y + 2 * margin
            apart = abs(inner - line.y) > _APART * line.size
            if abs(end - line.y) < margin:
                found.append(_Row(number, place, line, at_top, abs(end - line.y), apart))
    return found


def _large(page: Letters) -> set[str]:
    """The keys of the lines that are set larger than most of a page, as titles are."""
    sizes = sorted(p.size for p in page.pieces for _ in p.text)
    lines = lines_of([p for p in page.pieces if p.size > 1.1 * sizes[len(sizes) // 2]])
    return {_key(line.text) for line in lines}


def _key(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))


def _recurring(rows: Sequence[_Row], titles: set[str]) -> set[int]:
    """The ids of the rows that recur."""
    same: dict[tuple[bool, str], list[_Row]] = defaultdict(list)
    for row in rows:
        if any(c.isalpha() for c in row.key) and not sentences(row.line.text):
            same[row.at_top, row.key].append(row)
    groups = [[r for r in group if abs(r.height - _usual(group)) <= _SAME_HEIGHT] for group in same.values()]
    found = set()
    for group in groups:
        level = [g for g in groups if g[0].at_top == group[0].at_top and abs(_usual(g) - _usual(group)) <= _SAME_HEIGHT]
        repeated = {r.page for g in level if _pages(g) > 1 for r in g}
        on_level = {r.page for g in level for r in g if r.apart}
        named = group[0].key in titles and len(repeated) >= 2
        takes_turns = len(repeated) >= 2 and 2 * len(repeated) >= len(on_level) >= _FEWEST_PAGES
        if _pages(group) >= _FEWEST_PAGES or ((takes_turns or named) and all(r.apart for r in group)):
            found |= {id(r) for r in group}
    return found


def _pages(group: Sequence[_Row]) -> int:
    return len({r.page for r in group})


def _usual(group: Sequence[_Row]) -> float:
    return sorted(r.height for r in group)[len(group) // 2]


def _numbered(rows: Sequence[_Row], pages: int) -> set[int]:
    """The ids of the rows that are page numbers: they say so, or count with the pages."""
    found = {id(r) for r in rows if _SAYS_PAGE.fullmatch(r.line.text)}
    of_pages = [(r, m) for r in rows if (m := _OF.fullmatch(r.line.text))]
    found |= {id(r) for r, m in of_pages if int(m[2]) == pages or len(of_pages) > 1}
    counts = {r: int(m[1]) for r in rows if id(r) not in found and (m := _BARE.fullmatch(r.line.text))}
    counts |= {r: v for r in rows if (m := _ROMAN.fullmatch(r.line.text)) and (v := _roman(m[1]))}
    ahead = Counter((r.at_top, count - r.page) for r, count in counts.items())
    return found | {
        id(r) for r, count in counts.items() if ahead[r.at_top, count - r.page] > 1 or (count == r.page + 1 == pages)
    }


def _roman(numeral: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[c] for c in numeral.lower()]
    return sum(-v if any(w > v for w in values[n + 1 :]) else v for n, v in enumerate(values))
