"""Preparation of a study and the fits that follow: corpus, tokens, sentence vectors and human codes, then all fits."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from topics.errors import DocumentError, ModelError, StudyError, nearest
from topics.files.records import read_record, replace_text, write_record
from topics.models import MODELS, ModelInput, fit
from topics.models.embeddings.embedders import embed
from topics.models.fitted import FittedTopics
from topics.models.scores import read_scores
from topics.parallel.cache_folder import is_compiled, provide_cache_folder
from topics.parallel.memory import give_back_memory
from topics.parallel.own_process import POSSIBLE, in_own_process
from topics.parallel.workers import WORTHWHILE, ThisProcess, Workers, on_workers, run_tasks, works_here
from topics.preprocessing.attribute_table import attribute_names
from topics.preprocessing.cleaning.characters import forget_converters
from topics.preprocessing.corpus_tables import Corpus, NoDocumentLeftError, UndatedError
from topics.preprocessing.finding import find_files
from topics.preprocessing.ledger.severe import refusal
from topics.preprocessing.words.deeds import Deeds
from topics.preprocessing.words.survival import check_survival, survival
from topics.preprocessing.words.texts import Texts
from topics.preprocessing.words.tokens import Tokens
from topics.results.coded_agreement import gold_table, passage_codes, passage_families
from topics.shares.codebook import codebook_runs
from topics.shares.periods import Periods
from topics.store.fingerprints import corpus_inputs, fit_identity, run_name, token_inputs
from topics.store.job import Estimator
from topics.store.run import Run
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import Progress, Study
from topics.study.vectors import vector_cache
from topics.wording import count, duration, listed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


_DEEDS = dict.fromkeys(Deeds.__annotations__, dict)
_LARGE = 500_000  # bytes of files: reading so many takes three seconds, and starting a process one
_FEW = 2_000  # passages, which leave no memory worth the time of giving it back
_MANY = 50_000  # passages, from which it pays to return the memory in which a fit came from its worker


def corpus_and_tokens(
    study: Study, store: Store, progress: Progress | None = None
) -> "tuple[str, Corpus, Tokens, Deeds, pd.DataFrame]":
    """The study's corpus and tokens with the key under which the store keeps both; read anew only after a change.

    With them, what word lists and limits did, and the table of losses that the study accepts.

    Raises TopicsError for documents that cannot be used, for losses that the study does not accept, and for themes
    whose terms do not survive preprocessing.
    """
    read = corpus_inputs(study)
    whole, done, _ = _notes(study, store, read)
    if (key := _kept(whole, store)) and done.is_file():
        corpus, tokens = store.corpus(key)
        severe = _accepted_losses(study, corpus)
    else:
        key, severe = _made(study, store, read, progress)
        corpus, tokens = store.corpus(key)  # words are memory-mapped, and raw texts are not in memory
    return key, corpus, tokens, cast("Deeds", read_record(done, _DEEDS)), severe


def _notes(study: Study, store: Store, read: str) -> tuple[Path, Path, Path]:
    """The files that name the key of the kept tokens and what lists did to them, and that of the kept corpus alone."""
    whole, alone = (store.root / "corpora" / f"of-{inputs}.txt" for inputs in (token_inputs(study, read), read))
    return whole, whole.with_suffix(".json"), alone  # lists that take out nothing leave tokens as they are


def _made(study: Study, store: Store, read: str, progress: Progress | None) -> "tuple[str, pd.DataFrame]":
    """The key of the corpus and tokens that are made now, and the losses that the study accepts.

    Large ones are made by a process of its own: of the memory that reading takes, a third would never be given back.
    """
    if POSSIBLE and works_here() and not study.stored and _bytes(study) > _LARGE:
        forget_converters()
        give_back_memory()
        # Beside so much text, workers that segment would take more memory than they save time.
        its = (_make, study, store, read, ThisProcess())
        return in_own_process(*its, progress=progress, doing="reads the documents")
    made = _make(study, store, read, None, progress)
    give_back_memory()
    return made


def _bytes(study: Study) -> int:
    return sum(path.stat().st_size for path in find_files(study.documents).files)


def _make(
    study: Study, store: Store, read: str, segmenting: Workers | None, progress: Progress | None
) -> "tuple[str, pd.DataFrame]":
    """The same by this process; `segmenting` are the workers that segment, where they are not the usual ones."""
    whole, done, alone = _notes(study, store, read)
    # If only the segmentation has changed, the documents are not read again.
    key = _kept(alone, store)
    corpus = store.corpus(key)[0] if key else _read(study, progress)
    give_back_memory()
    severe = _accepted_losses(study, corpus)
    with on_workers(segmenting) if segmenting else nullcontext():
        tokens = study.tokens(corpus, progress)
        check_survival(survival(corpus, tokens, study.themes, study.lexicon), tokens.vocabulary)
    key = store.save_corpus(corpus, tokens)
    write_record(done, study.deeds(tokens))
    for note in (whole, alone):
        replace_text(note, f"{key}\n")
    return key, severe


def _read(study: Study, progress: Progress | None) -> Corpus:
    """The corpus of a study; a refusal for documents without a date names its severe losses, too.

    Only who is refused waits for a second reading.
    """
    try:
        return study.corpus(progress)
    except UndatedError as undated:
        try:
            _accepted_losses(study, study.corpus(progress, all_losses=True))
        except NoDocumentLeftError:
            raise undated from None
        except DocumentError as losses:
            raise UndatedError(f"{undated}\nBesides, {losses}") from None
        raise


def _accepted_losses(study: Study, corpus: Corpus) -> "pd.DataFrame":
    severe = study.severe_losses(corpus)
    if len(severe) and study.settings.corpus.losses == "refuse":
        raise DocumentError(refusal(severe, study.folder.name))
    return severe


def _kept(note: Path, store: Store) -> str:
    """The key of the corpus that a note names, if the store still has that corpus, else ""."""
    key = note.read_text(encoding="utf-8").strip() if note.is_file() else ""
    return key if key and store.has_corpus(key) else ""


@dataclass(frozen=True)
class Vectors:
    """The sentence vectors of each embedder, for use by models: `vectors("e5-small")` is `(n_passages, dimensions)`."""

    by_embedder: Mapping[str, "NDArray[np.float32]"]

    def __call__(self, embedder: str) -> "NDArray[np.float32]":
        """The vectors of one embedder."""
        return self.by_embedder[embedder]


@dataclass(frozen=True)
class Scores:
    """The scores of each table from elsewhere, for use by models: `scores("mine.csv")` is `(n_passages, n_themes)`."""

    by_file: Mapping[str, "NDArray[np.float32]"]

    def __call__(self, file: str) -> "NDArray[np.float32]":
        """The scores of one table."""
        return self.by_file[file]


@dataclass(frozen=True)
class Task:
    """A pending fit: run name, model, seed, input, corpus key."""

    run: str
    model: ModelSettings
    seed: int
    data: ModelInput
    corpus_key: str


@dataclass(frozen=True)
class Prepared:
    """A prepared study, before any fit: the kept corpus and its key, the models' input, the periods, human codes.

    `deeds`: what word lists and limits did. `severe`: the losses that the study accepts, as in
    `topics.preprocessing.ledger.severe.SEVERE`.
    """

    corpus_key: str
    corpus: Corpus
    deeds: Deeds
    severe: "pd.DataFrame"
    data: ModelInput
    periods: Periods
    gold: "pd.DataFrame | None"

    def tasks(self, models: Sequence[ModelSettings], data: ModelInput | None = None) -> list[Task]:
        """One task per model and seed, on the given data or else on the study's own."""
        seen = data or self.data
        return [
            Task(run_name(model, seed, seen), model, seed, seen, self.corpus_key)
            for model in models
            for seed in model.seeds
        ]


