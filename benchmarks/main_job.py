"""The whole main job beside the notebook script that people write from the libraries' tutorials.

    pip install topics-toolkit[benchmarks]
    python benchmarks/main_job.py [--rounds 5] [--only lda bertopic]

Both read the sample's documents and end with a picture of theme shares by year, each in a fresh process with a cold
store. What numba compiles is on disk as far as either side keeps it: UMAP by itself compiles a dozen seconds in every
process, and ours has that kept. Memory is that of all processes together, looked at four times a second. The script is
jieba with the sample's lexicon, gensim's LdaModel (20 topics, ten passes) or BERTopic on TF-IDF and SVD (its
documentation's way without a transformer; "lsa" is ours), both for five seeds; a topic is given to the theme whose
terms it ranks highest, and shares are means by year. It takes paragraphs for passages, dates from documents.csv and
files for clean: repairs, copies, dates by evidence, bands, other estimators, runs that are kept are ours alone. Our
side is `topics run` and `topics figures` of the sample cut to those models, each in its own process as it is typed;
`whole` is the sample as it ships, with guided models and all.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from scale import look

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
SEEDS = [1, 2, 3, 4, 5]
TOPICS = 20
MODELS = {
    "lda": f'[[models]]\nkind = "lda"\ntopics = {TOPICS}\nseeds = {SEEDS}\n',
    "bertopic": f'[[models]]\nkind = "bertopic"\nembedder = "lsa"\nseeds = {SEEDS}\n',
}


def texts_of(path: Path) -> list[tuple[str, str]]:
    """(id, text) of every document in a file, as tutorials read them."""
    if path.suffix == ".docx":
        from docx import Document

        return [(path.stem, "\n\n".join(p.text for p in Document(str(path)).paragraphs))]
    text = path.read_text(encoding="utf-8", errors="ignore")
    if path.suffix == ".jsonl":
        return [(record["id"], record["text"]) for record in map(json.loads, text.splitlines())]
    if path.suffix == ".html":
        from lxml import html

        return [(path.stem, html.fromstring(text.encode()).text_content())]
    return [(path.stem, text)]


def script(kind: str, place: Path) -> None:
    """The plain script; it ends with a picture."""
    import jieba
    import matplotlib
    import numpy as np
    import pandas as pd

    from topics.themes import read_themes

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    jieba.setLogLevel("ERROR")
    jieba.load_userdict(str(SAMPLE / "lexicon.txt"))
    stop = set((SAMPLE / "stop_words.txt").read_text(encoding="utf-8").split())
    years = pd.read_csv(SAMPLE / "documents.csv").set_index("id")["date"].str[:4]
    passages, dates = [], []
    for path in sorted((SAMPLE / "documents").iterdir()):
        for name, text in texts_of(path):
            parts = [part.strip() for part in text.split("\n") if len(part.strip()) >= 20]
            passages += parts
            dates += [years.get(name, "")] * len(parts)
    words = [[w for w in jieba.lcut(text) if w not in stop and len(w) >= 2] for text in passages]
    terms = {theme.id: set(theme.terms) for theme in read_themes(SAMPLE / "themes.toml")}
    found = []
    for weights, top in (lda_of if kind == "lda" else bertopic_of)(passages, words):
        theme_of = [max(terms, key=lambda t: len(terms[t] & set(ws))) if set().union(*terms.values()) & set(ws) else ""
                    for ws in top]  # fmt: skip
        shares = {t: weights[:, [name == t for name in theme_of]].sum(axis=1) for t in terms}
        found.append(pd.DataFrame(shares).groupby(np.array(dates)).mean())
    pd.concat(found).groupby(level=0).mean().plot()
    plt.savefig(place / "shares.png", dpi=300)
    plt.savefig(place / "shares.pdf")


def lda_of(passages: list[str], words: list[list[str]]) -> Any:
    """Weights of topics by passage and the topics' words, for every seed (gensim's tutorial)."""
    import numpy as np
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(words)
    dictionary.filter_extremes(no_below=5, no_above=0.5)
    bags = [dictionary.doc2bow(text) for text in words]
    for seed in SEEDS:
        model = LdaModel(bags, id2word=dictionary, num_topics=TOPICS, passes=10, random_state=seed)
        weights = np.zeros((len(bags), TOPICS))
        for row, bag in enumerate(bags):
            for topic, weight in model.get_document_topics(bag, minimum_probability=0):
                weights[row, topic] = weight
        yield weights, [[word for word, _ in model.show_topic(topic, 10)] for topic in range(TOPICS)]


def bertopic_of(passages: list[str], words: list[list[str]]) -> Any:
    """The same of BERTopic, with words counted as its documentation has it for Chinese."""
    import numpy as np
    from bertopic import BERTopic
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from umap import UMAP

    joined = [" ".join(text) for text in words]
    tf_idf = TfidfVectorizer(token_pattern=r"\S+", min_df=5)
    vectors = make_pipeline(tf_idf, TruncatedSVD(100, random_state=1)).fit_transform(joined)
    for seed in SEEDS:
        model = BERTopic(
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
            vectorizer_model=CountVectorizer(token_pattern=r"\S+"),
            embedding_model=None,
        )
        topics = np.array(model.fit_transform(joined, vectors)[0])
        names = sorted(set(topics.tolist()))
        yield topics[:, None] == np.array(names), [[word for word, _ in model.get_topic(name)] for name in names]


def run(kind: str, place: Path) -> None:
    """`topics run` of the sample with the models of `kind`."""
    study = place / "study"
    shutil.copytree(SAMPLE, study)
    if kind != "whole":
        text = (SAMPLE / "study.toml").read_text(encoding="utf-8")
        kept = text[: text.index("[[models]]")]
        kept = kept[: kept.index("[robustness]")]
        (study / "study.toml").write_text(kept + MODELS[kind], encoding="utf-8")
    command("run", place)


def figure(kind: str, place: Path) -> None:
    """`topics figures`, of what `run` kept."""
    command("figures", place, "fig1_theme_shares", "--out", str(place / "figures"))


def command(name: str, place: Path, *options: str) -> None:
    from topics.cli import main

    sys.argv = ["topics", name, str(place / "study"), *options, "--store", str(place / "store")]
    main()


STEPS: dict[str, Callable[[str, Path], None]] = {"script": script, "run": run, "figure": figure}
SIDES = {"script": ["script"], "ours": ["run", "figure"]}


def measured(side: str, kind: str) -> dict[str, float]:
    """Seconds of processor (children included) and by the clock of a side's steps, and the most memory in any of them.

    Each step has a fresh process.
    """
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as place:
        for step in SIDES[side]:
            words = [sys.executable, __file__, "--step", step, "--kind", kind, "--place", place]
            with tempfile.TemporaryFile("w+") as said:
                process, most = subprocess.Popen(words, stdout=said, stderr=subprocess.DEVNULL), 0.0
                while process.poll() is None:
                    most = max(most, look(process.pid, {}))
                    time.sleep(0.25)
                if process.returncode:
                    raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
                said.seek(0)
                found.append({**json.loads(said.read().splitlines()[-1]), "peak MB": most})
    most = max(step["peak MB"] for step in found)
    return {**{unit: sum(step[unit] for step in found) for unit in found[0]}, "peak MB": most}


def one_step(step: str, kind: str, place: Path) -> None:
    from topics.parallel.workers import end_idle_workers

    warnings.simplefilter("ignore")
    begin = time.perf_counter()
    try:
        STEPS[step](kind, place)
    except SystemExit as end:
        if end.code:
            raise
    ended = time.perf_counter() - begin
    end_idle_workers()  # what they used counts once they have ended
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    numbers = {
        "seconds": ended,
        "processor s": sum(u.ru_utime + u.ru_stime for u in used),
    }
    print("\n" + json.dumps(numbers))


def main(rounds: int, only: list[str]) -> None:
    import pandas as pd
    from ratios import Ratio, print_ratios

    from topics.report.tables import print_table

    cases = [(side, kind) for kind in only for side in SIDES if not (kind == "whole" and side == "script")]
    for case in cases:
        measured(*case)  # compiled code and dictionaries are put on disk
    runs: dict[tuple[str, str], list[dict[str, float]]] = {case: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            runs[case].append(measured(*case))
    found = {case: {key: median(run[key] for run in of_it) for key in of_it[0]} for case, of_it in runs.items()}
    rows = [{"models": kind, "side": side, **numbers} for (side, kind), numbers in found.items()]
    print_table(pd.DataFrame(rows), "table", f"The main job on the sample, medians of {rounds}")
    print_ratios(
        [
            Ratio(f"main job, {kind}, five seeds", "a plain script", number, found["ours", kind][unit], unit, rounds)
            for (side, kind), theirs in found.items() if side == "script"
            for unit, number in theirs.items()
        ]
    )  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[*MODELS, "whole"], default=[*MODELS, "whole"])
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        one_step(given.step, given.kind, given.place)
    else:
        from machine import begin

        begin()
        main(given.rounds, given.only)
