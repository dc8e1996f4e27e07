"""The number of a document itself, found among its fields and in its header; not that of another it cites.

Conventions. The header is what stands above the text proper: at most `_LINES` lines in the first `_CHARACTERS`
characters, up to the line that addresses the recipients, the first article or the signature. A number is the
document's own, in this order, where a field or a label says so, where it stands on a line of its own, or where it
begins or ends the title. What a running sentence names is another document's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from topics.preprocessing.cleaning.characters import HAN
from topics.preprocessing.cleaning.number import (
    CLOSE,
    LONGEST,
    OPEN,
    DocumentNumber,
    folded,
    parse_folded,
    parse_labelled,
    parse_number,
)
from topics.preprocessing.sentences import is_sentence_of_words

_LINES, _CHARACTERS = 24, 2500
_WIDTH = 120  # characters of the longest line that may be a title with its number
_SHORTEST_TITLE = 6


def document_number(
    text: str, title: str = "", fields: Mapping[str, str] | None = None, around: str = ""
) -> DocumentNumber | None:
    """The document's own number; None when neither its fields nor its title nor its header has one.

    `fields` are those of the document's record: the names of some say that they hold the number, and `page header` is
    searched like the text. `around` are the short lines of a page around its text, where only labels count.

    >>> document_number("关于印发某办法的通知\\n工信部联科〔2022〕87号\\n各有关单位：").text
    '工信部联科〔2022〕87号'
    >>> document_number("为落实《某办法》（国发〔2022〕87号），制定本意见。") is None
    True
    """
    fields = fields or {}
    if found := _in_fields(fields):
        return found
    places = [part[:_CHARACTERS] for part in (text, title, fields.get("page header", ""), around)]
    if not any(map(_may_hold, places)):
        return None
    header, above, page, box = map(_lines, places)
    for lines in (header, page, box):
        if found := next(_labelled(lines), None):
            return found
    for lines in ([*_header(header)], [*above, *_header(page)]):
        if found := next(_on_own_lines(lines), None) or _beside_title(lines):
            return found
    return None


def _in_fields(fields: Mapping[str, str]) -> DocumentNumber | None:
    for name, value in fields.items():
        label = f"{folded(name).replace('_', ' ')}:" if len(name) < _WIDTH else ""
        if _LABEL.fullmatch(label):
            sure = not _LOOSE.match(label) and not _COUNTS.match(label)
            if found := parse_labelled(value) if sure else parse_number(value):
                return found
    return None


_FIGURE_OR_LABEL = re.compile(
    r"[0-9０-９〇一二三四五六七八九十]\s{0,3}[号號]|[文字编編件告令案发發]\s{0,3}[号號]",
)
_LATIN = re.compile(rf"(?=.*[A-Za-z])(?=.*[0-9])[^{HAN}]*")


def _may_hold(text: str) -> bool:
    """Whether anything in a text can be read as a number here; most texts are done with that."""
    if ("号" in text or "號" in text) and _FIGURE_OR_LABEL.search(text):
        return True
    lines = text.split("\n", 4 * _LINES)
    return any(len(line) <= _WIDTH and line[:1] < "\u2e80" and _LATIN.fullmatch(line) for line in lines)


def _lines(text: str) -> list[str]:
    """The first lines of a text, without the marks of headings, emphasis and tables."""
    lines = (line.replace("**", "").strip("#>*_| ") for line in folded(text).split("\n"))
    return [line for line in lines if line][:_LINES]


# --- labels ---------------------------------------------------------------------------------------------------------


def _spaced(*words: str) -> str:
    return "|".join(" ?".join(word) for word in words)


_NAMES = (
    f"(?:(?:{_spaced('发文', '发布', '颁布', '制发', '文件', '公文', '公告')}) ?)?(?:{_spaced('文号', '字号', '编号')})"
    f"|{_spaced('发文号', '文件号', '公文号', '公告号', '令号', '案号')}"
)
_ENGLISH_NAMES = (
    r"(?:(?:our|document|doc\.?|report|paper|publication|notice|circular|file|case|order|directive|policy|bulletin"
    r"|instruction|memorandum|official|command paper) )?(?:reference|ref\.?|number|no\.?|№)(?: (?:number|no\.?))?"
    r"|document id|request for comments|docket no\.?|command paper"
)
# The label of another document's number ends in the same word: 原文号, 废止文号.
_LABEL = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[{HAN}] ))(?:{_NAMES}) ?(?P<colon>[\]】)]? ?[:：]|[\]】])?"
    rf"|^(?i:{_ENGLISH_NAMES}) ?(?P<sign>[:：])"
)
_OTHER_LABEL = re.compile(rf"[{HAN}](?: ?[{HAN}]){{1,7}} ?[:：】\]]")
_NONE = re.compile(r"(?:无|暂无|没有|-+|—+|/|none|n/a)", re.IGNORECASE)
# What such a label names may be something else, so that only the known forms are believed.
_LOOSE = re.compile(_spaced("字号", "编号", "令号", "案号"))
_COUNTS = re.compile(r"(?:number|no\.?|№) ?:", re.IGNORECASE)  # the number may be that of a row or a page


def _labelled(lines: Sequence[str]) -> Iterator[DocumentNumber]:
    """The numbers behind labels: on the label's line, on the next one, or below it in a row of cells."""
    for n, line in enumerate(lines):
        for label in _LABEL.finditer(line):
            rest = line[label.end() :].strip(" |,")
            below = lines[n + 1] if n + 1 < len(lines) else ""
            loose = _LOOSE.match(label.group()) or (_COUNTS.match(label.group()) and rest.isdecimal())
            any_form = bool(label["colon"] or label["sign"]) and not loose
            if rest:
                yield from _at_start(rest, any_form=any_form)
            elif not _OTHER_LABEL.match(below):
                yield from _at_start(below, any_form=any_form)
            if not label["colon"] and not label["sign"] and len(line) <= LONGEST:
                yield from filter(None, (parse_folded(piece) for piece in below.split(" ")))


