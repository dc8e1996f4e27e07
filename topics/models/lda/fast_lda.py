"""FastLda: gensim's `LdaModel` with its E-step compiled, usable wherever an `LdaModel` is.

It has the same mathematics, convergence rule and random draws in the same order, hence the same topics but for
rounding; `topics.models.lda.e_step` holds the equations. Three things differ. `update` keeps its corpus in memory, as
word counts in CSR form, once for all passes. `threads` may share the documents, with the same bits for any number of
them. Every E-step stores the bound of its documents, which costs nothing there, so that training can stop when the
bound no longer rises. Models of another dtype than float32, and those made with `compiled=False`, are computed by
gensim's own code without importing numba. Importing this module imports gensim.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from gensim.matutils import dirichlet_expectation
from gensim.models import LdaModel
from gensim.models.ldamodel import update_dir_prior
from gensim.utils import grouper
from numpy.typing import NDArray

from topics.models.lda.bags import Bags
from topics.models.lda.bound import divergence, documents_bound, expected_log

_BLOCK = 64  # documents that a thread takes at a time


class FastLda(LdaModel):  # type: ignore[misc]  # gensim is untyped
    """`LdaModel` with a compiled E-step; `threads` share the documents of a chunk without changing a bit of the result.

    Loading the machine code takes half a second, which does not pay for a small corpus: use `compiled=False` there.
    """

    alpha: NDArray[np.float32]
    threads = 1  # also for models that LdaModel saved
    compiled = True
    documents_bound = -np.inf  # of the last E-step: the variational bound without the topics' own part

    def __init__(self, *args: Any, threads: int = 1, compiled: bool = True, **kwargs: Any) -> None:
        self.threads = threads
        self.compiled = compiled
        super().__init__(*args, **kwargs)

    @property
    def _plain(self) -> bool:
        return not self.compiled or self.dtype != np.float32

    def update(self, corpus: Any, *args: Any, **kwargs: Any) -> None:
        """Train on `corpus`, as `LdaModel.update`; the corpus is read once."""
        super().update(corpus if self.dispatcher else Bags.of(corpus), *args, **kwargs)

    def inference(
        self, chunk: Any, collect_sstats: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """γ `(n_documents, n_topics)` and, on request, statistics `(n_topics, n_words)`, as `LdaModel.inference`."""
        bags = Bags.of(chunk)
        if self._plain:
            result: tuple[NDArray[np.float32], NDArray[np.float32] | None] = super().inference(bags, collect_sstats)
            if collect_sstats:
                log_theta = dirichlet_expectation(result[0])
                self.documents_bound = self._prior_terms(result[0], log_theta) + sum(
                    counts @ np.log(theta @ self.expElogbeta[:, words])
                    for theta, words, counts in zip(np.exp(log_theta), *bags.split(), strict=True)
                )
            return result
        from topics.models.lda.e_step import TINY, TOPICS, e_step, statistics

        topics, padded = self.num_topics, -(-self.num_topics // TOPICS) * TOPICS
        # Only the words of the chunk, each with its topics contiguous; negligible weights are set to 0.
        used = np.zeros(self.num_terms, dtype=bool)
        used[bags.words] = True
        position = np.cumsum(used, dtype=np.int32) - np.int32(1)
        words = position[bags.words]
        beta = np.zeros((np.count_nonzero(used), padded), dtype=np.float32)
        beta[:, :topics] = self.expElogbeta[:, used].T
        beta[beta < TINY] = 0
        alpha = np.ones(padded, dtype=np.float32)
        alpha[:topics] = self.alpha
        gamma = np.ones((len(bags), padded), dtype=np.float32)
        gamma[:, :topics] = self.random_state.gamma(100.0, 1.0 / 100.0, (len(bags), topics))
        theta, ratios = np.empty_like(gamma), np.empty_like(bags.counts)

        def iterate(documents: tuple[int, int]) -> None:
            e_step(
                words, bags.counts, bags.ends, documents,
                beta, alpha, topics, self.iterations, self.gamma_threshold,
                gamma, theta, ratios,
            )  # fmt: skip

        self._share(iterate, len(bags), _BLOCK)
        result_gamma = np.ascontiguousarray(gamma[:, :topics])
        if not collect_sstats:
            return result_gamma, None
        collected = np.zeros_like(beta)

        def collect(mine: tuple[int, int]) -> None:
            statistics(words, bags.ends, mine, beta, theta, ratios, collected)

        self._share(collect, len(beta), -(-len(beta) // self.threads))
        # r_w = n_w / Σ_k θ_k β_kw, so a word's term in the bound, n_w log Σ_k θ_k β_kw, is n_w log(n_w / r_w).
        likelihood = bags.counts @ np.log(bags.counts / ratios)
        self.documents_bound = float(likelihood + self._prior_terms(result_gamma, dirichlet_expectation(result_gamma)))
        sstats = np.zeros_like(self.expElogbeta)
        sstats[:, used] = collected[:, :topics].T
        return result_gamma, sstats

    def _share(self, work: Any, total: int, block: int) -> None:
        """Call `work((first, last))` for all of `total`, in blocks if several threads share them."""
        if self.threads == 1:
            work((0, total))
            return
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, pairwise([*range(0, total, block), total])))

    def sync_state(self, current_Elogbeta: NDArray[np.float32] | None = None) -> None:  # noqa: N803 (gensim's name)
        """Set exp E[log β] of the present state, unless E[log β] is given."""
        if current_Elogbeta is not None or self._plain:
            super().sync_state(current_Elogbeta)
            return
        from topics.models.lda.e_step import exp_expected_log

        self.expElogbeta = np.empty_like(self.state.sstats)
        exp_expected_log(self.state.get_lambda(), self.expElogbeta)

    def do_mstep(self, rho: float, other: Any, extra_pass: bool = False) -> None:
        """Blend a chunk's statistics into the topics, as `LdaModel.do_mstep`, but without computing E[log β] twice."""
        self.state.blend(rho, other)
        self.sync_state()
        self.print_topics(5)  # more than a message: it draws random numbers, and later draws must stay the same
        if self.optimize_eta:
            self.update_eta(self.state.get_lambda(), rho)
        if not extra_pass:
            self.num_updates += other.numdocs

    def update_alpha(self, gammat: NDArray[np.float32], rho: float) -> NDArray[np.float32]:
        """A Newton step of α, as `LdaModel.update_alpha`, which computes E[log θ] one document at a time."""
        mean_log_theta = dirichlet_expectation(gammat).sum(axis=0) / len(gammat)
        self.alpha = update_dir_prior(self.alpha, float(len(gammat)), mean_log_theta, rho)
        return self.alpha

    def bound(self, corpus: Any, gamma: NDArray[np.float32] | None = None, subsample_ratio: float = 1.0) -> float:
        """The variational bound of `corpus` (see `bound.py`); documents are read one chunk at a time.

        It is `LdaModel.bound` where η is one row; for a matrix η, gensim's is too high.
        """
        lambda_ = self.state.get_lambda().astype(np.float64)
        log_phi = expected_log(lambda_)
        score, done = 0.0, 0
        for chunk in grouper(corpus, self.chunksize):
            bags = Bags.of(chunk)
            of_chunk = self.inference(bags)[0] if gamma is None else gamma[done : done + len(bags)]
            done += len(bags)
            score += documents_bound(bags, self.alpha, of_chunk, log_phi)
        eta = np.broadcast_to(self.eta, lambda_.shape).astype(np.float64)
        return score * subsample_ratio - divergence(lambda_, eta, log_phi)

    def _prior_terms(self, gamma: NDArray[np.float32], log_theta: NDArray[np.float32]) -> float:
        """Σ_d E[log p(θ_d | α) − log q(θ_d | γ_d)], the part of the bound that depends on θ."""
        from scipy.special import gammaln

        terms = np.sum((self.alpha - gamma) * log_theta, dtype=np.float64)
        terms += np.sum(gammaln(gamma) - gammaln(self.alpha), dtype=np.float64)
        terms += np.sum(gammaln(np.sum(self.alpha)) - gammaln(np.sum(gamma, axis=1)), dtype=np.float64)
        return float(terms)
