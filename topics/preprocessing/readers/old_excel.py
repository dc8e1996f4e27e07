"""Files named `.xls`: tables of HTML, XML of Excel 2003, or text, as databases and web programs write them.

Conventions. What a file is, its bytes say, whatever it is called: Excel opens them all. The binary format of Excel
before 2007 is not read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from topics.errors import DocumentError
from topics.files.encodings import declared_encodings, decode
from topics.preprocessing.columns.understanding import header_score, understand
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.excel import ONE_ROW, read_xlsx
from topics.preprocessing.readers.fields import Reading, Row, table_rows
from topics.preprocessing.readers.markup import parsed
from topics.preprocessing.readers.tabular import read_csv
from topics.preprocessing.readers.two_rows import with_second_row

_BINARY = b"\xd0\xcf\x11\xe0"
_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_HEADER_ROWS = 20
_MOST_CELLS = 1_000  # of a row
_WIDEST = 100  # columns that one cell may reach over


@READERS.register(
    ".xls", label={"en": "table named .xls", "zh": "以 .xls 命名的表格"}, libraries=("lxml", "openpyxl"), seconds=2.0
)
def read_xls(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """A table named `.xls`, by what it is: a workbook as of 2007, a table of HTML or of XML, or separated text.

    Raises DocumentError for the binary format of Excel before 2007.
    """
    if data.startswith(b"PK"):
        return read_xlsx(data, where, said)
    if data.startswith(_BINARY):
        raise DocumentError(f"{where}: the binary format of Excel before 2007 is not read; save it as .xlsx.")
    text, encoding = decode(data, where, declared_encodings(data), said.encoding)
    head = text[:20_000].lstrip("\ufeff \t\r\n").lower()
    if _SHEET in head:
        return _table(_xml_rows(text, where), where, encoding, said)
    if re.match(r"<(?:!doctype|html|head|meta|style|table|\?xml)", head):
        return _table(_html_rows(text, where), where, encoding, said)
    return read_csv(data, where, said)


def _table(rows: list[list[str]], where: str, encoding: str, said: Conventions) -> Reading:
    """The table in rows of cells, of which the first that names the most fields is the header.

    A cell over several rows holds for all of them, but for texts and ids.
    """
    tops = [["" if type(cell) is _Above else cell for cell in cells] for cells in rows[: _HEADER_ROWS + 1]]
    scores = [header_score(cells, said) for cells in tops[:_HEADER_ROWS]]
    place = scores.index(max(scores)) if scores else 0
    header = tops[place] if tops else []
    if place + 1 < len(tops) and (both := with_second_row(header, tops[place + 1], said)):
        header, place = both, place + 1
    names: list[str] = []
    for number, name in enumerate(header, start=1):
        names.append(f"{name} ({number})" if name in names else name or f"column {number}")

    fields = understand(names, said).fields
    alone = {names.index(column) for name in ONE_ROW for column in fields.get(name, ())}

    def below() -> Iterator[Row]:
        for number, cells in enumerate(rows[place + 1 :], start=place + 2):
            if any(cell for cell in cells if type(cell) is str):
                cells = ["" if type(cell) is _Above and n in alone else cell for n, cell in enumerate(cells)]
                filled = [*cells, *[""] * (len(names) - len(cells))]
                yield number - place - 1, f"row {number}", dict(zip(names, filled, strict=False))

    return table_rows(where, below(), encoding, said)


def _html_rows(text: str, where: str) -> list[list[str]]:
    tree = parsed(text)
    if tree is None:
        raise DocumentError(f"{where}: the tags of this table are nested too deeply to read it; save it as .xlsx.")
    rows: list[list[str]] = []
    down: dict[int, tuple[int, str]] = {}  # by column, the rows that the cell above reaches down to, and what it says
    for row in tree.iter("tr"):
        if next(row.iter("table"), None) is None:  # a row around another table is no row of it
            cells = [cell for cell in row if cell.tag in ("td", "th")][:_MOST_CELLS]
            wide = [(_number(cell, "colspan") or 1, _number(cell, "rowspan") or 1) for cell in cells]
            rows.append(_placed([_Cell(_lines(cell), *spans) for cell, spans in zip(cells, wide, strict=True)], down))
    return rows


class _Cell(NamedTuple):
    """A cell: what it says, the columns and rows that it reaches over, and its column, -1 for the next."""

    text: str
    wide: int = 1
    high: int = 1
    column: int = -1


class _Above(str):
    """What a cell of a row above says, which reaches down into this one."""

    __slots__ = ()


def _placed(cells: Sequence[_Cell], down: dict[int, tuple[int, str]]) -> list[str]:
    """The cells of a row in their columns: behind a cell over several columns stand empty ones."""
    placed: list[str] = []

    def add_those_above() -> None:
        while (above := down.get(len(placed))) and len(placed) < _MOST_CELLS:
            left, text = above
            down[len(placed)] = left - 1, text
            if left == 1:
                del down[len(placed)]
            placed.append(_Above(text))

    for cell in cells:
        add_those_above()
        while len(placed) < min(cell.column, _MOST_CELLS):
            placed.append("")
            add_those_above()
        for said in [cell.text, *[""] * (min(cell.wide, _WIDEST) - 1)][: _MOST_CELLS - len(placed)]:
            if cell.high > 1:
                down[len(placed)] = cell.high - 1, said
            placed.append(said)
    add_those_above()
    return placed


def _number(cell: Any, name: str) -> int:
    """The number that an attribute of a cell states, 0 for none."""
    said = (cell.get(name) or "").strip()
    return int(said[:6]) if said.isascii() and said.isdecimal() else 0


def _lines(cell: Any) -> str:
    """The text of a cell, with the line breaks that it shows."""
    for line in cell.iter("br", "p", "div", "li"):
        if line.tag != "br":
            line.text = f"\n{line.text or ''}"
        line.tail = f"\n{line.tail or ''}"
    lines = "".join(cell.itertext()).replace("\xa0", " ").split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _xml_rows(text: str, where: str) -> list[list[str]]:
    """The rows of all sheets of an XML spreadsheet of Excel 2003; `ss:Index` leaves cells out."""
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    tree = lxml.etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).encode(), parser)
    if tree is None:
        raise DocumentError(f"{where}: this is not an XML spreadsheet that can be read; save it as .xlsx.")
    rows: list[list[str]] = []
    for table in tree.iter(f"{{{_SHEET}}}Table"):
        down: dict[int, tuple[int, str]] = {}
        for row in table.iter(f"{{{_SHEET}}}Row"):
            rows.append(_placed([_xml_cell(cell) for cell in row.iter(f"{{{_SHEET}}}Cell")], down))
    return rows


def _xml_cell(cell: Any) -> _Cell:
    data = cell.find(f"{{{_SHEET}}}Data")
    across, rows, place = (_number(cell, f"{{{_SHEET}}}{name}") for name in ("MergeAcross", "MergeDown", "Index"))
    return _Cell("" if data is None else "".join(data.itertext()).strip(), across + 1, rows + 1, place - 1)
