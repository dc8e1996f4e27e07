"""Held-out perplexity by document completion (Wallach et al. 2009), for models whose topics are probabilities of words.

Conventions. Documents that the model has not seen are halved: from the words `shown` its topics in the document are
inferred, and the words `hidden` are predicted. Both are counts `(n_documents, n_words)`, CSR. With topics φ fixed, θ_d
is folded in by the fixed point of variational Bayes (Blei, Ng & Jordan 2003),

    γ_k = α_k + Σ_w n_w θ'_k φ_kw / Σ_j θ'_j φ_jw,    θ' = exp(ψ(γ)),    θ_k = γ_k / Σ_j γ_j,

and perplexity is exp(−Σ n_w log Σ_k θ_k φ_kw / Σ n_w) over the hidden words: the number of equally likely words that
would be as hard to predict. Perplexities can be compared only on the same documents and vocabulary. The weights of NMF
or BERTopic are not probabilities of using words, so that theirs would be meaningless.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.errors import ScoreError
from topics.preprocessing.words.tokens import Tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_BLOCK = 256  # documents at a time, to bound memory


def alternate_words(tokens: Tokens, rows: ArrayLike | None = None) -> "tuple[csr_matrix, csr_matrix]":
    """The words `shown` (first, third, …) and `hidden` (second, fourth, …) of the passages in `rows`, or of all."""
    from scipy.sparse import csr_matrix

    n_passages, lengths = tokens.n_passages, np.diff(tokens.offsets)
    passage = np.repeat(np.arange(n_passages), lengths)
    position = np.arange(len(tokens.word_ids)) - np.repeat(tokens.offsets[:-1], lengths)
    halves = []
    for half in (0, 1):
        mine = position % 2 == half
        ones = np.ones(int(mine.sum()), dtype=np.int32)
        matrix = csr_matrix((ones, (passage[mine], tokens.word_ids[mine])), shape=(n_passages, tokens.n_words))
        halves.append(matrix if rows is None else matrix[np.asarray(rows)])
    return halves[0], halves[1]


def completion_perplexity(
    topic_words: ArrayLike,
    alpha: float | ArrayLike,
    shown: "csr_matrix",
    hidden: "csr_matrix",
    *,
    iterations: int = 100,
    threshold: float = 1e-3,
) -> float:
    """Perplexity of the hidden words.

    Rows of `topic_words (n_topics, n_words)` sum to 1; `alpha` is one number, or one number per topic. The fold-in of a
    document ends when γ moves by less than `threshold` per topic, or after `iterations`. A hidden word that no topic
    holds makes the perplexity infinite. Raises ScoreError if shapes differ or no word is hidden.
    """
    words = np.ascontiguousarray(np.asarray(topic_words, dtype=np.float64).T)
    if shown.shape != hidden.shape or shown.shape[1] != len(words):
        raise ScoreError(
            f"perplexity: shown {shown.shape} and hidden {hidden.shape} counts do not fit the {len(words)} words of "
            "the topics."
        )
    # Copied and put in order first: even `sum` orders the columns of its matrix in place.
    shown, hidden = shown.copy(), hidden.copy()
    for counts in (shown, hidden):
        counts.sum_duplicates()
    if not hidden.sum():
        raise ScoreError("perplexity: no word is hidden, so there is nothing to predict.")
    prior = np.broadcast_to(np.asarray(alpha, dtype=np.float64), words.shape[1:])
    logs = 0.0
    for first in range(0, shown.shape[0], _BLOCK):
        part = hidden[first : first + _BLOCK].tocoo()
        theta = fold_in(words, prior, shown[first : first + _BLOCK], iterations, threshold)
        with np.errstate(divide="ignore"):
            logs += float(part.data @ np.log((theta[part.row] * words[part.col]).sum(axis=1)))
    return float(np.exp(-logs / hidden.sum()))


def fold_in(
    words: NDArray[np.float64], alpha: NDArray[np.float64], shown: "csr_matrix", iterations: int, threshold: float
) -> NDArray[np.float64]:
    """θ `(n_documents, n_topics)` of new documents, given `words (n_words, n_topics)`.

    A document without a known word has the mean of the prior α.
    """
    from scipy.sparse import coo_matrix
    from scipy.special import digamma

    counts = shown.tocoo()
    own = words[counts.col]
    gamma = np.tile(alpha + shown.sum() / max(1, shown.shape[0]) / len(alpha), (shown.shape[0], 1))
    for _ in range(iterations):
        theta = np.exp(digamma(gamma) - digamma(gamma.sum(axis=1, keepdims=True)))
        held = (theta[counts.row] * own).sum(axis=1)
        ratios = np.divide(counts.data, held, out=np.zeros_like(held), where=held > 0)
        new = alpha + theta * (coo_matrix((ratios, (counts.row, counts.col)), shape=shown.shape).tocsr() @ words)
        moved, gamma = np.abs(new - gamma).mean(axis=1).max(initial=0), new
        if moved < threshold:
            break
    result: NDArray[np.float64] = gamma / gamma.sum(axis=1, keepdims=True)
    return result
