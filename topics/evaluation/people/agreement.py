"""Agreement with human codes: shares by period in percentage points, and passage by passage.

Conventions. A *gold* file is a CSV with one row per coded passage: `doc_id`, `starts` (the beginning of the passage, as
in the raw document), `theme` (what it is mainly about, by id or label; `none`, `other` or nothing for no theme) and,
where they were coded, `mentions` (every theme substantively present, separated by `;`). Other columns are ignored.
Codes are joined to passages by document and by `starts`, after both sides were cleaned the same way, never by position.
In place of `starts`, `text_sha256` may hold the SHA-256 of the whole cleaned text, as for codes of a sample; these
passages count alike here, however they were drawn, and `topics gold score` weighs them.

Measures. Over cells (theme × period) with estimate s and truth g in percentage points: mean absolute error mean|s − g|,
bias mean(s − g), root mean square error √mean(s − g)², Pearson correlation. Correlation alone is no validation: levels
may be far off even if it is high. Per passage: precision, recall and F1 by theme, and their unweighted (macro) means.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from topics.errors import StudyError, nearest
from topics.files.csv import Row, Table, read_table, whole_rows
from topics.files.encodings import decode
from topics.languages import language_of
from topics.models.scores import HASH, text_hash
from topics.schema import (
    DOC_ID,
    ESTIMATOR,
    PASSAGE_ID,
    PERIOD,
    POINTS,
    SHARE,
    THEME,
    WEIGHTING,
    Column,
    declare,
    renamed,
)
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED, Theme, theme_of_code

if TYPE_CHECKING:
    import pandas as pd

_ASKED, _BY_TEXT = ("doc_id", "starts", "theme"), ("doc_id", HASH, "theme")  # of a file of codes
_HASHED = re.compile("[0-9a-f]{64}")
CODES = declare(
    "read codes",
    "one coded passage of a file of codes",
    (
        Column("line", "integer", "line, from 1", "line of the file"),
        DOC_ID,
        Column("starts", "text", "", "how the passage begins, or the SHA-256 of its text"),
        renamed(THEME, "theme", "id of the theme that it is mainly about, or `none of the themes`"),
        Column("mentions", "list", "ids of themes", "every theme that is substantively present", optional=True),
    ),
)
GOLD = declare(
    "gold",
    "one coded passage",
    (
        *CODES.columns,
        renamed(PASSAGE_ID, "passage_id", "id of the passage that the code is of, empty for none"),
        Column("problem", "text", "", "why it is of none, else empty"),
    ),
)
GOLD_SHARES = declare(
    "coded shares",
    "one weighting, theme and period",
    (
        WEIGHTING,
        THEME,
        PERIOD,
        Column("share", "number", SHARE, "share of the theme by the codes"),
        Column("n_documents", "integer", "documents", "documents of the period with a word token"),
        Column("n_passages", "integer", "passages", "passages of the period that are counted"),
        Column("n_tokens", "integer", "word tokens", "word tokens of these passages"),
    ),
)
AGREEMENT = declare(
    "agreement",
    "one estimator and weighting",
    (
        ESTIMATOR,
        WEIGHTING,
        Column(
            "mean_absolute_error", "number", POINTS, "mean distance of share and coded share over themes and periods"
        ),
        Column("root_mean_square_error", "number", POINTS, "root mean square of these distances"),
        Column("bias", "number", POINTS, "mean of share − coded share"),
        Column("correlation", "number", "correlation, −1 to 1", "Pearson's; missing where nothing varies"),
        Column("n_cells", "integer", "themes × periods", "cells that are compared"),
    ),
)
PASSAGE_AGREEMENT = declare(
    "passage agreement",
    "one kind of code and one theme, or the macro mean",
    (
        Column("code", "text", "", "`primary`: the main theme; `mentions`: every theme that is present"),
        Column("theme", "text", "", "id of the theme, or `macro` for the mean over themes"),
        Column("precision", "number", SHARE, "coded so, of the passages that are estimated so"),
        Column("recall", "number", SHARE, "estimated so, of the passages that are coded so"),
        Column("f1", "number", "0 to 1", "harmonic mean of precision and recall"),
        Column("n_coded", "integer", "passages", "passages coded so"),
        Column("n_estimated", "integer", "passages", "passages estimated so"),
        Column("n_passages", "integer", "passages", "coded passages in all"),
    ),
)
_PRESENT = 0.5

Booleans = NDArray[np.bool_]


class Calendar(Protocol):
    """The interface that this module needs of a study's periods."""

    @property
    def names(self) -> list[str]:
        """Every period, in order of time."""

    def of_documents(self, documents: "pd.DataFrame") -> "pd.Series[str]":
        """The period of each document, '' if it has none."""


