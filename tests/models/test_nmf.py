"""Guided NMF: the themes' topics stay with the words that the themes' passages lift."""

import numpy as np
import pytest

from topics.models import ModelInput, fit
from topics.preprocessing.words.tokens import build_tokens


@pytest.mark.parametrize("hold", [0.1, 1.0, 100.0])
def test_the_themes_of_guided_nmf_hold(data: ModelInput, subjects: np.ndarray, hold: float) -> None:
    guided = fit(data, "nmf", guided=True, topics=6, hold=hold)
    assert guided.topic_ids == ("radio", "safety", "t01", "t02", "t03", "t04")
    radio, safety = (set(words) for words in guided.top_words(15)[:2])
    assert "antenna" in radio - safety
    assert "vault" in safety - radio
    weights = guided.passage_topics[:, :2]
    told = (subjects >= 0) & weights.any(axis=1)
    assert told.sum() > 100
    assert (weights.argmax(axis=1) == subjects)[told].mean() > 0.95


def test_without_hold_a_theme_has_only_its_start(data: ModelInput) -> None:
    held, started = (fit(data, "nmf", guided=True, topics=6, hold=hold) for hold in (1.0, 0.0))
    word = data.tokens.vocabulary.index("antenna")
    assert not np.allclose(held.topic_words, started.topic_words, atol=1e-3)
    assert held.topic_words[0, word] > 0


@pytest.mark.parametrize("seed", [2, 5, 14, 15, 16])
def test_text_that_topics_reconstruct_exactly_has_no_error(seed: int) -> None:
    random = np.random.default_rng(seed)
    texts = [[f"w{i}" for i in random.integers(0, 9, 4)] for _ in range(2)]
    tokens = build_tokens(["a", "b"], texts, min_passages=1, max_share=1.0)
    assert fit(ModelInput(tokens, ("",) * 2), "nmf", topics=2).scores["reconstruction_error"] == 0
