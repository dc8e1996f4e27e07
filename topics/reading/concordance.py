"""Key word in context: every place where a theme's terms or a word stand, with the text around it.

Conventions. A line is one occurrence, in passages that shares count, in the order of the corpus: by date of
publication, document and place, whichever date puts documents into periods. Context is cut by columns of a screen, of
which a Chinese character takes two; words between spaces stay whole. It is on one line and free of control characters
and of characters that nobody sees, since the text of documents is hostile until shown otherwise. Passages are read part
by part, so that memory does not grow with the corpus.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.files.names import CONTROLS
from topics.preprocessing.corpus_tables import DOCUMENTS
from topics.reading.chosen import Chosen, chosen, main_theme
from topics.reading.sought import sought
from topics.schema import DOC_ID, PASSAGE_ID, PERIOD, SHARE, Column, declare, optional
from topics.store.job import Job
from topics.store.kept_corpus import kept_lengths, passages_in_parts
from topics.terms import LETTER
from topics.themes import Theme
from topics.unmeasured import NO_DOCUMENT, WHY
from topics.wording import character_width

if TYPE_CHECKING:
    import pandas as pd

Sort = Literal["date", "left", "right"]
WIDTH = 60  # columns of context on each side
_PART = 2_000  # lines of one block
_LETTER = re.compile(LETTER)
_PIECE = re.compile(rf"{LETTER}+|\S")
# Controls, and characters without width that could turn or hide what stands beside them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_CONTROL = re.compile(rf"[{CONTROLS}\s]+")

LINES = declare(
    "concordance",
    "one occurrence",
    (
        *DOCUMENTS.only("date"),
        PERIOD,
        DOC_ID,
        *DOCUMENTS.only("source", "title"),
        PASSAGE_ID,
        Column("left", "text", "", "text before it, on one line"),
        Column("found", "text", "", "the text that was found, as it stands in the passage"),
        Column("right", "text", "", "text behind it, on one line"),
        Column("term", "text", "", "term that it is a form of, or the word that was looked for"),
        *optional(
            Column("weight", "number", SHARE, "weight of the theme in the passage, where an estimator was named")
        ),
    ),
)
FOUND = declare(
    "occurrences",
    "one period",
    (
        PERIOD,
        Column("occurrences", "integer", "occurrences", "places at which it stands"),
        Column("passages", "integer", "passages", "passages that hold it"),
        Column("documents", "integer", "documents", "documents that hold it"),
        Column("of_documents", "integer", "documents", "documents whose word tokens are counted"),
        Column("n_tokens", "integer", "word tokens", "word tokens that were read"),
        Column("per_million", "number", "occurrences per million word tokens", "how often it stands in the text read"),
        WHY,
    ),
)


class Hit(NamedTuple):
    """One occurrence: `row` of the passage in the corpus, and where it stands in the passage's text."""

    row: int
    passage_id: str
    doc_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Concordance:
    """Lines as declared in `LINES` and counts by period as declared in `FOUND`.

    `total` occurrences were found, of which `lines` may hold a part, evenly spaced in their order. `repeated`
    occurrences stand in text that repeats other text and are not counted. `theme` holds what was looked for; `where`
    says in which documents.
    """

    theme: Theme
    is_theme: bool
    where: str
    lines: "pd.DataFrame"
    counts: "pd.DataFrame"
    total: int
    repeated: int

    def _repr_html_(self) -> str:
        """The lines as HTML for notebooks; pandas escapes what it shows."""
        return str(self.lines[["date", "source", "left", "found", "right"]].to_html(index=False))


@dataclass(eq=False)
class Search:
    """What is looked for and where; `hits` fills `found`, the counts by period, while it is read."""

    theme: Theme
    is_theme: bool
    chosen: Chosen
    weights: NDArray[np.float64] | None = None
    main: NDArray[np.bool_] | None = None
    repeated: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing found."""
        documents = self.chosen.documents
        self.about: Mapping[str, Any] = dict(zip(documents["doc_id"], documents.itertuples(index=False), strict=True))
        self.found: dict[str, dict[str, int]] = {
            name: dict.fromkeys(("occurrences", "passages", "documents", "of_documents", "n_tokens"), 0)
            for name in self.chosen.periods
        }

    def hits(self) -> Iterator[Hit]:
        """Every occurrence in canonical order."""
        job = self.chosen.job
        lengths, row, last, last_read = kept_lengths(job.root, job.corpus_key), -1, "", ""
        for part in passages_in_parts(job.root, job.corpus_key):
            columns = (part[name] for name in ("passage_id", "doc_id", "text", "counted"))
            for passage_id, doc_id, text, counted in zip(*columns, strict=True):
                row += 1
                if doc_id not in self.about:
                    continue
                if doc_id != last_read and lengths[row] and self.chosen.counts(counted):
                    self.found[self.about[doc_id].period]["of_documents"] += 1
                    last_read = doc_id  # passages of a document follow each other
                if self.main is not None and not self.main[row]:
                    continue
                spans = self.theme.spans(text)
                if not self.chosen.counts(counted):
                    self.repeated += len(spans)
                    continue
                found = self.found[self.about[doc_id].period]
                found["n_tokens"] += int(lengths[row])
                if spans:
                    found["occurrences"] += len(spans)
                    found["passages"] += 1
                    found["documents"] += doc_id != last
                    last = doc_id
                yield from (Hit(row, passage_id, doc_id, text, start, end) for start, end in spans)

    def line(self, hit: Hit, width: int) -> dict[str, Any]:
        """A row of `LINES`."""
        about = self.about[hit.doc_id]
        left, right = context(hit.text, hit.start, hit.end, width)
        spelt = hit.text[hit.start : hit.end]
        return {
            "date": about.date,
            "period": about.period,
            "doc_id": hit.doc_id,
            "source": about.source,
            "title": about.title,
            "passage_id": hit.passage_id,
            "left": left,
            "found": on_one_line(spelt),
            "right": right,
            "term": self.theme.form(spelt).term,
            **({} if self.weights is None else {"weight": float(self.weights[hit.row])}),
        }

    def counts(self) -> "pd.DataFrame":
        """What was found by period, as declared in `FOUND`, once all `hits` were read."""
        rows = []
        for name, found in self.found.items():
            rate = 1e6 * found["occurrences"] / found["n_tokens"] if found["n_tokens"] else np.nan
            why = "" if found["n_tokens"] else NO_DOCUMENT
            rows.append({"period": name, **found, "per_million": rate, "why": why})
        return FOUND.frame(rows)


def search(job: Job, what: str, *, period: str = "", estimator: str = "", word: bool = False, **changes: Any) -> Search:
    """A search for a theme or a word in a job's text; see `job_concordance`."""
    theme, is_theme = sought(job, what, word=word)
    where = chosen(job, *([period] if period else []), **changes)
    if not estimator:
        return Search(theme, is_theme, where)
    if not is_theme:
        raise ModelError(
            f'"{what}" is no theme, and an estimator weighs themes; {nearest(what, [theme.id for theme in job.themes])}'
        )
    main, weights = main_theme(job, theme, job.model(estimator))
    return Search(theme, is_theme, where, weights, main)


