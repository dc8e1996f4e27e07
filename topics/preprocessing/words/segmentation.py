"""Segmentation of text into words by one of the segmenters, with terms that no segmenter may break.

Conventions. Words are compared in the form of `themes.fold` (NFKC, lower case), so `APP` and `App` are one word and
the vocabulary holds `5g`. Theme terms and lexicon terms are *protected*: their spans are cut out first and survive as
one token each, whichever segmenter cuts the text between them. Terms are searched in cleaned text, where each character
has one width. Theme terms go first, the longest at each place, then lexicon terms in the remaining text; so a lexicon
entry `5G+工业互联网` cannot hide two themes' terms in one token (unless a theme itself lists it). A variant (see
`lexicon`) is cut out like any term and counted as its word. Pieces without a letter (punctuation, `2021`, `3.5`) are
not words.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import StudyError, nearest
from topics.parallel.workers import mapped
from topics.preprocessing.words.segmenters import SEGMENTERS
from topics.preprocessing.words.texts import Texts
from topics.preprocessing.words.tokens import BLOCK, Segmented, Tokens, build_tokens
from topics.preprocessing.words.word_lists import Lexicon, counted_as
from topics.themes import Theme, fold, whole_word

if TYPE_CHECKING:
    from topics.preprocessing.corpus import Corpus

Progress = Callable[[int, int, str], None]
_BATCH = 3000  # texts
_SECONDS_A_CHARACTER = 5e-7
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all terms, the longest first where several match; None without terms."""
    known = sorted({fold(t) for t in terms if t.strip()}, key=lambda t: (-len(t), t))
    if not known:
        return None
    # The class of first characters lets `re` skip places where no term begins; the second character skips most others.
    by_second: dict[str, list[str]] = {}
    for term in known:
        by_second.setdefault(term[1:2], []).append(term)
    branches = [f"{re.escape(second)}(?:{'|'.join(map(_behind_two, some))})" for second, some in by_second.items()]
    follows = f"(?={_class_of(by_second)})" if "" not in by_second else ""
    return re.compile(f"{_class_of({term[0] for term in known})}{follows}(?:{'|'.join(branches)})")


def _class_of(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(characters)))}]"


_BEFORE = "(?<![a-z0-9])"


def _behind_two(term: str) -> str:
    """The pattern of `whole_word` for use after two matched characters, which may be the term's first two."""
    begin, whole = re.escape(term[:2]), whole_word(term)
    alone = f"(?<![a-z0-9]{begin})" if whole.startswith(_BEFORE) else ""
    return f"(?<={begin}){alone}{whole.removeprefix(_BEFORE).removeprefix(begin)}"


def segment(text: str, segmenter: str, protected: Sequence[re.Pattern[str] | None] = ()) -> list[str]:
    """The pieces of one cleaned text; protected terms stay whole.

    >>> segment("推进5G+工业互联网", "characters", [terms_pattern(["5G", "工业互联网"])])
    ['推', '进', '5g', '+', '工业互联网']
    """
    cut = SEGMENTERS[segmenter].cut
    pieces = [(text.lower(), False)]
    for pattern in protected:
        if pattern:
            pieces = [
                part for piece, whole in pieces for part in ([(piece, True)] if whole else _around(pattern, piece))
            ]
    return [part for piece, whole in pieces for part in ([piece] if whole else cut(piece))]


def _around(pattern: re.Pattern[str], text: str) -> list[tuple[str, bool]]:
    parts, end = [], 0
    for match in pattern.finditer(text):
        if match.start() > end:
            parts.append((text[end : match.start()], False))
        parts.append((match.group(), True))
        end = match.end()
    return [*parts, (text[end:], False)] if end < len(text) else parts


