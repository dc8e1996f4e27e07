"""The words beside digits that look like a date, which tell whether they are one.

Conventions. All texts are folded (`numerals.py`); a date stands in its text from `begin` to `end`.
"""

import re

NUMBER_BEFORE = re.compile(
    r"(?:(?<![0-9])[号號]|№|#"
    r"|(?<![a-z])(?:no|nr|n°|id|isbn|issn|doi|tel|fax|phone|version|ver|v|build|serial|ref|order|item)\.?"
    r"|[电電][话話]|[传傳]真|手[机機]|版本|序列|[邮郵][编編]|[邮郵]政[编編])[码碼]? ?[:.]? ?$",
    re.IGNORECASE,
)
# `Vol. 3 September 2021` names a month and no day.
_VOLUME_BEFORE = re.compile(r"(?<![a-z])(?:vol(?:ume)?|issue|no|nr|number|part|pages?|pp?)\.? ?$", re.IGNORECASE)
_LABEL = (
    r"(?:(?:日期|[时時][间間]|日|[发發][布佈表]|公[布开開]|刊[发登發]|印[发發]|成文|年[份度月])[于於]?"
    r"|(?<![a-z])(?:dated?|time|year|(?:publi(?:shed|cation)|posted|issued?|released?|adopted|submitted)(?: on| in)?))"
)
_HAN = "[\u4e00-\u9fff]{0,4}"
# A label is followed by its sign, or begins the text: a `report on the year 2021` is none.
_LABEL_BEFORE = re.compile(
    rf"(?:{_LABEL}[)\] 】>]*[:|]|[(\[【]{_HAN}{_LABEL}[)\]】]|^(?:{_HAN}|publication |issue ){_LABEL})[ (\[【〔|]*$",
    re.IGNORECASE,
)
_JOINED_BEFORE = re.compile("[A-Za-z0-9][-./_+]$|[$¥€£]$")
_AIM_BEFORE = re.compile(r"(?:[到至]|(?<![a-z])(?:by|until|till|to|before))[ ~-]?$", re.IGNORECASE)
_LUNAR_BEFORE = re.compile(r"(?:[农農][历曆]|[阴陰][历曆]|[旧舊夏][历曆]) ?$")
_AIM_AFTER = re.compile(r" ?[底末初]?(?:之?前|以前)")
# Text that makes the digits before it a part of something longer; the hour of a date is none.
_GOES_ON = re.compile(r"(?!T ?[0-9]|Z\b|[-_][0-9]{1,2}:[0-9]{2})(?:[a-z0-9_]|[-./+][0-9]|-[a-z]|[号號])", re.IGNORECASE)
# The end of a range: 2021.9.3-9.5, 2021-09-03-2021-09-05; but 2021-09-03-05 may be a number.
_RANGE = re.compile("-(?:[0-9]{1,2}[./])?[0-9]{1,2}(?![0-9./-])|[-/][0-9]{4}[-./]")
TIME = re.compile(
    r" ?(?:(?<![a-z])T)?(?:[上下]午|[ap]m)? ?[0-9]{1,2}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,9})?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:Z|[BCE]E?S?T|EDT|P[SD]T|[HJI][KS]T|(?:GMT|UTC)?(?:[+-][0-9]{1,2}:?(?:[0-9]{2})?)?)(?![a-z]))?"
    r"| ?[0-9]{1,2} ?[时時点點](?: ?[0-9]{1,2} ?分)?(?: ?[0-9]{1,2} ?秒)?",
    re.IGNORECASE,
)
_ALONE_AFTER = re.compile(rf"(?:{TIME.pattern})?[Z ]?[)\] 】〕.,;。|]*", re.IGNORECASE)


def is_part(text: str, begin: int, end: int) -> bool:
    """Whether digits found belong to something longer, such as a version, an address or a telephone number."""
    if text[end - 1].isdigit() and _GOES_ON.match(text, end):
        upto = _RANGE.match(text, end)
        if not upto or ("-" in text[begin:end] and len(upto.group()) < len("-2021-")):
            return True
    before = text[max(0, begin - 20) : begin]
    if not text[begin].isdigit() or not before:
        return False
    if before[-1].isascii() and before[-1].isalnum():
        return not _LABEL_BEFORE.search(before)
    date = text[begin:end]
    figures = not any(character.isalpha() for character in date)
    number = date.isascii() and (NUMBER_BEFORE if figures else _VOLUME_BEFORE).search(before)
    return bool(_JOINED_BEFORE.search(before) or number)


def stands_alone(text: str, begin: int, end: int) -> bool:
    """Whether nothing stands beside a date but its label, brackets and a time of day."""
    before = text[:begin]
    if not before.strip(" ([【〔"):
        return _ALONE_AFTER.fullmatch(text, end) is not None
    after = text[end : end + 1]
    return bool(_LABEL_BEFORE.search(before)) and not (after.isalnum() or after in tuple("-~/%"))


def is_aim(text: str, begin: int, end: int) -> bool:
    """Whether a date says until when something is to be done, as `到2035年` does."""
    return bool(_AIM_BEFORE.search(text[:begin]) or _AIM_AFTER.match(text, end))


def is_lunar(text: str, begin: int) -> bool:
    """Whether a date is said to be of the lunar calendar."""
    return bool(_LUNAR_BEFORE.search(text[:begin]))
