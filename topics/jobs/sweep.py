"""A sweep: one model in several sizes, each with several seeds, and measures of each size.

Every fit is an ordinary run: an interrupted sweep continues where it stopped, and fits of `topics run` are not made
again. A sweep is kept as a job whose models are the sizes. Held-out perplexity needs fits that have not seen the
held-out documents; those are runs too, of the same grid over nine tenths of the documents.

No size is called best. Coherence, stability, held-out perplexity and agreement with codes answer different questions
and seldom agree (Chang et al. 2009; Hoyle et al. 2021), so a single best number exists only for one of these questions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, StudyError, meant, nearest
from topics.evaluation.diversity import topic_diversity
from topics.evaluation.people.agreement import passage_agreement
from topics.evaluation.perplexity import alternate_words, completion_perplexity
from topics.evaluation.stability import ALIGNED, Runs, alignment_paths, run_stability
from topics.evaluation.windows.coherence import MEAN, RANDOM, coherence_table
from topics.jobs.keep import keep_job
from topics.jobs.prepare import Prepared, Task, estimators_of, fit_missing, prepare
from topics.models import MODELS
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens
from topics.results.scores import codebooks, scores_of
from topics.schema import TOP_WORDS, Column, declare
from topics.shares.sums import families
from topics.store.job import Job
from topics.store.store import Store
from topics.study.settings import ModelSettings, option_from_text
from topics.study.study import Progress, Study
from topics.wording import words_in_line

if TYPE_CHECKING:
    import pandas as pd


_SCALE = "of the measure"
_SIZE = Column("topics", "integer", "topics", "number of topics")
SWEEP = declare(
    "sweep",
    "one measure of one number of topics",
    (
        _SIZE,
        Column("measure", "text", "", "`npmi`, `word_agreement`, `diversity`, `macro_f1` or held-out `perplexity`"),
        Column("value", "number", _SCALE, "mean over seeds"),
        Column("lower", "number", _SCALE, "lowest of the seeds"),
        Column("upper", "number", _SCALE, "highest of the seeds"),
        Column("n", "integer", "fits", "fits that were measured"),
        Column("random", "number", _SCALE, "what random words have; missing for measures that say nothing of them"),
    ),
)
PATHS = declare("paths", "one topic of one size's prototype", (_SIZE, *ALIGNED.without("run"), TOP_WORDS))
_WORDS = 6  # per topic, in the table of paths
_HELD_OUT = 0.1  # share of the documents
_SPLIT_SEED = 1

Found = tuple[str, list[float], float]  # measure, its values, the value of random words


def grid(
    study: Study, model: str, sizes: Sequence[int], n_seeds: int, options: Mapping[str, str] | None = None
) -> tuple[ModelSettings, ...]:
    """The models of a sweep, named `MODEL-SIZE`, seeds 1 to `n_seeds`.

    `model` is one of the study's models, whose options are used, or a kind of model, with its defaults; `options`
    override some of them, as text. Raises StudyError for an unknown model or option and for an impossible size.

    >>> [model.name for model in grid(topics.load_study("my-study"), "nmf", [2, 3], 2)]
    ['nmf-2', 'nmf-3']
    """
    known = {m.name: m for m in study.settings.models}
    named = model if model in MODELS else meant(model, known) or meant(model, MODELS)
    if not named:
        raise StudyError(f'there is no model "{model}" to sweep; {nearest(model, [*known, *MODELS])}')
    model = named
    kind = known[model].kind if model in known else model
    settings = MODELS[kind].settings
    if "topics" not in settings:
        sized = ", ".join(name for name, other in MODELS.items() if "topics" in other.settings)
        raise StudyError(f"{model}: a model of this kind has no number of topics; these have one: {sized}.")
    if not sizes or min(sizes) < 1 or n_seeds < 1:
        raise StudyError("a sweep needs at least one number of topics and one seed, each 1 or more.")
    base = known[model].options if model in known else {name: p.default for name, p in settings.items()}
    changed = {name: option_from_text(kind, name, text) for name, text in (options or {}).items()}
    seeds = tuple(range(1, n_seeds + 1))
    return tuple(
        ModelSettings(
            kind=kind,
            name=f"{model}-{size}",
            seeds=seeds,
            scale=known[model].scale if model in known else "none",
            options={**base, **changed, "topics": size},
        )
        for size in sorted(set(sizes))
    )


def sizes_of(text: str) -> list[int]:
    """Numbers of topics from `FROM:TO:STEP`, both ends included, or from a list such as `5,10,20`.

    Raises StudyError for anything else.
    """
    try:
        if ":" in text:
            first, last, step = (int(part) for part in text.split(":"))
            return list(range(first, last + 1, step))
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise StudyError(
            f'"{text}" names no numbers of topics; expected FROM:TO:STEP as in 5:40:5, or a list as in 5,10,20.'
        ) from None


def sweep(
    study: Study,
    store: Store,
    models: Sequence[ModelSettings],
    *,
    held_out: bool = True,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Job:
    """Fit the missing runs of the grid and keep a job with the tables `sweep` and `paths`: see `SWEEP` and `PATHS`.

    With `held_out`, models whose topics are probabilities of words are also fitted without a tenth of the documents.

    >>> study = topics.load_study("my-study")
    >>> job = sweep(study, topics.open_store(), grid(study, "nmf", [2, 3], 2))
    >>> job.table("paths")[["topics", "topic"]].values.tolist()
    [[2, 't01'], [2, 't02'], [3, 't01'], [3, 't02'], [3, 't03']]
    """
    study = replace(study, settings=study.settings.model_copy(update={"models": tuple(models)}))
    prepared = prepare(study, store, progress)
    tasks = prepared.tasks(models)
    asks = held_out and _predicts(models)
    seen, unseen = _split(prepared) if asks else (np.arange(0), np.arange(0))
    others = prepared.tasks(models, prepared.data.of_passages(seen)) if asks else []
    fit_missing([*tasks, *others], store, progress, workers)
    hidden = prepared.data.tokens.of_passages(unseen)
    stable = {model.name: _stability(store, _of(tasks, model)) for model in models}
    rows = [
        row
        for model in models
        for row in _rows(model, store, prepared.data.tokens, stable[model.name], _of(others, model), hidden)
    ]
    rows += _agreement(study, store, prepared, tasks)
    tables = {"sweep": SWEEP.frame(rows), "paths": _paths(models, store, stable)}
    return keep_job(study, store, prepared, tasks, "sweep", tables)


def _paths(models: Sequence[ModelSettings], store: Store, stable: Mapping[str, "pd.DataFrame"]) -> "pd.DataFrame":
    """Paths of topics as their number grows: `alignment_paths` of the prototypes of all sizes, with `top_words`."""
    if len(models) < 2:
        return PATHS.frame()
    chosen = {str(model.options["topics"]): stable[model.name].query("prototype")["run"].iloc[0] for model in models}
    prototypes = {size: store.run(run).fitted for size, run in chosen.items()}
    words = {
        (size, topic): words_in_line(top)
        for size, fit in prototypes.items()
        for topic, top in zip(fit.topic_ids, fit.top_words(_WORDS), strict=True)
    }
    table = alignment_paths(Runs(prototypes)).rename(columns={"run": "topics"})
    keys = zip(table["topics"], table["topic"], strict=True)
    return PATHS.check(table.assign(top_words=[words[key] for key in keys], topics=table["topics"].astype(int)))


def _stability(store: Store, runs: Sequence[str]) -> "pd.DataFrame":
    """The table `run_stability` for the seeds of one size; a single seed is its own prototype."""
    import pandas as pd

    if len(runs) < 2:
        return pd.DataFrame({"run": runs, "word_agreement": np.nan, "prototype": True})
    return run_stability(Runs({run: store.run(run).fitted for run in runs}))


def _of(tasks: Sequence[Task], model: ModelSettings) -> list[str]:
    return [task.run for task in tasks if task.model == model]


def _predicts(models: Sequence[ModelSettings]) -> bool:
    """Whether topics are probabilities of words under a Dirichlet prior that the settings name."""
    return all(isinstance(model.options.get("alpha"), float) for model in models)


def _split(prepared: Prepared) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the passages seen and not seen by held-out fits; documents that share text stay together."""
    family = families(prepared.corpus.passages, prepared.corpus.documents, least=0)
    names = sorted(set(family.values()))
    drawn = np.random.default_rng(_SPLIT_SEED).permutation(len(names))[: max(1, round(_HELD_OUT * len(names)))]
    away = {names[i] for i in drawn}
    hidden = prepared.corpus.passages["doc_id"].map(family).isin(away).to_numpy()
    # Half of a held-out passage's words are shown and the other half predicted, so it needs at least two.
    if hidden.all() or not (np.diff(prepared.data.tokens.offsets)[hidden] > 1).any():
        raise ModelError("a sweep holds out a tenth of the documents, and there are too few; add --no-held-out.")
    return np.flatnonzero(~hidden), np.flatnonzero(hidden)


