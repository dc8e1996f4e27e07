"""The main job: from a study to kept runs and a table of theme shares.

corpus → tokens → check of the themes → every model × seed not yet kept → codebook → shares → kept job

A study of which nothing has changed has its job already: that is found first, without importing what makes one.
"""

from topics.store.job import Job
from topics.store.made_from import keep_state, state_of
from topics.store.plans import keep_plan
from topics.store.store import Store
from topics.study.study import Progress, Study


def run(study: Study, store: Store, *, progress: Progress | None = None, workers: int | None = None) -> Job:
    """Run a study: fit what the store does not hold yet, and keep a job with its shares.

    Raises TopicsError (bad documents, vanished themes, codes of unknown themes, a store that cannot be written) before
    anything is fitted.

    >>> job = topics.run(topics.load_study("my-study"), topics.open_store())
    >>> [model.name for model in job.models]
    ['lexicon', 'nmf']
    """
    state = state_of(study)
    job = store.known_job(state, study)
    if job:
        store.check_writable()
        job = store.keep_again(job)
    else:
        job = _computed(study, store, progress, workers)
        if state == state_of(study):  # nothing was changed meanwhile
            keep_state(job, state)
    events = [event.model_dump() for event in study.settings.events]
    keep_plan(store.root, job.study_id, events, job.name, job.finished)
    return job


def _computed(study: Study, store: Store, progress: Progress | None, workers: int | None) -> Job:
    from topics.jobs.keep import keep_job
    from topics.jobs.prepare import fit_missing, prepare
    from topics.parallel.workers import rest_workers

    _ = study.events  # a misspelt theme is refused before anything is fitted
    prepared = prepare(study, store, progress)
    tasks = prepared.tasks(study.settings.models)
    fit_missing(tasks, store, progress, workers)
    rest_workers()
    return keep_job(study, store, prepared, tasks)
