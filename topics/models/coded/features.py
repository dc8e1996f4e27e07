"""Features of a passage and a theme's terms: a few numbers that a person can read.

Conventions. A *pair* is a passage and a theme. Features of pairs are `(n_passages, n_themes, n_features)`; where a
passage holds no term of a theme, all but its length and its words' likeness are 0. None of them looks at a code.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.corpus_claims import CorpusClaims, corpus_claims
from topics.models.counting.scale import extents
from topics.models.counting.specificity import weights_of
from topics.models.model_input import ModelInput

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

OF_TERMS = (
    "extent",  # of clauses that the theme claims, on its own scale: what clause-extent gives
    "lead",  # extent less the largest of another theme
    "mention",  # a whole clause is claimed by a term that is no slogan
    "any term",
    "specificity",  # the largest of the terms that stand there
    "clauses",  # log(1 + clauses with a mention)
    "early",  # 1 where the first mention begins the passage, to 0 where it ends it or there is none
    "length",  # log letters
)
OF_WORDS = ("likeness", "likeness, lead")  # of its words to those of passages about the theme; less that to another
WORDS_FROM = 200  # codes from which the likeness of words is learned as well
_TYPICAL = 0.6  # extent of the passages that a theme's words are read from: mainly about it, with some room


def names_of(features: Floats) -> tuple[str, ...]:
    """The names of features `(n_passages, n_themes, n_features)`."""
    return (*OF_TERMS, *OF_WORDS)[: features.shape[2]]


def taught(features: Floats, codes: int) -> Floats:
    """Those of the features that a number of codes can teach: below `WORDS_FROM` without those of words."""
    return features if codes >= WORDS_FROM else features[:, :, : len(OF_TERMS)]


def features(data: ModelInput) -> Floats:
    """Features of all pairs: those of terms, then those of words `(n_passages, n_themes, n_features)`."""
    found = corpus_claims(data.texts, data.tokens, data.themes, data.documents)
    made, mentioned = found.claims, found.claims.mentioned
    extent = extents(made.share, found.rates)
    length = np.broadcast_to(np.log1p(made.characters)[:, None], extent.shape)
    told = [extent, _lead(extent), mentioned, *_of_occurrences(found, extent.shape), length]
    like = _likeness(data.tokens.counts, extent)
    return np.stack([*told, like, _lead(like)], axis=2).astype(np.float64)


def _lead(values: Floats) -> Floats:
    """Values `(n_passages, n_themes)` less the largest of the other themes; less 0 where there is no other."""
    if values.shape[1] < 2:
        return values
    ordered = np.sort(values, axis=1)
    largest, next_ = ordered[:, -1:], ordered[:, -2:-1]
    lead: Floats = values - np.where(values == largest, next_, largest)
    return lead


def _of_occurrences(found: CorpusClaims, shape: tuple[int, ...]) -> Sequence[Floats]:
    """Any term, specificity, clauses and early mention of each pair."""
    some, specific, clauses, early = (np.zeros(shape) for _ in range(4))
    weights = [weights_of(uses) for uses in found.uses]
    for one in found.found:
        at, weight = (one.row, one.column), weights[one.column]
        some[at] = 1
        specific[at] = max(weight.get(claim.term, 1.0) for claim in one.claims)
        of_mentions = {claim.clause for claim in one.claims if claim.mention}
        clauses[at] = np.log1p(len(of_mentions))
        if of_mentions:
            early[at] = 1 - min(start for start, _ in of_mentions) / len(one.text)
    return some, specific, clauses, early


def _likeness(counts: "csr_matrix", extent: Floats) -> Floats:
    """How a passage's words resemble those of the passages about a theme: cosine `(n_passages, n_themes)`, centred.

    Words weigh by tf-idf. A passage is not compared with itself: where it is one of the theme's own, it is left out of
    their mean.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    words = TfidfTransformer(sublinear_tf=True).fit_transform(counts)  # rows of length 1, or of zeros
    mean = np.asarray(words.mean(axis=0)).ravel()
    to_mean = words @ mean
    like = np.zeros(extent.shape)
    for column in range(extent.shape[1]):
        own = extent[:, column] >= _TYPICAL
        if own.sum() < 2:
            continue
        total = np.asarray(words[own].sum(axis=0)).ravel()
        n = own.sum() - own  # of a passage's others
        like[:, column] = (words @ total - own) / n - to_mean
    return like
