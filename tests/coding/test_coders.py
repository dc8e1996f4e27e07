"""What is known of coders: planted agreement, disagreement and drift."""

import numpy as np
import pandas as pd
import pytest

from topics.coding.gold.coders import CODERS, coder_record
from topics.evaluation.people.krippendorff import alpha

LABELS = ("风电", "rail", "none of the themes")


def codes(*coders, period=None, adjudicated=()):
    n = len(coders[0])
    table = pd.DataFrame({f"coder_{k}": said for k, said in enumerate(coders, start=1)})
    period = period if period is not None else ["2020"] * (n // 2) + ["2021"] * (n - n // 2)
    decided = ["yes" if i in adjudicated else "" for i in range(n)]
    return table.assign(theme=table["coder_1"], period=period, adjudicated=decided)


def planted(drift: float, n: int = 200, seed: int = 1):
    """The second coder is right; the first takes `drift` of what is not 风电 in the second half for it."""
    random = np.random.default_rng(seed)
    truth = random.choice(LABELS, size=n, p=(0.2, 0.4, 0.4)).astype(object)
    said = truth.copy()
    said[(random.random(n) < drift) & (np.arange(n) >= n // 2)] = "风电"
    return said, truth


def test_coders_who_agree():
    found = coder_record(codes(*planted(0)), LABELS).set_index("theme")
    assert found["alpha"].tolist() == [1, 1, 1]
    assert found["n_open"].tolist() == [0, 0, 0]
    assert found["n_twice"].tolist() == [200] * 3
    assert (found["p_drift"] > 0.9).all()
    assert CODERS.check(found.reset_index()[list(CODERS.names)]) is not None


def test_a_coder_who_drifts_is_found_in_the_theme_and_units_wait():
    said, truth = planted(0.6)
    found = coder_record(codes(said, truth), LABELS).set_index("theme")
    assert found.loc["风电", "alpha"] == pytest.approx(alpha([said == "风电", truth == "风电"]))
    assert found.loc["风电", "alpha"] < 0.667
    assert found.loc["风电", "n_open"] == (said != truth).sum()
    assert found.loc["风电", "p_drift"] < 0.01
    decided = coder_record(codes(said, truth, adjudicated=range(200)), LABELS).set_index("theme")
    assert decided.loc["风电", "n_open"] == 0


def test_coders_who_differ_alike_in_every_period_do_not_drift():
    rejected = 0
    for seed in range(40):
        said, truth = planted(0.3, seed=seed)
        period = np.random.default_rng([seed, 1]).choice(["2019", "2020", "2021"], size=200)
        rejected += (coder_record(codes(said, truth, period=period), LABELS)["p_drift"] < 0.05).any()
    assert rejected <= 6


@pytest.mark.parametrize("second", [[""] * 12, ["rail"] + [""] * 11])
def test_one_coder_has_no_agreement(second):
    found = coder_record(codes(["rail"] * 6 + ["风电"] * 6, second), LABELS)
    assert found["alpha"].isna().iloc[0]
    assert found["p_drift"].isna().all()
    assert found["n_twice"].iloc[0] == sum(cell != "" for cell in second)


def test_a_third_coder_counts_and_a_unit_open_for_one_theme_is_not_open_for_another():
    rail, wind = ["rail"] * 12, ["风电"] * 12
    found = coder_record(codes(rail, wind, rail), LABELS).set_index("theme")
    assert found["n_open"].tolist() == [12, 12, 0]
