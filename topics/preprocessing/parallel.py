"""The same work for many items, on all processors when that pays.

A worker process costs about a second before its first result; results come back in the order of the items, so that how
many workers there are changes nothing but the time.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTHWHILE = 8.0  # seconds of one processor's work, below which starting workers costs more than it saves
_CHUNKS = 16  # a worker: enough that none waits long for the other's last one


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(
    work: Callable[[Item], Result], items: Sequence[Item], *, seconds: float, workers: int | None = None
) -> Iterator[Result]:
    """`work(item)` of every item, in their order; `work` is a function of a module or a `partial` of one.

    `seconds` is a rough guess of the whole work on one processor; without `workers`, it decides whether processes are
    started. What `work` raises is raised here.
    """
    jobs = workers or (processors() if seconds >= WORTHWHILE else 1)
    if jobs == 1 or len(items) < 2:
        yield from map(work, items)
        return
    from joblib import Parallel, delayed, parallel_config

    size = -(-len(items) // (jobs * _CHUNKS))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    with parallel_config(backend="loky", inner_max_num_threads=1):
        pool = Parallel(n_jobs=jobs, return_as="generator")
        for results in pool(delayed(_all)(work, chunk) for chunk in chunks):
            yield from results


def _all(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    return [work(item) for item in items]
