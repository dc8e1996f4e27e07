"""Aligned passages of two texts: what the later one repeats of the earlier one, and what is replaced in it.

Conventions. A text is an array of code points with `marks` (see `letters`). `a` is the earlier text, `b` the later one.
A *seed* is a run of letters that both have, as long as it goes, with at least `SEED` letters of an unspaced script or
of an alphabet; each place of `b` is compared with the first `PLACES` places of `a`. A *chain* is a row of seeds in the
same order in both texts, with gaps of at most `GAP` letters in either; its score is Σ matched − `COST` · gap. Gaps are
filled by a longest common subsequence, and so are the ends of both texts if at most `FEWEST` letters are left there. A
chain counts from `FEWEST` matched letters on, or half of a shorter text's. Chains may stand in any order, since
paragraphs are moved. Chance matches do not line up; a copy's do, whatever was edited.

A *difference* lies between two words of a chain that both texts have; it holds the words of `a` that were replaced and
the words of `b` instead of them. Words are compared whole: "bern" is not "berlin" with two letters less.

The functions are written for numba; `compile_functions` turns them all into machine code, which pays for itself from
some thousands of letters on. Until then they run as they are, with the same results.
"""

from typing import Any

import numpy as np

from topics.preprocessing.resemblance.columns import (
    A_END,
    A_START,
    B_END,
    B_START,
    CHAINS,
    CHANGED,
    EDITED,
    FIGURES,
    FROM_A,
    FROM_B,
    HASH_A,
    HASH_B,
    KEPT,
    LONGEST,
    MATCHED_A,
    MATCHED_B,
    N_DIFFERENCE,
    N_KNOWN,
    NAMES,
    NUMBER_LETTERS,
    OTHER,
    OTHERS,
    PAIR,
    TO_A,
    TO_B,
)  # fmt: skip
from topics.preprocessing.resemblance.letters import IN_NUMBER, NAMED, STARTS

SEED = (12, 5)  # letters, of an alphabet and of an unspaced script; so for the others
GAP = (100, 40)
FEWEST = (50, 20)
PLACES = 16
COST = 0.25
_SURE = 10  # a run of so many gaps is taken at once, so that equal texts are compared in one step
_KINDS = 1 << 16
_ALIVE = 512  # seeds that the next one may follow; only texts that repeat one phrase throughout have more


def align(
    codes: Any, marks: Any, grams: Any, offsets: Any, pairs: Any, unspaced: Any, room: Any, near: Any
) -> Any:  # fmt: skip
    """What is known about each pair `(n_pairs, N_KNOWN)`, the differences of all pairs, and how many rows they fill.

    `pairs (n_pairs, 2)` numbers the texts at `codes[offsets[i]:offsets[i + 1]]`; pairs of one earlier text are
    neighbours. `grams` has a number for the run of `SEED` letters that begins at each letter, 0 where it does not end
    in the text. `unspaced (n_pairs,)` is 1 for an unspaced script, else 0. `room` is six rows of integers
    to work in: as many as there are letters in the longest text, and in the first four times as many and 16.
    Of a pair whose later text does not share the part `near`, no more is known than what is matched.
    """
    head, following, partner_a, partner_b, chain_a, chain_b = room
    known = np.zeros((len(pairs), N_KNOWN), np.int64)
    differences, n_differences = np.empty((256, N_DIFFERENCE), np.int64), np.int64(0)
    before = -1
    for pair in range(len(pairs)):
        first, second = pairs[pair, 0], pairs[pair, 1]
        a, b = codes[offsets[first] : offsets[first + 1]], codes[offsets[second] : offsets[second + 1]]
        script = unspaced[pair]
        grams_a, grams_b = grams[offsets[first] : offsets[first + 1]], grams[offsets[second] : offsets[second + 1]]
        if first != before:
            before = first
            _index(grams_a, head, following)
        seeds = _seeds(a, b, grams_a, grams_b, SEED[script], head, following, _SURE * GAP[script])
        _align(a, b, seeds, script, partner_a, partner_b, chain_a, chain_b, known[pair])
        if known[pair, MATCHED_B] / max(len(b), 1) < near:
            continue
        marks_a, marks_b = marks[offsets[first] : offsets[first + 1]], marks[offsets[second] : offsets[second + 1]]
        differences, n_differences = _differences(
            a, b, marks_a, marks_b, partner_b, chain_b, FEWEST[script], known[pair], differences, n_differences, pair
        )
    return known, differences, n_differences


