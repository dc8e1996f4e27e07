"""A folder in which commands are typed, with the toy study in it."""

from pathlib import Path

import pytest

from tests.conftest import write_toy_study


@pytest.fixture
def toy_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the toy study as `toy` and no store named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOPICS_STORE", raising=False)
    write_toy_study(tmp_path / "toy")
    return tmp_path
