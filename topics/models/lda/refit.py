"""A fit's topics estimated once more, from other documents: how far passages' compositions hang on the text at hand.

The share of a topic rests on topics that were themselves estimated. Other documents by the same writers would give
other topics, and other seeds alone do not show this: they all see the same text. So documents are drawn with
replacement, as many as there are (Efron 1979), topics are inferred from them with a start of their own, and all
passages are placed among these. Each topic found so stands for the one of the fit that has most of its text.

The spread between compositions of the two fits is that of seed and documents together; `topics.shares.intervals` takes
it into the bands. Inference that goes on from the fit's own topics would not show it: it stays where they are (in
simulated corpora a third of the spread).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.models.lda.bags import Bags
from topics.models.lda.collapsed import Collapsed, collapsed
from topics.models.model_input import compositions

_PASSES = 20  # until a passage is placed among known topics


def documents_of(passage_ids: Sequence[str]) -> NDArray[np.intp]:
    """The number of the document of each passage: what stands before the last # in its id, else the passage itself."""
    names = [passage_id.rsplit("#", 1)[0] for passage_id in passage_ids]
    numbers: NDArray[np.intp] = np.unique(names, return_inverse=True)[1]
    return numbers


def refitted(
    bags: Bags,
    document: NDArray[np.intp],
    found: Collapsed,
    n_words: int,
    seed: int,
    *,
    passes: int,
    tolerance: float,
) -> NDArray[np.float32]:
    """Compositions of `bags (n_passages, n_topics)` by topics of documents drawn anew, in the topics of `found`.

    `document (n_passages)` numbers the document of each passage.
    """
    from topics.models.lda.collapsed_kernel import placed

    # Another stream than that of the fit, which begins with the seed alone.
    drawn = drawn_passages(document, np.random.default_rng([seed, 1]))
    alpha = found.alpha.astype(np.float32)
    again = collapsed(
        bags.chosen(drawn), n_words, alpha, found.eta, seed + (1 << 32), passes=passes, tolerance=tolerance
    )
    phi = np.ascontiguousarray(compositions(again.lambda_).T)
    gamma = np.empty((len(bags), len(alpha)), dtype=np.float32)
    placed(bags.words, bags.counts, bags.ends, phi, alpha, _PASSES, gamma)
    tokens = np.maximum(found.gamma - found.alpha, 0)
    stands_for = (tokens.T @ compositions(gamma)).argmax(axis=0)
    return compositions(gamma @ np.eye(len(alpha), dtype=np.float32)[stands_for])


def drawn_passages(document: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
    """Rows of the passages of documents drawn with replacement, as many documents as there are."""
    order = np.argsort(document, kind="stable")
    ends = np.cumsum(np.bincount(document))
    return np.concatenate([order[end - n : end] for end, n in _drawn(ends, random)])


def _drawn(ends: NDArray[np.intp], random: np.random.Generator) -> list[tuple[int, int]]:
    """Ends and lengths of the documents drawn, among passages in the order of documents."""
    numbers = random.integers(0, len(ends), len(ends))
    lengths = np.diff(ends, prepend=0)
    return list(zip(ends[numbers].tolist(), lengths[numbers].tolist(), strict=True))
