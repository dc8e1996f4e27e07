"""The ledger of text, for a whole corpus and for one document.

It says what became of the visible text of a corpus, step by step, in characters, running sentences and
occurrences of each theme's terms (`topics.preprocessing.ledger.account` defines the kinds of steps). Characters add up
exactly, as there. Sentences and occurrences of terms are counted as the repairs write them, so that visible = kept +
taken holds for them by definition; marks and addresses are no words and hold none.

After the passages that are kept stands what is left of them without copies: kept = repeated + counted, as in the funnel
of a study whose periods hold all documents.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import DocumentError, nearest
from topics.preprocessing.cleaning.repairs import normal_form
from topics.preprocessing.ledger.account import KEPT, MARKS, REWRITTEN, TAKEN, VISIBLE
from topics.preprocessing.sentences import characters, count_sentences
from topics.schema import Column, declare
from topics.themes import Theme, count_terms

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from topics.preprocessing.corpus_tables import Corpus

EXAMPLE = 60  # characters
IN_COPY, REPEATS = "in a document that repeats an earlier one", "repeats an earlier passage"
REPEATED, COUNTED = "repeated", "counted"

_THEMES = Column("<theme>", "integer", "occurrences", "occurrences of the theme's terms")
LEDGER = declare(
    "ledger",
    "what stands in the files or in passages, or one step that took or rewrote text",
    (
        Column("step", "text", "", "reader's step, repair or rule"),
        Column(
            "kind",
            "text",
            "",
            "`visible`, `rewritten`, `kept`, `counted`, or what kind of text was taken; of what is kept, `repeated` is "
            "not counted, since an earlier text says it",
        ),
        Column("documents", "integer", "documents", "documents that the step concerns"),
        Column("characters", "integer", "characters", "characters other than white space, negative where taken"),
        Column("sentences", "integer", "sentences", "running sentences, negative where taken"),
        Column("example", "text", "", "the longest piece that was taken, from its beginning"),
    ),
    others=_THEMES,
)
LEDGER_OF = declare(
    "ledger of a document",
    "what stands in the file or in passages, or one step that took or rewrote text of the document",
    (
        *LEDGER.only("step", "kind", "characters", "sentences"),
        Column("text", "text", "", "what was taken or is not counted, one piece per line"),
    ),
    others=_THEMES,
)


def ledger(corpus: "Corpus", themes: Sequence[Theme] = ()) -> "pd.DataFrame":
    """What became of all visible text, step by step: columns as declared in `LEDGER`, one more per theme.

    The first row is what is visible, the row `kept` what is in passages; the rows between are negative where text was
    taken, so that their characters add up to what is kept. So do the rows after it: what is kept, less what repeats an
    earlier text, is what is counted.

    >>> study = topics.load_study("my-study")
    >>> topics.ledger(study.corpus(), study.themes)[["step", "kind", "characters"]]
              step     kind  characters
    0  in the file  visible        1924
    1     passages     kept        1924
    2      counted  counted        1924
    """
    import pandas as pd

    found, kept = occurrences(corpus, themes)
    numbers = ["characters", "sentences", *(theme.id for theme in themes)]
    steps: dict[tuple[str, str], dict[str, Any]] = {}
    rows = corpus.accounts[["step", "kind", "characters", "sentences", "text"]].itertuples(index=False)
    for (step, kind, *counted, text), of_themes in zip(rows, found.tolist(), strict=True):
        row = steps.setdefault(
            (kind, step), {"step": step, "kind": kind, "documents": 0, "example": "", **dict.fromkeys(numbers, 0)}
        )
        sign = -1 if kind in TAKEN else 1
        row["documents"] += 1
        row["example"] = max(row["example"], *(piece[:EXAMPLE] for piece in text.split("\n")), key=len)
        for name, number in zip(numbers, [*counted, *of_themes], strict=True):
            row[name] += sign * number
    in_order = sorted(steps.values(), key=lambda row: _rank(row["kind"]))
    table = pd.DataFrame(in_order, columns=[*LEDGER.names, *(theme.id for theme in themes)])
    ends = _ends(corpus.passages, _where(corpus), kept, themes)
    _fill_totals(table, numbers[1:], ends)
    ends["example"] = [max((piece[:EXAMPLE] for piece in text.split("\n")), key=len) for text in ends["text"]]
    return LEDGER.check(_after(table, ends[list(table)]))


def _where(corpus: "Corpus") -> list[str]:
    """Why each passage is not counted, in the funnel's words; "" where it is."""
    copies = set(corpus.documents.loc[corpus.documents["duplicate_of"] != "", "doc_id"])
    return [
        "" if counted else IN_COPY if doc_id in copies else REPEATS
        for doc_id, counted in corpus.passages[["doc_id", "counted"]].itertuples(index=False)
    ]


