"""Parsing of written dates: which of the forms of `forms.py` in a short text is its date, and why another is not.

Conventions. A date is ISO text with a precision, "day", "week", "month", "quarter", "half-year" or "year"; of what is
known less exactly than to the day, the date is the first day. The day is that of the time zone in which it is written:
`2021-09-03T23:30:00-05:00` is 3 September. An *order* ("dmy", "mdy" or "ymd") says how a date in numbers alone is to be
read; without an order, 03/04/2021 is refused and 15/03/2021 is read, since only one order gives a day. A year of two
digits is read beside the name of a month (3-Sep-21; 00 to 29 and 70 to 99 alone) and by an order, else refused. Numbers
are no date beside words that make them something else: telephone numbers, versions, serial and document numbers, aims
(到2035年). `header.py` finds the line of a page that holds its date, `chronology.py` decides which dates belong to a
document.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from topics.preprocessing.dating.context import NUMBER_BEFORE, TIME, is_aim, is_lunar, is_part, stands_alone
from topics.preprocessing.dating.forms import CHINESE, ENGLISH, NUMERIC, WITHOUT_YEAR, Form
from topics.preprocessing.dating.numerals import folded

_LONGEST = 400  # characters of a text that may be a date with its label
_QUOTED = 60
# Where a date with its year can stand: found many times as fast as the forms.
_MAY_BEGIN = re.compile(
    "[12二一１２贰貳壹⼀⼆] ?[0-9〇○◯零ΟОoO一二三四五六七八九０-９Ｏ壹贰貳叁參肆伍陆陸柒捌玖⼀⼆⼋]"
    " ?[0-9〇○◯零ΟОoO一二三四五六七八九０-９Ｏ壹贰貳叁參肆伍陆陸柒捌玖⼀⼆⼋]|民[国國]"
)
_SHORT = 40  # characters: a cell or the value of a label, where a year of fewer digits is told
_SHORT_YEAR = re.compile("[0-9０-９][0-9０-９]|[0-9０-９] ?年")
_ISO = re.compile("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")  # so frequent that it is read at once
# What may stand beside a date in a cell that holds nothing else.
_BESIDE = re.compile(
    r"(?:[\s.,;|()\[\]【】]|(?:星期|礼拜|禮拜|[周週])[一二三四五六日天]"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z]))*",
    re.IGNORECASE,
)
_LETTERS = re.compile("[a-z]|[0-9]q", re.IGNORECASE)


class Written(NamedTuple):
    """A date as it stands in a text from `begin` to `end`: its day in ISO form, or why it is not taken (`problem`)."""

    begin: int
    end: int
    date: str
    precision: str
    problem: str


def parse_date(text: str, order: str = "") -> tuple[str, str] | None:
    """The first date in a short text: ISO form and precision; None when there is none, or if it may be another day.

    `order` is "dmy", "mdy", "ymd" or "". Dates to come are read, since a law may take effect on them; `refusal` tells
    them. A text of more than 400 characters states no date.

    >>> parse_date("二〇二一年三月十日"), parse_date("2020/4"), parse_date("不详")
    (('2021-03-10', 'day'), ('2020-04-01', 'month'), None)
    >>> parse_date("03/04/2021"), parse_date("03/04/2021", "dmy"), parse_date("Sept. 3rd, 2021")
    (None, ('2021-04-03', 'day'), ('2021-09-03', 'day'))
    """
    found = _first(text.strip(), order)
    return (found.date, found.precision) if found and found.date else None


def whole_date(text: str, order: str = "") -> tuple[str, str] | None:
    """The date that a short text is, but for a weekday and a time of day, as `parse_date` has it.

    None for a text that says something else besides, or more than one date, and for figures that only count seconds.

    >>> whole_date("2021年9月3日 星期五 08:00"), whole_date("2021Q3"), whole_date("2020 (revised)")
    (('2021-09-03', 'day'), ('2021-07-01', 'quarter'), None)
    """
    text = folded(text.strip())
    found = written_dates(text, order) if _may_be_date(text) else []
    if len(found) != 1 or not found[0].date or (text.isdecimal() and not found[0].date.startswith(text[:4])):
        return None
    (date,) = found
    return (date.date, date.precision) if _BESIDE.fullmatch(without_dates(text, order)) else None


def refusal(text: str, order: str = "", today: datetime.date | None = None) -> str:
    """Why the date that stands in a short text is not taken, with its words quoted; "" if it is read, or there is none.

    A day later than tomorrow, seen from `today` (by default the day of the call), is told too, although `parse_date`
    reads it.

    >>> refusal("03/04/2021"), refusal("2021-02-30"), refusal("2021-03-04")
    ('"03/04/2021" may be 3 April or 4 March 2021; set date_order', '"2021-02-30" is no day of the calendar', '')
    """
    text = text.strip()
    if found := _first(text, order) or _without_year(text):
        problem = found.problem
        latest = ((today or datetime.date.today()) + datetime.timedelta(days=1)).isoformat()
        if found.date > latest:
            problem = "is in the future"
        return f'"{_quoted(text[found.begin : found.end])}" {problem}' if problem else ""
    if len(text) <= _LONGEST and (year := _named_year(text)):
        return f'"{_quoted(text)}" names the year {year}, but no date that can be read'
    return ""


def without_dates(text: str, order: str = "") -> str:
    """The text without its dates and times of day, to see what else a line holds."""
    rest = folded(text)
    for found in reversed(written_dates(rest, order)):
        if found.date:
            rest = rest[: found.begin] + " " + rest[found.end :]
    return TIME.sub(" ", rest)


@lru_cache(maxsize=4096)
def _first(text: str, order: str) -> Written | None:
    if _ISO.fullmatch(text):
        return _of_form(NUMERIC[0], text, "")[0]
    return next(iter(written_dates(folded(text), order)), None) if _may_be_date(text) else None


def _may_be_date(text: str) -> bool:
    """Whether a date can stand in a text at all, which is found out many times as fast as the date."""
    short = len(text) <= _SHORT and _SHORT_YEAR.search(text)
    return len(text) <= _LONGEST and bool(short or _MAY_BEGIN.search(text))


def written_dates(text: str, order: str = "") -> list[Written]:
    """All dates in a folded text in their order, those that are not taken with their problem; none overlap."""
    forms = (*(() if text.isascii() else CHINESE), *NUMERIC, *(ENGLISH if _LETTERS.search(text) else ()))
    found = sorted(
        (date for form in forms for date in _of_form(form, text, order)), key=lambda date: (date.begin, -date.end)
    )
    apart: list[Written] = []
    for date in found:
        if not apart or date.begin >= apart[-1].end:
            apart.append(date)
    return apart


def _of_form(form: Form, text: str, order: str) -> list[Written]:
    found = []
    for match in form.pattern.finditer(text):
        begin, end = match.span()
        if (form.alone and not stands_alone(text, begin, end)) or is_part(text, begin, end):
            continue
        reading = form.read(match.groupdict(), order)
        if is_lunar(text, begin):
            reading = "is a day of the lunar calendar"
        if isinstance(reading, str):
            found.append(Written(begin, end, "", "", reading))
        elif reading[1] == "day" or not is_aim(text, begin, end):
            found.append(Written(begin, end, reading[0].isoformat(), reading[1], ""))
    return found


# --- what is told -----------------------------------------------------------------------------------------------------

# A range of years (2021–2023) is told; prices, shares, addresses and the numbers of documents name no year.
_YEAR = re.compile(
    r"(?<![0-9a-z$¥€£./_:〔\[-])((?:1[5-9]|20)[0-9]{2})"
    r"(?![0-9a-z%/_:]|[.,][0-9]|[〕\])] ?[0-9]| [0-9]{3}| ?[元万億亿个]|-(?!(?:1[5-9]|20)?[0-9]{2}(?![0-9-])))",
    re.IGNORECASE,
)


def _without_year(text: str) -> Written | None:
    if len(text) > _SHORT:
        return None
    flat = folded(text)
    return next((found for form in WITHOUT_YEAR for found in _of_form(form, flat, "")), None)


def _named_year(text: str) -> str:
    flat = folded(text)
    found = (match for match in _YEAR.finditer(flat) if not NUMBER_BEFORE.search(flat[: match.start()]))
    return next((match.group(1) for match in found), "")


def _quoted(text: str) -> str:
    words = " ".join(text.split()).removesuffix(" (a number)")
    return words if len(words) <= _QUOTED else words[:_QUOTED] + "…"
