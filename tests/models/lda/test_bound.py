"""The bound and held-out perplexity beside scikit-learn's and gensim's, and beside sums over all assignments."""

from itertools import product

import numpy as np
import pytest
import topica
from gensim.models import LdaModel
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import digamma, gammaln
from sklearn.decomposition import LatentDirichletAllocation

from topics.evaluation.perplexity import completion_perplexity
from topics.models.lda.bags import Bags
from topics.models.lda.bound import documents_bound, variational_bound

ALPHA, ETA = 0.3, 0.2


def counts(documents: int = 40, words: int = 25, seed: int = 0) -> csr_matrix:
    random = np.random.default_rng(seed)
    topics = random.dirichlet(np.full(words, 0.1), size=3)
    mixtures = random.dirichlet(np.full(3, 0.3), size=documents)
    return csr_matrix([random.multinomial(random.integers(5, 40), own @ topics) for own in mixtures])


def documents(matrix: csr_matrix) -> list[list[tuple[int, int]]]:
    return [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in matrix]


def gensim_model(n_topics: int, n_words: int, eta: object) -> LdaModel:
    return LdaModel(
        id2word={i: str(i) for i in range(n_words)},
        num_topics=n_topics,
        alpha=np.full(n_topics, ALPHA),
        eta=eta,
        dtype=np.float64,
        random_state=1,
        iterations=2000,
        gamma_threshold=1e-10,
    )


@pytest.mark.parametrize("topics", [1, 2, 7, 30])
def test_the_bound_is_scikit_learns(topics: int) -> None:
    """γ of a document sums to its tokens plus Σ α, which gives it back from scikit-learn's compositions."""
    matrix = counts()
    model = LatentDirichletAllocation(topics, doc_topic_prior=ALPHA, topic_word_prior=ETA, max_iter=3, random_state=0)
    theta = model.fit(matrix).transform(matrix)
    gamma = theta * (np.asarray(matrix.sum(axis=1)) + topics * ALPHA)
    own = variational_bound(Bags.of_matrix(matrix), np.full(topics, ALPHA), ETA, gamma, model.components_)
    assert own == pytest.approx(model.score(matrix), rel=1e-9)
    assert own < 0


@pytest.mark.parametrize("topics", [1, 2, 7, 30])
def test_the_bound_is_gensims_where_eta_is_one_number(topics: int) -> None:
    """With η as a matrix gensim's is above it by K [log Γ(K V η) − log Γ(V η)], whatever the model and the texts."""
    matrix = counts()
    n_words = matrix.shape[1]
    bags = documents(matrix)
    bounds = []
    for eta in (ETA, np.full((topics, n_words), ETA)):
        model = gensim_model(topics, n_words, eta)
        model.update(bags)
        gamma, _ = model.inference(bags)
        own = variational_bound(Bags.of_matrix(matrix), model.alpha, eta, gamma, model.state.get_lambda())
        bounds.append((own, model.bound(bags, gamma=gamma[:, None])))
    (one, foreign), (same, above) = bounds
    assert one == pytest.approx(foreign, rel=1e-9)
    assert same == pytest.approx(one, rel=1e-9)
    excess = topics * (gammaln(topics * n_words * ETA) - gammaln(n_words * ETA))
    assert above - same == pytest.approx(excess, rel=1e-6, abs=1e-6)


def predicted(topics: NDArray[np.float64], alpha: float, shown: list[int]) -> NDArray[np.float64]:
    """p(next word | shown words), summed over every assignment of topics to the words shown."""
    n_topics, total = len(topics), np.zeros(topics.shape[1])
    whole = 0.0
    for assigned in product(range(n_topics), repeat=len(shown)):
        n = np.bincount(assigned, minlength=n_topics)
        weight = np.exp(gammaln(n + alpha).sum()) * topics[list(assigned), shown].prod()
        whole += weight
        total += weight * ((n + alpha) @ topics) / (len(shown) + n_topics * alpha)
    result: NDArray[np.float64] = total / whole
    return result


