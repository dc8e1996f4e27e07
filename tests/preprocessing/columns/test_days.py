"""Dates in several cells, and the order of day and month in a column."""

import pytest

from topics.preprocessing.columns.days import completed, doubtful, in_order, joined
from topics.preprocessing.conventions import Conventions, DateOrder
from topics.preprocessing.readers.fields import ColumnsError
from topics.preprocessing.readers.tabular import read_csv

EN = "Offshore wind farms have spread along the northern coasts."


@pytest.mark.parametrize(
    ("date", "year", "month", "day", "iso"),
    [
        ("MAR 15", "2021", "", "", "2021-03-15"), ("MAR", "2021", "", "", "2021-03"), ("15 MAR", "2021", "", "",
        "2021-03-15"),
        ("JAN-FEB", "2021", "", "", "2021-01"), ("MAR-APR 15", "2021", "", "", "2021-03"), ("SPR", "2021", "", "",
        "2021"),
        ("", "2021", "", "", "2021"), ("Sept. 3", "2021.0", "", "", "2021-09-03"), ("3月", "2021年", "", "", "2021-03"),
        ("2021", "2021", "3", "15", "2021-03-15"), ("2021", "2021", "三月", "", "2021-03"), ("2021", "2021", "十二",
        "5日", "2021-12-05"),
        ("2021", "2021", "March", "5", "2021-03-05"), ("2021", "2021", "13", "5", "2021"), ("2021", "2021", "3", "32",
        "2021-03"),
        ("2021-03-15", "2020", "", "", "2021-03-15"), ("Mar 15, 2021", "2021", "", "", "Mar 15, 2021"), ("MAR 15",
        "n.d.", "", "", "MAR 15"),
        ("", "", "", "", ""), ("in press", "2021", "", "", "2021"),
    ],
)  # fmt: skip
def test_a_date_is_completed_by_its_year(date: str, year: str, month: str, day: str, iso: str) -> None:
    assert completed(date, year, month, day) == iso


def test_cells_of_one_setting_are_joined() -> None:
    assert joined(["15", "2021"]) == "2021"  # a number alone is no month
    assert joined(["2021", "12"]) == "2021-12"
    assert joined(["2021-03-15", ""]) == "2021-03-15"


@pytest.mark.parametrize(
    ("cells", "order", "unclear"),
    [
        (["15/03/2021", "03/04/2021"], "dmy", ""), (["03/15/2021", "03/04/2021"], "mdy", ""),
        (["15.03.2021"], "dmy", ""), (["03-04-2021"], "", "03-04-2021"), (["15/03/2021", "03/15/2021"], "", ""),
        (["15/03/2021", "03/15/2021", "03/04/2021"], "", "03/04/2021"), (["05/05/2021"], "", ""),
        (["2021-03-04", "3 April 2021"], "", ""), (["32/13/2021"], "", ""),
    ],
)  # fmt: skip
def test_the_cells_of_a_column_show_its_order(cells: list[str], order: str, unclear: str) -> None:
    assert doubtful(cells) == (order, unclear)


@pytest.mark.parametrize(
    ("date", "order", "iso"),
    [
        ("03/04/2021", "dmy", "2021-04-03"), ("03/04/2021 10:00", "mdy", "2021-03-04"), ("3.4.2021", "dmy",
        "2021-04-03"),
        ("03/04/2021", "", "03/04/2021"), ("03/04/2021", "ymd", "03/04/2021"), ("15/03/2021", "mdy", "15/03/2021"),
        ("3/4-2021", "dmy", "3/4-2021"), ("2021-03-04", "dmy", "2021-03-04"),
    ],
)  # fmt: skip
def test_days_are_read_in_the_order(date: str, order: DateOrder, iso: str) -> None:
    assert in_order(date, order) == iso


@pytest.mark.parametrize(
    ("header", "cell", "day"),
    [
        ("published_at,text", "1615766400", "2021-03-15"),
        ("published_at,text", "1615766399", "2021-03-14"),
        ("nickname,title,create_time,content", "1615737600", "2021-03-15"),  # midnight in Beijing
        ("nickname,title,create_time,content", "1615737599000", "2021-03-14"),
        ("published_at,text", "1615766400.0", "2021-03-15"),
        ("date,text", "20210315", "20210315"),
    ],
)
def test_seconds_since_1970_are_days_in_the_time_zone_of_the_collector(header: str, cell: str, day: str) -> None:
    names = header.split(",")
    row = [cell if name in ("date", "published_at", "create_time") else EN for name in names]
    [record] = read_csv(f"{header}\n{','.join(row)}\n".encode(), "a.csv").records
    assert record["date"] == day


def test_a_column_decides_the_order_of_its_days_or_is_refused_with_a_cell() -> None:
    table = "Date,Text\n03/04/2021,A {0}\n{1},B {0}\n"
    decided = read_csv(table.format(EN, "25/04/2021").encode(), "a.csv").records
    assert [record["date"] for record in decided] == ["2021-04-03", "2021-04-25"]
    with pytest.raises(ColumnsError, match=r'"03/04/2021" in the column "Date".*date_order = "dmy" or "mdy"'):
        read_csv(table.format(EN, "05/06/2021").encode(), "a.csv")
    said = read_csv(table.format(EN, "05/06/2021").encode(), "a.csv", Conventions(date_order="mdy")).records
    assert [record["date"] for record in said] == ["03/04/2021", "05/06/2021"]  # kept as evidence, read when dated
