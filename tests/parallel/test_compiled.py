"""Machine code is found again by the next process, that of a library too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = """
import numba

@numba.njit
def twice(x):
    return 2 * x
"""
PROCESS = """
import library
from topics.parallel.compiled import compiled, keep_compiled

keep_compiled(library, "twice", "thrice")
assert library.twice(3) == 6
print(sum(library.twice.stats.cache_hits.values()), sum(library.twice.stats.cache_misses.values()))
"""


def process(folder: Path, cache: Path) -> list[int]:
    """Cache hits and misses of the library's function."""
    here = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    done = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, env=here, check=True)
    return [int(number) for number in done.stdout.split()]


def test_a_library_s_functions_are_compiled_once(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY, encoding="utf-8")
    assert process(tmp_path, tmp_path / "cache") == [0, 1]
    assert process(tmp_path, tmp_path / "cache") == [1, 0]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Tensorflow not installed:ImportWarning")
def test_umap_s_are_among_them() -> None:
    import numpy as np
    from umap import layouts, umap_

    from topics.models.bertopic.bertopic import _reduced

    _reduced(np.random.default_rng(1).normal(size=(40, 6)), None, 5, 2, 1)
    optimise = layouts._nb_optimize_layout_euclidean_single_epoch
    for function in (umap_.smooth_knn_dist, umap_.compute_membership_strengths, optimise):
        assert function.stats.cache_path
        assert function.signatures
