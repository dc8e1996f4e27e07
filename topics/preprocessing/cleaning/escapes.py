"""Repairs of what another program wrote: bytes of UTF-8 read as Windows-1252, entities and tags of HTML.

Scraped tables and old exports hold them: `Itâ€™s`, `cafÃ©`, `R&amp;D`, `<em>wind</em> power`. Bytes are put together
again only where no text has such a pair of letters by itself: a whole sequence of UTF-8, and for other scripts two of
them side by side.
"""

import html
import re
from html.entities import name2codepoint

from topics.preprocessing.cleaning import REPAIRS

_BYTES = {chr(code): code for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_NEXT = f"[{''.join(re.escape(c) for c, code in _BYTES.items() if code < 0xC0)}]"
# Behind the first byte of a Western letter, no mark with which a text goes on after a capital: “AMANHÔ, “Â…”. Nor,
# unless the word goes on in small letters, one that is the second byte of a letter too: «AMANHû, MAÇò.
_GOES_ON = "(?![a-zß-ÿÃ])"
_MARK = rf"[“”‘’…–—]|(?<=[A-ZÀ-Þ]Ã)[›»™®¹²]{_GOES_ON}|(?<=[A-ZÀ-Þ]{{2}}Ã)[°³ªº]{_GOES_ON}"
_LETTER = rf"(?!{_MARK}){_NEXT}"
_MISREAD = re.compile(
    rf"â[€\x80‚\x82„\x84]{_NEXT}|(?<![^\W\d_])[ÂÃ]\xa0|Ã(?!\xa0){_LETTER}|(?<![^\W\d_])(?<!«)Â[\xa1-\xbf]"
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
_ENTITY = re.compile(
    rf"&(?:amp;){{0,8}}(?:(?:{_NAMES}|apos|#[0-9]{{2,6}}|#[xX][0-9a-fA-F]{{2,5}});|nbsp(?![a-z0-9;=]))"
)


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


_BREAKS = (
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|head"
    "|header|hr|html|jats:(?:p|sec|title)|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_OTHERS = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|inf|ins|jats:[a-z-]+|kbd|label|mark|mml:[a-z]+|o:p|q|s"
    "|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_VALUE = r"\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'|[^\s\"'<>]{1,2000}"
_TAG = re.compile(
    rf"<(?:(?P<name>{_BREAKS}|{_OTHERS})(?:\s+[\w:.-]{{1,40}}\s*=\s*(?:{_VALUE}))*+\s*/?|/(?:{_BREAKS}|{_OTHERS})\s*)>"
    r"|<(?P<unseen>script|style)\b[^<>]*>(?P<code>(?:(?!</?(?P=unseen)).)*+)</(?P=unseen)\s*>"
    r"|<!--(?:(?!<!--|-->).)*+-->|<!doctype\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"[{};=]|\w\(")  # signs that a program has and a sentence about tags has not
_BREAK = re.compile(rf"</?(?:{_BREAKS})\b", re.IGNORECASE)
_CLOSED = re.compile(r"</([a-z:-]+[1-6]?)\s*>")
_EMPTY = frozenset(("br", "hr", "img", "wbr"))
_ALONE = frozenset((*_EMPTY, "p", "li", "tr", "td", "th", "dd", "dt", "body", "html", "head"))
# What stands beside a tag of which a text speaks: `the <p> tag`, `“<p>”`, `<p> and </p>`.
_SPOKEN_OF = re.compile(r"\s?(?:tags?\b|elements?\b|标签|標籤|标记|標記|元素)", re.IGNORECASE)
_QUOTES = dict(zip("“‘\"'`「『", "”’\"'`」』", strict=True))
_BOTH = re.compile(r"<([a-z]+[1-6]?)>\s*(?:and|or|to|with|[和与與及或到至、,，]|\.{3}|…+)\s*</\1>", re.IGNORECASE)
# Before and behind a tag that the text does not pair: a sentence, a line or another tag ends, or a word goes on.
_BEGINS = re.compile(r"(?:\A|[。！？；.!?;>\n\r][”\"’'）)]*)[ \t]*\Z")
_ENDS = re.compile(r"\s*(?:\Z|<)|[ \t]*[\n\r]")
_INDENT = 200  # characters before a tag that are looked at: a line of a page is indented
_BARE = re.compile(r"</?[A-Za-z:-]+[1-6]?\s*>")
_IN_WORD = re.compile(r"[A-Za-z0-9]")


@REPAIRS.register("tags", after="entities", needs="<", takes="marks")
def tags(text: str) -> tuple[str, int]:
    """Tags of HTML removed, with comments and scripts; those that stand for a break become one.

    A tag that is opened and never closed is what a text says, as `<name>` on a form; so are the tags of which it
    speaks, and what stands between two tags of scripts and is none. In a text without a pair of tags, those that need
    no other are tags only where a sentence or line begins or ends.

    >>> tags("The <em class='hit'>wind</em> power<br/>of <b and c> in CO<sub>2</sub>")
    ('The wind power\\nof <b and c> in CO2', 5)
    >>> tags("<script>f(1)</script>Begin with <script> and end with </script>")
    ('Begin with <script> and end with </script>', 1)
    >>> tags("A row begins with <tr>, a cell with <td>. It is so.<p>Rows are many.")
    ('A row begins with <tr>, a cell with <td>. It is so.\\nRows are many.', 1)
    """
    unpaired = _BOTH.sub("", text).lower()
    opened = [found for found in _TAG.finditer(unpaired) if found["name"]]
    closed = set(_CLOSED.findall(unpaired))
    sure = any(found["name"] in closed or "=" in found.group() for found in opened)
    closed |= _ALONE
    spoken = {place for found in _BOTH.finditer(text) for place in (found.start(), text.rindex("<", 0, found.end()))}
    count = 0

    def without(found: re.Match[str]) -> str:
        nonlocal count
        name = (found["name"] or "").lower()
        said = found["unseen"] and found["code"].strip() and not _CODE.search(found["code"])
        if said or (name and name not in closed) or found.start() in spoken or is_spoken_of(found):
            return found.group()
        if not sure and name not in _EMPTY and _BARE.fullmatch(found.group()) and not _breaks(found):
            return found.group()
        count += 1
        return "\n" if _BREAK.match(found.group()) else ""

    return _TAG.sub(without, text), count


def is_spoken_of(tag: re.Match[str]) -> bool:
    """Whether a text speaks of a tag in it: `the <p> tag`, `“<p>”`."""
    text, start, stop = tag.string, *tag.span()
    quoted = start and _QUOTES.get(text[start - 1]) == text[stop : stop + 1]
    return bool(quoted or _SPOKEN_OF.match(text, stop))


def _breaks(tag: re.Match[str]) -> bool:
    """Whether a tag stands where a sentence, a line or another tag ends, or within a word."""
    text, start, stop = tag.string, *tag.span()
    before = text[max(0, start - _INDENT) : start]
    glued = _IN_WORD.match(before[-1:]) and _IN_WORD.match(text, stop)
    ends = text[start + 1] == "/" and before[-1:].strip() and _ENDS.match(text, stop)
    return bool(glued or ends or _BEGINS.search(before))
