"""Letters of a text, by which texts are compared, its script, its words and its numbers.

Conventions. A *fingerprint* is a text in lower case without anything but letters and digits. A text is written in an
*unspaced* script if at least half of its letters are ideographs, kana, hangul, Thai and the like. Such a letter says
about as much as 2.5 letters of an alphabet, so the `weight` of a text is the number of its letters, times `LIGHT` for
an alphabet. A *word* is a run of letters between spaces and marks, an ideograph by itself, or a number.

A *number* is a run of digits (`1,234` and `9.8` are one), a Chinese numeral (a single one before a unit such as 年 or
after 第), an ordinal, the name of a month, a weekday or a season, or a Roman numeral. Letters beside digits make a
name, such as 5G, and an item's number at the beginning of a line counts for nothing, since a text that is issued again
is often numbered anew.
"""

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.words.texts import in_blocks

LIGHT = 0.4
STARTS, IN_NUMBER, NAMED = 1, 2, 4  # bits of `marks`
_WORDS_A_NAME = 4  # at least; where more words have a capital, it says nothing
_BLOCK = 500_000  # characters
_NO_LETTER = re.compile(r"[\W_]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0xD7FF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_NUMERAL = "〇零一二三四五六七八九十百千两廿卅"
# Each alternative begins with a set of characters, which passes over other text quickly.
_NUMBERS = re.compile(
    rf"[\d]+(?:[.,]\d+)*(?![a-z0-9])|[{_NUMERAL}]{{2,}}|[{_NUMERAL}](?=[年月日号批届次季期轮万亿])|[第][{_NUMERAL}]+"
    r"|[上下](?=半年)|[春夏秋冬](?=季)"
)
_NAMED = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen|fourteen|fifteen)th)\b"
)
_CAPITALS = re.compile(r"\b(?:March|May|II|III|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3})\b")
_ITEM = re.compile(r"^\W*(\d{1,3}(?:\.\d{1,3})*)(?=[.、．)）:：\s])", re.MULTILINE)

# What each character is; whether it is a letter is asked when it is first met.
_LETTER, _WIDE, _NEW = 1, 2, 4
_KINDS = np.full(sys.maxunicode + 1, _NEW, dtype=np.uint8)
for _first, _last in _UNSPACED:
    _KINDS[_first : _last + 1] += _WIDE

Codes = NDArray[np.uint32]
Marks = NDArray[np.uint8]
Offsets = NDArray[np.int64]


def fingerprint(text: str) -> str:
    """The normalised text by which a passage is compared: letters, digits and Chinese characters, in lower case.

    >>> fingerprint("“5G+工业 互联网”。") == fingerprint("5g工业互联网")
    True
    """
    return _NO_LETTER.sub("", text.lower())


def first_letter(text: str) -> str:
    """The first letter of a text's fingerprint; "" if it has none."""
    found = _LETTER_OR_DIGIT.search(text.lower())
    return found.group() if found else ""


def is_fingerprint(text: str, known: Collection[str]) -> bool:
    """Whether the fingerprint of a text is one of some that are known; most texts begin with another letter."""
    begins = first_letter(text)
    return any(other.startswith(begins) for other in known) and fingerprint(text) in known


def letters_of(texts: Iterable[str]) -> Iterator[tuple[Codes, Offsets]]:
    """The letters of texts one after the other, and the offsets where each text begins and ends; in blocks of texts.

    The letters of a text are those of its fingerprint; each character is classified when it is first met.
    """
    return map(letters_together, in_blocks(texts, _BLOCK))


def letters_together(texts: Sequence[str]) -> tuple[Codes, Offsets]:
    """As `letters_of`, of few texts, in one block."""
    folded = [text.lower() for text in texts]
    codes = codes_of("".join(folded))
    places = np.flatnonzero(_letters(codes))
    return codes[places], np.searchsorted(places, np.cumsum([0, *map(len, folded)]))


