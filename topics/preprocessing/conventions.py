"""Conventions of a study's files, where its author states them: encoding, columns, order of day and month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DateOrder = Literal["", "dmy", "mdy", "ymd"]


@dataclass(frozen=True)
class Conventions:
    """What `[corpus]` says about the files; what it leaves open is read from the files themselves.

    `encoding` is that of every text file. `columns` names, for a field of a document (`text`, `date`, `title`, …) or
    for an attribute of the author's own, the columns that hold it. `date_order` reads dates such as 03/04/2021.
    """

    encoding: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: DateOrder = ""


NOTHING_SAID = Conventions()
NEAR = 0.8  # share of a document's text from which it repeats another, unless its study says otherwise