def _ends(
    passages: "pd.DataFrame", where: Sequence[str], kept: "NDArray[np.int64]", themes: Sequence[Theme]
) -> "pd.DataFrame":
    """The rows after the passages: each reason in `where` with its passages, negative, and what is counted."""
    import pandas as pd

    names = [theme.id for theme in themes]
    table = passages[["doc_id", "text"]].assign(
        step=where,
        characters=[characters(text) for text in passages["text"]],
        sentences=[count_sentences([text]) for text in passages["text"]],
        **dict(zip(names, kept.T, strict=True)),
    )
    rows = []
    for step in (*sorted(set(where) - {""}), ""):
        of_step = table[table["step"] == step]
        sums = of_step[["characters", "sentences", *names]].sum()
        rows.append(
            {
                "step": step or COUNTED,
                "kind": REPEATED if step else COUNTED,
                "documents": of_step["doc_id"].nunique(),
                "text": "\n".join(of_step["text"]) if step else "",
                **(-sums if step else sums).to_dict(),
            }
        )
    return pd.DataFrame(rows)


def _rank(kind: str) -> int:
    return (VISIBLE, *TAKEN, REWRITTEN, KEPT).index(kind)


def _fill_totals(table: "pd.DataFrame", names: Sequence[str], ends: "pd.DataFrame") -> None:
    """Write what is kept, and what is visible as the sum of what is kept and taken, into their rows.

    What is kept is what `ends` has, counted or repeated.
    """
    taken = table["kind"].isin(TAKEN)
    for name in names:
        number = int(ends[name].abs().sum())
        table.loc[table["kind"] == KEPT, name] = number
        table.loc[table["kind"] == VISIBLE, name] = number - int(table.loc[taken, name].sum())


def ledger_of(corpus: "Corpus", doc_id: str, themes: Sequence[Theme] = ()) -> "pd.DataFrame":
    """The ledger of one document with everything that was taken or is not counted: columns as declared in `LEDGER_OF`.

    A row `repeated` names the document that the text repeats.

    Raises DocumentError for a document that is not in the corpus.
    """
    if doc_id not in set(corpus.accounts["doc_id"]):
        raise DocumentError(f'no document has the id "{doc_id}"; {nearest(doc_id, corpus.accounts["doc_id"].unique())}')
    accounts, passages = (table[table["doc_id"] == doc_id] for table in (corpus.accounts, corpus.passages))
    found, kept = occurrences(replace(corpus, accounts=accounts, passages=passages), themes)
    names = ["sentences", *(theme.id for theme in themes)]
    table = accounts.assign(**dict(zip(names[1:], found.T, strict=True)))
    table.loc[table["kind"].isin(TAKEN), ["characters", *names]] *= -1
    ends = _ends(passages, _originals(corpus, doc_id, passages), kept, themes)
    _fill_totals(table, names, ends)
    order = table["kind"].map(_rank).sort_values(kind="stable").index
    columns = [*LEDGER_OF.names, *(theme.id for theme in themes)]
    return LEDGER_OF.check(_after(table.loc[order, columns], ends[columns]))


def _after(table: "pd.DataFrame", ends: "pd.DataFrame") -> "pd.DataFrame":
    """Both tables, one after the other; a first one without rows, as of version 0.1, has no types to keep."""
    import pandas as pd

    return pd.concat([table, ends], ignore_index=True) if len(table) else ends.reset_index(drop=True)


def _originals(corpus: "Corpus", doc_id: str, passages: "pd.DataFrame") -> list[str]:
    """What each passage of a document repeats: the document of which this one is a copy, or an earlier passage."""
    (copy_of,) = corpus.documents.loc[corpus.documents["doc_id"] == doc_id, "duplicate_of"].tolist() or [""]
    return [
        "" if counted else f"copy of {copy_of}" if copy_of else f"repeats passage {earlier}"
        for earlier, counted in passages[["duplicate_of", "counted"]].itertuples(index=False)
    ]


def occurrences(corpus: "Corpus", themes: Sequence[Theme]) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Occurrences of the themes' terms in each row of the accounts, and in each passage."""
    rows = corpus.accounts[["kind", "text"]].itertuples(index=False)
    texts = ["" if kind == MARKS else as_written(text) for kind, text in rows]
    return count_terms(texts, themes), count_terms(corpus.passages["text"], themes)


def as_written(text: str) -> str:
    """The text as the repairs write it, in which terms are counted."""
    return normal_form(text)
