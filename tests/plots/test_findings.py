"""The title of a figure: what the claims engine allows, and no more."""

from dataclasses import replace

import pandas as pd
import pytest

from topics.claims.findings import FINDINGS
from topics.plots.findings import finding_line, finding_title, not_claimed
from topics.themes import Theme

THEMES = [Theme(id=name, labels=(("en", name.title()), ("zh", name)), terms=("x",)) for name in ("wind", "rail")]


def findings(*verdicts: tuple[float, str, bool], last: str = "2024") -> pd.DataFrame:
    rows = [
        (theme.id, "lexicon", "2020", last, change - 0.05, change, False, 3, 3, 3, 1, verdict, "not allowed", told)
        for theme, (change, verdict, told) in zip(THEMES, verdicts, strict=True)
    ]
    return FINDINGS.frame(rows)


@pytest.mark.parametrize(
    ("wind", "rail", "title"),
    [
        ((0.2, "allowed", True), (-0.3, "not allowed", True),
         "Wind +20.0 points; all 3 methods agree; levels not validated"),
        ((0.2, "not allowed", True), (-0.3, "not known", True),
         "The texts of 2020 and 2024 differ: Rail −30.0 points, Wind +20.0 points; "
         "no change over the periods may be claimed"),
        ((0.2, "not allowed", False), (-0.3, "not known", True),
         "The texts of 2020 and 2024 differ: Rail −30.0 points; no change over the periods may be claimed"),
        ((0.2, "not allowed", False), (-0.3, "not known", False), "No change from 2020 to 2024 may be claimed"),
    ],
)  # fmt: skip
def test_the_title_says_what_is_allowed_and_else_how_the_ends_differ(
    wind: tuple[float, str, bool], rail: tuple[float, str, bool], title: str
) -> None:
    assert finding_title(findings(wind, rail), THEMES) == title


@pytest.mark.parametrize(
    ("few", "ends", "title", "title_zh"),
    [
        (5, False,
         "No change from 2020 to 2024 may be claimed: fewer than 30 documents in each of the 5 periods",
         "尚不能认定 2020 年至 2024 年占比发生变化：5 个时期的文档均不足 30 篇"),
        (2, True,
         "The texts of 2020 and 2024 differ: Wind +20.0 points, Rail +20.0 points; "
         "no change over the periods may be claimed: fewer than 30 documents in 2 of 5 periods",
         "2024 年较 2020 年：wind 上升 20.0 个百分点，rail 上升 20.0 个百分点；"
         "未检出超出各期波动的变化：5 个时期中有 2 个文档不足 30 篇"),
    ],
)  # fmt: skip
def test_few_documents_are_named_as_the_reason(few: int, ends: bool, title: str, title_zh: str) -> None:
    rows = findings((0.2, "not allowed", ends), (0.2, "not allowed", ends)).assign(few=few, periods=5)
    assert finding_title(rows, THEMES) == title
    assert finding_title(rows, THEMES, "zh") == title_zh
    assert "fewer" not in finding_title(rows.assign(corrected=True), THEMES)
    assert "fewer" not in finding_title(rows.assign(few=0), THEMES)


@pytest.mark.parametrize(
    ("wind", "rail", "change", "title"),
    [
        ("疫情防控", "高铁", (-0.393, 0.07), "疫情防控下降 39.3 个百分点，高铁上升 7.0 个百分点"),
        ("5G", "数据安全", (0.17, -0.071), "5G 上升 17.0 个百分点，数据安全下降 7.1 个百分点"),
        ("中国 5G", "6G 研发", (0.2, 0.1), "中国 5G 上升 20.0 个百分点，6G 研发上升 10.0 个百分点"),
    ],
)
def test_a_chinese_title_says_rise_and_fall_in_words(
    wind: str, rail: str, change: tuple[float, float], title: str
) -> None:
    themes = [replace(theme, labels=(("zh", label),)) for theme, label in zip(THEMES, (wind, rail), strict=True)]
    rows = findings(*((each, "allowed", True) for each in change)).assign(difference=change)
    assert finding_title(rows, themes, "zh").split("；")[0] == title


def test_a_single_period_has_no_title() -> None:
    alone = findings((0.2, "not allowed", False), (0.1, "not allowed", False), last="2020")
    assert finding_title(alone, THEMES) == ""


