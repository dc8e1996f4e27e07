"""Declarations of tables: the meaning of a row, and the name, type, unit and meaning of every column.

Conventions. A module declares each table that leaves the package once, beside the function that makes it:

    SHARES = declare("shares", "one weighting, theme and period of an estimator", (Column("share", "number", …), …))

`SHARES.frame(rows)` builds a table and `SHARES.check(table)` compares one with its declaration; an undeclared column is
an error in both. `TABLES` holds the declarations of all imported modules, and docs/tables.md is made from it.

There are five types. text: strings; integer: whole numbers, which may be missing where the declaration says so; number:
whole or decimal numbers, NaN where missing; flag: true or false; list: several texts in one cell. Units are words:
"share, 0 to 1".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from topics.errors import TableError, nearest

if TYPE_CHECKING:
    import pandas as pd

Dtype = Literal["text", "integer", "number", "flag", "list"]
_OF_PANDAS: Mapping[Dtype, str] = {
    "text": "str",
    "integer": "int64",
    "number": "float64",
    "flag": "bool",
    "list": "object",
}
_KINDS: Mapping[Dtype, str] = {"text": "", "integer": "iu", "number": "fiu", "flag": "b", "list": ""}  # numpy's letters

SHARE = "share, 0 to 1"
CHANGE = "share, −1 to 1"
POINTS = "percentage points"
PER_CENT = "per cent"
PROBABILITY = "probability"


@dataclass(frozen=True)
class Column:
    """One declared column; a table may lack a column that is `optional`."""

    name: str
    dtype: Dtype
    unit: str
    meaning: str
    optional: bool = False

    def __post_init__(self) -> None:
        """Refuse an unknown type, an empty meaning, and a number without a unit."""
        if self.dtype not in get_args(Dtype):
            raise TableError(f'the column "{self.name}" has no type "{self.dtype}"; {nearest(self.dtype, _OF_PANDAS)}')
        if not self.meaning or (not self.unit and self.dtype not in ("text", "flag")):
            raise TableError(f'the column "{self.name}" needs a meaning and, as a {self.dtype}, a unit.')

    def holds(self, values: "pd.Series[Any]") -> bool:
        """Whether a table's column is of this type; single values are checked only in columns of Python objects."""
        kind = values.dtype.kind
        if kind != "O" or not len(values):
            return not len(values) or kind in _KINDS[self.dtype]
        if self.dtype == "list":
            return all(not isinstance(value, str) and hasattr(value, "__len__") for value in values)
        # The kind of pandas' own strings is O too, and they hold nothing but strings.
        return self.dtype == "text" and (
            values.dtype.name in ("str", "string") or all(isinstance(value, str) for value in values.dropna())
        )


def renamed(column: Column, name: str, meaning: str = "") -> Column:
    """The column under another name, for another table."""
    return replace(column, name=name, meaning=meaning or column.meaning)


def optional(*columns: Column) -> tuple[Column, ...]:
    """Copies of the columns that a table may lack."""
    return tuple(replace(column, optional=True) for column in columns)


