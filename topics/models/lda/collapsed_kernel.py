"""The passes of collapsed inference, compiled; `topics.models.lda.collapsed` holds the equations.

Conventions. Passages are rows of word counts in CSR form: the *entries* of passage d are `words[ends[d]:ends[d + 1]]`
with `counts`. Passage d is counted `times[d]` times in the sums over words. `held (n_entries, n_topics)` are the
responsibilities of the topics for the tokens of each entry as unsigned 16-bit numbers, `UNIT` being 1: half the memory
of float32, and finer than any share that is printed. Sums of them are float32. Everything happens in the order of the
passages, in one thread.

Importing this module imports numba, so import it where a model is fitted.
"""

import numpy as np
from numpy.typing import NDArray

from topics.models.lda.e_step import VECTORS
from topics.parallel.compiled import compiled

Reals = NDArray[np.float32]
Held = NDArray[np.uint16]

UNIT = np.float32(65535)
_SHARE = np.float32(1 / 65535)


@compiled(nogil=True, fastmath=VECTORS)
def one_pass(
    words: NDArray[np.int32],
    counts: Reals,
    ends: NDArray[np.int64],
    times: Reals,
    held: Held,
    alpha: Reals,
    eta: float,
    by_word: Reals,
    totals: Reals,
    moved: Reals,
    least: float,
) -> int:
    """Renew the responsibilities of every entry, and the sums `by_word (n_words, n_topics)` and `totals` with them.

    `moved (n_passages)` is the part of a passage's tokens by which its topics changed when it was last renewed; those
    that changed by less than `least` stay as they are. Returns the number of entries that were renewed.

    The loops over topics stand here and not in functions: a row that is handed on costs as much as twenty topics.
    """
    flat, all_words = np.float32(eta), np.float32(eta * len(by_word))
    of_passage, before, weights = np.empty_like(totals), np.empty_like(totals), np.empty_like(totals)
    renewed = 0
    for d in range(len(ends) - 1):
        if moved[d] < least:
            continue
        renewed += ends[d + 1] - ends[d]
        _sum(held, counts, ends[d], ends[d + 1], of_passage)
        of_passage += alpha
        before[:] = of_passage
        seen = min(times[d], np.float32(1)) * _SHARE  # a passage that is counted never has no part in words' sums
        for e in range(ends[d], ends[d + 1]):
            w, total = words[e], np.float32(0)
            for k in range(len(totals)):  # all sums are taken without the token itself
                share = np.float32(np.int32(held[e, k]))
                own = share * seen
                weight = (of_passage[k] - share * _SHARE) * (by_word[w, k] - own + flat) / (totals[k] - own + all_words)
                weights[k] = max(weight, np.float32(0))  # sums are rounded, and may be a hair below the own part
                total += weights[k]
            scale, tokens = UNIT / total, counts[e] * _SHARE
            counted = tokens * times[d]
            for k in range(len(totals)):
                new = np.int32(weights[k] * scale + np.float32(0.5))
                change = np.float32(new - np.int32(held[e, k]))
                held[e, k] = np.uint16(new)
                of_passage[k] += tokens * change
                by_word[w, k] += counted * change
                totals[k] += counted * change
        moved[d] = _apart(before, of_passage)
    return renewed


@compiled(nogil=True, fastmath=VECTORS)
def _apart(before: Reals, after: Reals) -> float:
    """The part of a passage, its α included, by which its topics differ: what has left one has come to another."""
    way, total = np.float32(0), np.float32(0)
    for k in range(len(after)):
        way += abs(after[k] - before[k])
        total += after[k]
    return float(way / total / 2)


@compiled(nogil=True, fastmath=VECTORS)
def _sum(held: Held, counts: Reals, first: int, last: int, out: Reals) -> None:
    """Tokens of a passage by topic."""
    out[:] = 0
    for e in range(first, last):
        share = counts[e] * _SHARE
        for k in range(len(out)):
            out[k] += share * np.float32(np.int32(held[e, k]))


@compiled(nogil=True)
def _place(below: Reals, share: float) -> int:
    """The first topic whose cumulative weight, of `below (n_topics)`, is above this share of the last."""
    wanted, low, high = np.float32(share) * below[-1], 0, len(below) - 1
    while low < high:
        middle = (low + high) // 2
        if below[middle] <= wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(nogil=True)
