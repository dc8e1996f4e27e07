"""Attributes of a corpus's documents: their names, their values, and a table of what they hold.

Conventions. `source` is an attribute like those that a table or a manifest brings. A document without a value has "",
which people read as `not stated`. Where values are compared, one space stands for any white space, and a letter with
its accent is one character, so that no two values look the same. `date_order` says how dates such as 03/04/2021 are to
be read, see `topics.preprocessing.dating.dates`.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.preprocessing.attribute_types import AttributeType, infer_type
from topics.preprocessing.attributes import attribute_name
from topics.preprocessing.columns.names import known as column_known
from topics.preprocessing.corpus_tables import DOCUMENTS
from topics.schema import Column, declare, renamed
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "source"
NOT_STATED = "not stated"
COMMONEST = 5  # values that are named
_NAMED = 3  # attributes that a message names
_LONGEST = 24  # characters of a value in a list of values
_MOST = 200  # attributes that are described
ATTRIBUTE = Column("attribute", "text", "", "name of the attribute: `source`, or the column that it was")
OF_DOCUMENTS = renamed(DOCUMENTS.others, "<attribute>") if DOCUMENTS.others else ATTRIBUTE

ATTRIBUTES = declare(
    "attributes",
    "one attribute of the documents",
    (
        ATTRIBUTE,
        Column(
            "type", "text", "", "`category`, `number`, `date` or `text`, see `topics.preprocessing.attribute_types`"
        ),
        Column("filled", "integer", "documents", "documents that state a value"),
        Column("values", "integer", "values", "different values"),
        Column("commonest", "text", "", "the commonest values, each with the number of documents that have it"),
    ),
)


def attribute_names(documents: "pd.DataFrame") -> list[str]:
    """The names of the attributes of a table of documents: `source` first, then the others in their order."""
    others = [str(name) for name in documents.columns if str(name) not in DOCUMENTS.names]
    return [*([SOURCE] if SOURCE in documents else []), *others]


def attribute_values(documents: "pd.DataFrame", name: str) -> NDArray[np.str_]:
    """The values of an attribute, one per document, "" where none is stated. Raises ModelError for an unknown name."""
    known = attribute_names(documents)
    name = name if name in known else one_spelling(name)
    if name not in known:
        if name in documents:
            raise ModelError(
                f"{name} is no attribute but a column that every document has; name an attribute, such as "
                f"{listed(known[:_NAMED], last=' or ')}."
            )
        field = column_known(name)
        # A column of that name may be there, as a field that every document has.
        no_column = "" if field and field[0] != name else f" (their table has no column {name})"
        raise ModelError(f'no document has an attribute "{name}"{no_column}; {instead_of(name, known)}')
    return np.array(comparable(documents[name]), dtype=np.str_)


def instead_of(name: str, known: Sequence[str]) -> str:
    """Advice about an attribute that no document has: the field that its column became, or the nearest name.

    >>> instead_of("Outlet", ["date", "source"])
    'a column of this name is read as the source; write source in its place.'
    >>> instead_of("Headline", ["source", "page"])
    'a column of this name is read as the title, which is no attribute; name one, such as source or page.'
    """
    field = column_known(name)
    if not field or field[0] == name:
        return nearest(name, known)
    read, others = f"a column of this name is read as the {field[0]}", listed(known[:_NAMED], last=" or ")
    if field[0] in known:
        return f"{read}; write {field[0]} in its place."
    return f"{read}, which is no attribute{f'; name one, such as {others}' if others else ''}."


def unstated_source(documents: "pd.DataFrame") -> str:
    """Advice where no document states its source, with the attributes that are stated; "" where one does.

    >>> unstated_source(topics.load_study("my-study").corpus().documents.assign(source="", paper="Mercury"))
    'No document states its source. If paper holds it, write source = "paper" under [corpus.columns] in study.toml.'
    """
    named = [name for name in attribute_names(documents) if (documents[name].fillna("") != "").any()]
    if SOURCE in named:
        return ""
    if not named:
        return "No document states its source, nor any other attribute."
    told, column = listed(named[:_NAMED], last=" or "), named[0] if len(named) == 1 else "COLUMN"
    return (
        f'No document states its source. If {told} holds it, write source = "{column}" under [corpus.columns] in '
        "study.toml."
    )


def comparable(values: "pd.Series[str]") -> list[str]:
    """Values as they are compared: white space is one space, and a letter with its accent one character."""
    values = values.fillna("")
    spelt = {value: one_spelling(str(value)) for value in values.unique()}
    return [spelt[value] for value in values]


def one_spelling(value: str) -> str:
    """A value with one space for any white space, and one character for a letter with its accent."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def attribute_type(documents: "pd.DataFrame", name: str, date_order: str = "") -> AttributeType:
    """The type of an attribute, see `topics.preprocessing.attribute_types`. Raises ModelError for an unknown name."""
    return infer_type(attribute_values(documents, name).tolist(), date_order)


def attributes_table(documents: "pd.DataFrame", date_order: str = "", language: str = "en") -> "pd.DataFrame":
    """The attributes that documents state, at most 200: columns as declared in `ATTRIBUTES`.

    `language` is that of the marks between the commonest values.

    >>> documents = topics.load_study("my-study").corpus().documents.assign(level=["city"] * 6 + ["county", ""])
    >>> attributes_table(documents)[["attribute", "type", "filled", "commonest"]].values.tolist()
    [['level', 'category', 7, 'city (6), county (1)']]
    """
    rows = []
    for name in attribute_names(documents)[:_MOST]:
        counts = Counter(value for value in attribute_values(documents, name).tolist() if value)
        if counts:
            kind = infer_type(list(counts.elements()), date_order)
            commonest = _commonest(counts, 2 if kind == "text" else COMMONEST, language)
            rows.append((name, kind, counts.total(), len(counts), commonest))
    return ATTRIBUTES.frame(rows)


def _commonest(counts: Counter[str], most: int, language: str) -> str:
    first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    one, between, more = ("{}（{}）", "、", "……") if language == "zh" else ("{} ({})", ", ", " …")
    told = between.join(one.format(beginning(value), n) for value, n in first)
    return told + (more if len(counts) > most else "")


def beginning(value: str, longest: int = _LONGEST) -> str:
    """A value on one line, cut to a length at which a list of values can be read."""
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def beside(documents: "pd.DataFrame", doc_ids: Iterable[str], taken: Collection[str]) -> "dict[str, pd.Series[str]]":
    """The attributes of some documents as columns for a table that has the columns `taken`; `source` is none of them.

    An attribute with the name of such a column is told apart as `name (attribute)`. A document that occurs several
    times in `doc_ids` has its values each time.
    """
    import pandas as pd

    of_ids = documents.set_index(documents["doc_id"].astype(str)).loc[list(doc_ids)]
    names = [name for name in attribute_names(documents) if name != SOURCE]
    free = {name: attribute_name(name, taken) for name in names}
    return {free[name]: pd.Series(of_ids[name].fillna("").to_numpy(dtype=str), dtype="str") for name in names}
