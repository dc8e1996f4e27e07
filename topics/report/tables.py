"""Tables printed for people and machines: terminal, JSON, CSV, LaTeX, Markdown, HTML, all from the same rows.

Conventions. A DataFrame is a list of rows; its index is not shown. For people (table, latex, markdown), a column with
"share" in its name is given in per cent, and so are `lower`, `upper` and the standard errors of a table of shares;
other numbers have three figures; a missing value is a dash. For machines (json, csv), numbers have all their digits and
a missing value is null or empty.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from topics.errors import TopicsError, nearest
from topics.files.csv import no_formula
from topics.wording import MISSING, number, percent, yes_no

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

Format = Literal["table", "json", "csv", "latex", "markdown"]
_NO_ROWS = "(no rows)"
_SHARE_NAME = re.compile(r"(^|_)shares?(_|$)")
_BESIDE_A_SHARE = re.compile(r"(posterior_)?(lower|upper)|se_\w+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SHORT, _GAP = 24, 3  # characters: the width up to which a column is never folded, and the space between columns
_WIDE_ENOUGH = 10_000  # characters, so that lines are never broken where there is no window
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
    """Print a table to standard output: fitted to the window on a terminal, plain and unbroken elsewhere.

    A table that is wider than the window stands there in parts below each other, each with the leading columns that
    tell its rows apart.
    """
    import sys

    from rich.console import Console

    if format != "table" or not sys.stdout.isatty():
        sys.stdout.write(render(table, format, title))
        return
    window = Console(highlight=False)
    laid_out = _layout(table)
    for place, part in enumerate(_parts(laid_out, window.width)):
        shown = _rich_table(part, title if place == 0 else None)
        wide = Console(highlight=False, width=max(window.width, shown.min_width or 0))
        wide.print(shown, "" if len(table) else _NO_ROWS)


def to_json(table: "pd.DataFrame") -> str:
    """JSON records: a list with one object per row."""
    records = [dict(zip(map(str, table.columns), map(_plain, row), strict=True)) for row in _rows(table)]
    return json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_csv(table: "pd.DataFrame") -> str:
    """CSV with a header; text that a spreadsheet would take for a formula gets an apostrophe in front."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([no_formula(str(name)) for name in table.columns])
    for row in _rows(table):
        cells = [_plain(value) for value in row]
        writer.writerow(["" if cell is None else no_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def to_latex(table: "pd.DataFrame", title: str | None = None) -> str:
    """A `tabular` of the booktabs package, in a `table` when there is a title.

    A comment names the packages that Chinese text needs; otherwise the preamble needs booktabs alone.
    """
    names, columns, numeric = _layout(table)
    lines = [
        rf"\begin{{tabular}}{{{''.join('r' if is_number else 'l' for is_number in numeric)}}}",
        r"\toprule",
        " & ".join(map(latex_text, names)) + r" \\",
        r"\midrule",
        *(" & ".join(map(latex_text, row)) + r" \\" for row in zip(*columns, strict=True)),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    if title:
        lines = [r"\begin{table}", r"\centering", rf"\caption{{{latex_text(title)}}}", *lines, r"\end{table}"]
    if any(map(_CHINESE.search, lines)):
        lines.insert(0, r"% Chinese: \usepackage{ctex} (or xeCJK) and XeLaTeX or LuaLaTeX")
    return "\n".join(lines) + "\n"


def to_markdown(table: "pd.DataFrame", title: str | None = None) -> str:
    """A Markdown pipe table with numbers aligned to the right."""
    names, columns, numeric = _layout(table)
    rows = [names, ["---:" if is_number else "---" for is_number in numeric], *zip(*columns, strict=True)]
    escaped = [row if number == 1 else map(_markdown, row) for number, row in enumerate(rows)]
    lines = [f"| {' | '.join(row)} |" for row in escaped]
    return "\n".join([*([f"**{_markdown(title)}**", ""] if title else []), *lines]) + "\n"


def to_html(table: "pd.DataFrame", title: str | None = None) -> str:
    """An HTML `<table>` with every text escaped; cells of numbers have the class `number`."""
    from html import escape

    names, columns, numeric = _layout(table)
    kinds = [' class="number"' if is_number else "" for is_number in numeric]
    head = "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in zip(names, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>\n"
        for row in zip(*columns, strict=True)
    )
    caption = f"<caption>{escape(_one_line(title))}</caption>" if title else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n"


def _terminal(table: "pd.DataFrame", title: str | None) -> str:
    from io import StringIO

    from rich.console import Console

    out = StringIO()
    console = Console(file=out, width=_WIDE_ENOUGH, color_system=None, force_terminal=False)
    console.print(_rich_table(_layout(table), None))
    heading = [_one_line(title)] if title else []
    ending = [] if len(table) else [_NO_ROWS]
    return "\n".join([*heading, *(line.rstrip() for line in out.getvalue().splitlines()), *ending]) + "\n"


Layout = tuple[list[str], list[list[str]], list[bool]]


def _parts(table: Layout, window: int) -> list[Layout]:
    """A table in parts that fit into a window, each with the leading columns that tell the rows apart."""
    names, columns, numeric = table
    keys = _leading_keys(columns)
    widths = [width for width, _ in map(_widths, names, columns)]
    room = window - sum(widths[:keys]) + _GAP
    if sum(widths[keys:]) <= room or not 0 < keys < len(names) or any(width > room for width in widths[keys:]):
        return [table]
    parts: list[list[int]] = [[]]
    for place in range(keys, len(names)):
        if sum(widths[other] for other in parts[-1]) + widths[place] > room:
            parts.append([])
        parts[-1].append(place)
    chosen = [[*range(keys), *part] for part in parts]
    return [([names[n] for n in of], [columns[n] for n in of], [numeric[n] for n in of]) for of in chosen]


def _leading_keys(columns: Sequence[Sequence[str]]) -> int:
    """The number of leading columns in which no two rows are alike; 0 if all columns are needed."""
    for n in range(1, len(columns)):
        rows = list(zip(*columns[:n], strict=True))
        if len(set(rows)) == len(rows):
            return n
    return 0


def _widths(name: str, cells: Sequence[str]) -> tuple[int, int]:
    """The least width of a column, with the space before the next, and its own width."""
    from rich.cells import cell_len

    width = max(map(cell_len, (name, *cells)))
    return min(width, _SHORT) + _GAP, width


def _rich_table(table: Layout, title: str | None) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    names, columns, numeric = table
    shown = Table(
        title=Text(_one_line(title)) if title else None,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    widths = list(map(_widths, names, columns))
    for name, (_, width), is_number in zip(names, widths, numeric, strict=True):
        shown.add_column(Text(name), justify="right" if is_number else "left", no_wrap=width <= _SHORT, overflow="fold")
    # Long text folds in a narrow window; short cells, above all numbers, are never cut.
    shown.min_width = sum(least for least, _ in widths) - _GAP
    for row in zip(*columns, strict=True):
        shown.add_row(*(Text(cell) for cell in row))
    return shown


def _layout(table: "pd.DataFrame") -> Layout:
    """Headings, cells by column, and whether each column holds numbers."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    of_shares = "share" in table
    names, columns, numeric = [], [], []
    for position, name in enumerate(map(str, table.columns)):
        values = table.iloc[:, position]
        is_number = is_numeric_dtype(values) and not is_bool_dtype(values)
        is_share = bool(_SHARE_NAME.search(name) or (of_shares and _BESIDE_A_SHARE.fullmatch(name)))
        cells = [_plain(value) for value in values.tolist()]
        columns.append(_numbers(cells, is_share) if is_number else [_words(cell) for cell in cells])
        names.append(_one_line(name.replace("_", " ")))
        numeric.append(is_number)
    return names, columns, numeric


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
    if isinstance(cell, float):
        return f"{cell:.3g}"
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
