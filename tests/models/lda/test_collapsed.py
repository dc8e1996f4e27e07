"""Collapsed inference: its equation by hand, planted topics, the same bits, and what it learns."""

import os
import subprocess
import sys
from itertools import pairwise, permutations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import gammaln
from sklearn.metrics import adjusted_rand_score

from topics.errors import ModelError
from topics.models import ModelInput, fit
from topics.models.lda.bags import Bags
from topics.models.lda.bound import variational_bound
from topics.models.lda.collapsed import Collapsed, collapsed, learnt_alpha, learnt_eta, with_learnt_eta
from topics.models.lda.collapsed_kernel import UNIT, drawn, one_pass, recounted
from topics.models.lda.gibbs import gibbs
from topics.models.lda.lda import default_eta
from topics.preprocessing.words.tokens import build_tokens


def bags_of(counts: list[list[int]]) -> Bags:
    return Bags.of_matrix(csr_matrix(np.array(counts)))


def planted(passages: int = 600, tokens: int = 20, topics: int = 5, seed: int = 0) -> tuple[Bags, NDArray[np.intp]]:
    """Short passages, each of one topic that has 20 words of its own and 20 in common with all others."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, topics, passages)
    counts = np.zeros((passages, 20 * (topics + 1)), dtype=int)
    for d, topic in enumerate(labels):
        own = random.random(tokens) < 0.6
        words = np.where(own, 20 * topic, 20 * topics) + random.integers(0, 20, tokens)
        np.add.at(counts[d], words, 1)
    return Bags.of_matrix(csr_matrix(counts)), labels


def inferred(bags: Bags, topics: int, seed: int = 1, **options: float) -> Collapsed:
    n_words = int(bags.words.max()) + 1
    settings = {"passes": 100, "tolerance": 1e-4, **options}
    return collapsed(bags, n_words, np.full(topics, 0.05), 0.1, seed, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("times", [(1, 1), (2, 1), (3, 0)])
def test_one_pass_is_the_equation(times: tuple[int, int]) -> None:
    """Two passages, three words, two topics: each entry renewed in turn, with the sums moved at once.

    A passage may be counted several times in the words' sums, or never: only then has it no own part in them.
    """
    bags = bags_of([[2, 1, 0], [0, 1, 3]])
    held = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.1, 0.9]])
    alpha, eta, n = np.array([0.3, 0.2]), 0.1, np.array([2, 1, 1, 3])
    exact, passage = held.copy(), [0, 0, 1, 1]
    counted = n * np.array(times)[passage]
    for e in range(4):
        sums = n[:, None] * exact
        own, own_of_words = exact[e], exact[e] * min(times[passage[e]], 1)
        of_words = counted[:, None] * exact
        of_passage = sums[[d == passage[e] for d in passage]].sum(axis=0) - own
        of_word = of_words[bags.words == bags.words[e]].sum(axis=0) - own_of_words
        weights = (of_passage + alpha) * (of_word + eta) / (of_words.sum(axis=0) - own_of_words + 3 * eta)
        exact[e] = weights / weights.sum()
    numbers = np.rint(held * float(UNIT)).astype(np.uint16)
    by_passage, by_word, totals = np.empty((2, 2), np.float32), np.empty((3, 2), np.float32), np.empty(2)
    entries = (bags.words, bags.counts, bags.ends, np.array(times, np.float32))
    recounted(*entries, numbers, by_passage, by_word, totals)
    moved = np.ones(2, np.float32)
    one_pass(*entries, numbers, alpha.astype(np.float32), eta, by_word, totals.astype(np.float32), moved, 0.0)
    assert numbers / float(UNIT) == pytest.approx(exact, abs=1e-4)
    ways = np.abs([n[rows] @ (exact - held)[rows] for rows in ([0, 1], [2, 3])]).sum(axis=1) / 2
    assert moved == pytest.approx(ways / (np.array([3, 4]) + alpha.sum()), abs=1e-4)
    recounted(*entries, numbers, by_passage, by_word, totals)
    assert by_passage == pytest.approx(np.array([2 * exact[0] + exact[1], exact[2] + 3 * exact[3]]), abs=1e-3)
    assert totals.sum() == pytest.approx(counted.sum(), abs=1e-3)


def test_a_passage_that_hardly_moved_is_left_as_it_is() -> None:
    bags, random = bags_of([[2, 1, 0], [0, 1, 3], [1, 1, 1]]), np.random.default_rng(3)
    held = np.rint(random.dirichlet([1, 1], len(bags.words)) * float(UNIT)).astype(np.uint16)
    by_passage, by_word, totals = np.empty((3, 2), np.float32), np.empty((3, 2), np.float32), np.empty(2)
    entries = (bags.words, bags.counts, bags.ends, np.ones(3, np.float32))
    recounted(*entries, held, by_passage, by_word, totals)
    before, moved = held.copy(), np.array([0.5, 0.01, 0.03], np.float32)
    one_pass(*entries, held, np.full(2, 0.3, np.float32), 0.1, by_word, totals.astype(np.float32), moved, 0.02)
    changed = (held != before).any(axis=1)
    assert [changed[first:last].any() for first, last in pairwise(bags.ends)] == [True, False, True]
    assert moved[1] == np.float32(0.01)


@pytest.mark.parametrize("shape", [(600, 20, 5, 8), (60, 300, 4, 6), (900, 8, 10, 10)])
def test_leaving_passages_that_hardly_move_ends_where_whole_passes_end(
    shape: tuple[int, int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short, long and very short passages: the words are as likely, and the passages have the same main topics."""
    *planting, topics = shape
    bags, _ = planted(*planting)
    active = inferred(bags, topics)
    monkeypatch.setattr("topics.models.lda.collapsed.QUIET", 0.0)
    whole = inferred(bags, topics)
    assert active.log_probability[-1] == pytest.approx(whole.log_probability[-1], abs=0.02)
    assert adjusted_rand_score(active.gamma.argmax(axis=1), whole.gamma.argmax(axis=1)) > 0.9


