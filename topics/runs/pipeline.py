"""The main job on one page: a study in, kept runs and a table of theme shares out.

corpus → tokens → are the themes still there? → every model × seed not yet kept → codebook → shares → kept job
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.models import MODELS, ModelInput, fit
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.embedders import embed
from topics.models.fitted import FittedTopics
from topics.parallel.workers import run_tasks
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.ledger import documents_by_source
from topics.preprocessing.words.texts import Texts
from topics.preprocessing.words.tokens import Tokens
from topics.runs.inputs import corpus_and_tokens
from topics.runs.job import TOLD, Purpose
from topics.runs.results import codebooks, gold_table, job_scores, shares_of
from topics.runs.settings import ModelSettings
from topics.runs.stability import flagged, seeds_of_themes
from topics.runs.store import Job, Store, digest, place_of
from topics.runs.study import Progress, Study
from topics.shares.codebook import codebook_runs
from topics.shares.design import measured
from topics.shares.periods import Periods

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Vectors:
    """Sentence vectors by embedder, ready for a model: `vectors("e5-small")` is `(n_passages, dimensions)`."""

    by_embedder: Mapping[str, "NDArray[np.float32]"]

    def __call__(self, embedder: str) -> "NDArray[np.float32]":
        """The vectors of one embedder."""
        return self.by_embedder[embedder]


@dataclass(frozen=True)
class Task:
    """One fit to be made: under which run name, which model, which seed, from what of which kept corpus."""

    run: str
    model: ModelSettings
    seed: int
    data: ModelInput
    corpus_key: str


@dataclass(frozen=True)
class Prepared:
    """What there is before anything is fitted: the kept corpus, what models may look at, the periods, human codes."""

    corpus_key: str
    corpus: Corpus
    data: ModelInput
    periods: Periods
    gold: "pd.DataFrame | None"

    def tasks(self, models: Sequence[ModelSettings], data: ModelInput | None = None) -> list[Task]:
        """Every model × seed, to be fitted to this data or to another."""
        seen = data or self.data
        return [
            Task(run_name(model, seed, seen), model, seed, seen, self.corpus_key)
            for model in models
            for seed in model.seeds
        ]


def run(study: Study, store: Store, *, progress: Progress | None = None, workers: int | None = None) -> Job:
    """The whole flow for one study; fits only what the store does not hold yet.

    Raises TopicsError (bad documents, vanished themes, codes of unknown themes, a store that cannot be written) before
    anything is fitted.

    >>> job = topics.run(topics.load_study("my-study"), topics.open_store())
    >>> [model["name"] for model in job.record["models"]]
    ['lexicon', 'nmf']
    """
    prepared = prepare(study, store, progress)
    tasks = prepared.tasks(study.settings.models)
    fit_missing(tasks, store, progress, workers)
    return keep_job(study, store, prepared, tasks)


def prepare(study: Study, store: Store, progress: Progress | None = None, *, coded: bool = True) -> Prepared:
    """Corpus, tokens and vectors of a study, human codes where they are wanted, and every complaint about them.

    >>> prepared = prepare(topics.load_study("my-study"), topics.open_store())
    >>> prepared.data.tokens.n_passages
    24
    """
    store.check_writable()
    key, corpus, tokens = corpus_and_tokens(study, store, progress)
    codes, language = study.gold if coded else None, study.settings.corpus.language
    gold = gold_table(codes, corpus, study.themes, language) if codes else None
    if study.codebook:
        codebook_runs(study.codebook)  # one that cannot be read stops the job before anything is fitted
    texts = Texts.of(corpus.passages["text"])
    vectors = _vectors(study, store, texts, tokens, progress)
    data = ModelInput(tokens, texts, study.themes, vectors, study.passage_periods(corpus))
    _check_models(study, data)
    return Prepared(key, corpus, data, study.periods(corpus.documents), gold)


def keep_job(
    study: Study,
    store: Store,
    prepared: Prepared,
    tasks: Sequence[Task],
    purpose: Purpose = "run",
    more: Mapping[str, "pd.DataFrame"] | None = None,
    other_runs: Sequence[str] = (),
) -> Job:
    """Codebook, shares and what else tables say, kept with the study's own files; the runs of `tasks` are there.

    `other_runs`: those of other corpora or tokens on which a table of `more` rests.
    """
    corpus, tokens, periods = prepared.corpus, prepared.data.tokens, prepared.periods
    record = _record(study, prepared.corpus_key, periods, tasks, purpose)
    if other_runs:
        record["other_runs"] = list(other_runs)
    runs = {task.run: store.run(task.run) for task in tasks}
    codebook = codebooks(list(runs.values()), corpus, tokens, study.themes, study.codebook)
    scores = job_scores(runs.__getitem__, record, codebook, study.themes, tokens.lengths)
    # A sweep compares the seeds of each size itself, and nobody reads its themes.
    seeds = record["models"] if purpose == "run" else []
    stability = seeds_of_themes(seeds, {name: run.fitted for name, run in runs.items()}, codebook, study.themes)
    tables = {
        "codebook": codebook,
        "shares": flagged(shares_of(scores, corpus, tokens, *measured(periods, **record["estimand"])), stability),
        "stability": stability,
        "funnel": study.funnel(corpus),
        "documents": documents_by_source(corpus, *study.months(corpus.documents)),
        "outside": periods.outside(corpus.documents),
        **({} if prepared.gold is None else {"gold": prepared.gold}),
        **(more or {}),
    }
    files = [study.file, study.folder / study.settings.themes.file]
    return store.save_job(record, tables, {file.name: file.read_bytes() for file in files})


def fit_missing(
    tasks: Sequence[Task], store: Store, progress: Progress | None = None, workers: int | None = None
) -> None:
    """Fit the tasks whose runs are not kept yet."""
    new = {task.run: task for task in tasks if not store.has(task.run)}
    fit_all(list(new.values()), store, progress, workers)


def fit_all(tasks: Sequence[Task], store: Store, progress: Progress | None = None, workers: int | None = None) -> None:
    """Fit and keep every task's run, the slow kinds first, each kept the moment it is ready."""
    # What looks at sentence vectors takes longest: begun first, it does not end alone.
    ordered = sorted(tasks, key=lambda task: "vectors" not in MODELS[task.model.kind].uses)
    if progress and ordered:
        progress(0, len(ordered), "fitting")
    for done, (number, (fitted, seconds)) in enumerate(run_tasks(*fits(ordered), workers), start=1):
        task = ordered[number]
        provenance = {
            "corpus": task.corpus_key,
            "tokens": task.data.tokens.fingerprint,
            "inputs": fit_identity(task.model, task.seed, task.data),
            "seconds": round(seconds, 3),
        }
        store.save_run(task.run, task.model, task.seed, fitted, provenance)
        if progress:
            progress(done, len(ordered), "fitting")


