"""The bound and held-out perplexity beside scikit-learn's and gensim's, and beside sums over all assignments."""

from itertools import product

import numpy as np
import pytest
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


@pytest.mark.parametrize("seed", range(5))
def test_folding_in_is_scikit_learns_and_gensims(seed: int) -> None:
    random = np.random.default_rng(seed)
    shown, hidden = counts(seed=seed), counts(seed=seed)
    topics = random.dirichlet(np.full(25, 0.2), size=4)
    expected = completion_perplexity(topics, ALPHA, shown, hidden, iterations=2000, threshold=1e-10)
    learn = LatentDirichletAllocation(4, doc_topic_prior=ALPHA, max_doc_update_iter=2000, mean_change_tol=1e-10)
    learn.fit(shown)
    # So many tokens that exp E[log φ] is φ.
    learn.components_ = topics * 1e9 + 1e-3
    learn.exp_dirichlet_component_ = topics
    model = gensim_model(4, 25, 1e-3)
    model.state.sstats[:] = topics * 1e9
    model.sync_state()
    gamma, _ = model.inference(documents(shown))
    for theta in (learn.transform(shown), gamma / gamma.sum(axis=1, keepdims=True)):
        logs = hidden.multiply(np.log(theta @ topics)).sum() / hidden.sum()
        assert np.exp(-logs) == pytest.approx(expected, rel=1e-3)


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


def test_completion_is_near_the_sum_over_all_assignments() -> None:
    """Folding in by variational Bayes holds on to the topics that it sees: a few percent above, on average."""
    ratios = []
    for seed in range(30):
        random = np.random.default_rng(seed)
        topics = random.dirichlet(np.full(8, 0.3), size=3)
        words = random.choice(8, size=12, p=random.dirichlet(np.ones(3)) @ topics)
        shown, hidden = words[:6], words[6:]
        exact = np.exp(-np.log(predicted(topics, 0.5, shown.tolist())[hidden]).mean())
        rows = [csr_matrix(np.bincount(half, minlength=8)[None]) for half in (shown, hidden)]
        ratios.append(completion_perplexity(topics, 0.5, *rows) / exact)
    assert 1 < np.mean(ratios) < 1.03
    assert 0.9 < min(ratios) < max(ratios) < 1.25


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
