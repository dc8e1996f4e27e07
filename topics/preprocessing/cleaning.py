"""Repairs: a table of small named functions, applied in order.

Conventions. Each repair takes text and returns it repaired, with the number of its changes; its docstring says what it
changes and shows a before and an after. `clean_text` applies the table until nothing changes, so it is idempotent. It
serves documents and gold labels alike: whatever is compared went through the same repairs. No repair makes a text
longer but `widths`, which writes out a character such as ㎡, and by no more than that.

What only several documents together can show (lines that recur on every page of a source) is `learned_furniture`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from topics.preprocessing.characters import (
    control_characters,
    controls,
    punctuation,
    simplified,
    spaces,
    traditional_characters,
    wide_characters,
    widths,
)
from topics.preprocessing.furniture import furniture
from topics.preprocessing.glosses import TONED, glosses
from topics.preprocessing.lines import page_numbers, repeats, wraps
from topics.preprocessing.markup import links, markup
from topics.preprocessing.official import addressees, attachments, numbers, signatures
from topics.preprocessing.slipped_bytes import slipped_bytes


@dataclass(frozen=True)
class Repair:
    """A repair, and when it can be passed over.

    `needs`: the characters one of which must be in a text for the repair to change it; None when any text may change.
    `writes`: does it write characters that were not there, rather than remove some? `chinese`: is it for Chinese alone?
    """

    apply: Callable[[str], tuple[str, int]]
    needs: Callable[[], frozenset[str]] | None = None
    writes: bool = False
    chinese: bool = False

    @cached_property
    def name(self) -> str:
        """What it is called in tables: the function's name."""
        return self.apply.__name__


def _any_of(characters: str) -> Callable[[], frozenset[str]]:
    found = frozenset(characters)
    return lambda: found


REPAIRS: dict[str, Repair] = {
    repair.name: repair
    for repair in (
        Repair(controls, control_characters, writes=True),
        Repair(glosses, _any_of(TONED + "\u0300\u0301\u0304\u030c"), chinese=True),
        Repair(slipped_bytes, _any_of("?"), writes=True, chinese=True),
        Repair(widths, wide_characters, writes=True),
        Repair(links, _any_of("/.]")),
        Repair(markup, _any_of("#>*+-_")),
        Repair(simplified, traditional_characters, writes=True, chinese=True),
        Repair(punctuation, _any_of(",;:!?"), writes=True, chinese=True),
        Repair(spaces, _any_of(" \t\n")),
        Repair(furniture),
        Repair(page_numbers, _any_of("\n")),
        Repair(wraps, _any_of("\n"), chinese=True),
        Repair(repeats, _any_of("\n")),
        Repair(numbers, _any_of("号"), chinese=True),
        Repair(addressees, _any_of(":：将"), chinese=True),
        Repair(signatures, _any_of("日:：此"), chinese=True),
        Repair(attachments, _any_of("附"), chinese=True),
    )
}
_MOST_ROUNDS = 10


@dataclass(frozen=True)
class Step:
    """One repair that changed a text."""

    repair: str
    changes: int
    before: str
    after: str


def repair_steps(text: str, language: str = "zh") -> Iterator[Step]:
    """Every step of cleaning that changes something, in order."""
    repairs = [r for r in REPAIRS.values() if language == "zh" or not r.chinese]
    characters = set(text)
    settled: set[str] = set()  # repairs that change nothing in the text as it now is
    for repair in repairs * _MOST_ROUNDS:
        if len(settled) == len(repairs):
            return
        if repair.name in settled or (repair.needs and characters.isdisjoint(repair.needs())):
            settled.add(repair.name)
            continue
        after, changes = repair.apply(text)
        if after == text:
            settled.add(repair.name)
            continue
        yield Step(repair.name, changes, text, after)
        text, settled = after, set()
        if repair.writes:
            characters = set(text)


def clean_text(text: str, language: str = "zh") -> str:
    """All repairs in order; applied to its own result it changes nothing.

    >>> clean_text("推進工業(yè)互聯網,建設５Ｇ 網絡。")
    '推进工业互联网，建设5G 网络。'
    """
    for step in repair_steps(text, language):
        text = step.after
    return text


def clean_counted(text: str, language: str = "zh") -> tuple[str, Counter[str]]:
    """The cleaned text, and how many changes each repair made.

    >>> clean_counted("工業(yè)　５Ｇ")[1]["widths"]
    3
    """
    counts: Counter[str] = Counter()
    for step in repair_steps(text, language):
        text = step.after
        counts[step.repair] += step.changes
    return text, counts
