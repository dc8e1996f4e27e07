"""What spreadsheet programs make of a CSV: formulas of its texts when they read it, other separators when they write it."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from topics.errors import TopicsError

SEPARATORS = ",\t;|"
_FORMULA = tuple("=+-@\t\n＝＋－＠")
# Where commas are decimal signs, a spreadsheet splits cells and quotation marks of a comma's CSV at these.
_INSIDE = re.compile(r"([;|\t\n][ \"]*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def no_formula(text: str) -> str:
    """The text, with an apostrophe where a spreadsheet would take it, or what follows a separator in it, for a formula.

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
    """The separator of a CSV: the one that its header line has most of, a comma where it has none."""
    return max(SEPARATORS, key=text.lstrip().partition("\n")[0].count)


@contextmanager
def reading_csv(path: Path, kind: type[TopicsError]) -> Iterator[None]:
    """Turn what the csv module cannot read (an endless field, as an unclosed quotation mark makes) into a sentence."""
    try:
        yield
    except csv.Error as error:
        raise kind(f"{path}: this is no CSV that can be read ({error}); is a quotation mark not closed?") from None
