"""Compiled counting of words and pairs of words in sliding windows.

Conventions. A text of n words has n − W + 1 windows of W words, or one of all its words where it is shorter; window t
begins with word t. Only words that a topic needs are *followed*; they have numbers of their own.

In each window a followed word is *in* or *out*. A word that came in at window a and goes out at window b was in b − a
windows; with every other word that is in at that moment and came in at window c, it shared b − max(a, c) windows. These
numbers are added only when a word goes out, so that most windows need no work.

The event that takes a word out defines two ways of counting:

- `exact`: its last copy leaves the window;
- otherwise any copy leaves, even if another is still inside; the word is in again when a copy next enters. This is what
  gensim's `WordOccurrenceAccumulator` does, and thus what published scores rest on.

Importing this module imports numba.
"""

import numpy as np
from numpy.typing import NDArray

from topics.parallel.compiled import compiled

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


@compiled(nogil=True)
def count_windows(
    words: Int32s,
    offsets: Int64s,
    followed: Int32s,
    group_of: Int64s,
    window: int,
    exact: bool,
    column: Int32s,
    windows: Int64s,
    counts: Int64s,
) -> None:
    """Add the texts' windows to `windows (n_groups)` and the pairs in them to `counts (n_groups, n_columns)`.

    Text d is `words[offsets[d]:offsets[d + 1]]` and belongs to group `group_of[d]`. `followed (n_words)` numbers the
    followed words, −1 for the others. `column (n_followed, n_followed)` is the column in which a pair is counted; on
    its diagonal, that of a single word.
    """
    n = len(column)
    since = np.empty(n, np.int64)  # the window at which a word came in
    copies = np.zeros(n, np.int64)
    place = np.full(n, -1, np.int64)  # in `present`, −1 for words that are out
    present = np.empty(n, np.int32)
    n_present = 0
    for d in range(len(offsets) - 1):
        first, last = offsets[d], offsets[d + 1]
        n_windows = max(1, last - first - window + 1)
        row = counts[group_of[d]]
        windows[group_of[d]] += n_windows
        for t in range(n_windows):
            if t > 0:
                word = followed[words[first + t - 1]]
                if word >= 0:
                    copies[word] -= 1
                    if place[word] >= 0 and (copies[word] == 0 or not exact):
                        n_present = _take_out(word, t, since, place, present, n_present, column, row)
            entering = first + t + window - 1 if t > 0 else first
            for i in range(entering, min(first + t + window, last)):
                word = followed[words[i]]
                if word >= 0:
                    copies[word] += 1
                    if place[word] < 0:
                        since[word], place[word], present[n_present] = t, n_present, word
                        n_present += 1
        while n_present:
            n_present = _take_out(present[n_present - 1], n_windows, since, place, present, n_present, column, row)
        for i in range(max(first, last - window), last):
            if followed[words[i]] >= 0:
                copies[followed[words[i]]] = 0


@compiled(nogil=True)
def _take_out(
    word: int, t: int, since: Int64s, place: Int64s, present: Int32s, n_present: int, column: Int32s, row: Int64s
) -> int:
    """Count `word` and its pairs up to window t and take it out; returns the number of words left in.

    `present` includes the word itself, which is counted on the diagonal.
    """
    own, columns = since[word], column[word]
    for i in range(n_present):
        row[columns[present[i]]] += t - max(own, since[present[i]])
    n_present -= 1
    moved = present[n_present]
    present[place[word]], place[moved] = moved, place[word]
    place[word] = -1
    return n_present
