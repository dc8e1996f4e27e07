"""The forms in which dates are written, in Chinese and English: a pattern and its reader (`readings.py`) per form.

Conventions. Patterns are for folded text (`numerals.py`) and are found anywhere in it; `dates.py` decides from the
words around whether what was found is a date. A form that counts only `alone` is too weak to stand beside other words,
such as a bare year or eight digits.
"""

import re
from typing import NamedTuple

from topics.preprocessing.dating.readings import (
    SHORT_YEAR,
    Reader,
    by_month_name,
    by_month_name_short,
    by_numerals,
    by_order,
    by_order_short,
    month_or_years,
    seconds,
    six_digits,
    told,
    week,
)


class Form(NamedTuple):
    """One written form; `alone`: it is a date only where nothing but its label and a time of day stand beside it."""

    pattern: re.Pattern[str]
    read: Reader
    alone: bool


_DIGIT = "[0-9〇oO一二三四五六七八九]"
_REPUBLIC = "民[国國] ?(?P<republic>[0-9〇oO一二三四五六七八九十百元]{1,5})"
_CHINESE_YEAR = rf"(?:(?<![0-9])(?P<y>[12一二](?: ?{_DIGIT}){{3}})|{_REPUBLIC})"
_MONTH = "[0-9〇oO一二三四五六七八九十元]{1,3}"
_DAY = "[0-9〇oO一二三四五六七八九十廿卅]{1,3}"
_FEW_DIGITS = "[0-9一二三四五六七八九十]{1,3}"
_Y = "(?P<y>(?:1[5-9]|20)[0-9]{2})"
_YEAR = rf"(?<![0-9]){_Y}"
ENGLISH_MONTHS = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_NAME = rf"{ENGLISH_MONTHS}(?![a-z])\.?"
_MON = rf"(?<![a-z])(?P<mon>{_NAME})"
_TH = "(?:st|nd|rd|th)?(?![0-9])"
_D = rf"(?<![0-9])(?P<d>[0-9]{{1,2}}){_TH}"
_LAST = rf"[0-9]{{1,2}}{_TH}"
_TO = r" ?(?:[-~&/]|to|and|until|through) ?"
_GAP = "[ ,./-]{1,3}"
_ANY_GAP = "[ ,./-]{0,3}"
_CLOCK = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_ZONE = r"(?: ?[ap]m)?(?: [a-z]{2,4})?(?: ?[+-][0-9]{2}:?[0-9]{2})?"


def _form(pattern: str, read: Reader = by_numerals, *, alone: bool = False) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), read, alone)


# Of a range (9月3日至5日, 3–5 September, 30 August – 2 September), each form takes the first day.
CHINESE = (
    # 2021年9月3日, 二〇二一年九月, 民國110年9月3日; in a label's value the last 日 may be missing.
    _form(
        rf"{_CHINESE_YEAR} ?(?:年[度份]?|[-./]) ?(?P<m>{_MONTH})(?: ?月?[-~至到、] ?(?P<last>{_MONTH}))? ?月份? ?"
        rf"(?:(?P<d>{_DAY})(?:(?: ?[-~至到、] ?{_DAY})? ?[日号號]|(?= ?$| {_CLOCK}))"
        # What goes on is no month; 六月初九 is a day of the lunar calendar.
        r"|(?! ?[-./]?[0-9]|初[一二三四五六七八九十]))"
    ),
    _form(rf"{_REPUBLIC} ?(?P<s>[-/.]) ?(?P<m>[0-9]{{1,2}}) ?(?P=s) ?(?P<d>[0-9]{{1,2}})(?![0-9])"),
    # 2021年第三季度, 2021年上半年
    _form(rf"{_CHINESE_YEAR} ?年[度份]? ?(?:第? ?(?P<q>[1-4一二三四]) ?季度?|(?P<h>[上下])半年)"),
    _form(rf"{_CHINESE_YEAR} ?年[度份]?", alone=True),
    _form(rf"(?<!{_DIGIT})(?P<y>(?:一[五六七八九]|二〇){_DIGIT}{{2}})(?!{_DIGIT})", alone=True),
    _form(rf"(?<![0-9国國])(?:{_FEW_DIGITS}) ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号號]", told(SHORT_YEAR)),
    _form(rf"{_YEAR}年? ?第 ?[0-9]{{1,2}} ?[周週]", told("is a week, counted from no stated day")),
)

