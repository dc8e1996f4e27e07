"""Repairs of single characters: controls, apostrophes and hyphens, widths, script, punctuation, spaces.

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


@REPAIRS.register("controls", after="tags", needs=is_control, writes=True)
def controls(text: str) -> tuple[str, int]:
    """Line ends unified; byte-order marks, zero-width, soft-hyphen, replacement and control characters removed.

    >>> controls("工业\\u200b互联网\\r\\n")
    ('工业互联网\\n', 2)
    """
    text, ends = _LINE_END.subn("\n", text)
    text, others = _INVISIBLE.subn("", text)
    return text, ends + others


_BEFORE = rf"(?<=[^\W\d_].)(?<![{HAN}].)"  # behind a mark: a letter of a script that is set with such marks
_BEHIND = rf"(?=[^\W\d_])(?![{HAN}])"
_CHINESE = f"{HAN}，。、；：！？（）“”《》「」『』（）…—"
# Each begins with a class of marks, which passes over other text quickly.
_APOSTROPHE = re.compile(
    rf"[’ʼ＇‛](?:{_BEFORE}(?![{_CHINESE}])|(?<![{_CHINESE}].){_BEHIND})|[´`′‘]{_BEFORE}{_BEHIND}", re.DOTALL
)
_HYPHEN = re.compile(rf"[‐‑‒−](?:{_BEFORE}|{_BEHIND})", re.DOTALL)


@REPAIRS.register("typography", after="slipped_bytes", needs="’ʼ＇‛‘´`′‐‑‒−", writes=True)
def typography(text: str) -> tuple[str, int]:
    """Apostrophes and hyphens next to letters made ' and -; quotation marks around Chinese stay as they are.

    >>> typography("workers’ rights, don’t, e‑commerce; ‘数字’平台，“5G”")
    ("workers' rights, don't, e-commerce; ‘数字’平台，“5G”", 3)
    """
    text, apostrophes = _APOSTROPHE.subn("'", text)
    text, hyphens = _HYPHEN.subn("-", text)
    return text, apostrophes + hyphens


_MAY_BE_WIDE = re.compile("[^\x00-\x7f\u4e00-\u9fff]")  # no ASCII character is, nor any common ideograph


@cache
def is_wide(character: str) -> bool:
    """Whether `widths` may change the character."""
    return character not in KEPT and (unicodedata.normalize("NFKC", character) != character or _combines(character))


@REPAIRS.register("widths", after="typography", needs=is_wide, writes=True)
def widths(text: str) -> tuple[str, int]:
    """NFKC, except for Chinese punctuation. The count is of characters that change by themselves.

    >>> widths("５Ｇ＋工业互联网，（ＡＰＰ）")
    ('5G+工业互联网，（APP）', 6)
    """
    found = set(filter(is_wide, set(_MAY_BE_WIDE.findall(text))))
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


@lru_cache(maxsize=8)
def _converter(kind: str) -> Any:
    import opencc

    return opencc.OpenCC(kind)


def forget_converters() -> None:
    """Free the dictionaries of opencc, some 45 MB; the next conversion reads its own again in some 40 ms."""
    _converter.cache_clear()


_HONG_KONG = dict(zip("敍枱粧糭衞衹", "叙台妆粽卫只", strict=True))  # what t2s and tw2s leave of Hong Kong's characters


_TO_SIMPLIFIED = str.maketrans(_HONG_KONG)


@cache
def is_traditional(character: str) -> bool:
    """Whether the character has a different simplified form (opencc, t2s)."""
    if character in _HONG_KONG:
        return True
    return character >= "\u3400" and character.isalpha() and str(_converter("t2s").convert(character)) != character


@cache
def evidence(character: str) -> int:
    """1 for a character that only traditional script has, -1 for one that only simplified has, else 0.

    The national character sets decide: GB 2312 of the mainland holds 乾, 後 and 於, which are in simplified names; Big5
    of Taiwan holds 后, 里 and 干. These tell nothing.

    >>> [evidence(character) for character in "網发乾后中"]
    [1, -1, 0, 0, 0]
    """
    if character < "\u3400" or not character.isalpha():
        return 0
    if is_traditional(character):
        return 0 if _is_in(character, "gb2312") else 1
    simplified_only = str(_converter("s2t").convert(character)) != character and not _is_in(character, "big5")
    return -1 if simplified_only else 0


def _is_in(character: str, character_set: str) -> bool:
    try:
        character.encode(character_set)
    except UnicodeEncodeError:
        return False
    return True


def in_simplified(text: str) -> str:
    """The text in simplified characters, whatever script it is in: opencc's tw2s, by phrase and then by character.

    A line without a traditional character stays: the phrases would take 坏 in 一坏 for the other half of 坯.

    >>> in_simplified("著力推進乾隆時期乾燥的資料")
    '着力推进乾隆时期干燥的资料'
    """
    if "\n" in text:
        return "\n".join(map(in_simplified, text.split("\n")))
    if not any(map(is_traditional, text)):
        return text
    return str(_converter("tw2s").convert(text.translate(_TO_SIMPLIFIED)))


@cache
def scripts_of(letter: str) -> frozenset[str]:
    """A letter and its simplified forms (opencc, t2s and tw2s): letters that may be one in two scripts share a form.

    >>> sorted(scripts_of("著")), sorted(scripts_of("a"))
    (['着', '著'], ['a'])
    """
    if letter < "\u3400":
        return frozenset({letter})
    return frozenset({letter, *(str(_converter(kind).convert(letter)) for kind in ("t2s", "tw2s"))})


def in_traditional(text: str) -> tuple[str, ...]:
    """The text in the traditional characters of opencc, of Taiwan and of Hong Kong, each once.

    >>> in_traditional("里面"), in_traditional("工业")
    (('裏面', '裡面'), ('工業',))
    """
    return tuple(dict.fromkeys(str(_converter(kind).convert(text)) for kind in ("s2t", "s2tw", "s2hk")))


_QUOTED = 5  # characters that only traditional script has, in a line that a simplified document quotes


@REPAIRS.register("simplified", after="markup", needs=is_traditional, writes=True, chinese=True, libraries=("opencc",))
def simplified(text: str) -> tuple[str, int]:
    """A document in traditional script converted to simplified characters, see `in_simplified`.

    A document is traditional if the characters that only traditional script has outnumber those that only simplified
    has; a line of it that is clearly simplified stays. In any other document the traditional characters belong to names
    and quotations, and only lines that are wholly traditional, with `_QUOTED` such characters, are converted.

    >>> simplified("工業互聯網"), simplified("吉林省乾安县发展互联网"), simplified("乾縣發展乾燥設備")
    (('工业互联网', 3), ('吉林省乾安县发展互联网', 0), ('乾县发展干燥设备', 5))
    """
    lines = text.split("\n")
    counts = [_by_script(line) for line in lines]
    document = sum(new for new, _ in counts) > sum(old for _, old in counts)
    after = [
        in_simplified(line) if (old <= new if document else new >= _QUOTED and not old) else line
        for line, (new, old) in zip(lines, counts, strict=True)
    ]
    changes = sum(_differences(a, b) for a, b in zip(lines, after, strict=True) if a is not b)
    return "\n".join(after), changes


def _by_script(text: str) -> tuple[int, int]:
    """The characters of a text that only traditional script has, and those that only simplified has."""
    values = list(map(evidence, text))
    return values.count(1), values.count(-1)


def _differences(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before, after, strict=False)) + abs(len(before) - len(after))


_HALF = str.maketrans(",;:!?", "，；：！？")
_BEHIND_HAN = re.compile(rf"[,;:!?](?<=[{HAN}”》）].)")  # begins with what the search can jump to


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
        text = "\n".join(filter(None, map(str.strip, text.split("\n"))))
    text = text.strip()
    return text, length - len(text)