def prepare(study: Study, store: Store, progress: Progress | None = None, *, coded: bool = True) -> Prepared:
    """The prepared study: corpus, tokens and vectors, and if `coded` or a model learns from them the human codes.

    Raises TopicsError, before anything is fitted, where some of it cannot be used.

    >>> prepared = prepare(topics.load_study("my-study"), topics.open_store())
    >>> prepared.data.tokens.n_passages
    24
    """
    store.check_writable()
    key, corpus, tokens, deeds, severe = corpus_and_tokens(study, store, progress)
    _check_clusters(study, corpus)
    learns = any("codes" in MODELS[model.kind].uses for model in study.settings.models)
    codes, language = study.gold if coded or learns else None, study.settings.corpus.language
    gold = gold_table(codes, corpus, study.themes, language) if codes else None
    if study.codebook:
        codebook_runs(study.codebook)  # an unreadable codebook raises here, before anything is fitted
    texts = Texts.of(corpus.passages["text"])
    vectors = _vectors(study, store, texts, tokens, progress)
    codes_seen = passage_codes(gold, tokens.passage_ids, study.themes)
    scores = _scores(study, corpus)
    periods = study.passage_periods(corpus)
    families = passage_families(corpus, tokens) if learns else ()
    data = ModelInput(tokens, texts, study.themes, vectors, periods, codes_seen, scores, families)
    _check_models(study, data)
    if len(texts) > _FEW:
        forget_converters()
        give_back_memory()
    return Prepared(key, corpus, deeds, severe, data, study.periods(corpus.documents), gold)


