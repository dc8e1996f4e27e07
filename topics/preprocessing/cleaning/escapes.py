"""Repairs of characters that another program wrote out: bytes of UTF-8 read as Windows-1252, and entities of HTML.

Scraped tables and old exports hold both: `Itâ€™s`, `cafÃ©`, `R&amp;D`. Bytes are put together again only where no
text has such a pair of letters by itself: a whole sequence of UTF-8, and for other scripts two of them side by side.
"""

import html
import re
from html.entities import name2codepoint

from topics.preprocessing.cleaning import REPAIRS

_BYTES = {chr(code): code for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_NEXT = f"[{''.join(re.escape(c) for c, code in _BYTES.items() if code < 0xC0)}]"
# Behind the first byte of a Western letter, no mark with which a text goes on after a capital: “AMANHÔ, “Â…”.
_LETTER = rf"(?![“”‘’…–—]){_NEXT}"
_MISREAD = re.compile(
    rf"â[€\x80‚\x82„\x84]{_NEXT}|(?<![^\W\d_])[ÂÃ]\xa0|Ã(?!\xa0){_LETTER}|(?<![^\W\d_])Â[\xa1-\xbf]"
    rf"|(?:[ã-ïâ]{_NEXT}{_NEXT}){{2,}}|(?:[Ã-ß]{_NEXT}){{3,}}|ð{_NEXT}{{3}}"
)


@REPAIRS.register("misread", needs="".join(map(chr, range(0xC2, 0xF1))), writes=True)
def misread(text: str) -> tuple[str, int]:
    """Letters put together again whose bytes were read as Windows-1252.

    >>> misread("Itâ€™s a cafÃ© for Â£5, «été»…")
    ('It’s a café for £5, «été»…', 3)
    """
    count = 0

    def whole(found: re.Match[str]) -> str:
        nonlocal count
        try:
            text = bytes(map(_BYTES.__getitem__, found.group())).decode()
        except UnicodeDecodeError:
            return found.group()
        count += len(text)
        return text

    return _MISREAD.sub(whole, text), count


_NAMES = "|".join(sorted(name2codepoint, key=len, reverse=True))
_ENTITY = re.compile(rf"&(?:amp;)*(?:(?:{_NAMES}|apos|#[0-9]{{2,6}}|#[xX][0-9a-fA-F]{{2,5}});|nbsp(?![a-z0-9;=]))")


@REPAIRS.register("entities", after="misread", needs="&", writes=True)
def entities(text: str) -> tuple[str, int]:
    """Characters that are written as entities of HTML.

    >>> entities("R&amp;D of Smith&#8217;s&nbsp;firm, AT&T &amp;amp; others")
    ('R&D of Smith’s\\xa0firm, AT&T & others', 4)
    """
    count = 0

    def character(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        text = found.group()
        while (said := html.unescape(text)) != text:
            text = said
        return text

    return _ENTITY.sub(character, text), count
