"""Sixty made documents: two languages, one to three columns, both orders of drawing, five looks."""

from dataclasses import dataclass, replace
from random import Random

from tests.pdf_maker import Block, Known, Producer, Style, file_of, set_pages
from tests.pdf_texts import paragraphs

LANGUAGES, COLUMNS, ORDERS, LOOKS = ("en", "zh"), (1, 2, 3), ("column", "row"), range(5)

_TABLE = {
    "en": (("Region", "Funds", "Year"), ("North", "1,200", "2021"), ("Islands", "310", "2022"), ("Total", "1,510")),
    "zh": (("地区", "资金", "年份"), ("沿海", "1200", "2021"), ("岛屿", "310", "2022"), ("合计", "1510")),
}  # fmt: skip
_SAID = {
    "en": {
        "title": "A plan for the regions", "second": "Part two: care and insurance", "heading": "Aims and means",
        "head": "Official Gazette", "odd": "Ministry of Planning", "even": "Report to the council",
        "foot": ("- {n} -", "Page {n} of {of}", "{n}", "{n} / {of}", "— {n} —"),
        "stamp": "DRAFT COPY 17",
    },
    "zh": {
        "title": "关于推进区域建设的意见", "second": "第二部分养老与保险", "heading": "一、总体要求",
        "head": "国务院公报",
        "odd": "某某省人民政府文件", "even": "工作报告汇编",
        "foot": ("- {n} -", "第{n}页", "{n}", "第 {n} 页 共 {of} 页", "— {n} —"),
        "stamp": "内部资料第17号",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One of the sixty."""

    language: str
    columns: int
    by: str
    look: int
    seed: int = 0

    @property
    def name(self) -> str:
        """What a test is called."""
        return f"{self.language}-{self.columns}-{self.by}-{self.look}"

    def document(self) -> tuple[Known, bytes]:
        """What is known of the document, and its file."""
        known = set_pages(self._blocks(), self._style())
        return known, file_of(known.pages, self._producer())

    def _producer(self) -> Producer:
        latin = self.language == "en"
        plain = Producer(by=self.by)
        looks = (
            plain,
            replace(plain, ligatures=latin),
            replace(plain, letters=True),
            plain,
            replace(plain, spaces=not latin),
        )
        return looks[self.look]

    def _style(self) -> Style:
        said = _SAID[self.language]
        latin = self.language == "en"
        base = Style(columns=self.columns, foot=(said["foot"][self.look],), size=10.5 if self.columns < 3 else 9)
        return (
            replace(base, head=(said["head"],)),
            replace(base, head=(said["odd"], said["even"]), indent=0, between=0.8, justified=not latin),
            replace(base, hyphens=True, head=(said["head"] + " 2021 · {n}",)),
            replace(base, width=842, height=595, rotate=90, pitch=1.7),
            replace(
                base, stamp=said["stamp"], gutter=13, hyphens=True, balanced=False, skew=0 if self.columns == 1 else 4
            ),
        )[self.look]

    def _blocks(self) -> list[Block]:
        said = _SAID[self.language]
        seed = Random(f"{self.name} {self.seed}").randrange(10**6)
        texts = [Block(p) for p in paragraphs(seed, self.language, 26 if self.language == "en" else 36)]
        first, second, third = texts[:8], texts[8:17], texts[17:]
        heading = Block(said["heading"], "heading")
        blocks = [Block(said["title"], "title"), *first, heading, *second]
        if self.look in (0, 2, 4):
            blocks.append(Block(said["second"], "title"))
        if self.look in (1, 3):
            blocks.append(Block(kind="table", rows=_TABLE[self.language]))
        return [*blocks, *third]


def all_cases(seed: int = 0) -> list[Case]:
    """The sixty; with another seed, the same with other texts."""
    return [Case(a, b, c, d, seed) for a in LANGUAGES for b in COLUMNS for c in ORDERS for d in LOOKS]


def distance(one: str, other: str) -> int:
    """The number of characters to insert, drop or change to make one text of the other."""
    import numpy as np

    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    codes = np.array([ord(c) for c in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for n, letter in enumerate(one, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(letter)))
        row = np.minimum.accumulate(np.concatenate(([n], best)) - steps) + steps
    return int(row[-1])


def in_order(text: str, paragraphs: list[str]) -> bool:
    """Whether the paragraphs' beginnings and ends stand in the text in this order."""
    flat, place = "".join(text.split()), 0
    for paragraph in paragraphs:
        squeezed = "".join(paragraph.split())
        for part in (squeezed[:20], squeezed[-20:]):
            found = flat.find(part, place)
            if found < 0:
                return False
            place = found
    return True
