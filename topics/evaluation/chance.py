"""A check against chance: whether topics are more than random groups of passages and words.

*Coherence gain.* The ten likeliest words of a topic stand together in more passages than they would by chance. What
chance gives is measured on the same text with its tokens dealt anew: all tokens of the corpus in a drawn order, and
passages as long as they were. With p(w) the share of passages that hold a word, n passages and ε = 1 / 2n,

    NPMI(v, w) = log((p(v, w) + ε) / (p(v) p(w) + ε)) / −log(p(v, w) + ε),

and the gain of a topic is the mean NPMI of its words' pairs on the text less that on the text dealt anew. Words, their
frequencies and the lengths of passages are the same on both sides, so that nothing but company is left. (Coherence by
itself is no such scale: frequent words have a positive NPMI where lengths differ, and rare ones a negative.)

*Agreement.* The main topics of the passages in two seeds' fits: their mutual information adjusted for chance (Vinh,
Epps & Bailey 2010), 0 for random groups and 1 for the same. Unlike similarities of topics' words it does not move with
the prior η, and it needs no matching, so topics that one seed splits and the other does not are agreement too.

*Floor.* Even topics of text dealt anew have a gain, since a fit gathers the words that chance put together: up to .06
with many topics and short passages, about none with few topics and long ones. So the limit of the gain is that of
topics of the same number, fitted to this text dealt anew: their mean and `_ERRORS` standard errors, `_LEAST` at least.
Where no topic has a place in the text that was dealt, it is dealt again, since with many topics and few short passages
some fits end before any topic forms and others find gains of .07.
NMF has its own floor, all other models that of collapsed LDA. It costs about as much as one fit, and is computed where
the check is asked for, once per process for each corpus and number of topics. Of a larger corpus `_PASSAGES` evenly
spaced passages are dealt: chance gathers less in more text, so that their floor is not below that of the whole.

*No better than chance* are topics (of a guided model, those of themes) with a mean gain below the floor, or seeds that
agree less than `AGREEMENT`. On text dealt anew the seeds of LDA agree up to .17 and mostly below .1; on real text .38
to 1. The seeds of NMF agree on text dealt anew too, since they hardly differ: agreement alone proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.evaluation.exemplars import main_topics
from topics.evaluation.mutual_information import adjusted_mutual_information
from topics.models import fit as fit_model
from topics.models.fitted import FittedTopics
from topics.models.model_input import ModelInput
from topics.models.presence import present
from topics.preprocessing.words.tokens import Tokens

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

AGREEMENT = 0.1
_ERRORS, _LEAST = 4.0, 0.01
_DEALS = (2, 3, 4, 5, 6)  # seeds
_PASSAGES = 100_000  # on which a floor is measured at most
_floors: dict[
    tuple[object, ...], float
] = {}  # what this process has computed: a number per corpus and number of topics
_WORDS = 10  # likeliest words of a topic


@dataclass(frozen=True)
class ByChance:
    """Mean coherence gain, the seeds' agreement (NaN for one seed), and the gain that chance alone may have."""

    gain: float
    agreement: float
    floor: float

    @property
    def is_chance(self) -> bool:
        """Whether the topics are no better than random groups of words or of passages."""
        return self.gain < self.floor or self.agreement < AGREEMENT


def chance_check(fits: Sequence[FittedTopics], tokens: Tokens, kind: str = "lda") -> ByChance:
    """The check for the seeds of one model of this kind, all fitted to `tokens`; one fit has no agreement.

    Raises ScoreError for a fit of other tokens.
    """
    gains = np.concatenate([g[_meant(fit)] for fit, g in zip(fits, coherence_gains(fits, tokens), strict=True)])
    gains = gains if gains.size else np.zeros(1)  # topics without a place gain nothing
    known = np.isfinite(gains).any()
    topics = max(fit.n_topics for fit in fits)
    floor = gain_floor(tokens, topics, "nmf" if kind == "nmf" else "lda") if known else float("nan")
    return ByChance(float(np.nanmean(gains)) if known else float("nan"), agreement(fits), floor)


def gain_floor(tokens: Tokens, topics: int, kind: str) -> float:
    """The mean gain below which this number of topics of these tokens is no more than chance; `kind` is lda or nmf."""
    arrays = tokens.word_ids, tokens.offsets
    numbers = (blake2b(np.ascontiguousarray(array).data, digest_size=16).digest() for array in arrays)
    vocabulary = blake2b("\n".join(tokens.vocabulary).encode(), digest_size=16).digest()
    key = (*numbers, vocabulary, topics, kind)
    if key not in _floors:
        _floors[key] = _fitted_floor(tokens, topics, kind)
    return _floors[key]


