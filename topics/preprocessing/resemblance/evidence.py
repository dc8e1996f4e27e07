"""Evidence for a person who judges pairs of texts: what kind they are, what they share and where, what was replaced."""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.resemblance.candidates import candidates, sketched
from topics.preprocessing.resemblance.columns import (
    A_END,
    A_START,
    B_END,
    B_START,
    CHAINS,
    CHANGED,
    FROM_A,
    FROM_B,
    KEPT,
    LONGEST,
    PAIR,
    TO_A,
    TO_B,
)
from topics.preprocessing.resemblance.letters import letter_counts, places_of
from topics.preprocessing.resemblance.pairs import Floats, Numbers, Pairs, aligned, compared

LIKELY = 0.5  # share from which on a pair that is no copy is worth a look
CHANCE_PAIRS = 500
_SHOWN, _REPLACED = 24, 3  # characters of a passage; substitutions
_SEED = 42
_LEAST = {True: 0.1, False: 0.05}  # a pair that is no copy may share less


def judged(
    ids: Sequence[str], texts: Sequence[str], copy_of: Sequence[str], near: float, *, others: bool = True
) -> list[tuple[str, str, str, tuple[object, ...]]]:
    """Kind, id of the earlier text, id of the later text and evidence, one row per later text.

    `copy_of` has the id of what each text was found to repeat, or "". With `others`, the rest of the texts are held
    against their candidates, and the closest one that is of any kind is listed.
    """
    number = {name: place for place, name in enumerate(ids)}
    known = {(number[canonical], place) for place, canonical in enumerate(copy_of) if canonical}
    looked_at = (
        set(zip(*(side.tolist() for side in candidates(sketched(texts), _LEAST)), strict=True)) if others else set()
    )
    looked_at = {(a, b) for a, b in looked_at if not copy_of[b]} | known
    pairs = compared(texts.__getitem__, letter_counts(texts), *_sides(looked_at), near)
    kind = kinds(pairs)
    kind[kind == "copy"] = "apart"
    kind[[pair in known for pair in _pairs(pairs.earlier, pairs.later)]] = "copy"
    order = np.lexsort((pairs.earlier, -np.maximum(pairs.share, pairs.back), pairs.later))
    order = order[kind[order] != ""]
    closest = order[np.unique(pairs.later[order], return_index=True)[1]]
    pairs = pairs.where(closest)
    named = zip(
        kind[closest].tolist(), pairs.earlier.tolist(), pairs.later.tolist(), evidence(texts, pairs), strict=True
    )
    return [(what, ids[a], ids[b], said) for what, a, b, said in named]


def _pairs(earlier: Numbers, later: Numbers) -> list[tuple[int, int]]:
    return list(zip(earlier.tolist(), later.tolist(), strict=True))


def _sides(pairs: set[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    """The earlier and the later ones of pairs."""
    earlier, later = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
    return earlier, later


def kinds(pairs: Pairs) -> NDArray[np.object_]:
    """What each pair is: `copy`, `form`, `extended`, `near miss`, or empty for a pair with little in common."""
    found = np.full(len(pairs.later), "", dtype=object)
    found[(pairs.share >= LIKELY) & ~pairs.repeats] = "near miss"
    found[pairs.extends] = "extended"
    found[pairs.repeats] = "copy"
    found[pairs.form] = "form"
    return found


def evidence(texts: Sequence[str], pairs: Pairs) -> list[tuple[object, ...]]:
    """What each pair shares, in the order of the pairs.

    The share and the share back; the number of aligned passages; of the longest one the characters, its place in the
    later text and in the earlier one, and its first words; the first substitutions; figures kept and changed.
    """
    _, differences, _ = aligned(texts.__getitem__, letter_counts(texts), pairs.earlier, pairs.later)
    bounds = np.searchsorted(differences[:, PAIR], np.arange(len(pairs.later) + 1))
    rows: list[tuple[object, ...]] = []
    for pair, known in enumerate(pairs.known.tolist()):
        a, b = texts[pairs.earlier[pair]], texts[pairs.later[pair]]
        in_a, in_b = places_of(a), places_of(b)
        replaced = [
            f"{_cut(a, in_a, *row[[FROM_A, TO_A]])} → {_cut(b, in_b, *row[[FROM_B, TO_B]])}"
            for row in differences[bounds[pair] : bounds[pair + 1]]
            if row[TO_A] > row[FROM_A] and row[TO_B] > row[FROM_B]
        ]
        rows.append(
            (
                float(pairs.share[pair]),
                float(pairs.back[pair]),
                known[CHAINS],
                known[LONGEST],
                _span(in_b, known[B_START], known[B_END]),
                _span(in_a, known[A_START], known[A_END]),
                _cut(b, in_b, known[B_START], known[B_END]),
                "; ".join(replaced[:_REPLACED]),
                known[KEPT],
                known[CHANGED],
            )
        )
    return rows


def _cut(text: str, places: NDArray[np.intp], start: int, end: int) -> str:
    """How the text between two letters begins, on one line."""
    if start >= end:
        return ""
    return " ".join(text[places[start] : places[end - 1] + 1].split())[:_SHOWN]


def _span(places: NDArray[np.intp], start: int, end: int) -> str:
    """The place of a passage in its text, in characters from 1, as `first-last`."""
    return f"{places[start] + 1}-{places[end - 1] + 1}" if end > start else ""


def chance_shares(texts: Sequence[str], related: set[tuple[int, int]]) -> Floats:
    """Shares of random pairs of texts that are not `related`, at most `CHANCE_PAIRS`: what chance alone aligns."""
    draw, n = random.Random(_SEED), len(texts)
    chosen: set[tuple[int, int]] = set()
    for _ in range(4 * CHANCE_PAIRS if n > 1 else 0):
        a, b = sorted(draw.sample(range(n), 2))
        if (a, b) not in related and len(chosen) < CHANCE_PAIRS:
            chosen.add((a, b))
    return compared(texts.__getitem__, letter_counts(texts), *_sides(chosen), near=1.0).share
