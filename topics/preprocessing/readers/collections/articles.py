"""Articles of a file that holds many: their fields, their text, and the lines around it.

Conventions. A collection is read line by line, and each line goes to one article: into its `text`, or into `taken`
under the name of a step, also where its content is kept as a field or an attribute. So the characters of all
articles, their text and what is taken together, are those of the file. Attributes have the names of `ATTRIBUTES`
where a database's own label means the same, and that label otherwise.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from topics.preprocessing.columns.names import FIELDS
from topics.preprocessing.columns.understanding import SETTING, Columns, column_named, mapped_names, understand
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.document import COLLECTION
from topics.preprocessing.readers.fields import Reading, Record, add_named, shown
from topics.preprocessing.readers.no_text import mark_of_none
from topics.preprocessing.readers.steps import ARTICLE_RECORD, COVER, EMPTY_RECORD
from topics.preprocessing.sentences import sentences

NOT_UNDERSTOOD = "an article of a collection is not understood"
_FEWEST_BELOW = 3  # sentences below the last article that are one more, whose end is missing
_QUOTED = 60  # characters of a line in a message
_LONGEST_VALUE = 2_000  # characters of an attribute
# Labels of databases, in lower case, whose meaning has one name among attributes.
ATTRIBUTES = {
    **dict.fromkeys(("byline", "author", "authors", "autor", "auteur", "作者", "au", "a1", "by", "%a"), "author"),
    **dict.fromkeys(("section", "rubrik", "rubrique", "版面", "版次", "se"), "section"),
    **dict.fromkeys(("length", "länge", "longueur", "字数", "字數", "wc"), "length"),
    **dict.fromkeys(("language", "language of publication", "sprache", "langue", "语种", "la", "%g"), "language"),
    **dict.fromkeys(("keyword", "keywords", "关键词", "关键字", "kw", "k1", "de", "%k"), "keywords"),
    **dict.fromkeys(("doi", "do", "di", "%r"), "doi"),
    **dict.fromkeys(("py", "yr", "%d", "年"), "year"),
    **dict.fromkeys(("vl", "%v", "roll"), "volume"),
    **dict.fromkeys(("is", "%n", "number", "period"), "issue"),
    **dict.fromkeys(("sn", "%@"), "issn"),
    **dict.fromkeys(("ur", "%u", "link", "document url"), "url"),
    **dict.fromkeys(("ds", "%w", "srcdatabase", "database provider"), "database"),
    **dict.fromkeys(("ad", "%+", "organ"), "affiliation"),
    "load-date": "load date",
    "publication-type": "publication type",
}


class Taken(NamedTuple):
    """A line that is no text, and the step that takes it."""

    step: str
    line: str


@dataclass
class Article:
    """One article: `fields` are title, date, source and `part` (its number in the database), "" where unknown.

    `labels` are the values by the database's own labels, such as DE, for settings that name them.
    """

    text: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def take(self, lines: Iterable[str], step: str = ARTICLE_RECORD) -> None:
        """Keep lines apart from the text."""
        self.taken.extend(Taken(step, line) for line in lines if line.strip())

    def say(self, name: str, value: str) -> None:
        """Set a field, of which the first value counts."""
        if (value := " ".join(value.split())) and not self.fields.get(name):
            self.fields[name] = value

    def add(self, label: str, value: str) -> None:
        """Add to an attribute; several values of one label are joined."""
        value = " ".join(value.split()).strip(" ;")
        name = ATTRIBUTES.get(label.strip().lower(), label.strip())
        if not value or not name:
            return
        self.labels.setdefault(label.strip(), value[:_LONGEST_VALUE])
        before = self.attributes.get(name)
        self.attributes[name] = (f"{before}; {value}" if before else value)[:_LONGEST_VALUE]

    def record(self, form: str) -> Record:
        """The article as readers hand it on."""
        steps: dict[str, list[str]] = {}
        for step, line in self.taken:
            steps.setdefault(step, []).append(line)
        date = self.fields.get("date", "")
        return {
            "text": "\n".join(self.text).strip("\n"),
            "date_source": COLLECTION if date else "",
            "meta": {COLLECTION: form},
            "attributes": dict(self.attributes),
            "taken": [(step, "\n".join(lines)) for step, lines in steps.items()],
            **{name: value for name, value in self.fields.items() if value},
        }


def add_text(article: Article, lines: Sequence[str], page: re.Pattern[str]) -> None:
    """Add lines to the text, but for those of a printed page: its number, and the title that is repeated beside it."""
    title = article.fields.get("title", "")
    beside = False
    for line in lines:
        is_page = bool(line.strip() and page.fullmatch(line))
        if is_page or (beside and title and " ".join(line.split()) == title):
            article.take([line], COVER)
        else:
            article.text.append(line)
        beside = is_page or (beside and not line.strip())


@dataclass
class Collection:
    """The articles of a file in its form's order; None stands for one that was not understood and is a loss.

    `before` and `after` are lines around the articles, such as the cover of a download; `losses` are as in `Reading`.
    """

    form: str
    articles: list[Article | None]
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    losses: list[tuple[str, str]] = field(default_factory=list)

    def reading(
        self, encoding: str, taken: Iterable[tuple[str, str]] = (), said: Conventions = NOTHING_SAID
    ) -> Reading:
        """The records of the articles that have text; those without are losses with their place.

        What belongs to the whole file goes with its first record: `taken`, and what stands around the articles. Labels
        that the settings name (`said`) decide over those of the form.
        """
        records, losses = [], list(self.losses)
        for number, article in enumerate(self.articles, start=1):
            if article and mark_of_none("\n".join(article.text)) is None:
                records.append(_with_said(article.record(self.form), article, said))
            elif article:
                title = article.fields.get("title", "")
                losses.append(("with text", f"{EMPTY_RECORD}; article {number}{quoted(title)}"))
        if len(sentences("\n".join(self.after))) >= _FEWEST_BELOW:
            first = next(line for line in self.after if line.strip())
            losses.append(("with text", f"{NOT_UNDERSTOOD}; below the last one{quoted(first)}"))
        around = [(COVER, "\n".join(lines)) for lines in (self.before, self.after) if "".join(lines).strip()]
        if records:
            records[0]["taken"] = [*taken, *around, *records[0]["taken"]]
        _number_repeats(records)
        return Reading(records, encoding, losses, self._columns(said))

    def _columns(self, said: Conventions) -> list[Columns]:
        """The labels of the articles as columns, those first that come first."""
        cells: dict[str, str] = {}
        fields: dict[str, tuple[str, ...]] = {}
        for article in filter(None, self.articles):
            for label, value in article.labels.items():
                cells.setdefault(label, shown(value))
                for name, held in article.fields.items():
                    if name != "part" and held == " ".join(value.split()):
                        fields.setdefault(name, (label,))
        if not cells:
            return []
        understood = understand(tuple(cells), said, without=_unsaid(said))
        names = {label: ATTRIBUTES.get(label.lower(), label) for label in cells}
        renamed = {label: name for label, name in understood.attributes.items() if name != label}
        why = {label: SETTING if understood.why[label] == SETTING else f"label of {self.form}" for label in cells}
        return [
            Columns(
                "articles",
                (
                    replace(
                        understood,
                        preset=None,
                        fields={**fields, **understood.fields},
                        attributes={**names, **renamed},
                        why=why,
                    ),
                ),
                cells,
            )
        ]


@dataclass(frozen=True)
class Form:
    """A form of collections: of `signs`, in lower case, one stands in every file of it; they are looked for first.

    `read` returns None for lines that are not of this form.
    """

    name: str
    signs: tuple[str, ...]
    read: Callable[[Sequence[str]], Collection | None]


def _with_said(record: Record, article: Article, said: Conventions) -> Record:
    """The record with what the settings name of the article's labels and attributes."""
    if not said.columns:
        return record
    named = {found for _, wanted in mapped_names(said) if (found := column_named(wanted, article.labels))}
    for label in named:
        record["attributes"].pop(ATTRIBUTES.get(label.lower(), label), None)
    add_named(record, {**article.attributes, **article.labels}, said, COLLECTION)
    return record


