"""Which estimators of a job see which themes."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.results.fitness import job_fitness, with_unfit, without_unfit, without_unfit_trends
from topics.shares.codebook import ThemeScores
from topics.shares.trend.trends import TRENDS
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
    names = tuple(theme.id for theme in themes)
    ids = tuple(map(str, range(61)))
    scores = {
        name: [ThemeScores(names, ids, weights[:, : len(names)], weights[:, : len(names)], np.zeros(61))]
        for name, weights in (("sees", sees), ("blind", blind))
    }
    run = SimpleNamespace(scores={}, settings={"kind": "lexicon"}, fitted=None)
    models = [SimpleNamespace(name=name, kind="lda", runs=(run,)) for name in scores]
    return SimpleNamespace(
        corpus=SimpleNamespace(passages=passages),
        tokens=SimpleNamespace(lengths=np.full(61, 4)),
        themes=themes,
        models=models,
        scores=scores.__getitem__,
        has=lambda table: False,
        table={"codebook": None}.__getitem__,
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


def test_the_numbers_of_an_unfit_estimator_are_left_out_and_the_reason_stands_beside() -> None:
    themes = tuple(Theme(name, (term,), ()) for name, term in zip(("a", "b"), TERMS["en"], strict=True))
    rows = [(name, theme, 0.3, 0.2, 0.4) for name in ("sees", "blind") for theme in ("a", "b")]
    shares = pd.DataFrame(rows, columns=["estimator", "theme", "share", "lower", "upper"])
    told = with_unfit(shares, job_fitness(job("en", themes)))
    assert told["unfit"].tolist() == ["", "", "", "finds 0 % of the 30 passages that name it"]
    assert told["share"].tolist() == [0.3] * 4
    shown = without_unfit(told)
    assert shown[["share", "lower", "upper"]].isna().all(axis=1).tolist() == [False, False, False, True]
    assert without_unfit(shares) is shares


def test_a_trend_of_an_unfit_estimator_is_refused_with_the_reason() -> None:
    trends = pd.DataFrame(
        {
            "estimator": ["sees", "blind"],
            "theme": ["b", "b"],
            "share_first": [0.1, 0.2],
            "p_kendall": [0.5, 0.5],
            "statement": ["rises", "rises"],
            "refused": ["", ""],
        }
    )
    shown = without_unfit_trends(trends, {("blind", "b"): "finds 0 % of the 30 passages that name it"})
    assert shown["statement"].tolist() == ["rises", ""]
    assert shown["refused"].tolist() == ["", "Unfit here: blind finds 0 % of the 30 passages that name it."]
    assert shown[["share_first", "p_kendall"]].isna().all(axis=1).tolist() == [False, True]


def test_no_number_of_a_trend_is_left_to_an_unfit_estimator() -> None:
    """Whatever trends come to hold: every column declared as a number, and the place of a step."""
    row: dict[str, object] = {
        c.name: {"text": "x", "number": 0.5, "integer": 3}.get(c.dtype, 0) for c in TRENDS.columns
    }
    trends = pd.DataFrame([{**row, "estimator": name, "theme": "b", "refused": ""} for name in ("sees", "blind")])
    shown = without_unfit_trends(trends, {("blind", "b"): "finds 0 % of the 30 passages that name it"})
    numbers = [column.name for column in TRENDS.columns if column.dtype == "number"]
    assert len(numbers) > 10
    assert shown.loc[0, numbers].notna().all()
    assert shown.loc[1, numbers].isna().all()
    assert shown["step_at"].tolist() == ["x", ""]
