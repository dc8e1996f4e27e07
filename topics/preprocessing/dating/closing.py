"""Days with which texts end: below a signature, or alone below the last words.

Conventions. Such a day stands in a line of little else, below running text, and below the end of a sentence or the name
of an office or person. A line above that says of another day what it is (`会议时间`, `Next meeting`), or in which a
sentence goes on, days of a list, and a day beside a place date nothing. Each day is given as it is written, folded,
with the words that it rests on.
"""

import re
from collections.abc import Iterator, Sequence

from topics.preprocessing.dating.header import bare_day, leads_on
from topics.preprocessing.dating.label_words import PLACE
from topics.preprocessing.dating.labels import is_title, label_pairs, names_another_day
from topics.preprocessing.dating.written import DATE, MONTH, TIME, date_in, folded
from topics.preprocessing.sentences import sentences
from topics.wording import text_width

_RUNNING = 40  # characters of a line that is running text
_NAME = 40  # characters of the name of an office or person
_LAST = 400  # characters of a text in which its closing stands
_LONGEST_DAY = 60  # characters of a line with the day
_DAY_AT_END = re.compile(r"日[^\S\n]*(?:[（(](?:星期|周|週).[）)]|印发|发布)?[^\S\n]*$", re.MULTILINE)
_NO_NAME = re.compile(r"[。，；：、！？,;:]|(?:^|\s)[0-9][0-9.,%]*(?!\S)")
_MAY_BE_DAY = re.compile("[0-9０-９年]")
# The day with which a letter, an act or a release in English ends: `Done at Brussels, 21 April 2021.`
_BEFORE = re.compile(
    r"(?:Ends ?/ ?)?(?:[A-Z][A-Za-z. -]{1,24}, )?(?:(?:the|this) )?"
    r"|(?:Done|Dated|Signed|Given|Made)(?: [A-Za-z, .-]{0,40})?"
)
_ENGLISH_DAY = re.compile(
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)? (?:day of )?{MONTH},? [0-9]{{4}}\b"
    rf"|\b{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?, [0-9]{{4}}\b",
    re.IGNORECASE,
)
_AFTER = re.compile(" ?(?:[印刊]?发布?|于[\u4e00-\u9fff]{2,8})?")
_BRACKETS = " ()[]"
_SENTENCE_ENDS = re.compile(r"[。？?.…;；][”’\"'」』）)\]]*$")
_ENGLISH_NAME = re.compile(r"[-–— ]*(?:[Ff]or )?[A-Z][^:!0-9]*")
# The last line of a release.
_END = re.compile(r"[-–—#*(（ ]*(?:完|ENDS?|Ends|#)[-–—#*)） ]*")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def signature_days(text: str) -> Iterator[tuple[str, str]]:
    """Days of signature in Chinese: a line of little else, after running text and below the name of a signatory.

    >>> text = "为加快推进数据要素市场化配置改革，充分释放数据要素价值，我局制定了《意见》，请认真贯彻。"
    >>> list(signature_days(f"{text}\\n某局\\n2022年11月21日"))
    [('2022年11月21日', '某局 2022年11月21日')]
    """
    ends = "日\n" in text or "日\r" in text or "日（" in text or text.rstrip().endswith(("日", "发布"))
    if not (ends or "印发" in text):
        return
    for found in _DAY_AT_END.finditer(text):
        begin = text.rfind("\n", 0, found.start()) + 1
        line = folded(text[begin : found.start() + 1][-2 * _NAME :])
        day = next((day for day in DATE.finditer(line) if day.end() == len(line)), None)
        if day is None:
            continue
        before = line[: day.start()].strip()
        above = text[max(0, begin - 200) : begin].rstrip()
        name = before or above[above.rfind("\n") + 1 :].strip()
        running = any(len(line) >= _RUNNING for line in text[:begin].split("\n")) if begin <= 3000 else True
        if running and _may_sign(name) and not _beside_place(text[found.end() : found.end() + 2 * _NAME].split("\n")):
            yield day.group(), f"{name} {day.group()}"


def closing_day(text: str, order: str = "") -> tuple[str, str] | None:
    """The day of which one of the last lines of a text consists, if no other line there is a day.

    `order` is as in `written.date_in`.

    >>> closing_day("The parties share the costs.\\nDone at Brussels, 21 April 2021.\\nFor the Commission")
    ('21 April 2021', 'Done at Brussels, 21 April 2021.')
    >>> closing_day("各县要完成普查。\\n（2021.3.5）"), closing_day("各县要完成普查。\\n开标时间\\n2021.3.5")
    (('2021.3.5', '2021.3.5'), None)
    """
    lines = [line.strip() for line in text[-_LAST:].split("\n") if not line.isspace() and line]
    days = [(n, found) for n, line in enumerate(lines) if (found := _day_alone(line, order))]
    if not days or not days[0][0] or len({day for _, (day, _) in days}) > 1:
        return None
    n, found = days[0]
    above, below = lines[:n], lines[n + 1 :]
    running = any(len(line) >= _RUNNING or _SENTENCE_ENDS.search(line) for line in above)
    if not running or any(text_width(line) >= 2 * _RUNNING for line in below):
        return None
    if _beside_place(below):
        return None
    return found if _ends_text(above[-1]) or _may_sign(above[-1]) else None


def _ends_text(line: str) -> bool:
    return bool(_SENTENCE_ENDS.search(line)) or bool(sentences(line) and line[-1] in "！!")


def _day_alone(line: str, order: str) -> tuple[str, str] | None:
    """The day of which a line consists, as it is written, with the words of the line; no month and no year."""
    if len(line) > _LONGEST_DAY or not _MAY_BE_DAY.search(line):
        return None
    words = " ".join(TIME.sub(" ", folded(line)).split()).strip(_BRACKETS)
    if (english := _ENGLISH_DAY.search(words)) and _BEFORE.fullmatch(words, 0, english.start()):
        return (english.group(), words) if words[english.end() :] in ("", ".") else None
    day = DATE.match(words)
    if day is None or not _AFTER.fullmatch(words, day.end()):
        return None
    parsed = date_in(day.group(), order)
    return (day.group(), words) if parsed and parsed[1] == "day" else None


def _beside_place(below: Sequence[str]) -> bool:
    return any(pair.kind == PLACE for pair in label_pairs([line for line in below if line.strip()])[0])


def _may_sign(name: str) -> bool:
    """Whether a line can be the name of an office or person that signs, or the mark at the end of a release."""
    if _END.fullmatch(name):
        return True
    if names_another_day(name) or leads_on(name) or bare_day(name) or is_title(name):
        return False
    if not _CHINESE.search(name):
        return len(name) < 2 * _NAME and bool(_ENGLISH_NAME.fullmatch(name))
    return 2 <= len(name) <= _NAME and not _NO_NAME.search(name)
