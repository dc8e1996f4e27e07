"""Stratified samples of units to be coded, within each period, with known inclusion probabilities.

Conventions. Within a period, the units of a stratum stand in a random order that depends only on the seed, the period
and the ids; the first n_h of them are coded, each drawn with π = n_h / N_h. A sample that is extended keeps its strata
and the units drawn before, and no n_h shrinks; a sample drawn at the full size at once may have other strata and other
n_h.
"""

import hashlib
import heapq
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]
LEAST = 2  # coded units per stratum: a variance needs two


def allocation(sizes: Sequence[int] | Integers, n: int, drawn: Sequence[int] = ()) -> Integers:
    """Number of the n coded units that each stratum gets: half in proportion to its size, half to its square root.

    Strictly proportional allocation would hardly draw rare themes. The square root favours them (power allocation,
    Bankier 1988), and the proportional half keeps the design effect near 1 if the strata are uninformative. Every
    stratum gets at least two units, or all of them, and no fewer than were `drawn` from it before.
    """
    units = np.asarray(sizes, dtype=np.float64)
    least = np.minimum(units, LEAST)
    if len(drawn):
        least = np.maximum(least, np.asarray(drawn, dtype=np.float64))
    if n >= units.sum():
        return units.astype(np.intp)
    wanted = n * (units / units.sum() + np.sqrt(units) / np.sqrt(units).sum()) / 2
    given = np.clip(np.floor(wanted), least, units)
    while given.sum() != n:
        # One at a time to (or from) the stratum that is furthest below (or above) what it should have.
        short = np.where(given < units, wanted - given, -np.inf)
        over = np.where(given > least, given - wanted, -np.inf)
        if given.sum() < n:
            given[int(short.argmax())] += 1
        elif np.isneginf(over).all():
            break  # more strata than units to code: each keeps its least
        else:
            given[int(over.argmax())] -= 1
    found: Integers = given.astype(np.intp)
    return found


def least_variance(spread: Sequence[float], sizes: Sequence[int], n: int, drawn: Sequence[int] = ()) -> Integers:
    """Number of the n coded units that each cell gets so that Σ spread² / n_h is least (Neyman 1934).

    `spread` is what a cell adds to the standard error of what is asked, times √n_h; `sizes` are its units. One unit
    after the other goes where it lessens the sum most, which is exact in whole units (Wright 2012). Every cell gets at
    least two units, or all of them, and no fewer than were `drawn` from it before.
    """
    given = [max(min(size, LEAST), already) for size, already in zip(sizes, drawn or [0] * len(sizes), strict=True)]
    gain = [
        (-(s**2) / (k * (k + 1)), cell)
        for cell, (s, k, size) in enumerate(zip(spread, given, sizes, strict=True))
        if k < size
    ]
    heapq.heapify(gain)
    for _ in range(n - sum(given)):
        if not gain:
            break
        cell = heapq.heappop(gain)[1]
        given[cell] += 1
        if (k := given[cell]) < sizes[cell]:
            heapq.heappush(gain, (-(spread[cell] ** 2) / (k * (k + 1)), cell))
    return np.array(given, dtype=np.intp)


def drawing_order(ids: Sequence[str], seed: int, period: str) -> Integers:
    """The rows of `ids` in the random order of a period; the order in which they come has no influence."""
    keys = [hashlib.sha256(f"{seed}\x00{period}\x00{unit}".encode()).digest() for unit in ids]
    return np.array(sorted(range(len(ids)), key=lambda row: keys[row]), dtype=np.intp)


def joined_strata(sizes: Mapping[str, int], n: int) -> dict[str, str]:
    """A map of a period's strata to joined strata, each large enough (N_h ≥ N / n) to get two coded units.

    Two coded units spent on a handful of units are lost to all others. So the smallest stratum is joined to the next
    larger one, again and again. A joined stratum is named by its parts: `5g + data-security`.
    """
    whole = sum(sizes.values())
    groups: list[tuple[int, tuple[str, ...]]] = sorted(
        ((size, (label,)) for label, size in sizes.items()), key=lambda group: (group[0], group[1])
    )
    while len(groups) > 1 and (groups[0][0] * n < whole or len(groups) * LEAST > n):
        (a, first), (b, second), *others = groups
        groups = sorted([(a + b, tuple(sorted(first + second))), *others], key=lambda group: (group[0], group[1]))
    return {label: " + ".join(group) for _, group in groups for label in group}