# The line stands over the shares of both ends, which readers subtract: it has their difference, not the model's change.
def test_the_line_of_a_theme_says_which_of_the_three_it_is() -> None:
    found = findings((0.2, "not allowed", True), (-0.3, "not allowed", False))
    assert finding_line(found, "wind") == "+20.0 points, the texts differ"
    assert finding_line(found, "rail") == "−30.0 points, not established"
    assert finding_line(found, "wind", "zh") == "+20.0 个百分点，两期文本有差异"


def test_where_intervals_stand_the_line_says_how_many_methods_are_sure() -> None:
    found = findings((0.2, "not allowed", True), (-0.3, "not allowed", False))
    few = "−30.0 points, not established: 1 of 3 methods tell a change"
    assert finding_line(found, "rail", by_methods=True) == few
    none = found.assign(tell=0)
    assert finding_line(none, "rail", by_methods=True).endswith("none of 3 methods tells a change")
    assert finding_line(none, "rail", "zh", by_methods=True).endswith("3 种方法的变化均不显著")
    # Refused for another reason, or by codes: what methods tell is not why.
    assert finding_line(found.assign(tell=3), "rail", by_methods=True) == "−30.0 points, not established"


@pytest.mark.parametrize(
    ("series", "line", "line_zh"),
    [
        ("corrected", "corrected −30.0 points, not established", "校正后 −30.0 个百分点，尚不能认定"),
        ("gold only", "−30.0 points by the codes, not established", "据编码 −30.0 个百分点，尚不能认定"),
    ],
)
def test_a_number_that_codes_state_says_so(series: str, line: str, line_zh: str) -> None:
    open_ = (-0.3, "not allowed", False)
    found = findings(open_, open_).assign(tell=1, corrected=True, series=series)
    assert finding_line(found, "rail", by_methods=True) == line
    assert finding_line(found, "rail", "zh") == line_zh


@pytest.mark.parametrize(
    ("series", "by", "by_zh"),
    [
        (("corrected", "corrected"), "corrected by codes", "经编码校正"),
        (("gold only", "gold only"), "by the codes alone", "仅据编码"),
        (("corrected", "gold only"), "corrected or by the codes alone", "经编码校正或仅据编码"),
    ],
)
def test_a_title_says_what_codes_state_its_changes_by(series: tuple[str, str], by: str, by_zh: str) -> None:
    both = findings((0.2, "allowed", True), (-0.3, "allowed", True)).assign(corrected=True, series=list(series))
    assert finding_title(both, THEMES).split("; ")[1] == by
    assert finding_title(both, THEMES, "zh").split("；")[1] == by_zh


@pytest.mark.parametrize(
    ("wind", "rail", "muted"),
    [
        ((0.2, "allowed", True), (-0.3, "allowed", True), set()),
        ((0.2, "not allowed", True), (-0.3, "allowed", False), {"wind"}),
        ((0.2, "not allowed", False), (-0.3, "not known", True), {"wind"}),
        ((0.2, "not allowed", False), (-0.3, "not known", False), {"wind", "rail"}),
    ],
)
def test_what_is_not_claimed_is_muted(
    wind: tuple[float, str, bool], rail: tuple[float, str, bool], muted: set[str]
) -> None:
    assert not_claimed(findings(wind, rail), THEMES) == muted


@pytest.mark.parametrize(
    ("tested", "tell", "line", "zh"),
    [
        (3, 1, "+20.0 points, not established: 1 of 3 methods tell a change", "仅 1 种的变化显著"),
        (2, 0, "+20.0 points, not established: none of 2 methods tells a change", "2 种方法的变化均不显著"),
        (1, 0, "+20.0 points, not established: the one method tells no change", "仅有的一种方法变化不显著"),
        (0, 0, "+20.0 points, not established", "尚不能认定"),  # too few documents for a test of any
    ],
)
def test_a_method_without_a_test_is_none_that_tells_no_change(tested: int, tell: int, line: str, zh: str) -> None:
    found = findings((0.2, "not allowed", False), (0.1, "not allowed", False)).assign(tested=tested, tell=tell)
    assert finding_line(found, "wind", by_methods=True) == line
    assert zh in finding_line(found, "wind", "zh", by_methods=True)
