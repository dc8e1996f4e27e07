"""LDA side by side in one run: FastLda, gensim's LdaModel and LdaMulticore, scikit-learn online, tomotopy, topica.

    pip install topics-toolkit[benchmarks]
    python benchmarks/lda.py CORPORA [--topics 20 50 200] [--passes 8] [--rounds 5] [--documents N]

CORPORA is a folder that holds daily-news/documents.jsonl; the sample study is the second corpus. A tenth of the
documents is held out; of each, every second word token is shown to an evaluator, the same for all tools, that infers θ
from the tool's topics, and the others are predicted (document completion). Every round trains every tool once, in a
forked process of its own, on one thread (LdaMulticore: two workers), α = .05 and η = .01, all else as the tool has it;
given are medians over rounds. Times are of processor, children included, without start-up and imports; `first` is
FastLda's or LdaModel's whole training in a process that has not imported numba. The time to equal perplexity is that of
the first checkpoint whose perplexity is not above LdaModel's after its last pass by more than half a percent.
"""

import argparse
import json
import logging
import multiprocessing
import resource
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gensim.models
import gensim.models.callbacks
import numpy as np
import pandas as pd
import sklearn.decomposition
import tomotopy
import topica
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from topics.models.fast_lda import Bags, FastLda
from topics.preprocessing.segmentation import cut_jieba
from topics.preprocessing.tokens import build_tokens
from topics.report.tables import print_table
from topics.runs.study import load_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ALPHA, ETA = 0.05, 0.01
SWEEPS = (10, 20, 30, 50, 75, 100, 150, 200)  # of the samplers
Topics = np.ndarray
Checkpoints = Iterator[tuple[int, Topics]]


# --- the tools: each yields (passes or sweeps so far, topics) whenever it may be looked at ---


class _Snapshots(gensim.models.callbacks.Metric):
    """Keeps the topics and the processor's clock at the end of every pass."""

    logger = title = None

    def __init__(self) -> None:
        self.taken: list[tuple[float, float, Topics]] = []

    def get_value(self, **kwargs: Any) -> float:
        self.taken.append((processor(), time.perf_counter(), kwargs["model"].get_topics()))
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
    return [(i + 1, cpu - begin[0], wall - begin[1], t) for i, (cpu, wall, t) in enumerate(snapshots.taken)]


def fast(counts: csr_matrix, k: int, seed: int, passes: int) -> list[Any]:
    gensim_model(FastLda, counts[:2], k, seed, 1)  # the machine code is read
    return gensim_model(FastLda, counts, k, seed, passes)


