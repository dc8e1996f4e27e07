"""Vocabulary of the themes over time: parts of terms, the change without each, and words that take a term's place."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.models.keywords import term_counts
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.texts import Texts
from topics.preprocessing.words.tokens import Tokens
from topics.results.scores import passage_table
from topics.schema import CHANGE, PROBABILITY, SHARE, THEME, Column, declare
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.vocabulary.phrases_found import occurrences
from topics.shares.vocabulary.replacements import Replacement, replacements
from topics.shares.vocabulary.term_parts import TERM, term_parts
from topics.shares.vocabulary.units import Units, units_of
from topics.shares.vocabulary.without_term import Changes, changes_of
from topics.store.job import Job
from topics.themes import Theme, count_terms

if TYPE_CHECKING:
    import pandas as pd

Counts = NDArray[np.int64]


def _changed(of: str) -> tuple[Column, ...]:
    return (
        Column("change", "number", CHANGE, f"change of the theme over the periods {of}"),
        Column("lower", "number", CHANGE, "lower end of its 95 % interval"),
        Column("upper", "number", CHANGE, "upper end of its 95 % interval"),
        Column("p_change", "number", PROBABILITY, "p of any change"),
    )


WITHOUT = declare(
    "changes without a term",
    "one theme, and one of its terms that is left out",
    (
        THEME,
        Column("term", "text", "", "the term that is left out; empty where all are counted"),
        Column("part", "number", SHARE, "the term's part of the theme's occurrences over all periods"),
        *_changed("when the term is left out"),
    ),
)
REPLACED = declare(
    "words in a term's place",
    "one term of one theme, and a word that stands in its place",
    (
        THEME,
        TERM,
        Column("word", "text", "", "word or phrase that is no term of the study"),
        Column("rises", "flag", "", "whether the word rises as the term falls; else the term takes the word's place"),
        Column("term_first", "number", SHARE, "share of documents with the term in the first period with documents"),
        Column("term_last", "number", SHARE, "the same in the last"),
        Column("word_first", "number", SHARE, "share of documents with the word in the first period with documents"),
        Column("word_last", "number", SHARE, "the same in the last"),
        Column("p", "number", PROBABILITY, "p of so much change of the word in documents dealt at random"),
        Column("neighbours", "number", "likeness", "likeness of the words beside both, 1 for two names of one thing"),
        Column("company", "number", "likeness", "likeness of the words around both"),
        *_changed("when all such words of the theme are counted with it"),
    ),
)


@dataclass(frozen=True)
class Vocabulary:
    """Tables as declared in `topics.shares.vocabulary.term_parts.TERM_PARTS`, `WITHOUT` and `REPLACED`."""

    parts: "pd.DataFrame"
    without: "pd.DataFrame"
    replaced: "pd.DataFrame"

    def of_theme(self, theme: str) -> "Vocabulary":
        """The rows of one theme."""
        return Vocabulary(*(t[t["theme"] == theme] for t in (self.parts, self.without, self.replaced)))


def job_vocabulary(job: Job, **changes: Any) -> Vocabulary:
    """The vocabulary of a job's themes; `changes` are values of `by`, `duplicates` and so on, as for its trends."""
    return vocabulary_of(job.corpus, job.tokens, job.themes, *job.measured(**changes))


def job_term_parts(job: Job) -> "pd.DataFrame":
    """The parts of a job's terms alone: columns as declared in `topics.shares.vocabulary.term_parts.TERM_PARTS`."""
    estimand, design = job.measured()
    units = units_of(passage_table(job.corpus, job.tokens), job.corpus.documents, estimand, design)
    return term_parts(term_counts(job.corpus.passages["text"], job.themes), job.themes, units, design)


def vocabulary_of(
    corpus: Corpus, tokens: Tokens, themes: tuple[Theme, ...], estimand: Estimand, design: Design
) -> Vocabulary:
    """The vocabulary of themes in a corpus, counted in the passages and periods of a study's shares.

    Changes are those of the share of text that holds a term, whatever the study's own estimator: see
    `topics.shares.vocabulary.without_term`.
    """
    passages, texts = passage_table(corpus, tokens), Texts.of(corpus.passages["text"])
    units = units_of(passages, corpus.documents, estimand, design)
    counts = term_counts(texts, themes)
    found = replacements(tokens, units, themes)
    counted = replace(estimand, unassigned="own", standardised="none")
    hits, start = count_terms(texts, themes), 0
    without: list[tuple[Any, ...]] = []
    replaced: list[tuple[Any, ...]] = []
    for k, theme in enumerate(themes):
        own, start = counts[:, start : start + len(theme.terms)], start + len(theme.terms)
        words = {term: found[theme.id, term] for term in theme.terms if (theme.id, term) in found}
        added = sum((occurrences(tokens, one.phrase) for some in words.values() for one in some), 0 * hits[:, k])
        variants = [hits[:, k], hits[:, k] + added, *(hits[:, k] - one for one in own.T)]
        changes = changes_of(hits, k, variants, passages, corpus.documents, estimand=counted, design=design)
        without += _without(theme, own[units.rows], changes)
        replaced += _replaced(theme, words, own, units, changes)
    return Vocabulary(term_parts(counts, themes, units, design), WITHOUT.frame(without), REPLACED.frame(replaced))


def _numbers(changes: Changes, k: int) -> tuple[float, ...]:
    return tuple(float(part[k]) for part in (changes.change, changes.lower, changes.upper, changes.p))


def _without(theme: Theme, counts: Counts, changes: Changes) -> list[tuple[Any, ...]]:
    parts = counts.sum(axis=0) / max(int(counts.sum()), 1)
    rows: list[tuple[Any, ...]] = [(theme.id, "", 1.0, *_numbers(changes, 0))]
    return rows + [(theme.id, term, parts[k], *_numbers(changes, k + 2)) for k, term in enumerate(theme.terms)]


def _replaced(
    theme: Theme, words: dict[str, list[Replacement]], counts: Counts, units: Units, changes: Changes
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for term, some in words.items():
        rates = units.rates(units.sums(counts[:, [theme.terms.index(term)]])[:, 0] > 0)
        ends = [int(units.period.min()), int(units.period.max())]
        for one in some:
            told = (*rates[ends], *one.rates[ends], one.p, one.slot, one.company)
            rows.append((theme.id, term, one.word, one.rising, *told, *_numbers(changes, 1)))
    return rows
