"""The account of a document's text: what is visible, what each step took or wrote otherwise, and what is kept.

Conventions. An account is a list of entries (step, kind, characters, pieces). It adds up exactly, in characters that
are not white space:

    visible + rewritten = kept + taken

*Visible* is what a person sees in the file, as its reader defines it. *Rewritten* is the change of length by repairs
that only write text otherwise, such as ㎡ as m2. Everything else is *taken*, by kind:

- `reader`: text that the reader did not hand on;
- `frame`: what surrounds the document in its file, such as menus, running heads and reviewers' comments;
- `furniture`: lines that belong to the page and not to the document, by a rule or learned from the source;
- `marks`: what is no words: addresses, marks of Markdown, readings of characters, page numbers;
- `copy`: what stands elsewhere in the same document;
- `record`: what is kept beside the text, as title, date, number or source;
- `left out`: documents without a date, where the study leaves them out.
"""

import difflib
import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.cleaning.repairs import repair_steps
from topics.preprocessing.readers.steps import KINDS
from topics.preprocessing.sentences import characters, count_sentences

VISIBLE, REWRITTEN, KEPT = "visible", "rewritten", "kept"
MARKS = "marks"
TAKEN = ("reader", "frame", "furniture", "marks", "copy", "record", "left out")


class Entry(NamedTuple):
    """One step of an account: the number of characters (signed for `rewritten`), and the pieces of text it took."""

    step: str
    kind: str
    characters: int
    pieces: tuple[str, ...] = ()

    @property
    def sentences(self) -> int:
        """The number of running sentences among the pieces; marks are no words."""
        return 0 if self.kind == MARKS else count_sentences(self.pieces)


def taken(step: str, kind: str, pieces: Iterable[str]) -> list[Entry]:
    """The entry for pieces that a step took; none if there are no pieces."""
    found = tuple(pieces)
    return [Entry(step, kind, _characters(found), found)] if found else []


def clean_accounted(text: str, language: str) -> tuple[str, list[Entry]]:
    """The cleaned text, and an entry for each repair that took or lengthened or shortened text.

    >>> [entry[:3] for entry in clean_accounted("工業（㎡）见 https://a.org/b\\n责任编辑：略", "zh")[1]]
    [('widths', 'rewritten', 1), ('links', 'marks', 15), ('credits', 'record', 6)]
    """
    rewritten: Counter[str] = Counter()
    pieces: dict[str, list[str]] = {}
    for step in repair_steps(text, language):
        repair = REPAIRS[step.repair]
        if repair.takes:
            pieces.setdefault(step.repair, []).extend(gone(step.before, step.after))
        elif repair.writes:  # the others only move white space
            rewritten[step.repair] += characters(step.after) - characters(step.before)
        text = step.after
    entries = [Entry(name, REWRITTEN, change) for name, change in rewritten.items() if change]
    for name, found in pieces.items():
        entries += taken(name, REPAIRS[name].takes, found)
    return text, entries


def gone(before: str, after: str) -> list[str]:
    """The pieces of a text that are not in what is left of it after a step that only takes.

    >>> gone("甲乙（完）\\n丙丁\\n戊", "甲乙\\n戊")
    ['（完）', '丙丁']
    """
    lines, left = before.split("\n"), after.split("\n")
    if len(lines) == len(left):
        changed = [(a, b) for a, b in zip(lines, left, strict=True) if a != b]
        old, new = [a for a, _ in changed], [b for _, b in changed]
    else:
        old, new = _only(lines, left), [line for line in _only(left, lines) if line.strip()]
    found: list[str] = []
    waiting = deque(new)
    for line in old:
        if waiting and _is_left_of(waiting[0], line):
            found += _cuts(line, waiting.popleft())
        else:
            found.append(line)
    if _characters(found) != _characters(old) - _characters(new):
        # Lines that say the same were taken for each other.
        found = _first_places(before, after)
    return [piece for piece in map(str.strip, found) if piece]


def _characters(pieces: Iterable[str]) -> int:
    """The number of characters of some pieces that are not white space."""
    return characters("\n".join(pieces))


def _only(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """The lines that the others are not, as often as they are fewer there."""
    spare = Counter(others)
    found = []
    for line in lines:
        if spare[line]:
            spare[line] -= 1
        else:
            found.append(line)
    return found


def _is_left_of(rest: str, line: str) -> bool:
    """Whether the line becomes the rest, white space aside, by taking characters alone."""
    if rest in line:
        return True
    remaining = iter(line)
    return all(c in remaining for c in "".join(rest.split()))


def _cuts(line: str, rest: str) -> list[str]:
    """The pieces that were taken from a line."""
    if line.endswith(rest):
        return [line[: len(line) - len(rest)]]
    if line.startswith(rest):
        return [line[len(rest) :]]
    if (words := rest.strip()) and words in line:
        before, _, after = line.partition(words)
        return [before, after]
    if (marks := _of_other_characters(line, rest)) is not None:
        return marks
    matcher = difflib.SequenceMatcher(None, line, rest, autojunk=False)
    steps = matcher.get_opcodes()
    if all(kind in ("equal", "delete") for kind, *_ in steps):
        return [line[i:j] for kind, i, j, _, _ in steps if kind == "delete"]
    # difflib may line up a part of what went with what stayed.
    return _first_places(line, rest)


def _of_other_characters(line: str, rest: str) -> list[str] | None:
    """The pieces that were taken, if they are all that is made of characters of which none stayed; else None.

    There is one way only to align such a line with its rest, and difflib takes ten times as long to find it.
    """
    others = "".join(sorted(set(line).difference(rest)))
    if not others:
        return None
    parts = re.split(f"([{re.escape(others)}]+)", line)  # what stayed and what was taken, in turns
    # Pieces with white space alone between them count as one or as two, as difflib finds them.
    if "".join(parts[::2]) != rest or any(map(str.isspace, parts[2:-2:2])):
        return None
    return parts[1::2]


def _first_places(text: str, rest: str) -> list[str]:
    """The pieces between the first places, from left to right, of the characters that stayed; always exact."""
    left = deque("".join(rest.split()))
    marked = []
    for character in text:
        stays = bool(left) and character == left[0]
        marked.append("\n" if stays else character)
        if stays:
            left.popleft()
    return "".join(marked).split("\n")


def account(document_text: str, left_by_reader: Sequence[tuple[str, str]]) -> list[Entry]:
    """The beginning of an account: the visible text, and what the reader took of it."""
    pieces: dict[str, list[str]] = {}
    for step, text in left_by_reader:
        pieces.setdefault(step, []).append(text)
    entries = [entry for step, found in pieces.items() for entry in taken(step, KINDS.get(step, "reader"), found)]
    visible = characters(document_text) + sum(entry.characters for entry in entries)
    return [Entry("in the file", VISIBLE, visible), *entries]
