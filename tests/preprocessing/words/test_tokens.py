"""Tokens keep the words in the text's order whatever has been asked of them."""

import numpy as np

from topics.preprocessing.words.tokens import build_tokens


def test_counting_leaves_the_order_of_words_alone() -> None:
    tokens = build_tokens(["p", "q"], [["c", "a", "c"], ["b", "a"]], min_passages=1, max_share=1.0)
    np.testing.assert_array_equal(tokens.counts.toarray(), [[1, 0, 2], [1, 1, 0]])
    assert [tokens.words(row) for row in range(2)] == [["c", "a", "c"], ["b", "a"]]
    np.testing.assert_array_equal(tokens.offsets, [0, 3, 5])
