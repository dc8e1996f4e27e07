"""Tables of every shape in windows of every width: nothing is wider, and no word, number or id is broken."""

import pandas as pd
import pytest

from tests.report import screens
from tests.report.screens import assert_fits, assert_whole
from topics.report.plans import PLANS, plan_of
from topics.report.tables import _lines
from topics.report.wrapping import least_width, width, wrap

IDS = [f"lda-guided-{n}-s1-{n:08x}" for n in range(4)]
LONG = "Migration, asylum and the external border of a union of states that is growing"
CHINESE = (
    "推进工业互联网创新发展，加快5G网络建设；数据安全（含个人信息保护）是重点任务之一，需要加强跨部门协同治理能力建设"
)
ARABIC = "الذكاء الاصطناعي والأسواق الرقمية"
YEARS = {str(year): [f"{year % 7}.{n} [{n}.0–{40 + n}.5]" for n in range(4)] for year in range(2008, 2022)}

TABLES = {
    "fourteen years": pd.DataFrame({"theme": ["wind", "rail", "海上风电", LONG], **YEARS}),
    "ids and prose": pd.DataFrame({"run": IDS, "settings": [LONG, CHINESE, ARABIC, ""], "seed": [1, 2, 3, 40000]}),
    "prose alone": pd.DataFrame({"statement": [LONG * 3, CHINESE * 4, ARABIC * 5, "x"]}),
    "two of prose": pd.DataFrame({"of": IDS, "a_long_heading_of_many_words": [CHINESE] * 4, "why": [LONG] * 4}),
    "an id wider than the window": pd.DataFrame({"doc_id": ["x" * 150, "y"], "n": [1, 2]}),
    "numbers": pd.DataFrame({f"a heading number {n}": [1234567.5, -0.25, float("nan")] for n in range(12)}),
    "keys of three columns": pd.DataFrame(
        {"estimator": ["a", "a", "b", "b"], "theme": ["x", "y"] * 2, "seed": [1, 2, 3, 4], **YEARS}
    ),
    "changes": pd.DataFrame(
        {
            "theme": ["wind", LONG, "数据安全", "rail"],
            "fitted change, points": ["−17.4 [−26.9, −8.0]"] * 4,
            "p": ["< .001 (.034)"] * 4,
        }
    ),
    "one row": pd.DataFrame({"id": ["a-1"], **{f"column {n}": ["some words of text here"] for n in range(9)}}),
    "no rows": pd.DataFrame({"theme": [], "estimator": []}),
    "empty cells": pd.DataFrame({"a": ["", "", ""], "b": [None, None, None], "c": ["x", "y", "z"]}),
}


@pytest.mark.parametrize("room", [20, 40, 60, 80, 100, 140])
@pytest.mark.parametrize("name", TABLES)
def test_every_table_fits_every_window_whole(name: str, room: int) -> None:
    assert_fits(TABLES[name], room)
    assert_whole(TABLES[name], room)


def test_the_check_sees_lines_that_are_too_wide_and_pieces_that_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame({"run": ["lda-20-s1", "lda-20-s2"], "share": [0.123, 0.4]})
    real = screens._lines

    def broken(table: pd.DataFrame, room: int) -> list[str]:
        return [line.replace("12.3%", "12. 3%") if room < 1000 else line for line in real(table, room)]

    monkeypatch.setattr(screens, "_lines", broken)
    with pytest.raises(AssertionError, match=r"broken in 80 columns: \['12', '3%'\]"):
        assert_fits(table, 80)
    monkeypatch.setattr(screens, "_lines", lambda table, room: real(table, 1000))
    with pytest.raises(AssertionError, match="wider than 12"):
        assert_fits(table, 12)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Climate adaptation and disaster risk reduction", 24, ["Climate adaptation and", "disaster risk reduction"]),
        ("29.9 [24.7–35.3]", 12, ["29.9", "[24.7–35.3]"]),
        ("+1.2 [−0.3, +2.7]", 12, ["+1.2", "[−0.3, +2.7]"]),
        ("工业互联网", 4, ["工业互联网"]),
        ("加快5G网络建设；数据安全是重点", 18, ["加快5G网络建设；", "数据安全是重点"]),
        ("p < .001 for 3 of 48, 95 % bands", 9, ["p < .001", "for", "3 of 48,", "95 %", "bands"]),
        ("see `topics corpus my-study --losses` now", 36, ["see", "`topics corpus my-study --losses`", "now"]),
        ("see `topics corpus my-study --losses` now", 20, ["see `topics corpus", "my-study --losses`", "now"]),
        ("所需数据超过 100 期", 15, ["所需数据超过", "100 期"]),
        ("增至 12 倍；约需 5 个百分点", 16, ["增至 12 倍；约需", "5 个百分点"]),
        ("（4 个主题）p = 0.244，前提", 20, ["（4 个主题）", "p = 0.244，前提"]),
        ("占比 2020 年上半年", 14, ["占比", "2020 年上半年"]),
        ("lda-20-s1-b6b5421a", 5, ["lda-20-s1-b6b5421a"]),
        ("", 5, [""]),
    ],
)
def test_lines_end_at_words_and_clauses(text: str, room: int, lines: list[str]) -> None:
    assert wrap(text, room) == lines
    assert "".join(wrap(text, room)).replace(" ", "") == text.replace(" ", "")
    assert max(map(width, lines)) <= max(room, least_width(text))


