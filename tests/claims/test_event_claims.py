"""What may be said of a share before and after an event."""

import pandas as pd
import pytest

from tests.claims.evidence_of import events, funnel, rates, rising
from topics.claims.claims import theme_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.verdicts import ALLOWED, EVENT, NOT_ALLOWED, NOT_KNOWN, Claim


def of(evidence: ThemeEvidence) -> Claim:
    (claim,) = (claim for claim in theme_claims(evidence) if claim.kind == EVENT)
    return claim


def test_a_step_that_was_expected_and_found_may_be_said_and_no_reason_is_given() -> None:
    claim = of(rising(events=events()))
    assert (claim.verdict, claim.claim) == (
        ALLOWED,
        "A rise of the share in the 12 months from 2021-07-01 on (law) against those before, in uncorrected output",
    )
    assert claim.ground == (
        "Found by lexicon (+10.0 points, p = .001), lda (+10.0 points, p = .001). 0 of 20 other dates have as large a "
        "step by lexicon; 0 of 1 theme that it was not to touch change too."
    )
    assert claim.why.zh.endswith(
        "以另外 20 个日期作安慰剂检验，据 lexicon，没有一个日期的变化达到这一幅度；预期不受影响的 1 个主题均无变化。"
    )
    some = of(rising(events=events(placebos_as_large=2)))
    assert "以另外 20 个日期作安慰剂检验，据 lexicon，其中 2 个日期的变化同样大" in some.why.zh
    assert claim.said.zh == "自 2021-07-01（law）起 12 个月的占比较此前上升（据未经校正的结果）"


@pytest.mark.parametrize(
    ("table", "parts", "verdict", "ground"),
    [
        (events(0.01, 0.4), {}, NOT_ALLOWED, "A step of 4.0 points would be found with a probability of 80%"),
        (events(-0.1), {}, NOT_ALLOWED, "The step is the other way by lexicon (−10.0 points"),
        (events(placebos_as_large=2), {}, NOT_ALLOWED, "2 of 20 other dates show as large a step"),
        (events(placebos_as_large=1, placebos=1), {}, NOT_ALLOWED, "1 of 1 other date shows as large a step"),
        (events(refused="few-months"), {}, NOT_ALLOWED, "Fewer than 3 months with a document on a side"),
        (events(refused="few-documents"), {}, NOT_ALLOWED, "Fewer than 30 documents on a side"),
        (events(), {"rates": rates((0.9, 0.8, 0.7, 0.5))}, NOT_ALLOWED, "rrors differ between periods"),
        (events(), {"funnel": funnel((0, 90, 0, 0))}, NOT_ALLOWED, "hat was taken from the pages of 2021"),
        (events(), {"deviations": {"law": "changed after the first run: window 6 → 12"}}, NOT_KNOWN, "window 6 → 12"),
        (events(), {"lone": ["lda"]}, NOT_KNOWN, "fitted with one"),
        (events(), {"unfit": {"lexicon": "r", "lda": "r"}}, NOT_ALLOWED, "No estimator has a say"),
    ],
)
def test_what_speaks_against_a_step_is_a_ground(table: pd.DataFrame, parts: dict, verdict: str, ground: str) -> None:
    claim = of(rising(events=table, **parts))
    assert claim.verdict == verdict
    assert ground in claim.ground


def test_a_theme_that_no_event_was_to_touch_has_no_claim() -> None:
    untouched = events().assign(touched=False)
    for table in (untouched, untouched.head(0), None):
        assert EVENT not in {claim.kind for claim in theme_claims(rising(events=table))}
