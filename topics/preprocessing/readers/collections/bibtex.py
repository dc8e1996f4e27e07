"""BibTeX: the entries of a bibliography, their abstracts as texts.

Conventions. A person sees of an entry its type, its key, and the names and values of its fields, with the marks of
LaTeX resolved: {\\"o} is ö, and braces are not shown. Lines above the first entry and below the last are seen too.
Signs between the fields and lines between entries are comments to BibTeX, and are not counted; a @comment, @preamble
or @string holds no article.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from topics.preprocessing.readers.collections.articles import (
    NOT_UNDERSTOOD,
    Article,
    Collection,
    Form,
    mapped_fields,
    quoted,
)
from topics.preprocessing.readers.collections.daylines import iso_day
from topics.preprocessing.readers.steps import ABSTRACT, ARTICLE_RECORD

_ENTRY = re.compile(r"^[ \t]*@([A-Za-z]{2,30})[ \t]*[{(]\s*([^\s,{}\"=]{0,200})\s*,", re.MULTILINE)
_BEGIN = re.compile(r"^[ \t]*@[A-Za-z]{2,30}[ \t]*[{(]", re.MULTILINE)
_STRING = re.compile(r"^[ \t]*@string[ \t]*[{(][ \t]*([\w-]{1,80})[ \t]*=[ \t]*", re.MULTILINE | re.IGNORECASE)
_NAME = re.compile(r"[\s,]*([A-Za-z][\w:.+/-]{0,60})\s*=\s*")
_WORD = re.compile(r"[\w:.+/-]{1,200}")
_SIGN = re.compile(r"(?<!\\)[{}\"]")
_JOIN = re.compile(r"\s*#\s*")
_LONGEST_STRING = 2_000  # characters of a @string
_NO_ENTRIES = frozenset(("comment", "preamble", "string"))
_TEXTS = ("fulltext", "abstract", "摘要")
_FIELDS = {"title": "title", "journal": "source", "journaltitle": "source", "booktitle": "source"}
_SCHOOLS = ("school", "institution", "organization", "publisher")  # the source of what no journal published
_NUMBERS = ("unique-id", "doi", "eid", "pmid")
_ACCENTS = dict(zip("`'^\"~=.uvHckrbd", map(chr, (
    0x300, 0x301, 0x302, 0x308, 0x303, 0x304, 0x307, 0x306, 0x30C, 0x30B, 0x327, 0x328, 0x30A, 0x331, 0x323,
)), strict=True))  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "textquotedblleft": "“", "textquotedblright": "”", "copyright": "©", "ldots": "…", "dots": "…", "textdegree": "°",
    "textregistered": "®", "texttrademark": "™", "pounds": "£", "euro": "€", "S": "§", "P": "¶",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?:([`'^\"~=.])\s*|([uvHckrbd])(?:\s+|(?=\{)))(?:\{\s*(\\[ij]\b|[^\W\d_])?\s*\}|(\\[ij]\b|[^\W\d_]))"
)
_LETTER = re.compile(r"\\([A-Za-z]{1,20})(?![A-Za-z])(?:\s*\{\}|\s+)?")
_STYLE = re.compile(
    r"\\(?:emph|text(?:it|bf|rm|sc|sf|tt|up|sl|sub(?:script)?|super(?:script)?)|mathrm|mathit|mathbf|url|href|em|it|bf)(?![A-Za-z])\s*"
)
_ESCAPED = re.compile(r"\\([&%$#_{}~^ ,;:!/\\-])")


def read_bibtex(lines: Sequence[str]) -> Collection | None:
    """The entries of a bibliography; None where it is none.

    It is one if most lines that begin like an entry do begin one, with a key and a field, and are closed.
    """
    text = "\n".join(lines)
    begins = list(_BEGIN.finditer(text))
    strings = {
        found.group(1).lower(): _piece(text, found.end(), found.end() + _LONGEST_STRING, {})[0]
        for found in _STRING.finditer(text)
    }
    articles: list[Article | None] = []
    losses: list[tuple[str, str]] = []
    for number, begin in enumerate(begins):
        kind = begin.group().strip(" \t@{(").lower()
        if kind in _NO_ENTRIES:
            continue
        end = begins[number + 1].start() if number + 1 < len(begins) else len(text)
        article = _entry(text, begin.start(), end, strings)
        if article is None:
            line = text[begin.start() : end].strip().partition("\n")[0]
            losses.append(("with text", f"{NOT_UNDERSTOOD}; article {len(articles) + 1}{quoted(line)}"))
        articles.append(article)
    if 2 * len(losses) >= len(articles):
        return None
    before, after = text[: begins[0].start()], text.rpartition("}")[2].lstrip(") \t")
    return Collection("BibTeX", articles, before.splitlines(), after.splitlines(), losses)


def _entry(text: str, begin: int, end: int, strings: dict[str, str]) -> Article | None:
    """The article of an entry; None if the entry is not closed before the next, or has no field."""
    head = _ENTRY.match(text, begin)
    if not head:
        return None
    fields = list(_fields(text, head.end(), end, strings))
    if not fields or fields[-1][0]:
        return None
    values = {name.lower(): value for name, value in reversed(fields) if name}
    chosen = next((name for name in _TEXTS if values.get(name)), "")
    article = Article()
    article.take([head.group(1), head.group(2)])
    for name, value in fields[:-1]:
        article.take([name])
        if name.lower() == chosen and value == values[chosen]:
            article.text.append(value)
        else:
            article.take([value], ABSTRACT if name.lower() in _TEXTS else ARTICLE_RECORD)
    article.say("date", _date(values))
    for number in (*(values.get(name, "") for name in _NUMBERS), head.group(2)):
        article.say("part", number)
    if not any(values.get(name) for name in _FIELDS if name != "title"):
        article.say("source", next((values[name] for name in _SCHOOLS if values.get(name)), ""))
    mapped_fields(article, [(n, v) for n, v in fields[:-1] if n.lower() not in _TEXTS], _FIELDS)
    return article


def _date(values: dict[str, str]) -> str:
    if whole := values.get("date", ""):
        return whole
    year = values.get("year", "")
    return iso_day(year, " ".join((values.get("month", ""), values.get("day", ""))).strip()) if year else ""


def _fields(text: str, place: int, end: int, strings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The names and values of an entry's fields, and ("", "") where it is closed."""
    while place < end:
        found = _NAME.match(text, place, end)
        if not found:
            rest = text[place:end].lstrip(" \t\r\n,")
            if rest.startswith(("}", ")")):
                yield "", ""
            return
        value, place = _value(text, found.end(), end, strings)
        if place < 0:
            return
        yield found.group(1), plain(value)


