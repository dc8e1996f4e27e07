"""The header of a page: the lines above its running text, their labels and days, and bylines.

Conventions. A line of the header that says a day is a row of labels (`labels.py`), or a bare date: a day with its time
and the day of the week, alone or beside a name. A line that continues or is continued as a sentence is running text,
also where the width of a page broke the sentence, and ends the header. Only a row whose labels are marked by colons,
brackets or cells is never taken for running text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from topics.preprocessing.dating.forms import ENGLISH_MONTHS
from topics.preprocessing.dating.label_words import DATE as A_DAY
from topics.preprocessing.dating.label_words import EFFECTIVE, KINDS, NOT_PUBLICATION, OTHER, PLACE, UNKNOWN
from topics.preprocessing.dating.labels import LONGEST_ROW, Pair, day_of, is_row_of_cells, is_row_of_labels, label_pairs
from topics.preprocessing.dating.written import DATE, TIME, date_in, folded
from topics.preprocessing.sentences import is_sentence_of_words, sentences
from topics.wording import text_width

_WIDTH = 80  # characters of a header line without labels
_MOST_ROWS = 80  # rows of a header, labels and their values included
_MOST_OTHERS = 12  # lines that are neither, and lines below a text
_LAST = 2_000  # characters of a text in which lines below it stand
_NAME = 24  # letters beside a bare date
_FULL = 0.85  # of the width of a paragraph: a line that the next word would not have filled ends where its text does
_BROKEN = 60  # most lines of a paragraph that the width of a page broke
_TOOLS = re.compile(
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?:? ?[0-9]*次?|字[号体]:?|(?:【|\[)?[大中小](?=[ \]】]|$)|打印|关闭|分享"
    r"|收藏|\b(?:print|share|views?)\b|\b[0-9]{1,3}[ -]min(?:ute)?s?(?: read)?\b|约?[0-9]{1,3}分钟(?:阅读)?"
    r"|[0-9]{1,6} ?(?:条?评论|人?点赞)|\b[0-9]{1,6} (?:comments?|replies|likes)\b"
    # Where a page was printed.
    r"|第 ?[0-9A-Z]{1,4} ?版|\b(?:vol(?:ume)?|no|issue)\b\.? ?[0-9]{1,4},?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[。！？；!?]|[.](?=\s|$)")
_POINT = re.compile(rf"\b({ENGLISH_MONTHS}|[ap]\.m)\.(?=[ ,]|$)", re.IGNORECASE)  # of a month, which ends no sentence
_WRITTEN = re.compile(r"(\s*)(\S[^\n]*)")  # a line that is not empty, with the white space before it
# What a sentence that goes on ends or begins with, at the end of a line that the page's width broke.
_LEADS_ON = re.compile(
    r"[，、；,《（(“‘—-]$|[\u4e00-\u9fff](?:于|自|在|从|至|到|以|与|和|及|的|对|按|经|由|为|将|把|被|前|截至|根据|按照)$"
    r"|(?:^|\s)(?:on|of|by|in|at|to|the|a|an|and|or|for|from|with|since|until|before|after|as|than|dated|between"
    r"|its|their|this|that|which|was|were|is|are|be|been|has|had)$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"[，、。；：）)》”’,.;:]|的|之?[前后][，。]|以[前后来][，。]|起(?:施行|实施|执行|试行|正式|，)"
    r"|(?:印发|发布|公布|颁布|下发|召开|施行|实施|通过|签署|作出|提出|制定|修订|举行)(?:的|了|[《“]|实施|施行)"
)
# The title of a paper or journal; that of a law stands beside the day of the law.
_PAPER = re.compile("《([^《》]{0,16}(?:[报刊网志版]|杂志|新闻|月刊|求是))》")
_ANOTHER_DAY = frozenset((*NOT_PUBLICATION, EFFECTIVE, PLACE))  # kinds of words beside a day: 2021-03-04 更新
_UNTIL = ("截止", "截至")  # no labels, since sentences begin so: 截至2021年底，……
_REVISED = re.compile(r"[(（\[【](?:updated|revised|modified|amended|更新|修订|修改)[)）\]】]", re.IGNORECASE)
_APART = " |/>·•,-—()[]【】"  # signs between a day and a name
_NEWS = re.compile("[\u4e00-\u9fff]{1,10}[报网刊社台]")  # the day of an issue stands right behind its name
_NO_NAME = re.compile(r"[《》。！？；，“”‘’!?;:：]|[.,](?=\s)")
_SENTENCE_BEGINS = re.compile("为|于|根据|按照|依据|截至|关于|随着|经过|通过")
_SENTENCE_ENDS = re.compile(r"(?:于|自|在|从|至|到|以|的|前|后|截至|按照|根据|国务院令)$")
_CLOCK = re.compile("[0-9]{1,2}[:：][0-9]{2}")
_MAY_BE_DAY = re.compile("[0-9０-９年]")  # before a line is folded
_ADDRESSEES = re.compile(
    "^(?:各|尊敬|dear |to |ladies|gentlemen|hono)|[府门門位表们們局厅廳委处處校院司业業友士志会會][：:]$", re.IGNORECASE
)
_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "at", "to", "by", "de", "la"))


class Bare(NamedTuple):
    """A bare date: the line, the date as it is written in it, and the number of its row."""

    line: str
    date: str
    row: int


class Header(NamedTuple):
    """The header of a text: its lines, the pairs of its labels, its bare dates, and the rows that hold either.

    A row whose labels state none of a document's fields, as `作者：` or `浏览：`, is one of them if it follows another.
    """

    lines: list[str]
    pairs: list[Pair]
    bare: list[Bare]
    rows: set[int]


def read_header(text: str) -> Header:
    """The header of a text, which ends where its running text begins.

    >>> header = read_header("平台建设\\n某报 2020-04-24\\n作者：张三\\n4月23日，会议召开。")
    >>> [bare.date for bare in header.bare], [pair.value for pair in header.pairs]
    (['2020-04-24'], ['张三'])
    """
    lines, gaps = _first_lines(text)
    return _header_of(tuple(lines), tuple(gaps)) if lines else Header([], [], [], set())


# Cached, since a text is read before and after it is cleaned, and most headers are the same then.
@lru_cache(maxsize=64)
def _header_of(lines: tuple[str, ...], gaps: tuple[bool, ...]) -> Header:
    """The header that begins with some lines; `gaps` says whether an empty line stands above each."""
    if _ends_header(lines, 0):
        return Header([], [], [], set())
    top = next((n for n in range(len(lines)) if _ends_header(lines, n)), len(lines))
    pairs, rows = label_pairs(lines[:top])
    said = [_POINT.sub(r"\1", line) if "." in line else line for line in lines]
    # What begins with a label that nothing marks may be the middle of a sentence: "published on 4 July 2015".
    unsure = {pair.row for pair in pairs if not pair.marked and pair.value in lines[pair.row]}
    bare: list[Bare] = []
    others = 0
    for n in range(top):
        if n in rows - unsure:
            continue
        day = "" if n in rows else bare_day(lines[n])
        if _runs_on(said, gaps, n) or ((day or n in unsure) and _within_sentence(lines, gaps, n)):
            top = n
            break
        if n in rows:
            continue
        if day:
            bare.append(Bare(lines[n], day, n))
        others += 1
        if others > _MOST_OTHERS:
            top = n
            break
    pairs = [pair for pair in pairs if pair.row < top]
    beside = {pair.row for pair in pairs if pair.kind in (OTHER, UNKNOWN)}
    stating = {pair.row for pair in pairs if pair.kind not in (OTHER, UNKNOWN)} | {b.row for b in bare}
    taken: set[int] = set()
    for n in range(top):
        values = n in rows and n not in beside and n - 1 in taken
        if n in stating or values or (n in beside and n - 1 in taken):
            taken.add(n)
    return Header(list(lines[:top]), pairs, bare, taken)


def _first_lines(text: str) -> tuple[list[str], list[bool]]:
    """The first lines that are not empty, and whether an empty line stands above each; none if a sentence is first."""
    lines: list[str] = []
    gaps: list[bool] = []
    for found in _WRITTEN.finditer(text.rstrip()):  # white space alone at the end would be searched again and again
        above, line = found.group(1), found.group(2)[: 2 * LONGEST_ROW].rstrip()
        if not lines and _is_sentence(line) and not _may_be_label(line):
            break
        gaps.append(not lines or above.count("\n") > 1)
        lines.append(line)
        if len(line) > LONGEST_ROW or len(lines) == _MOST_ROWS:
            break
    return lines, gaps


def _ends_header(lines: Sequence[str], n: int) -> bool:
    """Whether line `n` is none of a header; a label that nobody knows stands above its value, which is short."""
    if not _is_sentence(lines[n]):
        return False
    return not (_may_be_label(lines[n]) and n + 1 < len(lines) and not _is_sentence(lines[n + 1]))


def _may_be_label(line: str) -> bool:
    return len(line) <= _NAME and line.endswith(("：", ":")) and not _ADDRESSEES.search(line)


def _is_sentence(line: str) -> bool:
    """Whether a line by itself is none of a header: a sentence, an address of readers, or too long for a line."""
    if "。" in line or line.endswith(("；", ";")):
        return True
    if len(line) <= _WIDTH and not line.endswith(("：", ":")) and not is_sentence_of_words(line):
        return False
    return not is_row_of_cells(line) and not is_row_of_labels(line)


def lines_below(text: str) -> list[str]:
    """The last lines of a text below its last sentence, rows of labels included, from top to bottom.

    >>> lines_below("会议要求抓好落实。\\n\\n来源：某报\\n发布日期：2018-06-12\\n")
    ['来源：某报', '发布日期：2018-06-12']
    """
    found: list[str] = []
    for line in islice(_from_below(text[-_LAST:]), _MOST_OTHERS):
        if len(line) > LONGEST_ROW or (_is_sentence(line) and not is_row_of_labels(line)):
            return found[::-1]
        found.append(line)
    return []


def _from_below(text: str) -> Iterator[str]:
    """The lines of a text that are not empty, from the last one up; most texts are done with one."""
    while text:
        text, _, line = text.rpartition("\n")
        if line := line.strip():
            yield line


def page_header(text: str) -> list[str]:
    """The lines before the first sentence: title, site, day, source and labels."""
    return read_header(text).lines


# --- running text that the width of a page broke ---------------------------------------------------------------------


def _runs_on(lines: Sequence[str], gaps: Sequence[bool], n: int) -> bool:
    """Whether line `n` and those after it are one running sentence, each as wide as its paragraph allows."""
    end = n
    while end < len(lines) and end < n + _BROKEN and not _ENDS.search(lines[end]):
        end += 1
        if end < len(lines) and gaps[end]:
            return False
    if end == n or end >= len(lines) or _is_narrow(lines[n : end + 1]):
        return False
    if not sentences("\n".join(lines[n : end + 1])[: 40 * _WIDTH]):
        return False
    wide = [text_width(line) for line in lines[n : end + 1]]
    full = _FULL * max(wide)
    return all(wide[k] + text_width(_first_word(lines[n + k + 1])) >= full for k in range(end - n))


def _is_narrow(lines: Sequence[str]) -> bool:
    """Whether the first of some lines is too narrow for its paragraph even if all its characters are wide."""
    widest = 2 * len(lines[0]) + text_width(_first_word(lines[1]))
    return widest < _FULL * max(map(len, lines))


def _first_word(line: str) -> str:
    word = line.split(maxsplit=1)[0]
    return word if word.isascii() else word[:2]


def leads_on(line: str) -> bool:
    """Whether a line ends as a sentence does that goes on in the next."""
    return bool(_LEADS_ON.search(line))


def _within_sentence(lines: Sequence[str], gaps: Sequence[bool], n: int) -> bool:
    """Whether the lines around a line that holds a date without a mark show that a sentence goes on."""
    line = lines[n]
    if _CLOCK.search(line):
        return False
    if line[0].islower() or _SENTENCE_ENDS.search(line) or _LEADS_ON.search(line):
        return True
    if n and not gaps[n] and leads_on(lines[n - 1]):
        return True
    if n + 1 == len(lines) or gaps[n + 1]:
        return False
    below = lines[n + 1]
    return bool(_CONTINUES.match(below)) or (line.isascii() and below[0].islower())


# --- bare dates ------------------------------------------------------------------------------------------------------


def bare_day(line: str) -> str:
    """The date in a line of little else, as it is written; "" in running text and in a title.

    >>> bare_day("某报 2021-07-01 10:30"), bare_day("为贯彻国务院2015年7月4日印发的"), bare_day("2020年工作要点")
    ('2021-07-01', '', '')
    """
    if len(line) > _WIDTH or not _MAY_BE_DAY.search(line):
        return ""
    text = folded(line)
    found = [day for day in DATE.finditer(text) if len(day.group()) > 4]
    if len(found) != 1:
        return ""
    [day] = found
    text = _PAPER.sub(r" \1 ", text)
    before, after = (_TOOLS.sub(" ", TIME.sub(" ", part)) for part in (text[: day.start()], text[day.end() :]))
    names = [part.strip(_APART) for part in (before, after)]
    if not names[0]:
        names[1] = names[1].strip(".")  # 2021. 9. 3.
    if any(name in _UNTIL or KINDS.get(name.lower()) in _ANOTHER_DAY for name in names):
        return ""
    if names[1] in ("发布", "印发", "公布", "发表"):
        names[1] = ""
    parsed = date_in(day.group())
    if parsed and parsed[1] != "day" and any(names):
        return ""
    apart = _is_apart(before[-1:], names[0]) and _is_apart(after[:1], names[1])
    plain = not any(name and not _is_name(name) for name in names)
    return line[day.start() : day.end()] if apart and plain and sum(map(len, names)) <= 2 * _NAME else ""


def _is_apart(beside: str, name: str) -> bool:
    return not name or beside in f"{_APART}\t" or bool(_NEWS.fullmatch(name))


def _is_name(text: str) -> bool:
    """Whether words beside a date can be the name of a source or an author, and are no piece of a sentence."""
    letters = sum(c.isalnum() for c in text)
    if not text[0].isalpha() or letters > 2 * _NAME or (letters > _NAME and not text.isascii()):
        return False
    if _NO_NAME.search(text) or _SENTENCE_BEGINS.match(text) or _SENTENCE_ENDS.search(text):
        return False
    words = text.split()
    return not text.isascii() or all(w[:1].isupper() or w.lower() in _SMALL or not w[:1].isalpha() for w in words)


def plain_days(header: Header) -> list[tuple[str, str]]:
    """The days of a header of which it does not say what they are, as (words, date as it is written).

    A day beside a place is that of an event.
    """
    event = any(pair.kind == PLACE for pair in header.pairs)
    own = [pair for pair in header.pairs if pair.kind == A_DAY and not _REVISED.search(header.lines[pair.row])]
    labelled = [(pair.words, day_of(pair.value) or bare_day(pair.value)) for pair in own]
    return [(bare.line, bare.date) for bare in header.bare] + ([] if event else [pair for pair in labelled if pair[1]])


def is_byline(line: str, source: str = "") -> bool:
    """Whether a line consists only of a date, a source and the labels around them.

    >>> is_byline("行业时评　2020-02-26", source="行业时评"), is_byline("发布时间：2020年3月27日　字号：大 中 小")
    (True, True)
    """
    if source and line == source:
        return True
    rest = line.replace(source, "") if source and len(line) <= _WIDTH else line
    pairs, _ = label_pairs([rest])
    if any(pair.kind not in (OTHER, UNKNOWN) for pair in pairs):
        return True
    if len(line) > _WIDTH or date_in(folded(rest)) is None:
        return False
    plain = DATE.sub(" ", folded(rest), count=1)
    return not any(c.isalnum() for c in _TOOLS.sub(" ", TIME.sub(" ", plain)))