class _Numbers(dict[str, int]):
    """Numbers for strings, assigned at first use."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


def segment_all(
    texts: Sequence[str],
    *,
    segmenter: str = "jieba",
    lexicon: Lexicon | Iterable[str] = (),
    themes: Sequence[Theme] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Segmented:
    """The pieces of every cleaned text, in order; the same for any number of `workers`.

    Raises StudyError for a segmenter that is unknown or not installed, and for a lexicon that absorbs a theme's term.
    """
    if segmenter not in SEGMENTERS:
        raise StudyError(f'unknown segmenter "{segmenter}"; {nearest(segmenter, SEGMENTERS)}')
    variants = counted_as(lexicon, themes)
    protected = (terms_pattern(t for theme in themes for t in theme.terms), terms_pattern(lexicon))
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    cost = sum(map(len, texts)) * _SECONDS_A_CHARACTER
    cut = mapped(partial(_cut_batch, segmenter=segmenter, protected=protected), batches, seconds=cost, workers=workers)
    found = _Numbers()
    ids, sizes = array("i"), [np.zeros(1, dtype=np.int64)]  # an array grows without a copy beside it
    for done, (forms, own, size) in enumerate(cut, start=1):
        ids.frombytes(np.fromiter(map(found.__getitem__, forms), np.int32, len(forms))[own].tobytes())
        sizes.append(size)
        if progress:
            progress(min(done * _BATCH, len(texts)), len(texts), "segmenting passages")
    # Forms that fold to one piece are folded once per form, not once per occurrence.
    pieces = _Numbers()
    one = [pieces[variants.get(form, form)] for form in map(fold, found)]
    is_word = np.array([any(map(str.isalpha, piece)) for piece in pieces], dtype=bool)
    own = np.array(one, dtype=np.int32)
    own_ids = np.frombuffer(ids, dtype=np.int32)
    for start in range(0, len(own_ids), BLOCK):
        own_ids[start : start + BLOCK] = own[own_ids[start : start + BLOCK]]
    return Segmented(tuple(pieces), is_word, own_ids, np.cumsum(np.concatenate(sizes)))


def piece_counts(texts: Sequence[str], *, segmenter: str, themes: Sequence[Theme]) -> Counter[str]:
    """How often each piece of `segment_all` occurs in all the texts together."""
    protected = (terms_pattern(t for theme in themes for t in theme.terms),)
    cost, counts = sum(map(len, texts)) * _SECONDS_A_CHARACTER, Counter[str]()
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    for found in mapped(partial(_count_batch, segmenter=segmenter, protected=protected), batches, seconds=cost):
        counts.update(found)
    return counts


def _count_batch(texts: Sequence[str], segmenter: str, protected: Sequence[re.Pattern[str] | None]) -> Counter[str]:
    forms, ids, _ = _cut_batch(texts, segmenter, protected)
    counts = Counter[str]()
    for form, n in zip(forms, np.bincount(ids, minlength=len(forms)).tolist(), strict=True):
        counts[fold(form)] += n
    return counts


_Batch = tuple[list[str], NDArray[np.int64], NDArray[np.int64]]


def _cut_batch(texts: Sequence[str], segmenter: str, protected: Sequence[re.Pattern[str] | None]) -> _Batch:
    """The distinct unfolded pieces of some texts, all pieces in order as numbers of these, and the count per text."""
    joined, lengths, ends = [], array("i"), [0]
    for text in texts:
        pieces = segment(text, segmenter, protected)
        joined.append("".join(pieces))
        lengths.extend(map(len, pieces))
        ends.append(len(lengths))
    forms, ids = _distinct("".join(joined), np.array(lengths, dtype=np.int64))
    return forms, ids, np.diff(ends)


def _distinct(text: str, lengths: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct pieces of `text` by first occurrence, and the number of each piece; `lengths` are the pieces'.

    Pieces are distinguished by a 64-bit polynomial of their characters, all at once: three times as fast as a
    dictionary of strings. With a million distinct words, two would coincide in one of thirty million corpora.
    """
    import pandas as pd

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64) + np.uint64(1)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    # Σ c_j B^j over a piece: a difference of sums over the whole text, divided by the power of B at the piece's start.
    before = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(_BASE, len(codes)), out=before[1:])
    keys = (before[ends] - before[starts]) * _powers(_INVERSE, len(codes) + 1)[starts]
    ids, known = pd.factorize(keys)
    first = np.zeros(len(known), dtype=np.int64)
    first[ids[::-1]] = np.arange(len(ids))[::-1]
    spans = zip(starts[first].tolist(), ends[first].tolist(), strict=True)
    return [text[start:end] for start, end in spans], ids


def _powers(base: int, n: int) -> NDArray[np.uint64]:
    """1, base, base², … modulo 2^64."""
    powers = np.full(n, base, dtype=np.uint64)
    powers[:1] = 1
    return np.multiply.accumulate(powers)


def tokenize(
    corpus: "Corpus",
    *,
    segmenter: str = "jieba",
    lexicon: Lexicon | Sequence[str] = (),
    stop_words: Sequence[str] = (),
    min_passages: int = 3,
    max_share: float = 0.5,
    themes: Sequence[Theme] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Tokens:
    """Tokens of every passage of the corpus, repeated ones included.

    A theme or lexicon term is in the vocabulary whenever it occurs; the rules of `build_tokens` select other words.
    `lexicon` is a list of terms or the result of `read_lexicon`.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> tokens = topics.tokenize(corpus, lexicon=["海上风电"], min_passages=1)
    >>> "海上风电" in tokens.vocabulary
    True
    """
    texts = Texts.of(corpus.passages["text"])
    segmented = segment_all(
        texts, segmenter=segmenter, lexicon=lexicon, themes=themes, workers=workers, progress=progress
    )
    return build_tokens(
        corpus.passages["passage_id"].tolist(),
        segmented,
        stop_words=frozenset(map(fold, stop_words)),
        keep=frozenset(fold(t) for t in [*lexicon, *(t for theme in themes for t in theme.terms)]),
        min_length=SEGMENTERS[segmenter].min_length,
        min_passages=min_passages,
        max_share=max_share,
    )
