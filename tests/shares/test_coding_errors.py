"""Errors of an estimator by a coded sample: rates by hand, constancy, adjusted counts, what to expect beforehand."""

import numpy as np
import pytest

from topics.shares.coding_errors import adjusted_counts, constancy, error_rates, expected_error

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


def test_the_adjusted_count_by_hand_and_its_refusals() -> None:
    # In each period 20 coded, 16 of them found (recall .8); 40 not coded, 4 of them found (.1)
    coded = np.array([1.0] * 20 + [0.0] * 40)
    found = np.array([1.0] * 16 + [0.0] * 4 + [1.0] * 4 + [0.0] * 36)
    period = np.repeat([0, 1], 60)
    table = errors(np.tile(found, 2), np.tile(coded, 2), period)
    shares, problem = adjusted_counts(np.array([20 / 60, 0.05]), table)
    assert problem == ""
    assert shares == pytest.approx([(20 / 60 - 0.1) / 0.7, 0.0])

    drifting = np.concatenate([found, np.array([1.0] * 4 + [0.0] * 16 + [1.0] * 4 + [0.0] * 36)])
    shares, problem = adjusted_counts(np.array([0.3, 0.1]), errors(drifting, np.tile(coded, 2), period))
    assert np.isnan(shares).all()
    assert problem.startswith("refused: recall is not constant over periods (p = 0.0")

    _, problem = adjusted_counts(np.array([0.3, 0.1]), errors(found[:30], coded[:30], np.arange(30) % 2))
    assert problem == "" or "constant" in problem
    _, problem = adjusted_counts(np.array([0.3, 0.1]), errors(found[18:22], coded[18:22], np.arange(4) % 2))
    assert problem == "refused: too few coded units to say whether recall is constant"

    useless = np.tile([1.0, 0.0], 60)
    _, problem = adjusted_counts(np.array([0.5, 0.5]), errors(useless, np.tile(coded, 2), period))
    assert problem.startswith("refused: the estimator hardly tells the theme from all else")


def test_what_to_expect_by_hand() -> None:
    q, units, n = np.array([0.2]), np.array([500.0]), np.array([50.0])
    found = expected_error(q, units, n, 0.75, 0.6)
    p, missed = 0.25, 0.25 * 0.4 / 0.8
    left = 0.2 * 0.75 * 0.25 + 0.8 * missed * (1 - missed)
    assert found["share"] == pytest.approx([p])
    assert found["positives"] == pytest.approx([12.5])
    assert found["rmse_gold"] == pytest.approx([np.sqrt(p * (1 - p) * 0.9 / 50)])
    assert found["rmse_corrected"] == pytest.approx([np.sqrt(left * 0.9 / 50)])
    perfect = expected_error(q, units, n, 1.0, 1.0)
    assert perfect["rmse_corrected"] == pytest.approx([0.0])
    everything = expected_error(q, units, units, 0.75, 0.6)
    assert everything["width_gold"] == pytest.approx([0.0], abs=1e-9)
