"""The choice of workers made on the command line: local processes, or those of a dask.distributed scheduler.

    with computing("tcp://node17:8786"):
        sweep(study, store, models)

Everything that runs in parallel inside the block (reading, cleaning, segmentation, vectors, fits, simulation) goes to
those workers. A worker must have one thread and the same lock file; on one type of machine the results are then those
of local processes, bit for bit. The scheduler is trusted, because dask sends work as pickles. Dask itself gives the
task of a dead worker to another worker; a task that dask has given up is handed out again by this package.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from topics.errors import ComputeError
from topics.parallel.workers import WorkerLostError, numbered, on_workers, processors

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
_WAITING = 2  # tasks per worker: it never waits for the next one, and results do not pile up
_ALONE = 300.0  # seconds: workers that a cluster ended are often started again
_LOOKS = 0.02  # seconds
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@contextmanager
def computing(scheduler: str = "", workers: int | None = None) -> Iterator[None]:
    """Run all work inside the block in local processes or, with a `scheduler`, on dask workers.

    The dask workers are those of the scheduler at the address `scheduler`, or `workers` new ones where it is "local".
    Raises ComputeError when dask is not installed, when nobody answers at the address, and when there is no worker.
    """
    if not scheduler:
        yield
        return
    with _client(scheduler, workers) as client, on_workers(Dask(client)):
        yield


@contextmanager
def _client(scheduler: str, workers: int | None) -> "Iterator[Client]":
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise ComputeError(
            '--scheduler needs the package distributed, which is not installed: pip install "topics-toolkit[dask]".'
        ) from None
    one_thread = {f"distributed.nanny.pre-spawn-environ.{name}": 1 for name in _ONE_THREAD}
    started: Any = nullcontext()
    if scheduler == LOCAL:
        with dask.config.set(one_thread):
            started = LocalCluster(
                n_workers=workers or processors(), threads_per_worker=1, memory_limit=0, dashboard_address=None
            )
    with started as cluster:
        try:
            client = Client(cluster or scheduler, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ComputeError(
                f'no scheduler answers at "{scheduler}" ({error}); '
                "expected the address that `dask scheduler` prints, such as tcp://127.0.0.1:8786."
            ) from None
        with client:
            threads = client.nthreads()
            if not threads:
                raise ComputeError(
                    f"the scheduler at {scheduler} has no worker; start some with `dask worker {scheduler}`."
                )
            if max(threads.values()) > 1:
                raise ComputeError(
                    f"a worker of {scheduler} has {max(threads.values())} threads, and a fit needs a process of its "
                    "own; start workers with --nthreads 1 (and --nworkers for several on a machine)."
                )
            yield client


class Dask:
    """The workers of a dask.distributed scheduler."""

    def __init__(self, client: "Client") -> None:
        self.client = client

    def count(self) -> int:
        """Number of workers at this moment."""
        return max(1, len(self.client.nthreads()))

    def results(
        self, work: Callable[[Any], Any], tasks: Mapping[int, Any], workers: int | None
    ) -> Iterator[tuple[int, Any]]:
        """See `topics.parallel.workers.Workers`; `workers` is ignored, since the scheduler decides their number."""
        from distributed import CancelledError, KilledWorker, as_completed

        # What all tasks share travels once to each worker, not with each task.
        [shared] = self.client.scatter([work], broadcast=True, hash=False)
        waiting = iter(tasks.items())
        flying = as_completed(loop=self.client.loop)
        for _ in range(_WAITING * self.count()):
            self._send(flying, shared, waiting)
        for future in self._finished(flying):
            try:
                result = future.result()
            except (KilledWorker, CancelledError) as error:
                raise WorkerLostError from error
            future.release()
            self._send(flying, shared, waiting)
            yield result

    def rest(self) -> None:
        """Nothing: they are the scheduler's."""

    def _finished(self, flying: Any) -> "Iterator[Future]":
        """Futures as they finish. Raises ComputeError when none has for `_ALONE` seconds and no worker is left."""
        while not flying.is_empty():
            since = time.monotonic()
            while not flying.has_ready():
                time.sleep(_LOOKS)
                if time.monotonic() - since > _ALONE:
                    if self.client.nthreads():
                        since = time.monotonic()
                        continue
                    raise ComputeError(
                        f"nothing was finished for {_ALONE:.0f} seconds and the scheduler has no worker left. "
                        "What was finished is kept; start workers (on a cluster, their time may have ended), "
                        "and the same command goes on from there."
                    )
            yield next(flying)

    def _send(self, flying: Any, shared: Any, waiting: Iterator[tuple[int, Any]]) -> None:
        """One task more, if there is one."""
        for number, task in waiting:
            flying.add(self.client.submit(_on_one_thread, shared, number, task, pure=False))
            return


def _on_one_thread(work: Callable[[Any], Any], number: int, task: Any) -> tuple[int, Any]:
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return numbered(work, number, task)
