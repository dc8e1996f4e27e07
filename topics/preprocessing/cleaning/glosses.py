"""Glosses: readings in brackets behind a character, found in pages that were converted to traditional characters."""

import re
import unicodedata

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.cleaning.characters import HAN

_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang|i?ong|uang|[iu]?an|[iuü]?e|eng?|ing?|i?ao|u?ai|ia|ua|uo|ei|ou|iu|ui|un|ün|er|[aiouüv])r?"
)
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
LETTERS = f"a-z{TONED}üɡɑ\u0300\u0301\u0304\u0308\u030c"
_GLOSS = re.compile(rf"(?<=[{HAN}])\(([{LETTERS}]{{1,9}})\)")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


@REPAIRS.register("glosses", after="controls", needs=TONED + "\u0300\u0301\u0304\u030c", takes="marks", chinese=True)
def glosses(text: str) -> tuple[str, int]:
    """Glosses removed.

    A bracket is a gloss when it holds one syllable of pinyin. A syllable without its tone mark counts only in a text
    that also has glosses with one.

    >>> glosses("工業(yè)和信息化、轉(zhuǎn)段，客户端(APP)于(2021年)发布")
    ('工業和信息化、轉段，客户端(APP)于(2021年)发布', 2)
    """
    found = [(m, *_syllable(m.group(1))) for m in _GLOSS.finditer(text)]
    if not any(toned and valid for _, toned, valid in found):
        return text, 0
    spans = {m.span() for m, _, valid in found if valid}
    return _GLOSS.sub(lambda m: "" if m.span() in spans else m.group(), text), len(spans)


def is_reading(letters: str) -> bool:
    """Whether the letters are one syllable of pinyin with its tone mark."""
    return all(_syllable(letters))


def _syllable(letters: str) -> tuple[bool, bool]:
    apart = unicodedata.normalize("NFD", letters.replace("ɡ", "g").replace("ɑ", "a"))
    plain = unicodedata.normalize("NFC", _TONES.sub("", apart))
    return bool(_TONES.search(apart)), bool(_SYLLABLE.fullmatch(plain))
