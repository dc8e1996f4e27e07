"""Tables of how each theme's terms are used in a corpus, which of them clause-extent weighs down, and companions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.models.counting.clauses import find_claims
from topics.models.counting.corpus_claims import corpus_claims
from topics.models.counting.specificity import FEWEST, LEAST, TermUse, name_of, term_uses
from topics.preprocessing.words.tokens import Tokens
from topics.schema import SHARE, THEME, Column, declare
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

TERM_USES = declare(
    "term uses",
    "one term of one theme that occurs",
    (
        THEME,
        Column("term", "text", "", "the term"),
        Column("passages", "integer", "passages", "passages that hold the term"),
        Column("beside_name", "number", SHARE, "share of them in which its first clause holds the theme's name too"),
        Column("documents", "integer", "documents", "documents of these passages, without passages of one clause"),
        Column(
            "follows", "number", SHARE, "share of the passages in which another clause mentions the theme, by document"
        ),
        Column(
            "specificity", "number", SHARE, "weight of the term's clauses: `follows` by the name's, shrunk, at most 1"
        ),
        Column("counts_as", "text", "", "what clause-extent makes of the term, and why"),
    ),
)

COMPANIONS = declare(
    "companions",
    "one word that stands beside one theme",
    (
        THEME,
        Column("word", "text", "", "a word of the vocabulary that holds no term of the theme"),
        Column("documents", "integer", "documents", "documents that hold the word"),
        Column("beside", "number", SHARE, "share of its passages that mention the theme, by document"),
        Column(
            "weight", "number", SHARE, "half of what `beside` has over chance, shrunk: what the word's clauses count"
        ),
    ),
)


def companion_table(
    texts: Sequence[str], tokens: Tokens, themes: Sequence[Theme], documents: Sequence[str]
) -> "pd.DataFrame":
    """Words beside which each theme is mostly mentioned: columns as declared in `COMPANIONS`; the nearest first."""
    beside = corpus_claims(texts, tokens, themes, documents).companions
    return COMPANIONS.frame(
        [
            (theme.id, one.word, one.documents, one.beside, one.weight)
            for theme, some in zip(themes, beside, strict=True)
            for one in some
        ]
    )


def term_use_table(texts: Sequence[str], themes: Sequence[Theme], documents: Sequence[str] = ()) -> "pd.DataFrame":
    """How the themes' terms are used in cleaned texts: columns as declared in `TERM_USES`; least specific terms first.

    `documents` names the document of each text; without it every text is one of its own.

    >>> term_use_table(["推进风电建设。"], [Theme("wind", ("风电",))])["counts_as"].tolist()
    ['in full: the theme has no name among its terms']
    """
    uses = term_uses(find_claims(texts, themes), themes, documents)
    rows = [
        (
            theme.id,
            use.term,
            use.passages,
            use.beside_name,
            use.documents,
            use.follows,
            use.specificity,
            counts_as(theme, use),
        )
        for theme, some in zip(themes, uses, strict=True)
        for use in sorted(some, key=lambda use: use.specificity)
    ]
    return TERM_USES.frame(rows)


def counts_as(theme: Theme, use: TermUse) -> str:
    """What clause-extent makes of a term, and why."""
    name = name_of(theme)
    if use.term == name:
        return "the name"
    if not name:
        return "in full: the theme has no name among its terms"
    if use.documents < FEWEST:
        return "in full: too few documents to tell"
    if use.specificity < LEAST:
        return "a slogan or passing word: weighed down, no mention, since little about the theme stands around it"
    return "in full" if use.specificity >= 1 else "given slightly less weight"


def weighed_down(table: "pd.DataFrame") -> list[str]:
    """A sentence per theme that names the terms that make no mention; none where there are none."""
    low = table[table["specificity"] < LEAST]
    return [
        f"{theme}: weighed down by clause-extent, since little about the theme stands around them: "
        + ", ".join(f"“{row.term}” ({row.specificity:.2f}, {row.passages:,} passages)" for row in rows.itertuples())
        + "."
        for theme, rows in low.groupby("theme", sort=False)
    ]