def likely(codes: Any, offsets: Any, pairs: Any, near: Any) -> Any:
    """Whether the part `near` of each later text at least is letters that occur in the earlier one at all `(n_pairs,)`.

    A letter is matched to the same letter only, so that other pairs cannot share as much. Arguments as for `align`,
    which takes some fifty times as long.
    """
    last = np.full(_KINDS, -1, np.int64)  # the last text with each letter; if two share a place, more pairs are likely
    found = np.empty(len(pairs), np.bool_)
    before = -1
    for pair in range(len(pairs)):
        first, second = pairs[pair, 0], pairs[pair, 1]
        if first != before:
            before = first
            for place in range(offsets[first], offsets[first + 1]):
                last[codes[place] % _KINDS] = first
        there = 0
        for place in range(offsets[second], offsets[second + 1]):
            there += last[codes[place] % _KINDS] == first
        found[pair] = there / max(offsets[second + 1] - offsets[second], 1) >= near
    return found


def _grown(table: Any) -> Any:
    """The table with room for twice the rows."""
    larger = np.empty((2 * len(table), table.shape[1]), np.int64)
    for row in range(len(table)):  # a slice would take seconds to compile
        for column in range(table.shape[1]):
            larger[row, column] = table[row, column]
    return larger


def _size(n: Any) -> Any:
    """Buckets for n runs: a power of two."""
    size = 16
    while size < 2 * n:
        size *= 2
    return size


def _index(grams: Any, head: Any, following: Any) -> None:
    """Places of every run, in lists by bucket, in ascending order."""
    size = _size(len(grams))
    for bucket in range(size):
        head[bucket] = -1
    for place in range(len(grams) - 1, -1, -1):
        if grams[place]:
            bucket = grams[place] & (size - 1)
            following[place] = head[bucket]
            head[bucket] = place


def _seeds(a: Any, b: Any, grams_a: Any, grams_b: Any, fewest: Any, head: Any, following: Any, sure: Any) -> Any:
    """Runs that both texts have, as long as they go: place in b, place in a, letters `(n, 3)`, in the order of b."""
    size = _size(len(a))
    seeds, n = np.empty((64, 3), np.int64), 0
    place = 0
    while place < len(b):
        step, seen, gram = 1, 0, grams_b[place]
        other = head[gram & (size - 1)] if gram else -1
        while other >= 0 and seen < PLACES:
            if grams_a[other] == gram:
                seen += 1
                if other == 0 or place == 0 or a[other - 1] != b[place - 1]:
                    run = _run(a, b, other, place)
                    if run >= fewest:
                        if n == len(seeds):
                            seeds = _grown(seeds)
                        seeds[n, 0], seeds[n, 1], seeds[n, 2] = place, other, run
                        n += 1
                        if run >= sure:
                            step = max(step, run - fewest + 1)
            other = following[other]
        place += step
    return seeds[:n]


def _run(a: Any, b: Any, in_a: Any, in_b: Any) -> Any:
    """Letters from two places on that are the same."""
    run = 0
    while in_b + run < len(b) and in_a + run < len(a) and a[in_a + run] == b[in_b + run]:
        run += 1
    return run


def _best_rows(seeds: Any, gap: Any) -> Any:
    """The best score of a row of seeds that ends with each seed, and the seed before it, or -1."""
    score, before = np.empty(len(seeds), np.float64), np.empty(len(seeds), np.int64)
    alive, n_alive = np.empty(_ALIVE, np.int64), 0
    for seed in range(len(seeds)):
        in_b, in_a, run = seeds[seed, 0], seeds[seed, 1], seeds[seed, 2]
        score[seed], before[seed] = run, -1
        kept = 0
        for number in range(n_alive):
            last = alive[number]
            gap_b = in_b - seeds[last, 0] - seeds[last, 2]
            if gap_b > gap:
                continue
            alive[kept] = last
            kept += 1
            gap_a = in_a - seeds[last, 1] - seeds[last, 2]
            overlap = max(0, -gap_a, -gap_b)
            if gap_a > gap or overlap >= run or seeds[last, 1] >= in_a or seeds[last, 0] >= in_b:
                continue
            value = score[last] + run - overlap - COST * (max(gap_a, gap_b) + overlap)
            if value > score[seed]:
                score[seed], before[seed] = value, last
        if kept == _ALIVE:  # the oldest goes
            for number in range(1, kept):
                alive[number - 1] = alive[number]
            kept -= 1
        alive[kept] = seed
        n_alive = kept + 1
    return score, before


