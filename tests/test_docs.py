"""The generated pages say what the program says, and the pages about the code name what is there."""

import importlib.util
import re
from pathlib import Path

import pytest

import topics

DOCS = Path(__file__).parents[1] / "docs"
SPEC = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert SPEC
assert SPEC.loader
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    assert generate.PAGES[name]() == (DOCS / name).read_text(encoding="utf-8"), "run `python docs/generate.py`"


ROOT = Path(topics.__file__).parent


def named_files(text: str) -> list[str]:
    """The files and folders of topics that a text names in backticks, relative to the package."""
    names = re.findall(r"`(?:topics/)?((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.py)?)`", text)
    return [name for name in names if not name.startswith("docs/")]


@pytest.mark.parametrize("page", ["architecture.md", "glossary.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    named = named_files((DOCS / page).read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not list(ROOT.rglob(name)) and not (DOCS.parent / name).exists()
    ]
    assert not missing


WAY = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", (DOCS / "architecture.md").read_text(encoding="utf-8"), re.M)
STEPS = [(functions, files) for functions, files in WAY if named_files(files)]


@pytest.mark.parametrize(("functions", "files"), STEPS)
def test_every_function_on_the_way_of_a_passage_is_where_the_page_says(functions: str, files: str) -> None:
    paths = [ROOT / name for name in named_files(files)]
    code = "".join(path.read_text(encoding="utf-8") for path in paths if path.suffix == ".py")
    for name in re.findall(r"`([\w.]+)`", functions):
        last = name.rpartition(".")[2]
        assert re.search(rf"^ *(?:def |class |){last}\b *[:(=]", code, re.M), f"{name} is not in {files}"


def test_the_way_of_a_passage_was_found() -> None:
    assert len(STEPS) > 15
