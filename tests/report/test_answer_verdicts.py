"""The verdict of a change on the page: what it says of the methods is what the methods found."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.claims.evidence_of import NAMES, gold, rates, rising, shares, trends
from topics.claims.claims import theme_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.findings import findings_of
from topics.claims.text import same
from topics.claims.verdicts import CHANGE, LEVEL, Claim
from topics.report.page_wording import WORDING
from topics.report.sections.answer import Ends, _answer, verdict_of
from topics.report.sections.sureness import (
    AGAINST,
    HOLDS,
    NONE,
    OPEN,
    PARTLY,
    STATES,
    Cell,
    Look,
    _codes,
    _direction_alone,
    _label,
    _methods,
    _seeds,
)
from topics.themes import Theme

ENDS = Ends("2020", "2024", (0.2, 0.1))


def finding(agree: int, of: int, tell: int, **other: object) -> dict[str, object]:
    told = {"first": "2020", "last": "2024", "corrected": False, "ends_told": False, "change_verdict": "not allowed"}
    told |= {"ends_by_codes": False}
    return {**told, "agree": agree, "of": of, "tested": of, "tell": tell, **other}


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
    for kind in ("ends", "apart", "unknown", "none", "some", "signs", "few", "open", "one", "gap", "unmeasured"):
        assert f"says_{kind}" in say
        assert f"chip_{kind}" in say


MOVING = {"rates": rates(recall=(0.2, 0.8, 0.8, 0.9))}
FEW = pd.Series([12, 200, 200, 200] * len(NAMES))


def told_of(evidence: ThemeEvidence, language: str = "en") -> dict[str, Any]:
    """The answer about one theme, by its claims and findings."""
    theme = Theme("wind", ("wind",), (("en", "Wind"), ("zh", "风电")))
    claims = theme_claims(evidence)
    job = SimpleNamespace(themes=[theme])
    [found] = findings_of(SimpleNamespace(job=job, of_theme=lambda _: evidence), {"wind": claims}).to_dict("records")
    return _answer(evidence, 0, theme, claims, found, WORDING[language], language, {"lexicon": "Lexicon"})


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({}, "ends"),
        (MOVING, "apart"),
        # One seed: nothing speaks against a difference, and what would allow it is missing.
        ({"lone": ("lda",)}, "none"),
        # Too few documents in 2020 alone.
        ({"shares": shares().assign(n_documents=FEW)}, "none"),
        (MOVING | {"shares": shares().assign(n_documents=FEW)}, "none"),
        (MOVING | {"shares": shares(of=(0.2, 0.2, 0.2, 0.2))}, "none"),
        # All periods have too few.
        (MOVING | {"shares": shares().assign(n_documents=12)}, "few"),
        # What codes state is judged by what is known of the codes.
        (MOVING | {"gold": gold(p=0.2)}, "ends"),
    ],
)
def test_ends_lie_apart_only_where_something_speaks_against_a_difference(parts: dict[str, Any], kind: str) -> None:
    """Beside 3.5 % and 27.9 % "no method tells a change" reads as an error, where the reason is another one."""
    told = told_of(rising(trends=trends(p=0.2, share_change=0.2), **parts))
    assert told["kind"] == kind
    against = "no difference may be claimed. Errors differ between periods"
    assert (against in told["sentence"]) == (kind == "apart")
    assert told["sentence"].endswith("for Lexicon, lda.") == (kind == "apart")
    zh = told_of(rising(trends=trends(p=0.2, share_change=0.2), **parts), "zh")["sentence"]
    assert ("尚不能认定两期文本存在差异。误差因时期而异" in zh) == (kind == "apart")


def test_a_highest_period_that_another_estimator_denies_does_not_deny_the_difference_of_the_ends() -> None:
    table = shares()
    peak = (table["estimator"] == "lda") & (table["period"] == "2022")
    moved = table.assign(
        **{name: table[name].mask(peak, at) for name, at in (("share", 0.5), ("lower", 0.48), ("upper", 0.52))}
    )
    assert told_of(rising(trends=trends(p=0.2, share_change=0.2), shares=moved))["kind"] in ("ends", "none")


@pytest.mark.parametrize(("seedless", "short"), [(False, "1/2"), (True, "")])
def test_the_seeds_of_others_do_not_speak_for_a_dictionary(seedless: bool, short: str) -> None:
    rows = pd.DataFrame({"estimator": ["lda", "btm"], "unstable": [False, True], "similarity": [0.9, 0.2]})
    cell = _seeds(Look(rising(), finding(2, 2, 2), [], rows, seedless))
    assert cell.short.en == cell.short.zh == short
    assert (cell.state == NONE) == seedless
    reason = f"{NAMES[0]}, the study's own estimator, draws no random numbers; of the others"
    assert cell.told.en.startswith(reason) == seedless
    assert ("不使用随机数" in cell.told.zh) == seedless
    again = "其他使用随机数的方法中，lda 更换种子后仍得到该主题的话题，btm 更换种子后得不到该主题的话题"
    assert cell.told.zh.endswith(again) == seedless
    # No estimator has seeds: the reason alone.
    assert _seeds(Look(rising(), finding(2, 2, 2), [], None, seedless)).short.en == ""


@pytest.mark.parametrize(
    ("corrected", "why"),
    [(False, "no change is told from none by lexicon"), (True, "the codes do not allow a change to be claimed")],
)
def test_what_holds_of_a_change_that_is_not_told_holds_of_its_direction_alone(corrected: bool, why: str) -> None:
    look = Look(rising(trends=trends(p=0.2)), finding(2, 2, 0, corrected=corrected), [], None, False)
    cell = _direction_alone(Cell(HOLDS, same("2/2"), same("Both")), look)
    assert (cell.state, STATES[cell.state], cell.short.en, cell.short.zh) == (PARTLY, "◐", "sign 2/2", "方向 2/2")
    assert cell.told.en.endswith(f", since {why}")
    claimed = Look(look.evidence, finding(2, 2, 0, corrected=corrected, change_verdict="allowed"), [], None, False)
    assert (_direction_alone(Cell(HOLDS, same("2/2"), same("Both")), claimed).state == HOLDS) == corrected
    assert _direction_alone(Cell(OPEN, same("–"), same("")), look).state == OPEN


@pytest.mark.parametrize(
    ("change", "verdict", "state", "beside"),
    [
        (-0.027, "not allowed", OPEN, "the codes have −2.7, not told from none"),
        (-0.2, "allowed", AGAINST, "the codes have −20.0, told from none"),
        (float("nan"), "not allowed", OPEN, "the codes have no change"),
    ],
)
def test_methods_that_agree_with_each_other_are_not_said_to_differ(
    change: float, verdict: str, state: str, beside: str
) -> None:
    found = finding(0, 2, 0, corrected=True, change=change, change_verdict=verdict)
    moved = {f"share_change{end}": 0.2 for end in ("", "_lower", "_upper")}
    cell = _methods(Look(rising(trends=trends(p=0.2, **moved)), found, [], None, False))
    assert (cell.state, cell.short.en, cell.short.zh) == (state, "all 2 rise", "2 种均上升")
    assert cell.told.en.startswith("All 2 estimators rise, in points: lexicon +")
    assert beside in cell.told.en


@pytest.mark.parametrize(
    ("by", "level", "begins", "begins_zh"),
    [
        ("corrected", "allowed", "Wind (corrected by coded passages): 10.0%", "风电（经编码校正）："),
        ("gold only", "allowed", "Wind (by the coded passages alone): 10.0%", "风电（仅据人工编码）："),
        ("corrected", "not allowed", "Wind: 30.0%", "风电："),  # the codes state nothing: the estimator's own shares
    ],
)
def test_a_sentence_says_whose_levels_it_has(by: str, level: str, begins: str, begins_zh: str) -> None:
    kept = gold(of=(0.1, 0.14, 0.18, 0.3))
    kept = replace(kept, shares=kept.shares.assign(method=by))
    evidence = rising(
        gold=kept, shares=shares(of=(0.3, 0.3, 0.3, 0.5)), trends=trends(p=0.2, share_change=0.2, share_last=0.5)
    )
    theme = Theme("wind", ("wind",), (("en", "Wind"), ("zh", "风电")))
    job = SimpleNamespace(themes=[theme])
    claims = [replace(claim, verdict=level) for claim in theme_claims(evidence) if claim.kind == LEVEL]
    claims += [replace(claims[0], kind=CHANGE, verdict="not allowed")]
    [found] = findings_of(SimpleNamespace(job=job, of_theme=lambda _: evidence), {"wind": claims}).to_dict("records")
    assert (found["series"], found["ends_by_codes"]) == (by, level == "allowed")
    for language, begin in (("en", begins), ("zh", begins_zh)):
        told = _answer(evidence, 0, theme, [], found, WORDING[language], language, {})
        assert told["sentence"].startswith(begin)
        stated = level == "allowed"
        assert told["bands"] == (["[8.0–12.0]", "[28.0–32.0]"] if stated else [])
        assert ("10.0% [8.0–12.0]" in told["sentence"]) == stated


@pytest.mark.parametrize(
    ("verdict", "short", "short_zh"),
    [
        ("not known", "α not known", "信度未知"),
        ("not allowed", "coders differ", "编码不一致"),
        ("allowed", "validated", "已验证"),
    ],
)
def test_one_coder_does_not_differ_from_anybody(verdict: str, short: str, short_zh: str) -> None:
    claim = Claim(same("A level"), verdict, same("One person has coded."), LEVEL, ())
    cell = _codes(Look(rising(gold=gold()), finding(2, 2, 2), [claim], None, False))
    assert (cell.short.en, cell.short.zh) == (short, short_zh)


def test_what_is_not_known_of_an_interval_is_no_missing_alpha_and_speaks_against_no_label() -> None:
    coders = pd.DataFrame(
        [("wind", 0.7, 0.6, 0.8, 40)], columns=["theme", "alpha", "alpha_lower", "alpha_upper", "n_twice"]
    )
    claim = Claim(same("A level"), "not known", same("Whether coders agree enough is not known."), LEVEL, ())
    cell = _codes(Look(rising(gold=replace(gold(), coders=coders)), finding(2, 2, 2), [claim], None, False))
    assert (cell.short.en, cell.short.zh) == ("α uncertain", "信度不确定")
    row = {"model": "lda", "items": 25, "precision": 0.8, "lower": 0.61, "upper": 0.91, "chance": 0.25, "alpha": 0.7}
    states = []
    for lower in (0.68, 0.6):
        rows = [{**row, "alpha_lower": lower, "alpha_upper": 0.8}]
        states.append(_label(Look(rising(labels=rows), finding(2, 2, 2), [], None, False)).state)
    assert states == [HOLDS, PARTLY]