def _check_models(study: Study, data: ModelInput) -> None:
    """Raise every model's complaint about the data at once, before anything is fitted."""
    complaints = []
    for model in study.settings.models:
        try:
            MODELS[model.kind].check(data, **model.options)
        except ModelError as error:
            complaints.append(f"{study.folder / 'study.toml'}: [[models]] {model.name}: {error}")
    if complaints:
        raise ModelError("\n".join(complaints))


Fit = tuple[int, ModelSettings, int]  # number of the data, model, seed


def fits(tasks: Sequence[Task]) -> tuple[Callable[[Fit], tuple[FittedTopics, float]], list[Fit]]:
    """What `run_tasks` is to do for tasks: the work, which holds their inputs, each once, and what tells them apart."""
    inputs = list({id(task.data): task.data for task in tasks}.values())
    number = {id(data): i for i, data in enumerate(inputs)}
    return partial(_fit, inputs), [(number[id(task.data)], task.model, task.seed) for task in tasks]


def _fit(inputs: Sequence[ModelInput], asked: Fit) -> tuple[FittedTopics, float]:
    """A fit, and the processor time it took in seconds."""
    from time import process_time

    number, model, seed = asked
    start = process_time()
    fitted = fit(inputs[number], model.kind, seed=seed, **model.options)
    return fitted, process_time() - start


def fit_identity(model: ModelSettings, seed: int, data: ModelInput) -> dict[str, Any]:
    """Everything a fit depends on: the same here means the same numbers."""
    from importlib.metadata import version

    kind = MODELS[model.kind]
    identity: dict[str, Any] = {
        "kind": model.kind,
        "seed": seed,
        "options": model.options,
        "tokens": data.tokens.fingerprint,
        "code": kind.code,
        "libraries": {library: version(library) for library in kind.libraries},
    }
    uses = kind.used_with(model.options)
    if "themes" in uses:
        identity["themes"] = [[theme.id, *theme.terms] for theme in data.themes]
    if "texts" in uses:
        identity["texts"] = data.texts_hash
    if "periods" in uses:
        identity["periods"] = digest(data.periods, 16)
    if "vectors" in uses:
        identity["vectors"] = _array_hash(data.vectors(model.options["embedder"]))
    return identity


def run_name(model: ModelSettings, seed: int, data: ModelInput) -> str:
    """The folder's name: kind, size where the model has one, seed, hash of what the fit depends on."""
    size = [str(model.options["topics"])] if model.options.get("topics") else []
    return "-".join([model.kind, *size, f"s{seed}", digest(fit_identity(model, seed, data))])


def _record(study: Study, key: str, periods: Periods, tasks: Sequence[Task], purpose: Purpose) -> dict[str, Any]:
    """What a job was, in words and numbers that JSON can hold."""
    settings = study.settings
    return {
        "purpose": purpose,
        "study": study.slug,
        "place": place_of(study.folder),
        "title": settings.title,
        "note": settings.note if isinstance(settings.note, dict) else {"": settings.note},
        "language": settings.corpus.language,
        "corpus": key,
        "themes": [
            {"id": t.id, "terms": list(t.terms), **{told: dict(getattr(t, told)) for told in TOLD}}
            for t in study.themes
        ],
        "periods": {"by": periods.by, "start": periods.names[0], "end": periods.names[-1]},
        "estimand": estimand_of(study),
        "models": [
            {
                "name": model.name,
                "kind": model.kind,
                "scale": model.scale,
                "runs": [task.run for task in tasks if task.model == model],
            }
            for model in settings.models
        ],
    }


def estimand_of(study: Study) -> dict[str, Any]:
    """What the study's shares are shares of and how they are estimated: what `topics.shares.design.measured` reads."""
    settings = study.settings
    return {"unit": settings.corpus.unit, "duplicates": settings.corpus.duplicates, **settings.shares.model_dump()}


def _vectors(study: Study, store: Store, texts: Sequence[str], tokens: Tokens, progress: Progress | None) -> Vectors:
    """The vectors that the study's models ask for, from the study's folder, the store or made now."""
    wanted = sorted({m.options["embedder"] for m in study.settings.models if "vectors" in MODELS[m.kind].uses})
    cache = VectorCache([study.vectors, store.root / "vectors"], store.root / "vectors")
    return Vectors({name: embed(texts, tokens, name, cache, progress, study.folder) for name in wanted})


def _array_hash(array: "NDArray[np.float32]") -> str:
    import hashlib

    return hashlib.sha256(array.tobytes()).hexdigest()[:16]
