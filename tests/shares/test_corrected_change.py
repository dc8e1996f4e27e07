"""The corrected change: by hand, its p and its interval at one, Holm over themes, and what has no band."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from topics.shares.coded.corrected_change import corrected_changes
from topics.shares.estimand import Estimand


def shares(*rows: tuple[str, str, float, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["theme", "period", "share", "lower", "upper"])
    problem = np.where(table["lower"].isna(), "fewer than two units coded", "")
    about = Estimand(population="corpus").columns
    return table.assign(method="corrected", estimator="lexicon", degrees=30.0, problem=problem, **about)


RISE = (("a", "2020", 0.10, 0.06, 0.16), ("a", "2021", 0.5, 0.4, 0.6), ("a", "2022", 0.20, 0.15, 0.27))


def test_last_less_first_by_hand() -> None:
    row = corrected_changes(shares(*RISE), 1).iloc[0]
    lower = 0.10 - np.hypot(0.20 - 0.15, 0.16 - 0.10)
    assert (row["first"], row["last"], row["population"]) == ("2020", "2022", "corpus")
    assert row["change"] == pytest.approx(0.1)
    assert row["lower"] == pytest.approx(lower)
    assert row["upper"] == pytest.approx(0.10 + np.hypot(0.27 - 0.20, 0.10 - 0.06))
    standard = (0.1 - lower) / t.ppf(0.975, 30)
    assert row["p"] == pytest.approx(2 * t.sf(0.1 / standard, 30))


@pytest.mark.parametrize("turn", [1, -1])
def test_p_is_five_per_cent_where_the_interval_ends_at_zero(turn: int) -> None:
    ends = [("a", "2020", 0.1, 0.04, 0.18), ("a", "2021", 0.2, 0.14, 0.28)]  # below .2: .06, above .1: .08
    ends = [(k, p, *((s, a, b) if turn > 0 else (1 - s, 1 - b, 1 - a))) for k, p, s, a, b in ends]
    row = corrected_changes(shares(*ends), 1).iloc[0]
    assert row["lower" if turn > 0 else "upper"] == pytest.approx(0.0, abs=1e-12)
    assert row["p"] == pytest.approx(0.05)


def test_holm_is_over_the_themes_and_not_over_none_of_them() -> None:
    other = [("b", *rest) for _, *rest in RISE]
    none = [("none of the themes", *rest) for _, *rest in RISE]
    table = corrected_changes(shares(*RISE, *other, *none), 2)
    assert table["p_holm"][:2].tolist() == pytest.approx([2 * table["p"][0]] * 2)
    assert np.isnan(table["p_holm"][2])


def test_without_a_band_there_is_no_change() -> None:
    row = corrected_changes(shares(RISE[0], ("a", "2021", np.nan, np.nan, np.nan)), 1).iloc[0]
    assert row["problem"] == "fewer than two units coded"
    assert np.isnan([row["change"], row["lower"], row["upper"], row["p"], row["p_holm"]]).all()
    row = corrected_changes(shares(RISE[0]), 1).iloc[0]
    assert (row["problem"], np.isnan(row["change"])) == ("one period alone: nothing changes", True)
