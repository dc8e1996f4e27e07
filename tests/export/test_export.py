import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import topics
from tests.conftest import write_toy_study
from topics.errors import StoreError
from topics.export.bertopic_folder import class_tfidf, token_pattern, write_safetensors
from topics.export.gensim_files import prior_of_topics
from topics.export.matrices import FORMATS, export
from topics.jobs.run import run
from topics.models.embeddings.lsa import lsa_vectors
from topics.models.fitted import FittedTopics
from topics.store.run import Run
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import load_study


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The toy study's runs and a made-up BERTopic run: the lexicon's topics rail and wind, and outliers."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    path = place / "toy" / "study.toml"
    text = path.read_text(encoding="utf-8").replace('kind = "nmf"\n', 'kind = "lda"\npasses = 5\n')
    path.write_text(text, encoding="utf-8")
    store = Store(place / "runs")
    job = run(load_study(place / "toy"), store)
    lexicon = store.run("lexicon")
    fitted = lexicon.fitted
    hard = FittedTopics(
        ("t01", "t02"),
        fitted.topic_words[:2],
        fitted.passage_topics[:, :2],
        fitted.passage_ids,
        fitted.vocabulary,
    )
    model = ModelSettings(kind="bertopic", name="bertopic", options={"embedder": "lsa"})
    made = store.save_run("bertopic-s1-made", model, 1, hard, {"corpus": job.corpus_key, "seconds": 0.0})
    codebook = job.table("codebook")
    own = codebook[codebook["run"] == lexicon.name][:2].assign(run=made.name, topic=["t01", "t02"])
    models = [*job.record["models"], {"name": "bertopic", "kind": "bertopic", "runs": [made.name]}]
    record = {key: value for key, value in job.record.items() if key not in ("files", "finished")}
    store.save_job({**record, "models": models}, {"codebook": pd.concat([codebook, own])})
    return store


@pytest.fixture
def lda(store: Store) -> Run:
    return store.run("lda")


def snippet(readme: Path, language: str = "python") -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    return str(blocks[0])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tables_hold_the_runs_own_numbers(store: Store, lda: Run, tmp_path: Path, suffix: str) -> None:
    folder = export(store.latest_job(), lda, tmp_path / "out", suffix)

    def read(name: str) -> pd.DataFrame:
        path = folder / f"{name}.{suffix}"
        return pd.read_csv(path, dtype={"date": str}) if suffix == "csv" else pd.read_parquet(path)

    fitted = lda.fitted
    words, topics, passages = read("topic_words"), read("passage_topics"), read("passages")
    assert words.columns.tolist() == ["word", *fitted.topic_ids]
    assert tuple(words["word"]) == fitted.vocabulary
    np.testing.assert_array_equal(words.iloc[:, 1:].to_numpy(dtype=np.float32).T, fitted.topic_words)
    assert topics.columns.tolist() == ["passage_id", *fitted.topic_ids, "unassigned"]
    np.testing.assert_array_equal(topics.iloc[:, 1:-1].to_numpy(dtype=np.float32), fitted.passage_topics)
    assert tuple(topics["passage_id"]) == tuple(passages["passage_id"]) == fitted.passage_ids
    assert passages["date"][0] == "2020-03-01"
    assert read("topics")["share"].sum() == pytest.approx(1, abs=1e-5)
    assert json.loads((folder / "provenance.json").read_text())["versions"]["gensim"]
    for name in ("topic_words", "passage_topics"):
        assert f"{name}.{suffix}" in snippet(folder / "README.md", "r")


def test_a_hostile_name_is_no_formula_in_csv_and_itself_in_parquet(store: Store, lda: Run, tmp_path: Path) -> None:
    words = ("=1+1", *lda.fitted.vocabulary[1:])
    changed = FittedTopics(
        lda.fitted.topic_ids, lda.fitted.topic_words, lda.fitted.passage_topics, lda.fitted.passage_ids, words
    )
    hostile = Run(lda.folder)
    hostile.__dict__["fitted"] = changed  # what the cached property would hold
    first = (
        (export(store.latest_job(), hostile, tmp_path / "c", "csv") / "topic_words.csv")
        .read_text(encoding="utf-8")
        .split("\n")
    )
    assert first[1].startswith("'=1+1,")
    assert (
        pd.read_parquet(export(store.latest_job(), hostile, tmp_path / "p", "parquet") / "topic_words.parquet")["word"][
            0
        ]
        == "=1+1"
    )


