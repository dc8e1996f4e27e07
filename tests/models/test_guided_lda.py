"""Guidance reaches the model: through the start, which gensim would draw without looking at the prior."""

from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import Material, fit
from topics.models.guided import lifted_words
from topics.themes import Theme


def test_lifted_words_are_occurrences_beyond_expectation(material: Material) -> None:
    lifted = lifted_words(material)
    counts = material.tokens.counts.toarray()
    has_antenna = np.array(["antenna" in text for text in material.texts])
    word = material.tokens.vocabulary.index("antenna")
    inside = counts[has_antenna]
    expected = inside.sum() * counts[:, word].sum() / counts.sum()
    assert lifted[0, word] == pytest.approx(inside[:, word].sum() - expected)
    assert lifted[1, word] == 0
    own = [w.startswith("a") for w in material.tokens.vocabulary]
    assert (lifted[0, own] > 0).mean() > 0.9
    assert not lifted[1, own].any()


def test_the_start_holds(material: Material) -> None:
    guided = fit(material, "lda", guided=True, topics=4)
    assert guided.topic_ids == ("radio", "safety", "t01", "t02")
    radio, safety = (set(words) for words in guided.top_words(25)[:2])
    assert "antenna" in radio - safety
    assert "vault" in safety - radio


def test_the_start_alone_guides(material: Material, subjects: np.ndarray) -> None:
    started = fit(material, "lda", guided=True, topics=3, hold=0.0)
    primary = started.passage_topics[:, :2].argmax(axis=1)
    assert (primary == subjects)[subjects >= 0].mean() > 0.95


def test_guiding_changes_the_fit_and_swapped_names_swap_it(material: Material) -> None:
    free = fit(material, "lda", topics=4)
    guided = fit(material, "lda", topics=4, guided=True)
    assert not np.allclose(free.topic_words, guided.topic_words, atol=1e-3)
    radio, safety = material.themes
    swapped_themes = (replace(radio, terms=safety.terms), replace(safety, terms=radio.terms))
    swapped = fit(replace(material, themes=swapped_themes), "lda", topics=4, guided=True)
    similarity = np.corrcoef(np.vstack([guided.topic_words[:2], swapped.topic_words[:2]]))[:2, 2:]
    assert similarity[0, 1] > 0.95 > 0.5 > similarity[0, 0]
    assert similarity[1, 0] > 0.95 > 0.5 > similarity[1, 1]


def test_term_mass_says_what_the_terms_carry(material: Material) -> None:
    guided = fit(material, "lda", topics=4, guided=True)
    row, word = guided.topic_words[0], material.tokens.vocabulary.index("antenna")
    assert guided.scores["term_mass"]["radio"] == pytest.approx(float(row[word]))
    assert 0.01 < row[word] < 0.2


def test_a_theme_without_a_trace_is_refused(material: Material) -> None:
    themes = (*material.themes, Theme("ghost", ("phlogiston",)))
    with pytest.raises(ModelError, match='no passage distinguishes the theme "ghost" \\(terms: phlogiston\\)'):
        fit(replace(material, themes=themes), "lda", guided=True)