def _value(text: str, place: int, end: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value, of pieces joined by #, and the place behind it; -1 where it does not end."""
    pieces = []
    while True:
        piece, place = _piece(text, place, end, strings)
        pieces.append(piece)
        joined = _JOIN.match(text, place) if place >= 0 else None
        if not joined:
            return "".join(pieces), place
        place = joined.end()


def _piece(text: str, place: int, end: int, strings: dict[str, str]) -> tuple[str, int]:
    opening = text[place : place + 1]
    if opening not in ("{", '"'):
        found = _WORD.match(text, place)
        return (strings.get(found.group().lower(), found.group()), found.end()) if found else ("", -1)
    depth, at = 0, place + 1
    for found in _SIGN.finditer(text, at, end):
        sign = found.group()
        if depth == 0 and sign == ("}" if opening == "{" else '"'):
            return text[at : found.start()], found.end()
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    return "", -1


def plain(value: str) -> str:
    r"""A value as a reader sees it: accents and signs of LaTeX resolved, braces taken out.

    >>> plain(r"{G}{\"o}ttingen \& M{\'\i}guez, \emph{na\"{\i}ve} 5\%")
    'Göttingen & Míguez, naïve 5%'
    """
    if "\\" in value:
        value = _ACCENT.sub(_accented, value)
        value = _STYLE.sub("", value)
        value = _LETTER.sub(lambda found: _LETTERS.get(found.group(1), found.group()), value)
        value = _ESCAPED.sub(lambda found: {"{": "\ue000", "}": "\ue001"}.get(found.group(1), found.group(1)), value)
    value = value.replace("~", " ") if "://" not in value else value  # not of an address
    value = value.replace("{", "").replace("}", "").replace("\ue000", "{").replace("\ue001", "}")
    return value.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _accented(found: re.Match[str]) -> str:
    letter = (found.group(3) or found.group(4) or "").replace("\\", "")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found.group(1) or found.group(2)]) if letter else ""


BIBTEX = Form("BibTeX", ("@",), read_bibtex)
