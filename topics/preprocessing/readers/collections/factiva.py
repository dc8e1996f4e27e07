"""Factiva: downloads in the format for display, whose articles end with "Document GRDN000020210315eh3f0001p".

Conventions. An article is: its section, headline and byline (not all need be there), "812 words", the day, a time, the
source, its code, edition, page and language, the copyright, the text, and "Document" with the accession number.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import (
    Article,
    Collection,
    Form,
    add_text,
    blocks,
    lost,
    split_before,
)
from topics.preprocessing.readers.collections.daylines import day_line
from topics.preprocessing.readers.steps import ARTICLE_ENDS, RIGHTS

# A source's code, the day and a rest.
ACCESSION = r"[A-Z][A-Z0-9]{1,7}[0-9a-zA-Z]{0,6}(?:19|20)\d{6}[0-9a-zA-Z]{5,14}"
_END = re.compile(rf"\s*(?:Document|Dokument|Documento|文件|文档|文檔)\s+({ACCESSION})\s*")
_WORDS = re.compile(
    r"\s*\d[\d,. \u2009]{0,9}\s?(?:words?|Wörter|mots|palabras|palavras|parole|woorden|字|个字|個字|單詞|词)\s*",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}:\d\d(?:\s*(?:[AP]M|[A-Z]{3}))?", re.IGNORECASE)
_RIGHTS = re.compile(r"\s*(?:Copyright|©|\(c\)|（c）|版权|版權)(?!\w).*", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"English|German|French|Spanish|Italian|Dutch|Portuguese|Chinese(?: - (?:Simplified|Traditional))?|Japanese|Deutsch"
    r"|Englisch|Anglais|Français|Español|Inglés|Italiano|Português|中文|英文|简体中文|繁體中文",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\s*(?:Page \d{1,5}(?: of \d{1,5})?)?\s*(?:©\s*(?:19|20)\d\d Factiva.*)?\s*", re.IGNORECASE)
_SMALL_WORDS = frozenset(("and", "in", "of", "for", "de", "van", "von", "der", "y", "et", "und", "&"))
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|记者|記者|本报记者|本報記者|文[/／])\W?.{0,80}", re.IGNORECASE)
_MOST_HEADER = 25  # lines between the number of words and the text
_MOST_ABOVE = 8  # lines above the number of words
_SECTION = 4  # words of a name, or characters of a section in Chinese


def read_factiva(lines: Sequence[str]) -> Collection | None:
    """The articles of a download; None where it is none.

    It is one if most of the stretches that end with a document's accession number have a line with nothing but a
    number of words and, on one of the next three lines, the day.
    """
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    stretches = split_before(lines, ends)
    counts = [_words_line(stretch) for stretch in stretches]
    if not ends or 2 * sum(count >= 0 for count in counts) <= len(counts):
        return None
    before: Sequence[str] = ()
    articles: list[Article | None] = []
    losses = []
    for number, (stretch, count) in enumerate(zip(stretches, counts, strict=True)):
        if number == 0 and count >= 0:
            begin = _first_article(stretch, count)
            before, stretch, count = stretch[:begin], stretch[begin:], count - begin
        if count < 0:
            losses.append(lost(number + 1, stretch))
            articles.append(None)
            continue
        article = _article(stretch, count)
        mark = lines[ends[number]]
        if found := _END.fullmatch(mark):
            article.say("part", found.group(1))
        article.take([mark], ARTICLE_ENDS)
        articles.append(article)
    return Collection("Factiva", articles, before, lines[ends[-1] + 1 :], losses)


def _words_line(lines: Sequence[str]) -> int:
    """The line that says how many words the article has, with its day below; -1 for none."""
    for number, line in enumerate(lines):
        if _WORDS.fullmatch(line):
            below = [other for other in lines[number + 1 : number + 8] if other.strip()][:3]
            if any(map(day_line, below)):
                return number
    return -1


def _first_article(lines: Sequence[str], count: int) -> int:
    """The line with which the first article begins, below what the download opens with."""
    above = [number for number in range(count) if lines[number].strip()]
    if len(above) <= _MOST_ABOVE // 2:
        return 0
    parts = blocks(lines[:count])
    # In files with an empty line after each, the headline stands three parts above at most, or else it is one part.
    begins = [begin for begin, end in parts if end - begin <= 2][-2:] if len(parts) > 2 else [parts[-1][0]]
    return begins[0] if begins else parts[-1][0]


def _article(lines: Sequence[str], count: int) -> Article:
    article = Article()
    above = [line.strip() for line in lines[:count] if line.strip()]
    _name(article, above)
    article.take([*above, lines[count]])
    article.add("length", lines[count])
    body = _read_header(article, lines, count + 1)
    add_text(article, lines[body:], _PAGE)
    return article


def _name(article: Article, above: Sequence[str]) -> None:
    """Tell section, headline and byline apart, of which the headline is always there."""
    names = list(above)
    if len(names) > 1 and _BYLINE.fullmatch(names[-1]):
        article.add("author", names.pop().removeprefix("By "))
    if len(names) > 2 or (len(names) == 2 and _is_section(names[0], names[1])):
        article.add("section", names.pop(0))
    if len(names) > 1 and _are_people(names[-1]):
        article.add("author", names.pop())
    article.say("title", " ".join(names))


def _is_section(line: str, below: str) -> bool:
    """Whether a line is a section above the headline, and no headline above people's names."""
    words = len(line.split())
    if not line.isascii():
        return len(line) <= _SECTION and len(line) < len(below)
    return words <= 2 and not (words == 2 and _are_people(below)) and len(below.split()) > words


def _are_people(line: str) -> bool:
    """Whether a line may be the names of those who wrote an article."""
    words = line.replace(",", " ").replace(";", " ").split()
    if not line.isascii():
        return len(line) <= 2 * _SECTION and not re.search(r"\W\s*$", line)
    named = all(word in _SMALL_WORDS or (word[0].isupper() and word[0].isalpha()) for word in words)
    return named and 1 < len(words) <= 2 * _SECTION and not re.search(r"[?!:\"“]", line)


def _read_header(article: Article, lines: Sequence[str], first: int) -> int:
    """Read the lines between the number of words and the text; the line with which the text begins.

    The text begins below the copyright, or below the language where there is none, or else below the source.
    """
    last = source = first
    unnamed: list[str] = []
    filled = [n for n in range(first, min(len(lines), first + _MOST_HEADER)) if lines[n].strip()]
    for number in filled:
        line = lines[number].strip()
        if _RIGHTS.fullmatch(line):
            last = number + 1
            break
        if last > first:  # below the language
            break
        if not article.fields.get("date") and (day := day_line(line)):
            article.say("date", day)
        elif _TIME.fullmatch(line):
            article.add("time", line)
        elif not article.fields.get("source"):
            article.say("source", line)
            source = number + 1
        elif _LANGUAGE.fullmatch(line):
            article.add("language", line)
            last = number + 1
        else:
            unnamed.append(line)
    body = last if last > first else source
    rights = [line for line in lines[first:body] if _RIGHTS.fullmatch(line)]
    article.take(line for line in lines[first:body] if not _RIGHTS.fullmatch(line))
    article.take(rights, RIGHTS)
    if last > first:
        for line in unnamed:
            article.add("edition", line)
    return body


FACTIVA = Form("Factiva", ("document ", "dokument ", "documento ", "文件 ", "文档 ", "文檔 "), read_factiva)
