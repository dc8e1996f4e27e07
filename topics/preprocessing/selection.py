"""Selection of documents by their attributes: the language of `--where`.

    level = central and date >= 2020-03
    level != county and region in (east, west)
    "document type" = "action plan" and pages > 10

Conventions. Conditions are joined by `and`; each compares an attribute, or one of a document's own columns (`OWN`),
with a value by `=`, `!=`, `<`, `<=`, `>` or `>=`, or with several by `in ( , )`. Names and values that hold a space, a
comma, a bracket or a sign of comparison stand in quotation marks. Full-width signs and marks are read like others.

Text is equal letter by letter, white space aside, or, if no document has it so, letter by letter in half width;
numbers are equal by what they are. A date such as 2020 or 2020-03 is that whole year or month: `=` holds for what lies
in it, `<` before it, `>` after it, `<=` for what does not end after it, `>=` for what does not begin before it. A
document that states no value has "", so that it fulfils `level != central` and `level = ""`, and no comparison by `<`
or `>`. Categories and texts have no order.
"""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.preprocessing.attribute_table import (
    NOT_STATED,
    attribute_names,
    beginning,
    comparable,
    instead_of,
    one_spelling,
)
from topics.preprocessing.attribute_types import AttributeType, as_date, as_number, infer_type
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

Sign = Literal["=", "!=", "<", "<=", ">", ">=", "in"]
EVERY = "all documents"  # the selection that leaves nothing out
OWN: dict[str, AttributeType] = {
    "doc_id": "category",
    "date": "date",
    "issued": "date",
    "effective": "date",
    "title": "text",
    "source": "category",
    "number": "category",
}
_LONGEST = 2000  # characters
_MOST = 50  # conditions
_NEAR = 5  # values that a message names
_LOOKED_AT = 1000  # values among which a message looks for what is wrong
_EXAMPLE = 'level = central and date >= 2020, or: region in (east, "far west")'
_WIDE = str.maketrans("＝！＜＞（），、≤≥≠", "=!<>(),,≤≥≠")
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_ADVICE = (
    (("or", "或"), "All conditions have to hold; one of several values is: level in (central, local)."),
    (("not", "is", "like", "contains", "between"), "What is to be left out is written level != central."),
    (("且", "和", "并且"), "Conditions are joined by `and`."),
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}
_PLAIN = re.compile(r"[^\s\"'“”‘’「」=!<>≤≥≠(),，、（）＝！＜＞]+")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}


@dataclass(frozen=True)
class Condition:
    """One condition: the name of an attribute, a sign, and the value or, for `in`, the values."""

    name: str
    sign: Sign
    values: tuple[str, ...]

    def __str__(self) -> str:
        values = ", ".join(map(_quoted, self.values))
        return f"{_quoted(self.name)} {self.sign} {f'({values})' if self.sign == 'in' else values}"


@dataclass(frozen=True)
class _Token:
    text: str
    kind: Literal["word", "quoted", "sign", "end"]
    place: int

    @property
    def is_text(self) -> bool:
        return self.kind in ("word", "quoted")

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.lower() == word


def conditions(text: str) -> tuple[Condition, ...]:
    """The conditions of a selection, which all have to hold; none for `EVERY`. Raises ModelError for another form.

    >>> [str(one) for one in conditions("level=central and region in (east, '西部 地区')")]
    ['level = central', 'region in (east, "西部 地区")']
    """
    if text.strip() == EVERY:
        return ()
    if len(text) > _LONGEST:
        raise ModelError(f"a selection of {len(text)} characters is too long; it may have {_LONGEST:,}.")
    found, tokens = [], _tokens(text)
    while True:
        one, tokens = _condition(text, tokens)
        found.append(one)
        if len(found) > _MOST:
            raise ModelError(
                f"a selection has at most {_MOST} conditions; take some away, or make an attribute of them."
            )
        if tokens[0].kind == "end":
            return tuple(found)
        if not tokens[0].is_word("and"):
            raise _unread(text, tokens[0], "`and` or the end")
        tokens = tokens[1:]


