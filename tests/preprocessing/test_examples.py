"""The examples in the docstrings of the room hold."""

import doctest
import importlib
from pathlib import Path

import pytest

import topics.preprocessing

MODULES = sorted(p.stem for p in Path(topics.preprocessing.__path__[0]).glob("*.py") if p.stem != "__init__")


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"topics.preprocessing.{name}")).failed == 0
