"""Numbers that commands ask for first, computed when a job is new, so that the first command answers as the next."""

from collections.abc import Callable

from topics.parallel.cache_folder import is_compiled
from topics.parallel.memory import give_back_memory
from topics.results.comparison import side_by_side
from topics.results.evidence_tables import evidence_tables
from topics.store.job import Job
from topics.study.study import Progress


def keep_ahead(job: Job, progress: Progress | None = None) -> None:
    """Keep with a job what `topics shares`, `trends`, `card` and `compare` read of it, if it is not kept yet.

    The first time on a machine the windows of words, and a collapsed fit to words without themes, compile machine code.
    """
    stage = "tables for the next commands"
    if not is_compiled("topics.evaluation.windows"):
        stage += ", which compile machine code"
    steps: dict[str, Callable[[], object]] = {
        "counting changes in other ways": lambda: evidence_tables(job),
        "comparing fits with chance": lambda: side_by_side(job.runs, [job] * len(job.runs)),
    }
    for done, (now, step) in enumerate(steps.items()):
        if progress:
            progress(done, len(steps), f"{stage}: {now}")
        step()
        give_back_memory()  # to what follows, in this command or in a notebook's next one
    if progress:
        progress(len(steps), len(steps), stage)
