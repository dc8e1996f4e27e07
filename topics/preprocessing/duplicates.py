"""Detection of re-publications: passages and documents that repeat an earlier one, word for word or nearly.

Conventions. Texts that repeat each other form a *family*. Its canonical member is the first in the corpus's order
(date, id), and every other member resembles the canonical one itself, so that families do not drift. A text repeats an
earlier one when enough of it lies in passages that can be aligned with the earlier one's (see `resemblance.pairs`). So
a document is found even with a header added, cut short, rearranged or edited here and there, and long texts in one
language, which share their letters' habits, are not taken for each other. What only fills in the same form anew
(another year's figures, another city's name) is a text of its own, and so are the sentences that such documents have
in common. A passage below `SENTENCE` must also be most of what it repeats: a sentence inside a long paragraph is none.
A copy may say something of its own besides: a passage of it of at least `SENTENCE`, less than `OWN` of which lies in
the canonical document, is *added*, and repeats nothing.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.conventions import NEAR
from topics.preprocessing.grouped_texts import GroupedTexts
from topics.preprocessing.resemblance.candidates import Sketches, sketches_of
from topics.preprocessing.resemblance.distinct import Distinct
from topics.preprocessing.resemblance.letters import letters_of
from topics.preprocessing.resemblance.pairs import compared, resembling

SENTENCE = 60  # weight
OWN = 0.5  # an edited paragraph of a copy shares more with the original

Place = tuple[str, int]
Numbers = NDArray[np.int64]


class Duplicates(NamedTuple):
    """The canonical document of every copy, the canonical `(id, index)` of every repeated passage, and the passages
    that copies add to what they repeat.
    """

    copies: dict[str, str]
    repeats: dict[Place, Place]
    added: frozenset[Place] = frozenset()


def find_duplicates(documents: Mapping[str, Sequence[str]], near: float = NEAR) -> Duplicates:
    """Documents and passages that repeat an earlier one.

    `documents` maps ids to passages, in canonical order. `near` is the threshold (0 to 1); 0 finds only identical
    passages and documents made of them.
    """
    split = documents if isinstance(documents, GroupedTexts) else GroupedTexts.of(documents.items())
    ids, starts = list(split), np.array([rows.start for rows in split.rows.values()], dtype=np.int64)
    owner = np.repeat(np.arange(len(ids)), np.diff(starts, append=len(split.texts)))
    number, first, n_letters, sketches = _read(split.texts, near)
    lettered, canonical = number >= 0, np.arange(len(number))
    if sketches:
        first = _near_passages(split.texts, first, sketches, near)
    canonical[lettered] = first[number[lettered]]
    if sketches:
        sketches = sketches.joined(number[lettered], owner[lettered], len(ids))
        copies, series = _near_documents(split, sketches, near)
    else:
        copies = _of_repeated(canonical, owner, np.append(n_letters, 0)[number])
        series = np.arange(len(ids))
    repeated = np.flatnonzero(canonical != np.arange(len(canonical)))
    member, original = owner[repeated], owner[canonical[repeated]]
    repeated = repeated[(member == original) | (series[member] != series[original])]

    def places(rows: Numbers) -> Iterator[Place]:
        of = owner[rows]
        return zip(map(ids.__getitem__, of.tolist()), (rows - starts[of]).tolist(), strict=True)

    of_copy = np.isin(owner, list(copies)) & lettered & (canonical == np.arange(len(canonical)))
    added = _added(split, np.flatnonzero(of_copy), owner, copies)
    return Duplicates(
        {ids[later]: ids[earlier] for later, earlier in copies.items()},
        dict(zip(places(repeated), places(canonical[repeated]), strict=True)),
        frozenset(places(added)),
    )


def _added(split: GroupedTexts, rows: Numbers, owner: Numbers, copies: Mapping[int, int]) -> Numbers:
    """Those among some passages of copies of which less than `OWN` lies in the canonical document."""
    ids = list(split)
    originals = [copies[document] for document in owner[rows].tolist()]
    documents = {original: place for place, original in enumerate(dict.fromkeys(originals), start=len(rows))}
    texts = [split.texts[row] for row in rows.tolist()] + ["\n".join(split[ids[original]]) for original in documents]
    n_letters = np.concatenate([np.diff(offsets) for _, offsets in letters_of(texts)] or [rows[:0]])
    earlier = np.array([documents[original] for original in originals], dtype=np.int64)
    pairs = compared(texts.__getitem__, n_letters, earlier, np.arange(len(rows)), NEAR)
    return rows[(pairs.weight >= SENTENCE) & (pairs.share < OWN)]


def _read(texts: Sequence[str], near: float) -> tuple[Numbers, Numbers, Numbers, Sketches | None]:
    """The three arrays of `Distinct`, and the sketches of the distinct texts if they are needed.

    Each text is made and read once.
    """
    distinct = Distinct()
    blocks = distinct.new(letters_of(texts))
    sketches = sketches_of(blocks) if near else None
    deque(blocks, maxlen=0)  # reads what nobody has read
    return np.array(distinct.of_text), np.array(distinct.first), np.array(distinct.n_letters), sketches


def _near_passages(texts: Sequence[str], first: Numbers, sketches: Sketches, near: float) -> Numbers:
    """The canonical passage of every distinct one; `first` is the first passage with its letters."""
    pairs = resembling(lambda number: texts[first[number]], sketches, near, SENTENCE)
    found, canonical = pairs.canonical(), first.copy()
    canonical[list(found)] = first[list(found.values())]
    return canonical


def _near_documents(split: GroupedTexts, sketches: Sketches, near: float) -> tuple[dict[int, int], Numbers]:
    """The canonical document of every copy, by number, and a number for every document, that of its series.

    A series is the documents that fill in the same form anew. A copy belongs to none.
    """
    ids = list(split)
    pairs = resembling(lambda number: "\n".join(split[ids[number]]), sketches, near)
    copies, forms, series = pairs.canonical(), pairs.where(pairs.form), dict[int, int]()
    for later, earlier in sorted(zip(forms.later.tolist(), forms.earlier.tolist(), strict=True)):
        series.setdefault(later, series.get(earlier, earlier))
    n = len(ids)
    return copies, np.array(
        [document + n if document in copies else series.get(document, document) for document in range(n)],
        dtype=np.int64,
    )


def _of_repeated(canonical: Numbers, owner: Numbers, n_letters: Numbers) -> dict[int, int]:
    """The canonical document of every document made of another one's passages, by number."""
    copied: dict[int, Counter[int]] = {}
    for document, original, letters in zip(owner.tolist(), owner[canonical].tolist(), n_letters.tolist(), strict=True):
        if original != document:
            copied.setdefault(document, Counter())[original] += letters
    whole, sizes = dict[int, int](), np.bincount(owner, n_letters)
    for document, of_original in copied.items():
        original, letters = max(of_original.items(), key=lambda item: item[1])
        if letters >= NEAR * sizes[document] and original not in whole:
            whole[document] = original
    return whole
