"""A document's text to passages.

Conventions. Input is cleaned text with one paragraph a line. Title lines and bylines are dropped; a fragment shorter
than `min_characters` (a heading, a list number) is joined to the paragraph after it, a last one to the paragraph
before, by a line break; a paragraph longer than `max_characters` is split at sentence ends into pieces of like length.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.dating.dates import is_byline, page_header
from topics.preprocessing.duplicates import fingerprint

_MARKS = 10  # marks that a line which names the title may have, beside one a letter
_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’」』）)]*|[.;；](?=\s)|\n|$)", re.DOTALL)


def body_lines(text: str, title: str = "", source: str = "") -> list[str]:
    """Lines of cleaned text without bylines and without those that only name the title or the source.

    >>> body_lines("数据之夏\\n来源：某报 2021-07-01\\n立法之夏已到。", title="数据之夏", source="某报")
    ['立法之夏已到。']
    """
    lines = list(filter(None, map(str.strip, text.split("\n"))))
    heads = {fingerprint(title), fingerprint(source)} - {""}
    longest = 2 * max(map(len, heads), default=0) + _MARKS
    for number, line in enumerate(page_header(text)):
        if is_byline(line, source):
            # Site name, path and title stand above the byline; the text begins below it.
            lines = lines[number + 1 :]
            break
    return [line for line in lines if len(line) > longest or fingerprint(line) not in heads]


def paragraphs(lines: Sequence[str], min_characters: int, max_characters: int) -> list[str]:
    """Lines joined and split to passages between the two lengths, as far as sentences allow."""
    return [piece for whole in join_fragments(lines, min_characters) for piece in split_long(whole, max_characters)]


def join_fragments(lines: Sequence[str], min_characters: int) -> list[str]:
    """Short lines joined to what they head.

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
    """A long text cut behind sentence ends into pieces of like length; a sentence is never cut.

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
