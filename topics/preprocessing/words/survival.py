"""Survival of the themes' terms: occurrences of every term raw → cleaned → segmented → in the vocabulary.

Conventions. `raw` counts in the text of the documents before cleaning (what surrounds them in their files, such as
menus, is left out), `cleaned` in the passages, both by character spans in all forms of the term; a full-width form is
found only after cleaning, so that cleaned may exceed raw. `segmented` counts tokens. `vocabulary` counts the tokens
that models see of the word that a term is counted as, those of its variants included. Every passage is counted,
repeated ones too.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from topics.errors import ModelError
from topics.preprocessing.words.absent import in_one_width, whereabouts
from topics.preprocessing.words.segmentation import piece_counts
from topics.preprocessing.words.tokens import Tokens
from topics.preprocessing.words.word_lists import Lexicon, counted_as
from topics.schema import THEME, Column, declare
from topics.terms import fold
from topics.themes import Theme
from topics.wording import times

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus

_TIMES = "occurrences"
SURVIVAL = declare(
    "survival",
    "one term of one theme",
    (
        THEME,
        Column("term", "text", "", "the term"),
        Column("raw", "integer", _TIMES, "how often it occurs in the documents before cleaning"),
        Column("cleaned", "integer", _TIMES, "how often it occurs in the cleaned passages"),
        Column("segmented", "integer", _TIMES, "how often it is a token"),
        Column("counted_as", "text", "", "word of the vocabulary that stands for it"),
        Column("vocabulary", "integer", _TIMES, "how often models see that word"),
        Column("whereabouts", "text", "", "for a term in no passage: what took it, or what the files have instead"),
    ),
)
FORMS = declare(
    "forms of terms",
    "one form of one term that occurs",
    (
        THEME,
        Column("term", "text", "", "the term"),
        Column("form", "text", "", "the form, in lower case unless it is counted as written"),
        Column("raw", "integer", _TIMES, "how often it is counted in the documents before cleaning"),
        Column("cleaned", "integer", _TIMES, "how often it is counted in the cleaned passages"),
        Column("counted_as", "text", "", "word that stands for it"),
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
    narrow: list[str] = []
    for theme in themes:
        raw = [text for text in corpus.raw if theme.count(text)]
        for term in theme.terms:
            own = theme.only(term)
            piece = own.forms[0].word
            word = variants.get(piece, piece)
            counts = _count(raw, own), _count(texts, own), cut[piece]
            narrow = narrow or ([] if counts[1] else in_one_width(corpus.raw))
            where = "" if counts[1] else whereabouts(own, corpus, narrow)
            rows.append((theme.id, term, *counts, word, seen.get(word, 0), where))
    return SURVIVAL.frame(rows)


def _count(texts: Iterable[str], theme: Theme) -> int:
    return sum(map(theme.count, texts))


def forms_found(corpus: "Corpus", themes: Sequence[Theme]) -> "pd.DataFrame":
    """The forms in which each term is counted, the most frequent first: columns as declared in `FORMS`.

    Each span belongs to the longest term of its theme, so that the forms of a theme sum to its occurrences.

    >>> study = topics.load_study("my-study")
    >>> forms_found(study.corpus(), study.themes)[["term", "form", "cleaned"]]
      term form  cleaned
    0   风电   风电       36
    1   高铁   高铁       16
    2  动车组  动车组        8
    """
    rows = []
    for theme in themes:
        counts = [_spelt(theme, texts) for texts in (corpus.raw, corpus.passages["text"])]
        rank = {term: number for number, term in enumerate(theme.terms)}
        found = sorted({*counts[0], *counts[1]}, key=lambda f: (rank[f[0]], -counts[1][f], -counts[0][f], f))
        rows += [
            (theme.id, term, form, counts[0][term, form, word], counts[1][term, form, word], word)
            for term, form, word in found
        ]
    return FORMS.frame(rows)


def _spelt(theme: Theme, texts: Iterable[str]) -> Counter[tuple[str, str, str]]:
    """How often each form is counted: (term, form, word)."""
    as_found = Counter(text[start:end] for text in texts for start, end in theme.spans(text))
    found = Counter[tuple[str, str, str]]()
    for spelling, n in as_found.items():
        form, shown = theme.form(spelling), " ".join(spelling.split())
        found[form.term, shown if form.exact else shown.lower(), form.word] += n
    return found


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
    if cleaned == 0:
        where = [f"“{term}”: {said}" for term, said in zip(rows["term"], rows["whereabouts"], strict=True) if said]
        close = [w for t in terms for w in get_close_matches(fold(t), vocabulary, n=2, cutoff=0.5)] if not where else []
        hint = f"; words that come near: {', '.join(dict.fromkeys(close))}" if close else ""
        head = f"occur {times(raw)} in the files but" if raw else "occur"
        none = (
            f"its terms ({named}) {head} in no cleaned passage"
            if raw or where
            else (f"none of its terms ({named}) occurs in any document{hint}")
        )
        return f"{'; '.join([none, *where])}. Mend its terms in the themes file."
    if segmented == 0:
        return (
            f"its terms ({named}) occur {times(cleaned)} in the passages but in no token: longer terms of other themes "
            "hold them. Take those apart in the themes file."
        )
    return (
        f"its terms ({named}) occur {times(segmented)} as a token but are not in the vocabulary, which was made "
        "without this theme. Tokenize with the same themes."
    )
