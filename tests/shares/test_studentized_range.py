"""Quantiles of the studentised range beside scipy's."""

import pytest
from scipy.stats import studentized_range

from topics.shares.trend.studentized_range import probability, quantile


@pytest.mark.parametrize("k", [2, 3, 5, 14, 60])
@pytest.mark.parametrize(("degrees", "within"), [(1.0, 2e-4), (2.0, 1e-6), (12.0, 1e-6), (1000.0, 1e-6)])
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 9])
def test_quantiles_are_those_of_scipy(k: int, degrees: float, within: float, alpha: float) -> None:
    assert quantile(1 - alpha, k, degrees) == pytest.approx(studentized_range.ppf(1 - alpha, k, degrees), rel=within)


def test_probabilities_rise_from_nothing_to_one() -> None:
    found = [probability(q, 4, 10.0) for q in (1e-6, 1.0, 3.0, 5.0, 60.0)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(0, abs=1e-12)
    assert found[-1] == pytest.approx(1, abs=1e-9)
