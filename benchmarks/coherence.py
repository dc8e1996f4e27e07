"""Coherence side by side in one run: the toolkit's, gensim's CoherenceModel and topica's, equality and processor time.

    python benchmarks/coherence.py CORPORA [--topics 50] [--rounds 5]

CORPORA is a folder that holds bbc-news/corpus.tsv and daily-news/documents.jsonl; a toy corpus is the third. Topics are
the ten likeliest words of an LDA of three passes. Both sides get the same texts and topics and one process. Times are
of the processor, medians over rounds, for NPMI and C_V together: gensim's (its Dictionary made beforehand), topica's
(raw lists, by its own definitions) and ours from Tokens (hashed anew each time) and from the raw lists of words;
`first` is the first call of the process, its machine code being read from disk or compiled; `all` is every measure with
intervals and random words.
"""

import argparse
import json
import logging
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel
from ratios import Ratio, print_ratios
from topica import coherence as topica_coherence

from topics.evaluation.windows.coherence import MEAN, coherence
from topics.models.lda.bags import Bags
from topics.models.lda.fast_lda import FastLda
from topics.preprocessing.words.segmenters import cut_jieba
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import print_table

THEIRS = {"npmi": "c_npmi", "uci": "c_uci", "c_v": "c_v", "umass": "u_mass"}
BOTH = ("c_npmi", "c_v")
TOY = [
    list("abacdabacd"),
    ["a"],
    [],
    list("bcbbaeabcbbaeabcbbaea"),
    list("defdefdefg"),
    ["f", "g"],
    ["g"] * 12,
    list("ccaghbccaghbad"),
]


def seconds(work: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    spent, found = [], None
    for _ in range(rounds):
        begin = time.process_time()
        found = work()
        spent.append(time.process_time() - begin)
    return float(np.median(spent)), found


def from_lists(texts: list[list[str]]) -> Tokens:
    return build_tokens([str(i) for i in range(len(texts))], texts, min_passages=1, max_share=1.0)


def topics_of(tokens: Tokens, n_topics: int) -> dict[str, list[str]]:
    model = FastLda(
        id2word=dict(enumerate(tokens.vocabulary)), num_topics=n_topics, passes=3, eval_every=0, random_state=1
    )
    model.update(Bags.of_matrix(tokens.counts))
    top = np.argsort(-model.get_topics(), axis=1, kind="stable")[:, :10]
    return {f"t{i}": [tokens.vocabulary[word] for word in row] for i, row in enumerate(top)}


def read_texts(corpora: Path) -> dict[str, list[list[str]]]:
    bbc = (corpora / "bbc-news" / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    news = (corpora / "daily-news" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    cut = build_tokens(
        list(map(str, range(len(news)))), [cut_jieba(json.loads(n)["text"]) for n in news], min_passages=5
    )
    return {
        "toy": TOY,
        "bbc-news": [line.split("\t")[0].split() for line in bbc],
        "daily-news": [cut.words(i) for i in range(cut.n_passages)],
    }


def gensim_scores(
    topics: dict[str, list[str]], texts: list[list[str]], dictionary: Dictionary, rounds: int
) -> tuple[dict[str, float], dict[str, list[float]]]:
    spent, scores = {}, {}
    for measure, theirs in THEIRS.items():
        spent[measure], scores[measure] = seconds(
            lambda theirs=theirs: CoherenceModel(
                topics=list(topics.values()), texts=texts, dictionary=dictionary, coherence=theirs, processes=1
            ).get_coherence_per_topic(),
            rounds if theirs in BOTH else 1,
        )
    return spent, scores


def compare(texts: list[list[str]], n_topics: int, rounds: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    tokens = from_lists(texts)
    topics = topics_of(tokens, n_topics) if n_topics else {"x": ["a", "b", "c"], "y": list("defg"), "z": list("gafh")}
    both: dict[str, Any] = {"measures": ("npmi", "c_v"), "draws": 0, "random_lists": 0}
    spent, theirs = gensim_scores(topics, texts, Dictionary(texts), rounds)
    ours = coherence(topics, tokens)
    known, _ = seconds(lambda: coherence(topics, from_tokens(tokens), **both), rounds)
    raw, _ = seconds(lambda: coherence(topics, from_lists(texts), **both), rounds)
    whole, _ = seconds(lambda: coherence(topics, from_tokens(tokens)), rounds)
    topica, _ = seconds(
        lambda: [topica_coherence(list(topics.values()), texts, coherence_type=c) for c in BOTH], rounds
    )
    gensim = spent["npmi"] + spent["c_v"]
    times = {
        "gensim NPMI s": spent["npmi"],
        "gensim C_V s": spent["c_v"],
        "topica s": topica,
        "ours, Tokens s": known,
        "times": gensim / known,
        "ours, raw lists s": raw,
        "times, raw": gensim / raw,
        "ours, all s": whole,
    }
    rows = []
    for measure, values in theirs.items():
        part = ours[ours["measure"] == measure].set_index("topic")["value"]
        difference = np.abs(part[list(topics)].to_numpy() - np.array(values)).max()
        rows.append(
            {
                "measure": measure,
                "gensim": np.mean(values),
                "ours": part[MEAN],
                "largest difference": f"{difference:.1e}",
            }
        )
    return times, rows


def from_tokens(tokens: Tokens) -> Tokens:
    """The same, with its fingerprint not yet worked out."""
    return Tokens(tokens.vocabulary, tokens.passage_ids, tokens.lengths, tokens.word_ids, tokens.offsets)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    times, equal = [], []
    first, _ = seconds(lambda: coherence({"x": ["a", "b"]}, from_lists(TOY)))
    for name, texts in read_texts(options.corpora).items():
        spent, rows = compare(texts, 0 if name == "toy" else options.topics, options.rounds)
        times.append({"corpus": name, "texts": len(texts), "words": sum(map(len, texts)), **spent})
        equal += [{"corpus": name, **row} for row in rows]
    print_table(pd.DataFrame(equal), "table", "Means over topics, and the largest difference of any topic")
    print_table(pd.DataFrame(times), "table", f"Processor seconds, {options.topics} topics × 10 words")
    print(f"first: {first:.1f} s")
    print_ratios(
        [
            Ratio(
                f"NPMI and C_V, {row['corpus']}, {source}",
                peer,
                theirs,
                row[f"ours, {source} s"],
                "processor s",
                options.rounds,
            )
            for row in times
            for peer, theirs, sources in (
                ("gensim", row["gensim NPMI s"] + row["gensim C_V s"], ("Tokens", "raw lists")),
                ("topica", row["topica s"], ("raw lists",)),
            )
            for source in sources
            if row["corpus"] != "toy"
        ]
    )


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