class Scored(Protocol):
    """The interface that this module needs of an estimator's theme scores."""

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """The ids of the themes."""

    @property
    def present(self) -> NDArray[np.float64]:
        """Probability that a passage is about a theme at all `(n_passages, n_themes)`."""

    @property
    def primary(self) -> NDArray[np.intp]:
        """Number of each passage's main theme `(n_passages)`: themes in order, then none of them, then unassigned."""

    def rows(self, passage_ids: Sequence[str]) -> NDArray[np.intp]:
        """The rows of the named passages."""


def read_gold(path: Path, themes: Sequence[Theme] | None = None) -> "pd.DataFrame":
    """Human codes: columns as declared in `CODES`, with `mentions` if the file has it.

    Raises StudyError with file and line for a missing column, an empty field and, if `themes` are given, an unknown
    theme.
    """
    import pandas as pd

    try:
        text, _ = decode(path.read_bytes(), str(path), by_words=True)
    except OSError as error:
        raise StudyError(f"{path}: the codes cannot be read: {error.strerror}.") from None
    read = read_table(text, str(path), StudyError)
    known, strict = theme_of_code(themes or ()), themes is not None
    asked = _columns(path, read)
    rows = [_code(path, row, asked, known, strict=strict) for row in whole_rows(read, str(path), StudyError)]
    if not rows:
        raise StudyError(f"{path}: the file holds no code. Add one line per coded passage, or remove the file.")
    table = pd.DataFrame(rows)
    return CODES.check(table if "mentions" in read.columns else table.drop(columns="mentions"))


def _columns(path: Path, read: Table) -> tuple[str, ...]:
    """The columns that name a passage and its theme. Raises StudyError when one is missing."""
    asked = _BY_TEXT if HASH in read.columns and "starts" not in read.columns else _ASKED
    for column in asked:
        if column not in read.columns:
            found = ", ".join(read.columns) or "nothing"
            raise StudyError(f"{path}, line {read.line}: expected the columns {', '.join(asked)}, found {found}.")
    return asked


def _code(path: Path, row: Row, asked: Sequence[str], known: Mapping[str, str], *, strict: bool) -> dict[str, Any]:
    doc_id, starts, theme, mentions = (row.values.get(c, "").strip() for c in (*asked, "mentions"))
    for column, value in zip(asked[:2], (doc_id, starts), strict=True):
        if not value:
            raise StudyError(f"{path}, {row.place}: `{column}` is empty; say which passage the code is of.")
    said = [theme or NONE_OF_THE_THEMES, *(name.strip() for name in mentions.split(";") if name.strip())]
    ids = {*known.values(), "none"} - {NONE_OF_THE_THEMES}
    for name in said if strict else ():
        if fold(name) not in known:
            raise StudyError(f'{path}, {row.place}: there is no theme "{name}"; {nearest(name, ids)}')
    main, *named = (known.get(fold(name), name) for name in said)
    present = tuple(dict.fromkeys(name for name in named if name != NONE_OF_THE_THEMES))
    return {"line": row.line, "doc_id": doc_id, "starts": starts, "theme": main, "mentions": present}


