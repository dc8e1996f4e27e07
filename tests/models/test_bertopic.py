"""BERTopic: free mode is the library's own, guiding changes the fit, n topics are n, outliers and weights as asked."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import ModelInput, fit
from topics.models.bertopic import bertopic
from topics.models.seeded_vectors import centred, theme_vectors
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

pytestmark = pytest.mark.slow
SMALL = {"min_topic_size": 5, "neighbours": 5}


@pytest.fixture(scope="module")
def loose() -> ModelInput:
    """Twelve subjects in vectors that lie loosely around twelve directions; two are themes, named in most passages."""
    random = np.random.default_rng(3)
    subject = np.arange(240) % 12
    words = [[f"{chr(97 + s)}{random.integers(9)}" for _ in range(12)] for s in subject]
    texts = [
        " ".join(own + ["antenna"] * int(s == 0 and n % 5 > 0) + ["vault"] * int(s == 1 and n % 5 > 0))
        for n, (own, s) in enumerate(zip(words, subject, strict=True))
    ]
    tokens = build_tokens([f"p{n}" for n in range(240)], [text.split() for text in texts], min_passages=1)
    directions = np.linalg.qr(random.normal(size=(24, 24)))[0][:12]
    vectors = (directions[subject] + random.normal(size=(240, 24)) * 0.1 + 0.5).astype(np.float32)
    themes = (Theme("radio", ("antenna",)), Theme("safety", ("vault",)))
    return ModelInput(tokens, tuple(texts), themes, lambda _: vectors)


def library(data: ModelInput, n_topics: int | None, options: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Topic of every passage, and the topics' words, by `BERTopic.fit_transform`."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    tokens, rows = data.tokens, data.rows
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=UMAP(options["neighbours"], 5, min_dist=0.0, metric="cosine", random_state=1, n_jobs=1),
        hdbscan_model=HDBSCAN(options["min_topic_size"], core_dist_n_jobs=1),
        vectorizer_model=CountVectorizer(analyzer=str.split, vocabulary=[str(n) for n in range(tokens.n_words)]),
        nr_topics=n_topics,
    )
    passages = [" ".join(map(str, tokens.word_ids[tokens.offsets[p] : tokens.offsets[p + 1]])) for p in rows]
    labels, _ = model.fit_transform(passages, centred(data.vectors("")[rows]))
    return np.asarray(labels), model.c_tf_idf_.toarray()[-(max(labels) + 1) :]


@pytest.mark.parametrize("n", [0, 5])
def test_free_mode_gives_what_the_library_gives(loose: ModelInput, n: int) -> None:
    ours = fit(loose, "bertopic", topics=n, **SMALL)
    outliers = ours.unassigned[loose.rows] == 1
    labels, words = library(loose, n + int(outliers.any()) if n else None, SMALL)
    assert ours.n_topics == len(words) == (n or len(words)) > 2
    np.testing.assert_array_equal(outliers, labels == -1)
    match = [np.bincount(labels[ours.passage_topics[loose.rows, k] == 1]).argmax() for k in range(ours.n_topics)]
    assert sorted(match) == list(range(len(words)))
    np.testing.assert_array_equal(
        np.array(match)[ours.passage_topics[loose.rows].argmax(1)][~outliers], labels[~outliers]
    )
    np.testing.assert_allclose(ours.topic_words, (words / words.sum(axis=1, keepdims=True))[match], rtol=1e-5)


@pytest.mark.parametrize("mode", ["free", "guided", "zero-shot"])
@pytest.mark.parametrize("n", [4, 7, 12])
def test_the_number_of_topics_is_the_one_asked_for(loose: ModelInput, mode: str, n: int) -> None:
    fitted = fit(loose, "bertopic", mode=mode, topics=n, min_topic_size=40, neighbours=8)
    assert fitted.n_topics == n
    assert (fitted.passage_topics.sum(axis=0) > 0).all()
    assert fitted.scores["min_topic_size"] < 40  # no cluster is as large
    assert list(fitted.topic_ids[:2]) == (["radio", "safety"] if mode == "zero-shot" else ["t01", "t02"])


def test_more_topics_than_there_are_is_an_error(loose: ModelInput) -> None:
    with pytest.raises(ModelError, match=r"topics = 90, but no more than \d+ are to be found"):
        fit(loose, "bertopic", topics=90, **SMALL)


def test_guiding_changes_the_fit_and_leaves_the_vectors_alone(data: ModelInput, subjects: np.ndarray) -> None:
    given = data.vectors("")
    before = given.tobytes()
    same = replace(data, vectors=lambda _: given)
    free, guided, shot = (fit(same, "bertopic", mode=mode, **SMALL) for mode in ("free", "guided", "zero-shot"))
    assert given.tobytes() == before
    assert free.passage_topics.tobytes() != guided.passage_topics.tobytes()
    assert "told_share" not in free.scores
    assert 0.3 < guided.scores["told_share"]["radio"] < 0.55
    assert dict(shot.theme_of) == {"radio": "radio", "safety": "safety"}
    np.testing.assert_array_equal(shot.passage_topics[:, :2].argmax(axis=1)[subjects == 1], 1)
    np.testing.assert_array_equal(shot.passage_topics[:, :2].argmax(axis=1)[subjects == 0], 0)
    assert shot.scores["outlier_share"] == 0
    swapped = replace(same, themes=tuple(replace(t, id=i) for t, i in zip(same.themes, ("b", "a"), strict=True)))
    again = fit(swapped, "bertopic", mode="zero-shot", **SMALL)
    assert again.topic_ids[:2] == ("b", "a")
    assert again.passage_topics.tobytes() == shot.passage_topics.tobytes()


def test_many_passages_are_placed_by_the_same_neighbours(loose: ModelInput, monkeypatch: pytest.MonkeyPatch) -> None:
    few = fit(loose, "bertopic", **SMALL)
    monkeypatch.setattr(bertopic, "_LARGE", 100)
    many = fit(loose, "bertopic", **SMALL)
    together = many.passage_topics @ many.passage_topics.T > 0
    assert (together == (few.passage_topics @ few.passage_topics.T > 0)).mean() > 0.98


def test_guided_passages_go_a_quarter_of_the_way() -> None:
    directions, themes = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.6, 0.8]])
    pulled = bertopic._pulled(directions, np.array([0, -1]), themes)
    np.testing.assert_allclose(pulled, [[0.9, 0.2], [0, 1]])
    np.testing.assert_array_equal(directions, np.eye(2))


@pytest.mark.parametrize("least", [0.3, 0.75])
def test_a_minimum_similarity_is_a_cosine(loose: ModelInput, least: float) -> None:
    fitted = fit(loose, "bertopic", mode="zero-shot", min_similarity=least, **SMALL)
    directions = centred(loose.vectors("")[loose.rows])
    similarity = directions @ theme_vectors(loose, directions).T
    told = fitted.passage_topics[loose.rows][:, [fitted.topic_ids.index(t) for t in fitted.theme_of]].sum(axis=1)
    assert 0 < told.mean() < 0.5
    np.testing.assert_array_equal(told == 1, similarity.max(axis=1) >= least)


def test_a_minimum_that_nothing_reaches_is_refused(loose: ModelInput) -> None:
    with pytest.raises(ModelError, match=r"no passage is like enough to any theme \(the largest cosine is 0\.\d\d\)"):
        fit(loose, "bertopic", mode="zero-shot", min_similarity=0.99, **SMALL)


@pytest.fixture(scope="module")
def noisy(loose: ModelInput) -> ModelInput:
    """The same subjects, so loose that HDBSCAN leaves some passages out."""
    noise = np.random.default_rng(5).normal(size=(240, 24)) * 0.3
    vectors = (loose.vectors("") + noise).astype(np.float32)
    return replace(loose, vectors=lambda _: vectors)


@pytest.mark.parametrize("mode", ["free", "zero-shot"])
def test_outliers_are_unassigned_and_their_nearest_topic_is_known(noisy: ModelInput, mode: str) -> None:
    kept = fit(noisy, "bertopic", mode=mode, min_topic_size=8, neighbours=8)
    left_out = kept.unassigned[noisy.rows] == 1
    assert 0 < left_out.mean() == pytest.approx(kept.scores["outlier_share"])
    kept_rows = kept.passage_topics[noisy.rows]
    directions = centred(noisy.vectors("")[noisy.rows])
    free = [k for k, topic in enumerate(kept.topic_ids) if topic not in kept.theme_of]
    centres = np.stack([directions[kept_rows[:, k] == 1].mean(axis=0) for k in free])
    nearest = (directions @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T).argmax(axis=1)
    assert kept.nearest_topic is not None
    np.testing.assert_array_equal(kept.nearest_topic[noisy.rows], np.array(free)[nearest])
    assert (np.delete(kept.nearest_topic, noisy.rows) == -1).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "guide"}, 'bertopic: mode = "guide" is none of its values; did you mean "guided"'),
        ({"topics": 1}, "topics = 1, but HDBSCAN never finds a single cluster.*at least 2"),
        ({"topics": 3, "mode": "zero-shot"}, "beside 2 themes.*at least 4"),
    ],
)
def test_settings_that_make_no_sense_are_refused(data: ModelInput, options: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit(data, "bertopic", **options)


@pytest.mark.parametrize("mode", ["guided", "zero-shot"])
def test_without_themes_there_is_nothing_to_guide(data: ModelInput, mode: str) -> None:
    with pytest.raises(ModelError, match="names no theme"):
        fit(replace(data, themes=()), "bertopic", mode=mode)
    ghost = replace(data, themes=(*data.themes, Theme("ghost", ("phlogiston",))))
    with pytest.raises(ModelError, match='theme "ghost" \\(terms: phlogiston\\): 0 of 120 passages hold'):
        fit(ghost, "bertopic", mode=mode)
