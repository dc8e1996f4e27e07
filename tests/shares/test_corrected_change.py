"""The corrected change: by hand, its p and its interval at one, Holm over themes, and what has no band."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from topics.shares.coded.corrected_change import change_told, corrected_changes, stated, stated_methods
from topics.shares.estimand import Estimand
from topics.shares.trend.period_model import change


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


YEARS = ("2020", "2021", "2022", "2023", "2024")
LINE, OTHER = (0.1, 0.2, 0.3, 0.4, 0.5), (0.3, 0.1, 0.25, 0.2, 0.3)


def test_the_model_of_change_has_the_variances_of_the_bands() -> None:
    rows = [
        (k, y, s, s - 0.02, s + 0.03) for k, of in (("a", LINE), ("b", OTHER)) for y, s in zip(YEARS, of, strict=True)
    ]
    table = corrected_changes(shares(*rows), 2)
    error = np.full(5, 0.05 / 2 / t.ppf(0.975, 30))
    for row, of in zip(table.itertuples(), (LINE, OTHER), strict=True):
        found = change(np.array(of)[:, None], error[:, None] ** 2, np.arange(5.0))
        assert (row.fitted_change, row.p_change) == pytest.approx((found.fitted.estimate[0], found.p[0]))
    assert table["p_change_holm"][0] == pytest.approx(2 * table["p_change"][0])
    assert table["p_change_holm"][0] < 0.05
    assert table["p_change_holm"][1] > 0.05


def test_the_model_takes_the_periods_that_have_a_band() -> None:
    rows = [(k, y, s, s - 0.02, s + 0.02) for k in ("a", "b") for y, s in zip(YEARS, LINE, strict=True)]
    rows[7] = ("b", "2022", np.nan, np.nan, np.nan)
    table = corrected_changes(shares(*rows), 2)
    at = np.array([0, 1, 3, 4])
    error = np.full((4, 1), 0.02 / t.ppf(0.975, 30))
    found = change(np.array(LINE)[at, None], error**2, at.astype(float))
    assert table["p_change"][1] == pytest.approx(found.p[0])
    assert table["p_change"][0] < table["p_change"][1] < 0.5


def test_two_periods_have_a_difference_and_no_model() -> None:
    row = corrected_changes(shares(*RISE[:2]), 1).iloc[0]
    assert row["p"] < 0.05
    assert np.isnan([row["p_change"], row["fitted_change"]]).all()


def test_one_series_states_level_and_change_of_a_theme() -> None:
    # Of a, the codes alone have the narrower band in 2020 and 2022, the corrected shares on average; of b the codes do.
    corrected = shares(*RISE, ("b", "2020", 0.2, 0.0, 0.6), ("b", "2021", 0.2, 0.1, 0.3), ("b", "2022", 0.3, 0.2, 0.4))
    alone = [("a", "2020", 0.43, 0.40, 0.46), ("a", "2021", 0.5, 0.1, 0.9), ("a", "2022", 0.11, 0.10, 0.13)]
    alone += [("b", "2020", 0.2, 0.1, 0.3), ("b", "2021", 0.2, 0.08, 0.32), ("b", "2022", 0.3, 0.2, 0.4)]
    table = pd.concat([corrected, shares(*alone).assign(method="gold only", estimator="codes")], ignore_index=True)
    methods = stated_methods(table)
    assert methods.to_numpy().tolist() == [["a", "corrected", "lexicon"], ["b", "gold only", "codes"]]
    level, change = (
        stated(each, methods, ["a", "b"]).set_index("theme") for each in (table, corrected_changes(table, 2))
    )
    assert level.loc["a", "share"].tolist() == [0.1, 0.5, 0.2]
    assert change.loc["a", "change"] == pytest.approx(
        level.loc["a", "share"].iloc[-1] - level.loc["a", "share"].iloc[0]
    )
    assert change["p_holm"].notna().all()


def test_the_series_with_bands_in_more_periods_states_a_theme_and_of_bands_alike_the_corrected_one() -> None:
    gap = shares(*RISE[:2], ("a", "2022", 0.2, np.nan, np.nan))
    whole = shares(*[(*row[:2], 0.3, 0.0, 0.9) for row in RISE]).assign(method="gold only", estimator="codes")
    assert stated_methods(pd.concat([gap, whole]))["method"].tolist() == ["gold only"]
    same = shares(*RISE).assign(method="gold only", estimator="codes")
    assert stated_methods(pd.concat([same, shares(*RISE)]))["method"].tolist() == ["corrected"]


def test_the_interval_of_a_change_that_is_told_has_the_change_in_it():
    row = {"population": "corpus", "share_first": 0.1396, "share_last": 0.3154, "change": 0.1758, "p": 0.01}
    told = change_told(row | {"lower": 0.17575, "upper": 0.1759, "p_holm": 0.01})
    assert told["change"] == pytest.approx(0.175)  # 31.5 − 14.0
    assert (told["lower"], told["upper"]) == (told["change"], 0.1759)
    nothing = change_told(row | dict.fromkeys(("change", "lower", "upper", "p", "p_holm"), np.nan))
    assert all(n != n for n in nothing.values())
