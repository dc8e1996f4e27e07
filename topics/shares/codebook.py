"""The codebook: a table, read and edited by people, that maps topics to themes.

Conventions. A codebook has one row per topic: `topic, theme, evidence, top_words`. `theme` is `''` for a topic that is
about none of the themes, and one theme may have several topics. `evidence` is a share between 0 and 1, see
`suggest_codebook`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, StudyError, nearest
from topics.files import atomic
from topics.files.csv import no_formula, read_table, whole_rows
from topics.files.encodings import decode
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens
from topics.schema import RUN, SHARE, TOP_WORDS, TOPIC, Column, declare, optional
from topics.themes import NONE_OF_THE_THEMES, Theme
from topics.wording import listed, words_in_line

if TYPE_CHECKING:
    import pandas as pd

CODEBOOK = declare(
    "codebook",
    "one topic of one run",
    (
        TOPIC,
        Column("theme", "text", "", "id of the theme that the topic stands for, empty for none of them"),
        Column("evidence", "number", SHARE, "share of the topic's text in passages with the theme's terms"),
        TOP_WORDS,
        *optional(RUN),
    ),
)
_MAJORITY = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ThemeScores:
    """Theme weights of each passage (`weights`) and probabilities that it is about a theme at all (`present`).

    `weights (n_passages, n_themes)` is a composition: with `unassigned (n_passages)` its rows sum to at most 1, and
    what is missing is about none of the themes. `present (n_passages, n_themes)` holds probabilities without a common
    sum. `nearest (n_passages)` is the column of `composition` that would get what is unassigned; None if that is
    unknown. `concentration (n_passages)` is that of `FittedTopics`, if the weights are means of a Dirichlet
    distribution. `largest_other (n_passages)` is the weight of the largest single topic about none of the themes; None
    where what is about none of them is one part. `refitted` are the scores by topics that were estimated once more
    (`FittedTopics.refitted`), if they were. `drawn (n_passages, n_states, n_themes)` are weights in states that a
    sampler drew, if they were kept.

    >>> scores = topics.open_store().latest_job("my-study").scores("lexicon")[0]
    >>> scores.theme_ids, scores.weights.shape
    (('wind', 'rail'), (24, 2))
    """

    theme_ids: tuple[str, ...]
    passage_ids: tuple[str, ...]
    weights: Floats
    present: Floats
    unassigned: Floats
    nearest: NDArray[np.intp] | None = None
    concentration: Floats | None = None
    largest_other: Floats | None = None
    refitted: "ThemeScores | None" = None
    drawn: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse shapes and sums that break the conventions above."""
        expected = (len(self.passage_ids), len(self.theme_ids))
        if self.weights.shape != expected or self.present.shape != expected or len(self.unassigned) != expected[0]:
            raise ModelError(
                f"theme weights {self.weights.shape}, presence {self.present.shape} and unassigned "
                f"{self.unassigned.shape} do not fit {expected[0]} passages and {expected[1]} themes."
            )
        for name, matrix in (("weights", self.weights), ("presence", self.present), ("unassigned", self.unassigned)):
            if not ((matrix >= 0) & (matrix <= 1 + 1e-9)).all():
                raise ModelError(f"theme scores hold {name} that are not between 0 and 1.")
        if (self.weights.sum(axis=1) + self.unassigned > 1 + 1e-9).any():
            raise ModelError("the theme weights and what is unassigned of a passage sum to more than 1.")

    @property
    def composition(self) -> Floats:
        """Weights of the themes, none of the themes and unassigned `(n_passages, n_themes + 2)`; rows sum to 1."""
        none = np.clip(1 - self.weights.sum(axis=1) - self.unassigned, 0, 1)
        return np.column_stack([self.weights, none, self.unassigned])

    @property
    def reassigned(self) -> "ThemeScores":
        """The same scores with the unassigned part given to the nearest column, if that is known."""
        if self.nearest is None:
            return self
        parts = self.composition[:, :-1]
        rows = np.flatnonzero(self.nearest < parts.shape[1])
        parts[rows, self.nearest[rows]] += self.unassigned[rows]
        left = self.unassigned.copy()
        left[rows] = 0
        other = self.largest_other
        if other is not None:  # the nearest topic may be another than the largest: then this is its most
            other = np.minimum(other + np.where(self.nearest == parts.shape[1] - 1, self.unassigned, 0), parts[:, -1])
        weights = np.minimum(parts[:, :-1], 1)
        refitted = self.refitted and self.refitted.reassigned
        return replace(
            self,
            weights=weights,
            unassigned=left,
            concentration=None,
            largest_other=other,
            refitted=refitted,
            drawn=None,
        )

    @cached_property
    def primary(self) -> NDArray[np.intp]:
        """Column of `composition` with the largest part of each passage; ties go to the first, themes coming first.

        A theme competes with each topic that is about none of the themes (`largest_other`) and not with their sum,
        which would win the more easily the more topics there are.
        """
        parts = self.composition
        if self.largest_other is not None:
            parts[:, -2] = self.largest_other
        # Rounded, since 0.5 and 1 − 0.5 after a sum may differ in the last bit.
        largest: NDArray[np.intp] = np.argmax(np.round(parts, 9), axis=1)
        return largest

    def rows(self, passage_ids: Sequence[str]) -> NDArray[np.intp]:
        """Rows of the named passages.

        Raises ModelError for a passage that was not scored.
        """
        # Not kept: a hundred bytes for each passage of every seed.
        row_of = {passage_id: row for row, passage_id in enumerate(self.passage_ids)}
        try:
            return np.array([row_of[passage_id] for passage_id in passage_ids], dtype=np.intp)
        except KeyError as error:
            raise ModelError(
                f"passage {error} has no theme scores; score the corpus that the passages are from."
            ) from None


