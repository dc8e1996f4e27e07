"""Codes drawn by other periods than the study has now: which strata they are, and that shares stay right."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.coding.test_grown_sample import BY_MONTH, coded, edited
from topics.claims.checklist import checklist
from topics.coding.gold.carried import carried_codes
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import designed, gold_estimates
from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.units import assemble
from topics.themes import NONE_OF_THE_THEMES, Theme

DESIGN = SampleDesign("corpus", "passage", "none", "", 1, mentions=False)
FRAME = pd.DataFrame(
    {"period": ["2020"] * 6 + ["2021"] * 2, "stratum": ["x", "x", "x", "y", "y", "y", "x", "x"]},
    index=pd.Index(list("abcdefgh"), name="unit"),
)


def units_in(**periods: str) -> pd.DataFrame:
    rows = [(unit, period) for period, units in periods.items() for unit in units]
    return pd.DataFrame(rows, columns=["unit", "period"]).sort_values("unit", ignore_index=True)


def codes_of(units: str, probability: float = 0.5) -> pd.DataFrame:
    return pd.DataFrame({"unit": list(units), "probability": [str(probability)] * len(units)})


def test_parts_of_strata_are_strata_where_all_have_codes() -> None:
    strata, codes = carried_codes(units_in(h1="abd", h2="cefgh"), FRAME, codes_of("adcefg"), DESIGN)
    parts = {"h1": {"2020 · x": "ab", "2020 · y": "d"}, "h2": {"2020 · x": "c", "2020 · y": "ef", "2021 · x": "gh"}}
    expected = {unit: name for of in parts.values() for name, units in of.items() for unit in units}
    assert strata == [expected[unit] for unit in "abcdefgh"]
    assert dict(zip(codes["unit"], codes["probability"], strict=True)) == {
        "a": 0.5, "d": 1.0, "c": 1.0, "e": 1.0, "f": 1.0, "g": 0.5,
    }  # fmt: skip


def test_a_period_with_a_part_without_codes_weighs_by_chance() -> None:
    strata, codes = carried_codes(units_in(h1="abd", h2="cefgh"), FRAME, codes_of("aceg", 0.4), DESIGN)
    assert strata[:2] + strata[3:4] == ["drawn from"] * 3  # nothing of d's part is coded
    assert strata[2] == "2020 · x"
    assert dict(zip(codes["unit"], codes["probability"], strict=True)) == {"a": 0.4, "c": 1.0, "e": 0.5, "g": 0.5}


def test_units_that_could_not_be_drawn_are_a_stratum_without_codes_and_others_fall_away() -> None:
    strata, codes = carried_codes(units_in(early="z", y="abcd"), FRAME, codes_of("adg"), DESIGN)
    assert strata == ["2020 · x", "2020 · x", "2020 · x", "2020 · y", "not drawn from"]
    assert codes["unit"].tolist() == ["a", "d"]


def test_probabilities_from_elsewhere_stay_what_they_were() -> None:
    design = replace(DESIGN, imported="probability")
    _, codes = carried_codes(units_in(h1="abd", h2="cefgh"), FRAME, codes_of("adcefg", 0.3), design)
    assert codes["probability"].tolist() == [0.3] * 6


@pytest.mark.parametrize("coded", [36, 12])  # of 36 every part has codes; of 12 many have none
@pytest.mark.parametrize(("drawn_by", "now"), [("year", "half"), ("half", "year"), ("half", "third")])
def test_shares_in_other_periods_are_unbiased_and_their_bands_hold(drawn_by: str, now: str, coded: int) -> None:
    names = np.array(["a", NONE_OF_THE_THEMES])
    job = SimpleNamespace(themes=(Theme("a", ("a",)),), estimand=SimpleNamespace(unit="paragraph"))
    errors, inside = [], []
    for seed in range(150):
        random = np.random.default_rng([28, seed])
        month = np.repeat(np.arange(12), 20)
        periods = {
            "year": np.full(240, "2020"),
            "half": np.where(month < 6, "2020-H1", "2020-H2"),
            "third": np.array([f"2020-T{m // 4}" for m in month]),
        }
        likely = random.random(240) < 0.4  # by a stratum that is coded more often than the others
        has = random.random(240) < np.where(likely, 0.7, 0.1 + 0.01 * month)
        units = [f"u{i:03}" for i in range(240)]
        frame = pd.DataFrame({"unit": units, "doc_id": units, "period": periods[drawn_by]})
        frame["stratum"] = np.where(likely, "likely", "other")
        drawn = drawn_units(frame, None, replace(DESIGN, seed=seed), coded // frame["period"].nunique())
        codes = drawn.assign(theme=names[np.where(has[[units.index(u) for u in drawn["unit"]]], 0, 1)])
        of, n = frame.groupby(["period", "stratum"]).size(), drawn.groupby(["period", "stratum"]).size()
        codes["probability"] = [n[cell] / of[cell] for cell in zip(codes["period"], codes["stratum"], strict=True)]
        whole = frame.assign(period=periods[now], cluster=units, n_tokens=10)
        strata, carried = carried_codes(whole, frame.set_index("unit"), codes, DESIGN)
        found = assemble(job, DESIGN, whole, strata, carried, "text", by_chance=True)  # type: ignore[arg-type]
        for row in designed(found, "gold only", "codes", None, np.zeros(2), "corpus"):
            if row[2] == "a" and np.isfinite(row[5]):
                true = has[periods[now] == row[3]].mean()
                errors.append(row[4] - true)
                inside.append(row[5] <= true <= row[6])
    assert len(errors) > 100
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(errors))
    assert np.mean(inside) >= 0.93


def test_codes_count_in_the_periods_that_a_study_has_now(tmp_path: Path) -> None:
    toy = coded(tmp_path, 12)
    before = gold_estimates(toy.place, toy.store, toy.study, population="corpus").shares
    edited(toy, *BY_MONTH)
    after = gold_estimates(toy.place, toy.store, toy.study, population="corpus").shares
    by_year = before[before["method"] == "corrected"].set_index(["theme", "period"])["share"]
    by_month = after[after["method"] == "corrected"].dropna(subset="share").set_index(["theme", "period"])["share"]
    assert {period for _, period in by_month.index} == {"2020-03", "2021-03"}
    for (theme, period), share in by_month.items():  # all documents of a year are of one month
        assert share == pytest.approx(by_year[theme, period[:4]])
    told = checklist(toy.job, sample=toy.place)
    assert told["value"].str.startswith("12 passages in each of 2 periods (2020 to 2021), strata by").any()


def test_more_is_drawn_by_the_periods_of_the_first_call(tmp_path: Path) -> None:
    toy = coded(tmp_path, 4)
    edited(toy, *BY_MONTH)
    toy.draw(8, coders=1, aim="change")
    key = toy.place.table("key.csv", ("unit", "period"))
    assert set(key["period"]) == {"2020", "2021"}
    assert len(key) == 16
