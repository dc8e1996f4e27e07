"""Markdown as the toolkit writes it, shown in a window: headings, lists and tables in lines that fit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from topics.report.plans import plan_of
from topics.report.screen import lines, sheet
from topics.report.strips import Strip
from topics.report.wrapping import wrap

_CELL_END = re.compile(r"(?<!\\) \| ")
_ESCAPED = re.compile(r"\\([\\|`*_<\[\]])")
_STRONG = re.compile(r"\*\*([^*\n]{1,400})\*\*")


def lines_of_markdown(text: str, room: int) -> Iterator[tuple[str, bool]]:
    """The lines of a Markdown text in a window of `room` columns, each with whether it is a heading.

    Headings, paragraphs, lists, rules and pipe tables are known, and marks of emphasis are taken away.
    """
    for kind, some in groupby(text.splitlines(), key=_kind):
        if kind == "table":
            yield from ((line, False) for line in _table(list(some), room))
            continue
        for line in some:
            if kind == "heading":
                yield from ((part, True) for part in wrap(_plain(line.lstrip("# ")), room))
            elif kind == "item":
                first, *more = wrap(_plain(line[2:]), room - 2)
                yield from ((part, False) for part in [f"- {first}", *(f"  {part}" for part in more)])
            elif kind == "rule":
                yield "─" * room, False
            else:
                yield from ((part, False) for part in wrap(_plain(line), room))


def _kind(line: str) -> str:
    if line.startswith("| "):
        return "table"
    if line.startswith("#"):
        return "heading"
    if line.startswith("- "):
        return "item"
    return "rule" if line == "---" else "text"


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _STRONG.sub(r"\1", text))


def _table(rows: list[str], room: int) -> list[str]:
    """A pipe table, laid out by the plan of its columns."""
    import pandas as pd

    names, marks, *cells = [[_plain(cell) for cell in _CELL_END.split(row[2:-2])] for row in rows]
    strips = {
        name.replace(" ", "_"): Strip(name, tuple(row[place] for row in cells), marks[place].endswith(":"))
        for place, name in enumerate(names)
    }
    plan = replace(plan_of(pd.DataFrame(columns=list(strips))), block="")
    return lines(sheet(strips, plan), plan, room)
