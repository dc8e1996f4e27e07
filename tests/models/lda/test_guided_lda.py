"""Guidance reaches the model: through the start, which gensim would draw without looking at the prior."""

from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import ModelInput, fit
from topics.models.guided import background_part, lifted_words, whole_words
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme


def test_lifted_words_are_occurrences_beyond_expectation(data: ModelInput) -> None:
    lifted = lifted_words(data)
    counts = data.tokens.counts.toarray()
    has_antenna = np.array(["antenna" in text for text in data.texts])
    word = data.tokens.vocabulary.index("antenna")
    inside = counts[has_antenna]
    expected = inside.sum() * counts[:, word].sum() / counts.sum()
    assert lifted[0, word] == pytest.approx(inside[:, word].sum() - expected)
    assert lifted[1, word] == 0
    own = [w.startswith("a") for w in data.tokens.vocabulary]
    assert (lifted[0, own] > 0).mean() > 0.9
    assert not lifted[1, own].any()


def test_the_start_holds(data: ModelInput) -> None:
    guided = fit(data, "lda", guided=True, topics=4)
    assert guided.topic_ids == ("radio", "safety", "t01", "t02")
    radio, safety = (set(words) for words in guided.top_words(25)[:2])
    assert "antenna" in radio - safety
    assert "vault" in safety - radio


def test_the_start_alone_guides(data: ModelInput, subjects: np.ndarray) -> None:
    started = fit(data, "lda", guided=True, topics=3, hold=0.0)
    primary = started.passage_topics[:, :2].argmax(axis=1)
    assert (primary == subjects)[subjects >= 0].mean() > 0.95


def test_guiding_changes_the_fit_and_swapped_names_swap_it(data: ModelInput) -> None:
    free = fit(data, "lda", topics=4)
    guided = fit(data, "lda", topics=4, guided=True)
    assert not np.allclose(free.topic_words, guided.topic_words, atol=1e-3)
    radio, safety = data.themes
    swapped_themes = (replace(radio, terms=safety.terms), replace(safety, terms=radio.terms))
    swapped = fit(replace(data, themes=swapped_themes), "lda", topics=4, guided=True)
    similarity = np.corrcoef(np.vstack([guided.topic_words[:2], swapped.topic_words[:2]]))[:2, 2:]
    assert similarity[0, 1] > 0.95 > 0.5 > similarity[0, 0]
    assert similarity[1, 0] > 0.95 > 0.5 > similarity[1, 1]


def test_term_mass_says_what_the_terms_carry(data: ModelInput) -> None:
    guided = fit(data, "lda", topics=4, guided=True)
    row, word = guided.topic_words[0], data.tokens.vocabulary.index("antenna")
    assert guided.scores["term_mass"]["radio"] == pytest.approx(float(row[word]))
    assert 0.01 < row[word] < 0.2


def test_a_theme_without_a_trace_is_refused(data: ModelInput) -> None:
    themes = (*data.themes, Theme("ghost", ("phlogiston",)))
    with pytest.raises(ModelError, match='no passage distinguishes the theme "ghost" \\(terms: phlogiston\\)'):
        fit(replace(data, themes=themes), "lda", guided=True)


def mixed(seed: int) -> tuple[ModelInput, np.ndarray, np.ndarray]:
    """Passages of 60 words, 600 of them with the theme's term: there 45 % of the words, on average, are the theme's.

    The theme has two words of its own, lacks two, and has the ten common ones half as often as the rest.
    """
    random = np.random.default_rng(seed)
    vocabulary = [*(f"common{i}" for i in range(10)), "beacon", "signal", "harvest", "cattle"]
    theme = np.array([*[0.06] * 10, 0.1, 0.3, 0.0, 0.0])
    rest = np.array([*[0.08] * 10, 0.0, 0.0, 0.1, 0.1])
    parts = np.concatenate([random.beta(4.5, 5.5, size=600), np.zeros(600)])
    words = [
        tuple(vocabulary[w] for w in random.choice(len(theme), size=60, p=part * theme + (1 - part) * rest))
        for part in parts
    ]
    tokens = build_tokens(tuple(f"p{i}" for i in range(len(words))), words, min_length=2, max_share=1.0)
    order = [vocabulary.index(word) for word in tokens.vocabulary]
    data = ModelInput(tokens, tuple(" ".join(passage) for passage in words), (Theme("sea", ("beacon",)),))
    return data, parts, theme[order]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_not_of_the_theme_in_its_passages_is_estimated(seed: int) -> None:
    data, parts, theme = mixed(seed)
    has_term = data.hits[:, 0] > 0
    true_part = 1 - parts[has_term].mean()
    # p holds the theme's text too: a word without the theme has the ratio κ / (1 − the theme's part of the corpus).
    assert background_part(data) == pytest.approx([true_part / (1 - parts.mean())], abs=0.03)
    whole, lifted = whole_words(data)[0], lifted_words(data)[0]
    off = [np.abs(words / words.sum() - theme).sum() / 2 for words in (whole, lifted)]
    assert off[0] < 0.25 < off[1]
    common = [word.startswith("common") for word in data.tokens.vocabulary]
    assert whole[common].sum() > 0.4 * whole.sum()
    assert lifted[common].sum() < 0.1 * lifted.sum()


def test_a_theme_that_fills_the_corpus_or_one_passage_has_no_other_part_to_tell(data: ModelInput) -> None:
    radio = data.themes[0]
    everywhere = Theme("all", tuple(data.tokens.vocabulary))
    once = next(t for t in data.texts if "antenna" in t)
    alone = replace(data, themes=(everywhere,))
    assert background_part(alone) == pytest.approx([1.0], abs=0.02)
    single = replace(data, texts=tuple(t if t is once else "" for t in data.texts), themes=(radio,))
    assert single.hits.sum() >= 1
    assert background_part(single).tolist() == [1.0]


def test_a_whole_start_without_hold_finds_more_of_a_theme() -> None:
    data, parts, _ = mixed(3)
    shares = [
        fit(data, "lda", guided=True, topics=4, **options).passage_topics[:, 0].mean(dtype=float)
        for options in ({}, {"start": "whole", "hold": 0.0})
    ]
    assert shares[0] < shares[1]
    assert abs(shares[1] - parts.mean()) < abs(shares[0] - parts.mean())


def test_the_concentration_is_the_words_and_the_prior(data: ModelInput) -> None:
    fitted = fit(data, "lda", guided=True, topics=4, alpha=0.1)
    assert fitted.concentration is not None
    words = np.asarray(data.tokens.counts.sum(axis=1)).ravel()
    expected = np.where(words > 0, words + 4 * 0.1, 0)
    assert fitted.concentration == pytest.approx(expected, rel=1e-4)
    with pytest.raises(ModelError, match="concentration"):
        replace(fitted, concentration=-fitted.concentration)
