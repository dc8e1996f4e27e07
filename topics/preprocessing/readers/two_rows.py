"""Headers of two rows: a name over several columns, and the names of these below it."""

from collections.abc import Sequence

from topics.preprocessing.columns.understanding import header_score
from topics.preprocessing.conventions import NOTHING_SAID, Conventions

_LONGEST = 30  # characters of a name


def with_second_row(names: Sequence[str], below: Sequence[str], said: Conventions = NOTHING_SAID) -> list[str] | None:
    """The names of a header of two rows, those of the second in the place of what stands over them; None for one row.

    `below` is the row under the first. It belongs to the header if it has cells only where a name stands over several
    columns, which in a file is a name with empty cells behind it, and if they name more fields.

    >>> with_second_row(["标题", "时间", "", "正文"], ["", "成文日期", "发布日期", ""])
    ['标题', '成文日期', '发布日期', '正文']
    >>> with_second_row(["标题", "日期", "正文"], ["通知", "", "各单位："])
    """
    filled = {number for number, cell in enumerate(below) if cell}
    if len(filled) < 2 or not filled <= _under_wide_names(names):
        return None
    if any(len(below[number]) > _LONGEST or any(map(str.isdecimal, below[number])) for number in filled):
        return None
    both = [below[number] if number in filled else name for number, name in enumerate(names)]
    return both if header_score(both, said) > header_score(names, said) else None


def _under_wide_names(names: Sequence[str]) -> set[int]:
    """The columns under names that have empty cells behind them."""
    wide: set[int] = set()
    begin = -1
    for number, name in enumerate(names):
        if name:
            begin = number
        elif begin >= 0:
            wide |= {begin, number}
    return wide