def _unsaid(said: Conventions) -> tuple[str, ...]:
    """The fields that the settings do not name; a collection's text is where its form has it."""
    return ("text", *(name for name in FIELDS if name not in said.columns))


def _number_repeats(records: Sequence[Record]) -> None:
    """Leave the number of an article in the database to the first of those that share it in one file."""
    seen: set[str] = set()
    for record in records:
        part = record.get("part", "")
        if part in seen:
            record.pop("part", None)
        seen.add(part)


def quoted(text: str) -> str:
    """A text for the end of a message, shortened; "" for none."""
    text = " ".join(text.split())
    return f", “{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}”" if text else ""


def lost(number: int, lines: Sequence[str]) -> tuple[str, str]:
    """The loss of an article that is not understood, with its first line."""
    first = next((line for line in lines if line.strip()), "")
    return "with text", f"{NOT_UNDERSTOOD}; article {number}{quoted(first)}"


def blocks(lines: Sequence[str], first: int = 0) -> list[tuple[int, int]]:
    """The stretches of lines without an empty one, as (first, end)."""
    found: list[tuple[int, int]] = []
    begin = -1
    for number in range(first, len(lines) + 1):
        filled = number < len(lines) and bool(lines[number].strip())
        if filled and begin < 0:
            begin = number
        elif not filled and begin >= 0:
            found.append((begin, number))
            begin = -1
    return found