def join_gold(gold: "pd.DataFrame", passages: "pd.DataFrame", *, language: str = "zh") -> "pd.DataFrame":
    """The gold rows, each with its passage or with the reason why it has none: columns as declared in `GOLD`.

    `passages` has `passage_id, doc_id, text`. A code belongs to the passage of its document that begins with `starts`,
    or holds a line that does (short paragraphs are joined to the next), spaces ignored; or to the one of that text.
    Equal passages are taken in order. The caller lists the rows with a problem: no code is dropped in silence.
    """
    coded = passages[passages["doc_id"].isin(set(gold["doc_id"]))]
    of_text: dict[tuple[str, str], list[str]] = {}
    hashed = gold["starts"].map(_HASHED.fullmatch).notna()
    if hashed.any():
        for doc_id, passage_id, text in zip(coded["doc_id"], coded["passage_id"], coded["text"], strict=True):
            of_text.setdefault((doc_id, text_hash(text)), []).append(passage_id)
    lines_of: dict[str, dict[str, list[str]]] = {}
    for doc_id, passage_id, text in zip(coded["doc_id"], coded["passage_id"], coded["text"], strict=True):
        lines = [] if hashed.all() else [_solid(line, language) for line in text.split("\n")]
        lines_of.setdefault(doc_id, {})[passage_id] = lines
    moved: dict[str, str] = {doc_id.rpartition("/")[2]: doc_id for doc_id in passages["doc_id"].unique()}
    taken: set[str] = set()
    found = []
    for doc_id, starts in zip(gold["doc_id"], gold["starts"], strict=True):
        if _HASHED.fullmatch(starts):
            sought, whole = starts, of_text.get((doc_id, starts), [])
        else:
            sought, whole = _solid(starts, language), None
        passage_id, problem = _passage(lines_of.get(doc_id), sought, whole, taken)
        if doc_id not in lines_of and doc_id in moved:
            problem += f'; did you mean "{moved[doc_id]}"?'
        taken.add(passage_id)
        found.append((passage_id, problem))
    ids, problems = zip(*found, strict=True) if found else ((), ())
    return GOLD.check(gold.assign(passage_id=list(ids), problem=list(problems)))


def _solid(text: str, language: str) -> str:
    # In one script: that of a passage was decided by its document, which a quotation of it does not show.
    from topics.preprocessing.cleaning.characters import in_simplified
    from topics.preprocessing.cleaning.repairs import clean_text

    text = clean_text(text, language)
    return "".join((in_simplified(text) if language_of(language).chinese else text).split())


def _passage(
    lines: Mapping[str, list[str]] | None, starts: str, whole: list[str] | None, taken: set[str]
) -> tuple[str, str]:
    """The passage of a code, or the reason why it has none; `whole` are those of its text, None where it names none."""
    if lines is None:
        return "", "no such document"
    if not starts:
        return "", "nothing is left of `starts` after cleaning"
    matches = whole
    if matches is None:
        begins = [p for p, texts in lines.items() if texts[0].startswith(starts)]
        holds = [p for p, texts in lines.items() if any(text.startswith(starts) for text in texts[1:])]
        matches = begins + holds
    free = [p for p in matches if p not in taken]
    if free:
        return free[0], ""
    if matches:
        return "", f"passage {matches[0]} has a code already"
    return "", f"no passage of the document {'begins like this' if whole is None else 'has this text'}"


def gold_shares(
    joined: "pd.DataFrame",
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    periods: Calendar,
    themes: Sequence[Theme],
) -> "pd.DataFrame":
    """Shares according to the codes: columns as declared in `GOLD_SHARES`.

    The denominators are those of an estimator: all counted passages with a word token, by `n_tokens` and by document.
    Passages without a code go into the `unassigned` row; if only a sample is coded, restrict `passages` to it, here and
    for the estimators alike. A period without a document is NaN. Raises StudyError for a code that is no theme.
    """
    labels = (*(theme.id for theme in themes), NONE_OF_THE_THEMES, UNASSIGNED)
    for theme in sorted(set(joined["theme"]) - set(labels)):
        raise StudyError(f'the codes name a theme that the study lacks: "{theme}"; {nearest(theme, labels)}')
    code = dict(zip(joined["passage_id"], joined["theme"], strict=True))
    period_of = dict(zip(documents["doc_id"], periods.of_documents(documents), strict=True))
    table = passages[passages["counted"].astype(bool) & (passages["n_tokens"] > 0)]
    table = table[["doc_id", "n_tokens"]].assign(
        period=table["doc_id"].map(period_of), theme=table["passage_id"].map(code).fillna(UNASSIGNED)
    )
    rows = []
    for period in periods.names:
        part = table[table["period"] == period]
        sums = part.pivot_table(index="doc_id", columns="theme", values="n_tokens", aggfunc="sum", fill_value=0)
        tokens = sums.reindex(columns=list(labels), fill_value=0).to_numpy(dtype=np.float64)
        counts = (len(tokens), len(part), int(part["n_tokens"].sum()))
        nothing = np.full(len(labels), np.nan)
        text = tokens.sum(axis=0) / tokens.sum() if len(tokens) else nothing
        document = (tokens / tokens.sum(axis=1, keepdims=True)).mean(axis=0) if len(tokens) else nothing
        for weighting, shares in (("text", text), ("document", document)):
            rows += [(weighting, theme, period, s, *counts) for theme, s in zip(labels, shares, strict=True)]
    return GOLD_SHARES.frame(rows)


