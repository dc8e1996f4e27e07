"""Every name and every call of a notebook has an example for `?` to show, and every example of the toolkit holds."""

import ast
import doctest
import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import topics
from tests.conftest import write_toy_study
from topics.store.job import Job
from topics.store.run import Run
from topics.store.store import Store
from topics.study.study import Study

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CLASSES = (Study, Store, Job, Run, topics.Corpus, topics.FittedTopics, topics.ModelInput, topics.Theme, topics.Tokens)


def notebook_calls() -> dict[str, Any]:
    """Functions that notebooks import from rooms of the toolkit, and methods of its classes that they call."""
    found: dict[str, Any] = {}
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).split("\n")]
        for node in ast.walk(ast.parse("\n".join(line for line in lines if not line.startswith("%")))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("topics."):
                module = importlib.import_module(str(node.module))
                found |= {f"{node.module}.{name.name}": getattr(module, name.name) for name in node.names}
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                methods = [(of, vars(of)[name]) for of in CLASSES if callable(vars(of).get(name))]
                found |= {f"{of.__name__}.{name}": method for of, method in methods}
    return found


# Modules whose docstrings hold an example, of what notebooks call or of anything else.
ROOT = Path(topics.__file__).parents[1]
MODULES = [
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in sorted(ROOT.glob("topics/**/*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
NAMES = {name: getattr(topics, name) for name in topics.__all__} | notebook_calls()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with `my-study`, its codes and a finished `topics run`."""
    folder = tmp_path_factory.mktemp("examples")
    study = folder / "my-study"
    write_toy_study(study)
    themes = [["wind", "wind", "rail"]] * 4 + [["wind", "rail", ""]] * 4
    begins = [[text[:8] for text in _paragraphs(path)] for path in sorted((study / "documents").iterdir())]
    codes = [
        f"doc-{number},{start},{theme}\n"
        for number, (starts, its) in enumerate(zip(begins, themes, strict=True))
        for start, theme in zip(starts, its, strict=True)
    ]
    (study / "gold.csv").write_text("doc_id,starts,theme\n" + "".join(codes), encoding="utf-8")
    topics.run(topics.load_study(study), topics.open_store(folder / "runs"))
    return folder


def _paragraphs(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("---\n\n")[1].strip().split("\n\n")


def test_what_a_notebook_calls_has_an_example() -> None:
    assert not [name for name, thing in NAMES.items() if ">>> " not in (inspect.getdoc(thing) or "")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    module = importlib.import_module(name)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for example in doctest.DocTestFinder().find(module, extraglobs={"topics": topics, "np": np, "pd": pd}):
        runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in cells if cell.get("outputs") or cell.get("execution_count") is not None]
    assert not kept, f"{path.name} holds outputs; strip them: `jupyter nbconvert --clear-output --inplace {path.name}`"
