"""Numbers of documents (文号): the text of one, and the issuer's mark, the year and the serial in it.

Conventions. `DocumentNumber.text` is written in one way, whatever the document has: half-width digits, simplified
characters, no space in a Chinese number, and 〔〕 around the year. Here a text is a number as a whole or is none; the
number of a document is found among its lines in `own_number.py`. The file lies beside the repairs, not with the dates,
because both use it and dating imports cleaning.
"""

import re
import unicodedata
from typing import NamedTuple

from topics.preprocessing.cleaning.characters import HAN, controls, in_simplified
from topics.preprocessing.cleaning.glosses import glosses

# Ideographs and the marks of Chinese stay and combine with nothing, so that only what is between them is normalised.
_MAY_CHANGE = re.compile("[^\u3001-\u3011\u4e00-\u9fff]+")
LONGEST = 80  # characters of a number, its spaces included


class DocumentNumber(NamedTuple):
    """A document's number: its text, the issuer's mark (代字), the year and the serial.

    `mark` is "" and `year` or `serial` is None where the number has none.
    """

    text: str
    mark: str
    year: int | None
    serial: int | None


def parse_number(text: str) -> DocumentNumber | None:
    """The number that the whole text is; None if it is not a document's number.

    >>> parse_number("国办发 [2020] 31 号")
    DocumentNumber(text='国办发〔2020〕31号', mark='国办发', year=2020, serial=31)
    >>> parse_number("中华人民共和国主席令（第八十四号）")
    DocumentNumber(text='中华人民共和国主席令第八十四号', mark='中华人民共和国主席令', year=None, serial=84)
    >>> parse_number("Regulation (EU) 2016/679")
    DocumentNumber(text='Regulation (EU) 2016/679', mark='Regulation (EU)', year=2016, serial=679)
    """
    return parse_folded(folded(text)) if len(text) <= 2 * LONGEST else None


def parse_folded(text: str) -> DocumentNumber | None:
    """The same of a text that is `folded` already."""
    if not 3 <= len(text) <= LONGEST:
        return None
    return _chinese(text) if "号" in text else _english(text) if text.isascii() or _DASH.search(text) else None


def folded(text: str) -> str:
    """A text as numbers are searched in it: one width, simplified, one space for many, invisible characters removed."""
    text = _MAY_CHANGE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = controls(text)[0]
    if "號" in text:
        text = in_simplified(glosses(text)[0])
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


# --- Chinese --------------------------------------------------------------------------------------------------------

