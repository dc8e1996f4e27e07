"""Tables printed for people and machines: terminal, JSON, CSV, LaTeX, Markdown, HTML, all from the same rows.

Conventions. A DataFrame is a list of rows; its index is not shown. For people (table, latex, markdown, html), the plan
of the table says which columns are headings of blocks of rows and which are sentences below a row
(`topics.report.plans`); a column with "share" in its name is given in per cent, and so are `lower`, `upper` and the
standard errors of a table of shares; other numbers have three figures; a missing value is a dash. For machines (json,
csv), the table is whole, numbers have all their digits and a missing value is null or empty.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from topics.errors import TopicsError, nearest
from topics.files.csv import no_formula
from topics.files.names import CONTROLS
from topics.report.plans import plan_of
from topics.report.screen import Sheet, lines, sheet
from topics.report.strips import Strip
from topics.report.wrapping import wrap
from topics.wording import MISSING, figures, number, percent, yes_no

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["table", "json", "csv", "latex", "markdown"]
_NO_ROWS = "(no rows)"
_SHARE_NAME = re.compile(r"(^|_)shares?(_|$)")
_BESIDE_A_SHARE = re.compile(r"(posterior_)?(lower|upper)|se_\w+")
_CONTROL = re.compile(f"[{CONTROLS}]+")
_CONTROL_IN_CSV = re.compile(rf"(?![\n\r\t])[{CONTROLS}]")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
# A number, a range, or a number with its interval or period.
_NUMBER = re.compile(
    r"([<>] )?[−+-]?[\d.][\d,.–]*( ?%)?( [\[(][^\[\]()]{1,40}[\])])?\*?( in \d\w{3,6})?( [*†])?"
    r"|\d[\d,]* of \d[\d,]*|no text|not measured|n = \d[\d,–]*"
)
_UNBROKEN = 10_000  # columns, so that no line is broken
_LEAST = 20  # columns of a window that are reckoned with
PAGE = 100  # columns of the screen where there is none, as in a file or a pipe
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "[": "{[}",  # at the start of a row it would open an option of the line before
    "−": "$-$",  # U+2212, which pdfLaTeX does not know
    "†": r"$\dagger$",
    "–": "--",
    "<": r"\textless{}",  # another character in the default font encoding, like the next two
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}


def render(table: "pd.DataFrame", format: Format = "table", title: str | None = None) -> str:
    """A table as text that ends with a line break.

    `title` is the line above a table for people, the caption in LaTeX and a line of its own in Markdown; JSON and CSV
    leave it out. Raises TopicsError for a format that is not one of `Format`.
    """
    formats: dict[str, Callable[[pd.DataFrame, str | None], str]] = {
        "table": _terminal,
        "json": lambda table, _: to_json(table),
        "csv": lambda table, _: to_csv(table),
        "latex": to_latex,
        "markdown": to_markdown,
    }
    if format not in formats:
        raise TopicsError(f'a table cannot be shown as "{format}"; {nearest(format, get_args(Format))}')
    return formats[format](table, title)


def print_table(table: "pd.DataFrame", format: Format = "table", title: str | None = None) -> None:
    """Print a table to standard output: for people, fitted to the window, or to `PAGE` columns in a file or a pipe."""
    import sys

    if format != "table":
        sys.stdout.write(render(table, format, title))
        return
    from rich.console import Console
    from rich.text import Text

    room = window()
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    for line in wrap(_one_line(title), room) if title else []:
        console.print(Text(line, style="bold"))
    sys.stdout.write("\n".join(_lines(table, room)) + "\n")


def window() -> int:
    """The columns of the window: those of the terminal or of the variable COLUMNS, else `PAGE`."""
    from shutil import get_terminal_size

    return max(_LEAST, get_terminal_size((PAGE, 24)).columns)


def to_json(table: "pd.DataFrame") -> str:
    """JSON records: a list with one object per row."""
    records = [dict(zip(map(str, table.columns), map(_plain, row), strict=True)) for row in _rows(table)]
    return json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_csv(table: "pd.DataFrame") -> str:
    """CSV with a header; text that a spreadsheet would take for a formula gets an apostrophe in front.

    Control characters but line breaks and tabs are spaces: the output may be read on a terminal.
    """
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_harmless(str(name)) for name in table.columns])
    for row in _rows(table):
        cells = [_plain(value) for value in row]
        writer.writerow(["" if cell is None else _harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


@lru_cache(maxsize=1024)  # most cells of a table are names that stand in many rows
def _harmless(text: str) -> str:
    return no_formula(_CONTROL_IN_CSV.sub(" ", text))


def in_parts(tables: "Iterable[pd.DataFrame]", format: Literal["json", "csv"]) -> Iterator[str]:
    """The text of a table that is made part by part, for machines, so that it is never held whole."""
    for place, table in enumerate(tables):
        if format == "csv":
            yield to_csv(table) if place == 0 else to_csv(table).partition("\n")[2]
        elif rows := to_json(table)[1:-2].strip("\n"):
            yield ("[\n" if place == 0 else ",\n") + rows
        else:
            yield "["
    if format == "json":
        yield "\n]\n"


def to_latex(table: "pd.DataFrame", title: str | None = None) -> str:
    """A `tabular` of the booktabs package, in a `table` when there is a title; a `longtable` if it is above a page.

    A comment names the packages that long tables and Chinese text need; otherwise the preamble needs booktabs alone.
    """
    of = _with_room(_sheet(table))
    columns = "".join("r" if strip.right else "l" for strip in of.strips)
    head = [r"\toprule", _latex_row(strip.name for strip in of.strips), r"\midrule"]
    caption = [rf"\caption{{{latex_text(title)}}}"] if title else []
    rows = list(_latex_blocks(of))
    if sum(1 + len(row) // _LINE for row in rows) > _PAGE:
        first = [*(rf"{line} \\" for line in caption), *head, r"\endfirsthead"]
        body = [
            rf"\begin{{longtable}}{{{columns}}}",
            *first,
            *head,
            r"\endhead",
            *rows,
            r"\bottomrule",
            r"\end{longtable}",
        ]
        body.insert(0, r"% Above a page: \usepackage{longtable}")
    else:
        body = [rf"\begin{{tabular}}{{{columns}}}", *head, *rows, r"\bottomrule", r"\end{tabular}"]
        if title:
            body = [r"\begin{table}", r"\centering", *caption, *body, r"\end{table}"]
    if any(map(_CHINESE.search, body)):
        body.insert(0, r"% Chinese: \usepackage{ctex} (or xeCJK) and XeLaTeX or LuaLaTeX")
    return "\n".join(body) + "\n"


_PAGE, _LINE = 45, 110  # lines of a page, and characters of a line with its commands


def _with_room(of: Sheet) -> Sheet:
    """The sheet with an empty column behind the names of its rows if they have texts alone, which stand there."""
    if len(of.strips) > of.labels or not any(map(of.is_text, range(of.n_rows))):
        return of
    return replace(of, strips=(*of.strips, Strip("", ("",) * of.n_rows, right=False)))


def _latex_blocks(of: Sheet) -> Iterator[str]:
    """The rows; the heading of a block is in italics over all columns, and a block without one is behind a rule."""
    everywhere = len(of.strips)
    for place, (heading, rows) in enumerate(of.blocks()):
        if place:
            yield r"\addlinespace" if heading else r"\midrule"
        if heading:
            yield rf"\multicolumn{{{everywhere}}}{{l}}{{\textit{{{latex_text(heading)}}}}} \\"
        for row in rows:
            cells = [latex_text(strip.cells[row]) for strip in of.strips]
            told = [latex_text(text) for text in of.told(row)]
            if of.is_text(row):
                of_text = everywhere - of.labels
                cells, told = [*cells[: of.labels], _spanning(of_text, told[0])], []
            yield " & ".join(cells) + r" \\"
            yield from (_spanning(everywhere, text) + r" \\" for text in told)


def _spanning(columns: int, text: str) -> str:
    """A text over several columns of a LaTeX table, in lines of a part of the page's width."""
    return rf"\multicolumn{{{columns}}}{{p{{0.7\linewidth}}}}{{\footnotesize\raggedright {text}}}"


