"""Detection of re-publications: passages and documents that repeat an earlier one, word for word or nearly.

Conventions. Texts that repeat each other form a *family*. Its canonical member is the first in the corpus's order
(date, id), and every other member resembles the canonical one itself, so that families do not drift. A text repeats an
earlier one when enough of it lies in passages that can be aligned with the earlier one's (see `resemblance.pairs`). So
a document is found even with a header added, cut short, rearranged or edited here and there, and long texts in one
language, which share their letters' habits, are not taken for each other. What only fills in the same form anew
(another year's figures, another city's name) is a text of its own, and so are the sentences that such documents have
in common. A passage below `SENTENCE` must also be most of what it repeats: a sentence inside a long paragraph is none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, overload

import numpy as np

from topics.preprocessing.resemblance.candidates import Sketches, sketched
from topics.preprocessing.resemblance.letters import fingerprints
from topics.preprocessing.resemblance.pairs import Pairs, resembling

NEAR = 0.8
SENTENCE = 60  # weight

Place = tuple[str, int]


class Duplicates(NamedTuple):
    """The canonical document of every copy, and the canonical `(id, index)` of every repeated passage."""

    copies: dict[str, str]
    repeats: dict[Place, Place]


def find_duplicates(documents: Mapping[str, Sequence[str]], near: float = NEAR) -> Duplicates:
    """Documents and passages that repeat an earlier one.

    `documents` maps ids to passages, in canonical order. `near` is the threshold (0 to 1); 0 finds only identical
    passages and documents made of them.
    """
    every = iter(fingerprints([passage for passages in documents.values() for passage in passages]))
    prints = {doc_id: list(islice(every, len(passages))) for doc_id, passages in documents.items()}
    first: dict[str, Place] = {}
    for doc_id, keys in prints.items():
        for index, key in enumerate(keys):
            if key:
                first.setdefault(key, (doc_id, index))
    sketches = sketched(list(first)) if near else None
    near_ones = _near_passages(documents, first, sketches, near) if sketches else {}
    repeated = {
        (doc_id, index): canonical
        for doc_id, keys in prints.items()
        for index, key in enumerate(keys)
        if key and (canonical := near_ones.get(key, first[key])) != (doc_id, index)
    }
    if not sketches:
        return Duplicates(_of_repeated(prints, repeated), repeated)
    sketches = _of_documents(sketches, first, prints)
    del first, near_ones
    passages = list(documents.values())
    pairs = resembling(lambda number: "\n".join(passages[number]), _Joined(prints.values()), sketches, near)
    ids = list(documents)
    copies = {ids[later]: ids[earlier] for later, earlier in pairs.canonical().items()}
    of_series = _series(pairs)
    series = {doc_id: of_series.get(number, number) for number, doc_id in enumerate(ids) if doc_id not in copies}
    return Duplicates(
        copies,
        {
            member: canonical
            for member, canonical in repeated.items()
            if member[0] == canonical[0] or series.get(member[0], -1) != series.get(canonical[0])
        },
    )


def _series(pairs: Pairs) -> dict[int, int]:
    """The first document of the same form, for every document that fills in a form anew."""
    forms, found = pairs.where(pairs.form), dict[int, int]()
    for later, earlier in sorted(zip(forms.later.tolist(), forms.earlier.tolist(), strict=True)):
        found.setdefault(later, found.get(earlier, earlier))
    return found


def _of_documents(sketches: Sketches, first: Mapping[str, Place], prints: Mapping[str, Sequence[str]]) -> Sketches:
    """The sketches of documents from those of their passages, each of which was read only once."""
    number = {key: place for place, key in enumerate(first)}
    pairs = [(number[key], doc) for doc, keys in enumerate(prints.values()) for key in keys if key]
    parts, whole = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return sketches.joined(parts, whole, len(prints))


def _near_passages(
    documents: Mapping[str, Sequence[str]], first: Mapping[str, Place], sketches: Sketches, near: float
) -> dict[str, Place]:
    """The canonical place of every passage that nearly repeats an earlier one; `first` is where each key first is."""
    keys, places = list(first), list(first.values())

    def text(number: int) -> str:
        doc_id, index = places[number]
        return documents[doc_id][index]

    pairs = resembling(text, keys, sketches, near, SENTENCE)
    return {keys[later]: places[earlier] for later, earlier in pairs.canonical().items()}


def _of_repeated(prints: Mapping[str, Sequence[str]], repeated: Mapping[Place, Place]) -> dict[str, str]:
    """The canonical document of every document made of another one's passages."""
    copied: dict[str, Counter[str]] = {doc_id: Counter() for doc_id in prints}
    for (doc_id, index), (original, _) in repeated.items():
        if original != doc_id:
            copied[doc_id][original] += len(prints[doc_id][index])
    whole: dict[str, str] = {}
    for doc_id, keys in prints.items():
        original, characters = max(copied[doc_id].items(), key=lambda item: item[1], default=("", 0))
        if characters and characters >= NEAR * sum(map(len, keys)) and original not in whole:
            whole[doc_id] = original
    return whole


class _Joined(Sequence[str]):
    """Fingerprints of documents, joined on demand from those of their passages."""

    def __init__(self, prints: Iterable[Sequence[str]]) -> None:
        self.prints = list(prints)

    def __len__(self) -> int:
        return len(self.prints)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return ["".join(keys) for keys in self.prints[index]]
        return "".join(self.prints[index])
