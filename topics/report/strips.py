"""Columns of text side by side: how wide each has to be, and the lines of their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from topics.report.wrapping import LONGEST, least_width, width, wrap

GAPS = (3, 2)  # columns of the screen between two strips, the wider where there is room
_TALL = 4  # lines that a cell may have beside others
_HANGING = 2  # columns by which the second line of a row's name is indented


@dataclass(frozen=True)
class Strip:
    """One column of a table as text; `right`: aligned to the right, as numbers are."""

    name: str
    cells: tuple[str, ...]
    right: bool

    @cached_property
    def least(self) -> int:
        """The width below which a piece of its text would be broken."""
        return max(map(least_width, (self.name, *self.cells)))

    @cached_property
    def snug(self) -> int:
        """The width in which no cell is wrapped, though the heading may be."""
        return max([least_width(self.name), *map(width, self.cells)])

    @cached_property
    def full(self) -> int:
        """The width in which nothing is wrapped."""
        return max(width(self.name), self.snug)

    @property
    def is_prose(self) -> bool:
        """Whether it has text that could stand below its row."""
        return not self.right and self.snug > LONGEST


@dataclass(frozen=True)
class SideBySide:
    """Strips with the width of each and the gap between them."""

    strips: tuple[Strip, ...]
    widths: tuple[int, ...]
    gap: int

    def header(self) -> list[str]:
        """The headings, which end on one line, and the rule below them."""
        wrapped = [wrap(strip.name, own) for strip, own in zip(self.strips, self.widths, strict=True)]
        height = max(map(len, wrapped))
        rule = "─" * (sum(self.widths) + self.gap * (len(self.widths) - 1))
        return [*self._joined([[*[""] * (height - len(text)), *text] for text in wrapped]), rule]

    def row(self, row: int) -> list[str]:
        """The lines of one row; a name at its left that is wrapped hangs."""
        name, *others = zip(self.strips, self.widths, strict=True)
        hanging = 0 if name[0].right else min(_HANGING, name[1] - name[0].least)
        wrapped = [wrap(name[0].cells[row], name[1], hanging), *(_wrapped(*other, row) for other in others)]
        return self._joined(wrapped)

    def row_with_text(self, row: int, first: int, text: Sequence[str]) -> list[str]:
        """The lines of a row whose first strips stand beside lines of text, in place of the others."""
        named = [wrap(strip.cells[row], own) for strip, own in zip(self.strips[:first], self.widths, strict=False)]
        return self._joined([*named, list(text)], first)

    def _joined(self, cells: Sequence[Sequence[str]], text: int | None = None) -> list[str]:
        """Lines of cells side by side; the cell at `text` is as long as its lines are."""
        drawn = []
        for line in range(max(map(len, cells))):
            parts = []
            for place, cell in enumerate(cells):
                piece = cell[line] if line < len(cell) else ""
                space = " " * (0 if place == text else max(0, self.widths[place] - width(piece)))
                parts.append(space + piece if place != text and self.strips[place].right else piece + space)
            drawn.append((" " * self.gap).join(parts).rstrip())
        return drawn


def _wrapped(strip: Strip, own: int, row: int) -> list[str]:
    """A cell in lines; where a number of the column has no room beside its interval, none stands beside it."""
    cell = strip.cells[row]
    if strip.right and own < strip.snug:
        return [line for part in _BRACKET.split(cell) for line in wrap(part, own)]
    return wrap(cell, own)


_BRACKET = re.compile(r" (?=[\[(])")


def without_wrapping(strips: Sequence[Strip], room: int) -> SideBySide | None:
    """Strips side by side in a window of `room` columns with only headings wrapped; None where they have no room."""
    for gap in GAPS:
        free = room - gap * (len(strips) - 1)
        if sum(strip.snug for strip in strips) <= free:
            widths = shared([strip.snug for strip in strips], [strip.full for strip in strips], free)
            return SideBySide(tuple(strips), widths, gap)
    return None


def side_by_side(strips: Sequence[Strip], room: int) -> SideBySide | None:
    """Strips side by side, wrapped if need be; None where that would break a word or make rows too tall."""
    if found := without_wrapping(strips, room):
        return found
    gap, least = GAPS[-1], [strip.least for strip in strips]
    if sum(least) + gap * (len(strips) - 1) > room:
        return None
    # Numbers are either all wrapped before their brackets or none of them is, so that rows are alike.
    want = [strip.least if strip.right else strip.snug for strip in strips]
    gap = max(gap, *(wide for wide in GAPS if sum(least) + wide * (len(strips) - 1) <= room))
    widths = shared(least, want, room - gap * (len(strips) - 1))
    tallest = max(len(wrap(cell, own)) for strip, own in zip(strips, widths, strict=True) for cell in strip.cells)
    return SideBySide(tuple(strips), widths, gap) if tallest <= _TALL else None


def in_parts(strips: Sequence[Strip], labels: int, room: int) -> list[SideBySide]:
    """Strips in parts, each behind the first `labels` ones; [] where a part has no room for any other."""
    gap = GAPS[-1]
    free = room - sum(min(strip.snug, max(strip.least, LONGEST)) + gap for strip in strips[:labels])
    needed = [strip.snug if strip.snug <= free else strip.least for strip in strips[labels:]]
    if not needed or max(needed) > free:
        return []
    parts: list[list[Strip]] = [[]]
    used = 0
    for strip, own in zip(strips[labels:], needed, strict=True):
        if used + own > free:
            parts, used = [*parts, []], 0
        parts[-1].append(strip)
        used += own + gap
    found = []
    for part in parts:
        whole = (*strips[:labels], *part)
        widths = shared([s.least for s in whole], [s.snug for s in whole], room - gap * (len(whole) - 1))
        found.append(SideBySide(whole, widths, gap))
    return found


def shared(least: Sequence[int], want: Sequence[int], room: int) -> tuple[int, ...]:
    """Widths between the least and the wanted ones that take the room: the narrow ones get what they want first.

    >>> shared([4, 4, 4], [5, 9, 40], 30)
    (5, 9, 16)
    """
    low, high = 0, max(want, default=0)
    while low < high:
        cap = (low + high + 1) // 2
        taken = sum(max(a, min(b, cap)) for a, b in zip(least, want, strict=True))
        low, high = (cap, high) if taken <= room else (low, cap - 1)
    return tuple(max(a, min(b, low)) for a, b in zip(least, want, strict=True))
