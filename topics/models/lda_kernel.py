"""The E-step of online variational Bayes for LDA, compiled (Hoffman, Blei & Bach 2010, algorithm 2).

Conventions. Documents are rows of word counts in CSR form: document d holds `words[ends[d]:ends[d + 1]]` with `counts`.
Words are rows of `beta` and topics its columns, so that a word's topics lie side by side in memory; everything real is
float32, as in gensim. For document d, with n_w the count of word w, the paper's equations are iterated to convergence:

    θ_k ∝ exp E[log θ_k] = exp(ψ(γ_k) − ψ(Σ_j γ_j))      β_kw = exp E[log β_kw] = exp(ψ(λ_kw) − ψ(Σ_v λ_kv))
    φ_wk = θ_k β_kw / Σ_j θ_j β_jw                         γ_k = α_k + Σ_w n_w φ_wk

φ is never stored (Lee & Seung 2001): with r_w = n_w / Σ_j θ_j β_jw the second line is γ_k = α_k + θ_k Σ_w r_w β_kw, and
the statistics for the M-step are s_kw = β_kw Σ_d r_dw θ_dk.

Machine code is kept on disk by numba: beside this file (`__pycache__`) or, where that cannot be written, in the user's
cache folder; `NUMBA_CACHE_DIR` names another. Where none can be written it is compiled anew in every process (seconds).
Importing this module imports numba: do it where a model is fitted.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float32]

# Topics are padded to whole multiples of this: then the inner loops are whole vectors and have no remainder.
LANES = 32
# Weights below this count as 0: products near 1e-45 are denormal and cost a hundredfold. They cannot matter, since
# gensim adds EPSILON to every normaliser.
TINY = np.float32(1e-18)
EPSILON = np.finfo(np.float32).eps


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """numba's `njit`, cached on disk if anything there can be written; a division by zero is an infinity."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            return numba.njit(cache=True, error_model="numpy", **options)(function)
        except RuntimeError:  # numba: "no locator available"
            return numba.njit(error_model="numpy", **options)(function)

    return decorate


@compiled()
def exp_psi(x: Any) -> Any:
    """exp(ψ(x)) for x > 0 in float32, relative error about 1e-6; no branch and no call, so that loops over it are vectors.

    ψ(x) = ψ(x + 6) − Σ_{i<6} 1/(x + i), where the sum pairs up, with q = x(x + 5), as (2x + 5)(1/q + 1/(q+4) + 1/(q+6)),
    and exp ψ(z + ½) = z + 1/(24 z) − 37/(5760 z³) + … (checked against scipy in the tests).
    """
    q = x * (x + np.float32(5))
    four, six = q + np.float32(4), q + np.float32(6)
    # one division instead of three: 1/q + 1/(q+4) + 1/(q+6)
    shift = (np.float32(2) * x + np.float32(5)) * (four * six + q * (four + six)) / (q * four * six)
    z = x + np.float32(5.5)
    inverse = np.float32(1) / z
    series = z + inverse * (np.float32(1 / 24) - inverse * inverse * np.float32(37 / 5760))
    return series * _exp(-shift)


@compiled()
def _exp(x: Any) -> Any:
    """e^x for x ≤ 0: 2^n by its bits times a polynomial for what is left; e^-80 stands for everything smaller."""
    x = max(x, np.float32(-80))
    n = np.floor(x * np.float32(1.4426950408889634) + np.float32(0.5))
    rest = (x - n * np.float32(0.693359375)) + n * np.float32(2.12194440e-4)  # log 2 in two parts: no digit is lost
    power = np.float32(1 / 720)
    power = power * rest + np.float32(1 / 120)
    power = power * rest + np.float32(1 / 24)
    power = power * rest + np.float32(1 / 6)
    power = power * rest + np.float32(1 / 2)
    power = power * rest + np.float32(1)
    power = power * rest + np.float32(1)
    return power * np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)


@compiled(nogil=True)
def exp_expected_log(parameters: Reals, out: Reals) -> None:
    """exp E[log x] of Dirichlet variables: `out[i] = exp(ψ(parameters[i]) − ψ(Σ parameters[i]))`, row by row."""
    for i in range(parameters.shape[0]):
        total = np.float32(0)
        for j in range(parameters.shape[1]):
            total += parameters[i, j]  # one by one in float32, as gensim: another order leads to other topics
        scale = np.float32(1) / exp_psi(total)
        for j in range(parameters.shape[1]):
            out[i, j] = exp_psi(parameters[i, j]) * scale


