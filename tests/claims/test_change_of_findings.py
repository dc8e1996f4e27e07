"""The change that a finding tells is the one that its claim is about."""

from dataclasses import replace

import numpy as np
import pytest

from tests.claims.evidence_of import gold, rising, trends
from topics.claims.findings import _change


@pytest.mark.parametrize(
    ("population", "fitted", "change"),
    [
        ("process", 0.3, 0.3),  # by the model
        ("process", np.nan, 0.2),  # the difference, since there is no model of two periods
        ("corpus", 0.3, 0.2),  # of these texts: the difference
    ],
)
def test_the_corrected_change_of_a_finding(population: str, fitted: float, change: float) -> None:
    kept = gold(of=(0.1, 0.14, 0.18, 0.3), population=population)
    assert kept.change is not None
    kept = replace(kept, change=kept.change.assign(fitted_change=fitted))
    found = _change(rising(gold=kept, trends=trends(share_change=0.2)))
    assert (found["change"], found["difference"], found["corrected"]) == pytest.approx((change, 0.2, True))


def test_periods_that_the_coded_sample_lacks_have_no_corrected_change() -> None:
    kept = gold()
    assert kept.change is not None
    found = _change(rising(gold=replace(kept, change=kept.change.assign(last="2022")), trends=trends(share_change=0.2)))
    assert np.isnan(found["change"])
    assert np.isnan(found["difference"])
    assert found["agree"] == 0


def test_methods_whose_change_has_no_test_are_not_counted_as_telling_none() -> None:
    both = trends(share_change=0.2, p=0.001)
    one = both.assign(p_change_holm=both["p_change_holm"].where(both["estimator"] == both["estimator"].iloc[0]))
    found = _change(rising(trends=one))
    assert (found["of"], found["tested"], found["tell"]) == (len(both), 1, 1)
