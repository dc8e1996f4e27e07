"""Themes of a job that stand together in passages and sentences, against chance within documents."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.preprocessing.sentences import sentences
from topics.reading.chosen import Chosen, chosen
from topics.reading.keyness import FEWEST
from topics.reading.togetherness import togetherness
from topics.schema import PROBABILITY, Column, declare
from topics.store.job import Job
from topics.store.kept_corpus import passages_in_parts
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("passage", "sentence")
TOLD = 0.05  # false discovery rate
FEW = "few documents"
_TIMES = "times chance"

TOGETHER = declare(
    "together",
    "one unit of text and pair of themes",
    (
        Column("unit", "text", "", "`passage` or `sentence`"),
        Column("theme_a", "text", "", "id of the one theme"),
        Column("theme_b", "text", "", "id of the other theme"),
        Column("units", "integer", "units", "all units that were read"),
        Column("units_a", "integer", "units", "those with a term of the one theme"),
        Column("units_b", "integer", "units", "those with a term of the other theme"),
        Column("together", "integer", "units", "those with terms of both"),
        Column("expected", "number", "units", "as many as by chance, were the units of each document shuffled"),
        Column("ratio", "number", _TIMES, "together over expected"),
        Column("lower", "number", _TIMES, "lower end of its 95 % interval over documents"),
        Column("upper", "number", _TIMES, "upper end of its 95 % interval over documents; may be inf"),
        Column("p", "number", PROBABILITY, "p of so large a difference from chance, by documents"),
        Column("p_adjusted", "number", PROBABILITY, "p adjusted over the pairs of a unit (Benjamini & Hochberg 1995)"),
        Column("documents", "integer", "documents", "documents that hold both themes"),
        Column("why", "text", "", f"why there is no interval, empty where there is: `{FEW}` (fewer than {FEWEST})"),
    ),
)


def job_together(job: Job, *, period: str = "", **changes: Any) -> "pd.DataFrame":
    """How often pairs of themes share passages and sentences, against chance: columns as declared in `TOGETHER`.

    A theme stands in a unit if one of its terms does, in text that shares count; sentences are running ones
    (`topics.preprocessing.sentences`). `period` is a choice of documents such as 2021 or 2019..2021; `changes` are
    values of `where`, `duplicates` and so on. Passages come first, the surest pairs of each unit first. Raises
    ModelError for a study with one theme.
    """
    import pandas as pd

    if len(job.themes) < 2:
        raise ModelError(f"{job.name} has one theme, and it takes two to stand together.")
    held = _held(chosen(job, *([period] if period else []), **changes), job.themes)
    parts = [_table(unit, held[unit], job.themes) for unit in UNITS]
    return TOGETHER.check(pd.concat(parts, ignore_index=True))


Held = dict[str, list[NDArray[np.bool_]]]  # by document: which themes stand in each unit `(n_units, n_themes)`


def _held(of: Chosen, themes: Sequence[Theme]) -> dict[str, Held]:
    """Which themes stand in each unit of each document, by kind of unit."""
    found: dict[str, Held] = {unit: {} for unit in UNITS}
    for doc_id, text in _read(of):
        whole = _stands(text, themes)
        found["passage"].setdefault(doc_id, []).append(whole)
        there = [
            themes[int(place)] for place in np.flatnonzero(whole)
        ]  # no other theme stands in a part of the passage
        for sentence in sentences(text):
            part = np.zeros_like(whole)
            part[whole] = _stands(sentence, there)
            found["sentence"].setdefault(doc_id, []).append(part)
    return found


def _read(of: Chosen) -> Iterator[tuple[str, str]]:
    wanted = set(of.documents["doc_id"])
    for part in passages_in_parts(of.job.root, of.job.corpus_key):
        for doc_id, text, counted in zip(part["doc_id"], part["text"], part["counted"], strict=True):
            if doc_id in wanted and of.counts(counted):
                yield str(doc_id), str(text)


def _stands(text: str, themes: Sequence[Theme]) -> NDArray[np.bool_]:
    return np.array([theme.count(text) > 0 for theme in themes], dtype=bool)


def _table(unit: str, held: Held, themes: Sequence[Theme]) -> "pd.DataFrame":
    """The pairs of one kind of unit, the surest first."""
    names, pairs = [theme.id for theme in themes], list(combinations(range(len(themes)), 2))
    one, other = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    stacks = [np.stack(rows).astype(float) for rows in held.values()]
    sums = np.array([rows.sum(axis=0) for rows in stacks]).reshape(-1, len(names))
    both = np.array([(rows[:, one] * rows[:, other]).sum(axis=0) for rows in stacks]).reshape(-1, len(pairs))
    units = np.array([len(rows) for rows in stacks], dtype=float)
    a, b = sums[:, one], sums[:, other]
    found = togetherness(a, b, both, units)
    table = TOGETHER.frame(
        {
            "unit": [unit] * len(pairs),
            "theme_a": [names[k] for k in one],
            "theme_b": [names[k] for k in other],
            "units": [int(units.sum())] * len(pairs),
            "units_a": a.sum(axis=0).astype(np.int64),
            "units_b": b.sum(axis=0).astype(np.int64),
            "together": found.together.astype(np.int64),
            "expected": found.expected,
            "ratio": found.ratio,
            "lower": found.lower,
            "upper": found.upper,
            "p": found.p,
            "p_adjusted": found.adjusted,
            "documents": found.documents,
            "why": np.where(np.isnan(found.p), FEW, "").tolist(),
        }
    )
    return table.sort_values(["p_adjusted", "p"], kind="stable", ignore_index=True)
