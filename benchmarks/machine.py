"""The machine on which a benchmark runs, and a start without settings that slow its linear algebra.

OpenBLAS takes the kernels of another processor when `OPENBLAS_CORETYPE` says so, and other block sizes when
`OPENBLAS_L2_SIZE` does. Machines that are rented often set them. A library that multiplies small matrices, as gensim's
LdaModel does, is then slower by half or more, and the toolkit's own compiled loops are not: ratios look better than
they are. So benchmarks run without these settings, unless `KEEP` is in the environment.
"""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

OVERRIDES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
KEEP = "BENCHMARK_KEEPS_OVERRIDES"


def begin() -> None:
    """Start this program anew without `OVERRIDES` if any is set; print what it runs on, not into what it prints.

    The libraries read these settings when they are imported, so that taking them out of the environment is too late.
    """
    rest = without_overrides(os.environ)
    if len(rest) < len(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], rest)
    print(machine(), file=sys.stderr, flush=True)


def without_overrides(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment less `OVERRIDES`, or all of it if it has `KEEP`."""
    return {name: value for name, value in environment.items() if name not in OVERRIDES or KEEP in environment}


def machine() -> str:
    """Processor, cores, memory, system, Python, and of every library of threads its kernel and number of threads."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
        platform.system(),
        f"Python {platform.python_version()}",
        *blas(),
        *(f"{name}={os.environ[name]}" for name in OVERRIDES if name in os.environ),
    ]
    return ", ".join(parts)


def processor() -> str:
    """Its name, with family and model where the name says too little (Linux)."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    name = told.get("model name") or platform.processor()
    return f"{name} (family {told['cpu family']}, model {told['model']})" if "cpu family" in told else name


def blas() -> list[str]:
    """The libraries of linear algebra that numpy and scipy have loaded: kernel and threads; none without them."""
    try:
        import scipy.linalg  # noqa: F401 - this loads scipy's own
        from threadpoolctl import threadpool_info
    except ImportError:  # a benchmark of installation has neither
        return []

    found = (library for library in threadpool_info() if library["user_api"] == "blas")
    told = (
        f"{each['internal_api']} {each['version']} {each.get('architecture', '')} × {each['num_threads']}"
        for each in found
    )
    return sorted(set(told))


if __name__ == "__main__":
    begin()
    print(machine())
