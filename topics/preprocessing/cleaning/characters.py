"""Repairs of single characters: controls, widths, script, punctuation, spaces.

NFKC makes `５Ｇ` 5G and `＋` +, but would also turn Chinese punctuation into ASCII, on which sentence and clause
splitting depend. The marks in `KEPT` are therefore left as they are, and a half-width `, ; : ! ?` behind a Chinese
character becomes full-width, so that each mark has one form.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from topics.preprocessing.cleaning import REPAIRS

KEPT = "，：；！？（）～…①②③④⑤⑥⑦⑧⑨⑩"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f〇"

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffd]"
)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def is_control(character: str) -> bool:
    """Whether `controls` changes the character."""
    return bool(_LINE_END.match(character) or _INVISIBLE.match(character))


@REPAIRS.register("controls", needs=is_control, writes=True)
def controls(text: str) -> tuple[str, int]:
    """Line ends unified; byte-order marks, zero-width, soft-hyphen, replacement and control characters removed.

    >>> controls("工业\\u200b互联网\\r\\n")
    ('工业互联网\\n', 2)
    """
    text, ends = _LINE_END.subn("\n", text)
    text, others = _INVISIBLE.subn("", text)
    return text, ends + others


@cache
def is_wide(character: str) -> bool:
    """Whether `widths` may change the character."""
    return character not in KEPT and (unicodedata.normalize("NFKC", character) != character or _combines(character))


@REPAIRS.register("widths", after="slipped_bytes", needs=is_wide, writes=True)
def widths(text: str) -> tuple[str, int]:
    """NFKC, except for Chinese punctuation. The count is of characters that change by themselves.

    >>> widths("５Ｇ＋工业互联网，（ＡＰＰ）")
    ('5G+工业互联网，（APP）', 6)
    """
    found = set(filter(is_wide, set(text)))
    count = sum(map(text.count, found))
    if any(map(_combines, found)):
        pieces = re.split(f"([{KEPT}]+)", text)
        return "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(pieces)), count
    for character in found:
        text = text.replace(character, unicodedata.normalize("NFKC", character))
    return text, count


def _combines(character: str) -> bool:
    """Whether normalisation can join the character to its neighbour, as it can accents and Korean letters."""
    folded = unicodedata.normalize("NFKC", character)
    return any(unicodedata.combining(c) or "\u1100" <= c <= "\u11ff" for c in folded)


@lru_cache(maxsize=2)
def _converter(kind: str) -> Any:
    import opencc

    return opencc.OpenCC(kind)


@cache
def is_traditional(character: str) -> bool:
    """Whether `simplified` converts a line with this character: its simplified form (opencc, t2s) is another."""
    return character >= "\u3400" and character.isalpha() and str(_converter("t2s").convert(character)) != character


@REPAIRS.register("simplified", after="markup", needs=is_traditional, writes=True, chinese=True, libraries=("opencc",))
def simplified(text: str) -> tuple[str, int]:
    """Traditional characters converted line by line to simplified ones.

    Done with opencc's tw2s, by phrase and then by character; 著力 becomes 着力. A line without a traditional
    character is not converted: the phrases would take 坏 in 一坏 for the other half of 坯.

    >>> simplified("工業互聯網")
    ('工业互联网', 3)
    """
    traditional = set(filter(is_traditional, set(text)))
    if not traditional:
        return text, 0
    lines = text.split("\n")
    after = [line if traditional.isdisjoint(line) else str(_converter("tw2s").convert(line)) for line in lines]
    changes = sum(_differences(a, b) for a, b in zip(lines, after, strict=True) if a is not b)
    return "\n".join(after), changes


def _differences(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before, after, strict=False)) + abs(len(before) - len(after))


_HALF = str.maketrans(",;:!?", "，；：！？")
_BEHIND_HAN = re.compile(rf"(?<=[{HAN}”》）])[,;:!?]")


@REPAIRS.register("punctuation", after="simplified", needs=",;:!?", writes=True, chinese=True)
def punctuation(text: str) -> tuple[str, int]:
    """Half-width marks behind a Chinese character made full-width.

    >>> punctuation("会议指出,比例为3:2;要加快5G, 6G")
    ('会议指出，比例为3:2;要加快5G, 6G', 1)
    """
    return _BEHIND_HAN.subn(lambda m: m.group().translate(_HALF), text)


# The characters are listed, which is five times as fast as `[^\S\n ]`.
_OTHER_SPACE = re.compile("[\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_STRAY = re.compile(rf" (?<=[{HAN}，。；：！？、）”》] )(?=[{HAN}（“《，。；：！？、）”》])")
_MARGIN = re.compile(r"\s*\n\s*")


@REPAIRS.register("spaces", after="punctuation", needs=" \t\n")
def spaces(text: str) -> tuple[str, int]:
    """Spaces between Chinese characters removed, other runs of spaces made one, lines trimmed, empty lines dropped.

    >>> spaces("  推进数 据安全  5G　建设 ")
    ('推进数据安全 5G 建设', 5)
    """
    length = len(text)
    text = _OTHER_SPACE.sub(" ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    text = _STRAY.sub("", text)
    if "\n " in text or " \n" in text or "\n\n" in text:
        text = _MARGIN.sub("\n", text)
    text = text.strip()
    return text, length - len(text)
