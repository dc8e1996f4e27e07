"""Cleaning: all repairs, applied in order.

Conventions. Each repair takes a text and returns the repaired text and the number of its changes; its docstring says
what it changes and shows an example. `clean_text` applies all of them until nothing changes, so it is idempotent. It is
used for documents and gold labels alike, so whatever is compared has passed the same repairs. No repair lengthens a
text except `widths`, which writes out a character such as ㎡, and lengthens it by no more than that.

Lines that only several documents together reveal (they recur on every page of a source) are found by
`learned_furniture`.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, repeat

import numpy as np

from topics.languages import language_of
from topics.preprocessing.cleaning import REPAIRS, Repair

_MOST_ROUNDS = 10


class _Calls:
    """The repairs that a text calls for by its characters; each character is examined when it is first met.

    `_marks` has one bit per repair for every character, and one more bit for characters that have not been examined.
    """

    def __init__(self, repairs: Sequence[Repair]) -> None:
        self._repairs = repairs
        self._marks = np.ones(sys.maxunicode + 1, dtype=np.uint32)
        self._names = lru_cache(maxsize=None)(self._named)

    def __call__(self, text: str) -> frozenset[str]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        marks = int(np.bitwise_or.reduce(self._marks.take(codes)))
        if marks & 1:
            for code in np.unique(codes[self._marks[codes] & 1 == 1]).tolist():
                self._marks[code] = sum(
                    2 << n for n, repair in enumerate(self._repairs) if not repair.needs or repair.needs(chr(code))
                )
            marks = int(np.bitwise_or.reduce(self._marks[codes]))
        return self._names(marks)

    def _named(self, marks: int) -> frozenset[str]:
        return frozenset(repair.name for n, repair in enumerate(self._repairs) if marks & 2 << n)


@cache
def _calls() -> _Calls:
    return _Calls(list(REPAIRS.values()))


def calls_for(repair: str, text: str) -> bool:
    """Whether a text has a character that calls for a repair.

    >>> calls_for("simplified", "工業互联网"), calls_for("simplified", "工业互联网")
    (True, False)
    """
    return repair in _calls()(text)


@lru_cache(maxsize=4)
def _repairs(chinese: bool, taking: bool) -> tuple[Repair, ...]:
    return tuple(r for r in REPAIRS.values() if (chinese or not r.chinese) and (taking or not r.takes))


@dataclass(frozen=True)
class Step:
    """One repair that changed a text."""

    repair: str
    changes: int
    before: str
    after: str


def repair_steps(text: str, language: str = "zh", *, taking: bool = True) -> Iterator[Step]:
    """All steps of cleaning that change the text, in order; without `taking`, only those that take nothing of it."""
    repairs, calls = _repairs(language_of(language).chinese, taking), _calls()
    called_for = calls(text)
    settled = 0  # number of consecutive repairs that change nothing in the present text
    for repair in chain.from_iterable(repeat(repairs, _MOST_ROUNDS)):
        if repair.name in called_for:
            after, changes = repair.apply(text)
            if after != text:
                yield Step(repair.name, changes, text, after)
                text, settled = after, 0
                if repair.writes:
                    called_for = calls(text)
                continue
        settled += 1
        if settled == len(repairs):
            return


def clean_text(text: str, language: str = "zh") -> str:
    """The text after all repairs in order; cleaning the result again changes nothing.

    >>> clean_text("推進工業(yè)互聯網,建設５Ｇ 網絡。")
    '推进工业互联网，建设5G 网络。'
    """
    for step in repair_steps(text, language):
        text = step.after
    return text


def normal_form(text: str, language: str = "zh") -> str:
    """The text as the repairs write it, with nothing taken: the form in which terms, words and codes meet the texts.

    >>> normal_form("工業　互聯網"), normal_form("办法（草案）"), normal_form("workers’ rights", "en")
    ('工业互联网', '办法（草案）', "workers' rights")
    """
    for step in repair_steps(text, language, taking=False):
        text = step.after
    return text


def clean_counted(text: str, language: str = "zh") -> tuple[str, Counter[str]]:
    """The cleaned text and the number of changes per repair.

    >>> clean_counted("工業(yè)　５Ｇ")[1]["widths"]
    3
    """
    counts: Counter[str] = Counter()
    for step in repair_steps(text, language):
        text = step.after
        counts[step.repair] += step.changes
    return text, counts