def _at_start(text: str, *, any_form: bool) -> Iterator[DocumentNumber]:
    """The number with which a text begins; of any form, when it is alone or another label follows."""
    for end in re.finditer("号[)]*(?:公告|令)?|$", text[:LONGEST]):
        if found := parse_folded(text[: end.end()]):
            yield found
            return
    alone = _OTHER_LABEL.split(text, maxsplit=1)[0].strip(" |")
    english = re.match(r"(?:[A-Z][\w.()/-]* )*[\w()/.-]*[0-9][\w()/-]*(?: of [0-9]{4}| final)?", alone)
    if any_form and (found := parse_folded(alone) or parse_labelled(english.group() if english else alone)):
        yield found


# --- the header -----------------------------------------------------------------------------------------------------

_DAY = "[0-9一二三四五六七八九十]{1,3}"
_SIGNED = re.compile(rf"(?:(?:19|20)[0-9]{{2}}|二[〇○零][^年\n]{{2}}) ?年 ?{_DAY} ?月 ?{_DAY} ?日(?: ?印发)?")
_ADDRESSEES = re.compile(
    r"(?!发布|发文|颁布|制定|公开|主办|信息|来源|责任|起草|印发|成文).{2,}"
    r"(?:单位|部门|局|厅|委|办|会|院|府|企业|公司|机构|学校|院校|高校|大学|集团|银行|协会|省|市|区|县|中心|处|部|兵团|代表|委员)[)]?[:：]"
)
_BODY = re.compile("第[一1]条|第一[章节]|[一1][、.．]")
_OTHERS = re.compile(
    "目 ?录$|附 ?件|(?:相关|参考|有关|政策|引用|规范性)(?:文件|依据|链接|阅读|政策|法规)|参考文献|延伸阅读|依据[:：]"
    "|references$|contents$|dear ",
    re.IGNORECASE,
)
_HANDED_ON = re.compile("(?:转发|印发|发)给你们|(?:现予|予以)(?:公布|发布|公告|印发)|现(?:转发|印发|公布|发布)")


def _header(lines: Sequence[str]) -> Iterator[str]:
    """The lines above the text proper; below an introduction, only those of a document that it quotes whole."""
    running = False
    for n, line in enumerate(lines):
        if _BODY.match(line) or (running and _SIGNED.fullmatch(line)):
            return
        if n and (_OTHERS.match(line) or _ADDRESSEES.fullmatch(line)):
            return
        yield line
        if _HANDED_ON.search(line):
            return
        running = running or is_running(line)


def is_running(line: str) -> bool:
    """Whether a line holds running text: a Chinese clause that ends, a long line, or a sentence of words."""
    return "。" in line or len(line) > _WIDTH or is_sentence_of_words(line)