def test_gensim_rebuilds_the_model_by_the_lines_of_the_readme(
    store: Store, lda: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export(store.latest_job(), lda, tmp_path / "out", "gensim")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(snippet(folder / "README.md"), names)
    model, corpus = names["model"], names["corpus"]
    np.testing.assert_allclose(model.get_topics(), lda.fitted.topic_words, atol=1e-6)
    assert [model.id2word[i] for i in range(3)] == list(lda.fitted.vocabulary[:3])
    gamma, _ = model.inference(list(corpus))
    inferred = gamma / gamma.sum(axis=1, keepdims=True)
    np.testing.assert_array_equal(np.load("passage_topics.npy"), lda.fitted.passage_topics)
    assert (inferred.argmax(axis=1) == lda.fitted.passage_topics.argmax(axis=1)).mean() > 0.8
    np.testing.assert_allclose(topics.to_gensim(lda.fitted).get_topics(), model.get_topics(), atol=1e-6)
    once, again = (topics.to_gensim(lda.fitted).inference(corpus)[0] for _ in range(2))
    np.testing.assert_array_equal(once, again)


SPACED = ("wind farm", "workers' rights", "tax*", "US", "5g 专网", "#1 choice", "null", "NA", '"so called"', "a, b")


@pytest.fixture
def spaced(lda: Run) -> Run:
    """The run with words of other kinds: with spaces, quotes, commas, or like marks of missing values."""
    fitted = lda.fitted
    words = (*SPACED, *fitted.vocabulary[len(SPACED) :])
    run = Run(lda.folder)
    run.__dict__["fitted"] = FittedTopics(
        fitted.topic_ids, fitted.topic_words, fitted.passage_topics, fitted.passage_ids, words
    )
    return run


def test_words_with_spaces_are_read_back_from_tables(store: Store, spaced: Run, tmp_path: Path) -> None:
    with (export(store.latest_job(), spaced, tmp_path / "c", "csv") / "topic_words.csv").open(encoding="utf-8") as file:
        read = [row["word"] for row in csv.DictReader(file)]
    kept = pd.read_parquet(export(store.latest_job(), spaced, tmp_path / "p", "parquet") / "topic_words.parquet")
    assert tuple(read) == tuple(kept["word"]) == spaced.fitted.vocabulary
    table = pd.read_csv(tmp_path / "c" / "topics.csv")
    best = spaced.fitted.top_words(10)
    found = dict(zip(table["topic"], table["top_words"], strict=True))
    for topic, words in zip(spaced.fitted.topic_ids, best, strict=True):
        assert [shown.replace("_", " ") for shown in found[topic].removeprefix("'").split(" ")] == words


def test_words_with_spaces_are_read_back_by_gensim(store: Store, spaced: Run, tmp_path: Path) -> None:
    from gensim.corpora import Dictionary

    folder = export(store.latest_job(), spaced, tmp_path / "out", "gensim")
    read = Dictionary.load_from_text(str(folder / "dictionary.txt"))
    assert tuple(read[i] for i in range(len(read))) == spaced.fitted.vocabulary
    model = topics.to_gensim(spaced.fitted)
    assert [word for word, _ in model.show_topic(0, 10)] == spaced.fitted.top_words(10)[0]


def test_bertopic_counts_words_with_spaces_whole() -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    words = ["wind", "wind farm", "wind farm lease", "farm", "5g 专网", "(草案)", "US"]
    pattern = token_pattern(words)
    assert re.findall(pattern, "a wind farm lease by wind farms of US 5g 专网") == [
        *("a", "wind farm lease", "by", "wind", "farms", "of", "US", "5g 专网")
    ]
    vectors = CountVectorizer(token_pattern=pattern, lowercase=False, vocabulary=words)
    assert vectors.transform(["wind farm (草案) wind us US wind farm"]).toarray().tolist() == [[1, 2, 0, 0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("scores", "options", "expected"),
    [
        ({"alpha": 0.2}, {"alpha": 0.05}, [0.2, 0.2, 0.2]),
        ({"alpha": {"t01": 0.1, "t02": 0.3, "t03": 0.6}}, {"alpha": 0.05}, [0.1, 0.3, 0.6]),
        ({}, {"alpha": 0.05}, [0.05, 0.05, 0.05]),  # a run kept before fits told their prior
        ({}, {}, [1 / 3, 1 / 3, 1 / 3]),
        ({"alpha": 0.2}, {}, [0.2, 0.2, 0.2]),
    ],
)
def test_the_prior_is_the_fits_or_that_of_its_settings(
    lda: Run, scores: dict[str, Any], options: dict[str, Any], expected: list[float]
) -> None:
    fitted = replace(lda.fitted, scores=scores)
    np.testing.assert_allclose(prior_of_topics(fitted, options), expected, rtol=1e-6)


def test_bertopic_opens_what_was_written_for_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bertopic import BERTopic, _save_utils
    from bertopic.backend import BaseEmbedder

    made = store.run("bertopic")
    folder = export(store.latest_job(), made, tmp_path / "out", "bertopic")
    monkeypatch.setattr(_save_utils, "load_safetensors", read_safetensors)  # the package is not among ours
    model = BERTopic.load(str(folder), embedding_model=BaseEmbedder())

    _, tokens = store.corpus(made.provenance["corpus"])
    # 2020: two wind, one rail a document; 2021: wind, rail, farming, which no topic has.
    assert model.topics_ == [0, 0, 1] * 4 + [0, 1, -1] * 4
    assert model.topic_sizes_ == {-1: 4, 0: 12, 1: 8}
    assert model.custom_labels_ == ["unassigned", "t01 wind", "t02 rail"]
    assert model.get_topic(1)[0][0] == "高铁"
    assert model.c_tf_idf_.shape == (3, tokens.n_words)
    vectors = lsa_vectors(tokens).astype(np.float16).astype(np.float32) - np.load(folder / "centre.npy")
    predicted, _ = model.transform(["x"] * 24, embeddings=vectors)
    assigned = np.array(model.topics_) >= 0
    assert (np.array(predicted)[assigned] == np.array(model.topics_)[assigned]).all()


def test_class_tfidf_is_the_librarys() -> None:
    from bertopic.vectorizers import ClassTfidfTransformer
    from scipy.sparse import csr_matrix

    counts = csr_matrix(np.array([[4.0, 0, 1], [1, 3, 2]]))
    theirs = ClassTfidfTransformer().fit_transform(counts.copy())  # which changes what it is given
    ours, idf = class_tfidf(counts)
    np.testing.assert_allclose(ours.toarray(), theirs.toarray())
    # By hand: classes of 5 and 6 words, A = int(5.5); the first word occurs 5 times.
    assert idf[0] == pytest.approx(np.log(2))
    assert ours[0, 0] == pytest.approx(4 / 5 * np.log(2))


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """A reader written from the description of the format, not from the writer."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    body = data[8 + length :]
    kinds = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8"}
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in json.loads(data[8 : 8 + length]).items()
    }


def test_safetensors_are_read_back_and_are_laid_out_as_described(tmp_path: Path) -> None:
    arrays = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.array([7, -1], dtype=np.int64)}
    write_safetensors(tmp_path / "x", arrays)
    back = read_safetensors(tmp_path / "x")
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
    data = (tmp_path / "x").read_bytes()
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0
    assert len(data) == 8 + length + 24 + 16
    assert data[8 + length :][:8] == (7).to_bytes(8, "little")


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_holds_a_pickle_and_every_one_a_readme(store: Store, tmp_path: Path, format: str) -> None:
    folder = export(store.latest_job(), store.run("bertopic"), tmp_path / "out", format)
    assert (folder / "README.md").exists()
    assert (folder / "provenance.json").exists()
    for path in folder.iterdir():
        assert path.suffix in {".csv", ".parquet", ".json", ".md", ".npy", ".txt", ".mm", ".safetensors"}
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)


def test_what_cannot_be_written_leaves_nothing(
    store: Store, lda: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match='no format "exel"; known are: bertopic, csv'):
        export(store.latest_job(), lda, tmp_path / "out", "exel")
    with pytest.raises(StoreError, match="lda uses no sentence vectors"):
        export(store.latest_job(), lda, tmp_path / "out", "bertopic")
    with pytest.raises(StoreError, match="something is here already"):
        export(store.latest_job(), lda, tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(StoreError, match="No space left"):
        export(store.latest_job(), lda, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
