"""The main job on one page: a study in, kept runs and a table of theme shares out.

corpus → tokens → are the themes still there? → every model × seed not yet kept → codebook → shares → kept job
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.jobs.prepare import Prepared, Task, estimand_of, fit_missing, prepare
from topics.preprocessing.ledger import documents_by_source
from topics.results.scores import codebooks, job_scores
from topics.results.shares import shares_of
from topics.results.theme_stability import flagged, seeds_of_themes
from topics.shares.design import measured
from topics.shares.periods import Periods
from topics.store.fingerprints import study_id
from topics.store.job import TOLD, Job, Purpose
from topics.store.store import Store
from topics.study.study import Progress, Study

if TYPE_CHECKING:
    import pandas as pd


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


def _record(study: Study, key: str, periods: Periods, tasks: Sequence[Task], purpose: Purpose) -> dict[str, Any]:
    """What a job was, in words and numbers that JSON can hold."""
    settings = study.settings
    return {
        "purpose": purpose,
        "study": study.slug,
        "place": study_id(study.folder),
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
