"""The dialect of a CSV file by the evidence of its lines, and its records: a stray quotation mark spoils one at most.

Conventions. A record is what one row of the table says; it may have several physical lines inside quotation marks. A
line ends as the file's first line does: LF with or without CR, or CR alone. The evidence for a way of reading is that
the records have as many cells as the header (`width`). A record that cannot be read gives up its first line, and
reading goes on at the next: what follows is debris of the same record as long as it is no record by itself.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from topics.files.zips import MAX_UNPACKED_BYTES

SEPARATORS = ",\t;|"
NOT_CLOSED = "a quotation mark is not closed or not doubled"
TOO_MANY = "more cells in the row than the header has names"
TOO_FEW = "fewer cells in the row than the header has names"

_MARKS: Mapping[str, Mapping[str, Any]] = {
    "quoted": {},  # "a ""b"" c"
    "escaped": {"escapechar": "\\"},  # "a \"b\" c"
    "spaced": {"skipinitialspace": True},  # 1, "a"
    "plain": {"quoting": csv.QUOTE_NONE},  # quotation marks are text
}
_SEP_LINE = re.compile(r'\ufeff?"?sep=([^"\r\n])"?(?:\r*\n|\r)', re.IGNORECASE)  # as Excel writes and reads it
_ASTRAY = re.compile(r'[^"]*"[^"\s](?:[^"]*[^"\s])?"[^"]*')  # two marks, text at the inner side of both
_SAMPLE, _SAMPLE_LINES = 100_000, 30  # characters and lines by which a separator is judged: the larger of the two
_RARE = "\x1f\x1e\x1d\x1c\x02\x03\x04\x05\x06\x07\ue000\ue001\ue002\uf8fe"


class Record(NamedTuple):
    """A record: its physical lines (`line` to `last`), its cells, its place in the text, and why it cannot be read."""

    line: int
    last: int
    cells: list[str]
    start: int
    stop: int
    problem: str = ""

    @property
    def place(self) -> str:
        """The record's lines, for messages."""
        return f"line {self.line}" if self.line == self.last else f"lines {self.line} to {self.last}"


@dataclass(frozen=True)
class Dialect:
    """One way of reading a text; `start` and `line` are where its first record begins, `width` counts the cells.

    The header leaves out the names of the first `nameless` columns.
    """

    delimiter: str
    end: str = "\n"
    marks: str = "quoted"
    start: int = 0
    line: int = 1
    width: int = 0
    nameless: int = 0

    @cached_property
    def well_formed(self) -> "re.Pattern[str]":
        """A record whose quoted cells begin and end at a delimiter, with no quotation mark in the others."""
        mark = re.escape(self.delimiter)
        cell = rf'(?:"(?:[^"]++|"")*+"|[^"\r\n{mark}]*+)'
        return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*+")

    @cached_property
    def escapes(self) -> "re.Pattern[str]":
        """A backslash, with what it escapes: not the beginning of `\\n` or of a folder's name."""
        return re.compile(rf'\\(["\\{re.escape(self.delimiter)}])?')

    def fits(self, line: str) -> bool:
        """Whether a physical line, its quotation marks taken for text, has all the cells of a record."""
        return line.count(self.delimiter) == self.width - 1


def dialect_of(text: str, header_rows: int = 1, *, plain: bool = True) -> Dialect:
    """The dialect of a text whose header is among the first `header_rows` records: the longest of them.

    Without `plain`, quotation marks are never taken for text.
    """
    found = _SEP_LINE.match(text)
    start = found.end() if found else int(text.startswith("\ufeff"))
    first = Dialect(",", _line_end(text, start), start=start, line=2 if found else 1)
    separators = SEPARATORS if found is None else found[1] + SEPARATORS.replace(found[1], "")
    separators += " " * bool(_quoted_names(" ").match(text, start))
    chosen = _separated(text, first, separators, header_rows)
    return _marked(text, _with_names_of_rows(text, chosen), header_rows, plain)


def _line_end(text: str, start: int) -> str:
    if "\n" not in text or "\r" not in text:
        return "\r" if "\r" in text else "\n"
    head = text[start : start + _SAMPLE]
    # A line break in a quoted cell may be of the other kind.
    first = re.search(r"\r*\n|\r", re.sub(r'"[^"]*"', "", head)) or re.search(r"\r*\n|\r", head)
    return "\r" if first and first[0] == "\r" else "\n"


def _separated(text: str, first: Dialect, separators: str, header_rows: int) -> Dialect:
    """The dialect whose separator gives the most records of the sample as many cells as the header."""
    sample = text[: _sample_end(text, first)]
    tried = [_sized(sample, replace(first, delimiter=separator), header_rows) for separator in separators]
    several = [dialect for dialect in tried if dialect.width > 1]
    none = replace(first, delimiter=_unused(text), width=1)
    # Of equals the first is taken, so a file's own `sep=` counts before a comma.
    return max(several or [none, *tried], key=lambda dialect: (_share_that_fits(sample, dialect), dialect.width))


