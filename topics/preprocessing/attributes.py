"""Attributes of documents: the columns of tables, manifest and front matter that no field of a document takes.

Conventions. An attribute has the name that its author gave it, on one line and of bounded length; where that is the
name of a column of every corpus or stands for something else where attributes are named, it is told apart as
`path (attribute)`. Values are text as it stands in the file.
"""

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
    # Thousands of documents have a handful of values, which are kept once.
    once: dict[str, str] = {}
    for number, document in enumerate(documents):
        for given, value in document.attributes.items():
            if value := value.strip():
                name = attribute_name(given, taken)
                column = columns.get(name)
                if column is None:
                    column = columns[name] = [""] * len(documents)
                column[number] = column[number] or once.setdefault(value, value)
    return columns


def attribute_name(given: str, taken: Collection[str]) -> str:
    """The name of an attribute's column."""
    name = readable(" ".join(given.split()))[:LONGEST_NAME] or "nameless"
    while name in taken or name in NO_ATTRIBUTES:
        name = f"{name} (attribute)"
    return name