def _fitted_floor(tokens: Tokens, topics: int, kind: str) -> float:
    """The floor of the first text dealt anew whose topics have a place in it: some fits end before any has."""
    n = tokens.n_passages
    used = tokens if n <= _PASSAGES else tokens.of_passages(np.arange(_PASSAGES) * n // _PASSAGES)
    return next(filter(None, (_floor_of(dealt(used, seed=seed), topics, kind) for seed in _DEALS)), _LEAST)


def _floor_of(anew: Tokens, topics: int, kind: str) -> float:
    """The floor of a text dealt anew; 0 where no topic has a place in it."""
    data = ModelInput(anew, ("",) * anew.n_passages)
    number = min(topics, len(data.rows))
    if kind == "lda":
        found = fit_model(data, "lda", seed=1, topics=number, refit=False)
    else:
        found = fit_model(data, kind, seed=1, topics=number)
    gains = coherence_gain(found, anew)[_meant(found)]
    gains = gains[np.isfinite(gains)]
    if not len(gains):
        return 0.0
    return float(max(gains.mean() + _ERRORS * gains.std() / np.sqrt(len(gains)), _LEAST))


def dealt(tokens: Tokens, *, seed: int) -> Tokens:
    """The tokens shuffled over the passages, each of which keeps its length."""
    return replace(tokens, word_ids=np.random.default_rng(seed).permutation(tokens.word_ids))


def _meant(fit: FittedTopics) -> NDArray[np.bool_]:
    """The topics that a fit stands for: of a guided model those of themes, since its free topics only take the rest.

    Topics that are left over (`topics.models.presence`) stand for nothing.
    """
    of_theme = np.array([topic in fit.theme_of for topic in fit.topic_ids])
    chosen: NDArray[np.bool_] = (of_theme if of_theme.any() else ~of_theme) & present(fit.passage_topics)
    return chosen


def coherence_gain(fitted: FittedTopics, tokens: Tokens, *, seed: int = 1) -> NDArray[np.float64]:
    """The gain of each topic `(n_topics)`; NaN for a topic with fewer than two words. `seed` deals the tokens anew.

    Raises ScoreError for a fit of other tokens.
    """
    return coherence_gains([fitted], tokens, seed=seed)[0]


def coherence_gains(fits: Sequence[FittedTopics], tokens: Tokens, *, seed: int = 1) -> list[NDArray[np.float64]]:
    """`coherence_gain` of several fits of the same tokens, which are dealt anew once for all of them."""
    if any(fit.vocabulary != tokens.vocabulary for fit in fits):
        raise ScoreError("the coherence gain of a fit is measured on its own tokens, and these have other words.")
    words = [[_likeliest(row) for row in fit.topic_words] for fit in fits]
    asked = np.unique(np.concatenate([np.empty(0, np.intp), *chain.from_iterable(words)]))
    on_text, by_chance = _presence(tokens, asked), _presence(dealt(tokens, seed=seed), asked)

    def gain(chosen: NDArray[np.intp]) -> float:
        """The gain of one topic, given its likeliest words."""
        columns = np.searchsorted(asked, chosen)
        return _npmi(on_text[:, columns]) - _npmi(by_chance[:, columns]) if len(chosen) > 1 else float("nan")

    return [np.array([gain(chosen) for chosen in of_fit]) for of_fit in words]


def _likeliest(row: NDArray[np.floating]) -> NDArray[np.intp]:
    """The likeliest words of a topic, given its weights of words `(n_words)`."""
    words = np.argsort(-row, kind="stable")[:_WORDS]
    return words[row[words] > 0]


def agreement(fits: Sequence[FittedTopics]) -> float:
    """Mean adjusted mutual information of the passages' main topics, over pairs of fits; NaN for a single fit.

    Passages without any topic in both fits do not count; where only one has none, that is a group like the topics.
    """
    found = [(main_topics(a.passage_topics), main_topics(b.passage_topics)) for a, b in combinations(fits, 2)]
    pairs = [(a[(a >= 0) | (b >= 0)], b[(a >= 0) | (b >= 0)]) for a, b in found]
    return float(np.mean([adjusted_mutual_information(a, b) for a, b in pairs])) if pairs else float("nan")


def _presence(tokens: Tokens, words: NDArray[np.intp]) -> "csc_matrix":
    """Whether a passage holds each of the words, given by their numbers in order `(n_passages, number of words)`."""
    from scipy.sparse import csc_matrix

    column = np.full(tokens.n_words, -1, dtype=np.int32)
    column[words] = np.arange(len(words))
    columns = column[tokens.word_ids]
    places = np.flatnonzero(columns >= 0)
    rows = np.searchsorted(tokens.offsets, places, side="right") - 1
    matrix = csc_matrix((np.ones(len(rows)), (rows, columns[places])), shape=(tokens.n_passages, len(words)))
    matrix.data[:] = 1
    return matrix


def _npmi(held: "csc_matrix") -> float:
    """Mean NPMI over the pairs of the words of `held (n_passages, few words)`."""
    n = held.shape[0]
    joint = np.asarray((held.T @ held).todense()) / n
    one, other = np.triu_indices(len(joint), 1)
    together, alone, epsilon = joint[one, other], np.diag(joint), 0.5 / n
    pmi = np.log((together + epsilon) / (alone[one] * alone[other] + epsilon))
    return float((pmi / -np.log(np.minimum(together + epsilon, 1 - epsilon))).mean())