def _align(
    a: Any, b: Any, seeds: Any, script: Any, partner_a: Any, partner_b: Any, chain_a: Any, chain_b: Any, known: Any
) -> None:
    """Partners of all letters, or -1, and the chains they belong to, or 0; the first columns of `known`."""
    for place in range(len(a)):
        partner_a[place], chain_a[place] = -1, 0
    for place in range(len(b)):
        partner_b[place], chain_b[place] = -1, 0
    fewest = min(FEWEST[script], 0.5 * len(b))
    score, before = _best_rows(seeds, GAP[script])
    ends, n_ends = np.empty(len(seeds), np.int64), 0
    for seed in range(len(seeds)):
        if score[seed] >= 0.5 * fewest:
            ends[n_ends] = seed
            n_ends += 1
    row = np.empty(len(seeds), np.int64)
    while n_ends:
        n, n_ends = _take_best(ends, n_ends, score, before, row)
        if n:
            _chain(a, b, seeds, row, n, fewest, FEWEST[script], partner_a, partner_b, chain_a, chain_b, known)
    for place in range(len(a)):
        known[MATCHED_A] += partner_a[place] >= 0
    for place in range(len(b)):
        known[MATCHED_B] += partner_b[place] >= 0


def _take_best(ends: Any, n_ends: Any, score: Any, before: Any, row: Any) -> Any:
    """The row that ends with the best score, as far as none has taken its seeds, and what ends are left.

    The score of a seed that is taken becomes negative. `row` is filled from the last seed to the first.
    """
    best, left = -1, 0
    for number in range(n_ends):
        seed = ends[number]
        if score[seed] >= 0:
            ends[left] = seed
            left += 1
            if best < 0 or score[seed] > score[best]:
                best = seed
    n = 0
    while best >= 0 and score[best] >= 0:
        row[n] = best
        score[best] = -1.0
        n += 1
        best = before[best]
    return n, left


def _chain(
    a: Any, b: Any, seeds: Any, row: Any, n: Any, fewest: Any, margin: Any, partner_a: Any, partner_b: Any,
    chain_a: Any, chain_b: Any, known: Any,
) -> None:  # fmt: skip
    """Make a chain of a row of seeds, if it brings enough letters that no better chain has matched."""
    number = known[CHAINS] + 1
    from_a, to_a, from_b, to_b = _matched(a, b, seeds, row, n, number, margin, partner_a, partner_b, chain_a, chain_b)
    matched = 0
    for place in range(from_b, to_b):
        matched += chain_b[place] == number and partner_b[place] >= 0
    if matched < fewest:
        _forget(number, from_a, to_a, partner_a, chain_a)
        _forget(number, from_b, to_b, partner_b, chain_b)
        return
    known[CHAINS] = number
    if matched > known[LONGEST]:
        known[LONGEST] = matched
        known[A_START], known[A_END], known[B_START], known[B_END] = from_a, to_a, from_b, to_b


def _forget(number: Any, start: Any, end: Any, partner: Any, chain: Any) -> None:
    for place in range(start, end):
        if chain[place] == number:
            chain[place], partner[place] = 0, -1


def _matched(
    a: Any, b: Any, seeds: Any, row: Any, n: Any, number: Any, margin: Any, partner_a: Any, partner_b: Any,
    chain_a: Any, chain_b: Any,
) -> Any:  # fmt: skip
    """Match the seeds of one row and what lies between them; its place in both texts."""
    from_b, from_a = seeds[row[n - 1], 0], seeds[row[n - 1], 1]
    to_a, to_b = from_a, from_b
    if from_a <= margin and from_b <= margin:
        _fill(a, b, 0, from_a, 0, from_b, number, partner_a, partner_b, chain_a, chain_b)
        from_a, from_b = 0, 0
    for step in range(n - 1, -1, -1):
        seed = row[step]
        in_b, in_a, run = seeds[seed, 0], seeds[seed, 1], seeds[seed, 2]
        overlap = max(0, to_b - in_b, to_a - in_a)
        _fill(a, b, to_a, in_a + overlap, to_b, in_b + overlap, number, partner_a, partner_b, chain_a, chain_b)
        for shift in range(overlap, run):
            _match(in_a + shift, in_b + shift, number, partner_a, partner_b, chain_a, chain_b)
        to_a, to_b = in_a + run, in_b + run
    if len(a) - to_a <= margin and len(b) - to_b <= margin:
        _fill(a, b, to_a, len(a), to_b, len(b), number, partner_a, partner_b, chain_a, chain_b)
        to_a, to_b = len(a), len(b)
    return from_a, to_a, from_b, to_b


