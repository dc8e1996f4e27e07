import pandas as pd
import pytest

from topics.errors import StudyError
from topics.shares.periods import Periods


@pytest.mark.parametrize(
    ("by", "start", "end", "names"),
    [
        ("year", "2020", "2022", ["2020", "2021", "2022"]),
        ("year", 2020, 2021, ["2020", "2021"]),
        ("half-year", "2020H2", "2021", ["2020H2", "2021H1", "2021H2"]),
        ("quarter", "2020Q3", "2021Q1", ["2020Q3", "2020Q4", "2021Q1"]),
        ("month", "2020-11", "2021-01", ["2020-11", "2020-12", "2021-01"]),
        ("quarter", "2020-02-29", "2020-04", ["2020Q1", "2020Q2"]),
        ("year", "2020-03-04", "2021-01-01", ["2020", "2021"]),
    ],
)
def test_every_period_of_the_range_is_named(by, start, end, names):
    assert Periods(by, start, end).names == names


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("year", ["2020", "2020", "", "", ""]),
        ("half-year", ["2020H1", "2020H2", "", "", ""]),
        ("quarter", ["2020Q1", "2020Q3", "", "", ""]),
        ("month", ["2020-01", "2020-07", "", "", ""]),
    ],
)
def test_a_date_falls_in_the_calendar_period_that_holds_it(by, expected):
    dates = pd.Series(["2020-01-01", "2020-07-31", "2019-12-31", "2021-01-01", ""], index=[7, 5, 3, 2, 1])
    periods = Periods(by, "2020", "2020").of(dates)
    assert periods.tolist() == expected
    assert periods.index.tolist() == [7, 5, 3, 2, 1]


def test_a_date_known_more_coarsely_than_the_period_is_outside_and_listed():
    documents = pd.DataFrame(
        {
            "doc_id": ["a", "b", "c", "d", "e"],
            "date": ["2020-05-01", "2020-05-01", "2020-01-01", "2030-01-01", ""],
            "date_precision": ["day", "month", "year", "day", ""],
        }
    )
    assert Periods("quarter", 2020, 2020).of_documents(documents).tolist() == ["2020Q2", "2020Q2", "", "", ""]
    assert Periods("year", 2020, 2020).of_documents(documents).tolist() == ["2020", "2020", "2020", "", ""]
    outside = Periods("quarter", 2020, 2020).outside(documents)
    assert outside.to_dict("list") == {
        "doc_id": ["c", "d", "e"],
        "date": ["2020-01-01", "2030-01-01", ""],
        "reason": ["only the year of its date is known", "after 2020Q4", "no date"],
    }


@pytest.mark.parametrize(
    ("by", "known", "date", "period", "reason"),
    [
        ("quarter", "quarter", "2020-07-01", "2020Q3", None),
        ("half-year", "quarter", "2020-07-01", "2020H2", None),
        ("month", "quarter", "2020-07-01", "", "only the quarter of its date is known"),
        ("year", "half-year", "2020-07-01", "2020", None),
        ("quarter", "half-year", "2020-07-01", "", "only the half-year of its date is known"),
        ("month", "week", "2020-07-06", "2020-07", None),
        ("month", "week", "2020-06-29", "", "only the week of its date is known, and lies in two months"),
        ("year", "week", "2019-12-30", "", "only the week of its date is known, and lies in two years"),
    ],
)
def test_a_date_known_to_the_week_quarter_or_half_year_enters_no_shorter_period(by, known, date, period, reason):
    documents = pd.DataFrame({"doc_id": ["a"], "date": [date], "date_precision": [known]})
    periods = Periods(by, 2019, 2020)
    assert periods.of_documents(documents).tolist() == [period]
    assert periods.outside(documents)["reason"].tolist() == ([reason] if reason else [])


def test_a_short_date_says_its_own_precision():
    dates = pd.Series(["2020", "2020-05"])
    assert Periods("month", 2020, 2020).of(dates).tolist() == ["", "2020-05"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("years", 2020, 2021), 'did you mean "year"'),
        (("year", "2O20", 2021), '"2O20" is not a period: expected one such as 2020'),
        (("month", "2020-13", 2021), '"2020-13" is not a period'),
        (("year", 2022, 2021), r'end \("2021"\) before they start \("2022"\)'),
        (("year", "", ""), "no document has a date"),
    ],
)
def test_impossible_periods_are_refused(arguments, sentence):
    with pytest.raises(StudyError, match=sentence):
        Periods(*arguments)


@pytest.mark.parametrize("date", ["2020H2", "2020-2-01", "２０２０", "2020-13", "20200101", "in 2020"])
def test_what_is_no_date_is_outside_and_says_so(date):
    documents = pd.DataFrame({"doc_id": ["a"], "date": [date]})
    periods = Periods("month", "2020-01", "2020-12")
    assert periods.of_documents(documents).tolist() == [""]
    assert periods.outside(documents)["reason"].tolist() == [f'"{date}" is no date such as 2020, 2020-01 or 2020-01-31']


def test_the_last_week_of_the_calendar_has_its_month():
    assert Periods("month", "9999", "9999").of(pd.Series(["9999-12-29"]), pd.Series(["week"])).tolist() == ["9999-12"]


@pytest.mark.parametrize("start", ["2020-02-99", "２０２０"])
def test_a_start_that_no_calendar_has_is_refused(start):
    with pytest.raises(StudyError, match="is not a period"):
        Periods("month", start, "2020-04")
