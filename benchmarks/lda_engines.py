"""Which inference for free LDA? Variational, collapsed and Gibbs on five corpora, through the toolkit's own `fit`.

    python benchmarks/lda_engines.py CORPORA [--topics 20 50 100 200] [--seeds 3] [--corpus NAME] [--engine NAME]

CORPORA is the folder of real texts; the sample study is among the corpora. Every tenth passage is held out; of each,
every second token is shown, and the others are predicted (`perplexity`, document completion). `NPMI` and `C_V` are
means over topics of their ten likeliest words on the training passages; `NMI` is that of main topics with labels,
`F1` the macro-F1 of labels when each topic has the label that most of its passages have. `seeds` is the mean RBO of
ten top words of matched topics, over pairs of seeds: a measure that no prior moves by itself. `gap` is the number of
topics with less than one token. Numbers of topics for which a corpus has too few passages are left out. Times are
medians of processor seconds, warm; `MB` is what a fit adds to its process.
"""

import argparse
import json
import multiprocessing
import resource
import time
import warnings
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score, normalized_mutual_info_score
from threadpoolctl import threadpool_limits
from us_bills import read_bills

from topics.evaluation.matching import assign, similarities
from topics.evaluation.perplexity import alternate_words, completion_perplexity
from topics.evaluation.windows.coherence import MEAN, coherence_table
from topics.models import FittedTopics, ModelInput, fit
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import print_table
from topics.study.study import load_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ENGINES: dict[str, dict[str, Any]] = {
    "variational": {"inference": "variational"},
    "collapsed": {"inference": "collapsed"},
    "collapsed, no refit": {"inference": "collapsed", "refit": False},
    "collapsed, 40 draws, no refit": {"inference": "collapsed", "draws": 40, "refit": False},
    "collapsed, eta .01": {"inference": "collapsed", "eta": 0.01},
    "collapsed, learnt": {"inference": "collapsed", "alpha_form": "auto", "eta_form": "auto"},
    "gibbs, 200": {"inference": "gibbs", "passes": 200},
    "gibbs, 200, learnt": {"inference": "gibbs", "passes": 200, "alpha_form": "auto", "eta_form": "auto"},
}
ALPHA = 0.05
Labelled = tuple[Tokens, np.ndarray | None]


def sample(_: Path) -> Labelled:
    study = load_study(SAMPLE)
    tokens = study.tokens(study.corpus())
    codes = pd.read_csv(SAMPLE / "gold.csv")
    theme = dict(zip(codes["doc_id"] + "#" + codes["position"].astype(str), codes["theme"], strict=True))
    return tokens, np.array([theme.get(passage, "") for passage in tokens.passage_ids])


def policies(folder: Path) -> Labelled:
    corpus = read_corpus(folder / "central-policies", undated="leave out")
    return of_texts([text for text in corpus.passages["text"] if len(text) >= 60][:1500]), None


def news(folder: Path) -> Labelled:
    lines = (folder / "daily-news" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return of_texts([json.loads(line)["text"] for line in lines[:1000]]), None


def bbc(folder: Path) -> Labelled:
    rows = pd.read_csv(folder / "bbc-news" / "corpus.tsv", sep="\t", header=None)
    rows = rows[rows[1] == "train"]
    words = [text.split() for text in rows[0]]
    tokens = build_tokens(list(map(str, range(len(words)))), words, min_passages=3, max_share=0.5)
    return tokens, rows[2].to_numpy()


def bills(folder: Path) -> Labelled:
    """Bags of words in the order of the vocabulary, so that NPMI says nothing; 28 of the 140 have a label."""
    data, labels = read_bills(folder / "us-bills")
    return data.tokens, np.array(["" if label < 0 else str(label) for label in labels])


def of_texts(texts: list[str]) -> Tokens:
    stop = [word.strip() for word in (SAMPLE / "stop_words.txt").read_text(encoding="utf-8").splitlines()]
    ids = [str(number) for number in range(len(texts))]
    return build_tokens(ids, segment_all(texts), stop_words=stop, min_passages=5, max_share=0.5)


CORPORA: dict[str, Callable[[Path], Labelled]] = {
    "sample": sample, "central-policies": policies, "daily-news": news, "bbc-news": bbc, "us-bills": bills,
}  # fmt: skip


def fitted(data: ModelInput, k: int, seed: int, options: dict[str, Any], out: Any) -> None:
    """In a process of its own, after a small fit that reads the machine code."""
    warnings.simplefilter("ignore")
    fit(data.of_passages(np.arange(60)), "lda", topics=3, seed=1, **{**options, "passes": 2})
    memory, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = fit(data, "lda", topics=k, seed=seed, **options)
    seconds = time.process_time() - begin
    out.send((found, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024))


def in_own_process(*arguments: Any) -> tuple[FittedTopics, float, float]:
    context = multiprocessing.get_context("fork")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=fitted, args=(*arguments, its))
    process.start()
    its.close()
    try:
        result: tuple[FittedTopics, float, float] = mine.recv()
        return result
    finally:
        process.join()


