"""Evidence in the text for a document's dates: issue, effect, years described, and events that it must postdate.

Conventions. Everything here is read from the uncleaned text and quotes the words it rests on. A `Finding` is one such
date. The decision is made in `chronology.py`, not here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from topics.preprocessing.dating.closing import closing_day, signature_days
from topics.preprocessing.dating.header import page_header
from topics.preprocessing.dating.written import MONTH, date_in, folded

# No branch begins with a class of characters, so that the search can jump to where one of them begins.
_YEAR = r"(?:19\d\d|20\d\d|一[〇○零一二三四五六七八九]{3}|二[〇○零一二三四五六七八九]{3})"
_DAY = rf"{_YEAR} ?年 ?[\d一二三四五六七八九十]{{1,3}} ?月 ?[\d一二三四五六七八九十]{{1,3}} ?日"
# What every `_DAY` holds; found many times as fast.
_YEAR_AND_MONTH = re.compile(r"年 ?[\d一二三四五六七八九十]{1,3} ?月")
_WORDS = 24  # characters of evidence shown


class Finding(NamedTuple):
    """A date in a document: ISO form (a bare year or a range of years for "described"), its place, and the words."""

    field: str  # publication, issue, effective, described; for plausibility: named
    date: str
    precision: str
    source: str
    words: str


# --- issue and effect -----------------------------------------------------------------------------------------------

# The day on which a speech or report was given, in a line below its title: （2020年9月11日在某会议上）.
_GIVEN = re.compile(
    rf"^[^\S\n]*[—–―（(-]{{1,4}}[^\S\n]*({_DAY})[^\S\n]*[，,]?在[^。；\n]{{2,80}}(?:\n[^。；\n]{{2,40}})?"
    r"上(?:的[^\s，。]{2,6})?[）)]?[^\S\n]*$",
    re.MULTILINE,
)
_LATIN_LINE = re.compile("\n[A-Z]")  # the search jumps from line to line
_ADOPTED = re.compile(rf"[（(].{{0,8}}({_DAY})[^）)\n]{{0,80}}?(?:公布|发布|印发|通过|施行)[）)]")
_EFFECTIVE = re.compile(rf"自 ?({_DAY}) ?起?(?:正式|开始|试)?(?:施行|实施|执行|生效|试行)")
_ON_ISSUE = re.compile(r"自(?:发布|公布|印发|颁布|发文)之日起(?:正式|开始)?(?:施行|实施|执行|生效|试行)")
_HEADER_CHARACTERS = 1500
_RUNNING = 40  # characters of a line that is running text


def text_findings(text: str, title: str, order: str = "") -> Iterator[Finding]:
    """Findings of issue, effective and described dates; the most trustworthy of each comes first.

    `order` is as in `written.date_in`.
    """
    header = text[:_HEADER_CHARACTERS]
    for day, words in signature_days(text):
        yield from _finding("issue", day, "signature", words[-_WORDS:])
    if closing := closing_day(text, order):
        yield from _finding("issue", closing[0], "signature", closing[1], order)
    has_day = bool(_YEAR_AND_MONTH.search(text))
    for pattern in (_ADOPTED, _GIVEN) if has_day else ():
        if found := pattern.search(header):
            yield from _finding("issue", found.group(1), "header note", found.group())
    if has_day and (found := _EFFECTIVE.search(text)):
        yield from _finding("effective", found.group(1), "text", found.group())
    elif found := _ON_ISSUE.search(text):
        yield Finding("effective", "", "", "text", found.group())
    yield from _described(text, title)


def _finding(field: str, text: str, source: str, words: str, order: str = "") -> Iterator[Finding]:
    if parsed := date_in(folded(text), order):
        yield Finding(field, *parsed, source, " ".join(words.split())[:_WORDS])


# --- the years a document describes, and the day of a report ---------------------------------------------------------

_TITLE_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\s*年?\s*[-—–~～至]\s*((?:19|20)\d\d))?")
_FRAME = re.compile(
    r"总结了?(20\d\d)年(?:度|的)?[^。；\n]{0,24}?(?:部署|安排|谋划|研究部署)了?(20\d\d)年(?:度|的)?[^。；，\n]{0,8}"
)
_DATELINE = re.compile(r"(?:((?:19|20)\d\d)年)?(\d{1,2})月(\d{1,2})日")
# Words of a news agency before the day, 本报讯（记者张三）, and behind it, 3日电; a power company (电网) is none.
_NO_POWER = "(?![网力话子信视气商动站脑影机器缆梯池源费厂业讯息])"
_AGENCY = re.compile(rf"(?:\A\W{{0,3}}|[报网社台刊快])[电讯]{_NO_POWER}|消息|报道")
_SENT = re.compile(rf"\W?(?:综合|专)?(?:[电讯]{_NO_POWER}|消息|报道)")
_DATELINE_WIDTH = 60
# A line of its own above the text: 新华社北京2021年9月3日电（记者张三）.
_DESPATCH = re.compile(rf"[\u4e00-\u9fff]{{0,12}}(?:(?:19|20)\d\d年)?\d{{1,2}}月\d{{1,2}}日[电讯]{_NO_POWER}")
_HEAD_LINES = 6  # in which it stands
_OPENING = 1_000  # characters in which a dateline in English stands
# LONDON, March 3, 2021 (Reuters) - …; Brussels, 21 April 2021 – …; BEIJING, March 3, 2021 /Xinhua/ -- …
_ENGLISH_DATELINE = re.compile(
    r"^[A-Z][A-Za-z.'-]{1,20}(?: [A-Z][A-Za-z.'-]{0,20}){0,3}(?:, [A-Z][A-Za-z.]{1,20})?,? \(?"
    rf"((?i:{MONTH}) [0-9]{{1,2}}, [0-9]{{4}}|[0-9]{{1,2}} (?i:{MONTH}) [0-9]{{4}})"
    r"\)?,? ?(?:[(/][A-Z][A-Za-z ]{1,30}[)/] ?)?(?:--|[-–—]) ?(?=[\"“‘'A-Z0-9].{40})",
    re.MULTILINE,
)


def _described(text: str, title: str) -> Iterator[Finding]:
    header = title or next(iter(page_header(text)), "")
    if found := _TITLE_YEARS.search(header):
        years = "–".join(filter(None, found.groups()))
        yield Finding("described", years, "year", "title", header[max(0, found.start() - 8) : found.end() + 8])
    elif found := _FRAME.search(text):
        yield Finding("described", found.group(1), "year", "text", found.group()[:_WORDS])


def dateline(text: str) -> Finding | None:
    """The day with which a report opens: `新华社北京2021年3月1日电`, or a day whose year follows from the report.

    A meeting that sums up the work of one year and plans the next is held around the turn of the two years: its day is
    in the first year if it lies in November or December, in the second if it lies in January to March. The day is that
    of the reported event; the report is of the same day or a few days later.

    >>> text = "1月11日，全国工作会议在北京召开。会议总结2022年工作，部署2023年重点任务，各地负责同志参加了会议。"
    >>> dateline(text).date
    '2023-01-11'
    """
    first = text[:_OPENING]
    if _LATIN_LINE.search(f"\n{first}") and (english := _ENGLISH_DATELINE.search(first)):
        parsed = date_in(english.group(1))
        return Finding("publication", *parsed, "dateline", " ".join(english.group().split())) if parsed else None
    opening = opening_day(text)
    if opening is None:
        return None
    line, found = opening
    year, month = found.group(1), int(found.group(2))
    words = found.group()
    if year and not (_AGENCY.search(line[: found.start()]) or _SENT.match(line, found.end())):
        return None
    if not year:
        frame = _FRAME.search(text)
        if not frame or int(frame.group(2)) != int(frame.group(1)) + 1 or 3 < month < 11:
            return None
        year = frame.group(1 if month >= 11 else 2)
        words = f"{words} … {frame.group()[:_WORDS]}"
    parsed = date_in(f"{year}年{month}月{found.group(3)}日")
    return Finding("publication", *parsed, "dateline", words) if parsed else None


def opening_day(text: str) -> tuple[str, re.Match[str]] | None:
    """The first line of running text and the day in its first `_DATELINE_WIDTH` characters; None if there is none."""
    lines = [line for line in map(str.strip, text[:4000].split("\n")) if line]
    above = next((n for n, line in enumerate(lines) if len(line) >= _RUNNING), len(lines))
    despatch = next(filter(_DESPATCH.match, lines[: min(above, _HEAD_LINES)]), "")
    line = despatch or next(iter(lines[above:]), "")
    found = _DATELINE.search(line[:_DATELINE_WIDTH])
    return (line, found) if found else None


# --- what a text must be younger than -------------------------------------------------------------------------------

# When the plenary sessions of the Central Committee ended; congresses meet every fifth year.
_PLENUMS = {
    "十八": ("2012-11", "2013-02", "2013-11", "2014-10", "2015-10", "2016-10", "2017-10"),
    "十九": ("2017-10", "2018-01", "2018-02", "2019-10", "2020-10", "2021-11", "2022-10"),
    "二十": ("2022-10", "2023-02", "2024-07", "2025-10"),
}
_PLENUM = re.compile(r"(十八|十九|二十)届([一二三四五六七])中全会")
_CONGRESS = re.compile(
    r"党的(十八|十九|二十)大(?<!迎接党的..大)(?<!迎党的..大)(?=精神|报告|以来|提出|作出|部署|明确|强调|指出)"
)
_PAST_DAY = re.compile(rf"({_DAY})(?! ?(?:起|前|止|以前|之前|至|—|-|到))")
_FUTURE = re.compile(r"自|截止|有效期|拟|将|[到至在\-—–~]$|(?<!已)于$|计划|预计|之前|不晚于|施行|实施")
_NUMBERED = re.compile(r"[〔\[](20\d\d)[〕\]] ?\d")
_UP_TO = re.compile(r"截至(20\d\d)年")
_EDITION = re.compile(r"(20\d\d) ?(?:年?版|[Ee]d)")
_PLAN = re.compile("十([二三四五])五")


def events(text: str) -> dict[str, str]:
    """Party congresses and plenary sessions that a text names as past: words -> month (`2020-10`).

    >>> events("党的十九届五中全会指出，要贯彻党的十九大精神，以优异成绩迎接党的二十大")
    {'十九届五中全会': '2020-10', '党的十九大': '2017-10'}
    """
    if "届" not in text and "党的" not in text:
        return {}
    found = {}
    for match in _PLENUM.finditer(text):
        months = _PLENUMS[match.group(1)]
        number = "一二三四五六七".index(match.group(2))
        if number < len(months):
            found[match.group()] = months[number]
    for match in _CONGRESS.finditer(text):
        found[match.group()] = _PLENUMS[match.group(1)][0]
    return found


def plans(text: str) -> list[int]:
    """The last years of the five-year plans that a text names, each once, in order.

    >>> plans("“十四五”规划总结了“十三五”时期的经验")
    [2020, 2025]
    """
    return sorted({2010 + 5 * "一二三四五".index(number) for number in _PLAN.findall(text)})


def named_times(text: str, title: str) -> Iterator[Finding]:
    """Times before the text was written: events, days, numbers of other documents, "as of" dates."""
    for words, month in events(text).items():
        yield Finding("named", month, "month", "event", words)
    for match in _PAST_DAY.finditer(text) if _YEAR_AND_MONTH.search(text) else ():
        if not _FUTURE.search(text[max(0, match.start() - 10) : match.start()]):
            yield from _finding("named", match.group(1), "text", match.group())
    for source, pattern, where in (
        ("document number", _NUMBERED, text if "〔" in text or "[" in text else ""),
        ("count", _UP_TO, text),
        ("edition", _EDITION, title),
    ):
        for match in pattern.finditer(where):
            words = where[max(0, match.start() - 8) : match.end() + 6].replace("\n", " ")
            yield Finding("named", match.group(1), "year", source, words)
