"""Text to words: a table of segmenters, and the terms that no segmenter may break.

Conventions. Words are compared in the form of `themes.fold` (NFKC, lower case), so `APP` and `App` are one word and
the vocabulary holds `5g`. Theme terms and lexicon terms are *protected*: their spans are cut out first and survive as
one token each, whatever segmenter cuts what lies between. Theme terms go first, the longest at each place, then
lexicon terms in what is left; so a lexicon entry `5G+工业互联网` cannot hide two themes' terms in one token (it would,
if a theme itself listed it). Tokens without a letter (punctuation, `2021`, `3.5`) are dropped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from topics.errors import StudyError, nearest
from topics.preprocessing.tokens import Tokens, build_tokens
from topics.themes import Theme, fold, whole_word

if TYPE_CHECKING:
    from topics.preprocessing.corpus import Corpus

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Segmenter:
    """A way to cut text into words; shorter ones than `min_length` count in lengths but enter no vocabulary."""

    cut: Callable[[str], Iterable[str]]
    min_length: int


@lru_cache(maxsize=1)
def _jieba() -> Any:
    # One object a process: it is not safe to share while cutting, and takes a moment to build.
    import rjieba

    return rjieba.Jieba()


def cut_jieba(text: str) -> list[str]:
    """jieba's algorithm and dictionary, in Rust, with its model for unknown words."""
    return list(_jieba().cut(text))


_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def cut_words(text: str) -> list[str]:
    """Words of a language that puts spaces between them: runs of letters and digits, inner hyphens and apostrophes."""
    return _WORD.findall(text)


def cut_characters(text: str) -> list[str]:
    """Chinese characters one by one; runs of other letters and digits whole."""
    return re.findall(r"[a-z0-9à-ɏ]+|\S", text)


SEGMENTERS: dict[str, Segmenter] = {
    "jieba": Segmenter(cut_jieba, min_length=2),
    "words": Segmenter(cut_words, min_length=2),
    "characters": Segmenter(cut_characters, min_length=1),
}


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all terms, the longest first where several fit; None when there are none."""
    known = sorted({fold(t) for t in terms if t.strip()}, key=lambda t: (-len(t), t))
    return re.compile("|".join(map(whole_word, known))) if known else None


def segment(text: str, segmenter: str, protected: Sequence[re.Pattern[str] | None] = ()) -> list[str]:
    """The words of one cleaned text, protected terms whole.

    >>> segment("推进5G+工业互联网", "characters", [terms_pattern(["5G", "工业互联网"])])
    ['推', '进', '5g', '工业互联网']
    """
    pieces = [(fold(text), False)]
    for pattern in filter(None, protected):
        pieces = [part for piece in pieces for part in ([piece] if piece[1] else _around(pattern, piece[0]))]
    words: list[str] = []
    for piece, whole in pieces:
        if whole:
            words.append(piece)
        else:
            words += [w for w in SEGMENTERS[segmenter].cut(piece) if _has_letter(w)]
    return words


def _around(pattern: re.Pattern[str], text: str) -> list[tuple[str, bool]]:
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [(text[end : match.start()], False), (match.group(), True)]
        end = match.end()
    return [part for part in [*parts, (text[end:], False)] if part[0]]


def _has_letter(word: str) -> bool:
    return any(c.isalpha() for c in word)


def segment_all(
    texts: Sequence[str],
    *,
    segmenter: str = "jieba",
    lexicon: Iterable[str] = (),
    themes: Sequence[Theme] = (),
    progress: Progress | None = None,
) -> list[list[str]]:
    """The words of every text, in order.

    Raises StudyError for an unknown segmenter.
    """
    if segmenter not in SEGMENTERS:
        raise StudyError(f'unknown segmenter "{segmenter}"; {nearest(segmenter, SEGMENTERS)}')
    protected = [terms_pattern(t for theme in themes for t in theme.terms), terms_pattern(lexicon)]
    segmented = []
    for done, text in enumerate(texts, start=1):
        segmented.append(segment(text, segmenter, protected))
        if progress and (done % 50 == 0 or done == len(texts)):
            progress(done, len(texts), "segmenting passages")
    return segmented


def tokenize(
    corpus: "Corpus",
    *,
    segmenter: str = "jieba",
    lexicon: Sequence[str] = (),
    stop_words: Sequence[str] = (),
    min_passages: int = 3,
    max_share: float = 0.5,
    themes: Sequence[Theme] = (),
    progress: Progress | None = None,
) -> Tokens:
    """Tokens of every passage of the corpus, repeated ones included.

    A theme or lexicon term is in the vocabulary whenever it occurs; other words by `build_tokens`' rules.
    """
    texts = corpus.passages["text"].tolist()
    segmented = segment_all(texts, segmenter=segmenter, lexicon=lexicon, themes=themes, progress=progress)
    keep = frozenset(fold(t) for t in [*lexicon, *(t for theme in themes for t in theme.terms)])
    shortest = SEGMENTERS[segmenter].min_length
    too_short = {w for words in segmented for w in words if len(w) < shortest}
    return build_tokens(
        corpus.passages["passage_id"].tolist(),
        segmented,
        stop_words=frozenset(map(fold, stop_words)) | too_short,
        keep=keep,
        min_passages=min_passages,
        max_share=max_share,
    )