# "contract" and "reassoc": sums over topics may be taken lane by lane, which is what makes them vectors.
@compiled(nogil=True, fastmath={"reassoc", "contract", "nsz"})
def e_step(
    words: NDArray[np.int32],
    counts: Reals,
    ends: NDArray[np.int64],
    documents: tuple[int, int],
    beta: Reals,
    alpha: Reals,
    n_topics: int,
    iterations: int,
    threshold: float,
    gamma: Reals,
    theta: Reals,
    ratios: Reals,
) -> None:
    """Iterate the documents from `documents[0]` up to `documents[1]`; fills their rows of γ, θ and their ratios r.

    `gamma (n_documents, n_padded)` holds the start. Of the padded columns `beta` is 0 and `alpha` and `gamma` are 1, so
    that they change nothing. A document ends when γ moves less than `threshold` a topic, or after `iterations`.
    """
    n_padded = beta.shape[1]
    update = np.empty(n_padded, np.float32)
    for d in range(documents[0], documents[1]):
        first, last = ends[d], ends[d + 1]
        _theta(gamma[d], theta[d], n_topics)
        for _ in range(iterations):
            update[:] = 0
            for i in range(first, last):
                word = words[i]
                norm = EPSILON
                for k in range(n_padded):
                    norm += theta[d, k] * beta[word, k]
                ratio = counts[i] / norm
                for k in range(n_padded):
                    update[k] += ratio * beta[word, k]
            change = np.float32(0)
            for k in range(n_padded):
                new = alpha[k] + theta[d, k] * update[k]
                change += abs(new - gamma[d, k])
                gamma[d, k] = new
            _theta(gamma[d], theta[d], n_topics)
            if change < threshold * n_topics:
                break
        for i in range(first, last):
            word = words[i]
            norm = EPSILON
            for k in range(n_padded):
                norm += theta[d, k] * beta[word, k]
            ratios[i] = counts[i] / norm


@compiled(nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _theta(gamma: Reals, theta: Reals, n_topics: int) -> None:
    total = np.float32(0)
    for k in range(n_topics):
        total += gamma[k]
    scale = np.float32(1) / exp_psi(total)
    for k in range(gamma.shape[0]):
        weight = exp_psi(gamma[k]) * scale
        theta[k] = weight if weight > TINY else np.float32(0)


@compiled(nogil=True)
def statistics(
    words: NDArray[np.int32],
    ends: NDArray[np.int64],
    mine: tuple[int, int],
    beta: Reals,
    theta: Reals,
    ratios: Reals,
    out: Reals,
) -> None:
    """s_kw = β_kw Σ_d r_dw θ_dk of the words from `mine[0]` up to `mine[1]`, into their rows of `out` (zeros before).

    Every thread reads all documents in order and adds what concerns its own words: no sum is split, so that its value
    cannot depend on the number of threads.
    """
    for d in range(len(ends) - 1):
        for i in range(ends[d], ends[d + 1]):
            word = words[i]
            if mine[0] <= word < mine[1]:
                for k in range(theta.shape[1]):
                    out[word, k] += ratios[i] * theta[d, k]
    for word in range(mine[0], mine[1]):
        for k in range(theta.shape[1]):
            out[word, k] *= beta[word, k]


@compiled(nogil=True)
def log_likelihood(
    words: NDArray[np.int32],
    counts: Reals,
    ends: NDArray[np.int64],
    log_theta: Reals,
    log_beta: Reals,
) -> float:
    """Σ_d Σ_w n_dw log Σ_k exp(E[log θ_dk] + E[log β_kw]), the part of the bound that looks at words.

    `log_beta (n_words, n_topics)`. The largest term is taken out first: a word that no topic holds would underflow.
    """
    total = 0.0
    n_topics = log_theta.shape[1]
    for d in range(len(ends) - 1):
        for i in range(ends[d], ends[d + 1]):
            word = words[i]
            largest = log_theta[d, 0] + log_beta[word, 0]
            for k in range(1, n_topics):
                largest = max(largest, log_theta[d, k] + log_beta[word, k])
            terms = np.float32(0)
            for k in range(n_topics):
                terms += _exp(log_theta[d, k] + log_beta[word, k] - largest)
            total += counts[i] * (np.log(terms) + largest)
    return total