NUMERIC = (
    # 2021-09-03, 2021/9/3, 2021. 9. 3
    _form(rf"{_YEAR} ?(?P<s>[-/.]) ?(?P<m>[0-9]{{1,2}}) ?(?P=s) ?(?P<d>[0-9]{{1,2}})(?![0-9])"),
    # 15/03/2021, 03.04.2021
    _form(rf"(?<![0-9])(?P<a>[0-9]{{1,2}}) ?(?P<s>[-/.]) ?(?P<b>[0-9]{{1,2}}) ?(?P=s) ?{_Y}(?![0-9])", by_order),
    # 15/03/21, 15.3.'21
    _form(
        r"(?<![0-9])(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)'?(?P<y>[0-9]{2})(?![0-9])",
        by_order_short,
        alone=True,
    ),
    # 110/9/3, of the Republic of China perhaps
    _form(r"(?<![0-9])1[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])", told(SHORT_YEAR), alone=True),
    # 20210903, 20210903T080000Z, 202109030800
    _form(
        rf"{_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})"
        r"(?:T?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?(?:\.[0-9]{1,6})?)?(?![0-9])",
        alone=True,
    ),
    _form(rf"{_YEAR} (?P<m>[0-9]{{2}}) (?P<d>[0-9]{{2}})(?![0-9])", alone=True),
    # 2021-09, 2021.10; 09/2021; 202109; 2021
    _form(rf"{_YEAR} ?(?P<s>[-/.]) ?(?P<m>[0-9]{{1,2}})(?![0-9])", month_or_years, alone=True),
    _form(rf"(?<![0-9])(?P<m>0?[1-9]|1[0-2]) ?[-/] ?{_Y}(?![0-9])", alone=True),
    _form(r"(?<![0-9])(?P<n>(?:1[5-9]|20)[0-9]{2}(?:0[1-9]|1[0-2]))(?![0-9])", six_digits, alone=True),
    _form(rf"{_YEAR}(?![0-9])", alone=True),
    # Seconds or milliseconds since 1970, from 2001 to 2033.
    _form(r"(?<![0-9])(?P<n>1[0-9]{9}(?:[0-9]{3})?)(?![0-9])", seconds, alone=True),
    _form(
        rf"{_YEAR}\.1 \(a number\)",
        told("may be January or October, since numbers lose a last zero; write it as text"),
        alone=True,
    ),
)

ENGLISH = (
    # 3 September 2021, 3rd of Sept. 2021, 3-Sep-2021, 03SEP2021
    _form(
        rf"{_D}(?:{_TO}{_LAST})?(?: day)?(?: of)?[ ./-]{{0,3}}(?P<mon>{_NAME})"
        rf"(?:{_TO}{_LAST} (?P<last>{_NAME}))?{_ANY_GAP}{_Y}(?![0-9])",
        by_month_name,
    ),
    # September 3, 2021; Mon Mar 15 08:00:00 CST 2021
    _form(
        rf"{_MON}{_GAP}(?:the )?{_D}(?:{_TO}(?:(?P<last>{_NAME}) )?{_LAST})?"
        rf"(?:{_GAP}{_CLOCK}{_ZONE})?{_GAP}{_Y}(?![0-9])",
        by_month_name,
    ),
    # 2021 Sep 3
    _form(rf"{_YEAR}{_GAP}{_MON}{_GAP}{_D}(?![:a-z])", by_month_name),
    # September 2021, SEP-OCT 2021; beside words only with a capital letter (`prices may 2000 times ...`). 2021 Sep
    *(
        _form(
            rf"{begin}{_MON}(?: ?[-/&] ?(?P<last>{_NAME}))?(?: of)?{_ANY_GAP}{_Y}(?![0-9])", by_month_name, alone=alone
        )
        for begin, alone in (("", True), ("(?-i:(?=[A-Z]))", False))
    ),
    _form(rf"{_YEAR}{_GAP}{_MON}", by_month_name, alone=True),
    # 3-Sep-21
    _form(rf"{_D}[ ./-]?(?P<mon>{_NAME})[ ./-]?'?(?P<y>[0-9]{{2}})(?![0-9:])", by_month_name_short, alone=True),
    _form(rf"{_MON}[ ./-]?{_LAST}, ?'?[0-9]{{2}}(?![0-9:])", told(SHORT_YEAR), alone=True),
    # Q3 2021, 3Q2021, third quarter of 2021; 2021Q3, 2021H1
    _form(rf"(?<![a-z0-9])(?:Q(?P<q>[1-4])|H(?P<h>[12]))[ ,/-]{{0,2}}{_Y}(?![0-9])"),
    _form(rf"(?<![a-z0-9])(?P<q>[1-4])Q[ ,/-]{{0,2}}{_Y}(?![0-9])"),
    _form(rf"(?<![a-z])(?P<q>first|1st|second|2nd|third|3rd|fourth|4th) quarter(?: of|,)? {_Y}(?![0-9])"),
    _form(rf"(?<![a-z])(?P<h>first|second) half(?: of|,)? {_Y}(?![0-9])"),
    _form(rf"{_YEAR}[ ,/-]{{0,2}}(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?![a-z0-9])"),
    # 2021-W05, 2021-W05-3
    _form(rf"{_YEAR}-?W(?P<w>[0-5][0-9])(?:-?(?P<d>[1-7]))?(?![0-9])", week, alone=True),
)

# Only in short texts, where no year stands.
WITHOUT_YEAR = (
    _form(rf"(?<![年0-9]){_FEW_DIGITS} ?月 ?{_DAY} ?[日号號]", told("names no year"), alone=True),
    _form(rf"{_MON}[ ./-]?'?{_LAST}(?!:)", told("names a day without its year, or a year of two digits"), alone=True),
    _form(rf"{_D}(?: of)?[ ./-]?{_MON}", told("names no year"), alone=True),
    _form(
        r"[今昨前]天|刚刚|剛剛|[0-9]{1,3} ?(?:秒|分[钟鐘]|小[时時]|天|周|週|[个個]月|年)[以之]?前"
        "|today|yesterday|just now|[0-9a-z]{1,3} (?:second|minute|hour|day|week|month|year)s? ago",
        told("names a day only by when the page was saved"),
        alone=True,
    ),
)
