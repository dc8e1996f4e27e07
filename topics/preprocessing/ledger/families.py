"""Families of copies, and what comes close to one, with the evidence a person needs to judge them."""

from typing import TYPE_CHECKING

from topics.preprocessing.conventions import NEAR
from topics.preprocessing.resemblance.evidence import chance_shares, judged
from topics.schema import SHARE, Column, declare

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from topics.preprocessing.corpus_tables import Corpus

FAMILIES = declare(
    "families",
    "one document, or one passage of the other documents, that repeats an earlier one or comes close to it",
    (
        Column("level", "text", "", "`document` or `passage`"),
        Column(
            "kind",
            "text",
            "",
            "`copy`; `form`, the same form filled in anew; `extended`, the earlier text and much besides; "
            "`near miss`, at least half of it; `apart`, nearly all of it, but said to repeat nothing, or itself like a "
            "copy more than like what that repeats; all but copies are counted",
        ),
        Column("canonical", "text", "", "id of what is repeated"),
        Column("member", "text", "", "id of what repeats it"),
        Column("date", "text", "", "date of the member's document"),
        Column("shared", "number", SHARE, "the member's letters inside passages aligned with the canonical one"),
        Column("back", "number", SHARE, "the canonical one's letters inside passages aligned with the member"),
        Column("n_passages", "integer", "passages", "aligned passages"),
        Column("longest", "integer", "letters", "letters that the two have in common in the longest of them"),
        Column("in_member", "text", "characters, from 1", "its place in the member, `first-last`"),
        Column("in_canonical", "text", "characters, from 1", "its place in the canonical one, `first-last`"),
        Column("begins", "text", "", "how it begins in the member"),
        Column("replaced", "text", "", "the first substitutions in aligned passages"),
        Column("figures_kept", "integer", "numbers", "numbers in aligned passages that are the same"),
        Column("figures_changed", "integer", "numbers", "numbers in aligned passages that are replaced by another one"),
    ),
)


def families(corpus: "Corpus", near: float = NEAR) -> "pd.DataFrame":
    """Duplicate documents, those that come close, and repeated passages of the others; columns as in `FAMILIES`.

    A document that is no copy has one row at most, for the earlier document that is closest to it. `near` is the
    threshold with which the corpus was read.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> "copy" in set(families(corpus)["kind"])  # nothing repeats anything here
    False
    """
    documents, passages = corpus.documents, corpus.passages
    dates = dict(zip(documents["doc_id"], documents["date"], strict=True))
    ids, copy_of = documents["doc_id"].tolist(), documents["duplicate_of"].tolist()
    rows = [
        ("document", kind, canonical, member, dates[member], *said)
        for kind, canonical, member, said in judged(ids, _texts(corpus), copy_of, near)
    ]
    copies = set(documents["doc_id"][documents["duplicate_of"] != ""])
    single = passages[(passages["duplicate_of"] != "") & ~passages["doc_id"].isin(copies)]
    named = passages[passages["passage_id"].isin({*single["passage_id"], *single["duplicate_of"]})]
    marked = named["duplicate_of"].where(named["passage_id"].isin(set(single["passage_id"])), "")
    owner = dict(zip(named["passage_id"], named["doc_id"], strict=True))
    parts = named["passage_id"].tolist(), named["text"].tolist(), marked.tolist()
    rows += [
        ("passage", kind, canonical, member, dates[owner[member]], *said)
        for kind, canonical, member, said in judged(*parts, near, others=False)
    ]
    return FAMILIES.frame(rows)


def unrelated_shares(corpus: "Corpus", listed: "pd.DataFrame") -> "NDArray[np.float64]":
    """What random pairs of documents share in aligned passages, pairs listed by `families` apart."""
    number = {doc_id: place for place, doc_id in enumerate(corpus.documents["doc_id"])}
    pairs = listed.loc[listed["level"] == "document", ["canonical", "member"]].itertuples(index=False)
    return chance_shares(_texts(corpus), {(number[a], number[b]) for a, b in pairs})


def _texts(corpus: "Corpus") -> list[str]:
    """The text of every document, passages joined by line breaks, in order."""
    joined = corpus.passages.groupby("doc_id", sort=False)["text"].agg("\n".join)
    texts: list[str] = joined.reindex(corpus.documents["doc_id"]).tolist()
    return texts
