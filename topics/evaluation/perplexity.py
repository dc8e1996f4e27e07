"""Held-out perplexity by document completion (Wallach et al. 2009), for models whose topics are probabilities of words.

Conventions. Documents that the model has not seen are halved: from the words `shown` its topics in the document are
inferred, and the words `hidden` are predicted. Both are counts `(n_documents, n_words)`, CSR. With topics φ fixed, θ_d
is folded in by collapsed variational Bayes of order zero (Asuncion, Welling, Smyth & Teh 2009). With r_k the
probability that a token of word w is of topic k, and n_k the sum of r over the tokens shown,

    r_k ∝ φ_kw (n_k − r_k + α_k),    θ_k = (n_k + α_k) / Σ_j (n_j + α_j),

and perplexity is exp(−Σ n_w log Σ_k θ_k φ_kw / Σ n_w) over the hidden words: the number of equally likely words that
would be as hard to predict. Sums over all assignments of topics to the tokens shown, which can be had for a few tokens,
are met within one hundredth on average. The fixed point of variational Bayes (θ ∝ exp ψ(γ), as in gensim and
scikit-learn) stays with the topics that it sees first, and is 1 to 8 % above, the more the shorter passages are.

Perplexities can be compared only on the same documents and vocabulary. The weights of NMF or BERTopic are not
probabilities of using words, so that theirs would be meaningless.
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
    document ends when n moves by less than `threshold` per topic, or after `iterations`. A hidden word that no topic
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
    counts = shown.tocoo()
    own, tokens = words[counts.col], counts.data[:, None]
    first = np.searchsorted(counts.row, np.arange(shown.shape[0]))  # entries stand in the order of documents
    full = np.diff(np.append(first, len(counts.row))) > 0
    part = np.full(own.shape, 1 / len(alpha))
    in_topic = np.zeros((shown.shape[0], len(alpha)))
    in_topic[full] = np.add.reduceat(tokens * part, first[full], axis=0)
    for _ in range(iterations):
        weights = own * (in_topic[counts.row] - part + alpha)
        total = weights.sum(axis=1, keepdims=True)
        part = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        new = np.zeros_like(in_topic)
        new[full] = np.add.reduceat(tokens * part, first[full], axis=0)
        moved, in_topic = np.abs(new - in_topic).mean(axis=1).max(initial=0), new
        if moved < threshold:
            break
    gamma = in_topic + alpha
    result: NDArray[np.float64] = gamma / gamma.sum(axis=1, keepdims=True)
    return result
