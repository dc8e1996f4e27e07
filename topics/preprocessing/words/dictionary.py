"""The segmenter's own dictionary, consulted by the repairs that must choose between two readings.

Conventions. Texts are simplified Chinese. The dictionary is jieba's, as compiled into `rjieba`; nothing is ever added
to it, so that neither a repair nor a cut depends on a study's lexicon.
"""

import math
from functools import lru_cache
from typing import Any

_REACH = 8  # characters on either side of a break that can influence the segmentation
_ALL_WORDS = 60_101_967  # the sum of the dictionary's frequencies


@lru_cache(maxsize=1)
def dictionary() -> Any:
    """The segmenter, one object per process: it must not be shared while cutting, and takes a moment to build."""
    import rjieba

    return rjieba.Jieba()


def is_word(text: str) -> bool:
    """Whether the text is a word of the dictionary.

    >>> is_word("信息"), is_word("推进信")
    (True, False)
    """
    return bool(dictionary().has_word(text))


def log_probability(word: str) -> float:
    """Natural logarithm of the word's relative frequency; an unknown word counts as occurring once."""
    return math.log(max(dictionary().suggest_freq(word), 1) / _ALL_WORDS)


def cut_probability(text: str) -> float:
    """Natural logarithm of the probability of the text's likeliest segmentation; 0 for an empty text."""
    return sum(map(log_probability, dictionary().cut(text, False)))


def crossed(before: str, after: str) -> bool:
    """Whether the likeliest segmentation of the joined texts has a word that begins in the first, ends in the second.

    >>> crossed("统筹部署，推进信", "息基础设施建设"), crossed("加快建设", "设施完善")
    (True, False)
    """
    return _crossed(before[-_REACH:], after[:_REACH])


# Cached, since after a change in one line all others of the text are asked again.
@lru_cache(maxsize=4096)
def _crossed(before: str, after: str) -> bool:
    at = 0
    for word in dictionary().cut(before + after, False):
        if at < len(before) < at + len(word):
            # Unknown letters and digits are kept together by the cut, whether they are a word or not.
            return not word.isascii()
        at += len(word)
    return False
