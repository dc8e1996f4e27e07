"""The grammar of written dates, by `tests/data/written_dates.json`: what is read, what is no date, what is told."""

import datetime
import json
import time
from pathlib import Path

import pytest

from topics.preprocessing.dating.cells import date_cell
from topics.preprocessing.dating.dates import parse_date, refusal, without_dates
from topics.preprocessing.dating.numerals import number

WRITTEN = json.loads((Path(__file__).parents[2] / "data/written_dates.json").read_text(encoding="utf-8"))
TODAY = datetime.date(2026, 11, 28)
READ = [(text, form["order"], form["date"], form["precision"]) for form in WRITTEN["read"] for text in form["texts"]]


def test_a_written_date_is_read() -> None:
    for text, order, date, precision in READ:
        assert (text, parse_date(text, order)) == (text, (date, precision))
        if date <= TODAY.isoformat():
            assert refusal(text, order, TODAY) == "", text


def test_what_is_no_date_is_passed_over_in_silence() -> None:
    assert [text for text in WRITTEN["no date"] if parse_date(text) or refusal(text, "", TODAY)] == []


def test_what_may_be_another_day_or_no_day_is_not_taken() -> None:
    assert [text for text in WRITTEN["not taken"] if parse_date(text)] == []


def test_what_stands_there_and_is_not_taken_is_quoted_with_the_reason() -> None:
    for text, why in [(text, told["why"]) for told in WRITTEN["told"] for text in told["texts"]]:
        assert parse_date(text) is None, text
        told = refusal(text, "", TODAY)
        assert why in told, text
        assert told.split('"')[1] in text


@pytest.mark.parametrize(
    ("text", "order", "told"),
    [
        ("03/04/2021", "", '"03/04/2021" may be 3 April or 4 March 2021; set date_order'),
        ("Published: 12/11/2021, 10:00", "", '"12/11/2021" may be 12 November or 11 December 2021; set date_order'),
        ("2021-02-30", "", '"2021-02-30" is no day of the calendar'),
        ("03/15/2021", "dmy", '"03/15/2021" is no day in the order dmy (date_order)'),
        ("15/03/21", "mdy", '"15/03/21" is no day in the order mdy (date_order)'),
        ("发布日期：２０２１年２月３０日", "", '"２０２１年２月３０日" is no day of the calendar'),
        ("2026-11-29", "", ""),
        ("2026-11-30", "", '"2026-11-30" is in the future'),
        ("2035年", "", '"2035年" is in the future'),
        ("在2031年5月1日", "", '"2031年5月1日" is in the future'),
        ("2031-05-01 <b>", "", '"2031-05-01" is in the future'),
        ("x" * 401 + " 2021-02-30", "", ""),
    ],
)
def test_a_refusal_quotes_the_date_alone(text: str, order: str, told: str) -> None:
    assert refusal(text, order, TODAY) == told


def test_a_date_to_come_is_read_for_those_who_ask_for_one() -> None:
    assert parse_date("2031-05-01") == ("2031-05-01", "day")


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("行业时评 ２０２１年９月３日 10:30", "行业时评"),
        ("Daily News, September 3, 2021 at 10:30 GMT from London", "Daily News, at from London"),
        ("民國110年9月3日 某部", "某部"),
        ("No. 20210903 某部", "No. 20210903 某部"),
        ("2021-02-30", "2021-02-30"),
    ],
)
def test_a_line_without_its_dates_keeps_all_else(line: str, rest: str) -> None:
    assert without_dates(line).split() == rest.split()


@pytest.mark.parametrize(
    ("cell", "system", "text"),
    [
        (44442, 1900, "2021-09-03 (44442)"),
        (44442.0, 1900, "2021-09-03 (44442)"),
        (44442.75, 1900, "2021-09-03 (44442.75)"),
        ("44442", 1900, "2021-09-03 (44442)"),
        (42980, 1904, "2021-09-03 (42980)"),
        (29221, 1900, "1980-01-01 (29221)"),
        (54788, 1900, "2049-12-31 (54788)"),
        (29220, 1900, "29220"),
        (18873, 1900, "18873"),  # 2021-09-03 in days since 1970
        (60000, 1900, "60000"),
        (1615795200, 1900, "2021-03-15 (1615795200)"),
        (1615795200000, 1900, "2021-03-15 (1615795200000)"),
        (1630598400, 1900, "1630598400"),  # 2 September in UTC, 3 September in China
        (2021.1, 1900, "2021.1 (a number)"),
        (2021.11, 1900, "2021.11"),
        (2021, 1900, "2021"),
        ("2021.1", 1900, "2021.1"),
        ("2021-09-03", 1904, "2021-09-03"),
        (datetime.datetime(2021, 9, 3), 1900, "2021-09-03 00:00:00"),
        (None, 1900, ""),
    ],
)
def test_numbers_of_a_date_column_become_the_days_they_stand_for(cell: object, system: int, text: str) -> None:
    assert date_cell(cell, system) == text


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("二〇二一", 2021),
        ("十", 10),
        ("廿", 20),
        ("廿三", 23),
        ("卅一", 31),
        ("一百零五".replace("零", "〇"), 105),
        ("元", 1),
    ],
)
def test_chinese_numerals(numeral: str, value: int) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize("text", ["2021-" * 80, "Sep " * 100, "1 2 " * 100, "二" * 400, "3/3/" * 100, "年月日" * 130])
def test_text_made_to_take_long_does_not(text: str) -> None:
    start = time.process_time()
    parse_date(text)
    assert time.process_time() - start < 0.1
