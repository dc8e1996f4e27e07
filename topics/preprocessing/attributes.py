"""Attributes of documents: the columns of tables, manifest and front matter that no field of a document takes.

Conventions. An attribute has the name that its author gave it, on one line and of bounded length; where that is the
name of a column of every corpus or stands for something else where attributes are named, it is told apart as
`path (attribute)`. Values are text as it stands in the file.
"""

import unicodedata
from collections.abc import Collection, Sequence

from topics.files.names import readable
from topics.preprocessing.document import Document

LONGEST_NAME = 80  # characters
NO_ATTRIBUTES = ("document", "family", "none")  # words that a study writes in the place of an attribute's name


def attribute_columns(documents: Sequence[Document], taken: Collection[str]) -> dict[str, list[str]]:
    """The values of each attribute, one per document, "" where it has none; attributes without a value are left out.

    `taken` are names of columns that an attribute cannot have. Attributes are in the order in which they first occur.

    >>> attribute_columns([Document("a", "", attributes={"level": "city", "id": ""})], ())
    {'level': ['city']}
    """
    columns: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    # Thousands of documents have a handful of values, which are kept once.
    once: dict[str, str] = {}
    for number, document in enumerate(documents):
        for given, value in document.attributes.items():
            if value := value.strip():
                name = names.get(given) or names.setdefault(given, _free_name(given, owners, taken))
                column = columns.get(name)
                if column is None:
                    column = columns[name] = [""] * len(documents)
                column[number] = column[number] or once.setdefault(value, value)
    return columns


def _free_name(given: str, owners: dict[str, str], taken: Collection[str]) -> str:
    """The name of an attribute that no other has: headings may be alike in their first part.

    `owners` are the names that are in use, each with the heading that it stands for.
    """
    name = free = attribute_name(given, taken)
    heading, number = _one_line(given), 1
    while owners.setdefault(free, heading) != heading:
        number += 1
        ending = f" ({number})"
        free = name[: LONGEST_NAME - len(ending)].strip() + ending
    return free


def _one_line(given: str) -> str:
    return " ".join(unicodedata.normalize("NFC", given).split())


def attribute_name(given: str, taken: Collection[str]) -> str:
    """The name of an attribute's column."""
    name = readable(_one_line(given))[:LONGEST_NAME].strip() or "nameless"
    while name in taken or name in NO_ATTRIBUTES:
        name = f"{name} (attribute)"
    return name
