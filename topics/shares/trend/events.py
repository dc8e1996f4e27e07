"""Shares before and after an event whose date was named beforehand.

Question. Is the share of a theme higher, or lower, in the months after the event than in those before? Nothing here
says that the event is the reason: other things happen in the same month.

Model. The share of each month, with its sampling variance, beside an effect of months
(`topics.shares.trend.period_model`), and a step at the event: `step`. The month of the event is left out unless the
event is on its first day or only its month is known, since it is of both sides. Re-published text counts once.

Beside it stand *placebo dates*: the same step at every other month whose window holds neither the event nor another
event of the theme, without which a series that moves all the time would show a step at any date; and the themes that
the event was not expected to touch. p is adjusted by Holm's rule over all pairs of event and theme that were planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.schema import CHANGE, PROBABILITY, SHARE, Column, declare
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import USUAL, WEIGHTINGS, Estimand
from topics.shares.estimate import SHARES
from topics.shares.intervals import resampled_shares
from topics.shares.sums import ThemeSums, theme_sums
from topics.shares.trend.period_model import seed_variance, step
from topics.shares.trend.series import holm
from topics.shares.trend.statements import FEW_DOCUMENTS

if TYPE_CHECKING:
    import pandas as pd

FEWEST_MONTHS = 3  # with a document, on either side of an event
Floats = NDArray[np.float64]

EVENTS = declare(
    "events",
    "one estimator, event and theme",
    (
        Column("event", "text", "", "name of the event"),
        Column("date", "text", "", "its date, a day or a month"),
        *SHARES.only("estimator", "weighting", "theme"),
        Column("touched", "flag", "", "whether the event was expected to touch the theme"),
        Column("expected", "text", "", "`rise`, `fall` or `change`, empty for a theme that it was not to touch"),
        Column("window", "integer", "months", "months compared on either side"),
        Column("months_before", "integer", "months", "months before with a document"),
        Column("months_after", "integer", "months", "months after with a document"),
        Column("documents_before", "integer", "documents", "documents of these months before"),
        Column("documents_after", "integer", "documents", "documents of these months after"),
        Column("share_before", "number", SHARE, "mean share of the months before"),
        Column("share_after", "number", SHARE, "mean share of the months after"),
        Column("step", "number", CHANGE, "level after the event less the level before, by the model"),
        Column("step_lower", "number", CHANGE, "lower end of its 95 % interval"),
        Column("step_upper", "number", CHANGE, "upper end of its 95 % interval"),
        Column("p_step", "number", PROBABILITY, "p of no step"),
        Column("p_step_holm", "number", PROBABILITY, "p of no step, adjusted over all planned pairs (Holm)"),
        Column("detectable_step", "number", CHANGE, "about the smallest step found with a probability of 80 %"),
        Column("placebos", "integer", "months", "other months at which the same step was looked for"),
        Column("placebos_as_large", "integer", "months", "those of them with a step at least as large, either way"),
        Column("refused", "text", "", "why nothing is said of the event: `few-months`, `few-documents` or `blind`"),
    ),
)


@dataclass(frozen=True)
class Event:
    """An event as the study names it; see `topics.study.settings.EventSettings`."""

    name: str
    date: str
    themes: tuple[str, ...]
    expected: str
    window: int

    @property
    def month(self) -> str:
        """The month of the event, such as 2020-05."""
        return self.date[:7]

    @property
    def within(self) -> bool:
        """Whether the month of the event is of both sides."""
        return len(self.date) > len("2020-05") and not self.date.endswith("-01")


def theme_events(
    events: Sequence[Event],
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand = USUAL,
) -> "pd.DataFrame":
    """Shares before and after each event by one estimator: columns as declared in `EVENTS`.

    The other arguments are those of `topics.shares.trend.trends.theme_trends`; periods are months whatever those of the
    design are. An event outside the months of the study has rows that are refused.
    """
    design = replace(design, periods=replace(design.periods, by="month"))
    estimand = replace(estimand, duplicates="once")
    sums = theme_sums(scores, passages, documents, estimator=estimator, design=design, estimand=estimand)
    months = _Months(sums)
    rows = [row for event in events for row in months.rows(event, events)]
    planned = [row for row in rows if row["touched"]]
    for row, p in zip(planned, holm(np.array([row["p_step"] for row in planned], dtype=float)), strict=True):
        row["p_step_holm"] = p
    return EVENTS.frame(rows)


class _Months:
    """The monthly shares of one estimator, with their variances."""

    def __init__(self, sums: ThemeSums) -> None:
        self.sums, self.weighting = sums, WEIGHTINGS.index(sums.estimand.weighting)
        self.filled = np.array(sums.filled, dtype=np.intp)
        by_seed = sums.shares[self.filled, self.weighting]
        self.shares: Floats = by_seed.mean(axis=1)
        self.variances: Floats = np.stack([self._variance(int(t)) for t in self.filled]) + seed_variance(by_seed)
        self.documents = sums.counts[self.filled, 0]

    def _variance(self, t: int) -> Floats:
        """Variances over resamples of the seeds' mean share `(n_labels,)`; NaN for a month with one cluster."""
        parts, sizes = self.sums.of(t)
        if len(sizes) < 2:
            return np.full(len(self.sums.labels), np.nan)
        design = self.sums.design
        drawn = resampled_shares(parts, sizes, draws=design.draws, seed=design.seed, period=self.sums.periods[t])
        found: Floats = drawn[:, self.weighting].mean(axis=1).var(axis=0, ddof=1)
        return found

    def sides(self, month: int, window: int, within: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of the months with a document lie before and after a month, within the window."""
        before = (self.filled >= month - window) & (self.filled < month)
        after = (self.filled >= month + within) & (self.filled < month + within + window)
        return before, after

    def step(self, month: int, window: int, within: bool) -> Any:
        """The step of every label at a month; None with too few months or documents on a side."""
        before, after = self.sides(month, window, within)
        if self.refused(before, after):
            return None
        both = before | after
        return step(self.shares[both], self.variances[both], int(before.sum()))

    def refused(self, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> str:
        """Why nothing is said of the two sides; "" if something is."""
        if min(before.sum(), after.sum()) < FEWEST_MONTHS:
            return "few-months"
        documents = min(self.documents[before].sum(), self.documents[after].sum())
        return "few-documents" if documents < FEW_DOCUMENTS else ""

    def rows(self, event: Event, events: Sequence[Event]) -> list[dict[str, Any]]:
        """The rows of one event, one for each theme."""
        names = self.sums.periods
        month = names.index(event.month) if event.month in names else -2 * event.window
        before, after = self.sides(month, event.window, event.within)
        refused, found = self.refused(before, after), self.step(month, event.window, event.within)
        rows = []
        for k, theme in enumerate(self.sums.labels[:-2]):
            blind, touched = bool(self.sums.blind[k]), theme in event.themes
            row: dict[str, Any] = dict.fromkeys(EVENTS.names, np.nan)
            row |= {"event": event.name, "date": event.date, "estimator": self.sums.estimator, "theme": theme}
            row |= {"weighting": self.sums.estimand.weighting, "touched": touched, "window": event.window}
            row |= {"expected": event.expected if touched else "", "refused": refused or ("blind" if blind else "")}
            row |= {"placebos": 0, "placebos_as_large": 0}
            for side, of in (("before", before), ("after", after)):
                row[f"months_{side}"], row[f"documents_{side}"] = int(of.sum()), int(self.documents[of].sum())
                row[f"share_{side}"] = float(self.shares[of, k].mean()) if of.any() and not blind else np.nan
            if found is not None and not blind:
                low, high = found.bounds
                row |= {"step": found.estimate[k], "step_lower": low[k], "step_upper": high[k], "p_step": found.p[k]}
                row |= {"detectable_step": found.detectable[k]}
                placebo = self.placebos(theme, k, event, events)
                row |= {"placebos": len(placebo), "placebos_as_large": int((placebo >= abs(found.estimate[k])).sum())}
            rows.append(row)
        return rows

    def placebos(self, theme: str, k: int, event: Event, events: Sequence[Event]) -> Floats:
        """The size of the theme's step at every month whose window holds no event that was to touch it."""
        names = self.sums.periods
        apart = [event, *(other for other in events if theme in other.themes)]
        taken = [names.index(other.month) for other in apart if other.month in names]
        free = [
            month
            for month in range(event.window, len(names) - event.window + 1)
            if not any(month - event.window <= at < month + event.window + event.within for at in taken)
        ]
        steps = [found.estimate[k] for month in free if (found := self._cached(month, event.window)) is not None]
        return np.abs(np.array(steps, dtype=np.float64))

    def _cached(self, month: int, window: int) -> Any:
        known = self.__dict__.setdefault("_steps", {})
        if (month, window) not in known:
            known[month, window] = self.step(month, window, within=False)
        return known[month, window]
