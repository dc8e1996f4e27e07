"""The variational bound of LDA: a lower bound of the log probability of a corpus, for comparing fits of one corpus.

Conventions. `gamma (n_documents, n_topics)` are the parameters of q(θ), `lambda_ (n_topics, n_words)` those of q(φ).
The priors are α `(n_topics)` and η, one number, one per word or `(n_topics, n_words)`. With q(z) the best for these
(Blei, Ng & Jordan 2003; Hoffman, Blei & Bach 2010),

    bound = Σ_dw n_dw log Σ_k exp(E[log θ_dk] + E[log φ_kw]) − Σ_d KL(q(θ_d) ‖ p(θ_d)) − Σ_k KL(q(φ_k) ‖ p(φ_k)).

It is never above the log probability of the words, which is never above 0. gensim's `LdaModel.bound` is: it takes the
normaliser of η over all topics together when η is a matrix, which adds a term that grows with the number of topics.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.models.lda.bags import Bags

Floats = NDArray[np.float64]

_BLOCK = 1 << 14  # words of documents at a time, to bound memory


def variational_bound(
    bags: Bags, alpha: ArrayLike, eta: ArrayLike, gamma: NDArray[np.floating], lambda_: NDArray[np.floating]
) -> float:
    """The bound of `bags` in nats; divided by the number of tokens it is a log probability a word."""
    topics = np.asarray(lambda_, dtype=np.float64)
    prior = np.broadcast_to(np.asarray(eta, dtype=np.float64), topics.shape)
    return documents_bound(bags, alpha, gamma, expected_log(topics)) - divergence(topics, prior)


def documents_bound(bags: Bags, alpha: ArrayLike, gamma: NDArray[np.floating], log_phi: Floats) -> float:
    """The part of the bound that belongs to the documents, given E[log φ] `(n_topics, n_words)`."""
    from scipy.special import logsumexp

    own = np.asarray(gamma, dtype=np.float64)
    log_theta, by_word = expected_log(own), np.ascontiguousarray(log_phi.T)
    document = np.repeat(np.arange(len(bags)), np.diff(bags.ends))
    words = 0.0
    for start in range(0, len(document), _BLOCK):
        part = slice(start, start + _BLOCK)
        logs = logsumexp(log_theta[document[part]] + by_word[bags.words[part]], axis=1)
        words += float(bags.counts[part].astype(np.float64) @ logs)
    return words - divergence(own, np.broadcast_to(np.asarray(alpha, dtype=np.float64), own.shape))


def expected_log(parameters: Floats) -> Floats:
    """E[log x] of Dirichlet variables, row by row: ψ(a_i) − ψ(Σ a)."""
    from scipy.special import digamma

    result: Floats = digamma(parameters) - digamma(parameters.sum(axis=1, keepdims=True))
    return result


def divergence(parameters: Floats, prior: Floats) -> float:
    """Σ over rows of KL(Dirichlet(parameters) ‖ Dirichlet(prior)); never below 0."""
    from scipy.special import gammaln

    logs = expected_log(parameters)
    terms = ((parameters - prior) * logs).sum(axis=1) + (gammaln(prior) - gammaln(parameters)).sum(axis=1)
    terms += gammaln(parameters.sum(axis=1)) - gammaln(prior.sum(axis=1))
    return float(terms.sum())