# --- on a line of its own -------------------------------------------------------------------------------------------

_DECREE = re.compile("(?:令|公 ?告|通 ?告|命 ?令)$")
_OFFICE = re.compile(r"(?:部|局|厅|委|会|院|府|署|行|办公室|法院|检察院)$")
_TAIL = re.compile(
    rf"[{OPEN}]? ?(?:(?:19|20)[0-9]{{2}}年 ?)?第 ?[^ ]{{1,9}} ?号[{CLOSE}]?"
    rf"|[{OPEN}] ?(?:19|20)[0-9]{{2}} ?[{CLOSE}] ?第? ?[0-9]{{1,5}} ?号"
)
_CITES = re.compile("根据|按照|依据|依照|遵照|贯彻|落实|执行|参照|结合|现将|废止|转发|附件")
_GOES_ON = re.compile(
    "[,，.。、;；)）和及与等的以]|文件|精神|要求|规定|同时|(?!of |on |as |by |[a-z]+ing )[a-z]+ "  # "of 27 April 2016"
)
_TITLE_ENDS = re.compile(
    "(?:通知|意见|办法|规定|决定|公告|通告|通报|批复|函|复函|答复|方案|规划|计划|纲要|细则|条例|指南|要点|目录|报告|请示|议案|纪要|令"
    "|决议|公报|措施|规范|制度|标准|解释|批示|政策|章程|规则|文件|部|局|厅|委|会|院|府|办公室)$|》$|[)】]$"
)


def _on_own_lines(lines: Sequence[str]) -> Iterator[DocumentNumber]:
    """The numbers that stand on lines of their own, also in brackets or below the name of a decree."""
    running = False
    for n, line in enumerate(lines):
        decree = _below_decree(lines, n)
        known = decree[0] if decree else parse_folded(_bare(line)) or _in_history(line)
        titled = n > 0 and len(lines[n - 1]) > _SHORTEST_TITLE and _TITLE_ENDS.search(lines[n - 1])
        if known and not _is_cited(lines, n) and (titled or not running):
            yield known
        running = running or is_running(line)


def number_lines(lines: Sequence[str]) -> set[int]:
    """The indices of the lines of a text that hold nothing but a document's number, or with others one of a decree.

    >>> sorted(number_lines(["某部", "令", "第5号", "某办法", "（国发〔2021〕3号）", "要落实国发〔2021〕3号。"]))
    [0, 1, 2, 4]
    """
    found: set[int] = set()
    for n, line in enumerate(lines):
        if "号" not in line or len(line) > LONGEST:
            continue
        begin = max(0, n - 6)
        near = [folded(other[:LONGEST]) for other in lines[begin : n + 2]]
        decree = _below_decree(near, n - begin)
        if decree:
            found |= set(range(begin + decree[1], n + 1))
        elif parse_folded(_bare(_LABEL.sub("", near[n - begin], count=1).strip())) and not _is_cited(near, n - begin):
            found.add(n)
    return found


_DATE_BEHIND = re.compile(rf"[ ,，](?:19|20)[0-9]{{2}} ?[年./-] ?{_DAY} ?[月./-] ?{_DAY} ?日?$")


def _bare(line: str) -> str:
    """A line without the brackets around all of it, and without a date at its end."""
    inside = re.fullmatch(rf"[{OPEN}] ?(.*号.*|[^{OPEN}{CLOSE}]*) ?[{CLOSE}]", line)
    return _DATE_BEHIND.sub("", inside.group(1) if inside else line).strip()


_HISTORY = re.compile(
    rf"[(].{{0,60}}?日 ?([{HAN} ]{{2,40}}令 ?(?:[0-9]{{4}}年)? ?第 ?[^ ]{{1,7}} ?号) ?(?:公布|发布|颁布)"
)


def _in_history(line: str) -> DocumentNumber | None:
    """The number of the decree by which a note below the title says that a regulation was first made public."""
    found = _HISTORY.match(line)
    return parse_folded(found.group(1)) if found else None


def _is_cited(lines: Sequence[str], n: int) -> bool:
    """Whether a line is part of a sentence that lines break."""
    above, below = (lines[i] if 0 <= i < len(lines) else "" for i in (n - 1, n + 1))
    title = _TITLE_ENDS.search(above) and not above.endswith("》")
    return bool((_CITES.search(above) and not title) or _GOES_ON.match(below))