def tail_start(
    lines: Sequence[str],
    first: int,
    is_label: Callable[[str], bool],
    may_hold: Callable[[str], bool] = lambda line: False,
) -> int:
    """The first of the lines at the end that are labels with their values, which are no running text.

    A label further up, with a running sentence on a line below it that is no label, belongs to the text; so does one at
    the beginning that holds a sentence itself, unless it is of those that `may_hold` one: a paragraph of an article may
    begin with "Subject:".
    """
    start = number = len(lines)
    while number > first:
        number -= 1
        line = lines[number]
        if is_label(line):
            start = number
        elif line.strip() and sentences(line):
            break
    named = [number for number in range(start, len(lines)) if is_label(lines[number])]
    return next((n for n in named if may_hold(lines[n]) or not sentences(lines[n])), len(lines))


def labels(lines: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[str, str, list[str]]]:
    """(label, value, lines) of labelled lines; lines without a label continue the value before them.

    The pattern's first group is the label, its second the value. Lines before the first label have the label "".
    """
    found: list[tuple[str, list[str], list[str]]] = []
    for line in lines:
        named = pattern.match(line)
        if named:
            found.append((named.group(1), [named.group(2) or ""], [line]))
        elif found:
            found[-1][1].append(line.strip())
            found[-1][2].append(line)
        elif line.strip():
            found.append(("", [line.strip()], [line]))
    return [(label, " ".join(" ".join(values).split()), own) for label, values, own in found]


def split_at(lines: Sequence[str], marks: Sequence[int]) -> list[Sequence[str]]:
    """The lines from each mark up to the next."""
    return [lines[begin:end] for begin, end in zip(marks, [*marks[1:], len(lines)], strict=True)]


def split_before(lines: Sequence[str], ends: Sequence[int]) -> list[Sequence[str]]:
    """The lines up to each mark, which belongs to none; lines below the last are left out."""
    return [lines[begin + 1 : end] for begin, end in pairwise([-1, *ends])]


def mapped_fields(article: Article, values: Iterable[tuple[str, str]], names: Mapping[str, str]) -> None:
    """Give values their fields by label, and keep the others as attributes."""
    for label, value in values:
        article.labels.setdefault(label.strip(), value[:_LONGEST_VALUE])
        if name := names.get(label.strip().lower()):
            article.say(name, value)
        else:
            article.add(label, value)
