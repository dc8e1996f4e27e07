"""Broken lines in languages with spaces between words: sentences that the width of a page cut are joined again.

This comes before cleaning, while empty lines and the marks of list items still tell where paragraphs end. Chinese has
a repair of its own (`topics.preprocessing.cleaning.lines.wraps`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from topics.languages import language_of
from topics.preprocessing.words.hyphens import HYPHENS, WORD, broken_word, is_one_word

_ENDED = re.compile(r"[.!?:;…][”’\"')\]]*$")
_SENTENCE = re.compile(r"[.!?…][”’\"')\]]*$")
_ITEM = re.compile(
    r"[•●○■□◆◇►▪‣▫◦·*–—-]\s|[•●○■□◆◇►▪‣▫◦]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)\]](?:\s|$)|\d{1,2}(?:\.\d{1,2}){1,3}\s"
)
_SUSPENDED = re.compile(r"(?:and|or|to|nor|und|oder|et|y|e)\b")  # pre- and post-war
_AT_BREAK = re.compile(r"([^\W\d_]{1,40})[-\u2010\u00ad]\r?\n[ \t]*([^\W\d_]{1,40})")
_SHORTEST = 30  # characters of a line that the width of a page broke
_WIDEST = 200  # characters of a line of a page; a paragraph in one line is longer
_WIDTH = 0.9  # the width is that which so many of the broken lines do not exceed
_LEAST_FULL = 0.6  # of the broken lines, in a text with the width of a page
# Where an empty line ends each paragraph, nearly all other lines are as good as full; those of a proportional font
# (copied from a page, or saved with its line breaks) hold more or fewer letters in one width.
_NEARLY = 0.85  # of the width
_NEARLY_ALL = 0.9  # of the lines within paragraphs


NO_WORDS: Mapping[str, int] = {}
BROKEN_LINES = "broken lines joined"  # step of the ledger


def unbroken(text: str, language: str, words: Mapping[str, int]) -> tuple[str, int, int]:
    """The result of `whole_lines`; Chinese, whose lines a repair joins, is left as it is."""
    return (text, 0, 0) if language_of(language).chinese else whole_lines(text, words)


def whole_lines(text: str, words: Mapping[str, int]) -> tuple[str, int, int]:
    """The text with broken lines joined, their number, and the number of hyphens that only broke a word.

    A line is broken where it does not end like a sentence and the next one begins in lower case. It is full where the
    first word of the next line would not have fitted, or where a word is broken; nearly so will do in a text where an
    empty line ends each paragraph. A text has the width of a page if most of its broken lines are full; its full lines
    are then joined with what follows, but for items of lists and beyond an empty line. So are those that end a
    sentence, within a paragraph of broken lines or one that ends like a sentence.
    `words` are those of the corpus, see `words_at_breaks`, which decide about hyphens.

    >>> whole_lines("The council plans to build a port for\\nwind farms. It pays wages that em-\\nployers like.", {})
    ('The council plans to build a port for wind farms. It pays wages that employers like.', 2, 1)
    """
    text = text.replace("\r\n", "\n")
    if "\n" not in text:
        return text, 0, 0
    lines = [line.rstrip() for line in text.split("\n")]
    broken = {n for n in range(len(lines) - 1) if _is_broken(lines[n], lines[n + 1])}
    if not broken:
        return text, 0, 0
    lengths = sorted(len(lines[n]) for n in broken)
    width = lengths[-int((1 - _WIDTH) * len(lengths)) - 1]
    blocks = list(_blocks(lines))
    full = _full(lines, blocks, broken, width)
    if len(broken & full) < _LEAST_FULL * len(broken):
        return text, 0, 0
    joined = {n for block in blocks for n in _joined(lines, block, broken, full)}
    return _written(lines, joined, words) if joined else (text, 0, 0)


def _is_broken(line: str, following: str) -> bool:
    begins = following.lstrip(" \t\"'“‘([")[:1]
    return (
        0 < len(line) <= _WIDEST
        and begins.islower()
        and not _ENDED.search(line)
        and not _ITEM.match(following.lstrip())
    )


def _full(lines: Sequence[str], blocks: Sequence[range], broken: set[int], width: int) -> set[int]:
    """The full lines: nearly full ones too if an empty line seems to end each paragraph."""
    parts = {n for n in broken if broken_word(lines[n])}
    full, nearly = (
        parts | {n for n in range(len(lines) - 1) if _is_full(lines[n], lines[n + 1], share * width)}
        for share in (1, _NEARLY)
    )
    within = {n for block in blocks if _is_running(lines, block, broken) for n in block[:-1]}
    return nearly if len(within & nearly) >= _NEARLY_ALL * len(within) else full


def _is_full(line: str, following: str, width: float) -> bool:
    word = following.split(maxsplit=1)[:1]
    return bool(line and word) and len(line) <= _WIDEST and len(line) + 1 + len(word[0]) > width


def _blocks(lines: Sequence[str]) -> Iterator[range]:
    """The stretches of lines between empty ones."""
    first = 0
    for n, line in enumerate([*lines, ""]):
        if not line.strip():
            if n > first:
                yield range(first, n)
            first = n + 1


def _is_running(lines: Sequence[str], block: range, broken: set[int]) -> bool:
    """Whether a stretch of lines is running text: a line in it is broken, or it ends like a sentence."""
    return not broken.isdisjoint(block[:-1]) or bool(_SENTENCE.search(lines[block[-1]]))


def _joined(lines: Sequence[str], block: range, broken: set[int], full: set[int]) -> Iterator[int]:
    """The lines of a block that are joined with the next one."""
    running = _is_running(lines, block, broken)
    for n in block[:-1]:
        long = n in full and (len(lines[n]) >= _SHORTEST or broken_word(lines[n]))
        if long and (n in broken or (running and not _ITEM.match(lines[n + 1].lstrip()))):
            yield n


def _written(lines: Sequence[str], joined: set[int], words: Mapping[str, int]) -> tuple[str, int, int]:
    parts, hyphens = [lines[0]], 0
    for n, line in enumerate(lines[1:]):
        if n not in joined:
            parts.append(f"\n{line}")
            continue
        line, before = line.lstrip(), broken_word(lines[n])
        following = WORD.match(line)
        if not before or _SUSPENDED.match(line):
            parts.append(f" {line}")
        elif following and line[0].islower() and is_one_word(words, before, following[0]):
            parts[-1] = parts[-1][:-1]
            parts.append(line)
            hyphens += 1
        else:
            parts.append(line)
    return "".join(parts), len(joined), hyphens


def words_at_breaks(texts: Iterable[str]) -> Counter[str]:
    """How often the words that a hyphen may have broken at a line's end occur elsewhere, whole or with the hyphen.

    The parts of such words are counted too. `texts` are read twice, the second time only if any word is broken.

    >>> words = words_at_breaks(["Wages that em-\\nployers pay", "Employers pay, as employers do"])
    >>> words["employers"], words["em"]
    (2, 0)
    """
    texts = list(texts)
    broken = (text for text in texts if any(f"{hyphen}{end}" in text for hyphen in HYPHENS for end in "\r\n"))
    pairs = {(a.lower(), b.lower()) for text in broken for a, b in _AT_BREAK.findall(text)}
    wanted = {form for a, b in pairs for form in (a, b, a + b, f"{a}-{b}")}
    found: Counter[str] = Counter()
    if wanted:
        for text in texts:
            whole = _AT_BREAK.sub(" ", text).lower()
            found.update(word for word in WORD.findall(whole) if word in wanted)
    return found
