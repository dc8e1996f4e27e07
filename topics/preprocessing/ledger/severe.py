"""Severe losses, for which a run is refused unless the study accepts them; and the losses in words.

A loss is severe where text is missing that would count: a file, page or row that could not be read; running sentences
that a step took from a document; a step that took a share of a theme's occurrences in a period.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from topics.preprocessing.corpus_tables import EMPTY
from topics.preprocessing.harmless import harmless
from topics.preprocessing.ledger.text import EXAMPLE, as_written
from topics.preprocessing.readers.steps import (
    ABSTRACTS_READ,
    CELL_COMMENTS,
    CHART,
    DRAWINGS,
    EMPTY_RECORD,
    EMPTY_ROW,
    HALF_CHARACTER,
    NO_ROW,
    NO_TEXT_COLUMN,
    OBJECT,
    REPLACED,
    UNSHOWN,
)
from topics.preprocessing.sentences import sentences
from topics.schema import Column, declare
from topics.themes import Theme
from topics.wording import count, listed, percent

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus

MOST_LOST = 0.02  # of a theme's occurrences in a period, by one step
LEAST_LOST = 3  # occurrences, by one step in all such periods: fewer are in the ledger and move no share by much
NAMED = ("furniture", "notices")  # the steps that take documented lines of pages, whether or not these are sentences
# Reasons of losses, up to a semicolon, that are told and stop no run: no running text is in them, or it is told
# sentence by sentence.
MINOR = frozenset((
    EMPTY_ROW, EMPTY_RECORD, EMPTY, CHART, OBJECT, NO_TEXT_COLUMN, NO_ROW, CELL_COMMENTS, DRAWINGS, HALF_CHARACTER,
    ABSTRACTS_READ, REPLACED, UNSHOWN,
))  # fmt: skip

_SHOWN = 3  # documents or files of one reason that are named
_NOT_TAKEN = re.compile(r"“([^”]{1,40})” \([^()]*\) is not taken")  # the cell of a date that cannot be read
_SHORT = 60  # characters of what is said of a single case, to be named with it

SEVERE = declare(
    "severe",
    "one reason for which a run is refused, unless the study accepts its losses",
    (
        Column("kind", "text", "", "`files`, `sentences` or `terms`"),
        Column("sentence", "text", "", "what was lost, in words"),
    ),
)


def severe_losses(
    corpus: "Corpus", themes: Sequence[Theme] = (), period_of: Mapping[str, str] | None = None
) -> "pd.DataFrame":
    """The losses for which a run is refused unless the study accepts them: columns as declared in `SEVERE`.

    They are files, pages and rows that could not be read; documents that lose running sentences other than documented
    notices of pages; and steps that take more than `MOST_LOST` of a theme's occurrences in a period, and `LEAST_LOST`
    or more in all such periods, copies and titles aside. `period_of` maps documents to periods, their years by default.

    >>> study = topics.load_study("my-study")
    >>> len(severe_losses(study.corpus(), study.themes))
    0
    """
    documents = corpus.documents
    periods = period_of or dict(zip(documents["doc_id"], documents["date"].str[:4], strict=True))
    found = [
        *(("files", sentence) for sentence in _unread(corpus)),
        *(("sentences", sentence) for sentence in _lost_sentences(corpus)),
        *(("terms", sentence) for sentence in _lost_terms(corpus, themes, periods)),
    ]
    return SEVERE.frame(found)


def _unread(corpus: "Corpus", most: int = 3) -> list[str]:
    """One sentence per reason for which files, pages or rows could not be read."""
    places: dict[str, list[str]] = {}
    for stage, path, reason in corpus.losses[["stage", "path", "reason"]].itertuples(index=False):
        head, _, place = reason.partition("; ")
        if stage in ("decoded", "with text", "text") and head not in MINOR and not harmless(reason):
            places.setdefault(head, []).append(f"{path} ({place})" if place else path)
    return [f"{head}: {count(len(of), 'time')}, {listed(of, most)}" for head, of in places.items()]


def _lost_sentences(corpus: "Corpus", most: int = 5) -> list[str]:
    """One sentence for each document that loses running sentences, the worst first."""
    accounts = corpus.accounts
    lost = accounts[_may_hold_text(accounts) & ~accounts["step"].isin(NAMED) & (accounts["sentences"] > 0)]
    by_document = lost.groupby("doc_id", sort=False)["sentences"].sum().sort_values(ascending=False, kind="stable")
    said = []
    for doc_id, number in by_document.head(most).items():
        rows = lost[lost["doc_id"] == doc_id]
        first = next(sentence for text in rows["text"] for sentence in sentences(text))
        steps = listed(rows["step"].unique().tolist())
        said.append(f"{doc_id} loses {count(int(number), 'running sentence')} by {steps}: “{first[:EXAMPLE]}”")
    if len(by_document) > most:
        rest = by_document.iloc[most:]
        whose = count(len(rest), "more document loses", "more documents lose")
        said.append(f"{whose} {count(int(rest.sum()), 'running sentence')}")
    return said


def _may_hold_text(accounts: "pd.DataFrame") -> "pd.Series[bool]":
    return accounts["kind"].isin(("reader", "furniture"))


def _lost_terms(corpus: "Corpus", themes: Sequence[Theme], period_of: Mapping[str, str]) -> list[str]:
    """One sentence per step and theme of which it takes too many occurrences in some period."""
    accounts = corpus.accounts[_may_hold_text(corpus.accounts)]
    titles = dict(zip(corpus.documents["doc_id"], corpus.documents["title"].map(as_written), strict=True))
    taken, first = Counter[tuple[str, str, str]](), dict[tuple[str, str, str], str]()
    for doc_id, step, text in accounts[["doc_id", "step", "text"]].itertuples(index=False):
        if period := period_of.get(doc_id):
            written = as_written(text)
            if titles[doc_id]:
                written = written.replace(titles[doc_id], "")  # a copy of the title, which is kept
            for theme in themes:
                if number := theme.count(written):
                    taken[step, theme.id, period] += number
                    first.setdefault((step, theme.id, period), f"{doc_id} (“{_around(theme, written)}”)")
    periods = corpus.passages["doc_id"].map(period_of)
    kept = Counter[tuple[str, str]]()
    for theme in themes:
        for period in {at for _, theme_id, at in taken if theme_id == theme.id}:
            kept[theme.id, period] = sum(map(theme.count, corpus.passages.loc[periods == period, "text"]))
    said: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for (step, theme_id, period), number in sorted(taken.items()):
        whole = kept[theme_id, period] + number
        if number > MOST_LOST * whole:
            part = f"{percent(number / whole, 0)} in {period} ({number:,} of {whole:,})"
            said.setdefault((theme_id, step), []).append((part, first[step, theme_id, period], number))
    return [
        f'of the occurrences of "{theme_id}", {step} {"take" if step.endswith("s") else "takes"} '
        f"{listed([part for part, _, _ in parts], 4)}, as in {parts[0][1]}"
        for (theme_id, step), parts in said.items()
        if sum(number for _, _, number in parts) >= LEAST_LOST
    ]


def _around(theme: Theme, text: str) -> str:
    """The line with a theme's first occurrence, from a little before it on."""
    start, end = theme.spans(text)[0]
    begin = max(text.rfind("\n", 0, start) + 1, end - EXAMPLE // 2)
    return text[begin : begin + EXAMPLE].partition("\n")[0].strip()


# --- sentences for people ---------------------------------------------------------------------------------------------

_SAID: dict[str, str] = {
    "reader": "Not handed on by readers: {n}",
    "frame": "Around documents in their files: {n}",
    "furniture": "Lines of pages or learned furniture: {n}",
    "copy": "Repeats of text of the same document: {n}",
    "left out": "In documents without a date: {n}",
}


def loss_lines(corpus: "Corpus") -> list[str]:
    """One line per kind of loss beyond documented furniture, marks and titles.

    >>> loss_lines(topics.load_study("my-study").corpus())
    []
    """
    accounts = corpus.accounts[~corpus.accounts["step"].isin(NAMED)]
    lines = []
    for kind, words in _SAID.items():
        of_kind = accounts[accounts["kind"] == kind]
        if len(of_kind):
            steps = listed(of_kind.groupby("step")["characters"].sum().sort_values(ascending=False).index.tolist(), 4)
            n = count(int(of_kind["characters"].sum()), "character")
            where = count(of_kind["doc_id"].nunique(), "document")
            lines.append(f"{words.format(n=n)} ({where})" + (f": {steps}." if kind != "left out" else "."))
    places: dict[str, list[str]] = {}
    for path, doc_id, reason in corpus.losses[["path", "doc_id", "reason"]].itertuples(index=False):
        head, _, case = reason.partition("; ")
        cell = _NOT_TAKEN.search(case)
        told = case if len(case) <= _SHORT else f"“{cell[1]}”" if cell else ""
        place = f" ({told})" if told else ""
        places.setdefault(head, []).append(f"{doc_id or path}{place}")
    return [*lines, *(f"{len(of):,} × {head}: {listed(of, _SHOWN)}." for head, of in places.items())]


def refusal(severe: "pd.DataFrame", study: str) -> str:
    """The message with which a run is refused."""
    told = "\n".join(f"  {sentence}." for sentence in severe["sentence"])
    return (
        f"text would be missing from every number of this study:\n{told}\n`topics corpus {quote(study)} --ledger` "
        'shows what was taken, `--losses` what was not read. Mend it, or write losses = "accept" under [corpus]; '
        "what is missing is then printed with every figure."
    )


def accepted(severe: "pd.DataFrame", language: str = "en") -> str:
    """What a study accepts to lose, in one sentence; "" for a study that loses nothing of weight."""
    if severe.empty:
        return ""
    if language != "zh":
        return f"Losses accepted by the study: {'; '.join(severe['sentence'])}."
    kinds = Counter(severe["kind"])
    kinds["files"] = sum(_times(told) for told in severe.loc[severe["kind"] == "files", "sentence"])
    told = "；".join(words.format(n=kinds[kind]) for kind, words in _ACCEPTED_ZH.items() if kinds[kind])
    return f"本研究接受的文本缺失：{told}；明细见 `topics corpus` 的 `--losses` 与 `--ledger`。"


def _times(told: str) -> int:
    """The number of cases that a sentence of `_unread` names."""
    found = re.search(r": ([\d,]+) times?, ", told)
    return int(found[1].replace(",", "")) if found else 1


# The sentences quote reasons and texts as they were met; a Chinese sentence says how many there are of each kind.
_ACCEPTED_ZH = {
    "files": "{n} 处文件、页或行未能读取，未计入",
    "sentences": "文档失去正文句（{n} 条）",
    "terms": "某期某主题的词项有 2% 以上在清洗时被去掉（{n} 条）",
}