@dataclass(frozen=True)
class Table:
    """A declared table: its name, the meaning of a row, and its columns in order.

    `others` describes columns whose names are known only when the table is made: one per theme, period or choice. Its
    own name, in angle brackets, stands for theirs. `attributes` describes those that are attributes of documents, in a
    table that has other such columns too.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    others: Column | None = None
    attributes: Column | None = None

    def __post_init__(self) -> None:
        """Refuse two columns of one name."""
        if twice := sorted({name for name in self.names if self.names.count(name) > 1}):
            raise TableError(f'the table "{self.name}" declares "{twice[0]}" twice; a column has one name.')

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in order, optional ones included; those that `others` stands for are not."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        """A column by name. Raises TableError, with the nearest name, for an undeclared one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise TableError(f'the table "{self.name}" declares no column "{name}"; {nearest(name, self.names)}')

    def only(self, *names: str) -> tuple[Column, ...]:
        """The named columns, in the order of the arguments, for the declaration of another table."""
        return tuple(self[name] for name in names)

    def without(self, *names: str) -> tuple[Column, ...]:
        """All columns but the named ones, for the declaration of another table."""
        leave = self.only(*names)
        return tuple(column for column in self.columns if column not in leave)

    def frame(
        self,
        rows: "Iterable[Sequence[Any] | Mapping[Any, Any]] | Mapping[str, Any]" = (),
        others: Sequence[str] = (),
    ) -> "pd.DataFrame":
        """A table from its rows, or from columns by name.

        A row is a tuple in the order of the required columns followed by `others`, or a mapping by name; a name that a
        mapping lacks gives a missing value. The columns have their types even when there are no rows. Raises TableError
        as `check` does.
        """
        import pandas as pd

        given = rows if isinstance(rows, Mapping) else list(rows)
        if not (isinstance(given, Mapping) or given or others):
            return self._empty.copy()
        named = isinstance(given, Mapping) or (len(given) > 0 and isinstance(given[0], Mapping))
        names = [*(column.name for column in self.columns if not column.optional), *others]
        if named:
            table = self._in_order(pd.DataFrame(given))
        else:
            try:
                table = pd.DataFrame(given, columns=names)
            except ValueError as error:
                raise TableError(
                    f'a row of the table "{self.name}" does not fit {", ".join(names)}: {error}.'
                ) from None
        # pandas cannot infer a type for a column without a value; whole numbers and flags cannot be missing.
        bare = {
            name: _OF_PANDAS[column.dtype]
            for name, column in self._of(table)
            if not len(table) or (column.dtype not in ("integer", "flag") and _without_a_value(table[name]))
        }
        return self.check(table.astype(bare) if bare else table)

    @cached_property
    def _empty(self) -> "pd.DataFrame":
        """The table without a row, which takes pandas a millisecond to make."""
        import pandas as pd

        required = [column for column in self.columns if not column.optional]
        table = pd.DataFrame(columns=[column.name for column in required])
        return self.check(table.astype({column.name: _OF_PANDAS[column.dtype] for column in required}))

    def check(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """The table itself, if its columns are the declared ones in their order and of their types.

        Raises TableError that names the table and every column that is undeclared, missing, mistyped or out of place.
        """
        there = [str(name) for name in table.columns]
        known = [name for name in there if name in self.names]
        wrong = {
            "undeclared": [name for name in there if name not in self.names and not self._unnamed],
            "missing": [column.name for column in self.columns if not column.optional and column.name not in there],
            "mistyped": [
                f"{name} (expected {column.dtype}, found {table[name].dtype})"
                for name, column in self._of(table)
                if not column.holds(table[name])
            ],
            "out of place": [] if known == [name for name in self.names if name in known] else known,
        }
        if any(wrong.values()):
            found = "; ".join(f"{what}: {', '.join(names)}" for what, names in wrong.items() if names)
            raise TableError(f'the table "{self.name}" is not as it was declared. {found[0].upper()}{found[1:]}.')
        return table

    def _of(self, table: "pd.DataFrame") -> Iterator[tuple[str, Column]]:
        """The pairs of a table's column and its declaration, for those columns that have one."""
        declared = {column.name: column for column in self.columns}
        for place, name in enumerate(map(str, table.columns)):
            fitting = (column for column in self._unnamed if column.holds(table.iloc[:, place]))
            if column := declared.get(name) or next(fitting, next(iter(self._unnamed), None)):
                yield name, column

    @property
    def _unnamed(self) -> tuple[Column, ...]:
        """The columns that stand for others whose names are known only when the table is made."""
        return tuple(column for column in (self.others, self.attributes) if column)

    def _in_order(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """The table as it is if its declared columns are in order; else these in order, then the others."""
        there = [str(name) for name in table.columns]
        known = [name for name in self.names if name in there]
        if [name for name in there if name in known] == known:
            return table
        return table[[*known, *(name for name in there if name not in known)]]


def _without_a_value(values: "pd.Series[Any]") -> bool:
    return bool(values.dtype.name == "object" and values.isna().all())


TABLES: dict[str, Table] = {}


def declare(
    name: str,
    row: str,
    columns: Sequence[Column],
    others: Column | None = None,
    attributes: Column | None = None,
) -> Table:
    """A new table, entered in `TABLES`. Raises TableError where the name is taken."""
    if name in TABLES:
        raise TableError(f'there is a table "{name}" already; a table is declared once.')
    TABLES[name] = Table(name, row, tuple(columns), others, attributes)
    return TABLES[name]


def declared(name: str) -> Table:
    """The declaration of a table by name. Raises TableError, with the nearest name, for an undeclared table."""
    if name not in TABLES:
        raise TableError(f'no table "{name}" is declared; {nearest(name, TABLES)}')
    return TABLES[name]


# --- columns shared by tables of several rooms --------------------------------------------------------------------

DOC_ID = Column("doc_id", "text", "", "id of the document")
PASSAGE_ID = Column("passage_id", "text", "", "id of the passage")
WEIGHTING = Column("weighting", "text", "", "what counts one: `text` every word token, `document` every document")
PERIOD = Column("period", "text", "", "name of the period, such as 2020 or 2020Q1")
THEME = Column("theme", "text", "", "id of the theme, `none of the themes` or `unassigned`")
TOPIC = Column("topic", "text", "", "id of the topic within its fit")
RUN = Column("run", "text", "", "name of the run, one kept fit")
ESTIMATOR = Column(
    "estimator", "text", "", "name of the model in the study, or of the run where runs are estimated singly"
)
N_TOKENS = Column("n_tokens", "integer", "word tokens", "word tokens of the passage")
TOP_WORDS = Column(
    "top_words", "text", "", "the topic's likeliest words, a space between them and `_` for a space within one"
)
