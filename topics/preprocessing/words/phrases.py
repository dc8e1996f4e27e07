"""Phrases proposed for the lexicon: words that stand side by side far more often than by chance.

Conventions. Among all pairs of neighbouring words (nothing between them, not even a comma), p(xy) is the share of the
pair, p(x) that of x as the first word and p(y) that of y as the second word. A phrase is scored by its normalised
pointwise mutual information ln(p(xy) / (p(x) p(y))) / −ln p(xy), from −1 to 1 (Bouma 2009). The phrases found are
joined and the search is repeated, so that a phrase may have up to four words. Phrases are proposed to a person and
never applied automatically.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import StudyError
from topics.files import atomic
from topics.preprocessing.words.tokens import Segmented
from topics.schema import Column, declare
from topics.terms import LETTER

if TYPE_CHECKING:
    import pandas as pd

PHRASES = declare(
    "phrases",
    "one proposed phrase",
    (
        Column("phrase", "text", "", "the phrase, its parts joined"),
        Column("n", "integer", "occurrences", "how often it occurs"),
        Column("npmi", "number", "NPMI, −1 to 1", "normalised pointwise mutual information of its parts"),
        Column("words", "text", "", "its parts as they were segmented"),
    ),
)
_ROUNDS = 2
_LETTER = re.compile(LETTER)

Ids = NDArray[np.int64]


def phrases(
    segmented: Segmented, *, without: Collection[str] = (), min_count: int = 10, min_npmi: float = 0.5
) -> "pd.DataFrame":
    """Proposed phrases, the most frequent first: columns as declared in `PHRASES`.

    Words in `without` are part of no phrase: stop words, and theme terms, which are tokens of their own.
    """
    names = [(piece,) for piece in segmented.pieces]
    banned = frozenset(without)
    usable = np.array(
        [w and p not in banned for p, w in zip(segmented.pieces, segmented.is_word, strict=True)], dtype=bool
    )
    ids, passage_of = segmented.ids.astype(np.int64), segmented.passage_of
    found: dict[tuple[str, ...], tuple[int, float]] = {}
    for _ in range(_ROUNDS):
        size = len(names)
        beside = (passage_of[:-1] == passage_of[1:]) & usable[ids[:-1]] & usable[ids[1:]]
        pairs, counts, npmi = _scored(ids[:-1][beside], ids[1:][beside], size)
        good = (counts >= min_count) & (npmi >= min_npmi)
        for pair, count, score in zip(pairs[good].tolist(), counts[good].tolist(), npmi[good].tolist(), strict=True):
            names.append(names[pair // size] + names[pair % size])
            found[names[-1]] = count, score
        usable = np.concatenate([usable, np.ones(good.sum(), dtype=bool)])
        ids, passage_of = _joined(ids, passage_of, pairs[good], size)
    rows = [(joined(parts), count, score, " + ".join(parts)) for parts, (count, score) in found.items()]
    table = PHRASES.frame(rows).drop_duplicates("phrase")
    return table.sort_values(["n", "phrase"], ascending=[False, True], ignore_index=True)


def joined(parts: Sequence[str]) -> str:
    """The phrase that words make, as a lexicon has it: with spaces, but for scripts that write none.

    >>> joined(["climate", "change"]), joined(["工业", "互联网"]), joined(["5g", "专网"])
    ('climate change', '工业互联网', '5g专网')
    """
    phrase = parts[0]
    for part in parts[1:]:
        phrase += f" {part}" if _LETTER.match(phrase[-1]) and _LETTER.match(part) else part
    return phrase


def _scored(first: Ids, second: Ids, size: int) -> tuple[Ids, Ids, NDArray[np.float64]]:
    """Distinct pairs as first · size + second, how often each occurs, and its NPMI."""
    pairs, counts = np.unique(first * size + second, return_counts=True)
    as_first, as_second = np.bincount(first, minlength=size), np.bincount(second, minlength=size)
    n = max(len(first), 2)
    pmi = np.log(counts * n / (as_first[pairs // size] * as_second[pairs % size]))
    # Where one pair is all there is, it always occurs: -ln p is 0 and its NPMI 1.
    self_information = -np.log(counts / n)
    npmi = np.divide(pmi, self_information, out=np.ones(len(pairs)), where=self_information > 0)
    return pairs, counts, npmi


def _joined(ids: Ids, passage_of: Ids, pairs: Ids, size: int) -> tuple[Ids, Ids]:
    """The pieces with each of `pairs` joined, numbered from `size` on; of overlapping pairs the first is joined."""
    keys = ids[:-1] * size + ids[1:]
    if not len(pairs):
        return ids, passage_of
    place = np.minimum(np.searchsorted(pairs, keys), len(pairs) - 1)
    hits = np.flatnonzero((pairs[place] == keys) & (passage_of[:-1] == passage_of[1:]))
    ids, kept, end = ids.copy(), np.ones(len(ids), dtype=bool), -1
    for hit in hits.tolist():
        if hit >= end:
            ids[hit], kept[hit + 1], end = size + place[hit], False, hit + 2
    return ids[kept], passage_of[kept]


def write_phrases(table: "pd.DataFrame", path: Path) -> None:
    """Write proposed phrases to a new file, one per line, ready to be copied into the lexicon.

    Raises StudyError when a file of that name exists, since it may have been edited.
    """
    heading = (
        "# Proposed by `topics phrases`, accepted by nobody yet: no command reads this file.\n"
        "# Copy the lines you want into the study's lexicon.\n"
        "# NPMI: normalised pointwise mutual information (Bouma 2009).\n\n"
    )
    lines = (
        f"{row.phrase}  # {row.n} times, NPMI {row.npmi:.2f}: {row.words}\n" for row in table.itertuples(index=False)
    )
    if path.exists():
        raise StudyError(
            f"{path}: there is such a file already. Take what you want of it and delete it, "
            "or write to another with --out."
        )
    try:
        atomic.write({path: (heading + "".join(lines)).encode()})
    except OSError as error:
        raise StudyError(
            f"{path}: the phrases cannot be written ({error.strerror}). Name another file with --out."
        ) from None
