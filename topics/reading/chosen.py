"""The documents and passages that are read: those that shares count, or some of them.

Conventions. A *choice* of documents is written as a period (`2021`, `2020Q1`, `2020-03`), as two with `..` between them
(`2019..2021`, both included; one end may be left open), or as a selection by attributes
(`topics.preprocessing.selection`). Dates are of the type that the study's estimand names. Documents outside the study's
periods and passages that repeat others are read where its shares count them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, StoreError, nearest
from topics.preprocessing.selection import EVERY, canonical, selected
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.sums import dated_by
from topics.store.job import Estimator, Job
from topics.store.kept_corpus import kept_documents
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

_PERIOD = r"\d{4}(?:H[12]|Q[1-4]|-\d\d(?:-\d\d)?)?"
_SPAN = re.compile(rf"(?P<first>{_PERIOD})?(?P<dots>\.\.)?(?P<last>{_PERIOD})?")


def choice(text: str) -> str:
    """A choice of documents as a selection. Raises ModelError for text of another form.

    >>> choice("2021"), choice("2019..2020Q2"), choice("level=central")
    ('date = 2021', 'date >= 2019 and date <= 2020Q2', 'level = central')
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or not (found["first"] or found["last"]):
        return canonical(text)
    if not found["dots"]:
        return f"date = {found['first'] or found['last']}"
    ends = ((">=", found["first"]), ("<=", found["last"]))
    return " and ".join(f"date {sign} {end}" for sign, end in ends if end)


def _together(choices: Iterable[str]) -> str:
    """Some choices as one selection; `EVERY` where none leaves a document out."""
    return " and ".join(choice(one) for one in choices if one and one != EVERY) or EVERY


@dataclass(frozen=True)
class Chosen:
    """Documents of a job that are read: those of its periods that fulfil all of some `choices`."""

    job: Job
    estimand: Estimand
    design: Design
    choices: tuple[str, ...] = ()

    @cached_property
    def every(self) -> "pd.DataFrame":
        """All documents of the job's periods, with their `period`, in canonical order."""
        documents = dated_by(kept_documents(self.job.root, self.job.corpus_key), self.estimand.date_type)
        documents = documents.assign(period=self.design.periods.of_documents(documents))
        return documents[documents["period"] != ""].reset_index(drop=True)

    @cached_property
    def documents(self) -> "pd.DataFrame":
        """The chosen documents. Raises ModelError where none is chosen."""
        return self.every[self.mask(*self.choices, self.estimand.where)].reset_index(drop=True)

    @property
    def periods(self) -> list[str]:
        """All periods, or those from the first to the last document if documents are chosen by time."""
        names = self.design.periods.names
        if not self.choices:
            return names
        held = sorted(map(names.index, set(self.documents["period"])))
        return names[held[0] : held[-1] + 1]

    def mask(self, *choices: str) -> NDArray[np.bool_]:
        """Whether each of `every` fulfils all choices. Raises ModelError where none does, as `selected` does."""
        if (said := _together(choices)) == EVERY:
            return np.ones(len(self.every), dtype=bool)
        return selected(self.every.drop(columns="period"), said, self.design.date_order)

    @property
    def where(self) -> str:
        """All choices as one selection."""
        return _together((*self.choices, self.estimand.where))

    def counts(self, counted: bool) -> bool:
        """Whether a passage is counted, given whether it is the first of its kind."""
        return counted or self.estimand.duplicates == "keep"


def chosen(job: Job, *choices: str, **changes: Any) -> Chosen:
    """The documents of a job that fulfil all choices; `changes` are values of `by`, `duplicates`, `where` and so on."""
    estimand, design = job.measured(**changes)
    return Chosen(job, estimand, design, choices)


def theme_named(job: Job, name: str) -> Theme:
    """A theme of a job by id or label. Raises StoreError with the nearest id for another name."""
    for theme in job.themes:
        if name == theme.id or name in dict(theme.labels).values():
            return theme
    raise StoreError(f'{job.name}: no theme "{name}"; {nearest(name, [theme.id for theme in job.themes])}')


def main_theme(job: Job, theme: Theme, estimator: Estimator) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether a theme is the main one of each passage, and its weight there: both `(n_passages)`.

    It is the main theme if it has the largest part of the passage for most seeds of the estimator
    (`ThemeScores.primary`); the weight is the mean over seeds. Raises ModelError if it is that of no passage.
    """
    scores = job.scores(estimator.name)
    column = scores[0].theme_ids.index(theme.id)
    main = np.mean([one.primary == column for one in scores], axis=0) > 0.5
    if not main.any():
        raise ModelError(f"{estimator.name} gives no passage to the theme {theme.id}; name another estimator.")
    return main, np.mean([one.weights[:, column] for one in scores], axis=0)
