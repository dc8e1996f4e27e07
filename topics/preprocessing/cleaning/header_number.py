"""Numbers of documents in a header: on a line of its own, or at the beginning or the end of a title.

Conventions. Lines are `folded`, in order, without empty ones. A title has at most `_WIDTH` characters.
"""

import re
from collections.abc import Iterator, Sequence

from topics.preprocessing.cleaning.characters import HAN
from topics.preprocessing.cleaning.labelled_number import LABEL
from topics.preprocessing.cleaning.number import CLOSE, LONGEST, OPEN, DocumentNumber, folded, parse_folded
from topics.preprocessing.sentences import is_sentence_of_words

_WIDTH = 120
_SHORTEST_TITLE = 6

_DAY = "[0-9一二三四五六七八九十]{1,3}"
_SIGNED = re.compile(rf"(?:(?:19|20)[0-9]{{2}}|二[〇○零][^年\n]{{2}}) ?年 ?{_DAY} ?月 ?{_DAY} ?日(?: ?印发)?")
_ADDRESSEES = re.compile(
    r"(?!发布|发文|颁布|制定|公开|主办|信息|来源|责任|起草|印发|成文).{2,}"
    r"(?:单位|部门|局|厅|委|办|会|院|府|企业|公司|机构|学校|院校|高校|大学|集团|银行|协会|省|市|区|县|中心|处|部|兵团|代表|委员)[)]?[:：]"
)
_BODY = re.compile("第[一1]条|第一[章节]|[一1][、.．]")
_OTHERS = re.compile(
    "目 ?录$|序 ?号|附 ?件|(?:相关|参考|有关|政策|引用|规范性)(?:文件|依据|链接|阅读|政策|法规)"
    "|参考文献|延伸阅读|依据[:：]"
    "|references$|contents$|dear ",
    re.IGNORECASE,
)
_HANDED_ON = re.compile("(?:转发|印发|发)给你们|(?:现予|予以)(?:公布|发布|公告|印发)|现(?:转发|印发|公布|发布)")


def header(lines: Sequence[str]) -> Iterator[str]:
    """The lines above the text proper; below an introduction, only those of a document that it quotes whole."""
    running = False
    for n, line in enumerate(lines):
        if _BODY.match(line) or (running and _SIGNED.fullmatch(line)):
            return
        if n and (_OTHERS.match(line) or (line.endswith((":", "：")) and _ADDRESSEES.fullmatch(line))):
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
_VERBS = "根据|按照|依据|依照|遵照|贯彻|落实|执行|参照|结合|现将|废止|转发|附件"
_CITES = re.compile(rf"(?:{_VERBS})|.*(?:{_VERBS}).*《")
_GOES_ON = re.compile(
    "[,，.。、;；)）和及与等的以]|文件|精神|要求|规定|同时|(?!of |on |as |by |[a-z]+ing )[a-z]+ "  # "of 27 April 2016"
)
_OPEN_ENDS = ("，", ",", "、", "和", "及", "与")
_TITLE_ENDS = re.compile(
    "(?:通知|意见|办法|规定|决定|公告|通告|通报|批复|函|复函|答复|方案|规划|计划|纲要|细则|条例|指南|要点|目录|报告|请示|议案|纪要|令"
    "|决议|公报|措施|规范|制度|标准|解释|批示|政策|章程|规则|文件|部|局|厅|委|会|院|府|办公室)$|》$|[)】]$"
)


def on_own_lines(lines: Sequence[str]) -> Iterator[DocumentNumber]:
    """The numbers that stand on lines of their own, also in brackets or below the name of a decree."""
    running = False
    for n, line in enumerate(lines):
        if is_running(line):
            running = True
            continue
        decree = _below_decree(lines, n)
        known = decree[0] if decree else parse_folded(_bare(line)) or _in_history(line)
        if known and (not running or _is_below_title(lines, n)) and not _is_cited(lines, n):
            yield known


