"""The same form filled in anew, told from a copy: yearly notices, replies to several offices, records of one kind.

Conventions. A pair is a form and no copy for one of these reasons; names and slots are asked of texts below `SHORT`
only, for a long text with another place's name throughout is a local re-issue.

- *Figures*: of the N numbers inside aligned passages, c were replaced by another one, with c ≥ max(1, N / 4). From
  `NOISY` on, c must also exceed what damaged text explains: if the part e of the other letters is edited, a number of
  ℓ digits is hit with q = 1 − (1 − 1.5 e)^(ℓ + 1), and c − Nq > 2 √(Nq(1 − q)) is asked. Fewer are enough where at
  least half of the differences are figures; from `SHORT` on, a number must be replaced by the same other one again, as
  a year is. Below it, a name that is told by its capital counts as a figure does.
- *Names*: at least half of the substitutions are made more than once.
- *Slots*: at least half of the differences lie where half of a text's near relations differ from it, and more than
  chance would have it, no one string being found there in more than half of them. So 上海 is told from 杭州 said once,
  and a misprint is not. A relation need not be near enough for a copy: the longer a name, the less is in common.

A word with one other letter is a misprint and no substitution.

`known` and `differences` have the columns of `columns`; `weight` is that of the later text of each pair.
"""

import numpy as np
from numpy.typing import NDArray

from topics.preprocessing.resemblance.columns import (
    CHANGED,
    EDITED,
    FIGURES,
    FROM_A,
    FROM_B,
    HASH_A,
    HASH_B,
    KEPT,
    NAMES,
    NUMBER_LETTERS,
    OTHER,
    OTHERS,
    PAIR,
    TO_A,
    TO_B,
)

SHORT = 600  # weight
NOISY = 300  # weight
RELATED, RELATIONS = 2, 4  # near relations from which on a text's slots are known, and known well
CHANCE = 2.0  # standard deviations

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def other_figures(known: Numbers, weight: NDArray[np.float64]) -> Flags:
    """Whether the numbers of each pair are others, beyond what damaged text explains."""
    kept, changed = known[:, KEPT], known[:, CHANGED]
    n = kept + changed
    digits = known[:, NUMBER_LETTERS] / np.maximum(n, 1)
    edited = known[:, EDITED] / np.maximum(known[:, OTHERS], 1)
    hit = 1 - (1 - np.minimum(1.5 * edited, 1)) ** (digits + 1)
    beyond = changed - n * hit > 2 * np.sqrt(n * hit * (1 - hit))
    found: Flags = (changed >= np.maximum(1, n / 4)) & (beyond | (weight < NOISY))
    return found


def mostly_figures(differences: Numbers, weight: NDArray[np.float64]) -> Flags:
    """Whether two texts differ mostly in figures, as copies of a form do, for each pair.

    At least half of the differences replace a number (in a short text, also a name). A long text must replace one
    number by another more than once, since a single changed number is a correction.
    """
    short = weight < SHORT
    figures = differences[(differences[:, FIGURES] > 0) | ((differences[:, NAMES] > 0) & short[differences[:, PAIR]])]
    every, changed = (np.bincount(rows[:, PAIR], minlength=len(weight)) for rows in (differences, figures))
    again = _made_again(figures, len(weight)) >= 2
    found: Flags = (changed > 0) & (2 * changed >= every) & (again | short)
    return found


def other_names(differences: Numbers, n_pairs: int) -> Flags:
    """Whether most substitutions of each pair are made more than once."""
    substitutions = differences[replaced(differences)]
    again = _made_again(substitutions, n_pairs)
    every = np.bincount(substitutions[:, PAIR], minlength=n_pairs)
    return (again > 0) & (2 * again >= every)


