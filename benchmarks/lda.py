"""LDA side by side in one run: FastLda, gensim's LdaModel and LdaMulticore, scikit-learn, tomotopy, topica and others.

    pip install topics-toolkit[benchmarks]
    python benchmarks/lda.py CORPORA [--topics 20 50 200] [--passes 10] [--rounds 5] [--documents N] [--few]

CORPORA is a folder that holds daily-news/documents.jsonl; the sample study is the second corpus. A tenth of the
documents is held out; of each, every second word token is shown to an evaluator, the same for all tools, that infers θ
from the tool's topics, and the others are predicted (document completion). Every round trains every tool once, in a
forked process of its own, on one thread (LdaMulticore: two workers), α = .05 and η = .01, neither estimated, all else
as the tool has it; given are medians over rounds. Times are of processor, children included, without start-up and
imports; `first` is FastLda's whole training in a process that has not imported numba. `batch` is how the toolkit trains
(all documents in a chunk, decay 0). FastLda makes 50 passes in chunks and 30 in batches, LdaModel, LdaMulticore and
scikit-learn `--passes`. `--few` leaves out all tools but FastLda, LdaModel and tomotopy.

`to LdaModel's` is the time of the first checkpoint within 1 % of the perplexity at which LdaModel has converged: that
of FastLda's last pass in chunks, whose topics are LdaModel's (LdaModel's own time: its time a pass times the passes
that FastLda took); `to batch's` within 1 % of FastLda's last pass in batches; `to tomotopy's` of tomotopy's last sweep.
An empty cell: not reached. Times do not include the looking.
"""

import argparse
import json
import logging
import multiprocessing
import resource
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lda_tools import ALPHA, TOOLS, Topics, gensim_model, processor
from ratios import Ratio, print_ratios
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from topics.models.lda.fast_lda import FastLda
from topics.preprocessing.words.segmenters import cut_jieba
from topics.preprocessing.words.tokens import build_tokens
from topics.report.tables import print_table
from topics.study.study import load_study

FEW = ("FastLda", "LdaModel", "tomotopy")
SAMPLE = Path(__file__).parents[1] / "data" / "sample"


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
        beta, n = topic_words[:, shown[d].indices], shown[d].data
        theta = np.full(len(topic_words), 1 / len(topic_words))
        for _ in range(50):
            theta = ALPHA + theta * (beta @ (n / (theta @ beta)))
            theta /= theta.sum()
        logs += hidden[d].data @ np.log(theta @ topic_words[:, hidden[d].indices])
    return float(np.exp(-logs / hidden.sum()))


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


def compare(counts: csr_matrix, k: int, passes: int, rounds: int, tools: list[str]) -> pd.DataFrame:
    data = split(counts)
    runs = [{tool: in_own_process(tool, data, k, seed, passes) for tool in tools} for seed in range(1, rounds + 1)]
    goals = {"LdaModel's": "FastLda", "batch's": "FastLda, batch", "tomotopy's": "tomotopy"}
    rows = []
    for tool in tools:
        points, memory = zip(*(run[tool] for run in runs), strict=True)
        row = {
            "tool": tool,
            "passes": points[0][-1][0],
            "cpu s": np.median([own[-1][1] for own in points]),
            "cpu s a pass": np.median([own[-1][1] / own[-1][0] for own in points]),
            "LdaModel's / its, a pass": np.median(
                [seconds_a_pass(run, "LdaModel") / seconds_a_pass(run, tool) for run in runs]
            ),
            "perplexity": np.median([own[-1][3] for own in points]),
        }
        for name, reference in goals.items():
            row[f"cpu s to {name}"] = median_or_none(
                [until(run, tool, run[reference][0][-1][3] * 1.01) for run in runs]
            )
        rows.append({**row, "memory MB": np.median(memory)})
    return pd.DataFrame(rows)


def seconds_a_pass(run: Any, tool: str) -> float:
    passes, cpu, *_ = run[tool][0][-1]
    return cpu / passes


def until(run: Any, tool: str, goal: float) -> float:
    """Seconds of processor until the perplexity is not above the goal; infinite if it stays there."""
    if tool == "LdaModel":  # its topics after a pass are FastLda's
        passes = next((n for n, _, _, value in run["FastLda"][0] if value <= goal), np.inf)
        return passes * seconds_a_pass(run, tool)
    return next((cpu for _, cpu, _, value in run[tool][0] if value <= goal), np.inf)


