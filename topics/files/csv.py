"""CSV files and spreadsheet programs: texts that would be read as formulas, and separators that are not commas."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from topics.errors import TopicsError

SEPARATORS = ",\t;|"
_FORMULA = tuple("=+-@\t\n＝＋－＠")
# Where the comma is the decimal sign, a spreadsheet splits a comma-separated file at these, inside quotation marks too.
_INSIDE = re.compile(r"([;|\t\n][ \"]*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def no_formula(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would see a formula: at its beginning or after a separator.

    >>> no_formula("=HYPERLINK(1)"), no_formula("-3.5")
    ("'=HYPERLINK(1)", '-3.5')
    >>> no_formula("a;=HYPERLINK(1)")
    "a;'=HYPERLINK(1)"
    """
    text = re.sub(r"\r\n?", "\n", text)  # which the csv module would leave unquoted
    if _NUMBER.fullmatch(text):
        return text
    text = _INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def separator(text: str) -> str:
    """The separator of a CSV file: the most frequent candidate in its header line, a comma if there is none."""
    return max(SEPARATORS, key=text.lstrip().partition("\n")[0].count)


@contextmanager
def reading_csv(path: Path, kind: type[TopicsError]) -> Iterator[None]:
    """Raise an error of this `kind`, a sentence that names the file, when the csv module cannot read it.

    The usual cause is an unclosed quotation mark, which makes one endless field.
    """
    try:
        yield
    except csv.Error as error:
        raise kind(f"{path}: this is no CSV that can be read ({error}); is a quotation mark not closed?") from None
