"""Readings of written dates: the parts that a pattern of `forms.py` found -> a day and its precision.

Conventions. A reader takes the named parts of a match and the order ("dmy", "mdy", "ymd" or ""), and returns a day with
its precision ("day", "week", "month", "quarter", "half-year" or "year"; the first day of that time), or the reason why
no day is taken, worded to follow the quoted date.
"""

import datetime
from collections.abc import Callable, Mapping

from topics.preprocessing.dating.cells import since_1970
from topics.preprocessing.dating.numerals import number

Parts = Mapping[str, str | None]
Reading = tuple[datetime.date, str] | str
Reader = Callable[[Parts, str], Reading]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NO_DAY = "is no day of the calendar"
SHORT_YEAR = "has a year of fewer than four digits; write all four"
SPAN = "is a span of several months; write one date"
_QUARTERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _day(year: int, month: int, day: int = 0) -> Reading:
    try:
        return datetime.date(year, month, day or 1), "day" if day else "month"
    except ValueError:
        return NO_DAY


def by_numerals(parts: Parts, _: str) -> Reading:
    """Year, then month and day, or half-year or quarter, as far as they are stated; years of the Republic of China."""
    try:
        year = number(parts.get("y") or "0") or number(parts.get("republic") or "") + 1911
        month, day, last = (number(parts.get(name) or "0") for name in ("m", "d", "last"))
    except ValueError:
        return NO_DAY
    if last and not day and last - month != 1:
        return SPAN
    if parts.get("m"):
        return NO_DAY if parts.get("d") and not day else _day(year, month, day)
    if quarter := parts.get("q"):
        number_of_quarter = _QUARTERS.get(quarter.lower()) or number(quarter)
        return datetime.date(year, number_of_quarter * 3 - 2, 1), "quarter"
    if half := parts.get("h"):
        return datetime.date(year, 1 if half.lower() in ("上", "1", "first") else 7, 1), "half-year"
    return datetime.date(year, 1, 1), "year"


def by_month_name(parts: Parts, _: str) -> Reading:
    """Year, month by its English name, and day if there is one."""
    month = _month(parts["mon"] or "")
    year, day = int(parts["y"] or 0), int(parts.get("d") or 0)
    last = _month(parts.get("last") or "") or month
    if not day and (last - month) % 12 > 1:
        return SPAN
    if last < month:
        year -= 1  # 30 December to 2 January 2021
    return NO_DAY if parts.get("d") and not day else _day(year, month, day)


def _month(name: str) -> int:
    """The number of the month with this English name; 0 for ""."""
    return next((place for place, month in enumerate(MONTHS, start=1) if month[:3].lower() == name[:3].lower()), 0)


def by_month_name_short(parts: Parts, order: str) -> Reading:
    """Day, month by its name, year of two digits; no program writes the year first here."""
    year = _century(int(parts["y"] or 0))
    return by_month_name({**parts, "y": str(year)}, order) if year else SHORT_YEAR


def _century(year: int) -> int:
    """The year that two digits stand for; 0 for 30 to 69, which may belong to either century."""
    return 2000 + year if year < 30 else 1900 + year if year >= 70 else 0


def by_order(parts: Parts, order: str) -> Reading:
    """Three numbers, the last one a year of four digits: read by the order, else if only one order gives a day."""
    a, b, year = (int(parts[name] or 0) for name in ("a", "b", "y"))
    return _one_of({"dmy": _day(year, b, a or 32), "mdy": _day(year, a, b or 32)}, order if order != "ymd" else "")


def by_order_short(parts: Parts, order: str) -> Reading:
    """Three numbers of two digits at most: read by the order alone, since any may be the year, also one from 1911."""
    if not order:
        return SHORT_YEAR
    a, b, c = (int(parts[name] or 0) for name in ("a", "b", "y"))
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
    return _one_of({order: _day(_century(year), month, day or 32)}, order) if _century(year) else SHORT_YEAR


def _one_of(readings: Mapping[str, Reading], order: str) -> Reading:
    if order:
        stated = readings[order]
        return f"is no day in the order {order} (date_order)" if isinstance(stated, str) else stated
    days = list(dict.fromkeys(reading[0] for reading in readings.values() if not isinstance(reading, str)))
    if len(days) == 1:
        return days[0], "day"
    either = " or ".join(f"{day.day} {MONTHS[day.month - 1]}" for day in days)
    return f"may be {either} {days[0].year}; set date_order" if days else NO_DAY


def six_digits(parts: Parts, _: str) -> Reading:
    """Year and month; if year, month and day of two digits each would be possible too, neither."""
    digits = parts["n"] or ""
    month = _day(int(digits[:4]), int(digits[4:]))
    if not isinstance(_day(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]) or 32), str):
        return f"may be {digits[:4]}-{digits[4:]}, or a day of a year of two digits; write it with signs"
    return month


def month_or_years(parts: Parts, order: str) -> Reading:
    """Year and month; `2010/11`, which may be two years, only where the order says that years come first."""
    year, month = int(parts["y"] or 0), int(parts["m"] or 0)
    follows = month == year % 100 + 1
    if follows and month <= 12 and parts["s"] == "/" and order != "ymd":
        return f"may be a month, or the years {year} and {year + 1}; write {year}-{month:02d}"
    if follows and month > 12:
        return "is a span of two years"
    return _day(year, month)


def week(parts: Parts, _: str) -> Reading:
    """A week of ISO 8601, which begins on Monday, or a day of it."""
    year, number_of_week, day = (int(parts[name] or 0) for name in ("y", "w", "d"))
    try:
        return datetime.date.fromisocalendar(year, number_of_week, day or 1), "day" if day else "week"
    except ValueError:
        return "is no week of the calendar"


def seconds(parts: Parts, _: str) -> Reading:
    """Seconds or milliseconds since 1970, which name a day only together with a time zone."""
    utc, china = (since_1970(int((parts["n"] or "0")[:10]), hours) for hours in (0, 8))
    days = utc if utc == china else f"{utc} in UTC, {china} in China"
    return f"counts seconds since 1970 ({days}); write the day"


def told(why: str) -> Reader:
    """A reader that takes nothing and says why."""
    return lambda parts, order: why