def _latex_row(cells: Iterable[str]) -> str:
    return " & ".join(map(latex_text, cells)) + r" \\"


def to_markdown(table: "pd.DataFrame", title: str | None = None) -> str:
    """A Markdown pipe table with numbers aligned to the right; a block is named in its first row."""
    strips = _flat(_sheet(table), table)
    rows = [[strip.name for strip in strips], ["---:" if strip.right else "---" for strip in strips]]
    rows += map(list, zip(*(strip.cells for strip in strips), strict=True))
    escaped = [row if number == 1 else map(_markdown, row) for number, row in enumerate(rows)]
    shown = [f"| {' | '.join(row)} |" for row in escaped]
    return "\n".join([*([f"**{_markdown(title)}**", ""] if title else []), *shown]) + "\n"


def _flat(of: Sheet, table: "pd.DataFrame") -> list[Strip]:
    """All columns side by side: the name of each block in its first row, and what stands below rows as last columns."""
    block = plan_of(table).block
    firsts = {rows[0]: heading for heading, rows in of.blocks()} if of.headings else {}
    named = [Strip(block.replace("_", " "), tuple(firsts.get(row, "") for row in range(of.n_rows)), right=False)]
    return [*(named if of.headings else []), *of.strips, *of.under]


def to_html(table: "pd.DataFrame", title: str | None = None) -> str:
    """An HTML `<table>` with every text escaped; cells of numbers have the class `number`."""
    from html import escape

    strips = _flat(_sheet(table), table)
    kinds = [' class="number"' if strip.right else "" for strip in strips]
    head = "".join(f"<th{kind}>{escape(strip.name)}</th>" for strip, kind in zip(strips, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>\n"
        for row in zip(*(strip.cells for strip in strips), strict=True)
    )
    caption = f"<caption>{escape(_one_line(title))}</caption>" if title else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n"


def _terminal(table: "pd.DataFrame", title: str | None) -> str:
    return "\n".join([*([_one_line(title)] if title else []), *_lines(table, _UNBROKEN)]) + "\n"


def _lines(table: "pd.DataFrame", room: int) -> list[str]:
    return [*lines(_sheet(table), plan_of(table), room), *([] if len(table) else [_NO_ROWS])]


def _sheet(table: "pd.DataFrame") -> Sheet:
    return sheet(_strips(table), plan_of(table))


def _strips(table: "pd.DataFrame") -> dict[str, Strip]:
    """The columns as text, by their names in the data: a column of numbers stands at the right, as text of numbers."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    of_shares, ends_alike = "share" in table, plan_of(table).right
    found: dict[str, Strip] = {}
    for position, name in enumerate(map(str, table.columns)):
        values = table.iloc[:, position]
        is_number = is_numeric_dtype(values) and not is_bool_dtype(values)
        is_share = bool(_SHARE_NAME.search(name) or (of_shares and _BESIDE_A_SHARE.fullmatch(name)))
        plain = [_plain(value) for value in values.tolist()]
        cells = _numbers(plain, is_share) if is_number else [_words(cell) for cell in plain]
        right = (
            is_number or name in ends_alike or all(cell in ("", MISSING) or _NUMBER.fullmatch(cell) for cell in cells)
        )
        found[name if name not in found else f"{name} {position}"] = Strip(
            _one_line(name.replace("_", " ")), tuple(cells), right and any(cells)
        )
    return found


def _numbers(cells: Sequence[Any], of_shares: bool) -> list[str]:
    """Numbers of one column with the same decimals: three figures for the largest; per cent have one decimal."""
    known = [cell for cell in cells if cell is not None]
    if of_shares:
        return [percent(cell) for cell in cells]
    if all(float(cell).is_integer() for cell in known):
        return [MISSING if cell is None else number(int(cell)) for cell in cells]
    largest = max(abs(cell) for cell in known)
    decimals = next((d for limit, d in ((1, 3), (10, 2), (1000, 1)) if largest < limit), 0)
    return [number(cell, decimals) for cell in cells]


def _words(cell: Any) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, bool):
        return yes_no(cell)
    if isinstance(cell, int | float):
        return number(cell) if isinstance(cell, int) else figures(cell)
    return _one_line(", ".join(map(str, cell)) if isinstance(cell, list) else str(cell))


def _rows(table: "pd.DataFrame") -> list[tuple[Any, ...]]:
    return list(zip(*(table.iloc[:, i].tolist() for i in range(table.shape[1])), strict=True))


def _plain(value: Any) -> Any:
    """A cell as a JSON value: number, text, boolean or a list of these; None where it is missing or infinite."""
    import math

    if isinstance(value, (list, tuple, set, frozenset)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return [_plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, bool, int)):
        return value
    import pandas as pd

    return None if value is pd.NaT or value is pd.NA else str(value)


def _one_line(text: str) -> str:
    """A text without line breaks and other control characters, which could move a terminal's cursor."""
    return _CONTROL.sub(" ", text)


def latex_text(text: str) -> str:
    """A text for LaTeX, with every special character escaped."""
    return "".join(_LATEX.get(character, character) for character in text)


def _markdown(text: str) -> str:
    return re.sub(r"([\\|`*_<\[\]])", r"\\\1", _one_line(text))