def _rows(
    model: ModelSettings, store: Store, tokens: Tokens, stable: "pd.DataFrame", blind: list[str], hidden: Tokens
) -> Iterator[dict[str, object]]:
    fits = [store.run(run).fitted for run in stable["run"]]
    for measure, values, random in _measures(fits, tokens, stable):
        yield _row(model, measure, values, random)
    if blind:
        shown, asked = alternate_words(hidden)
        unseeing = [store.run(run).fitted for run in blind]
        found = [completion_perplexity(fit.topic_words, fit.alpha, shown, asked) for fit in unseeing]
        unigram = tokens.frequency + 1.0
        chance = completion_perplexity(unigram[None] / unigram.sum(), 1.0, shown, asked)
        yield _row(model, "perplexity", found, chance)


def _measures(fits: Sequence[FittedTopics], tokens: Tokens, stable: "pd.DataFrame") -> Iterator[Found]:
    tables = [coherence_table(fit, tokens, measures=("npmi",), draws=0) for fit in fits]
    scores = [table.set_index("topic")["value"].to_dict() for table in tables]
    yield "npmi", [score[MEAN] for score in scores], scores[0][RANDOM]
    if len(fits) > 1:
        yield "word_agreement", stable["word_agreement"].tolist(), float("nan")
    yield "diversity", [topic_diversity(fit.topic_words) for fit in fits], float("nan")


def _agreement(study: Study, store: Store, prepared: Prepared, tasks: Sequence[Task]) -> list[dict[str, object]]:
    """Macro-F1 of the themes against human codes, if there are any; a theme without a topic is never found."""
    if prepared.gold is None:
        return []
    tokens, models = prepared.data.tokens, study.settings.models
    estimators = estimators_of(store, models, tasks)
    runs = [run for one in estimators for run in one.runs]
    codebook = codebooks(runs, prepared.corpus, tokens, study.themes, study.codebook)
    scores = scores_of(estimators, codebook, study.themes, tokens.lengths)
    rows = []
    for model in models:
        tables = [passage_agreement(seed, prepared.gold).set_index(["code", "theme"]) for seed in scores[model.name]]
        rows.append(_row(model, "macro_f1", [table["f1"].to_dict()["primary", "macro"] for table in tables]))
    return rows


def _row(
    model: ModelSettings, measure: str, values: Sequence[float], random: float = float("nan")
) -> dict[str, object]:
    known = np.array(values, dtype=float)
    return {
        "topics": model.options["topics"],
        "measure": measure,
        "value": float(known.mean()),
        "lower": float(known.min()),
        "upper": float(known.max()),
        "n": len(known),
        "random": random,
    }
