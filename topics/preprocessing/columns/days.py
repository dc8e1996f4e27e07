"""Dates that are written in several cells, and columns whose cells together say what stands first, day or month.

Conventions. What is understood is written as ISO text, as far as it is known (`2021-03`); any other cell is passed on
unchanged, for `topics.preprocessing.dating.dates` to evaluate.
"""

import re
from collections.abc import Iterable, Sequence

from topics.preprocessing.conventions import DateOrder
from topics.preprocessing.dating.cells import since_1970

_YEAR = re.compile(r"\s*((?:1[5-9]|20)\d\d)(?:\.0+)?\s*年?\s*")
_ANY_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = re.compile(r"\s*(\d{1,2}|[一二三四五六七八九十]{1,2})(?:\.0+)?\s*月?\s*")
_DAY = re.compile(r"\s*(\d{1,2})(?:\.0+)?\s*[日号]?\s*")
_WORDS = re.compile(r"[a-z]{3,9}|\d{1,2}")
_NUMBERS = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)(.{0,40})", re.DOTALL)
_SECONDS = re.compile(r"\s*(1\d{9})(?:\d{3})?(?:\.\d{1,9})?\s*")  # of the years 2001 to 2033
_TIME = re.compile(r"\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s*")


def completed(date: str, year: str, month: str = "", day: str = "") -> str:
    """A date from the cell that states it and the cells of its year, month and day, "" where there is none.

    >>> completed("MAR 15", "2021"), completed("SPR", "2021"), completed("2021", "2021", "3", "15")
    ('2021-03-15', '2021', '2021-03-15')
    """
    stated = _YEAR.fullmatch(year)
    if not stated or (_ANY_YEAR.search(date) and not _YEAR.fullmatch(date)):
        return date
    if month or day or _YEAR.fullmatch(date) or not date.strip():
        return _iso(stated[1], _month(month), _number(_DAY, day))
    return _iso(stated[1], *_month_and_day(date))


def _iso(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def _month_and_day(text: str) -> tuple[int, int]:
    """The first month of a text in English, and the day where there is one month: `MAR 15`, `JAN-FEB`, `SPR`."""
    words = _WORDS.findall(text.lower())
    months = [_MONTHS.index(word[:3]) + 1 for word in words if word[:3] in _MONTHS]
    days = [int(word) for word in words if word.isdigit()]
    return (months[0], days[0] if len(months) == len(days) == 1 else 0) if months else (_month(text), 0)


def _month(text: str) -> int:
    word = text.strip().lower()
    if word[:3] in _MONTHS:
        return _MONTHS.index(word[:3]) + 1
    found = _MONTH.fullmatch(text)
    if found and found[1] in _CHINESE_MONTHS:
        return _CHINESE_MONTHS.index(found[1]) + 1
    return int(found[1]) if found and found[1].isdigit() else 0


def _number(pattern: "re.Pattern[str]", text: str) -> int:
    found = pattern.fullmatch(text)
    return int(found[1]) if found else 0


def joined(cells: Sequence[str]) -> str:
    """The date that several cells state together, in any order with one year among them.

    >>> joined(["2021", "3", "15"]), joined(["MAR 15", "2021"]), joined(["2021-03-15", "10:30"])
    ('2021-03-15', '2021-03-15', '2021-03-15 10:30')
    """
    years = [cell for cell in cells if _YEAR.fullmatch(cell)]
    others = [cell for cell in cells if not _YEAR.fullmatch(cell)]
    if len(years) == 1 and len(others) == 2:
        return completed(years[0], years[0], *others)
    if len(years) == 1 and len(others) == 1:
        return completed(others[0], years[0])
    return " ".join(cell for cell in cells if cell)


def of_seconds(cell: str, hours: int = 0) -> str:
    """The day of a number of seconds or milliseconds since 1970, in a time zone; any other cell unchanged.

    >>> of_seconds("1615766400"), of_seconds("1615737600000", 8), of_seconds("20210315")
    ('2021-03-15', '2021-03-15', '20210315')
    """
    found = _SECONDS.fullmatch(cell)
    return since_1970(int(found[1]), hours) if found else cell


def is_time(cell: str) -> bool:
    """Whether a cell is a time of day alone, as beside a column of days."""
    return _TIME.fullmatch(cell) is not None


def doubtful(dates: Iterable[str]) -> tuple[DateOrder, str]:
    """The order that the cells of one column show, "" without evidence or with contradictory evidence; and a cell
    whose day that leaves open, "" where there is none.

    >>> doubtful(["03/04/2021", "15/03/2021"]), doubtful(["03/04/2021"])
    (('dmy', ''), ('', '03/04/2021'))
    """
    first = second = False
    unclear = ""
    for date in dates:
        # Most dates begin with their year.
        if date and not date[:4].isdecimal() and (found := _NUMBERS.fullmatch(date)):
            one, two = int(found[1]), int(found[3])
            first |= two <= 12 < one <= 31
            second |= one <= 12 < two <= 31
            if not unclear and one != two and max(one, two) <= 12:
                unclear = date.strip()
    if first == second:
        return "", unclear
    return ("dmy" if first else "mdy"), ""


def in_order(date: str, order: DateOrder) -> str:
    """A date of numbers with the year at its end as ISO text, its time left out; any other date unchanged.

    >>> in_order("15/03/2021 10:30", "dmy"), in_order("15 March 2021", "dmy")
    ('2021-03-15', '15 March 2021')
    """
    found = _NUMBERS.fullmatch(date)
    if not found or order not in ("dmy", "mdy"):
        return date
    one, two = int(found[1]), int(found[3])
    day, month = (one, two) if order == "dmy" else (two, one)
    return f"{found[4]}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else date


def order_of(cells: Sequence[str], said: DateOrder) -> tuple[DateOrder, str]:
    """The order in which a column's dates are read, and a cell that no order is known for: see `doubtful`."""
    return (said, "") if said else doubtful(cells)
