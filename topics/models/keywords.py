"""Keywords before fitting: tables that show whether the themes' terms can guide a model, and which of them would.

A guided model takes its keywords on trust. Keywords that hardly occur cannot hold a topic, one that occurs very often
holds it alone, and keywords of themes that stand in the same passages pull two topics together (Eshima, Imai & Sasaki
2024 look at keywords' frequencies first).

Conventions. Occurrences are counted in the cleaned text of every passage, repeated ones too, by character spans as in
`topics.themes`; each span belongs to one term of a theme. Words are all word tokens. A term's keywords are the words of
the vocabulary that contain it, since a model of words sees only these.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.lexicon import words_with_terms
from topics.preprocessing.words.tokens import Tokens
from topics.schema import SHARE, THEME, Column, declare
from topics.themes import Theme, terms_of_several
from topics.wording import count, listed, percent, words_in_line

if TYPE_CHECKING:
    import pandas as pd

KEYWORDS = "Keywords of each theme"
OVERLAP = "Passages with terms of two themes"
TOGETHER = "Terms of a theme that stand together"
BY_PERIOD = "Occurrences by period"

RARE = 0.001  # share of passages
DOMINANT = 0.9  # share of a theme's occurrences
FEW = 30  # occurrences of a theme, with which no share of a year has a band worth drawing
ENOUGH = 5.0  # expected pairs: with fewer, terms may stand apart by chance alone
APART = 2.0  # lift; themes that people named have 3 to 7, random words 0 to 2
ALL_WORDS = "all words"

Counts = NDArray[np.int64]

_TERM = Column("term", "text", "", "the term; empty in a row of all words")
TERMS = declare(
    "keywords",
    "one term of one theme",
    (
        THEME,
        _TERM,
        Column("keywords", "text", "", "words of the vocabulary that hold the term, as `top_words`"),
        Column("occurrences", "integer", "occurrences", "how often the term occurs in cleaned text"),
        Column("theme_share", "number", SHARE, "the term's share of its theme's occurrences"),
        Column("per_million_words", "number", "occurrences per million word tokens", "how often the term occurs"),
        Column("passages", "integer", "passages", "passages that hold the term"),
        Column("passage_share", "number", SHARE, "share of all passages that hold the term"),
        Column("warning", "text", "", "why the term may guide no model, else empty"),
    ),
)
SHARED_PASSAGES = declare(
    "keyword overlap",
    "one theme",
    (THEME,),
    others=Column("<theme>", "integer", "passages", "passages that hold terms of both themes"),
)
COMPANY = declare(
    "terms together",
    "one theme",
    (
        THEME,
        Column("pairs", "integer", "pairs of terms", "two terms of the theme in one passage, over all passages"),
        Column("expected", "number", "pairs of terms", "their number were terms strewn over the passages"),
        Column("lift", "number", "ratio", "pairs to expected pairs; missing without two terms in the corpus"),
    ),
)
OCCURRENCES = declare(
    "keywords by period",
    "one term of one theme, or all words",
    (Column("theme", "text", "", "id of the theme, or `all words`"), _TERM),
    others=Column("<period>", "integer", "occurrences", "occurrences in the period; of all words, word tokens"),
)


def keyword_tables(
    texts: Iterable[str], tokens: Tokens, themes: Sequence[Theme], periods: Sequence[str] = ()
) -> dict[str, "pd.DataFrame"]:
    """Four tables by title, from cleaned passages, their tokens and the period of each ('' for none).

    `KEYWORDS`: columns as declared in `TERMS`. `OVERLAP`: as in `SHARED_PASSAGES`; a theme's own column counts all
    its passages. `TOGETHER`: see `terms_together`. `BY_PERIOD`: as in `OCCURRENCES`; the last row is that of all words.
    """
    import pandas as pd

    counts = term_counts(texts, themes)
    terms = [(theme, term) for theme in themes for term in theme.terms]
    names = pd.DataFrame({"theme": [theme.id for theme, _ in terms], "term": [term for _, term in terms]})
    of_theme = np.array([[owner is theme for owner, _ in terms] for theme in themes], dtype=np.int64)
    about = (counts @ of_theme.T > 0).astype(np.int64)
    words = np.column_stack([counts, tokens.lengths])
    of_period = {p: np.array([q == p for q in periods]) for p in sorted({*periods} - {""})}
    return {
        KEYWORDS: _keywords(names, counts, tokens, terms),
        OVERLAP: SHARED_PASSAGES.frame(
            {"theme": [t.id for t in themes], **dict(zip((t.id for t in themes), about.T @ about, strict=True))}
        ),
        TOGETHER: terms_together(counts, themes),
        BY_PERIOD: OCCURRENCES.frame(
            {
                "theme": [*names["theme"], ALL_WORDS],
                "term": [*names["term"], ""],
                **{period: words[rows].sum(axis=0) for period, rows in of_period.items()},
            }
        ),
    }


def term_counts(texts: Iterable[str], themes: Sequence[Theme]) -> Counts:
    """Occurrences of each term of each theme in each text: `(n_texts, n_terms)`, terms in the themes' order.

    Where terms of one theme overlap, only the longest is counted, so a theme's columns sum to its occurrences.
    """
    columns: dict[tuple[str, str], int] = {}
    first = np.cumsum([0, *(len(theme.terms) for theme in themes)]).tolist()
    rows = []
    for text in texts:
        row = np.zeros(first[-1], dtype=np.int64)
        for theme, start in zip(themes, first, strict=False):
            for a, b in theme.spans(text):
                found = text[a:b]
                if (theme.id, found) not in columns:
                    columns[theme.id, found] = start + theme.terms.index(theme.form(found).term)
                row[columns[theme.id, found]] += 1
        rows.append(row)
    return np.array(rows, dtype=np.int64).reshape(len(rows), first[-1])


def terms_together(counts: Counts, themes: Sequence[Theme]) -> "pd.DataFrame":
    """Co-occurrence of the terms of each theme: columns as declared in `COMPANY`, from `term_counts`.

    `pairs` counts two terms of a theme in one passage, summed over passages and pairs of terms. `expected` is the count
    if terms were spread over the passages at random, Σ_i<j n_i n_j / N with n_i of N passages holding term i. `lift` is
    the ratio of the two.
    """
    ends = np.cumsum([len(theme.terms) for theme in themes])
    rows = []
    for theme, part in zip(themes, np.split(counts > 0, ends[:-1], axis=1), strict=True):
        terms = part.sum(axis=1)
        passages = part.sum(axis=0).astype(np.float64)
        pairs = int((terms * (terms - 1) // 2).sum())
        expected = float((passages.sum() ** 2 - passages @ passages) / 2 / max(len(part), 1))
        rows.append((theme.id, pairs, expected, pairs / expected if expected else float("nan")))
    return COMPANY.frame(rows)


def _keywords(
    names: "pd.DataFrame", counts: Counts, tokens: Tokens, terms: Sequence[tuple[Theme, str]]
) -> "pd.DataFrame":
    holds = words_with_terms([theme.only(term) for theme, term in terms], tokens.vocabulary)
    table = names.assign(
        keywords=[words_in_line(tokens.vocabulary[i] for i in np.flatnonzero(row)) for row in holds],
        occurrences=counts.sum(axis=0),
    )
    of_theme = table.groupby("theme")["occurrences"].transform("sum")
    table["theme_share"] = table["occurrences"] / of_theme.clip(lower=1)
    table["per_million_words"] = 1e6 * table["occurrences"] / max(tokens.lengths.sum(), 1)
    table["passages"] = (counts > 0).sum(axis=0)
    table["passage_share"] = table["passages"] / max(len(counts), 1)
    table["warning"] = [
        _counted_with(*term) or _warning(*row)
        for term, *row in zip(terms, table["keywords"], table["passage_share"], table["theme_share"], strict=True)
    ]
    return TERMS.check(table)


def _counted_with(theme: Theme, term: str) -> str:
    """The warning about a term whose occurrences are those of an earlier term; "" for any other term."""
    earlier = theme.form(theme.only(term).forms[0].word).term
    return f"counted with “{earlier}”" if earlier != term else ""


def _warning(keywords: str, passage_share: float, theme_share: float) -> str:
    if not passage_share:
        return "absent"
    if not keywords:
        return "not in the vocabulary"
    if theme_share >= DOMINANT:
        return "carries the theme"
    return "rare" if passage_share < RARE else ""


def theme_warnings(tables: Mapping[str, "pd.DataFrame"], themes: Sequence[Theme]) -> list[str]:
    """Warnings about the themes' terms for any estimator: a term of two themes, and a theme with few occurrences."""
    sentences = [
        f"“{term}” is a term of {listed([f'“{theme}”' for theme in of])}: each occurrence counts for all of them."
        for term, of in terms_of_several(themes)
    ]
    sentences += _several_in_one(tables[KEYWORDS])
    totals = tables[KEYWORDS].groupby("theme", sort=False)["occurrences"].sum()
    return sentences + [
        f'The theme "{theme}" has {count(int(n), "occurrence")} in all, fewer than {FEW}: its shares hang on single '
        "documents."
        for theme, n in totals.items()
        if n < FEW
    ]


