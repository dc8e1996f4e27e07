"""Tables with one document per row: JSON Lines, JSON, CSV, Parquet."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from topics.errors import DocumentError
from topics.files.csv import Table, read_table, table_below
from topics.files.encodings import decode
from topics.files.zips import MAX_UNPACKED_BYTES
from topics.preprocessing.columns.understanding import header_score
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import Reading, Row, table_rows
from topics.preprocessing.readers.two_rows import with_second_row

_BATCH = 1000  # rows
_LONGEST_HEADER = 20_000  # characters in which the header and the beginning of the first row stand
# What stands between the columns of a table in a text file, and the fewest fields that its header names.
_MOST_NAMES = 300
_SEPARATORS = {"\t": 2, ";": 3, "|": 3, ",": 3}
_NAMES_OF_R = re.compile(r'"[^"]*"(?: "[^"]*")+\s*')
# A web service's answer, or a page, under the name of a table.
_OTHER_FORMAT = re.compile(r"\s*(?:([\[{]\s*[\"{\[])|<(?:!doctype\s+html|html|table)\b)", re.IGNORECASE)
_AROUND_NAME = " \"'“”‘’「」"
_SIGNS = re.compile(rf"[^\w\s{_AROUND_NAME}]| +")  # that may stand between names
_MOST_KINDS = 1_000  # of objects that are remembered
_DEPTH = 4  # objects inside objects that are opened
# Keys whose value is what the object around it stands for.
_WRAPPERS = ("rendered", "main", "#text", "$date", "$oid", "$numberLong")


@READERS.register(".jsonl", ".ndjson", label={"en": "JSON Lines", "zh": "JSON Lines"})
def read_json_lines(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """JSON Lines: one object per line, one document per object; a line that is no object is a loss."""
    text, encoding = decode(data, where, said=said.encoding)
    told: list[tuple[str, str]] = []
    refused: DocumentError | None = None
    opened = _Opened(said)

    def rows() -> Iterator[Row]:
        nonlocal refused
        row_number = 0
        # In JSON Lines only a line feed ends a line; U+2028 and similar characters may occur inside a string.
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            row_number += 1
            place = f"{where}, line {number}"
            try:
                found, twice = _json(line, place, "one JSON object a line")
                row = opened(_json_object(found, place))
            except DocumentError as error:
                refused = refused or error
                told.append(("with text", f"the line is no JSON object; line {number}"))
            else:
                told.extend(_told_twice(twice, f"line {number}"))
                yield row_number, f"line {number}", row

    reading = table_rows(where, rows(), encoding, said)
    if refused and not (reading.records or reading.losses):
        raise refused
    reading.losses.extend(told)
    return reading


@READERS.register(".json", label={"en": "JSON", "zh": "JSON"})
def read_json(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """JSON: an array with one object per document, or the object of a single document.

    An object with a list of objects under exactly one key (`{"count": 2, "data": [...]}`) is read as that list, and so
    is one without a text that holds one deeper down, as answers of web services do; an object of columns, as pandas
    writes tables, or of documents by their numbers, as its rows.
    """
    text, encoding = decode(data, where, said=said.encoding)
    found, twice = _json(text, where, "a JSON array of objects")
    if isinstance(found, dict):
        found = _by_key(found, said) or _list_in(found, said)
    if not isinstance(found, list):
        raise DocumentError(f"{where}: expected a JSON array of objects, found {str(found)[:40]!r}.")
    opened = _Opened(said)
    rows = (
        (number, f"item {number}", opened(_json_object(row, f"{where}, item {number}")))
        for number, row in enumerate(found, start=1)
    )
    reading = table_rows(where, rows, encoding, said)
    reading.losses.extend(_told_twice(twice, "an item"))
    return reading


def _by_key(found: Mapping[Any, Any], said: Conventions) -> list[Any]:
    """The rows of an object of columns, or of rows by their keys; empty for any other object.

    >>> _by_key({"text": {"0": "a", "1": "b"}, "year": {"0": 2020, "1": 2021}}, NOTHING_SAID)
    [{'text': 'a', 'year': 2020}, {'text': 'b', 'year': 2021}]
    """
    values = list(found.values())
    if not all(isinstance(value, dict) and value for value in values) or not values:
        return []
    if header_score(list(map(str, found)), said) and all(value.keys() == values[0].keys() for value in values):
        return [{name: column[key] for name, column in found.items()} for key in values[0]]
    return values if all(header_score(list(map(str, value)), said) for value in values) else []


def _has_text(found: Mapping[Any, Any], said: Conventions) -> bool:
    """Whether a key that names a text holds one, and no list of objects."""
    plain = [str(name) for name, value in found.items() if isinstance(value, str)]
    return header_score(plain, said) > 0


def _list_in(found: Mapping[Any, Any], said: Conventions) -> list[Any]:
    """The only list of objects in an object; without one, or with several, the object itself as a list.

    An object that has a text is a document, and its list, of comments or links, is none.
    """
    level = [found]
    for _ in range(_DEPTH):
        inside = [value for table in level for value in table.values()]
        lists = [v for v in inside if isinstance(v, list) and v and all(isinstance(row, dict) for row in v)]
        if any(_has_text(table, said) for table in level):
            break
        if len(lists) == 1:
            return lists[0]
        if lists:
            break
        level = [value for value in inside if isinstance(value, dict)]
    return [found]


class _Opened:
    """Rows whose text is not inside another object, nor one value inside an object that stands for it.

    Keys inside an object are taken up under their own names, or under both (`author.name`) where there are two.

    >>> opened = _Opened(NOTHING_SAID)
    >>> opened({"title": {"rendered": "A"}, "_source": {"text": "…", "date": {"$date": "2021-03-15"}}})
    {'title': 'A', 'text': '…', 'date': '2021-03-15'}
    """

    def __init__(self, said: Conventions) -> None:
        self._said = said
        self._with_text: dict[tuple[str, ...], bool] = {}

    def __call__(self, row: Mapping[Any, Any]) -> Mapping[Any, Any]:
        for _ in range(_DEPTH):
            if dict not in map(type, row.values()):
                break
            row = {name: _value_of(value) for name, value in row.items()}
            if self._names_text(tuple(map(str, row))):
                break
            flat = {name: value for name, value in row.items() if not isinstance(value, dict)}
            for name, inner in row.items():
                for key, value in inner.items() if isinstance(inner, dict) else ():
                    flat[f"{name}.{key}" if key in flat else key] = value
            row = flat
        return row

    def _names_text(self, names: tuple[str, ...]) -> bool:
        if (known := self._with_text.get(names)) is not None:
            return known
        found = header_score(names, self._said) > 0
        if len(self._with_text) < _MOST_KINDS:
            self._with_text[names] = found
        return found


def _value_of(value: Any) -> Any:
    """The value that an object wraps: {"rendered": "…"} of WordPress, {"$date": "…"} of MongoDB."""
    while isinstance(value, dict) and (name := next((name for name in _WRAPPERS if name in value), None)):
        value = value[name]
    return value


def _json(text: str, place: str, expected: str) -> tuple[Any, list[str]]:
    """The JSON value, and the names with different values in one object; the last value is kept."""
    twice: list[str] = []

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice.extend(dict.fromkeys(name for name, value in pairs if value != table[name]))
        return table

    try:
        return json.loads(text, object_pairs_hook=as_dict), twice
    except (ValueError, RecursionError) as error:
        # ValueError: Python refuses a number of thousands of digits.
        raise DocumentError(f"{place}: expected {expected}: {error}.") from None


def _told_twice(names: Iterable[str], place: str) -> Iterator[tuple[str, str]]:
    for name in names:
        yield "text", f'an object has a name twice, and the last value is kept; {place}: "{name[:40]}"'


def _json_object(found: Any, place: str) -> Mapping[Any, Any]:
    if not isinstance(found, dict):
        raise DocumentError(f"{place}: expected a JSON object, found {json.dumps(found, ensure_ascii=False)[:40]!r}.")
    return found


@READERS.register(".csv", ".tsv", label={"en": "table of text", "zh": "文本表格"})
def read_csv(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """CSV with a header, above which captions may stand: one document per row; a row that is not whole is a loss."""
    text, encoding = decode(data, where, said=said.encoding)
    if found := _OTHER_FORMAT.match(text):
        ending = ".json" if found[1] else ".html"
        raise DocumentError(f"{where}: it begins as a {ending} file does, not as a table; give it the ending {ending}.")
    return csv_reading(text, encoding, where, said)


def csv_reading(text: str, encoding: str, where: str, said: Conventions) -> Reading:
    """The rows of a text that is CSV, as `read_csv` reads them."""
    table = _table(text, where, said)
    told: list[tuple[str, str]] = []

    def rows() -> Iterator[Row]:
        names: dict[str, str] = {}
        for number, row in enumerate(table, start=1):
            if number == 1 and (names := _second_names(table, row.values, said)):
                continue
            if row.problem:
                told.append(("with text" if row.lost else "text", f"{row.problem}; {row.place}"))
            if not row.lost:
                values = row.values
                yield (
                    number - bool(names),
                    row.place,
                    {names.get(name, name): value for name, value in values.items()} if names else values,
                )

    reading = table_rows(where, rows(), encoding, said)
    reading.losses.extend(told)
    return reading


def _second_names(table: Table, below: Mapping[str, str], said: Conventions) -> dict[str, str]:
    """The names of columns by those of the first row, if the row below is part of the header; empty if it is none."""
    names = [name or f"column {number}" for number, name in enumerate(table.columns, start=1)]
    both = with_second_row(table.columns, [below.get(name, "").strip() for name in names], said)
    return dict(zip(names, both or (), strict=False))


def _table(text: str, where: str, said: Conventions) -> Table:
    """The table in a text; where the first line names no column of text, a later line may be its header."""
    table = read_table(text, where, DocumentError)
    if header_score(table.columns, said):
        return table
    if below := table_below(text, where, DocumentError, lambda names: header_score(names, said)):
        return below
    refuse_other_separator(text, where, said)
    return table


def refuse_other_separator(text: str, where: str, said: Conventions, *, may_be_text: bool = False) -> None:
    """Raise DocumentError where the first line names fields, parted by a sign that parts no cells of a CSV.

    Chinese texts are full of `，`, so that cells parted by it cannot be told from each other. What `may_be_text` is a
    table only if every word of its first line is a name.
    """
    first = text.lstrip("\ufeff\r\n \u3000")[:_LONGEST_HEADER].partition("\n")[0].rstrip()
    for sign in dict.fromkeys(_SIGNS.findall(first)):
        names = [name.strip(_AROUND_NAME) for name in first.split(sign)]
        fewest = max(3, len(names)) if may_be_text else max(2, len(names) // 2)
        if len(names) <= _MOST_NAMES and header_score(names, said) >= fewest:
            if sign in _SEPARATORS:
                raise DocumentError(
                    f"{where}: each line stands in quotation marks as a whole, so that its cells are one text. Take "
                    "the marks at the ends of the lines away."
                )
            told = "spaces" if sign.isspace() else f"“{sign}”"
            raise DocumentError(
                f"{where}: the names of its columns are parted by {told}, read as text: expected a comma, semicolon, "
                "tab or bar of half width. Save the table as CSV from a spreadsheet program, or with tabs."
            )


def is_table(text: str, said: Conventions) -> bool:
    """Whether a text is a table: its first line names the text and other fields, with tabs or commas between them.

    >>> is_table("Title\\tDate\\tText\\nA\\t2021\\t…", NOTHING_SAID), is_table("Title, with a comma", NOTHING_SAID)
    (True, False)
    """
    first, _, rest = text.lstrip("\ufeff\r\n \u3000")[:_LONGEST_HEADER].partition("\n")
    if _NAMES_OF_R.fullmatch(first):
        return header_score(re.findall('"([^"]*)"', first), said) >= _SEPARATORS["\t"]
    for sign, fewest in _SEPARATORS.items():
        names = [name.strip().strip('"') for name in first.split(sign)]
        if fewest <= len(names) <= _MOST_NAMES and sign in rest and len(set(names)) == len(names):
            return header_score(names, said) >= fewest
    return False


@READERS.register(".parquet", label={"en": "Parquet", "zh": "Parquet"}, libraries=("pyarrow",))
def read_parquet(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """Parquet: one document per row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def rows() -> Iterator[Row]:
        number = size = 0
        for batch in pq.ParquetFile(pa.BufferReader(data)).iter_batches(_BATCH):
            size += batch.nbytes
            if size > MAX_UNPACKED_BYTES:
                raise DocumentError(f"{where}: more than {MAX_UNPACKED_BYTES // 10**6:,} MB unpacked; split it.")
            for row in batch.to_pylist():
                number += 1
                yield number, f"row {number}", row

    try:
        return table_rows(where, rows(), "parquet", said)
    except DocumentError:
        raise
    except Exception as error:
        # For a damaged file pyarrow raises ArrowInvalid, OSError, UnicodeDecodeError and others.
        raise DocumentError(
            f"{where}: this is not a Parquet file that can be read ({_first_line(error)}); write it anew."
        ) from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
