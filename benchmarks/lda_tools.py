"""The tools of `lda.py`: each takes counts, K, a seed and passes, and yields its topics whenever they can be read.

A look is (passes or sweeps so far, seconds of processor, seconds by the clock, topics `(n_topics, n_words)`); those
whose training can be stopped and resumed yield (passes, topics) and are timed by who looks.
"""

import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import gensim.models
import gensim.models.callbacks
import numpy as np
import pyrmallet
import sklearn.decomposition
import tomotopy
import topica
from qhchina.analytics.topicmodels import LDAGibbsSampler
from scipy.sparse import csr_matrix

from topics.models.lda.bags import Bags
from topics.models.lda.fast_lda import FastLda

ALPHA, ETA = 0.05, 0.01
LOOKS = {*range(1, 11), 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50}  # after these passes
SWEEPS = (10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)  # of the samplers
REFITS = (10, 20, 30, 50, 100, 200)  # of those that cannot go on where they stopped
IN_CHUNKS, IN_BATCHES = 50, 30  # passes of FastLda
Topics = np.ndarray
Checkpoints = Iterator[tuple[int, Topics]]


class _Snapshots(gensim.models.callbacks.Metric):
    """Keeps the topics and the processor's clock at the end of every pass."""

    logger = title = None

    def __init__(self) -> None:
        self.passes = 0
        self.taken: list[tuple[int, float, float, Topics]] = []

    def get_value(self, **kwargs: Any) -> float:
        self.passes += 1
        if self.passes in LOOKS:
            self.taken.append((self.passes, processor(), time.perf_counter(), kwargs["model"].get_topics()))
        return 0.0


def gensim_options(counts: csr_matrix, k: int, seed: int) -> dict[str, Any]:
    return {
        "id2word": {i: str(i) for i in range(counts.shape[1])},
        "num_topics": k,
        "alpha": np.full(k, ALPHA, dtype=np.float32),
        "eta": ETA,
        "eval_every": 0,
        "random_state": seed,
    }


def gensim_model(kind: type, counts: csr_matrix, k: int, seed: int, passes: int, **more: Any) -> list[Any]:
    bags: Any = Bags.of_matrix(counts) if kind is FastLda else as_lists(counts)
    snapshots = _Snapshots()
    begin = processor(), time.perf_counter()
    model = kind(**gensim_options(counts, k, seed), passes=passes, callbacks=[snapshots], **more)
    model.update(bags)
    return [(n, cpu - begin[0], wall - begin[1], topics) for n, cpu, wall, topics in snapshots.taken]


