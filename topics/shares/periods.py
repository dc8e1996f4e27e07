"""Calendar periods: a year, half-year, quarter or month of the document's own date.

Conventions. A period is a string: `2020`, `2020H1`, `2020Q1`, `2020-01`. Strings of one kind sort in time's order. A
document without a date, outside the range, or whose date is known more coarsely than the period is long, is *outside*:
its period is `''`, and `Periods.outside` lists it with the reason.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from topics.errors import StudyError, nearest
from topics.schema import DOC_ID, Column, declare

if TYPE_CHECKING:
    import pandas as pd

By = Literal["year", "half-year", "quarter", "month"]
MONTHS = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
_PRECISION_MONTHS = {"day": 0, "week": 0, "month": 1, "quarter": 3, "half-year": 6, "year": 12}
_PERIOD = re.compile(r"([0-9]{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")

OUTSIDE = declare(
    "outside",
    "one document that no period holds",
    (
        DOC_ID,
        Column("date", "text", "", "its date, as far as it is known"),
        Column("reason", "text", "", "why no period holds it"),
    ),
)


@dataclass(frozen=True)
class Periods:
    """The periods of a study, empty ones included, from the one that holds `start` to the one that holds `end`.

    `start` and `end` are dates, or periods of any kind: `Periods("quarter", "2020", "2021Q2")` runs from 2020Q1 to
    2021Q2, `Periods("year", "2020-03-04", "2021")` from 2020 to 2021. Raises StudyError for a period that cannot be
    parsed and for an empty range.

    >>> topics.Periods("quarter", "2020", "2020Q3").names
    ['2020Q1', '2020Q2', '2020Q3']
    """

    by: By
    start: str
    end: str

    def __post_init__(self) -> None:
        """Raise StudyError for values that are no range of periods."""
        if self.by not in MONTHS:
            raise StudyError(f'periods are by "{self.by}"; {nearest(self.by, MONTHS)}')
        for name in ("start", "end"):
            object.__setattr__(self, name, str(getattr(self, name)))
        first, last = self._months
        if last < first:
            raise StudyError(f'periods end ("{self.end}") before they start ("{self.start}").')

    @cached_property
    def _months(self) -> tuple[int, int]:
        """First and last month of the range, counted from year 0; a period that is partly covered counts whole."""
        length = MONTHS[self.by]
        return _months(self.start)[0] // length * length, _months(self.end)[1] // length * length + length - 1

    @cached_property
    def names(self) -> list[str]:
        """Every period of the range in order of time, those without a document included."""
        first, last = self._months
        return [_name(month, self.by) for month in range(first, last + 1, MONTHS[self.by])]

    def of(self, dates: "pd.Series[str]", precision: "pd.Series[str] | None" = None) -> "pd.Series[str]":
        """The period of each ISO date (`YYYY-MM-DD`, or as much of it as is known); `''` if outside.

        `precision` ('day', 'week', 'month', 'quarter', 'half-year', 'year', '') is the known precision of each date; by
        default it follows from the length of the date.
        """
        import pandas as pd

        precisions = [""] * len(dates) if precision is None else precision
        found = [self._place(date, known)[0] for date, known in zip(dates, precisions, strict=True)]
        return pd.Series(found, index=dates.index, dtype="str", name="period")

    def of_documents(self, documents: "pd.DataFrame") -> "pd.Series[str]":
        """The period of each row of a documents table (column `date` and, if there is one, `date_precision`)."""
        return self.of(documents["date"], documents.get("date_precision"))

    def outside(self, documents: "pd.DataFrame") -> "pd.DataFrame":
        """The documents outside all periods: columns as declared in `OUTSIDE`."""
        precisions: Iterable[str] = documents.get("date_precision", [""] * len(documents))
        rows = [
            (doc_id, date, self._place(date, known)[1])
            for doc_id, date, known in zip(documents["doc_id"], documents["date"], precisions, strict=True)
        ]
        return OUTSIDE.frame([row for row in rows if row[2]])

    def _place(self, date: str, known: str) -> tuple[str, str]:
        """The period of a date and '', or '' and the reason why it has none."""
        if not isinstance(date, str) or not date:
            return "", "no date"
        if not _DATE.fullmatch(date):
            return "", f'"{date}" is no date such as 2020, 2020-01 or 2020-01-31'
        known = known or {4: "year", 7: "month"}.get(len(date), "day")
        year = int(date[:4])
        first, last = self._months
        if _PRECISION_MONTHS[known] > MONTHS[self.by]:
            return "", f"only the {known} of its date is known"
        month = year * 12 + (0 if known == "year" else int(date[5:7]) - 1)
        if known == "week" and _name(_month_after_days(date, 6), self.by) != _name(month, self.by):
            return "", f"only the week of its date is known, and lies in two {self.by}s"
        if not first <= month <= last:
            return "", f"before {self.names[0]}" if month < first else f"after {self.names[-1]}"
        return _name(month, self.by), ""


def middle_month(period: str) -> float:
    """The middle of a period of any kind, in months from that of the first month of year 0.

    >>> middle_month("2003H2") - middle_month("2003"), middle_month("2004Q1") == middle_month("2004-02")
    (3.0, True)
    """
    return sum(_months(period)) / 2


def _months(period: str) -> tuple[int, int]:
    """First and last month of a period, counted from year 0."""
    match = _PERIOD.fullmatch(period)
    if not period:
        raise StudyError(
            "periods need a start and an end, and no document has a date to take them from. Date the documents (in a "
            "manifest, documents.csv) or write [periods] start = … and end = … in study.toml."
        )
    if not match:
        raise StudyError(
            f'"{period}" is not a period: expected one such as 2020, 2020H1, 2020Q1 or 2020-01, or a date.'
        )
    year, half, quarter, month = (int(group) if group else 0 for group in match.groups())
    if half:
        first, length = (half - 1) * 6, 6
    elif quarter:
        first, length = (quarter - 1) * 3, 3
    elif month:
        first, length = month - 1, 1
    else:
        first, length = 0, 12
    return year * 12 + first, year * 12 + first + length - 1


def _month_after_days(date: str, days: int) -> int:
    """The month, counted from year 0, some days after a date."""
    day = datetime.date.fromisoformat(date).toordinal() + days
    later = datetime.date.fromordinal(min(day, datetime.date.max.toordinal()))
    return later.year * 12 + later.month - 1


def _name(month: int, by: By) -> str:
    """The period of one kind that holds a month counted from year 0."""
    year, within = divmod(month, 12)
    if by == "year":
        return f"{year:04d}"
    if by == "month":
        return f"{year:04d}-{within + 1:02d}"
    return f"{year:04d}{'H' if by == 'half-year' else 'Q'}{within // MONTHS[by] + 1}"