def canonical(text: str) -> str:
    """A selection written in one way, whatever its spaces and marks. Raises ModelError as `conditions` does.

    >>> canonical("level=‘central’  AND pages>10")
    'level = central and pages > 10'
    """
    return " and ".join(map(str, conditions(text))) or EVERY


def selected(documents: "pd.DataFrame", text: str, date_order: str = "") -> NDArray[np.bool_]:
    """Whether each document of a table is selected; `date_order` reads dates such as 03/04/2021.

    Raises ModelError, with the nearest names or values, for an attribute that no document has, for a value that none
    has, for a comparison that its type does not know, and where no document is left.
    """
    chosen = np.ones(len(documents), dtype=bool)
    for one in conditions(text):
        chosen &= _fulfilled(documents, one, date_order)
    if not chosen.any():
        raise ModelError(f"no document fulfils {canonical(text)}; take a condition away, or change a value.")
    return chosen


def _tokens(text: str) -> list[_Token]:
    """The words, quoted texts and signs of a selection, then its end."""
    found: list[_Token] = []
    place = 0
    while place < len(text):
        character = text[place].translate(_WIDE)
        if character.isspace():
            place += 1
        elif close := _QUOTES.get(character):
            end = text.find(close, place + 1)
            if end < 0:
                raise ModelError(f"{text[place : place + 40]}: a quotation mark is not closed in this selection.")
            found.append(_Token(text[place + 1 : end], "quoted", place))
            place = end + 1
        elif plain := _PLAIN.match(text, place):
            found.append(_Token(plain.group(), "word", place))
            place = plain.end()
        else:
            two = text[place : place + 2].translate(_WIDE)
            sign = two if two in ("!=", "<=", ">=", "==") else character
            found.append(_Token({**_SIGNS, "==": "="}.get(sign, sign), "sign", place))
            place += len(sign)
    return [*found, _Token("", "end", len(text))]


def _condition(text: str, tokens: list[_Token]) -> tuple[Condition, list[_Token]]:
    """The first condition among the tokens, and the tokens after it."""
    name, *rest = tokens
    if not name.is_text:
        raise _unread(text, name, "the name of an attribute")
    sign, *rest = rest or [name]
    if sign.is_word("in"):
        values, rest = _values(text, rest)
        return Condition(name.text, "in", values), rest
    if sign.kind != "sign" or sign.text not in get_args(Sign):
        raise _unread(text, sign, "=, !=, <, <=, >, >= or in")
    value, *rest = rest
    if not value.is_text:
        raise _unread(text, value, "a value")
    known: dict[str, Sign] = {one: one for one in get_args(Sign)}
    return Condition(name.text, known[sign.text], (value.text.strip(),)), rest


def _values(text: str, tokens: list[_Token]) -> tuple[tuple[str, ...], list[_Token]]:
    """The values between brackets, and the tokens after these."""
    if tokens[0].text != "(" or tokens[0].kind != "sign":
        raise _unread(text, tokens[0], "( after `in`")
    found: list[str] = []
    for place in range(1, len(tokens), 2):
        value = tokens[place]
        after = tokens[place + 1] if value.is_text else value
        if not value.is_text:
            raise _unread(text, value, "a value")
        found.append(value.text.strip())
        if (after.kind, after.text) == ("sign", ")"):
            return tuple(dict.fromkeys(found)), tokens[place + 2 :]
        if (after.kind, after.text) != ("sign", ","):
            raise _unread(text, after, ", or )")
    raise _unread(text, tokens[-1], ")")


