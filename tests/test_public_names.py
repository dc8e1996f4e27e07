"""What `?` says of a public name in a notebook: every name and every call of a notebook has an example, and it holds."""

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
from topics.runs.job import Job
from topics.runs.run import Run
from topics.runs.store import Store
from topics.runs.study import Study

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CLASSES = (Study, Store, Job, Run, topics.Corpus, topics.FittedTopics, topics.Material, topics.Theme, topics.Tokens)


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


@pytest.mark.parametrize("name", NAMES)
def test_there_is_an_example_and_it_holds(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    thing = NAMES[name]
    around = {**vars(importlib.import_module(thing.__module__)), "topics": topics, "np": np, "pd": pd}
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(thing) or "", around, name, None, None)
    assert example.examples, f"{name} has no example in its docstring"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in cells if cell.get("outputs") or cell.get("execution_count") is not None]
    assert not kept, f"{path.name} holds outputs; strip them: `jupyter nbconvert --clear-output --inplace {path.name}`"
