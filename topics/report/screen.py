"""A table fitted to the width of a screen: no word, number or id is broken, and nothing is left out unsaid.

Columns stand side by side. Where they have no room, the first of these that helps is done: cells and headings are
wrapped at words; columns with one value in all rows are told in a line below; columns that the table's plan leaves out
last are named there; long text goes below its row; the columns stand in parts below each other, each with those that
tell the rows apart; and each row becomes a block of names and values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from topics.report.plans import Plan
from topics.report.strips import SideBySide, Strip, in_parts, side_by_side, without_wrapping
from topics.report.wrapping import LONGEST, least_width, width, wrap
from topics.wording import MISSING, listed

_INDENT = "  "
_BESIDE = 40  # columns that a sentence needs to stand beside the name of its row


@dataclass(frozen=True)
class Sheet:
    """A table as text.

    `labels`: the number of leading strips that tell the rows apart. `headings`: the block of each row, or () for none.
    `under`: strips whose cells stand below their rows, and `moved`: those that do for want of room. `left_out` and
    `same` are told below the table. `colon` stands between the name of a column and its cell.
    """

    strips: tuple[Strip, ...]
    labels: int
    headings: tuple[str, ...] = ()
    under: tuple[Strip, ...] = ()
    moved: tuple[Strip, ...] = ()
    left_out: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    colon: str = ": "

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return len(self.strips[0].cells)

    def blocks(self) -> Iterator[tuple[str, list[int]]]:
        """The heading of each block, and its rows; one block without a heading where the table has none."""
        for heading, rows in groupby(range(self.n_rows), key=lambda row: self.headings[row] if self.headings else ""):
            yield heading, list(rows)

    def told(self, row: int) -> list[str]:
        """The texts below a row, each after the name of its column where there are several."""
        named = (*(self.under if len(self.under) > 1 else ()), *self.moved)
        return [
            f"{strip.name}{self.colon}{strip.cells[row]}" if strip in named else strip.cells[row]
            for strip in (*self.under, *self.moved)
            if strip.cells[row]
        ]

    def is_text(self, row: int) -> bool:
        """Whether a row is nothing but its name and one text."""
        return len(self.told(row)) == 1 and not any(strip.cells[row] for strip in self.strips[self.labels :])


def sheet(strips: Mapping[str, Strip], plan: Plan) -> Sheet:
    """A table as text, from its columns by the names of the data, by its plan."""
    rest = dict(strips)
    headings = rest.pop(plan.block).cells if plan.block in rest and len(rest) > 1 else ()
    texts = [rest.pop(name) for name in plan.under if name in rest and len(rest) > 1]
    beside, under = tuple(rest.values()), tuple(strip for strip in texts if any(strip.cells))
    return Sheet(beside, _labels(beside, headings), headings, under, colon="：" if plan.language == "zh" else ": ")


def lines(of: Sheet, plan: Plan, room: int) -> list[str]:
    """The lines of a table in a window of `room` columns; a word that is wider stands whole on a line of its own."""
    inner = room - (len(_INDENT) if of.headings else 0)
    for fitted, forms in ((without_wrapping, _shorter(of, plan)), (side_by_side, _candidates(of, plan))):
        for candidate in forms:
            if found := fitted(candidate.strips, inner):
                return [*_in_blocks(candidate, [found], room), *_foot(candidate, room, plan.language)]
    of = candidate
    if parts := in_parts(of.strips, of.labels, inner):
        return [*_in_blocks(of, parts, room), *_foot(of, room, plan.language)]
    return [*_one_by_one(of, room), *_foot(of, room, plan.language)]


def _labels(strips: Sequence[Strip], headings: Sequence[str]) -> int:
    """The number of leading strips in which no two rows of a block are alike; 1 if all are needed."""
    for n in range(1, len(strips)):
        rows = list(zip(*(strip.cells for strip in strips[:n]), *([headings] if headings else []), strict=True))
        if len(set(rows)) == len(rows):
            return n
    return 1


def _shorter(of: Sheet, plan: Plan) -> Iterator[Sheet]:
    """The table, and then with ever fewer columns: those that tell nothing apart, and those that are left out last."""
    yield of
    told = {place for place, strip in enumerate(of.strips) if place < of.labels or len(set(strip.cells)) > 1}
    if of.n_rows > 2 and of.labels < len(told) < len(of.strips):
        gone = [strip for place, strip in enumerate(of.strips) if place not in told]
        same = tuple(f"{strip.name}{of.colon}{strip.cells[0]}" for strip in gone if strip.cells[0] not in ("", MISSING))
        of = replace(of, strips=tuple(of.strips[place] for place in sorted(told)), same=same)
        yield of
    for name in (name.replace("_", " ") for name in plan.last):
        rest = tuple(strip for place, strip in enumerate(of.strips) if strip.name != name or place < of.labels)
        if len(rest) < len(of.strips):
            of = replace(of, strips=rest, left_out=(*of.left_out, name))
            yield of


def _candidates(of: Sheet, plan: Plan) -> Iterator[Sheet]:
    """The shorter forms of the table, and the shortest one with ever more of its long texts below its rows."""
    for shorter in _shorter(of, plan):
        of = shorter
        yield of
    while prose := [strip for strip in of.strips[of.labels :] if strip.is_prose]:
        if len(of.strips) - 1 == of.labels:
            return
        widest = max(prose, key=lambda strip: strip.snug)
        of = replace(of, strips=tuple(strip for strip in of.strips if strip is not widest), moved=(*of.moved, widest))
        yield of


def _in_blocks(of: Sheet, parts: Sequence[SideBySide], room: int) -> list[str]:
    """The rows, under the headings of their blocks if they have such; several parts stand below each other."""
    pad = _INDENT if of.headings else ""
    drawn: list[str] = [] if len(parts) > 1 else [pad + line for line in parts[0].header()]
    for number, (heading, rows) in enumerate(of.blocks()):
        body = _in_parts(of, rows, parts, room)
        drawn += [*([""] if number else []), *(wrap(heading, room) if heading else [])]
        drawn += [pad + line if line else "" for line in body]
    return drawn


def _in_parts(of: Sheet, rows: Sequence[int], parts: Sequence[SideBySide], room: int) -> list[str]:
    """Some rows, part below part; the only part has its headings above all blocks."""
    drawn: list[str] = []
    for number, part in enumerate(parts):
        drawn += [*([""] if number else []), *(part.header() if len(parts) > 1 else [])]
        drawn += [
            line for row in rows for line in _row(of, row, part, room, told=of.told(row) if part is parts[0] else [])
        ]
    return drawn


def _row(of: Sheet, row: int, part: SideBySide, room: int, told: Sequence[str]) -> list[str]:
    """One row and its texts below it; a row that is nothing but a text has it beside its name."""
    inner = room - (len(_INDENT) if of.headings else 0)
    beside = inner - sum(own + part.gap for own in part.widths[: of.labels])
    if told and of.is_text(row) and beside >= max(_BESIDE, least_width(told[0])):
        return part.row_with_text(row, of.labels, wrap(told[0], beside))
    hanging = len(_INDENT) if len(told) > 1 else 0
    below = [line for text in told for line in wrap(text, inner - len(_INDENT), hanging)]
    return [*part.row(row), *(_INDENT + line for line in below)]


def _one_by_one(of: Sheet, room: int) -> list[str]:
    """Each row as a block of names and values, for a table of which not even two columns have room side by side."""
    drawn: list[str] = []
    strips = (*of.strips, *of.under, *of.moved)
    beside = min(LONGEST, max(width(strip.name) for strip in strips if strip.name)) + len(_INDENT)
    for row in range(of.n_rows):
        drawn += [""] if row else []
        if of.headings and of.headings[row]:
            drawn += wrap(of.headings[row], room)
        for strip in strips:
            name, cell = strip.name, strip.cells[row]
            alone = room - beside < width(cell) <= room - len(_INDENT)  # has room whole on a line of its own
            if width(name) < beside and not alone and max(map(width, wrap(cell, room - beside))) <= room - beside:
                first, *more = wrap(cell, room - beside)
                drawn += [(name + " " * (beside - width(name)) + first).rstrip()]
                drawn += [" " * beside + line for line in more]
            else:
                drawn += [*wrap(name, room), *(_INDENT + line for line in wrap(cell, room - len(_INDENT)))]
    return drawn


_FOOT = {
    "en": ("The same in all rows: {}.", "; ", "Left out for want of room: {}; --csv has them."),
    "zh": ("各行相同：{}。", "；", "因宽度所限略去：{}；见 --csv。"),
}


def _foot(of: Sheet, room: int, language: str) -> list[str]:
    """What is the same in all rows, and what is left out for want of room."""
    same, stop, left_out = _FOOT[language]
    names = "、".join(of.left_out) if language == "zh" else listed(of.left_out)
    told = [
        *([same.format(stop.join(of.same))] if of.same else []),
        *([left_out.format(names)] if of.left_out else []),
    ]
    return [line for sentence in told for line in wrap(sentence, room)]
