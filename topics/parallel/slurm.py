"""Scripts that run a command on a SLURM cluster: each worker is a SLURM job, and dask hands out the work."""

from collections.abc import Sequence

from topics.errors import StudyError

_SCRIPT = '''\
"""Run on the login node, or in a job of its own:  python cluster.py"""

import subprocess

from dask_jobqueue import SLURMCluster

if __name__ == "__main__":
    with SLURMCluster(
        cores=1,
        processes=1,  # one thread a worker: a fit needs a process of its own
        memory={memory!r},
        walltime={walltime!r},
        queue={queue!r},
        account={account!r},
    ) as cluster:
        cluster.scale(jobs={workers})
        cluster.wait_for_workers(1)
        command = ["topics", *{command!r}, "--scheduler", cluster.scheduler_address]
        raise SystemExit(subprocess.run(command).returncode)
'''
COMMANDS = ("run", "sweep", "recover", "verify")


def cluster_script(
    command: Sequence[str],
    *,
    workers: int = 20,
    memory: str = "4GB",
    walltime: str = "04:00:00",
    queue: str = "",
    account: str = "",
) -> str:
    """A Python script that runs `topics COMMAND` on `workers` SLURM jobs of `memory` each, for `walltime` at most.

    Raises StudyError for a command that has no work to hand out.
    """
    if not command or command[0] not in COMMANDS:
        raise StudyError(
            f'"{" ".join(command)}" is no command whose work can be shared out; expected one of {", ".join(COMMANDS)} '
            "with its arguments, as in `topics cluster-script sweep my-study --model lda`."
        )
    return _SCRIPT.format(
        command=list(command),
        workers=workers,
        memory=memory,
        walltime=walltime,
        queue=queue or None,
        account=account or None,
    )
