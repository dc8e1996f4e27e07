"""Conflicts of dates: what a person has to decide before periods can be trusted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus
    from topics.preprocessing.document import Document


def date_conflicts(corpus: "Corpus") -> "pd.DataFrame":
    """Contradicted dates of the corpus, and the candidates of undated documents: rows of `Corpus.dates`.

    `problem` says what is wrong; the words are the evidence for the date.
    """
    return corpus.dates[corpus.dates["problem"] != ""].reset_index(drop=True)


def undated(corpus: "Corpus") -> list["Document"]:
    """The documents that were left out of a corpus for want of a date alone."""
    ids = set(corpus.losses.loc[corpus.losses["stage"] == "dated", "doc_id"])
    return [document for document in corpus.left_out if document.id in ids]
