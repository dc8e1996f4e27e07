"""An estimator that does not see a theme where it is named is unfit for it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from topics.shares.fitness import FEW_PASSAGES, FIT, NOT_KNOWN, UNFIT, Evidence, evidence, fitness

SEES = {"found": 0.8, "main": 0.9, "ranks": 0.95}


def test_evidence_is_counted_over_passages_and_seeds() -> None:
    weights = np.array([[0.5, 0.1, 0.09, 0.0, 0.2], [0.0, 0.0, 0.4, 0.0, 1.0]])
    terms = np.array([0.4, 0.3, 0.2, 0.1, 0.0])  # the densest quarter is the first passage: quantile .325
    seen = evidence(weights, weights >= 0.5, terms, np.zeros((2, 5)))
    assert (seen.named, seen.found, seen.unassigned) == (4, 3 / 8, 0.0)  # 2 of 4 and 1 of 4
    assert seen.main == 0.5  # in the first seed
    assert seen.lost == 0.5  # in the second
    assert seen.ranks == pytest.approx((1 / 4 + 0) / 2)  # of four named passages one, then none, is above the other


@pytest.mark.parametrize(
    ("seen", "verdict", "reason"),
    [
        (Evidence(200, 0.03), UNFIT, "finds 3 % of the 200 passages that name it"),
        (Evidence(1200, **SEES), FIT, "finds 80 % of the 1,200 passages that name it"),
        (Evidence(FEW_PASSAGES - 1, 0.0), NOT_KNOWN, "19 passages name it, fewer than 20"),
        (Evidence(0, float("nan")), NOT_KNOWN, "no passage holds one of its terms"),
        (Evidence(0, float("nan"), unassigned=1.0), UNFIT, "leaves every passage without a topic"),
        (Evidence(200, 0.0, unassigned=1.0), UNFIT, "leaves every passage without a topic"),
    ],
)
def test_verdict_and_reason(seen: Evidence, verdict: str, reason: str) -> None:
    judged = fitness(seen)
    assert (judged.verdict, judged.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"main": 0.41}, "is the main theme of 41 % of the passages that name it most"),
        ({"ranks": 0.52}, "gives passages that name it more than others in 52 of 100 pairs, chance being 50"),
        ({"lost": 0.25}, "loses the theme in 25 % of its seeds"),
        ({"share": 0.1, "counted": 0.3}, "gives it 10.0 % of the text, less than half of the 30.0 % that counting"),
        ({"share": 0.2, "most": 0.1}, "gives it 20.0 % of the text, where 10.0 % at most name it"),
        (
            {"share": 0.3, "foreign": 0.06},
            "gives it 30.0 % of the text, 6.0 of it in passages unlike those that name it",
        ),
        (
            {"share": 0.02, "foreign": 0.008},
            "gives it 2.0 % of the text, 0.8 of it in passages unlike those that name it",
        ),
        ({"has_clauses": False}, "counts clauses, and the text has hardly a sentence mark"),
    ],
)
def test_each_reason_is_enough(changed: dict[str, Any], reason: str) -> None:
    judged = fitness(Evidence(200, **{**SEES, **changed}))
    assert judged.verdict == UNFIT
    assert judged.reason.startswith(reason)


@pytest.mark.parametrize(
    "numbers",
    [
        {"share": 0.01, "counted": 0.04},  # less than half, by three points
        {"share": 0.15, "counted": 0.29},
        {"share": 0.1, "most": float("nan")},  # hardly a passage holds a term twice
        {"share": 0.1, "foreign": float("nan")},
        {"share": 0.3, "foreign": 0.04},
        {"share": 0.0, "foreign": 0.0},
    ],
)
def test_what_is_not_known_or_immaterial_makes_nothing_unfit(numbers: dict[str, float]) -> None:
    evidence: dict[str, Any] = {**SEES, **numbers}
    assert fitness(Evidence(200, **evidence)).verdict == FIT


def test_every_reason_is_said_in_chinese() -> None:
    said = [
        fitness(Evidence(155, 0.0)),
        fitness(Evidence(200, 0.03)),
        fitness(Evidence(200, **SEES)),
        fitness(Evidence(3, 0.0)),
    ]
    assert [one.reason_zh for one in said] == [
        "含该主题词项的 155 个段落，该方法均未归入本主题",
        "含该主题词项的 200 个段落中，仅识别出 3%",
        "含该主题词项的 200 个段落中，仅识别出 80%",
        "仅 3 个段落含该主题的词项，不足 20 个",
    ]


def test_a_theme_that_every_passage_names_has_nothing_to_be_ranked_against() -> None:
    weights = np.full((1, 30), 0.8)
    seen = evidence(weights, weights > 0.5, np.full(30, 0.1), np.zeros((1, 30)))
    assert np.isnan(seen.ranks)
    assert fitness(seen).verdict == FIT


def test_weights_dealt_anew_are_unfit_even_for_a_theme_of_half_the_text() -> None:
    random = np.random.default_rng(1)
    terms = np.repeat([0.2, 0.0], 400)
    weights = np.where(terms > 0, 0.9, 0.05)[None]
    assert fitness(evidence(weights, weights > 0.5, terms, np.zeros((1, 800)))).verdict == FIT
    dealt = random.permuted(weights, axis=1)
    assert fitness(evidence(dealt, dealt > 0.5, terms, np.zeros((1, 800)))).verdict == UNFIT


def test_no_passages_are_no_evidence() -> None:
    none = np.zeros((1, 0))
    assert fitness(evidence(none, none.astype(bool), np.zeros(0), none)).verdict == NOT_KNOWN


def test_models_that_count_terms_are_not_asked_for_the_main_theme() -> None:
    """A term in a name or a list makes its theme no main theme of the passage, and that is what clauses measure."""
    seen = Evidence(named=60, found=0.7, main=0.2, ranks=1.0, lost=1.0)
    assert fitness(seen).verdict == UNFIT
    assert fitness(replace(seen, has_other_topics=False)).verdict == FIT
