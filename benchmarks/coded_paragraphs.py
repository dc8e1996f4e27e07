"""What do the estimators measure on real text? Each against paragraphs coded with a written codebook.

    python benchmarks/coded_paragraphs.py CODED.jsonl DOCUMENTS [DOCUMENTS ...] [--themes THEMES.toml]

CODED holds a line a paragraph: `doc_id, text, primary, mentions`. DOCUMENTS are the files or folders the paragraphs
come from; the models are fitted to all of their passages without seeing a code. Lexicon and stop words are the sample
study's, and so are the themes' terms unless others are named.

Every coded paragraph is also read as a document of its own, so that each is scored as it was coded, wherever cleaning
has mended, joined or cut the text around it; what cleaning takes away (copyright notes, navigation) is about no theme.
Scores: macro-F1 over themes of the main theme (`primary`: the largest part) and of every theme that is present
(`mentions`: at ½ and more), means over seeds. Intervals: 95 %, percentiles of the scores over documents drawn anew;
`over_terms` is the difference to counting any term, on the same draws. No threshold is fitted, but the form of
the own scale was chosen with one such set in sight (see `topics.models.counting.clause_extent`): another
set is the test.
"""

import argparse
import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.jobs.run import run
from topics.report.tables import print_table
from topics.shares.codebook import ThemeScores
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.study.template import new_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ID = "coded-{:04d}"
DRAWS = 2000
BASELINE = "terms: any"
MODELS = f"""
[[models]]
kind = "lexicon"
name = "{BASELINE}"

[[models]]
kind = "lexicon"
name = "terms: two"
measure = "two"

[[models]]
kind = "lexicon"
name = "terms: density"
measure = "density"

[[models]]
kind = "lexicon"
name = "terms: density, own scale"
measure = "density"
scale = "own"

[[models]]
kind = "clause-extent"

[[models]]
kind = "lda"
name = "lda-guided"
guided = true
seeds = [1, 2, 3]

[[models]]
kind = "lda"
name = "lda-guided, own scale"
guided = true
scale = "own"
seeds = [1, 2, 3]

[[models]]
kind = "lda"
topics = 20
seeds = [1, 2, 3]

[[models]]
kind = "nmf"
topics = 20

[[models]]
kind = "nmf"
name = "nmf-guided, own scale"
topics = 20
guided = true
scale = "own"

[[models]]
kind = "keyatm"
iterations = 500

[[models]]
kind = "seeded-vectors"
embedder = "lsa"

[[models]]
kind = "bertopic"
embedder = "lsa"
seeds = [1, 2, 3]
"""

Counts = NDArray[np.float64]


