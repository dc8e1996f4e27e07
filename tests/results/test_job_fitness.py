"""Which estimators of a job see which themes."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.results.fitness import job_fitness
from topics.themes import Theme

TEXTS = {"en": ("wind power rises", "rail freight"), "zh": ("风电发展很快", "铁路货运")}
TERMS = {"en": ("wind power", "rail"), "zh": ("风电", "铁路")}


def job(language: str, themes: tuple[Theme, ...]) -> Any:
    """Thirty passages name each theme; `blind` never finds the second; one more passage is not counted."""
    first, second = TEXTS[language]
    passages = pd.DataFrame({"text": [first] * 30 + [second] * 30 + [second], "counted": [True] * 60 + [False]})
    sees = np.zeros((61, 2))
    sees[:30, 0] = sees[30:, 1] = 0.8
    blind = sees * [1, 0.01]
    scores = {
        name: [SimpleNamespace(weights=weights, unassigned=np.zeros(61))]
        for name, weights in (("sees", sees), ("blind", blind))
    }
    models = [SimpleNamespace(name=name) for name in scores]
    return SimpleNamespace(
        corpus=SimpleNamespace(passages=passages), themes=themes, models=models, scores=scores.__getitem__
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_blind_estimator_is_unfit_for_the_theme_it_misses(language: str) -> None:
    themes = tuple(Theme(name, (term,), ()) for name, term in zip(("a", "b"), TERMS[language], strict=True))
    found = job_fitness(job(language, themes))
    assert list(zip(found["estimator"], found["theme"], found["named"], found["verdict"], strict=True)) == [
        ("sees", "a", 30, "fit"),
        ("sees", "b", 30, "fit"),
        ("blind", "a", 30, "fit"),
        ("blind", "b", 30, "unfit"),
    ]
    assert found["reason"].iloc[-1] == "finds 0 % of the 30 passages that name it"


def test_a_study_without_themes_has_no_fitness() -> None:
    assert job_fitness(job("en", ())).empty