def estimators_of(store: Store, models: Sequence[ModelSettings], tasks: Sequence[Task]) -> tuple[Estimator, ...]:
    """The models with the kept runs of their tasks, each on its model's scale."""

    def runs(model: ModelSettings) -> tuple[Run, ...]:
        mine = [task for task in tasks if task.model == model]
        return tuple(replace(store.run(task.run), scale=model.scale, model=model.name) for task in mine)

    return tuple(Estimator(model.name, model.kind, model.scale, runs(model)) for model in models)


def fit_missing(
    tasks: Sequence[Task], store: Store, progress: Progress | None = None, workers: int | None = None
) -> None:
    """Fit the tasks whose runs the store does not have yet."""
    new = {task.run: task for task in tasks if not store.has(task.run)}
    fit_all(list(new.values()), store, progress, workers)


def fit_all(tasks: Sequence[Task], store: Store, progress: Progress | None = None, workers: int | None = None) -> None:
    """Fit every task and keep each run as soon as it is ready; the slow kinds are started first.

    Where a kind's machine code is not on this machine yet, the first fit of that kind compiles it before the others
    begin: two workers would compile the same, twenty seconds each for UMAP. Where all fits together are short, this
    process makes them: a worker spends three seconds and 100 MB on its imports.
    """
    # Models that use sentence vectors take longest. Started first, none is left running alone at the end.
    ordered = sorted(tasks, key=lambda task: "vectors" not in MODELS[task.model.kind].uses)
    kinds = {kind: MODELS[kind].compiles for kind in dict.fromkeys(task.model.kind for task in ordered)}
    provide_cache_folder()
    compiling = [kind for kind, packages in kinds.items() if not all(map(is_compiled, packages))]
    first = [next(task for task in ordered if task.model.kind == kind) for kind in compiling]
    done = {task.run for task in first}
    others = [task for task in ordered if task.run not in done]
    small = works_here() and not (workers or compiling) and sum(map(_seconds, ordered)) < WORTHWHILE
    if small:
        import scipy.linalg  # noqa: F401 - the one thread of a fit holds for libraries that are loaded before it
    with on_workers(ThisProcess()) if small else nullcontext():
        _fit_and_keep(first, f"first fits of {listed(compiling)}, which compile machine code", store, progress, workers)
        _fit_and_keep(others, "fitting", store, progress, workers)


def _seconds(task: Task) -> float:
    return MODELS[task.model.kind].seconds_of(len(task.data.tokens.word_ids), task.model.options)


def _fit_and_keep(
    tasks: Sequence[Task], stage: str, store: Store, progress: Progress | None, workers: int | None
) -> None:
    waiting = dict(enumerate(tasks))
    if progress and tasks:
        progress(0, len(tasks), _running(stage, waiting))
    for done, (number, (fitted, seconds)) in enumerate(run_tasks(*fits(tasks), workers), start=1):
        task = tasks[number]
        provenance = {
            "corpus": task.corpus_key,
            "tokens": task.data.tokens.fingerprint,
            "inputs": fit_identity(task.model, task.seed, task.data),
            "seconds": round(seconds, 3),
        }
        store.save_run(task.run, task.model, task.seed, fitted, provenance)
        del waiting[number], fitted
        if len(task.data.texts) > _MANY:
            give_back_memory()
        if progress:
            progress(done, len(tasks), _running(stage, waiting))


