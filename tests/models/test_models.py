"""Every model in the table finds what was planted, keeps the conventions of FittedTopics and repeats itself."""

import inspect
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import MODELS, FittedTopics, ModelInput, fit
from topics.models.model_input import compositions, no_vectors
from topics.themes import Theme

PLANTED = {
    "lda": {"topics": 2},
    "guided lda": {"topics": 4, "guided": True},
    "nmf": {"topics": 2},
    "guided nmf": {"topics": 4, "guided": True},
    "bertopic": {"min_topic_size": 15},
    "guided bertopic": {"min_topic_size": 15, "mode": "guided"},
    "zero-shot bertopic": {"mode": "zero-shot"},
    "keyatm": {"topics": 2, "iterations": 200},
    "lexicon": {},
    "clause-extent": {},
    "coded": {},
    "seeded-vectors": {},
    "scores": {"file": "scores.csv", "whose": "somebody"},
}
COUNTING = tuple(kind for kind, model in MODELS.items() if model.counts_terms)
TOLD = ("guided lda", "guided nmf", "keyatm", "scores", "seeded-vectors", "zero-shot bertopic", *COUNTING)


def kind_of(name: str) -> str:
    return name.split()[-1]


@pytest.fixture(scope="session", params=PLANTED)
def fitted(request: pytest.FixtureRequest, data: ModelInput) -> tuple[str, FittedTopics]:
    return request.param, fit(data, kind_of(request.param), **PLANTED[request.param])


def test_every_model_is_tested_here() -> None:
    told = "give the model a line in PLANTED, with settings under which it finds two planted subjects"
    assert {kind_of(name) for name in PLANTED} == set(MODELS), told


def test_the_planted_subjects_are_found(
    fitted: tuple[str, FittedTopics], data: ModelInput, subjects: np.ndarray
) -> None:
    name, fit_ = fitted
    known = (subjects >= 0) & (fit_.unassigned < 0.5)
    if name in COUNTING:  # knows only passages with a term
        known &= data.hits.any(axis=1)
        assert known.sum() == 80
    primary = fit_.passage_topics.argmax(axis=1)
    # Give each topic the subject of most of its passages: none may hold the other's.
    for topic in set(primary[known]):
        share = subjects[known & (primary == topic)].mean()
        assert min(share, 1 - share) <= 0.02
    assert len({round(subjects[known & (primary == t)].mean()) for t in set(primary[known])}) == 2
    assert known.sum() >= (80 if name in COUNTING else 114)


def test_rows_sum_to_one_or_are_unassigned(fitted: tuple[str, FittedTopics], data: ModelInput) -> None:
    _, fit_ = fitted
    np.testing.assert_allclose(fit_.topic_words.sum(axis=1, dtype=float), 1, atol=1e-6)
    np.testing.assert_allclose(fit_.passage_topics.sum(axis=1, dtype=float) + fit_.unassigned, 1, atol=1e-5)
    assert fit_.passage_topics.dtype == fit_.topic_words.dtype == np.float32
    assert fit_.passage_ids == data.tokens.passage_ids
    assert fit_.vocabulary == data.tokens.vocabulary


def test_a_passage_without_known_words_is_unassigned(fitted: tuple[str, FittedTopics]) -> None:
    _, fit_ = fitted
    assert fit_.unassigned[5] == 1
    assert not fit_.passage_topics[5].any()


def test_topic_words_belong_to_the_subject(fitted: tuple[str, FittedTopics]) -> None:
    name, fit_ = fitted
    if name in COUNTING:
        assert fit_.top_words(1)[:2] == [["antenna"], ["vault"]]
        return
    mass = fit_.passage_topics.sum(axis=0)
    for topic in np.flatnonzero(mass > 20):
        top = fit_.top_words(6)[topic]
        assert len({word[0] for word in top if word not in ("antenna", "vault")} - {"f"}) == 1


def test_themes_known_to_the_model(fitted: tuple[str, FittedTopics]) -> None:
    name, fit_ = fitted
    told = {"radio": "radio", "safety": "safety"} if name in TOLD else {}
    assert dict(fit_.theme_of) == told, f'a model that ties topics to themes (`theme_of`) is named in TOLD: "{name}"'


