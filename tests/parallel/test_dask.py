"""Work that is given to other processes, and processes that die with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from topics.errors import ComputeError, StudyError
from topics.jobs.sweep import grid, sweep
from topics.parallel import workers as parallel
from topics.parallel.dask import Dask, computing
from topics.parallel.slurm import cluster_script
from topics.parallel.workers import mapped, run_tasks
from topics.preprocessing.corpus import read_corpus
from topics.store.store import Store
from topics.study.study import load_study

needs_dask = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("distributed") is None,
    reason="distributed (the extra [dask]) is absent",
)
# dask opens sockets and files that it leaves to the collector.
quiet = pytest.mark.filterwarnings("default")
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"


def die_once(marks: Path, number: int) -> int:
    """Square a number; whoever is first at 5 is killed as the system kills what takes too much memory."""
    mark = marks / "killed"
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def threads_seen(_: int) -> tuple[int, str]:
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    return max((pool["num_threads"] for pool in threadpool_info()), default=1), os.environ["NUMBA_NUM_THREADS"]


@pytest.fixture(scope="module", params=["local", pytest.param("dask", marks=[needs_dask])])
def where(request: pytest.FixtureRequest) -> Iterator[str]:
    with computing("local" if request.param == "dask" else "", workers=2):
        yield request.param


@quiet
@pytest.mark.usefixtures("where")
class TestAnywhere:
    def test_every_task_is_done_once_and_what_a_task_raises_comes_through(self) -> None:
        assert dict(run_tasks(partial(pow, 3), range(50), 2)) == {n: 3**n for n in range(50)}
        assert list(mapped(abs, [-3, 1, -2] * 40, seconds=100)) == [3, 1, 2] * 40
        assert list(run_tasks(abs, [])) == []
        with pytest.raises(TypeError, match="bad operand"):
            list(run_tasks(abs, [1, "x"], 2))

    def test_a_worker_that_is_killed_costs_nothing_but_time(self, tmp_path: Path) -> None:
        work = partial(die_once, tmp_path)
        assert dict(run_tasks(work, range(20), 2)) == {n: n**2 for n in range(20)}
        assert (tmp_path / "killed").exists()

    def test_a_worker_has_one_thread(self) -> None:
        assert {seen for _, seen in run_tasks(threads_seen, range(4), 2)} == {(1, "1")}


@quiet
@pytest.mark.slow
def test_work_that_kills_every_worker_is_a_sentence(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "ATTEMPTS", 2)
    with pytest.raises(ComputeError, match="ended from outside 2 times at the same 1 tasks"):
        list(run_tasks(die, [1], 2))


@quiet
@needs_dask
def test_a_sweep_is_the_same_bit_for_bit(toy_study: Path, tmp_path: Path) -> None:
    study, stores = load_study(toy_study), {}
    models = grid(study, "lda", [2, 3], 2)
    for compute in ("local", "dask"):
        with computing("local" if compute == "dask" else "", workers=2):
            stores[compute] = Store(tmp_path / compute)
            corpus = read_corpus(SAMPLE / "documents", SAMPLE / "documents.csv", root=SAMPLE, workers=2)
            table = sweep(study, stores[compute], models).table("sweep")
        stores[compute].table, stores[compute].corpus_hash = table, corpus.fingerprint
    here, there = stores["local"], stores["dask"]
    assert here.corpus_hash == there.corpus_hash
    assert here.table.equals(there.table)
    assert [run.name for run in here.runs()] == [run.name for run in there.runs()]
    for one, other in zip(here.runs(), there.runs(), strict=True):
        assert one.fitted.topic_words.tobytes() == other.fitted.topic_words.tobytes()
        assert one.fitted.passage_topics.tobytes() == other.fitted.passage_topics.tobytes()


class Workless:
    """A scheduler's client, and what it was given, when all workers have gone."""

    def nthreads(self) -> dict[str, int]:
        return {}

    def is_empty(self) -> bool:
        return False

    has_ready = is_empty


def test_a_scheduler_whose_workers_have_gone_for_good_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.parallel.dask._ALONE", 0.05)
    with pytest.raises(ComputeError, match=r"has no worker left\. What was finished is kept"):
        next(Dask(Workless())._finished(Workless()))  # type: ignore[arg-type]


def test_without_dask_its_name_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ComputeError, match=r'pip install "topics-toolkit\[dask\]"'), computing("local"):
        pass


@quiet
@needs_dask
def test_a_scheduler_that_is_not_there_or_cannot_be_used_is_a_sentence() -> None:
    from distributed import LocalCluster

    with pytest.raises(ComputeError, match="no scheduler answers"), computing("nowhere"):
        pass
    for workers, threads, complaint in ((0, 1, "has no worker"), (1, 2, "has 2 threads")):
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=threads, processes=False, dashboard_address=None
            ) as cluster,
            pytest.raises(ComputeError, match=complaint),
            computing(cluster.scheduler_address),
        ):
            pass


JOBQUEUE = """
from distributed import LocalCluster

class SLURMCluster(LocalCluster):
    def __init__(self, **asked):
        assert asked.pop("memory") == "2GB" and asked.pop("queue") == "short"
        assert asked["cores"] == asked["processes"] == 1
        super().__init__(n_workers=1, threads_per_worker=1, dashboard_address=None)

    def scale(self, n=0, jobs=None):
        assert jobs in (None, 2)
        super().scale(jobs or n)
"""


@pytest.mark.slow
@needs_dask
def test_the_script_for_a_cluster_runs_the_command_on_its_workers(toy_study: Path, tmp_path: Path) -> None:
    (tmp_path / "dask_jobqueue.py").write_text(JOBQUEUE)
    (tmp_path / "topics").write_text(f"#!{sys.executable}\nfrom topics.cli import main\nmain()\n")
    (tmp_path / "topics").chmod(0o755)
    script = cluster_script(["run", str(toy_study)], workers=2, memory="2GB", queue="short")
    (tmp_path / "cluster.py").write_text(script)
    paths = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
        "TOPICS_STORE": str(tmp_path / "runs"),
    }
    done = subprocess.run(
        [sys.executable, tmp_path / "cluster.py"], env=os.environ | paths, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(Store(tmp_path / "runs").runs()) == 2


def test_a_command_that_no_cluster_can_share_is_a_sentence() -> None:
    with pytest.raises(
        StudyError, match='"figures" is no command whose work can be shared out; expected one of run, sweep'
    ):
        cluster_script(["figures"])
