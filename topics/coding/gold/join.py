"""Coded texts found in the passages of a corpus: a sentence in its passage, a paragraph over the passages it became.

Conventions. Texts are compared by their letters and digits alone, folded (`topics.terms.fold`), since cleaning mends
spaces, marks and widths. The passages of a document are one string of such letters. A text is found where it begins
and ends at the edge of a word, so that "art" is not found in "party". Of a text that stands in several places, the
first row of the table is the first place, the second row the second. Where there are more places than rows, or fewer,
nobody knows which is meant, and none is joined; unless all rows are coded alike, so that it does not matter: then rows
without a place are copies, and in a census (`every`) all places are joined.

The texts are looked up by their first letters in one walk over the corpus: time is linear in both.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topics.terms import fold
from topics.wording import count

_KEY = 12  # letters by which texts are looked up
ABSENT = "the text does not stand in the corpus"


@dataclass(frozen=True)
class Place:
    """A part of a passage that a coded text covers: the passage's number and how many of its letters."""

    passage: int
    letters: int


def letters_of(text: str) -> str:
    """The letters and digits of a text, folded.

    >>> letters_of("Jobs — for All!")
    'jobsforall'
    """
    return "".join(character for character in fold(text) if character.isalnum())


@dataclass(frozen=True)
class _Document:
    """A document as one string of letters, with the positions where a word (`edges`) or a passage (`starts`) begins."""

    letters: str
    edges: frozenset[int]
    starts: tuple[int, ...]
    passages: tuple[int, ...]

    def covered(self, start: int, end: int) -> list[Place]:
        """The parts of passages between two positions."""
        found = []
        for n in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            begin, stop = self.starts[n], self.starts[n + 1] if n + 1 < len(self.starts) else len(self.letters)
            if begin >= end:
                break
            if min(end, stop) > max(start, begin):
                found.append(Place(self.passages[n], min(end, stop) - max(start, begin)))
        return found


def _document(passages: Sequence[tuple[int, str]]) -> _Document:
    letters: list[str] = []
    edges, starts = set(), []
    for _, text in passages:
        starts.append(len(letters))
        apart = True
        for character in fold(text):
            if not character.isalnum():
                apart = True
                continue
            if apart:
                edges.add(len(letters))
            letters.append(character)
            apart = False
    edges.add(len(letters))
    return _Document("".join(letters), frozenset(edges | {*starts}), tuple(starts), tuple(n for n, _ in passages))


@dataclass(frozen=True)
class Asked:
    """A coded text, the document that it stands in ("" where unknown), and its code, by which copies are alike."""

    document: str
    text: str
    code: object = None


def places_of(
    asked: Sequence[Asked], passages: Sequence[tuple[str, str]], *, every: bool = False
) -> list[tuple[list[Place], str]]:
    """The places of each coded text in the corpus, or the reason why it has none.

    `passages` are (document, text) in the corpus's order. One text may cover several passages. The rows of several
    coders about one text must be given as one.
    """
    documents: dict[str, list[tuple[int, str]]] = {}
    for number, (document, text) in enumerate(passages):
        documents.setdefault(document, []).append((number, text))
    whole = {name: _document(of) for name, of in documents.items()}
    alike: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(asked):
        alike.setdefault((one.document, letters_of(one.text)), []).append(number)
    standing = _standing({text for _, text in alike if text}, whole)
    found: list[tuple[list[Place], str]] = [([], "")] * len(asked)
    for (document, text), rows in alike.items():
        places = [place for place in standing.get(text, []) if document in ("", place[0])]
        same = len({asked[row].code for row in rows}) == 1
        harmless = same and (every or len(places) < len(rows))
        reason = _reason(document, text, len(places), len(rows), whole, harmless)
        covered = [whole[name].covered(start, start + len(text)) for name, start in places]
        for n, row in enumerate(rows):
            last = n == len(rows) - 1 and len(places) > len(rows)
            mine = covered[n:] if last else covered[n : n + 1]
            found[row] = ([], reason) if reason else ([part for place in mine for part in place], "")
    return found


def _reason(document: str, text: str, places: int, rows: int, whole: Mapping[str, _Document], harmless: bool) -> str:
    if not text:
        return "the text has no letter"
    if document and document not in whole:
        return f'there is no document "{document}" in the corpus'
    if not places:
        return ABSENT
    if places != rows and not harmless:
        told = "" if document else "; a column `doc_id` would tell them apart"
        return f"the text stands in {count(places, 'place')} and has {count(rows, 'row')}{told}"
    return ""


def _standing(texts: set[str], whole: Mapping[str, _Document]) -> dict[str, list[tuple[str, int]]]:
    """The document and the position of every place of every text, in the corpus's order."""
    sizes: dict[str, set[int]] = {}
    for text in texts:
        sizes.setdefault(text[:_KEY], set()).add(len(text))
    keys = sorted({len(key) for key in sizes})
    found: dict[str, list[tuple[str, int]]] = {}
    for name, document in whole.items():
        for start in sorted(document.edges):
            for key in keys:
                for size in sizes.get(document.letters[start : start + key], ()):
                    text = document.letters[start : start + size]
                    if text in texts and start + size in document.edges:
                        found.setdefault(text, []).append((name, start))
    return found
