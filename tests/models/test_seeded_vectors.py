"""seeded-vectors: theme vectors are means of passages, the scale is Fisher's, and nothing depends on names or order."""

from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import ModelInput, fit
from topics.models.seeded_vectors import centred, theme_similarity, theme_vectors, theme_weights
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme


def test_centred_vectors_have_no_mean_direction_and_length_one() -> None:
    given = np.array([[3, 1], [1, 1], [2, 4]], dtype=np.float32)
    before = given.copy()
    found = centred(given)
    np.testing.assert_allclose(found, [[1 / 2**0.5, -1 / 2**0.5], [-1 / 2**0.5, -1 / 2**0.5], [0, 1]])
    np.testing.assert_array_equal(given, before)
    np.testing.assert_array_equal(centred(np.ones((2, 2), dtype=np.float32)), 0)


def test_a_theme_s_vector_is_the_mean_of_its_passages_by_terms(data: ModelInput) -> None:
    texts = ("antenna antenna vault", "antenna", "nothing", *(["vault"] * 118))
    other = replace(data, texts=texts)
    directions = np.eye(120)
    radio, safety = theme_vectors(other, directions)
    np.testing.assert_allclose(radio[:3] / radio[1], [2 / 3, 1, 0])
    np.testing.assert_allclose(safety[:3] / safety[10], [1 / 3, 0, 0])
    np.testing.assert_allclose([radio @ radio, safety @ safety], 1)


def test_weights_are_the_discriminant_s(data: ModelInput) -> None:
    """Two normal distributions with means .6 and 0, one variance, a quarter of the passages with terms."""
    texts = tuple("antenna" if n % 4 == 0 else "vault" if n % 4 == 1 else "" for n in range(121))
    other = replace(data, texts=texts)
    holds = np.array([text == "antenna" for text in np.delete(texts, 5)])
    similarity = np.zeros((120, 2))
    for group, mean in ((holds, 0.6), (~holds, 0.0)):
        similarity[group, 0] = mean + 0.2 * np.where(np.arange(group.sum()) % 2, 1, -1)
    radio = theme_weights(similarity, other)[:, 0]
    s, share = similarity[:, 0], holds.mean()
    spread = (s[holds].var() + s[~holds].var()) / 2
    gap, middle = s[holds].mean() - s[~holds].mean(), (s[holds].mean() + s[~holds].mean()) / 2
    odds = np.exp(gap / spread * (s - middle)) * share / (1 - share)
    # The other theme's similarity is 0 everywhere: it says nothing beside its prior, log odds of which enter the sum.
    prior = np.mean([text == "vault" for text in np.delete(texts, 5)])
    np.testing.assert_allclose(radio, odds / (1 + odds + prior / (1 - prior)))


def test_names_and_order_of_themes_do_not_matter(data: ModelInput) -> None:
    fitted = fit(data, "seeded-vectors")
    radio, safety = data.themes
    turned = fit(replace(data, themes=(safety, replace(radio, id="other"))), "seeded-vectors")
    assert turned.topic_ids == ("safety", "other", "none")
    np.testing.assert_allclose(turned.passage_topics, fitted.passage_topics[:, [1, 0, 2]], atol=1e-6)


def test_passages_without_a_term_get_their_theme(data: ModelInput, subjects: np.ndarray) -> None:
    fitted = fit(data, "seeded-vectors")
    bare = np.array([not ("antenna" in text or "vault" in text) for text in data.texts]) & (subjects >= 0)
    assert bare.sum() == 40
    np.testing.assert_array_equal(fitted.passage_topics.argmax(axis=1)[bare], subjects[bare])


@pytest.mark.parametrize(("term", "found"), [("phlogiston", "0"), ("f", "all")])
def test_a_theme_that_divides_nothing_is_refused(data: ModelInput, term: str, found: str) -> None:
    texts = tuple(f"{text} f" for text in data.texts)
    with pytest.raises(ModelError, match=f'theme "x" \\(terms: {term}\\): {found} of 120 passages hold a term'):
        fit(replace(data, texts=texts, themes=(Theme("x", (term,)),)), "seeded-vectors")


def test_without_themes_there_is_nothing_to_look_for(data: ModelInput) -> None:
    with pytest.raises(ModelError, match="names no theme to look for"):
        fit(replace(data, themes=()), "seeded-vectors")


def test_a_passage_is_compared_with_the_other_passages_of_a_theme() -> None:
    """Of noise, passages with a theme's terms are no more like the theme than the others are."""
    random = np.random.default_rng(5)
    texts = tuple(f"{'wind ' if i < 8 else ''}word{i % 7}" for i in range(400))
    tokens = build_tokens([f"p{i}" for i in range(400)], [t.split() for t in texts], min_passages=1, max_share=1.0)
    noise = random.normal(size=(400, 60)).astype(np.float32)
    data = ModelInput(tokens, texts, (Theme("wind", ("wind",)),), lambda name: noise)
    weights = fit(data, "seeded-vectors", embedder="lsa").passage_topics[:, 0]
    assert weights[:8].max() < 0.5
    directions = centred(noise)
    others = directions[1:8].sum(axis=0)
    similarity = theme_similarity(data, directions)
    assert similarity[0, 0] == pytest.approx(directions[0] @ others / np.linalg.norm(others))
    whole = directions[:8].sum(axis=0)
    assert similarity[9, 0] == pytest.approx(directions[9] @ whole / np.linalg.norm(whole))
