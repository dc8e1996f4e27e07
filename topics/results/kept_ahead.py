"""Numbers that commands ask for first, computed when a job is new, so that the first command answers as the next."""

from collections.abc import Callable

from topics.results.comparison import side_by_side
from topics.results.evidence_tables import evidence_tables
from topics.store.job import Job
from topics.study.study import Progress


def keep_ahead(job: Job, progress: Progress | None = None) -> None:
    """Keep with a job what `topics shares`, `trends`, `card` and `compare` read of it, if it is not kept yet."""
    steps: dict[str, Callable[[], object]] = {
        "counting changes in other ways": lambda: evidence_tables(job),
        "comparing fits with chance": lambda: side_by_side(job.runs, [job] * len(job.runs)),
    }
    for done, (stage, step) in enumerate(steps.items()):
        if progress:
            progress(done, len(steps), f"tables for the next commands: {stage}")
        step()
    if progress:
        progress(len(steps), len(steps), "tables for the next commands")
