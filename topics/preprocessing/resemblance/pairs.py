"""Pairs of texts: what the later one shares with the earlier one, and whether it is a copy or the same form.

Conventions. Of a pair (a earlier, b later), `share` is the part of b's letters that lie matched inside aligned passages
(see `alignment`), and `back` the part of a's. With the threshold `near` and b's weight w (see `letters`):

- b *repeats* a if share ≥ need(w) = max(near, .98 − (.98 − near) w / 300), since short texts share their wording; or if
  share ≥ near and back ≥ need of a, which is all of a with a header; or if both share and back reach the need of their
  lesser with `ALIKE` for near and `BRIEF` for 300: a text that only shares its wording has something else to say;
- b is the same *form* as a, and no copy, if it repeats a with other figures, names or slots (see `forms`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.parallel.workers import blocks
from topics.preprocessing.resemblance.alignment import SEED
from topics.preprocessing.resemblance.candidates import Sketches, candidates, runs
from topics.preprocessing.resemblance.columns import (
    A_END,
    B_END,
    CHAINS,
    KEPT,
    LONGEST,
    MATCHED_A,
    MATCHED_B,
    N_DIFFERENCE,
    N_KNOWN,
    NUMBER_LETTERS,
    OTHERS,
    PAIR,
)
from topics.preprocessing.resemblance.forms import (
    SHORT,
    mostly_figures,
    other_figures,
    other_names,
    other_slots,
    replaced,
)
from topics.preprocessing.resemblance.letters import (
    IN_NUMBER,
    LIGHT,
    STARTS,
    Codes,
    fingerprint,
    letters_together,
    marked,
    mostly_unspaced,
)

LENGTHY = 300  # weight from which on `near` is enough
VERBATIM = 0.98  # of the shortest texts
ALIKE, BRIEF = 0.85, 80  # share, and weight from which on it is enough, of texts that are alike both ways
PLAIN = 150_000  # letters of all pairs up to which nothing is compiled
_BLOCK = 1_000_000  # letters of the pairs that are compared at once
_PAIRS = 200_000  # that are aligned before those are dropped that share too little

Numbers = NDArray[np.int64]
Places = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of texts and what is known about each: one row of every array per pair.

    `earlier`, `later`: numbers of the texts. `known`: columns as in `columns`. `weight`: that of the later text.
    `share`, `back`, `repeats`, `form`: see above. `extends`: b holds all of a, and more than a header besides.
    """

    earlier: Numbers
    later: Numbers
    known: Numbers
    weight: Floats
    share: Floats
    back: Floats
    repeats: Flags
    form: Flags
    extends: Flags

    def where(self, rows: Any) -> "Pairs":
        """Some of the pairs."""
        return Pairs(*(getattr(self, field.name)[rows] for field in fields(self)))

    def canonical(self) -> dict[int, int]:
        """The canonical text of every text that repeats an earlier one, by number."""
        pairs = self.where(self.repeats & ~self.form)
        found: dict[int, int] = {}
        # The closest comes first; of equally close ones the earliest. A text's earlier ones are settled before it.
        for row in np.lexsort((pairs.earlier, -pairs.back, -pairs.share, pairs.later)).tolist():
            later, earlier = int(pairs.later[row]), int(pairs.earlier[row])
            if earlier not in found:
                found.setdefault(later, earlier)
        return found


def need(weight: Floats, near: float, lengthy: float = LENGTHY) -> Floats:
    """The share that makes a text of this weight a copy; from `lengthy` on, `near` does."""
    return np.maximum(near, VERBATIM - (VERBATIM - near) * weight / lengthy)


def resembling(texts: Callable[[int], str], sketches: Sketches, near: float, sentence: float = 0) -> Pairs:
    """The pairs of texts that may share passages; `texts(number)` is the text with this number, in canonical order.

    Every text is first compared with the one that it has most in common with. What repeats that one without replacing
    anything will hardly be canonical, so that nothing is compared with it unless it turns out to be so. In a large
    family this leaves some pairs per text instead of one per pair of texts.

    A text of a weight below `sentence` must also be most of what it repeats: back ≥ near. Pairs that share less
    than `near` are not among them.
    """
    earlier, later = candidates(sketches)
    n_letters = sketches.n_letters
    first = np.ones(len(later), dtype=bool)
    first[1:] = later[1:] != later[:-1]  # the closest is the first of each text
    found = _sharing(texts, n_letters, earlier, later, first, near)
    pairs = _judged(n_letters, *found, near, sentence)
    replacing = np.bincount(found.differences[replaced(found.differences), PAIR], minlength=len(found.known)) > 0
    copies = np.zeros(len(n_letters), dtype=bool)
    copies[pairs.later[pairs.repeats & ~replacing]] = True
    left = ~first
    while (chosen := left & ~copies[earlier]).any():
        left &= ~chosen
        found = _joined([found, _sharing(texts, n_letters, earlier, later, chosen, near)])
        pairs = _judged(n_letters, *found, near, sentence)
        copies[:] = False
        copies[list(pairs.canonical())] = True
    return pairs


