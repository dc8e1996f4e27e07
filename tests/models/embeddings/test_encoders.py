"""Encoders in a folder, with stand-ins for the two optional libraries; the real ones' answers are not tested here."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import ModelInput
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.embedders import embed, embedder_of
from topics.models.embeddings.encoders import windowed, windows

KINDS = ["sentence-transformers", "model2vec"]
LIMIT = 10


class Tokenizer:
    """A token a character."""

    def num_special_tokens_to_add(self) -> int:
        return 2

    def __call__(self, text: str, add_special_tokens: bool, truncation: bool) -> dict[str, list[str]]:
        assert not add_special_tokens
        assert not truncation
        return {"input_ids": list(text)}


class StandIn:
    """Counts 甲 and 乙; sentence-transformers would cut what is longer than its limit, so that fails here."""

    tokenizer = Tokenizer()
    max_seq_length = LIMIT

    def __init__(self, path: str, device: str, local_files_only: bool) -> None:
        assert local_files_only
        assert device == "cpu"

    def encode(self, texts: list[str], show_progress_bar: bool = True) -> np.ndarray:
        assert max(map(len, texts)) + 2 <= LIMIT
        return counts(texts)


def counts(texts: list[str]) -> np.ndarray:
    return np.array([[t.count("甲"), t.count("乙")] for t in texts], dtype=np.float32) / [[len(t)] for t in texts]


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of the libraries' names that hold the stand-ins."""
    static = SimpleNamespace(encode=lambda texts, max_length: (counts(texts), max_length)[0])
    contents = {
        "sentence_transformers": {"SentenceTransformer": StandIn},
        "model2vec": {"StaticModel": SimpleNamespace(from_pretrained=lambda _: static)},
    }
    for name, content in contents.items():
        module = ModuleType(name)
        module.__spec__ = ModuleSpec(name, None)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "study" / "weights"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"1")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_in_the_study_s_folder_is_used_and_cached(
    libraries: None, model: Path, data: ModelInput, tmp_path: Path, kind: str
) -> None:
    texts = ["甲" * 3, "乙" * 30 + "甲" * 10, "甲乙"]
    cache = VectorCache([], tmp_path / "cache")
    vectors = embed(texts, data.tokens, f"{kind}:weights", cache, folder=model.parent)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    np.testing.assert_allclose(vectors[1], np.array([10, 30]) / np.hypot(10, 30), atol=1e-3)
    [file] = (tmp_path / "cache").iterdir()
    assert file.name.startswith(f"{kind}-")
    moved = model.rename(tmp_path / "elsewhere")
    for name in ("sentence_transformers", "model2vec"):
        del sys.modules[name]  # nothing is computed, so nothing is loaded
    again = embed(texts, data.tokens, f"{kind}:{moved}", cache)
    assert again.tobytes() == vectors.tobytes()


def test_other_weights_are_another_embedder(model: Path) -> None:
    one = embedder_of(f"model2vec:{model}")
    other = model.parent / "other"
    other.mkdir()
    (other / "model.safetensors").write_bytes(b"2")
    assert one.identity != embedder_of(f"model2vec:{other}").identity
    assert one.identity != embedder_of(f"sentence-transformers:{model}").identity


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_model_is_an_error_that_names_it(kind: str, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=rf"{kind}:no/such.*there is no folder {tmp_path}/no/such.*Nothing is downloaded"
    ):
        embedder_of(f"{kind}:no/such", tmp_path)


def test_a_folder_without_a_model_is_named(libraries: None, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no config.json")

    monkeypatch.setattr(sys.modules["sentence_transformers"], "SentenceTransformer", broken)
    encode = embedder_of(f"sentence-transformers:{model}").of_texts
    assert encode
    with pytest.raises(ModelError, match=r"weights: the model in this folder cannot be loaded \(no config\.json\)"):
        encode(["甲"])


def test_a_library_that_is_absent_is_named(model: Path, data: ModelInput) -> None:
    with pytest.raises(ModelError, match=r"needs the package model2vec, which is not installed"):
        embed(["甲"], data.tokens, f"model2vec:{model}")


def test_an_unknown_kind_gets_the_nearest_name() -> None:
    with pytest.raises(ModelError, match='no embedder "model2vek:x"; did you mean "model2vec:PATH"'):
        embedder_of("model2vek:x")


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_windows_are_the_whole_text_and_none_is_too_long(limit: int) -> None:
    text = "一二三四五六七八九十" * 3
    pieces = windows(text, len, limit)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == min(limit, len(text))
    assert len(pieces) == -(-len(text) // limit)


def test_windows_weigh_by_their_tokens_and_texts_keep_their_order() -> None:
    steps: list[int] = []
    texts = ["甲甲甲甲乙", "乙", "", *["甲"] * 40]
    vectors = windowed(
        texts, len, 4, lambda pieces: [[p.count("甲") > 0, p.count("乙") > 0] for p in pieces], steps.append
    )
    np.testing.assert_allclose(vectors[0], np.array([4, 1]) / np.hypot(4, 1), rtol=1e-6)
    np.testing.assert_array_equal(vectors[1:4], [[0, 1], [0, 0], [1, 0]])
    assert steps == [32, 43]
