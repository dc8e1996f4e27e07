"""Which inference for free LDA? Variational, collapsed and Gibbs on five corpora, through the toolkit's own `fit`.

    python benchmarks/lda_engines.py CORPORA [--topics 20 50 100 200] [--seeds 3] [--corpus NAME] [--engine NAME]
        [--resume FOLDER] [--out docs/lda-engines.md]

CORPORA is the folder of real texts; the sample study is among the corpora. With --resume, what was measured before is
taken up again, and the page has all of it, each cell with the most seeds that there are, and names the cells that are
missing. Numbers of topics for which a corpus has too few passages are left out.
"""

import argparse
import json
import multiprocessing
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from machine import machine
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score, normalized_mutual_info_score
from threadpoolctl import threadpool_limits
from us_bills import read_bills

from topics.evaluation.diagnostics import topic_diagnostics
from topics.evaluation.matching import assign
from topics.evaluation.perplexity import alternate_words, completion_perplexity
from topics.evaluation.similarity import rank_biased_overlap
from topics.evaluation.stability import Runs, run_stability
from topics.evaluation.windows.coherence import MEAN, coherence_table
from topics.models import FittedTopics, ModelInput, fit
from topics.models.lda.bags import Bags
from topics.models.model_input import compositions, numbered
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import to_markdown
from topics.study.study import load_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ENGINES: dict[str, dict[str, Any]] = {
    "variational": {"inference": "variational"},
    "collapsed": {"inference": "collapsed"},
    "collapsed, η held at .1": {"inference": "collapsed", "eta": 0.1},
    "collapsed, 40 draws": {"inference": "collapsed", "draws": 40},
    "gibbs, 200": {"inference": "gibbs", "passes": 200},
    "gibbs, 200, learnt": {"inference": "gibbs", "passes": 200, "alpha_form": "auto", "eta_form": "auto"},
    "gensim": {},  # LdaModel as it is by default, but for these α and η and ten passes
}
ALPHA, ETA, GENSIM_PASSES = 0.05, 0.01, 10
TOPICS, TINY = (20, 50, 100, 200), 100
PAGE = Path(__file__).parents[1] / "docs" / "lda-engines.md"
ABOUT = """\
# Inference of LDA

Written by `benchmarks/lda_engines.py CORPORA --resume FOLDER`; nothing here is edited by hand. Free LDA by each
inference that the toolkit has, on the sample study, its first hundred passages and four real corpora; settings are the
toolkit's own, but for what the name of a row says. `collapsed` is what free LDA is without a setting, its refit to
documents drawn anew included. `gensim` is gensim's `LdaModel` with the α and η of the variational rows and ten passes,
and otherwise as it is by default.

{machines}

```
seeds        fits that the row is the mean of (times and memory: the median)
perplexity   of every tenth passage, held out: every second token is shown, the others are predicted (document
             completion), with one way to place a passage among topics for all (collapsed, topics.evaluation.
             perplexity), α = {alpha}
NPMI, C_V    means over topics of their ten likeliest words on the training passages; no NPMI for us-bills, whose words
             are in the order of the vocabulary
NMI, F1      of main topics with labels; macro-F1 of labels if a topic has the label of most of its passages
RBO          of the top ten words of matched topics, over pairs of seeds: no prior moves it, but frequent words do
words        agreement of matched topics beyond chance and without the prior's even part, over pairs of seeds
flags        topics with a reason to look (small, flat, like the corpus, everywhere)
empty        topics with less than one token
bound        bound a word; of one inference with another it is not comparable
cpu s, MB    processor seconds of a fit, warm, and by how much it raises the peak of memory of its process
             (a lower bound: what the benchmark has freed before is taken first, and not seen)
```

## The default beside the others

Perplexity of `collapsed` over the least of all rows with as many topics, in per cent; its processor seconds over those
of `variational` and of `gibbs, 200`, its megabytes beside those of `variational`.

{beside}"""
Labelled = tuple[Tokens, np.ndarray | None]


def sample(_: Path) -> Labelled:
    study = load_study(SAMPLE)
    tokens = study.tokens(study.corpus())
    codes = pd.read_csv(SAMPLE / "gold.csv")
    theme = dict(zip(codes["doc_id"] + "#" + codes["position"].astype(str), codes["theme"], strict=True))
    return tokens, np.array([theme.get(passage, "") for passage in tokens.passage_ids])


def tiny(_: Path) -> Labelled:
    """The first passages of the sample."""
    tokens, themes = sample(_)
    return tokens.of_passages(np.arange(TINY)), themes[:TINY] if themes is not None else None


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
    "sample": sample, "sample, 100 passages": tiny,
    "central-policies": policies, "daily-news": news, "bbc-news": bbc, "us-bills": bills,
}  # fmt: skip


