"""Repairs of lines: sentences broken over several lines, page numbers, and repeated blocks.

Conventions. The input has passed the earlier repairs and has no empty lines. A line is *open* when it ends neither like
a sentence nor like a heading with a mark of its own; a line *begins anew* when it starts with a number, a bullet, a
label or a speaker.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.words.dictionary import crossed
from topics.wording import text_width

_OPEN = re.compile(r"[\w，、（(《〈“‘/\-—]")
_CLOSED = tuple("。；！？：”）")  # the commonest ends of lines that are not open
_CANNOT_BEGIN = tuple("，。；：、！？）》〉”’」』%‰℃")
_NEW = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条款篇部、，,]|[（(]?[一二三四五六七八九十]{1,3}[）)、是要.．]|[（(]?\d{1,3}[）)、.．](?!\d)"
    r"|[①-⑳•·●○■□◆◇►▪*]|附件|附表|附录|[图表]\s?\d|注[:：\d]|[^\s，。；：（）“”]{1,12}[:：]|.{0,4}\d{4}年\d{1,2}月\d{1,2}日$)"
)
_SHORTEST_RUNNING = 30  # characters of a line of running text that has no mark inside
_INSIDE = re.compile(r"[，。；：！？、].")
_SHORTEST_COLUMN = 24  # columns; a Chinese character takes two
_COLUMN_SLACK = 2
_FEWEST_CUT_WORDS = 5
_LEAST_SHARE_CUT = 0.15


@REPAIRS.register("wraps", after="page_numbers", needs="\n", chinese=True, libraries=("rjieba",))
def wraps(text: str) -> tuple[str, int]:
    """Lines of one broken sentence joined.

    Two lines are joined where the first is open, the second does not begin anew, and one of these holds: the second
    begins with a mark that cannot begin a sentence; the first ends in a comma; the first is running text and a word of
    the dictionary spans the break; or the first is as wide as the page. The page's width is one at which at least three
    words of this text are cut, provided that at least `_FEWEST_CUT_WORDS` and a share of `_LEAST_SHARE_CUT` of all open
    lines of the text cut a word.

    >>> wraps("要统筹部署，推进信\\n息基础设施建设。\\n第二，要应用好\\n加快发展")
    ('要统筹部署，推进信息基础设施建设。\\n第二，要应用好\\n加快发展', 1)
    """
    lines = text.split("\n")
    breaks = {n for n, line in enumerate(lines[:-1]) if _may_continue(line, lines[n + 1])}
    if not breaks:
        return text, 0
    # Asked only where it matters, since to segment a text takes longer than all other questions.
    cuts_word = cache(lambda n: crossed(lines[n], lines[n + 1]))
    may_cut = [n for n in breaks if _may_run(lines[n])]
    fewest = max(_FEWEST_CUT_WORDS, _LEAST_SHARE_CUT * len(breaks))
    columns: Counter[int] = Counter()
    if len(may_cut) >= fewest and len(cut := list(filter(cuts_word, may_cut))) >= fewest:
        columns.update(text_width(lines[n]) for n in cut)
    joined, whole = set(), ""
    for n, line in enumerate(lines[:-1]):
        whole = f"{whole}{line}" if n - 1 in joined else line
        if n in breaks and _continues(whole, line, lines[n + 1], partial(cuts_word, n), columns):
            joined.add(n)
    if not joined:
        return text, 0
    glue = ("" if n in joined and not _apart(line, lines[n + 1]) else " " if n in joined else "\n"
            for n, line in enumerate(lines[:-1]))  # fmt: skip
    return "".join(part for pair in zip(lines, [*glue, ""], strict=True) for part in pair), len(joined)


def _may_continue(line: str, following: str) -> bool:
    if line.endswith(_CLOSED) or not _OPEN.match(line[-1:]):
        return False
    if following.startswith(_CANNOT_BEGIN):
        return any(map(str.isalnum, following))
    return not _NEW.match(following)


def _may_run(line: str) -> bool:
    return len(line) * 2 >= _SHORTEST_COLUMN or _INSIDE.search(line) is not None


def _continues(whole: str, line: str, following: str, cuts_word: Callable[[], bool], columns: Counter[int]) -> bool:
    if following.startswith(_CANNOT_BEGIN):
        return True
    running = len(whole) >= _SHORTEST_RUNNING or _INSIDE.search(whole) is not None
    if line.endswith(("，", "、")) or (running and _may_run(line) and cuts_word()):
        return True
    width = text_width(line) if columns else 0
    near = range(width - _COLUMN_SLACK, width + _COLUMN_SLACK + 1)
    return width >= _SHORTEST_COLUMN and sum(columns[w] for w in near) >= 3


def _apart(before: str, after: str) -> bool:
    """Whether two lines need a space where they are joined: only between letters that are not Chinese."""
    return before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()


_NUMBER = re.compile(r"\d{1,4}")
_LINE_OF_NUMBER = re.compile(r"\n\d{1,4}(?=\n)")
_FEWEST_PAGES = 3


@REPAIRS.register("page_numbers", after="notices", needs="\n", takes="marks")
def page_numbers(text: str) -> tuple[str, int]:
    """Lines removed that hold only a number, where at least three of them count up one by one.

    >>> page_numbers("甲\\n3\\n乙\\n4\\n丙\\n5\\n丁\\n11\\n月")
    ('甲\\n乙\\n丙\\n丁\\n11\\n月', 3)
    """
    if not _LINE_OF_NUMBER.search(f"\n{text}\n"):
        return text, 0
    lines = text.split("\n")
    numbers = [(n, int(line)) for n, line in enumerate(lines) if len(line) <= 4 and _NUMBER.fullmatch(line)]
    pages: set[int] = set()
    chain: list[int] = []
    before = -1
    for place, number in [*numbers, (-1, -1)]:
        if number != before + 1:
            pages.update(chain if len(chain) >= _FEWEST_PAGES else ())
            chain = []
        chain.append(place)
        before = number
    if not pages:
        return text, 0
    kept = [line for n, line in enumerate(lines) if n not in pages]
    return "\n".join(kept), len(pages)


_LONG_LINE = 30  # characters; shorter lines may recur in a text for good reasons
_END = 24


@REPAIRS.register("repeats", after="wraps", needs="\n", takes="copy")
def repeats(text: str) -> tuple[str, int]:
    """Repeated blocks reduced to one copy.

    A line of `_LONG_LINE` characters or more that occurs again begins a block, which extends as far as the lines agree.
    The later copy is removed, unless the earlier one begins in the middle of the later one's first line, as where a
    column was read twice: then the earlier, torn copy is removed.

    >>> repeats("甲" * 30 + "。\\n乙\\n" + "甲" * 30 + "。\\n乙")[1]
    2
    """
    lines = text.split("\n")
    if len(lines) < 2:
        return text, 0
    ends = {number: line[-_END:] for number, line in enumerate(lines) if len(line) >= _LONG_LINE}
    if len(set(ends.values())) == len(ends):
        return text, 0
    places: dict[str, list[int]] = {}
    for number, end in ends.items():
        places.setdefault(end, []).append(number)
    gone: set[int] = set()
    for numbers in places.values():
        for first, second in pairwise(numbers):
            if first not in gone and second not in gone:
                gone.update(_block(lines, first, second))
    if not gone:
        return text, 0
    kept = [line for number, line in enumerate(lines) if number not in gone]
    return "\n".join(kept), len(gone)


def _block(lines: list[str], first: int, second: int) -> range:
    """The lines of the copy to remove; empty when the two lines only have the same end."""
    if lines[first] == lines[second]:
        copy = second
    elif lines[second].endswith(lines[first]):
        copy = first
    elif lines[first].endswith(lines[second]):
        copy = second
    else:
        return range(0)
    length = 1
    while second + length < len(lines) and first + length < second and lines[first + length] == lines[second + length]:
        length += 1
    return range(copy, copy + length)
