"""A table of codes that were made elsewhere: its columns, its cells, and what each row says of a unit or a text.

Conventions. A table is CSV, TSV or Excel, with a header. Its fields, which `columns` may name otherwise:

    unit         id of the passage or document that was coded (also `id`, `passage_id`)
    text         the coded text where there is no id: a passage or a sentence of it
    doc_id       the document that the text stands in (also `document`): where one text stands in several
    code         the code (also `theme`, `primary`); several columns of codes are several coders
    coder        who coded: then the table has one row per unit and coder
    final        the code that counts, decided where coders differ (also `adjudicated code`)
    mentions     ids or labels of all themes that are present, separated by `;` (or `、`, `,`, `|`, `/`)
    probability  π, the probability with which the unit was drawn, above 0 and up to 1 (0.05, or 5%)

A code is the id or a label of a theme, or `none`, or a value that `themes` maps to one of them, or to nothing. A
*column* that `themes` maps to a theme holds yes or no: the main theme is the only one that a row says yes to and, where
there is a column of codes too, the yes are mentions. An empty cell is no code. What NA, 无 or 99 say, that a coder left
the unit out or found none of the themes, is known to whoever made the table alone, so that such values are refused.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from topics.coding.cells import Cell, Line, cell_name, read_cells
from topics.errors import StudyError, nearest
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES, Theme, theme_of_code
from topics.wording import count

FIELDS = {
    "unit": ("unit", "id", "passage_id"),
    "text": ("text", "sentence"),
    "doc_id": ("doc_id", "document"),
    "code": ("code", "theme", "primary"),
    "coder": ("coder",),
    "final": ("final", "adjudicated code"),
    "mentions": ("mentions",),
    "probability": ("probability",),
}
_YES, _NO = ("1", "yes", "true", "x", "y", "是", "有"), ("0", "no", "false", "n", "", "否", "无")
_BETWEEN = (re.compile(r"[;；\n]"), re.compile(r"[、,，|/]"))  # themes in one cell; the second also stand in labels
_MOST = 20  # complaints in one message
ONE = ""  # the coder of a table that names none


@dataclass(frozen=True)
class CodeRow:
    """One row: what it is about, the themes by coder, the theme that was decided, mentions, π; `place` names a cell."""

    place: str
    unit: str
    text: str
    document: str
    codes: Mapping[str, str]
    final: str = ""
    mentions: frozenset[str] | None = None
    probability: float | None = None


@dataclass(frozen=True)
class CodeTable:
    """The rows of a table that have a code, and the places of those that have none."""

    rows: tuple[CodeRow, ...]
    empty: tuple[str, ...]


def themes_named(cell: str, known: Mapping[str, str]) -> list[str]:
    """The themes that a cell names, as they are written there; `known` are folded codes.

    >>> themes_named("风电、高铁; Tax, fees", {"风电": "a", "高铁": "b", "tax, fees": "c"})
    ['风电', '高铁', 'Tax, fees']
    """
    first, second = _BETWEEN
    named: list[str] = []
    for part in (part.strip() for part in ([cell] if fold(cell) in known else first.split(cell))):
        parts = [name.strip() for name in second.split(part) if name.strip()]
        whole = fold(part) in known or not all(fold(name) in known for name in parts)
        named += [part] if whole and part else parts
    return named


def counting_code(said: Sequence[str]) -> tuple[str, bool]:
    """The code that counts of those that coders gave a unit, in the order of coders, and whether it is clear.

    That of most coders; between as many, the first coder's, and then the unit is open. Raises ValueError for no code.
    """
    (most, times), *others = Counter(said).most_common(2)
    clear = not others or others[0][1] < times
    return (most if clear else said[0]), clear


def read_code_table(
    path: Path,
    themes: Sequence[Theme],
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    mapped: Mapping[str, str] | None = None,
) -> CodeTable:
    """The rows of a table of codes; `columns` gives the names of fields, `mapped` the themes of values or columns.

    A value that is mapped to "" is no code; `mapped` is None where the caller maps nothing.
    Raises StudyError with a sentence for each wrong cell, and for a column that is missing, there twice, or unknown.
    """
    lines = [line for line in read_cells(path, "codes") if any(cell.value or cell.trouble for cell in line)]
    if len(lines) < 2:
        raise StudyError(f"{path}: expected a header and one row per coded unit, found {len(lines)} rows.")
    header = _header(path, lines[0])
    wanted = {fold(value): _theme(theme, themes) if theme else "" for value, theme in (mapped or {}).items()}
    marks = {name: wanted.pop(name) for name in [*wanted] if name in header and wanted[name]}
    found = _fields(path, header, columns or {}, marks)
    reader = _Reader(path, header, found, marks, theme_of_code(themes) | wanted, mapped is not None)
    rows, empty = [], []
    complaints: dict[str, list[str]] = {}  # the cells by what is wrong with them
    before: dict[tuple[str, str], tuple[str, str]] = {}
    for number, line in enumerate(lines[1:], start=1):
        try:
            row = reader.row(line, number)
            _once(row, before)
        except ValueError as error:
            cell, _, wrong = str(error).partition(": ")
            complaints.setdefault(wrong, []).append(cell)
            continue
        if row.codes or row.final:
            rows.append(row)
        else:
            empty.append(row.place)
    if complaints:
        told = []
        for wrong, cells in complaints.items():
            others = f" and {count(len(cells) - 1, 'more row')}" if cells[1:] else ""
            told.append(f"{cells[0]}{others}: {wrong}")
        more = sum(len(cells) for cells in [*complaints.values()][_MOST:])
        shown = told[:_MOST] + ([f"{more} more rows are wrong."] if more else [])
        raise StudyError("\n".join(f"{path}, {each}" for each in shown))
    if not rows:
        raise StudyError(f"{path}: no row has a code.")
    return CodeTable(tuple(rows), tuple(empty))


def _once(row: CodeRow, before: dict[tuple[str, str], tuple[str, str]]) -> None:
    """Raise ValueError where a coder has coded a unit, named by its id, `before` and otherwise."""
    for coder, code in row.codes.items() if row.unit and not row.text else ():
        place, said = before.setdefault((row.unit, coder), (row.place, code))
        if said != code:
            raise ValueError(
                f'cell {row.place}: expected one code of "{row.unit[:80]}" by each coder, found "{said}" in the row of '
                f'{place} and "{code}" here; take one out or, if two people coded it, say who in a column `coder`.'
            )


def _header(path: Path, line: Line) -> dict[str, int]:
    """The number of every named column by its folded name."""
    header: dict[str, int] = {}
    for number, cell in enumerate(line):
        name = fold(cell.value)
        if name in header:
            raise StudyError(f'{path}, cell {cell.name}: there are two columns "{cell.value}"; rename one of them.')
        if name:
            header[name] = number
    return header


def _fields(
    path: Path, header: Mapping[str, int], columns: Mapping[str, Sequence[str]], marks: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The columns of each field that the table has. Raises StudyError where none says what was coded, or the code."""
    for field, names in columns.items():
        if field not in FIELDS:
            raise StudyError(f'"{field}" is no field of a table of codes; {nearest(field, FIELDS)}')
        for name in names:
            if fold(name) not in header:
                raise StudyError(f'{path}: there is no column "{name}" for `{field}`; {nearest(name, header)}')
    found = {field: tuple(fold(name) for name in names) for field, names in columns.items()}
    for field, names in FIELDS.items():
        known = [name for name in names if name in header and not any(name in taken for taken in found.values())]
        if field not in found and known:
            found[field] = (known[0],)
    several = tuple(name for name in header if name.startswith("coder_"))
    if several and "code" not in columns:
        # As in the codes.csv of a sample, where `theme` is the code that counts.
        found = {**({"final": found["code"]} if "code" in found else {}), **found, "code": several}
    if not {"unit", "text"} & found.keys():
        raise StudyError(
            f"{path}: expected a column `unit` with ids or `text` with the coded texts, found {', '.join(header)}; "
            "name it with --column unit=NAME or --column text=NAME."
        )
    if "code" not in found and not marks:
        raise StudyError(
            f"{path}: expected a column `code`, found {', '.join(header)}; name it with --column code=NAME, or map a "
            "yes-or-no column to each theme with --map NAME=THEME."
        )
    if "coder" in found and len(found.get("code", ())) > 1:
        raise StudyError(
            f"{path}: there are {len(found['code'])} columns of codes and a column `coder`; expected a column per "
            "coder, or one "
            "column of codes with a column `coder`."
        )
    return found