def _running(stage: str, waiting: "Mapping[int, Task]") -> str:
    """The stage, with the fit that was started first among those that are not done."""
    first = next(iter(waiting.values()), None)
    return f"{stage}: {first.model.name}, seed {first.seed}" if first else stage


def forecast(tasks: Sequence[Task], store: Store) -> str:
    """A sentence: how many fits are needed, how many are kept, and about how long the others take one after another.

    The time of a fit is the mean over kept fits of its kind; a kind without any makes the time unknown.
    """
    fits = {task.run: task for task in tasks}
    new = [task for name, task in fits.items() if not store.has(name)]
    kept = f"{count(len(fits), 'fit')}, of which {len(fits) - len(new)} kept"
    if not new:
        return f"{kept}: nothing is fitted anew."
    times: dict[str, list[float]] = {}
    for run in store.runs():
        times.setdefault(run.settings["kind"], []).append(float(run.provenance.get("seconds", 0)))
    unknown = sorted({task.model.kind for task in new} - times.keys())
    if unknown:
        return f"{kept}; {len(new)} to do, of unknown time: no fit of {listed(unknown)} is kept yet."
    seconds = sum(sum(times[task.model.kind]) / len(times[task.model.kind]) for task in new)
    return f"{kept}; {len(new)} to do, about {duration(seconds)} one after another."


def _check_clusters(study: Study, corpus: Corpus) -> None:
    """Raise StudyError for clusters that are the values of an attribute which no document has."""
    named, known = study.settings.shares.clusters, ["document", "family", *attribute_names(corpus.documents)]
    if named and named not in known:
        raise StudyError(
            f'{study.file}: [shares] clusters = "{named}": no document has such an attribute; {nearest(named, known)}'
        )


def _check_models(study: Study, data: ModelInput) -> None:
    """Raise the complaints of all models about the data as one error, before anything is fitted."""
    complaints = []
    for model in study.settings.models:
        try:
            MODELS[model.kind].check(data, **model.options)
        except ModelError as error:
            said = str(error).removeprefix(f"{model.kind}: ")
            complaints.append(f"{study.folder / 'study.toml'}: [[models]] {model.name}: {said}")
    if complaints:
        raise ModelError("\n".join(complaints))


Fit = tuple[int, ModelSettings, int]  # number of the data, model, seed


def fits(tasks: Sequence[Task]) -> tuple[Callable[[Fit], tuple[FittedTopics, float]], list[Fit]]:
    """The arguments of `run_tasks` for some tasks: the function, which holds each input once, and its arguments."""
    inputs = list({id(task.data): task.data for task in tasks}.values())
    number = {id(data): i for i, data in enumerate(inputs)}
    return partial(_fit, inputs), [(number[id(task.data)], task.model, task.seed) for task in tasks]


def _fit(inputs: Sequence[ModelInput], asked: Fit) -> tuple[FittedTopics, float]:
    """A fit and its processor time in seconds."""
    from time import process_time

    number, model, seed = asked
    start = process_time()
    fitted = fit(inputs[number], model.kind, seed=seed, **model.options)
    return fitted, process_time() - start


def _scores(study: Study, corpus: Corpus) -> Scores:
    """The tables of scores that the study's models name."""
    tables = study.settings.scores
    return Scores({file: read_scores(study.folder / file, corpus.passages, study.themes) for file in tables})


def _vectors(study: Study, store: Store, texts: Sequence[str], tokens: Tokens, progress: Progress | None) -> Vectors:
    """The vectors that the study's models need, from the study's folder or the store, or else computed now."""
    wanted = sorted({m.options["embedder"] for m in study.settings.models if "vectors" in MODELS[m.kind].uses})
    cache = vector_cache(study.folder, store.root)
    return Vectors({name: embed(texts, tokens, name, cache, progress, study.folder) for name in wanted})
