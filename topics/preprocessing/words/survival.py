"""Survival of the themes' terms: occurrences of every term raw → cleaned → segmented → in the vocabulary.

Conventions. `raw` counts in the uncleaned text of the files, `cleaned` in the passages, both by character spans; a
traditional or full-width form is found only after cleaning, so that cleaned may exceed raw. `segmented` counts tokens.
`vocabulary` counts the tokens that models see of the word that a term is counted as, those of its variants included.
Every passage is counted, repeated ones too.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from topics.errors import ModelError
from topics.preprocessing.words.segmentation import piece_counts
from topics.preprocessing.words.tokens import Tokens
from topics.preprocessing.words.word_lists import Lexicon, counted_as
from topics.schema import THEME, Column, declare
from topics.themes import Theme, fold, term_spans
from topics.wording import times

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus import Corpus

_TIMES = "occurrences"
SURVIVAL = declare(
    "survival",
    "one term of one theme",
    (
        THEME,
        Column("term", "text", "", "the term"),
        Column("raw", "integer", _TIMES, "how often it occurs in the files' text as it stands"),
        Column("cleaned", "integer", _TIMES, "how often it occurs in the cleaned passages"),
        Column("segmented", "integer", _TIMES, "how often it is a token"),
        Column("counted_as", "text", "", "word of the vocabulary that stands for it"),
        Column("vocabulary", "integer", _TIMES, "how often models see that word"),
    ),
)


def survival(
    corpus: "Corpus", tokens: Tokens, themes: Sequence[Theme], lexicon: Lexicon | Iterable[str] = ()
) -> "pd.DataFrame":
    """Survival of each term: columns as declared in `SURVIVAL`; `tokens` are made with the same lexicon.

    `counted_as` is the word of the vocabulary that stands for the term: the term itself, unless the lexicon names
    another.

    >>> study = topics.load_study("my-study")
    >>> corpus = study.corpus()
    >>> found = topics.survival(corpus, study.tokens(corpus), study.themes)
    >>> found[["term", "raw", "vocabulary"]]
      term  raw  vocabulary
    0   风电   36          36
    1   高铁   16          16
    2  动车组    8           8
    """
    import numpy as np

    texts = [text for text in corpus.passages["text"] if any(theme.count(text) for theme in themes)]
    # Theme terms are cut out before any segmenter or lexicon is asked, so the cheapest segmenter tells the same.
    cut = piece_counts(texts, segmenter="characters", themes=themes)
    frequency = np.bincount(tokens.word_ids, minlength=tokens.n_words)
    seen = dict(zip(tokens.vocabulary, frequency.tolist(), strict=True))
    variants = counted_as(lexicon, themes)
    rows = []
    for theme in themes:
        raw = [text for text in corpus.raw if theme.count(text)]
        for term in theme.terms:
            piece = fold(term)
            word = variants.get(piece, piece)
            counts = _count(raw, term), _count(texts, term), cut[piece]
            rows.append((theme.id, term, *counts, word, seen.get(word, 0)))
    return SURVIVAL.frame(rows)


def _count(texts: Iterable[str], term: str) -> int:
    return sum(len(term_spans(text, term)) for text in texts)


def check_survival(table: "pd.DataFrame", vocabulary: Sequence[str] = ()) -> None:
    """Raise ModelError when a theme has vanished: it names each such theme, the step of its loss, and the remedy."""
    sentences = []
    for theme, rows in table.groupby("theme", sort=False):
        if rows["vocabulary"].sum() == 0:
            terms = rows["term"].tolist()
            sentences.append(f'the theme "{theme}" has vanished: {_where(rows, terms, vocabulary)}')
    if sentences:
        raise ModelError("\n".join(sentences))


def _where(rows: "pd.DataFrame", terms: Sequence[str], vocabulary: Sequence[str]) -> str:
    named = ", ".join(terms)
    raw, cleaned, segmented = (int(rows[step].sum()) for step in ("raw", "cleaned", "segmented"))
    if raw == 0 and cleaned == 0:
        close = [w for t in terms for w in get_close_matches(fold(t), vocabulary, n=2, cutoff=0.5)]
        hint = f"; words that come near: {', '.join(dict.fromkeys(close))}" if close else ""
        return f"none of its terms ({named}) occurs in any document{hint}. Mend its terms in the themes file."
    if cleaned == 0:
        return (
            f"its terms ({named}) occur {times(raw)} in the files but in no cleaned passage: they stand only in "
            "titles, links or page furniture. Name words of the running text in the themes file."
        )
    if segmented == 0:
        return (
            f"its terms ({named}) occur {times(cleaned)} in the passages but in no token: longer terms of other themes "
            "hold them. Take those apart in the themes file."
        )
    return (
        f"its terms ({named}) occur {times(segmented)} as a token but are not in the vocabulary, which was made "
        "without this theme. Tokenize with the same themes."
    )
