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

_BLOCK = 1 << 12  # words of documents at a time, few enough to stay in the cache
_SMALL = 1e-280  # a sum of products below which some may have been rounded to 0


def variational_bound(
    bags: Bags, alpha: ArrayLike, eta: ArrayLike, gamma: NDArray[np.floating], lambda_: NDArray[np.floating]
) -> float:
    """The bound of `bags` in nats; divided by the number of tokens it is a log probability a word."""
    topics = np.asarray(lambda_, dtype=np.float64)
    prior = np.broadcast_to(np.asarray(eta, dtype=np.float64), topics.shape)
    log_phi = expected_log(topics)
    return documents_bound(bags, alpha, gamma, log_phi) - divergence(topics, prior, log_phi)


def documents_bound(bags: Bags, alpha: ArrayLike, gamma: NDArray[np.floating], log_phi: Floats) -> float:
    """The part of the bound that belongs to the documents, given E[log φ] `(n_topics, n_words)`."""
    own = np.asarray(gamma, dtype=np.float64)
    log_theta = expected_log(own)
    prior = np.broadcast_to(np.asarray(alpha, dtype=np.float64), own.shape)
    return _log_words(bags, log_theta, np.ascontiguousarray(log_phi.T)) - divergence(own, prior, log_theta)


def _log_words(bags: Bags, log_theta: Floats, log_phi: Floats) -> float:
    """Σ_dw n_dw log Σ_k exp(log_theta_dk + log_phi_wk), with `log_phi (n_words, n_topics)`.

    Powers are taken per document and per word, each relative to its largest, and not for every word of every document.
    """
    from scipy.special import logsumexp

    document = np.repeat(np.arange(len(bags)), np.diff(bags.ends))
    top_theta, top_phi = log_theta.max(axis=1), log_phi.max(axis=1)
    theta, phi = np.exp(log_theta - top_theta[:, None]), np.exp(log_phi - top_phi[:, None])
    total = 0.0
    for start in range(0, len(document), _BLOCK):
        d, w = document[start : start + _BLOCK], bags.words[start : start + _BLOCK]
        sums = np.einsum("ek,ek->e", theta[d], phi[w])
        logs = np.log(np.maximum(sums, _SMALL)) + top_theta[d] + top_phi[w]
        apart = sums <= _SMALL  # a word of topics that the document does not have: the product left the range of floats
        logs[apart] = logsumexp(log_theta[d[apart]] + log_phi[w[apart]], axis=1)
        total += float(bags.counts[start : start + _BLOCK].astype(np.float64) @ logs)
    return total


def expected_log(parameters: Floats) -> Floats:
    """E[log x] of Dirichlet variables, row by row: ψ(a_i) − ψ(Σ a)."""
    from scipy.special import digamma

    result: Floats = digamma(parameters) - digamma(parameters.sum(axis=1, keepdims=True))
    return result


def divergence(parameters: Floats, prior: Floats, logs: Floats) -> float:
    """Σ over rows of KL(Dirichlet(parameters) ‖ Dirichlet(prior)), given E[log x] as `logs`; never below 0."""
    from scipy.special import gammaln

    terms = ((parameters - prior) * logs).sum(axis=1) + (gammaln(prior) - gammaln(parameters)).sum(axis=1)
    terms += gammaln(parameters.sum(axis=1)) - gammaln(prior.sum(axis=1))
    return float(terms.sum())
