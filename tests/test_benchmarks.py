"""What benchmarks import from the toolkit is there: nothing else runs most of them."""

import ast
import importlib
from contextlib import suppress
from pathlib import Path

import pytest

BENCHMARKS = sorted((Path(__file__).parents[1] / "benchmarks").rglob("*.py"))


def imported(path: Path) -> list[tuple[str, str]]:
    """The modules of the toolkit that a file imports from, each with a name."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("topics")]
    return [(str(node.module), name.name) for node in found for name in node.names]


def is_there(module: str, name: str) -> bool:
    if hasattr(importlib.import_module(module), name):
        return True
    with suppress(ModuleNotFoundError):
        return bool(importlib.import_module(f"{module}.{name}"))
    return False


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path: Path) -> None:
    assert [f"{module}.{name}" for module, name in imported(path) if not is_there(module, name)] == []


def test_a_name_that_is_gone_is_missed() -> None:
    assert is_there("topics.coding.gold.allot", "Aim")
    assert not is_there("topics.coding.gold.allot", "AIMS_OF_OLD")


@pytest.mark.parametrize("periods", [2, 8])
def test_a_world_of_coded_samples_has_the_periods_that_it_says(periods: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS[0].parent))
    worlds = importlib.import_module("coded_worlds")
    coded, shares, codes = worlds.sample(worlds.World("nothing", periods, 60, 20), 1, rising=False)
    assert list(coded.periods) == sorted(set(codes["period"])) == [str(number) for number in range(periods)]
    assert (shares["n_units"] == 60).all()
    assert (shares["n_coded"] == 20).all()
