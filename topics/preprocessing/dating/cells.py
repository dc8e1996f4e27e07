"""Cells of a date column: numbers that stand for days, put as text that `dates.py` reads.

Conventions. What is put beside the number keeps it: `2021-09-03 (44442)`, so that whoever sees the date sees the cell.
"""

import datetime
import re

# Days from 1980 to 2049. Lower numbers may count days since 1970 (18873 is 3 September 2021), as other programs do.
_FIRST_SERIAL, _LAST_SERIAL = 29_221, 54_788
_BEGINNINGS = {1900: datetime.date(1899, 12, 30), 1904: datetime.date(1904, 1, 1)}
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]{1,16})?")
_SECONDS = re.compile(r"(1[0-9]{9})(?:[0-9]{3}|\.[0-9]{1,9})?")
_LOST_ZERO = re.compile(r"(?:1[5-9]|20)[0-9]{2}\.1")


def date_cell(value: object, system: int = 1900) -> str:
    """A cell of a date column as text; "" for None.

    A number of five digits is a day of a spreadsheet, counted in the `system` of 1900 or 1904. Seconds or milliseconds
    since 1970 become a day if it is the same in UTC and in China, else they stay and are refused later. The number
    2021.1 is marked, since it may have been 2021.10; as text it stays.

    >>> date_cell(44442), date_cell("42980", 1904), date_cell(1615795200), date_cell(2021.1), date_cell("2021.1")
    ('2021-09-03 (44442)', '2021-09-03 (42980)', '2021-03-15 (1615795200)', '2021.1 (a number)', '2021.1')
    """
    text = "" if value is None else str(value)
    if isinstance(value, float) and _LOST_ZERO.fullmatch(text):
        return f"{text} (a number)"
    written = text.strip().removesuffix(".0")
    offset = (_BEGINNINGS[system] - _BEGINNINGS[1900]).days
    if (serial := _SERIAL.fullmatch(written)) and _FIRST_SERIAL <= int(serial.group(1)) + offset <= _LAST_SERIAL:
        return f"{_BEGINNINGS[system] + datetime.timedelta(days=int(serial.group(1)))} ({written})"
    if seconds := _SECONDS.fullmatch(written):
        utc, china = (since_1970(int(seconds.group(1)), hours) for hours in (0, 8))
        return f"{china} ({written})" if utc == china else written
    return text


def since_1970(seconds: int, hours: int) -> str:
    """The day in ISO form of so many seconds since 1970, in the time zone so many hours east of Greenwich.

    >>> since_1970(1630598400, 0), since_1970(1630598400, 8)
    ('2021-09-02', '2021-09-03')
    """
    return (datetime.datetime(1970, 1, 1, hours) + datetime.timedelta(seconds=seconds)).date().isoformat()


def with_day_in_china(text: str) -> str:
    """The text, with the day in China before it if it counts seconds or milliseconds since 1970, as WeChat does.

    >>> with_day_in_china("1630598400"), with_day_in_china("2021-09-03")
    ('2021-09-03 (1630598400)', '2021-09-03')
    """
    return f"{since_1970(int(text[:10]), 8)} ({text})" if _SECONDS.fullmatch(text) else text