def _made_again(substitutions: Numbers, n_pairs: int) -> Numbers:
    """Substitutions of each pair that are made more than once."""
    made = substitutions[:, [PAIR, HASH_A, HASH_B]]
    made = made[np.lexsort(made.T)]
    same = (made[1:] == made[:-1]).all(axis=1)
    again = np.zeros(len(made), dtype=bool)
    again[1:] |= same
    again[:-1] |= same
    return np.bincount(made[again, 0], minlength=n_pairs)


def replaced(differences: Numbers) -> Flags:
    """Whether each difference replaces something by something, as a slot that is filled in anew."""
    found: Flags = differences[:, OTHER] > 0
    return found


def other_slots(earlier: Numbers, later: Numbers, n_letters: Numbers, differences: Numbers, asked: Flags) -> Flags:
    """Whether most differences of each pair asked lie in slots of one of its texts; all pairs are near relations."""
    pair, substituted = differences[:, PAIR], replaced(differences)
    # Each difference as its two texts see it: the text, the pair, the place in the text, what the other one has there.
    sights = np.concatenate(
        [
            np.column_stack([text[pair], pair, differences[:, [start, end, other]], substituted])
            for text, start, end, other in ((earlier, FROM_A, TO_A, HASH_B), (later, FROM_B, TO_B, HASH_A))
        ]
    )
    sights = sights[np.argsort(sights[:, 0], kind="stable")]
    n_relations = np.bincount(np.concatenate([earlier, later]))
    every, within = np.bincount(pair, minlength=len(earlier)), np.zeros(len(earlier))
    asked = asked & (2 * np.bincount(pair, substituted, minlength=len(earlier)) >= np.maximum(every, 1))
    wanted = np.unique(np.concatenate([earlier[asked], later[asked]]))
    wanted = wanted[n_relations[wanted] >= RELATED]
    bounds = np.searchsorted(sights[:, 0], [wanted, wanted + 1])
    for text, first, last in zip(wanted.tolist(), *bounds.tolist(), strict=True):
        _, pairs, starts, ends, others, substitution = sights[first:last].T
        n = int(n_relations[text])
        few = _by_chance(float((ends - starts).sum() / n_letters[text]), n)
        inside = _in_slots(starts, np.maximum(ends, starts + 1), others, few) & (substitution > 0)
        which, of_pair = np.unique(pairs, return_inverse=True)
        within[which] = np.maximum(within[which], np.bincount(of_pair, inside) * min(n / RELATIONS, 1))
    found: Flags = asked & (every > 0) & (2 * within >= every)
    return found


def _by_chance(expected: float, n_relations: int) -> float:
    """As many relations as may differ from a text at one place by chance, at least half; `expected` do on average."""
    part = min(expected / n_relations, 1.0)
    return max(n_relations / 2, expected + CHANCE * float(np.sqrt(expected * (1 - part))))


def _in_slots(starts: Numbers, ends: Numbers, others: Numbers, fewest: float) -> Flags:
    """Whether each difference of a text lies in a slot: where `fewest` of its relations differ, and variously."""
    if not len(starts):
        return np.zeros(0, dtype=bool)
    steps = np.zeros(int(ends.max()) + 1, dtype=np.int64)
    np.add.at(steps, starts, 1)
    np.add.at(steps, ends, -1)
    often = np.flatnonzero(np.cumsum(steps) >= fewest)
    if not len(often):
        return np.zeros(len(starts), dtype=bool)
    run = np.cumsum(np.diff(often, prepend=often[0]) > 1)
    place = np.searchsorted(often, starts)
    inside = often[np.minimum(place, len(often) - 1)] < ends
    inside &= place < len(often)
    slot = run[np.minimum(place, len(often) - 1)]
    keys, count = np.unique(np.column_stack([slot[inside], others[inside]]), axis=0, return_counts=True)
    most, every = np.zeros(run[-1] + 1, dtype=np.int64), np.bincount(slot[inside], minlength=run[-1] + 1)
    np.maximum.at(most, keys[:, 0], count)
    inside &= 2 * most[slot] <= every[slot]
    return inside