def job_concordance(
    job: Job, what: str, *, width: int = WIDTH, sort: Sort = "date", most: int | None = None, **changes: Any
) -> Concordance:
    """Every place where a theme or a word stands in a job's text.

    `what` is a theme, by id or label, for all its terms in all their forms; or a word or phrase, which need be no term
    of the study (`word = True`: although a theme is called so). `period` is a choice such as 2021 or 2019..2020, and
    `where` a selection by attributes. With `estimator`, a theme's lines are those in passages whose main theme it is,
    each with its weight. `width` is the context on each side in columns of a screen. `most` is the largest number of
    lines kept, evenly spaced in their order; all are counted. Other `changes` are values of `by`, `duplicates` and so
    on. Raises StudyError for what cannot be looked for and ModelError where no document is chosen.
    """
    of = search(job, what, **changes)
    lines, total = _spaced((of.line(hit, width) for hit in of.hits()), most)
    table = LINES.frame(lines)
    if sort != "date":
        table = table.iloc[np.argsort(_ranks(table[sort], sort), kind="stable")].reset_index(drop=True)
    return Concordance(of.theme, of.is_theme, of.chosen.where, table, of.counts(), total, of.repeated)


def concordance_in_parts(job: Job, what: str, *, width: int = WIDTH, **changes: Any) -> "Iterator[pd.DataFrame]":
    """All lines as `job_concordance` has them, in tables of bounded size; at least one table, which may be empty."""
    of, rows, none = search(job, what, **changes), [], True
    for hit in of.hits():
        rows.append(of.line(hit, width))
        if len(rows) == _PART:
            yield LINES.frame(rows)
            rows, none = [], False
    if rows or none:
        yield LINES.frame(rows)


def _spaced(lines: Iterable[dict[str, Any]], most: int | None) -> tuple[list[dict[str, Any]], int]:
    """At most so many lines, evenly spaced, and the number of all; no more than twice as many are held at once."""
    kept: list[dict[str, Any]] = []
    total, step = 0, 1
    for line in lines:
        if total % step == 0:
            kept.append(line)
        total += 1
        if most is not None and len(kept) > 2 * most:
            kept, step = kept[::2], 2 * step
    if most is not None and len(kept) > most:
        kept = [kept[place * len(kept) // most] for place in range(most)]
    return kept, total


def _ranks(texts: "pd.Series[str]", side: Sort) -> list[int]:
    """The rank of each context, word by word (character by character in Chinese) away from what was found."""
    keys = [_PIECE.findall(text.lower()) for text in texts]
    keys = [key[::-1] for key in keys] if side == "left" else keys
    order = {place: rank for rank, place in enumerate(sorted(range(len(keys)), key=lambda place: keys[place]))}
    return [order[place] for place in range(len(keys))]


def context(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """The text before and behind a place, at most `width` columns of each.

    >>> context("the new law on data security came into force", 15, 28, 9)
    ('law on', 'came into')
    """
    # Two characters more than can be shown: a space, and one that tells whether a word is cut.
    before, behind = text[max(0, start - width - 2) : start], text[end : end + width + 2]
    return ending(on_one_line(before).rstrip(), width), beginning(on_one_line(behind).lstrip(), width)


def ending(text: str, width: int) -> str:
    """The end of a text, at most `width` columns, without a word that is cut."""
    used, at = 0, len(text)
    while at and (used := used + character_width(text[at - 1])) <= width:
        at -= 1
    if 0 < at < len(text) and _LETTER.match(text[at - 1]):
        while at < len(text) and _LETTER.match(text[at]):
            at += 1
    return text[at:].strip()


def beginning(text: str, width: int) -> str:
    """The beginning of a text, at most `width` columns, without a word that is cut."""
    used, at = 0, 0
    while at < len(text) and (used := used + character_width(text[at])) <= width:
        at += 1
    if 0 < at < len(text) and _LETTER.match(text[at]):
        while at and _LETTER.match(text[at - 1]):
            at -= 1
    return text[:at].strip()


def on_one_line(text: str) -> str:
    """A text without line breaks, control characters and characters that nobody sees.

    >>> on_one_line("one\\x1b[31m\\ntwo\\u202e")
    'one [31m two '
    """
    return _CONTROL.sub(" ", _UNSEEN.sub("", text))
