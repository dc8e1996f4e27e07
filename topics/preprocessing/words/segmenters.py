"""Segmenters: ways to cut text into words, and the registry of them.

Conventions. A segmenter takes a stretch of cleaned text in lower case and returns all its pieces in order, those that
are not words too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from topics.errors import StudyError
from topics.preprocessing.words.dictionary import dictionary
from topics.registry import Label, Registry

Cut = Callable[[str], list[str]]
AnyCut = TypeVar("AnyCut", bound=Cut)


@dataclass(frozen=True)
class Segmenter:
    """A way to cut text into words; words shorter than `min_length` count in lengths but enter no vocabulary.

    `splits_at_marks`: a control character is a piece of its own, what stands before and behind it is cut as if it stood
    alone, and the pieces together are the text.
    """

    cut: Cut
    min_length: int
    libraries: tuple[str, ...] = ()
    label: Label = field(default_factory=dict)
    splits_at_marks: bool = False


class SegmenterRegistry(Registry[Segmenter]):
    """The segmenters by their names in studies, under [tokens]."""

    def register(
        self,
        name: str,
        *,
        label: Label,
        min_length: int = 2,
        libraries: tuple[str, ...] = (),
        splits_at_marks: bool = False,
    ) -> Callable[[AnyCut], AnyCut]:
        """Declare the decorated function as a segmenter.

        `label` describes it, by language; `libraries` are the distributions whose version affects its cuts;
        `min_length` and `splits_at_marks` are those of `Segmenter`.
        """

        def declare(cut: AnyCut) -> AnyCut:
            segmenter = Segmenter(cut, min_length, libraries, label, splits_at_marks)
            self.add(name, segmenter, cut.__module__)
            return cut

        return declare


SEGMENTERS = SegmenterRegistry("SEGMENTERS", __package__, "segmenter")


@SEGMENTERS.register(
    "jieba",
    label={"en": "words by jieba's dictionary, in Rust", "zh": "jieba 词典（Rust）"},
    libraries=("rjieba",),
    splits_at_marks=True,
)
def cut_jieba(text: str) -> list[str]:
    """jieba's algorithm and dictionary, in Rust, with its model for unknown words."""
    words: list[str] = dictionary().cut(text)
    return words


@lru_cache(maxsize=1)
def _jieba_python() -> Any:
    try:
        import jieba
    except ImportError:
        raise StudyError(
            'the segmenter "jieba-python" needs the package jieba, which is not installed: pip install '
            '"topics-toolkit[jieba]". Or take segmenter = "jieba", the same algorithm and dictionary in Rust.'
        ) from None
    jieba.setLogLevel("ERROR")
    return jieba.Tokenizer()


@SEGMENTERS.register("jieba-python", label={"en": "words by jieba itself", "zh": "jieba 本身"}, libraries=("jieba",))
def cut_jieba_python(text: str) -> list[str]:
    """The jieba package itself, for the exact replication of older work: some twenty times slower.

    Raises StudyError where it is not installed.
    """
    words: list[str] = _jieba_python().lcut(text)
    return words


# A word, or what is neither word nor space: it parts words that are no neighbours (monopiles, nacelles).
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]+|_+")


@SEGMENTERS.register("words", label={"en": "words between spaces", "zh": "以空格分开的词"})
def cut_words(text: str) -> list[str]:
    """Words of a language that separates them by spaces (runs of letters and digits, inner hyphens and apostrophes)
    and the marks between them.
    """
    return _WORD.findall(text)


@SEGMENTERS.register("characters", label={"en": "single characters", "zh": "单字"}, min_length=1)
def cut_characters(text: str) -> list[str]:
    """Single Chinese characters; runs of other letters and digits stay whole."""
    return re.findall(r"[a-z0-9à-ɏ]+|\S", text)