@pytest.mark.parametrize("topics", [5, 8])
def test_planted_topics_of_short_passages_are_found(topics: int) -> None:
    bags, labels = planted()
    found = inferred(bags, topics).gamma.argmax(axis=1)
    together = np.array([[(found[labels == a] == k).sum() for k in range(topics)] for a in range(5)])
    best = max(sum(together[a, k] for a, k in enumerate(order)) for order in permutations(range(topics), 5))
    assert best / len(labels) > 0.9


def test_the_same_bits_in_a_fresh_process_with_other_threads() -> None:
    bags, _ = planted(100)
    code = (
        "import sys; sys.path.insert(0, 'tests/models/lda')\n"
        "from test_collapsed import inferred, planted\n"
        "found = inferred(planted(100)[0], 4, learn_alpha=True, tolerance=0.0)\n"
        "print(found.gamma.tobytes().hex() + found.lambda_.tobytes().hex())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "NUMBA_NUM_THREADS": threads},
        ).stdout.strip()
        for threads in ("1", "2")
    }
    here = inferred(bags, 4, learn_alpha=True, tolerance=0.0)
    assert outputs == {here.gamma.tobytes().hex() + here.lambda_.tobytes().hex()}


def test_no_token_is_lost() -> None:
    bags, _ = planted(200)
    found = inferred(bags, 6)
    lengths = np.add.reduceat(bags.counts, bags.ends[:-1])
    assert found.gamma.sum(axis=1) - 0.3 == pytest.approx(lengths, rel=2e-3)
    assert found.lambda_.sum() - 0.1 * found.lambda_.size == pytest.approx(bags.counts.sum(), rel=2e-3)
    assert (found.gamma > 0).all()
    assert (found.lambda_ > 0).all()


def test_passes_end_when_the_words_are_no_more_likely() -> None:
    bags, _ = planted()
    settled, all_of_them = inferred(bags, 5), inferred(bags, 5, tolerance=0.0)
    assert (settled.converged, all_of_them.converged) == (True, False)
    assert settled.passes < all_of_them.passes == 100
    assert (np.diff(all_of_them.log_probability) > -1e-4).all()
    assert inferred(bags, 5, passes=7).passes == 7


