"""Passages as tables, for machines and for people."""

from typing import TYPE_CHECKING

from topics.runs.results import theme_scores_of
from topics.runs.store import Job, Run, Store

if TYPE_CHECKING:
    import pandas as pd


def passages_table(store: Store, job: Job, run: Run) -> "pd.DataFrame":
    """Theme weights passage by passage: `passage_id, doc_id, position, period, text`, then one column a theme."""
    corpus, _ = store.corpus(job.record["corpus"])
    scores = theme_scores_of(store, job, run)
    periods = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    table = corpus.passages[["passage_id", "doc_id", "position"]].copy()
    table["period"] = table["doc_id"].map(periods)
    table["text"] = corpus.passages["text"]
    for column, theme in enumerate(scores.theme_ids):
        table[theme] = scores.weights[:, column]
    return table


def beginning(text: str, characters: int) -> str:
    """The first characters of a text on one line, with a mark where it goes on."""
    line = " ".join(text.split())
    return line if len(line) <= characters else f"{line[:characters]}…"


def shortened(table: "pd.DataFrame", characters: int = 28) -> "pd.DataFrame":
    """A table of passages whose texts are cut to fit a line."""
    return table.assign(text=[beginning(text, characters) for text in table["text"]])
