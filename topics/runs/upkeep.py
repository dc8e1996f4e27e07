"""Keeping a store tidy: which runs are still needed, and removing those that are not."""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress

from topics.errors import StoreError
from topics.files.atomic import UNFINISHED
from topics.files.records import writing
from topics.runs.job import Job
from topics.runs.run import Run
from topics.runs.store import Store


def current_jobs(jobs: Iterable[Job]) -> list[Job]:
    """The latest for each study, place and purpose: those that commands read. Earlier ones are history."""
    by_time = sorted(jobs, key=lambda job: (job.record["finished"], job.name))
    return list({(job.record["study"], job.record["place"], job.purpose): job for job in by_time}.values())


def runs_to_remove(store: Store, names: Sequence[str], *, force: bool = False) -> list[Run]:
    """The runs named, in that order, each once.

    Raises StoreError, naming the jobs, for runs that the latest job of a study needs, unless `force` is given.
    """
    runs = {run.name: run for run in map(store.run, names)}
    needed = {job.name: [name for name in job.needed if name in runs] for job in current_jobs(store.jobs())}
    if not force and any(needed.values()):
        which = "; ".join(f"{job} needs {', '.join(its)}" for job, its in needed.items() if its)
        raise StoreError(
            f"{store.root.absolute()}: {which}. Nothing is removed: take the model out of its study and run it again, or add "
            "--force; `topics run` then fits them anew."
        )
    return list(runs.values())


def remove_runs(store: Store, runs: Sequence[Run]) -> None:
    """Remove runs, each wholly: it is out of its place before the first of its files is gone."""
    for run in runs:
        away = run.folder.with_name(f"{UNFINISHED}{run.name}")
        with writing(store.root), suppress(FileNotFoundError):  # another process may be removing it too
            run.folder.rename(away)
            shutil.rmtree(away)