def test_the_seed_changes_lda(data: ModelInput) -> None:
    one, two = (fit(data, "lda", topics=3, passes=2, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.topic_words, two.topic_words)


def test_settings_are_simple_keyword_parameters() -> None:
    for kind, model in MODELS.items():
        for name, parameter in model.settings.items():
            assert parameter.default is not inspect.Parameter.empty, (kind, name)
            choices = get_args(parameter.annotation)  # of a Literal
            assert parameter.annotation in (int, float, bool, str) or {type(c) for c in choices} == {str}, (kind, name)
        assert model.uses <= {"themes", "texts", "vectors", "periods", "codes", "scores"}


@pytest.mark.parametrize("kind", ["lda", "nmf"])
def test_a_free_model_does_not_depend_on_themes(kind: str) -> None:
    assert MODELS[kind].used_with({}) == frozenset()
    assert MODELS[kind].used_with({"guided": True}) == {"themes", "texts"}


def test_others_depend_on_what_they_use() -> None:
    assert MODELS["keyatm"].used_with({}) == {"themes"}
    assert MODELS["keyatm"].used_with({"dynamic": True}) == {"themes", "periods"}
    assert MODELS["lexicon"].used_with({}) == {"themes", "texts"}
    assert MODELS["bertopic"].used_with({"embedder": "lsa"}) == {"vectors"}
    assert MODELS["bertopic"].used_with({"mode": "guided"}) == {"themes", "texts", "vectors"}


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("ldaa", {}, 'no model "ldaa"; did you mean "lda"'),
        ("lda", {"topic": 5}, 'no setting "topic"; did you mean "topics"'),
        ("lexicon", {"measure": "tow"}, 'measure = "tow" is none of its values; did you mean "two"'),
        ("lda", {"topics": 0}, "topics must be at least 1, found 0"),
        ("lda", {"alpha": -1.0}, "alpha must be at least 0, found -1.0"),
        ("lda", {"guided": True, "topics": 2}, "topics = 2 leaves no free topic beside 2 themes.*at least 3"),
        ("nmf", {"guided": True, "topics": 2}, "nmf: topics = 2 leaves no free topic beside 2 themes.*at least 3"),
        ("nmf", {"guided": True, "topics": 90}, "88 free topics start from.*there are 40 of these. Ask for at most 42"),
        ("nmf", {"topics": 500}, "topics = 500, but 102 is the most"),
        ("bertopic", {"neighbours": 200}, "120 passages are too few for neighbours = 200"),
        ("bertopic", {"min_topic_size": 1}, "expected 2 or more"),
        ("bertopic", {"min_topic_size": 100}, "every passage is an outlier"),
    ],
)
def test_impossible_requests_are_refused(data: ModelInput, kind: str, options: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit(data, kind, **options)


def test_models_that_need_themes_say_so(data: ModelInput) -> None:
    bare = replace(data, themes=())
    with pytest.raises(ModelError, match="names no theme, so there is no term to count"):
        fit(bare, "lexicon")
    with pytest.raises(ModelError, match="names no theme to guide it"):
        fit(bare, "lda", guided=True)
    with pytest.raises(ModelError, match="nmf: guided = true, but the study names no theme to guide it"):
        fit(bare, "nmf", guided=True)


def test_material_refuses_what_cannot_be_fitted(data: ModelInput) -> None:
    with pytest.raises(ModelError, match="3 texts were given with the tokens of 121 passages"):
        replace(data, texts=("a", "b", "c"))
    empty = replace(
        data.tokens,
        word_ids=np.array([], dtype=np.int32),
        offsets=np.zeros_like(data.tokens.offsets),
    )
    with pytest.raises(ModelError, match="no passage holds a word of the vocabulary"):
        replace(data, tokens=empty)
    with pytest.raises(ModelError, match='needs sentence vectors \\("lsa"\\)'):
        fit(replace(data, vectors=no_vectors), "bertopic", embedder="lsa")


def test_bertopic_merges_down_to_the_number_asked_for(data: ModelInput) -> None:
    assert fit(data, "bertopic", min_topic_size=5, neighbours=5, topics=2).n_topics == 2


def test_lexicon_weights_are_hits_over_hits(data: ModelInput) -> None:
    themes = (Theme("radio", ("antenna", "a00")), Theme("safety", ("vault",)))
    texts = ("antenna a00 vault", "nothing", *data.texts[2:])
    weights = fit(replace(data, texts=texts, themes=themes), "lexicon").passage_topics
    np.testing.assert_allclose(weights[0], [2 / 3, 1 / 3, 0], rtol=1e-6)
    np.testing.assert_array_equal(weights[1], [0, 0, 1])


def test_lexicon_measures_by_hand(data: ModelInput) -> None:
    texts = ("antenna, antenna vault", "vault 12345", *data.texts[2:])
    given = replace(data, texts=texts)
    two, density = (fit(given, "lexicon", measure=measure) for measure in ("two", "density"))
    np.testing.assert_array_equal(two.passage_topics[:2], [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(two.passage_present[:2], [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_allclose(density.passage_topics[:2], [[14 / 22, 5 / 22, 3 / 22], [0, 5 / 11, 6 / 11]], rtol=1e-6)
    np.testing.assert_array_equal(density.passage_present[:2], [[1, 1, 0], [0, 1, 0]])


def test_compositions_leave_empty_rows_alone() -> None:
    np.testing.assert_array_equal(compositions(np.array([[1.0, 3.0], [0.0, 0.0]])), [[0.25, 0.75], [0, 0]])


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"topic_ids": ("t0", "t0")}, 'two topics have the id "t0"; give each'),
        ({"topic_words": np.array([[0.5, 0.5], [0.5, 0.25]])}, 'topic "t1" sum to 0.75; divide each row by its sum'),
        ({"topic_words": np.array([[0.5, 0.5], [0, 0]])}, '"t1" sum to 0; leave the topic out, .* or give it words.'),
        ({"passage_topics": np.array([[0.5, 0.5], [0.7, 0.5]])}, 'passage "q" sum to 1.2; a row sums to 1, or to less'),
        ({"passage_topics": np.array([[0.5, 0.5], [-0.1, 0.5]])}, "passage_topics holds values that are negative"),
    ],
)
def test_what_an_adapter_gives_wrongly_is_named(parts, message):
    """The author of a model learns which topic or passage is wrong, by how much, and what is expected."""
    whole = {"topic_ids": ("t0", "t1"), "topic_words": np.full((2, 2), 0.5), "passage_topics": np.full((2, 2), 0.5)}
    with pytest.raises(ModelError, match=message):
        FittedTopics(**{**whole, **parts}, passage_ids=("p", "q"), vocabulary=("a", "b"))