def agreement(shares: "pd.DataFrame", truth: "pd.DataFrame") -> "pd.DataFrame":
    """The distance of each estimator's shares from the truth, in percentage points, best first within a weighting.

    `shares` is a shares table (`estimator, weighting, theme, period, share`), `truth` has the same without `estimator`.
    Cells are the named themes × periods that both tables have. Columns as declared in `AGREEMENT`.
    """
    cell = ["weighting", "theme", "period"]
    named = shares[~shares["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])]
    both = named.merge(truth[[*cell, "share"]], on=cell, suffixes=("", "_true"), validate="many_to_one")
    both = both.dropna(subset=["share", "share_true"])
    rows = []
    for (estimator, weighting), part in both.groupby(["estimator", "weighting"], sort=False):
        estimate, true = part["share"].to_numpy(dtype=float) * 100, part["share_true"].to_numpy(dtype=float) * 100
        error = estimate - true
        rows.append(
            {
                "estimator": estimator,
                "weighting": weighting,
                "mean_absolute_error": np.abs(error).mean(),
                "root_mean_square_error": np.sqrt((error**2).mean()),
                "bias": error.mean(),
                "correlation": _pearson(estimate, true),
                "n_cells": len(part),
            }
        )
    table = AGREEMENT.frame(rows)
    order = table["weighting"].map({"text": 0, "document": 1}).fillna(2).to_numpy()
    best = np.lexsort((table["estimator"].to_numpy(), table["mean_absolute_error"].to_numpy(), order))
    return table.iloc[best].reset_index(drop=True)


def _pearson(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 1e-12 else float("nan")


def passage_agreement(scores: Scored, joined: "pd.DataFrame") -> "pd.DataFrame":
    """Precision, recall and F1 of each theme over the coded passages, and their macro mean.

    `code` is `primary` (the theme with the largest part) and, if the gold has them, `mentions` (present ≥ 0.5).
    Columns as declared in `PASSAGE_AGREEMENT`; the macro mean is the row `macro`.
    Precision is NaN where a theme is never estimated, recall and F1 where it is never coded; such a theme's F1 is left
    out of the macro mean.
    """
    import pandas as pd

    coded = joined[joined["passage_id"] != ""]
    rows = scores.rows(coded["passage_id"].tolist())
    primary = np.eye(len(scores.theme_ids) + 2, dtype=bool)[scores.primary[rows]][:, :-2]
    truth = np.array([[theme == t for t in scores.theme_ids] for theme in coded["theme"]], dtype=bool)
    tables = [_by_theme("primary", scores.theme_ids, primary, truth.reshape(primary.shape))]
    if "mentions" in coded:
        named = np.array([[t in m for t in scores.theme_ids] for m in coded["mentions"]], dtype=bool)
        present = scores.present[rows] >= _PRESENT
        tables.append(_by_theme("mentions", scores.theme_ids, present, named.reshape(present.shape)))
    return PASSAGE_AGREEMENT.check(pd.concat(tables, ignore_index=True))


def _by_theme(code: str, theme_ids: Sequence[str], estimated: Booleans, coded: Booleans) -> "pd.DataFrame":
    """F1 = 2 TP / (coded + estimated), rows themes and their macro mean; both matrices `(n_passages, n_themes)`."""
    import pandas as pd

    hits = (estimated & coded).sum(axis=0).astype(float)
    n_coded, n_estimated = coded.sum(axis=0), estimated.sum(axis=0)
    nan = np.full(len(theme_ids), np.nan)
    table = pd.DataFrame(
        {
            "code": code,
            "theme": list(theme_ids),
            "precision": np.divide(hits, n_estimated, out=nan.copy(), where=n_estimated > 0),
            "recall": np.divide(hits, n_coded, out=nan.copy(), where=n_coded > 0),
            "f1": np.divide(2 * hits, n_coded + n_estimated, out=nan.copy(), where=n_coded > 0),
            "n_coded": n_coded,
            "n_estimated": n_estimated,
            "n_passages": len(coded),
        }
    )
    macro: dict[str, Any] = {"code": code, "theme": "macro", "n_passages": len(coded)}
    macro |= {measure: table[measure].mean() for measure in ("precision", "recall", "f1")}
    macro |= {count: table[count].sum() for count in ("n_coded", "n_estimated")}
    return pd.concat([table, pd.DataFrame([macro])], ignore_index=True)
