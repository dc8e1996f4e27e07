"""The trace of cleaning: every change to one document step by step, and numbers of changes for all documents."""

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.errors import DocumentError, nearest
from topics.languages import language_of
from topics.preprocessing.broken_lines import NO_WORDS, unbroken, words_at_breaks
from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.cleaning.learned import without_learned
from topics.preprocessing.cleaning.repairs import Step, clean_counted, clean_text, repair_steps
from topics.preprocessing.corpus_tables import LEARNED
from topics.preprocessing.ledger.account import gone
from topics.preprocessing.passages import body_lines, split_header
from topics.schema import Column, declare

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus

TRACE = declare(
    "trace",
    "one change to a document",
    (
        Column("repair", "text", "", "name of the repair"),
        Column("changes", "integer", "changes", "all that this step changed in the document"),
        Column("before", "text", "", "the place before, with what goes between ⟦ and ⟧"),
        Column("after", "text", "", "the place after, with what comes between ⟦ and ⟧"),
    ),
)
REPAIR_COUNTS = declare(
    "repair counts",
    "one document, or all of them",
    (Column("doc_id", "text", "", "id of the document, or `all`"),),
    others=Column("<repair>", "integer", "changes", "changes that the repair made; learned furniture counts lines"),
)
WHOLE_LINES = "lines joined"
_AROUND = 12  # characters shown on either side of a change
_LONGEST = 40  # characters shown of a change


def trace(corpus: "Corpus", doc_id: str, language: str = "zh") -> "pd.DataFrame":
    """Every change to one document, in order: columns as declared in `TRACE`.

    `before` and `after` show a change with the characters around it; removed or added text stands between ⟦ and ⟧. The
    last rows are the lines removed as title, as bylines and as learned furniture of the source.

    Raises DocumentError for a document that is not in the corpus.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> trace(corpus, "doc-0").columns.tolist()
    ['repair', 'changes', 'before', 'after']
    """
    text, title, source = _as_read(corpus, doc_id)
    whole, *_ = unbroken(text, language, _words(corpus, language))
    rows: list[tuple[str, int, str, str]] = []
    if whole != text:
        step = Step(WHOLE_LINES, text.count("\n") - whole.count("\n"), text, whole)
        rows += [(step.repair, step.changes, before, after) for before, after in differences(step)]
        text = whole
    for step in repair_steps(text, language):
        rows += [(step.repair, step.changes, before, after) for before, after in differences(step)]
        text = step.after
    body, header = split_header(text, clean_text(title, language), clean_text(source, language))
    rows += _lines_gone("title and bylines", [line for _, line in header])
    rows += _lines_gone(LEARNED, gone("\n".join(body), "\n".join(without_learned(body, source, corpus.furniture))))
    return TRACE.frame(rows)


def _words(corpus: "Corpus", language: str) -> Mapping[str, int]:
    return NO_WORDS if language_of(language).chinese else words_at_breaks(corpus.raw)


def _as_read(corpus: "Corpus", doc_id: str) -> tuple[str, str, str]:
    """Text, title and source of a document, dated or not, before cleaning."""
    columns = (corpus.documents[name].tolist() for name in ("doc_id", "title", "source"))
    known = {doc: (text, title, source) for text, doc, title, source in zip(corpus.raw, *columns, strict=True)}
    known |= {document.id: (document.text, document.title, document.source) for document in corpus.left_out}
    if doc_id not in known:
        raise DocumentError(f'no document has the id "{doc_id}"; {nearest(doc_id, known)}')
    return known[doc_id]


def differences(step: Step) -> list[tuple[str, str]]:
    """The changes of a step, each as (before, after) with the characters around it."""
    pairs = []
    for old, new in _changed_lines(step.before.split("\n"), step.after.split("\n")):
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            if kind != "equal":
                pairs.append((_marked(old, i, j), _marked(new, k, m)))
    return pairs


def _changed_lines(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Pairs of stretches of whole lines that differ; single lines if no line was added or removed."""
    if len(old) == len(new):
        return [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changed = [(old[i:j], new[k:m]) for kind, i, j, k, m in matcher.get_opcodes() if kind != "equal"]
    return [("\n".join(a), "\n".join(b)) for a, b in changed]


def _marked(text: str, start: int, end: int) -> str:
    changed = text[start:end]
    if len(changed) > _LONGEST:
        changed = f"{changed[: _LONGEST // 2]}…{changed[-_LONGEST // 2 :]}"
    around = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{around[0]}⟦{changed}⟧{around[1]}".replace("\n", "⏎")


def _lines_gone(name: str, lines: Sequence[str]) -> list[tuple[str, int, str, str]]:
    return [(name, len(lines), f"⟦{line[:_LONGEST]}⟧", "⟦⟧") for line in lines]


def repair_counts(corpus: "Corpus", language: str = "zh") -> "pd.DataFrame":
    """Numbers of changes by each repair, one row per document; the last row is the total. Columns: `REPAIR_COUNTS`.

    >>> corpus = topics.load_study("my-study").corpus()
    >>> int(repair_counts(corpus).set_index("doc_id").loc["all", "glosses"])
    0
    """
    import pandas as pd

    rows = []
    words = _words(corpus, language)
    columns = (corpus.documents[name].astype(str) for name in ("doc_id", "title", "source"))
    for doc_id, title, source, text in zip(*columns, corpus.raw, strict=True):
        cleaned, counts = clean_counted(unbroken(text, language, words)[0], language)
        body = body_lines(cleaned, clean_text(title, language), clean_text(source, language))
        learned = len(body) - len(without_learned(body, source, corpus.furniture))
        rows.append({"doc_id": doc_id, **{name: counts[name] for name in REPAIRS}, LEARNED: learned})
    table = pd.DataFrame(rows)
    total = {"doc_id": "all", **table.drop(columns="doc_id").sum().to_dict()}
    return REPAIR_COUNTS.check(pd.concat([table, pd.DataFrame([total])], ignore_index=True))
