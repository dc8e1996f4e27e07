"""Shares in blocks of themes: hand-made tables, and what is not measured in them."""

import math

import pandas as pd
import pytest

from tests.report.latex import assert_latex_takes
from topics.report.layouts.theme_layouts import many_periods_sentence, shares_by_theme, theme_headings
from topics.report.tables import render
from topics.themes import Theme

NAN = math.nan


def rows(
    estimator: str, theme: str, shares: list[tuple[float, float, float]], **more: object
) -> list[dict[str, object]]:
    return [
        {"estimator": estimator, "theme": theme, "period": str(2019 + n), "share": s, "lower": a, "upper": b, **more}
        for n, (s, a, b) in enumerate(shares, start=1)
    ]


WIDE, NARROW = [(0.299, 0.246, 0.352), (0.2, 0.15, 0.3)], [(0.012, 0.001, 0.03), (0.02, 0.004, 0.09)]


def test_the_own_estimator_comes_first_in_every_block_and_documents_last() -> None:
    table = pd.DataFrame(
        [*rows("lexicon", "wind", WIDE), *rows("nmf", "wind", WIDE), *rows("lexicon", "rail", NARROW)]
    ).assign(n_documents=lambda t: t["period"].map({"2020": 12, "2021": 1048}))
    shown = shares_by_theme(table, {"wind": "Wind power (wind)"}, own="nmf")
    assert list(shown) == ["theme", "estimator", "2020", "2021", "why not measured"]
    assert shown["theme"].tolist() == ["Wind power (wind)"] * 2 + ["rail", ""]
    assert shown["estimator"].tolist() == ["nmf", "lexicon", "lexicon", "documents"]
    assert shown["2021"].tolist()[-1] == "1,048"


@pytest.mark.parametrize(
    ("shares", "cells"),
    [
        (WIDE, ["29.9 [25–35]", "20.0 [15–30]"]),
        (NARROW, ["1.2 [0.1–3.0]", "2.0 [0.4–9.0]"]),  # narrow
        ([(0.3, 0.001, 0.6)] * 2, ["30.0 [0.1–60.0]"] * 2),  # 0–60 would say that nothing is possible
        ([(0.3, 0.0, 0.6)] * 2, ["30.0 [0–60]"] * 2),
        ([(0.3, NAN, NAN)] * 2, ["30.0", "30.0"]),
    ],
)
def test_bounds_are_whole_only_where_that_misleads_nobody(
    shares: list[tuple[float, float, float]], cells: list[str]
) -> None:
    shown = shares_by_theme(pd.DataFrame(rows("lexicon", "wind", shares)))
    assert shown.loc[0, ["2020", "2021"]].tolist() == cells


NOTHING = [(NAN, NAN, NAN)] * 2


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (
            rows("nmf", "wind", NOTHING, unfit="its topics change from seed to seed"),
            "its topics change from seed to seed",
        ),
        (
            rows("nmf", "wind", [(0.0, NAN, NAN)] * 2, unfit=""),
            "the estimator gives the theme to no passage of any period",
        ),
        (rows("nmf", "wind", NOTHING, n_documents=0, why="no document"), "no counted document in the period"),
        (rows("nmf", "wind", NOTHING, why="nothing assigned"), "no text of the period has a topic"),
        (rows("词典", "风电", NOTHING, unfit="主题词项未出现"), "主题词项未出现"),
    ],
)
def test_what_is_not_measured_has_its_reason_and_no_number(made: list[dict[str, object]], why: str) -> None:
    shown = shares_by_theme(pd.DataFrame(made)).iloc[0]
    assert shown["why not measured"] == f"not measured: {why}"
    assert shown[["2020", "2021"]].tolist() == ["", ""]
    text = render(shares_by_theme(pd.DataFrame(made)), "table")
    assert why in text
    assert "0.0" not in text


def test_a_period_without_a_document_or_a_measurement_is_no_zero() -> None:
    made = rows("nmf", "wind", [(0.3, 0.2, 0.4), (NAN, NAN, NAN), (NAN, NAN, NAN)])
    table = pd.DataFrame(made).assign(n_documents=[9, 0, 4], why=["", "no document", "no topic"])
    shown = shares_by_theme(table).iloc[0]
    assert shown[["2020", "2021", "2022"]].tolist() == ["30.0 [20–40]", "no text", "not measured"]
    assert shown["why not measured"] == ""
    assert many_periods_sentence(table) == "No counted document is of 2021."


MANY = pd.DataFrame(
    [
        *rows("lexicon", "wind", [(n / 100, n / 200, n / 50) for n in (5, 3, 9, 2, 8, 4, 6, 7, 5)]),
        *rows("nmf", "wind", NOTHING[:1] * 9, unfit="blind"),
    ]
)


def test_of_many_periods_the_ends_and_extremes_are_shown() -> None:
    shown = shares_by_theme(MANY).iloc[0]
    assert shown["first 2020"].startswith("5.0 [")
    assert shown["last 2028"].startswith("5.0 [")
    assert (shown["lowest"], shown["highest"]) == ("2.0 in 2023", "9.0 in 2022")
    assert many_periods_sentence(MANY).startswith("9 periods, of which first, last, lowest and highest are shown")


def test_every_period_stands_below_the_other_on_demand() -> None:
    shown = shares_by_theme(MANY, every=True)
    assert list(shown) == ["theme", "period", "lexicon", "nmf", "why not measured"]
    assert len(shown) == 9
    assert set(shown["nmf"]) == {"not measured"}
    assert shown.loc[0, "why not measured"] == "nmf not measured: blind"


def test_latex_takes_blocks_and_reasons() -> None:
    table = pd.DataFrame([*rows("lexicon", "wind", WIDE), *rows("nmf", "wind", NOTHING, unfit="p < 5 % & _")])
    text = render(shares_by_theme(table, {"wind": "风电 & co"}), "latex", "Shares")
    assert assert_latex_takes(text) == 1
    assert r"\multicolumn{3}{l}{\textit{风电 \& co}} \\" in text
    assert r"nmf & \multicolumn{2}{p{0.7\linewidth}}" in text


def test_headings_have_the_id_by_which_commands_know_a_theme() -> None:
    themes = [Theme("wind", ("wind",), (("en", "Wind power"),)), Theme("rail", ("rail",))]
    assert theme_headings(themes) == {"wind": "Wind power (wind)", "rail": "rail"}
    assert theme_headings(themes, ids=False) == {"wind": "Wind power", "rail": "rail"}