@pytest.mark.parametrize("mark", ["（", "，", "[", "`", "= ", "1 of ", "1, ", "- ", "国", "1 年", "国p = ", "国1"])
def test_hostile_text_is_wrapped_in_linear_time(mark: str) -> None:
    assert sum(map(len, wrap(mark * 50_000, 80))) >= 50_000


BLOCKS = pd.DataFrame(
    {
        "theme": ["5G (5g)", "5G (5g)", "Wind", ""],
        "estimator": ["lda †", "lexicon", "lexicon", "documents"],
        "2020": ["29.9 [25–35]", "", "3.0 [1.0–9.9]", "48"],
        "2021": ["2.9 [0.2–3.5]", "", "no text", "1,048"],
        "why not measured": ["", "not measured: no term of the theme is in the vocabulary of the corpus", "", ""],
    }
)

WIDE = """\
  estimator            2020            2021
  ─────────────────────────────────────────
5G (5g)
  lda †        29.9 [25–35]   2.9 [0.2–3.5]
  lexicon     not measured: no term of the theme is in the vocabulary of the corpus

Wind
  lexicon     3.0 [1.0–9.9]         no text

  documents              48           1,048"""
NARROW = """\
  estimator            2020            2021
  ─────────────────────────────────────────
5G (5g)
  lda †        29.9 [25–35]   2.9 [0.2–3.5]
  lexicon
    not measured: no term of the theme is
    in the vocabulary of the corpus

Wind
  lexicon     3.0 [1.0–9.9]         no text

  documents              48           1,048"""
FOLDED = """\
  estimator        2020        2021
  ─────────────────────────────────
5G (5g)
  lda †            29.9         2.9
                [25–35]   [0.2–3.5]
  lexicon
    not measured: no term of the
    theme is in the vocabulary of
    the corpus

Wind
  lexicon           3.0     no text
              [1.0–9.9]

  documents          48       1,048"""
ALIKE = """\
             fitted change,        detectable,
theme                points             points
──────────────────────────────────────────────
wind    −17.4 [−26.9, −8.0]               13.8
rail    −17.4 [−26.9, −8.0]               11.9
sea     +7.4 [−27.3, +42.2]               60.2
The same in all rows: seeds of it: one and the
same for all.
Left out for want of room: Kendall's tau;
--csv has them."""


@pytest.mark.parametrize(("room", "shown"), [(100, WIDE), (43, NARROW), (36, FOLDED)])
def test_blocks_as_they_look(room: int, shown: str) -> None:
    assert "\n".join(_lines(BLOCKS, room)) == shown


def test_what_is_alike_is_told_once_and_what_is_left_out_is_named() -> None:
    table = pd.DataFrame(
        {
            "theme": ["wind", "rail", "sea"],
            "fitted change, points": ["−17.4 [−26.9, −8.0]"] * 2 + ["+7.4 [−27.3, +42.2]"],
            "seeds of it": ["one and the same for all"] * 3,
            "detectable, points": [13.8, 11.9, 60.2],
            "Kendall's tau": [0.1, 0.2, 0.3],
        }
    )
    assert "\n".join(_lines(table, 46)) == ALIKE
    assert_fits(table, 46)
    assert_whole(table, 46, left_out=["Kendall's tau"])


def test_every_plan_is_found_by_its_own_columns_and_names_columns_that_can_be() -> None:
    for plan in PLANS:
        assert plan_of(pd.DataFrame(columns=sorted(plan.columns))) in PLANS
        assert not {plan.block, *plan.under} & set(plan.last)
