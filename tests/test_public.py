"""The public face of the package: some thirty-five names, looked up when first used and known to type checkers."""

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import topics

ROOT = Path(topics.__file__).parent
NOTEBOOKS = sorted((ROOT.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", topics.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(topics, name))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'lod_study'"):
        topics.lod_study  # noqa: B018


def test_type_checkers_are_told_the_same_names() -> None:
    """What stands under TYPE_CHECKING is what is looked up at run time, name by name and module by module."""
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    (told,) = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [node for node in told.body if isinstance(node, ast.ImportFrom)]
    assert [alias.name for node in imports for alias in node.names if alias.asname] == []
    for node in imports:
        for alias in node.names:
            here = getattr(topics, alias.name)
            assert here is getattr(__import__(node.module or "", fromlist=[alias.name]), alias.name)
    assert sorted(alias.name for node in imports for alias in node.names) == topics.__all__ == sorted(topics._HOMES)


def test_importing_topics_imports_none_of_its_rooms() -> None:
    command = "import sys, topics; print([name for name in sys.modules if name.startswith('topics.')])"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_type_checker_knows_what_load_study_is(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text(
        "import topics\nreveal_type(topics.load_study)\nreveal_type(topics.gold.draw)\n", encoding="utf-8"
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(ROOT.parent / "pyproject.toml"),
        "--follow-imports=silent",
    ]
    done = subprocess.run([*command, str(module)], capture_output=True, text=True, cwd=ROOT.parent, check=False)
    assert "def (path: pathlib.Path | str) -> topics.study.study.Study" in done.stdout.replace(
        "Union[pathlib.Path, str]", "pathlib.Path | str"
    ).replace("builtins.", "")
    assert "Any" not in done.stdout.splitlines()[0]
    assert "per_period" in done.stdout.splitlines()[1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_nothing_below_topics(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).split("\n")]
    tree = ast.parse("\n".join(line for line in lines if not line.startswith("%")))
    below = [
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("topics")
    ]
    below += [
        a.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for a in node.names
        if a.name.startswith("topics.")
    ]
    assert below == []
    assert not any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.walk(tree))


def test_public_modules_say_what_is_public_in_them() -> None:
    modules = {name: thing for name in topics.__all__ if isinstance(thing := getattr(topics, name), ModuleType)}
    assert set(modules) == {"gold", "validation", "layouts"}
    for name, module in modules.items():
        assert all(hasattr(module, public) for public in module.__all__), name