def median_or_none(values: list[float]) -> float | None:
    return float(np.median(values)) if np.isfinite(np.median(values)) else None


def ratios_of(table: pd.DataFrame, where: str, rounds: int) -> list[Ratio]:
    """A pass beside gensim's, the time to LdaModel's perplexity beside the other tools that get there, and memory."""
    a_pass, whole = table["cpu s a pass"], table["cpu s"]
    beside = {"LdaModel": "FastLda", "LdaMulticore, 2 workers": "FastLda", "scikit-learn online": "FastLda, batch"}
    found = [
        Ratio(f"LDA, a pass, {where}", name, a_pass[name], a_pass[ours], "processor s", rounds)
        for name, ours in beside.items()
        if name in table.index
    ]
    first = whole["FastLda, first"]
    found.append(Ratio(f"LDA, first call, {where}", "LdaModel", whole["LdaModel"], first, "processor s", rounds))
    to_goal = table["cpu s to LdaModel's"].dropna()
    found += [
        Ratio(
            f"LDA, to equal perplexity, {where}", name, to_goal[name], to_goal["FastLda, batch"], "processor s", rounds
        )
        for name in to_goal.index
        if not name.startswith(("FastLda", "LdaModel"))  # LdaModel's is not measured but reckoned, see above
    ]
    memory = table["memory MB"]
    return [*found, Ratio(f"LDA, {where}", "LdaModel", memory["LdaModel"], memory["FastLda, batch"], "MB", rounds)]


def threads(counts: csr_matrix, k: int, rounds: int) -> float:
    """How many times as fast by the clock two threads are as one (it says something on idle cores only)."""
    ratios = []
    for seed in range(rounds + 1):
        options = {"chunksize": counts.shape[0], "decay": 0.0}
        wall = [gensim_model(FastLda, counts, k, seed, 10, threads=n, **options)[-1][2] for n in (1, 2)]
        ratios.append(wall[0] / wall[1])
    return float(np.median(ratios[1:]))


def tiny(counts: csr_matrix, rounds: int) -> list[float]:
    """The first fit of a process to 100 documents, K = 10, 20 passes: seconds of FastLda and LdaModel."""
    tools = {"FastLda, first": [], "LdaModel": []}
    data = split(counts[:111])
    for seed in range(rounds):
        for tool, seconds in tools.items():
            points, _ = in_own_process(tool, data, 10, seed, 20)
            seconds.append(points[-1][1])
    return [float(np.median(seconds)) for seconds in tools.values()]


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
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, help="only so many of each corpus")
    parser.add_argument("--corpus", nargs="+", default=["daily-news", "sample"])
    parser.add_argument("--few", action="store_true", help="FastLda, LdaModel and tomotopy alone")
    options = parser.parse_args()
    tools = [tool for tool in TOOLS if not options.few or tool.startswith(FEW)]
    logging.disable(logging.WARNING)
    threadpool_limits(1)
    corpora = read_corpora(options.corpora)
    ratios: list[Ratio] = []
    for name in options.corpus:
        counts = corpora[name][: options.documents]
        counts = counts[np.diff(counts.indptr) > 1]
        size = f"{counts.shape[0]} documents, {counts.sum()} tokens, {counts.shape[1]} words"
        ours, theirs = tiny(counts, options.rounds)
        print(f"{name}, 100 documents, K = 10, 20 passes, first fit: FastLda {ours:.2f} s, LdaModel {theirs:.2f} s\n")
        for k in options.topics:
            table = compare(counts, k, options.passes, options.rounds, tools)
            print_table(table, "table", f"{name}: {size}, K = {k}, medians of {options.rounds}")
            faster = threads(counts, k, options.rounds)
            print(f"K = {k}: FastLda with two threads is {faster:.2f} times as fast as with one\n", flush=True)
            where = f"{name}, {counts.shape[0]} documents, K = {k}"
            ratios += ratios_of(table.set_index("tool"), where, options.rounds)
    print_ratios(ratios)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
