"""Codes of the study choose its own estimator where they prefer another beyond chance."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.results import own_by_codes as own
from topics.results.own_by_codes import own_by_codes
from topics.shares.codebook import ThemeScores
from topics.shares.own_estimator import FOUNDATIONS, Candidate

CLAUSES, TERMS, GUIDED, FREE = FOUNDATIONS
PASSAGES, DOCUMENTS = 120, 24
TRUTH = np.arange(PASSAGES) % 2  # themes a and b in turn
IDS = tuple(map(str, range(PASSAGES)))


def right(part: float, seed: int = 1) -> list[ThemeScores]:
    """Scores of an estimator whose main theme is that of the code in a part of the passages."""
    hit = np.random.default_rng(seed).permutation(PASSAGES) < part * PASSAGES
    main = np.where(hit, TRUTH, 1 - TRUTH)
    weights = np.eye(2)[main] * 0.9
    return [ThemeScores(("a", "b"), IDS, weights, weights, np.zeros(PASSAGES))]


def chosen(
    parts: dict[str, float], unfit: dict[str, int] | None = None, coded: int = PASSAGES, spread: int = DOCUMENTS
) -> Any:
    foundations = {"clauses": CLAUSES, "guided": GUIDED, "free": FREE}
    candidates = [Candidate(name, foundations[name], (unfit or {}).get(name, 0)) for name in parts]
    documents = [f"d{row % spread}" for row in range(PASSAGES)]
    corpus: Any = SimpleNamespace(passages=pd.DataFrame({"passage_id": IDS, "doc_id": documents}))
    codes = ["a" if theme == 0 else "b" for theme in TRUTH]
    gold = pd.DataFrame({"passage_id": IDS, "theme": codes})[:coded]
    scores = {name: right(part, seed) for seed, (name, part) in enumerate(parts.items())}
    return own_by_codes(candidates, scores, gold, corpus, np.full(PASSAGES, 20))


def test_the_model_that_agrees_better_takes_the_place_of_the_best_founded() -> None:
    name, why = chosen({"clauses": 0.6, "guided": 0.95, "free": 0.8})
    assert name == "guided"
    assert why["en"].startswith("agrees better than clauses with 120 coded passages, macro-F1 0.95 against 0.6")
    assert why["en"].endswith("fit for all 2 themes; study.toml names no estimator")
    assert why["zh"].endswith("适用于全部 2 个主题；study.toml 未指定方法")


@pytest.mark.parametrize(
    ("parts", "unfit", "coded"),
    [
        ({"clauses": 0.9, "guided": 0.6}, {}, PASSAGES),  # it agrees worse
        ({"clauses": 0.80, "guided": 0.82}, {}, PASSAGES),  # better, but not beyond chance
        ({"clauses": 0.6, "guided": 0.95}, {"guided": 1}, PASSAGES),  # it leaves a theme without numbers
        ({"clauses": 0.6, "guided": 0.95}, {}, 0),  # no code
        ({"clauses": 0.6, "guided": 0.95}, {}, 1),  # of one document
        ({"guided": 0.6}, {}, PASSAGES),  # nothing to choose
    ],
)
def test_otherwise_the_choice_stands(parts: dict[str, float], unfit: dict[str, int], coded: int) -> None:
    assert chosen(parts, unfit, coded) is None


@pytest.mark.parametrize(("documents", "decided"), [(2, False), (9, False), (10, True), (60, True)])
def test_codes_of_few_documents_decide_nothing(documents: int, decided: bool) -> None:
    assert (chosen({"clauses": 0.6, "guided": 0.95}, spread=documents) is not None) is decided


def test_many_rivals_must_be_better_by_more(monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[float] = []
    whole = own.text_scores
    monkeypatch.setattr(own, "text_scores", lambda *a, level: levels.append(level) or whole(*a, level=level))
    chosen({"clauses": 0.6, "guided": 0.95})
    chosen({"clauses": 0.6, "guided": 0.95, "free": 0.8})
    assert levels == [0.95, 0.975]