def suggest_codebook(
    fitted: FittedTopics, tokens: Tokens, hits: NDArray[np.int64], themes: Sequence[Theme]
) -> "pd.DataFrame":
    """A codebook suggested by the themes' terms alone, for people to check.

    `hits (n_passages, n_themes)` counts the terms of each theme in each passage (`topics.themes.count_terms`).

    The evidence that topic k stands for theme t is the share of the topic's text in passages with the theme's terms,
        e_kt = Σ_p L_p θ_pk h_pt / Σ_p L_p θ_pk,   h_pt = terms of t in p / terms of any theme in p   (0 without terms).
    The topic gets the theme with the largest e_kt, if that is more than the corpus has (Σ_p L_p h_pt / Σ_p L_p) and
    either e_kt > 1/2 (of all ways to give whole topics to themes, the majority counts the least text wrongly) or a term
    of the theme is the topic's likeliest word, which is how people name topics.

    Topics for which the model itself names the theme (`fitted.theme_of`) keep it, and the other topics of such a model
    are about none of the themes. `evidence` is e_kt of the assigned theme, or the largest e_kt if none is assigned.
    """
    if tuple(fitted.passage_ids) != tuple(tokens.passage_ids) or len(hits) != len(tokens.passage_ids):
        raise ModelError("the topics were fitted to other passages than those given; fit and label the same corpus.")
    evidence, corpus = topic_evidence(fitted, tokens, hits)
    ids = [theme.id for theme in themes]
    rows = []
    for k, (topic, words) in enumerate(zip(fitted.topic_ids, fitted.top_words(), strict=True)):
        t = int(evidence[k].argmax())
        named = evidence[k, t] > _MAJORITY or themes[t].count(words[0]) > 0
        theme = ids[t] if named and evidence[k, t] > corpus[t] else ""
        if fitted.theme_of:
            theme = fitted.theme_of.get(topic, "")
            t = ids.index(theme) if theme in ids else t
        rows.append((topic, theme, round(float(evidence[k, t]), 4), words_in_line(words)))
    return CODEBOOK.frame(rows)


