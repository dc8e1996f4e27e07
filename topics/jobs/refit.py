"""Refits: kept runs fitted again from the kept corpus and compared with the runs that were kept.

The same code, versions and type of machine give the same bits. Where one of them differs, equality cannot be expected,
and two distances between the fits are reported: 1 − the mean similarity of matched topics
(`topics.evaluation.matching`), and the largest change of a theme's weight in any passage, where matched topics stand
for the same themes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import StoreError, TopicsError
from topics.evaluation.matching import match_topics, matched_similarity
from topics.jobs.prepare import Fit, Scores, Task, Vectors, fits
from topics.models import MODELS, ModelInput
from topics.models.embeddings.embedders import embed
from topics.models.fitted import OPTIONAL, FittedTopics
from topics.models.scores import read_scores
from topics.parallel.workers import run_tasks
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.texts import Texts
from topics.preprocessing.words.tokens import Tokens
from topics.results.coded_agreement import passage_codes, passage_families
from topics.schema import RUN, SHARE, Column, declare
from topics.store.fingerprints import environment, fit_identity
from topics.store.job import Job, latest_with
from topics.store.run import Run
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import Progress
from topics.study.vectors import vector_cache
from topics.themes import theme_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

RERUN = declare(
    "rerun",
    "one run that was fitted again",
    (
        RUN,
        Column("state", "text", "", "`same bits`, `expected`, `changed` or `not refitted`"),
        Column("distance", "number", "0 to 1", "1 − mean similarity of matched topics"),
        Column("largest_change", "number", SHARE, "largest change of a theme's weight in any passage"),
        Column("differs", "text", "", "what differs from what was recorded, a comma between"),
        Column("problem", "text", "", "why the run cannot be fitted again, else empty"),
    ),
)
_NOWHERE = ("created", "topics", "versions")  # of the environment: the time, and what a fit's identity covers better


@dataclass(frozen=True)
class _Again:
    """A run with the latest job that has it, the task of its refit, and what differs now from the run's record."""

    run: Run
    job: Job | None
    task: Task
    differs: tuple[str, ...]