def test_learnt_hyperparameters_are_those_that_made_the_counts() -> None:
    random = np.random.default_rng(5)
    true = np.array([0.05, 0.3, 1.0])
    counts = np.array([random.multinomial(60, random.dirichlet(true)) for _ in range(3000)], dtype=np.float32)
    alpha = np.full(3, 0.5, dtype=np.float32)
    for _ in range(60):
        alpha = learnt_alpha(counts, alpha)
    assert alpha == pytest.approx(true, rel=0.1)
    words = np.array([random.multinomial(2000, random.dirichlet(np.full(300, 0.2))) for _ in range(20)])
    eta = 1.0
    eta = learnt_eta(words.T.astype(np.float32), eta)
    assert eta == pytest.approx(0.2, rel=0.1)


def test_eta_is_learnt_for_the_words_of_topics_alone() -> None:
    """Planted topics are found, so that η is near that of their own counts."""
    bags, labels = planted()
    found = inferred(bags, 5)
    learnt = with_learnt_eta(bags, found, 1)
    by_word = np.zeros((int(bags.words.max()) + 1, 5), dtype=np.float32)
    np.add.at(by_word, (bags.words, np.repeat(labels, np.diff(bags.ends))), bags.counts)
    assert found.eta == 0.1
    assert learnt.eta == pytest.approx(learnt_eta(by_word, 0.1), rel=0.1)
    assert learnt.lambda_ - learnt.eta == pytest.approx(found.lambda_ - found.eta, abs=1e-9)
    assert (learnt.gamma == found.gamma).all()


def test_the_default_eta_leaves_room_for_many_topics() -> None:
    """A word has 5 tokens or half of its own in all priors, at most; with .1, 100 topics here stayed alike."""
    assert default_eta("variational", 5, 12_000, 120) == 0.01
    assert [default_eta("collapsed", topics, 12_000, 120) for topics in (5, 50, 200)] == [0.1, 0.1, 0.025]
    assert [default_eta("collapsed", topics, 240, 120) for topics in (5, 20)] == [0.1, 0.05]
    random = np.random.default_rng(2)
    texts = [[f"t{p % 6}w{i}" for i in random.integers(0, 400, 20)] for p in range(300)]
    tokens = build_tokens([str(p) for p in range(300)], texts, min_passages=1, max_share=1.0)
    data = ModelInput(tokens, ("",) * 300)
    chosen, heavy = (fit(data, "lda", topics=100, seed=1, eta=eta) for eta in (0.0, 0.1))
    assert heavy.scores["empty_topics"] == 100
    assert chosen.scores["empty_topics"] < 90


def test_passes_do_not_end_before_something_is_learnt() -> None:
    """With a tolerance that settles at once, α stayed as it was given, without a word."""
    bags, _ = planted()
    assert inferred(bags, 5, tolerance=0.01).passes < 50
    found = inferred(bags, 5, tolerance=0.01, learn_alpha=True)
    assert found.passes == 60
    assert found.converged
    assert (found.alpha != np.float32(0.05)).all()


def test_learning_does_not_dissolve_the_topics() -> None:
    """With expected counts in place of drawn topics, α grew until every passage had every topic."""
    bags, _ = planted()
    found = inferred(bags, 8, tolerance=0.0, passes=200, learn_alpha=True)
    assert found.alpha.max() < 0.5
    assert (found.gamma.max(axis=1) / found.gamma.sum(axis=1)).mean() > 0.6


def test_tokens_are_drawn_by_their_responsibilities() -> None:
    bags = bags_of([[10, 1]])
    held = np.array([[0.3, 0.7], [1.0, 0.0]])
    by_passage, by_word = np.zeros((1, 2), np.float32), np.zeros((2, 2), np.float32)
    numbers = np.rint(held * float(UNIT)).astype(np.uint16)
    drawn(bags.words, bags.counts, bags.ends, numbers, np.array([0.5, 0.99]), by_passage, by_word)
    assert by_word.tolist() == [[3, 7], [1, 0]]
    assert by_passage.tolist() == [[4, 7]]


# --- the bound --------------------------------------------------------------------------------------------------------


