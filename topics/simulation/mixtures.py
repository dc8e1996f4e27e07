"""Topic mixtures of simulated documents, drawn around the shares planted for their year.

Conventions. `shares (n_themes, n_years)` are planted; the rest of a year is divided equally among `OTHERS` other
topics. The mixture of a document is θ_d ~ Dir(`_ALIKE` m_t), that of a passage θ_p ~ Dir(`_PASSAGES_ALIKE` θ_d): the
expectation of both is the year's shares m_t, and passages of one document are alike.
"""

import numpy as np
from numpy.typing import NDArray

from topics.simulation.artificial import dirichlet

YEARS = ("2020", "2021", "2022", "2023", "2024")
SHARES = np.array([
    [0.06, 0.09, 0.12, 0.15, 0.18],  # rises
    [0.18, 0.15, 0.12, 0.09, 0.06],  # falls
    [0.06, 0.10, 0.14, 0.10, 0.06],  # comes and goes
    [0.02, 0.03, 0.04, 0.05, 0.06],  # rises, and is rare
])  # fmt: skip
CONSTANT = np.repeat(SHARES.mean(axis=1, keepdims=True), len(YEARS), axis=1)
EVENLY = np.full(len(YEARS), 1 / len(YEARS))
SPARSELY = np.array([0.6, 0.03, 0.0, 0.02, 0.35])
OTHERS = 12

_ALIKE, _PASSAGES_ALIKE = 2.0, 4.0
_PASSAGES = 4  # of a document, on average

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


def years_of(documents: int, parts: Floats) -> Numbers:
    """The year of each document, in order; documents are divided over the years in proportion to `parts (n_years,)`."""
    last = np.round(np.cumsum(parts) * documents).astype(np.intp)
    return np.searchsorted(last, np.arange(documents), side="right")


def means(shares: Floats) -> Floats:
    """Expected mixtures m_t `(n_years, n_topics)`: planted shares, and the rest divided among the other topics."""
    rest = np.repeat((1 - shares.sum(axis=0, keepdims=True)) / OTHERS, OTHERS, axis=0)
    return np.vstack([shares, rest]).T


def document_mixtures(random: np.random.Generator, expected: Floats) -> Floats:
    """Mixtures θ_d of documents around the expectation of their year `(n_documents, n_topics)`."""
    return dirichlet(random, _ALIKE * expected)


def passage_mixtures(random: np.random.Generator, mixtures: Floats, longer: Floats) -> tuple[Numbers, Floats]:
    """The document of every passage `(n_passages,)` and its mixture θ_p `(n_passages, n_topics)`.

    A document has 1 + Poisson(3 · `longer`) passages, four on average if `longer (n_documents,)` is 1.
    """
    numbers = 1 + random.poisson((_PASSAGES - 1) * longer)
    document = np.repeat(np.arange(len(mixtures)), numbers)
    return document, dirichlet(random, _PASSAGES_ALIKE * mixtures[document])