_BETWEEN = re.compile(r"\s*[、，,；;／/|]\s*")  # what stands between terms that are listed


def _several_in_one(table: "pd.DataFrame") -> list[str]:
    """Hints about terms that occur nowhere and hold a mark of a list: perhaps several terms in one pair of quotes."""
    found = []
    for theme, term in table.loc[table["occurrences"] == 0, ["theme", "term"]].itertuples(index=False):
        parts = [part for part in _BETWEEN.split(term) if part]
        if len(parts) > 1:
            each = ", ".join(f'"{part}"' for part in parts)
            found.append(f"“{term}” of “{theme}” is read as one term, and occurs nowhere; for several write {each}.")
    return found


def keyword_warnings(tables: Mapping[str, "pd.DataFrame"]) -> list[str]:
    """Warnings about what to repair or know before fitting a guided model, one sentence each."""
    table = tables[KEYWORDS]
    sentences = [
        f'The theme "{theme}" has no keyword: no model of words can be guided to it.'
        for theme, rows in table.groupby("theme", sort=False)
        if not rows["keywords"].any()
    ]
    together = tables[TOGETHER]
    sentences += [
        f'The terms of "{theme}" stand in the same passages {lift:.1f} times as often as words strewn at random: they '
        "may not be about one thing, and no share of theirs means anything then."
        for theme, expected, lift in zip(together["theme"], together["expected"], together["lift"], strict=True)
        if lift < APART and expected >= ENOUGH
    ]
    carried = table[table["warning"] == "carries the theme"]
    sentences += [
        f'"{term}" makes up {percent(share, 0)} of the occurrences of "{theme}": a guided model will look for that '
        "word, and little else holds the theme."
        for theme, term, share in zip(carried["theme"], carried["term"], carried["theme_share"], strict=True)
    ]
    if rare := table.loc[table["warning"] == "rare", "term"].tolist():
        sentences.append(
            f"{len(rare)} terms are in under {percent(RARE)} of the passages and hold no topic by themselves: "
            f"{', '.join(rare)}."
        )
    return sentences