class _Aligned(NamedTuple):
    """Pairs and what `aligned` says of them."""

    earlier: Numbers
    later: Numbers
    known: Numbers
    differences: Numbers
    wide: Flags


def _sharing(
    texts: Callable[[int], str], n_letters: Numbers, earlier: Places, later: Places, chosen: Flags, near: float
) -> _Aligned:
    """Those of the chosen pairs whose later text shares the part `near`, aligned.

    Nothing is kept of the others: they repeat nothing, and where sentences recur by the thousand they are nearly all.
    """
    parts = []
    for start in range(0, max(len(later), 1), _PAIRS):
        rows = start + np.flatnonzero(chosen[start : start + _PAIRS])
        a, b = earlier[rows].astype(np.int64), later[rows].astype(np.int64)
        known, differences, wide = aligned(texts, n_letters, a, b, near)
        kept = _part(known[:, MATCHED_B], n_letters[b]) >= near
        differences = differences[kept[differences[:, PAIR]]]
        differences[:, PAIR] = (np.cumsum(kept) - 1)[differences[:, PAIR]]
        parts.append(_Aligned(a[kept], b[kept], known[kept], differences, wide[kept]))
    return _joined(parts)


def _joined(parts: Sequence[_Aligned]) -> _Aligned:
    """All pairs of some parts, with their differences, in order."""
    starts = np.cumsum([0, *(len(part.known) for part in parts[:-1])])
    for part, start in zip(parts, starts, strict=True):
        part.differences[:, PAIR] += start
    return _Aligned(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def compared(texts: Callable[[int], str], n_letters: Numbers, earlier: Numbers, later: Numbers, near: float) -> Pairs:
    """Pairs of texts, aligned and judged; `texts(number)` is the text with this number, which has so many letters."""
    return _judged(n_letters, earlier, later, *aligned(texts, n_letters, earlier, later), near)


def _judged(
    n_letters: Numbers,
    earlier: Numbers,
    later: Numbers,
    known: Numbers,
    differences: Numbers,
    wide: Flags,
    near: float,
    sentence: float = 0,
) -> Pairs:
    """Pairs of which everything is known, judged."""
    each: Floats = np.where(wide, 1.0, LIGHT)
    weight, weight_a = n_letters[later] * each, n_letters[earlier] * each
    share = _part(known[:, MATCHED_B], n_letters[later])
    back = _part(known[:, MATCHED_A], n_letters[earlier])
    whole = back >= need(weight_a, near)
    alike = np.minimum(share, back) >= need(weight, max(near, ALIKE), BRIEF)
    repeats = (share >= need(weight, near)) | ((share >= near) & whole) | alike
    repeats &= (weight >= sentence) | (back >= near)
    related = repeats | (np.minimum(share, back) >= near)
    form = repeats & _is_form(earlier, later, n_letters, known, differences, weight, related)
    return Pairs(earlier, later, known, weight, share, back, repeats, form, whole & ~repeats)


def _is_form(
    earlier: Numbers,
    later: Numbers,
    n_letters: Numbers,
    known: Numbers,
    differences: Numbers,
    weight: Floats,
    related: Flags,
) -> Flags:
    """Whether each pair of near relations is the same form."""
    form = other_figures(known, weight) | mostly_figures(differences, weight)
    short = np.flatnonzero(related & (weight < SHORT))
    # Only these are looked at more closely, numbered anew.
    differences = differences[np.isin(differences[:, PAIR], short)]
    differences[:, PAIR] = np.searchsorted(short, differences[:, PAIR])
    form[short] |= other_names(differences, len(short))
    form[short] |= other_slots(earlier[short], later[short], n_letters, differences, ~form[short])
    return form


def aligned(
    texts: Callable[[int], str], n_letters: Numbers, earlier: Numbers, later: Numbers, near: float = 0
) -> tuple[Numbers, Numbers, Flags]:
    """What is known about each pair, the differences by pair, and whether the pair is in an unspaced script.

    Of a pair that does not share the part `near` of its later text, at most what is matched is known.
    """
    known = np.zeros((len(earlier), N_KNOWN), dtype=np.int64)
    wide, parts = np.ones(len(earlier), dtype=bool), [np.zeros((0, N_DIFFERENCE), dtype=np.int64)]
    equal = _equal(texts, n_letters, earlier, later, known, wide)
    order = np.lexsort((later, earlier))  # an earlier text is indexed once for all its pairs
    order = order[~equal[order]]
    sizes = (n_letters[earlier] + n_letters[later])[order]
    alignment = _alignment(int(sizes.sum()))
    compiled = not isinstance(alignment.align, FunctionType)
    for rows in blocks(sizes, _BLOCK):
        chosen = order[rows]
        some, pairs = _of_pairs(texts, earlier[chosen], later[chosen])
        if near:
            codes, offsets = letters_together(some)
            chosen = chosen[alignment.likely(*_readable(compiled, codes.astype(np.int64), offsets), pairs, near)]
            some, pairs = _of_pairs(texts, earlier[chosen], later[chosen])
        codes, marks, offsets = marked(some)
        is_wide = mostly_unspaced(codes, offsets)
        wide[chosen] = is_wide[pairs[:, 1]]
        grams = _grams(codes, offsets, is_wide)
        letters = _readable(compiled, codes.astype(np.int64), marks, grams, offsets)
        room = _room(compiled, int(np.diff(offsets).max(initial=1)))
        known[chosen], found, n = alignment.align(*letters, pairs, wide[chosen].astype(int), room, float(near))
        found = found[:n].copy()
        found[:, PAIR] = chosen[found[:, PAIR]]
        parts.append(found)
    differences = np.concatenate(parts)
    return known, differences[np.argsort(differences[:, PAIR], kind="stable")], wide


def _part(matched: Numbers, n_letters: Numbers) -> Floats:
    """The part of a text's letters that lie matched; 0 of a text without letters."""
    part: Floats = matched / np.maximum(n_letters, 1)
    return part


def _readable(compiled: bool, *arrays: NDArray[Any]) -> list[Any]:
    """Arrays as they are read fastest: without machine code, as lists."""
    return list(arrays) if compiled else [array.tolist() for array in arrays]


def _room(compiled: bool, longest: int) -> tuple[Any, ...]:
    """The room that `align` works in; one type of integer, or every function would be compiled for several."""
    sizes = (4 * longest + 16, *(longest,) * 5)
    return tuple(np.empty(size, np.int64) if compiled else [0] * size for size in sizes)


def _of_pairs(texts: Callable[[int], str], earlier: Numbers, later: Numbers) -> tuple[list[str], Numbers]:
    """The texts of some pairs, each once, and the pairs `(n_pairs, 2)` as places in this list."""
    numbers, places = np.unique(np.stack([earlier, later], axis=1), return_inverse=True)
    return [texts(number) for number in numbers.tolist()], places.reshape(-1, 2)


def _alignment(n_letters: int) -> ModuleType:
    """The module `alignment`, as machine code if so many letters are worth it; numba takes half a second to import."""
    from topics.preprocessing.resemblance import alignment

    if n_letters > PLAIN and isinstance(alignment.align, FunctionType):
        from topics.parallel.compiled import compile_functions

        compile_functions(alignment)
    return alignment


def _grams(codes: Codes, offsets: Numbers, wide: Flags) -> Numbers:
    """A number for the run of letters from each letter on that `align` looks up; 0 where the text ends before."""
    grams = np.zeros(len(codes), dtype=np.int64)
    ends, is_wide = np.repeat(offsets[1:], np.diff(offsets)), np.repeat(wide, np.diff(offsets))
    for script in np.unique(wide).tolist():
        numbers = runs(codes, SEED[script])
        inside = np.flatnonzero((is_wide == script) & (np.arange(len(codes)) + SEED[script] <= ends))
        grams[inside] = (numbers[inside] >> np.uint64(2)).astype(np.int64) + 1
    return grams


def _equal(
    texts: Callable[[int], str], n_letters: Numbers, earlier: Numbers, later: Numbers, known: Numbers, wide: Flags
) -> Flags:
    """Which pairs are equal texts, about which everything is known without an alignment."""
    equal = n_letters[earlier] == n_letters[later]
    for pair in np.flatnonzero(equal).tolist():
        text = texts(later[pair])
        equal[pair] = fingerprint(texts(earlier[pair])) == fingerprint(text)
        if equal[pair]:
            codes, marks, offsets = marked([text])
            n, number = len(marks), marks & IN_NUMBER > 0
            known[pair, [MATCHED_B, MATCHED_A, CHAINS, LONGEST, A_END, B_END]] = n, n, n > 0, n, n, n
            known[pair, KEPT] = (number & (marks & STARTS > 0)).sum()
            known[pair, NUMBER_LETTERS], known[pair, OTHERS] = number.sum(), n - number.sum()
            wide[pair] = mostly_unspaced(codes, offsets)[0]
    found: Flags = equal
    return found
