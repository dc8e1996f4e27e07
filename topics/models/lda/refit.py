"""A fit's topics once more, from documents drawn anew: how far passages' compositions hang on the text at hand.

The share of a topic rests on topics that were themselves estimated, and other documents by the same writers would give
other topics. So the documents are drawn with replacement, as many as there are (Efron 1979): one that was drawn twice
counts twice in the words of topics, and one that was not drawn is only placed among them. Passes of collapsed
inference go on from the responsibilities of the fit until the topics have followed.

A topic stays the same topic, so that the two compositions of a passage can be subtracted: their difference is what the
documents do to the topics of this fit. That another start finds other topics is not in it: fits with other seeds show
that. Both enter the bands (`topics.shares.intervals.pool_seeds`). In simulated corpora (docs/choices.md) the standard
errors are then those of shares in other corpora by the same writers; refits with a start of their own made them up to
three times as large.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.models.lda.bags import Bags
from topics.models.lda.collapsed import QUIET, WHOLE, Collapsed
from topics.models.model_input import compositions

_PASSES = 5  # twice as many make bands .1 points wider, and cover no more


def documents_of(passage_ids: Sequence[str]) -> NDArray[np.intp]:
    """The number of the document of each passage: what stands before the last # in its id, else the passage itself."""
    names = [passage_id.rsplit("#", 1)[0] for passage_id in passage_ids]
    numbers: NDArray[np.intp] = np.unique(names, return_inverse=True)[1]
    return numbers


def refitted(bags: Bags, document: NDArray[np.intp], found: Collapsed, seed: int) -> NDArray[np.float32]:
    """Compositions of `bags (n_passages, n_topics)` after passes with documents drawn anew.

    `document (n_passages)` numbers the document of each passage; `found` has the responsibilities to go on from.
    """
    from topics.models.lda.collapsed_kernel import one_pass, recounted

    assert found.held is not None
    # Another stream than that of the fit, which begins with the seed alone.
    times = times_drawn(document, np.random.default_rng([seed, 1]))
    held, alpha = found.held.copy(), found.alpha.astype(np.float32)
    by_passage = np.empty((len(bags), len(alpha)), dtype=np.float32)
    by_word = np.empty(found.lambda_.shape[::-1], dtype=np.float32)
    totals = np.empty(len(alpha))
    counted = (bags.words, bags.counts, bags.ends, times)
    recounted(*counted, held, by_passage, by_word, totals)
    running, moved = totals.astype(np.float32), np.ones(len(bags), dtype=np.float32)
    for number in range(_PASSES):
        least = 0.0 if number % WHOLE == 0 else QUIET
        one_pass(*counted, held, alpha, found.eta, by_word, running, moved, least)
    recounted(*counted, held, by_passage, by_word, totals)
    return compositions(by_passage + alpha)


def times_drawn(document: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.float32]:
    """How often the document of each passage is drawn, of as many drawn as there are."""
    n = int(document.max()) + 1
    return np.bincount(random.integers(0, n, n), minlength=n)[document].astype(np.float32)