def _theme(name: str, themes: Sequence[Theme]) -> str:
    known = theme_of_code(themes)
    if fold(name) not in known:
        raise StudyError(f'--map: there is no theme "{name}"; {nearest(name, [*(t.id for t in themes), "none"])}')
    return known[fold(name)]


@dataclass(frozen=True)
class _Reader:
    """What rows of one table mean."""

    path: Path
    header: Mapping[str, int]
    fields: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, str]
    values: Mapping[str, str]
    maps: bool

    def row(self, line: Line, number: int) -> CodeRow:
        """The row of a line. Raises ValueError with a sentence that names the cell."""
        cells = {field: [self._cell(line, number, name) for name in names] for field, names in self.fields.items()}
        one = {field: found[0].value for field, found in cells.items()}
        coders = [one["coder"]] if "coder" in cells else list(self.fields.get("code", ()))
        said = [self._code(cell) for cell in cells.get("code", [])]
        if "coder" in cells and any(said) and not coders[0]:
            raise ValueError(f"cell {cells['coder'][0].name}: the row has a code and no coder.")
        coders = [ONE] if len(coders) == 1 and "coder" not in cells else coders
        marked = self._marked(line, number)
        mentions = self._mentions(cells["mentions"][0]) if "mentions" in cells else None
        if marked is not None and "code" in cells:
            mentions = (mentions or frozenset()) | marked - {NONE_OF_THE_THEMES}
        elif "code" not in cells:
            coders, said = [one.get("coder", ONE)], [self._only(marked, line) if marked is not None else ""]
        return CodeRow(
            place=next(cell.name for cell in line if cell.value or cell.trouble),
            unit=one.get("unit", ""),
            text=one.get("text", ""),
            document=one.get("doc_id", ""),
            codes={coder: code for coder, code in zip(coders, said, strict=True) if code},
            final=self._code(cells["final"][0]) if "final" in cells else "",
            mentions=mentions,
            probability=self._probability(cells["probability"][0]) if "probability" in cells else None,
        )

    def _cell(self, line: Line, number: int, name: str) -> Cell:
        column = self.header[name]
        cell = line[column] if column < len(line) else Cell(cell_name(number, column))
        if cell.trouble:
            raise ValueError(f"cell {cell.name}: expected a text, found {cell.trouble}.")
        return cell

    def _code(self, cell: Cell) -> str:
        """The theme that a cell names; "" for an empty one."""
        if not cell.value:
            return ""
        if fold(cell.value) not in self.values:
            value = cell.value[:40]
            if len(named := themes_named(cell.value, self.values)) > 1:
                hint = f"names {len(named)} themes; a unit has one main theme. Put the others into a column `mentions`"
            elif self.maps:
                hint = f"is no theme; map it to a theme or to none (--map '{value}=none') or, where it is no code, to "
                hint += f"nothing (--map '{value}=')"
            else:
                hint = "is no theme; write the id or a label of one, `none`, or nothing where it is no code"
            raise ValueError(f'cell {cell.name}: "{cell.value[:80]}" {hint}.')
        return self.values[fold(cell.value)]

    def _mentions(self, cell: Cell) -> frozenset[str]:
        named = [Cell(cell.name, name) for name in themes_named(cell.value, self.values)]
        return frozenset(self._code(each) for each in named) - {"", NONE_OF_THE_THEMES}

    def _marked(self, line: Line, number: int) -> frozenset[str] | None:
        """The themes to whose columns a row says yes; None where no column is mapped to a theme, or all are empty."""
        cells = {theme: self._cell(line, number, name) for name, theme in self.marks.items()}
        for cell in cells.values():
            if fold(cell.value) not in (*_YES, *_NO):
                raise ValueError(f'cell {cell.name}: expected yes or no (1 or 0), found "{cell.value[:80]}".')
        if not any(cell.value for cell in cells.values()):
            return None
        return frozenset(theme for theme, cell in cells.items() if fold(cell.value) in _YES)

    def _only(self, marked: frozenset[str], line: Line) -> str:
        if len(marked) > 1:
            raise ValueError(
                f"cell {line[0].name}: the row says yes to {len(marked)} themes, and a unit has one main theme; give "
                "it in a column `code`: these columns then are mentions."
            )
        return next(iter(marked), NONE_OF_THE_THEMES)

    def _probability(self, cell: Cell) -> float:
        written = unicodedata.normalize("NFKC", cell.value)
        try:
            value = float(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
        except ValueError:
            value = float("nan")
        if not 0 < value <= 1:
            raise ValueError(
                f'cell {cell.name}: expected a probability above 0 and up to 1, found "{cell.value[:80]}"; '
                "write it as 0.05 or 5%."
            )
        return value
