"""Generators of corpora with planted shares: five models of how text comes about.

    A  the model of LDA: every word of a passage is drawn independently, from the passage's own mixture of topics
    B  text that fits no topic model: see `topics.simulation.misspecified`
    C  real text: coded passages of a study, mixed at set rates
    D  as A, with shares that never change
    E  as A, with years of few documents and one year of none

Conventions. Shares and years are those of `topics.simulation.mixtures`; no generator knows an estimator or its
settings. The same parameters and seed give the same corpus.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError, nearest
from topics.simulation.artificial import clause_lengths, clause_numbers, draw_topics, draw_words, language, punctuated
from topics.simulation.misspecified import misspecified
from topics.simulation.mixtures import (
    CONSTANT,
    EVENLY,
    OTHERS,
    SHARES,
    SPARSELY,
    YEARS,
    document_mixtures,
    means,
    passage_mixtures,
    years_of,
)
from topics.simulation.planted import Simulated, Words, Written, dates, simulated
from topics.terms import plain_form
from topics.themes import Theme, count_terms

FEWEST = 50  # documents: ten a year
_COMMON = 3  # passages that a word must stand in to be taken for a wrong keyword

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CodedPassages:
    """Passages with one code each, for generator C: `codes[p]` is a theme's id, or '' for none of the themes."""

    texts: Words
    words: tuple[Words, ...]
    codes: Words
    themes: tuple[Theme, ...]
    language: str = "zh"
    stop_words: frozenset[str] = frozenset()
    lexicon: Words = ()


def simulate(generator: str, *, documents: int = 400, seed: int = 1, coded: CodedPassages | None = None) -> Simulated:
    """A corpus of this number of documents by one of `GENERATORS`; only C needs `coded` passages, which it mixes.

    Raises ScoreError for an unknown generator, for C without coded passages, and for too few documents.
    """
    if generator not in GENERATORS:
        raise ScoreError(f'there is no generator "{generator}"; {nearest(generator, GENERATORS)}')
    if documents < FEWEST:
        raise ScoreError(f"documents = {documents}: a simulation needs at least {FEWEST}, ten a year.")
    random = np.random.default_rng([seed, *generator.encode()])
    return GENERATORS[generator](random, documents, coded)


def lda_consistent(
    random: np.random.Generator,
    documents: int,
    coded: CodedPassages | None = None,
    *,
    name: str,
    shares: Floats = SHARES,
    by_year: Floats = EVENLY,
) -> Simulated:
    """Generators A, D and E (Blei, Ng & Jordan 2003): z ~ θ_p for every word, word ~ φ_z; clauses are cut anywhere."""
    spoken = language(random, themes=len(shares), others=OTHERS)
    year = years_of(documents, by_year)
    document, mixtures = passage_mixtures(random, document_mixtures(random, means(shares)[year]), np.ones(documents))
    clauses = [clause_lengths(random, n) for n in clause_numbers(random, len(document))]
    lengths = np.array([part.sum() for part in clauses])
    topic = draw_topics(random, mixtures[np.repeat(np.arange(len(document)), lengths)])
    drawn = np.split(draw_words(random, spoken.topics, topic), np.cumsum(lengths)[:-1])
    words = [tuple(spoken.vocabulary[w] for w in passage) for passage in drawn]
    texts = [
        punctuated(random, [own[end - n : end] for end, n in zip(np.cumsum(part), part, strict=True)])
        for own, part in zip(words, clauses, strict=True)
    ]
    counts = [np.bincount(part, minlength=len(spoken.topics)) for part in np.split(topic, np.cumsum(lengths)[:-1])]
    written = Written(document, texts, words, np.array(counts)[:, : len(shares)] / lengths[:, None])
    dated = dates(random, [YEARS[t] for t in year])
    process = np.where(by_year > 0, shares, np.nan).T
    return simulated(random, name, written, dated, {}, spoken.named(), spoken.others, YEARS, process)


def coded_mixture(random: np.random.Generator, documents: int, coded: CodedPassages | None) -> Simulated:
    """Generator C: a theme drawn for each passage from its document's mixture, then a passage with that code.

    The study's themes get the shares of the other generators in their order, as shares of passages; the rest is about
    none of them. The passages of a code are dealt in random order, and again from the beginning when all are used.
    Raises ScoreError if there are more themes than shares, and for a theme without a coded passage.
    """
    if coded is None:
        raise ScoreError("generator C mixes coded passages: name a study that has a gold.csv.")
    ids = tuple(theme.id for theme in coded.themes)
    if len(ids) > len(SHARES):
        raise ScoreError(f"generator C has shares for {len(SHARES)} themes, and the study names {len(ids)}.")
    shares = SHARES[: len(ids)]
    pools = [[p for p, code in enumerate(coded.codes) if code == theme] for theme in (*ids, "")]
    for theme, pool in zip((*ids, "none of the themes"), pools, strict=True):
        if not pool:
            raise ScoreError(f'generator C: no passage is coded "{theme}", so there is nothing to mix of it.')
    year = years_of(documents, EVENLY)
    expected = np.column_stack([shares.T, 1 - shares.sum(axis=0)])
    document, mixtures = passage_mixtures(random, document_mixtures(random, expected[year]), np.ones(documents))
    code = draw_topics(random, mixtures)
    rows = np.empty(len(code), dtype=np.intp)
    for c, pool in enumerate(pools):
        wanted = np.flatnonzero(code == c)
        rows[wanted] = np.resize(random.permutation(pool), len(wanted))
    written = Written(
        document,
        [coded.texts[row] for row in rows],
        [coded.words[row] for row in rows],
        np.eye(len(pools))[code][:, :-1],
    )
    dated = dates(random, [YEARS[t] for t in year])
    lengths = np.array([np.mean([len(coded.words[p]) for p in pool]) for pool in pools])
    process = expected * lengths
    process = (process / process.sum(axis=1, keepdims=True))[:, :-1]
    keywords = {theme.id: theme.terms for theme in coded.themes}
    found = simulated(random, "C", written, dated, {}, keywords, _ordinary(coded), YEARS, process)
    return replace(
        found,
        themes=tuple(map(_counted_like, found.themes, coded.themes)),
        language=coded.language,
        stop_words=coded.stop_words,
        lexicon=coded.lexicon,
    )


def _counted_like(theme: Theme, own: Theme) -> Theme:
    """A theme whose terms are counted as those of the study's own theme, of which it has some."""
    forms = [form for form in own.forms if form.term in theme.terms]
    forms += [plain_form(term, own.case) for term in theme.terms if term not in own.terms]
    return replace(theme, inflected=own.inflected, case=own.case, prepared=tuple(forms))


def _ordinary(coded: CodedPassages) -> list[str]:
    """Words of several passages that contain no term of any theme."""
    passages: dict[str, int] = {}
    for words in coded.words:
        for word in set(words):
            passages[word] = passages.get(word, 0) + 1
    usual = sorted(w for w, n in passages.items() if n >= _COMMON and len(w) > 1 and w not in coded.stop_words)
    named = count_terms(usual, coded.themes).any(axis=1)
    return [word for word, is_named in zip(usual, named, strict=True) if not is_named]


GENERATORS: Mapping[str, Callable[[np.random.Generator, int, CodedPassages | None], Simulated]] = {
    "A": partial(lda_consistent, name="A"),
    "B": lambda random, documents, _: misspecified(random, documents),
    "C": coded_mixture,
    "D": partial(lda_consistent, name="D", shares=CONSTANT),
    "E": partial(lda_consistent, name="E", by_year=SPARSELY),
}
