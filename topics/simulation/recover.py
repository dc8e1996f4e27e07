"""Recovery study: every estimator fitted to many simulated corpora, its shares compared with the planted ones.

generator → corpus → every estimator × seed → codebook → shares and trends, exactly as a study has them → scores

Conventions. Estimators are models as a study names them, with the toolkit's defaults; nothing is tuned to a generator.
`TRUTH` stands beside them: the true weights of every passage, whose errors are those of the bands and tests alone.
Replications are numbered from 1. The result of one depends on its number and the seed, not on how many there are, on
their order, or on the number of workers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from topics import __version__
from topics.errors import ModelError, ScoreError, nearest
from topics.files.records import read_json, replace_text, to_json
from topics.models import fit
from topics.parallel.workers import run_tasks
from topics.shares.codebook import ThemeScores, suggest_codebook, theme_scores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.own_scale import on_own_scale
from topics.shares.periods import Periods
from topics.shares.posterior import posterior_shares
from topics.shares.trend.trends import theme_trends
from topics.simulation.generators import CodedPassages, simulate
from topics.simulation.planted import Simulated
from topics.simulation.recovery import CELLS, TESTS, recovery
from topics.store.fingerprints import digest
from topics.study.settings import ModelSettings
from topics.study.study import Progress
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd


TRUTH = "true weights"
ESTIMATORS: Mapping[str, ModelSettings] = {
    model.name: model
    for model in (
        ModelSettings(kind="lexicon", name="lexicon", options={}),
        ModelSettings(kind="clause-extent", name="clause-extent", options={}),
        ModelSettings(kind="lda", name="lda-guided", options={"guided": True}, seeds=(1, 2, 3)),
        ModelSettings(
            kind="lda",
            name="lda-guided, whole",
            options={"guided": True, "start": "whole", "hold": 0.0},
            seeds=(1, 2, 3),
        ),
        ModelSettings(kind="lda", name="lda", options={}, seeds=(1, 2, 3)),
        ModelSettings(kind="keyatm", name="keyatm", options={}),  # one minute per fit: one seed
        ModelSettings(kind="lda", name="lda-guided, own scale", options={"guided": True}, seeds=(1, 2, 3), scale="own"),
    )
}
USUAL = ("lexicon", "clause-extent", "lda-guided", "lda")
_ALPHA = 0.05

Rows = dict[str, list[list[Any]]]
Membership = Literal["weight", "primary"]


@dataclass(frozen=True)
class Replication:
    """A task: one simulated corpus to be made and estimated."""

    generator: str
    number: int
    documents: int
    estimators: tuple[ModelSettings, ...]
    membership: Membership
    seed: int
    draws: int
    coded: CodedPassages | None
    keep: Path | None = None

    @property
    def models(self) -> dict[str, ModelSettings]:
        """The estimators by name."""
        return {model.name: model for model in self.estimators}


@dataclass(frozen=True)
class Recovered:
    """Scores by generator and estimator, with the cells and tests behind them: see `topics.simulation.recovery`."""

    scores: "pd.DataFrame"
    cells: "pd.DataFrame"
    tests: "pd.DataFrame"


def recover(
    generators: Sequence[str] = ("A", "B", "D", "E"),
    estimators: Sequence[str] = USUAL,
    *,
    replications: int = 20,
    documents: int = 400,
    membership: Membership = "weight",
    coded: CodedPassages | None = None,
    seed: int = 1,
    draws: int = 1000,
    keep: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Recovered:
    """Simulate, estimate and score; generator C mixes the passages `coded`, see `topics.simulation.coded`.

    `draws` is the number of resamples of documents. `keep` names a folder in which
    each estimator's rows of a replication are kept as soon as they are known; rows found there are not computed again
    (see `rows_file`). Raises ScoreError for an unknown generator or estimator, and for C without a coded study; if an
    estimator refuses a corpus, the refusal is counted and nothing is raised.
    """
    import pandas as pd

    known = [ESTIMATORS[name] for name in estimators if name in ESTIMATORS]
    for name in estimators:
        if name not in ESTIMATORS:
            raise ScoreError(f'there is no estimator "{name}" to recover shares with; {nearest(name, ESTIMATORS)}')
    for generator in generators:
        simulate(generator, documents=documents, seed=seed, coded=coded)  # complains here, not in a worker
    tasks = [
        Replication(generator, number, documents, tuple(known), membership, seed, draws, coded, keep)
        for generator in generators
        for number in range(1, replications + 1)
    ]
    found: dict[int, tuple[pd.DataFrame, pd.DataFrame]] = {}
    for place, tables in run_tasks(replicate, tasks, workers):
        found[place] = tables
        if progress:
            progress(len(found), len(tasks), "replications")
    cells, tests = (pd.concat([found[place][i] for place in sorted(found)], ignore_index=True) for i in (0, 1))
    return Recovered(recovery(cells, tests), cells, tests)


def recovery_title(replications: int, documents: int, membership: Membership) -> str:
    """The title of a table of scores."""
    return f"Recovery of planted shares by {membership}: {replications} corpora a generator, {documents} documents each"


def replicate(task: Replication) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """Cells and tests of one replication: every estimator on the same corpus; kept rows are not estimated again."""
    number = task.seed * 100_000 + task.number
    return replicated(task, partial(simulate, task.generator, documents=task.documents, seed=number, coded=task.coded))


def replicated(task: Replication, make: Callable[[], Simulated]) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """`replicate` with a corpus that `make` makes, where rows are not kept."""
    rows = {name: _kept(task, name) for name in (TRUTH, *task.models)}
    if not all(rows.values()):
        made = make()
        fits: dict[tuple[object, ...], ThemeScores] = {}
        for name in (name for name, found in rows.items() if not found):
            rows[name] = estimated = _estimated(made, name, task, fits)
            if task.keep:
                write_rows(_file(task, name), estimated)
    cells, tests = ([row for found in rows.values() if found for row in found[part]] for part in ("cells", "tests"))
    return CELLS.frame(cells), TESTS.frame(tests)


def _kept(task: Replication, name: str) -> Rows | None:
    return read_rows(_file(task, name)) if task.keep else None


def _file(task: Replication, name: str) -> Path:
    """The file for the rows of one estimator in one replication."""
    assert task.keep
    model = {} if name == TRUTH else task.models[name].model_dump()
    coded = digest(asdict(task.coded)) if task.coded and task.generator == "C" else ""
    about = (task.documents, task.membership, task.seed, task.draws, coded, model)
    return rows_file(task.keep, f"{task.generator}-{task.number:05d}-{name}", about)


def _estimated(made: Simulated, name: str, task: Replication, fits: dict[tuple[object, ...], ThemeScores]) -> Rows:
    """Cells and the test of one estimator."""
    start, refused = process_time(), ""
    try:
        scores = [true_scores(made)] if name == TRUTH else estimate(made, task.models[name], kept=fits)
    except ModelError as error:
        scores, refused = [], str(error)
    about = (task.generator, task.number, name)
    seconds = process_time() - start
    if not scores:
        return {"cells": [], "tests": [[*about, 0, 0, 0, 0, seconds, refused]]}
    cells = _cells(made, scores, task).assign(generator=task.generator, replication=task.number, estimator=name)
    trends, withheld = _trends(made, scores, task, made.documents)
    shuffled = np.random.default_rng([task.seed, task.number]).permutation(made.documents["date"])
    permuted, _ = _trends(made, scores, task, made.documents.assign(date=shuffled))
    return {
        "cells": cells[list(CELLS.names)].to_numpy(dtype=object).tolist(),
        "tests": [[*about, trends, permuted, withheld, len(made.themes), seconds, ""]],
    }


def estimate(
    made: Simulated,
    model: ModelSettings,
    themes: Sequence[Theme] | None = None,
    kept: dict[tuple[object, ...], ThemeScores] | None = None,
) -> list[ThemeScores]:
    """Theme scores of a simulated corpus, one per seed: fit, suggested codebook and scale, as in a study.

    `themes` replace the corpus's own. `kept` holds earlier fits to the same corpus and themes; new fits are added to
    it. The scale is no part of a fit.
    """
    kept = {} if kept is None else kept
    data = made.data(themes)
    for seed in model.seeds:
        key = (model.kind, *sorted(model.options.items()), seed)
        if key not in kept:
            fitted = fit(data, model.kind, seed=seed, **model.options)
            codebook = suggest_codebook(fitted, made.tokens, data.hits, data.themes)
            kept[key] = theme_scores(fitted, codebook, data.themes)
    found = [kept[(model.kind, *sorted(model.options.items()), seed)] for seed in model.seeds]
    return [on_own_scale(scores, made.tokens.lengths) for scores in found] if model.scale == "own" else found


def true_scores(made: Simulated) -> ThemeScores:
    """The theme scores of an estimator without error."""
    ids = tuple(theme.id for theme in made.themes)
    nothing = np.zeros(len(made.weights))
    return ThemeScores(ids, made.tokens.passage_ids, made.weights, (made.weights > 0).astype(np.float64), nothing)


def passages_of(made: Simulated) -> "pd.DataFrame":
    """The passages with the columns that a share needs."""
    return made.passages[["passage_id", "doc_id", "duplicate_of", "counted"]].assign(n_tokens=made.tokens.lengths)


def periods_of(made: Simulated) -> Periods:
    """The planted years, empty ones included."""
    return Periods("year", made.years[0], made.years[-1])


def _cells(made: Simulated, scores: Sequence[ThemeScores], task: Replication) -> "pd.DataFrame":
    """Text shares of the themes with their bands beside the truth; the process is known only for shares by weight."""
    import pandas as pd

    shares = theme_shares(
        scores,
        passages_of(made),
        made.documents,
        estimator="",
        design=Design(periods_of(made), draws=task.draws),
        estimand=Estimand(membership=task.membership),
    )
    corpus = made.corpus(task.membership)
    process = made.process if task.membership == "weight" or task.generator == "C" else np.full_like(corpus, np.nan)
    truth = pd.DataFrame(
        [
            (theme.id, year, corpus[t, k], process[t, k])
            for k, theme in enumerate(made.themes)
            for t, year in enumerate(made.years)
        ],
        columns=["theme", "period", "corpus", "process"],
    )
    named = shares[shares["weighting"] == "text"][["theme", "period", "share", "lower", "upper"]]
    named = named.merge(truth, on=["theme", "period"], validate="one_to_one")
    return named.merge(_posterior(made, scores, task), on=["theme", "period"], how="left", validate="one_to_one")


def _posterior(made: Simulated, scores: Sequence[ThemeScores], task: Replication) -> "pd.DataFrame":
    """Bounds of the model's own posterior by theme and period; none if the model has no posterior."""
    import pandas as pd

    columns = ["theme", "period", "posterior_lower", "posterior_upper"]
    if task.membership != "weight" or any(s.concentration is None for s in scores):
        return pd.DataFrame(columns=columns)
    table = posterior_shares(scores, passages_of(made), made.documents, estimator="", design=Design(periods_of(made)))
    return table.loc[table["weighting"] == "text", columns]


def _trends(
    made: Simulated, scores: Sequence[ThemeScores], task: Replication, documents: "pd.DataFrame"
) -> tuple[int, int]:
    """Numbers of themes with a change by the model after Holm, and of themes without a test."""
    table = theme_trends(
        scores,
        passages_of(made),
        documents,
        estimator="",
        design=Design(periods_of(made), draws=task.draws),
        estimand=Estimand(membership=task.membership),
    )
    p = table["p_change_holm"].iloc[: len(made.themes)]
    return int((p < _ALPHA).sum()), int(p.isna().sum())


def rows_file(folder: Path, title: str, asked: Sequence[Any]) -> Path:
    """The file for what was asked for; its name begins with `title`, for people."""
    slug = "-".join(re.findall(r"\w+", title))
    return folder / f"{slug}-{digest([*asked, __version__])}.json"


def read_rows(path: Path) -> Rows | None:
    """The rows kept in a file, None if there is none. Raises StoreError when the file is damaged."""
    return read_json(path, "cells", "tests") if path.exists() else None


def write_rows(path: Path, rows: Rows) -> None:
    """Keep rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, to_json(rows))
