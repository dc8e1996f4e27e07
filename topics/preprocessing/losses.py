"""The ledger of text, and the losses for which a run is refused.

The ledger says what became of the visible text of a corpus, step by step, in characters, running sentences and
occurrences of each theme's terms (`topics.preprocessing.account` defines the kinds of steps). Characters add up
exactly, as there. Sentences and occurrences of terms are counted as the repairs write them, so that visible = kept +
taken holds for them by definition; marks and addresses are no words and hold none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.errors import DocumentError, nearest
from topics.preprocessing.account import KEPT, REWRITTEN, TAKEN, VISIBLE
from topics.preprocessing.cleaning.characters import simplified, widths
from topics.preprocessing.reading import harmless
from topics.preprocessing.sentences import count_sentences, sentences
from topics.schema import Column, declare
from topics.themes import Theme, count_terms
from topics.wording import count, listed, percent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

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
_NO_WORDS = ("visible", "rewritten", "marks")
_EXAMPLE = 60  # characters

_THEMES = Column("<theme>", "integer", "occurrences", "occurrences of the theme's terms")
LEDGER = declare(
    "ledger",
    "what stands in the files or in passages, or one step that took or rewrote text",
    (
        Column("step", "text", "", "reader's step, repair or rule"),
        Column("kind", "text", "", "`visible`, `rewritten`, `kept`, or what kind of text was taken"),
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
        Column("text", "text", "", "what was taken, one piece per line"),
    ),
    others=_THEMES,
)
SEVERE = declare(
    "severe",
    "one reason for which a run is refused, unless the study accepts its losses",
    (
        Column("kind", "text", "", "`files`, `sentences` or `terms`"),
        Column("sentence", "text", "", "what was lost, in words"),
    ),
)


def ledger(corpus: "Corpus", themes: Sequence[Theme] = ()) -> "pd.DataFrame":
    """What became of all visible text, step by step: columns as declared in `LEDGER`, one more per theme.

    The first row is what is visible, the last what is kept in passages; the rows between are negative where text was
    taken, so that the characters of all rows but the last add up to the last.

    >>> study = topics.load_study("my-study")
    >>> topics.ledger(study.corpus(), study.themes)[["step", "kind", "characters"]]
              step     kind  characters
    0  in the file  visible        1924
    1     passages     kept        1924
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
        row["example"] = max(row["example"], *(piece[:_EXAMPLE] for piece in text.split("\n")), key=len)
        for name, number in zip(numbers, [*counted, *of_themes], strict=True):
            row[name] += sign * number
    in_order = sorted(steps.values(), key=lambda row: _rank(row["kind"]))
    table = pd.DataFrame(in_order, columns=[*LEDGER.names, *(theme.id for theme in themes)])
    _fill_totals(table, numbers[1:], [count_sentences(corpus.passages["text"]), *map(int, kept.sum(axis=0))])
    return LEDGER.check(table)


def _rank(kind: str) -> int:
    return (VISIBLE, *TAKEN, REWRITTEN, KEPT).index(kind)


def _fill_totals(table: "pd.DataFrame", names: Sequence[str], kept: Sequence[int]) -> None:
    """Write what is kept, and what is visible as the sum of what is kept and taken, into their rows."""
    taken = table["kind"].isin(TAKEN)
    for name, number in zip(names, kept, strict=True):
        table.loc[table["kind"] == KEPT, name] = number
        table.loc[table["kind"] == VISIBLE, name] = number - int(table.loc[taken, name].sum())


def ledger_of(corpus: "Corpus", doc_id: str, themes: Sequence[Theme] = ()) -> "pd.DataFrame":
    """The ledger of one document with everything that was taken: columns as declared in `LEDGER_OF`.

    Raises DocumentError for a document that is not in the corpus.
    """
    accounts = corpus.accounts
    if doc_id not in set(accounts["doc_id"]):
        raise DocumentError(f'no document has the id "{doc_id}"; {nearest(doc_id, accounts["doc_id"].unique())}')
    found, _ = occurrences(corpus, themes)
    mine = accounts["doc_id"] == doc_id
    table = accounts[mine].drop(columns="doc_id")
    for number, theme in enumerate(themes):
        table[theme.id] = found[mine.to_numpy(), number]
    names = ["sentences", *(theme.id for theme in themes)]
    taken = table["kind"].isin(TAKEN)
    table.loc[taken, ["characters", *names]] *= -1
    texts = corpus.passages.loc[corpus.passages["doc_id"] == doc_id, "text"].tolist()
    kept = count_terms(texts, themes).sum(axis=0) if texts else [0] * len(themes)
    _fill_totals(table, names, [count_sentences(texts), *map(int, kept)])
    order = table["kind"].map(_rank).sort_values(kind="stable").index
    return LEDGER_OF.check(table.loc[order].reset_index(drop=True)[[*LEDGER_OF.names, *(t.id for t in themes)]])


def occurrences(corpus: "Corpus", themes: Sequence[Theme]) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Occurrences of the themes' terms in each row of the accounts, and in each passage."""
    accounts = corpus.accounts
    words = ~accounts["kind"].isin(_NO_WORDS)
    texts = [as_written(text) if counted else "" for text, counted in zip(accounts["text"], words, strict=True)]
    return count_terms(texts, themes), count_terms(corpus.passages["text"], themes)


def as_written(text: str) -> str:
    """The text in the widths and the script in which terms are counted."""
    return simplified(widths(text)[0])[0] if text and not text.isascii() else text


# --- severe losses ----------------------------------------------------------------------------------------------------


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