def first_topics(
    words: NDArray[np.int32],
    ends: NDArray[np.int64],
    theta: Reals,
    phi: Reals,
    uniform: Reals,
    topic: NDArray[np.int32],
    by_passage: Reals,
    by_word: Reals,
) -> None:
    """Draw a `topic` for each token given `theta (n_passages, n_topics)` and `phi (n_words, n_topics)`; count them."""
    below = np.empty(theta.shape[1], dtype=np.float32)
    for d in range(len(ends) - 1):
        for i in range(ends[d], ends[d + 1]):
            total = np.float32(0)
            for k in range(len(below)):
                total += theta[d, k] * phi[words[i], k]
                below[k] = total
            topic[i] = _place(below, uniform[i])
            by_passage[d, topic[i]] += 1
            by_word[words[i], topic[i]] += 1


@compiled(nogil=True, fastmath=VECTORS)
def sweep(
    words: NDArray[np.int32],
    ends: NDArray[np.int64],
    topic: NDArray[np.int32],
    uniform: Reals,
    alpha: Reals,
    eta: float,
    by_passage: Reals,
    by_word: Reals,
    totals: Reals,
) -> None:
    """Draw the topic of every token anew, in turn, given those of all others; the counts move with it."""
    flat, all_words = np.float32(eta), np.float32(eta * len(by_word))
    below, parts = np.empty_like(alpha), 1 / (totals + all_words)
    for d in range(len(ends) - 1):
        of_passage = by_passage[d]
        for i in range(ends[d], ends[d + 1]):
            of_word, old = by_word[words[i]], topic[i]
            of_passage[old] -= 1
            of_word[old] -= 1
            totals[old] -= 1
            parts[old] = 1 / (totals[old] + all_words)
            for k in range(len(alpha)):
                below[k] = (of_passage[k] + alpha[k]) * (of_word[k] + flat) * parts[k]
            for k in range(1, len(alpha)):
                below[k] += below[k - 1]
            new = _place(below, uniform[i])
            topic[i] = new
            of_passage[new] += 1
            of_word[new] += 1
            totals[new] += 1
            parts[new] = 1 / (totals[new] + all_words)


@compiled(nogil=True)
def recounted(
    words: NDArray[np.int32],
    counts: Reals,
    ends: NDArray[np.int64],
    times: Reals,
    held: Held,
    by_passage: Reals,
    by_word: Reals,
    totals: NDArray[np.float64],
) -> None:
    """Sums of the responsibilities over passages, words and all entries, free of what rounding has added up to."""
    by_passage[:], by_word[:], totals[:] = 0, 0, 0
    for d in range(len(ends) - 1):
        _sum(held, counts, ends[d], ends[d + 1], by_passage[d])
        for k in range(len(totals)):
            totals[k] += times[d] * by_passage[d, k]
        for e in range(ends[d], ends[d + 1]):
            share, w = times[d] * counts[e] * _SHARE, words[e]
            for k in range(len(totals)):
                by_word[w, k] += share * np.float32(np.int32(held[e, k]))


@compiled(nogil=True)
def drawn(
    words: NDArray[np.int32],
    counts: Reals,
    ends: NDArray[np.int64],
    held: Held,
    uniform: NDArray[np.float64],
    by_passage: Reals,
    by_word: Reals,
) -> None:
    """Add up tokens by topic, with topics drawn by their responsibilities; the tokens of an entry share one number.

    Token i of n is given the topic at the place (u + i) / n of the entry's cumulative responsibilities, u the entry's
    number of `uniform`.
    """
    for d in range(len(ends) - 1):
        for e in range(ends[d], ends[d + 1]):
            total = 0.0
            for k in range(held.shape[1]):
                total += held[e, k]
            tokens = int(counts[e])
            topic, below = 0, float(held[e, 0])
            for i in range(tokens):
                place = (uniform[e] + i) / tokens * total
                while below <= place and topic < held.shape[1] - 1:
                    topic += 1
                    below += held[e, topic]
                by_passage[d, topic] += 1
                by_word[words[e], topic] += 1


@compiled(nogil=True, fastmath=VECTORS)
def log_probability(
    words: NDArray[np.int32], counts: Reals, ends: NDArray[np.int64], theta: Reals, phi: Reals
) -> float:
    """Σ_d Σ_w n_dw log Σ_k θ_dk φ_wk, with `theta (n_passages, n_topics)` and `phi (n_words, n_topics)`."""
    total = 0.0
    for d in range(len(ends) - 1):
        for e in range(ends[d], ends[d + 1]):
            inner, of_word = np.float32(0), phi[words[e]]
            for k in range(theta.shape[1]):
                inner += theta[d, k] * of_word[k]
            total += counts[e] * np.log(inner)
    return total
