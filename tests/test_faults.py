"""A little of what `benchmarks/faults.py` injects by the dozen: nothing is lost, whatever goes wrong."""

import subprocess
from pathlib import Path
from random import Random

import faults
import pytest


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> object:
    return faults.Ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("command", ["run", "sweep"])
def test_killed(ground: object, tmp_path: Path, command: str, seed: int) -> None:
    assert faults.killed(ground, tmp_path / "store", command, Random(seed))


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.1, 0.5])
def test_the_disk_is_full(ground: object, tmp_path: Path, moment: float) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("only root on Linux may make a small disk for one process")
    assert faults.full(ground, tmp_path / "store", "run", moment)


@pytest.mark.slow
@pytest.mark.parametrize("moment", [n / 7 for n in range(7)])
@pytest.mark.parametrize("spoil", [faults.truncated, faults.bit_flipped])
def test_a_spoilt_file(ground: object, tmp_path: Path, spoil: object, moment: float) -> None:
    assert faults.damaged(ground, tmp_path / "store", "run", moment, spoil)


@pytest.mark.slow
def test_a_store_that_cannot_be_written(ground: object, tmp_path: Path) -> None:
    assert faults.read_only(ground, tmp_path / "store", "run", 0)


@pytest.mark.slow
def test_eight_at_once(ground: object, tmp_path: Path) -> None:
    assert faults.together(ground, tmp_path / "store", "run", 8)
