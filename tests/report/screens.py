"""Does a table fit a window, and is every word, number and id of it whole? Asked of the lines printed, not of the code.

A line may be wider than the window only for a single word that is. What is printed is cut at spaces, and every piece
must be a piece of the table as it stands where no line is broken, or of the headings and sentences around it.
"""

import re
from collections.abc import Iterable

import pandas as pd
from rich.cells import cell_len

from topics.report.tables import _lines
from topics.report.wrapping import LONGEST

AROUND = ("The same in all rows:", "Left out for want of room:")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CLAUSE = re.compile("[^，。；：、（）]+")
_MARKS = ".,;:()"


def pieces(lines: Iterable[str]) -> set[str]:
    """What stands between spaces, without marks at its ends."""
    return {piece.strip(_MARKS) for line in lines for piece in line.split() if not set(piece) <= {"─"}}


def assert_fits(table: pd.DataFrame, room: int) -> list[str]:
    """Assert that a table fits `room` columns without a broken piece; its lines."""
    printed, whole = _lines(table, room), _lines(table, 100_000)
    for line in printed:
        assert cell_len(line) <= room or len(line.split()) == 1, f"wider than {room}: {line}"
    foot = next((n for n, line in enumerate(printed) if line.startswith(AROUND)), len(printed))
    known = pieces(whole) | pieces(str(name).replace("_", " ") for name in table.columns)
    text = "".join(whole)
    broken = {
        piece
        for piece in pieces(printed[:foot])
        if piece not in known and not (_CHINESE.search(piece) and piece in text)
    }
    assert not broken, f"broken in {room} columns: {sorted(broken)[:5]}"
    return printed


def assert_whole(table: pd.DataFrame, room: int, left_out: Iterable[str] = ()) -> None:
    """Assert that nothing of a table is missing in `room` columns, but the columns `left_out`, which are named.

    Chinese text, which has no spaces, is looked for clause by clause.
    """
    printed = _lines(table, room)
    there, joined = pieces(printed), " ".join(printed)
    for piece in pieces(_lines(table.drop(columns=list(left_out)), 100_000)):
        clauses = _CLAUSE.findall(piece) if _CHINESE.search(piece) else [piece]
        for clause in clauses:
            assert clause in there or clause in joined or cell_len(clause) > LONGEST, piece
    for name in left_out:
        assert name.replace("_", " ") in joined