def fitted(data: ModelInput, k: int, seed: int, engine: str, out: Any) -> None:
    """In a process of its own, after a small fit that reads the machine code."""
    warnings.simplefilter("ignore")
    few = data.of_passages(np.arange(60))
    if engine == "gensim":
        with_gensim(few, 3, 1, 1)
    else:
        fit(few, "lda", topics=3, seed=1, **{**ENGINES[engine], "passes": 60})
    memory, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    if engine == "gensim":
        found = with_gensim(data, k, seed, GENSIM_PASSES)
    else:
        found = fit(data, "lda", topics=k, seed=seed, **ENGINES[engine])
    seconds = time.process_time() - begin
    out.send((found, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024))


def with_gensim(data: ModelInput, k: int, seed: int, passes: int) -> FittedTopics:
    """gensim's own LdaModel."""
    from gensim.models import LdaModel

    tokens = data.tokens
    bags = [list(bag) for bag in Bags.of_matrix(tokens.of_passages(data.rows).counts)]
    names = dict(enumerate(tokens.vocabulary))
    model = LdaModel(bags, k, names, passes=passes, alpha=[ALPHA] * k, eta=ETA, eval_every=None, random_state=seed)
    gamma, _ = model.inference(bags)
    return FittedTopics(
        topic_ids=numbered(k),
        topic_words=compositions(model.get_topics()),
        passage_topics=data.with_unassigned(compositions(gamma)),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        scores={"passes": passes},
    )


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
        matrix = rank_biased_overlap(a.topic_words, b.topic_words)
        both.append(matrix[assign(matrix)].mean())
    return float(np.mean(both)) if both else np.nan


def word_agreement(fits: list[FittedTopics]) -> float:
    """Mean agreement of matched topics beyond chance, without the prior's even part, over pairs of seeds."""
    if len(fits) < 2:
        return np.nan
    runs = Runs({str(n): own for n, own in enumerate(fits)})
    return float(run_stability(runs)["word_agreement"].mean())


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


@dataclass(frozen=True)
class HeldOut:
    """A corpus of which every tenth passage is held out: half of its tokens are `shown`, the others `hidden`."""

    name: str
    size: str
    data: ModelInput
    labels: np.ndarray | None
    shown: csr_matrix
    hidden: csr_matrix

    @classmethod
    def of(cls, name: str, tokens: Tokens, labels: np.ndarray | None) -> "HeldOut":
        held = np.arange(tokens.n_passages) % 10 == 9
        train = tokens.of_passages(np.flatnonzero(~held))
        shown, hidden = alternate_words(tokens, np.flatnonzero(held))
        seen = np.asarray(train.counts.sum(axis=0)).ravel() > 0
        shown, hidden = (csr_matrix(part.multiply(seen)) for part in (shown, hidden))
        size = f"{tokens.n_passages:,} passages, {len(tokens.word_ids):,} tokens, {tokens.n_words:,} words"
        data = ModelInput(train, ("",) * train.n_passages)
        return cls(name, size, data, None if labels is None else labels[~held], shown, hidden)

    def row(self, engine: str, k: int, seeds: int) -> dict[str, Any]:
        """The fits of one inference, measured."""
        tokens = self.data.tokens
        runs = [in_own_process(self.data, k, seed, engine) for seed in range(1, seeds + 1)]
        fits = [found for found, _, _ in runs]
        scores = np.array([labelled(found, self.labels) for found in fits])
        tables = pd.concat(
            coherence_table(own, tokens, measures=("npmi", "c_v"), draws=0, random_lists=0, run=str(n))
            for n, own in enumerate(fits)
        )
        coherent = tables[tables["topic"] == MEAN].groupby("measure")["value"].mean()
        left_out = [completion_perplexity(own.topic_words, ALPHA, self.shown, self.hidden) for own in fits]
        return {
            "K": k,
            "inference": engine,
            "seeds": seeds,
            "perplexity": np.mean(left_out),
            "NPMI": np.nan if self.name == "us-bills" else coherent["npmi"],
            "C_V": np.nan if self.name == "us-bills" else coherent["c_v"],
            "NMI": scores[:, 0].mean(),
            "F1": scores[:, 1].mean(),
            "RBO": agreement(fits),
            "words": word_agreement(fits),
            "flags": np.mean([(topic_diagnostics(own, tokens)["reasons"] != "").sum() for own in fits]),
            "empty": np.mean([own.scores.get("empty_topics", np.nan) for own in fits]),
            "bound": np.mean([own.scores.get("bound_per_word", np.nan) for own in fits]),
            "passes": np.mean([own.scores["passes"] for own in fits]),
            "cpu s": np.median([seconds for _, seconds, _ in runs]),
            "MB": np.median([memory for *_, memory in runs]),
        }


