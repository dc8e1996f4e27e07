"""Window counts of words and pairs of words in a reference corpus: the input of every coherence measure.

Conventions. The reference is a `Tokens`: its passages are the texts, windows slide over its words in their order
(vocabulary words only), and its fingerprint is its name. `window = None` takes each text as one window (document
counts). Counts are kept by *group*: documents are dealt at random into at most 200 groups, so that resampling groups
resamples documents. Documents are resampled rather than windows, because neighbouring windows share all words but one,
and because documents are what was sampled.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.preprocessing.words.tokens import Tokens

GROUPS = 200


@dataclass(frozen=True)
class Lists:
    """Top-word lists as numbers.

    `followed (n_words)` gives every word of the reference that some list holds a number, −1 to the others. For list l,
    `columns[l] (n, n)` is the column in which its n known words are counted: pairs off the diagonal, single words on
    it. `column (n_followed, n_followed)` is the same for all pairs; pairs that no list asks for share the last of
    `n_columns`.
    """

    followed: NDArray[np.int32]
    columns: tuple[NDArray[np.int32], ...]
    column: NDArray[np.int32]
    n_columns: int


@dataclass(frozen=True)
class WindowCounts:
    """Counts for one window size: `windows (n_groups)` and `counts (n_groups, n_columns)`."""

    windows: NDArray[np.int64]
    counts: NDArray[np.int64]

    def shares(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares of windows that contain a word or pair in each draw `(n_draws, n_columns)`.

        `weights (n_draws, n_groups)` is the number of times that a draw holds each group; whole numbers keep sums
        exact.
        """
        held: NDArray[np.float64] = weights @ self.counts.astype(np.float64)
        held /= np.maximum(1, weights @ self.windows)[:, None]
        return held


def number_lists(lists: Sequence[Sequence[str]], reference: Tokens) -> Lists:
    """Number the words of the lists; words that do not occur in the reference are dropped, the others keep their order.

    Raises ScoreError for a list that names a word twice.
    """
    occurs = np.bincount(reference.word_ids, minlength=reference.n_words) > 0
    known = {word: i for i, (word, found) in enumerate(zip(reference.vocabulary, occurs, strict=True)) if found}
    for words in lists:
        if len(set(words)) < len(words):
            raise ScoreError(f"a list of top words names a word twice: {', '.join(words)}. Give each word once.")
    found = [[known[word] for word in words if word in known] for words in lists]
    used = sorted({word for words in found for word in words})
    followed = np.full(reference.n_words, -1, dtype=np.int32)
    followed[used] = np.arange(len(used), dtype=np.int32)
    numbers = [followed[words] for words in found]
    asked = np.zeros((len(used), len(used)), dtype=bool)
    for row in numbers:
        asked[np.ix_(row, row)] = True
    asked = np.triu(asked)
    n_columns = int(asked.sum()) + 1
    column = np.full(asked.shape, n_columns - 1, dtype=np.int32)
    column[asked] = np.arange(n_columns - 1, dtype=np.int32)
    column = np.minimum(column, column.T)
    return Lists(followed, tuple(column[np.ix_(row, row)] for row in numbers), column, n_columns)


def group_documents(
    reference: Tokens, documents: Sequence[str] | None, seed: int, n_groups: int = GROUPS
) -> NDArray[np.int64]:
    """The group of each passage `(n_passages)`. Documents are dealt into groups at random; without them, passages are.

    Raises ScoreError unless there is one document name for each passage.
    """
    if documents is None:
        number = np.arange(reference.n_passages)
    elif len(documents) == reference.n_passages:
        number = np.unique(np.asarray(documents), return_inverse=True)[1]
    else:
        raise ScoreError(f"{len(documents)} documents were named for the reference's {reference.n_passages} passages.")
    n_documents = int(number.max(initial=-1)) + 1
    group = np.random.default_rng(seed).permutation(n_documents) % n_groups
    return group[number].astype(np.int64)


def count_lists(
    lists: Lists, reference: Tokens, group_of: NDArray[np.int64], window: int | None, *, exact: bool = False
) -> WindowCounts:
    """Count the words and pairs of the lists in the reference's windows.

    `exact` counts each window that contains a word. Without it, a word counts as gone when one copy of it leaves the
    window, even if another copy is still inside; this is how gensim counts (`cooccurrence_kernel`).
    """
    from topics.evaluation.windows.cooccurrence_kernel import count_windows

    longest = int(np.diff(reference.offsets).max(initial=1))
    n_groups = int(group_of.max(initial=0)) + 1
    windows, counts = np.zeros(n_groups, np.int64), np.zeros((n_groups, lists.n_columns), np.int64)
    if lists.columns:
        count_windows(
            reference.word_ids, reference.offsets, lists.followed, group_of,
            longest if window is None else window, exact, lists.column, windows, counts,
        )  # fmt: skip
    return WindowCounts(windows, counts)