def letter_counts(texts: Iterable[str]) -> NDArray[np.int64]:
    """The number of letters of each text."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *(np.diff(offsets) for _, offsets in letters_of(texts))])


def _before(offsets: Offsets, kept: NDArray[np.bool_]) -> Offsets:
    """The number of characters that are kept before each offset."""
    return np.searchsorted(np.flatnonzero(kept), offsets)


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _letters(codes: Codes) -> NDArray[np.bool_]:
    """Whether each character is a letter or a digit."""
    kinds = _KINDS.take(codes)
    if len(kinds) and kinds.max() >= _NEW:
        for code in np.flatnonzero(np.bincount(codes[kinds >= _NEW])).tolist():
            _KINDS[code] = _KINDS[code] & _WIDE | (_NO_LETTER.match(chr(code)) is None) * _LETTER
        kinds = _KINDS.take(codes)
    return (kinds & _LETTER) > 0


def places_of(text: str) -> NDArray[np.intp]:
    """The place in a text of each letter of its fingerprint."""
    folded = text.lower()
    if len(folded) != len(text):  # a capital that is two characters in lower case
        folded = "".join(character.lower()[0] for character in text)
    return np.flatnonzero(_letters(codes_of(folded)))


def unspaced(codes: Codes) -> NDArray[np.bool_]:
    """Whether each character belongs to a script without spaces between its words."""
    return (_KINDS.take(codes) & _WIDE) > 0


def mostly_unspaced(codes: Codes, offsets: Offsets) -> NDArray[np.bool_]:
    """Whether each text, given by its letters, is written in an unspaced script, by at least half of them."""
    most: NDArray[np.bool_] = 2 * np.diff(_before(offsets, unspaced(codes))) >= np.diff(offsets)
    return most


def marked(texts: Sequence[str]) -> tuple[Codes, Marks, Offsets]:
    """Letters of several texts one after the other, the marks of each, and the offsets where each text begins and ends.

    Marks are sums of `STARTS`, for the first letter of a word, `IN_NUMBER`, and `NAMED`, for the first one of a name.
    """
    folded = [text.lower() for text in texts]
    joined = "\n".join(folded)
    codes = codes_of(joined)
    kept, wide = _letters(codes), unspaced(codes)
    follows = np.zeros(len(codes), dtype=bool)
    follows[1:] = kept[:-1] & ~wide[:-1]
    starts, number = wide | ~follows, np.zeros(len(codes), dtype=bool)
    original = "\n".join(texts)  # some are told by their capitals
    found = [match.span() for pattern in (_NUMBERS, _NAMED) for match in pattern.finditer(joined)]
    if len(original) == len(joined):
        found += [match.span() for match in _CAPITALS.finditer(original)]
    for start, end in found:
        if start and kept[start - 1] and not wide[start] and not wide[start - 1]:
            continue  # the end of a name, such as F16
        start += joined[start] == "第"
        number[start:end], starts[start], starts[start + 1 : end] = True, True, False
        starts[end : end + 1] = True
    for match in _ITEM.finditer(joined):
        number[slice(*match.span(1))] = False
    offsets = np.cumsum([0, *(len(text) + 1 for text in folded)])
    offsets[-1] -= bool(folded)
    marks = starts * STARTS + number * IN_NUMBER
    if len(original) == len(joined):
        marks += _named(codes_of(original) != codes, codes, kept, starts, offsets) * NAMED
    places = np.flatnonzero(kept)
    return codes[places], marks[places].astype(np.uint8), np.searchsorted(places, offsets)


def _named(
    capital: NDArray[np.bool_], codes: Codes, kept: NDArray[np.bool_], starts: NDArray[np.bool_], offsets: Offsets
) -> NDArray[np.bool_]:
    """Whether each character begins a name: a word with a capital, after a small letter or a comma and a space.

    In a text in which many words do, as in headlines and in German, no character does: names cannot be told there.
    """
    named = np.zeros(len(codes), dtype=bool)
    follows = (kept[:-2] & ~capital[:-2]) | (codes[:-2] == ord(","))
    named[2:] = capital[2:] & starts[2:] & (codes[1:-1] == ord(" ")) & follows
    names, words = (_before(offsets, each) for each in (named, starts & kept))
    told = np.diff(names) * _WORDS_A_NAME <= np.diff(words)
    return named & np.repeat(told, np.diff(offsets))
