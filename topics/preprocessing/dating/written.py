"""Places where a date is written: their shape in a line, and the one door to the grammar that reads them.

Conventions. A line is *folded* first (`folded`): full-width signs to half width, the traditional characters of labels
to simplified ones, every white space to a space or a tab, each character to exactly one, so that places in the folded
line are places in the line. A shape says only where a date may stand; whether it is one, the grammar in `dates.py`
says.
"""

import re

from topics.preprocessing.dating.dates import parse_date, refusal, written_dates
from topics.preprocessing.dating.forms import ENGLISH_MONTHS
from topics.preprocessing.dating.numerals import folded as numerals

_TRADITIONAL = (
    "發佈時間來關機構號實執簽頒點閱讀後載網單門編輯瀏覽數責類題標稱廢訪問採錄終報製檔轉採開啟檢獲創擬國華資張貼聞訊"
)
_SIMPLIFIED = (
    "发布时间来关机构号实执签颁点阅读后载网单门编辑浏览数责类题标称废访问采录终报制档转采开启检获创拟国华资张贴闻讯"
)
_FOLD = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u202f*", " ")  # spaces, and the marks of bold type in Markdown
    | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    | {"丨": "|", "│": "|", "┃": "|", "︱": "|", "︰": ":", "﹕": ":", "∶": ":"}
)

MONTH = rf"{ENGLISH_MONTHS}\b\.?"
_N = "[0-9〇○◯零ΟО一二三四五六七八九Oo]"
DATE = re.compile(
    rf"(?:19|20)[0-9]{{2}}\s?年\s?(?:第?\s?[1-4一二三四]\s?季度?|[上下]半年)"
    rf"|(?:中?华?民国\s?[元百十〇○◯零ΟО一二三四五六七八九Oo0-9]{{1,6}}|(?<!{_N}){_N}{{4}}(?!{_N}))\s?年(?:\s?[0-9十〇零一二三四五六七八九]{{1,3}}\s?月"
    r"(?:份|\s?[0-9十廿卅〇零一二三四五六七八九]{1,4}\s?[日号])?)?"
    r"|(?<![0-9])(?:19|20)[0-9]{2}[-/ ]?(?:Q[1-4]|H[12]|W[0-9]{2}(?:-?[1-7])?)\b"
    r"|(?<![0-9])[0-9]{4}(?:\s?[-/.]\s?[0-9]{1,2}){1,2}(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:[0-9]{4}| [0-9]{2} [0-9]{2})(?![0-9])"
    r"|(?<![0-9])[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)?[ -](?:(?:day )?of )?{MONTH},?[ -][0-9]{{4}}\b"
    rf"|(?<![0-9])(?:19|20)[0-9]{{2}}(?:, |[ -]){MONTH}[ -][0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9])"
    rf"|\b{MONTH} ?(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,? )?[0-9]{{4}}\b"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])",
    re.IGNORECASE,
)
_ZONE = r"\b(?:GMT|UTC|[BIJ]ST|HKT|CES?T|AES?T|[CEMP][SD]?T)\b"
# What may stand around the day in a date line: time of day, day of the week.
TIME = re.compile(
    # 06:00, T060000Z, 6.30 p.m. ET; with a point only before what says that it is a time.
    r"(?:T?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?|(?<![A-Za-z])T[0-9]{4}(?:[0-9]{2})?(?=Z|[+-]|\s|$)"
    rf"|(?<![0-9.])[0-9]{{1,2}}\.[0-9]{{2}}(?=\s?(?:[ap]\.?m\b|{_ZONE})))"
    rf"\s?(?:[ap]\.?m\b\.?|Z\b|[+-][0-9]{{2}}:?[0-9]{{2}})?(?:\s?{_ZONE})?"
    r"|[0-9]{1,2}[时点][0-9]{2}分(?:[0-9]{2}秒)?|[上下]午|[(（]?(?:星期|周)[一二三四五六日天][)）]?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """The text in half width and in the simplified characters of labels, character for character.

    >>> folded("發佈時間：２０２１年")
    '发布时间:2021年'
    """
    return text.translate(_FOLD)


def in_traditional(text: str) -> bool:
    """Whether words of labels stand in a text in traditional characters."""
    return any(character in _TRADITIONAL for character in text)


def date_in(text: str, order: str = "") -> tuple[str, str] | None:
    """The date that a short text is, as `parse_date` reads it."""
    return parse_date(text, order)


def why_not(text: str, order: str = "") -> str:
    """Why what stands there is not taken for a date, with its words quoted."""
    return refusal(text, order) or f'"{text}" is in no form that is read as a date'


def rests_on_order(words: str, date: str, order: str) -> bool:
    """Whether words state a date only if their numbers are read in an order: `03/04/2021` does, `15/03/2021` does not.

    >>> rests_on_order("Published: 03/04/2021", "2021-04-03", "dmy"), rests_on_order("15/03/2021", "2021-03-15", "dmy")
    (True, False)
    """
    if not order:
        return False
    with_order, without = ({found.date for found in written_dates(numerals(words), way)} for way in (order, ""))
    return date in with_order - without
