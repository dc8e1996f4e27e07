"""Where work runs: worker processes of this machine.

One thread inside a worker, so that a result never depends on how many workers there are; results come back as they are
ready and the caller puts them in order. joblib's workers stay for the next call (a fresh process pays 15 seconds of
compilation before its first BERTopic ends) and need no `if __name__ == "__main__"` in a user's script.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from topics.preprocessing.parallel import processors

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_tasks(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int | None = None
) -> Iterator[tuple[int, Result]]:
    """Yield `(index of the task, work(task))` for every task, in the order they finish."""
    from joblib import Parallel, delayed, parallel_config

    if not tasks:
        return
    # Never fewer than two: joblib would run a single job in this process, with as many threads as it likes.
    jobs = max(2, min(workers or processors(), len(tasks)))
    with parallel_config(backend="loky", inner_max_num_threads=1):
        pool = Parallel(n_jobs=jobs, return_as="generator_unordered")
        yield from pool(delayed(_numbered)(work, number, task) for number, task in enumerate(tasks))


def _numbered(work: Callable[[Task], Result], number: int, task: Task) -> tuple[int, Result]:
    return number, work(task)
