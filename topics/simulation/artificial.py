"""An artificial language: words of syllables, topics over them, and keywords that name some of the topics.

Conventions. A topic is a distribution over words, a row of `topics (n_topics, n_words)`; the first rows are the themes.
Topics share their frequent words and differ in the others: rows are drawn from a Dirichlet around one Zipf
distribution. The `keywords` of a theme carry the part `_NAMED` of its topic; other topics use them too, as often as any
word of their rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

_NAMED = 0.15  # part of a theme's words that are its keywords: one in seven
_KEYWORDS = 8  # per theme
_CONCENTRATION = 200.0  # of topics around the common distribution
_CLAUSES = 5  # of a passage, on average
_CLAUSE = (5, 13)  # words of a clause, from and below


@dataclass(frozen=True, eq=False)
class Language:
    """A language: `vocabulary (n_words)`, `topics (n_topics, n_words)`, `keywords (n_themes, n_keywords)` by number."""

    vocabulary: tuple[str, ...]
    topics: Floats
    keywords: Numbers

    @property
    def others(self) -> list[str]:
        """Words that are as rare as keywords but are not keywords."""
        half = len(self.vocabulary) // 2
        return [self.vocabulary[w] for w in range(half, len(self.vocabulary)) if w not in self.keywords]

    def named(self) -> dict[str, tuple[str, ...]]:
        """The keywords of each theme: `theme-1`, `theme-2`, …"""
        return {f"theme-{k}": tuple(self.vocabulary[w] for w in row) for k, row in enumerate(self.keywords, start=1)}


def language(
    random: np.random.Generator,
    *,
    themes: int,
    others: int,
    words: int = 1500,
    named: float = _NAMED,
    concentration: float = _CONCENTRATION,
) -> Language:
    """Draw a language with these numbers of themes, other topics and words; words are numbered by frequency.

    The part `named` of a theme's words are its keywords; topics are the more alike, the larger their `concentration`.
    """
    common = 1 / (np.arange(words) + 5)
    topics = random.standard_gamma(concentration * common / common.sum(), size=(themes + others, words))
    topics /= topics.sum(axis=1, keepdims=True)
    rare = np.arange(words // 2, words)
    keywords = random.choice(rare, size=(themes, _KEYWORDS), replace=False)
    for topic, own in zip(topics, keywords, strict=False):
        topic *= 1 - named
        topic[own] += named * random.dirichlet(np.full(_KEYWORDS, 2.0))
    return Language(_vocabulary(random, words), topics, keywords)


def _vocabulary(random: np.random.Generator, n: int) -> tuple[str, ...]:
    """Different words of three syllables each, none of which a stop list of a real language would know."""
    syllables = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]
    numbers = random.choice(len(syllables) ** 3, size=n, replace=False)
    return tuple("".join(syllables[number // 70**place % 70] for place in range(3)) for number in numbers.tolist())


def draw_words(random: np.random.Generator, topics: Floats, drawn_from: Numbers) -> Numbers:
    """One word drawn from the topic of each token: `(n_tokens,)` to `(n_tokens,)`."""
    words = np.empty(len(drawn_from), dtype=np.intp)
    for topic in np.unique(drawn_from):
        places = np.flatnonzero(drawn_from == topic)
        words[places] = random.choice(topics.shape[1], size=len(places), p=topics[topic])
    return words


def draw_topics(random: np.random.Generator, mixtures: Floats) -> Numbers:
    """One topic drawn from each row of `mixtures (n, n_topics)`."""
    reached = np.cumsum(mixtures, axis=1)
    topics: Numbers = (random.random((len(mixtures), 1)) * reached[:, -1:] >= reached).sum(axis=1)
    return topics


def dirichlet(random: np.random.Generator, alpha: Floats) -> Floats:
    """One composition drawn from each row of parameters, which may hold zeros: `(n, k)` to `(n, k)`."""
    drawn: Floats = random.standard_gamma(alpha)
    drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn


def clause_numbers(random: np.random.Generator, n: int) -> Numbers:
    """Numbers of clauses of `n` passages: 1 + Poisson(4)."""
    return 1 + random.poisson(_CLAUSES - 1, size=n)


def clause_lengths(random: np.random.Generator, n: int) -> Numbers:
    """Numbers of words of `n` clauses."""
    return random.integers(*_CLAUSE, size=n)


def punctuated(random: np.random.Generator, clauses: Sequence[Sequence[str]]) -> str:
    """Clauses as text: most end in a comma, some of them and the last one in a full stop."""
    ends = np.where(random.random(len(clauses)) < 0.4, ".", ",").tolist()
    ends[-1] = "."
    return " ".join(" ".join(clause) + end for clause, end in zip(clauses, ends, strict=True))