OPEN, CLOSE = r"〔\[(【{「『〖<〈", r"〕\])】}」』〗>〉"  # pages mix them: 〔2021)
_MARK = f"{HAN}A-Za-z×*·、"
_YEAR = "(?P<year>(?:19|20)[0-9]{2}|[5-9][0-9]|(?:一九|二[〇○零])[〇○零一二三四五六七八九]{2})"
_SERIAL = "(?P<serial>[A-Z]?[0-9]{1,7}|[〇零一二三四五六七八九十百千]{1,7})"
_DECREE = "(?:令|公告|通告|命令)"
_YEAR_IN_BRACKETS = re.compile(
    rf"(?P<mark>[{_MARK} ]{{0,60}}?) ?[{OPEN}] ?{_YEAR} ?年? ?[{CLOSE}] ?(?P<ordinal>第?) ?{_SERIAL} ?号"
)
# The others are compared without any space.
_YEAR_FIRST = re.compile(rf"[{OPEN}]{_YEAR}[{CLOSE}](?P<mark>[{_MARK}0-9]{{2,20}}?)(?P<ordinal>第?){_SERIAL}号")
_DECREE_AND_SERIAL = re.compile(
    rf"(?P<mark>[{_MARK}]{{0,60}}?{_DECREE})(?P<session>[{OPEN}]第?[一二三四五六七八九十]{{1,4}}届[{CLOSE}])?[{OPEN}]?(?:{_YEAR}年)?[{CLOSE}]?[{OPEN}]?(?P<ordinal>第?){_SERIAL}号[{CLOSE}]?"
)
_SERIAL_AND_DECREE = re.compile(
    rf"(?P<mark>[{_MARK}]{{0,40}}?)(?:{_YEAR}年)?第{_SERIAL}号(?P<decree>(?:法律|政府)?{_DECREE})"
)
_RUNNING_SERIAL = re.compile(rf"(?P<mark>[{_MARK}]{{1,19}}字)第(?P<serial>[A-Z]?[0-9]{{1,12}})号")
# Titles and sentences that run into a number, and the permits and registrations that pages carry.
_NO_MARK = re.compile(
    "的|关于|印发|根据|按照|依据|贯彻|落实|转发|通知|意见|办法|规定|方案|文件|总第|许可|备案|登记|准字|网安|ICP|证字|证书|出证|读懂|解读|参考|参照|参见|遵照|依照|详见|执行|废止"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _chinese(text: str) -> DocumentNumber | None:
    letters_apart = re.search(r"(?:^| )[^ ] [^ ](?: |$)", text)  # 国 办 发 〔2020〕 1 2 号
    if found := _YEAR_IN_BRACKETS.fullmatch(text) or (letters_apart and _YEAR_IN_BRACKETS.fullmatch(_joined(text))):
        mark, year = _mark(found["mark"]), found["year"].translate(_DIGITS)
        whole = f"{mark}〔{year}〕{found['ordinal']}{found['serial']}号"
        return _number(whole, mark, year, found["serial"])
    text = _joined(text)
    if found := _YEAR_FIRST.fullmatch(text):
        year = found["year"].translate(_DIGITS)
        whole = f"〔{year}〕{found['mark']}{found['ordinal']}{found['serial']}号"
        return _number(whole, found["mark"], year, found["serial"])
    if found := _DECREE_AND_SERIAL.fullmatch(text):
        year = (found["year"] or "").translate(_DIGITS)
        when = f"〔{found['session'][1:-1]}〕" if found["session"] else f"{year}年" if year else ""
        whole = f"{found['mark']}{when}{found['ordinal']}{found['serial']}号"
        return _number(whole, found["mark"], year, found["serial"]) if found["ordinal"] or "告" not in whole else None
    if found := _SERIAL_AND_DECREE.fullmatch(text):
        return _number(text, found["mark"] + found["decree"], (found["year"] or "").translate(_DIGITS), found["serial"])
    if found := _RUNNING_SERIAL.fullmatch(text):
        return _number(text, found["mark"], "", found["serial"])
    return None


def _joined(text: str) -> str:
    return text.replace(" ", "")


def _mark(text: str) -> str:
    """The mark without the name of an office before it; a mark that spaces break up is put together.

    >>> _mark("国务院办公厅 国办发"), _mark("国 办 发"), _mark("工信部联 信管函")
    ('国办发', '国办发', '工信部联信管函')
    """
    if re.search(f"{_DECREE}$", text):
        return _joined(text)
    pieces = text.split()
    mark = pieces.pop() if pieces else ""
    while pieces and (1 in (len(mark), len(pieces[-1])) or pieces[-1].endswith("联") or re.match("联(?!防)", mark)):
        mark = pieces.pop() + mark
    return mark


def _number(text: str, mark: str, year: str, serial: str) -> DocumentNumber | None:
    if _NO_MARK.search(mark):
        return None
    return DocumentNumber(text, mark, _full_year(year), _value(serial))


def _full_year(year: str) -> int | None:
    return None if not year else int(year) + (1900 if len(year) == 2 else 0)


def _value(serial: str) -> int:
    """The value of a serial in digits or in Chinese numerals.

    >>> _value("八十四"), _value("一百〇五"), _value("二〇"), _value("031"), _value("B12")
    (84, 105, 20, 31, 12)
    """
    if serial[-1].isascii():
        return int(serial.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if not re.search("[十百千]", serial):
        return int(serial.translate(_DIGITS))
    total = 0
    for digit, unit in re.findall("([一二三四五六七八九]?)([十百千]?)", serial.replace("〇", "").replace("零", "")):
        total += (int(digit.translate(_DIGITS)) if digit else bool(unit)) * 10 ** " 十百千".index(unit or " ")
    return total


# --- English --------------------------------------------------------------------------------------------------------

_EU = r"(?i:(?:Commission |Council )?(?:(?:Implementing|Delegated) )?(?:Regulation|Directive|Decision|Recommendation))"
_ISSUED = (
    r"(?:[A-Z][A-Za-z.]* ){0,4}(?i:Circular|Notice|Bulletin|Order|Directive|Resolution|Decision|Decree|Ordinance"
    r"|Instruction|Memorandum|Regulation|Announcement|Letter|Advisory|Proclamation|Determination|Rules|Act|Law|Paper|Report|Docket|Publication)"
)
# `one` and `other` are year and serial in the order that their values tell.
_ENGLISH = [
    re.compile(pattern)
    for pattern in (
        rf"(?P<mark>{_EU} \((?:EU|EC|EEC|Euratom|EU, Euratom)\)) (?:(?P<last>N[Oo]\.?) )?"
        r"(?P<one>[0-9]{1,4})/(?P<other>[0-9]{1,4})",
        rf"(?P<mark>{_EU}) (?P<year>[0-9]{{2}}|[0-9]{{4}})/(?P<serial>[0-9]{{1,4}})/(?:EC|EU|EEC|JHA|CFSP|Euratom)",
        r"(?P<mark>COM|SWD|SEC|JOIN|C) ?\((?P<year>[0-9]{4})\) ?(?P<serial>[0-9]{1,5})(?: (?i:final)(?:/[0-9])?)?",
        r"(?P<mark>Cmnd|Cmd|Cm|Cd|CP|CM|(?i:Command Paper)|RFC)\.? ?(?P<serial>[0-9]{1,5})",
        r"(?P<mark>HC|HL(?: Paper| Bill)?|Bill)\.? ?(?P<serial>[0-9]{1,4})(?:-[IVX]{1,4})?",
        r"(?P<mark>(?i:Executive Order|Proclamation)|E\. ?O\.)(?: N[Oo]\.?)? (?P<serial>[0-9]{3,6})",
        r"(?P<mark>(?:(?i:Public Law)|Pub\. ?L\.|P\. ?L\.)(?: N[Oo][.:]?)? [0-9]{1,3})-(?P<serial>[0-9]{1,4})",
        r"(?P<mark>H\. ?R\.|[HS]\. ?(?:J\. ?|Con\. ?)?Res\.|S\.(?= ?[0-9]{2})) ?(?P<serial>[0-9]{1,5})",
        r"(?P<mark>S\.? ?I\.?|S\.? ?S\.? ?I\.?|S\.? ?R\.?)(?: No\.?)? (?P<year>[0-9]{4})/(?P<serial>[0-9]{1,4})",
        r"(?P<year>[0-9]{4})(?P<mark>) N[Oo]\. ?(?P<serial>[0-9]{1,4})(?: \([A-Z]{1,3}\.? ?[0-9]{1,4}\))*",
        r"(?P<year>[0-9]{4}) (?P<mark>(?i:chapter)|c\.|asp|asc|anaw) (?P<serial>[0-9]{1,3})",
        rf"(?P<mark>{_ISSUED}) (?:N[Oo]\.?|Number) ?(?P<serial>[0-9]{{1,6}})",
        rf"(?P<mark>{_ISSUED})(?: N[Oo]\.?| Number)? (?P<one>[0-9]{{1,6}})(?:[/-]| of | \()(?P<other>[0-9]{{1,6}})\)?",
        r"(?P<mark>[A-Z]{1,6}(?:/[A-Z][A-Z.]{0,9})*)/(?P<year>(?:19|20)[0-9]{2})/(?P<serial>[0-9]{1,5})",
        r"(?P<mark>[A-Z]{1,6}(?:/[A-Z0-9][A-Z0-9.]{0,9}){1,4})/(?P<serial>[0-9]{1,5})"
        r"(?: \((?P<year>(?:19|20)[0-9]{2})\))?",
        r"(?P<mark>)N[Oo]\.? ?(?P<one>[0-9]{1,6})(?:[/-]| of )(?P<other>[0-9]{1,6})",
    )
]
_DASH = re.compile("[‐‑‒–—−]")
_DASHES = str.maketrans("‐‑‒–—−", "------")


def _english(text: str) -> DocumentNumber | None:
    if not re.search("[0-9]", text):
        return None
    text = text.translate(_DASHES).rstrip(" .,;")
    for form in _ENGLISH:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            year, serial = parts.get("year") or "", parts.get("serial") or ""
            if parts.get("one"):
                year, serial = _year_and_serial(parts["one"], parts["other"], last=bool(parts.get("last")))
                if not year:  # two figures, as in "letter 5 of 7"
                    continue
            return DocumentNumber(text, parts["mark"], _full_year(year), int(serial))
    return None


def _year_and_serial(one: str, other: str, *, last: bool) -> tuple[str, str]:
    """The year and the serial among two numbers; `last` says that the year stands last if both may be years."""
    years = [len(number) == 4 and number[:2] in ("19", "20") for number in (one, other)]
    if years[1] and (last or not years[0]):
        return other, one
    return (one, other) if years[0] else ("", other)


# --- numbers of any other form, which only a label makes one ----------------------------------------------------------

_ANY = re.compile(rf"[{HAN}A-Za-z0-9](?:[{HAN}\w./()〔〕\[\]:#-]|(?<=[A-Z]) (?=[A-Z0-9])){{1,38}}[A-Za-z0-9)号]")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?:19|20)\d\d[-./年](?:0?[1-9]|1[0-2])(?:[-./月](?:0?[1-9]|[12]\d|3[01])日?|月)?")


def parse_labelled(text: str) -> DocumentNumber | None:
    """The number that a text behind a label such as `文号：` is, in whatever form; None for dates and words.

    >>> parse_labelled("QMS-2021-003")
    DocumentNumber(text='QMS-2021-003', mark='QMS', year=2021, serial=3)
    """
    if len(text) > 2 * LONGEST:
        return None
    text = folded(text)
    if known := parse_folded(text):
        return known
    text = text.translate(_DASHES).rstrip(" .,;。，；")
    if not _ANY.fullmatch(text) or not re.search("[0-9]", text) or _DATE.fullmatch(text) or _NO_MARK.search(text):
        return None
    year = _ANY_YEAR.search(text)
    numbers = [n for n in re.findall(r"[0-9]{1,12}", text) if not (year and n == year.group())]
    mark = re.split("[0-9]", text, maxsplit=1)[0].strip("-_/.:#([〔 ")
    return DocumentNumber(text, mark, int(year.group()) if year else None, int(numbers[-1]) if numbers else None)
