"""Errors of an estimator by a coded sample: rates by hand, constancy, adjusted counts."""

import numpy as np
import pandas as pd
import pytest

from topics.shares.coded.coding_errors import (
    adjusted_counts,
    constancy,
    error_rates,
    largest_difference,
)

FOUND = np.array([1, 1, 0, 0, 1, 0, 0, 0], dtype=float)
CODED = np.array([1, 0, 1, 0, 1, 0, 0, 1], dtype=float)
WEIGHTS = np.array([1, 1, 3, 3, 1, 2, 2, 2], dtype=float)
PERIOD = np.array([0, 0, 0, 0, 1, 1, 1, 1])


def value(measure: str, period: str) -> tuple[float, int]:
    table = error_rates(FOUND, CODED, WEIGHTS, PERIOD, ["2020", "2021"]).set_index(["measure", "period"])
    return float(table["value"][measure, period]), int(table["n"][measure, period])


def test_weighted_rates_by_hand() -> None:
    assert value("precision", "2020") == (0.5, 2)
    assert value("precision", "all") == (pytest.approx(2 / 3), 3)
    assert value("recall", "2020") == (pytest.approx(1 / 4), 2)
    assert value("recall", "2021") == (pytest.approx(1 / 3), 2)
    assert value("fpr", "2020") == (pytest.approx(1 / 4), 2)
    assert value("fpr", "all") == (pytest.approx(1 / 8), 4)


def test_rates_have_exact_intervals_and_nothing_of_no_unit() -> None:
    table = error_rates(np.ones(10), np.ones(10), np.ones(10), np.zeros(10, dtype=np.intp), ["2020", "2021"])
    rows = table[table["measure"] == "recall"].set_index("period")
    assert rows.loc["2020", ["value", "lower", "upper"]].tolist() == pytest.approx([1, 0.025 ** (1 / 10), 1])
    assert np.isnan(rows.loc["2021", "value"])
    assert table[table["measure"] == "fpr"]["value"].isna().all()


def test_constant_rates_keep_their_size_and_changing_ones_are_seen() -> None:
    random = np.random.default_rng(1)
    period = np.repeat(np.arange(4), 25)
    ones = np.ones(100)
    p = [constancy(ones, (random.random(100) < 0.7).astype(float), ones, period, draws=199) for _ in range(300)]
    assert 0.02 <= np.mean(np.array(p) <= 0.05) <= 0.085  # .05 ± 2.8 standard errors
    drifting = (random.random(100) < np.array([0.95, 0.8, 0.5, 0.2])[period]).astype(float)
    assert constancy(ones, drifting, ones, period) < 0.01


def test_constancy_says_nothing_of_few_units_or_one_period() -> None:
    few = np.ones(9)
    assert np.isnan(constancy(few, few, few, np.arange(9) % 2))
    many = np.ones(50)
    assert np.isnan(constancy(many, many, many, np.zeros(50, dtype=np.intp)))


def errors(found: np.ndarray, coded: np.ndarray, period: np.ndarray):
    return error_rates(found, coded, np.ones(len(found)), period, ["a", "b"])


# 20 coded, 16 of them found (recall .8); 40 not coded, 4 of them found (.1); ten times as many are enough to be sure
CODED_60 = np.array([1.0] * 20 + [0.0] * 40)
FOUND_60 = np.array([1.0] * 16 + [0.0] * 4 + [1.0] * 4 + [0.0] * 36)
MANY = 20


def two_periods(first: np.ndarray, second: np.ndarray, times: int):
    n = len(first) * times
    found = np.concatenate([np.tile(first, times), np.tile(second, times)])
    return errors(found, np.tile(CODED_60[: len(first)], 2 * times), np.repeat([0, 1], n))


def test_the_adjusted_count_by_hand() -> None:
    shares, lower, upper, problem = adjusted_counts(np.array([20 / 60, 0.05]), two_periods(FOUND_60, FOUND_60, MANY))
    assert problem == ""
    assert shares == pytest.approx([(20 / 60 - 0.1) / 0.7, 0.0])
    assert (lower <= shares).all()
    assert (shares < upper).all()
    assert 0.03 < upper[0] - lower[0] < 0.09
    _, few_lower, few_upper, _ = adjusted_counts(np.array([20 / 60]), two_periods(FOUND_60, FOUND_60, 10 * MANY))
    assert few_upper[0] - few_lower[0] == pytest.approx((upper[0] - lower[0]) / np.sqrt(10), rel=0.05)


def test_adjusted_counts_are_refused_where_rates_may_differ() -> None:
    q = np.array([0.3, 0.1])
    # As alike as can be, but of too few units to say so
    *numbers, problem = adjusted_counts(q, two_periods(FOUND_60, FOUND_60, 1))
    assert np.isnan(numbers).all()
    assert problem.startswith("refused: recall is not shown to differ by at most 0.2 between periods: it may differ")
    # Recall .8 and .5 of very many
    drifting = np.array([1.0] * 10 + [0.0] * 10 + [1.0] * 4 + [0.0] * 36)
    *numbers, problem = adjusted_counts(q, two_periods(FOUND_60, drifting, MANY))
    assert np.isnan(numbers).all()
    assert problem.startswith("refused: recall is not shown")
    # False positives .1 and .2
    loose = np.array([1.0] * 16 + [0.0] * 4 + [1.0] * 8 + [0.0] * 32)
    assert adjusted_counts(q, two_periods(FOUND_60, loose, MANY))[-1].startswith(
        "refused: the false-positive rate is not shown to differ by at most 0.05"
    )
    # Nothing coded as the theme in the second period
    nothing = errors(FOUND_60, CODED_60, (np.arange(60) >= 20).astype(np.intp))
    assert adjusted_counts(q, nothing)[-1].endswith("it is not known for every period")
    useless = np.tile([1.0, 0.0], 30)
    assert adjusted_counts(q, two_periods(useless, useless, MANY))[-1].startswith(
        "refused: the estimator hardly tells the theme from all else"
    )


def test_the_largest_difference_by_hand() -> None:
    rates = pd.DataFrame({"value": [0.8, 0.7, 0.75], "lower": [0.7, 0.6, 0.7], "upper": [0.86, 0.78, 0.79]})
    assert largest_difference(rates) == pytest.approx(0.1 + np.hypot(0.06, 0.1))
    assert np.isnan(largest_difference(rates.iloc[:1]))