def _unread(text: str, token: _Token, expected: str) -> ModelError:
    found = f'"{token.text}"' if token.kind != "end" else "the end"
    before = text[max(0, token.place - 40) : token.place].strip()
    advice = next((advice for words, advice in _ADVICE if any(map(token.is_word, words))), "")
    if not advice and token.kind == "word":
        advice = "A name or value with a space stands in quotation marks."
    after = f' after "{before}"' if before else ""
    return ModelError(
        f"selection: expected {expected}{after}, found {found}. {advice}{' ' if advice else ''}"
        f"A selection is such as: {_EXAMPLE}."
    )


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in ("and", "in"):
        return text
    able = ((begin, end) for begin, end in _QUOTES.items() if end not in text)
    begin, end = next(able, ('"', '"'))
    return f"{begin}{text}{end}"


def _fulfilled(documents: "pd.DataFrame", one: Condition, order: str) -> NDArray[np.bool_]:
    """Whether each document fulfils a condition."""
    known = list(dict.fromkeys([*(name for name in OWN if name in documents), *attribute_names(documents)]))
    name = one.name if one.name in known else one_spelling(one.name)
    if name not in known:
        raise ModelError(f'{one}: no document has an attribute "{one.name}"; {instead_of(one.name, known)}')
    values = comparable(_as_known(documents) if name == "date" else documents[name])
    kind = OWN.get(name) or infer_type(values, order)
    if one.sign in ("=", "!=", "in"):
        chosen = {value for wanted in one.values for value in _equal(wanted, one, kind, values, order)}
        found = np.array([value in chosen for value in values], dtype=bool)
        return found if one.sign != "!=" else ~found
    fulfils = _ordered(one, kind, values, order)
    fulfilled = {value for value in set(values) if value and fulfils(value)}
    return np.array([value in fulfilled for value in values], dtype=bool)


def _as_known(documents: "pd.DataFrame") -> "pd.Series[str]":
    """The dates of documents, those of which less than the day is known written as the time that is known."""
    dates = documents["date"].fillna("")
    if "date_precision" not in documents:
        return dates
    times = map(_time, dates, documents["date_precision"])
    return dates.where(dates == "", list(times))


def _time(date: str, precision: str) -> str:
    """The time that is known of a date, as in 2020, 2020H1, 2020Q3 or 2020-03; the date itself where it is a day."""
    if precision in ("year", "month"):
        return date[: len("2020" if precision == "year" else "2020-03")]
    if precision in ("half-year", "quarter") and date:
        return f"{date[:4]}{'H' if precision == 'half-year' else 'Q'}{(int(date[5:7]) - 1) // _MONTHS[precision] + 1}"
    return date


def _equal(wanted: str, one: Condition, kind: AttributeType, values: Sequence[str], order: str) -> set[str]:
    """The values that are equal to one that is wanted, by their type. Raises ModelError where there is none."""
    wanted, known = one_spelling(wanted), set(values)
    if wanted and kind == "date":
        first, last = _wanted_span(wanted, one, order)
        spans = {value: _span(value, order) for value in known}
        found = {value for value, (begin, end) in spans.items() if begin and first <= begin and end <= last}
    elif kind == "number" and (number := as_number(wanted)) is not None:
        found = {value for value in known if as_number(value) == number}
    else:
        narrow = unicodedata.normalize("NFKC", wanted)
        found = known & {wanted} or {value for value in known if unicodedata.normalize("NFKC", value) == narrow}
    if not found and (wanted or one.sign != "!="):
        near = _dates_run(known, order) if kind == "date" and wanted else _nearest_values(wanted, one, values)
        raise ModelError(f'{one}: no document has "{wanted}" as {one.name}; {near}')
    return found


