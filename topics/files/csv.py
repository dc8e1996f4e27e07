"""The one door for CSV files, and what spreadsheet programs make of one.

Conventions. Quotation marks and separators are read by evidence (`topics.files.dialects`), and every row is either read
whole or named with its lines and the problem. The caller decides whether such a row is a loss or an error.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from topics.errors import TopicsError
from topics.files.dialects import NOT_CLOSED, TOO_FEW, TOO_MANY, Dialect, Record, dialect_of, records, rows

EXCEL_CELL = 32_767  # the most characters (UTF-16 units) in a cell of a spreadsheet
_FORMULA = tuple("=+-@\t\n＝＋－＠")
# Where the comma is the decimal sign, a spreadsheet splits a comma-separated file at these, inside quotation marks too.
_INSIDE = re.compile(r"([;|\t\n][ \"]*)(?=[=+\-@＝＋－＠])")
_HEADER_LINES = 20  # searched for a header, since captions may stand above it
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def no_formula(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would see a formula: at its beginning or after a separator.

    >>> no_formula("=HYPERLINK(1)"), no_formula("-3.5")
    ("'=HYPERLINK(1)", '-3.5')
    >>> no_formula("a;=HYPERLINK(1)")
    "a;'=HYPERLINK(1)"
    """
    text = re.sub(r"\r\n?", "\n", text)  # which the csv module would leave unquoted
    if _NUMBER.fullmatch(text):
        return text
    text = _INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


@dataclass(frozen=True)
class Row:
    """One row below the header: its values by column, and why it is no whole row, "" if it is one.

    `place` names its lines. A row that cannot be read has no values; in one that is too short, the rest is empty.
    """

    line: int
    place: str
    values: dict[str, str]
    problem: str = ""

    @property
    def lost(self) -> bool:
        """Whether nothing of the row could be read."""
        return bool(self.problem) and not self.values


@dataclass(frozen=True)
class Table:
    """A CSV with a header: the names of its columns, the line they stand in, and its rows, read as they are asked for.

    Nameless columns are called `column 3`, and are left out of the values where they are empty.
    """

    text: str
    dialect: Dialect
    columns: tuple[str, ...]
    line: int

    def __iter__(self) -> Iterator[Row]:
        names = [name or f"column {number}" for number, name in enumerate(self.columns, start=1)]
        nameless = set(names) - set(self.columns)
        for record in islice(rows(self.text, self.dialect), 1, None):
            if record.problem:
                yield Row(record.line, record.place, {}, record.problem)
                continue
            missing = len(names) - len(record.cells)
            cells = record.cells + [""] * missing if missing > 0 else record.cells
            values = dict(zip(names, cells, strict=False))
            if nameless:
                values = {name: value for name, value in values.items() if value or name not in nameless}
            yield Row(record.line, record.place, values, TOO_FEW if missing > 0 else "")


def read_table(text: str, where: str, kind: type[TopicsError]) -> Table:
    """The table in a text; a text without a line is a table without a column.

    Raises an error of this `kind`, which names the file, for two columns of one name (spaces and case aside).

    >>> [row.values for row in read_table("id;share\\na;0,5\\n", "a.csv", TopicsError)]
    [{'id': 'a', 'share': '0,5'}]
    """
    dialect = dialect_of(text)
    header = next(rows(text, dialect), None)
    if header is None:
        return Table("", dialect, (), 1)
    if header.problem:
        raise kind(f"{where}, {header.place}: the names of the columns cannot be read: {header.problem}.")
    columns, seen = tuple(name.strip() for name in header.cells), dict[str, int]()
    for number, name in enumerate(columns, start=1):
        earlier = seen.setdefault(name.lower(), number)
        if earlier != number and name:
            raise kind(
                f'{where}, {header.place}: the columns {earlier} and {number} are both called "{name}"; '
                "give one another name, or take it out."
            )
    return Table(text, dialect, columns, header.line)


def table_below(text: str, where: str, kind: type[TopicsError], score: Callable[[list[str]], int]) -> Table | None:
    """The table whose header is not the first line: the first of the lines with the highest score; None without one.

    `score` tells from the cells of a line how many names a header has in them, 0 for a line that is no header.
    """
    first = list(islice(records(text, dialect_of(text, _HEADER_LINES, plain=False)), _HEADER_LINES))
    scores = [score([cell.strip() for cell in record.cells]) for record in first]
    if not any(scores):
        return None
    header = first[scores.index(max(scores))]
    below = read_table(text[header.start :], where, kind)
    return replace(below, dialect=replace(below.dialect, line=header.line), line=header.line)


def whole_rows(table: Table, where: str, kind: type[TopicsError]) -> Iterator[Row]:
    """The rows of a table in which none may be lost; short ones are filled up.

    Raises an error of this `kind`, which names file and line, at a row that cannot be read.
    """
    for row in table:
        if row.lost:
            raise kind(f"{where}, {row.place}: {row.problem}. {_MEND[row.problem]}")
        yield row


_MEND = {
    NOT_CLOSED: 'Close it, and double those inside a quoted cell: "a ""b"" c".',
    TOO_MANY: 'Put a cell that holds the separator in quotation marks: "a, b".',
}


def read_grid(text: str, header_rows: int) -> Iterator[Record]:
    """Every record of a sheet, blank lines included; there may be some of a person's above its header."""
    return records(text, dialect_of(text, header_rows, plain=False))