def _sample_end(text: str, dialect: Dialect) -> int:
    lines = _Lines(text, dialect)
    for number, _ in enumerate(lines, start=1):
        if number >= _SAMPLE_LINES and lines.place >= _SAMPLE:
            break
    return lines.place


def _share_that_fits(text: str, dialect: Dialect) -> float:
    found = list(rows(text, dialect))
    whole = found[:-1] if len(found) > 2 and found[-1].problem else found  # the sample may end within a record
    return sum(_fits(row, dialect) for row in whole) / len(whole) if whole else 0.0


def _fits(row: Record, dialect: Dialect) -> bool:
    return not row.problem and len(row.cells) >= dialect.width


def _sized(text: str, dialect: Dialect, header_rows: int) -> Dialect:
    """The dialect with the number of cells in the header."""
    filled = (record for record in records(text, replace(dialect, width=0)) if not _blank(record, 0))
    return replace(dialect, width=max((len(record.cells) for record in islice(filled, header_rows)), default=0))


def _with_names_of_rows(text: str, dialect: Dialect) -> Dialect:
    """The dialect, with the first column that R gives to a table and no name: the names of its rows.

    The marks around all names and around the first cell of each row tell it from a text with a separator in it.
    """
    if not _quoted_names(dialect.delimiter).match(text, dialect.start):
        return dialect
    below = islice(records(text[: _sample_end(text, dialect)], dialect), 1, None)
    found = [row for row in below if not row.problem and not _blank(row, dialect.width)]
    named = all(len(row.cells) == dialect.width + 1 and text[row.start] == '"' for row in found)
    apart = len({row.cells[0] for row in found}) == len(found) > 0
    return replace(dialect, width=dialect.width + 1, nameless=1) if named and apart else dialect


def _quoted_names(delimiter: str) -> "re.Pattern[str]":
    """A line of names in quotation marks; a space between cells is known by them, as R writes tables."""
    return re.compile(rf'"[^"\r\n]*"(?:{re.escape(delimiter)}"[^"\r\n]*")+[ \t]*(?:[\r\n]|\Z)')


def _marked(text: str, dialect: Dialect, header_rows: int, plain: bool) -> Dialect:
    """The dialect with the meaning of quotation marks that leaves the fewest bad rows; of equals, marks that quote."""
    # Escaped marks come in pairs: one may be astray behind a backslash, and one at a cell's end may close it.
    inside = re.compile(rf'\\"(?!["\r\n{re.escape(dialect.delimiter)}])')
    escaped = text.count('\\"') > 1 and bool(inside.search(text))
    if '"' not in text:
        escaped = f"\\{dialect.delimiter}" in text
    if '"' not in text and not escaped:
        return dialect
    least, joined = _bad(text, dialect)
    best = dialect
    others = ["escaped"] if escaped else []
    if least and re.search(rf'(?:^|{re.escape(dialect.delimiter)}) +"', text, re.MULTILINE):
        others.append("spaced")
    for marks in others:
        other = _sized(text, replace(dialect, marks=marks), header_rows)
        bad, _ = _bad(text, other)
        if bad == 0 < least or 2 * bad < least or (bad == least == 0 and _escapes(text, dialect)):
            best, least = other, bad
    # Tables separated by tabs or bars are often written without any quotation; others are only where they show none.
    bare = dialect.delimiter in "\t|"
    if least and plain and (bare or not joined):
        other = _sized(text, replace(dialect, marks="plain"), header_rows)
        if _bad_if_plain(text, other, least, bare) < least:
            return other
    return best


def _escapes(text: str, dialect: Dialect) -> bool:
    """Whether quotation marks are escaped by backslashes alone, and backslashes escape nothing else."""
    return '""' not in text and not any(found[1] is None for found in dialect.escapes.finditer(text))


def _bad(text: str, dialect: Dialect) -> tuple[int, int]:
    """The number of bad rows, and of good ones with several lines."""
    bad = joined = 0
    for row in rows(text, dialect):
        fits = _fits(row, dialect)
        bad += not fits
        joined += fits and row.last > row.line
    return bad, joined


def _bad_if_plain(text: str, dialect: Dialect, most: int, bare: bool) -> int:
    """The number of bad rows if quotation marks are text, or `most` where quoted cells show that they are not.

    In a `bare` table a cell in quotation marks may be text, unless it needs them, because it has doubled ones or line
    breaks inside, or is in the header, or most rows have one.
    """
    bad = quoted = n = 0
    for n, row in enumerate(rows(text, dialect), start=1):
        marked = [cell for cell in row.cells if len(cell) > 1 and cell[0] == cell[-1] == '"']
        if marked and (n == 1 or not bare):
            return most
        quoted += bool(marked)
        bad += not _fits(row, dialect) or any(re.search(r'""|[\r\n]', cell[1:-1]) for cell in marked)
    return most if 2 * quoted > n else bad