@pytest.mark.parametrize(("alpha", "narrow"), [(0.05, 0.3), (0.1, 0.1), (0.5, 0.3), (0.5, 0.1)])
def test_completion_is_near_the_sum_over_all_assignments(alpha: float, narrow: float) -> None:
    """Within a hundredth on average; variational Bayes, by scikit-learn, is at least 1.7 times as far off."""
    off = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        topics = 0.99 * random.dirichlet(np.full(8, narrow), size=3) + 0.01 / 8
        words = random.choice(8, size=12, p=random.dirichlet(np.full(3, alpha)) @ topics)
        shown, hidden = words[:6], words[6:]
        exact = -np.log(predicted(topics, alpha, shown.tolist())[hidden]).mean()
        rows = [csr_matrix(np.bincount(half, minlength=8)[None]) for half in (shown, hidden)]
        learn = LatentDirichletAllocation(3, doc_topic_prior=alpha, max_doc_update_iter=2000, mean_change_tol=1e-10)
        learn.fit(rows[0])
        learn.components_, learn.exp_dirichlet_component_ = topics * 1e9, topics  # so many tokens that E[log φ] is φ's
        variational = -rows[1].multiply(np.log(learn.transform(rows[0]) @ topics)).sum() / 6
        off.append((np.log(completion_perplexity(topics, alpha, *rows)) - exact, variational - exact))
    assert abs(np.mean(off, axis=0)[0]) < 0.01
    own, foreign = np.abs(off).mean(axis=0)
    assert own < foreign / 1.7


def test_completion_is_topicas() -> None:
    """topica places new documents by Gibbs sampling, with its own topics and α."""
    random = np.random.default_rng(3)
    true = random.dirichlet(np.full(60, 0.1), size=4)
    rows = random.poisson(30 * random.dirichlet(np.full(4, 0.2), size=140) @ true)
    names = [f"w{word}" for word in range(60)]
    documents_ = [[name for name, n in zip(names, row, strict=True) for _ in range(n)] for row in rows]
    model = topica.LDA(num_topics=4, alpha_sum=0.8, beta=0.1, optimize_interval=0, seed=1, num_threads=1)
    model.fit(topica.Corpus.from_documents(documents_[:100], vocabulary=names), iters=200, num_samples=1)
    hidden = np.array([random.binomial(row, 0.5) for row in rows[100:]])
    shown = rows[100:] - hidden
    words = [[name for name, n in zip(names, row, strict=True) for _ in range(n)] for row in shown]
    theta = model.transform(words, iters=1200, burn_in=200, num_samples=100, sample_interval=10, seed=1)
    topics, alpha = np.asarray(model.topic_word), np.asarray(model.alpha)
    expected = np.exp(-(hidden * np.log(np.asarray(theta) @ topics)).sum() / hidden.sum())
    assert completion_perplexity(topics, alpha, csr_matrix(shown), csr_matrix(hidden)) == pytest.approx(
        expected, rel=5e-3
    )


def test_completion_is_the_sum_over_all_assignments_where_topics_share_no_word() -> None:
    topics = np.array([[0.7, 0.3, 0, 0, 0], [0, 0, 0.5, 0.25, 0.25]])
    shown, hidden = [0, 0, 1, 2], [1, 3, 4, 0, 2]
    exact = np.exp(-np.log(predicted(topics, 0.4, shown)[hidden]).mean())
    rows = [csr_matrix(np.bincount(half, minlength=5)[None]) for half in (shown, hidden)]
    assert completion_perplexity(topics, 0.4, *rows) == pytest.approx(exact, rel=1e-6)


def test_words_far_from_a_documents_topics_have_their_log_probability() -> None:
    """With α = η = 1e-4 the powers leave the range of floats."""
    gamma = np.array([[5 + 1e-4, 1e-4], [1e-4, 3 + 1e-4]])
    lambda_ = np.array([[5 + 1e-4, 1e-4], [1e-4, 3 + 1e-4]])
    log_phi = digamma(lambda_) - digamma(lambda_.sum(axis=1, keepdims=True))
    log_theta = digamma(gamma) - digamma(gamma.sum(axis=1, keepdims=True))
    far = Bags.of_matrix(csr_matrix([[0, 1], [1, 0]]))  # each document has only the word of the other's topic
    none = Bags.of_matrix(csr_matrix((2, 2), dtype=int))
    words = documents_bound(far, 1e-4, gamma, log_phi) - documents_bound(none, 1e-4, gamma, log_phi)
    expected = np.logaddexp.reduce(log_theta[0] + log_phi[:, 1]) + np.logaddexp.reduce(log_theta[1] + log_phi[:, 0])
    assert words == pytest.approx(expected, rel=1e-9)
    assert words < -15_000
