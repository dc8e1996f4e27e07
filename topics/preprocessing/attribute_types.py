"""The type of an attribute, inferred from its values: date, number, text or category.

Conventions. Values are text as files have it; empty ones say nothing about the type. A type is that of all filled
values: one value that is no number makes the attribute a category.

    date      every value is a date and nothing else. Four digits from 1900 to 2099 are a year
    number    every value is a number, and they are no codes. Codes are numbers of which one begins with a needless
              zero (01, 0123), or which are whole and all of one length of five digits or more (postcodes, ids)
    text      free text: nearly every document has a value of its own, and the values are long
    category  anything else
"""

import re
import unicodedata
from collections.abc import Sequence
from statistics import median
from typing import Literal

from topics.wording import text_width

AttributeType = Literal["category", "number", "date", "text"]

OF_THEIR_OWN = 0.8  # distinct values per filled one, from which values are taken for those of single documents
LONG = 30  # columns of a terminal, in which a Han character takes two: what labels seldom need and titles do
_LONGEST_MEASURED = 1000  # characters of a value
_LONGEST_DATE = 40  # characters
_CODE = 5  # digits from which whole numbers of one length are codes: more than a year or a page number has
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+")
_NEEDLESS_ZERO = re.compile(r"[+-]?0\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def infer_type(values: Sequence[str], date_order: str = "") -> AttributeType:
    """The type of an attribute from its values, one per document; `date_order` reads dates such as 03/04/2021.

    >>> infer_type(["1,200", "-3.5", ""]), infer_type(["01", "12"]), infer_type(["2020-03-01", "2021年4月"])
    ('number', 'category', 'date')
    """
    filled = [value for value in map(str.strip, values) if value]
    distinct = list(dict.fromkeys(filled))
    if not filled:
        return "category"
    if all(as_date(value, date_order) for value in distinct):
        return "date"
    if all(as_number(value) is not None for value in distinct) and not _are_codes(distinct):
        return "number"
    own = len(distinct) >= OF_THEIR_OWN * len(filled) and len(distinct) > 1
    return "text" if own and median(text_width(value[:_LONGEST_MEASURED]) for value in filled) >= LONG else "category"


def as_number(value: str) -> float | None:
    """The number that a value is, thousands separators and full-width figures included; None for anything else.

    >>> as_number("1,200.5"), as_number("−３"), as_number("12 km")
    (1200.5, -3.0, None)
    """
    text = unicodedata.normalize("NFKC", value).strip().replace("−", "-") if len(value) <= 40 else ""
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def as_date(value: str, date_order: str = "") -> tuple[str, str] | None:
    """The date that a value is, as ISO text and precision; None for a value that is no date or says more than one.

    `date_order` is "dmy", "mdy", "ymd" or "", see `topics.preprocessing.dating.dates`.

    >>> as_date("2020年3月"), as_date("国发〔2020〕3号"), as_date("1234")
    (('2020-03-01', 'month'), None, None)
    """
    from topics.preprocessing.dating.dates import whole_date

    value = value.strip()
    if len(value) > _LONGEST_DATE or (value.isdecimal() and len(value) == 4 and not _YEAR.fullmatch(value)):
        return None
    return whole_date(value, date_order)


def _are_codes(numbers: Sequence[str]) -> bool:
    """Whether numbers are names that are written in figures."""
    if any(_NEEDLESS_ZERO.match(unicodedata.normalize("NFKC", number)) for number in numbers):
        return True
    lengths = {len(number) if number.isdecimal() else 0 for number in numbers}
    return len(numbers) > 1 and len(lengths) == 1 and max(lengths) >= _CODE
