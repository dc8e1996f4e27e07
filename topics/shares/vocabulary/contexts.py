"""Likeness of two words in what stands around them, corrected for the number of their occurrences.

A word is described by the words around it. Feature f of word x has the value √max(0, (n − e) / √(e + ½)), where n
counts the units in which f stands near x and e is that number if f stood there as often as anywhere. The likeness of
two words is the cosine of their values. Rare words are alike to nothing, themselves included; the likeness is therefore
divided by that of the words to themselves,

    s(x, y) / √(r(x) r(y)),   r = 2 s_½ / (1 + s_½),

where s_½ is the likeness of the word in one half of its units to the same word in the other (Spearman 1904, 1910). It
is 1 on average for two names of one thing. r counts as `LEAST_RELIABLE` where it is lower: what is not known to be
alike to itself is called alike to nothing.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from topics.shares.vocabulary.phrases_found import Running, Short

SLOT = (1,)  # words from the word's own place: its neighbours
COMPANY = (1, 2, 3, 4, 5, 6, 7, 8)
LEAST_RELIABLE = 0.2
_ENOUGH = 1000  # places that describe a word; of more, every second, third, …

Floats = NDArray[np.float64]


def described(text: Running, places: Short, length: int, distances: Sequence[int]) -> Floats:
    """What stands at these distances from the phrases of `length` words at `places`: `(3, n_words)`.

    The first row is of all their units, the others of either half of them.
    """
    places = places[:: len(places) // _ENOUGH + 1]
    second = np.isin(text.units(places), np.unique(text.units(places))[::2])
    return np.stack([_values(text, some, length, distances) for some in (places, places[~second], places[second])])


def likeness(one: Floats, other: Floats, without: Sequence[int]) -> float:
    """The corrected likeness of two words that are `described`, about 0 to 1; the words `without` are left out."""
    a, b = one.copy(), other.copy()
    a[:, list(without)] = b[:, list(without)] = 0
    return _cosine(a[0], b[0]) / float(np.sqrt(_reliable(a[1], a[2]) * _reliable(b[1], b[2])))


def _values(text: Running, places: Short, length: int, distances: Sequence[int]) -> Floats:
    near = [text.beside(places, offset) for d in distances for offset in (-d, d + length - 1)]
    words, units = (np.concatenate(parts) for parts in zip(*near, strict=True))
    most = int(text.unit.max(initial=0)) + 1
    found = np.unique(words.astype(np.int64) * most + units) // most
    n = np.bincount(found, minlength=text.size).astype(np.float64)
    expected = len(found) * text.frequency
    values: Floats = np.sqrt(np.maximum(0, (n - expected) / np.sqrt(expected + 0.5)))
    return values


def _reliable(first: Floats, second: Floats) -> float:
    half = _cosine(first, second)
    return max(2 * half / (1 + half), LEAST_RELIABLE)


def _cosine(a: Floats, b: Floats) -> float:
    # Not a @ b: threads of a linear algebra library cost more here than they save.
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size else 0.0
