"""The published comparison on BBC News (Grootendorst 2022, arXiv 2203.05794), by number of topics: ours beside it.

    python benchmarks/bbc.py CORPORA [--runs 3] [--topics 10 20 30 40 50] [--embedders lsa] [--only ROW …]

CORPORA is a folder that holds bbc-news/corpus.tsv (2,225 preprocessed texts) and published_by_k.csv. Protocol as
published: documents are the preprocessed words; NPMI with window 10 on the same corpus and diversity (unique words),
both of the ten likeliest words; means over runs. LDA and NMF as published are gensim's with its defaults, one pass.
Which of our rows can be held against which published one is said in the last column: the sentence encoders of the
published BERTopic rows are not at hand offline, so BERTopic with other vectors stands beside them and is not the same
row.
"""

import argparse
import logging
import warnings
from collections.abc import Callable
from pathlib import Path

import gensim.models
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from topics.evaluation.diversity import topic_diversity
from topics.evaluation.windows.coherence import MEAN, coherence
from topics.models import ModelInput, fit
from topics.models.embeddings.embedders import EMBEDDERS, embed
from topics.models.lda.bags import Bags
from topics.models.lda.fast_lda import FastLda
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import print_table

Topics = np.ndarray
CONVERGED = 20  # passes


def lda(data: ModelInput, k: int, seed: int, passes: int) -> Topics:
    words = dict(enumerate(data.tokens.vocabulary))
    model = FastLda(id2word=words, num_topics=k, passes=passes, random_state=seed)
    model.update(Bags.of_matrix(data.tokens.counts))
    return model.get_topics()


def gensim_nmf(data: ModelInput, k: int, seed: int) -> Topics:
    corpus = list(Bags.of_matrix(data.tokens.counts))
    words = dict(enumerate(data.tokens.vocabulary))
    return gensim.models.Nmf([list(bag) for bag in corpus], k, id2word=words, random_state=seed).get_topics()


def bertopic(data: ModelInput, k: int, seed: int, embedder: str) -> Topics:
    return fit(data, "bertopic", seed=seed, embedder=embedder, min_topic_size=5, topics=k).topic_words


# name: how it is fitted, the published row beside it, and whether the two are the same thing
Row = tuple[Callable[[ModelInput, int, int], Topics], str, str]
ROWS: dict[str, Row] = {
    "LDA, 1 pass": (lambda m, k, s: lda(m, k, s, 1), "LDA", "yes: the same model and settings"),
    f"LDA, {CONVERGED} passes": (
        lambda m, k, s: lda(m, k, s, CONVERGED),
        "LDA",
        "no: the published one is under-trained",
    ),
    "NMF, gensim": (gensim_nmf, "NMF", "yes: the same model and settings"),
    "NMF, ours": (lambda m, k, s: fit(m, "nmf", seed=s, topics=k).topic_words, "NMF", "no: tf-idf, converged"),
}


def bertopic_row(embedder: str) -> Row:
    return lambda m, k, s: bertopic(m, k, s, embedder), "bertopic", "no: the published vectors are mpnet's"


def score(topic_words: Topics, tokens: Tokens) -> tuple[float, float]:
    """NPMI and diversity."""
    top = np.argsort(-topic_words, axis=1, kind="stable")[:, :10]
    topics = {str(i): [tokens.vocabulary[word] for word in row] for i, row in enumerate(top)}
    table = coherence(topics, tokens, measures=("npmi",), draws=0, random_lists=0)
    return float(table.set_index("topic").loc[MEAN, "value"]), topic_diversity(topic_words, 10)


def read(folder: Path) -> tuple[ModelInput, pd.DataFrame]:
    lines = (folder / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[0] for line in lines]
    tokens = build_tokens(
        [str(i) for i in range(len(texts))], [t.split() for t in texts], min_passages=1, max_share=1.0
    )
    made: dict[str, np.ndarray] = {}

    def vectors(embedder: str) -> np.ndarray:
        if embedder not in made:
            made[embedder] = embed(texts, tokens, embedder)
        return made[embedder]

    data = ModelInput(tokens, tuple(texts), vectors=vectors)
    return data, pd.read_csv(folder / "published_by_k.csv")


def compare(data: ModelInput, published: pd.DataFrame, rows: dict[str, Row], ks: list[int], runs: int) -> pd.DataFrame:
    table = []
    for name, (model, theirs, same) in rows.items():
        for k in ks:
            fits = [model(data, k, seed) for seed in range(1, runs + 1)]
            npmi, diversity = np.mean([score(topic_words, data.tokens) for topic_words in fits], axis=0)
            row = published[(published["model"] == theirs) & (published["k"] == k)].iloc[0]
            table.append(
                {
                    "model": name,
                    "k": k,
                    "topics": np.mean([len(topic_words) for topic_words in fits]),
                    "npmi": npmi,
                    "published npmi": row["npmi"],
                    "difference": npmi - row["npmi"],
                    "diversity": diversity,
                    "published diversity": row["div"],
                    "its difference": diversity - row["div"],
                    "same row": same,
                }
            )
    return pd.DataFrame(table).round(4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--topics", type=int, nargs="+", default=[10, 20, 30, 40, 50])
    parser.add_argument("--embedders", nargs="*", default=["lsa"], choices=list(EMBEDDERS))
    parser.add_argument("--only", nargs="+", metavar="ROW", help="rows that begin like this, such as LDA")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    threadpool_limits(1)
    data, published = read(options.corpora / "bbc-news")
    rows = ROWS | {f"BERTopic, {embedder}": bertopic_row(embedder) for embedder in options.embedders}
    rows = {name: row for name, row in rows.items() if name.startswith(tuple(options.only or [""]))}
    table = compare(data, published, rows, options.topics, options.runs)
    print_table(table.drop(columns="same row"), "table", f"By number of topics, means of {options.runs} runs")
    means = table.groupby(["model", "same row"], sort=False).mean(numeric_only=True).reset_index()
    print_table(means.drop(columns=["k", "topics"]), "table", "Means over the numbers of topics")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
