"""FastLda is a faster LdaModel of gensim: the same topics, bound and inference for any number of threads or process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import LdaModel
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.special import psi

from topics.models import ModelInput
from topics.models.lda.bags import Bags
from topics.models.lda.e_step import compiled, exp_expected_log, exp_psi
from topics.models.lda.fast_lda import FastLda
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import build_tokens
from topics.study.study import load_study

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


def as_lists(bags: Bags) -> list[list[tuple[int, float]]]:
    return [list(bag) for bag in bags]


def fitted(
    kind: type[LdaModel], bags: Any, n_words: int, topics: int = 20, passes: int = 5, **options: Any
) -> LdaModel:
    model = kind(
        id2word={i: str(i) for i in range(n_words)},
        num_topics=topics,
        alpha=np.full(topics, 0.05),
        eta=0.01,
        passes=passes,
        eval_every=0,
        random_state=1,
        **options,
    )
    model.update(bags)
    return model


def cosines_of_matched(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    cosines = (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
    rows, columns = linear_sum_assignment(-cosines)
    return cosines[rows, columns]


@pytest.fixture(scope="module")
def planted(data: ModelInput) -> tuple[Bags, int]:
    return Bags.of_matrix(data.tokens.counts), data.tokens.n_words


@pytest.fixture(scope="module")
def policies(sample: Corpus) -> tuple[Bags, int]:
    counts = load_study(SAMPLE).tokens(sample).counts
    return Bags.of_matrix(counts), counts.shape[1]


@pytest.fixture(scope="module")
def daily_news(corpora: Path) -> tuple[Bags, int]:
    from topics.preprocessing.words.segmenters import cut_jieba

    lines = (corpora / "daily-news" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [cut_jieba(json.loads(line)["text"]) for line in lines]
    counts = build_tokens([str(i) for i in range(len(texts))], texts, min_passages=5).counts
    return Bags.of_matrix(counts), counts.shape[1]


def test_importing_the_models_imports_neither_gensim_nor_numba() -> None:
    code = "import sys, topics.models; print([name for name in ('gensim', 'numba', 'scipy') if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_exp_psi_is_scipys() -> None:
    x = np.geomspace(0.05, 1e6, 20_001).astype(np.float32)
    ours = np.array([exp_psi(value) for value in x])
    assert np.abs(ours / np.exp(psi(x.astype(np.float64))) - 1).max() < 1e-5
    assert exp_psi(np.float32(0.005)) < 1e-18


def test_expected_logs_are_gensims(planted: tuple[Bags, int]) -> None:
    model = fitted(FastLda, *planted, topics=3)
    theirs = np.exp(model.state.get_Elogbeta())
    ours = np.empty_like(theirs)
    exp_expected_log(model.state.get_lambda(), ours)
    assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-12)
    assert (ours == model.expElogbeta).all()


@pytest.mark.slow
@pytest.mark.parametrize("corpus", ["policies", "daily_news"])
def test_topics_and_bound_are_gensims(corpus: str, request: pytest.FixtureRequest) -> None:
    bags, n_words = request.getfixturevalue(corpus)
    theirs, ours = fitted(LdaModel, as_lists(bags), n_words), fitted(FastLda, bags, n_words)
    assert cosines_of_matched(theirs.get_topics(), ours.get_topics()).min() > 0.999
    part = bags.rows(0, 300)
    assert ours.bound(part) == pytest.approx(theirs.bound(as_lists(part)), rel=1e-3)


@pytest.mark.parametrize("topics", [1, 2, 5, 20, 33])
def test_inference_is_gensims(planted: tuple[Bags, int], topics: int) -> None:
    bags, n_words = planted
    ours = fitted(FastLda, bags, n_words, topics=topics)
    theirs = fitted(LdaModel, as_lists(bags), n_words, topics=topics, passes=0)
    theirs.state, theirs.random_state = ours.state, np.random.RandomState(4)
    theirs.sync_state()
    ours.random_state = np.random.RandomState(4)
    gamma, statistics = ours.inference(bags, collect_sstats=True)
    expected_gamma, expected_statistics = theirs.inference(as_lists(bags), collect_sstats=True)
    assert gamma == pytest.approx(expected_gamma, rel=1e-2, abs=1e-2)
    assert statistics == pytest.approx(expected_statistics, rel=1e-2, abs=1e-2)
    assert gamma.sum(axis=1) == pytest.approx(counts_of(bags) + 0.05 * topics, rel=1e-4)
    assert (gamma.dtype, statistics.dtype) == (np.float32, np.float32)


def counts_of(bags: Bags) -> np.ndarray:
    return np.array([sum(count for _, count in bag) for bag in bags])


def test_the_bound_is_gensims(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted
    model = fitted(FastLda, bags, n_words, topics=3)
    model.random_state = np.random.RandomState(4)
    expected = LdaModel.bound(model, as_lists(bags), subsample_ratio=2.0)
    model.random_state = np.random.RandomState(4)
    assert model.bound(bags, subsample_ratio=2.0) == pytest.approx(expected, rel=1e-5)
    gamma, _ = model.inference(bags)  # gensim's own fails when γ is given
    assert model.bound(bags, gamma, subsample_ratio=2.0) == pytest.approx(expected, rel=1e-4)
    assert np.isfinite(model.bound([[(n_words - 1, 3.0)], []]))


@pytest.mark.parametrize("compiled", [True, False])
def test_the_documents_bound_is_the_bound_without_the_topics(planted: tuple[Bags, int], compiled: bool) -> None:
    bags, n_words = planted
    bags = bags.rows(0, 40)
    model = fitted(FastLda, bags, n_words, topics=3)
    model.compiled = compiled
    gamma, _ = model.inference(bags, collect_sstats=True)
    model.compiled = True  # gensim's own fails when γ is given
    topics_alone = model.bound([])
    assert model.documents_bound == pytest.approx(model.bound(bags, gamma) - topics_alone, rel=1e-5)


def test_learned_alpha_is_gensims(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted
    model = fitted(FastLda, bags, n_words, topics=3)
    gamma, _ = model.inference(bags)
    ours = model.update_alpha(gamma, 0.5)
    model.alpha = np.full(3, 0.05, dtype=np.float32)
    expected = LdaModel.update_alpha(model, gamma, 0.5)
    assert ours == pytest.approx(expected, rel=1e-5)
    assert np.ptp(ours) > 0
    assert ours.dtype == np.float32


def test_threads_change_no_bit(policies: tuple[Bags, int]) -> None:
    one, two, five = (fitted(FastLda, *policies, passes=2, threads=threads) for threads in (1, 2, 5))
    for other in (two, five):
        assert (one.state.sstats == other.state.sstats).all()
        assert (one.expElogbeta == other.expElogbeta).all()


FIT = """
import hashlib, numpy as np
from topics.models.lda.fast_lda import FastLda
random = np.random.default_rng(3)
corpus = [[(int(w), 1 + int(w) % 3) for w in random.choice(200, 40, replace=False)] for _ in range(80)]
model = FastLda(corpus, num_topics=7, passes=3, random_state=1, threads=THREADS)
print(hashlib.sha256(model.get_topics().tobytes() + model.inference(corpus)[0].tobytes()).hexdigest())
"""


def test_fresh_processes_give_the_same_bits() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", FIT.replace("THREADS", str(threads))], capture_output=True, text=True, check=True
        ).stdout
        for threads in (1, 2)
    ]
    assert len(runs[0].strip()) == 64
    assert runs[0] == runs[1]


def test_a_corpus_may_come_in_any_form(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted

    class Stream:
        def __len__(self) -> int:
            return len(bags)

        def __iter__(self) -> Iterator[list[tuple[int, float]]]:
            return iter(as_lists(bags))

    expected = fitted(FastLda, bags, n_words, topics=3).get_topics()
    arrays = [np.array(bag, dtype=np.float32).reshape(-1, 2) for bag in bags]
    for corpus in (as_lists(bags), arrays, Stream()):
        assert (fitted(FastLda, corpus, n_words, topics=3).get_topics() == expected).all()


def test_bags_keep_their_documents() -> None:
    lists = [[(3, 1.0), (0, 2.0)], [], [(1, 5.0)]]
    bags = Bags.of(lists)
    assert as_lists(bags) == lists
    assert [len(bag) for bag in bags] == [2, 0, 1]
    assert next(iter(bags))[1] == (0, 2.0)
    assert as_lists(Bags.of(list(bags)[1:])) == lists[1:]
    assert Bags.of(list(bags)[1:]).words.base is not None
    shuffled = [list(bags)[i] for i in (2, 0)]
    assert as_lists(Bags.of(shuffled)) == [lists[2], lists[0]]
    assert as_lists(Bags.of_matrix(csr_matrix([[0, 2], [0, 0]]))) == [[(1, 2.0)], []]


def test_empty_and_one_word_documents(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted
    corpus = [[], *as_lists(bags), [], [(2, 1)], []]
    theirs, ours = (fitted(kind, corpus, n_words, topics=3) for kind in (LdaModel, FastLda))
    assert cosines_of_matched(theirs.get_topics(), ours.get_topics()).min() > 0.999
    gamma, statistics = ours.inference([[], [(2, 1)], []], collect_sstats=True)
    assert gamma[[0, 2]] == pytest.approx(0.05)
    assert gamma[1].sum() == pytest.approx(1.15, rel=1e-4)
    assert statistics.sum() == pytest.approx(statistics[:, 2].sum()) == pytest.approx(1, abs=1e-3)
    assert ours.inference([])[0].shape == (0, 3)
    assert ours.inference([[], []], collect_sstats=True)[1].sum() == 0


def test_a_saved_model_comes_back(planted: tuple[Bags, int], tmp_path: Path) -> None:
    bags, n_words = planted
    model = fitted(FastLda, bags, n_words, topics=3)
    model.save(str(tmp_path / "model"))
    loaded = FastLda.load(str(tmp_path / "model"))
    assert (loaded.get_topics() == model.get_topics()).all()
    assert dict(loaded[as_lists(bags)[0]]) == pytest.approx(dict(model[as_lists(bags)[0]]), rel=1e-2)
    assert loaded.inference(bags)[0].shape == (len(bags), 3)


def test_double_precision_is_gensims_own(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted
    theirs, ours = (fitted(kind, bags, n_words, topics=3, passes=2, dtype=np.float64) for kind in (LdaModel, FastLda))
    assert (theirs.get_topics() == ours.get_topics()).all()


def test_uncompiled_is_gensims_own_and_does_without_numba(planted: tuple[Bags, int]) -> None:
    bags, n_words = planted
    theirs = fitted(LdaModel, as_lists(bags), n_words, topics=3, passes=2)
    ours = fitted(FastLda, bags, n_words, topics=3, passes=2, compiled=False)
    assert ours.get_topics() == pytest.approx(theirs.get_topics(), rel=1e-4, abs=1e-7)
    assert ours.bound(bags.rows(0, 5)) == pytest.approx(theirs.bound(as_lists(bags.rows(0, 5))), rel=1e-3)


def test_a_small_corpus_is_fitted_without_numba() -> None:
    code = (
        "import sys\nfrom topics.models import ModelInput, fit\n"
        "from topics.preprocessing.words.tokens import build_tokens\n"
        "texts = tuple(' '.join('ab'[i % 2] + str(j) for j in range(5)) for i in range(30))\n"
        "words = [t.split() for t in texts]\n"
        "tokens = build_tokens([str(i) for i in range(30)], words, min_passages=1, max_share=1.0)\n"
        "print(fit(ModelInput(tokens, texts), 'lda', topics=2, inference='variational', passes=50)"
        ".scores['converged'], 'numba' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True False\n"


def test_without_a_place_for_machine_code_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    @compiled()
    def twice(x: int) -> int:
        return 2 * x

    assert twice(4) == 8
    assert twice.stats.cache_path is None  # type: ignore[attr-defined]
