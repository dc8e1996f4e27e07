"""The E-step of online variational Bayes for LDA, compiled (Hoffman, Blei & Bach 2010, algorithm 2).

Conventions. Documents are rows of word counts in CSR form: document d holds `words[ends[d]:ends[d + 1]]` with `counts`.
`beta (n_words, n_topics)`, `gamma` and `theta (n_documents, n_topics)`; all real numbers are float32, as in gensim. For
document d, with n_w the count of word w, the paper's equations are iterated to convergence:

    θ_k ∝ exp E[log θ_k] = exp(ψ(γ_k) − ψ(Σ_j γ_j))      β_kw = exp E[log β_kw] = exp(ψ(λ_kw) − ψ(Σ_v λ_kv))
    φ_wk = θ_k β_kw / Σ_j θ_j β_jw                         γ_k = α_k + Σ_w n_w φ_wk

φ is never stored (Lee & Seung 2001): with r_w = n_w / Σ_j θ_j β_jw the second line is γ_k = α_k + θ_k Σ_w r_w β_kw, and
the statistics for the M-step are s_kw = β_kw Σ_d r_dw θ_dk.

Importing this module imports numba, so import it where a model is fitted.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from topics.parallel.compiled import compiled

Reals = NDArray[np.float32]

# The words of a document are padded to a multiple of LANES and the topics to a multiple of TOPICS, so that the inner
# loops consist of whole vectors without a remainder.
LANES = 16
TOPICS = 4
# Sums may be taken lane by lane and products fused, which vectorises loops; no other rule of arithmetic is relaxed.
VECTORS = {"reassoc", "contract", "nsz"}
# Weights below this count as 0: products near 1e-45 are denormal and cost a hundredfold. They cannot matter, since
# gensim adds EPSILON to every normaliser.
TINY = np.float32(1e-18)
EPSILON = np.finfo(np.float32).eps


@compiled()
def exp_psi(x: Any) -> Any:
    """exp(ψ(x)) for x > 0 in float32, with a relative error of about 1e-6.

    It has no branch and no call, so that loops over it are vectorised. ψ(x) = ψ(x + 6) − Σ_{i<6} 1/(x + i), where with
    q = x(x + 5) the sum pairs up as (2x + 5)(1/q + 1/(q+4) + 1/(q+6)), and exp ψ(z + ½) = z + 1/(24 z) − 37/(5760 z³)
    + … (verified against scipy in the tests).
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
    """e^x for x ≤ 0: 2^n by its bits times a polynomial for the remainder; e^-80 stands for all smaller values."""
    x = max(x, np.float32(-80))
    n = np.floor(x * np.float32(1.4426950408889634) + np.float32(0.5))
    rest = (x - n * np.float32(0.693359375)) + n * np.float32(2.12194440e-4)  # log 2 in two parts, so no digit is lost
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
            total += parameters[i, j]  # one by one in float32, as in gensim: another order gives other topics
        scale = np.float32(1) / exp_psi(total)
        for j in range(parameters.shape[1]):
            out[i, j] = exp_psi(parameters[i, j]) * scale


@compiled()
def _whole(length: int, multiple: int) -> int:
    """The smallest multiple that is not below the length."""
    return -(-length // multiple) * multiple


@compiled(nogil=True, fastmath=VECTORS)
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
    """Iterate the documents from `documents[0]` up to `documents[1]`, filling their rows of γ and θ and their ratios r.

    `gamma (n_documents, n_padded)` holds the start. In the padded columns `beta` is 0 and `alpha` and `gamma` are 1, so
    that they change nothing. A document ends when γ changes by less than `threshold` per topic, or after `iterations`.
    """
    n_padded = beta.shape[1]
    longest = 0
    for d in range(documents[0], documents[1]):
        longest = max(longest, ends[d + 1] - ends[d])
    room = np.empty((n_padded + 2) * _whole(longest, LANES), np.float32)
    sums = np.empty(n_padded, np.float32)
    for d in range(documents[0], documents[1]):
        first, length = ends[d], ends[d + 1] - ends[d]
        width = _whole(length, LANES)
        # The document's part of β is copied once, so that all iterations find it contiguous. Padding has n = β = 0.
        table = room[: (n_padded + 2) * width].reshape(n_padded + 2, width)
        n, r, beta_d = table[0], table[1], table[2:]
        table[:, length:] = 0
        for i in range(length):
            n[i] = counts[first + i]
            for k in range(n_padded):
                beta_d[k, i] = beta[words[first + i], k]
        _theta(gamma[d], theta[d], n_topics)
        for _ in range(iterations):
            _ratios(n, beta_d, theta[d], r, sums)
            change = np.float32(0)
            for k in range(n_padded):
                new = alpha[k] + theta[d, k] * sums[k]
                change += abs(new - gamma[d, k])
                gamma[d, k] = new
            _theta(gamma[d], theta[d], n_topics)
            if change < threshold * n_topics:
                break
        _ratios(n, beta_d, theta[d], r, sums)  # once more, with the last θ
        ratios[first : first + length] = r[:length]


@compiled(nogil=True, fastmath=VECTORS)
def _ratios(n: Reals, beta: Reals, theta: Reals, r: Reals, sums: Reals) -> None:
    """The ratios `r[w]` = n_w / Σ_k θ_k β_kw and the sums `sums[k]` = Σ_w r_w β_kw of one document.

    Vectors run over words, not topics, so that no word needs a sum across lanes. Four topics at a time share one load
    and store of r.
    """
    r[:] = EPSILON
    for k in range(0, len(theta), TOPICS):
        a, b, c, d = theta[k], theta[k + 1], theta[k + 2], theta[k + 3]
        for w in range(len(r)):
            r[w] += a * beta[k, w] + b * beta[k + 1, w] + c * beta[k + 2, w] + d * beta[k + 3, w]
    for w in range(len(r)):
        r[w] = n[w] / r[w]
    for k in range(0, len(theta), TOPICS):
        a = b = c = d = np.float32(0)
        for w in range(len(r)):
            a += r[w] * beta[k, w]
            b += r[w] * beta[k + 1, w]
            c += r[w] * beta[k + 2, w]
            d += r[w] * beta[k + 3, w]
        sums[k], sums[k + 1], sums[k + 2], sums[k + 3] = a, b, c, d


@compiled(nogil=True, fastmath=VECTORS)
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
    """s_kw = β_kw Σ_d r_dw θ_dk of the words from `mine[0]` up to `mine[1]`, added to their rows of `out` (zeros).

    Every thread reads all documents in order and adds only the terms of its own words. No sum is split, so its value
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