def agreement(fits: list[FittedTopics]) -> float:
    """Mean RBO of matched topics over pairs of seeds."""
    both = []
    for a, b in combinations(fits, 2):
        matrix = similarities(a.topic_words, b.topic_words, "rbo")
        both.append(matrix[assign(matrix)].mean())
    return float(np.mean(both)) if both else np.nan


def labelled(found: FittedTopics, labels: np.ndarray | None) -> tuple[float, float]:
    """NMI of main topics with labels, and macro-F1 when a topic has the label of most of its passages."""
    if labels is None:
        return np.nan, np.nan
    known = (labels != "") & (found.passage_topics.sum(axis=1) > 0)
    main, true = found.passage_topics[known].argmax(axis=1), labels[known]
    names = pd.Series(true).groupby(main).agg(lambda own: own.mode().iloc[0])
    themes = sorted(set(true) - {"other"})
    score = f1_score(true, names.loc[main].to_numpy(), labels=themes, average="macro", zero_division=0)
    return float(normalized_mutual_info_score(true, main)), float(score)


def row(name: str, tokens: Tokens, labels: np.ndarray | None, k: int, seeds: int) -> dict[str, Any]:
    held = np.arange(tokens.n_passages) % 10 == 9
    train = tokens.of_passages(np.flatnonzero(~held))
    shown, hidden = alternate_words(tokens, np.flatnonzero(held))
    seen = np.asarray(train.counts.sum(axis=0)).ravel() > 0
    shown, hidden = (csr_matrix(part.multiply(seen)) for part in (shown, hidden))
    data = ModelInput(train, ("",) * train.n_passages)
    runs = [in_own_process(data, k, seed, ENGINES[name]) for seed in range(1, seeds + 1)]
    fits = [found for found, _, _ in runs]
    scores = np.array([labelled(found, None if labels is None else labels[~held]) for found in fits])
    tables = pd.concat(
        coherence_table(own, train, measures=("npmi", "c_v"), draws=0, random_lists=0, run=str(n))
        for n, own in enumerate(fits)
    )
    coherent = tables[tables["topic"] == MEAN].groupby("measure")["value"].mean()
    return {
        "engine": name,
        "K": k,
        "perplexity": np.mean([completion_perplexity(own.topic_words, ALPHA, shown, hidden) for own in fits]),
        "NPMI": coherent["npmi"],
        "C_V": coherent["c_v"],
        "NMI": scores[:, 0].mean(),
        "F1": scores[:, 1].mean(),
        "seeds": agreement(fits),
        "gap": np.mean([own.scores.get("empty_topics", 0) for own in fits]),
        "bound a word": np.mean([own.scores["bound_per_word"] for own in fits]),
        "passes": np.mean([own.scores["passes"] for own in fits]),
        "cpu s": np.median([seconds for _, seconds, _ in runs]),
        "MB": np.median([memory for *_, memory in runs]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, nargs="+", default=[20, 50, 100, 200])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--corpus", nargs="+", default=list(CORPORA), choices=list(CORPORA))
    parser.add_argument("--engine", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    options = parser.parse_args()
    threadpool_limits(1)
    for name in options.corpus:
        tokens, labels = CORPORA[name](options.corpora)
        numbers = [k for k in options.topics if k < 0.9 * tokens.n_passages]  # topics must be fewer than passages
        rows = [row(engine, tokens, labels, k, options.seeds) for k in numbers for engine in options.engine]
        size = f"{tokens.n_passages:,} passages, {len(tokens.word_ids):,} tokens, {tokens.n_words:,} words"
        print_table(pd.DataFrame(rows), "table", f"{name}: {size}, means of {options.seeds} seeds")
        print(flush=True)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
