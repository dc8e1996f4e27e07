"""Repairs of single characters: controls, widths, script, punctuation, spaces.

Widths, decided: NFKC makes `５Ｇ` 5G and `＋` +, but would also turn Chinese punctuation into ASCII, on which sentence
and clause splitting depend. The marks in `KEPT` therefore stay, and a half-width `, ; : ! ?` behind a Chinese
character becomes full-width, so that there is one form of each.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

KEPT = "，：；！？（）～…①②③④⑤⑥⑦⑧⑨⑩"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f〇"

_LINE_ENDS = "\r\u2028\u2029\x85\x0b\x0c"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffd]"
)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_LAST_LETTER = 0x2FA20  # no character beyond has a width or script to change


def controls(text: str) -> tuple[str, int]:
    """Line ends made one; byte-order marks, zero-width, soft-hyphen, replacement and control characters removed.

    >>> controls("工业\\u200b互联网\\r\\n")
    ('工业互联网\\n', 2)
    """
    text, ends = _LINE_END.subn("\n", text)
    text, others = _INVISIBLE.subn("", text)
    return text, ends + others


@lru_cache(maxsize=1)
def control_characters() -> frozenset[str]:
    """What `controls` changes."""
    return frozenset(c for c in map(chr, range(0x10000)) if c in _LINE_ENDS or _INVISIBLE.match(c))


def widths(text: str) -> tuple[str, int]:
    """NFKC, Chinese punctuation excepted. The count is of characters that change by themselves.

    >>> widths("５Ｇ＋工业互联网，（ＡＰＰ）")
    ('5G+工业互联网，（APP）', 6)
    """
    found = set(text) & wide_characters()
    count = sum(map(text.count, found))
    if any(map(_combines, found)):
        pieces = re.split(f"([{KEPT}]+)", text)
        return "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(pieces)), count
    for character in found:
        text = text.replace(character, unicodedata.normalize("NFKC", character))
    return text, count


def _combines(character: str) -> bool:
    """Can normalisation join it to its neighbour? Accents and Korean letters can."""
    folded = unicodedata.normalize("NFKC", character)
    return any(unicodedata.combining(c) or "\u1100" <= c <= "\u11ff" for c in folded)


@lru_cache(maxsize=1)
def wide_characters() -> frozenset[str]:
    """What `widths` may change."""
    return frozenset(
        c
        for c in map(chr, range(_LAST_LETTER))
        if c not in KEPT and (unicodedata.normalize("NFKC", c) != c or _combines(c))
    )


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("tw2s")


def simplified(text: str) -> tuple[str, int]:
    """Traditional characters to simplified ones (opencc, tw2s: by phrase, then by character; 著力 is 着力), line by line.

    A line without a traditional character stays: the phrases would take 坏 in 一坏 for the other half of 坯.

    >>> simplified("工業互聯網")
    ('工业互联网', 3)
    """
    lines = text.split("\n")
    traditional = traditional_characters()
    after = [line if traditional.isdisjoint(line) else str(_converter().convert(line)) for line in lines]
    changes = sum(_differences(a, b) for a, b in zip(lines, after, strict=True) if a is not b)
    return "\n".join(after), changes


def _differences(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before, after, strict=False)) + abs(len(before) - len(after))


@lru_cache(maxsize=1)
def traditional_characters() -> frozenset[str]:
    """What makes a line one for `simplified`: characters whose simplified form (opencc, t2s) is another."""
    import opencc

    letters = [chr(c) for c in range(0x3400, _LAST_LETTER) if chr(c).isalpha()]
    after = str(opencc.OpenCC("t2s").convert("\n".join(letters))).split("\n")
    return frozenset(letter for letter, new in zip(letters, after, strict=True) if letter != new)


_HALF = str.maketrans(",;:!?", "，；：！？")
_BEHIND_HAN = re.compile(rf"(?<=[{HAN}”》）])[,;:!?]")


def punctuation(text: str) -> tuple[str, int]:
    """Half-width marks behind a Chinese character, full-width.

    >>> punctuation("会议指出,比例为3:2;要加快5G, 6G")
    ('会议指出，比例为3:2;要加快5G, 6G', 1)
    """
    return _BEHIND_HAN.subn(lambda m: m.group().translate(_HALF), text)


_OTHER_SPACE = re.compile(r"[^\S\n ]")
_STRAY = re.compile(rf" (?<=[{HAN}，。；：！？、）”》] )(?=[{HAN}（“《，。；：！？、）”》])")
_MARGIN = re.compile(r"\s*\n\s*")


def spaces(text: str) -> tuple[str, int]:
    """Spaces between Chinese characters removed, other runs made one, lines trimmed, empty lines dropped.

    >>> spaces("  推进数 据安全  5G　建设 ")
    ('推进数据安全 5G 建设', 5)
    """
    length = len(text)
    if not text.isascii() or "\t" in text:
        text = _OTHER_SPACE.sub(" ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    text = _STRAY.sub("", text)
    if "\n " in text or " \n" in text or "\n\n" in text:
        text = _MARGIN.sub("\n", text)
    text = text.strip()
    return text, length - len(text)
