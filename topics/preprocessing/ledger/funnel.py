"""The funnel from files to counted passages, with every loss and its reason, by year.

Conventions. A row with an empty `reason` is the number at a stage; the rows below it with a reason are losses, written
as negative numbers, but for copies that add passages of their own to the documents they repeat. A stage plus its losses
is exactly the next stage of the same level, in `total` and in every year. Years are known from the stage "dated" on;
before it, their cells are missing (<NA>). The details behind the semicolon of a loss (which page, which row) are shown
only in the corpus's list of losses. The levels "characters" and "terms" say the same of text: characters that are not
white space, and occurrences of the themes' terms, from what is visible in the files to what is counted. What repairs
write otherwise is a row of its own, which may be positive.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.ledger.funnel_of_text import Row, text_rows
from topics.schema import Column, declare
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus


_COUNTED = "files, documents, passages, characters or occurrences"
FUNNEL = declare(
    "funnel",
    "what stands at one stage, or is lost there for one reason",
    (
        Column("level", "text", "", "what is counted: `files`, `documents`, `passages`, `characters` or `terms`"),
        Column("stage", "text", "", "name of the stage"),
        Column("reason", "text", "", "why these were lost, empty for what stands"),
        Column("total", "integer", _COUNTED, "count of all years, negative for a loss"),
    ),
    others=Column(
        "<year>", "integer", _COUNTED, "count of the year, negative for a loss, missing before dates are known"
    ),
)
BY_SOURCE = declare(
    "documents",
    "one year and source",
    (
        Column("year", "text", "", "year of publication"),
        Column("source", "text", "", "who published, empty where that is not stated"),
        Column("n_documents", "integer", "documents", "documents in the periods that repeat no earlier one"),
    ),
)


def funnel(corpus: "Corpus", themes: Sequence[Theme] = (), outside: Collection[str] = ()) -> "pd.DataFrame":
    """The funnel from files to counted passages, and that of their text: columns as declared in `FUNNEL`.

    `outside` has the ids of documents that are in none of a study's periods (`Periods.outside`), a loss of their own.
    The columns of years are called "2020" and so on. Occurrences of terms are those of `themes`.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> topics.funnel(corpus)[["level", "stage", "total"]].tail(4)
             level        stage  total
    9     passages      counted     24
    10  characters      visible   1924
    11  characters  in passages   1924
    12  characters      counted   1924
    """
    documents = corpus.documents
    of_document = dict(zip(documents["doc_id"], documents["date"].str[:4], strict=True))
    inside = _inside(documents, outside)
    kept = documents[inside & (documents["duplicate_of"] == "")]
    rows = [*_before_dates(corpus), *_by_year(corpus, inside, of_document)]
    rows += text_rows(corpus, themes, of_document, set(documents["doc_id"][inside]), set(kept["doc_id"]))
    return _table(rows, sorted(set(of_document.values())))


def _before_dates(corpus: "Corpus") -> list[Row]:
    """The stages at which the year of what is lost is not known yet: files, and documents until they are dated."""
    undecoded, empty, undated = (corpus.losses[corpus.losses["stage"] == s] for s in ("decoded", "with text", "dated"))
    n = len(corpus.documents)
    return [
        ("files", "found", "", len(corpus.files) + len(undecoded), None),
        *_losses("files", "found", undecoded),
        ("files", "decoded", "", len(corpus.files), None),
        ("documents", "found", "", n + len(empty) + len(undated), None),
        *_losses("documents", "found", empty),
        ("documents", "with text", "", n + len(undated), None),
        *_losses("documents", "with text", undated),
    ]


def _by_year(corpus: "Corpus", inside: "pd.Series[bool]", of_document: Mapping[str, str]) -> Iterator[Row]:
    """The stages from dated documents to counted passages."""
    documents, passages = corpus.documents, corpus.passages
    unique = documents["duplicate_of"] == ""
    kept = set(documents["doc_id"][inside & unique])
    read = passages[passages["doc_id"].isin(set(documents["doc_id"][inside]))]
    lost, in_kept = ~read["counted"], read["doc_id"].isin(kept)
    with_text = set(read["doc_id"][read["counted"]])

    def row(level: str, stage: str, reason: str, ids: Iterable[str], sign: int = 1) -> Row:
        years = Counter(of_document[i] for i in ids)
        return level, stage, reason, sign * years.total(), Counter({year: sign * n for year, n in years.items()})

    yield row("documents", "dated", "", documents["doc_id"])
    yield row("documents", "dated", "outside the study's periods", documents["doc_id"][~inside])
    yield row("documents", "in the periods", "", documents["doc_id"][inside])
    yield row("documents", "in the periods", "repeats an earlier document", documents["doc_id"][inside & ~unique])
    yield row("documents", "unique", "", documents["doc_id"][inside & unique])
    yield row("documents", "unique", "all its passages repeat earlier ones", sorted(kept - with_text))
    yield row("documents", "unique", "a copy with passages of its own", sorted(with_text - kept), -1)
    yield row("documents", "counted", "", sorted(with_text))
    yield row("passages", "found", "", read["doc_id"])
    yield row("passages", "found", "in a document that repeats an earlier one", read["doc_id"][lost & ~in_kept])
    yield row("passages", "found", "repeats an earlier passage", read["doc_id"][lost & in_kept])
    yield row("passages", "counted", "", read["doc_id"][read["counted"]])


def _table(rows: Iterable[Row], years: Sequence[str]) -> "pd.DataFrame":
    """The rows with losses as negative numbers, without losses of nothing."""
    import pandas as pd

    table = []
    for level, stage, reason, total, of_years in rows:
        if reason and not total and not any((of_years or {}).values()):
            continue
        sign = -1 if reason else 1
        by_year = [sign * of_years[y] if of_years is not None else None for y in years]
        table.append([level, stage, reason, sign * total, *by_year])
    frame = pd.DataFrame(table, columns=[*FUNNEL.names, *years])
    return FUNNEL.check(frame.astype({"total": "int64", **dict.fromkeys(years, "Int64")}))


def _losses(level: str, stage: str, losses: "pd.DataFrame") -> list[Row]:
    reasons = Counter(str(reason).partition(";")[0] for reason in losses["reason"])
    return [(level, stage, reason, n, None) for reason, n in sorted(reasons.items())]


def documents_by_source(corpus: "Corpus", outside: Collection[str] = ()) -> "pd.DataFrame":
    """Unique documents of the funnel by year and source: columns as declared in `BY_SOURCE`."""
    documents = corpus.documents
    unique = documents[_inside(documents, outside) & (documents["duplicate_of"] == "")]
    counts = unique.groupby([unique["date"].str[:4].rename("year"), "source"]).size()
    return BY_SOURCE.check(counts.rename("n_documents").reset_index())


def _inside(documents: "pd.DataFrame", outside: Collection[str]) -> "pd.Series[bool]":
    return (documents["date"] != "") & ~documents["doc_id"].isin(outside)
