"""The exported table of passages, with the attributes of their documents, and tables as CSV without formulas."""

from pathlib import Path
from typing import TYPE_CHECKING

from topics.files.csv import no_formula
from topics.preprocessing.attribute_table import OF_DOCUMENTS, beside
from topics.preprocessing.corpus_tables import DOCUMENTS, PASSAGES
from topics.results.topics import DescribedTopics
from topics.schema import N_TOKENS, declare

if TYPE_CHECKING:
    import pandas as pd

EXPORTED_PASSAGES = declare(
    "exported passages",
    "one passage, in the order of `passage_topics`",
    (
        *PASSAGES.only("passage_id", "doc_id", "position", "counted"),
        *DOCUMENTS.only("date", "source"),
        N_TOKENS,
    ),
    others=OF_DOCUMENTS,
)


def exported_passages(described: DescribedTopics) -> "pd.DataFrame":
    """The passages of a run's corpus with their documents' date, source and attributes, in the run's order."""
    corpus = described.corpus
    passages = corpus.passages[["passage_id", "doc_id", "position", "counted"]]
    of_documents = corpus.documents.set_index("doc_id").loc[passages["doc_id"]]
    told = {name: of_documents[name].to_numpy() for name in ("date", "source")}
    attributes = beside(corpus.documents, passages["doc_id"].tolist(), EXPORTED_PASSAGES.names)
    return EXPORTED_PASSAGES.check(passages.assign(**told, n_tokens=described.tokens.lengths, **attributes))


def write_csv(path: Path, table: "pd.DataFrame") -> None:
    """Write a table as CSV; text and names of columns that a spreadsheet would take for formulas get an apostrophe."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    def safe(column: "pd.Series[str]") -> "pd.Series[str]":
        return column if is_numeric_dtype(column) or is_bool_dtype(column) else column.map(no_formula)

    named = table.apply(safe).rename(columns=lambda name: no_formula(str(name)))
    named.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
