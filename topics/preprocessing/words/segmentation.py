"""Segmentation of text into words by one of the segmenters, with terms that no segmenter may break.

Conventions. Words are lower case, so `APP` and `App` are one word and the vocabulary holds `5g`; only terms that are
counted as they are written keep their capitals. Theme terms and lexicon terms are *protected*: their spans are cut out
first and survive as one token each, whichever segmenter cuts the text between them. Terms are searched in cleaned text,
in each of their forms (see `topics.terms`), and every form is counted as the word of its term. Theme terms go first,
the longest at each place, then lexicon terms in the remaining text; so a lexicon entry `5G+工业互联网` cannot hide two
themes' terms in one token (unless a theme itself lists it). A variant (see `lexicon`) is cut out like any term and
counted as its word. Pieces without a letter (punctuation, `2021`, `3.5`) are not words.
"""

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
from topics.preprocessing.words.texts import Texts, in_blocks
from topics.preprocessing.words.tokens import BLOCK, Segmented, Tokens, build_tokens
from topics.preprocessing.words.word_lists import Lexicon, counted_as
from topics.terms import Finder, Form, fold, in_capitals, word_of
from topics.themes import Theme, words_of

if TYPE_CHECKING:
    from topics.preprocessing.corpus_tables import Corpus

Progress = Callable[[int, int, str], None]
_BATCH = 3000  # texts
_BLOCK = 100_000  # characters that are cut at once
_NO_TERMS = Finder(())
_MARKS = "\x01\x02\x03\x04\x05\x06"  # cleaned text has none of them
_SECONDS_A_CHARACTER = 5e-7
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)


def finder(terms: Iterable[str]) -> Finder:
    """Finds plain terms, such as those of a lexicon: in any case, but as they are written where they are capitals."""
    words = ((term, word_of(term)) for term in terms if term.strip())
    return Finder(Form(term, word, word, exact=in_capitals(word)) for term, word in words)


def segment(text: str, segmenter: str, protected: Sequence[Finder] = ()) -> list[str]:
    """The pieces of one cleaned text in lower case; protected terms stay whole, as their words.

    >>> segment("推进5G+工业互联网", "characters", [finder(["5G", "工业互联网"])])
    ['推', '进', '5g', '+', '工业互联网']
    """
    cut = SEGMENTERS[segmenter].cut
    pieces: list[str] = []
    for part, whole in _parts(text, protected):
        pieces += [part] if whole else cut(part)
    return pieces


def _parts(text: str, protected: Sequence[Finder]) -> list[tuple[str, bool]]:
    """A text in lower case in parts: the words of protected terms, with True, and what stands between, with False."""
    n_cased = max((n for n, terms in enumerate(protected, start=1) if terms.cased), default=0)
    parts, lower = [(text, False)], False
    for number, terms in enumerate([*protected, _NO_TERMS]):
        if number == n_cased:  # the text keeps its capitals until nothing is left that looks at them
            parts, lower = [(part if whole else part.lower(), whole) for part, whole in parts], True
        if terms.forms:
            parts = [
                piece for part, whole in parts for piece in ([(part, True)] if whole else terms.cut(part, lower=lower))
            ]
    return parts


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
    protected = (Finder(form for theme in themes for form in theme.forms), finder(lexicon))
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
    # Pieces that fold to one word are folded once per piece, not once per occurrence.
    words = _Numbers()
    terms = {form.word for known in protected for form in known.forms}
    one = [words[variants.get(word, word)] for word in (piece if piece in terms else fold(piece) for piece in found)]
    is_word = np.array([any(map(str.isalpha, word)) for word in words], dtype=bool)
    own = np.array(one, dtype=np.int32)
    own_ids = np.frombuffer(ids, dtype=np.int32)
    for start in range(0, len(own_ids), BLOCK):
        own_ids[start : start + BLOCK] = own[own_ids[start : start + BLOCK]]
    return Segmented(tuple(words), is_word, own_ids, np.cumsum(np.concatenate(sizes)))