def fast(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    gensim_model(FastLda, counts[:2], k, seed, 1)  # the machine code is read
    return gensim_model(FastLda, counts, k, seed, IN_CHUNKS)


def batch(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    gensim_model(FastLda, counts[:2], k, seed, 1)
    return gensim_model(FastLda, counts, k, seed, IN_BATCHES, chunksize=counts.shape[0], decay=0.0)


def multicore(counts: csr_matrix, k: int, seed: int, passes: int) -> list[Any]:
    bags, found = as_lists(counts), []
    for n in sorted({1, passes}):
        begin = processor(), time.perf_counter()
        model = gensim.models.LdaMulticore(**gensim_options(counts, k, seed), passes=n, workers=2)
        model.update(bags)
        found.append((n, processor() - begin[0], time.perf_counter() - begin[1], model.get_topics()))
    return found


def sklearn_online(counts: csr_matrix, k: int, seed: int, passes: int) -> Checkpoints:
    model = sklearn.decomposition.LatentDirichletAllocation(
        k, doc_topic_prior=ALPHA, topic_word_prior=ETA, random_state=seed, total_samples=counts.shape[0]
    )
    for n in range(1, passes + 1):
        model.partial_fit(counts)
        yield n, model.components_ / model.components_.sum(axis=1, keepdims=True)


def tomotopy_lda(counts: csr_matrix, k: int, seed: int, _: int) -> Checkpoints:
    model = tomotopy.LDAModel(k=k, alpha=ALPHA, eta=ETA, seed=seed)
    model.optim_interval = 0  # α stays
    for words in as_words(counts):
        model.add_doc(words)
    done = 0
    for n in SWEEPS:
        model.train(n - done, workers=1)
        done = n
        yield n, in_order(model.used_vocabs, np.array([model.get_topic_word_dist(t) for t in range(k)]), counts)


def topica_gibbs(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    corpus, found = topica.Corpus.from_documents(as_words(counts)), []
    fixed = {"alpha_sum": ALPHA * k, "beta": ETA, "optimize_interval": 0}
    for n in REFITS:
        begin = processor(), time.perf_counter()
        model = topica.LDA(k, **fixed, seed=seed, burn_in=n // 2)
        model.fit(corpus, iters=n, num_samples=1, keep_theta_draws=False, progress=False)
        spent = processor() - begin[0], time.perf_counter() - begin[1]
        found.append((n, *spent, in_order(model.vocabulary, np.asarray(model.topic_word), counts)))
    return found


def pyrmallet_gibbs(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    found = []
    texts = [" ".join(map(_in_letters, words)) for words in as_words(counts)]
    column = {_in_letters(str(w)): w for w in range(counts.shape[1])}
    fixed = {"doc_topic_prior": ALPHA * k, "topic_word_prior": ETA, "optimize_interval": 0}  # the prior is α's sum
    for n in REFITS:
        begin = processor(), time.perf_counter()
        model = pyrmallet.LatentDirichletAllocation(
            k, **fixed, max_iter=n, burn_in=n // 2, num_samples=1, random_state=seed
        )
        model.fit(texts)
        spent = processor() - begin[0], time.perf_counter() - begin[1]
        words = [column[word] for word in model.feature_names_in_]
        rows = model.components_ / model.components_.sum(axis=1, keepdims=True)
        found.append((n, *spent, in_order(words, rows, counts)))
    return found


def _in_letters(number: str) -> str:
    """A word of letters alone, since the tool reads texts and takes out figures."""
    return "word" + "".join("abcdefghij"[int(figure)] for figure in number)


def qhchina_gibbs(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    found = []
    for n in REFITS:
        begin = processor(), time.perf_counter()
        model = LDAGibbsSampler(k, alpha=ALPHA, beta=ETA, iterations=n, random_state=seed, estimate_alpha=0)
        model.fit(as_words(counts))
        spent = processor() - begin[0], time.perf_counter() - begin[1]
        found.append((n, *spent, in_order(model.vocabulary, np.asarray(model.phi), counts)))
    return found


def topica_online(counts: csr_matrix, k: int, seed: int, passes: int) -> list[Any]:
    corpus, found = topica.Corpus.from_documents(as_words(counts)), []
    for n in sorted({1, passes // 2, passes}):
        begin = processor(), time.perf_counter()
        model = topica.OnlineLDA(k, alpha_sum=ALPHA * k, beta=ETA, seed=seed)
        model.fit(corpus, iters=n, progress=False)
        spent = processor() - begin[0], time.perf_counter() - begin[1]
        found.append((n, *spent, in_order(model.vocabulary, np.asarray(model.topic_word), counts)))
    return found


TOOLS: dict[str, Callable[..., Any]] = {
    "FastLda": fast,
    "FastLda, batch": batch,
    "FastLda, first": partial(gensim_model, FastLda),
    "LdaModel": partial(gensim_model, gensim.models.LdaModel),
    "LdaMulticore, 2 workers": multicore,
    "scikit-learn online": sklearn_online,
    "tomotopy": tomotopy_lda,
    "topica LDA": topica_gibbs,
    "topica OnlineLDA": topica_online,
    "pyrmallet": pyrmallet_gibbs,
    "qhchina": qhchina_gibbs,
}


def as_lists(counts: csr_matrix) -> list[list[tuple[int, int]]]:
    return [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts]


def as_words(counts: csr_matrix) -> list[list[str]]:
    return [[str(w) for w, n in bag for _ in range(n)] for bag in as_lists(counts)]


def in_order(vocabulary: Any, topic_words: np.ndarray, counts: csr_matrix) -> Topics:
    """Columns as ours: the tool has an order of its own."""
    whole = np.empty((len(topic_words), counts.shape[1]))
    whole[:, [int(word) for word in vocabulary]] = topic_words
    return whole


def processor() -> float:
    """Seconds of user processor time of this process and its finished children."""
    return sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
