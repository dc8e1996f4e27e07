"""Lines that hold nothing but a day, as news databases write them above their articles.

Conventions. A day is handed on as its line has it, for the grammar of dates to read, where it is in English, in Chinese
or in digits. Days in other languages of Europe, which that grammar does not know, are handed on in ISO form.
"""

import re

_ENGLISH = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
_OTHERS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
)


def _numbered(years: tuple[str, ...]) -> dict[str, int]:
    return {name: number for names in years for number, name in enumerate(names.split(), start=1)}


MONTHS = {**_numbered(_ENGLISH), "sept": 9}
_ALL = _numbered(_OTHERS) | MONTHS
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    "|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    "|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?"
)
_MONTH = "|".join(sorted(_ALL, key=len, reverse=True))
_BESIDE = re.compile(
    rf"\b(?:{_WEEKDAYS})\b\.?,?|[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][）)]?"
    r"|\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:[a-z]{2,4}(?:[+-]\d{1,4})?|z)\b)?",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?(?P<m>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y>(?:19|20)\d\d)"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|(?P<m3>{_MONTH}|spring|summer|fall|autumn|winter)\.?,?\s+(?P<y3>(?:19|20)\d\d)"
    r"|(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?"
    r"|(?:19|20)\d\d([-/.])\d{1,2}\4\d{1,2}",
    re.IGNORECASE,
)
_LONGEST = 80  # characters


def day_line(line: str) -> str:
    """The day of a line that holds nothing else but a weekday and a time; "" for other lines.

    >>> day_line("March 15, 2021 Monday 3:45 PM GMT"), day_line("Montag 15. März 2021"), day_line("In March 2021, they")
    ('March 15, 2021 Monday 3:45 PM GMT', '2021-03-15', '')
    """
    line = line.strip()
    if len(line) > _LONGEST or not re.search(r"\d{4}", line):
        return ""
    rest = " ".join(_BESIDE.sub(" ", line).strip(" ,;").split())
    found = _DAY.fullmatch(rest)
    if not found:
        return ""
    month = (found["m"] or found["m2"] or found["m3"] or "").lower()
    if not month or month in MONTHS or month not in _ALL:
        return line
    day, year = found["d"] or found["d2"] or "", found["y"] or found["y2"] or found["y3"]
    return f"{year}-{_ALL[month]:02d}" + (f"-{int(day):02d}" if day else "")


def day_opening(line: str) -> str:
    """The day with which a short line begins, where an edition or a place follows it; "" for other lines.

    >>> day_opening("March 15, 2021 Monday, Late Edition - Final"), day_opening("2021年3月15日 第04版")
    ('March 15, 2021', '2021年3月15日')
    """
    line = line.strip()
    found = _DAY.match(line) if len(line) <= _LONGEST else None
    return day_line(found.group()) if found and not line[found.end() : found.end() + 1].isalnum() else ""


def iso_day(year: str, rest: str = "") -> str:
    """The date of a record that keeps its year and its month, with or without a day, apart; the year if they say none.

    >>> iso_day("2021", "MAR 15"), iso_day("2021", "Mar-Apr"), iso_day("2021", "15 March"), iso_day("2021", "SPR")
    ('2021-03-15', '2021-03', '2021-03-15', '2021')
    """
    found = re.fullmatch(
        r"(?:(\d{1,2})\s+)?([^\W\d]+)\.?(?:\s*[-–/]\s*[^\W\d]+\.?|\s+(\d{1,2})(?:\s*[-–].*)?)?", rest.strip()
    )
    if found and (month := _ALL.get(found.group(2).lower())):
        day = found.group(1) or found.group(3)
        return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    if re.fullmatch(r"0?[1-9]|1[0-2]", rest.strip()):
        return f"{year}-{int(rest):02d}"
    return year
