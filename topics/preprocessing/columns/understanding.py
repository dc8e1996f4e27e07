"""The columns of one table and what each is taken for, decided once from its header.

Conventions. The study's settings come first, then what is known of the database that made the table, then the name of
the column (`names.py`). Every column that no field takes is an attribute of the document. Two columns that may equally
hold one field are a conflict; nothing is taken for the field then, and the table is not read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from topics.preprocessing.columns.names import ABSTRACTS, DAYS, FIELDS, MONTHS, YEARS, folded, is_other_day, keys, known
from topics.preprocessing.columns.presets import Preset, preset_of
from topics.preprocessing.conventions import NOTHING_SAID, Conventions

ATTRIBUTE = "attribute"
SETTING = "setting"


@dataclass(frozen=True)
class Understood:
    """The columns of one table: which make each field, and the names of the others as attributes.

    `fields`: by field, the columns that are joined for it. `year`, `month`, `day`: columns that complete the date, or
    "". `attributes`: by column, the name of its attribute. `why`: by column, the reason in words. `conflicts`: by
    field, the columns of which only a person can say which one holds it.
    """

    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, str]
    why: Mapping[str, str]
    preset: Preset | None = None
    year: str = ""
    month: str = ""
    day: str = ""
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def abstract(self) -> str:
        """The column whose abstracts stand for texts, "" where a column holds the full text or nothing is known."""
        columns = self.fields.get("text", ())
        is_one = len(columns) == 1 and self.why[columns[0]] != SETTING and set(keys(columns[0])) & _ABSTRACTS
        return columns[0] if is_one else ""

    def taken_for(self, column: str) -> str:
        """The field or attribute that a column is taken for, in words."""
        fields = [name for name, columns in self.fields.items() if column in columns]
        if column in (self.month, self.day):
            fields.append("date")
        if not fields:
            contested = [name for name, columns in self.conflicts.items() if column in columns]
            if contested:
                return f"{contested[0]}?"
        name = self.attributes.get(column, column)
        attribute = ATTRIBUTE if name == column else f'{ATTRIBUTE} "{name}"'
        return " and ".join([*fields, *([attribute] if not fields else [])])


@dataclass(frozen=True)
class Columns:
    """The columns of one table: its part of the file (a sheet) or "", what its columns were taken for, first cells.

    `orders` says of columns of dates, in words, what stands first in them.

    Objects of JSON may differ in their names; there is one `Understood` for each kind of object.
    """

    part: str
    understood: tuple[Understood, ...]
    cells: Mapping[str, str]
    orders: Mapping[str, str] = field(default_factory=dict)


_ABSTRACTS = frozenset((*ABSTRACTS, "ab", "digest", "hlead"))


def understand(
    columns: Sequence[str],
    said: Conventions = NOTHING_SAID,
    without: Collection[str] = (),
    times: Collection[str] = (),
) -> Understood:
    """What the columns with these names are taken for; no column is taken for a field in `without`.

    `times` are columns that hold times of the day, which are no dates whatever they are called.

    >>> dict(understand(["Title", "Abstract", "Year", "EID", "Source title"]).fields)
    {'text': ('Abstract',), 'title': ('Title',), 'source': ('Source title',), 'date': ('Year',)}
    """
    names = tuple(columns)
    preset = preset_of(frozenset(key for name in names for key in keys(name)))
    said_fields, renamed = _said(names, said)
    fields: dict[str, tuple[str, ...]] = {}
    why: dict[str, str] = {}
    conflicts: dict[str, tuple[str, ...]] = {}
    by_preset = _by_preset(names, preset)
    settled = (*said_fields.values(), *by_preset.values(), renamed, times)
    ranked = _ranked(names, {column for found in settled for column in found})
    for name in (name for name in FIELDS if name not in without):
        if name in said_fields:
            found, reason = said_fields[name], SETTING
        elif preset and name in by_preset:
            found, reason = by_preset[name], f"export of {preset.name}"
        else:
            found, reason = _by_rank(ranked.get(name, []))
            if len(found) > 1:
                conflicts[name] = found
                found = ()
        if found:
            fields[name] = found
        why.update(dict.fromkeys(found, reason))
    year, month, day = _parts(names, fields)
    taken = {column for name, found in fields.items() if name != "url" for column in found}
    if fields.get("date") == (year,):
        taken |= {month, day} - {""}
        why.update(dict.fromkeys({month, day} - {""}, "completes the year"))
    elif year and year not in why:
        why[year] = "completes dates without a year"
    attributes = {column: renamed.get(column, column) for column in names if column not in taken}
    for column in names:
        why.setdefault(column, SETTING if column in renamed else _why_not(column, fields, conflicts))
    return Understood(names, fields, _distinct(attributes), why, preset, year, month, day, conflicts)


def _said(columns: Sequence[str], said: Conventions) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """By field, the columns that the settings name and the table has; by column, the attribute it is renamed to."""
    fields: dict[str, tuple[str, ...]] = {}
    renamed: dict[str, str] = {}
    for name, wanted in said.columns.items():
        found = tuple(column for column in (column_named(want, columns) for want in wanted) if column)
        if name in FIELDS:
            if found or not wanted:
                fields[name] = found
        else:
            renamed.update(dict.fromkeys(found, name))
    return fields, renamed


def column_named(wanted: str, columns: Collection[str]) -> str:
    """The column that a setting means: the one of this name, else the one whose folded name is the same; else ""."""
    if wanted in columns:
        return wanted
    return next((column for column in columns if folded(column) == folded(wanted)), "")


def _by_preset(columns: Sequence[str], preset: Preset | None) -> dict[str, tuple[str, ...]]:
    """By field, the columns that hold it in the export of a database."""
    found: dict[str, tuple[str, ...]] = {}
    for name, ways in preset.fields.items() if preset else ():
        held = [tuple(next((c for c in columns if key in keys(c)), "") for key in way) for way in ways]
        whole = [way for way in held if all(way)]
        if whole or not ways:
            found[name] = whole[0] if whole else ()
    return found


def _ranked(columns: Sequence[str], without: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """By field, the columns whose names may mean it, each with the rank of its name."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        if column not in without and (found := known(column)):
            ranked.setdefault(found[0], []).append((found[1], column))
    return ranked


