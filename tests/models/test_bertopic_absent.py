"""BERTopic where its package is not installed: refused before any fit, with the command that brings it."""

from pathlib import Path

import pytest

from topics.errors import ModelError, StoreError
from topics.export import bertopic_folder
from topics.models.bertopic import bertopic


def test_a_model_and_an_export_without_the_package_name_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in (bertopic, bertopic_folder):
        monkeypatch.setattr(module, "find_spec", lambda _: None)
    options = {"mode": "free", "neighbours": 5, "dimensions": 5, "min_topic_size": 5, "topics": 0, "weights": "hard"}
    with pytest.raises(ModelError, match="pip install --no-deps"):
        bertopic.check_bertopic(None, **options)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="pip install --no-deps"):
        bertopic_folder.write_bertopic(tmp_path, None, None)  # type: ignore[arg-type]
