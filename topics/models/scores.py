"""Scores from elsewhere: a table with a number per passage and theme, by whatever a study did not fit here.

A model of one's own, a dictionary with weights, a language model: what made the scores is not known here, and `whose`
says it wherever they are shown. They are treated as a fit, so that shares, comparisons, figures, correction by codes
and claims are those of any estimator.

Conventions. A table (.csv, .tsv, .parquet, or .jsonl with an object per line) has one row per passage: `passage_id`
or, where texts may have other ids, `text_sha256`, the SHA-256 of the cleaned text in UTF-8; and one column per theme
of the study, of that name (in letters of any width), with a number from 0 to 1. Other columns are not read. A row's
numbers are the theme's parts of the passage; the rest to 1 is about none of the themes. Numbers that sum to more than
1, such as probabilities of several themes, are divided by their sum to make parts; as probabilities that a theme is
present they stay as they are. A passage without a row has the scores of the passage that it repeats, if it repeats one.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import DocumentError, ModelError, nearest
from topics.files.csv import read_table, whole_rows
from topics.files.encodings import decode
from topics.models.counting.lexicon import NONE
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput, compositions, with_rest
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ID, HASH = "passage_id", "text_sha256"
_ZIP = b"PK\x03\x04"  # a workbook of Excel or LibreOffice begins so
_MOST = 20_000_000  # rows of a table, which a small compressed file could exceed
Floats = NDArray[np.float32]


def check_scores(data: ModelInput, *, file: str, whose: str, missing: str = "refuse", **_: object) -> None:
    """Raise ModelError for a table that nobody is named for, or that lacks passages without leave to."""
    if not data.themes:
        raise ModelError("scores: the study names no theme that a score could be of. Write themes.toml.")
    if not whose.strip():
        raise ModelError('scores: say whose they are, as in whose = "dictionary of Li (2022)"; it is shown with them.')
    if not file:
        raise ModelError('scores: name the table, as in file = "scores.csv".')
    lost = np.flatnonzero(_lacking(data.scores(file)))
    if len(lost) and missing == "refuse":
        raise ModelError(
            f'scores: "{file}" has no score of {len(lost)} of {data.tokens.n_passages} passages, the first of which is '
            f'"{data.tokens.passage_ids[lost[0]]}". Add them, or set missing = "unassigned": their text is then of no '
            "known theme, and is shown so."
        )


@MODELS.register(
    "scores",
    label={"en": "Scores from elsewhere", "zh": "外部得分"},
    uses={"themes", "scores"},
    libraries=("opencc", "rjieba"),
    of_words=False,
    check=check_scores,
    seedless=True,
    after="seeded-vectors",
)
def fit_scores(
    data: ModelInput,
    seed: int = 0,
    *,
    file: str = "",
    whose: str = "",
    missing: Literal["refuse", "unassigned"] = "refuse",
) -> FittedTopics:
    """Take the scores of the table `file`, a path beside study.toml; the topic `none` takes the rest of a passage.

    `whose` says who or what made them. Passages that the table lacks are refused or, with `missing`, unassigned. A
    topic's words are the words of the passages, by weight. Nothing is drawn; `seed` is a parameter because every model
    has one. Raises ModelError as `check_scores`.
    """
    check_scores(data, file=file, whose=whose, missing=missing)
    given = data.scores(file)
    known = ~_lacking(given)
    present = np.where(known[:, None], given, 0.0)
    parts = present / np.maximum(1, present.sum(axis=1, keepdims=True))
    weights = with_rest(parts) * known[:, None]
    tokens, rows = data.tokens, data.rows
    ids = tuple(theme.id for theme in data.themes)
    words = np.asarray((tokens.counts[rows].T @ weights[rows]).T, dtype=np.float64)
    words[~words.any(axis=1)] = tokens.frequency  # a theme that no passage has
    return FittedTopics(
        topic_ids=(*ids, NONE),
        topic_words=compositions(words),
        passage_topics=data.for_all_passages(weights[rows]),
        passage_ids=tokens.passage_ids,
        vocabulary=tokens.vocabulary,
        theme_of={theme: theme for theme in ids},
        scores={"whose": whose, "passages_without_a_score": int((~known[rows]).sum())},
        passage_present=np.column_stack([present, np.clip(1 - present.max(axis=1), 0, 1) * known]).astype(np.float32),
    )


def _lacking(scores: Floats) -> NDArray[np.bool_]:
    """Which passages have no score `(n_passages,)`."""
    return np.asarray(np.isnan(scores).any(axis=1), dtype=bool)


def read_scores(path: Path, passages: "pd.DataFrame", themes: Sequence[Theme]) -> Floats:
    """The scores of every passage `(n_passages, n_themes)`; NaN for one without, which repeats none that has any.

    `passages` has `passage_id`, `text` and `duplicate_of`. Raises ModelError for a table that cannot be read, that
    lacks a theme, has a passage twice or a number outside 0 to 1, and where no row is of a passage of the corpus.
    """
    by, rows = _rows(path, [theme.id for theme in themes])
    found: dict[str, list[float]] = {}
    for place, key, values in rows:
        key = key.lower() if by == HASH else key
        if key in found:
            raise ModelError(f'{path}, {place}: "{key}" has a row already; keep one per passage.')
        found[key] = [_number(path, place, theme.id, value) for theme, value in zip(themes, values, strict=True)]
    nothing = [np.nan] * len(themes)
    hashed = by == HASH
    ids = passages["passage_id"].astype(str).tolist()
    keys = [text_hash(text) for text in passages["text"]] if hashed else ids
    key_of = dict(zip(ids, keys, strict=True))
    repeated = [key_of.get(original, "") for original in passages["duplicate_of"]]
    rows_of = [found.get(key, found.get(first, nothing)) for key, first in zip(keys, repeated, strict=True)]
    scores = np.array(rows_of, dtype=np.float32).reshape(len(passages), -1)
    if np.isnan(scores).all():
        raise ModelError(
            f'{path}: none of {len(found)} rows is of a passage of this corpus: expected a `{by}` such as "{keys[0]}", '
            f'found "{next(iter(found), "")}". `topics passages` lists those of the corpus'
            f"{'; a hash is that of the text as it stands there' if hashed else ''}."
        )
    return scores


def text_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


Rows = Iterator[tuple[str, str, list[object]]]  # place in the file, passage, a score per theme


def _rows(path: Path, themes: Sequence[str]) -> tuple[str, Rows]:
    """The column by which rows are of passages, and the rows."""
    try:
        data = path.read_bytes()
    except OSError as error:
        later = " Leave the model out of study.toml until there are scores." if not path.exists() else ""
        raise ModelError(f"{path}: the scores cannot be read ({error.strerror}).{later}") from None
    if path.suffix.lower() == ".parquet":
        return _parquet(path, data, themes)
    if data[:4] == _ZIP:
        raise ModelError(f"{path}: this is no text; save the table as .csv, .tsv, .jsonl or .parquet.")
    try:
        text, _ = decode(data, str(path))
    except DocumentError as error:
        raise ModelError(str(error)) from None
    if path.suffix.lower() == ".jsonl":
        return _json_lines(path, text, themes)
    table = read_table(text, str(path), ModelError)
    by, key, named = _by(path, table.columns, themes)
    rows = whole_rows(table, str(path), ModelError)
    return by, ((row.place, row.values[key].strip(), [row.values[name] for name in named]) for row in rows)


def _json_lines(path: Path, text: str, themes: Sequence[str]) -> tuple[str, Rows]:
    """Objects of a line each, by the names that the first of them has."""
    objects: list[tuple[str, dict[str, object]]] = []
    for number, line in enumerate(text.split("\n"), start=1):  # other ends of lines may stand in a JSON string
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ModelError(f'{path}, line {number}: expected a JSON object, found "{line.strip()[:80]}".')
        objects.append((f"line {number}", found))
    if not objects:
        raise ModelError(f"{path}: there is no score in it.")
    by, key, named = _by(path, list(objects[0][1]), themes)
    rows = ((place, str(one.get(key, "")).strip(), [one.get(name) for name in named]) for place, one in objects)
    return by, rows


def _parquet(path: Path, data: bytes, themes: Sequence[str]) -> tuple[str, Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows > _MOST:
            raise ModelError(f"{path}: the table has more than {_MOST:,} rows.")
        by, key, named = _by(path, file.schema_arrow.names, themes)
        columns: Mapping[str, list[object]] = file.read(columns=[key, *named]).to_pydict()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ModelError(f"{path}: this is not a Parquet file that can be read ({error}).") from None
    values = zip(*(columns[name] for name in named), strict=True)
    rows = enumerate(zip(columns[key], values, strict=True), start=1)
    return by, ((f"row {number}", str(one), list(scores)) for number, (one, scores) in rows)


def _by(path: Path, columns: Sequence[str], themes: Sequence[str]) -> tuple[str, str, list[str]]:
    """`passage_id`, or else `text_sha256`; the column of it, and those of the themes.

    A name may stand in full-width letters. Raises ModelError for a table that has neither, or lacks a theme, or has a
    name in both widths.
    """
    names = {name: _column(path, name, columns) for name in (*themes, ID, HASH)}
    for theme in themes:
        if not names[theme]:
            raise ModelError(f'{path}: there is no column "{theme}", which is a theme; {nearest(theme, columns)}')
    for name in (ID, HASH):
        if names[name]:
            return name, names[name], [names[theme] for theme in themes]
    raise ModelError(f"{path}: expected a column `{ID}` or `{HASH}`, found {', '.join(columns)}.")


def _column(path: Path, name: str, columns: Sequence[str]) -> str:
    """The column of that name: as it stands, or else in letters of another width; '' where there is none."""
    alike = [column for column in columns if _narrow(column) == _narrow(name)]
    if name in columns or not alike:
        return name if name in columns else ""
    if len(alike) > 1:
        raise ModelError(f'{path}: expected one column "{name}", found {", ".join(alike)}. Keep one of them.')
    return alike[0]


def _narrow(text: str) -> str:
    """A name in letters of one width, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip()


def _number(path: Path, place: str, theme: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not 0 <= number <= 1:
        said = "" if value is None else str(value)
        hundreds = 1 < number <= 100 or _narrow(said).endswith("%")
        raise ModelError(
            f'{path}, {place}: expected a score from 0 to 1, found "{said[:80]}" for {theme}. '
            + ("Divide per cents by 100 in the whole table." if hundreds else "Write the theme's part of the passage.")
        )
    return number