def _below_decree(lines: Sequence[str], n: int) -> tuple[DocumentNumber, int] | None:
    """The number of a decree whose name stands above, 某部令 or 公告 over 第5号 or 2021年第3号, and its first line."""
    if not n or not _TAIL.fullmatch(lines[n]) or not (kind := _DECREE.search(lines[n - 1])):
        return None
    above, first = lines[n - 1], n - 1
    issuer, about, _ = above.partition("关于")
    if about:  # a title, which ends in the kind too
        above, first = issuer + kind.group(), n
    elif above == kind.group():
        while first and _OFFICE.search(lines[first - 1]) and not is_running(lines[first - 1]):
            first -= 1
            above = lines[first] + above
    number = parse_folded(above.replace(" ", "") + lines[n])
    return (number, first) if number else None


# --- at the beginning or the end of a title --------------------------------------------------------------------------

_ABOUT_ANOTHER = re.compile(
    "转发|解读|问答|答疑|图解|一图|说明|答记者问|废止|失效|修改|修订|延长|学习|宣传"
    "|response to|review of|guidance on|guide to|explanatory|amend|repeal",
    re.IGNORECASE,
)
_LISTED = re.compile("[0-9一二三四五六七八九十(•·●○◆-]{1,4}[.、)． ]|[•·●○◆-]")
_ENGLISH_TITLE = re.compile(r"(?i:of(?: the)? .*|[-–—:] ?.*)?")


def _beside_title(lines: Sequence[str]) -> DocumentNumber | None:
    """The number at the beginning or end of a title; None where lines have different ones, as lists of documents do."""
    titles = [
        line
        for n, line in enumerate(lines)
        if len(line) <= _WIDTH and not is_running(line) and not _LISTED.match(line) and not _is_cited(lines, n)
    ]
    found = [number for line in titles if (number := _before_title(line) or _after_title(line))]
    same = {number.text for number in found}
    return found[0] if len(same) == 1 else None


def _before_title(line: str) -> DocumentNumber | None:
    for end in re.finditer("号[)]?", line[:LONGEST]):
        rest = line[end.end() :]
        apart = rest[:1] in (" ", "《", "“") or rest.lstrip(" (").startswith("关于")
        if apart and not _GOES_ON.match(rest.strip()) and not _ABOUT_ANOTHER.search(rest):
            return parse_folded(_bare(line[: end.end()]))
    for end in re.finditer(r"(?<=[A-Za-z0-9)])(?=[ :–—-]|$)", line[:LONGEST]) if line[:1].isascii() else ():
        rest = line[end.end() :].strip()
        if (
            _ENGLISH_TITLE.fullmatch(rest)
            and not _ABOUT_ANOTHER.search(rest)
            and (found := parse_folded(line[: end.end()]))
        ):
            return found
    return None


_SITE = re.compile(rf"[_|]| [-–—] |[-–—](?=[{HAN}])")  # what pages put between their title and the name of the site


def _after_title(line: str) -> DocumentNumber | None:
    title = _SITE.split(line, maxsplit=1)[0].strip()
    return _at_end(line) or (_at_end(title) if title != line else None)


def _at_end(line: str) -> DocumentNumber | None:
    # In English, brackets set the number off; in Chinese, any word with which titles end.
    if line.endswith(")") and "号" not in line and not _ABOUT_ANOTHER.search(line):
        return parse_folded(line[line.rfind(" (") + 2 : -1]) if " (" in line else None
    if not re.search(rf"号[{CLOSE}]{{0,2}}$", line) or _ABOUT_ANOTHER.search(line):
        return None
    for begin in re.finditer(
        rf"[ _{OPEN}]|(?<=通知|意见|办法|规定|决定|公告|通告|批复|方案|文件)(?=[{HAN}])|(?<=】)(?=[{HAN}])", line
    ):
        title, number = line[: begin.start()].strip(), line[begin.start() :].strip(" _")
        # A decree needs its whole name, which may hold spaces; brackets inside the number are its own.
        if _TITLE_ENDS.search(title) and not _CITES.match(title) and len(title) > 3:
            if found := parse_folded(_bare(number)):
                return found
            if (kind := _DECREE.search(title)) and _TAIL.fullmatch(_bare(number)):
                return parse_folded(title.partition("关于")[0] * ("关于" in title) + kind.group() + _bare(number))
    return None
