"""An estimator that passes over a theme where it is named is unfit for it."""

import numpy as np
import pytest

from topics.shares.fitness import FEW_PASSAGES, FIT, NOT_KNOWN, UNFIT, Evidence, evidence, fitness


def test_found_part_counts_named_passages_over_seeds() -> None:
    weights = np.array([[0.5, 0.1, 0.09, 0.0, 1.0], [0.0, 0.0, 0.4, 0.0, 1.0]])
    names = np.array([True, True, True, True, False])
    seen = evidence(weights, names, np.zeros((2, 5)))
    assert (seen.named, seen.found, seen.unassigned) == (4, 3 / 8, 0.0)  # 2 of 4 and 1 of 4


@pytest.mark.parametrize(
    ("seen", "verdict", "reason"),
    [
        (Evidence(200, 0.03), UNFIT, "finds 3 % of the 200 passages that name it"),
        (Evidence(1200, 0.8), FIT, "finds 80 % of the 1,200 passages that name it"),
        (Evidence(FEW_PASSAGES - 1, 0.0), NOT_KNOWN, "19 passages name it, fewer than 20"),
        (Evidence(0, float("nan")), NOT_KNOWN, "no passage holds one of its terms"),
        (Evidence(0, float("nan"), unassigned=1.0), UNFIT, "leaves every passage without a topic"),
        (Evidence(200, 0.0, unassigned=1.0), UNFIT, "leaves every passage without a topic"),
    ],
)
def test_verdict_and_reason(seen: Evidence, verdict: str, reason: str) -> None:
    judged = fitness(seen)
    assert (judged.verdict, judged.reason) == (verdict, reason)


def test_no_passages_are_no_evidence() -> None:
    seen = evidence(np.zeros((1, 0)), np.zeros(0, bool), np.zeros((1, 0)))
    assert fitness(seen).verdict == NOT_KNOWN
