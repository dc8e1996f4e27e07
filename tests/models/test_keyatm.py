"""keyATM: keywords reach their topics, what is asked for must be possible, nothing but the stated inputs matters."""

from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import FittedTopics, ModelInput, fit
from topics.models.keyatm import keywords_of
from topics.themes import Theme

FEW = {"topics": 2, "iterations": 100}


@pytest.fixture(scope="module")
def dated(data: ModelInput) -> ModelInput:
    """The first half of the passages is of 2020, the second of 2021; subjects alternate; six keywords per theme."""
    n = data.tokens.n_passages
    themes = tuple(
        replace(theme, terms=(*theme.terms, *(f"{letter}{i:02d}" for i in range(5))))
        for letter, theme in zip("ab", data.themes, strict=True)
    )
    return replace(data, themes=themes, periods=tuple("2020" if row < n // 2 else "2021" for row in range(n)))


@pytest.fixture(scope="module")
def fitted(data: ModelInput) -> FittedTopics:
    return fit(data, "keyatm", topics=2, iterations=200)


def test_themes_come_first_and_their_keywords_lead_their_topics(fitted: FittedTopics) -> None:
    assert fitted.topic_ids == ("radio", "safety", "t01", "t02")
    assert [words[0] for words in fitted.top_words(1)[:2]] == ["antenna", "vault"]


def test_the_share_of_keywords_is_at_most_what_the_keywords_have_of_the_topic(fitted: FittedTopics) -> None:
    share = fitted.scores["keyword_share"]
    assert list(share) == ["radio", "safety"]
    for row, (theme, word) in enumerate({"radio": "antenna", "safety": "vault"}.items()):
        mass = float(fitted.topic_words[row, fitted.vocabulary.index(word)])
        assert 0.01 < share[theme] < mass + 0.02
    assert abs(fitted.scores["perplexity_drift"]) < 0.1
    assert 40 < fitted.scores["perplexity"] < 80  # of 102 words, 70 to a subject


def test_compositions_are_means_over_draws_of_the_second_half(data: ModelInput) -> None:
    import topica

    passages = [data.tokens.words(row) for row in data.rows]
    corpus = topica.Corpus.from_documents(passages, vocabulary=list(data.tokens.vocabulary))
    after = {}
    for sweeps in range(11, 21):
        sampler = topica.KeyATM(keywords_of(data), num_topics=4, seed=1)
        after[sweeps] = sampler.fit(corpus, iters=sweeps).doc_topic  # the state after so many sweeps
    weights = fit(data, "keyatm", topics=2, iterations=20).passage_topics[data.rows]
    np.testing.assert_allclose(weights, np.mean(list(after.values()), axis=0), atol=1e-6)
    assert np.abs(weights - after[20]).max() > 0.05


def test_counts_asked_for_before_do_not_matter(data: ModelInput) -> None:
    untouched = replace(data, tokens=replace(data.tokens))
    untouched.tokens.counts  # noqa: B018
    again = fit(untouched, "keyatm", **FEW)
    np.testing.assert_array_equal(again.passage_topics, fit(data, "keyatm", **FEW).passage_topics)


def test_swapped_terms_swap_the_topics(data: ModelInput, subjects: np.ndarray) -> None:
    radio, safety = data.themes
    swapped = (replace(radio, terms=safety.terms), replace(safety, terms=radio.terms))
    weights = fit(replace(data, themes=swapped), "keyatm", **FEW).passage_topics
    assert weights[subjects == 1, 0].mean() > 5 * weights[subjects == 0, 0].mean()
    assert weights[subjects == 0, 1].mean() > 5 * weights[subjects == 1, 1].mean()


def test_the_dynamic_model_has_states_by_period(dated: ModelInput, subjects: np.ndarray) -> None:
    fitted = fit(dated, "keyatm", dynamic=True, states=2, topics=2, iterations=400)
    assert list(fitted.scores["states"]) == ["2020", "2021"]
    assert set(fitted.scores["states"].values()) <= {0, 1}
    assert fitted.passage_topics[subjects == 0, 0].mean() > 5 * fitted.passage_topics[subjects == 1, 0].mean()


def test_only_a_dynamic_model_sees_periods(data: ModelInput, dated: ModelInput) -> None:
    without, base = (fit(m, "keyatm", **FEW) for m in (replace(dated, periods=()), dated))
    np.testing.assert_array_equal(without.passage_topics, base.passage_topics)
    moved = fit(dated, "keyatm", dynamic=True, states=2, **FEW)
    assert not np.array_equal(moved.passage_topics, base.passage_topics)


def test_a_theme_that_lost_its_text_has_no_share_of_keywords(data: ModelInput) -> None:
    # A word nobody else holds, once: a topic of 12 cannot be held by it.
    themes = (*data.themes, Theme("thin", ("f00",)))
    fitted = fit(replace(data, themes=themes), "keyatm", topics=3, iterations=200)
    mass = np.diff(data.tokens.offsets) @ fitted.passage_topics.astype(float)
    for theme, words in zip(fitted.theme_of, mass, strict=False):
        assert (fitted.scores["keyword_share"][theme] is None) == (words < 1)


def test_a_word_with_terms_of_two_themes_is_a_keyword_of_both(data: ModelInput) -> None:
    themes = (Theme("radio", ("antenna", "a01")), Theme("safety", ("vault", "a01")))
    assert keywords_of(replace(data, themes=themes)) == {"radio": ["a01", "antenna"], "safety": ["a01", "vault"]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterations": 10}, "iterations = 10, but fewer than 20 draws say nothing"),
        ({"dynamic": True}, "needs the period of every passage, and 120 of 120 are in none"),
        ({"topics": 0}, "topics must be at least 1, found 0"),
    ],
)
def test_impossible_requests_are_refused(data: ModelInput, options: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit(data, "keyatm", **options)


@pytest.mark.parametrize("states", [1, 3])
def test_there_are_two_states_or_more_and_no_more_than_periods(dated: ModelInput, states: int) -> None:
    with pytest.raises(ModelError, match=f"states = {states} for 2 periods with a passage"):
        fit(dated, "keyatm", dynamic=True, states=states)


def test_a_passage_outside_the_periods_is_named_as_missing(dated: ModelInput) -> None:
    periods = ("", *dated.periods[1:5], "", *dated.periods[6:])  # row 5 has no word, so no model sees it
    with pytest.raises(ModelError, match="and 1 of 120 are in none"):
        fit(replace(dated, periods=periods), "keyatm", dynamic=True)


def test_a_theme_without_a_keyword_is_refused(data: ModelInput) -> None:
    themes = (*data.themes, Theme("ghost", ("phlogiston", "aether")))
    with pytest.raises(
        ModelError, match='term of the theme "ghost" \\(terms: phlogiston, aether\\), so it has no keyword'
    ):
        fit(replace(data, themes=themes), "keyatm")
    with pytest.raises(ModelError, match="names no theme, so there is no keyword"):
        fit(replace(data, themes=()), "keyatm")
