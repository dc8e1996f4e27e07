"""Numbers and names as text: every kind against answers written by hand."""

import math
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topics import wording

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (-1234, 0, "−1,234"),
        (-0.25, 2, "−0.25"),
        (0.125, 2, "0.12"),  # an exact half, to even
        (0.375, 2, "0.38"),
        (2.675, 2, "2.67"),  # its binary value lies below the half
        (0.999, 2, "1.00"),
        (1e-9, 3, "0.000"),
        (NAN, 2, "–"),
        (None, 2, "–"),
    ],
)
def test_number(value: float | None, decimals: int, text: str) -> None:
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "options", "text"),
    [
        (0, {}, "0.0%"),
        (1, {}, "100.0%"),
        (0.1234, {}, "12.3%"),
        (0.0625, {}, "6.2%"),  # 6.25 is an exact half, to even
        (0.9996, {}, "100.0%"),
        (1e-9, {}, "0.0%"),
        (-0.05, {}, "−5.0%"),
        (0.95, {"decimals": 0}, "95%"),
        (0.005, {"decimals": 0}, "0%"),
        (0.015, {"decimals": 0}, "2%"),
        (0.1234, {"sign": " %"}, "12.3 %"),
        (0.1234, {"sign": ""}, "12.3"),
        (NAN, {"sign": " %"}, "–"),
        (None, {}, "–"),
    ],
)
def test_percent(share: float | None, options: dict[str, Any], text: str) -> None:
    assert wording.percent(share, **options) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (0.012, "+1.2"),
        (-0.003, "−0.3"),
        (0, "+0.0"),
        (-1e-9, "−0.0"),
        (0.0025, "+0.2"),
        (1, "+100.0"),
        (-1, "−100.0"),
        (NAN, "–"),
    ],
)
def test_points(change: float, text: str) -> None:
    assert wording.points(change) == text


@pytest.mark.parametrize(
    ("function", "numbers", "text"),
    [
        (wording.number_interval, (0.714, 0.6, 0.81), "0.71 [0.60, 0.81]"),
        (wording.number_interval, (-0.05, -0.2, 0.1, 3), "−0.050 [−0.200, 0.100]"),
        (wording.number_interval, (0.7, NAN, NAN), "0.70"),
        (wording.number_interval, (NAN, NAN, NAN), "–"),
        (wording.share_interval, (0.123, 0.101, 0.139), "12.3 [10.1–13.9]"),
        (wording.share_interval, (0, 0, 0.004), "0.0 [0.0–0.4]"),
        (wording.share_interval, (1, 0.96, 1), "100.0 [96.0–100.0]"),
        (wording.share_interval, (0.5, NAN, NAN), "50.0"),
        (wording.share_interval, (NAN, 0.1, 0.2), "–"),
        (wording.points_interval, (0.012, -0.003, 0.027), "+1.2 [−0.3, +2.7]"),
        (wording.points_interval, (-0.012, NAN, NAN), "−1.2"),
        (wording.points_interval, (NAN, NAN, NAN), "–"),
    ],
)
def test_intervals(function: Any, numbers: tuple[Any, ...], text: str) -> None:
    assert function(*numbers) == text


