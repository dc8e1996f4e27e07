"""Do keyword-assisted models recover four keyword themes in US bills, and agree with human labels of them?

    python benchmarks/us_bills.py CORPORA [--seeds 5] [--iterations 500] [--free 3 10]

CORPORA is a folder that holds us-bills/, the example data of the R package keyATM: 140 bills of the 101st to 114th
Congress as word counts, keywords of four themes, and for 28 bills the number of the theme a person found it to be
about, in the order of keywords.json (1 Education, 2 Law, 3 Health; no bill is labelled 4 Drug, so what a model calls
Drug counts as an error). `labels_all.csv` holds other codes of other bills and is not looked at. A bill is assigned to
the theme with the largest weight, free topics aside; AUROC asks for no such choice. Models see bags of words; the
dynamic one has a period a Congress. Given are means over seeds.
"""

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.io import mmread
from sklearn.metrics import roc_auc_score

from topics.models import FittedTopics, ModelInput, fit
from topics.preprocessing.words.tokens import build_tokens
from topics.report.tables import print_table
from topics.themes import Theme

Model = tuple[str, dict[str, object]]


def read_bills(folder: Path) -> tuple[ModelInput, np.ndarray]:
    """The bills as data, and the label of each: the column of its theme, −1 without one."""
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    counts = mmread(folder / "doc_term.mtx").tocsr().astype(int)
    with (folder / "meta.csv").open(encoding="utf-8", newline="") as file:
        meta = list(csv.DictReader(file))
    keywords = json.loads((folder / "keywords.json").read_text(encoding="utf-8"))
    bags = [[vocabulary[j] for j in np.repeat(row.indices, row.data)] for row in counts]
    data = ModelInput(
        build_tokens([row["doc"] for row in meta], bags, min_passages=1, max_share=1.0),
        tuple(map(" ".join, bags)),
        tuple(Theme(name.lower(), tuple(terms)) for name, terms in keywords.items()),
        periods=tuple(row["time_index"] for row in meta),
    )
    return data, np.array([int(float(row["label"] or 0)) - 1 for row in meta])


def models(free: Sequence[int], iterations: int, n_themes: int) -> dict[str, Model]:
    """By name: kind and settings; the lexicon once, the others for every number of free topics."""
    keyatm = {"iterations": iterations}
    return {"lexicon": ("lexicon", {})} | {
        f"{name}, {n} free": model
        for n in free
        for name, model in {
            "keyatm": ("keyatm", {"topics": n, **keyatm}),
            "keyatm dynamic": ("keyatm", {"topics": n, "dynamic": True, **keyatm}),
            "guided lda": ("lda", {"topics": n + n_themes, "guided": True}),
        }.items()
    }


def assigned(fitted: FittedTopics, n_themes: int) -> np.ndarray:
    """The theme with the largest weight of each bill; `n_themes` where none has any."""
    weights = fitted.passage_topics[:, :n_themes]
    return np.where(weights.any(axis=1), weights.argmax(axis=1), n_themes)


def ranking(fitted: FittedTopics, labels: np.ndarray, theme: int) -> float:
    """AUROC: how often a bill with the theme's label has more of the theme than a bill with another label."""
    weights = fitted.passage_topics[labels >= 0, theme]
    return float(roc_auc_score(labels[labels >= 0] == theme, weights)) if (labels == theme).any() else np.nan


def themes_table(name: str, fits: Sequence[FittedTopics]) -> pd.DataFrame:
    """`model, theme, keyword_share, lowest, highest` over seeds, and the top words of the first seed."""
    rows = []
    for theme, words in zip(fits[0].theme_of, fits[0].top_words(8), strict=False):
        shares = [f.scores["keyword_share"][theme] for f in fits if "keyword_share" in f.scores] or [np.nan]
        rows.append((name, theme, np.mean(shares), min(shares), max(shares), " ".join(words)))
    return pd.DataFrame(rows, columns=["model", "theme", "keyword_share", "lowest_share", "highest_share", "top_words"])


def label_table(name: str, fits: Sequence[FittedTopics], labels: np.ndarray, themes: Sequence[str]) -> pd.DataFrame:
    """A row a labelled theme: how many of its bills were assigned where, precision, recall, F1 and AUROC."""
    coded = labels >= 0
    confusion = np.zeros((len(themes), len(themes) + 1))
    for fitted in fits:
        np.add.at(confusion, (labels[coded], assigned(fitted, len(themes))[coded]), 1 / len(fits))
    hits, of_label, of_theme = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)[:-1]
    table = pd.DataFrame(confusion, columns=[f"as {theme}" for theme in (*themes, "none")])
    table.insert(0, "label", list(themes))
    table.insert(0, "model", name)
    table["precision"] = hits / np.maximum(of_theme, 1e-12)
    table["recall"] = hits / np.maximum(of_label, 1e-12)
    table["f1"] = 2 * hits / np.maximum(of_theme + of_label, 1e-12)
    table["auroc"] = [np.mean([ranking(f, labels, t) for f in fits]) for t in range(len(themes))]
    return table[of_label > 0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=500)
    parser.add_argument("--free", type=int, nargs="+", default=[3, 10])
    asked = parser.parse_args()
    data, labels = read_bills(asked.corpora / "us-bills")
    names = [theme.id for theme in data.themes]
    tables = []
    for name, (kind, options) in models(asked.free, asked.iterations, len(names)).items():
        seeds = range(1, (1 if kind == "lexicon" else asked.seeds) + 1)
        fits = [fit(data, kind, seed=seed, **options) for seed in seeds]
        found = label_table(name, fits, labels, names)
        right = [(assigned(f, len(names)) == labels)[labels >= 0].mean() for f in fits]
        overall = (name, np.mean(right), min(right), max(right), found["f1"].mean(), found["auroc"].mean())
        tables.append((themes_table(name, fits), found, overall))
    print_table(pd.concat([words for words, _, _ in tables]), "table", "Themes after the fit")
    print_table(pd.concat([found for _, found, _ in tables]), "table", "Against the labels")
    columns = ["model", "accuracy", "lowest", "highest", "macro_f1", "mean_auroc"]
    print_table(pd.DataFrame([row for *_, row in tables], columns=columns), "table", "Labelled bills assigned rightly")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
