"""Notes on fitted changes and their intervals stand only where such a change is shown."""

import pandas as pd
import pytest

from topics.claims.intervals_told import fitted_note, interval_note

ROW = {
    "estimator": "lexicon",
    "fitted_change": 0.1,
    "fitted_change_lower": 0.05,
    "fitted_change_upper": 0.15,
    "p_change_holm": 0.02,
    "detectable_change": 0.08,
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [([0.12, 0.2], True), ([0.12, float("nan")], True), ([float("nan")] * 2, False)],
    ids=["both", "one", "no document in the last period"],
)
def test_a_change_that_is_not_shown_has_no_note(changes: list[float], told: bool) -> None:
    trends = pd.DataFrame([{**ROW, "share_change": change} for change in changes])
    assert (fitted_note(trends).en != "") == told
    assert ("Detectable is" in fitted_note(trends).en) == told
    assert "Detectable" not in fitted_note(trends.assign(detectable_change=float("nan"))).en
    assert (interval_note(trends).zh != "") == told
    assert fitted_note(trends.assign(fitted_change=float("nan"))).en == ""


@pytest.mark.parametrize(
    ("lower", "upper", "cut"), [(-0.2, 0.999, False), (-1.0, 0.4, True), (0.1, 1.0, True), (-1.0, 1.0, True)]
)
def test_an_interval_that_is_cut_says_so(lower: float, upper: float, cut: bool) -> None:
    ends = {"fitted_change_lower": lower, "fitted_change_upper": upper}
    note = interval_note(pd.DataFrame([{**ROW, "share_change": 0.1, **ends}]))
    assert ("cut there" in note.en, "截断" in note.zh) == (cut, cut)


def test_an_interval_is_not_said_to_be_wider_than_the_bands_of_both_ends() -> None:
    note = interval_note(pd.DataFrame([{**ROW, "share_change": 0.1}]))
    assert "can be wider or narrower than the bands of its two ends suggest" in note.en
    assert "更宽，也可能更窄" in note.zh
