"""The recognition of files that hold many articles.

Conventions. A form is recognised by marks that belong to every article, as the `read` function of each form says; words
such as "End of Document" in running text make no collection, nor does a record that an article shows as an example. A
file with marks of articles that is of no form is told, since it would be one document under one date.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from topics.preprocessing.dating.header import bare_day
from topics.preprocessing.dating.label_words import DATE, PLACE, PROMULGATION, PUBLICATION
from topics.preprocessing.dating.labels import label_pairs
from topics.preprocessing.readers.collections.articles import Collection, Form, quoted
from topics.preprocessing.readers.collections.bibtex import BIBTEX
from topics.preprocessing.readers.collections.daylines import day_line, day_opening
from topics.preprocessing.readers.collections.factiva import FACTIVA
from topics.preprocessing.readers.collections.factiva_codes import FACTIVA_CODES
from topics.preprocessing.readers.collections.labelled import BLOCKS, CNKI, NOTE_EXPRESS, PKULAW
from topics.preprocessing.readers.collections.nexis import NEXIS
from topics.preprocessing.readers.collections.nexis_numbered import NUMBERED
from topics.preprocessing.readers.collections.pkulaw_texts import PKULAW_TEXTS
from topics.preprocessing.readers.collections.proquest import PROQUEST
from topics.preprocessing.readers.collections.tagged import ENDNOTE, PUBMED, REFWORKS, RIS, WEB_OF_SCIENCE
from topics.preprocessing.readers.collections.wisenews import WISENEWS
from topics.preprocessing.sentences import sentences

LOOKS_LIKE_MANY = "the file looks like a collection of articles, and is read as one document"
FORMS: tuple[Form, ...] = (
    NEXIS, NUMBERED, FACTIVA_CODES, FACTIVA, PROQUEST, RIS, WEB_OF_SCIENCE, PUBMED, ENDNOTE, REFWORKS, BIBTEX, CNKI,
    NOTE_EXPRESS, PKULAW, PKULAW_TEXTS, WISENEWS, BLOCKS,
)  # fmt: skip
_REFERENCES = (RIS, WEB_OF_SCIENCE, PUBMED, ENDNOTE, REFWORKS, BIBTEX)
_FEWEST_AROUND = 2  # sentences
_FEWEST = 3  # marks of articles of which it is told
# Marks that stand once in each article of some collection, by kind; the first words of each say when to look for it.
_MARKS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    ((" of ", "/", " von ", " sur "), re.compile(
        r"\s*(?:(?:document|article|record|item|dokument|文献|文章|记录)\s*#?\s*\d{1,6}\s*(?:of|/|von|sur|de)\s*\d{1,6}"
        r"|\d{1,6}\s*(?:of|/|von|sur|de)\s*\d{1,6}\s+(?:documents?|articles?|records?|results?|dokumenten?))\s*",
        re.IGNORECASE)),
    (("end of document",), re.compile(r"\W*end of document\W*", re.IGNORECASE)),
    (("document id", "accession number", "load-date", "文章编号", "文章編號"), re.compile(
        r"\s*(?:proquest )?(?:document id|accession number|load-date|文章编号|文章編號)\s*[:：].{1,80}",
        re.IGNORECASE)),
    (("发布日期", "公布日期", "发布时间", "發布日期", "發佈日期", "发表时间", "publication date", "published",
      "date:"), re.compile(
        r"\W*(?:发布日期|公布日期|发布时间|發布日期|發佈日期|发表时间|publication date|published(?: on| at)?"
        r"|date(?=:\s*(?:mon|tue|wed|thu|fri|sat|sun),))\W*[:：\s].{0,16}(?:19|20)\d\d.{0,40}", re.IGNORECASE)),
)  # fmt: skip
_DATED = re.compile(r"^.{0,60}(?:19|20)\d\d.{0,40}$", re.MULTILINE)  # a line that may be little else than a day
_TITLED = re.compile(r"\W*(?:标题|标題|篇名|题名|標題|題名|title|headline)\W{0,2}[:：】\]].{1,120}", re.IGNORECASE)
_RECORD = 8  # lines from the title of a record to its year
_RIGHTS = re.compile(r"\s*(?:copyright|©|\(c\)|版权所有).{0,80}(?:19|20)\d\d.{0,120}", re.IGNORECASE)


def collection_in(text: str, *, only_records: bool = False) -> Collection | None:
    """The articles of a text that is a collection of one of `FORMS`; None for other texts.

    With `only_records`, as in bibliographies, what stands around the records is comment, however long.

    >>> collection_in("An essay that mentions End of Document once.")
    """
    lowered = f"\n{text}".lower()
    lines: list[str] = []
    for form in FORMS:
        if any(sign in lowered for sign in form.signs):
            lines = lines or text_lines(text)
            found = form.read(lines)
            if found and (only_records or not _shows_examples(form, found)):
                return found
    return None


def _shows_examples(form: Form, found: Collection) -> bool:
    """Whether the records are examples in an article: more sentences run above them than there are records.

    The cover of a download has a sentence about rights or two, and rarely one for each article. What stands below may
    be an article without its end, but nothing stands below records of literature.
    """
    around = (*found.before, "", *(found.after if form in _REFERENCES else ()))
    running = len(sentences("\n".join(around)))
    return running >= _FEWEST_AROUND and running > len(found.articles)


def looks_like_many(text: str) -> list[tuple[str, str]]:
    """The loss that is recorded for a text with marks of several articles in no known form; none for other texts.

    There must be three marks of one kind, such as "Document 2 of 9", 发布日期：2021-03-05, or a day below a title, with
    running sentences between each two of them.
    """
    lowered = text.lower()
    patterns = [mark for signs, mark in _MARKS if sum(map(lowered.count, signs)) >= _FEWEST]
    with_rights = sum(map(lowered.count, ("copyright", "©", "(c)", "版权所有"))) >= _FEWEST
    dated = len(_DATED.findall(text)) >= _FEWEST
    if not (patterns or with_rights or dated):
        return []
    lines = text_lines(text)
    kinds = [[n for n, line in enumerate(lines) if mark.fullmatch(line)] for mark in patterns]
    if with_rights:
        days = [n for n, line in enumerate(lines) if day_line(line)]
        kinds.append([n for n, line in enumerate(lines) if _RIGHTS.fullmatch(line)] if len(days) >= _FEWEST else [])
    if dated:
        kinds += [_below_titles(lines), _titles(lines)]
    for found in kinds:
        if len(found) >= _FEWEST and _are_apart(lines, found):
            place = f"{len(found)} lines such as {quoted(lines[found[0]]).removeprefix(', ')}"
            return [("text", f"{LOOKS_LIKE_MANY}; {place}")]
    return []


def _below_titles(lines: Sequence[str]) -> list[int]:
    """The lines that say a day, bare or behind a label, where no running text stands above; those of several days."""
    written = [n for n, line in enumerate(lines) if line.strip()]
    found = [
        n for above, n in pairwise([-1, *written]) if _DATED.fullmatch(lines[n]) and _is_day_of_article(lines, above, n)
    ]
    return found if len({lines[n].strip() for n in found}) > 1 else []


def _is_day_of_article(lines: Sequence[str], above: int, n: int) -> bool:
    if above >= 0 and sentences(lines[above]):
        return False
    if bare_day(lines[n]) or (day_opening(lines[n]) and not sentences(lines[n])):
        return True
    around, _ = label_pairs(lines[max(0, n - 2) : n + 3])
    event = any(pair.kind == PLACE for pair in around)
    kinds = (PUBLICATION, PROMULGATION) if event else (PUBLICATION, PROMULGATION, DATE)
    return any(pair.kind in kinds for pair in label_pairs([lines[n]])[0])


def _titles(lines: Sequence[str]) -> list[int]:
    """The lines with the label of a title and a year in the record below."""
    found = [n for n, line in enumerate(lines) if _TITLED.fullmatch(line)]
    return [n for n in found if any(map(_DATED.fullmatch, lines[n + 1 : n + _RECORD]))]


def _are_apart(lines: Sequence[str], marks: Sequence[int]) -> bool:
    """Whether running sentences stand between most marks and the next."""
    between = [bool(sentences("\n".join(lines[a + 1 : b]))) for a, b in pairwise(marks)]
    return sum(between) >= _FEWEST - 1 and 2 * sum(between) > len(between)


def text_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