def topic_evidence(fitted: FittedTopics, tokens: Tokens, hits: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Evidence e_kt of `suggest_codebook` `(n_topics, n_themes)`, and the same for the whole corpus `(n_themes,)`."""
    share = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    lengths = tokens.lengths.astype(np.float64)
    mass = lengths[:, None] * fitted.passage_topics
    size = mass.sum(axis=0)[:, None]
    evidence = np.divide(mass.T @ share, size, out=np.zeros((fitted.n_topics, hits.shape[1])), where=size > 0)
    return evidence, lengths @ share / max(lengths.sum(), 1)


def write_codebook(codebook: "pd.DataFrame", path: Path, *, force: bool = False) -> None:
    """Write a codebook, with any further columns, as a CSV that spreadsheet programs open with its Chinese intact.

    The file is UTF-8 with a byte-order mark, and no text in it is a formula. Raises StudyError when the file exists
    already, unless `force` is given, and when it cannot be written.
    """
    from pandas.api.types import is_numeric_dtype

    if path.exists() and not force:
        raise StudyError(
            f"{path}: there is a codebook here already, perhaps edited by hand. Name another file with --out, or write "
            "over it with --force."
        )
    safe = codebook.apply(lambda column: column if is_numeric_dtype(column) else column.map(no_formula))
    text = safe.to_csv(index=False, lineterminator="\n")
    try:
        atomic.write({path: text.encode("utf-8-sig")})
    except OSError as error:
        raise StudyError(f"{path}: the codebook cannot be written: {error.strerror}.") from None


def codebook_runs(path: Path) -> set[str]:
    """Names of the runs in a codebook. Raises StudyError when it does not name them."""
    return {row["run"] for _, row in _csv_rows(path, ("run", "topic", "theme"))}


def read_codebook(path: Path, fitted: FittedTopics, themes: Sequence[Theme], run: str = "") -> "pd.DataFrame":
    """A codebook edited by hand; only its columns `topic` and `theme` are read, the others may be missing.

    If the codebook has several runs, the lines of `run` are read. Rows are returned in the order of the fit's topics.
    Raises StudyError, with file and line, for a topic or theme that does not exist, a topic named twice and a topic
    left out.
    """
    known = [theme.id for theme in themes]
    found: dict[str, tuple[str, str, float, str]] = {}
    for line, row in _csv_rows(path, ("topic", "theme")):
        if run and row.get("run", run) != run:
            continue
        topic, theme = row["topic"], row["theme"]
        theme = "" if theme == NONE_OF_THE_THEMES else theme
        if topic not in fitted.topic_ids:
            raise StudyError(f'{path}, line {line}: there is no topic "{topic}"; {nearest(topic, fitted.topic_ids)}')
        if topic in found:
            raise StudyError(
                f'{path}, line {line}: topic "{topic}" has a line already. Keep one: a topic has one theme.'
            )
        if theme and theme not in known:
            raise StudyError(
                f'{path}, line {line}: there is no theme "{theme}"; {nearest(theme, known)} '
                "Leave the field empty for a topic about none of the themes."
            )
        found[topic] = (topic, theme, _number(path, line, row.get("evidence", "")), row.get("top_words", ""))
    missing = [topic for topic in fitted.topic_ids if topic not in found]
    if missing:
        quoted = [f'"{topic}"' for topic in missing]
        raise StudyError(
            f"{path}: topic {listed(quoted, 1)} of the run has no line. "
            "Add it, with an empty theme when it is about none of them."
        )
    return CODEBOOK.frame([found[topic] for topic in fitted.topic_ids])


def _csv_rows(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Line numbers and rows of a CSV, texts stripped; the separator is the one that the file itself uses."""
    try:
        text, _ = decode(path.read_bytes(), str(path), by_words=True)
    except OSError as error:
        raise StudyError(f"{path}: the codebook cannot be read: {error.strerror}.") from None
    table = read_table(text, str(path), StudyError)
    for column in required:
        if column not in table.columns:
            raise StudyError(
                f"{path}, line {table.line}: expected the columns {', '.join(required)}, "
                f"found {', '.join(table.columns) or 'nothing'}."
            )
    rows = whole_rows(table, str(path), StudyError)
    said = ((row.line, {name: value.strip() for name, value in row.values.items()}) for row in rows)
    return [(line, row) for line, row in said if any(row.values())]  # spreadsheets add lines of nothing but commas


def _number(path: Path, line: int, text: str) -> float:
    try:
        return float(text) if text else float("nan")
    except ValueError:
        raise StudyError(f'{path}, line {line}: `evidence` is a number or empty, found "{text}".') from None


def theme_scores(fitted: FittedTopics, codebook: "pd.DataFrame", themes: Sequence[Theme]) -> ThemeScores:
    """Theme scores of passages: a theme's weight is the sum of its topics' weights; it is present if one of them is.

    Most topic models say how much of a passage belongs to a theme, not whether the theme is there: `present` is then
    the weight. Raises ModelError when the codebook belongs to another fit.

    >>> store = topics.open_store()
    >>> job = store.latest_job("my-study")
    >>> nmf, codebook = store.run("nmf", "my-study"), job.table("codebook")
    >>> scores = topics.theme_scores(nmf.fitted, codebook[codebook["run"] == nmf.name], job.themes)
    >>> scores.theme_ids, scores.weights.shape
    (('wind', 'rail'), (24, 2))
    """
    theme_of = dict(zip(codebook["topic"], codebook["theme"], strict=True))
    strangers = sorted(set(fitted.topic_ids) ^ theme_of.keys())
    if strangers:
        raise ModelError(f'the codebook and the fit do not name the same topics: "{strangers[0]}" is in one only.')
    ids = tuple(theme.id for theme in themes)
    belongs = np.array([[theme_of[topic] == theme for theme in ids] for topic in fitted.topic_ids], dtype=np.float64)
    topics = fitted.passage_topics.astype(np.float64)
    # Float32 rows may sum to a hair more than 1.
    topics /= np.maximum(topics.sum(axis=1, keepdims=True) + fitted.unassigned[:, None], 1)
    weights = np.minimum(topics @ belongs.reshape(fitted.n_topics, len(ids)), 1)
    present = weights
    free = belongs.reshape(fitted.n_topics, len(ids)).sum(axis=1) == 0
    if fitted.passage_present is not None:
        topics_of = [np.flatnonzero(column) for column in belongs.reshape(fitted.n_topics, len(ids)).T]
        said = fitted.passage_present.astype(np.float64)
        present = np.column_stack([said[:, rows].max(axis=1, initial=0.0) for rows in topics_of])
    return ThemeScores(
        ids,
        tuple(fitted.passage_ids),
        weights,
        present,
        fitted.unassigned,
        nearest=_nearest(fitted, theme_of, ids),
        concentration=None if fitted.concentration is None else fitted.concentration.astype(np.float64),
        largest_other=topics[:, free].max(axis=1) if free.any() else None,
        drawn=None if fitted.drawn is None else fitted.drawn.astype(np.float64) @ belongs.reshape(-1, len(ids)),
        refitted=None if fitted.refitted is None else theme_scores(_again(fitted), codebook, themes),
    )


def _again(fitted: FittedTopics) -> FittedTopics:
    """The fit with the compositions by topics that were estimated once more."""
    assert fitted.refitted is not None
    return replace(fitted, passage_topics=fitted.refitted, concentration=None, refitted=None, drawn=None)


def _nearest(fitted: FittedTopics, theme_of: Mapping[str, str], ids: tuple[str, ...]) -> NDArray[np.intp] | None:
    """The column of a composition that would get the unassigned part of each passage: see `ThemeScores`."""
    if fitted.nearest_topic is None:
        return None
    none, unassigned = len(ids), len(ids) + 1
    columns = [ids.index(theme_of[topic]) if theme_of[topic] in ids else none for topic in fitted.topic_ids]
    return np.array([*columns, unassigned], dtype=np.intp)[fitted.nearest_topic]  # −1 is the last