def _is_below_title(lines: Sequence[str], n: int) -> bool:
    return n > 0 and len(lines[n - 1]) > _SHORTEST_TITLE and _TITLE_ENDS.search(lines[n - 1]) is not None


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
        elif parse_folded(_bare(LABEL.sub("", near[n - begin], count=1).strip())) and not _is_cited(near, n - begin):
            found.add(n)
    return found


_IN_BRACKETS = re.compile(rf"[{OPEN}] ?(.*号.*|[^{OPEN}{CLOSE}]*) ?[{CLOSE}]")
_BEHIND = re.compile(rf"(?<=号)文件?$|[ ,，](?:19|20)[0-9]{{2}} ?[年./-] ?{_DAY} ?[月./-] ?{_DAY} ?日?$")


def _bare(line: str) -> str:
    """A line without the brackets around all of it, and without a date or the word 文件 at its end."""
    inside = _IN_BRACKETS.fullmatch(line)
    return _BEHIND.sub("", inside.group(1) if inside else line).strip()


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
    if above.endswith(_OPEN_ENDS) or _GOES_ON.match(below):
        return True
    return bool(_CITES.match(above)) and (above.endswith("》") or not _TITLE_ENDS.search(above))


def _below_decree(lines: Sequence[str], n: int) -> tuple[DocumentNumber, int] | None:
    """The number of a decree whose name stands above, 某部令 or 公告 over 第5号 or 2021年第3号, and its first line."""
    if not n or not _TAIL.fullmatch(lines[n]) or not (kind := _DECREE.search(lines[n - 1])):
        return None
    above, first = lines[n - 1], n - 1
    issuer, about, _ = above.partition("关于")
    if about:  # a title, which ends in the kind too
        above, first = issuer + kind.group(), n
    number = parse_folded(_joined(above, lines[n]))
    # The issuers may stand above the kind, one per line.
    while above == kind.group() and first and _OFFICE.search(lines[first - 1]):
        longer = parse_folded(_joined(*lines[first - 1 : n + 1]))
        if not longer:
            break
        number, first = longer, first - 1
    return (number, first) if number else None


def _joined(*lines: str) -> str:
    return "".join(lines[:-1]).replace(" ", "") + lines[-1]


# --- at the beginning or the end of a title --------------------------------------------------------------------------

_ABOUT_ANOTHER = re.compile(
    "转发|解读|问答|答疑|图解|一图|说明|答记者问|废止|失效|修改|修订|延长|学习|宣传|上一|下一|推荐"
    "|response to|review of|guidance on|guide to|explanatory|amend|repeal",
    re.IGNORECASE,
)
_LISTED = re.compile("[0-9一二三四五六七八九十(•·●○◆-]{1,4}[.、)． ]|[•·●○◆-]")
_ENGLISH_TITLE = re.compile(r"(?i:of(?: the)? .*|[-–—:] ?.*)?")


def beside_title(lines: Sequence[str]) -> DocumentNumber | None:
    """The number at the beginning or end of a title; None where lines have different ones, as lists of documents do."""
    titles = ((n, line) for n, line in enumerate(lines) if not is_running(line) and not _LISTED.match(line))
    numbers = ((n, _before_title(line) or _after_title(line)) for n, line in titles)
    found = [number for n, number in numbers if number and not _is_cited(lines, n)]
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
        rf"[ _—{OPEN}-]|(?<=通知|意见|办法|规定|决定|公告|通告|批复|方案|文件)(?=[{HAN}])|(?<=】)(?=[{HAN}])", line
    ):
        title, number = line[: begin.start()].strip(" _—-"), line[begin.start() :].strip(" _—-")
        # A decree needs its whole name, which may hold spaces; brackets inside the number are its own.
        another = title.endswith("》") and not title.startswith("《")  # the number is that of the document so named
        if _TITLE_ENDS.search(title) and not another and not re.match(_VERBS, title) and len(title) > 3:
            if found := parse_folded(_bare(number)):
                return found
            if (kind := _DECREE.search(title)) and _TAIL.fullmatch(_bare(number)):
                return parse_folded(title.partition("关于")[0] * ("关于" in title) + kind.group() + _bare(number))
    return None
