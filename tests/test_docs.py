"""The generated pages say what the program says."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
SPEC = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert SPEC
assert SPEC.loader
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    assert generate.PAGES[name]() == (DOCS / name).read_text(encoding="utf-8"), "run `python docs/generate.py`"
