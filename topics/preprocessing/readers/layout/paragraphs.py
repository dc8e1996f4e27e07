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

from topics.preprocessing.readers.layout.letters import glue
from topics.preprocessing.readers.layout.lines import OTHER_SIZE, Area, Line, Measure, fits
from topics.preprocessing.words.hyphens import WORD, broken_word, is_one_word

_APART = 1.3  # line distances: a wider one parts paragraphs
_MOST_NOTES = 8  # paragraphs at the end of a page
_INDENT = 0.8  # ems
_SENTENCE_END = re.compile(r"[。．.;；:：!！?？…][”’\"')）」』]*$")
_LEADER = re.compile(r"(?:[.．·…]\s?){3,}\s*[\divxl]+$")
_ITEM = re.compile(
    r"(?:[•·●○■□◆◇►▪‣*–—-]\s|[•●○■□◆◇►▪‣①-⑳]|[（(]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[）)、.．](?!\d)\s?"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\s|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条款篇部、，,])"
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
    """The paragraphs of a document, built area by area; `hyphens` are those dropped at line ends.

    At the end of a page or column, a full line that ends a sentence ends its paragraph too, unless paragraphs are told
    by their indentation.
    """

    words: Counter[str]
    ratio: float  # of the distance of lines to their size
    size: float  # of most letters
    done: list[Paragraph] = field(default_factory=list)
    hyphens: list[str] = field(default_factory=list)
    indented: int = 0  # of the paragraphs

    def add(self, area: Area, page: int) -> None:
        """Append the lines of an area, the first of which may continue an earlier paragraph."""
        current: Paragraph | None = None
        for stretch in _stretches(area, self.ratio):
            pitch, measure = _pitch(stretch.lines, self.ratio), stretch.measure
            for n, line in enumerate(stretch.lines):
                before = stretch.lines[n - 1] if n else None
                below = stretch.lines[n + 1] if n + 1 < len(stretch.lines) else None
                inside = before is not None or line is not area.lines[0]
                earlier = current if before else None if inside else self._to_continue(area, page)
                if earlier and self._goes_on(earlier, before, line, below, measure.left, pitch):
                    self._join(earlier, line)
                    earlier.last, earlier.measure, earlier.page = line, measure, page
                    current = earlier  # not the last one, where notes or a box stand between its parts
                else:
                    self.indented += line.x0 > measure.left + _INDENT * line.size
                    current = Paragraph(line.text, line, measure, page, page)
                    self.done.append(current)

    def _to_continue(self, area: Area, page: int) -> Paragraph | None:
        """The last paragraph in this area's size of letters: notes below it on its page do not end it."""
        size = area.lines[0].size
        for paragraph in self.done[: -_MOST_NOTES - 2 : -1]:
            if abs(paragraph.last.size - size) <= OTHER_SIZE * size:
                return paragraph if page - paragraph.page <= 1 else None
            if paragraph.last.size > size or abs(size - self.size) > OTHER_SIZE * self.size:
                return None
        return None

    def _goes_on(
        self, earlier: Paragraph, before: Line | None, line: Line, below: Line | None, left: float, pitch: float
    ) -> bool:
        """Whether a line continues a paragraph; `before` and `below` are its neighbours in its own area."""
        last = earlier.last
        if last.row or line.row or abs(line.size - last.size) > OTHER_SIZE * last.size or _LEADER.search(last.text):
            return False
        broken = broken_word(earlier.text) and line.text[:1].islower()
        if fits(last, line, earlier.measure) and not broken:
            return False
        if _ITEM.match(line.text) and (before is None or _SENTENCE_END.search(last.text)):
            return False
        if before is None:
            ended = _SENTENCE_END.search(last.text) and 2 * self.indented < len(self.done)
            return line.x0 <= left + _INDENT * line.size and not ended
        alone = earlier.text == before.text
        return before.y - line.y <= _APART * pitch and not _steps_in(before, line, below, left, alone=alone)

    def _join(self, paragraph: Paragraph, line: Line) -> None:
        broken, following = broken_word(paragraph.text), WORD.match(line.text)
        if broken and following and line.text[0].islower():
            if is_one_word(self.words, broken, following[0]):
                self.hyphens.append(paragraph.text[-1])
                paragraph.text = paragraph.text[:-1]
            paragraph.text += line.text
        else:
            paragraph.text += glue(paragraph.text, line.text) + line.text


def _steps_in(before: Line, line: Line, below: Line | None, left: float, *, alone: bool) -> bool:
    """Whether a line begins a paragraph by its place; `alone` says that the line before is all of its paragraph."""
    em = _INDENT * line.size
    if line.x0 > before.x0 + em:
        return not (alone and _ITEM.match(before.text))  # an item's further lines hang below its text
    if line.x0 < left - em:
        return before.x0 >= left - em
    both = line.x0 > left + em and abs(line.x0 - before.x0) < em
    return both and alone and below is not None and below.x0 < left + em


def _stretches(area: Area, ratio: float) -> list[Area]:
    """An area in parts between wide gaps and changes of size, each of which may have a measure of its own."""
    pitch = _pitch(area.lines, ratio)
    parts = [[area.lines[0]]]
    for before, line in pairwise(area.lines):
        apart = before.y - line.y > _APART * pitch or abs(before.size - line.size) > OTHER_SIZE * before.size
        if apart:
            parts.append([])
        parts[-1].append(line)
    return [Area(part, area.left, area.right) for part in parts]


def usual_size(areas: Iterable[Area]) -> float:
    """The size of most letters."""
    found: Counter[float] = Counter()
    for area in areas:
        for line in area.lines:
            found[round(line.size, 1)] += len(line.text)
    return found.most_common(1)[0][0] if found else 1.0


def line_ratio(areas: Iterable[Area]) -> float:
    """The usual distance of lines, as a multiple of their size."""
    ratios = [(a.y - b.y) / a.size for area in areas for a, b in pairwise(area.lines) if a.size == b.size and a.y > b.y]
    return median(ratios) if ratios else 1.4


def _pitch(lines: Sequence[Line], ratio: float) -> float:
    steps = [a.y - b.y for a, b in pairwise(lines) if abs(a.size - b.size) < 0.1 and a.y > b.y]
    # The lower quarter: where paragraphs are short, half of all distances are those between paragraphs.
    return sorted(steps)[len(steps) // 4] if len(steps) >= 4 else ratio * lines[0].size