@pytest.mark.parametrize(
    ("p", "text", "after_p"),
    [
        (0, "< .001", "< .001"),
        (1e-12, "< .001", "< .001"),
        (0.00099, "< .001", "< .001"),
        (0.001, ".001", "= .001"),
        (0.0125, ".013", "= .013"),  # its binary value lies above the half
        (0.05, ".050", "= .050"),
        (0.5, ".500", "= .500"),
        (1, "1", "= 1"),
        (NAN, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_p_value(p: float | None, text: str, after_p: str) -> None:
    assert (wording.p_value(p), wording.p_value(p, equals=True)) == (text, after_p)


@pytest.mark.parametrize(
    ("names", "most", "text"),
    [
        ([], None, ""),
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c", "d"], 3, "a, b, c and 1 more"),
        (["a", "b", "c"], 1, "a and 2 more"),
        ([], 2, ""),
    ],
)
def test_listed(names: list[str], most: int | None, text: str) -> None:
    assert wording.listed(names, most) == text


def test_listed_with_commas_alone() -> None:
    cut = [wording.listed(["a", "b", "c", "d"][:n], 3, last=", ") for n in range(5)]
    assert cut == ["", "a", "a, b", "a, b, c", "a, b, c and 1 more"]


@pytest.mark.parametrize(
    ("n", "document", "time", "files"),
    [
        (0, "0 documents", "0 times", "0 files are"),
        (1, "1 document", "once", "1 file is"),
        (2, "2 documents", "2 times", "2 files are"),
        (1000, "1,000 documents", "1,000 times", "1,000 files are"),
    ],
)
def test_counts(n: int, document: str, time: str, files: str) -> None:
    assert (wording.count(n, "document"), wording.times(n)) == (document, time)
    assert wording.count(n, "file is", "files are") == files


@pytest.mark.parametrize(
    ("first", "last", "text"), [("2020", "2024", "2020–2024"), ("7", "7", "7"), ("1,200", "9,876", "1,200–9,876")]
)
def test_span(first: str, last: str, text: str) -> None:
    assert wording.span(first, last) == text


@pytest.mark.parametrize(
    ("values", "text"), [({}, ""), ({"topics": 20}, "topics 20"), ({"a": 0.5, "b": "x"}, "a 0.5, b x")]
)
def test_pairs(values: dict[str, object], text: str) -> None:
    assert wording.pairs(values) == text


def test_yes_no() -> None:
    assert [wording.yes_no(True), wording.yes_no(False)] == ["yes", "no"]


def test_what_is_infinite_or_nearly_round() -> None:
    assert (wording.figures(float("inf")), wording.figures(float("-inf"))) == ("∞", "−∞")
    assert (wording.p_value(0.9999), wording.p_value(1.0), wording.p_value(0.9994)) == ("1", "1", ".999")
    assert (wording.duration(59.4), wording.duration(59.7)) == ("59 s", "1 min")
    assert wording.share_interval(0.1, 0.05, float("nan")) == "10.0"
    assert wording.points_interval(0.1, 0.05, float("nan")) == "+10.0"


SHARES = st.one_of(st.floats(0, 1), st.integers(0, 2000).map(lambda n: n / 2000), st.floats(0, 0.002))


def _read(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").rstrip("%"))


@given(first=SHARES, last=SHARES)
@example(first=0.1396, last=0.3154)
def test_a_difference_and_both_ends_add_up_as_they_are_printed(first: float, last: float) -> None:
    change = wording.printed_difference(first, last)
    assert _read(wording.percent(first)) + _read(wording.points(change)) == _read(wording.percent(last))
    assert abs(change - (last - first)) <= 0.001 + 1e-12
    assert (change > 0) == (last > first)
    assert (change < 0) == (last < first)
    told = wording.difference_interval(first, last, last - first - 1e-5, last - first + 1e-5)
    number, lower, upper = (_read(part) for part in re.findall(r"[+−][\d.]+", told))
    assert lower <= number <= upper


@given(first=st.floats(-1, 1), last=st.floats(-1, 1))
def test_a_difference_of_scores_adds_up_too(first: float, last: float) -> None:
    change = wording.printed_difference(first, last, 2, 1)
    ends = [_read(wording.number(value, 2)) for value in (first, last)]
    assert ends[0] + _read(wording.number(change, 2)) == ends[1]


def test_of_what_is_missing_there_is_no_difference() -> None:
    assert wording.points(wording.printed_difference(NAN, 0.2)) == "–"
    assert wording.difference_interval(0.1, NAN, 0.0, 0.2) == "–"
    assert wording.difference_interval(0.1, 0.2, NAN, NAN) == "+10.0"
