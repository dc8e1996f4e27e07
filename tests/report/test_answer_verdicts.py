"""The verdict of a change on the page: what it says of the methods is what the methods found."""

import pandas as pd
import pytest

from tests.claims.evidence_of import NAMES, rising
from topics.report.page_wording import WORDING
from topics.report.sections.answer import Ends, verdict_of
from topics.report.sections.sureness import NONE, Look, _seeds

ENDS = Ends("2020", "2024", (0.2, 0.1))


def finding(agree: int, of: int, tell: int, **other: object) -> dict[str, object]:
    told = {"first": "2020", "last": "2024", "corrected": False, "ends_told": False, "change_verdict": "not allowed"}
    return {**told, "agree": agree, "of": of, "tell": tell, **other}


@pytest.mark.parametrize(
    ("agree", "of", "tell", "kind"),
    [
        (3, 5, 0, "none"),  # signs differ, but none is told from no change: no disagreement
        (5, 5, 0, "none"),
        (4, 4, 2, "some"),
        (3, 4, 2, "some"),
        (3, 4, 4, "signs"),
        (4, 4, 4, "open"),  # refused for another reason
        (0, 0, 0, "open"),
    ],
)
def test_methods_disagree_only_where_some_find_a_change(agree: int, of: int, tell: int, kind: str) -> None:
    assert verdict_of(finding(agree, of, tell), ENDS) == kind


def test_corrected_shares_are_not_judged_by_methods() -> None:
    assert verdict_of(finding(1, 3, 1, corrected=True), ENDS) == "open"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verdict_has_its_sentence_and_its_chip(language: str) -> None:
    say = WORDING[language]
    for kind in ("ends", "unknown", "none", "some", "signs", "few", "open", "one", "unmeasured"):
        assert f"says_{kind}" in say
        assert f"chip_{kind}" in say


@pytest.mark.parametrize(("seedless", "short"), [(False, "1/2"), (True, "–")])
def test_the_seeds_of_others_do_not_speak_for_a_dictionary(seedless: bool, short: str) -> None:
    rows = pd.DataFrame({"estimator": ["lda", "btm"], "unstable": [False, True], "similarity": [0.9, 0.2]})
    cell = _seeds(Look(rising(), finding(2, 2, 2), [], rows, seedless))
    assert cell.short.en == cell.short.zh == short
    assert (cell.state == NONE) == seedless
    reason = f"{NAMES[0]}, the study's own estimator, draws no random numbers; of the others"
    assert cell.told.en.startswith(reason) == seedless
    assert ("不使用随机数" in cell.told.zh) == seedless
    # No estimator has seeds: the reason alone.
    assert _seeds(Look(rising(), finding(2, 2, 2), [], None, seedless)).short.en == "–"
