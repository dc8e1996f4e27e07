"""The rows of the funnel about text: characters and occurrences of terms, from what is visible to what is counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.ledger.account import KEPT, REWRITTEN, TAKEN, VISIBLE
from topics.preprocessing.ledger.text import IN_COPY, REPEATS, occurrences
from topics.preprocessing.sentences import characters
from topics.themes import Theme

if TYPE_CHECKING:
    from topics.preprocessing.corpus_tables import Corpus

WRITTEN_OTHERWISE = "written otherwise"
# Why text of each kind is not in passages.
REASONS = {
    "reader": "not handed on by the reader",
    "frame": "around the document in its file",
    "furniture": "lines of the page",
    "marks": "addresses and marks",
    "copy": "copies within a document",
    "record": "kept as title, date or number",
    "left out": "in documents without a date",
    REWRITTEN: WRITTEN_OTHERWISE,
}
Row = tuple[str, str, str, int, Counter[str] | None]


def text_rows(
    corpus: "Corpus",
    themes: Sequence[Theme],
    year_of: Mapping[str, str],
    inside: Collection[str],
    unique: Collection[str],
) -> list[Row]:
    """Rows (level, stage, reason, total, number by year), the numbers of losses positive.

    `year_of` has the year of every document in the corpus, `inside` those in the periods and `unique` those of them
    that repeat no other. Documents that were left out have no year and stand in the total alone.
    """
    accounts, passages = corpus.accounts, corpus.passages
    if accounts.empty:  # a corpus that was kept before there were accounts
        return []
    levels = {"characters": (accounts["characters"].tolist(), list(map(characters, passages["text"])))}
    if themes:
        in_accounts, in_passages = occurrences(corpus, themes)
        levels["terms"] = (in_accounts.sum(axis=1).tolist(), in_passages.sum(axis=1).tolist())
    kinds, ends = accounts["kind"].tolist(), list(_ends(corpus, inside, unique))
    rows: list[Row] = []
    for level, (of_entries, of_passages) in levels.items():
        sums = {name: Counter[str]() for name in (*TAKEN, REWRITTEN, KEPT, *_ENDS, "counted")}
        for kind, doc_id, number in zip(kinds, accounts["doc_id"], of_entries, strict=True):
            if kind in (*TAKEN, REWRITTEN):
                sums[kind][doc_id] += -number if kind == REWRITTEN else number
        for end, doc_id, number in zip(ends, passages["doc_id"], of_passages, strict=True):
            sums[end][doc_id] += number
            sums[KEPT][doc_id] += number
        sums[VISIBLE] = Counter()
        for name in (KEPT, *TAKEN, REWRITTEN):
            sums[VISIBLE].update(sums[name])
        told = [("visible", "", VISIBLE), *(("visible", REASONS[k], k) for k in (*TAKEN, REWRITTEN))]
        told += [("in passages", "", KEPT), *(("in passages", end, end) for end in _ENDS), ("counted", "", "counted")]
        rows += [(level, stage, reason, *_by_year(sums[name].items(), year_of)) for stage, reason, name in told]
    return rows


_ENDS = ("outside the study's periods", IN_COPY, REPEATS)


def _ends(corpus: "Corpus", inside: Collection[str], unique: Collection[str]) -> Iterable[str]:
    """Where each passage ends: for which reason it is not counted, or `counted`."""
    for doc_id, counted in corpus.passages[["doc_id", "counted"]].itertuples(index=False):
        if doc_id not in inside:
            yield _ENDS[0]
        elif counted:
            yield "counted"
        else:
            yield _ENDS[2 if doc_id in unique else 1]


def _by_year(numbers: Iterable[tuple[str, int]], year_of: Mapping[str, str]) -> tuple[int, Counter[str]]:
    total, years = 0, Counter[str]()
    for doc_id, number in numbers:
        total += number
        if doc_id in year_of:
            years[year_of[doc_id]] += number
    return total, years