def _match(in_a: Any, in_b: Any, number: Any, partner_a: Any, partner_b: Any, chain_a: Any, chain_b: Any) -> None:
    """Make two letters partners; each keeps an earlier partner, so that a text may be repeated twice."""
    if chain_a[in_a] == 0 or (chain_a[in_a] == number and partner_a[in_a] < 0):
        chain_a[in_a], partner_a[in_a] = number, in_b
    if chain_b[in_b] == 0 or (chain_b[in_b] == number and partner_b[in_b] < 0):
        chain_b[in_b], partner_b[in_b] = number, in_a


def _fill(
    a: Any, b: Any, from_a: Any, to_a: Any, from_b: Any, to_b: Any, number: Any, partner_a: Any, partner_b: Any,
    chain_a: Any, chain_b: Any,
) -> None:  # fmt: skip
    """Match a longest common subsequence of two gaps; the rest of them belongs to the chain without a partner."""
    n, m = to_a - from_a, to_b - from_b
    for place in range(from_a, to_a):
        if chain_a[place] == 0:
            chain_a[place] = number
    for place in range(from_b, to_b):
        if chain_b[place] == 0:
            chain_b[place] = number
    if n <= 0 or m <= 0:
        return
    common = np.zeros((n + 1, m + 1), np.int16)
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            if a[from_a + i] == b[from_b + j]:
                common[i, j] = common[i + 1, j + 1] + 1
            else:
                common[i, j] = max(common[i + 1, j], common[i, j + 1])
    i, j = 0, 0
    while i < n and j < m:
        if a[from_a + i] == b[from_b + j]:
            _match(from_a + i, from_b + j, number, partner_a, partner_b, chain_a, chain_b)
            i, j = i + 1, j + 1
        elif common[i + 1, j] >= common[i, j + 1]:
            i += 1
        else:
            j += 1


def _differences(
    a: Any, b: Any, marks_a: Any, marks_b: Any, partner: Any, chain: Any, fewest: Any, known: Any, found: Any, n: Any,
    pair: Any,
) -> Any:  # fmt: skip
    """Add what lies between the words that both texts have, and count their numbers, in `known`."""
    last_a, last_b, current, around = 0, 0, 0, fewest // 2
    if len(b) and chain[0] > 0 and known[CHAINS] > 0:
        current = _chain_at_start(partner, chain, len(b), fewest)
    place = 0
    while place < len(b):
        end = place + 1
        while end < len(b) and not marks_b[end] & STARTS:
            end += 1
        _count_letters(marks_b, partner, chain, place, end, known)
        if _same_word(marks_a, len(a), partner, chain, place, end):
            at = partner[place]
            if chain[place] == current and at >= last_a and (at > last_a or place > last_b):
                found, n = _add(a, b, marks_a, marks_b, last_a, at, last_b, place, known, found, n, pair, around)
            current, last_a, last_b = chain[place], at + end - place, end
            if marks_b[place] & IN_NUMBER:
                known[KEPT] += 1
                known[NUMBER_LETTERS] += end - place
        elif chain[place] == 0:
            current = 0
        place = end
    at_end = current > 0 and chain[len(b) - 1] == current and len(a) - last_a <= 2 * fewest
    if at_end and (last_a < len(a) or last_b < len(b)):
        found, n = _add(a, b, marks_a, marks_b, last_a, len(a), last_b, len(b), known, found, n, pair, around)
    return found, n


def _chain_at_start(partner: Any, chain: Any, n: Any, fewest: Any) -> Any:
    """The chain that begins with both texts, or 0."""
    for place in range(min(n, 2 * fewest)):
        if chain[place] != chain[0]:
            return 0
        if partner[place] >= 0:
            return chain[0] if partner[place] <= 2 * fewest else 0
    return 0


def _count_letters(marks: Any, partner: Any, chain: Any, start: Any, end: Any, known: Any) -> None:
    for place in range(start, end):
        if chain[place] and not marks[place] & IN_NUMBER:
            known[OTHERS] += 1
            known[EDITED] += partner[place] < 0


def _same_word(marks_a: Any, n: Any, partner: Any, chain: Any, start: Any, end: Any) -> Any:
    """Whether a word of b is matched to one whole word of a."""
    at = partner[start]
    if at < 0 or not marks_a[at] & STARTS:
        return False
    for shift in range(end - start):
        if partner[start + shift] != at + shift or chain[start + shift] != chain[start]:
            return False
    last = at + end - start
    for place in range(at + 1, last):
        if marks_a[place] & STARTS:
            return False
    return last == n or marks_a[last] & STARTS != 0