def rerun(
    store: Store,
    names: Sequence[str] = (),
    study: Path | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> "pd.DataFrame":
    """Fit the named runs, or those of the latest job, again; nothing is kept.

    Columns as declared in `RERUN`. `expected` is another result where code, versions or machine differ from those
    recorded; `changed` is another result although nothing differs. `study` is the study's folder, which may hold
    sentence vectors and models.
    """
    jobs = store.jobs() if names else [*store.jobs(), store.latest_job(study)]
    runs = [store.run(name) for name in names or jobs[-1].run_names]
    corpus_of = cache(store.corpus)
    ready: list[_Again] = []
    rows: dict[str, dict[str, Any]] = {run.fit: {} for run in runs}
    for run in runs:
        job = latest_with(jobs, run.fit)
        try:
            ready.append(_again(run, job, *corpus_of(_corpus_key(store, run, job)), store.root, study, progress))
        except TopicsError as error:
            rows[run.fit] = {"state": "not refitted", "problem": str(error)}
    work, asked = fits([again.task for again in ready])
    for done, (number, fitted) in enumerate(run_tasks(partial(_fit, work), asked, workers), start=1):
        again = ready[number]
        rows[again.run.fit] = _row(again, fitted)
        if progress:
            progress(done, len(ready), "fitting again")
    nothing = {"distance": np.nan, "largest_change": np.nan, "differs": "", "problem": ""}
    return RERUN.frame([{"run": name, **nothing, **row} for name, row in rows.items()])


def _corpus_key(store: Store, run: Run, job: Job | None) -> str:
    """The key of a kept corpus that has the run's tokens, preferably that of its job.

    Dates, sources and repetitions may have changed since the fit, which remains valid. A fit to a part of the documents
    has the tokens of no kept corpus; its key is that of the corpus it was made from.
    """
    ending = f"-{run.provenance.get('tokens', '')}"
    keys = [*([job.corpus_key] if job else []), *(folder.name for folder in store.folders("corpora"))]
    fitted_to = str(run.provenance["corpus"])
    return next((key for key in keys if key.endswith(ending) and store.has_corpus(key)), fitted_to)


def _again(
    run: Run,
    job: Job | None,
    corpus: Corpus,
    tokens: Tokens,
    root: Path,
    study: Path | None,
    progress: Progress | None,
) -> _Again:
    """The refit of a run, ready to start.

    Raises TopicsError where the run's settings, vectors or periods are no longer available.
    """
    kind, options, recorded = run.settings["kind"], run.settings["options"], run.provenance.get("inputs", {})
    if kind not in MODELS or not options.keys() <= MODELS[kind].settings.keys():
        raise StoreError(f"{run.fit}: this version knows no {kind} with {', '.join(options) or 'such settings'}.")
    model = ModelSettings(kind=kind, name=kind, options=options)
    uses = MODELS[kind].used_with(options)
    if not job and "periods" in uses:
        raise StoreError(f"{run.fit}: of no complete job, which would say what its periods are.")
    if not (job and job.has("gold")) and "codes" in uses:
        raise StoreError(f"{run.fit}: of no complete job that has codes, which it was learned from.")
    themes = [theme_of(*told) for told in recorded.get("themes", [])]
    if names := recorded.get("names"):
        themes = [replace(theme, labels=(("", name),)) for theme, name in zip(themes, names, strict=True)]
    periods = job.periods.of_documents(corpus.documents.set_index("doc_id")) if job else None
    texts, vectors = Texts.of(corpus.passages["text"]), {}
    files = {options["file"]} if "scores" in uses else set()
    scores = {file: read_scores((study or Path()) / file, corpus.passages, themes) for file in files}
    if "vectors" in uses:
        cached = vector_cache(study, root, write=False)
        vectors = {options["embedder"]: embed(texts, tokens, options["embedder"], cached, progress, study or Path())}
    data = ModelInput(
        tokens,
        texts,
        tuple(themes) or (job.themes if job else ()),
        Vectors(vectors),
        tuple(corpus.passages["doc_id"].map(periods)) if periods is not None else (),
        passage_codes(job.table("gold"), tokens.passage_ids, job.themes) if job and job.has("gold") else None,
        Scores(scores),
        passage_families(corpus, tokens) if "codes" in uses else (),
    )
    row_of = {passage: row for row, passage in enumerate(tokens.passage_ids)}
    if run.fitted.passage_ids != tokens.passage_ids:  # a fit without the held-out documents
        data = data.of_passages(np.array([row_of[passage] for passage in run.fitted.passage_ids], dtype=np.intp))
    seed = int(run.settings["seed"])
    now = {**fit_identity(model, seed, data), **_place(environment(()))}
    then = {**recorded, **_place(run.provenance)}
    task = Task(run.fit, model, seed, data, str(run.provenance["corpus"]))
    return _Again(run, job, task, tuple(_differing(then, now)))


def _place(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record.get(name, "not recorded") for name in environment(()) if name not in _NOWHERE}


def _differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The names of all values that differ, with both values where they are short."""
    found = []
    for name, value in now.items():
        old = then.get(name, "not recorded")
        if isinstance(value, dict) and isinstance(old, dict):
            found += _differing(old, value)
        elif old != value:
            short = isinstance(value, str) and isinstance(old, str)
            found.append(f"{name} {old} → {value}" if short else name)
    return found


def _fit(work: Callable[[Fit], tuple[FittedTopics, float]], asked: Fit) -> FittedTopics | str:
    try:
        return work(asked)[0]
    except TopicsError as error:
        return str(error)


def _row(again: _Again, found: FittedTopics | str) -> dict[str, Any]:
    differs = ", ".join(again.differs)
    if isinstance(found, str):
        return {"state": "not refitted", "differs": differs, "problem": found}
    kept = again.run.fitted
    if _same_bits(kept, found):
        return {"state": "same bits", "distance": 0.0, "largest_change": 0.0, "differs": differs}
    return {
        "state": "expected" if differs else "changed",
        "distance": 1 - matched_similarity(kept, found),
        "largest_change": _largest_change(kept, found, _themes_of(again.job, again.run)),
        "differs": differs,
    }


def _same_bits(a: FittedTopics, b: FittedTopics) -> bool:
    arrays = ((getattr(a, name), getattr(b, name)) for name in ("topic_words", "passage_topics", *OPTIONAL))
    named = (a.topic_ids, a.passage_ids, a.vocabulary) == (b.topic_ids, b.passage_ids, b.vocabulary)
    return named and all(
        one is other if one is None or other is None else one.tobytes() == other.tobytes() for one, other in arrays
    )


def _themes_of(job: Job | None, run: Run) -> dict[str, str]:
    """The theme of each topic by the job's codebook, or without a job by the model itself."""
    if not job:
        return dict(run.fitted.theme_of)
    codebook = job.codebook_of(run)
    return dict(zip(codebook["topic"], codebook["theme"], strict=True))


def _largest_change(kept: FittedTopics, found: FittedTopics, theme_of: Mapping[str, str]) -> float:
    """The largest change of a theme's weight in any passage; NaN without a theme.

    A topic of the refit has the theme of the kept topic that it is matched to.
    """
    matched = match_topics(kept, found)
    again = {new: theme_of.get(old, "") for old, new in zip(matched["topic"], matched["matched"], strict=True)}
    themes = sorted({theme for theme in theme_of.values() if theme})
    if not themes:
        return float("nan")
    change = _weights(kept, theme_of, themes) - _weights(found, again, themes)
    return float(np.abs(change).max())


def _weights(fitted: FittedTopics, theme_of: Mapping[str, str], themes: Sequence[str]) -> "NDArray[np.float64]":
    """Theme weights `(n_passages, n_themes)`."""
    member = np.array(
        [[theme_of.get(topic) == theme for theme in themes] for topic in fitted.topic_ids], dtype=np.float64
    )
    weights: NDArray[np.float64] = fitted.passage_topics.astype(np.float64) @ member
    return weights
