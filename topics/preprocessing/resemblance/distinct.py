"""Texts with the same letters, found without keeping the fingerprint of any."""

from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from topics.preprocessing.resemblance.letters import Codes, Offsets

_DIGEST = 16  # bytes: no two texts with other letters share a digest, even where someone looks for such texts


class Distinct:
    """Numbers for texts by their letters, from 0 in the order in which the texts are read.

    `of_text (n_texts)`: the number of each text's letters, −1 for a text without any. `first (n_distinct)`: the first
    text with each. `n_letters (n_distinct)`. They grow while the blocks of `new` are read.
    """

    def __init__(self) -> None:
        self.of_text, self.first, self.n_letters = array("q"), array("q"), array("q")
        self._numbers: dict[bytes, int] = {}

    def new(self, letters: Iterable[tuple[Codes, Offsets]]) -> Iterator[tuple[Codes, Offsets]]:
        """Of blocks of texts, as from `letters_of`, those texts that are the first with their letters."""
        for codes, offsets in letters:
            n_texts, n_known = len(self.of_text), len(self.first)
            self._read(codes, offsets.tolist())
            sizes = np.array(self.n_letters[n_known:])
            if sizes.sum() < len(codes):
                is_new = np.zeros(len(offsets) - 1, dtype=bool)
                is_new[np.array(self.first[n_known:]) - n_texts] = True
                codes = codes[np.repeat(is_new, np.diff(offsets))]
            yield codes, np.concatenate([[0], np.cumsum(sizes)])

    def _read(self, codes: Codes, offsets: list[int]) -> None:
        letters = codes.data
        for start, end in pairwise(offsets):
            if start == end:
                self.of_text.append(-1)
                continue
            digest = blake2b(letters[start:end], digest_size=_DIGEST).digest()
            number = self._numbers.setdefault(digest, len(self._numbers))
            if number == len(self.first):
                self.first.append(len(self.of_text))
                self.n_letters.append(end - start)
            self.of_text.append(number)
