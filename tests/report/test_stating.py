"""The page says of what its numbers are: of the codes alone, of corrected shares, or of the estimator."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.claims.evidence_of import coders, gold, trends
from topics.report.page_wording import WORDING
from topics.report.sections.chart import _stated
from topics.report.sections.models_compared import forest
from topics.report.sections.stating import circles, lead
from topics.store.corrected import KeptGold
from topics.themes import Theme

PERIODS = ("2020", "2021", "2022", "2023")


def of_two(wind: str = "gold only") -> KeptGold:
    """Shares that codes state of Wind, by a method, and corrected ones of Rail."""
    kept = gold(of=(0.23, 0.19, 0.17, 0.15))
    rows = [kept.shares.assign(method=wind), kept.shares.assign(theme="rail", method="corrected")]
    return replace(kept, shares=pd.concat(rows), change=None, errors=None, coders=None)


def evidence_of(kept: KeptGold | None, coded: tuple[int, int] = (0, 100)) -> SimpleNamespace:
    return SimpleNamespace(
        whole=SimpleNamespace(own="lexicon", coded=coded, gold=kept),
        of_theme=lambda theme: SimpleNamespace(gold=None if kept is None else kept.of_theme(theme)),
        job=SimpleNamespace(coded_shares=lambda: None),
    )


def told(wind: str, rail: str) -> list[dict[str, str]]:
    return [{"id": "wind", "label": "Wind", "by": wind}, {"id": "rail", "label": "Rail", "by": rail}]


def levels(wind: str, rail: str) -> pd.DataFrame:
    return pd.DataFrame({"theme": ["wind", "rail"], "level_verdict": [wind, rail]})


@pytest.mark.parametrize("known", [True, False])
def test_agreement_is_not_called_unknown_beside_its_alpha(known: bool) -> None:
    """A study may have a code for every passage and a sample that two coded besides."""
    kept = replace(of_two(), coders=coders(alpha=0.76 if known else float("nan")))
    said = " ".join(lead(evidence_of(kept, (100, 100)), levels("", ""), told("", ""), WORDING["en"], "en"))
    assert ("how far coders agree on them is not known" in said) == (not known)
    assert ("read the shares as output of this estimator" in said) == known


@pytest.mark.parametrize(
    ("by", "verdicts", "expected"),
    [
        (
            ("", ""),
            ("not allowed", "not allowed"),
            "Shares of text by Lexicon, the study's own estimator. Levels are not validated: read the shares as "
            "output of this estimator, not as fact.",
        ),
        (("codes", "codes"), ("allowed", "allowed"), "Shares of text by the coded passages alone."),
        (
            ("codes", ""),  # too few are coded at the ends of Rail, whose levels codes state elsewhere
            ("allowed", "allowed"),
            "Wind: shares of text by the coded passages alone. Rail: shares of text by Lexicon, the study's own "
            "estimator. Rail: levels are not validated: read the shares as output of this estimator, not as fact.",
        ),
        (
            ("codes", ""),
            ("allowed", "not allowed"),
            "Wind: shares of text by the coded passages alone. Rail: shares of text by Lexicon, the study's own "
            "estimator. Rail: levels are not validated: read the shares as output of this estimator, not as fact.",
        ),
        (
            ("corrected", "corrected"),
            ("allowed", "not known"),
            "Shares of text by Lexicon, the study's own estimator, corrected by coded passages. "
            "Rail: levels are not validated, though codes state them: each theme says why.",
        ),
    ],
)
def test_the_lead_says_what_the_answers_state(by: tuple[str, str], verdicts: tuple[str, str], expected: str) -> None:
    *said, brackets = lead(evidence_of(of_two()), levels(*verdicts), told(*by), WORDING["en"], "en")
    assert " ".join(said) == expected
    assert brackets == "In brackets behind a share: its 95% interval."
    zh = "".join(lead(evidence_of(of_two()), levels(*verdicts), told(*by), WORDING["zh"], "zh"))
    assert ("仅据人工编码" in zh) == ("codes" in by)
    assert ("未经验证" in zh) == ("not validated" in expected)


def test_circles_are_named_by_what_states_them() -> None:
    both = circles(evidence_of(of_two()), told("codes", ""), WORDING["en"], "en")
    assert both == [
        "Wind: circles with their 95% interval are the shares that the answer states, by the coded passages alone; "
        "the thick line is the uncorrected estimator.",
        "Rail: circles with their 95% interval are shares corrected by coded passages; the answer states those of "
        "the study's own estimator, the thick line.",
    ]
    (alike,) = circles(evidence_of(of_two("corrected")), told("corrected", "corrected"), WORDING["zh"], "zh")
    assert alike == "圆圈及竖线为结论所述的占比（经编码校正）及其 95% 区间，粗线为未经校正的方法。"
    assert circles(evidence_of(None), told("", ""), WORDING["en"], "en") == []


def test_the_chart_has_the_shares_that_the_answer_states() -> None:
    themes = [SimpleNamespace(id=name) for name in ("wind", "rail", "uncoded")]
    job = SimpleNamespace(themes=themes, periods=SimpleNamespace(names=PERIODS))
    drawn = _stated(job, of_two(), ["wind"], WORDING["en"])["text"]
    assert [*drawn] == ["wind", "rail"]
    assert drawn["wind"]["share"] == [0.23, 0.19, 0.17, 0.15]
    assert drawn["wind"]["lower"] == [0.21, 0.17, 0.15, 0.13]
    assert (drawn["wind"]["by"], drawn["wind"]["told"]) == ("by the coded passages alone", True)
    assert (drawn["rail"]["by"], drawn["rail"]["told"]) == ("corrected by coded passages", False)


def test_an_interval_that_the_frame_cuts_has_an_arrowhead() -> None:
    """The scale ends at 2.5 times the largest change, here at 0.25."""
    ends = {"": [0.1, -0.05], "_lower": [-0.2, -0.4], "_upper": [0.6, 0.2]}
    moved = {f"{name}{end}": of for name in ("share_change", "fitted_change") for end, of in ends.items()}
    table = trends().assign(**moved)
    models = [SimpleNamespace(name=name) for name in table["estimator"]]
    job = SimpleNamespace(models=models, themes=[Theme("wind", ("wind",), (("en", "Wind"),))])
    its = SimpleNamespace(seen=[model.name for model in models], own="lexicon")
    (block,) = forest(SimpleNamespace(trends=table, job=job, of_theme=lambda _: its), "en")
    assert [row["cut"] for row in block["rows"]] == [["right"], ["left"]]
    assert block["cut"]