def piece_counts(texts: Sequence[str], *, segmenter: str, themes: Sequence[Theme]) -> Counter[str]:
    """How often each piece of `segment_all` occurs in all the texts together."""
    protected = (Finder(form for theme in themes for form in theme.forms),)
    cost, counts = sum(map(len, texts)) * _SECONDS_A_CHARACTER, Counter[str]()
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    for found in mapped(partial(_count_batch, segmenter=segmenter, protected=protected), batches, seconds=cost):
        counts.update(found)
    return counts


def _count_batch(texts: Sequence[str], segmenter: str, protected: Sequence[Finder]) -> Counter[str]:
    pieces, ids, _ = _cut_batch(texts, segmenter, protected)
    counts, terms = Counter[str](), {form.word for known in protected for form in known.forms}
    for piece, n in zip(pieces, np.bincount(ids, minlength=len(pieces)).tolist(), strict=True):
        counts[piece if piece in terms else fold(piece)] += n
    return counts


Integers = NDArray[np.int64]
_Batch = tuple[list[str], Integers, Integers]


def _cut_batch(texts: Sequence[str], segmenter: str, protected: Sequence[Finder]) -> _Batch:
    """The distinct pieces of some texts, all pieces in order as numbers of these, and the count per text."""
    cut = _cut_together if SEGMENTERS[segmenter].splits_at_marks else _cut_singly
    done = [cut(some, segmenter, protected) for some in in_blocks(texts, _BLOCK)]
    nothing = np.zeros(0, dtype=np.int64)
    lengths, sizes = (np.concatenate([nothing, *parts]) for parts in ([d[1] for d in done], [d[2] for d in done]))
    forms, ids = _distinct("".join(text for text, _, _ in done), lengths)
    return forms, ids, sizes


def _cut_singly(texts: Sequence[str], segmenter: str, protected: Sequence[Finder]) -> tuple[str, Integers, Integers]:
    """The pieces of some texts, joined; the length of each piece; and the count per text."""
    found = [segment(text, segmenter, protected) for text in texts]
    joined = "".join(piece for pieces in found for piece in pieces)
    lengths = np.array([len(piece) for pieces in found for piece in pieces], dtype=np.int64)
    return joined, lengths, np.array(list(map(len, found)), dtype=np.int64)


def _cut_together(texts: Sequence[str], segmenter: str, protected: Sequence[Finder]) -> tuple[str, Integers, Integers]:
    """The same by one call of a segmenter that splits at marks, in three quarters of the time.

    One mark stands for the end of each text, and one in the place of each protected term.
    """
    whole_text = "".join(texts)
    end, term, *_ = [mark for mark in _MARKS if mark not in whole_text] + ["", ""]
    if not term:
        return _cut_singly(texts, segmenter, protected)
    parts = _parts(end.join([*texts, ""]), protected)
    marked = "".join(term if whole else part for part, whole in parts)
    pieces = SEGMENTERS[segmenter].cut(marked)
    lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
    starts, codes = np.cumsum(lengths) - lengths, _codes(marked)
    ends, terms = (np.searchsorted(starts, np.flatnonzero(codes == ord(mark))) for mark in (end, term))
    for place, word in zip(terms.tolist(), (part for part, whole in parts if whole), strict=True):
        pieces[place], lengths[place] = word, len(word)
    for place in ends.tolist():
        pieces[place] = ""
    return "".join(pieces), np.delete(lengths, ends), np.diff(ends, prepend=-1) - 1


def _codes(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _distinct(text: str, lengths: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct pieces of `text` by first occurrence, and the number of each piece; `lengths` are the pieces'.

    Pieces are distinguished by a 64-bit polynomial of their characters, all at once: three times as fast as a
    dictionary of strings. With a million distinct words, two would coincide in one of thirty million corpora.
    """
    import pandas as pd

    codes = _codes(text).astype(np.uint64) + np.uint64(1)
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
        keep=frozenset(map(word_of, lexicon)) | words_of(themes),
        min_length=SEGMENTERS[segmenter].min_length,
        min_passages=min_passages,
        max_share=max_share,
    )