class _Lines:
    """The physical lines of a text from a place on; reading can be taken back to an earlier place.

    The csv module ends a line at any CR or LF outside quotation marks. Where the file does not, `hidden` stands for it.
    """

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text, self.end = text, dialect.end
        self.escapes = dialect.escapes if dialect.marks == "escaped" else None
        self.place, self.line = dialect.start, dialect.line
        self.other = "\r" if self.end == "\n" else "\n"
        self.hidden = _unused(text) if self.other in text else ""
        self.hid = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.place >= len(self.text):
            raise StopIteration
        stop = self.text.find(self.end, self.place) + 1 or len(self.text)
        found = self.text[self.place : stop]
        if self.escapes:
            found = self.escapes.sub(lambda backslash: backslash[0] if backslash[1] else "\\\\", found)
        self.place, self.line = stop, self.line + 1
        if self.hidden and self.other in (said := found.rstrip("\r\n")):
            self.hid = True
            return said.replace(self.other, self.hidden) + found[len(said) :]
        return found

    def shown(self, cells: list[str]) -> list[str]:
        """The cells of the record that was read, with the line breaks that were hidden."""
        if not self.hid:
            return cells
        self.hid = False
        return [cell.replace(self.hidden, self.other) for cell in cells]


def _unused(text: str) -> str:
    return next((character for character in _RARE if character not in text), _RARE[-1])


def records(text: str, dialect: Dialect) -> Iterator[Record]:
    """Every record; where none can be read, one physical line with the problem, its cells split at the delimiter."""
    csv.field_size_limit(MAX_UNPACKED_BYTES)  # of the process; the text itself is bounded
    options = {"delimiter": dialect.delimiter, "strict": True, **_MARKS[dialect.marks]}
    lines = _Lines(text, dialect)
    while lines.place < len(text):
        start, line = lines.place, lines.line
        try:
            for cells in csv.reader(lines, **options):
                several = lines.line > line + 1
                if several and _swallows(text[start : lines.place], cells, dialect):
                    raise csv.Error
                cells = [""] * (dialect.nameless * (start == dialect.start)) + lines.shown(cells)
                yield Record(line, lines.line - 1, cells, start, lines.place)
                start, line = lines.place, lines.line
        except csv.Error:
            lines.place, lines.line, lines.hid = start, line, False
            cells = next(lines).rstrip("\r\n").split(dialect.delimiter)
            yield Record(line, line, lines.shown(cells), start, lines.place, NOT_CLOSED)


def _swallows(raw: str, cells: list[str], dialect: Dialect) -> bool:
    """Whether a record of several lines holds others: two stray marks look like the quotation of all between them.

    That each line by itself has the right number of cells happens to text in a quoted cell too, so it counts when it
    is a rare chance, as with tabs in every line, and both marks stand at text.
    """
    if dialect.marks == "quoted" and not dialect.well_formed.fullmatch(raw):
        return True
    if dialect.width < 2:
        return False
    each = dialect.width - 1
    if len(cells) == dialect.width:
        n = raw.count(dialect.delimiter) // each  # lines, if all of them fit
        if n < 2 or n * each < (4 if dialect.delimiter in "\t|" else 12) or not _ASTRAY.fullmatch(raw):
            return False
    lines = raw.rstrip("\r\n").split(dialect.end)
    return any(map(dialect.fits, lines[1:])) if len(cells) != dialect.width else all(map(dialect.fits, lines))


def rows(text: str, dialect: Dialect) -> Iterator[Record]:
    """The records that are not blank, the header first, with the debris of broken ones and those too long as problems.

    A record too short is no problem here: it has fewer cells than `width`.
    """
    broken: Record | None = None
    width = 0  # of what may be blank: a line of spaces is no header
    for record in records(text, dialect):
        if _blank(record, width):
            continue
        width = dialect.width
        if broken:
            closes = not record.problem and not dialect.well_formed.fullmatch(text, record.start, record.stop)
            if closes or len(record.cells) < dialect.width:
                broken = broken._replace(last=record.last, stop=record.stop)
                if not closes:
                    continue
            yield broken
            broken = None
            if closes:
                continue
        if record.problem:
            broken = record
        elif any(record.cells[dialect.width :]):
            yield record._replace(problem=TOO_MANY)
        else:
            yield record
    if broken:
        yield broken


def _blank(record: Record, width: int) -> bool:
    """Whether a line says nothing; in a table of one column, spaces are an empty cell."""
    return not record.cells or (width != 1 and len(record.cells) == 1 and not record.cells[0].strip())