def _by_rank(ranked: Sequence[tuple[int, str]]) -> tuple[tuple[str, ...], str]:
    """The columns of the first rank that is there, and the reason in words."""
    best = min((rank for rank, _ in ranked), default=0)
    found = tuple(column for rank, column in ranked if rank == best)
    behind = [f'"{column}"' for rank, column in ranked if rank > best]
    return found, f"name; before {', '.join(behind)}" if behind else "name"


def _parts(columns: Sequence[str], fields: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str]:
    """The columns that hold the year, the month and the day where dates may be completed by them."""
    if "date" not in fields or len(fields["date"]) > 1:
        return "", "", ""

    def first(wanted: frozenset[str]) -> str:
        return next((column for column in columns if not wanted.isdisjoint(keys(column))), "")

    year = first(YEARS)
    return (year, first(MONTHS), first(DAYS)) if fields["date"] == (year,) else (year, "", "")


def _why_not(column: str, fields: Mapping[str, tuple[str, ...]], conflicts: Mapping[str, tuple[str, ...]]) -> str:
    if any(column in found for found in conflicts.values()):
        return "conflict"
    if is_other_day(column):
        return "a day of collection, creation, change or expiry"
    if (found := known(column)) and found[0] in fields:
        return f'{found[0]} is "{fields[found[0]][0]}"'
    return "no known name"


def _distinct(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by column, where a name that was there already gets a number."""
    seen: dict[str, int] = {}
    told: dict[str, str] = {}
    for column, name in sorted(attributes.items(), key=lambda pair: pair[0] == pair[1]):
        seen[name] = seen.get(name, 0) + 1
        told[column] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return {column: told[column] for column in attributes}


def header_score(names: Sequence[str], said: Conventions = NOTHING_SAID) -> int:
    """The number of fields that a row names if it is the header of a table with texts; 0 if it is none.

    >>> header_score(["标题", "正文", "级别"]), header_score(["政策文本汇总", ""])
    (2, 0)
    """
    found = understand([name for name in names if name], said)
    return len(found.fields) + len(found.conflicts) if "text" in {*found.fields, *found.conflicts} else 0


def mapped_names(said: Conventions) -> Iterator[tuple[str, str]]:
    """Each (field or attribute, column) that the settings name."""
    return ((name, column) for name, columns in said.columns.items() for column in columns)
