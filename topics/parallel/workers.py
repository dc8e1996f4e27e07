"""The one place that hands work to workers: processes of this machine, or whatever replaces them.

Conventions. `run_tasks` yields results as they are ready, each with the number of its task; `mapped` yields them in the
order of the items and starts no process for small work. A worker has one thread, so that a result never depends on
where it was made or on how many workers there are. A worker that dies (out of memory, killed, its machine gone) costs
only time: its unfinished tasks are handed out again. `topics.parallel.dask` replaces this machine's workers by those of
a cluster.
"""

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from topics.errors import ComputeError

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTHWHILE = 8.0  # seconds of work on one processor; for less, starting workers costs more than it saves
ATTEMPTS = 4  # at the same task, before the work itself is taken for what kills its workers
_CHUNKS = 16  # per worker: enough that none waits long for another one's last chunk


class WorkerLostError(Exception):
    """Workers died before they had finished their tasks."""


class Workers(Protocol):
    """Processes that can be given work."""

    def count(self) -> int:
        """Number of workers."""

    def results(
        self, work: Callable[[Any], Any], tasks: Mapping[int, Any], workers: int | None
    ) -> Iterator[tuple[int, Any]]:
        """Yield `(number, work(task))` as results are ready. Raises WorkerLostError when some will not come."""

    def rest(self) -> None:
        """Hear that no work follows soon."""


class ThisMachine:
    """Processes of joblib, which stay alive for the next call.

    A fresh process spends seconds importing the libraries. A user's script needs no `if __name__ == "__main__"`.
    With `until_rest`, they end when no work follows soon, and do not take memory beside what comes after.
    """

    def __init__(self, *, until_rest: bool = False) -> None:
        self.until_rest = until_rest

    def count(self) -> int:
        """Number of processors that this process may use."""
        return processors()

    def results(
        self, work: Callable[[Any], Any], tasks: Mapping[int, Any], workers: int | None
    ) -> Iterator[tuple[int, Any]]:
        """See `Workers`."""
        from joblib import Parallel, delayed, parallel_config
        from joblib.externals.loky.process_executor import BrokenProcessPool

        from topics.parallel.cache_folder import provide_cache_folder

        provide_cache_folder()
        # joblib replaces a worker whose memory has grown, says so, and loses nothing. From here on it does so silently.
        warnings.filterwarnings("ignore", "A worker stopped while some jobs", UserWarning)
        # Never fewer than two: joblib would run a single job in this process, with as many threads as it likes.
        jobs = max(2, min(workers or processors(), len(tasks)))
        with parallel_config(backend="loky", inner_max_num_threads=1):
            pool = Parallel(n_jobs=jobs, return_as="generator_unordered")
            try:
                with _uninterrupted():
                    results = pool(delayed(numbered)(work, number, task) for number, task in tasks.items())
                yield from results
            except BrokenProcessPool as error:
                raise WorkerLostError from error

    def rest(self) -> None:
        """See `Workers`."""
        if self.until_rest:
            end_idle_workers()


class ThisProcess:
    """No worker: work is done where it is handed out, where starting workers would cost too much.

    It has one thread as far as libraries of threads are loaded before the work begins.
    """

    def count(self) -> int:
        """One."""
        return 1

    def results(
        self, work: Callable[[Any], Any], tasks: Mapping[int, Any], workers: int | None
    ) -> Iterator[tuple[int, Any]]:
        """See `Workers`."""
        from threadpoolctl import threadpool_limits

        for number, task in tasks.items():
            with threadpool_limits(1):
                result = numbered(work, number, task)
            yield result

    def rest(self) -> None:
        """Nothing: there are none."""


def end_idle_workers() -> None:
    """End the processes that `ThisMachine` keeps for the next call, which starts new ones.

    They take 80 MB each: too much to keep beside work that needs much memory and no workers.
    """
    loky = sys.modules.get("joblib.externals.loky.reusable_executor")
    executor = getattr(loky, "_executor", None)
    if executor is not None:  # to ask joblib for it would start one, with a process of 20 MB beside it
        executor.shutdown(wait=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C for the length of a `with` block; processes that are started in it never hear it.

    A terminal sends Ctrl-C to every process at once, and a worker would answer with a traceback of its own. This
    process hears it at the end of the block and ends its workers. Processes and threads inherit the mask of the thread
    that starts them, so workers that are started later, by the pool's own thread, do not hear it either.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # Python before 3.14 unblocks the signal when it starts this helper of every pool
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_WORKERS: ContextVar[Workers] = ContextVar("workers", default=ThisMachine())  # noqa: B039 - it holds no state


@contextmanager
def on_workers(workers: Workers) -> Iterator[None]:
    """Give all work to these workers for the length of a `with` block."""
    token = _WORKERS.set(workers)
    try:
        yield
    finally:
        _WORKERS.reset(token)


def works_here() -> bool:
    """Whether work is given to processes of this machine."""
    return isinstance(_WORKERS.get(), ThisMachine)


def rest_workers() -> None:
    """Say that no work follows soon."""
    _WORKERS.get().rest()


def processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_tasks(
    work: Callable[[Item], Result], tasks: Sequence[Item], workers: int | None = None
) -> Iterator[tuple[int, Result]]:
    """Yield `(number of the task, work(task))` for every task, in the order they finish.

    `work` is a module-level function, or a `partial` of one whose arguments all tasks share. An exception that it
    raises is raised here. Raises ComputeError when workers die `ATTEMPTS` times without finishing any task.
    """
    left, lost = dict(enumerate(tasks)), 0
    while left:
        try:
            for number, result in _WORKERS.get().results(work, dict(left), workers):
                del left[number]
                lost = 0
                yield number, result
                del result  # not kept while the next one is waited for
        except WorkerLostError:
            lost += 1
            if lost == ATTEMPTS:
                raise ComputeError(
                    f"a worker process was ended from outside {lost} times at the same {len(left)} tasks, "
                    "which mostly means that memory ran out. What was finished is kept; "
                    "take fewer workers (--workers), or a larger machine."
                ) from None


def blocks(sizes: NDArray[np.integer], most: int) -> Iterator[slice]:
    """Consecutive blocks of rows whose sizes sum to at most `most`, to bound memory; a larger row is a block by itself.

    >>> list(blocks(np.array([3, 4, 9, 1]), 8))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    ends = np.cumsum(sizes, dtype=np.int64)
    first = 0
    while first < len(ends):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield slice(first, last)
        first = last


def numbered(work: Callable[[Item], Result], number: int, task: Item) -> tuple[int, Result]:
    """The result of one task with the task's number."""
    return number, work(task)


def mapped(
    work: Callable[[Item], Result], items: Sequence[Item], *, seconds: float, workers: int | None = None
) -> Iterator[Result]:
    """Yield `work(item)` for every item, in the order of the items; otherwise as `run_tasks`.

    `seconds` is a rough guess of the time the whole work takes on one processor. Without `workers`, it decides whether
    worker processes are used at all.
    """
    jobs = workers or (_WORKERS.get().count() if seconds >= WORTHWHILE else 1)
    if jobs == 1 or len(items) < 2:
        yield from map(work, items)
        return
    size = -(-len(items) // (jobs * _CHUNKS))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    early: dict[int, list[Result]] = {}
    following = 0
    for number, results in run_tasks(_All(work), chunks, workers):
        early[number] = results
        while following in early:
            yield from early.pop(following)
            following += 1


class _All:
    """A function that applies `work` to every item of a chunk."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def __call__(self, items: Sequence[Any]) -> list[Any]:
        return [self.work(item) for item in items]