def _ordered(one: Condition, kind: AttributeType, values: Sequence[str], order: str) -> Callable[[str], bool]:
    """A test by `<`, `<=`, `>` or `>=` of values that are stated."""
    wanted = one.values[0]
    if kind == "date":
        first, last = _wanted_span(wanted, one, order)
        days: dict[str, Callable[[str, str], bool]] = {
            "<": lambda begin, end: end < first,
            "<=": lambda begin, end: end <= last,
            ">": lambda begin, end: begin > last,
            ">=": lambda begin, end: begin >= first,
        }
        within = days[one.sign]
        return lambda value: "" not in (span := _span(value, order)) and within(*span)
    if kind != "number":
        raise ModelError(f"{one}: {_without_order(one.name, kind, values, order)}")
    if (limit := as_number(wanted)) is None:
        raise ModelError(f'{one}: {one.name} holds numbers, and "{wanted}" is none.')
    numbers: dict[str, Callable[[float], bool]] = {
        "<": lambda number: number < limit,
        "<=": lambda number: number <= limit,
        ">": lambda number: number > limit,
        ">=": lambda number: number >= limit,
    }
    holds = numbers[one.sign]
    return lambda value: (number := as_number(value)) is not None and holds(number)


def _without_order(name: str, kind: AttributeType, values: Sequence[str], order: str) -> str:
    """Why values have no order: what they are, or which of them keeps the others from being numbers or dates."""
    from topics.preprocessing.dating.dates import refusal

    known = list(dict.fromkeys(filter(None, values)))[:_LOOKED_AT]
    for what, reads in (("numbers", as_number), ("dates", partial(as_date, date_order=order))):
        others = [value for value in known if reads(value) is None]
        if 0 < len(others) <= len(known) / 2:
            told = listed([_quoted(beginning(value)) for value in others], _NEAR, last=" and ")
            return f"{name} would hold {what}, but for {told}; leave such cells empty, or correct them."
    if refused := next(filter(None, (refusal(value, order) for value in known)), ""):
        return f"{name} cannot be read as dates: {refused}; or compare it by =, != or in."
    return f"{name} is a {kind}, whose values have no order; compare it by =, != or in."


def _span(value: str, order: str) -> tuple[str, str]:
    """The first and the last day of a date as ISO text, which may be a whole month or year; "" for what is no date."""
    found = as_date(value, order)
    if not found:
        return "", ""
    first, precision = datetime.date.fromisoformat(found[0]), found[1]
    if precision == "week":
        return found[0], (first + datetime.timedelta(days=6)).isoformat()
    if not (months := _MONTHS.get(precision)):
        return found[0], found[0]
    after = first.month - 1 + months
    last = datetime.date(first.year + after // 12, after % 12 + 1, 1) - datetime.timedelta(days=1)
    return found[0], last.isoformat()


def _wanted_span(wanted: str, one: Condition, order: str) -> tuple[str, str]:
    """The first and the last day of the date in a condition."""
    from topics.preprocessing.dating.dates import refusal

    if (span := _span(wanted, order)) == ("", ""):
        why = refusal(wanted, order) or f'"{wanted}" is none'
        raise ModelError(f"{one}: {one.name} holds dates, and {why}; write 2020, 2020-03 or 2020-03-01.")
    return span


def _dates_run(values: Iterable[str], order: str) -> str:
    """Advice about a date that no document has: from when to when theirs run."""
    spans = sorted(span for span in (_span(value, order) for value in values) if span[0])
    return f"they run from {spans[0][0]} to {max(end for _, end in spans)}." if spans else "none states a date."


def _nearest_values(wanted: str, one: Condition, values: Sequence[str]) -> str:
    """Advice about a value that no document has: those that are nearest, or the commonest."""
    if wanted == NOT_STATED and "" in values:
        return f'{_quoted(one.name)} = "" finds those that state none.'
    known = sorted({value for value in values if value})
    if not known:
        return f"none states its {one.name}."
    close = get_close_matches(wanted.casefold(), [value.casefold() for value in known[:10_000]], n=_NEAR, cutoff=0.6)
    near = [value for value in known if value.casefold() in close][:_NEAR]
    if near:
        return f"nearest: {', '.join(_quoted(beginning(value)) for value in near)}."
    counts = Counter(values)
    commonest = sorted(known, key=lambda value: (-counts[value], value))
    return f"known are: {listed([_quoted(beginning(value)) for value in commonest], _NEAR, last=', ')}."