def multicore(counts: csr_matrix, k: int, seed: int, passes: int) -> list[Any]:
    bags, found = as_lists(counts), []
    for n in sorted({1, passes // 2, passes}):
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
    for words in as_words(counts):
        model.add_doc(words)
    done = 0
    for n in SWEEPS:
        model.train(n - done, workers=1)
        done = n
        yield n, in_order(model.used_vocabs, np.array([model.get_topic_word_dist(t) for t in range(k)]), counts)


def topica_gibbs(counts: csr_matrix, k: int, seed: int, _: int) -> list[Any]:
    corpus, found = topica.Corpus.from_documents(as_words(counts)), []
    for n in (50, 100, 200):  # it cannot go on where it stopped
        begin = processor(), time.perf_counter()
        model = topica.LDA(k, alpha_sum=ALPHA * k, beta=ETA, seed=seed, burn_in=min(200, n // 2))
        model.fit(corpus, iters=n, num_samples=1, keep_theta_draws=False, progress=False)
        spent = processor() - begin[0], time.perf_counter() - begin[1]
        found.append((n, *spent, in_order(model.vocabulary, np.asarray(model.topic_word), counts)))
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
    "FastLda, first": partial(gensim_model, FastLda),
    "LdaModel": partial(gensim_model, gensim.models.LdaModel),
    "LdaMulticore, 2 workers": multicore,
    "scikit-learn online": sklearn_online,
    "tomotopy": tomotopy_lda,
    "topica LDA": topica_gibbs,
    "topica OnlineLDA": topica_online,
}


# --- what they are given, and how they are judged ---


def as_lists(counts: csr_matrix) -> list[list[tuple[int, int]]]:
    return [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts]


def as_words(counts: csr_matrix) -> list[list[str]]:
    return [[str(w) for w, n in bag for _ in range(n)] for bag in as_lists(counts)]


def in_order(vocabulary: Any, topic_words: np.ndarray, counts: csr_matrix) -> Topics:
    """Columns as ours: the tool has an order of its own."""
    whole = np.empty((len(topic_words), counts.shape[1]))
    whole[:, [int(word) for word in vocabulary]] = topic_words
    return whole


def split(counts: csr_matrix) -> tuple[csr_matrix, csr_matrix, csr_matrix]:
    """Training documents, and two halves of the tokens of every tenth; words that no tool could learn are left out."""
    held = np.arange(counts.shape[0]) % 10 == 9
    counts = counts[:, np.asarray(counts[~held].sum(axis=0)).ravel() > 0]
    test = counts[held]
    tokens = np.random.default_rng(1).binomial(test.data, 0.5).astype(np.int32)
    shown = csr_matrix((tokens, test.indices, test.indptr), test.shape)
    hidden = csr_matrix((test.data - tokens, test.indices, test.indptr), test.shape)
    return counts[~held], shown, hidden


def perplexity(topic_words: Topics, shown: csr_matrix, hidden: csr_matrix) -> float:
    """exp(−mean log probability) of the hidden tokens, θ being the posterior mode (α + 1) given the shown ones."""
    topic_words = np.maximum(topic_words, 1e-12)
    logs = 0.0
    for d in range(shown.shape[0]):
        words, n = shown[d].indices, shown[d].data
        theta = np.full(len(topic_words), 1 / len(topic_words))
        for _ in range(50):
            weights = theta[:, None] * topic_words[:, words]
            theta = ALPHA + (weights / weights.sum(axis=0) * n).sum(axis=1)
            theta /= theta.sum()
        logs += hidden[d].data @ np.log(theta @ topic_words[:, hidden[d].indices])
    return float(np.exp(-logs / hidden.sum()))


def processor() -> float:
    """Seconds of user processor time of this process and its finished children."""
    return sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def trained(tool: str, data: tuple[csr_matrix, ...], k: int, seed: int, passes: int, out: Any) -> None:
    """In a process of its own: send [(passes, cpu, wall, perplexity)] and the growth of memory in MB."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin, found, watching = (processor(), time.perf_counter()), [], 0.0
    for point in TOOLS[tool](data[0], k, seed, passes):
        if len(point) == 2:  # timed here, without the time that the looking took
            now = processor(), time.perf_counter()
            found.append((point[0], now[0] - begin[0] - watching, now[1] - begin[1] - watching, point[1]))
        else:
            found.append(point)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    out.send(([(n, cpu, wall, perplexity(topics, *data[1:])) for n, cpu, wall, topics in found], memory))


def in_own_process(*arguments: Any) -> Any:
    context = multiprocessing.get_context("fork")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=trained, args=(*arguments, its))
    process.start()
    its.close()
    try:
        return mine.recv()
    finally:
        process.join()


def compare(counts: csr_matrix, k: int, passes: int, rounds: int) -> pd.DataFrame:
    data = split(counts)
    runs = [{tool: in_own_process(tool, data, k, seed, passes) for tool in TOOLS} for seed in range(1, rounds + 1)]
    targets = [run["LdaModel"][0][-1][3] * 1.005 for run in runs]
    rows = []
    for tool in TOOLS:
        points, memory = zip(*(run[tool] for run in runs), strict=True)
        reached = [
            next((cpu for _, cpu, _, value in own if value <= target), np.inf)
            for own, target in zip(points, targets, strict=True)
        ]
        rows.append(
            {
                "tool": tool,
                "passes": points[0][-1][0],
                "cpu s": np.median([own[-1][1] for own in points]),
                "wall s": np.median([own[-1][2] for own in points]),
                "cpu s a pass": np.median([own[-1][1] / own[-1][0] for own in points]),
                "LdaModel's / its cpu": np.median(
                    [run["LdaModel"][0][-1][1] / own[-1][1] for run, own in zip(runs, points, strict=True)]
                ),
                "perplexity": np.median([own[-1][3] for own in points]),
                "cpu s to equal perplexity": np.median(reached) if np.isfinite(np.median(reached)) else None,
                "memory MB": np.median(memory),
            }
        )
    return pd.DataFrame(rows)


def threads(counts: csr_matrix, k: int, passes: int, rounds: int) -> float:
    """How many times as fast by the clock two threads are as one (it says something on idle cores only)."""
    ratios = []
    for seed in range(rounds + 1):
        wall = [gensim_model(FastLda, counts, k, seed, passes, threads=n)[-1][2] for n in (1, 2)]
        ratios.append(wall[0] / wall[1])
    return float(np.median(ratios[1:]))


def read_corpora(folder: Path) -> dict[str, csr_matrix]:
    lines = (folder / "daily-news" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [cut_jieba(json.loads(line)["text"]) for line in lines]
    study = load_study(SAMPLE)
    return {
        "daily-news": build_tokens([str(i) for i in range(len(texts))], texts, min_passages=5).counts,
        "sample": study.tokens(study.corpus()).counts,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, nargs="+", default=[20, 50, 200])
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, help="only so many of each corpus")
    parser.add_argument("--corpus", nargs="+", default=["daily-news", "sample"])
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    threadpool_limits(1)
    corpora = read_corpora(options.corpora)
    for name in options.corpus:
        counts = corpora[name][: options.documents]
        counts = counts[np.diff(counts.indptr) > 1]
        size = f"{counts.shape[0]} documents, {counts.sum()} tokens, {counts.shape[1]} words"
        for k in options.topics:
            table = compare(counts, k, options.passes, options.rounds)
            print_table(table, "table", f"{name}: {size}, K = {k}, medians of {options.rounds}")
            faster = threads(counts, k, options.passes, options.rounds)
            print(f"K = {k}: FastLda with two threads is {faster:.2f} times as fast as with one\n", flush=True)


if __name__ == "__main__":
    main()