def main(coded: Path, documents: Sequence[Path], themes: Path) -> None:
    rows = [json.loads(line) for line in coded.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "coded"
        write_study(study, rows, documents, themes)
        job = run(load_study(study), Store(Path(folder) / "runs"))
        scores, lost = paragraph_scores(job, len(rows))
    print(f"{len(rows)} coded paragraphs; cleaning takes {lost} of them away, which no estimator finds a theme in")
    names = [theme.id for theme in job.themes]
    table, by_theme = agreement_tables(scores, rows, names)
    print_table(table, "table", "Macro-F1 against the codes")
    print_table(by_theme, "table", "Theme by theme")


def write_study(study: Path, rows: Sequence[dict], documents: Sequence[Path], themes: Path) -> None:
    """A study of the documents and, beside them, of every coded paragraph as a document of its own."""
    own = study.parent / "paragraphs.jsonl"
    lines = [{"id": ID.format(n), "date": "2022-01-01", "text": row["text"]} for n, row in enumerate(rows)]
    own.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    new_study(study, [str(path.resolve()) for path in (*documents, own)], "Coded paragraphs")
    shutil.copyfile(themes, study / "themes.toml")
    for name in ("lexicon.txt", "stop_words.txt"):
        shutil.copyfile(SAMPLE / name, study / name)
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8").replace('undated = "refuse"', 'undated = "leave out"')
    settings.write_text(
        re.split(r"^#[^\n]*\n\[\[models\]\]|^\[\[models\]\]", text, flags=re.M)[0] + MODELS, encoding="utf-8"
    )
    # Only passages matter here, not when they were written: what is undated gets a date.
    (study / "documents.csv").write_text(
        "id,date\nmiit-2020-newspaper-pdf-text,2020-12-25\nmiit-2023-work-conference,2023-01-11\n"
        "miit-2024-glossed-traditional,2024-01\n",
        encoding="utf-8",
    )


def paragraph_scores(job: Job, n: int) -> tuple[dict[str, list[ThemeScores]], int]:
    """Theme scores of the coded paragraphs by estimator and seed, and how many are left without a passage."""
    corpus, tokens = job.corpus, job.tokens
    number = {ID.format(i): i for i in range(n)}
    places = [(number[doc_id], row) for row, doc_id in enumerate(corpus.passages["doc_id"]) if doc_id in number]
    of_passages = {model.name: job.scores(model.name) for model in job.models}
    scores = {name: [_joined(seed, places, tokens.lengths, n) for seed in seeds] for name, seeds in of_passages.items()}
    return scores, n - len({paragraph for paragraph, _ in places})


def _joined(scores: ThemeScores, places: Sequence[tuple[int, int]], lengths: NDArray[np.int64], n: int) -> ThemeScores:
    """Scores of paragraphs from those of their passages (one, unless the paragraph was long enough to be split)."""
    length, present = np.zeros(n), np.zeros((n, len(scores.theme_ids)))
    parts = np.zeros((n, len(scores.theme_ids) + 1))
    for paragraph, row in places:
        length[paragraph] += lengths[row]
        parts[paragraph] += lengths[row] * np.append(scores.weights[row], scores.unassigned[row])
        present[paragraph] = np.maximum(present[paragraph], scores.present[row])
    parts /= np.maximum(length, 1)[:, None]
    return ThemeScores(scores.theme_ids, tuple(ID.format(i) for i in range(n)), parts[:, :-1], present, parts[:, -1])


def agreement_tables(
    scores: dict[str, list[ThemeScores]], rows: Sequence[dict], themes: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row an estimator with intervals and differences, and precision, recall and F1 by theme."""
    truth = {
        "primary": np.array([[row["primary"] == theme for theme in themes] for row in rows]),
        "mentions": np.array([[theme in row["mentions"] for theme in themes] for row in rows]),
    }
    _, document = np.unique([row["doc_id"] for row in rows], return_inverse=True)
    random = np.random.default_rng(1)
    n_documents = document.max() + 1
    draws = random.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=DRAWS)
    table: dict[str, dict[str, str]] = {name: {"estimator": name} for name in scores}
    by_theme = []
    for code, coded in truth.items():
        counts = {name: [_counts(_estimated(seed, code), coded) for seed in seeds] for name, seeds in scores.items()}
        drawn = {
            name: np.mean([_macro(draws @ _by_document(seed, document, n_documents)) for seed in seeds], axis=0)
            for name, seeds in counts.items()
        }
        found = {name: float(np.mean([_macro(_totals(seed)) for seed in seeds])) for name, seeds in counts.items()}
        for name in scores:
            table[name][code] = _with_interval(found[name], drawn[name])
            difference = found[name] - found[BASELINE], drawn[name] - drawn[BASELINE]
            table[name][f"{code}_over_terms"] = "" if name == BASELINE else _with_interval(*difference, sign="+")
            by_theme.append(_theme_row(name, code, themes, counts[name]))
    return pd.DataFrame(list(table.values())), pd.DataFrame(by_theme)


def _estimated(scores: ThemeScores, code: str) -> NDArray[np.bool_]:
    if code == "mentions":
        return scores.present >= 0.5
    return np.eye(len(scores.theme_ids) + 2, dtype=bool)[scores.primary][:, :-2]


def _counts(estimated: NDArray[np.bool_], coded: NDArray[np.bool_]) -> Counts:
    """Right, estimated, coded of each paragraph and theme: `(n_paragraphs, 3, n_themes)`."""
    return np.stack([estimated & coded, estimated, coded], axis=1).astype(float)


def _by_document(counts: Counts, document: NDArray[np.intp], n: int) -> Counts:
    sums = np.zeros((n, counts.shape[1] * counts.shape[2]))
    np.add.at(sums, document, counts.reshape(len(counts), -1))
    return sums


def _totals(counts: Counts) -> Counts:
    return counts.reshape(1, len(counts), -1).sum(axis=1)


def _macro(sums: Counts) -> Counts:
    """Macro-F1 of each row of sums `(n, 3 · n_themes)`; themes that are never coded are left out."""
    right, estimated, coded = np.split(sums, 3, axis=1)
    f1 = np.divide(2 * right, estimated + coded, out=np.full_like(right, np.nan), where=coded > 0)
    return np.nanmean(f1, axis=1)


def _with_interval(value: float, drawn: Counts, sign: str = "") -> str:
    lower, upper = np.percentile(drawn, [2.5, 97.5])
    return f"{value:{sign}.2f} [{lower:{sign}.2f}, {upper:{sign}.2f}]"


def _theme_row(name: str, code: str, themes: Sequence[str], seeds: Sequence[Counts]) -> dict[str, str]:
    """Precision / recall / F1 of each theme, means over seeds."""
    right, estimated, coded = np.mean([_totals(seed) for seed in seeds], axis=0).reshape(3, -1)
    cells = zip(themes, right, estimated, coded, strict=True)
    return {
        "estimator": name,
        "code": code,
        **{t: f"{r / max(e, 1):.2f} / {r / max(c, 1):.2f} / {2 * r / max(e + c, 1):.2f}" for t, r, e, c in cells},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("coded", type=Path, metavar="CODED.jsonl")
    parser.add_argument("documents", type=Path, nargs="+", metavar="DOCUMENTS")
    parser.add_argument("--themes", type=Path, default=SAMPLE / "themes.toml", metavar="THEMES.toml")
    arguments = parser.parse_args()
    main(arguments.coded, arguments.documents, arguments.themes)