def log_evidence(counts: NDArray[np.int64], alpha: float, eta: float, topics: int) -> float:
    """log p(words) of tiny documents: the sum over every assignment of topics to all tokens."""
    tokens = [(d, w) for d, row in enumerate(counts) for w, n in enumerate(row) for _ in range(n)]
    logs = []
    for number in range(topics ** len(tokens)):
        topic = [number // topics**i % topics for i in range(len(tokens))]
        n_dk, n_kw = np.zeros((len(counts), topics)), np.zeros((topics, counts.shape[1]))
        for (d, w), k in zip(tokens, topic, strict=True):
            n_dk[d, k] += 1
            n_kw[k, w] += 1
        logs.append(_dirichlet_multinomial(n_dk, alpha) + _dirichlet_multinomial(n_kw, eta))
    return float(np.logaddexp.reduce(logs))


def _dirichlet_multinomial(counts: NDArray[np.float64], prior: float) -> float:
    whole = prior * counts.shape[1]
    terms = gammaln(whole) - gammaln(counts.sum(axis=1) + whole)
    return float((terms + (gammaln(counts + prior) - gammaln(prior)).sum(axis=1)).sum())


@pytest.mark.parametrize("topics", [1, 2, 3])
@pytest.mark.parametrize("eta", [0.1, 1.0])
def test_the_bound_is_below_the_evidence(topics: int, eta: float) -> None:
    """With one topic the bound is the evidence; with more it is below."""
    counts = np.array([[2, 1, 0], [0, 1, 2]])
    evidence = log_evidence(counts, 0.5, eta, topics)
    bags = Bags.of_matrix(csr_matrix(counts))
    bounds = []
    for seed in range(5):
        found = collapsed(bags, 3, np.full(topics, 0.5), eta, seed, passes=100, tolerance=0.0)
        bounds.append(variational_bound(bags, found.alpha, eta, found.gamma, found.lambda_))
    assert max(bounds) <= evidence + 1e-3
    if topics == 1:
        assert bounds == pytest.approx([evidence] * 5, abs=1e-3)


def test_no_bound_grows_with_the_number_of_topics(data: ModelInput) -> None:
    """gensim's normaliser of η over all topics together made a log probability of +68 a word from one of −9."""
    for inference in ("collapsed", "variational"):
        bounds = [fit(data, "lda", topics=k, inference=inference).scores["bound_per_word"] for k in (2, 10, 40)]
        assert max(bounds) < 0
        assert bounds[-1] < bounds[0]


# --- Gibbs, and settings that exclude each other ----------------------------------------------------------------------


def test_gibbs_finds_the_same_topics_and_keeps_its_rows() -> None:
    bags, labels = planted()
    found = gibbs(bags, 120, np.full(5, 0.05), 0.1, 1, sweeps=100)
    assert found.gamma.sum(axis=1) == pytest.approx(np.add.reduceat(bags.counts, bags.ends[:-1]) + 0.25)
    main = found.gamma.argmax(axis=1)
    assert all(np.bincount(main[labels == a]).max() / (labels == a).sum() > 0.9 for a in range(5))
    for k in range(5):
        heaviest = np.argsort(-found.lambda_[np.bincount(main[labels == k]).argmax()])[:5]
        assert set(heaviest // 20) == {k}
    again = gibbs(bags, 120, np.full(5, 0.05), 0.1, 1, sweeps=100)
    assert (again.gamma == found.gamma).all()
    learnt = gibbs(bags, 120, np.full(5, 0.05), 0.1, 1, sweeps=100, learn=True)
    assert learnt.eta != 0.1
    with pytest.raises(ModelError, match="6 topics need as many words"):
        gibbs(bags_of([[1, 2, 3]]), 3, np.full(6, 0.05), 0.1, 1, sweeps=10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"guided": True, "inference": "collapsed"}, 'guided = true needs inference = "variational"'),
        ({"chunk": 10, "inference": "gibbs"}, 'chunk = 10 needs inference = "variational"'),
        ({"eta_form": "auto", "inference": "variational"}, 'eta_form = "auto" needs inference'),
        ({"alpha_form": "auto", "inference": "gibbs"}, "gibbs learns alpha and eta together"),
        ({"alpha_form": "auto", "passes": 50}, "needs more than 50 passes, found passes = 50"),
        ({"alpha_form": "auto", "eta_form": "auto", "inference": "gibbs", "passes": 20}, "found passes = 20"),
        ({"inference": "colapsed"}, 'did you mean "collapsed"'),
        ({"eta": -0.1}, "eta must be at least 0"),
    ],
)
def test_settings_that_exclude_each_other_are_refused(
    data: ModelInput, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        fit(data, "lda", **{"topics": 4, **options})
