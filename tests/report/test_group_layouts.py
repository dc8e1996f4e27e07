"""Layouts of groups whose attributes and values have awkward names."""

import numpy as np
import pandas as pd
import pytest

from topics.report.layouts.group_layouts import (
    all_periods_layout,
    differences_layout,
    grouped_layout,
    in_shell,
    shown_groups,
    small_groups_sentence,
)
from topics.report.tables import render

LONG = "Committee on the " + "very " * 20 + "long name of "


def shares(attribute: str, groups: list[str], periods: tuple[str, ...] = ("2020", "2021", "2022")) -> pd.DataFrame:
    """Shares of one theme: 10 % in the first group, 20 % in the second, and so on; one document more in each."""
    rows = [
        ("lexicon", attribute, group, "wind", period, (n + 1) / 10, (n + 1) / 10, (n + 1) / 10, n + 1)
        for n, group in enumerate(groups)
        for period in periods
    ]
    names = ["estimator", "attribute", "group", "theme", "period", "share", "lower", "upper", "n_documents"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("attribute", ["theme", "period", "estimator", "cell", "group", "documents", "级别", "<b>"])
@pytest.mark.parametrize("groups", [["a", "b"], ["theme", "period", "estimator", "cell"], ["documents", "n = 1", ""]])
def test_no_name_of_an_attribute_or_a_group_breaks_the_table(attribute: str, groups: list[str]) -> None:
    table = shares(attribute, groups)
    laid_out = grouped_layout(table)
    down = len(groups) >= 3  # three periods are as few as three groups, and stand side by side then
    assert len(laid_out) == 2 * (len(groups) if down else 3)
    assert laid_out.iloc[0, -1].startswith("10.0" if down else "20.0")
    assert laid_out.iloc[-1, -1] == f"n = {len(groups)}"
    heading = f"{attribute} (attribute)" if attribute in ("theme", "estimator") else attribute
    assert list(laid_out.columns[:2]) == ["theme", heading if down else "period"]
    assert render(laid_out, "table", "title").count("\n") == len(laid_out) + 3


def test_groups_that_people_could_not_tell_apart_are_told_apart() -> None:
    names = shown_groups(["east", "not stated", f"{LONG}health", f"{LONG}trade", ""])
    assert list(names.values()) == [
        "east",
        '"not stated"',
        f"{LONG[:60]}…",
        f"{LONG[:60]}… (2)",
        "not stated",
    ]
    assert len(grouped_layout(shares("who", list(names)))) == 2 * len(names)


def test_small_groups_are_quoted_where_their_names_hold_a_comma() -> None:
    sentence = small_groups_sentence(shares("who", ["a", "x, y"]))
    assert 'a and "x, y" in every period' in sentence


def test_groups_without_a_document_have_a_dash_that_is_told_once_in_chinese() -> None:
    table = shares("who", ["a", "b"]).assign(why="")
    empty = (table["group"] == "a") & (table["period"] == "2020")
    table.loc[empty, ["share", "lower", "upper", "n_documents", "why"]] = [np.nan, np.nan, np.nan, 0, "no document"]
    cells = grouped_layout(table, "zh").to_numpy().ravel().tolist()
    assert cells.count("–") == int(empty.sum()) > 0
    assert not any("计入" in str(cell) for cell in cells)
    assert small_groups_sentence(table, language="zh").startswith("–：该期没有计入的文档。文档不足 30 篇：")
    assert "no document" in grouped_layout(table).to_numpy()
    assert "各期的央视网。" in small_groups_sentence(table.query("group == 'b'").assign(group="央视网"), language="zh")


def test_a_difference_over_all_periods_has_both_shares_and_their_documents() -> None:
    both = shares("who", ["b"], ("2020", "2021", "all periods"))
    table = both.assign(minus="a", share=0.315, share_minus=0.14, lower=0.1, upper=0.25, n_documents_minus=151)
    table.loc[table["period"] == "all periods", "n_documents"] = 145
    found = all_periods_layout(table)
    assert found is not None
    assert found.to_numpy().tolist() == [["wind", "b − a", "31.5 − 14.0", "145 and 151", "+17.5 [+10.0, +25.0]"]]
    assert differences_layout(table)["period"].tolist() == ["2020", "2021"]
    assert all_periods_layout(table[table["period"] != "all periods"]) is None
    few = small_groups_sentence(shares("who", ["a", "b"]), table)
    assert few.endswith("The differences over all periods rest on 145 documents of b and 151 documents of a.")


def test_differences_have_the_names_of_their_groups() -> None:
    table = shares("who", ["b"]).assign(minus="not stated", share_minus=0.1)
    assert differences_layout(table)["difference" if len(table) > 3 else "period"].tolist() == ["2020", "2021", "2022"]
    assert 'b − "not stated"' in differences_layout(table)


@pytest.mark.parametrize(
    ("value", "argument"), [("far west", '"far west"'), ('6" disk', "'6\" disk'"), ("$HOME", "'$HOME'")]
)
def test_a_value_that_is_to_be_typed_is_quoted_for_the_shell(value: str, argument: str) -> None:
    assert in_shell(value) == argument
