"""Severe losses, for which a run is refused unless the study accepts them; and the losses in words.

A loss is severe where text is missing that would count: a file, page or row that could not be read; running sentences
that a step took from a document; a step that took a share of a theme's occurrences in a period.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.ledger.text import as_written
from topics.preprocessing.reading import harmless
from topics.preprocessing.sentences import sentences
from topics.schema import Column, declare
from topics.themes import Theme
from topics.wording import count, listed, percent

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus import Corpus

MOST_LOST = 0.02  # of a theme's occurrences in a period, by one step
NAMED = ("furniture", "notices")  # the steps that take documented lines of pages, whether or not these are sentences
# Reasons of losses, up to a semicolon, that are told and stop no run: no running text is in them, or it is
# told sentence by sentence.
MINOR = (
    "no text in the row",
    "no running text is left after cleaning",
    "a chart is not read",
    "an embedded object is not read",
    "no row of the sheet names a column of text",
    "no row stands below the header of the sheet",
    "comments on cells are not read",
    "text in drawings is not read",
)
_EXAMPLE = 60  # characters

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
    notices of pages; and steps that take more than `MOST_LOST` of a theme's occurrences in a period, copies and titles
    aside. `period_of` maps documents to periods, their years by default.

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
    for stage, path, _, reason in corpus.losses[["stage", "path", "doc_id", "reason"]].itertuples(index=False):
        if stage in ("decoded", "with text", "text") and not harmless(reason):
            head, _, place = reason.partition("; ")
            if head in MINOR:
                continue
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
        first = next(s for text in rows["text"] for s in sentences(text)) if len(rows) else ""
        steps = listed(rows["step"].unique().tolist())
        said.append(f"{doc_id} loses {count(int(number), 'running sentence')} by {steps}: “{first[:_EXAMPLE]}”")
    if len(by_document) > most:
        rest = by_document.iloc[most:]
        said.append(f"{len(rest):,} more documents lose {count(int(rest.sum()), 'running sentence')}")
    return said


def _may_hold_text(accounts: "pd.DataFrame") -> "pd.Series[bool]":
    return accounts["kind"].isin(("reader", "furniture"))


def _lost_terms(corpus: "Corpus", themes: Sequence[Theme], period_of: Mapping[str, str]) -> list[str]:
    """One sentence per step and theme of which it takes too many occurrences in some period."""
    accounts = corpus.accounts
    accounts = accounts[_may_hold_text(accounts) & accounts["doc_id"].isin(set(period_of))]
    titles = dict(zip(corpus.documents["doc_id"], corpus.documents["title"].map(as_written), strict=True))
    taken: dict[tuple[str, str, str], int] = {}
    for doc_id, step, text in accounts[["doc_id", "step", "text"]].itertuples(index=False):
        written = _without_title(as_written(text), titles.get(doc_id, ""))
        for theme in themes:
            if number := theme.count(written):
                key = (step, theme.id, period_of[doc_id])
                taken[key] = taken.get(key, 0) + number
    of_theme = {theme.id: theme for theme in themes}
    kept = {pair: _kept(corpus, of_theme[pair[0]], pair[1], period_of) for pair in {(t, p) for _, t, p in taken if p}}
    said: dict[tuple[str, str], list[str]] = {}
    for (step, theme_id, period), number in sorted(taken.items()):
        stands = kept.get((theme_id, period), 0)
        if period and number > MOST_LOST * (stands + number):
            part = f"{percent(number / (stands + number), 0)} in {period} ({number:,} of {stands + number:,})"
            said.setdefault((theme_id, step), []).append(part)
    return [
        f'of the occurrences of "{theme_id}", {step} {_takes(step)} {listed(parts, 4)}'
        for (theme_id, step), parts in said.items()
    ]


def _takes(step: str) -> str:
    return "takes" if not step.endswith("s") else "take"


def _without_title(text: str, title: str) -> str:
    """The text without copies of the document's title, which is kept."""
    return text.replace(title, "") if title else text


def _kept(corpus: "Corpus", theme: Theme, period: str, period_of: Mapping[str, str]) -> int:
    """Occurrences of a theme's terms in the passages of a period."""
    passages = corpus.passages
    inside = passages["doc_id"].map(period_of.get) == period
    return sum(map(theme.count, passages.loc[inside, "text"]))


# --- sentences for people ---------------------------------------------------------------------------------------------

_SAID: dict[str, str] = {
    "reader": "{n} characters were not handed on by readers",
    "frame": "{n} characters surround documents in their files",
    "furniture": "{n} characters are lines of pages or learned furniture",
    "copy": "{n} characters repeat text of the same document",
    "left out": "{n} characters are in documents without a date",
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
            n, where = f"{int(of_kind['characters'].sum()):,}", count(of_kind["doc_id"].nunique(), "document")
            lines.append(f"{words.format(n=n)} ({where})" + (f": {steps}." if kind != "left out" else "."))
    reasons = Counter(str(reason).partition(";")[0] for reason in corpus.losses["reason"])
    return [*lines, *(f"{number:,} × {reason}." for reason, number in reasons.items())]


def refusal(severe: "pd.DataFrame", study: str) -> str:
    """The message with which a run is refused."""
    told = "\n".join(f"  {sentence}." for sentence in severe["sentence"])
    return (
        f"text would be missing from every number of this study:\n{told}\n`topics corpus {study} --ledger` shows what "
        'was taken, `--losses` what was not read. Mend it, or write losses = "accept" under [corpus]; what is missing '
        "is then printed with every figure."
    )


def accepted(severe: "pd.DataFrame", language: str = "en") -> str:
    """What a study accepts to lose, in one sentence; "" for a study that loses nothing of weight."""
    if severe.empty:
        return ""
    return _ACCEPTED.get(language, _ACCEPTED["en"]).format(losses="; ".join(severe["sentence"]))


_ACCEPTED = {"en": "Losses accepted by the study: {losses}.", "zh": "本研究接受的文本缺失：{losses}。"}
