"""Passages: the text of a document without bylines, cut into paragraphs of similar length.

Conventions. Input is cleaned text with one paragraph per line. Title lines and bylines are dropped. A fragment shorter
than `min_characters` (a heading, a list number) is joined by a line break to the paragraph after it, the last one to
the paragraph before. A paragraph longer than `max_characters` is split at sentence ends into pieces of similar length.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from topics.preprocessing.cleaning.characters import in_simplified, scripts_of
from topics.preprocessing.cleaning.repairs import calls_for
from topics.preprocessing.dating.header import is_byline, read_header
from topics.preprocessing.resemblance.letters import fingerprint, first_letter, is_fingerprint
from topics.preprocessing.sentences import running_lines

TITLE, BYLINE, HEADER = "title", "bylines", "above the byline"  # steps of the ledger
_MARKS = 10  # most marks in a line that names the title, beside one per letter
_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’」』）)]*|[.;；](?=\s)|\n|$)", re.DOTALL)


def body_lines(text: str, title: str = "", source: str = "") -> list[str]:
    """Lines of cleaned text without bylines and without lines that only repeat the title or the source.

    >>> body_lines("数据之夏\\n来源：某报 2021-07-01\\n立法之夏已到。", title="数据之夏", source="某报")
    ['立法之夏已到。']
    """
    return split_header(text, title, source)[0]


def split_header(text: str, title: str = "", source: str = "") -> tuple[list[str], list[tuple[str, str]]]:
    """The lines of `body_lines`, and the other lines as (`TITLE`, `BYLINE` or `HEADER`, line).

    Rows of labels (`发布日期：2021-01-05`), their values and lines of little else than a date are bylines; what stands
    above the last of them is header. A line of running text is never part of it. The title may be a question or a call,
    and is kept as the title; one that ends in a full stop is the text's own first sentence.
    """
    lines = list(filter(None, map(str.strip, text.split("\n"))))
    # In one script: that of a title is decided by the title alone, that of a line by its document.
    begins = _initials(title) | _initials(source)
    most = 3 * max(len(title), len(source)) + _MARKS
    alike = any(len(line) <= most and not begins.isdisjoint(_initials(line)) for line in lines)
    heads = {_simplified(title), _simplified_source(source)} - {""} if alike else set()
    longest = 2 * max(map(len, heads), default=0) + _MARKS
    # Site name, path and title stand above the byline; the text begins below it.
    header = read_header(text)
    bylines = header.rows | {n for n, line in enumerate(header.lines) if is_byline(line, source)}
    last = max(bylines, default=-1)
    short = {n: line for n, line in enumerate(lines) if len(line) <= longest} if heads else {}
    named = {n for n, line in short.items() if is_fingerprint(line, heads)}
    if len(named) < len(short) and calls_for("simplified", "".join(short.values())):
        named |= {n for n, line in short.items() if _simplified(line) in heads}
    above = set(range(last + 1))
    if not (named | above):
        return lines, []
    running = running_lines(lines, last + 1) - header.rows if above - named else set()
    gone = {n for n in named if not lines[n].endswith(("。", "."))} | above - named - running
    taken = [(TITLE if n in named else BYLINE if n in bylines else HEADER, lines[n]) for n in sorted(gone)]
    return [line for n, line in enumerate(lines) if n not in gone], taken


def _initials(line: str) -> frozenset[str]:
    """The forms of a line's first letter; lines that say the same have one in common."""
    return scripts_of(first) if (first := first_letter(line)) else frozenset()


def _simplified(line: str) -> str:
    """What a line says, in simplified characters."""
    return fingerprint(in_simplified(line))


# Thousands of documents have a handful of sources.
_simplified_source = lru_cache(maxsize=1024)(_simplified)


def paragraphs(lines: Sequence[str], min_characters: int, max_characters: int) -> list[str]:
    """Passages made by joining and splitting lines, between the two lengths as far as sentences allow."""
    return [piece for whole in join_fragments(lines, min_characters) for piece in split_long(whole, max_characters)]


def join_fragments(lines: Sequence[str], min_characters: int) -> list[str]:
    """Lines with each short one joined to the line that it heads.

    >>> join_fragments(["一、总体要求", "坚持统筹发展和安全。", "完"], 8)
    ['一、总体要求\\n坚持统筹发展和安全。\\n完']
    """
    joined: list[str] = []
    heading: list[str] = []
    for line in lines:
        if len(line) < min_characters:
            heading.append(line)
        else:
            joined.append("\n".join([*heading, line]))
            heading = []
    if heading and joined:
        joined[-1] = "\n".join([joined[-1], *heading])
    elif heading:
        joined = ["\n".join(heading)]
    return joined


def split_long(text: str, max_characters: int) -> list[str]:
    """A long text cut after sentence ends into pieces of similar length; a sentence is never cut.

    >>> split_long("甲乙丙。丁戊己。庚辛壬。", 8)
    ['甲乙丙。丁戊己。', '庚辛壬。']
    """
    if len(text) <= max_characters:
        return [text]
    wanted = len(text) / -(-len(text) // max_characters)
    pieces = [""]
    for sentence in _SENTENCE.findall(text):
        full = len(pieces[-1]) >= wanted or len(pieces[-1]) + len(sentence) > max_characters
        if pieces[-1] and full:
            pieces.append("")
        pieces[-1] += sentence
    return [piece.strip() for piece in pieces if piece.strip()]
