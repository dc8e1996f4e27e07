"""Generator B: text that violates the assumptions of every topic model, with known shares nevertheless.

A passage is a sequence of clauses, each about one thing. 30 % of the clauses are boilerplate, whole formulas that recur
in every document; their words are about none of the themes. A document has its own words for a topic, φ_d ~
Dir(`_BURST` φ), so that a word once used comes again (Madsen, Kauchak & Elkan 2005). One clause in twenty names a theme
that it is not about. Each keyword has a synonym, unknown to the estimators, that replaces it ever more often, up to 60
% in the last year. The first two themes occur in the same documents, documents grow longer every year, and every tenth
document has a later copy.
"""

import numpy as np
from numpy.typing import NDArray

from topics.simulation.artificial import (
    Language,
    clause_lengths,
    clause_numbers,
    dirichlet,
    draw_topics,
    draw_words,
    language,
    punctuated,
)
from topics.simulation.mixtures import (
    EVENLY,
    OTHERS,
    SHARES,
    YEARS,
    document_mixtures,
    means,
    passage_mixtures,
    years_of,
)
from topics.simulation.planted import Simulated, Written, dates, simulated

_BOILERPLATE, _FORMULAS = 0.3, 40
_BURST = 60.0
_MENTIONS = 0.05
_REPLACED = 0.6
_COMPANY = 8.0
_LONGER = 0.5  # passages more in the last year than in the first, in parts of the mean
_COPIES = 0.1

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


def misspecified(random: np.random.Generator, documents: int) -> Simulated:
    """A corpus of this number of documents, not counting copies, by generator B."""
    spoken = language(random, themes=len(SHARES), others=OTHERS)
    year = years_of(documents, EVENLY)
    document, mixtures = passage_mixtures(
        random, _in_company(random, year), 1 + _LONGER * (year / (len(YEARS) - 1) - 0.5)
    )
    clauses = clause_numbers(random, len(document))
    passage = np.repeat(np.arange(len(document)), clauses)
    topic = draw_topics(random, mixtures[passage])
    own = _own_words(random, spoken, topic, document[passage], year)

    formulas = _formulas(random, spoken)
    is_formula = random.random(len(passage)) < _BOILERPLATE
    for clause in np.flatnonzero(is_formula):
        own[clause] = formulas[random.integers(_FORMULAS)]
    lengths = np.array([len(words) for words in own])
    weights = np.zeros((len(document), len(SHARES)))
    about = ~is_formula & (topic < len(SHARES))
    np.add.at(weights, (passage[about], topic[about]), lengths[about])
    weights /= np.bincount(passage, weights=lengths)[:, None]

    vocabulary = (*spoken.vocabulary, *(f"{spoken.vocabulary[w]}xu" for w in spoken.keywords.ravel()))
    said = [[vocabulary[w] for w in words] for words in own]
    ends = np.cumsum(clauses)
    parts = [said[end - n : end] for end, n in zip(ends, clauses, strict=True)]
    written = Written(
        document,
        [punctuated(random, part) for part in parts],
        [tuple(word for clause in part for word in clause) for part in parts],
        weights,
    )
    dated = dates(random, [YEARS[t] for t in year])
    copies = _copied(random, dated)
    mean = lengths[~is_formula].mean()
    mean_formula = np.mean([len(formula) for formula in formulas])
    unscripted = (1 - _BOILERPLATE) * mean / ((1 - _BOILERPLATE) * mean + _BOILERPLATE * mean_formula)
    process = unscripted * SHARES.T
    return simulated(random, "B", written, dated, copies, spoken.named(), spoken.others, YEARS, process)


def _in_company(random: np.random.Generator, year: Numbers) -> Floats:
    """Mixtures of documents in which the first two themes occur together: much of one means much of the other."""
    pair = SHARES[:2].sum(axis=0)
    outer = document_mixtures(random, means(np.vstack([pair, SHARES[2:]]))[year])
    inner = dirichlet(random, _COMPANY * (SHARES[:2] / pair).T[year])
    return np.column_stack([outer[:, :1] * inner, outer[:, 1:]])


def _own_words(
    random: np.random.Generator, spoken: Language, topic: Numbers, document: Numbers, year: Numbers
) -> list[Numbers]:
    """Word numbers of every clause `(n_clauses,)`; numbers above the vocabulary are synonyms, in keyword order."""
    lengths = clause_lengths(random, len(topic))
    of_clause = np.repeat(np.arange(len(topic)), lengths)
    pair = (document * len(spoken.topics) + topic)[of_clause]
    words = bursty(random, draw_words(random, spoken.topics, topic[of_clause]), pair)

    first = np.cumsum(lengths) - lengths
    mentions = np.flatnonzero(random.random(len(topic)) < _MENTIONS)
    words[first[mentions] + random.integers(lengths[mentions])] = random.choice(spoken.keywords.ravel(), len(mentions))

    named = np.full(len(spoken.vocabulary), -1)
    named[spoken.keywords.ravel()] = np.arange(spoken.keywords.size)
    gone = _REPLACED * year[document[of_clause]] / (len(YEARS) - 1)
    replaced = (named[words] >= 0) & (random.random(len(words)) < gone)
    words[replaced] = len(spoken.vocabulary) + named[words[replaced]]
    return np.split(words, np.cumsum(lengths)[:-1])


def bursty(random: np.random.Generator, words: Numbers, group: Numbers) -> Numbers:
    """Independently drawn words `(n_tokens,)` made to recur within their group, the words of one topic in a document.

    The (i + 1)-th word of a group is, with probability i / (i + `_BURST`), one of the i words before it: Pólya's urn,
    which is the same as drawing the group's words from φ' ~ Dir(`_BURST` φ).
    """
    order = np.argsort(group, kind="stable")
    _, first, sizes = np.unique(group[order], return_index=True, return_counts=True)
    urn = words[order]
    for i in range(1, sizes.max(initial=0)):
        place = first[sizes > i]
        again = place[random.random(len(place)) < i / (i + _BURST)]
        urn[again + i] = urn[again + random.integers(i, size=len(again))]
    drawn = np.empty_like(words)
    drawn[order] = urn
    return drawn


def _formulas(random: np.random.Generator, spoken: Language) -> list[Numbers]:
    """Boilerplate clauses of words that belong to no theme."""
    lengths = clause_lengths(random, _FORMULAS)
    topic = random.integers(len(SHARES), len(spoken.topics), size=lengths.sum())
    return np.split(draw_words(random, spoken.topics, topic), np.cumsum(lengths)[:-1])


def _copied(random: np.random.Generator, dated: list[str]) -> dict[int, str]:
    """Documents that are copied, with the dates of the copies: up to half a year later, never after the last day."""
    chosen = np.sort(random.choice(len(dated), size=round(_COPIES * len(dated)), replace=False)).tolist()
    later = [
        str(np.datetime64(dated[d]) + days)
        for d, days in zip(chosen, random.integers(1, 183, len(chosen)), strict=True)
    ]
    return {d: min(date, f"{YEARS[-1]}-12-31") for d, date in zip(chosen, later, strict=True)}
