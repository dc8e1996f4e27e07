"""Detection of re-publications: passages and documents that repeat an earlier one, word for word or nearly.

Conventions. Texts are compared as `fingerprint`s: only letters, digits and Chinese characters, in lower case. Texts
that repeat each other form a *family*. Its canonical member is the first in the corpus's order (date, id), and every
other member resembles the canonical one itself, so that families do not drift. With the threshold t (`near`):

- a passage repeats an earlier one when the fingerprints are equal or their shingles' Jaccard index is at least t;
- a document repeats an earlier one when at least t of its characters are in passages that repeat a passage of the
  earlier one, or in shingles that the earlier one has. So a document is found even with a header added, cut short, or
  edited here and there in up to 10 % of its characters. Short notices share their wording; below `ENOUGH` characters,
  nearly all of the text (`VERBATIM`) must be repeated.

Daily bulletins and monthly figures keep their wording and change their numbers. So a text is not a near duplicate if
less than half of its digits lie in shared shingles. For a document, this rule applies from `FIGURES` digits on; for a
passage, the item number at its beginning is ignored.
"""

import re
from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, overload

import numpy as np

from topics.parallel.workers import blocks
from topics.preprocessing.minhash import Shingles

if TYPE_CHECKING:
    pass


NEAR = 0.8
ENOUGH = 300  # characters
VERBATIM = 0.98
FIGURES = 20  # digits
BANDS = {"bands": 8, "rows": 3}  # of passages with J = .8, .997 become candidates
_LEAST = 0.35  # of a document edited in 10 % of its characters, .59 of the shingles remain
_BLOCK = 2_000_000  # characters
_NO_LETTER = re.compile(r"[\W_]+")

Place = tuple[str, int]


def fingerprint(text: str) -> str:
    """The normalised text by which a passage is compared: letters, digits and Chinese characters, in lower case.

    >>> fingerprint("“5G+工业 互联网”。") == fingerprint("5g工业互联网")
    True
    """
    return _NO_LETTER.sub("", text.lower())


def fingerprints(texts: Sequence[str]) -> list[str]:
    """The fingerprints of many texts; each distinct character is classified only once."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return [key for rows in blocks(lengths, _BLOCK) for key in _fingerprints(texts[rows])]


def _fingerprints(texts: Sequence[str]) -> list[str]:
    folded = [text.lower() for text in texts]
    codes = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    compared = np.bincount(codes) > 0
    compared[[code for code in np.flatnonzero(compared).tolist() if _NO_LETTER.match(chr(code))]] = False
    kept = compared[codes]
    ends = np.cumsum([0, *map(len, folded)])
    ends = np.concatenate([[0], np.cumsum(kept)])[ends].tolist()
    letters = codes[kept].tobytes().decode("utf-32-le", "surrogatepass")
    return [letters[start:end] for start, end in pairwise(ends)]


def find_duplicates(
    documents: Mapping[str, Sequence[str]], near: float = NEAR
) -> tuple[dict[str, str], dict[Place, Place]]:
    """Documents and passages that repeat an earlier one.

    `documents` maps ids to passages, in canonical order. `near` is the threshold (0 to 1); 0 finds only identical
    passages and documents made of them. Returns the canonical document of each duplicate document, and the canonical
    `(id, index)` of each repeated passage's `(id, index)`.
    """
    every = iter(fingerprints([passage for passages in documents.values() for passage in passages]))
    prints = {doc_id: list(islice(every, len(passages))) for doc_id, passages in documents.items()}
    first: dict[str, Place] = {}
    for doc_id, keys in prints.items():
        for index, key in enumerate(keys):
            if key:
                first.setdefault(key, (doc_id, index))
    canonical = ChainMap(_near_passages(first, near), first) if near else first
    repeated = {
        (doc_id, index): canonical[key]
        for doc_id, keys in prints.items()
        for index, key in enumerate(keys)
        if key and canonical[key] != (doc_id, index)
    }
    del first, canonical
    return _whole(prints, repeated, near), repeated


def _near_passages(first: Mapping[str, Place], near: float) -> dict[str, Place]:
    """The canonical position of every passage that nearly repeats an earlier one."""
    keys = list(first)
    shingles = Shingles(keys)
    found: dict[str, Place] = {}
    for later, earlier in sorted((b, a) for a, b in shingles.candidates(**BANDS)):
        settled = keys[later] in found or keys[earlier] in found
        if settled or shingles.jaccard(earlier, later) < near:
            continue
        digits = np.array([c.isdigit() for c in keys[later]])
        digits[: len(keys[later]) - len(keys[later].lstrip("0123456789"))] = False
        if not digits.any() or shingles.shared(later, earlier)[digits].mean() >= 0.5:
            found[keys[later]] = first[keys[earlier]]
    return found


def _whole(prints: Mapping[str, Sequence[str]], repeated: Mapping[Place, Place], near: float) -> dict[str, str]:
    """The canonical document of every document that repeats an earlier one."""
    copied: dict[str, Counter[str]] = {doc_id: Counter() for doc_id in prints}
    for (doc_id, index), (original, _) in repeated.items():
        if original != doc_id:
            copied[doc_id][original] += len(prints[doc_id][index])
    alike = _alike(prints, copied, near) if near else {}
    whole: dict[str, str] = {}
    for doc_id, keys in prints.items():
        original, characters = max(copied[doc_id].items(), key=lambda item: item[1], default=("", 0))
        if characters and characters >= (near or NEAR) * sum(map(len, keys)):
            whole[doc_id] = whole.get(original, original)
        elif known := [other for other in alike.get(doc_id, ()) if other not in whole]:
            whole[doc_id] = known[0]
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


def _alike(
    prints: Mapping[str, Sequence[str]], copied: Mapping[str, Counter[str]], near: float
) -> dict[str, list[str]]:
    """For each document the earlier ones that it repeats, the closest first."""
    ids, texts = list(prints), _Joined(prints.values())
    shingles = Shingles(texts)
    place = {doc_id: number for number, doc_id in enumerate(ids)}
    pairs = {*shingles.containing(_LEAST)}
    pairs |= {(place[original], place[doc_id]) for doc_id in ids for original in copied[doc_id]}
    found: dict[str, list[tuple[float, int]]] = {}
    for earlier, later in sorted(pairs):  # so that an earlier one's shingles are computed once
        text, shared = texts[later], shingles.shared(later, earlier)
        share = float(shared.mean()) if text else 0.0
        if share < (near if len(text) >= ENOUGH else max(near, VERBATIM)):
            continue
        digits = np.array([c.isdigit() for c in text])
        if digits.sum() < FIGURES or shared[digits].mean() >= 0.5:
            found.setdefault(ids[later], []).append((-share, earlier))
    return {doc_id: [ids[earlier] for _, earlier in sorted(close)] for doc_id, close in found.items()}
