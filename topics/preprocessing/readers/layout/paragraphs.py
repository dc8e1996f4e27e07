"""Paragraphs from the lines of pages: lines joined where a paragraph runs on, hyphens at line ends judged by the words.

Conventions. A line is *full* when the first word of the next one did not fit on it. A paragraph ends at a line that is
not full, and before a line that is indented, begins like an item of a list, is set in another size, or stands apart.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from topics.preprocessing.readers.layout.columns import Area, Line, Measure, fits
from topics.preprocessing.readers.layout.letters import CHINESE

_APART = 1.3  # line distances: a wider one parts paragraphs
_OTHER_SIZE = 0.12  # as a share; less is a font's own measure
_MOST_NOTES = 8  # paragraphs at the end of a page
_INDENT = 0.8  # ems
_SENTENCE_END = re.compile(r"[。．.;；:：!！?？…][”’\"')）」』]*$")
_LEADER = re.compile(r"(?:[.．·…]\s?){3,}\s*[\divxl]+$")
_ITEM = re.compile(
    r"(?:[•·●○■□◆◇►▪‣*–—-]\s|[•●○■□◆◇►▪‣①-⑳]|[（(]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[）)、.．](?!\d)\s?|\d{1,2}(?:\.\d{1,2}){1,3}\s"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条款篇部、，,])"
)
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset(
    "anti co counter de dis extra fore hyper in inter mis non out over pre pro re semi sub super trans ultra un under up"
    .split()
)


@dataclass
class Paragraph:
    """A paragraph with its last line, and what decides whether the next area continues it."""

    text: str
    last: Line
    measure: Measure
    page: int
    first_page: int


@dataclass
class Paragraphs:
    """The paragraphs of a document, built area by area; `hyphens` are those dropped at line ends."""

    words: Counter[str]
    ratio: float  # of the distance of lines to their size
    size: float  # of most letters
    done: list[Paragraph] = field(default_factory=list)
    hyphens: list[str] = field(default_factory=list)

    def add(self, area: Area, page: int) -> None:
        """Append the lines of an area, the first of which may continue an earlier paragraph."""
        pitch, measure = _pitch(area.lines, self.ratio), area.measure
        for n, line in enumerate(area.lines):
            before = area.lines[n - 1] if n else None
            below = area.lines[n + 1] if n + 1 < len(area.lines) else None
            earlier = self.done[-1] if before else self._to_continue(area, page)
            goes_on = self._goes_on(earlier, before, line, below, measure.left, pitch) if earlier else False
            if earlier and goes_on:
                self._join(earlier, line)
                earlier.last, earlier.measure, earlier.page = line, measure, page
            else:
                self.done.append(Paragraph(line.text, line, measure, page, page))

    def _to_continue(self, area: Area, page: int) -> Paragraph | None:
        """The last paragraph in this area's size of letters: notes below it on its page do not end it."""
        size = area.lines[0].size
        for paragraph in self.done[: -_MOST_NOTES - 2 : -1]:
            if abs(paragraph.last.size - size) <= _OTHER_SIZE * size:
                return paragraph if page - paragraph.page <= 1 else None
            if paragraph.last.size > size or size < (1 - _OTHER_SIZE) * self.size or size > (1 + _OTHER_SIZE) * self.size:
                return None
        return None

    def _goes_on(
        self, earlier: Paragraph, before: Line | None, line: Line, below: Line | None, left: float, pitch: float
    ) -> bool:
        last = earlier.last
        if last.row or line.row or abs(line.size - last.size) > _OTHER_SIZE * last.size or _LEADER.search(last.text):
            return False
        broken = _BROKEN.search(earlier.text) and line.text[:1].islower()
        if fits(last, line, earlier.measure) and not broken:
            return False
        if _ITEM.match(line.text) and _SENTENCE_END.search(last.text):
            return False
        em = line.size
        indented = line.x0 > left + _INDENT * em
        if before is None:
            return not indented and not _ITEM.match(line.text)
        if before.y - line.y > _APART * pitch:
            return False
        if line.x0 > before.x0 + _INDENT * em:
            return bool(_ITEM.match(before.text)) and before.text == earlier.text
        returns = below is not None and below.x0 < line.x0 - _INDENT * em and below.x0 < left + _INDENT * em
        if indented and abs(line.x0 - before.x0) < _INDENT * em and (returns or _SENTENCE_END.search(last.text)):
            return earlier.text != before.text or _ITEM.match(before.text) is None and not returns and not _SENTENCE_END.search(last.text)
        return line.x0 > left - _INDENT * em or before.x0 < left - _INDENT * em

    def _join(self, paragraph: Paragraph, line: Line) -> None:
        broken = _BROKEN.search(paragraph.text)
        following = _WORDS.match(line.text)
        if broken and following and line.text[0].islower():
            if self._is_one_word(broken[1], following[0]):
                self.hyphens.append(paragraph.text[-1])
                paragraph.text = paragraph.text[:-1]
            paragraph.text += line.text
        else:
            paragraph.text += _glue(paragraph.text, line.text) + line.text

    def _is_one_word(self, before: str, after: str) -> bool:
        """Whether the hyphen between two parts only broke the line.

        The document's other words say so; where none has the whole with or without a hyphen, two parts that are words
        of the document by themselves keep it, unless the first is a prefix.
        """
        before, after = before.lower(), after.lower()
        one, two = self.words[before + after], self.words[f"{before}-{after}"]
        if one or two:
            return one >= two
        return before in _PREFIXES or not (self.words[before] and self.words[after])


def known_words(lines: Iterable[str]) -> Counter[str]:
    """The words of lines, in lower case; not those that a line end may have cut."""
    found: Counter[str] = Counter()
    cut = False
    for line in lines:
        words = _WORDS.findall(line.lower())
        ends = bool(_BROKEN.search(line))
        found.update(words[1 if cut else 0 : len(words) - 1 if ends else None])
        cut = ends
    return found


def usual_size(areas: Iterable[Area]) -> float:
    """The size of most letters."""
    found: Counter[float] = Counter()
    for area in areas:
        for line in area.lines:
            found[round(line.size, 1)] += len(line.text)
    return found.most_common(1)[0][0] if found else 1.0


def line_ratio(areas: Iterable[Area]) -> float:
    """The usual distance of lines, as a multiple of their size."""
    ratios = [
        (a.y - b.y) / a.size for area in areas for a, b in pairwise(area.lines) if a.size == b.size and a.y > b.y
    ]
    return median(ratios) if ratios else 1.4


def _pitch(lines: Sequence[Line], ratio: float) -> float:
    steps = [a.y - b.y for a, b in pairwise(lines) if abs(a.size - b.size) < 0.1 and a.y > b.y]
    return median(steps) if len(steps) >= 4 else ratio * lines[0].size


def _glue(before: str, after: str) -> str:
    """A space between words; nothing beside Chinese characters, nor beside a figure within Chinese text."""
    if CHINESE.match(before[-1:]) or CHINESE.match(after[:1]) or before.endswith(("-", "\u2010", "/")):
        return ""
    figures = before[-1:].isdigit() or after[:1].isdigit()
    return "" if figures and CHINESE.search(before[-12:]) and CHINESE.search(after[:12]) else " "
