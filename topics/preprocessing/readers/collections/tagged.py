"""Records of literature with a tag before each field: RIS, Web of Science, PubMed, EndNote and RefWorks.

Conventions. A `Dialect` says how a line with a tag looks, which tag begins a record and which ends one, and what the
tags mean. A line without a tag goes on with the field above it. The text of a record is its abstract, or its full text
where a tag of `text` holds more; all other fields but title, source, date and number are attributes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from topics.preprocessing.readers.collections.articles import Article, Collection, Form, lost, mapped_fields
from topics.preprocessing.readers.collections.daylines import iso_day
from topics.preprocessing.readers.steps import ABSTRACT, ARTICLE_ENDS, ARTICLE_RECORD

_YEAR = re.compile(r"(?:19|20)\d\d")
_SLASHES = re.compile(r"(\d{4}(?:/\d{1,2}){0,2})(?:/.*)?")
_LISTS = ("AU", "AF", "CR")  # tags with a value per line
_MOST_BEFORE = 20  # lines above the first record


@dataclass
class _Field:
    """One field of a record: its tag, its value line by line, and how the lines stand in the file."""

    tag: str
    values: list[str]
    lines: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        between = "; " if self.tag in _LISTS else " "
        return " ".join(between.join(filter(None, self.values)).split())


@dataclass(frozen=True)
class Dialect:
    """A way to write tagged records.

    The groups of `line` are the tag and the value. `begin` opens a record and `end`, where there is one, closes it.
    `names` maps tags in lower case to `title`, `source` and `part`; of several tags for a field, the first of `names`
    with a value counts. `date` builds the date from the values by tag.
    """

    name: str
    line: re.Pattern[str]
    begin: str
    end: str
    text: tuple[str, ...]
    names: Mapping[str, str]
    date: Callable[[Mapping[str, str]], str]
    asked: tuple[frozenset[str], ...]  # sets of tags; a whole record has one of each

    @property
    def _frame(self) -> tuple[str, str]:
        return self.begin, self.end

    def read(self, lines: Sequence[str]) -> Collection | None:
        """The records of a file; None where it is not of this dialect.

        It is if few lines stand above the first record, most records are whole, and most are closed where the dialect
        closes them, or of several none: some programs leave the end out.
        """
        groups, before, stray = self._groups(lines)
        whole = [group for group in groups if self._is_whole(group)]
        if not groups or 2 * len(whole) <= len(groups) or len(before) > _MOST_BEFORE:
            return None
        closed = sum(group[-1].tag == self.end for group in groups)
        if self.end and 2 * closed <= len(groups) and (closed or len(groups) < 2):
            return None
        articles = [self._article(group) if self._is_whole(group) else None for group in groups]
        losses = [
            lost(number, groups[number - 1][0].lines) for number, one in enumerate(articles, start=1) if one is None
        ]
        return Collection(self.name, articles, before, stray, losses)

    def _is_whole(self, fields: Sequence[_Field]) -> bool:
        tags = {part.tag for part in fields}
        return all(tags & asked for asked in self.asked)

    def _groups(self, lines: Sequence[str]) -> tuple[list[list[_Field]], list[str], list[str]]:
        """The fields of each record, the lines above the first, and those between records."""
        groups: list[list[_Field]] = []
        before: list[str] = []
        stray: list[str] = []
        is_open = False
        for line in lines:
            found = self.line.match(line)
            tag = found.group(1) if found else ""
            if found and tag == self.begin:
                groups.append([])
                is_open = True
            if not is_open:
                (stray if groups else before).append(line)
            elif found:
                groups[-1].append(_Field(tag, [found.group(2) or ""], [line]))
                is_open = tag != self.end
            elif line.strip():
                groups[-1][-1].values.append(line.strip())
                groups[-1][-1].lines.append(line)
        return groups, [line for line in before if line.strip()], [line for line in stray if line.strip()]

    def _article(self, fields: Sequence[_Field]) -> Article:
        article = Article()
        chosen = self._text(fields)
        values: dict[str, str] = {}
        for part in fields:
            if part is chosen:
                article.text.extend(part.values)
                article.take([part.lines[0].removesuffix(part.values[0])])
            elif part.tag in self.text:
                article.take(part.lines, ABSTRACT)
            else:
                article.take(part.lines, ARTICLE_ENDS if part.tag == self.end else ARTICLE_RECORD)
                values.setdefault(part.tag, part.value)
        article.labels.update((tag, value) for tag, value in values.items() if value and tag not in self._frame)
        for tag, name in self.names.items():
            article.say(name, values.get(tag, ""))
        article.say("date", self.date(values))
        named = {tag for tag in self.names if article.fields.get(self.names[tag]) == values.get(tag)}
        rest = [(p.tag, p.value) for p in fields if p.tag not in {*named, *self.text, *self._frame}]
        mapped_fields(article, rest, {})
        return article

    def _text(self, fields: Sequence[_Field]) -> _Field | None:
        texts = [part for part in fields if part.tag in self.text and part.value]
        return max(texts, key=lambda part: len(part.value), default=None)


# --- dates ----------------------------------------------------------------------------------------------------------


def _ris_date(values: Mapping[str, str]) -> str:
    """The date that says most: DA or Y1 with the form 2021/03/15/, or PY, the year."""
    given = [values.get(tag, "") for tag in ("DA", "Y1", "PY", "YR")]
    # The form is YYYY/MM/DD/other, of which all but the year may be missing.
    dates = [found.group(1) if (found := _SLASHES.fullmatch(value.strip())) else value.strip() for value in given]
    # Where the first is a year alone, another may have the day.
    return next((date for date in dates if _YEAR.search(date) and not _YEAR.fullmatch(date)), "") or next(
        (date for date in dates if _YEAR.search(date)), ""
    )


def _year_and(year: str, *rest: str) -> Callable[[Mapping[str, str]], str]:
    """The date from a tag with the year and tags with the month and day, or with the whole date."""

    def date(values: Mapping[str, str]) -> str:
        parts = [values.get(tag, "").strip() for tag in rest]
        whole = next((part for part in parts if _YEAR.search(part)), "")
        found = _YEAR.search(values.get(year, ""))
        if whole or not found:
            return whole
        return iso_day(found.group(), next(filter(None, parts), ""))

    return date


def _pubmed_date(values: Mapping[str, str]) -> str:
    """DP, such as "2021 Mar 15" or "2021 Mar-Apr"."""
    found = re.match(r"((?:19|20)\d\d)\s*(.*)", values.get("DP", ""))
    return iso_day(*found.groups()) if found else ""


def _any(*groups: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(map(frozenset, groups))


# --- the dialects ---------------------------------------------------------------------------------------------------

_RIS = Dialect(
    "RIS",
    re.compile(r"\s{0,3}(TY|ER|[A-Z][A-Z0-9])\s{1,2}-(?:\s(.*)|()$)"),
    "TY",
    "ER",
    ("AB", "N2"),
    {"TI": "title", "T1": "title", "T2": "source", "JO": "source", "JF": "source", "JA": "source", "PB": "source",
     "DO": "part", "AN": "part"},
    _ris_date,
    _any(("TI", "T1", "CT", "T2", "AB", "N2"),),
)  # fmt: skip
_WEB_OF_SCIENCE = Dialect(
    "Web of Science",
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|()$)"),
    "PT",
    "ER",
    ("AB",),
    {"TI": "title", "SO": "source", "UT": "part"},
    _year_and("PY", "PD"),
    _any(("TI",), ("SO", "BP", "AU"), ("PY", "UT", "PD", "EA")),
)
_PUBMED = Dialect(
    "PubMed",
    re.compile(r"([A-Z]{2,4}) {0,2}- (.*)"),
    "PMID",
    "",
    ("AB",),
    {"TI": "title", "JT": "source", "TA": "source", "PMID": "part"},
    _pubmed_date,
    _any(("TI", "BTI"), ("DP", "DEP", "JT", "TA")),
)
_ENDNOTE = Dialect(
    "EndNote",
    re.compile(r"(%[0-9A-Z@!#$&()*+>?\[\]^~=]) (.*)"),
    "%0",
    "",
    ("%X",),
    {"%T": "title", "%J": "source", "%B": "source", "%M": "part", "%R": "part"},
    _year_and("%D", "%8"),
    _any(("%T",), ("%D", "%8", "%J", "%A")),
)
_REFWORKS = Dialect(
    "RefWorks",
    re.compile(r"([A-Z][A-Z0-9]) (.*)"),
    "RT",
    "",
    ("AB",),
    {"T1": "title", "JF": "source", "JO": "source", "T2": "source", "DO": "part"},
    _year_and("YR", "FD"),
    _any(("T1",), ("YR", "FD", "JF", "DS")),
)

RIS = Form("RIS", ("\nty  -", "\nty -"), _RIS.read)
WEB_OF_SCIENCE = Form("Web of Science", ("\npt ",), _WEB_OF_SCIENCE.read)
PUBMED = Form("PubMed", ("\npmid",), _PUBMED.read)
ENDNOTE = Form("EndNote", ("\n%0 ",), _ENDNOTE.read)
REFWORKS = Form("RefWorks", ("\nrt ",), _REFWORKS.read)