def kept(corpus: HeldOut, engine: str, k: int, seeds: int, folder: Path) -> None:
    """Measure a cell, unless the folder has it already."""
    path = folder / f"{corpus.name}-{k}-{list(ENGINES).index(engine)}-{seeds}.json"
    if not path.exists():
        row = {name: value.item() if isinstance(value, np.generic) else value for name, value in
               corpus.row(engine, k, seeds).items()}  # fmt: skip
        found = {"corpus": corpus.name, "size": corpus.size, "machine": machine(), "row": row}
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def page(folder: Path) -> str:
    """All that the folder has, as Markdown."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    rows: dict[tuple[str, int, str], dict[str, Any]] = {}
    for cell in sorted(found, key=lambda cell: cell["row"]["seeds"]):
        rows[cell["corpus"], cell["row"]["K"], cell["row"]["inference"]] = cell["row"]
    sizes = {cell["corpus"]: cell["size"] for cell in found}
    parts = []
    for name in (name for name in CORPORA if name in sizes):
        passages = int(sizes[name].split()[0].replace(",", ""))
        wanted = [(name, k, engine) for k in TOPICS if k < 0.9 * passages for engine in ENGINES]
        table = pd.DataFrame([rows[cell] for cell in wanted if cell in rows]).dropna(axis=1, how="all")
        gaps = {k: [e for e in ENGINES if (name, k, e) not in rows] for _, k, _ in wanted}
        missing = [
            f"K = {k}: {'every inference' if len(own) == len(ENGINES) else ', '.join(own)}"
            for k, own in gaps.items()
            if own
        ]
        told = f"\nNot measured: {'; '.join(missing)}.\n" if missing else ""
        parts.append(f"\n## {name}\n\n{sizes[name]}\n\n{to_markdown(rounded(table))}{told}")
    machines = "\n\n".join(sorted({cell["machine"] for cell in found}))
    return ABOUT.format(machines=machines, alpha=ALPHA, beside=to_markdown(beside(rows))) + "".join(parts)


def beside(rows: dict[tuple[str, int, str], dict[str, Any]]) -> pd.DataFrame:
    """The default inference against the others, with one row per corpus and number of topics."""
    table = []
    for name, k in ((name, k) for name in CORPORA for k in TOPICS):
        engines = {engine: rows[name, k, engine] for engine in ENGINES if (name, k, engine) in rows}
        if not {"collapsed", "variational"} <= engines.keys():
            continue
        own, variational, gibbs = (engines.get(engine, {}) for engine in ("collapsed", "variational", "gibbs, 200"))
        best = min(engines, key=lambda engine: engines[engine]["perplexity"])
        over = 100 * (own["perplexity"] / engines[best]["perplexity"] - 1)
        table.append(
            {
                "corpus": name,
                "K": k,
                "perplexity over the least": f"{over:.1f} %",
                "the least has": best,
                "cpu s over variational": f"{own['cpu s'] / variational['cpu s']:.2f}",
                "over gibbs, 200": f"{own['cpu s'] / gibbs['cpu s']:.2f}" if gibbs else "not measured",
                "MB": f"{own['MB']:.0f}, {variational['MB']:.0f}",
            }
        )
    return pd.DataFrame(table)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers with as many digits as three seeds can carry."""
    digits = {"perplexity": 0, "flags": 1, "empty": 1, "bound": 2, "passes": 0, "cpu s": 2, "MB": 0}
    told = {
        name: table[name].map(lambda x, n=name: "" if pd.isna(x) else f"{x:,.{digits.get(n, 3)}f}")
        for name in table
        if name not in ("K", "inference", "seeds")
    }
    return table.assign(**told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, nargs="+", default=list(TOPICS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--corpus", nargs="+", default=list(CORPORA), choices=list(CORPORA))
    parser.add_argument("--engine", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--resume", type=Path, help="a folder for what is known already")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    folder = options.resume or Path(mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    threadpool_limits(1)
    for name in options.corpus:
        corpus = HeldOut.of(name, *CORPORA[name](options.corpora))
        for k in options.topics:
            if k < corpus.data.tokens.n_passages:
                for engine in options.engine:
                    kept(corpus, engine, k, options.seeds, folder)
                    options.out.write_text(page(folder), encoding="utf-8")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
