"""A plan is kept once, and what differs later is said."""

from pathlib import Path

import pytest

from topics.errors import StoreError
from topics.store.plans import deviations, keep_plan

LAW = {"name": "law", "date": "2020-07-01", "themes": ("5g",), "expected": "rise", "window": 12}
FAIR = {"name": "展会", "date": "2019-09", "themes": ("5g", "ai"), "expected": "change", "window": 6}


def test_events_that_are_as_planned_have_no_deviation(tmp_path: Path) -> None:
    assert deviations(tmp_path, "s", [LAW]) == {}
    keep_plan(tmp_path, "s", [LAW, FAIR], "job", "2024-05-01T10:00:00")
    assert deviations(tmp_path, "s", [LAW, FAIR]) == {}
    assert deviations(tmp_path, "another", [LAW]) == {}


@pytest.mark.parametrize(
    ("now", "name", "how"),
    [
        ([LAW | {"window": 6}, FAIR], "law", "changed after the first run of 2024-05-01: window 12 → 6"),
        (
            [LAW | {"date": "2020-08-01"}, FAIR],
            "law",
            "changed after the first run of 2024-05-01: date 2020-07-01 → 2020-08-01",
        ),
        ([LAW | {"expected": "fall"}, FAIR], "law", "changed after the first run of 2024-05-01: expected rise → fall"),
        ([LAW, FAIR | {"themes": ("5g",)}], "展会", "changed after the first run of 2024-05-01: themes 5g, ai → 5g"),
        ([LAW, FAIR, LAW | {"name": "会议"}], "会议", "named after the first run of 2024-05-01"),
        ([LAW], "展会", "planned at the first run of 2024-05-01 and left out since"),
    ],
)
def test_a_later_edit_is_a_deviation(tmp_path: Path, now: list, name: str, how: str) -> None:
    keep_plan(tmp_path, "s", [LAW, FAIR], "job", "2024-05-01T10:00:00")
    keep_plan(tmp_path, "s", now, "later", "2024-06-01T10:00:00")  # the first plan stays
    assert deviations(tmp_path, "s", now) == {name: how}


@pytest.mark.parametrize(
    ("now", "how"),
    [
        (
            [LAW | {"window": 6, "expected": "fall"}, FAIR],
            "在 2024-05-01 首次运行之后改动：预期 上升 → 下降，窗口（月） 12 → 6",
        ),
        ([LAW | {"date": "2020-08-01"}, FAIR], "在 2024-05-01 首次运行之后改动：日期 2020-07-01 → 2020-08-01"),
        ([LAW, FAIR, LAW | {"name": "会议"}], "在 2024-05-01 首次运行之后才列出"),
        ([LAW], "在 2024-05-01 首次运行时已列入计划，此后删去"),
    ],
)
def test_a_deviation_is_whole_in_chinese(tmp_path: Path, now: list, how: str) -> None:
    keep_plan(tmp_path, "s", [LAW, FAIR], "job", "2024-05-01T10:00:00")
    assert list(deviations(tmp_path, "s", now, "zh").values()) == [how]


def test_a_plan_that_was_edited_where_it_is_kept_is_refused(tmp_path: Path) -> None:
    keep_plan(tmp_path, "s", [LAW], "job", "2024-05-01T10:00:00")
    place = tmp_path / "plans" / "s.json"
    place.write_text(place.read_text(encoding="utf-8").replace("2020-07-01", "2020-09-01"), encoding="utf-8")
    with pytest.raises(StoreError, match="changed since it was written"):
        deviations(tmp_path, "s", [LAW])


def test_a_study_without_events_keeps_no_plan(tmp_path: Path) -> None:
    keep_plan(tmp_path, "s", [], "job", "2024-05-01T10:00:00")
    assert not (tmp_path / "plans").exists()
