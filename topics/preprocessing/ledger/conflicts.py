"""Conflicts of dates: what a person has to decide before periods can be trusted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus import Corpus


def date_conflicts(corpus: "Corpus") -> "pd.DataFrame":
    """Contradicted dates of the corpus, and the candidates of undated documents: rows of `Corpus.dates`.

    `problem` says what is wrong; the words are the evidence for the date.
    """
    return corpus.dates[corpus.dates["problem"] != ""].reset_index(drop=True)