def _add(
    a: Any, b: Any, marks_a: Any, marks_b: Any, from_a: Any, to_a: Any, from_b: Any, to_b: Any, known: Any, found: Any,
    n: Any, pair: Any, at_most: Any,
) -> Any:  # fmt: skip
    """Add one difference, and pair its numbers in order.

    What was put in and what was left out on both sides of a single letter is one difference: 南京 became 济南.
    """
    if n == len(found):
        found = _grown(found)
    row, start_a, start_b = n, from_a, from_b
    found[n, FIGURES] = 0
    last = found[n - 1]
    if n > 0 and last[PAIR] == pair and from_a - last[TO_A] == 1 and from_b - last[TO_B] == 1:
        one_sided = last[FROM_A] == last[TO_A] or last[FROM_B] == last[TO_B] or from_a == to_a or from_b == to_b
        if one_sided:
            row, start_a, start_b = n - 1, last[FROM_A], last[FROM_B]
    found[row, PAIR] = pair
    found[row, FROM_A], found[row, TO_A], found[row, FROM_B], found[row, TO_B] = start_a, to_a, start_b, to_b
    found[row, HASH_A], found[row, HASH_B] = _hash(a, start_a, to_a), _hash(b, start_b, to_b)
    other = start_a < to_a and start_b < to_b and not _misprint(a, start_a, to_a, b, start_b, to_b)
    found[row, OTHER] = other
    found[row, NAMES] = other and _names(marks_a, start_a, to_a) > 0 and _names(marks_b, start_b, to_b) > 0
    if _other_letters(marks_a, from_a, to_a) > at_most or _other_letters(marks_b, from_b, to_b) > at_most:
        return found, row + 1  # two sentences; their numbers have nothing to do with each other
    in_a, in_b = _next_number(marks_a, from_a, to_a), _next_number(marks_b, from_b, to_b)
    while in_a < to_a and in_b < to_b:
        end_a, end_b = _word_end(marks_a, in_a), _word_end(marks_b, in_b)
        if _hash(a, in_a, end_a) == _hash(b, in_b, end_b):
            known[KEPT] += 1
            known[NUMBER_LETTERS] += end_b - in_b
        elif not _torn(a, in_a, end_a, b, in_b, end_b):
            known[CHANGED] += 1
            found[row, FIGURES] += 1
            known[NUMBER_LETTERS] += end_b - in_b
        in_a, in_b = _next_number(marks_a, end_a, to_a), _next_number(marks_b, end_b, to_b)
    return found, row + 1


def _other_letters(marks: Any, start: Any, end: Any) -> Any:
    """Letters that belong to no number."""
    found = 0
    for place in range(start, end):
        found += not marks[place] & IN_NUMBER
    return found


def _hash(text: Any, start: Any, end: Any) -> Any:
    """A number for a string, below 2^31."""
    value = end - start
    for place in range(start, end):
        value = (value * 1000003 + text[place]) % 2147483647
    return value


def _next_number(marks: Any, start: Any, end: Any) -> Any:
    """The first letter of the next number, or the end."""
    while start < end and marks[start] & (STARTS | IN_NUMBER) != STARTS | IN_NUMBER:
        start += 1
    return start


def _word_end(marks: Any, start: Any) -> Any:
    end = start + 1
    while end < len(marks) and not marks[end] & STARTS:
        end += 1
    return end


def _names(marks: Any, start: Any, end: Any) -> Any:
    """Words that are names."""
    found = 0
    for place in range(start, end):
        found += marks[place] & NAMED > 0
    return found


def _misprint(a: Any, in_a: Any, end_a: Any, b: Any, in_b: Any, end_b: Any) -> Any:
    """Whether two words of an alphabet differ in one letter, or one has one more."""
    n, m = end_a - in_a, end_b - in_b
    return min(n, m) > 2 and a[in_a] < 0x2000 and _same_ends(a, in_a, end_a, b, in_b, end_b) >= max(n, m) - 1


def _same_ends(a: Any, in_a: Any, end_a: Any, b: Any, in_b: Any, end_b: Any) -> Any:
    """Letters at the beginning and at the end of two strings that are the same."""
    shorter, same = min(end_a - in_a, end_b - in_b), 0
    while same < shorter and a[in_a + same] == b[in_b + same]:
        same += 1
    rest = 0
    while rest < shorter - same and a[end_a - 1 - rest] == b[end_b - 1 - rest]:
        rest += 1
    return same + rest


def _torn(a: Any, in_a: Any, end_a: Any, b: Any, in_b: Any, end_b: Any) -> Any:
    """Whether a number is only torn where its text ends. A digit more or less anywhere else makes it another number."""
    n, m = end_a - in_a, end_b - in_b
    same = 0
    while same < min(n, m) and a[in_a + same] == b[in_b + same]:
        same += 1
    return same == min(n, m) and ((end_b == len(b) and m < n) or (end_a == len(a) and n < m))
